// SPDX-License-Identifier: Apache-2.0
#include "client/lists/column_look.h"

#include <algorithm>

#include "client/base/capitals.h"
#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::size_t kSamples = 3;

/// Two days, or how long: not one day alone.
bool is_term(std::string_view text) {
  constexpr std::size_t kLongest = 100;  // bytes
  return text.size() <= kLongest && read_term(text).has_value();
}

void look_at(ColumnAccount& column, std::string_view text, CellKind kind) {
  ++column.filled;
  if (kind == CellKind::number || millionths(text)) ++column.numbers;
  if (kind == CellKind::day || read_day(text))
    ++column.days;
  else if (is_term(text))
    ++column.terms;
  if (read_serial(text)) ++column.serials;
  if (unit_named(text)) ++column.units;
  if (kind == CellKind::text && read_capitals(text)) ++column.capitals;
  const std::string plain = plain_form(text);
  if (parse_uscc(plain) || misfit_uscc(plain)) ++column.codes;
  if (column.samples.size() < kSamples) {
    std::string sample = shortened(text);
    if (std::ranges::find(column.samples, sample) == column.samples.end())
      column.samples.push_back(std::move(sample));
  }
}

}  // namespace

std::vector<ColumnAccount> look_at_columns(const Sheet& sheet, const Layout& layout) {
  std::vector<ColumnAccount> all(sheet.columns());
  for (std::size_t c = 0; c < all.size(); ++c) {
    all[c].column = c;
    all[c].path = layout.paths[c];
    all[c].meaning = meaning_of(all[c].path);
    all[c].hidden = sheet.column_hidden(c);
    all[c].unseen = layout.unseen[c];
  }
  const std::size_t end = std::min(sheet.rows(), layout.data + kRowsLooked);
  for (std::size_t row = layout.data; row < end; ++row)
    for (const Cell& cell : sheet.cells(row))
      if (cell.size > 0) look_at(all[cell.column], sheet.text(cell), cell.kind);
  for (std::size_t row = end; row < sheet.rows(); ++row)
    for (const Cell& cell : sheet.cells(row)) ++all[cell.column].filled;
  std::vector<ColumnAccount> out;
  for (ColumnAccount& column : all) {
    if (column.path.empty() && column.filled == 0) continue;
    if (column.path.empty() && column.mostly(column.numbers) && !out.empty() &&
        out.back().column + 1 == column.column &&
        (out.back().meaning.column == Column::amount || out.back().under_money))
      column.under_money = true;
    out.push_back(std::move(column));
  }
  return out;
}

}  // namespace credence
