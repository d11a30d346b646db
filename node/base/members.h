// SPDX-License-Identifier: Apache-2.0
// Whom a node speaks with, and whether it votes: from the ledger's validators and the observers of node.toml.
#pragma once

#include "consensus/messages.h"
#include "ledger/store/ledger.h"

namespace credence::node {

using consensus::ReplicaId;

/// From the height that the certificates reached to the next change of the validators: a node's replica,
/// transport and inboxes are made for this, and made anew afterwards.
struct Members {
  ValidatorSet set;  // the validators of `height`; their numbers are those of the consensus core
  // they first; then those of the set before and of a scheduled one, the observers, and this node
  ValidatorSet everyone;
  ReplicaId self = 0;  // in `everyone`
  Height height = 0;   // the first height that has no certificate here
  Height first = 0;    // the first height that `set` signs; 0: the set of the genesis
  // this node is a validator now, was one in the set before, or is one in a scheduled set
  bool known = false;
  bool scheduled = false;  // it is one in a scheduled set
  // the key that stands in the place of this node's, if it was replaced with this set
  std::optional<PublicKey> successor;

  [[nodiscard]] bool votes() const { return self < set.size(); }
};
[[nodiscard]] Members members_of(const Ledger& ledger, const PublicKey& self,
                                 std::span<const PublicKey> observers);

}  // namespace credence::node
