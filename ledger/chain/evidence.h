// SPDX-License-Identifier: Apache-2.0
// Evidence: two signed statements of one validator, of which a correct node makes at most one. Anyone who
// knows the chain's id can check it, without a node and without trusting whoever shows it.
#pragma once

#include <string>

#include "ledger/chain/vote.h"

namespace credence {

namespace limits {
// pieces of evidence against one validator that a node keeps
inline constexpr std::size_t kEvidencePerValidatorMax = 8;
}  // namespace limits

/// What was signed: `signature` is over `chain_hash(kind, domain, body)`; the domain of a checkpoint is the
/// chain, of the others `votes_for` (vote.h).
struct Statement {
  // a Tag: pre_prepare, prepare, commit (body: Vote), checkpoint (height, header hash) or view_change
  // (ViewChange)
  std::uint8_t kind = 0;
  Blob<limits::kViewChangeBytesMax> body;
  Signature signature;
  bool operator==(const Statement&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(kind, body, signature);
  }
};

/// What a Checkpoint signs.
struct CheckpointBody {
  Height height = 0;
  Hash32 header_hash;
  template <class A>
  void serialize(A& archive) {
    archive(height, header_hash);
  }
};

struct Evidence {
  std::uint16_t validator = 0;  // its place in the set of that time; `key` says who it is
  PublicKey key;
  Statement first, second;
  // The set under which both were made: the first height that it signs (0: the set of the genesis), its hash.
  Height set_first = 0;
  Hash32 set{};
  bool operator==(const Evidence&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(validator, key, first, second, set_first, set);
  }
};

/// How the two statements contradict each other, "two prepares for view 3, height 17"; `malformed` if they do
/// not.
///   - two votes of one kind, view and height for different proposals
///   - two checkpoints of one height for different headers
///   - two ViewChanges for one view
///   - a Commit, and a ViewChange for a later view that leaves out what was prepared
[[nodiscard]] Result<std::string> contradiction(const Evidence& evidence);

/// Whether `change` leaves out the prepared value of `commit`, which its sender must still hold.
[[nodiscard]] bool forgets(const ViewChange& change, const Vote& commit);

/// As `contradiction`, and both statements are signed by the key: else `bad_signature`.
[[nodiscard]] Result<std::string> verify_evidence(const ChainId& chain, const Evidence& evidence,
                                                  const Signatures& scheme = real_signatures());

}  // namespace credence
