// SPDX-License-Identifier: Apache-2.0
// What a transaction must pass before it may wait in the pool, by what this node knows now. The executor
// decides again, and alone decides what stands on the ledger; this keeps out what has no chance, and what is
// not signed by a known key.
#pragma once

#include "node/base/shared_ledger.h"
#include "node/pool/signature_pool.h"

namespace credence::node {

enum class Admission : std::uint8_t {
  fresh,     // may wait in the pool
  executed,  // before: it has its receipt already
};

/// `parsed` came from `bytes`. `expired`, `expiry_too_far`, `unknown_key`, `revoked_key`, `bad_signature`,
/// `high_s_signature`. Cheap checks first. Thread-safe.
[[nodiscard]] Result<Admission> admit(const SharedLedger& ledger, SignaturePool& signatures,
                                      const ParsedTransaction& parsed, BytesView bytes);

}  // namespace credence::node
