// SPDX-License-Identifier: Apache-2.0
// Snapshots of the state for peers that join: taken when somebody asks, at heights that several nodes share,
// and without pausing commits.
//
// A snapshot is a view of the store (ledger/store/state_snapshot.h); taking one costs nothing, keeping one
// costs the room of what is overwritten meanwhile. So there is none while nobody asks. Once a peer asks and
// none is fresh, or above what it holds, one is taken right after the next block whose height is a multiple
// of kSnapshotEveryHeights, or of the last block when nothing moves: peers that are asked at one time mostly
// take the same. A snapshot that nobody used for a while is dropped; one that a peer reads stays. Each peer
// reads one at a time, so a peer that asks for newer and newer ones takes none away from others.
//
// Thread-safety: all members, from any thread, with no lock of the ledger held.
#pragma once

#include <deque>
#include <map>
#include <mutex>

#include "ledger/store/state_snapshot.h"
#include "node/base/shared_ledger.h"
#include "node/peers/wire.h"

namespace credence::node {

class SnapshotServer {
 public:
  explicit SnapshotServer(const SharedLedger& ledger) : ledger_(ledger) {}

  /// Reads the disk: on a worker.
  [[nodiscard]] SnapshotReply answer(ReplicaId from, const SnapshotRequest& request, std::uint64_t now_ms);
  /// The ledger thread calls it after each block, before it begins another.
  void executed(Height height, std::uint64_t now_ms);
  void tick(std::uint64_t now_ms);
  /// Lets go of the store.
  void clear();
  [[nodiscard]] std::size_t held() const;

 private:
  struct Held {
    std::shared_ptr<const StateSnapshot> snapshot;
    std::uint64_t used_ms = 0;
    [[nodiscard]] Height height() const { return snapshot->header().height; }
  };
  /// What a peer reads, and when it asked last.
  struct Reading {
    Height height = 0;
    std::uint64_t at_ms = 0;
  };
  [[nodiscard]] SnapshotOffers offers(Height above, std::uint64_t now_ms);
  [[nodiscard]] std::shared_ptr<const StateSnapshot> read(ReplicaId from, Height height,
                                                          std::uint64_t now_ms);
  void take(std::uint64_t now_ms);
  [[nodiscard]] bool make_room(std::uint64_t now_ms);

  const SharedLedger& ledger_;
  mutable std::mutex mutex_;
  std::deque<Held> held_;  // by rising height
  std::map<ReplicaId, Reading> readings_;
  bool wanted_ = false;
  bool closed_ = false;
  std::uint64_t executed_ms_ = 0, taken_ms_ = 0;
};

}  // namespace credence::node
