// SPDX-License-Identifier: Apache-2.0
// The account of all columns of a list: what each is read as and why, which are not read, and what is not
// clear and therefore asked. It is made before the first line is read, and shown before anything is signed.
#pragma once

#include "client/lists/layout.h"

namespace credence {

struct ColumnAccount {
  std::size_t column = 0;         // in the sheet
  std::vector<std::string> path;  // its heads, from above; empty: it has none
  HeadMeaning meaning;
  std::optional<Column> read_as,
      also;  // a second fact: the number of a line may be that of the award that is paid
  Said why;  // it is read so, or not read
  bool hidden = false, unseen = false;
  // Of a credit list, whose heads are codes: it is recorded as it stands; what it is called where it may speak against
  // its lines (备注 for BZ, nothing for a fact); and the code that says that an entry is in force.
  bool kept = false;
  std::optional<std::string> says;
  std::string in_force;
  bool compared = false;     // with the record that the line is about
  bool under_money = false;  // no head of its own, figures, right of a column of money
  std::size_t filled = 0, numbers = 0, codes = 0, days = 0, terms = 0, serials = 0, units = 0,
              capitals = 0;  // of the rows that were looked at
  std::vector<std::string> samples;

  [[nodiscard]] std::string head() const;  // "拟安排资金（万元） / 省级"
  [[nodiscard]] bool out_of_sight() const { return hidden || unseen; }
  /// Half of what was looked at, or more.
  [[nodiscard]] bool mostly(std::size_t some) const { return filled > 0 && some * 2 >= filled; }
};

class Account {
 public:
  std::vector<ColumnAccount> columns;  // those with a head or with content
  std::optional<AmountUnit> unit;  // of the amounts; nothing: the cells or a column say it, or it is asked
  std::optional<std::size_t> unit_column;  // that says the unit in each row
  bool unit_by_line = false;               // nothing else says it: a line whose unit is missing has none
  Said unit_from;
  std::optional<std::size_t> currency;  // a column of currencies: each is the yuan, or its line is bad
  std::optional<std::size_t> capitals;  // a column of the same amounts in words

  [[nodiscard]] const ColumnAccount* of(Column column) const;
  [[nodiscard]] bool has(Column column) const { return at_[index_of(column)].has_value(); }
  /// The column of the sheet.
  [[nodiscard]] std::optional<std::size_t> place(Column column) const { return at_[index_of(column)]; }
  /// The column's head as it stands in the file, its own; what it is called where there is none.
  [[nodiscard]] std::string head(Column column) const;
  void read(Column column, ColumnAccount& as, Said why);

 private:
  std::array<std::optional<std::size_t>, kColumnCount> at_;
};

/// A column as an answer to a question names it: by its head where no other has the same, else by its letter.
[[nodiscard]] Question::Candidate candidate_of(const Account& account, const ColumnAccount& column);

struct AccountOutcome {
  Account account;
  std::vector<Question> questions;  // of columns and of the unit
  std::size_t missing = 0;          // columns that are needed and that no head says
};
/// `bad_answers_file` for an answer that names no column, with the heads that were found.
[[nodiscard]] std::expected<AccountOutcome, Complaint> make_account(const Sheet& sheet, const Layout& layout,
                                                                    const ListKind& kind,
                                                                    const ListAnswers& answers);

}  // namespace credence
