// SPDX-License-Identifier: Apache-2.0
#include "ledger/execution/replay_window.h"

namespace credence {
namespace {

constexpr unsigned kIndexBits = 16;
static_assert(limits::kBlockTransactionsMax <= 1U << kIndexBits);

}  // namespace

std::optional<TransactionPlace> ReplayWindow::find(const TxId& id) const {
  const auto at = places_.find(id);
  if (at == places_.end()) return std::nullopt;
  return TransactionPlace{at->second >> kIndexBits,
                          static_cast<std::uint32_t>(at->second & ((1U << kIndexBits) - 1))};
}

Height ReplayWindow::expiry_most(Height height) const {
  return height + (ids() < crowded_ids_ ? limits::kExpiryWindowHeights : kExpiryCrowdedHeights);
}

std::vector<ReplayWindow::Block> ReplayWindow::passed(Height height) const {
  std::vector<Block> out;
  std::size_t left = kExpiredIdsDroppedMax;
  for (const auto& [block, count] : blocks_) {
    if (block.last_expiry >= height || count > left) break;
    left -= count;
    out.push_back(block);
  }
  return out;
}

void ReplayWindow::add(const Block& block, const ExecutedIds& ids) {
  CREDENCE_ASSERT(!ids.empty() && block.height < Height{1} << (64 - kIndexBits));
  CREDENCE_ASSERT(blocks_.emplace(block, ids.size()).second);
  for (const ExecutedId& one : ids) places_.emplace(one.id, block.height << kIndexBits | one.index);
}

void ReplayWindow::drop(const Block& block, const ExecutedIds& ids) {
  CREDENCE_ASSERT(blocks_.erase(block) == 1);
  for (const ExecutedId& one : ids) places_.erase(one.id);
}

}  // namespace credence
