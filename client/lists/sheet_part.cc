// SPDX-License-Identifier: Apache-2.0
#include "client/lists/sheet_part.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "client/base/list_errors.h"
#include "ledger/domain/types.h"

namespace credence {
namespace {

constexpr double kNarrowest = 0.8;  // of a column, in characters: below it nothing is seen
constexpr double kLowest = 2;       // of a row, in points

struct CellPlace {
  std::size_t column = 0, row = 0;  // row from 1
};
std::optional<CellPlace> cell_place(std::string_view text) {
  std::size_t letters = 0;
  while (letters < text.size() && text[letters] >= 'A' && text[letters] <= 'Z') ++letters;
  const auto column = column_of_letters(text.substr(0, letters));
  CellPlace out;
  const auto [end, bad] = std::from_chars(text.data() + letters, text.data() + text.size(), out.row);
  if (!column || bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  out.column = *column;
  return out;
}

double decimal(std::string_view text, double otherwise) {
  double out = otherwise;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
  return bad == std::errc{} ? out : otherwise;
}

std::string number_text(double number) {
  std::array<char, 512> text{};
  if (std::fabs(number) >= 1e15) {
    std::snprintf(text.data(), text.size(), "%.5E", number);
    return text.data();
  }
  std::snprintf(text.data(), text.size(), "%.15g", number);
  std::string out = text.data();
  if (!out.contains('e')) return out;
  std::snprintf(text.data(), text.size(), "%.20f", number);  // small: without an exponent
  out = text.data();
  out.erase(out.find_last_not_of('0') + 1);
  return out;
}

/// Whether a number has more decimals than are shown.
bool rounded(double number, int decimals) {
  if (decimals < 0 || decimals > 9 || std::fabs(number) > 1e12) return false;
  const double shown = number * std::pow(10.0, decimals);
  return std::fabs(shown - std::round(shown)) > 1e-6;
}

}  // namespace

std::string date_of_serial(double serial, bool from_1904) {
  // Day 60 of the 1900 system is 1900-02-29, which there never was.
  if (!(serial >= 1) || serial >= 2'958'466) return {};
  auto day = static_cast<std::uint64_t>(serial);
  if (from_1904)
    day += 1462;
  else if (day < 61)
    return {};
  constexpr std::uint64_t kUnixEpoch = 25'569;  // the serial of 1970-01-01
  if (day >= kUnixEpoch) return date_of_days(day - kUnixEpoch).iso();
  // Before 1970: from 1900-03-01, serial 61.
  return after_days(Date{1900, 3, 1}, static_cast<unsigned>(day - 61)).iso();
}

void SheetPart::begin(std::string_view name, const Attributes& a) {
  if (name == "c")
    begin_cell(a);
  else if (name == "row")
    begin_row(a);
  else if (name == "v") {
    if (in_cell_ && !value_.whole().empty()) stop("cell " + column_letters(column_) + std::to_string(row_));
    reading_ = in_cell_;
  } else if (name == "t")
    reading_ = in_cell_ && !phonetic_;
  else if (name == "f")
    formula_ = in_cell_;
  else if (name == "rPh")
    phonetic_ = true;
  else if (name == "r")
    struck_run_ = false;
  else if (name == "strike")
    struck_run_ = in_cell_ && (a["val"].empty() || a.flag("val"));
  else if (name == "col")
    begin_column(a);
  else if (name == "sheetFormatPr")
    rows_hidden_ = a.flag("zeroHeight");
  else if (name == "mergeCell")
    merge(a["ref"]);
  else if (name == "autoFilter")
    out_.filtered = true;
}

void SheetPart::end(std::string_view name) {
  if (name == "v" || name == "t") reading_ = false;
  if (name == "rPh") phonetic_ = false;
  if (name == "c") end_cell();
  if (name == "row") end_row();
}

void SheetPart::text(std::string_view text) {
  if (reading_ && value_.whole().size() <= kCellBytesMax) value_.add(text, struck_run_);
}

void SheetPart::begin_column(const Attributes& a) {
  const bool narrow = !a["width"].empty() && decimal(a["width"], 9) < kNarrowest;
  if (!a.flag("hidden") && !narrow) return;
  const auto first = static_cast<std::size_t>(std::max(1.0, decimal(a["min"], 1)));
  const auto last = static_cast<std::size_t>(std::max(1.0, decimal(a["max"], 1)));
  if (last <= kSheetColumnsMax) out_.hide_columns(first - 1, last - 1);
}

void SheetPart::begin_row(const Attributes& a) {
  std::size_t number = row_ + 1;
  if (const std::string_view named = a["r"]; !named.empty()) {
    std::size_t given = 0;
    const auto [end, bad] = std::from_chars(named.data(), named.data() + named.size(), given);
    if (bad != std::errc{} || given < number || given > 16'777'216) return stop("row " + std::string(named));
    number = given;
  }
  if (++rows_ > kSheetRowsMax) {
    complaint = Complaint{list_code::workbook_too_large, Said(std::to_string(kSheetRowsMax) + " rows",
                                                              std::to_string(kSheetRowsMax) + " 行")};
    return;
  }
  row_ = number;
  column_ = 0;
  in_row_ = true;
  const bool low = !a["ht"].empty() && decimal(a["ht"], 15) < kLowest;
  out_.begin_row(row_, (a["hidden"].empty() ? rows_hidden_ : a.flag("hidden")) || low);
}

void SheetPart::begin_cell(const Attributes& a) {
  if (!in_row_) return stop("cell " + std::string(a["r"]));
  in_cell_ = true;
  formula_ = struck_run_ = false;
  value_.clear();
  type_ = a["t"];
  style_ = static_cast<std::size_t>(decimal(a["s"], 0));
  if (const std::string_view named = a["r"]; !named.empty()) {
    const auto place = cell_place(named);
    if (!place || place->row != row_ || place->column < column_) return stop("cell " + std::string(named));
    column_ = place->column;
  }
  if (column_ >= kSheetColumnsMax) stop("cell " + column_letters(column_));
}

/// A text of which a part is struck through is what is left of it; as it was written it is whole.
void SheetPart::add_runs(std::string_view whole, bool struck, const std::string* rest, std::uint8_t marks) {
  if (rest != nullptr && !out_.as_written())
    return out_.add(column_, *rest, CellKind::text, marks | kPartStruck);
  out_.add(column_, whole, CellKind::text, struck ? marks | kStruck : marks);
}

void SheetPart::add_shared(std::uint8_t marks) {
  std::uint32_t index = 0;
  const std::string& number = value_.whole();
  const auto [end, bad] = std::from_chars(number.data(), number.data() + number.size(), index);
  if (bad != std::errc{} || index >= strings_.size())
    return stop("cell " + column_letters(column_) + std::to_string(row_));
  const auto rest = strings_.rests.find(index);
  add_runs(strings_[index], strings_.struck[index], rest == strings_.rests.end() ? nullptr : &rest->second,
           marks);
}

void SheetPart::add_text(std::uint8_t marks) {
  const auto rest = value_.rest();
  add_runs(value_.whole(), value_.struck(), rest ? &*rest : nullptr, marks);
}

void SheetPart::add_number(const CellStyle& style, std::uint8_t marks) {
  double number = 0;
  const std::string& value = value_.whole();
  const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (bad != std::errc{} || end != value.data() + value.size() || !std::isfinite(number))
    return out_.add(column_, value, CellKind::text, marks);
  if (style.format.day)
    if (const std::string day = date_of_serial(number, from_1904_); !day.empty())
      return out_.add(column_, day, CellKind::day, marks);
  if (style.format.disguised || style.format.day) marks |= kDisguised;  // a day that there never was
  if (style.format.percent)
    return out_.add(column_, number_text(number * 100) + "%", CellKind::number, marks);
  if (rounded(number, style.format.decimals)) marks |= kRounded;
  out_.add(column_, number_text(number) + style.format.unit, CellKind::number, marks);
}

void SheetPart::end_cell() {
  if (!in_cell_) return;
  in_cell_ = false;
  static const CellStyle kPlain;
  const CellStyle& style = style_ < styles_.size() ? styles_[style_] : kPlain;
  std::uint8_t marks = 0;
  const std::string& value = value_.whole();
  if (style.struck) marks |= kStruck;
  if (style.unseen) marks |= kUnseen;
  if (value.empty() && formula_ && type_ != "str")
    out_.add(column_, {}, CellKind::uncomputed, marks);
  else if (type_ == "s")
    add_shared(marks);
  else if (type_ == "e")
    out_.add(column_, value, CellKind::error, marks);
  else if (type_ == "b")
    out_.add(column_, value == "1" ? "TRUE" : value.empty() ? "" : "FALSE", CellKind::text, marks);
  else if (type_ == "d")
    out_.add(column_, std::string_view(value).substr(0, value.find('T')), CellKind::day, marks);
  else if (!type_.empty() && type_ != "n")
    add_text(marks);
  else if (!value.empty())
    add_number(style, marks);
  ++column_;
  if (out_.too_large()) complaint = Complaint{list_code::workbook_too_large, Said("cells", "内容过多")};
}

void SheetPart::end_row() {
  if (!in_row_) return;
  in_row_ = false;
  out_.end_row();
}

void SheetPart::merge(std::string_view ref) {
  const std::size_t colon = ref.find(':');
  if (colon == std::string_view::npos) return;
  const auto first = cell_place(ref.substr(0, colon)), last = cell_place(ref.substr(colon + 1));
  if (!first || !last || last->row < first->row || last->column < first->column) return;
  if (out_.merged().size() < kMergedCellsMax)
    out_.merge({first->row, last->row, first->column, last->column});
}

void SheetPart::stop(const std::string& where) {
  complaint = Complaint{list_code::bad_workbook, Said(where)};
}

}  // namespace credence
