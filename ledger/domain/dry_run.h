// SPDX-License-Identifier: Apache-2.0
// What a node is asked to try: the body of POST /v1/dry-runs (docs/api.md). No block holds it.
#pragma once

#include "ledger/codec/codec.h"
#include "ledger/codec/fields.h"
#include "ledger/primitives/limits.h"
#include "ledger/primitives/suite.h"

namespace credence {

/// Actions and bytes of one: lists of some 30,000 lines.
inline constexpr std::size_t kDryRunActionsMax = 1'000;
inline constexpr std::size_t kDryRunBytesMax = 4 * limits::kMiB;

/// Actions, one after the other, as if these keys signed them.
struct DryRun {
  KeyId maker;
  List<KeyId, limits::kSignaturesMax - 1> others;
  List<Blob<limits::kActionBytesMax>, kDryRunActionsMax> actions;
  CREDENCE_FIELDS(maker, others, actions);
};

}  // namespace credence
