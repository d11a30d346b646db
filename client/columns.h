// Which column of a published list is what: the head line's words, Chinese or English, in any order, are
// matched to the fields of a line. Blanks, letter case and full-width brackets do not matter: "金额（万元）",
// "金额(万元)" and "amount_wan" are one. Columns that no rule names are ignored.
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
  amount_wan,
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

/// The head a file would have by default: "序号", "金额（万元）".
[[nodiscard]] std::string_view head_of(Column column);

struct ColumnRule {
  Column column;
  bool required;
};

class Columns {
 public:
  /// `missing_column` names the first head that is required and absent (and the nearest mistake: an amount in
  /// another unit); `repeated_column` the two that mean the same.
  [[nodiscard]] static Result<Columns> of(std::span<const std::string> heads,
                                          std::span<const ColumnRule> rules);

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
};

}  // namespace credence
