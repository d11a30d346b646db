// SPDX-License-Identifier: Apache-2.0
// Which fields of the national sets a file of licences or penalties has, and where. Internal to the reading of credit
// lists (credit_fields.h).
#pragma once

#include <map>

#include "client/lists/credit_fields.h"

namespace credence {

[[nodiscard]] inline std::string_view prefix_of(CreditKind kind) {
  return kind == CreditKind::licence ? "XK_" : "CF_";
}

/// Where each field of the set stands in the file.
struct CreditHeads {
  CreditKind kind = CreditKind::licence;
  std::size_t at_row = 0;                      // of the sheet
  std::map<std::string_view, std::size_t> at;  // by the field's name
  std::optional<std::size_t> weight;
  std::vector<std::size_t> dropped;

  [[nodiscard]] std::string_view value(const Sheet& sheet, std::size_t row, std::string_view suffix) const {
    const auto found = at.find(std::string(prefix_of(kind)) + std::string(suffix));
    return found != at.end() ? shown_text(sheet, row, found->second) : std::string_view();
  }
};

/// `missing_column` if the heads are of neither set, or of both, or lack what every record needs; `repeated_column`.
[[nodiscard]] std::expected<CreditHeads, Complaint> read_credit_heads(const Sheet& sheet, std::size_t row);

}  // namespace credence
