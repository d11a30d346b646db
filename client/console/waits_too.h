// SPDX-License-Identifier: Apache-2.0
// Before anything is signed: what waits for a second signature and is about the same.
#pragma once

#include "client/console/console.h"
#include "client/lists/held.h"

namespace credence {

/// Where what waits says otherwise, line by line; nothing where it is the same.
[[nodiscard]] std::string waits_text(const Cli& cli, const WaitsToo& waits);
/// `waits_already` or `another_waits`, with its id and what it is.
[[nodiscard]] Failure waits_failure(const Cli& cli, const WaitsToo& waits);
/// What waits about the same as one action of --key. Says where it differs; nothing where the key is not known.
[[nodiscard]] Outcome<void> refuse_waiting(Cli& cli, const Action& action);

/// What waits and is done before this action can be: receipts of the same case with lower numbers.
[[nodiscard]] Outcome<std::vector<Action>> waits_before(Client& client, const KeyId& maker,
                                                        const Action& action);

}  // namespace credence
