// SPDX-License-Identifier: Apache-2.0
// All targets on a chain, proved to be complete: the chain's own history names every one that was defined.
#pragma once

#include "client/client.h"

namespace credence {

struct AllTargets {
  std::vector<std::pair<Id, TargetValue>> targets;  // in the order of their definition
  BlockProof proof;                                 // of the history that makes the list complete
};
[[nodiscard]] Outcome<AllTargets> all_targets(Client& client);

}  // namespace credence
