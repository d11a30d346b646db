// SPDX-License-Identifier: Apache-2.0
// Pages of the manual (man(7) source), from the commands as they are declared: one page a family.
#pragma once

#include "client/console/app.h"

namespace credence {

/// "credence-award": the page of `credence award` and of all commands below it; of the root "credence".
[[nodiscard]] std::string manual_name(const Command& command);
[[nodiscard]] std::string manual_page(const Command& command, Language language);

}  // namespace credence
