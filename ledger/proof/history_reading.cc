// SPDX-License-Identifier: Apache-2.0
#include "ledger/proof/history_reading.h"

#include <algorithm>

namespace credence {

HistoryReading::Range HistoryReading::next(std::uint64_t page_entries) const {
  CREDENCE_ASSERT(page_entries > 0 && page_entries <= limits::kPageEntriesMax);
  if (order_ == HistoryOrder::oldest_first) return {front_.count, page_entries};
  if (!block_) return {std::nullopt, page_entries};
  const std::uint64_t count = std::min(page_entries, begin_);
  return {begin_ - count, count};
}

Result<std::vector<HistoryEntry>> HistoryReading::add(const TrustChain& trust, const HistoryPage& page) {
  auto proved = verify(trust, page, asked_);
  if (!proved) return std::unexpected(proved.error());
  HistoryReading after = *this;
  if (!after.block_) {
    after.block_ = page.head.block;
    if (page.head.value)
      after.head_ = decode<HistoryValue>(*page.head.value).value();  // verify has decoded it before
    after.begin_ = after.head_.count;
  }
  std::uint64_t from = proved->from;
  std::uint64_t to = std::min(from + proved->entries.size(), after.head_.count);
  const auto asked = after.next(limits::kPageEntriesMax);
  const bool joins = order_ == HistoryOrder::oldest_first ? from == *asked.from : to >= after.begin_;
  if (!joins)
    return fail(Code::wrong_subject,
                "entries " + std::to_string(from) + " to " + std::to_string(to) + ", asked from " +
                    std::to_string(order_ == HistoryOrder::oldest_first ? front_.count : after.begin_) +
                    (order_ == HistoryOrder::oldest_first ? " on" : " back"));
  if (order_ == HistoryOrder::newest_first) to = after.begin_;
  if (from >= to && !after.complete())
    return fail(Code::stale_answer, "no entries from " + std::to_string(from) + ", the history has " +
                                        std::to_string(after.head_.count));
  from = std::min(from, to);
  std::vector<Hash32> leaves;
  for (std::uint64_t at = from; at < to; ++at)
    leaves.push_back(history_leaf(trust.chain().suite, page.entries[at - proved->from]));
  if (auto good = after.rebuild(from, leaves); !good) return std::unexpected(good.error());
  *this = std::move(after);
  proved->entries.resize(to - proved->from);
  if (order_ == HistoryOrder::newest_first) std::ranges::reverse(proved->entries);
  return std::move(proved->entries);
}

Result<void> HistoryReading::rebuild(std::uint64_t from, std::span<const Hash32> leaves) {
  bool good = true;
  if (order_ == HistoryOrder::oldest_first) {
    for (const Hash32& leaf : leaves) history_append(block_->header.suite, front_, leaf);
    good = !complete() || front_.peaks == head_.peaks;
  } else {
    for (std::size_t i = leaves.size(); i-- > 0;) {
      HistoryNode node{0, from + i, leaves[i]};
      while (!back_.empty() && node.index % 2 == 0 && back_.front().level == node.level &&
             back_.front().index == node.index + 1) {
        node = {node.level + 1, node.index / 2,
                history_join(block_->header.suite, node.hash, back_.front().hash)};
        back_.pop_front();
      }
      back_.push_front(node);
    }
    begin_ = from;
    good = !complete() || std::ranges::equal(back_, head_.peaks, {}, &HistoryNode::hash);
  }
  if (!good)
    return fail(Code::wrong_root, "the history's entries do not rebuild its head under block " +
                                      std::to_string(block_->header.height));
  return {};
}

}  // namespace credence
