// SPDX-License-Identifier: Apache-2.0
// credence award amend.
#pragma once

#include "client/console/console.h"

namespace credence {

void add_award_amend(Command& family);

/// Whether the programme is a talent subsidy: its lines say for how many persons, of which class. In a dry run
/// without a network: false, as far as the file goes.
[[nodiscard]] Outcome<bool> of_talent(Cli& cli, const Id& programme, bool dry_run);

}  // namespace credence
