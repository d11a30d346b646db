// SPDX-License-Identifier: Apache-2.0
// What one row says of the lines of its list: a total, a title or a note, in figures and in words. What is held against
// the lines is client/lists/total_check.h. Internal to it.
#pragma once

#include <set>

#include "client/lists/row_roles.h"
#include "client/lists/said_totals.h"

namespace credence {

/// A figure of a total in another column than that of the amounts.
struct ColumnFigure {
  std::size_t column = 0;
  std::string written;
  std::int64_t value = 0;  // in millionths
  bool counts = false;     // 人数, 户数: what differs is asked about; of other columns it is only said
};

/// All that one row says of lines.
struct RowSays {
  bool money_cell = false;
  std::optional<std::int64_t> money;
  SaidTotals words;
  std::vector<ColumnFigure> columns;
};

class RowReader {
 public:
  /// Refers to all of them; the roles of the rows are known.
  RowReader(const Sheet& sheet, const Account& account, std::span<const RowFacts> rows);

  /// A total, or the head of a part.
  [[nodiscard]] RowSays of_total(const RowFacts& facts) const;
  /// A title, or a total above the heads: its figure is the one in the column of the amounts, or the only one.
  [[nodiscard]] RowSays above(std::size_t row) const;
  /// `total`: a row whose bare figures are of lines too.
  [[nodiscard]] RowSays said_in(std::size_t row, TotalsOf of, bool total) const;
  /// What stands in a row in words; bare figures are none.
  [[nodiscard]] std::string texts(std::size_t row) const;
  [[nodiscard]] const ColumnAccount* column_at(std::size_t place) const;
  /// The column of the numbers of persons, also where it is not read.
  [[nodiscard]] std::optional<std::size_t> persons() const { return persons_; }
  /// 人数, 户数, 项目数量（个）: figures that count.
  [[nodiscard]] bool is_count(std::size_t column) const { return counting_.contains(column); }

 private:
  [[nodiscard]] bool is_figure(const Cell& cell) const;
  [[nodiscard]] bool is_filled(std::size_t column) const;
  [[nodiscard]] bool counted_by_label(std::size_t row, SaidTotals& out) const;

  const Sheet& sheet_;
  const Account& account_;
  std::span<const RowFacts> rows_;
  std::optional<std::size_t> persons_;
  std::set<std::size_t> counting_;
};

}  // namespace credence
