// credence programme …, calendar …, project …, listing …: what programmes rest on, their envelope and their
// rules.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>

#include "client/base/json_text.h"
#include "client/commands/award_view.h"
#include "client/commands/programme_view.h"
#include "client/console/command.h"
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

int show_programme(Cli& cli, const std::string& id, const std::string& on) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto day = day_option(on, "--on");
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

void add_rules_command(CLI::App& family, Cli& cli) {
  auto* const rules = family.add_subcommand("rules", "set what holds for its awards, whole (role programme)");
  const auto o = std::make_shared<RulesOptions>();
  rules->add_option("ID", o->id)->required();
  rules->add_option("--cap", o->cap_wan, "万元 that one enterprise gets of it at most");
  rules->add_flag("--one-project", o->one_project, "one award for each enterprise");
  rules->add_flag("--library", o->library, "only projects of the library, up to what they applied for");
  rules->add_flag("--quota", o->quota, "each batch names its quota");
  rules->add_flag("--overdue-blocks", o->overdue_blocks, "who has an acceptance overdue is not awarded");
  rules->add_option("--notice-days", o->notice_days, "of public notice before a batch is confirmed")
      ->check(CLI::Range(0, 60));
  rules->add_flag("--working-days", o->working_days, "they are working days of the calendar");
  rules
      ->add_option("--acceptance-months", o->acceptance_months,
                   "acceptance is due so many months after confirmation")
      ->check(CLI::Range(0, 120));
  rules->add_option("--excludes", o->excluded, "a programme whose awards bar from this one; repeatable");
  rules->add_option("--requires-title", o->titles, "a title in force on the day of the award; repeatable");
  rules->add_option("--blocking-credit", o->credit,
                    "minor, general or serious: active entries from this class bar");
  rules->add_option(
      "--tranche", o->tranches,
      "50%, 50%@accepted, 30%@milestone-1, 20%@performance, or 万元 for %; repeatable, in order");
  rules->add_option("--document-no", o->document_no);
  runs(cli, rules, o, set_programme_rules);
}

void add_list_commands(CLI::App& app, Cli& cli) {
  auto* const project = app.add_subcommand("project", "the library of projects")->require_subcommand(1);
  const auto p = std::make_shared<LinesOptions>();
  auto* const enter = project->add_subcommand("import",
                                              "enter projects into the library (role award)\nFILE: 序号, "
                                              "企业名称, 统一社会信用代码, 项目名称, 申报金额（万元）");
  add_list_options(*enter, p->list, "FILE", true);
  add_duplicates_option(*enter, p->list);
  enter->add_option("--programme", p->programme)->required();
  runs(cli, enter, p, import_projects);

  auto* const listing = app.add_subcommand("listing", "procurement catalogues")->require_subcommand(1);
  const auto l = std::make_shared<LinesOptions>();
  auto* const list = listing->add_subcommand("import",
                                             "list products, or set another term (role award)\nFILE: 序号, "
                                             "企业名称, 统一社会信用代码, 产品名称, 有效期起, 有效期止");
  add_list_options(*list, l->list, "FILE", true);
  list->add_option("--programme", l->programme)->required();
  list->add_option("--batch", l->batch)->required();
  list->add_option("--document-no", l->document_no);
  runs(cli, list, l, import_listings);

  auto* const calendar = app.add_subcommand("calendar", "working days")->require_subcommand(1);
  const auto c = std::make_shared<CalendarOptions>();
  auto* const set = calendar->add_subcommand("set", "record the holidays of a year, whole (role admin)");
  set->add_option("YEAR", c->year)->required();
  set->add_option("--holiday", c->holidays, "2026-10-01 or 2026-10-01..2026-10-08; repeatable");
  set->add_option("--workday", c->workdays, "a Saturday or Sunday that is worked; repeatable");
  set->add_option("--document-no", c->document_no);
  runs(cli, set, c, set_calendar);
  auto* const show = calendar->add_subcommand("show", "the holidays of a year, proved");
  show->add_option("YEAR", c->year)->required();
  runs(cli, show, c, show_calendar);
}

}  // namespace

void add_programme_commands(CLI::App& app, Cli& cli) {
  auto* const family =
      app.add_subcommand("programme", "programmes, their budgets and rules")->require_subcommand(1);
  const auto o = std::make_shared<ProgrammeOptions>();
  auto* const create = family->add_subcommand("create", "create a programme (role programme)");
  create->add_option("ID", o->id)->required();
  create->add_option("--name", o->name)->required();
  create->add_option("--lead", o->lead, "the department that awards")->required();
  create->add_option("--finance", o->finance, "the department that pays; another one")->required();
  create->add_option("--year", o->year, "fiscal year")->required();
  create->add_option("--budget", o->budget_wan, "万元; awards never exceed it");
  create->add_option("--kind", o->kind,
                     "grant, reward, interest_subsidy, fund_investment, tax_relief, challenge, "
                     "talent_subsidy, procurement_catalogue");
  create->add_option("--document-no", o->document_no, "the policy it rests on");
  create->add_option("--document-hash", o->document_hash, "SHA-256 of that document");
  runs(cli, create, o, create_programme);

  auto* const amend =
      family->add_subcommand("amend", "set another budget, never below what is bound (role programme)");
  amend->add_option("ID", o->id)->required();
  amend->add_option("--budget", o->budget_wan, "万元, the whole of it")->required();
  amend->add_option("--reason", o->reason)->required();
  amend->add_option("--document-no", o->document_no);
  amend->add_option("--document-hash", o->document_hash, "SHA-256 of that document");
  runs(cli, amend, o, amend_programme);

  add_rules_command(*family, cli);

  auto* const quota =
      family->add_subcommand("quota", "allocate a part of the budget, or change it (role programme)");
  quota->add_option("ID", o->id)->required();
  quota->add_option("QUOTA", o->quota, "its id: a city, a purpose")->required();
  quota->add_option("--amount", o->budget_wan, "万元")->required();
  quota->add_option("--name", o->name);
  quota->add_option("--document-no", o->document_no);
  runs(cli, quota, o, allocate_quota);

  auto* const close = family->add_subcommand("close", "close it: all is paid or released (role programme)");
  close->add_option("ID", o->id)->required();
  close->add_option("--document-no", o->document_no);
  close->add_option("--summary", o->reason);
  runs(cli, close, o, close_programme);

  auto* const show = family->add_subcommand(
      "show", "totals, rules, quotas, batches, open notices, overdue and idle money, recoveries: proved");
  show->add_option("ID", o->id)->required();
  const auto on = std::make_shared<std::string>();
  show->add_option("--on", *on, "overdue and idle on this day; else on the day of the block");
  const auto shown = std::make_shared<AwardListOptions>();
  show->add_flag("--awards", shown->awards, "every award, proved to be all of them")->excludes("--on");
  show->add_option("--as-of", shown->as_of, kAsOfHelp)->excludes("--on");
  show->callback([&cli, o, on, shown] {
    cli.run = [&cli, o, on, shown] {
      return shown->awards || !shown->as_of.empty() ? show_award_list(cli, o->id, *shown)
                                                    : show_programme(cli, o->id, *on);
    };
  });

  add_list_commands(app, cli);
  add_award_commands(app, cli);
  add_payment_commands(app, cli);
}

}  // namespace credence
