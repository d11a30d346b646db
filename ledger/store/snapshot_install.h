// SPDX-License-Identifier: Apache-2.0
// A ledger in the making: the state of a certified block, put together in an empty store from chunks that
// peers gave.
//
// Every piece is verified before it is written, and a chunk is written with the mark that it is done, so that
// the work resumes after a crash where it stood. The chunks tell which ids of executed transactions the state
// commits to: these come after them. `finish` makes a store that Ledger::open takes: blocks are
// held from the snapshot's own on, and histories go on from there (the heads in the state hold the peaks that
// appending needs; the older entries are held by others: `pruned_below`).
//
//   'j' depth:1 bits:32  -> nothing: this chunk is done        'm' "joining" -> JoinTarget
//   'w' height:8         -> ExecutedValue: the ids of this block are wanted
//
// Thread-safety: const members from many threads, `put` and the other writers one at a time.
#pragma once

#include <set>

#include "ledger/domain/chain_values.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/archive.h"
#include "ledger/proof/state_chunk.h"
#include "ledger/store/executed_page.h"
#include "ledger/tree/state_tree.h"

namespace credence {

/// What is joined: a block with its content, the range of the headers before it, and the changes of the
/// validator set up to it, from the genesis on.
struct JoinTarget {
  ArchiveBlock block;
  HistoryValue headers;  // the range that the block's header commits to
  List<ValidatorSetChange, limits::kSetChangesMax> changes;
  template <class A>
  void serialize(A& a) {
    a(block, headers, changes);
  }
};

class SnapshotInstall {
 public:
  /// Opens what an earlier run left, or an empty store. What does not verify under the genesis is
  /// `storage_corrupt`, what a program of another version began is `store_format`: begin in another one.
  [[nodiscard]] static Result<std::unique_ptr<SnapshotInstall>> open(std::unique_ptr<KeyValue> store,
                                                                     const Genesis& genesis);

  /// What is joined; nothing before `begin`.
  [[nodiscard]] const std::optional<JoinTarget>& target() const { return target_; }
  /// In an empty store only. The errors of check_archive_block under the changes, and of TrustChain::add.
  /// Synced.
  [[nodiscard]] Result<void> begin(JoinTarget target);

  [[nodiscard]] bool done(const StatePlace& place) const { return done_.contains(place); }
  /// The least depth of a chunk that is here; nothing if there is none.
  [[nodiscard]] std::optional<unsigned> least_depth() const;
  [[nodiscard]] std::uint64_t entries() const { return tree_.count(); }
  /// Verifies a chunk of the target's state and writes it: the errors of verify_chunk, or of the store. Not
  /// synced.
  [[nodiscard]] Result<void> put(const StatePlace& place, const StateChunk& chunk);

  /// The whole state is there: its root is that of the header.
  [[nodiscard]] bool complete() const { return target_ && tree_.root() == target_->block.header.state_root; }
  /// The lowest block whose ids are wanted; nothing when all are there. Of a whole state.
  [[nodiscard]] std::optional<Height> wanted() const {
    return wanted_.empty() ? std::nullopt : std::optional(wanted_.begin()->first);
  }
  /// The ids of the first blocks that are wanted: of all, or of as many as a page holds. `malformed` if they
  /// are of others or of fewer, `wrong_root` if they are not those that the state commits to, or an error of
  /// the store. Not synced.
  [[nodiscard]] Result<void> put_executed(const ExecutedPage& page,
                                          std::size_t bytes_max = limits::kChunkBytesMax);
  /// Makes it a ledger, with the consensus core's records of the ledger that it replaces. It is complete, and
  /// nothing is wanted. Synced. Nothing may be asked afterwards.
  [[nodiscard]] Result<void> finish(const std::map<std::string, Bytes>& records);

 private:
  SnapshotInstall(std::unique_ptr<KeyValue> store, const Genesis& genesis);
  Result<void> load();
  Result<void> check(const JoinTarget& target) const;
  Result<void> load_wanted();
  Result<ValidatorSet> next_set() const;

  std::unique_ptr<KeyValue> store_;
  const Genesis genesis_;
  const ChainId chain_;
  StateTree tree_;
  std::optional<JoinTarget> target_;
  std::set<StatePlace> done_;
  std::map<Height, ExecutedValue> wanted_;
};

}  // namespace credence
