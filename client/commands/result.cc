// SPDX-License-Identifier: Apache-2.0
// credence acceptance …, performance …, challenge milestone, award close: what became of an award.
#include "client/commands/families.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"

namespace credence {
namespace {

struct ResultOptions {
  ListOptions list;
  std::string programme, batch, on, grade, document_no;
  std::vector<std::uint32_t> lines;
  std::uint32_t milestone = 0;
  bool failed = false;
};

/// The same result of one award, or of several of a batch.
template <ResultStep step>
int record_result(Cli& cli, const ResultOptions& o) {
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  RecordResults action{Id(o.programme), step, DocumentNo(o.document_no), {}};
  ResultLine line{0,
                  Id(o.batch),
                  0,
                  !o.failed,
                  static_cast<std::uint8_t>(o.milestone),
                  Performance::none,
                  on->value_or(Date{})};
  if (step == ResultStep::performance) {
    auto grade = option_value(parse_performance(o.grade), "--grade");
    if (!grade) return cli.finish(grade.error());
    line.grade = *grade;
  }
  if (o.lines.size() > action.lines.kMax)
    return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, std::to_string(o.lines.size())}});
  std::string named;
  for (const std::uint32_t award : o.lines) {
    ++line.line;
    line.award_line = award;
    action.lines.push_back(line);
    named += (named.empty() ? "#" : ", #") + std::to_string(award);
  }
  return cli.submit(
      action, describe(Fact(ResultRecorded{action.programme, step, action.document_no, action.lines[0]}),
                       cli.language())
                      .kind +
                  cli.say(" recorded: ", "已记录：") + o.programme + "/" + o.batch + named);
}

template <ResultStep step>
int import_results(Cli& cli, const ResultOptions& o) {
  return import_file(cli, o.list, step == ResultStep::acceptance ? acceptance_list() : performance_list(),
                     {.review = {}, .enterprises_exist = false},
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
  command.argument("BATCH", &o.batch, kBatchWords);
  command.argument("LINE", &o.lines, {"numbers of lines in the batch", "批次中的行号，可填多个"});
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
  command.runs(o, record_result<step>);
}

template <ResultStep step>
void add_result_import(Command& family, Words about) {
  Command& command = family.command("import", about);
  auto& o = command.keep<ResultOptions>();
  add_list_options(command, o.list);
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
  add_result_import<ResultStep::acceptance>(
      acceptance, {"record acceptances (role award)\nFILE: 批次, 批次序号, 验收结论, 验收日期",
                   "按名单记录验收（角色 award）\nFILE：批次、批次序号、验收结论、验收日期"});
  Command& performance =
      app.command("performance", {"performance results (绩效评价)", "绩效评价"}).uses(kSigns);
  add_record<ResultStep::performance>(
      performance, "record",
      {"record the performance of one award (role award)", "记录单个项目的绩效评价（角色 award）"});
  add_result_import<ResultStep::performance>(
      performance, {"record performances (role award)\nFILE: 批次, 批次序号, 评价等次, 评价日期",
                    "按名单记录绩效评价（角色 award）\nFILE：批次、批次序号、评价等次、评价日期"});
  add_record<ResultStep::milestone>(
      app.at("challenge"), "milestone",
      {"record a milestone of one award (role award)", "记录单个项目的里程碑（角色 award）"});
  add_record<ResultStep::closing>(app.at("award"), "close",
                                  {"close awards: their rest goes back into the budget (role award)",
                                   "项目结项：余额释放回预算（角色 award）"});
}

}  // namespace credence
