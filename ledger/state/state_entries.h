// Every entry of a state, one after the other: for audits.
#pragma once

#include "ledger/state/key_value.h"

namespace credence {

/// Visits the keys and values of the state held by `store` in the order of the key hashes, until `visit`
/// returns false. Bounded memory. They are not checked against hashes: recompute_state_root does that.
[[nodiscard]] Result<void> each_state_entry(const KeyReader& store,
                                            const std::function<bool(BytesView key, BytesView value)>& visit);

}  // namespace credence
