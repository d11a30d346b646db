// SPDX-License-Identifier: Apache-2.0
#include "client/lists/other_sheets.h"

#include <algorithm>
#include <set>

#include "client/base/characters.h"
#include "client/lists/head_units.h"
#include "client/lists/row_roles.h"
#include "client/lists/verdict.h"
#include "ledger/domain/text.h"

namespace credence {

bool holds_lines(const Sheet& sheet) {
  std::set<std::size_t> money;  // columns below a head of money
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    bool organisation = false;
    for (const Cell& cell : sheet.cells(row)) {
      const std::string_view text = sheet.text(cell);
      if (text.empty()) continue;
      const std::string plain = plain_form(text);
      if (plain.size() == Uscc::kSize && (parse_uscc(plain) || misfit_uscc(plain))) return true;
      const bool figure = millionths(text).has_value();
      if (figure && (organisation || money.contains(cell.column))) return true;
      if (const auto amount = read_amount(text, std::nullopt); amount && amount->unit_written) return true;
      if (figure || characters_in(text) > 60) continue;
      organisation = organisation || is_organisation(text);
      const HeadMeaning meaning = meaning_of(std::string(text));
      if (meaning.sure && meaning.column == Column::amount) money.insert(cell.column);
    }
  }
  return false;
}

std::optional<SheetUnit> unit_of_sheet(const Sheet& sheet) {
  constexpr std::size_t kRowsLookedAt = 1'000;
  for (std::size_t row = 0; row < std::min(sheet.rows(), kRowsLookedAt); ++row)
    for (const Cell& cell : sheet.cells(row))
      if (const UnitSaid said = unit_in_line(sheet.text(cell));
          said.unit && !unit_alone(sheet.text(cell)).says())  // 万元 alone is something to choose
        return SheetUnit{*said.unit, std::string(sheet.text(cell))};
  return std::nullopt;
}

std::string refusing_text(const Sheet& sheet) {
  constexpr std::size_t kBytesMax = 16'384;  // more is a list, or a text about other things
  constexpr std::size_t kHeadMax = 40;       // characters
  std::string out;
  bool below = false;  // a head that says no of what stands below it
  for (std::size_t row = 0; row < sheet.rows() && out.size() < kBytesMax; ++row) {
    std::string text;
    bool refuses = false, alone = sheet.row(row).size == 1;
    for (const Cell& cell : sheet.cells(row)) {
      if (cell.size == 0) continue;
      const std::string plain = plain_form(sheet.text(cell));
      refuses = refuses || (alone ? !no_word(plain).empty() : is_verdict_alone(plain));
      if (alone && characters_in(plain) <= kHeadMax &&
          (plain.ends_with(':') || contains_any(plain, {"下列", "以下", "如下", "名单"})))
        below = refuses;
      text += match_form(sheet.text(cell)) + "\n";
    }
    if (refuses || below) out += text;
  }
  return out;
}

bool names_a_line(std::string_view refusing, const Sheet& list, const Reading& reading) {
  constexpr std::size_t kShort = 4;  // characters: less is a word, not a name
  return !refusing.empty() && std::ranges::any_of(reading.lines, [&](const LineRow& line) {
    const RowView row(list, reading.account, line.row);
    const std::string name = match_form(row.text(Column::name)), code = match_form(row.text(Column::code));
    return (characters_in(name) >= kShort && refusing.contains(name)) ||
           (!code.empty() && refusing.contains(code));
  });
}

Question question_about_unit(const std::string& name, const SheetUnit& said, AmountUnit read) {
  constexpr std::size_t kLongest = 60;
  const std::string text = shortened(said.text, kLongest), list(name_of(read));
  Question out;
  out.kind = Question::Kind::sheet;
  out.written = name;
  out.text = {"This sheet says \"" + text + "\", and the list is read in " + list +
                  ". Does it speak of something else? If it speaks of the list, correct the unit in its head "
                  "and import anew.",
              "该工作表写明“" + text + "”，而名单按“" + list +
                  "”读取。是否与本名单无关？如指本名单，请更正表头的单位后重新导入。"};
  out.candidates = {
      {"leave",
       {"it is of something else: the list is in " + list, "leave 与本名单无关，名单以" + list + "为准"}}};
  return out;
}

Question question_about_sheet(const std::string& name, bool has_heads, const std::string& read) {
  Question out;
  out.kind = Question::Kind::sheet;
  out.written = name;
  out.text = {
      "This sheet is not read, and holds codes or amounts, is named as what was refused, or says no of "
      "enterprises of the list",
      "该工作表未读取，其中有代码或金额，或其名称表明不予支持，或称名单中的企业不予支持"};
  if (!has_heads)
    out.text += {"; it has no heads of such a list, and may go on with that of " + read,
                 "；没有此类名单的表头，可能是“" + read + "”的续页"};
  out.text += {". Is it no part of the list? If it is, move its lines below those of " + read +
                   " and import anew; a list of its own is imported with --sheet",
               "。是否不属于本名单？如属于，请将其各行移到“" + read +
                   "”各行之下后重新导入；自成一份名单的，用 --sheet 另行导入"};
  out.candidates = {{"leave", {"it is no part of this list", "leave 不属于本名单"}}};
  return out;
}

}  // namespace credence
