// SPDX-License-Identifier: Apache-2.0
// What the state keeps of the chain itself: heads of histories, ids of executed transactions, features and
// limits. Included through state_values.h.
#pragma once

#include "ledger/chain/block.h"
#include "ledger/domain/types.h"

namespace credence {

/// The head of a subject's history: a Merkle mountain range over its entries, lowest (rightmost, smallest)
/// peak last.
struct HistoryValue {
  std::uint64_t count = 0;
  List<Hash32, 64> peaks;
  CREDENCE_FIELDS(count, peaks);
};
/// Where a transaction was executed, or refused.
struct TransactionPlace {
  Height height = 0;
  std::uint32_t index = 0;  // among the block's transactions
  bool operator==(const TransactionPlace&) const = default;
  CREDENCE_KEY_FIELDS(height, index);
};
/// A transaction that a block executed: its id, and its place among the block's transactions.
struct ExecutedId {
  TxId id;
  std::uint32_t index = 0;
  bool operator==(const ExecutedId&) const = default;
  CREDENCE_KEY_FIELDS(id, index);
};
/// Those of one block that can never be executed again, in the order of the block. One that was refused as
/// expired, too far ahead or replayed, or for want of room, is not among them.
using ExecutedIds = List<ExecutedId, limits::kBlockTransactionsMax>;
/// The Merkle root over their encodings.
[[nodiscard]] Hash32 root_of(Suite suite, const ExecutedIds& ids);

/// Commits to the ids that one block executed.
struct ExecutedValue {
  Hash32 ids;  // their root_of
  std::uint32_t count = 0;
  Height last_expiry = 0;  // of these transactions: past it, the value leaves the state
  CREDENCE_FIELDS(ids, count, last_expiry);
  /// These are the ids.
  [[nodiscard]] bool names(Suite suite, const ExecutedIds& others) const;
};
struct FeatureFlag {
  Id name;
  Height from = 0;  // in force at this height and above
  CREDENCE_FIELDS(name, from);
};
/// A bound that a vote set, within the hard ones of limits.h.
struct ChainLimits {
  std::uint32_t block_transactions = limits::kBlockTransactionsMax;
  std::uint32_t block_bytes = limits::kBatchBytesMax;
  std::uint32_t list_lines = limits::kLinesMax;
  // After so long without a block an empty one is made.
  std::uint32_t idle_seconds = limits::kIdleSecondsDefault;
  CREDENCE_FIELDS(block_transactions, block_bytes, list_lines, idle_seconds);
};
struct ChainValue {
  std::uint32_t version = 1;
  List<FeatureFlag, 64> features;  // ledger/domain/features.h
  bool governed = false;           // validators have owners, who decide by vote
  ChainLimits limits, next_limits;
  // `next_limits` hold from this height on; W ahead when a vote sets them, as all who propose must know
  Height next_limits_from = 0;
  CREDENCE_FIELDS(version, features, governed, limits, next_limits, next_limits_from);
  [[nodiscard]] const ChainLimits& limits_at(Height at) const {
    return at >= next_limits_from ? next_limits : limits;
  }
  [[nodiscard]] bool has(std::string_view feature, Height at) const;
};

}  // namespace credence
