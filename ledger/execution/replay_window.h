// SPDX-License-Identifier: Apache-2.0
// The ids of executed transactions that have not expired yet: what keeps a transaction from taking effect
// twice.
//
// The state holds one value for each block, which commits to the block's ids (ExecutedKey). The ids
// themselves are in memory here and in a record of the store. Those of a block leave together, when the last
// of them has expired.
//
// Memory: 40 bytes an id in a table that is half full to full. While kWindowCrowdedIds stand here, a new
// transaction may only expire soon (a client that follows the default does), so that at most kWindowIdsMax
// ever do: only full blocks for hours reach that. What is here, and so who is refused, is a function of the
// chain.
//
// Thread-safety: const members from many threads; the others alone.
#pragma once

#include <bit>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>
#include <map>

#include "ledger/domain/chain_values.h"

namespace credence {

/// From so many ids on, a transaction may expire only kExpiryCrowdedHeights ahead.
inline constexpr std::size_t kWindowCrowdedIds = 1'000'000;
inline constexpr Height kExpiryCrowdedHeights = 2'000;
/// How many ids one block forgets at most. A block's ids leave together, so it forgets at least twice what it
/// can add: many that expire at once drain.
inline constexpr std::size_t kExpiredIdsDroppedMax = 3 * limits::kBlockTransactionsMax;
/// The crowd, and what may expire soon. While expired ones wait to leave, more leave than come.
inline constexpr std::size_t kWindowIdsMax =
    kWindowCrowdedIds + (kExpiryCrowdedHeights + 2) * limits::kBlockTransactionsMax;
/// Bytes of memory for so many: 41 a place, of which at most seven eighths are taken, in 15 times a power of
/// two; and half as much again while the table grows.
inline constexpr std::size_t kWindowBytesMax =
    std::size_t{41} * 15 * 3 / 2 * std::bit_ceil(kWindowIdsMax * 8 / 7 / 15 + 1);

/// For looking up alone: nobody walks in this order. Whoever makes ids that meet in one place lengthens the
/// search for these ids.
struct IdPlace {
  [[nodiscard]] std::size_t operator()(const TxId& id) const {
    std::size_t out = 0;
    std::memcpy(&out, id.bytes.data(), sizeof out);
    return out;
  }
};
template <class Value>
using IdTable = boost::unordered_flat_map<TxId, Value, IdPlace>;

class ReplayWindow {
 public:
  /// A block with ids here.
  struct Block {
    Height last_expiry = 0, height = 0;
    auto operator<=>(const Block&) const = default;
  };

  explicit ReplayWindow(std::size_t crowded_ids = kWindowCrowdedIds) : crowded_ids_(crowded_ids) {}

  [[nodiscard]] std::size_t ids() const { return places_.size(); }
  [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }
  /// Where the transaction was executed.
  [[nodiscard]] std::optional<TransactionPlace> find(const TxId& id) const;
  /// The furthest expiry height that a transaction of this block may have.
  [[nodiscard]] Height expiry_most(Height height) const;
  /// Whose ids leave with the block of this height, the first that expired first: no more than
  /// kExpiredIdsDroppedMax ids in all.
  [[nodiscard]] std::vector<Block> passed(Height height) const;

  /// The block is not here yet, and none of its ids.
  void add(const Block& block, const ExecutedIds& ids);
  /// A block that is here, with its ids.
  void drop(const Block& block, const ExecutedIds& ids);

 private:
  const std::size_t crowded_ids_;
  IdTable<std::uint64_t> places_;        // height and index in one number
  std::map<Block, std::size_t> blocks_;  // with how many ids
};

}  // namespace credence
