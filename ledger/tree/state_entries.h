// SPDX-License-Identifier: Apache-2.0
// Every entry of a state, one after the other: for audits.
#pragma once

#include "ledger/primitives/hash.h"
#include "ledger/tree/key_value.h"

namespace credence {

/// Visits the keys and values of the state held by `store` in the order of the key hashes, until `visit`
/// returns false. Bounded memory. They are not checked against hashes: recompute_state_root does that.
[[nodiscard]] Result<void> each_state_entry(const KeyReader& store,
                                            const std::function<bool(BytesView key, BytesView value)>& visit);

/// The entries whose key hashes begin with the highest `depth` bits (a multiple of 4) of `bits`; as above.
[[nodiscard]] Result<void> each_state_entry_below(
    const KeyReader& store, const Hash32& bits, unsigned depth,
    const std::function<bool(const Hash32& key_hash, BytesView key, BytesView value)>& visit);

}  // namespace credence
