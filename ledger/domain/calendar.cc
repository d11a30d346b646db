// SPDX-License-Identifier: Apache-2.0
// Days counted, and which of them are worked.
#include "ledger/domain/calendar.h"

#include <algorithm>

namespace credence {
namespace {

// Days since 1970-01-01, with years that begin in March (H. Hinnant, "chrono-compatible low-level date
// algorithms").
std::uint64_t count_days(unsigned year, unsigned month, unsigned day) {
  const std::uint64_t from_march = month <= 2 ? year - 1 : year;
  const std::uint64_t era = from_march / 400;
  const std::uint64_t of_era = from_march % 400;
  const std::uint64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

bool holds(const auto& days, const Date& day) { return std::ranges::binary_search(days, day); }

}  // namespace

std::uint64_t days_of(const Date& day) {
  return day.year < 1970 ? 0 : count_days(day.year, day.month, day.day);
}

bool is_weekend(const Date& day) {
  const std::uint64_t of_week = (days_of(day) + 3) % 7;  // 1970-01-01 was a Thursday; 0 is Monday
  return of_week >= 5;
}

bool CalendarValue::working(const Date& day) const {
  if (holds(workdays, day)) return true;
  return !is_weekend(day) && !holds(holidays, day);
}

}  // namespace credence
