// Which column of a published list is what: the head line's words, Chinese or English, in any order, are
// matched to the fields of a line. Blanks, letter case and full-width brackets do not matter: "金额（万元）",
// "金额(万元)" and "amount_wan" are one. Columns that no rule names are ignored.
//
// The unit of an amount column is in its head, 万元 or 元, or in a line above it ("单位：万元"). Where
// neither says it, it is not known: nothing is assumed.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence {

enum class Column : std::uint8_t {
  line,
  name,
  code,
  project,
  amount,
  award_batch,
  award_line,
  paid_on,
  registered_on,
  place,
  certificate_no,
  valid_from,
  valid_to,
  result,
  product,
};
inline constexpr std::size_t kColumnCount = static_cast<std::size_t>(Column::product) + 1;

inline constexpr std::size_t kHeadRowsMax = 30;  // lines in which the heads are looked for

enum class AmountUnit : std::uint8_t { wan, yuan };
[[nodiscard]] std::string_view name_of(AmountUnit unit);  // "万元", "元"
/// 万元, wan; 元, yuan, CNY, RMB: as a person writes it in an answer or an option.
[[nodiscard]] std::optional<AmountUnit> unit_named(std::string_view text);
/// What a line above the heads says: "单位：万元", "(unit: yuan)". Nothing if it says nothing, or two things.
[[nodiscard]] std::optional<AmountUnit> unit_in_title(std::string_view text);

/// The head a file would have by default: "序号", "金额（万元）".
[[nodiscard]] std::string_view head_of(Column column);

struct ColumnRule {
  Column column;
  bool required;
};

class Columns {
 public:
  /// `missing_column` names the first head that is required and absent (and the nearest mistake: an amount in
  /// another unit); `repeated_column` the two that mean the same. `groups`: heads of a line above that span
  /// several columns, for the unit alone.
  [[nodiscard]] static Result<Columns> of(std::span<const std::string> heads,
                                          std::span<const ColumnRule> rules,
                                          std::span<const std::string> groups = {});

  /// Of the amount column; nothing if its head does not say, or there is none.
  [[nodiscard]] std::optional<AmountUnit> unit() const { return unit_; }
  /// Whether the same columns are wanted at the same places.
  [[nodiscard]] bool same_places(const Columns& other) const { return at_ == other.at_; }
  /// Whether a record is the head line once more: the same words over each wanted column.
  [[nodiscard]] bool repeated_by(std::span<const std::string> fields) const;

  [[nodiscard]] bool has(Column column) const { return at_[index(column)].has_value(); }
  /// The field of a record, empty if the column or the field is not there.
  [[nodiscard]] std::string_view field(std::span<const std::string> fields, Column column) const;
  /// The column's head as it stands in the file.
  [[nodiscard]] std::string_view head(Column column) const;
  [[nodiscard]] std::size_t count() const { return heads_.size(); }

 private:
  static std::size_t index(Column column) { return static_cast<std::size_t>(column); }
  std::array<std::optional<std::size_t>, kColumnCount> at_;
  std::vector<std::string> heads_;
  std::optional<AmountUnit> unit_;
};

}  // namespace credence
