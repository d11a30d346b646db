// SPDX-License-Identifier: Apache-2.0
// The calendars that come with the program are whole years, and each is an action that the ledger takes.
#include <gmock/gmock.h>

#include "client/setup/workdays.h"
#include "ledger/domain/actions.h"
#include "ledger/domain/state_values.h"

namespace credence {
namespace {

int working_days(const SetCalendar& year) {
  CalendarValue value;
  value.holidays = year.holidays;
  value.workdays = year.workdays;
  int out = 0;
  for (Date day{year.year, 1, 1}; day.year == year.year; day = after_days(day, 1))
    out += value.working(day) ? 1 : 0;
  return out;
}

TEST(Workdays, EveryYearHasItsPublishedNumber) {
  const std::pair<std::uint16_t, int> published[] = {{2021, 250}, {2022, 249}, {2023, 249},
                                                     {2024, 251}, {2025, 248}, {2026, 248}};
  for (const auto& [year, days] : published) {
    const auto calendar = published_calendar(year);
    ASSERT_TRUE(calendar) << year;
    EXPECT_TRUE(check_action(Action(*calendar))) << year;
    EXPECT_EQ(working_days(*calendar), days) << year;
    EXPECT_FALSE(calendar->document_no.empty());
  }
}

TEST(Workdays, AYearThatWasNotArrangedYetIsToldWithThoseThatWere) {
  const auto calendar = published_calendar(2031);
  ASSERT_FALSE(calendar);
  EXPECT_EQ(calendar.error().error.code, Code::missing_value);
  EXPECT_THAT(calendar.error().error.detail, ::testing::HasSubstr("2031; 2021, 2022"));
}

}  // namespace
}  // namespace credence
