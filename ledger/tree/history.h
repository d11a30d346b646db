// SPDX-License-Identifier: Apache-2.0
// The history of a subject: a Merkle mountain range over its entries. Its head, {count, peaks}, is a state
// value, so that an entry can neither be left out, nor added, nor moved without changing the state root.
//
//   leaf = H(history_entry, entry bytes)      node = H(history_node, left || right)
//
// The peaks are the roots of the perfect trees over the first 2^k entries, the next 2^j, … for each bit of
// `count`, the largest first; so `count` fixes the shape. All functions are pure.
#pragma once

#include "ledger/domain/chain_values.h"

namespace credence {

[[nodiscard]] inline Hash32 history_leaf(Suite suite, BytesView entry) {
  return tagged_hash(suite, Tag::history_entry, entry);
}
[[nodiscard]] inline Hash32 history_join(Suite suite, const Hash32& left, const Hash32& right) {
  return tagged_hash(suite, Tag::history_node, {left.view(), right.view()});
}

/// A perfect subtree over the entries [index << level, (index + 1) << level).
struct HistoryNode {
  unsigned level = 0;
  std::uint64_t index = 0;
  Hash32 hash;
};
/// The store keeps the nodes of these levels (4, 8, 12, …); the others are recomputed from at most 16 below
/// them.
inline constexpr unsigned kHistoryStoredLevels = 4;

/// As many peaks as `count` has bits, and few enough that arithmetic stays in bounds.
[[nodiscard]] bool history_well_formed(const HistoryValue& head);

/// One hash for a whole range: H(history_root, count || peaks). A header holds that of all headers before it,
/// whose leaves are their hashes.
[[nodiscard]] Hash32 history_root(Suite suite, const HistoryValue& head);

/// The places of the peaks of a range of `count`, the largest first.
[[nodiscard]] std::vector<HistoryNode> history_peaks(std::uint64_t count);

/// Appends a leaf; `completed(HistoryNode)` is called for each subtree of a stored level that it completes.
template <class Completed>
void history_append(Suite suite, HistoryValue& head, const Hash32& leaf, Completed completed) {
  Hash32 hash = leaf;
  unsigned level = 0;
  for (std::uint64_t n = head.count; (n & 1) != 0; n >>= 1) {
    hash = history_join(suite, head.peaks.back(), hash);
    head.peaks.pop_back();
    ++level;
    if (level % kHistoryStoredLevels == 0) completed(HistoryNode{level, n >> 1, hash});
  }
  head.peaks.push_back(hash);
  ++head.count;
}
inline void history_append(Suite suite, HistoryValue& head, const Hash32& leaf) {
  history_append(suite, head, leaf, [](const HistoryNode&) {});
}

/// The peak of this head over exactly the entries [index << level, (index + 1) << level), if it is one.
[[nodiscard]] std::optional<Hash32> history_peak(const HistoryValue& head, unsigned level,
                                                 std::uint64_t index);

/// The subtrees beside the entries [from, to) in a history of `count`, left to right, that together with
/// these entries rebuild the peaks they lie under. `to` is at most `count`. As (level, index); at most 2 ×
/// 64.
[[nodiscard]] std::vector<HistoryNode> history_siblings(std::uint64_t count, std::uint64_t from,
                                                        std::uint64_t to);

/// True if these leaves are the entries [from, from + leaves.size()) of the history with this head; `path`
/// holds the hashes of `history_siblings`. Hostile numbers and lengths are refused.
[[nodiscard]] bool history_page_proves(Suite suite, const HistoryValue& head, std::uint64_t from,
                                       std::span<const Hash32> leaves, std::span<const Hash32> path);

}  // namespace credence
