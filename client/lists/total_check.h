// SPDX-License-Identifier: Apache-2.0
// Holds totals, and what titles, notes and the labels of totals say of the list, against its lines: sums, numbers of
// lines, enterprises, projects and persons, other columns of figures. A row has one verdict: all that it says is so of
// one group of lines, or it is asked about; what nothing is held against is named. Internal to client/lists/reading.cc.
#pragma once

#include "client/lists/row_roles.h"

namespace credence {

struct TotalCheck {
  std::vector<Question> questions;      // of what differs and is not accepted
  std::map<std::size_t, Said> checked;  // by line in the file
};
/// `asked_about`: places among the rows of lines that nobody has answered for yet; without them it may be right too.
[[nodiscard]] TotalCheck check_totals(const Sheet& sheet, const Layout& layout, const Account& account,
                                      std::span<const RowFacts> rows,
                                      std::span<const std::size_t> asked_about, const ListAnswers& answers);

}  // namespace credence
