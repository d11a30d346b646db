// SPDX-License-Identifier: Apache-2.0
// The unit of a list's amounts, of all that says one: the head, lines above and below the list, a column of units, the
// cells. Where they differ it is asked; an answer never goes against the only one that is said. Internal to
// client/lists/account.cc.
#pragma once

#include "client/lists/account.h"

namespace credence {

/// Settles it in `out`, or asks. `unit_unknown` where a unit is said that is not read, `bad_answers_file` for an answer
/// that is none of the units said.
[[nodiscard]] std::expected<void, Complaint> settle_unit(const Sheet& sheet, const Layout& layout,
                                                         const ListAnswers& answers, AccountOutcome& out);

/// One past the last row that has a figure in this column: what stands below are notes.
[[nodiscard]] std::size_t end_of_figures(const Sheet& sheet, const Layout& layout, std::size_t column);

}  // namespace credence
