// SPDX-License-Identifier: Apache-2.0
// A list, read: which rows are its lines, and what all other rows are. Totals are known by structure: no
// code, no number, a label that ends in 计 or 总额, an amount that is the sum of lines. Each is held against
// the lines; what contradicts is asked about, and a row that may be a total never becomes a line without an
// answer.
#pragma once

#include "client/lists/account.h"

namespace credence {

struct LineRow {
  std::uint32_t row = 0;              // of the sheet
  std::uint32_t section = 0;          // how many parts began before it
  std::optional<std::string> amount;  // as answered, where it is merged over lines
  std::map<Column, std::string> without_mark =
      {};                       // texts, as answered, without the mark of a note behind them
  bool without_number = false;  // what stands in place of a certificate's number is none
};

struct Reading {
  Layout layout;
  Account account;
  std::vector<LineRow> lines;
  std::vector<PassedRow> passed;    // in the order of the file
  std::vector<Question> questions;  // open ones: nothing is signed while there are any
  std::size_t missing = 0;          // columns that are needed and that no head says
  std::vector<Said> remarks;  // what a person should know: merged cells, folded characters, rounded figures
};

/// `missing_column` where no row has heads of this kind of list, `second_table` for one below the
/// first with other heads or in another unit, or beside it, `empty_list`, `bad_answers_file`.
[[nodiscard]] std::expected<Reading, Complaint> read_list(const Sheet& sheet, const ListKind& kind,
                                                          const ListAnswers& answers);

/// The cells of one row by what they are read as.
class RowView {
 public:
  RowView(const Sheet& sheet, const Account& account, std::size_t row)
      : sheet_(sheet), account_(account), row_(row) {}
  /// What is read: of cells merged over rows, the value for each of them.
  [[nodiscard]] const Cell& cell(Column column) const;
  [[nodiscard]] std::string_view text(Column column) const { return sheet_.text(cell(column)); }
  /// The value stands in another row and is merged over this one.
  [[nodiscard]] bool merged(Column column) const;
  [[nodiscard]] std::size_t line() const { return sheet_.line(row_); }
  [[nodiscard]] std::size_t row() const { return row_; }
  [[nodiscard]] const Sheet& sheet() const { return sheet_; }
  [[nodiscard]] const Account& account() const { return account_; }
  /// Of the amount; nothing: the cell itself says it.
  [[nodiscard]] std::optional<AmountUnit> unit() const;

 private:
  const Sheet& sheet_;
  const Account& account_;
  std::size_t row_;
};

}  // namespace credence
