// SPDX-License-Identifier: Apache-2.0
// What must hold of the state's values whatever happened (the design's "money and rules that must never
// break"), read off the bytes that the executor wrote; the model has no part in it.
#pragma once

#include "ledger/domain/state_values.h"

namespace credence::model {

/// Nothing, or what is broken.
[[nodiscard]] std::optional<std::string> broken_invariant(const StateKey& key, const Bytes& value);

}  // namespace credence::model
