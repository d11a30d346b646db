// SPDX-License-Identifier: Apache-2.0
#include "consensus/idle.h"

#include "consensus/canary.h"

namespace credence::consensus {

bool IdleChain::due(std::uint64_t utc_ms) const {
  return utc_ms >= head_ms && utc_ms - head_ms >= interval_ms;
}

bool IdleChain::overdue(std::uint64_t utc_ms) const {
  return !planted(Canary::overdue_is_no_work) && utc_ms >= head_ms &&
         utc_ms - head_ms >= interval_ms + kIdleGraceMs;
}

}  // namespace credence::consensus
