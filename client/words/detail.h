// The details of errors and receipts as people read them. The ledger writes them once, in plain English and in fen; in JSON they stay so.
#pragma once

#include <string>
#include <string_view>

#include "client/base/language.h"

namespace credence {

/// Amounts in yuan: "amount: 1,200,000.00 of 1,000,000.00 CNY"; in Chinese also places, days and registers. What is quoted stays as it is.
[[nodiscard]] std::string detail_text(std::string_view detail, Language language);

}  // namespace credence
