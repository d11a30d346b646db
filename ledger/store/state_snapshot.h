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

namespace credence {

class StateSnapshot {
 public:
  StateSnapshot(std::shared_ptr<const KeyReader> store, const BlockHeader& header, std::uint64_t entries)
      : store_(std::move(store)), header_(header), entries_(entries) {}

  /// Of the block whose state it is.
  [[nodiscard]] const BlockHeader& header() const { return header_; }
  /// How many entries the state has.
  [[nodiscard]] std::uint64_t entries() const { return entries_; }
  /// As make_chunk.
  [[nodiscard]] Result<std::optional<StateChunk>> chunk(
      const StatePlace& place, std::size_t bytes_max = limits::kChunkBytesMax) const {
    return make_chunk(*store_, place, bytes_max);
  }

 private:
  const std::shared_ptr<const KeyReader> store_;
  const BlockHeader header_;
  const std::uint64_t entries_;
};

}  // namespace credence
