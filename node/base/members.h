// SPDX-License-Identifier: Apache-2.0
// Whom a node speaks with, and whether it votes: from the ledger's validators and the observers of node.toml.
#pragma once

#include "consensus/messages.h"
#include "ledger/store/ledger.h"

namespace credence::node {

using consensus::ReplicaId;

/// The members from one change of the validators to the next. A node makes its replica, transport and inboxes
/// for them, and makes these anew after the change.
struct Members {
  ValidatorSet set;  // the validators of `height`; their numbers are those of the consensus core
  // `set` first; then the validators of the set before and of a scheduled one, the observers, this node.
  ValidatorSet everyone;
  ReplicaId self = 0;  // in `everyone`
  Height height = 0;   // the first height that has no certificate here
  Height first = 0;    // the first height that `set` signs; 0: the set of the genesis
  // This node is a validator now, or was one in the set before, or is one in a scheduled set.
  bool known = false;
  bool scheduled = false;  // it is one in a scheduled set
  // The key that took the place of this node's key, if this set replaced it.
  std::optional<PublicKey> successor;

  [[nodiscard]] bool votes() const { return self < set.size(); }
};
[[nodiscard]] Members members_of(const Ledger& ledger, const PublicKey& self,
                                 std::span<const PublicKey> observers);

}  // namespace credence::node
