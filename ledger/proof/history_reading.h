// SPDX-License-Identifier: Apache-2.0
// Reading a history of any length page by page, from either end, in memory that does not grow with it.
//
// The first page pins the head: from then on the subject of the reading is exactly the entries under that
// page's header, however the history grows meanwhile. Each page is proved for itself before its entries are
// handed out. Once all have been read, they rebuild the pinned head (appended from the front, or prepended
// from the back), so that the whole is proved to be complete under one header.
#pragma once

#include <deque>

#include "ledger/proof/verify.h"
#include "ledger/tree/history.h"

namespace credence {

enum class HistoryOrder { oldest_first, newest_first };

/// A value: copy it before `add` to go back. Not for two threads at once.
class HistoryReading {
 public:
  HistoryReading(HistoryKey asked, HistoryOrder order) : asked_(std::move(asked)), order_(order) {}

  /// What to ask for next: `count` entries from `from`, or the last `count` where no head is known yet.
  struct Range {
    std::optional<std::uint64_t> from;
    std::uint64_t count = 0;
  };
  [[nodiscard]] Range next(std::uint64_t page_entries) const;
  /// The page's entries in the order of the reading, without what was added to the history since the first
  /// page. The errors of verify; `wrong_subject` if the page does not join the ones before; `stale_answer` if
  /// it holds nothing new; `wrong_root` if all entries together do not rebuild the head. A refused page
  /// changes nothing: ask another node for it.
  [[nodiscard]] Result<std::vector<HistoryEntry>> add(const TrustChain& trust, const HistoryPage& page);

  [[nodiscard]] bool complete() const { return block_ && read() == head_.count; }
  [[nodiscard]] std::uint64_t total() const {
    return head_.count;
  }  // under the pinned header; 0 before the first page
  [[nodiscard]] std::uint64_t read() const {
    return order_ == HistoryOrder::oldest_first ? front_.count : head_.count - begin_;
  }
  /// The pinned header: what the reading is proved under. Only after the first page.
  [[nodiscard]] const BlockProof& block() const { return *block_; }

 private:
  [[nodiscard]] Result<void> rebuild(std::uint64_t from, std::span<const Hash32> leaves);

  HistoryKey asked_;
  HistoryOrder order_;
  std::optional<BlockProof> block_;
  HistoryValue head_;
  HistoryValue front_;            // oldest first: the entries [0, count) that were read
  std::uint64_t begin_ = 0;       // newest first: [begin, head count) was read
  std::deque<HistoryNode> back_;  // newest first: the perfect subtrees over them, left to right
};

}  // namespace credence
