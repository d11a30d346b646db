// SPDX-License-Identifier: Apache-2.0
#include "client/lists/halves.h"

#include <algorithm>

#include "client/base/list_errors.h"

namespace credence {
namespace {

bool differ(const Sheet& sheet, const Layout& layout, std::size_t left, std::size_t right) {
  for (std::size_t row = layout.data; row < sheet.rows(); ++row)
    if (sheet.text(row, left) != sheet.text(row, right)) return true;
  return false;
}

bool is_understood(const ColumnAccount& column) {
  return column.filled > 0 && column.meaning.sure && column.meaning.column && !column.path.empty();
}
bool is_same(const ColumnAccount& left, const ColumnAccount& right) {
  return is_understood(left) && is_understood(right) && left.path == right.path;
}

/// Whether the columns that lie so far apart are the same: who it is, and something else, over other lines.
bool repeat_at(const Sheet& sheet, const Layout& layout, std::span<const ColumnAccount> columns,
               std::size_t far) {
  std::size_t same = 0;
  bool named = false, other = false;
  for (const ColumnAccount& left : columns) {
    const auto right = std::ranges::find(columns, left.column + far, &ColumnAccount::column);
    if (right == columns.end() || !is_same(left, *right)) continue;
    ++same;
    named = named || left.meaning.column == Column::name || left.meaning.column == Column::code;
    other = other || differ(sheet, layout, left.column, right->column);
  }
  return same >= 2 && named && other;
}

}  // namespace

std::optional<Complaint> side_by_side(const Sheet& sheet, const Layout& layout,
                                      std::span<const ColumnAccount> columns) {
  for (const ColumnAccount& left : columns)
    for (const ColumnAccount& right : columns)
      if (right.column > left.column && is_same(left, right) &&
          repeat_at(sheet, layout, columns, right.column - left.column))
        return Complaint{list_code::second_table,
                         Said("from column " + column_letters(right.column) + ", " + right.head(),
                              "自 " + column_letters(right.column) + " 列“" + right.head() + "”起")};
  return std::nullopt;
}

}  // namespace credence
