// SPDX-License-Identifier: Apache-2.0
// The state after one block, kept readable while the chain goes on: what a node serves to those that join.
//
// It reads the store as it was when it was taken (KeyValue::snapshot), and takes no lock of the ledger:
// commits go on meanwhile.
//
// Thread-safety: const members from many threads. Not longer than the ledger it was taken from.
#pragma once

#include "ledger/chain/block.h"
#include "ledger/proof/state_chunk.h"
#include "ledger/store/executed_page.h"
#include "ledger/tree/state_entries.h"
#include "ledger/tree/state_tree.h"

namespace credence {

class StateSnapshot {
 public:
  StateSnapshot(std::shared_ptr<const KeyReader> store, const BlockHeader& header, std::uint64_t entries)
      : store_(std::move(store)), header_(header), entries_(entries) {}

  /// Of the block whose state it is.
  [[nodiscard]] const BlockHeader& header() const { return header_; }
  /// How many entries the state has.
  [[nodiscard]] std::uint64_t entries() const { return entries_; }
  /// The value of a key, as read_state.
  [[nodiscard]] Result<std::optional<Bytes>> value(const Hash32& key_hash, BytesView key) const {
    return read_state(header_.suite, *store_, key_hash, key);
  }
  /// As each_state_entry.
  [[nodiscard]] Result<void> each(const std::function<bool(BytesView key, BytesView value)>& visit) const {
    return each_state_entry(*store_, visit);
  }
  /// The history entries of a block up to this one, each once for all its subjects, in order. Unproved.
  /// `pruned_below` where they are not held.
  [[nodiscard]] Result<std::vector<Bytes>> entries(Height height) const;
  /// The ids of executed transactions that the state commits to, of the blocks from this height on.
  [[nodiscard]] Result<ExecutedPage> executed(Height from,
                                              std::size_t bytes_max = limits::kChunkBytesMax) const;
  /// As make_chunk.
  [[nodiscard]] Result<std::optional<StateChunk>> chunk(
      const StatePlace& place, std::size_t bytes_max = limits::kChunkBytesMax) const {
    return make_chunk(header_.suite, *store_, place, bytes_max);
  }

 private:
  const std::shared_ptr<const KeyReader> store_;
  const BlockHeader header_;
  const std::uint64_t entries_;
};

}  // namespace credence
