// SPDX-License-Identifier: Apache-2.0
// credence qualification …: titles.
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/holder.h"
#include "client/commands/kinds.h"
#include "client/commands/known.h"
#include "client/commands/later.h"
#include "client/commands/then.h"
#include "client/console/console.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/four_eyes.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct TitleOptions {
  ListOptions list;
  std::string type, code, batch, title, document_no, source, name, from, to, certificate_no, effective,
      reason, as_of, department, held_by = "enterprise", task;
  std::string name_zh, name_en, issuer, prerequisite;
  std::uint8_t years = 0;
  bool fraud = false, accept_later = false;
};

IssueQualifications head_of(const TitleOptions& options) {
  return {.type = Id(options.type),
          .batch = Id(options.batch),
          .title = Name(options.title.empty() ? options.batch : options.title),
          .document_no = DocumentNo(options.document_no),
          .source = Note(options.source),
          .lines = {}};
}

int import_titles(Cli& cli, const TitleOptions& options) {
  auto held = held_by(cli, Id(options.type), cli.dry_run);
  if (!held) return cli.finish(held.error());
  if (*held != HolderKind::enterprise)
    return import_holder_titles(cli, options.list, Id(options.type), *held, Id(options.department),
                                [&](const std::vector<QualificationLine>& lines) {
                                  return plan_qualifications(head_of(options), lines);
                                });
  return import_file(cli, options.list, qualification_list(), {.review = {}, .title = Id(options.type)},
                     [&](const std::vector<QualificationLine>& lines, const PreparedList&) {
                       return plan_qualifications(head_of(options), lines);
                     });
}

int issue(Cli& cli, const TitleOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto from = date_option(options.from, "--from");
  if (!from) return cli.finish(from.error());
  QualificationLine line{1, *code, Name(options.name), DocumentNo(options.certificate_no), *from, {}};
  auto to = day_option(options.to, "--to");
  if (!to) return cli.finish(to.error());
  if (auto good = days_in_order(*from, *to); !good) return cli.finish(good.error());
  line.valid_to = *to;
  IssueQualifications action = head_of(options);
  action.lines.push_back(std::move(line));
  return cli.submit(action, cli.say("title issued: ", "已认定：") + options.type + " " + options.code);
}

/// The titles that were built on a revoked one, and ended with it.
Outcome<Cli::Followed> fell_with_it(const Cli& cli, Client& client, const Uscc& code,
                                    const VerifiedTransaction& sent) {
  if (is_parked(sent.receipt)) return Cli::Followed{};
  std::vector<std::string> types;
  auto read = client.read_history(
      of_enterprise(code), {.kinds = {"qualification_changed"}}, [&](const HistoryEntry& entry) {
        const auto& fact = std::get<QualificationChanged>(entry.fact);
        if (entry.transaction == sent.transaction.id && fact.change == TitleChange::cascaded)
          types.push_back(fact.type);
        return true;
      });
  if (!read) return std::unexpected(read.error());
  std::string text;
  for (const std::string& type : types)
    text += (text.empty() ? cli.say("fell with it: ", "连带撤销：") : cli.say(", ", "、")) + type;
  return Cli::Followed{{{"fell_with_it", std::move(types)}}, text.empty() ? text : text + "\n"};
}

int revoke(Cli& cli, const TitleOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto effective = date_option(options.effective, "--from");
  if (!effective) return cli.finish(effective.error());
  if (auto good = agree_to_later(cli, *code, *effective, options.accept_later, Id(options.type)); !good)
    return cli.finish(good.error());
  const RevokeQualification action{Id(options.type),     *code,
                                   *effective,           DocumentNo(options.document_no),
                                   Note(options.reason), options.fraud};
  return cli.submit(action, cli.say("title revoked: ", "已撤销：") + options.type + " " + options.code,
                    [&](Client& client, const VerifiedTransaction& sent) {
                      return fell_with_it(cli, client, *code, sent);
                    });
}

int define(Cli& cli, const TitleOptions& options) {
  DefineQualification action{Id(options.type),   Name(options.name_zh), Name(options.name_en),
                             Id(options.issuer), options.years,         {}};
  const auto kind = holder_kind_named(options.held_by);
  if (!kind)
    return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--held-by " + options.held_by}});
  action.held_by = *kind;
  action.task = Id(options.task);
  if (!options.prerequisite.empty()) action.prerequisite = Id(options.prerequisite);
  return cli.submit(action, cli.say("title defined: ", "已设立资格：") + options.type);
}

json::object title_json(const Cli& cli, const TitleOptions& options, const Verified<TitleStatus>& found,
                        const Date& on) {
  json::object view{{"type", options.type},
                    {"code", options.code},
                    {"qualification", nullptr},
                    {"on", on.iso()},
                    {"state", name_of(found->state)},
                    {"in_force", found->in_force()},
                    {"banned_to", found->banned_to ? json::value(found->banned_to->iso()) : json::value()},
                    {"proof", cli.proof_json(found.proof())}};
  if (found->title) {
    QualificationValue term;
    static_cast<TitleTerm&>(term) = found->title->term;
    json::object one = to_json(term);
    one.erase("all_terms");  // the term of the day alone
    one.erase("former");
    view["qualification"] = std::move(one);
  }
  return view;
}

/// Of who has no title: what became of the application, if there was one.
struct Application {
  std::optional<QualificationNoticeValue> notice;  // in public notice
  std::optional<Thing> refusal;
  BlockProof proof;
};
Outcome<Application> application_of(Cli& cli, Client& client, const Id& type, const Uscc& code,
                                    const ReadOptions& as_of, const Date& on) {
  auto notice = client.state<QualificationNoticeValue>(QualificationNoticeKey{type, code});
  if (!notice) return std::unexpected(notice.error());
  Application out{**notice, std::nullopt, notice->proof()};
  if (out.notice) return out;
  const Kind* const kinds[] = {&title_refusals()};
  HistoryQuery query = query_of(kinds);
  query.title = type;
  auto history = client.history(of_enterprise(code), query, as_of);
  if (!history) return std::unexpected(history.error());
  out.proof = history->proof();
  if (auto refused = title_refusals().fold(cli, (*history)->entries, on); !refused.empty())
    out.refusal = std::move(refused.back());
  return out;
}

/// "in public notice to 2026-12-13, objections: 0", "refused on 2026-12-14: 材料不实"; nothing: it never applied.
std::string application_text(const Cli& cli, const Application& application) {
  if (application.notice)
    return cli.say("in public notice to ", "公示至 ") + application.notice->notice_to.iso() +
           cli.say(", objections: ", "，异议 ") + std::to_string(application.notice->objections);
  if (!application.refusal) return {};
  const json::object& view = application.refusal->view;
  const std::string_view document = view.at("document_no").as_string();
  return cli.say("refused on ", "不予认定，") + std::string(view.at("refused_on").as_string()) +
         cli.say(": ", "：") + std::string(view.at("reason").as_string()) +
         (document.empty() ? "" : cli.say(" (", "（") + std::string(document) + cli.say(")", "）"));
}

/// Where to look, of a title that products, places or the like hold.
std::string held_elsewhere(Cli& cli, const TitleOptions& options) {
  auto client = cli.client();
  if (!client) return {};
  const auto type = (*client)->state<QualificationTypeValue>(QualificationTypeKey{Id(options.type)});
  if (!type || !**type || (**type)->held_by == HolderKind::enterprise) return {};
  return cli.say("; it is held by ", "；其持有对象为") +
         std::string(kind_words((**type)->held_by).in(cli.language())) + ": credence holder list --of " +
         options.code;
}

int show_no_title(Cli& cli, const TitleOptions& options, const Uscc& code, const ReadOptions& as_of,
                  const Verified<TitleStatus>& found, const Date& on) {
  if (auto good = require_title(cli, options.type); !good) return cli.finish(good.error());
  auto application = application_of(cli, **cli.client(), Id(options.type), code, as_of, on);
  if (!application) return cli.finish(application.error());
  const std::string later =
      recorded_later<QualificationValue>(cli, as_of, QualificationKey{Id(options.type), code});
  if (cli.json) {
    json::object view = title_json(cli, options, found, on);
    if (application->notice) view["public_notice"] = to_json(*application->notice);
    if (application->refusal) view["refusal"] = application->refusal->view;
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, options.type + " " + options.code +
                                                                        as_of_text(cli, as_of) + later}},
                      std::move(view));
  }
  const std::string text = application_text(cli, *application);
  if (text.empty())
    return cli.finish({ExitCode::refused,
                       Error{Code::not_recorded, options.type + " " + options.code + as_of_text(cli, as_of) +
                                                     later + held_elsewhere(cli, options) + "; " +
                                                     cli.proved_under(found.proof())}});
  cli.print(options.type + "  " + options.code + as_of_text(cli, as_of) + "\n  " + text + "\n" +
            cli.proved_under(application->proof) + "\n");
  return static_cast<int>(ExitCode::refused);
}

int show_title(Cli& cli, const TitleOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  if (auto good = check_id(options.type); !good) return cli.finish({ExitCode::usage, good.error()});
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto on = day_asked(cli, options.effective, *as_of);
  if (!on) return cli.finish(on.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->title(Id(options.type), *code, *on, *as_of);
  if (!found) return cli.finish(found.error());
  const TitleStatus& status = **found;
  const int exit = static_cast<int>(status.in_force() ? ExitCode::ok : ExitCode::not_in_force);
  if (!status.title) return show_no_title(cli, options, *code, *as_of, *found, *on);
  if (cli.json) {
    cli.print_json(title_json(cli, options, *found, *on));
    return exit;
  }
  const TitleTerm& v = status.title->term;
  std::string out = options.type + "  " + options.code + as_of_text(cli, *as_of) + "  " + v.valid_from.iso() +
                    cli.say(" to ", " 至 ") + (v.valid_to ? v.valid_to->iso() : cli.say("no end", "无期限")) +
                    "\n  " + on->iso() + cli.say(": ", "：") +
                    std::string(state_words(status.state).in(cli.language()));
  if (v.revoked_from)
    out += (*on < *v.revoked_from ? cli.say(", ends on ", "，将终止于 ") : cli.say(" from ", "，自 ")) +
           v.revoked_from->iso() +
           (*on < *v.revoked_from
                ? " (" + std::string(state_words(v.state(*v.revoked_from)).in(cli.language())) + ")"
                : "") +
           (v.revocation_reason.empty() ? "" : cli.say(": ", "：") + v.revocation_reason);
  if (status.state == TitleState::suspended)
    out += cli.say(" from ", "，自 ") + v.suspensions.back().from.iso();
  else if (v.suspended())
    out += cli.say(", suspended from ", "，暂停自 ") + v.suspensions.back().from.iso();
  if (v.review_until) out += cli.say(", under review to ", "，复核至 ") + v.review_until->iso();
  if (status.banned_to) out += cli.say(", banned to ", "，禁止申报至 ") + status.banned_to->iso();
  if (!v.rule.empty()) out += cli.say(", rule ", "，规则 ") + v.rule;
  if (v.carried_from)
    out += cli.say(", taken over from ", "，承继自 ") + std::string(text_of(*v.carried_from));
  cli.print(out + "\n" + cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return exit;
}

}  // namespace

void add_qualification_commands(Command& app) {
  Command& family = app.command("title", {"titles that enterprises hold; also: qualification",
                                          "企业持有的资格，例如专精特新；亦可写作 qualification"})
                        .also("qualification")
                        .uses(kSigns);
  auto& o = family.keep<TitleOptions>();
  const auto batch_options = [&](Command& command) {
    command.option("--batch BATCH", &o.batch, {"the batch's id", "批次编号"}).required();
    command.option("--heading TEXT", &o.title,
                   {"what the list is called; else the batch's id", "名单名称；默认为批次编号"});
    command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
    command.option("--source TEXT", &o.source, kSourceWords);
  };

  Command& one = family.command("issue",
                                {"issue a title to one enterprise (role qualify, of the issuer)",
                                 "认定一家企业的资格（认定部门，角色 qualify）"},
                                o, issue);
  one.argument("TITLE", &o.type, kTitleWords);
  one.argument("CODE", &o.code, kCodeWords);
  one.option("--name NAME", &o.name, {"the enterprise, as published", "企业名称，与公布的一致"}).required();
  one.option("--from DAY", &o.from, {"first day", "有效期起"}).required();
  one.option("--to DAY", &o.to, {"last day; else by the type's years", "有效期止；默认按该资格的有效年数"});
  one.option("--certificate-no NUMBER", &o.certificate_no, {"of the certificate", "证书编号"});
  batch_options(one);

  Command& many = family.command(
      "import",
      {"issue a title to the enterprises, products, places … of a list (role qualify)\nFILE: 序号, "
       "企业名称, 统一社会信用代码, 证书编号, 有效期起, 有效期止; of what is no enterprise 产品名称 as well",
       "按名单认定资格（角色 "
       "qualify）\nFILE：序号、企业名称、统一社会信用代码、证书编号、有效期起、有效期止；"
       "持有对象不是企业的另有“产品名称”"},
      o, import_titles);
  add_list_options(many, o.list);
  add_term_options(many, o.list);
  many.option("--title TITLE", &o.type, kTitleWords).required();
  many.option("--department DEPARTMENT", &o.department, kHoldersDepartmentWords);
  batch_options(many);

  Command& end = family.command(
      "revoke", {"revoke a title (role qualify, of the issuer)", "撤销资格（认定部门，角色 qualify）"}, o,
      revoke);
  end.argument("TITLE", &o.type, kTitleWords);
  end.argument("CODE", &o.code, kCodeWords);
  end.option("--from DAY", &o.effective, kEffectiveWords).required();
  end.option("--reason TEXT", &o.reason, kReasonWords).required();
  end.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  end.flag(
      "--fraud", o.fraud,
      {"for false statements: the ban of the title's rule begins", "因弄虚作假撤销：按资格规则开始禁止申报"});

  end.flag("--accept-later", o.accept_later, kAcceptLaterWords);

  Command& type =
      family.command("define", {"define a title (role admin)", "设立资格（角色 admin）"}, o, define);
  type.argument("TITLE", &o.type, kTitleWords);
  type.option("--name-zh NAME", &o.name_zh, kNameZhWords).required();
  type.option("--name-en NAME", &o.name_en, kNameEnWords).required();
  type.option("--issuer DEPARTMENT", &o.issuer,
              {"the department whose keys issue it", "认定部门，由其密钥认定"})
      .required();
  type.option("--years N", &o.years, {"how long it is valid; 0: without end", "有效年数；0 表示无期限"})
      .required();
  type.option("--prerequisite TITLE", &o.prerequisite, {"a title that must be in force", "前置资格，须有效"});
  type.option("--held-by KIND", &o.held_by,
              {"what holds it",
               "持有对象：enterprise 企业、product 产品、project 项目、platform 平台、place 地方、park 园区、"
               "laboratory 实验室、team 团队"})
      .one_of(all_names<HolderKind>());
  type.option("--task TASK", &o.task, kTaskWords);

  Command& look =
      family.command("show", {"whether a title is in force, proved", "资格是否有效，附证明"}, o, show_title)
          .uses(kAsks);
  look.argument("TITLE", &o.type, kTitleWords);
  look.argument("CODE", &o.code, kCodeWords);
  look.option(
      "--on DAY", &o.effective,
      {"on this day; else on that of --as-of, else today", "按该日判断；默认为 --as-of 的日期，否则为今日"});
  look.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  add_title_commands(family);
  add_title_list_command(family);
  add_title_holders_command(family);
}

}  // namespace credence
