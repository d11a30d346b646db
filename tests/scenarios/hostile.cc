// SPDX-License-Identifier: Apache-2.0
// Messages that no honest node would send: injected, replayed, bent.
#include <algorithm>

#include "tests/scenarios/network.h"

namespace credence::scenarios {

using namespace consensus;

void Network::inject(Endpoint from, Endpoint to, const Bytes& bytes) {
  if (hosts_[to].running()) give(to, Received{identity(from), bytes});
}

SignedVote Network::signed_vote(ReplicaId signer, Tag kind, const Vote& vote) const {
  return {vote, sign(signer, vote_hash(kind, chain(), vote))};
}

Signature Network::sign(ReplicaId signer, const Hash32& hash) const {
  return signatures_->sign(world_->committee().keys.at(signer), hash);
}

Proposal Network::make_proposal(const std::vector<std::uint64_t>& transactions) const {
  Batch batch;
  for (const auto number : transactions) batch.transactions.emplace_back(world_->transaction(number));
  return {now_.utc_ms, encode(batch)};
}

namespace {

/// The same signature under every other kind, the next view, the next height.
std::vector<Message> other_kinds(const SignedVote& vote, std::size_t kind) {
  std::vector<Message> out;
  for (const auto& [view, height] : {std::pair<View, Height>{0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
    SignedVote bent = vote;
    bent.vote.view += view;
    bent.vote.height += height;
    const bool moved = view + height > 0;
    if (kind != 0 || moved) out.emplace_back(PrePrepare{bent, std::nullopt});
    if (kind != 1 || moved) out.emplace_back(Prepare{bent});
    if (kind != 2 || moved) out.emplace_back(Commit{bent});
    out.emplace_back(Checkpoint{bent.vote.sender, bent.vote.height, bent.vote.digest, bent.signature});
  }
  return out;
}

std::vector<Message> other_kinds(const Message& message) {
  if (const auto* m = std::get_if<PrePrepare>(&message)) return other_kinds(m->signed_vote, 0);
  if (const auto* m = std::get_if<Prepare>(&message)) return other_kinds(m->signed_vote, 1);
  if (const auto* m = std::get_if<Commit>(&message)) return other_kinds(m->signed_vote, 2);
  return {};
}

}  // namespace

/// Every letter that was ever delivered or held back arrives once more at its receiver.
void Network::replay(bool as_other_kinds) {
  std::vector<Letter> letters = recorded_;
  letters.insert(letters.end(), held_.begin(), held_.end());
  for (const auto& letter : letters) {
    if (!as_other_kinds) {
      inject(letter.from, letter.to, letter.bytes);
      continue;
    }
    const auto message = decode_message(letter.bytes);
    if (!message) continue;
    for (const auto& bent : other_kinds(*message)) inject(letter.from, letter.to, encode(bent));
  }
  settle();
}

/// Each letter that a rule holds back arrives with one bit flipped, every `every_bits`-th of its bits in
/// turn.
void Network::flip_held(std::size_t every_bits) {
  for (const auto& letter : std::vector(held_))
    for (std::size_t bit = 0; bit < 8 * letter.bytes.size(); bit += every_bits) {
      Bytes flipped = letter.bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      inject(letter.from, letter.to, flipped);
    }
  settle();
}

}  // namespace credence::scenarios
