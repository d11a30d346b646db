// SPDX-License-Identifier: Apache-2.0
// The runtime's side of snapshots: serving them, joining by them, and the pruning of old blocks.
#include "ledger/chain/quorum.h"
#include "node/runtime/runtime_impl.h"

namespace credence::node {
namespace {

constexpr int kSnapshotRequestsMax = 4;  // snapshot requests of one peer in work
constexpr int kSnapshotAsksMax = 8;
constexpr std::size_t kInboxMax = 4 * kSnapshotReplyBytesMax;  // replies of one peer that wait to be decoded
constexpr int kPrunePieces = 64;                               // pieces of pruning in a row
constexpr std::uint64_t kPrunedLogMs = 60'000;
// How long nobody must have had the next block before a ledger with blocks is given up.
constexpr std::uint64_t kPrunedMs = 10'000;
constexpr std::uint64_t kPrunedGapMs = 2'000;

}  // namespace

/// By a snapshot if this node is far behind and has nothing to lose, by blocks otherwise, and while no
/// snapshot is found. How far it is behind may be a lie: only a certified block that lies so far ahead makes
/// it take a snapshot.
void Runtime::Impl::catch_up(Height from, Height to, std::uint64_t now_ms) {
  if (join_ && options_.replaceable) {
    if (to - from >= options_.snapshot_behind)
      join_->want(options_.snapshot_behind, now_ms);
    else
      join_->call_off();
  }
  if (join_ && join_->fetching(now_ms)) return;
  sync_->want(from, to, now_ms);
}

/// No connected peer holds the next block. A node that may joins by a snapshot, however near it is, once
/// enough of them said so for a while.
void Runtime::Impl::on_pruned(Height wanted, Height oldest, std::size_t said) {
  const std::uint64_t now = monotonic_ms();
  if (now > std::exchange(last_pruned_ms_, now) + kPrunedGapMs) pruned_since_ms_ = now;
  const bool believed = said > faults_tolerated(members_.set.size());
  if (join_ && believed && now >= pruned_since_ms_ + kPrunedMs && !join_->active() && !join_->given_up(now))
    return join_->want(1, now);
  if (now < last_pruned_log_ms_ + kPrunedLogMs) return;
  last_pruned_log_ms_ = now;
  log_error(
      "sync_pruned",
      Error{Code::pruned_below,
            "block " + std::to_string(wanted) + "; the peers hold blocks from " + std::to_string(oldest) +
                (join_ ? "" : "; set join.snapshot_behind in node.toml to join by a snapshot")});
}

void Runtime::Impl::on_lie(ReplicaId peer, const Error& error) {
  ++metrics_.lies;
  log(LogLevel::error, "peer_lied",
      {{"peer", peer},
       {"name", members_.everyone.validators[peer].name_en},
       {"code", info(error.code).name},
       {"detail", error.detail}});
}

JoinHooks Runtime::Impl::join_hooks() {
  JoinHooks out;
  out.peers = [this] { return transport->peers(); };
  out.height = [this] { return core_status().executed; };
  out.ask = [this](ReplicaId to, const SnapshotRequest& request) {
    if (inboxes_[to].snapshot_asked < kSnapshotAsksMax) ++inboxes_[to].snapshot_asked;
    transport->send(to, FrameKind::snapshot_request, std::make_shared<const Bytes>(encode(request)));
  };
  out.open_store = options_.open_joining;
  out.store = [this](std::uint64_t number, std::shared_ptr<SharedInstall> install, PutInstall put) {
    workers.post_urgent([this, number, install = std::move(install), put = std::move(put)]() mutable {
      auto outcome = install->with(put);
      install.reset();
      core_.post(
          [this, number, outcome = std::move(outcome)] { join_->stored(number, outcome, monotonic_ms()); });
    });
  };
  out.lied = [this](ReplicaId peer, const Error& error) { on_lie(peer, error); };
  out.joined = [this] {
    joined_ = true;
    if (!std::exchange(set_changed_, true)) events_.set_changed();
  };
  return out;
}

void Runtime::Impl::on_snapshot_request(ReplicaId from, Bytes body) {
  const auto request = decode<SnapshotRequest>(body);
  if (!request)
    return log(LogLevel::warning, "snapshot_request_malformed",
               {{"peer", from}, {"detail", request.error().detail}});
  auto& in_work = inboxes_[from].snapshot_requests;
  if (in_work.fetch_add(1) >= kSnapshotRequestsMax) {
    --in_work;
    ++metrics_.dropped_frames;
    return;
  }
  const bool posted = workers.post([this, from, request = *request] {
    auto reply = std::make_shared<const Bytes>(encode(snapshots_.answer(from, request, monotonic_ms())));
    --inboxes_[from].snapshot_requests;
    transport->send(from, FrameKind::snapshot_reply, std::move(reply));
  });
  if (!posted) --in_work;
}

void Runtime::Impl::on_snapshot_reply(ReplicaId from, Bytes body) {
  const std::size_t size = body.size();
  Inbox& inbox = inboxes_[from];
  const bool asked = inbox.snapshot_asked.fetch_sub(1) > 0;
  if (!asked) ++inbox.snapshot_asked;
  const bool room = inbox.blocks.fetch_add(size) + size <= kInboxMax;
  if (!asked || !room) {
    inbox.blocks -= size;
    ++metrics_.dropped_frames;
    return;
  }
  metrics_.fetched_bytes += size;
  workers.post_urgent([this, from, size, body = std::move(body)] {
    auto reply = decode<SnapshotReply>(body);
    inboxes_[from].blocks -= size;
    if (!reply)
      return log(LogLevel::warning, "snapshot_reply_malformed",
                 {{"peer", from}, {"detail", reply.error().detail}});
    core_.post([this, from, size, reply = *std::move(reply)]() mutable {
      if (join_) join_->on_reply(from, std::move(reply), size, monotonic_ms());
    });
  });
}

/// A piece at a time, each under the ledger's lock for a moment only.
void Runtime::Impl::prune() {
  for (int piece = 0; piece < kPrunePieces; ++piece) {
    const auto more = ledger.write([this](Ledger& at) -> Result<bool> {
      const Height certified = at.certified_height();
      return certified > options_.keep_blocks ? at.prune(certified - options_.keep_blocks + 1)
                                              : Result<bool>(false);
    });
    if (!more) {
      log_error("storage_failed", more.error());
      return fatal(exit_code_of(more.error().code));
    }
    if (!*more) return;
  }
}

}  // namespace credence::node
