// SPDX-License-Identifier: Apache-2.0
// Days that somebody states lie between what they follow and the day of the block. Nothing that the ledger
// allows rests on a day that has not come, and lateness is no fault: what happened years ago is recorded
// today.
#include <algorithm>

#include "ledger/execution/rules.h"

namespace credence {

Result<void> require_past(const TransactionContext& context, std::string_view field, const Date& day,
                          const Date& latest) {
  const Date last = std::max(context.today(), latest);
  if (day <= last) return {};
  return fail(Code::day_in_future, said::field(field) + said::day(day) + said::latest(last));
}

Result<void> require_soon(const TransactionContext& context, std::string_view field, const Date& day) {
  const Date last = after_months(context.today(), limits::kAnnouncedMonthsMax);
  if (day <= last) return {};
  return fail(Code::day_too_far, said::field(field) + said::day(day) + said::latest(last));
}

Result<void> require_from(std::string_view field, const Date& day, const std::optional<Date>& first,
                          Details (*what)()) {
  if (!first || day >= *first) return {};
  return fail(Code::day_too_early, said::field(field) + said::day(day) + said::not_before(*first) + what());
}

Result<Date> notice_end(TransactionContext& context, unsigned days, bool working, bool first_day_counts) {
  CREDENCE_ASSERT(days > 0);
  Date day = first_day_counts ? context.today() : after_days(context.today(), 1);
  if (!working) return after_days(day, days - 1);
  for (;; day = after_days(day, 1)) {
    const auto calendar = context.state.at(CalendarKey{day.year});
    if (!calendar.present()) return fail(Code::calendar_missing, said::year(day.year));
    if (calendar->working(day) && --days == 0) return day;
  }
}

}  // namespace credence
