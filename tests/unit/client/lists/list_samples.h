// SPDX-License-Identifier: Apache-2.0
// Lists for tests, read as the program reads them: from a text, from a sheet made here, or from a workbook.
#pragma once

#include <memory>

#include "client/lists/lines.h"
#include "client/lists/text_sheet.h"
#include "client/lists/workbook.h"
#include "tests/support/domain_samples.h"

namespace credence::testing {

inline const std::string kCode1(text_of(samples::code(1))), kCode2(text_of(samples::code(2))),
    kCode3(text_of(samples::code(3)));

/// The heads of an award list.
inline const std::string kHead = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n";

/// What came of a list, with everything that it refers to.
template <class Line>
struct ReadLines {
  std::unique_ptr<Sheet> sheet;
  std::unique_ptr<Reading> reading;
  std::unique_ptr<GivenForAll> given;
  std::unique_ptr<DraftOf<Line>> draft;
  std::vector<Line> lines;  // the good ones, by rising number
  std::vector<std::size_t> file_lines;

  [[nodiscard]] const std::vector<LineProblem>& problems() const { return draft->problems(); }
  [[nodiscard]] const std::vector<Question>& questions() const { return reading->questions; }
  [[nodiscard]] const std::vector<PassedRow>& passed() const { return reading->passed; }
  /// The code of the only problem; `ok` for none, `bad_lines` for several.
  [[nodiscard]] Code problem() const {
    return problems().empty() ? Code::ok : problems().size() == 1 ? problems()[0].what.code : Code::bad_lines;
  }
  [[nodiscard]] bool asks(Question::Kind kind) const {
    return std::ranges::any_of(questions(), [kind](const Question& q) { return q.kind == kind; });
  }
  [[nodiscard]] const Question& question(std::size_t i = 0) const { return reading->questions.at(i); }
};

template <class Line>
std::expected<ReadLines<Line>, Complaint> read_lines(Sheet sheet, const ListRules<Line>& rules,
                                                     const ListAnswers& answers = {},
                                                     GivenForAll given = {}) {
  ReadLines<Line> out;
  out.sheet = std::make_unique<Sheet>(std::move(sheet));
  auto reading = read_list(*out.sheet, rules.kind, answers);
  if (!reading) return std::unexpected(reading.error());
  out.reading = std::make_unique<Reading>(*std::move(reading));
  out.given = std::make_unique<GivenForAll>(std::move(given));
  out.draft = std::make_unique<DraftOf<Line>>(*out.sheet, *out.reading, *out.given, rules);
  out.draft->finish();
  auto good = out.draft->good();
  out.lines = std::move(good.lines);
  out.file_lines = std::move(good.file_lines);
  return out;
}
template <class Line>
std::expected<ReadLines<Line>, Complaint> read_lines(std::string_view text, const ListRules<Line>& rules,
                                                     const ListAnswers& answers = {},
                                                     GivenForAll given = {}) {
  auto sheet = read_text_sheet(text);
  if (!sheet) return std::unexpected(sheet.error());
  return read_lines(*std::move(sheet), rules, answers, std::move(given));
}
inline auto read_awards(std::string_view text, const ListAnswers& answers = {}, GivenForAll given = {}) {
  return read_lines(text, award_list(), answers, std::move(given));
}

/// The answer to a question, as a person gives it.
inline ListAnswers answered(const Question& question, const std::string& answer) {
  ListAnswers out;
  out.others[question.key()] = answer;
  return out;
}
inline ListAnswers column_answer(Column column, const std::string& head) {
  ListAnswers out;
  out.columns[column] = head;
  return out;
}

/// The first sheet of a workbook; a failed expectation, and an empty one, if it cannot be read.
inline Sheet first_sheet(const std::string& bytes) {
  const auto book = Workbook::read(bytes);
  if (!book) throw std::runtime_error("no workbook: " + book.error().detail.en);
  auto sheet = book->sheet(bytes, 0);
  if (!sheet) throw std::runtime_error("no sheet: " + sheet.error().detail.en);
  return *std::move(sheet);
}

// ---- sheets as XML, for what the library that writes workbooks does not write

/// "<c …>": a text, a number with a style, an error.
inline std::string text_cell(const std::string& place, const std::string& text, int style = 0) {
  return "<c r=\"" + place + "\" s=\"" + std::to_string(style) + "\" t=\"inlineStr\"><is><t>" + text +
         "</t></is></c>";
}
inline std::string number_cell(const std::string& place, const std::string& number, int style = 0) {
  return "<c r=\"" + place + "\" s=\"" + std::to_string(style) + "\"><v>" + number + "</v></c>";
}
inline std::string error_cell(const std::string& place, const std::string& error) {
  return "<c r=\"" + place + "\" t=\"e\"><v>" + error + "</v></c>";
}
inline std::string xml_row(std::size_t number, const std::string& cells, const std::string& attributes = "") {
  return "<row r=\"" + std::to_string(number) + "\" " + attributes + ">" + cells + "</row>";
}
/// A row of texts and numbers: what is a number without its quotes is one. Empty texts are left out.
inline std::string plain_row(std::size_t number, const std::vector<std::string>& cells,
                             const std::string& attributes = "", int style = 0) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string place = column_letters(i) + std::to_string(number);
    const bool is_number =
        cells[i].find_first_not_of("0123456789.") == std::string::npos && cells[i].size() < 15;
    out += is_number ? number_cell(place, cells[i], style) : text_cell(place, cells[i], style);
  }
  return xml_row(number, out, attributes);
}
inline const std::vector<std::string> kUsualHeads = {"序号", "企业名称", "统一社会信用代码", "项目名称",
                                                     "金额（万元）"};

}  // namespace credence::testing
