// SPDX-License-Identifier: Apache-2.0
// A list that was set in two halves, one beside the other, under the same heads. Whichever columns are read, the other
// half would be lost: such a list is refused. Internal to client/lists/account.cc.
#pragma once

#include "client/lists/account.h"

namespace credence {

/// `second_table`, with the column where the second half begins.
[[nodiscard]] std::optional<Complaint> side_by_side(const Sheet& sheet, const Layout& layout,
                                                    std::span<const ColumnAccount> columns);

}  // namespace credence
