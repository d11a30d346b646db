// SPDX-License-Identifier: Apache-2.0
// Numbers of certificates and documents as they stand in lists: what a spreadsheet program has destroyed, and words that
// stand in their place.
#pragma once

#include "client/lists/reading.h"

namespace credence {

/// `digits_lost` for 2.02644E+13, and for a cell that is a day or shows another number than it holds.
[[nodiscard]] std::optional<Complaint> lost_digits(const Sheet& sheet, const Cell& cell);

/// Certificate numbers without any digit (待发, 办理中, 见附件), days, and long ones whose last digits look lost are asked
/// about: a line is read with what is written there, or without a number.
void ask_about_numbers(const Sheet& sheet, const ListAnswers& answers, Reading& reading);

}  // namespace credence
