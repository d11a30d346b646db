// SPDX-License-Identifier: Apache-2.0
// Texts of an action that look as if they were about a person: nothing of them can be taken out of the ledger again.
#pragma once

#include "client/console/console.h"

namespace credence {

/// Says them; at a terminal it asks, and is `personal_data` where the answer is not yes. Of lists the reading asks by
/// itself (client/lists/personal.h).
[[nodiscard]] Outcome<void> persons_agreed(Cli& cli, const Action& action);

}  // namespace credence
