// credence programme …, calendar …, project …, listing …: what programmes rest on, their envelope and their
// rules.
#include <algorithm>
#include <charconv>

#include "client/base/json_text.h"
#include "client/commands/award_view.h"
#include "client/commands/families.h"
#include "client/commands/programme_view.h"
#include "client/console/console.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct ProgrammeOptions {
  std::string id, name, lead, finance, budget_wan, document_no, document_hash, kind = "grant", reason, quota;
  std::uint16_t year = 0;
};

int create_programme(Cli& cli, const ProgrammeOptions& o) {
  const auto kind = programme_kind_named(o.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::bad_name, "--kind " + o.kind}});
  Fen budget = 0;
  if (*kind != ProgrammeKind::procurement_catalogue) {
    auto given = wan_option(o.budget_wan, "--budget");
    if (!given) return cli.finish(given.error());
    budget = *given;
  }
  auto hash = hash_option(o.document_hash, "--document-hash");
  if (!hash) return cli.finish(hash.error());
  const CreateProgramme action{
      Id(o.id), Name(o.name), Id(o.lead), Id(o.finance), o.year, budget, DocumentNo(o.document_no),
      *kind,    *hash};
  return cli.submit(action, cli.say("programme created: ", "已设立专项：") + o.id + " " + o.name);
}

int amend_programme(Cli& cli, const ProgrammeOptions& o) {
  auto budget = wan_option(o.budget_wan, "--budget");
  if (!budget) return cli.finish(budget.error());
  auto hash = hash_option(o.document_hash, "--document-hash");
  if (!hash) return cli.finish(hash.error());
  const AmendProgramme action{Id(o.id), *budget, DocumentNo(o.document_no), *hash, Note(o.reason)};
  return cli.submit(action, cli.say("budget amended: ", "已调整预算：") + o.id + " " + cli.money(*budget));
}

int allocate_quota(Cli& cli, const ProgrammeOptions& o) {
  auto amount = wan_option(o.budget_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  const AllocateQuota action{Id(o.id), Id(o.quota), Name(o.name.empty() ? o.quota : o.name), *amount,
                             DocumentNo(o.document_no)};
  return cli.submit(
      action, cli.say("quota allocated: ", "已分配额度：") + o.id + "/" + o.quota + " " + cli.money(*amount));
}

int close_programme(Cli& cli, const ProgrammeOptions& o) {
  const CloseProgramme action{Id(o.id), DocumentNo(o.document_no), Note(o.reason)};
  return cli.submit(action, cli.say("programme closed: ", "已关闭专项：") + o.id);
}

// ---- rules
// -------------------------------------------------------------------------------------------------------------

struct RulesOptions {
  std::string id, cap_wan, credit, document_no;
  bool one_project = false, library = false, quota = false, overdue_blocks = false, working_days = false;
  std::uint8_t notice_days = 0, acceptance_months = 0;
  std::vector<std::string> excluded, titles, tranches;
};

/// "50%", "120.5" (万元), "50%@accepted", "30%@milestone-2".
Result<Tranche> parse_tranche(std::string_view text) {
  const auto bad = [text] {
    return fail(Code::bad_rules, std::string(text) + ": 50%@accepted, 100@milestone-1");
  };
  const auto number = [](std::string_view digits) -> std::optional<std::uint8_t> {
    std::uint8_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc{} || end != digits.data() + digits.size() || out == 0) return std::nullopt;
    return out;
  };
  Tranche out;
  const std::size_t at = text.find('@');
  const std::string_view share = text.substr(0, at);
  std::string_view condition = at == std::string_view::npos ? "confirmed" : text.substr(at + 1);
  if (share.ends_with('%')) {
    const auto percent = number(share.substr(0, share.size() - 1));
    if (!percent || *percent > 100) return bad();
    out.percent = *percent;
  } else {
    auto amount = parse_wan(share);
    if (!amount) return std::unexpected(amount.error());
    out.amount = *amount;
  }
  constexpr std::string_view kMilestone = "milestone-";
  if (condition.starts_with(kMilestone)) {
    const auto milestone = number(condition.substr(kMilestone.size()));
    if (!milestone) return bad();
    out.milestone = *milestone;
    condition = "milestone";
  }
  const auto named = tranche_condition_named(condition);
  if (!named) return bad();
  out.condition = *named;
  return out;
}

template <class Ids>
Outcome<void> take_ids(std::vector<std::string> texts, Ids& out, std::string_view option) {
  std::ranges::sort(texts);
  if (texts.size() > Ids::kMax)
    return give_up(ExitCode::bad_input, Code::limit_exceeded, std::string(option));
  for (const std::string& text : texts) out.emplace_back(text);
  return {};
}

Outcome<ProgrammeRules> rules_from(const RulesOptions& o) {
  ProgrammeRules rules;
  if (!o.cap_wan.empty()) {
    auto cap = wan_option(o.cap_wan, "--cap");
    if (!cap) return std::unexpected(cap.error());
    rules.cap = *cap;
  }
  rules.one_project = o.one_project;
  rules.library_required = o.library;
  rules.quota_required = o.quota;
  rules.overdue_blocks = o.overdue_blocks;
  rules.notice_days = o.notice_days;
  rules.working_days = o.working_days;
  rules.acceptance_months = o.acceptance_months;
  if (auto good = take_ids(o.excluded, rules.excluded, "--excludes"); !good)
    return std::unexpected(good.error());
  if (auto good = take_ids(o.titles, rules.required_titles, "--requires-title"); !good)
    return std::unexpected(good.error());
  if (!o.credit.empty()) {
    const auto weight = credit_class_named(o.credit);
    if (!weight) return give_up(ExitCode::usage, Code::bad_rules, "--blocking-credit " + o.credit);
    rules.blocking_credit = *weight;
  }
  if (o.tranches.size() > rules.tranches.kMax)
    return give_up(ExitCode::bad_input, Code::limit_exceeded, "--tranche");
  for (const std::string& text : o.tranches) {
    auto tranche = option_value(parse_tranche(text), "--tranche");
    if (!tranche) return std::unexpected(tranche.error());
    rules.tranches.push_back(*tranche);
  }
  return rules;
}

int set_programme_rules(Cli& cli, const RulesOptions& o) {
  auto rules = rules_from(o);
  if (!rules) return cli.finish(rules.error());
  return cli.submit(SetProgrammeRules{Id(o.id), *std::move(rules), DocumentNo(o.document_no)},
                    cli.say("rules set: ", "已设定专项规则：") + o.id);
}

// ---- show
// --------------------------------------------------------------------------------------------------------------

struct ShowOptions {
  std::string id, on;
  AwardListOptions list;
};

int show_programme(Cli& cli, const std::string& id, const std::string& on) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto day = day_asked(cli, on, {});
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto view = read_programme(**client, Id(id), *day);
  if (!view) return cli.finish(view.error());
  if (cli.json) {
    json::object out = programme_json(*view);
    out["proof"] = cli.proof_json(view->proof);
    cli.print_json(out);
    return view->value ? 0 : static_cast<int>(ExitCode::refused);
  }
  if (!view->value)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, id + "; " + cli.proved_under(view->proof)}});
  cli.print(programme_text(cli, *view) + cli.proved_under(view->proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

// ---- library, catalogue, calendar
// --------------------------------------------------------------------------------------

struct LinesOptions {
  ListOptions list;
  std::string programme, batch, document_no;
};

int import_projects(Cli& cli, const LinesOptions& o) {
  return import_file<ProjectLine>(cli, o.list, parse_project_lines, {.review = {Id(o.programme), {}, {}, true}},
                                  [&](const std::vector<ProjectLine>& lines) {
                                    return plan_projects(RegisterProjects{Id(o.programme), {}}, lines);
                                  });
}

int import_listings(Cli& cli, const LinesOptions& o) {
  return import_file<ListingLine>(
      cli, o.list, parse_listing_lines, {.review = {}}, [&](const std::vector<ListingLine>& lines) {
        return plan_listings(RecordListings{Id(o.programme), Id(o.batch), DocumentNo(o.document_no), {}},
                             lines);
      });
}

struct CalendarOptions {
  std::uint16_t year = 0;
  std::vector<std::string> holidays, workdays;
  std::string document_no;
};

/// Days and spans: "2026-10-01", "2026-10-01..2026-10-08".
template <class Days>
Outcome<void> take_days(const std::vector<std::string>& texts, Days& out, std::string_view option) {
  std::vector<Date> days;
  for (const std::string& text : texts) {
    const std::size_t dots = text.find("..");
    auto first = option_value(parse_any_date(text.substr(0, dots)), option);
    if (!first) return std::unexpected(first.error());
    auto last = first;
    if (dots != std::string::npos) last = option_value(parse_any_date(text.substr(dots + 2)), option);
    if (!last) return std::unexpected(last.error());
    if (*last < *first)
      return give_up(ExitCode::bad_input, Code::dates_reversed, std::string(option) + ": " + text);
    for (Date day = *first; day <= *last; day = after_days(day, 1)) {
      if (days.size() == Days::kMax)
        return give_up(ExitCode::bad_input, Code::limit_exceeded, std::string(option));
      days.push_back(day);
    }
  }
  std::ranges::sort(days);
  out.assign(days.begin(), days.end());
  return {};
}

int set_calendar(Cli& cli, const CalendarOptions& o) {
  SetCalendar action{o.year, {}, {}, DocumentNo(o.document_no)};
  if (auto good = take_days(o.holidays, action.holidays, "--holiday"); !good) return cli.finish(good.error());
  if (auto good = take_days(o.workdays, action.workdays, "--workday"); !good) return cli.finish(good.error());
  return cli.submit(action,
                    cli.say("working days recorded: ", "已记录工作日日历：") + std::to_string(o.year));
}

int show_calendar(Cli& cli, const CalendarOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<CalendarValue>(CalendarKey{o.year});
  if (!found) return cli.finish(found.error());
  const std::string year = std::to_string(o.year);
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, year + "; " + cli.proved_under(found->proof())}});
  if (cli.json) {
    json::object out = to_json(***found);
    out["year"] = o.year;
    out["proof"] = cli.proof_json(found->proof());
    cli.print_json(out);
    return 0;
  }
  const auto days = [](const auto& list) {
    std::string out;
    for (const Date& day : list) out += " " + day.iso().substr(5);
    return out;
  };
  cli.print(year + "  " + (**found)->document_no + "\n  " + cli.say("holidays", "放假") +
            days((**found)->holidays) + "\n  " + cli.say("worked  ", "上班") + days((**found)->workdays) +
            "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

void add_rules_command(Command& family) {
  Command& rules = family.command("rules", {"set what holds for its awards, whole (role programme)", "设定专项规则，每次须给出全部规则（角色 programme）"});
  auto& o = rules.keep<RulesOptions>();
  rules.argument("ID", &o.id, kProgrammeWords);
  rules.option("--cap AMOUNT", &o.cap_wan, {"万元 that one enterprise gets of it at most", "单个企业上限，万元"});
  rules.flag("--one-project", o.one_project, {"one award for each enterprise", "每个企业限一个项目"});
  rules.flag("--library", o.library, {"only projects of the library, up to what they applied for", "须为项目库内项目，且不超过申报金额"});
  rules.flag("--quota", o.quota, {"each batch names its quota", "每个批次须注明额度"});
  rules.flag("--overdue-blocks", o.overdue_blocks, {"who has an acceptance overdue is not awarded", "有逾期未验收项目的不予支持"});
  rules.option("--notice-days N", &o.notice_days, {"of public notice before a batch is confirmed", "批次下达前的公示天数"}).range(0, 60);
  rules.flag("--working-days", o.working_days, {"they are working days of the calendar", "公示天数按工作日日历计算"});
  rules.option("--acceptance-months N", &o.acceptance_months, {"acceptance is due so many months after confirmation", "下达后须在该月数内验收"})
      .range(0, 120);
  rules.option("--excludes PROGRAMME", &o.excluded, {"a programme whose awards bar from this one", "互斥专项：已获其支持的，本专项不予支持"});
  rules.option("--requires-title TITLE", &o.titles, {"a title in force on the day of the award", "须持有的资格，在安排之日有效"});
  rules.option("--blocking-credit CLASS", &o.credit,
               {"active credit entries from this class on bar", "minor 轻微、general 一般或 serious 严重：有该级别及以上生效失信处罚记录的不予支持"})
      .one_of(all_names(CreditClass::minor));
  rules.option("--tranche PART", &o.tranches,
               {"50%, 50%@accepted, 30%@milestone-1, 20%@performance, or 万元 for %; in order",
                "分期：50%、50%@accepted（验收通过后）、30%@milestone-1（里程碑通过后）、20%@performance（绩效评价后），% 可改为万元；按次序填写"});
  rules.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  rules.runs(o, set_programme_rules);
}

void add_project_commands(Command& app) {
  Command& project = app.command("project", {"the library of projects", "项目库"});
  Command& enter = project.command("import", {"enter projects into the library (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, 项目名称, 申报金额（万元）",
                                              "项目入库（角色 award）\nFILE：序号、企业名称、统一社会信用代码、项目名称、申报金额（万元）"})
                       .uses(kSigns);
  auto& o = enter.keep<LinesOptions>();
  add_list_options(enter, o.list, "FILE");
  add_duplicates_option(enter, o.list);
  enter.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  enter.runs(o, import_projects);
}

void add_listing_commands(Command& app) {
  Command& listing = app.command("listing", {"procurement catalogues", "政府采购目录"});
  Command& list =
      listing.command("import", {"list products, or set another term (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, 产品名称, 有效期起, 有效期止",
                                 "产品列入目录，或更改有效期（角色 award）\nFILE：序号、企业名称、统一社会信用代码、产品名称、有效期起、有效期止"})
          .uses(kSigns);
  auto& o = list.keep<LinesOptions>();
  add_list_options(list, o.list, "FILE");
  list.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  list.option("--batch BATCH", &o.batch, kBatchWords).required();
  list.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  list.runs(o, import_listings);
}

void add_calendar_commands(Command& app) {
  Command& calendar = app.command("calendar", {"working days", "工作日日历"});
  auto& o = calendar.keep<CalendarOptions>();
  constexpr Words kYearWords{"a calendar year, 2026", "年份，例如 2026"};
  Command& set = calendar.command("set", {"record the holidays of a year, whole (role admin)", "设定某年的工作日日历，须给出全年（角色 admin）"}).uses(kSigns);
  set.argument("YEAR", &o.year, kYearWords);
  set.option("--holiday DAYS", &o.holidays, {"2026-10-01 or 2026-10-01..2026-10-08", "放假日期：2026-10-01 或 2026-10-01..2026-10-08"});
  set.option("--workday DAYS", &o.workdays, {"a Saturday or Sunday that is worked", "调休工作日（周六或周日）"});
  set.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  set.runs(o, set_calendar);
  Command& show = calendar.command("show", {"the holidays of a year, proved", "某年的放假与调休日期，附证明"}).uses(kAsks);
  show.argument("YEAR", &o.year, kYearWords);
  show.runs(o, show_calendar);
}

void add_programme_show(Command& family) {
  Command& show = family.command("show", {"totals, rules, quotas, batches, open notices, overdue and idle money, recoveries: proved",
                                          "合计、规则、额度、批次、公示、逾期与闲置资金、追回，均附证明"})
                      .uses(kAsks);
  auto& o = show.keep<ShowOptions>();
  show.argument("ID", &o.id, kProgrammeWords);
  Option& on = show.option("--on DAY", &o.on, {"overdue and idle on this day; else today", "按该日计算逾期与闲置；默认为今日"});
  show.flag("--awards", o.list.awards, {"every award, proved to be all of them", "列出每笔安排，并证明无遗漏"}).excludes({on});
  show.option("--as-of MOMENT", &o.list.as_of, kAsOfWords).excludes({on});
  show.runs(o, [](Cli& cli, const ShowOptions& options) {
    return options.list.awards || !options.list.as_of.empty() ? show_award_list(cli, options.id, options.list)
                                                              : show_programme(cli, options.id, options.on);
  });
}

}  // namespace

void add_programme_commands(Command& app) {
  Command& family = app.command("programme", {"programmes, their budgets and rules", "专项及其预算与规则"}).uses(kSigns);
  auto& o = family.keep<ProgrammeOptions>();
  Command& create = family.command("create", {"create a programme (role programme)", "设立专项（角色 programme）"});
  create.argument("ID", &o.id, kProgrammeWords);
  create.option("--name NAME", &o.name, {"its name", "专项名称"}).required();
  create.option("--lead DEPARTMENT", &o.lead, {"the department that awards", "牵头部门，作出安排"}).required();
  create.option("--finance DEPARTMENT", &o.finance, {"the department that pays; another one", "财政部门，办理拨付；须为另一部门"}).required();
  create.option("--year YEAR", &o.year, {"fiscal year", "财政年度"}).required();
  create.option("--budget AMOUNT", &o.budget_wan, {"万元; awards never exceed it", "万元；安排金额不得超过预算"});
  create.option("--kind KIND", &o.kind,
                {"how it supports",
                 "类型：grant 专项补助、reward 奖励、interest_subsidy 贷款贴息、fund_investment 政府引导基金投资、tax_relief 税收优惠、"
                 "challenge 揭榜挂帅、talent_subsidy 人才补贴、procurement_catalogue 政府采购目录"})
      .one_of(all_names<ProgrammeKind>());
  create.option("--document-no NUMBER", &o.document_no, {"the policy it rests on", "所依据政策的文号"});
  create.option("--document-hash HASH", &o.document_hash, kDocumentHashWords);
  create.runs(o, create_programme);

  Command& amend = family.command("amend", {"set another budget, never below what is bound (role programme)", "调整预算，不得低于已分配和已安排的金额（角色 programme）"});
  amend.argument("ID", &o.id, kProgrammeWords);
  amend.option("--budget AMOUNT", &o.budget_wan, {"万元, the whole of it", "万元，调整后的预算总额"}).required();
  amend.option("--reason TEXT", &o.reason, kReasonWords).required();
  amend.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  amend.option("--document-hash HASH", &o.document_hash, kDocumentHashWords);
  amend.runs(o, amend_programme);

  add_rules_command(family);

  Command& quota = family.command("quota", {"allocate a part of the budget, or change it (role programme)", "分配预算额度，或调整额度（角色 programme）"});
  quota.argument("ID", &o.id, kProgrammeWords);
  quota.argument("QUOTA", &o.quota, {"its id: a city, a purpose", "额度编号：例如某地市、某用途"});
  quota.option("--amount AMOUNT", &o.budget_wan, {"万元, the whole of it", "万元，该额度的总额"}).required();
  quota.option("--name NAME", &o.name, {"its name; else its id", "额度名称；默认为额度编号"});
  quota.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  quota.runs(o, allocate_quota);

  Command& close = family.command("close", {"close it: all is paid or released (role programme)", "关闭专项：须已全部拨付或释放（角色 programme）"});
  close.argument("ID", &o.id, kProgrammeWords);
  close.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  close.option("--summary TEXT", &o.reason, {"what it achieved", "绩效与结项说明"});
  close.runs(o, close_programme);

  add_programme_show(family);
  add_project_commands(app);
  add_listing_commands(app);
  add_calendar_commands(app);
}

}  // namespace credence
