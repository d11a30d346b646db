// SPDX-License-Identifier: Apache-2.0
// The working days of a year as the State Council's General Office arranged them: configs/calendars, which
// comes with the program.
#pragma once

#include "client/base/failure.h"
#include "ledger/domain/calendar.h"

namespace credence {

/// Of a year that the file does not have: `calendar_missing`, with the years that it has.
[[nodiscard]] Outcome<SetCalendar> published_calendar(std::uint16_t year);

}  // namespace credence
