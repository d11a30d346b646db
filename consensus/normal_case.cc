// SPDX-License-Identifier: Apache-2.0
// PrePrepare, Prepare, Commit and execution: PBFT (1999) §4.2, with the payload apart from the votes.
#include <algorithm>

#include "consensus/core.h"

namespace credence::consensus {

bool Replica::Core::verify(Tag kind, const SignedVote& vote) const {
  if (planted(Canary::skip_signatures) || planted(Canary::trust_sender)) return vote.vote.sender < size();
  return vote.vote.sender < size() &&
         signatures_->verify(config_.set.validators[vote.vote.sender].key,
                             vote_hash(kind, votes_for_, vote.vote), vote.signature);
}

/// Late ones are of a past view or a stable height. Early ones are kept if they are near; what is far comes
/// again.
Replica::Core::Turn Replica::Core::turn(View view, Height height) const {
  if (view < view_ || height <= certified_) return Turn::late;
  if (height > high() + config_.window) return Turn::far;
  return view == view_ && active_ && height <= high() ? Turn::now : Turn::early;
}

// ---- messages in ------------------------------------------------------------------------------------------

void Replica::Core::on(ReplicaId from, const PrePrepare& message, BytesView bytes) {
  const Vote& vote = message.signed_vote.vote;
  if (vote.sender != from || from != primary(vote.view)) return;
  const Turn when = turn(vote.view, vote.height);
  if (when == Turn::early) keep_early(from, vote.view, vote.height, bytes);
  if (when != Turn::now) return;
  Slot& slot = slots_[vote.height];
  if (!slot.pre_prepare || slot.pre_prepare->vote.digest != vote.digest) {
    if (!verify(Tag::pre_prepare, message.signed_vote)) return;
    if (slot.pre_prepare) {
      if (slot.reported.emplace(Tag::pre_prepare, from).second)
        accuse(from, statement_of(Tag::pre_prepare, *slot.pre_prepare),
               statement_of(Tag::pre_prepare, message.signed_vote));
      return;
    }
    if (slot.digest && *slot.digest != vote.digest && !planted(Canary::ignore_new_view_plan))
      return;  // against the new view that it began itself
    note_voter(from, KindOfVote{Tag::pre_prepare, message.signed_vote});
    slot.pre_prepare = message.signed_vote;
    slot.digest = vote.digest;
    slot.touched_ms = now_.monotonic_ms;
  }
  if (message.proposal && slot.payload(vote.digest) == nullptr &&
      (proposal_digest(config_.chain, *message.proposal) == vote.digest || planted(Canary::trust_payload)))
    keep_payload(slot, vote.height, vote.digest, *message.proposal);
  // Only a repeated PrePrepare comes bare: the first one was lost.
  if (!message.proposal && slot.payload(vote.digest) == nullptr) send(from, FetchProposal{vote.digest});
  advance(vote.height);
}

void Replica::Core::on_prepare(ReplicaId from, const SignedVote& vote, BytesView bytes) {
  if (vote.vote.sender != from || from == primary(vote.vote.view)) return;
  const Turn when = turn(vote.vote.view, vote.vote.height);
  if (when == Turn::early) keep_early(from, vote.vote.view, vote.vote.height, bytes);
  if (when != Turn::now) return;
  Slot& slot = slots_[vote.vote.height];
  if (slot.prepared && slot.prepared->view == view_) return;  // not needed any more: not verified
  if (take_vote(Tag::prepare, slot, slot.prepares, vote)) advance(vote.vote.height);
}

void Replica::Core::on_commit(ReplicaId from, const SignedVote& vote, BytesView bytes) {
  if (vote.vote.sender != from && !planted(Canary::trust_sender)) return;
  const Turn when = turn(vote.vote.view, vote.vote.height);
  if (when == Turn::early) keep_early(from, vote.vote.view, vote.vote.height, bytes);
  if (when != Turn::now) return;
  Slot& slot = slots_[vote.vote.height];
  if (slot.committed) return;
  if (take_vote(Tag::commit, slot, slot.commits, vote)) advance(vote.vote.height);
}

/// True if the vote is new and verifies. A second, different vote of one replica is evidence and changes
/// nothing.
bool Replica::Core::take_vote(Tag kind, Slot& slot, Votes& votes, const SignedVote& vote) {
  const auto held = votes.find(vote.vote.sender);
  if (held != votes.end() && held->second.vote.digest == vote.vote.digest) return false;
  if (!verify(kind, vote)) return false;
  if (held == votes.end()) {
    note_voter(vote.vote.sender, KindOfVote{kind, vote});
    votes.emplace(vote.vote.sender, vote);
    return true;
  }
  if (slot.reported.emplace(kind, vote.vote.sender).second)
    accuse(vote.vote.sender, statement_of(kind, held->second), statement_of(kind, vote));
  return false;
}

void Replica::Core::on(ReplicaId from, const FetchProposal& message) {
  Peer& peer = peers_[from];
  if (peer.replies >= config_.window) return;
  for (const auto& [height, slot] : slots_) {
    const Proposal* payload = slot.payload(message.digest);
    if (payload == nullptr) continue;
    ++peer.replies;
    send(from, ProposalReply{*payload});
    return;
  }
}

void Replica::Core::on(const ProposalReply& message) {
  const Hash32 digest = proposal_digest(config_.chain, message.proposal);
  std::vector<Height> wanting;
  for (auto& [height, slot] : slots_)
    if (missing_payload(slot) == digest) {
      keep_payload(slot, height, digest, message.proposal);
      wanting.push_back(height);
    }
  for (const Height height : wanting) advance(height);
}

void Replica::Core::handle(const Validated& input) {
  std::vector<Height> waiting;
  for (auto& [height, slot] : slots_)
    if (slot.digest == input.digest && slot.verdict == Slot::Verdict::asked) {
      slot.verdict = input.valid ? Slot::Verdict::valid : Slot::Verdict::invalid;
      waiting.push_back(height);
    }
  for (const Height height : waiting) advance(height);
}

/// The primary validated the transactions of its own pool: nothing to wait for.
void Replica::Core::handle(const Propose& input) {
  if (!can_propose()) return;
  const Height height = next_height();
  const Hash32 digest = proposal_digest(config_.chain, input.proposal);
  Slot& slot = slots_[height];
  slot.digest = digest;
  slot.verdict = Slot::Verdict::valid;
  keep_payload(slot, height, digest, input.proposal);
  persist_batch(height, digest, input.proposal);
  slot.pre_prepare = make_vote(Tag::pre_prepare, height, digest);
  slot.touched_ms = now_.monotonic_ms;
  broadcast(PrePrepare{*slot.pre_prepare, input.proposal});
  advance(height);
}

// ---- payloads ---------------------------------------------------------------------------------------------

/// `digest` is the proposal's. Bounded: of the proposals for one height, the ones in use stay.
void Replica::Core::keep_payload(Slot& slot, Height height, const Hash32& digest, const Proposal& proposal) {
  if (slot.payloads.size() >= limits::kPayloadsPerHeightMax) {
    const auto unused = std::ranges::find_if(slot.payloads, [&slot](const auto& entry) {
      return entry.first != slot.digest && entry.first != slot.committed &&
             (!slot.prepared || entry.first != slot.prepared->digest);
    });
    CREDENCE_ASSERT(unused != slot.payloads.end());  // three of them are in use at most
    erase_batch(height, unused->first);
    slot.payloads.erase(unused);
  }
  slot.payloads.emplace(digest, proposal);
}

std::optional<Hash32> Replica::Core::missing_payload(const Slot& slot) const {
  for (const auto& digest : {slot.committed, slot.digest})
    if (digest && slot.payload(*digest) == nullptr) return digest;
  if (slot.prepared && slot.payload(slot.prepared->digest) == nullptr) return slot.prepared->digest;
  return std::nullopt;
}

/// Asks one replica for each payload that is missing, another one each time.
void Replica::Core::request_payloads() {
  if (size() == 1) return;
  for (auto& [height, slot] : slots_) {
    const auto digest = missing_payload(slot);
    if (!digest) continue;
    auto to = static_cast<ReplicaId>((primary(view_) + resends_) % size());
    if (to == config_.self) to = static_cast<ReplicaId>((to + 1) % size());
    send(to, FetchProposal{*digest});
  }
}

// ---- what follows -----------------------------------------------------------------------------------------

SignedVote Replica::Core::make_vote(Tag kind, Height height, const Hash32& digest) {
  CREDENCE_ASSERT(active_ && may_vote(view_, height));
  SignedVote vote{{config_.self, view_, height, digest}, {}};
  vote.signature = signatures_->sign(key_, vote_hash(kind, votes_for_, vote.vote));
  const std::string_view name = kind == Tag::pre_prepare ? "pre_prepare"
                                : kind == Tag::prepare   ? "prepare"
                                                         : "commit";
  persist_height(name, height, encode(vote));
  return vote;
}

void Replica::Core::advance_all() {
  std::vector<Height> heights;
  for (const auto& [height, slot] : slots_) heights.push_back(height);
  for (const Height height : heights) advance(height);
  try_execute();
}

void Replica::Core::advance(Height height) {
  const auto at = slots_.find(height);
  if (at == slots_.end()) return;
  Slot& slot = at->second;
  for (const auto& digest : {slot.digest, slot.committed})
    if (digest == null_digest_ && slot.payload(null_digest_) == nullptr)
      keep_payload(slot, height, null_digest_, Proposal{});
  if (height > certified_ && active_) {
    ask_validation(slot);
    try_pre_prepare(height, slot);
    try_prepare(height, slot);
    try_prepared(height, slot);
  }
  try_committed(slot);
  try_execute();
}

void Replica::Core::ask_validation(Slot& slot) {
  if (!slot.digest || slot.reproposed || slot.verdict != Slot::Verdict::unasked) return;
  const Proposal* payload = slot.payload(*slot.digest);
  if (payload == nullptr) return;
  slot.verdict = Slot::Verdict::asked;
  out_.validate.push_back({*slot.digest, *payload});
}

/// The primary of a new view proposes again what the view change kept, once it holds the payload.
void Replica::Core::try_pre_prepare(Height height, Slot& slot) {
  if (!is_primary() || slot.pre_prepare || !slot.reproposed || !may_vote(view_, height)) return;
  const Proposal* payload = slot.payload(*slot.digest);
  if (payload == nullptr) return;
  persist_batch(height, *slot.digest, *payload);
  slot.pre_prepare = make_vote(Tag::pre_prepare, height, *slot.digest);
  slot.touched_ms = now_.monotonic_ms;
  broadcast(PrePrepare{*slot.pre_prepare, std::nullopt});
}

void Replica::Core::try_prepare(Height height, Slot& slot) {
  if (is_primary() || !slot.digest || slot.prepares.contains(config_.self) || !may_vote(view_, height))
    return;
  const Proposal* payload = slot.payload(*slot.digest);
  if (payload == nullptr) return;
  if (planted(Canary::never_unlock) && slot.prepared && slot.prepared->digest != *slot.digest) return;
  if (!slot.reproposed) {
    if (slot.verdict != Slot::Verdict::valid) return;
    const std::uint64_t apart =
        std::max(payload->time_ms, now_.utc_ms) - std::min(payload->time_ms, now_.utc_ms);
    if (apart > config_.clock_drift_ms && !planted(Canary::any_time)) return;
  }
  // The payload is durable with the vote: whoever prepared it can count on an honest voter still having it.
  persist_batch(height, *slot.digest, *payload);
  slot.prepares[config_.self] = make_vote(Tag::prepare, height, *slot.digest);
  slot.touched_ms = now_.monotonic_ms;
  broadcast(Prepare{slot.prepares[config_.self]});
}

/// Prepared: a quorum voted for the digest in this view. That, not this replica's own opinion, is what
/// counts; at least f + 1 honest replicas validated it.
void Replica::Core::try_prepared(Height height, Slot& slot) {
  if (!slot.digest || slot.commits.contains(config_.self)) return;
  if (slot.prepared && slot.prepared->view > view_ && !planted(Canary::forget_reported_proof))
    return;  // reported to a replica that lost its votes
  if (!slot.prepared || slot.prepared->view != view_) {
    std::map<ReplicaId, Signature> signers;
    if (slot.pre_prepare) signers[slot.pre_prepare->vote.sender] = slot.pre_prepare->signature;
    for (const auto& [id, vote] : slot.prepares)
      if (vote.vote.digest == *slot.digest) signers[id] = vote.signature;
    const Proposal* payload = slot.payload(*slot.digest);
    if (signers.size() < needed() || payload == nullptr) return;
    PreparedProof proof{view_, height, *slot.digest, {}};
    for (const auto& [id, signature] : signers) proof.signatures.push_back({id, signature});
    persist_height("proof", height, encode(proof));
    persist_batch(height, *slot.digest, *payload);
    slot.prepared = std::move(proof);
  }
  if (!may_vote(view_, height)) return;
  slot.commits[config_.self] = make_vote(Tag::commit, height, *slot.digest);
  slot.touched_ms = now_.monotonic_ms;
  broadcast(Commit{slot.commits[config_.self]});
}

void Replica::Core::try_committed(Slot& slot) {
  if (slot.committed) return;
  std::map<Hash32, std::size_t> counts;
  for (const auto& [id, vote] : slot.commits)
    if (++counts[vote.vote.digest] >= needed()) {
      slot.committed = vote.vote.digest;
      // Later heights must not make up for the one that everything waits for.
      if (vote.vote.height == executed_ + 1 || planted(Canary::any_commit_is_progress)) note_progress();
      return;
    }
}

/// One block at a time, in rising height. If the next one is certified but not here, it comes from others.
void Replica::Core::try_execute() {
  if (executing_ || fetching_ || halted_) return;
  const Height next = executed_ + 1;
  const auto at = slots_.find(next);
  if (at != slots_.end() && at->second.committed) {
    if (const Proposal* payload = at->second.payload(*at->second.committed)) {
      executing_ = next;
      out_.execute.push_back({next, *at->second.committed, *payload});
      return;
    }
  }
  if (certified_ < next) return;
  fetching_ = true;
  out_.fetch = Fetch{next, certified_};
}

Height Replica::Core::next_height() const {
  Height last = std::max({certified_, executed_, plan_high_});
  for (const auto& [height, slot] : slots_)
    if (slot.digest) last = std::max(last, height);
  return last + 1;
}

}  // namespace credence::consensus
