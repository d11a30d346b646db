// SPDX-License-Identifier: Apache-2.0
// What a person should know of the cells that were read. Internal to client/lists/reading.cc.
#pragma once

#include "client/lists/reading.h"

namespace credence {

/// Of the lines: merged cells, names in several lines, rounded and struck figures, characters that were folded.
[[nodiscard]] std::vector<Said> remarks_on_cells(const Sheet& sheet, const ListKind& kind,
                                                 const Reading& reading);
/// "lines 3, 4 and 10 more"
[[nodiscard]] Said lines_said(const std::vector<std::size_t>& lines);

}  // namespace credence
