// SPDX-License-Identifier: Apache-2.0
// credence target …: the plan's targets on the ledger, their figures, and how far they are.
#include <charconv>

#include <set>

#include "client/base/file_hash.h"
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/lists/lines.h"
#include "client/targets.h"
#include "client/words/facts.h"
#include "client/words/target_view.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct TargetOptions {
  std::string id, plan, on, figure, whole, note, day;
  std::filesystem::path evidence;
};

json::object target_json(const Id& id, const TargetValue& target, const Date& day) {
  json::object out = to_json(target);
  out["id"] = id;
  out["standing"] = name_of(target.standing(day));
  return out;
}

int list(Cli& cli, const TargetOptions& options) {
  auto day = day_or_today(options.day, "--on");
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = all_targets(**client);
  if (!found) return cli.finish(found.error());
  std::vector<std::pair<Id, TargetValue>> shown;
  for (const auto& one : found->targets)
    if (options.plan.empty() || one.second.plan == options.plan) shown.push_back(one);
  if (shown.empty() && !options.plan.empty()) {
    std::set<std::string> plans;
    for (const auto& [id, target] : found->targets) plans.insert(target.plan);
    return cli.finish({ExitCode::refused,
                       Error{Code::not_recorded,
                             options.plan + meant_text(cli, options.plan, {plans.begin(), plans.end()})}});
  }
  if (cli.json) {
    json::array targets;
    for (const auto& [id, target] : shown) targets.push_back(target_json(id, target, *day));
    cli.print_json({{"complete", true},
                    {"day", day->iso()},
                    {"targets", std::move(targets)},
                    {"proof", cli.proof_json(found->proof)}});
    return 0;
  }
  if (!shown.empty()) cli.print(target_table(shown, *day, cli.language()).text());
  cli.print(cli.say("complete: ", "完整：共 ") + cli.counted(shown.size(), noun::kTarget) +
            cli.say(", ", "，") + cli.proved_under(found->proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int show(Cli& cli, const TargetOptions& options) {
  if (auto good = check_id(options.id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto day = day_or_today(options.day, "--on");
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<TargetValue>(TargetKey{Id(options.id)});
  if (!found) return cli.finish(found.error());
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, options.id + meant_by(cli, of_target(Id(options.id))) +
                                                          "; " + cli.proved_under(found->proof())}});
  const TargetValue& target = ***found;
  auto history = (*client)->history(of_target(Id(options.id)));
  if (!history) return cli.finish(history.error());
  Table table;
  for (const auto& head : {cli.say("of day", "数据日期"), cli.say("figure", "数据"),
                           cli.say("progress", "进度"), cli.say("evidence (SHA-256)", "依据文件（SHA-256）"),
                           cli.say("note", "说明"), cli.say("recorded", "记录时间"), cli.say("block", "区块"),
                           cli.say("signed by", "经办"), cli.say("checked by", "复核")})
    table.column(head);
  json::array figures;
  for (const HistoryEntry& entry : (*history)->entries) {
    const auto* const fact = std::get_if<MeasureRecorded>(&entry.fact);
    if (fact == nullptr) continue;
    if (cli.json) {
      figures.push_back(to_json(entry));
      continue;
    }
    const RecordMeasure& m = fact->measure;
    const MeasureValue value{m.on, m.value, m.whole, m.evidence, m.note, 0};
    table.row({m.on.iso() + (fact->corrects ? cli.say(" (correction)", "（更正）") : ""),
               figure_text(target, value, cli.language()), progress_text(target, value),
               shown_id(m.evidence.hex()), m.note, time_in_china(entry.time_ms),
               with_separators(entry.height), cli.directory().name(entry.signer, cli.zh()),
               entry.checker ? cli.directory().name(*entry.checker, cli.zh()) : ""});
  }
  if (cli.json) {
    cli.print_json({{"target", target_json(Id(options.id), target, *day)},
                    {"complete", true},
                    {"figures", std::move(figures)},
                    {"proof", cli.proof_json(history->proof())}});
    return 0;
  }
  cli.print(target_table({{Id(options.id), target}}, *day, cli.language()).text() +
            cli.say("answers for it: ", "责任部门：") + target.department + cli.say(", plan: ", "，规划：") +
            target.plan + (target.source.empty() ? "" : "\n" + target.source) + "\n");
  if (table.rows() > 0) cli.print("\n" + table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + cli.counted(table.rows(), noun::kFigure) +
            cli.say(", ", "，") + cli.proved_under(history->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

/// A whole number from 0; an amount is given in 万元.
Outcome<std::int64_t> figure_of(TargetKind kind, const std::string& text, std::string_view option) {
  if (kind == TargetKind::amount && text != "0") return wan_option(text, option);
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out < 0)
    return give_up(ExitCode::bad_input, Code::bad_measure, std::string(option) + " " + text);
  return out;
}

int record(Cli& cli, const TargetOptions& options) {
  if (auto good = check_id(options.id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto on = day_or_today(options.on, "--on");
  if (!on) return cli.finish(on.error());
  const auto evidence = hash_file(options.evidence);
  if (!evidence) return cli.finish({ExitCode::bad_input, evidence.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto target = (*client)->state<TargetValue>(TargetKey{Id(options.id)});
  if (!target) return cli.finish(target.error());
  if (!**target)
    return cli.finish({ExitCode::refused,
                       Error{Code::unknown_target, options.id + meant_by(cli, of_target(Id(options.id))) +
                                                       "; " + cli.proved_under(target->proof())}});
  const TargetKind kind = (**target)->kind;
  auto value = figure_of(kind, options.figure, "FIGURE");
  if (!value) return cli.finish(value.error());
  RecordMeasure action{Id(options.id), *on, *value, 0, evidence->sha256, Note(options.note)};
  if (!options.whole.empty()) {
    auto whole = figure_of(kind, options.whole, "--whole");
    if (!whole) return cli.finish(whole.error());
    action.whole = *whole;
  }
  return cli.submit(
      action,
      cli.say("figure recorded: ", "已记录指标数据：") + options.id + ", " + on->iso() + cli.say(": ", "：") +
          exact_figure_text(***target, {action.on, action.value, action.whole, {}, {}, 0}, cli.language()));
}

}  // namespace

void add_target_commands(Command& app) {
  Command& family = app.command("target", {"targets of the plan: figures with their evidence, and progress",
                                           "规划目标：指标数据及其依据，以及进度"})
                        .uses(kAsks);
  auto& o = family.keep<TargetOptions>();
  constexpr Words kTargetWords{"the target's id", "目标编号"};
  Command& all = family.command(
      "list",
      {"every target with its latest figure, proved to be complete", "全部目标及其最新数据，并证明无遗漏"}, o,
      list);
  all.option("--plan PLAN", &o.plan, {"only the targets of this plan", "仅限该规划的目标"});
  all.option("--on DAY", &o.day,
             {"how they stand on this day; else today", "各目标在该日的状态；默认为今日"});
  Command& one = family.command("show",
                                {"a target and every figure that was recorded, proved to be complete",
                                 "一项目标及其全部已记录数据，并证明无遗漏"},
                                o, show);
  one.argument("TARGET", &o.id, kTargetWords);
  one.option("--on DAY", &o.day, {"how it stands on this day; else today", "目标在该日的状态；默认为今日"});
  Command& add =
      family
          .command("record",
                   {"record a measured figure (role measure, of the department that answers for the target)",
                    "记录指标数据（目标的责任部门，角色 measure）"},
                   o, record)
          .uses(kSigns);
  add.argument("TARGET", &o.id, kTargetWords);
  add.argument("FIGURE", &o.figure,
               {"a whole number; of an amount in 万元, or with its unit; of a share the part",
                "整数；金额以万元计，可写单位；占比填写分量"});
  add.option("--whole N", &o.whole,
             {"of a share: that of which FIGURE is a part", "占比的总量，FIGURE 为其中的分量"});
  add.option("--on DAY", &o.on, {"the day that the figure is of; else today", "数据日期；默认为今日"});
  add.option("--evidence FILE", &o.evidence,
             {"the document that says so, anchored before (credence document anchor); it stays here",
              "依据文件，须已存证（credence document anchor）；文件留在本机"})
      .required();
  add.option("--reason TEXT", &o.note,
             {"needed for a correction of the same day: why", "说明；更正同日数据时必填理由"});
}

}  // namespace credence
