// SPDX-License-Identifier: Apache-2.0
// Ids, names, dates and roles. Pure functions over their arguments; money is in money.cc, credit codes in
// uscc.cc.
#include "ledger/domain/types.h"

#include <algorithm>

#include "ledger/domain/names.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr bool leap(unsigned year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr unsigned days_in(unsigned year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays[month - 1];
}

constexpr std::array<std::string_view, 12> kRoles = {"admin",  "registrar",  "programme", "award",
                                                     "pay",    "qualify",    "audit",     "check",
                                                     "govern", "enterprise", "credit",    "measure"};
constexpr std::array<std::string_view, 10> kDepartmentKinds = {
    "industry", "finance",    "science", "tax",         "regulator",
    "audit",    "government", "party",   "association", "other"};
static_assert(kRoles.size() == static_cast<std::size_t>(last_of(Role{})) + 1);
static_assert(kDepartmentKinds.size() == static_cast<std::size_t>(last_of(DepartmentKind{})) + 1);

}  // namespace

Result<void> check_id(std::string_view id) {
  if (id.empty()) return fail(Code::bad_id, said::empty());
  if (id.size() > limits::kIdBytesMax)
    return fail(Code::bad_id, said::bytes(id.size()) + said::at_most(limits::kIdBytesMax));
  if (id.front() == '-') return fail(Code::bad_id, said::name(shown(id)));
  if (!std::ranges::all_of(id, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }))
    return fail(Code::bad_id, said::name(shown(id)));
  return {};
}

Result<void> check_name(std::string_view name) {
  if (name.empty()) return fail(Code::bad_name, said::empty());
  return check_free_text(name, limits::kNameBytesMax);
}

bool Date::valid() const {
  return year >= 1900 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}

std::string Date::iso() const {
  const auto padded = [](unsigned value, std::size_t width) {
    std::string digits = std::to_string(value);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
  };
  return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
}

Result<Date> parse_date(std::string_view iso) {
  const auto bad = [iso] { return fail(Code::bad_date, said::name(shown(iso))); };
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return bad();
  unsigned digits = 0;
  for (std::size_t i = 0; i < iso.size(); ++i) {
    if (i == 4 || i == 7) continue;
    if (!is_digit(iso[i])) return bad();
    digits = digits * 10 + static_cast<unsigned>(iso[i] - '0');
  }
  const Date date{static_cast<std::uint16_t>(digits / 10'000), static_cast<std::uint8_t>(digits / 100 % 100),
                  static_cast<std::uint8_t>(digits % 100)};
  if (!date.valid()) return bad();
  return date;
}

Date date_of_days(std::uint64_t days_since_1970) {
  // Days are counted from 0000-03-01, so that a leap day ends a year (H. Hinnant, "chrono-compatible
  // low-level date algorithms").
  constexpr std::uint64_t kDaysMax = 2'932'896;  // 9999-12-31
  const std::uint64_t days = std::min(days_since_1970, kDaysMax) + 719'468;
  const std::uint64_t era = days / 146'097;
  const std::uint64_t of_era = days % 146'097;
  const std::uint64_t year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::uint64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t month_from_march = (5 * of_year + 2) / 153;
  const std::uint64_t day = of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::uint64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::uint64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
}

Date date_in_china(std::uint64_t time_ms) {
  constexpr std::uint64_t kHourMs = 3'600'000;
  const std::uint64_t shifted = time_ms > UINT64_MAX - 8 * kHourMs ? time_ms : time_ms + 8 * kHourMs;
  return date_of_days(shifted / (24 * kHourMs));
}

std::optional<Date> end_of_term(const Date& from, unsigned years) {
  if (years == 0) return std::nullopt;
  return before_day(
      {static_cast<std::uint16_t>(std::min<unsigned>(from.year + years, 9999)), from.month, from.day});
}

Date after_months(const Date& from, unsigned months) {
  const unsigned count = from.year * 12u + from.month - 1u + months;
  if (count / 12 > 9999) return {9999, 12, 31};
  const unsigned year = count / 12;
  const unsigned month = count % 12 + 1;
  return {static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(month),
          static_cast<std::uint8_t>(std::min<unsigned>(from.day, days_in(year, month)))};
}

Date after_days(const Date& from, unsigned days) {
  Date at = from;
  while (days > 0) {
    const unsigned left = days_in(at.year, at.month) - at.day;
    if (days <= left) {
      at.day = static_cast<std::uint8_t>(at.day + days);
      return at;
    }
    days -= left + 1;
    if (at.year == 9999 && at.month == 12) return {9999, 12, 31};
    at = after_months({at.year, at.month, 1}, 1);
  }
  return at;
}

Date before_day(const Date& day) {
  Date out = day;
  if (--out.day != 0) return out;
  if (--out.month == 0) return {static_cast<std::uint16_t>(out.year - 1), 12, 31};
  out.day = static_cast<std::uint8_t>(days_in(out.year, out.month));
  return out;
}

std::string_view name_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }
std::optional<Role> role_named(std::string_view name) { return named<Role>(kRoles, name); }
std::string_view name_of(DepartmentKind kind) { return kDepartmentKinds[static_cast<std::size_t>(kind)]; }
std::optional<DepartmentKind> department_kind_named(std::string_view name) {
  return named<DepartmentKind>(kDepartmentKinds, name);
}

}  // namespace credence
