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
  Failure wrong{ExitCode::bad_input, Error{list_code::bad_answers_file, answer}};
  if (question.kind == Question::Kind::unit && !unit_named(answer)) return wrong;
  if (question.kind != Question::Kind::name) {
    const auto [held, fresh] = out.reading.others.try_emplace(question.key(), answer);
    if (!fresh && plain_form(held->second) != plain_form(answer))
      return Failure{ExitCode::bad_input, Error{list_code::bad_answers_file, held->second + " ≠ " + answer}};
    out.reading.asked[question.key()] = question.text.en;
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

std::string at_line(std::size_t line, Language language) {
  return language == Language::zh ? "第 " + std::to_string(line) + " 行："
                                  : "line " + std::to_string(line) + ": ";
}

/// Whether what is shown begins with the word that is to be typed: "take 读取", a code and its name. "each line gets it"
/// does not: there it is a word of the sentence.
bool begins_with_answer(const Question& question, const Question::Candidate& one, const std::string& shown) {
  if (one.answer.empty() || shown == one.answer) return true;
  if (question.kind == Question::Kind::column) return shown.contains(one.answer);  // F 核定金额 (80)
  if (!shown.starts_with(one.answer + " ")) return false;
  return question.kind == Question::Kind::name ||
         static_cast<unsigned char>(shown[one.answer.size() + 1]) >= 0x80;
}
std::string candidate_text(const Question& question, const Question::Candidate& one, Language language) {
  const std::string& shown = one.shown.in(language);
  return begins_with_answer(question, one, shown) ? shown : one.answer + ": " + shown;
}
std::string candidates_text(const Question& question, Language language) {
  std::string out;
  for (const Question::Candidate& one : question.candidates)
    out += (out.empty() ? "" : "; ") + candidate_text(question, one, language);
  return out;
}

/// A row of such a file as it stands there.
struct AnswerRow {
  std::size_t line = 0;
  std::array<std::string, kQuestionHeads.size()> fields;
};
/// The rows of a file of questions; what is wrong with it, without its name.
Result<std::vector<AnswerRow>> rows_of(std::string_view bytes, Language language) {
  auto sheet = answers_sheet(bytes);
  if (!sheet) return std::unexpected(sheet.error().in(language));
  std::array<std::optional<std::size_t>, kQuestionHeads.size()> at;
  if (sheet->rows() > 0)
    for (const Cell& cell : sheet->cells(0))
      for (std::size_t i = 0; i < kQuestionHeads.size(); ++i)
        if (sheet->text(cell) == kQuestionHeads[i]) at[i] = cell.column;
  if (!at[kKind] || !at[kWritten] || !at[kLines] || !at[kAnswer])
    return fail(list_code::bad_answers_file, std::string(kQuestionHeads[kAnswer]));
  std::vector<AnswerRow> out;
  for (std::size_t row = 1; row < sheet->rows(); ++row) {
    if (const Complaint* const bad = sheet->problem(row); bad != nullptr)
      return fail(list_code::bad_answers_file,
                  at_line(sheet->line(row), language) + bad->detail.in(language));
    AnswerRow& one = out.emplace_back();
    one.line = sheet->line(row);
    for (std::size_t i = 0; i < kQuestionHeads.size(); ++i)
      if (at[i]) one.fields[i] = without_guard(std::string(sheet->text(row, *at[i])));
  }
  return out;
}

/// The question that a row asked, as far as an answer is found by it.
std::optional<Question> question_of(const AnswerRow& row) {
  const auto kind = question_kind_named(row.fields[kKind]);
  if (!kind) return std::nullopt;
  Question out;
  out.kind = *kind;
  out.written = row.fields[kWritten];
  out.lines = lines_named(row.fields[kLines]);
  out.text = {row.fields[kQuestion], row.fields[kQuestion]};
  return out;
}

/// What was answered in the file that is there: nobody types it twice. Of a file that is none of questions nothing is
/// taken over, and it is kept under another name, which is said.
Outcome<std::vector<AnswerRow>> answered_before(const Cli& cli, const std::filesystem::path& file) {
  std::error_code none;
  if (file.empty() || !std::filesystem::exists(file, none)) return std::vector<AnswerRow>{};
  auto bytes = read_file(file);
  if (!bytes) return give_up(ExitCode::bad_input, bytes.error());
  auto rows = rows_of(*bytes, cli.language());
  if (rows) {
    std::erase_if(*rows,
                  [](const AnswerRow& row) { return row.fields[kAnswer].empty() || !question_of(row); });
    return *std::move(rows);
  }
  const std::filesystem::path kept = beside(file, ".old");
  std::filesystem::rename(file, kept, none);
  if (none) return std::unexpected(machine_failure(file, none.value()));
  cli.note(shown_file(file) + cli.say(": holds something else; kept as ", "：另有内容，已改存为 ") +
           shown_file(kept) + "\n");
  return std::vector<AnswerRow>{};
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
  auto rows = rows_of(*bytes, cli.language());
  if (!rows) {
    rows.error().detail = file + rows.error().detail;
    return give_up(ExitCode::bad_input, std::move(rows.error()));
  }
  for (const AnswerRow& row : *rows) {
    const std::string where = at_line(row.line, cli.language());
    if (row.fields[kAnswer].empty()) continue;
    const auto question = question_of(row);
    if (!question) return refuse(where + row.fields[kKind]);
    if (auto failure = take_answer(cli, *question, row.fields[kAnswer], may_be_unidentified, out)) {
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
  auto before = answered_before(cli, file);
  if (!before) return cli.finish(before.error());
  const auto answered = [&before](const Question& q) {
    return std::ranges::find_if(*before, [&q](const AnswerRow& row) {
      return question_of(row)->key() == q.key() && q.was_put_as(row.fields[kQuestion]);
    });
  };
  for (const Question& q : questions) {
    names = names || q.kind == Question::Kind::name;
    const std::string candidates = candidates_text(q, cli.language());
    const auto earlier = answered(q);
    text += csv_line({std::string(name_of(q.kind)), q.written, lines_text(q.lines), q.text.in(cli.language()),
                      candidates, earlier == before->end() ? "" : earlier->fields[kAnswer]});
    std::erase_if(*before, [&q](const AnswerRow& row) { return question_of(row)->key() == q.key(); });
    json::array answers;
    for (const Question::Candidate& one : q.candidates)
      answers.push_back(json::object{{"answer", one.answer}, {"shown", one.shown.in(cli.language())}});
    list.push_back(json::object{{"kind", name_of(q.kind)},
                                {"written", q.written},
                                {"lines", lines_text(q.lines)},
                                {"question", q.text.in(cli.language())},
                                {"candidates", std::move(answers)}});
  }
  for (const AnswerRow& row : *before)  // of what is not asked now: it may be asked again
    text += csv_line({row.fields.begin(), row.fields.end()});
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
    for (const Question::Candidate& one : q.candidates)
      cli.note("       " + candidate_text(q, one, cli.language()) + "\n");
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

bool somebody_to_ask(const Cli& cli) {
  return !cli.json && isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
}

bool confirmed(const Cli& cli, std::string_view question) {
  if (!somebody_to_ask(cli)) return false;
  cli.note(std::string(question));
  const int answer = std::getchar();
  return answer == 'y' || answer == 'Y';
}

}  // namespace credence
