// SPDX-License-Identifier: Apache-2.0
#include "client/findings/book.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/findings/rules.h"
#include "ledger/domain/calendar.h"

namespace credence::findings {
namespace {

/// Digits, and the characters that number things: what tells the second phase from the first.
std::u32string numbers_in(std::u32string_view text) {
  constexpr std::u32string_view kNumbers = U"0123456789一二三四五六七八九十百千甲乙丙丁";
  std::u32string out;
  std::ranges::copy_if(text, std::back_inserter(out), [&](char32_t c) { return kNumbers.contains(c); });
  return out;
}

/// How many characters have to be changed, added or left out to make one text of the other.
std::size_t distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t k = 0; k <= b.size(); ++k) row[k] = k;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const std::size_t changed = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({changed, row[k] + 1, row[k - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

bool nearly_same(std::string_view a, std::string_view b, std::uint64_t percent) {
  if (a == b) return true;
  const std::u32string x = utf32(a), y = utf32(b);
  const std::size_t longer = std::max(x.size(), y.size()), allowed = longer * percent / 100;
  if (longer - std::min(x.size(), y.size()) > allowed || numbers_in(x) != numbers_in(y)) return false;
  return distance(x, y) <= allowed;
}

Uscc Book::heir_of(Uscc code) const {
  for (auto at = enterprises.find(code);
       at != enterprises.end() && at->second.successor && *at->second.ends_on <= today;
       at = enterprises.find(code))
    code = *at->second.successor;
  return code;
}

std::string Book::name_of(const Uscc& code) const {
  const auto at = enterprises.find(code);
  return at == enterprises.end() ? std::string() : std::string(at->second.name);
}

bool Book::holds(const Id& type, const Uscc& code, const Date& day) const {
  const auto terms = titles.find({type, code});
  return terms != titles.end() &&
         std::ranges::any_of(terms->second, [&](const Term& term) { return term.holds(day); });
}

bool Book::working(const Date& day) const {
  static const CalendarValue kNone;
  const auto calendar = calendars.find(day.year);
  return (calendar == calendars.end() ? kNone : calendar->second).working(day);
}

std::optional<std::uint16_t> Book::year_without_calendar(const Date& from, const Date& to) const {
  for (std::uint16_t year = from.year; year <= to.year; ++year)
    if (!calendars.contains(year)) return year;
  return std::nullopt;
}

Date Book::after_working_days(Date day, std::uint64_t days) const {
  constexpr Date kLast{9999, 12, 31};
  while (days > 0 && day < kLast) {
    day = after_days(day, 1);
    if (working(day)) --days;
  }
  return day;
}

std::optional<Date> Book::notice_end(const ProgrammeRules& rules, Date day) const {
  if (rules.notice_days == 0) return std::nullopt;
  const unsigned after = rules.notice_days - (rules.first_day_counts ? 1u : 0u);  // the first day
  if (!rules.working_days) return after_days(day, after);
  return after_working_days(day, rules.first_day_counts && !working(day) ? after + 1 : after);
}

std::map<Uscc, std::vector<const Award*>> Book::standing_by_heir() const {
  std::map<Uscc, std::vector<const Award*>> out;
  for (const auto& [key, award] : awards)
    if (award.code && award.stands()) out[heir_of(*award.code)].push_back(&award);
  return out;
}

}  // namespace credence::findings
