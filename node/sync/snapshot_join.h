// SPDX-License-Identifier: Apache-2.0
// Joining by a snapshot: a node that is far behind fetches the state of a certified block instead of
// executing every block before.
//
//   offers   every peer is asked which snapshots it has; an offer counts if a quorum of the right validators
//   certified its block, by the
//            trust chain from the genesis on (peers prove the changes of the set)
//   content  the block itself with its receipts, so that the chain goes on from a block that is held whole
//   chunks   the state, from all peers that have the snapshot at once; each chunk is verified on its own
//   ids      of executed transactions, page after page, each from any of these peers; the state says which
//
// Nothing rests on what a peer merely says: the height of a snapshot is that of a certified block, and the
// size of the state shows in the first chunks (chunk_plan.h). A peer that sends what does not verify is named
// in the log, and this process does not ask it again. What is written stays: after a restart the download
// goes on where it stood, if peers still have that snapshot, and begins anew otherwise. The ledger that is
// replaced works on meanwhile, and fetches blocks until an offer is chosen.
//
// Threads: everything on the core's loop; `store` of the hooks answers from workers by posting to it.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "ledger/store/snapshot_install.h"
#include "node/peers/transport.h"
#include "node/sync/chunk_plan.h"
#include "node/sync/join_progress.h"

namespace credence::node {

/// The ledger in the making; workers write it one at a time.
class SharedInstall {
 public:
  explicit SharedInstall(std::unique_ptr<SnapshotInstall> install) : install_(std::move(install)) {}
  template <class F>
  auto with(F&& f) {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(f)(*install_);
  }
  [[nodiscard]] std::unique_ptr<SnapshotInstall> take() { return std::move(install_); }

 private:
  std::mutex mutex_;
  std::unique_ptr<SnapshotInstall> install_;
};

/// What a peer gave, on its way into the ledger in the making.
using PutInstall = std::function<Result<void>(SnapshotInstall&)>;

struct JoinHooks {
  std::function<std::vector<PeerStatus>()> peers;
  /// What this node holds by now.
  std::function<Height()> height;
  std::function<void(ReplicaId, const SnapshotRequest&)> ask;
  /// The place for the ledger in the making: as an earlier run left it, or emptied.
  std::function<Result<std::unique_ptr<KeyValue>>(bool fresh)> open_store;
  /// Verifies and writes on a worker, and answers `stored(number, …)` on the loop.
  std::function<void(std::uint64_t number, std::shared_ptr<SharedInstall>, PutInstall)> store;
  /// The peer gave what does not verify.
  std::function<void(ReplicaId, const Error&)> lied;
  /// The state is whole: to be finished (SnapshotInstall::finish) once this node has stopped.
  std::function<void()> joined;
};

class SnapshotJoin {
 public:
  SnapshotJoin(Genesis genesis, std::uint64_t chunk_entries, JoinHooks hooks);

  /// A snapshot is wanted that lies at least `ahead` blocks above what this node holds when it is chosen.
  void want(Height ahead, std::uint64_t now_ms);
  /// Blocks are enough after all: offers are not waited for any more. A snapshot that is under way goes on.
  void call_off();
  void on_reply(ReplicaId from, SnapshotReply reply, std::size_t bytes, std::uint64_t now_ms);
  void stored(std::uint64_t number, Result<void> outcome, std::uint64_t now_ms);
  void tick(std::uint64_t now_ms);

  [[nodiscard]] bool active() const { return phase_ != Phase::idle; }
  /// True while the snapshot itself is fetched, and for a short time while it waits for offers: blocks are
  /// not fetched then.
  [[nodiscard]] bool fetching(std::uint64_t now_ms) const;
  /// Nobody had a snapshot, or this disk failed: blocks are to be fetched until this time is over.
  [[nodiscard]] bool given_up(std::uint64_t now_ms) const { return now_ms < given_up_until_ms_; }
  [[nodiscard]] JoinProgress progress() const;
  /// After `joined`.
  [[nodiscard]] std::unique_ptr<SnapshotInstall> take() { return install_ ? install_->take() : nullptr; }

 private:
  enum class Phase : std::uint8_t { idle, offers, content, chunks, ids, joined };
  struct Asked {
    ReplicaId peer = 0;
    std::uint64_t deadline_ms = 0;
    std::optional<StatePlace> place;  // of a chunk
    bool storing = false;
    std::size_t entries = 0;  // of the chunk that is being written
  };
  struct Offered {
    BlockProof block;
    std::set<ReplicaId> by;
  };

  void begin(std::uint64_t now_ms);
  void open(bool fresh, std::uint64_t now_ms);
  void ask_offers(std::uint64_t now_ms);
  void ask_alone(decltype(SnapshotRequest::what) what, std::uint64_t now_ms);
  void ask_ids(std::uint64_t now_ms);
  void choose(std::uint64_t now_ms);
  void fill(std::uint64_t now_ms);
  void give_up(const Error& error, std::uint64_t now_ms);
  void ban(ReplicaId peer, const Error& error);
  void begin_chunks(std::uint64_t now_ms);
  void begin_ids(std::uint64_t now_ms);
  void finish(std::uint64_t now_ms);
  [[nodiscard]] std::optional<ReplicaId> source(const std::set<ReplicaId>& but, std::uint64_t now_ms) const;
  [[nodiscard]] bool usable(const PeerStatus& peer, std::uint64_t now_ms) const;
  [[nodiscard]] std::size_t asked_of(ReplicaId peer) const;
  void send(ReplicaId peer, decltype(SnapshotRequest::what) what, std::optional<StatePlace> place,
            std::uint64_t now_ms);
  void give_back(const Asked& asked);

  void on_offers(ReplicaId from, const SnapshotOffers& offers, std::uint64_t now_ms);
  void on_changes(ReplicaId from, const ValidatorSetChanges& changes, std::uint64_t now_ms);
  void on_content(ReplicaId from, SnapshotContent content, std::uint64_t now_ms);
  void on_too_long(ReplicaId from, const StatePlace& place, std::uint64_t now_ms);

  const Genesis genesis_;
  const std::uint64_t chunk_entries_;
  const JoinHooks hooks_;
  Phase phase_ = Phase::idle;
  Height ahead_ = 1;
  std::shared_ptr<SharedInstall> install_;
  TrustChain trust_;
  std::map<Height, Offered> offered_;             // verified
  std::map<ReplicaId, SnapshotOffers> unproved_;  // wait for changes of the validators
  std::uint64_t offers_since_ms_ = 0, first_offer_ms_ = 0, asked_offers_ms_ = 0, last_log_ms_ = 0;
  std::uint64_t asks_ = 0;
  std::uint64_t source_seen_ms_ = 0;  // when a connected peer had the snapshot last, as far as known
  std::uint64_t given_up_until_ms_ = 0;
  BlockProof chosen_;
  Height height_ = 0;  // of the snapshot
  ChunkPlan plan_;
  std::map<StatePlace, std::set<ReplicaId>> too_long_;  // who says that of a place
  std::map<std::uint64_t, Asked> asked_;
  std::uint64_t next_number_ = 1;
  std::set<ReplicaId> banned_;
  std::set<ReplicaId> without_;  // who does not have the snapshot
  std::map<ReplicaId, std::uint64_t> slow_until_ms_, last_asked_;
  std::uint64_t bytes_ = 0, entries_ = 0;
};

}  // namespace credence::node
