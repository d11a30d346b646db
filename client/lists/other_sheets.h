// SPDX-License-Identifier: Apache-2.0
// Sheets of a workbook beside the one that is read. What holds codes or amounts may go on with the list: it is asked
// about, and never dropped without a word.
#pragma once

#include "client/lists/reading.h"

namespace credence {

/// Whether a sheet holds what lists record: a code, an amount with its unit, an organisation with figures behind it, or
/// figures below a head of money.
[[nodiscard]] bool holds_lines(const Sheet& sheet);
/// What another sheet says of the unit of amounts: "本表金额单位为元". The first that does, where a sentence or a head says it.
struct SheetUnit {
  AmountUnit unit = AmountUnit::yuan;
  std::string text;  // that says it
};
[[nodiscard]] std::optional<SheetUnit> unit_of_sheet(const Sheet& sheet);
/// The question about one that says another unit than the list is read in.
[[nodiscard]] Question question_about_unit(const std::string& name, const SheetUnit& said, AmountUnit read);
/// What a sheet says, as names are compared, in rows that say no, and below a head that does: 下列企业放弃资金.
[[nodiscard]] std::string refusing_text(const Sheet& sheet);
/// Whether such a text names an enterprise of the list.
[[nodiscard]] bool names_a_line(std::string_view refusing, const Sheet& list, const Reading& reading);
/// The question about such a sheet; `read`: the name of the one that is read.
[[nodiscard]] Question question_about_sheet(const std::string& name, bool has_heads, const std::string& read);

}  // namespace credence
