// SPDX-License-Identifier: Apache-2.0
// What a sealed bid commits to.
#include "ledger/domain/actions.h"

namespace credence {

Hash32 bid_commitment(const ChainId& chain, const OpenBid& bid) {
  return chain_hash(Tag::sealed_bid, chain, encode(bid));
}

}  // namespace credence
