// SPDX-License-Identifier: Apache-2.0
// credence programme rules: what holds for the awards of a programme.
#include <algorithm>
#include <charconv>
#include <limits>

#include "client/commands/families.h"
#include "client/commands/rules_view.h"
#include "client/console/console.h"
#include "client/console/options.h"

namespace credence {
namespace {

constexpr std::uint8_t kNotGiven = std::numeric_limits<std::uint8_t>::max();

struct RulesOptions {
  std::string id, cap_wan, credit, document_no;
  bool one_project = false, library = false, quota = false, overdue_blocks = false, working_days = false,
       first_day_counts = false;
  std::uint8_t notice_days = kNotGiven, acceptance_months = kNotGiven;
  std::vector<std::string> excluded, titles, tranches, without;
};

/// A rule by the name of its option, and how it is taken away.
struct RuleName {
  std::string_view name;
  bool (*given)(const RulesOptions&);
  void (*take_away)(ProgrammeRules&);
};
constexpr RuleName kRuleNames[] = {
    {"cap", [](const RulesOptions& o) { return !o.cap_wan.empty(); }, [](ProgrammeRules& r) { r.cap = 0; }},
    {"one-project", [](const RulesOptions& o) { return o.one_project; },
     [](ProgrammeRules& r) { r.one_project = false; }},
    {"library", [](const RulesOptions& o) { return o.library; },
     [](ProgrammeRules& r) { r.library_required = false; }},
    {"quotas", [](const RulesOptions& o) { return o.quota; },
     [](ProgrammeRules& r) { r.quota_required = false; }},
    {"overdue-blocks", [](const RulesOptions& o) { return o.overdue_blocks; },
     [](ProgrammeRules& r) { r.overdue_blocks = false; }},
    {"notice-days", [](const RulesOptions& o) { return o.notice_days != kNotGiven; },
     [](ProgrammeRules& r) { r.notice_days = 0; }},
    {"working-days", [](const RulesOptions& o) { return o.working_days; },
     [](ProgrammeRules& r) { r.working_days = false; }},
    {"first-day-counts", [](const RulesOptions& o) { return o.first_day_counts; },
     [](ProgrammeRules& r) { r.first_day_counts = false; }},
    {"acceptance-months", [](const RulesOptions& o) { return o.acceptance_months != kNotGiven; },
     [](ProgrammeRules& r) { r.acceptance_months = 0; }},
    {"excludes", [](const RulesOptions& o) { return !o.excluded.empty(); },
     [](ProgrammeRules& r) { r.excluded.clear(); }},
    {"requires-title", [](const RulesOptions& o) { return !o.titles.empty(); },
     [](ProgrammeRules& r) { r.required_titles.clear(); }},
    {"blocking-credit", [](const RulesOptions& o) { return !o.credit.empty(); },
     [](ProgrammeRules& r) { r.blocking_credit = CreditClass::none; }},
    {"tranche", [](const RulesOptions& o) { return !o.tranches.empty(); },
     [](ProgrammeRules& r) { r.tranches.clear(); }},
};
std::vector<std::string_view> rule_names() {
  std::vector<std::string_view> out;
  for (const RuleName& rule : kRuleNames) out.push_back(rule.name);
  return out;
}
bool taken_away(const RulesOptions& o, const RuleName& rule) {
  return std::ranges::find(o.without, rule.name) != o.without.end();
}

/// "50%", "120.5" (万元), "12000元", "50%@accepted", "30%@milestone-2".
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
    auto amount = wan_option(std::string(share), "--tranche");
    if (!amount) return std::unexpected(amount.error().error);
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
  if (texts.empty()) return {};
  out.clear();
  std::ranges::sort(texts);
  if (texts.size() > Ids::kMax)
    return give_up(ExitCode::bad_input, Code::limit_exceeded, std::string(option));
  for (const std::string& text : texts) out.emplace_back(text);
  return {};
}

/// What is given, on what holds: the rest stays.
Outcome<ProgrammeRules> rules_from(const RulesOptions& o, ProgrammeRules rules) {
  for (const RuleName& rule : kRuleNames)
    if (taken_away(o, rule)) rule.take_away(rules);
  if (!o.cap_wan.empty()) {
    auto cap = wan_option(o.cap_wan, "--cap");
    if (!cap) return std::unexpected(cap.error());
    rules.cap = *cap;
  }
  rules.one_project = rules.one_project || o.one_project;
  rules.library_required = rules.library_required || o.library;
  rules.quota_required = rules.quota_required || o.quota;
  rules.overdue_blocks = rules.overdue_blocks || o.overdue_blocks;
  rules.working_days = rules.working_days || o.working_days;
  rules.first_day_counts = rules.first_day_counts || o.first_day_counts;
  if (o.notice_days != kNotGiven) rules.notice_days = o.notice_days;
  if (o.acceptance_months != kNotGiven) rules.acceptance_months = o.acceptance_months;
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
  if (!o.tranches.empty()) rules.tranches.clear();
  for (const std::string& text : o.tranches) {
    auto tranche = option_value(parse_tranche(text), "--tranche");
    if (!tranche) return std::unexpected(tranche.error());
    rules.tranches.push_back(*tranche);
  }
  return rules;
}

int set_programme_rules(Cli& cli, const RulesOptions& o) {
  const Id id(o.id);
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<ProgrammeRules>(ProgrammeRulesKey{id});
  if (!held) return cli.finish(held.error());
  const ProgrammeRules before = (**held).value_or(ProgrammeRules{});
  auto rules = rules_from(o, before);
  if (!rules) return cli.finish(rules.error());
  const std::string changes = rules_changes(cli, before, *rules);
  const std::string said =
      changes.empty()
          ? cli.say("no rule changes\n", "规则无变化\n")
          : cli.say("what changes; every other rule stays:\n", "将更改（其余规则不变）：\n") + changes;
  if (cli.dry_run && !cli.json)
    cli.print(said);
  else
    cli.note(said);
  return cli.submit(SetProgrammeRules{Id(o.id), *std::move(rules), DocumentNo(o.document_no)},
                    cli.say("rules set: ", "已设定专项规则：") + o.id);
}

}  // namespace

void add_programme_rules_command(Command& family) {
  Command& rules = family.command(
      "rules", {"set what holds for its awards; what is not given stays as it is (role programme)",
                "设定专项规则；未给出的规则保持不变（角色 programme）"});
  auto& o = rules.keep<RulesOptions>();
  rules.argument("PROGRAMME", &o.id, kProgrammeWords);
  rules.option("--cap AMOUNT", &o.cap_wan, {"what one enterprise gets of it at most", "单个企业上限"});
  rules.flag("--one-project", o.one_project, {"one award for each enterprise", "每个企业限一个项目"});
  rules.flag(
      "--library", o.library,
      {"only projects of the library, up to what they applied for", "须为项目库内项目，且不超过申报金额"});
  rules.flag("--quotas", o.quota, {"each batch names its quota", "每个批次须注明额度"});
  rules.flag("--overdue-blocks", o.overdue_blocks,
             {"who has an acceptance overdue is not awarded", "有逾期未验收项目的不予支持"});
  rules
      .option("--notice-days N", &o.notice_days,
              {"of public notice before a batch is confirmed", "批次下达前的公示天数"})
      .range(0, 60);
  rules.flag("--working-days", o.working_days, kWorkingDaysWords);
  rules.flag("--first-day-counts", o.first_day_counts, kFirstDayCountsWords);
  rules
      .option("--acceptance-months N", &o.acceptance_months,
              {"acceptance is due so many months after confirmation", "下达后须在该月数内验收"})
      .range(0, 120);
  rules.option("--excludes PROGRAMME", &o.excluded,
               {"a programme whose awards bar from this one", "互斥专项：已获其支持的，本专项不予支持"});
  rules.option("--requires-title TITLE", &o.titles,
               {"a title in force on the day of the award", "须持有的资格，在安排之日有效"});
  rules
      .option("--blocking-credit CLASS", &o.credit,
              {"active credit entries from this class on bar",
               "minor 轻微、general 一般或 serious 严重：有该级别及以上生效失信处罚记录的不予支持"})
      .one_of(all_names(CreditClass::minor));
  rules.option("--tranche PART", &o.tranches,
               {"50%, 50%@accepted, 30%@milestone-1, 20%@performance, or 万元 for %; in order",
                "分期：50%、50%@accepted（验收通过后）、30%@milestone-1（里程碑通过后）、20%@"
                "performance（绩效评价后），% 可改为万元；按次序填写"});
  rules
      .option("--without RULE", &o.without,
              {"take this rule away: its option without the dashes", "取消该规则：填写其选项名，不带 --"})
      .one_of(rule_names());
  rules.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  rules.wrong_if(
      [&o] {
        return std::ranges::any_of(
            kRuleNames, [&o](const RuleName& rule) { return taken_away(o, rule) && rule.given(o); });
      },
      {"--without a rule that is given beside it", "--without 所取消的规则同时又被给出"});
  rules.wrong_if(
      [&o] {
        return o.without.empty() &&
               std::ranges::none_of(kRuleNames, [&o](const RuleName& rule) { return rule.given(o); });
      },
      {"no rule is given", "未给出任何规则"});
  rules.runs(o, set_programme_rules);
}

}  // namespace credence
