// SPDX-License-Identifier: Apache-2.0
// What the votes on a proposal amount to.
#pragma once

#include "client/console/console.h"

namespace credence {

/// "grant or withdraw a role: yes 2, no 0 of 4 validators, needed 3", or since when it is in force.
[[nodiscard]] Outcome<Cli::Followed> count_votes(const Cli& cli, Client& client, const TxId& proposal);

}  // namespace credence
