// SPDX-License-Identifier: Apache-2.0
// Comments beside cells that are read: nobody sees them in a print, and one may say that the cell is wrong. Internal to
// client/lists/reading.cc.
#pragma once

#include "client/lists/sight.h"

namespace credence {

/// One question for all lines with a comment at a cell that is read.
[[nodiscard]] Sight look_for_comments(const Sheet& sheet, const Account& account,
                                      std::span<const SightRow> rows, const ListAnswers& answers);

}  // namespace credence
