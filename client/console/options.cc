// SPDX-License-Identifier: Apache-2.0
#include "client/console/options.h"

#include <charconv>

#include "client/base/list_errors.h"

namespace credence {

Outcome<std::uint64_t> age_option(std::string_view text, std::string_view option) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const std::string_view unit(end, text.data() + text.size());
  const std::uint64_t seconds = unit.empty() || unit == "s" ? 1
                                : unit == "m"               ? 60
                                : unit == "h"               ? 3600
                                : unit == "d"               ? 86'400
                                                            : 0;
  if (error != std::errc{} || seconds == 0 || n == 0 || n > kMost)
    return give_up(ExitCode::usage, list_code::bad_form,
                   std::string(option) + " " + std::string(text) + ": 90s, 15m, 12h, 30d");
  return n * seconds * 1000;
}

Outcome<Fen> amount_option(const std::string& text, std::string_view option, std::optional<AmountUnit> unit) {
  auto amount = read_amount(text, unit_in(text) ? std::nullopt : unit);
  if (amount) return amount->fen;
  return give_up(ExitCode::bad_input, Code::bad_amount, std::string(option) + " " + text);
}

Outcome<Fen> wan_option(const std::string& text, std::string_view option, Fen before) {
  constexpr Fen kBareMax = 10'000 * Fen{1'000'000};  // a hundred million yuan
  constexpr Fen kFar = 100;                          // times as much, or as little
  auto amount = amount_option(text, option, AmountUnit::wan);
  if (!amount || unit_in(text)) return amount;
  const bool far = before > 0 && *amount > 0 && (*amount / kFar >= before || before / kFar >= *amount);
  if (*amount < kBareMax && !far) return amount;
  const Fen as_yuan = *amount / 10'000;
  return give_up(ExitCode::usage, list_code::amount_without_unit,
                 std::string(option) + " " + text + ": " + text + "万元 = " + yuan_text(*amount) + "元; " +
                     text + "元 = " + yuan_text(as_yuan) + "元 = " + wan_text(as_yuan) + "万元" +
                     (far ? "; ← " + wan_text(before) + "万元" : ""));
}

}  // namespace credence
