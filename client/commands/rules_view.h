// SPDX-License-Identifier: Apache-2.0
// The rules of a programme in sentences.
#pragma once

#include "client/console/console.h"

namespace credence {

/// One line a rule that asks something.
[[nodiscard]] std::string rules_text(const Cli& cli, const ProgrammeRules& rules);
/// "cap for one enterprise: 5,000,000.00 CNY (500 wan) → none", one line a rule that differs.
[[nodiscard]] std::string rules_changes(const Cli& cli, const ProgrammeRules& before,
                                        const ProgrammeRules& after);

}  // namespace credence
