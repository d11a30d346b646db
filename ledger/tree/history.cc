// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/history.h"

#include <bit>

namespace credence {
namespace {

struct Range {
  std::uint64_t from, to;
  [[nodiscard]] bool meets(unsigned level, std::uint64_t index) const {
    return from < (index + 1) << level && index << level < to;
  }
};

void siblings_below(const Range& range, unsigned level, std::uint64_t index, std::vector<HistoryNode>& out) {
  if (!range.meets(level, index)) {
    out.push_back({level, index, {}});
  } else if (level > 0) {
    siblings_below(range, level - 1, 2 * index, out);
    siblings_below(range, level - 1, 2 * index + 1, out);
  }
}

/// Rebuilds subtrees from the leaves of a range and the hashes beside them; null once the path has run out.
struct Rebuilder {
  Suite suite;
  Range range;
  std::span<const Hash32> leaves, path;

  std::optional<Hash32> at(unsigned level, std::uint64_t index) {
    if (!range.meets(level, index)) {
      if (path.empty()) return std::nullopt;
      const Hash32 next = path.front();
      path = path.subspan(1);
      return next;
    }
    if (level == 0) return leaves[index - range.from];
    const auto left = at(level - 1, 2 * index);
    if (!left) return std::nullopt;
    const auto right = at(level - 1, 2 * index + 1);
    if (!right) return std::nullopt;
    return history_join(suite, *left, *right);
  }
};

/// Calls `visit(level, index, place)` for each peak, the largest first, until it returns false.
template <class Visit>
void each_peak(std::uint64_t count, Visit visit) {
  std::size_t place = 0;
  for (unsigned level = 64; level-- > 0;)
    if ((count >> level & 1) != 0 && !visit(level, (count >> level) - 1, place++)) return;
}

}  // namespace

bool history_well_formed(const HistoryValue& head) {
  return head.count >> 62 == 0 && head.peaks.size() == static_cast<std::size_t>(std::popcount(head.count));
}

Hash32 history_root(Suite suite, const HistoryValue& head) {
  CanonicalWriter out;
  out(head.count);
  for (const Hash32& peak : head.peaks) out(peak);
  return tagged_hash(suite, Tag::history_root, out.take());
}

std::vector<HistoryNode> history_peaks(std::uint64_t count) {
  std::vector<HistoryNode> out;
  each_peak(count, [&](unsigned level, std::uint64_t index, std::size_t) {
    out.push_back({level, index, {}});
    return true;
  });
  return out;
}

std::optional<Hash32> history_peak(const HistoryValue& head, unsigned level, std::uint64_t index) {
  std::optional<Hash32> out;
  each_peak(head.count, [&](unsigned at, std::uint64_t place, std::size_t number) {
    if (at == level && place == index) out = head.peaks[number];
    return at > level;
  });
  return out;
}

std::vector<HistoryNode> history_siblings(std::uint64_t count, std::uint64_t from, std::uint64_t to) {
  CREDENCE_ASSERT(from <= to && to <= count);
  std::vector<HistoryNode> out;
  const Range range{from, to};
  if (from == to) return out;
  each_peak(count, [&](unsigned level, std::uint64_t index, std::size_t) {
    if (range.meets(level, index)) siblings_below(range, level, index, out);
    return true;
  });
  return out;
}

bool history_page_proves(Suite suite, const HistoryValue& head, std::uint64_t from,
                         std::span<const Hash32> leaves, std::span<const Hash32> path) {
  if (!history_well_formed(head) || from > head.count || leaves.size() > head.count - from) return false;
  Rebuilder rebuild{suite, {from, from + leaves.size()}, leaves, path};
  bool good = true;
  if (!leaves.empty()) {
    each_peak(head.count, [&](unsigned level, std::uint64_t index, std::size_t place) {
      if (!rebuild.range.meets(level, index)) return true;
      const auto peak = rebuild.at(level, index);
      good = peak && *peak == head.peaks[place];
      return good;
    });
  }
  return good && rebuild.path.empty();
}

}  // namespace credence
