// SPDX-License-Identifier: Apache-2.0
// A vote for a feature of the protocol waits until the program of every validator is known to know it
// (docs/protocol.md, "Versions"). What peers say is no proof, so it is asked here, where a client hands a vote
// in, and not by the ledger's rules.
#pragma once

#include "node/api/backend.h"

namespace credence::node {

/// `feature_not_ready` if this transaction would count for a feature that some validator's program does not
/// know, or was not heard to know; it names them. Anything else passes.
[[nodiscard]] Result<void> check_ready(const Backend& backend, const ReadTransaction& transaction);

}  // namespace credence::node
