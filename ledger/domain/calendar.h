// SPDX-License-Identifier: Apache-2.0
// Working days: which days of a year are holidays, and which Saturdays and Sundays are worked to make up for
// them. The calendar is data that a department records as the State Council publishes it; a day that it does
// not name is worked from Monday to Friday. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- days -------------------------------------------------------------------------------------------------

/// Days since 1970-01-01 of a valid date from then on; 0 for an earlier one.
[[nodiscard]] std::uint64_t days_of(const Date& day);
[[nodiscard]] bool is_weekend(const Date& day);

// ---- actions ----------------------------------------------------------------------------------------------

/// The working days of one year, whole: a later one for the same year replaces it.
struct SetCalendar {
  std::uint16_t year = 0;
  List<Date, 120> holidays;  // strictly rising, of this year
  List<Date, 60> workdays;   // Saturdays and Sundays that are worked, strictly rising, of this year
  DocumentNo document_no;
  CREDENCE_FIELDS(year, holidays, workdays, document_no);
};

// ---- state ------------------------------------------------------------------------------------------------

[[nodiscard]] constexpr bool is_calendar_year(std::uint16_t year) { return year >= 1990 && year <= 2100; }
struct CalendarKey {
  std::uint16_t year = 0;
  CREDENCE_KEY_FIELDS(year);
};

struct CalendarValue {
  List<Date, 120> holidays;
  List<Date, 60> workdays;
  DocumentNo document_no;
  CREDENCE_FIELDS(holidays, workdays, document_no);
  [[nodiscard]] bool working(const Date& day) const;
};

template <>
struct ValueOf<CalendarKey> {
  using type = CalendarValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct CalendarSet {
  SetCalendar calendar;
  CREDENCE_FIELDS(calendar);
};

}  // namespace credence
