// SPDX-License-Identifier: Apache-2.0
// credence programme …: programmes, their envelope, what is recorded of them.
#include "client/base/json_text.h"
#include "client/commands/award_view.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/commands/programme_view.h"
#include "client/console/console.h"
#include "client/console/options.h"

namespace credence {
namespace {

namespace json = boost::json;

struct ProgrammeOptions {
  std::string id, name, lead, finance, budget_wan, document_no, document_hash, kind = "grant", reason, quota,
                                                                               task;
  std::uint16_t year = 0;
};

int create_programme(Cli& cli, const ProgrammeOptions& o) {
  const auto kind = programme_kind_named(o.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--kind " + o.kind}});
  Fen budget = 0;
  if (*kind != ProgrammeKind::procurement_catalogue) {
    auto given = wan_option(o.budget_wan, "--budget");
    if (!given) return cli.finish(given.error());
    budget = *given;
  }
  auto hash = hash_option(o.document_hash, "--document-hash");
  if (!hash) return cli.finish(hash.error());
  const CreateProgramme action{Id(o.id),
                               Name(o.name),
                               Id(o.lead),
                               Id(o.finance.empty() ? o.lead : o.finance),
                               o.year,
                               budget,
                               DocumentNo(o.document_no),
                               *kind,
                               *hash,
                               Id(o.task)};
  return cli.submit(action, cli.say("programme created: ", "已设立专项：") + o.id + " " + o.name);
}

int amend_programme(Cli& cli, const ProgrammeOptions& o) {
  auto budget = wan_option(o.budget_wan, "--budget");
  if (!budget) return cli.finish(budget.error());
  auto hash = hash_option(o.document_hash, "--document-hash");
  if (!hash) return cli.finish(hash.error());
  const AmendProgramme action{Id(o.id), *budget, DocumentNo(o.document_no), *hash, Note(o.reason)};
  return cli.submit(action, cli.say("budget amended: ", "已调整预算：") + o.id);
}

int allocate_quota(Cli& cli, const ProgrammeOptions& o) {
  auto amount = wan_option(o.budget_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  const AllocateQuota action{Id(o.id), Id(o.quota), Name(o.name.empty() ? o.quota : o.name), *amount,
                             DocumentNo(o.document_no)};
  return cli.submit(action, cli.say("quota allocated: ", "已分配额度：") + o.id + "/" + o.quota);
}

int close_programme(Cli& cli, const ProgrammeOptions& o) {
  const CloseProgramme action{Id(o.id), DocumentNo(o.document_no), Note(o.reason)};
  return cli.submit(action, cli.say("programme closed: ", "已关闭专项：") + o.id);
}

// ---- show -------------------------------------------------------------------------------------------------

struct ProgrammeShowOptions {
  std::string id, on;
  AwardListOptions list;
};

int show_programme(Cli& cli, const std::string& id, const std::string& on) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto day = day_asked(cli, on, {});
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto view = read_programme(cli, **client, Id(id), *day);
  if (!view) return cli.finish(view.error());
  json::object out;
  if (cli.json) {
    out = programme_json(*view);
    out["proof"] = cli.proof_json(view->proof);
  }
  if (!view->value)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, id + meant_by(cli, {ProgrammeKey{Id(id)}}) + "; " +
                                                          cli.proved_under(view->proof)}},
        std::move(out));
  if (cli.json) {
    cli.print_json(out);
    return 0;
  }
  cli.print(programme_text(cli, *view) + cli.proved_under(view->proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

void add_programme_show(Command& family) {
  Command& show =
      family
          .command(
              "show",
              {"totals, rules, quotas, batches, open notices, overdue and idle money, recoveries: proved",
               "合计、规则、额度、批次、公示、逾期与闲置资金、追回，均附证明"})
          .uses(kAsks);
  auto& o = show.keep<ProgrammeShowOptions>();
  show.argument("PROGRAMME", &o.id, kProgrammeWords);
  Option& on = show.option("--on DAY", &o.on,
                           {"overdue and idle on this day; else today", "按该日计算逾期与闲置；默认为今日"});
  show.flag("--awards", o.list.awards,
            {"every award, proved to be all of them", "列出每笔安排，并证明无遗漏"})
      .excludes({on});
  show.option("--as-of MOMENT", &o.list.as_of, kAsOfWords).excludes({on});
  show.runs(o, [](Cli& cli, const ProgrammeShowOptions& options) {
    return options.list.awards || !options.list.as_of.empty() ? show_award_list(cli, options.id, options.list)
                                                              : show_programme(cli, options.id, options.on);
  });
}

}  // namespace

void add_programme_commands(Command& app) {
  Command& family =
      app.command("programme", {"programmes, their budgets and rules", "专项及其预算与规则"}).uses(kSigns);
  auto& o = family.keep<ProgrammeOptions>();
  Command& create = family.command(
      "create", {"create a programme (role programme)", "设立专项（角色 programme）"}, o, create_programme);
  create.argument("PROGRAMME", &o.id, kProgrammeWords);
  create.option("--name NAME", &o.name, {"its name", "专项名称"}).required();
  create.option("--lead DEPARTMENT", &o.lead, {"the department that awards", "牵头部门，作出安排"})
      .required();
  create.option(
      "--finance DEPARTMENT", &o.finance,
      {"the department that pays; another one. A tax_relief, which nobody pays, needs none: it is the lead "
       "department then",
       "财政部门，办理拨付；须为另一部门。税收优惠（tax_relief）无人拨付，可不填，默认为牵头部门"});
  create.option("--year YEAR", &o.year, {"fiscal year", "财政年度"}).required();
  create.option("--budget AMOUNT", &o.budget_wan, {"awards never exceed it", "预算；安排金额不得超过预算"});
  create
      .option("--kind KIND", &o.kind,
              {"how it supports",
               "类型：grant 专项补助、reward 奖励、interest_subsidy 贷款贴息、fund_investment "
               "政府引导基金投资、tax_relief 税收优惠、"
               "challenge 揭榜挂帅、talent_subsidy 人才补贴、procurement_catalogue 政府采购目录"})
      .one_of(all_names<ProgrammeKind>());
  create.option("--document-no NUMBER", &o.document_no, {"the policy it rests on", "所依据政策的文号"});
  create.option("--document-hash HASH", &o.document_hash, kDocumentHashWords);
  create.option("--task TASK", &o.task, kTaskWords);
  create.wrong_if(
      [&o] { return o.finance.empty() && o.kind != "tax_relief"; },
      {"a programme that pays needs --finance", "须填写 --finance；仅税收优惠（tax_relief）可不填"});
  create.wrong_if([&o] { return (o.kind == "procurement_catalogue") != o.budget_wan.empty(); },
                  {"a programme needs --budget; a procurement_catalogue holds no money and takes none",
                   "专项须填写 --budget；政府采购目录（procurement_catalogue）不含资金，不填 --budget"});

  Command& amend = family.command("amend",
                                  {"set another budget, never below what is bound (role programme)",
                                   "调整预算，不得低于已分配和已安排的金额（角色 programme）"},
                                  o, amend_programme);
  amend.argument("PROGRAMME", &o.id, kProgrammeWords);
  amend.option("--budget AMOUNT", &o.budget_wan, {"the whole of it", "调整后的预算总额"}).required();
  amend.option("--reason TEXT", &o.reason, kReasonWords).required();
  amend.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  amend.option("--document-hash HASH", &o.document_hash, kDocumentHashWords);

  add_programme_rules_command(family);
  add_programme_list_command(family);

  Command& quota = family.command("quota",
                                  {"allocate a part of the budget, or change it (role programme)",
                                   "分配预算额度，或调整额度（角色 programme）"},
                                  o, allocate_quota);
  quota.argument("PROGRAMME", &o.id, kProgrammeWords);
  quota.argument("QUOTA", &o.quota, {"its id: a city, a purpose", "额度编号：例如某地市、某用途"});
  quota.option("--amount AMOUNT", &o.budget_wan, {"the whole of it", "该额度的总额"}).required();
  quota.option("--name NAME", &o.name, {"its name; else its id", "额度名称；默认为额度编号"});
  quota.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);

  Command& close = family.command("close",
                                  {"close it: all is paid or released (role programme)",
                                   "关闭专项：须已全部拨付或释放（角色 programme）"},
                                  o, close_programme);
  close.argument("PROGRAMME", &o.id, kProgrammeWords);
  close.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  close.option("--summary TEXT", &o.reason, {"what it achieved", "绩效与结项说明"});

  add_programme_show(family);
}

}  // namespace credence
