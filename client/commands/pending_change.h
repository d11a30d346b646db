// SPDX-License-Identifier: Apache-2.0
// What an action that waits would change, beside what stands now.
#pragma once

#include "client/client.h"

namespace credence {

/// The same action as it would be if it changed nothing: with the values that the state holds. Nothing where it adds
/// something, or takes it away.
[[nodiscard]] Outcome<std::optional<Action>> as_it_stands(Client& client, const Action& action);

}  // namespace credence
