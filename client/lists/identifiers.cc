// SPDX-License-Identifier: Apache-2.0
#include "client/lists/identifiers.h"

#include <algorithm>
#include <map>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/lists/verdict.h"

namespace credence {
namespace {

constexpr std::size_t kValuesMax = 20;   // values that are asked about one by one
constexpr std::size_t kSureDigits = 15;  // that a number in a spreadsheet keeps

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// 2.02644E+13
bool is_exponential(std::string_view plain) {
  const std::size_t e = plain.find_first_of("eE");
  if (e == std::string_view::npos || e + 2 >= plain.size()) return false;
  const std::string_view number = plain.substr(0, e), power = plain.substr(e + 2);
  const std::size_t point = std::min(number.find('.'), number.size());
  const bool good =
      all_digits(number.substr(0, point)) && (point == number.size() || all_digits(number.substr(point + 1)));
  return good && (plain[e + 1] == '+' || plain[e + 1] == '-') && all_digits(power);
}

/// 202644000000001000: digits behind the fifteenth that are zeros alone.
bool may_be_cut(std::string_view plain) {
  constexpr std::size_t kZeros = 2;
  return all_digits(plain) && plain.size() >= kSureDigits + kZeros &&
         plain.substr(kSureDigits).find_first_not_of('0') == std::string_view::npos;
}

bool is_no_number(std::string_view text) {
  const std::string plain = plain_form(text);
  const bool digits = plain.find_first_of("0123456789") != std::string::npos ||
                      std::ranges::any_of(utf32(plain), [](char32_t c) {
                        return std::u32string_view(U"〇零一二三四五六七八九十①②③④⑤⑥⑦⑧⑨").contains(c);
                      });
  const bool day = plain.find_first_of("-/年.") != std::string::npos && read_day(text);
  return !digits || day || may_be_cut(plain);
}

/// F9、F10; 原F7，现F8; GR1（旧）: one line has one number, and that in force.
bool are_several(const Cell& cell, std::string_view text) {
  const std::string plain = plain_form(text);
  if ((plain.starts_with("原") && contains_any(plain, {"现", "新", "改"})) ||
      contains_any(plain, {"(原", "(旧", "旧证", "换证", "拟发"}))
    return true;
  const auto has_digit = [](std::string_view part) {
    return part.find_first_of("0123456789") != std::string_view::npos;
  };
  for (const std::string_view mark : {"、", ";", ",", "和", "及", "/"})
    if (const std::size_t at = plain.find(mark);
        at != std::string::npos && at > 0 && at + mark.size() < plain.size()) {
      const std::string_view one = std::string_view(plain).substr(0, at),
                             two = std::string_view(plain).substr(at + mark.size());
      const bool figures = mark == "/" && has_digit(one.substr(0, 1));
      if (one[0] == two[0] && !figures && has_digit(one) && has_digit(two)) return true;
    }
  return (cell.marks & kBroken) != 0 && text.contains(' ');
}

Question question_about(const std::string& value, std::vector<std::size_t> lines) {
  Question out;
  out.kind = Question::Kind::number;
  out.written = value;
  out.lines = std::move(lines);
  out.text = {"This does not look like the number of one certificate in force, or has lost digits: " + value +
                  ". Is it recorded as it stands?",
              "“" + value + "”不像一个有效的证书编号，或已丢失数字，是否按原文记录？"};
  out.candidates = {{"take", {"it is recorded so", "take 按原文记录"}},
                    {"leave", {"the line is read without a number", "leave 该行不记编号"}}};
  return out;
}

}  // namespace

std::optional<Complaint> lost_digits(const Sheet& sheet, const Cell& cell) {
  const bool made_over =
      cell.kind == CellKind::day || (cell.kind == CellKind::number && (cell.marks & kDisguised) != 0);
  if (made_over || is_exponential(plain_form(sheet.text(cell)))) return Complaint{list_code::digits_lost, {}};
  return std::nullopt;
}

void ask_about_numbers(const Sheet& sheet, const ListAnswers& answers, Reading& reading) {
  if (!reading.account.has(Column::certificate_no)) return;
  std::vector<std::pair<std::string, std::vector<std::size_t>>> asked;  // a value, and its lines
  for (std::size_t i = 0; i < reading.lines.size(); ++i) {
    const RowView row(sheet, reading.account, reading.lines[i].row);
    const Cell& cell = row.cell(Column::certificate_no);
    const std::string text(row.text(Column::certificate_no));
    if (placeholder_of(text) != Placeholder::none || lost_digits(sheet, cell) ||
        !(is_no_number(text) || are_several(cell, text) || !no_word(text).empty()))
      continue;
    auto at = std::ranges::find(asked, text, &std::pair<std::string, std::vector<std::size_t>>::first);
    if (at == asked.end() && asked.size() < kValuesMax) at = asked.insert(at, {text, {}});
    if (at == asked.end()) --at;  // beyond the bound they are asked about together
    at->second.push_back(i);
  }
  for (const auto& [value, places] : asked) {
    std::vector<std::size_t> lines;
    for (const std::size_t i : places) lines.push_back(sheet.line(reading.lines[i].row));
    Question question = question_about(shortened(value), lines);
    const auto answer = answers.to(question);
    const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
    if (!taken) reading.questions.push_back(std::move(question));
    if (taken.value_or(false)) continue;
    for (const std::size_t i : places) reading.lines[i].without_number = true;
    if (taken)
      reading.remarks.emplace_back(
          "lines " + lines_text(lines) + " are read without a number, as answered: " + shortened(value),
          "第 " + lines_text(lines) + " 行按答复不记编号：" + shortened(value));
  }
}

}  // namespace credence
