// SPDX-License-Identifier: Apache-2.0
// When a chain on which nothing happens makes a block. It makes one now and then, because an old header
// proves nothing about today. The core does not know of this: the node gives it an empty batch like any other
// batch.
//
// The primary proposes one as soon as the head is as old as the chain's interval (ChainLimits::idle_seconds).
// The other validators count it as work only when the head is older by twice the drift that a proposal's time
// may have. So a primary that makes none is replaced, and no honest one is replaced for a clock that is a
// little slow.
#pragma once

#include <cstdint>

#include "ledger/primitives/limits.h"

namespace credence::consensus {

inline constexpr std::uint64_t kIdleGraceMs = 2 * limits::kClockDriftMsMax;

/// How old the head of a chain may become. Times are UTC in milliseconds; a head that lies in the future is
/// not old.
struct IdleChain {
  std::uint64_t head_ms = 0;  // the time of the last executed block
  std::uint64_t interval_ms = 0;

  /// The primary proposes an empty batch.
  [[nodiscard]] bool due(std::uint64_t utc_ms) const;
  /// Such a block is work that the others wait for.
  [[nodiscard]] bool overdue(std::uint64_t utc_ms) const;
};

}  // namespace credence::consensus
