// SPDX-License-Identifier: Apache-2.0
#include "client/reports/same_value.h"

#include <array>
#include <charconv>

#include "client/base/csv.h"
#include "client/base/written.h"

namespace credence {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// "5000000", "-5,000,000.00", "5000000.5": in hundredths; nothing for what is no such number.
std::optional<std::int64_t> hundredths(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0.,") == std::string_view::npos && text.front() == '0') return 0;
  const auto amount = parse_yuan(text);
  if (!amount) return std::nullopt;
  return negative ? -*amount : *amount;
}

/// "9.14401E+17": its digits, and the digits that the whole number has; nothing for what is not so written.
struct Scientific {
  std::string digits;
  std::size_t length = 0;
};
std::optional<Scientific> scientific(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  std::string_view power = text.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  std::size_t exponent = 0;
  const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
  if (error != std::errc{} || end != power.data() + power.size() || exponent > 60) return std::nullopt;
  Scientific out{std::string(text.substr(0, mark)), exponent + 1};
  std::erase(out.digits, '.');
  if (out.digits.empty() || out.digits.find_first_not_of(kDigits) != std::string::npos) return std::nullopt;
  return out;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

/// A number as text that a spreadsheet program took for a number: rounded to 15 digits, written as a power,
/// its leading zeros lost.
bool is_rounded(std::string_view proved, std::string_view held) {
  if (!all_digits(proved)) return false;
  if (const auto power = scientific(held)) {
    if (power->length != proved.size() || power->digits.size() > proved.size()) return false;
    const std::size_t kept = power->digits.size() - 1;  // the last one may be rounded up
    return proved.substr(0, kept) == std::string_view(power->digits).substr(0, kept);
  }
  if (!all_digits(held)) return false;
  const std::size_t zeros = std::min(proved.find_first_not_of('0'), proved.size() - 1);
  if (zeros > 0 && proved.substr(zeros) == held) return true;
  constexpr std::size_t kExactDigits = 15;
  return proved.size() > kExactDigits && held.size() == proved.size() &&
         held.substr(kExactDigits).find_first_not_of('0') == std::string_view::npos &&
         proved.substr(0, kExactDigits - 1) == held.substr(0, kExactDigits - 1);
}

/// An id such as 2026-1 that a spreadsheet program took for a month.
bool is_month_of(std::string_view proved, std::string_view held) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::size_t mark = proved.find('-');
  if (mark != 4 || !all_digits(proved.substr(0, 4)) || !all_digits(proved.substr(5)) || proved.size() > 7)
    return false;
  const auto first = parse_any_date(std::string(proved) + "-01");
  if (!first) return false;
  const std::string short_year(proved.substr(2, 2));
  const std::string_view month = kMonths[first->month - 1u];
  if (held == std::string(month) + "-" + short_year || held == short_year + "-" + std::string(month))
    return true;
  const auto day = parse_any_date(held);
  return day && *day == *first;
}

}  // namespace

Likeness likeness_of_text(std::string_view proved, std::string_view held) {
  if (trimmed(held) == trimmed(proved)) return Likeness::same;
  if (held.starts_with('\'') && held.substr(1) == proved) return Likeness::same;  // against formulas, in CSV
  if (const auto day = parse_date(proved)) {
    const auto shown = parse_any_date(held);
    return shown && *shown == *day ? Likeness::same : Likeness::other;
  }
  return is_rounded(proved, held) || is_month_of(proved, held) ? Likeness::reformatted : Likeness::other;
}

Likeness likeness(const ReportCell& cell, ReportColumn::Type type, std::string_view proved,
                  std::string_view held) {
  if (held == proved) return Likeness::same;
  if (std::holds_alternative<std::monostate>(cell))
    return trimmed(held).empty() ? Likeness::same : Likeness::other;
  if (type == ReportColumn::Type::text) return likeness_of_text(proved, held);
  const auto value = hundredths(trimmed(held));
  if (const auto* const count = std::get_if<std::uint64_t>(&cell))
    return value && *value >= 0 && static_cast<std::uint64_t>(*value) == *count * 100 ? Likeness::same
                                                                                      : Likeness::other;
  if (value == std::get<Fen>(cell)) return Likeness::same;
  return is_rounded(proved.substr(0, proved.find('.')), held) && proved.ends_with(".00")
             ? Likeness::reformatted
             : Likeness::other;
}

}  // namespace credence
