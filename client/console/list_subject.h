// SPDX-License-Identifier: Apache-2.0
// The names of the title or programme of a command, and of all others on the ledger: what a list may say that it is about.
#pragma once

#include "client/console/console.h"
#include "client/lists/about.h"

namespace credence {

/// Nothing for a list of neither, of what the ledger does not have, and where nobody can be asked and nothing is to be sent.
[[nodiscard]] Outcome<std::optional<Subject>> subject_of(Cli& cli, const Id& title, const Id& programme);

}  // namespace credence
