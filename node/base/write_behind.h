// SPDX-License-Identifier: Apache-2.0
// A store that makes a block durable on a thread of its own, while the next one is computed.
//
// One batch at most is under way. A key that is read is looked for in it first; who scans, takes a snapshot or
// writes waits until it is durable. If it fails, everything after it fails in the same way. What is written
// later is never on the disk without it.
#pragma once

#include "ledger/tree/key_value.h"

namespace credence::node {

/// For the ledger alone: others that write to `store` would come in between.
[[nodiscard]] std::unique_ptr<KeyValue> write_behind(std::unique_ptr<KeyValue> store);

}  // namespace credence::node
