// SPDX-License-Identifier: Apache-2.0
// Whether a person who opens a report's workbook sees what its cells hold. A report is one visible sheet of plain
// cells; what office programs add when they save it anew changes nothing that is seen. Everything else may show
// another report than the one that is proved: a second or a hidden sheet, a formula that is computed anew, a format
// that shows another number, colours, merged, filtered or hidden cells, pictures, conditions.
//
// What may be there is listed, not what may not: what a later office program invents is named, and is not believed.
#pragma once

#include <string_view>
#include <vector>

#include "client/base/said.h"

namespace credence {

inline constexpr std::size_t kShownOtherwiseMax = 20;  // places that are named

/// Each place with what stands there: "cell G4: a formula". None: what is seen is what the cells hold. A complaint
/// of the workbook's reader where it cannot be read.
[[nodiscard]] std::expected<std::vector<Said>, Complaint> shown_otherwise(std::string_view workbook);

}  // namespace credence
