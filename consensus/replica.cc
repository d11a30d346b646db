// SPDX-License-Identifier: Apache-2.0
// Inputs, timers and retransmission.
#include "consensus/replica.h"

#include <algorithm>

#include "consensus/core.h"
#include "ledger/chain/quorum.h"

namespace credence::consensus {
namespace {
constexpr std::uint64_t kHelpEveryMs = 600'000;
}

ChainId Config::votes_for() const { return credence::votes_for(chain, first, validator_set_hash(set)); }

Replica::Replica(Config config, SecretKey key, const Signatures& signatures, Restored restored)
    : core_(std::make_unique<Core>(std::move(config), std::move(key), signatures, std::move(restored))) {}
Replica::~Replica() = default;
Replica::Replica(Replica&&) noexcept = default;
Replica& Replica::operator=(Replica&&) noexcept = default;
Effects Replica::step(const Input& input, Time now) { return core_->step(input, now); }
bool Replica::can_propose() const { return core_->can_propose(); }
Status Replica::status() const { return core_->status(); }
const std::vector<Evidence>& Replica::evidence() const { return core_->evidence(); }

Replica::Core::Core(Config config, SecretKey key, const Signatures& signatures, Restored restored)
    : config_(std::move(config)), key_(std::move(key)), signatures_(&signatures) {
  CREDENCE_ASSERT(config_.set.size() > 0 && config_.self < config_.set.size());
  CREDENCE_ASSERT(config_.set.validators[config_.self].key == key_.public_key());
  CREDENCE_ASSERT(config_.window > 0 && config_.window <= limits::kPipelineWindow);
  votes_for_ = config_.votes_for();
  null_digest_ = proposal_digest(config_.chain, Proposal{});
  for (std::size_t i = 0; i < size(); ++i)
    if (i != config_.self) peers_[static_cast<ReplicaId>(i)];
  restore(std::move(restored));
}

std::size_t Replica::Core::needed() const {
  if (planted(Canary::quorum_of_2f) && size() > 3) return 2 * faults_tolerated(size());
  if (planted(Canary::quorum_of_2f_plus_1)) return 2 * faults_tolerated(size()) + 1;
  return quorum(size());
}

Effects Replica::Core::step(const Input& input, Time now) {
  now_ = now;
  if (!begun_ms_) begun_ms_ = now.monotonic_ms;
  if (halted_) return {};
  out_.persist.insert(out_.persist.begin(), delayed_.begin(), delayed_.end());
  delayed_.clear();
  std::visit([this](const auto& in) { handle(in); }, input);
  drain_early();
  run_timers();
  if (planted(Canary::vote_before_persisting) && !out_.send.empty()) std::swap(delayed_, out_.persist);
  if (halted_) {
    // What is wrong is said; nothing more is signed, ordered or executed on top of it, and the disk stays as
    // it was, so that it is found again after a restart.
    out_.persist.clear();
    out_.send.clear();
    out_.execute.clear();
    out_.validate.clear();
  }
  return std::exchange(out_, {});
}

bool Replica::Core::can_propose() const {
  return !halted_ && active_ && is_primary() && next_height() <= high() && may_vote(view_, next_height());
}

Status Replica::Core::status() const {
  Status status{view_, !active_, primary(view_), executed_, certified_, view_changes_started_};
  for (const auto& [id, peer] : peers_) status.buffered_messages += peer.early.size();
  status.recovering = holds_votes();
  if (status.recovering && boot_ == Boot::recovering) status.votes_above = boot_record_.abstain_height;
  status.needed = needed_height();
  status.halted = halted_;
  status.ended = last_ && certified_ >= *last_ && executed_ >= *last_;
  return status;
}

// ---- inputs -----------------------------------------------------------------------------------------------

void Replica::Core::handle(const Received& input) {
  if (input.from >= size() || input.from == config_.self) return;
  peers_[input.from].heard_ms = now_.monotonic_ms;
  peers_[input.from].lost = false;
  const auto message = decode_message(input.bytes);
  if (message) dispatch(input.from, *message, input.bytes);
}

void Replica::Core::handle(const Lost& input) {
  if (input.peer >= size() || input.peer == config_.self) return;
  peers_[input.peer].heard_ms.reset();
  peers_[input.peer].lost = true;
}

void Replica::Core::handle(const Tick&) {
  if (resent_ms_ && now_.monotonic_ms - *resent_ms_ < config_.retransmit_ms) return;
  resent_ms_ = now_.monotonic_ms;
  retransmit();
}

void Replica::Core::handle(const Pending& input) {
  pending_ = input;
  if (!input.passed_over) neglect_ms_.reset();
}

void Replica::Core::dispatch(ReplicaId from, const Message& message, BytesView bytes) {
  struct Visitor {
    Core& core;
    ReplicaId from;
    BytesView bytes;
    void operator()(const PrePrepare& m) const { core.on(from, m, bytes); }
    void operator()(const Prepare& m) const { core.on_prepare(from, m.signed_vote, bytes); }
    void operator()(const Commit& m) const { core.on_commit(from, m.signed_vote, bytes); }
    void operator()(const Checkpoint& m) const { core.on(from, m); }
    void operator()(const SignedViewChange& m) const { core.on(from, m); }
    void operator()(const SignedNewView& m) const { core.on(m); }
    void operator()(const CertificateNotice& m) const { core.on(m); }
    void operator()(const Heartbeat& m) const { core.on(from, m); }
    void operator()(const Probe&) const { core.on_probe(from); }
    void operator()(const Report& m) const { core.on(from, m); }
    void operator()(const FetchProposal& m) const { core.on(from, m); }
    void operator()(const ProposalReply& m) const { core.on(m); }
  };
  std::visit(Visitor{*this, from, bytes}, message);
}

// ---- early messages ---------------------------------------------------------------------------------------

void Replica::Core::keep_early(ReplicaId from, View view, Height height, BytesView bytes) {
  Peer& peer = peers_[from];
  if (peer.early.size() >= limits::kPeerBufferMessagesMax) return;
  if (planted(Canary::shared_buffer) && status().buffered_messages >= limits::kPeerBufferMessagesMax) return;
  if (peer.early_bytes + bytes.size() > limits::kPeerBufferBytesMax) return;
  peer.early_bytes += bytes.size();
  peer.early.push_back({view, height, Bytes(bytes.begin(), bytes.end())});
}

/// Gives each early message whose turn has come to its handler. A message goes back at most once a move, and
/// a move needs a quorum, so this ends; messages that are late by now are dropped unseen.
void Replica::Core::drain_early() {
  while (std::exchange(moved_, false)) {
    for (auto& [from, peer] : peers_) {
      std::deque<Early> early;
      std::swap(early, peer.early);
      peer.early_bytes = 0;
      for (Early& one : early) {
        const Turn when = turn(one.view, one.height);
        if (when == Turn::late) continue;
        if (when != Turn::now) {
          keep_early(from, one.view, one.height, one.bytes);
        } else if (const auto message = decode_message(one.bytes)) {
          dispatch(from, *message, one.bytes);
        }
      }
    }
    advance_all();
  }
}

// ---- timers -----------------------------------------------------------------------------------------------

std::uint64_t Replica::Core::timeout_ms() const {
  const std::uint64_t doubled = config_.view_timeout_ms << std::min(failures_, 20U);
  if (planted(Canary::uncapped_backoff)) return doubled;
  return std::min(doubled, std::max(config_.view_timeout_ms, config_.view_timeout_ms_max));
}

void Replica::Core::note_progress() {
  timer_ms_.reset();
  if (failures_ > 0) --failures_;
}

/// Something waits that a working primary would bring forward.
bool Replica::Core::has_work() const {
  if (fetching_) return false;
  if (planted(Canary::only_pool_is_work)) return pending_.count > 0;
  // Others lack what it takes to execute it: a view change gives it to them. The next block may wait for its
  // certificate.
  if (executed_ > certified_ && !(executing_ && planted(Canary::executing_hides_work))) return true;
  if (executing_) return false;  // this replica's own work: no other primary would speed it up
  if (pending_.count > 0 || planted(Canary::idle_timer)) return true;
  return std::ranges::any_of(slots_, [this](const auto& entry) {
    return entry.first > executed_ && entry.first > certified_ && entry.second.digest &&
           !entry.second.committed;
  });
}

/// Within three heartbeats.
bool Replica::Core::heard_lately(const std::optional<std::uint64_t>& heard_ms) const {
  return heard_ms && now_.monotonic_ms - *heard_ms <= 3 * config_.retransmit_ms;
}

/// Without a quorum in earshot a view change cannot succeed, and asking for one would only shut this replica
/// out.
bool Replica::Core::quorum_heard() const {
  std::size_t heard = 1;
  for (const auto& [id, peer] : peers_) heard += heard_lately(peer.heard_ms) ? 1 : 0;
  return heard >= needed();
}

/// This replica hears the primary no more, or never did since it is primary; or lost it; or it says itself
/// that it holds its votes.
bool Replica::Core::primary_silent() const {
  if (!active_ || is_primary()) return false;
  const Peer& peer = peers_.at(primary(view_));
  const bool holds = peer.votes_above > certified_ && peer.held_in == view_;
  return holds || peer.lost ||
         (!heard_lately(peer.heard_ms) && !heard_lately(begun_ms_) && !heard_lately(entered_ms_));
}

/// A quorum hears nothing of the primary, or asks for a later view already: it is replaced before anybody
/// waits for it. Whoever is cut off from it alone stays in the view.
bool Replica::Core::primary_given_up() const {
  if (!primary_silent() || planted(Canary::silence_is_patience)) return false;
  std::size_t without = 1;
  for (const auto& [id, peer] : peers_) {
    const auto asked = view_changes_.find(id);
    const bool left = asked != view_changes_.end() && asked->second.body.view > view_;
    without += (left || peer.silent_in == view_) && heard_lately(peer.heard_ms) ? 1 : 0;
  }
  return without >= needed() || planted(Canary::silence_of_one);
}

/// A validator that was rebuilt votes again above a height that a quiet chain would reach in days.
Height Replica::Core::needed_height() const {
  Height out = 0;
  if (planted(Canary::no_help_to_vote)) return out;
  for (const auto& [id, peer] : peers_) out = std::max(out, peer.votes_above);
  return out;
}

/// Two windows of blocks, once in ten minutes at most: a liar costs no more.
void Replica::Core::help_to_vote(Peer& peer, Height votes_above) {
  if (votes_above <= certified_) peer.votes_above = 0;
  if (votes_above <= certified_ || votes_above == peer.votes_above ||
      votes_above > certified_ + 2 * config_.window)
    return;
  if (peer.helped_ms && now_.monotonic_ms - *peer.helped_ms < kHelpEveryMs) return;
  peer.helped_ms = now_.monotonic_ms;
  peer.votes_above = votes_above;
}

void Replica::Core::run_timers() {
  const bool in_earshot = quorum_heard() || (!active_ && planted(Canary::climb_unheard));
  const bool waiting = in_earshot && (active_ ? has_work() : count_at_or_above(view_) >= needed());
  if (!waiting)
    timer_ms_.reset();
  else if (!timer_ms_)
    timer_ms_ = now_.monotonic_ms;

  if (!active_ || !pending_.passed_over || planted(Canary::ignore_passed_over))
    neglect_ms_.reset();
  else if (!neglect_ms_)
    neglect_ms_ = now_.monotonic_ms;

  const auto over = [this](const std::optional<std::uint64_t>& since) {
    return since && now_.monotonic_ms - *since >= timeout_ms();
  };
  if (planted(Canary::no_timer)) return;
  if (over(timer_ms_) || over(neglect_ms_)) return start_view_change(view_ + 1);
  if (primary_given_up()) return start_view_change(view_ + 1, has_work());
  if (primary_silent() && !said_silent_) heartbeat();  // at once: the others wait for it
}

// ---- retransmission ---------------------------------------------------------------------------------------

void Replica::Core::retransmit() {
  for (auto& [id, peer] : peers_) peer.replies = 0;
  if (boot_ == Boot::probing || (boot_ == Boot::recovering && !boot_record_.all_heard)) {
    conclude_probe();
    broadcast(Probe{});
  }
  if (own_view_change_ && !active_ && !planted(Canary::view_change_sent_once)) broadcast(*own_view_change_);
  retransmit_votes();
  if (boot_ != Boot::probing)
    for (const auto& [height, checkpoint] : own_checkpoints_) broadcast(checkpoint);
  request_payloads();
  if (fetching_ && executed_ < certified_) out_.fetch = Fetch{executed_ + 1, certified_};
  advance_all();  // a vote may have waited for the clock, or for a vote that is allowed by now
  ++resends_;
  heartbeat();
}

void Replica::Core::heartbeat() {
  said_silent_ = primary_silent();
  broadcast(Heartbeat{view_, active_, certified_, said_silent_,
                      holds_votes() && boot_ == Boot::recovering ? boot_record_.abstain_height : 0});
}

/// This replica's votes of the present view for heights that are not stable, where nothing happened for a
/// while.
void Replica::Core::retransmit_votes() {
  if (!active_ || planted(Canary::votes_sent_once)) return;
  for (auto& [height, slot] : slots_) {
    if (height <= certified_ || now_.monotonic_ms - slot.touched_ms < config_.retransmit_ms) continue;
    slot.touched_ms = now_.monotonic_ms;
    if (is_primary() && slot.pre_prepare) broadcast(PrePrepare{*slot.pre_prepare, std::nullopt});
    if (const auto own = slot.prepares.find(config_.self); own != slot.prepares.end())
      broadcast(Prepare{own->second});
    if (const auto own = slot.commits.find(config_.self); own != slot.commits.end())
      broadcast(Commit{own->second});
  }
}

void Replica::Core::broadcast(const Message& message) {
  if (size() > 1) out_.send.push_back({std::nullopt, encode(message)});
}

void Replica::Core::send(ReplicaId to, const Message& message) { out_.send.push_back({to, encode(message)}); }

/// At most once in half a retransmission time; of its own for each kind of answer, or whoever probes would
/// never be caught up.
bool Replica::Core::is_due(std::optional<std::uint64_t>& last_ms) const {
  if (last_ms && now_.monotonic_ms - *last_ms < config_.retransmit_ms / 2) return false;
  last_ms = now_.monotonic_ms;
  return true;
}

void Replica::Core::on(ReplicaId from, const Heartbeat& message) {
  Peer& peer = peers_[from];
  peer.silent_in = message.primary_silent && message.active ? std::optional(message.view) : std::nullopt;
  peer.held_in = message.view;
  help_to_vote(peer, message.votes_above);
  catch_up_peer(from, message.view, message.active, message.certified);
}

/// Gives a peer the NewView and the certificates that it lacks, at most once in half a retransmission time.
void Replica::Core::catch_up_peer(ReplicaId to, View view, bool active, Height certified) {
  const bool behind_in_view = active_ && new_view_ && (view < view_ || (view == view_ && !active));
  const bool behind_in_height = certified < certified_;
  if ((!behind_in_view && !behind_in_height) || !is_due(peers_[to].caught_up_ms) ||
      planted(Canary::no_catch_up))
    return;
  // A peer that is still under the set before can verify no other certificate, and needs it to go on.
  if (base_ && certified < base_->height) return send(to, CertificateNotice{*base_});
  if (behind_in_view) send(to, *new_view_);
  if (!behind_in_height) return;
  if (certified + config_.window < certified_)
    return send(to, CertificateNotice{*stable_});  // it will fetch blocks
  for (auto at = certificates_.upper_bound(certified); at != certificates_.end(); ++at)
    send(to, CertificateNotice{at->second});
}

}  // namespace credence::consensus
