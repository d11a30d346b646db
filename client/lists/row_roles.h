// SPDX-License-Identifier: Apache-2.0
// What each row below the heads is. Internal to client/lists/reading.cc.
#pragma once

#include "client/lists/reading.h"

namespace credence {

enum class RowRole : std::uint8_t {
  line,
  section,  // the head of a part, with or without the sum of its lines
  total,    // named so
  unclear,  // no number, no code, and money: a total, or a line that lacks both
  note,
  heads,
  index,
  asked,  // what it is has been asked, and not answered
  left,   // a line that is left out, as answered
};

struct RowFacts {
  std::uint32_t row = 0;
  RowRole role = RowRole::note;
  std::string_view label;             // the name, else the first text
  std::optional<std::int64_t> money;  // in fen; in millionths where no unit is known
  bool has_money_cell = false;
  bool coded = false, numbered = false, named = false, merged = false;
  std::size_t filled = 0;  // columns that the row has, in a list of neither names nor codes
  bool broken = false;     // the name is an error, or a word for a lost value: a bad line, and no total
};

/// 公司, 厂, 研究院 …: a name that ends as those of enterprises and institutions do.
[[nodiscard]] bool is_organisation(std::string_view name);
/// 合计, 总  计（2家）, 小计, total …
[[nodiscard]] bool is_total_word(std::string_view text);
/// Ends in 计, 总额, 总数, 汇总: perhaps a total.
[[nodiscard]] bool ends_as_total(std::string_view text);

class RowRoles {
 public:
  RowRoles(const Sheet& sheet, const Layout& layout, const Account& account)
      : sheet_(sheet), layout_(layout), account_(account) {}

  /// The rows and their roles, as far as form tells them.
  [[nodiscard]] std::expected<std::vector<RowFacts>, Complaint> find();
  /// Whether most lines have a number, or a code.
  [[nodiscard]] bool most_identified() const { return most_numbered_ || most_coded_; }
  /// Whether most lines name an organisation: a name that is none stands out then.
  [[nodiscard]] bool most_organisations() const { return most_organisations_; }

 private:
  [[nodiscard]] RowFacts facts_of(std::size_t row) const;
  [[nodiscard]] bool is_index(std::size_t row) const;
  [[nodiscard]] bool is_heads(std::size_t row) const;
  [[nodiscard]] bool is_other_table(std::size_t row) const;
  [[nodiscard]] std::optional<std::int64_t> money_of(std::string_view text,
                                                     std::optional<AmountUnit> unit) const;
  void count(const std::vector<RowFacts>& rows);
  [[nodiscard]] RowRole role_of(const RowFacts& facts) const;
  [[nodiscard]] RowRole without_identity(const RowFacts& facts) const;

  const Sheet& sheet_;
  const Layout& layout_;
  const Account& account_;
  bool most_numbered_ = false, most_coded_ = false, most_organisations_ = false, marks_are_numbers_ = false;
  std::size_t usual_cells_ = 0;     // of a row
  std::size_t end_of_figures_ = 0;  // rows from here on are notes
};

}  // namespace credence
