// SPDX-License-Identifier: Apache-2.0
#include "client/lists/row_says.h"

#include <algorithm>

#include "client/base/characters.h"

namespace credence {

RowReader::RowReader(const Sheet& sheet, const Account& account, std::span<const RowFacts> rows)
    : sheet_(sheet), account_(account), rows_(rows) {
  for (const ColumnAccount& column : account_.columns)
    if (!persons_ && column.meaning.column == Column::persons) persons_ = column.column;
  if (const auto read = account_.place(Column::persons)) persons_ = read;
  if (persons_) counting_.insert(*persons_);
  for (const ColumnAccount& column : account_.columns)
    if (!column.path.empty() && counts_at_end(split_asides(plain_form(column.path.back())).outside))
      counting_.insert(column.column);
}

std::string RowReader::texts(std::size_t row) const {
  std::string out;
  for (const Cell& cell : sheet_.cells(row))
    if (cell.size > 0 && !is_figure(cell)) out += (out.empty() ? "" : "，") + std::string(sheet_.text(cell));
  return out;
}

/// A number, perhaps with its unit where the amounts stand.
bool RowReader::is_figure(const Cell& cell) const {
  if (cell.size == 0) return false;
  const std::string_view text = sheet_.text(cell);
  if (is_count(cell.column) && counted_in(text)) return true;
  const bool of_amounts = cell.kind == CellKind::number || account_.place(Column::amount) == cell.column;
  return (of_amounts || !unit_in(text)) && millionths(text).has_value();
}

const ColumnAccount* RowReader::column_at(std::size_t place) const {
  const auto at = std::ranges::find(account_.columns, place, &ColumnAccount::column);
  return at == account_.columns.end() ? nullptr : &*at;
}

/// Whether lines say something in a column.
bool RowReader::is_filled(std::size_t column) const {
  return std::ranges::any_of(rows_, [&](const RowFacts& facts) {
    return facts.role == RowRole::line &&
           placeholder_of(shown_text(sheet_, facts.row, column)) != Placeholder::empty;
  });
}

/// 合计家数 | 3: the only figure of a row, wherever it stands, is what the label counts.
bool RowReader::counted_by_label(std::size_t row, SaidTotals& out) const {
  std::vector<const Cell*> figures;
  const Cell* label = nullptr;
  for (const Cell& cell : sheet_.cells(row)) {
    if (cell.size == 0) continue;
    const bool figure = is_figure(cell) || counted_in(sheet_.text(cell));
    if (figure)
      figures.push_back(&cell);
    else if (label == nullptr)
      label = &cell;
  }
  if (label == nullptr || figures.size() != 1) return false;
  const std::string written(sheet_.text(*figures[0]));
  const Counted what = counted_by(sheet_.text(*label));
  const auto value = counted_in(written);
  if (what == Counted::nothing || !value || *value < 0 || *value % 1'000'000 != 0) return false;
  const auto number = static_cast<std::uint64_t>(*value / 1'000'000);
  if (what == Counted::lines) out.counts.push_back(number);
  if (what == Counted::persons) out.persons.push_back(number);
  if (what == Counted::others) out.others.push_back(std::string(sheet_.text(*label)) + " " + written);
  return true;
}

RowSays RowReader::said_in(std::size_t row, TotalsOf of, bool total) const {
  RowSays out;
  out.words = totals_in(texts(row), of);
  if (!total) return out;
  for (const Cell& cell : sheet_.cells(row)) {
    if (account_.place(Column::amount) == cell.column || account_.place(Column::line) == cell.column ||
        account_.capitals == cell.column || !is_figure(cell))
      continue;
    const std::string written(sheet_.text(cell));
    const ColumnAccount* const column = column_at(cell.column);
    const bool counts = is_count(cell.column);
    const std::int64_t value = (counts ? counted_in(written) : millionths(written)).value_or(0);
    if (column != nullptr && (counts ? is_filled(cell.column) : column->mostly(column->numbers)))
      out.columns.push_back({cell.column, written, value, counts});
    else if (value % 1'000'000 == 0 && value > 0)
      out.words.counts.push_back(static_cast<std::uint64_t>(value / 1'000'000));
    else
      out.words.others.push_back(written);
  }
  return out;
}

RowSays RowReader::of_total(const RowFacts& facts) const {
  RowSays out;
  if (counted_by_label(facts.row, out.words)) return out;
  out = said_in(facts.row, TotalsOf::part, true);
  out.money_cell = account_.has(Column::amount) && facts.has_money_cell;
  if (out.money_cell) out.money = facts.money;
  return out;
}

RowSays RowReader::above(std::size_t row) const {
  const auto cells = sheet_.cells(row);
  const bool total =
      std::ranges::any_of(cells, [&](const Cell& cell) { return is_total_word(sheet_.text(cell)); });
  RowSays out;
  if (total && counted_by_label(row, out.words)) return out;
  out = said_in(row, TotalsOf::list, false);
  if (!total) return out;
  std::vector<const Cell*> figures;
  const Cell* of_amount = nullptr;
  for (const Cell& cell : cells) {
    if (!is_figure(cell)) continue;
    figures.push_back(&cell);
    if (account_.place(Column::amount) == cell.column) of_amount = &cell;
  }
  if (of_amount == nullptr && figures.size() == 1) of_amount = figures[0];
  if (of_amount != nullptr) out.words.sums.emplace_back(sheet_.text(*of_amount));
  if (of_amount != nullptr && figures.size() > 1) {
    RowSays all = said_in(row, TotalsOf::list, true);
    out.columns = std::move(all.columns);
    out.words.counts = std::move(all.words.counts);
  }
  return out;
}

}  // namespace credence
