// Amounts and days as people write them.
#pragma once

#include <string_view>

#include "ledger/domain/types.h"

namespace credence {

/// An amount in 元: "6005000", "6005000.00", "6,005,000.00". `bad_amount`.
[[nodiscard]] Result<Fen> parse_yuan(std::string_view text);

/// "2024-11-25", and the forms of spreadsheets and documents: "2024/11/25", "2024.1.5", "2024年1月5日",
/// "20241125".
[[nodiscard]] Result<Date> parse_any_date(std::string_view text);

}  // namespace credence
