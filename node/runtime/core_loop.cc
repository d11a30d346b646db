// SPDX-License-Identifier: Apache-2.0
// The core's loop: inputs in, effects out, batches, the watch over the pool.
#include <algorithm>

#include "ledger/chain/quorum.h"
#include "ledger/domain/features.h"
#include "node/runtime/runtime_impl.h"

namespace credence::node {
namespace {

constexpr Height kOwnInFlightMax = 3;  // own proposals not yet executed
// With one proposal in flight, the next one waits until it has so many transactions, or bytes.
constexpr std::size_t kFullEnough = 1'000;
constexpr std::size_t kFullEnoughBytes = 512 * limits::kKiB;
// After a block with so many transactions the next one waits kFillMs to fill: a block costs each node about
// nine checks of signatures and four synced writes, and its transactions share the paths of the state tree.
constexpr std::size_t kBusy = 100;
constexpr std::uint64_t kFillMs = 100;
constexpr std::uint64_t kAgedMs = 1'500;
constexpr std::uint64_t kPushEveryMs = 500;
constexpr std::uint64_t kCertificateLateMs = 3'000;
constexpr Height kScanEachTick = 200;
constexpr std::uint64_t kFollowMs = 500;
constexpr std::uint64_t kSyncingMs = 2'000;
constexpr std::uint64_t kDivergedWaitMs = 3'000;
constexpr std::uint64_t kDivergedNumber = UINT64_MAX;  // of the request for the other header

}  // namespace

void Runtime::Impl::step(const consensus::Input& input) {
  const std::uint64_t now = monotonic_ms();
  if (replica_) handle(replica_->step(input, consensus::Time{now, utc_ms()}));
  note_status(now);
}

/// The core's, or that of a node which observes: what its ledger holds.
consensus::Status Runtime::Impl::core_status() const {
  if (replica_) return replica_->status();
  consensus::Status out;
  ledger.read([&out](const Ledger& at) {
    out.executed = at.height();
    out.certified = at.certified_height();
  });
  return out;
}

/// Blocks are made although nothing waits: nothing can be proved on a chain that has no certificate yet, and
/// a change of the validators or of the chain's limits that was decided comes into force W heights later.
bool Runtime::Impl::must_go_on(Height top) const {
  return top == 0 || (ahead_.last && top < *ahead_.last) || top + 1 < ahead_.chain.next_limits_from;
}

/// Its head, and how old that may become before a block is made although nothing waits.
consensus::IdleChain Runtime::Impl::idle_chain() const {
  const Height next = core_status().executed + 1;
  return {ahead_.head_ms, std::uint64_t{ahead_.chain.limits_at(next).idle_seconds} * 1000};
}

void Runtime::Impl::note_status(std::uint64_t now_ms) {
  const auto status = core_status();
  writer_->certified_elsewhere(status.certified);
  transport->set_certified(std::min(status.certified, status.executed));
  const std::lock_guard lock(status_mutex_);
  if (status.view != core_status_.view)
    log(LogLevel::info, "view",
        {{"view", status.view},
         {"primary", status.primary},
         {"changing", status.changing_view ? "yes" : "no"},
         {"executed", status.executed}});
  if (!status.changing_view)
    stuck_since_ms_ = 0;
  else if (stuck_since_ms_ == 0)
    stuck_since_ms_ = now_ms;
  if (!status.recovering)
    held_since_ms_ = 0;
  else if (held_since_ms_ == 0)
    held_since_ms_ = now_ms;
  core_status_ = status;
  join_progress_ = join_ ? join_->progress() : JoinProgress{};
  // What peers only say does not make a node look behind; that they give blocks does.
  const bool fetches = sync_->active() && now_ms < last_synced_ms_ + kSyncingMs &&
                       sync_->target() > status.executed + 2 * limits::kPipelineWindow;
  syncing_ = (join_ && join_->fetching(now_ms)) || fetches ||
             (sync_->active() && status.certified > status.executed);
}

/// In the order of the contract in consensus/replica.h.
void Runtime::Impl::handle(consensus::Effects effects) {
  for (const auto& evidence : effects.evidence) {
    ++metrics_.evidence;
    log(LogLevel::error, "evidence",
        {{"validator", members_.set.validators[evidence.validator].name_en},
         {"what", contradiction(evidence).value_or("")},
         {"proof", to_base64(encode(evidence))}});
  }
  if (!effects.evidence.empty()) {
    const std::lock_guard lock(status_mutex_);
    evidence_ = replica_->evidence();
  }
  if (effects.diverged) on_diverged(*std::move(effects.diverged));
  for (auto& record : effects.persist)
    if (!record.key.starts_with(kEvidencePrefix)) record.key.insert(0, records_prefix_);
  writer_->persist(std::move(effects.persist), std::move(effects.send));
  for (auto& request : effects.validate) validate(std::move(request));
  for (auto& block : effects.execute)
    writer_->execute(block.height, std::move(block.proposal), take_read(block.digest));
  for (auto& certificate : effects.certified) writer_->certify(std::move(certificate));
  if (effects.fetch) catch_up(effects.fetch->from, effects.fetch->to, monotonic_ms());
}

void Runtime::Impl::release(std::vector<consensus::Send> sends) {
  for (auto& send : sends) {
    if (!send.to) consensus_log_.note(self_, send.bytes, utc_ms());
    auto body = std::make_shared<const Bytes>(std::move(send.bytes));
    if (send.to)
      transport->send(*send.to, FrameKind::consensus, std::move(body));
    else
      transport->broadcast(FrameKind::consensus, std::move(body));
  }
}

void Runtime::Impl::validate(consensus::Validate request) {
  const Hash32 digest = request.digest;
  signatures_.check(std::move(request.proposal), [this, digest](Result<SharedBatch> batch) {
    core_.post([this, digest, batch = std::move(batch)] {
      if (batch) {
        pool.mark(ids_of(**batch), core_status().view);
        keep_read(digest, *batch);
      } else {
        log(LogLevel::warning, "proposal_invalid",
            {{"digest", digest.hex()},
             {"code", info(batch.error().code).name},
             {"detail", batch.error().detail}});
      }
      step(consensus::Validated{digest, batch.has_value()});
    });
  });
}

/// What a view change left behind goes when there is too much: it is read again if it is decided after all.
void Runtime::Impl::keep_read(const Hash32& digest, SharedBatch batch) {
  if (read_.size() >= 2 * limits::kPipelineWindow) read_.clear();
  read_.insert_or_assign(digest, std::move(batch));
}
SharedBatch Runtime::Impl::take_read(const Hash32& digest) {
  const auto node = read_.extract(digest);
  return node ? node.mapped() : nullptr;
}

/// At once when nothing is in flight and the last block was small, so that a lone transaction is fast;
/// otherwise blocks grow, so that under load the cost of a block is shared by many.
void Runtime::Impl::propose() {
  while (replica_ && replica_->can_propose()) {
    const auto status = replica_->status();
    if (status.view != own_view_) {
      own_view_ = status.view;
      own_top_ = 0;
    }
    const Height in_flight = own_top_ > status.executed ? own_top_ - status.executed : 0;
    if (in_flight >= kOwnInFlightMax) return;
    const auto waiting = pool.unproposed(own_view_);
    const bool needed = must_go_on(status.executed + in_flight) ||
                        status.executed + in_flight < status.needed ||
                        (in_flight == 0 && idle_chain().due(utc_ms()));
    if (waiting.count == 0 && !needed) return;
    const bool full = waiting.count >= kFullEnough || waiting.bytes >= kFullEnoughBytes;
    const bool filling = last_batch_ >= kBusy && monotonic_ms() < last_proposed_ms_ + kFillMs;
    if (!full && (in_flight > 0 || filling)) return;
    const Height height = status.executed + in_flight + 1;
    // decided W heights before
    auto read = std::make_shared<ReadBatch>();
    read->transactions = pool.build(own_view_, height, ahead_.chain.limits_at(height));
    if (read->transactions.empty() && !needed) return;
    last_batch_ = read->transactions.size();
    last_proposed_ms_ = monotonic_ms();
    own_top_ = std::max(own_top_, status.executed) + 1;
    Proposal proposal{utc_ms(), encode(batch_of(read->transactions))};
    read->time_ms = proposal.time_ms;
    read->encoded_bytes = proposal.batch.size();
    keep_read(proposal_digest(chain_, proposal), std::move(read));
    step(consensus::Propose{std::move(proposal)});
  }
}

void Runtime::Impl::on_pool() {
  pool_dirty_ = false;
  tell_pending();
  propose();
  flush_gossip();
}

void Runtime::Impl::tell_pending() {
  // such blocks are work as well
  const bool needed = must_go_on(core_status().executed) || idle_chain().overdue(utc_ms());
  step(consensus::Pending{pool.size().count + (needed ? 1 : 0), passed_over_});
}

/// A block had room although a transaction had been waiting for longer than this node's patience. It is a walk
/// through the pool, so not for every change of it.
void Runtime::Impl::look_for_passed_over() {
  const auto oldest = pool.oldest_arrival_ms();
  passed_over_ = oldest && *oldest + options_.patience_ms <= last_roomy_block_ms_;
}

void Runtime::Impl::on_tick() {
  const std::uint64_t now = monotonic_ms();
  ticked_ms_ = now;
  step(consensus::Tick{});
  look_for_passed_over();
  tell_pending();
  propose();
  push_aged(now);
  scan_certificates(now);
  repair_certificates(now);
  sync_->tick(now);
  snapshots_.tick(now);
  if (join_) join_->tick(now);
  if (join_ && join_->fetching(now)) sync_->stop();
  follow(now);
  if (diverged_ && now >= diverged_deadline_ms_) fatal(NodeExit::diverged);
}

void Runtime::Impl::on_executed(const BlockHeader& header, const Hash32& hash, std::size_t batch_bytes,
                                Ahead ahead) {
  for (std::size_t i = ahead_.chain.features.size(); i < ahead.chain.features.size(); ++i) {
    const FeatureFlag& flag = ahead.chain.features[i];
    const bool known = features::known(flag.name);
    log(known ? LogLevel::info : LogLevel::error, "feature_decided",
        {{"feature", std::string_view(flag.name)}, {"from", flag.from}, {"known", known ? "yes" : "no"}});
  }
  ahead_ = std::move(ahead);
  const std::uint64_t now = monotonic_ms();
  last_block_ms_ = now;
  const bool roomy = header.transaction_count < limits::kBlockTransactionsMax / 2 &&
                     batch_bytes < limits::kBatchBytesMax / 2;
  // The null block of a view change is nobody's choice; an empty batch is the primary's.
  if (batch_bytes > 0 && roomy) last_roomy_block_ms_ = now;
  uncertified_.emplace(header.height, now);
  step(consensus::Executed{header.height, hash, ahead_.last});
  propose();
}

void Runtime::Impl::on_certified(Height height) {
  uncertified_.erase(height);
  const bool changed = ledger.read(
      [this](const Ledger& at) { return at.set_begins(at.certified_height() + 1) != members_.first; });
  if (changed && !std::exchange(set_changed_, true)) {
    log(LogLevel::info, "set_changed", {{"after", height}});
    events_.set_changed();
  }
  propose();
}

/// What waits although blocks have room, or although there are none: perhaps the primary never got it.
void Runtime::Impl::push_aged(std::uint64_t now_ms) {
  if (now_ms < last_push_ms_ + kPushEveryMs) return;
  last_push_ms_ = now_ms;
  const auto status = core_status();
  if (status.changing_view || status.primary == self_) return;
  const bool idle = now_ms > last_block_ms_ + kAgedMs;
  const std::uint64_t before = idle ? now_ms - kAgedMs : std::min(now_ms - kAgedMs, last_roomy_block_ms_);
  send_transactions(status.primary, pool.take_aged(before, status.view, now_ms, kGossipBytesMax / 2));
}

/// After a start: which blocks lack their certificate, from the head downwards, a few at each tick. A node
/// that was behind when it was killed may lack many, and below others that it has.
void Runtime::Impl::scan_certificates(std::uint64_t now_ms) {
  if (unscanned_ <= scan_end_) return;
  ledger.read([&](const Ledger& at) {
    for (Height i = 0; i < kScanEachTick && unscanned_ > scan_end_; ++i, --unscanned_)
      if (const auto proof = at.prove_block(unscanned_);
          !proof && proof.error().code == Code::not_yet_certified)
        uncertified_.emplace(unscanned_, now_ms);
  });
}

/// A certificate that passed this node by: its block is held, so only the certificate is asked for. Of the
/// last block of a set this is how it comes when the validator whose vote completed it has left with it.
void Runtime::Impl::repair_certificates(std::uint64_t now_ms) {
  const Height certified = std::max(core_status().certified, believed_certified(now_ms, false));
  for (auto& [height, since] : uncertified_) {
    if (height > certified) return;
    if (now_ms < since + kCertificateLateMs) continue;
    since = now_ms;
    sync_->want_certificate(height);
  }
}

/// The height up to which f + 1 connected validators say that blocks are certified: one of them is honest.
/// `by_few`: who is connected with fewer believes the most modest of them, for what risks no more than
/// requests.
Height Runtime::Impl::believed_certified(std::uint64_t now_ms, bool by_few) const {
  std::vector<Height> there;
  for (const auto& peer : transport->peers())
    if (peer.connected && peer.number < members_.set.size() && !sync_->hollow(peer.number, now_ms))
      there.push_back(peer.certified);
  std::ranges::sort(there, std::greater());
  const std::size_t enough = faults_tolerated(members_.set.size()) + 1;
  if (there.empty() || (!by_few && there.size() < enough)) return 0;
  return there[std::min(enough, there.size()) - 1];
}

/// A node that observes fetches what its peers say is certified. So does a validator that stands still while
/// others are far ahead: it may be under a set that the others left, whose votes it cannot check; the ledger
/// checks each block under the set of its height.
void Runtime::Impl::follow(std::uint64_t now_ms) {
  if (now_ms < last_follow_ms_ + kFollowMs) return;
  last_follow_ms_ = now_ms;
  const auto status = core_status();
  const bool moved = std::exchange(followed_, status.executed) != status.executed;
  const Height there = believed_certified(now_ms, replica_ == nullptr);
  {
    const Height sure = believed_certified(now_ms, false);
    const std::lock_guard lock(status_mutex_);
    behind_of_ = sure > status.executed + 2 * limits::kPipelineWindow ? sure : 0;
  }
  if (sync_->active() || (replica_ && moved)) return;
  const Height far = status.executed + (replica_ ? limits::kPipelineWindow : 0);
  if (there > far)
    catch_up(status.executed + 1, there, now_ms);
  else if (join_)
    join_->call_off();
}

/// Asks for the certified header, so that the log can say in which field the two differ; then stops.
void Runtime::Impl::on_diverged(consensus::Diverged diverged) {
  if (diverged_) return;
  log_error("diverged", Error{Code::diverged, "height " + std::to_string(diverged.height) + ": ours " +
                                                  diverged.ours.hex() + ", certified " +
                                                  diverged.theirs.header_hash.hex()});
  diverged_deadline_ms_ = monotonic_ms() + kDivergedWaitMs;
  const auto request =
      std::make_shared<const Bytes>(encode(BlockRequest{kDivergedNumber, diverged.height, 1}));
  diverged_ = std::move(diverged);
  for (auto& inbox : inboxes_) ++inbox.asked;
  transport->broadcast(FrameKind::block_request, request);
}

void Runtime::Impl::on_reply(ReplicaId from, BlockReply reply) {
  if (reply.number != kDivergedNumber) return sync_->on_reply(from, std::move(reply), monotonic_ms());
  if (!diverged_ || reply.blocks.size() != 1) return;
  const BlockHeader& theirs = reply.blocks[0].header;
  if (header_hash(chain_, theirs) != diverged_->theirs.header_hash) return;
  const auto ours = ledger.read([&](const Ledger& at) { return at.block(diverged_->height); });
  if (ours)
    log(LogLevel::error, "diverged_fields",
        {{"height", diverged_->height}, {"ours_against_theirs", header_difference(ours->header, theirs)}});
  fatal(NodeExit::diverged);
}

}  // namespace credence::node
