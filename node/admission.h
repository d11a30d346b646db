// What a transaction must pass before it may wait in the pool, by what this node knows now. The executor decides again, and
// alone decides what stands on the ledger; this keeps out what has no chance, and what is not signed by a known key.
#pragma once

#include "node/shared_ledger.h"
#include "node/signature_pool.h"

namespace credence::node {

struct Admitted {
  ParsedTransaction transaction;
  bool executed = false;  // before: it has its receipt already
};

/// `malformed` and its kin, `wrong_chain`, `missing_signature`, `expired`, `expiry_too_far`, `unknown_key`, `revoked_key`,
/// `bad_signature`. Cheap checks first. Thread-safe.
[[nodiscard]] Result<Admitted> admit(const SharedLedger& ledger, SignaturePool& signatures, const ChainId& chain, BytesView bytes);

}  // namespace credence::node
