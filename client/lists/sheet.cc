// SPDX-License-Identifier: Apache-2.0
#include "client/lists/sheet.h"

#include <algorithm>

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr Cell kNoCell{};

constexpr std::uint64_t place_key(std::size_t row, std::size_t column) {
  return (static_cast<std::uint64_t>(row) << 16U) | column;
}

/// A code that is kept as text by ="…" or by an apostrophe before it.
std::string_view unwrapped(std::string_view text) {
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"'))
    return text.substr(2, text.size() - 3);
  if (text.size() > 1 && text.starts_with('\'') && text.find('\'', 1) == std::string_view::npos)
    return text.substr(1);
  constexpr std::string_view kCurly = "’", kOpen = "‘";
  for (const std::string_view mark : {kCurly, kOpen})
    if (text.size() > mark.size() && text.starts_with(mark) &&
        text.find(kCurly, mark.size()) == std::string_view::npos)
      return text.substr(mark.size());
  return text;
}

/// A line break or a tab between other characters; an office program writes it as it is, or as _x000A_.
bool is_broken(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return false;
  const std::string_view within = text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
  return within.find_first_of("\t\r\n\v\f") != std::string_view::npos || within.contains("_x000A_") ||
         within.contains("_x000a_");
}

std::string_view cut(std::string_view text) {
  std::size_t end = std::min(text.size(), kCellBytesMax);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

std::string column_letters(std::size_t column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

std::optional<std::size_t> column_of_letters(std::string_view text) {
  if (text.empty() || text.size() > 3) return std::nullopt;
  std::size_t column = 0;
  for (const char c : text) {
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (capital < 'A' || capital > 'Z') return std::nullopt;
    column = column * 26 + static_cast<std::size_t>(capital - 'A' + 1);
  }
  return column <= kSheetColumnsMax ? std::optional(column - 1) : std::nullopt;
}

const Cell* Sheet::find(std::size_t row, std::size_t column) const {
  const auto all = cells(row);
  // Most rows have no gap before a column.
  if (column < all.size() && all[column].column == column) return &all[column];
  const auto at = std::ranges::lower_bound(all, column, {}, &Cell::column);
  return at != all.end() && at->column == column ? &*at : nullptr;
}

const Cell& Sheet::cell(std::size_t row, std::size_t column) const {
  const Cell* const found = find(row, column);
  return found != nullptr ? *found : kNoCell;
}

const Cell* Sheet::merged_over(std::size_t row, std::size_t column) const {
  if (under_.empty()) return nullptr;
  const auto at = under_.find(place_key(row, column));
  return at != under_.end() ? &cells_[at->second] : nullptr;
}

bool Sheet::column_hidden(std::size_t column) const {
  return std::ranges::any_of(hidden_columns_, [column](const auto& range) {
    return range.first <= column && column <= range.second;
  });
}

const Complaint* Sheet::problem(std::size_t row) const {
  if (problems_.empty()) return nullptr;
  const auto at = problems_.find(row);
  return at != problems_.end() ? &at->second : nullptr;
}

void Sheet::begin_row(std::size_t line, bool hidden) {
  rows_.push_back({.line = static_cast<std::uint32_t>(line),
                   .first = static_cast<std::uint32_t>(cells_.size()),
                   .size = 0,
                   .fields = 0,
                   .hidden = hidden});
}

void Sheet::add(std::size_t column, std::string_view raw, CellKind kind, std::uint8_t marks) {
  const std::string_view whole = kind == CellKind::text && texts_ == Texts::folded ? unwrapped(raw) : raw;
  if (whole.size() > kCellBytesMax) marks |= kCut;
  if (kind == CellKind::text && is_broken(whole)) marks |= kBroken;
  const auto put = [&](std::string_view text) {
    if (text.empty() && kind != CellKind::uncomputed && kind != CellKind::error) return;
    cells_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint16_t>(text.size()),
                      static_cast<std::uint16_t>(column), kind, marks});
    text_ += text;
    columns_ = std::max(columns_, column + 1);
  };
  const std::string_view part = cut(whole);
  if (texts_ == Texts::as_written || is_folded(part)) return put(part);
  std::vector<Lookalike> found;
  const std::string folded = folded_text(part, &found);
  for (const Lookalike& one : found) {
    const auto at = folded_.find(one.seen);
    if (at == folded_.end() && folded_.size() == kLookalikesMax) continue;
    Folded& kept = folded_[one.seen];
    if (kept.count++ == 0) kept = {one.meant, 1, rows_.back().line, column};
  }
  put(unwrapped(folded));
}

void Sheet::end_row(std::size_t fields) {
  Row& row = rows_.back();
  row.size = static_cast<std::uint32_t>(cells_.size() - row.first);
  row.fields = static_cast<std::uint32_t>(fields);
  if (row.size == 0 && !problems_.contains(rows_.size() - 1)) rows_.pop_back();
}

void Sheet::set_problem(Complaint problem) { problems_.try_emplace(rows_.size() - 1, std::move(problem)); }

bool Sheet::finish() {
  std::size_t kept = 0;
  for (const MergedCells& range : merged_) {
    const auto first = std::ranges::lower_bound(rows_, range.first_row, {}, &Row::line);
    if (first == rows_.end() || first->line != range.first_row) continue;
    const auto top = static_cast<std::size_t>(first - rows_.begin());
    const Cell* const above = find(top, range.first_column);
    if (above == nullptr) continue;
    const auto index = static_cast<std::uint32_t>(above - cells_.data());
    // What lies right of all other cells is a span for the eye only.
    const std::size_t last_column = std::min(range.last_column, columns_ > 0 ? columns_ - 1 : 0);
    for (std::size_t row = top; row < rows_.size() && rows_[row].line <= range.last_row; ++row)
      for (std::size_t column = range.first_column; column <= last_column; ++column) {
        if (row == top && column == range.first_column) continue;
        if (++kept > kMergedCellsMax) return false;
        under_.emplace(place_key(row, column), index);
      }
  }
  return true;
}

}  // namespace credence
