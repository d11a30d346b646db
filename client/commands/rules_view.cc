// SPDX-License-Identifier: Apache-2.0
#include "client/commands/rules_view.h"

#include "client/words/enum_words.h"

namespace credence {
namespace {

std::string share_text(const Cli& cli, const Tranche& tranche) {
  return tranche.percent > 0 ? std::to_string(tranche.percent) + " %" : cli.money(tranche.amount);
}

std::string condition_text(const Cli& cli, const Tranche& tranche) {
  switch (tranche.condition) {
    case TrancheCondition::confirmed:
      return cli.say("on confirmation", "下达后");
    case TrancheCondition::milestone:
      return cli.say("after milestone ", "里程碑 ") + std::to_string(tranche.milestone) +
             cli.say("", " 通过后");
    case TrancheCondition::accepted:
      return cli.say("after acceptance", "验收通过后");
    case TrancheCondition::performance:
      return cli.say("after performance", "绩效评价后");
  }
  return {};
}

std::string list_of(const auto& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

/// A rule: what it is about, what it asks, and what is said where it asks nothing; `told`: its name says what it asks.
struct Rule {
  std::string about, asks, none;
  bool told = false;
};
std::vector<Rule> rules_in_words(const Cli& cli, const ProgrammeRules& rules) {
  std::vector<Rule> out;
  const std::string no = cli.say("no", "否"), yes = cli.say("yes", "是"), none = cli.say("none", "不要求");
  const auto yes_or_no = [&](bool set, const std::string& about) {
    out.push_back({about, set ? yes : "", no, true});
  };
  out.push_back({cli.say("cap for one enterprise", "单个企业上限"), rules.cap > 0 ? cli.money(rules.cap) : "",
                 cli.say("no cap", "不设上限")});
  yes_or_no(rules.one_project, cli.say("one project for each enterprise", "每个企业限一个项目"));
  yes_or_no(rules.library_required, cli.say("only projects of the library", "须为项目库内项目"));
  yes_or_no(rules.quota_required, cli.say("each batch is of a quota", "每个批次须注明额度"));
  yes_or_no(rules.overdue_blocks, cli.say("an overdue acceptance bars", "有逾期未验收项目的不予支持"));
  out.push_back({cli.say("public notice", "公示"),
                 rules.notice_days > 0
                     ? cli.counted(rules.notice_days, rules.working_days ? noun::kWorkingDay : noun::kDay) +
                           (rules.first_day_counts ? cli.say(", its first day counted", "，公示首日计入")
                                                   : cli.say(", from the day after", "，自次日起算"))
                     : "",
                 none});
  out.push_back({cli.say("acceptance within", "下达后的验收期限"),
                 rules.acceptance_months > 0 ? cli.counted(rules.acceptance_months, noun::kMonth) : "",
                 none});
  out.push_back(
      {cli.say("excludes awards of", "与以下专项互斥"), list_of(rules.excluded), cli.say("none", "无")});
  out.push_back({cli.say("asks for the titles", "须持有资格"), list_of(rules.required_titles), none});
  out.push_back({cli.say("credit entries bar from the class", "失信处罚记录达到以下等级的不予支持"),
                 rules.blocking_credit != CreditClass::none
                     ? std::string(class_words(rules.blocking_credit).in(cli.language()))
                     : "",
                 cli.say("none", "不限制")});
  std::string tranches;
  for (const Tranche& tranche : rules.tranches)
    tranches += (tranches.empty() ? "" : cli.say("; ", "；")) + share_text(cli, tranche) + " " +
                condition_text(cli, tranche);
  out.push_back(
      {cli.say("tranches", "分期"), tranches, cli.say("none: the whole on confirmation", "不分期")});
  return out;
}

}  // namespace

std::string rules_text(const Cli& cli, const ProgrammeRules& rules) {
  std::string out;
  for (const Rule& rule : rules_in_words(cli, rules))
    if (!rule.asks.empty())
      out += "    " + rule.about + (rule.told ? "" : cli.say(": ", "：") + rule.asks) + "\n";
  return out;
}

std::string rules_changes(const Cli& cli, const ProgrammeRules& before, const ProgrammeRules& after) {
  std::string out;
  const std::vector<Rule> old = rules_in_words(cli, before), now = rules_in_words(cli, after);
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (old[i].asks == now[i].asks) continue;
    const auto shown = [](const Rule& rule) { return rule.asks.empty() ? rule.none : rule.asks; };
    out += now[i].about + cli.say(": ", "：") + shown(old[i]) + " → " + shown(now[i]) + "\n";
  }
  return out;
}

}  // namespace credence
