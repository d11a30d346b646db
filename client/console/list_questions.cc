// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_questions.h"

#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>

#include "client/base/characters.h"
#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/list_errors.h"
#include "client/lists/file_format.h"
#include "client/lists/text_sheet.h"
#include "client/lists/workbook.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kQuestionsShown = 50;  // on a terminal; the file has all
constexpr std::string_view kUnidentified = "-";
// Heads of the file of questions, as written and as looked for; in this order.
enum : std::size_t { kKind, kWritten, kLines, kQuestion, kCandidates, kAnswer };
constexpr std::array<std::string_view, 6> kQuestionHeads = {
    "类别 kind", "原文 written", "行号 lines", "问题 question", "候选 candidates", "答复 answer"};

std::expected<Sheet, Complaint> answers_sheet(std::string_view bytes) {
  if (format_of(bytes) == FileFormat::text) return read_text_sheet(bytes);
  auto book = Workbook::read(bytes);
  if (!book) return std::unexpected(book.error());
  return book->sheet(bytes, 0);
}

/// One row of the file, taken in. What is wrong with it otherwise.
std::optional<Failure> take_answer(Cli& cli, const Question& question, const std::string& answer,
                                   bool may_be_unidentified, GivenAnswers& out) {
  const Failure wrong{ExitCode::bad_input, Error{list_code::bad_answers_file, answer}};
  if (question.kind == Question::Kind::unit && !unit_named(answer)) return wrong;
  if (question.kind != Question::Kind::name) {
    out.reading.others[question.key()] = answer;
    return std::nullopt;
  }
  if (answer == kUnidentified) {
    if (!may_be_unidentified) return wrong;
    out.names[question.written] = std::nullopt;
    return std::nullopt;
  }
  auto code = cli.code(plain_form(answer));
  if (!code)
    return Failure{
        ExitCode::bad_input,
        Error{list_code::bad_answers_file, std::string(info(code.error().error.code).name) + " " + answer}};
  out.names[question.written] = *code;
  return std::nullopt;
}

std::string candidates_text(const Question& question, Language language) {
  std::string out;
  for (const Question::Candidate& one : question.candidates) {
    const std::string& shown = one.shown.in(language);
    out += out.empty() ? "" : "; ";
    out += one.answer.empty() || shown.contains(one.answer) ? shown : one.answer + ": " + shown;
  }
  return out;
}

}  // namespace

Outcome<GivenAnswers> read_answers(Cli& cli, const ListOptions& options, bool may_be_unidentified) {
  auto of_options = answers_of_options(options, cli.language());
  if (!of_options) return std::unexpected(of_options.error());
  GivenAnswers out{*std::move(of_options), {}};
  if (options.answers.empty()) return out;
  const std::string file = shown_file(options.answers) + ": ";
  const auto refuse = [&](const std::string& detail) {
    return give_up(ExitCode::bad_input, list_code::bad_answers_file, file + detail);
  };
  auto bytes = read_file(options.answers);
  if (!bytes) return give_up(ExitCode::bad_input, bytes.error());
  auto sheet = answers_sheet(*bytes);
  if (!sheet) {
    Error error = sheet.error().in(cli.language());
    error.detail = file + error.detail;
    return give_up(ExitCode::bad_input, std::move(error));
  }
  std::array<std::optional<std::size_t>, kQuestionHeads.size()> at;
  if (sheet->rows() > 0)
    for (const Cell& cell : sheet->cells(0))
      for (std::size_t i = 0; i < kQuestionHeads.size(); ++i)
        if (sheet->text(cell) == kQuestionHeads[i]) at[i] = cell.column;
  if (!at[kKind] || !at[kWritten] || !at[kLines] || !at[kAnswer])
    return refuse(std::string(kQuestionHeads[kAnswer]));
  for (std::size_t row = 1; row < sheet->rows(); ++row) {
    const auto field = [&](std::size_t which) { return std::string(sheet->text(row, *at[which])); };
    const std::string where =
        cli.say("line ", "第 ") + std::to_string(sheet->line(row)) + cli.say(": ", " 行：");
    if (const Complaint* const bad = sheet->problem(row); bad != nullptr)
      return refuse(where + bad->detail.in(cli.language()));
    if (field(kAnswer).empty()) continue;
    const auto kind = question_kind_named(field(kKind));
    if (!kind) return refuse(where + field(kKind));
    Question question;
    question.kind = *kind;
    question.written = field(kWritten);
    question.lines = lines_named(field(kLines));
    if (auto failure = take_answer(cli, question, field(kAnswer), may_be_unidentified, out)) {
      failure->error.detail = file + where + failure->error.detail;
      return std::unexpected(*std::move(failure));
    }
  }
  return out;
}

int ask(const Cli& cli, const std::vector<Question>& questions, const std::filesystem::path& file,
        bool may_be_unidentified, json::object more) {
  std::string text = "\xEF\xBB\xBF";  // office programs take a CSV with a BOM for UTF-8
  text += csv_line({kQuestionHeads.begin(), kQuestionHeads.end()});
  json::array list;
  bool names = false;
  for (const Question& q : questions) {
    names = names || q.kind == Question::Kind::name;
    const std::string candidates = candidates_text(q, cli.language());
    text += csv_line({std::string(name_of(q.kind)), q.written, lines_text(q.lines), q.text.in(cli.language()),
                      candidates, ""});
    json::array answers;
    for (const Question::Candidate& one : q.candidates)
      answers.push_back(json::object{{"answer", one.answer}, {"shown", one.shown.in(cli.language())}});
    list.push_back(json::object{{"kind", name_of(q.kind)},
                                {"written", q.written},
                                {"lines", lines_text(q.lines)},
                                {"question", q.text.in(cli.language())},
                                {"candidates", std::move(answers)}});
  }
  if (!file.empty())
    if (auto written = write_file(file, text); !written) return cli.finish(written.error());
  const std::string name = shown_file(file);
  const Failure failure{
      ExitCode::bad_input,
      Error{list_code::open_questions, std::to_string(questions.size()) + (file.empty() ? "" : ": " + name)}};
  if (cli.json) {
    more["error"] = to_json(failure.error);
    more["exit_code"] = static_cast<int>(failure.exit);
    more["questions_file"] = file.empty() ? json::value(nullptr) : json::value(name);
    more["questions"] = std::move(list);
    cli.print_json(more);
    return static_cast<int>(failure.exit);
  }
  cli.note(cli.say("open questions:\n", "待确认问题：\n"));
  for (std::size_t i = 0; i < questions.size() && i < kQuestionsShown; ++i) {
    const Question& q = questions[i];
    std::string where =
        q.lines.empty() ? "" : cli.say(" (line ", "（第 ") + lines_text(q.lines) + cli.say(")", " 行）");
    cli.note("  " + std::to_string(i + 1) + ". " + q.written + where + cli.say(": ", "：") +
             q.text.in(cli.language()) + "\n");
    for (const Question::Candidate& one : q.candidates) {
      const std::string& shown = one.shown.in(cli.language());
      cli.note("       " +
               (one.answer.empty() || shown.contains(one.answer) ? shown : one.answer + ": " + shown) + "\n");
    }
    if (q.kind == Question::Kind::column)
      cli.note(cli.say("       or --column ", "       或 --column ") + q.written + "=…\n");
  }
  if (questions.size() > kQuestionsShown) cli.note("  …\n");
  if (may_be_unidentified && names)
    cli.note(cli.say(
        "of a name the answer is a code, or - to record the line without one; --leave-unidentified answers - "
        "everywhere\n",
        "名称的答复为信用代码；填 - 表示暂不确认主体；--leave-unidentified 表示全部暂不确认\n"));
  return cli.finish(failure);
}

bool confirmed(const Cli& cli, std::string_view question) {
  if (cli.json || isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return false;
  cli.note(std::string(question));
  const int answer = std::getchar();
  return answer == 'y' || answer == 'Y';
}

}  // namespace credence
