// SPDX-License-Identifier: Apache-2.0
// The cells of one line as typed values. A cell that is none is a problem of its line, with its place, its
// value, the cause and the remedy, and the reading goes on.
#pragma once

#include <variant>

#include "client/lists/reading.h"
#include "ledger/domain/actions.h"
#include "ledger/domain/state_values.h"

namespace credence {

struct LineProblem {
  std::size_t file_line = 0;  // from 1
  std::string field;          // its head as in the file; empty if it is about the whole line
  std::string value;          // what stood there, shortened
  Complaint what;
  std::optional<Column> column;
};

/// What a further column says of the record that a line is about.
struct SaidOfRecord {
  Column column;
  std::string text;
  Fen amount = 0;
};

/// What a line is about, whatever list it stands in.
struct ListedLine {
  std::size_t file_line = 0;
  std::optional<Uscc> code;
  Name name;     // empty: the list names codes alone
  Name project;  // of money
  Fen amount = 0;
  std::optional<AwardKey> pays;  // the award that is paid
  Date paid_on;
  /// What is recorded and the line is about; the list's own programme and list are not in it.
  std::variant<std::monostate, AwardKey, PaymentKey> refers = {};
  std::vector<SaidOfRecord> said = {};  // each is to be so in the record
  /// What is said is to take the place of what is recorded.
  bool corrects = false;
  bool says_no_code = false;              // a correction that takes the code away
  std::vector<Column> perhaps_none = {};  // as AwardChange::perhaps_none
};

/// What options say for all lines.
struct GivenForAll {
  std::optional<Date> valid_from = {}, valid_to = {};
  Name project = {};
  Id award_batch = {};  // of payments and results: the batch of all awards
  bool renumber = false;
  // Of the programme, where it is known: lines of a talent subsidy say for whom, those of a fund the round.
  std::optional<ProgrammeKind> kind = {};
  // Of a talent subsidy: these hold for all lines.
  std::uint8_t support_years = 0;
  Note conditions = {};
  Note reason = {};
};

class LineFields {
 public:
  LineFields(const RowView& view, const LineRow& line, const GivenForAll& given,
             std::vector<LineProblem>& problems)
      : view_(view), line_(line), given_(given), problems_(problems), before_(problems.size()) {}

  [[nodiscard]] bool good() const { return problems_.size() == before_; }
  [[nodiscard]] const RowView& view() const { return view_; }
  void problem(Column column, Complaint what);
  void problem(Complaint what);
  /// A line of delimited text whose fields are shifted, or that cannot be read at all.
  void check_shape();

  /// A text that is recorded: readable characters, at most `bytes_max` bytes.
  [[nodiscard]] std::string text(Column column, bool required, std::size_t bytes_max);
  [[nodiscard]] Name name(Column column, bool required);
  /// The code as the standard has it; nothing where the cell is empty or wrong. A code that is wrong by its
  /// check digit alone is a problem, and `misfit`.
  [[nodiscard]] std::optional<Uscc> code();
  [[nodiscard]] Fen amount();
  /// Was answered, where it is merged over lines.
  [[nodiscard]] bool answered_amount() const { return line_.amount.has_value(); }
  [[nodiscard]] std::vector<SaidOfRecord> said_of_record();
  [[nodiscard]] Date day(Column column);
  [[nodiscard]] std::optional<Date> optional_day(Column column);
  /// Number of the line; nothing where there is none, or where it is merged with that of the line above.
  [[nodiscard]] std::optional<std::uint32_t> serial();
  [[nodiscard]] std::uint32_t number(Column column);
  [[nodiscard]] Id id(Column column);
  /// First and last day: of their columns, of a term in one cell, or as given for all lines.
  struct Term {
    Date from;
    std::optional<Date> to;
  };
  [[nodiscard]] Term term();
  /// Of a fund's investment; nothing where the programme is none, or the cell says nothing.
  [[nodiscard]] std::optional<InvestmentRound> round();
  [[nodiscard]] std::optional<std::uint16_t> stake();
  /// Both: a stake without its round is a problem.
  [[nodiscard]] std::optional<FundInvestment> investment();
  [[nodiscard]] const GivenForAll& given() const { return given_; }

  bool without_code = false;
  std::optional<Uscc> misfit;
  /// What the line says of the record that it refers to, and does not record itself.
  std::optional<ListedLine> about;
  Name project;  // of the award that is paid, as the line says

 private:
  /// False, and a problem, where the amount in words beside it is another one.
  [[nodiscard]] bool as_in_words(Fen amount);
  /// What a cell says: nothing if it is empty or stands for nothing; a problem if its value is lost.
  [[nodiscard]] std::string_view value(Column column);
  [[nodiscard]] std::string_view needed(Column column, bool required);

  const RowView& view_;
  const LineRow& line_;
  const GivenForAll& given_;
  std::vector<LineProblem>& problems_;
  std::size_t before_;
};

}  // namespace credence
