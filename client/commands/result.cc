// SPDX-License-Identifier: Apache-2.0
// credence acceptance …, performance …, challenge milestone, award close: what became of an award.
#include <set>

#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/commands/owed.h"
#include "client/console/list_file.h"
#include "client/console/list_questions.h"
#include "client/console/options.h"
#include "client/console/submit_each.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"

namespace credence {
namespace {

struct ResultOptions {
  ListOptions list;
  std::string programme, batch, on, grade, document_no, reason;
  std::vector<std::uint32_t> lines;
  std::uint32_t milestone = 0;
  bool failed = false, all_due = false, release_unpaid = false, although_owed = false;
};

/// Lines that results are recorded of, and the batches that they are of.
using Awards = std::vector<AwardKey>;

/// "puhui-2026/b1#1, #2", "puhui-2026/b1#1, …, b2#9".
std::string names_of(const Cli& cli, const Awards& awards) {
  constexpr std::size_t kNamed = 20;
  std::string out = awards.front().programme + "/";
  const Id* batch = nullptr;
  for (const AwardKey& one : std::span(awards).first(std::min(awards.size(), kNamed))) {
    out += (batch == nullptr ? "" : cli.say(", ", "、")) +
           (batch != nullptr && *batch == one.batch ? "" : std::string(one.batch)) + "#" +
           std::to_string(one.line);
    batch = &one.batch;
  }
  return out + (awards.size() > kNamed ? cli.say(", …", "、…") : "");
}

/// Whether the rules ask that a project be accepted before it is graded or closed.
bool asks_acceptance(const ProgrammeRules& rules) {
  const auto on_acceptance = [](const Tranche& tranche) {
    return tranche.condition == TrancheCondition::accepted;
  };
  return rules.acceptance_months > 0 || std::ranges::any_of(rules.tranches, on_acceptance);
}

Fen unpaid(const AwardValue& award) { return award.amount - award.released - award.paid; }

/// Whether a result of this step is waited for; `accepted`: the rules ask for an acceptance before it. What failed, what
/// was recovered whole, what is not yet paid whole and what anything is owed of waits for somebody who looks at it, not
/// for a flag. Charges that are owed beside the money itself stand in the cases of recovery alone (`cases_owed`).
bool is_due(const AwardValue& award, ResultStep step, std::uint32_t milestone, bool accepted) {
  if (step != ResultStep::closing && award.paid > 0 && award.recovered == award.paid) return false;
  switch (step) {
    case ResultStep::milestone:
      return award.milestones.size() + 1 == milestone;
    case ResultStep::acceptance:
      return award.acceptance == Acceptance::none;
    case ResultStep::performance:
      return award.performance == Performance::none && (!accepted || award.acceptance == Acceptance::passed);
    case ResultStep::closing:
      return unpaid(award) == 0 && award.demanded <= award.recovered &&
             (!accepted || award.acceptance == Acceptance::passed);
  }
  return false;
}

/// The lines that are named, or all of the batch, or of the programme, of which the result is due.
Outcome<Awards> awards_asked(Cli& cli, const ResultOptions& o, ResultStep step) {
  Awards out;
  for (const std::uint32_t line : o.lines) out.push_back({Id(o.programme), Id(o.batch), line});
  if (!o.all_due) return out;
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto programme = id_option(o.programme);
  if (!programme) return std::unexpected(programme.error());
  auto rules = (*client)->state<ProgrammeRules>(ProgrammeRulesKey{*programme});
  if (!rules) return std::unexpected(rules.error());
  auto list = (*client)->award_list(*programme);
  if (!list) return std::unexpected(list.error());
  if (!**list) return give_up(ExitCode::refused, Code::unknown_programme, o.programme);
  const bool accepted = **rules && asks_acceptance(***rules);
  std::set<AwardKey> owed;
  if (step == ResultStep::closing) {
    auto cases = cases_owed(**client, of_programme(*programme));
    if (!cases) return std::unexpected(cases.error());
    for (const OwedCase& one : *cases) owed.insert(one.award);
  }
  for (const Award& award : (**list)->awards) {
    if ((!o.batch.empty() && award.batch != o.batch) || award.stage != AwardStage::confirmed || !award.code ||
        award.closed)
      continue;
    const AwardKey key{*programme, award.batch, award.line};
    if (owed.contains(key)) continue;
    auto held = (*client)->state<AwardValue>(key);
    if (!held) return std::unexpected(held.error());
    if (**held && is_due(***held, step, o.milestone, accepted)) out.push_back(key);
  }
  if (out.empty())
    return give_up(ExitCode::refused, list_code::nothing_due,
                   o.programme + (o.batch.empty() ? "" : "/" + o.batch));
  return out;
}

/// Signs what `line_of` says of each award: one action, or several where one cannot hold them.
template <class LineOf>
int send_results(Cli& cli, const RecordResults& head, const Awards& awards, LineOf line_of) {
  std::vector<Step> steps;
  for (std::size_t first = 0; first < awards.size(); first += limits::kLinesMax) {
    const std::size_t end = std::min(awards.size(), first + limits::kLinesMax);
    const Awards part(awards.begin() + static_cast<std::ptrdiff_t>(first),
                      awards.begin() + static_cast<std::ptrdiff_t>(end));
    RecordResults action = head;
    for (const AwardKey& key : part) {
      auto line = line_of(key);
      if (!line) return cli.finish(line.error());
      line->line = static_cast<std::uint32_t>(action.lines.size()) + 1;
      line->award_batch = key.batch;
      line->award_line = key.line;
      action.lines.push_back(*line);
    }
    steps.push_back({std::move(action), names_of(cli, part), part.size()});
  }
  if (steps.size() > 1) return submit_each(cli, steps, {"recorded", "已记录"});
  return cli.submit(steps.front().action,
                    cli.say("recorded: ", "已记录：") + describe(steps.front().action, cli.language()) +
                        cli.say(": ", "：") + steps.front().what +
                        (awards.size() > 1 ? cli.say(" (", "（") + cli.counted(awards.size(), noun::kLine) +
                                                 cli.say(")", "）")
                                           : ""));
}

/// What a closing releases for good is said and asked about.
Outcome<void> agree_to_release(Cli& cli, const ResultOptions& o, const Awards& awards) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  Fen sum = 0;
  Awards found;
  for (const AwardKey& key : awards) {
    auto held = (*client)->state<AwardValue>(key);
    if (!held) return std::unexpected(held.error());
    if (!**held || (**held)->closed || unpaid(***held) == 0) continue;  // the ledger says what is wrong
    sum += unpaid(***held);
    found.push_back(key);
  }
  if (found.empty()) return {};
  const std::string what = names_of(cli, found) + cli.say(": unpaid ", "：未拨付 ") + cli.money(sum);
  if (o.release_unpaid || cli.dry_run) {
    cli.note(what + cli.say(", which goes back to the budget\n", "，将释放回预算\n"));
    return {};
  }
  if (confirmed(cli, what + cli.say("; give it back to the budget for good? [y/N] ",
                                    "；确定永久释放回预算吗？[y/N] ")))
    return {};
  return give_up(ExitCode::refused, list_code::closes_unpaid, what);
}

/// Interest, penalty and late charge that are owed of what is closed are said and asked about: of the money itself the
/// ledger refuses.
Outcome<void> agree_to_owed(Cli& cli, const ResultOptions& o, const Awards& awards) {
  auto programme = id_option(o.programme);
  if (!programme) return std::unexpected(programme.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto cases = cases_owed(**client, of_programme(*programme));
  if (!cases) return std::unexpected(cases.error());
  std::erase_if(*cases, [&](const OwedCase& one) {
    return one.money > 0 || std::ranges::find(awards, one.award) == awards.end();
  });
  if (cases->empty()) return {};
  const std::string what = owed_text(cli, *cases);
  if (o.although_owed || cli.dry_run) {
    cli.note(cli.say("still owed: ", "尚欠：") + what + "\n");
    return {};
  }
  if (confirmed(cli, cli.say("still owed: ", "尚欠：") + what +
                         cli.say("; close it all the same? [y/N] ", "；仍要结项吗？[y/N] ")))
    return {};
  return give_up(ExitCode::refused, list_code::closes_owed, what);
}

/// The same result of one award, or of several: at most kLinesMax in one action.
template <ResultStep step>
int record_result(Cli& cli, const ResultOptions& o) {
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  ResultLine line{
      0, {}, 0, !o.failed, static_cast<std::uint8_t>(o.milestone), Performance::none, on->value_or(Date{})};
  if (step == ResultStep::performance) {
    auto grade = option_value(parse_performance(o.grade), "--grade");
    if (!grade) return cli.finish(grade.error());
    line.grade = *grade;
  }
  auto awards = awards_asked(cli, o, step);
  if (!awards) return cli.finish(awards.error());
  if (step == ResultStep::closing) {
    if (auto good = agree_to_release(cli, o, *awards); !good) return cli.finish(good.error());
    if (auto good = agree_to_owed(cli, o, *awards); !good) return cli.finish(good.error());
  }
  return send_results(cli, RecordResults{Id(o.programme), step, DocumentNo(o.document_no), {}}, *awards,
                      [&](const AwardKey&) { return Outcome<ResultLine>(line); });
}

template <ResultStep step>
int import_results(Cli& cli, const ResultOptions& o) {
  return import_file(cli, o.list, step == ResultStep::acceptance ? acceptance_list() : performance_list(),
                     {.review = {.programme = Id(o.programme), .batch = {}, .list = {}}},
                     [&](const std::vector<ResultLine>& lines, const PreparedList&) {
                       return plan_results(
                           RecordResults{Id(o.programme), step, DocumentNo(o.document_no), {}}, lines);
                     });
}

template <ResultStep step>
void add_record(Command& family, const char* verb, Words about) {
  Command& command = family.command(verb, about);
  auto& o = command.keep<ResultOptions>();
  command.argument("PROGRAMME", &o.programme, kProgrammeWords);
  command.argument("[BATCH]", &o.batch, kBatchWords);
  const Option& lines =
      command.argument("[LINE]", &o.lines, {"numbers of lines in the batch", "批次中的行号，可填多个"});
  const Option& due =
      command.flag("--all-due", o.all_due,
                   {"every line of the batch of which it is due; without BATCH every one of the programme",
                    "该批次全部待办理的行；不填 BATCH 时为本专项全部待办理的行"});
  command.exactly_one({lines, due});
  command.option("--on DAY", &o.on, {"the day of it, 2026-11-24", "日期，例如 2026-11-24"}).required();
  command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  if (step == ResultStep::milestone)
    command.option("--number N", &o.milestone, {"the next one, from 1", "里程碑序号：从 1 起依次记录"})
        .required()
        .range(1, 255);
  if (step == ResultStep::performance)
    command
        .option(
            "--grade GRADE", &o.grade,
            {"优 良 中 差; excellent, good, fair, poor", "优、良、中、差；或 excellent、good、fair、poor"})
        .required();
  if (step == ResultStep::milestone || step == ResultStep::acceptance)
    command.flag("--failed", o.failed, {"it was not passed", "未通过"});
  if (step == ResultStep::closing) {
    command.flag("--release-unpaid", o.release_unpaid,
                 {"what is unpaid goes back to the budget for good: nothing more of it is paid",
                  "未拨付金额永久释放回预算，不再拨付"});
    command.flag(
        "--although-owed", o.although_owed,
        {"close it although interest, penalty or late charge of a recovery is owed: the case stays open",
         "追回事项尚欠利息、罚款或滞纳金时仍予结项，追回事项照旧办理"});
  }
  command.runs(o, record_result<step>);
}

/// Takes back what was recorded by mistake, of one award or of several.
template <ResultStep step>
int withdraw_result(Cli& cli, const ResultOptions& o) {
  WithdrawResults action{Id(o.programme), step, DocumentNo(o.document_no), Note(o.reason), {}};
  Awards awards;
  for (const std::uint32_t line : o.lines) {
    awards.push_back({Id(o.programme), Id(o.batch), line});
    action.lines.push_back({static_cast<std::uint32_t>(awards.size()), Id(o.batch), line,
                            static_cast<std::uint8_t>(o.milestone)});
  }
  return cli.submit(action, std::string(correction_words(correction_of(step)).in(cli.language())) +
                                cli.say(": ", "：") + names_of(cli, awards));
}

template <ResultStep step>
void add_withdraw(Command& family, const char* verb, Words about) {
  Command& command = family.command(verb, about);
  auto& o = command.keep<ResultOptions>();
  command.argument("PROGRAMME", &o.programme, kProgrammeWords);
  command.argument("BATCH", &o.batch, kBatchWords);
  command.argument("LINE", &o.lines, {"numbers of lines in the batch", "批次中的行号，可填多个"});
  command.option("--reason TEXT", &o.reason, kReasonWords).required();
  command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  if (step == ResultStep::milestone)
    command.option("--number N", &o.milestone, {"the last one that was passed", "最后一个已通过的里程碑序号"})
        .required()
        .range(1, 255);
  command.runs(o, withdraw_result<step>);
}

template <ResultStep step>
void add_result_import(Command& family, Words about) {
  Command& command = family.command("import", about);
  auto& o = command.keep<ResultOptions>();
  add_list_options(command, o.list);
  add_award_batch_option(command, o.list);
  command.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  command.runs(o, import_results<step>);
}

}  // namespace

void add_result_commands(Command& app) {
  Command& acceptance = app.command("acceptance", {"acceptance of projects (验收)", "项目验收"}).uses(kSigns);
  add_record<ResultStep::acceptance>(
      acceptance, "record",
      {"record the acceptance of one award (role award)", "记录单个项目的验收（角色 award）"});
  add_withdraw<ResultStep::acceptance>(
      acceptance, "withdraw",
      {"take back an acceptance that was a mistake (role award)", "撤回误录的验收结果（角色 award）"});
  add_result_import<ResultStep::acceptance>(
      acceptance, {"record acceptances (role award)\nFILE: 批次, 批次序号, 验收结论, 验收日期",
                   "按名单记录验收（角色 award）\nFILE：批次、批次序号、验收结论、验收日期"});
  Command& performance =
      app.command("performance", {"performance results (绩效评价)", "绩效评价"}).uses(kSigns);
  add_record<ResultStep::performance>(
      performance, "record",
      {"record the performance of one award (role award)", "记录单个项目的绩效评价（角色 award）"});
  add_withdraw<ResultStep::performance>(
      performance, "withdraw",
      {"take back a performance that was a mistake (role award)", "撤回误录的绩效评价（角色 award）"});
  add_result_import<ResultStep::performance>(
      performance, {"record performances (role award)\nFILE: 批次, 批次序号, 评价等次, 评价日期",
                    "按名单记录绩效评价（角色 award）\nFILE：批次、批次序号、评价等次、评价日期"});
  add_record<ResultStep::milestone>(
      app.at("challenge"), "milestone",
      {"record a milestone of one award (role award)", "记录单个项目的里程碑（角色 award）"});
  add_withdraw<ResultStep::milestone>(
      app.at("challenge"), "withdraw-milestone",
      {"take back a milestone that was a mistake (role award)", "撤回误录的里程碑（角色 award）"});
  add_record<ResultStep::closing>(app.at("award"), "close",
                                  {"close awards: their rest goes back into the budget (role award)",
                                   "项目结项：余额释放回预算（角色 award）"});
}

}  // namespace credence
