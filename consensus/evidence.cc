// SPDX-License-Identifier: Apache-2.0
// Contradictions of validators: found, told, and kept.
#include "ledger/chain/evidence.h"

#include <algorithm>

#include "consensus/core.h"

namespace credence::consensus {

Statement statement_of(Tag kind, const SignedVote& vote) {
  return {static_cast<std::uint8_t>(kind), encode(vote.vote), vote.signature};
}

Statement statement_of(const Checkpoint& checkpoint) {
  return {static_cast<std::uint8_t>(Tag::checkpoint),
          encode(CheckpointBody{checkpoint.height, checkpoint.header_hash}), checkpoint.signature};
}

Statement statement_of(const SignedViewChange& change) {
  return {static_cast<std::uint8_t>(Tag::view_change), change.body, change.signature};
}

/// Both statements are verified.
void Replica::Core::accuse(ReplicaId who, Statement first, Statement second) {
  if (planted(Canary::no_evidence)) return;
  Evidence evidence{who, config_.set.validators[who].key, std::move(first), std::move(second), config_.first,
                    {}};
  if (config_.first > 0) evidence.set = validator_set_hash(config_.set);
  CREDENCE_ASSERT(contradiction(evidence).has_value());
  const auto held = static_cast<std::size_t>(
      std::ranges::count_if(evidence_, [&](const Evidence& one) { return one.key == evidence.key; }));
  const bool known = std::ranges::find(evidence_, evidence) != evidence_.end();
  if (held < limits::kEvidencePerValidatorMax && !known) {
    persist("evidence/" + std::to_string(evidence_.size()), encode(evidence));
    evidence_.push_back(evidence);
  }
  out_.evidence.push_back(std::move(evidence));
}

/// A ViewChange that leaves out what its sender had committed to: what makes a fork, if enough do it.
void Replica::Core::accuse_forgetful(const SignedViewChange& raw, const ViewChange& change) {
  for (auto& [height, slot] : slots_) {
    const auto commit = slot.commits.find(change.sender);
    if (commit == slot.commits.end() || !forgets(change, commit->second.vote)) continue;
    if (!slot.reported.emplace(Tag::view_change, change.sender).second) continue;
    accuse(change.sender, statement_of(Tag::commit, commit->second), statement_of(raw));
  }
}

/// Two certificates of one height, both verified: more than f are faulty, and everyone who signed both is one
/// of them.
void Replica::Core::accuse_twice_signed(const Certificate& held, const Certificate& other) {
  for (const auto& [signer, signature] : held.signatures) {
    const auto again = std::ranges::find(other.signatures, signer, &ValidatorSignature::validator);
    if (signer == config_.self || again == other.signatures.end() || peers_[signer].accused >= held.height)
      continue;
    peers_[signer].accused = held.height;
    accuse(signer, statement_of(Checkpoint{signer, held.height, held.header_hash, signature}),
           statement_of(Checkpoint{signer, other.height, other.header_hash, again->signature}));
  }
}

}  // namespace credence::consensus
