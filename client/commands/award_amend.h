// SPDX-License-Identifier: Apache-2.0
// credence award amend.
#pragma once

#include "client/console/console.h"

namespace credence {

void add_award_amend(Command& family);

/// What the programme is: lines of a talent subsidy say for how many persons, of which class, those of a fund the
/// round. Nothing in a dry run without a network, as far as the file goes, and of a programme that is not there.
[[nodiscard]] Outcome<std::optional<ProgrammeKind>> kind_of(Cli& cli, const Id& programme, bool dry_run);

}  // namespace credence
