// SPDX-License-Identifier: Apache-2.0
// Whether a cell of a report's file says what is proved. Spreadsheet programs write values another way when
// they save a file: days as 2026/11/29, money without its zeros. That is the same value. Some they destroy: a
// long number becomes 9.14E+17, 007 becomes 7.
#pragma once

#include "client/reports/report.h"

namespace credence {

enum class Likeness {
  same,         // the same value, however it is written
  reformatted,  // what a spreadsheet program makes of the value, from which it cannot be told again
  other,
};
/// `proved`: the cell as credence report writes it.
[[nodiscard]] Likeness likeness(const ReportCell& cell, ReportColumn::Type type, std::string_view proved,
                                std::string_view held);
/// The same for a text outside the rows: the title line.
[[nodiscard]] Likeness likeness_of_text(std::string_view proved, std::string_view held);

}  // namespace credence
