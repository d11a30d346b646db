// SPDX-License-Identifier: Apache-2.0
// What validators sign about the order of blocks. Here stands what a third party must read to check evidence
// (ledger/chain/evidence.h). The messages around them are in consensus/messages.h.
#pragma once

#include <optional>

#include "ledger/chain/certificate.h"

namespace credence {

/// What the votes, ViewChanges and NewViews of a validator set are signed for: the chain's id under the set
/// of the genesis (`first` 0), else chain, first height and set. So none of them counts under another set,
/// although views begin at 0 again with each. Checkpoints are signed for the chain: their height tells the
/// set.
[[nodiscard]] inline ChainId votes_for(const ChainId& chain, Height first, const Hash32& set_hash) {
  if (first == 0) return chain;
  CanonicalWriter out;
  out(first, set_hash);
  return {chain.suite, chain_hash(Tag::validator_set, chain, out.take()).bytes};
}

/// Signed by PrePrepare, Prepare and Commit, each under its own tag, over `chain_hash(tag, votes_for(…),
/// encode(vote))`.
struct Vote {
  std::uint16_t sender = 0;
  std::uint64_t view = 0;
  Height height = 0;
  Hash32 digest;
  bool operator==(const Vote&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(sender, view, height, digest);
  }
};

/// A quorum of distinct validators voted for `digest` in `view`: the primary of that view by its PrePrepare,
/// the others by Prepare.
struct PreparedProof {
  std::uint64_t view = 0;
  Height height = 0;
  Hash32 digest;
  List<ValidatorSignature, limits::kValidatorsMax> signatures;  // strictly rising by validator
  bool operator==(const PreparedProof&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(view, height, digest, signatures);
  }
};
using PreparedProofs = List<PreparedProof, limits::kPipelineWindow>;

/// Signed over `chain_hash(Tag::view_change, votes_for(…), its bytes)`.
struct ViewChange {
  std::uint16_t sender = 0;
  std::uint64_t view = 0;             // the view that is to begin
  std::optional<Certificate> stable;  // none: genesis
  PreparedProofs prepared;            // strictly rising by height, all in (stable, stable + window]
  template <class A>
  void serialize(A& archive) {
    archive(sender, view, stable, prepared);
  }
};

}  // namespace credence
