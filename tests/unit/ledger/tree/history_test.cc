// SPDX-License-Identifier: Apache-2.0
// Histories: a Merkle mountain range whose pages are proved alone and which is rebuilt as a whole.
#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "ledger/tree/history.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

Hash32 leaf(std::uint64_t number) { return history_leaf(samples::kSuite, bytes_of(std::to_string(number))); }

/// The root of the perfect tree over [from, from + 2^level), by the definition.
Hash32 perfect(std::uint64_t from, unsigned level) {
  if (level == 0) return leaf(from);
  const std::uint64_t half = std::uint64_t{1} << (level - 1);
  return history_join(samples::kSuite, perfect(from, level - 1), perfect(from + half, level - 1));
}

HistoryValue built(std::uint64_t count) {
  HistoryValue out;
  for (std::uint64_t i = 0; i < count; ++i) history_append(samples::kSuite, out, leaf(i));
  return out;
}

std::vector<Hash32> path_of(std::uint64_t count, std::uint64_t from, std::uint64_t to) {
  std::vector<Hash32> out;
  for (const auto& node : history_siblings(count, from, to))
    out.push_back(perfect(node.index << node.level, node.level));
  return out;
}
std::vector<Hash32> leaves_of(std::uint64_t from, std::uint64_t to) {
  std::vector<Hash32> out;
  for (std::uint64_t i = from; i < to; ++i) out.push_back(leaf(i));
  return out;
}

TEST(History, ThePeaksAreThePerfectTreesOfTheBitsOfTheCount) {
  HistoryValue head;
  for (std::uint64_t count = 0; count <= 70; ++count) {
    ASSERT_TRUE(history_well_formed(head));
    std::uint64_t from = 0;
    std::size_t place = 0;
    for (unsigned level = 7; level-- > 0;) {
      if ((count >> level & 1) == 0) continue;
      EXPECT_EQ(head.peaks.at(place++), perfect(from, level));
      from += std::uint64_t{1} << level;
    }
    EXPECT_EQ(place, head.peaks.size());
    history_append(samples::kSuite, head, leaf(count));
  }
}

TEST(History, CompletedSubtreesOfTheStoredLevelsAreReportedOnce) {
  HistoryValue head;
  std::map<std::pair<unsigned, std::uint64_t>, Hash32> seen;
  for (std::uint64_t i = 0; i < 600; ++i)
    history_append(samples::kSuite, head, leaf(i), [&](const HistoryNode& node) {
      EXPECT_TRUE(seen.emplace(std::pair(node.level, node.index), node.hash).second);
    });
  EXPECT_EQ(seen.size(), 600u / 16 + 600u / 256);
  for (const auto& [place, hash] : seen) {
    EXPECT_EQ(place.first % kHistoryStoredLevels, 0u);
    EXPECT_EQ(hash, perfect(place.second << place.first, place.first));
  }
}

TEST(History, EveryPageOfEveryShortHistoryIsProved) {
  for (std::uint64_t count = 0; count <= 20; ++count) {
    const HistoryValue head = built(count);
    for (std::uint64_t from = 0; from <= count; ++from)
      for (std::uint64_t to = from; to <= count; ++to)
        EXPECT_TRUE(
            history_page_proves(samples::kSuite, head, from, leaves_of(from, to), path_of(count, from, to)))
            << count << " " << from << " " << to;
  }
}

TEST(History, AMovedOmittedAddedOrReorderedEntryIsRefused) {
  const std::uint64_t count = 23;
  const HistoryValue head = built(count);
  for (std::uint64_t from = 0; from < count; ++from) {
    for (std::uint64_t to = from + 1; to <= count; ++to) {
      const auto path = path_of(count, from, to);
      const auto leaves = leaves_of(from, to);
      for (std::uint64_t other = 0; other <= count; ++other)
        EXPECT_EQ(history_page_proves(samples::kSuite, head, other, leaves, path), other == from)
            << "moved to " << other;
      auto more = leaves;
      more.push_back(leaf(99));
      EXPECT_FALSE(history_page_proves(samples::kSuite, head, from, more, path)) << "added";
      // without the last one it is a true, shorter page
      for (std::size_t i = 0; i + 1 < leaves.size(); ++i) {
        auto fewer = leaves;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(history_page_proves(samples::kSuite, head, from, fewer, path)) << "omitted";
      }
      if (leaves.size() > 1) {
        auto swapped = leaves;
        std::swap(swapped[0], swapped[1]);
        EXPECT_FALSE(history_page_proves(samples::kSuite, head, from, swapped, path));
      }
      auto longer = path;
      longer.push_back(leaf(0));
      EXPECT_FALSE(history_page_proves(samples::kSuite, head, from, leaves, longer));
      if (!path.empty()) {
        auto shorter = path;
        shorter.pop_back();
        EXPECT_FALSE(history_page_proves(samples::kSuite, head, from, leaves, shorter));
      }
    }
  }
}

TEST(History, AnInnerNodeIsNoEntryAndAnotherCountIsAnotherHistory) {
  HistoryValue head = built(2);
  const Hash32 root = head.peaks[0];
  EXPECT_FALSE(history_page_proves(samples::kSuite, {1, head.peaks}, 0, std::vector{leaf(0)}, {}));
  EXPECT_NE(root, history_leaf(samples::kSuite, Bytes(64))) << "leaves and nodes have different tags";
  head.count = 3;
  EXPECT_FALSE(history_well_formed(head));
  EXPECT_FALSE(history_page_proves(samples::kSuite, head, 0, leaves_of(0, 2), {}));
}

TEST(History, HostileNumbersAreRefused) {
  const auto leaves = leaves_of(0, 2);
  HistoryValue head = built(2);
  for (const std::uint64_t from :
       {std::uint64_t{1}, std::uint64_t{3}, ~std::uint64_t{0}, std::uint64_t{1} << 63})
    EXPECT_FALSE(history_page_proves(samples::kSuite, head, from, leaves, {}));
  HistoryValue huge{~std::uint64_t{0}, {}};
  huge.peaks.resize(64);
  EXPECT_FALSE(history_page_proves(samples::kSuite, huge, 0, leaves, {}));
  huge.count = std::uint64_t{1} << 61;
  huge.peaks.resize(1);
  EXPECT_FALSE(history_page_proves(samples::kSuite, huge, huge.count - 2, leaves, std::vector<Hash32>(128)));
  EXPECT_FALSE(history_page_proves(samples::kSuite, huge, huge.count - 1, leaves, std::vector<Hash32>(128)));
}

TEST(History, APageOfAMillionEntriesNeedsFewHashes) {
  const std::uint64_t count = 1'000'003;
  EXPECT_LE(history_siblings(count, 500'000, 500'200).size(), 2 * 20u);
  EXPECT_LE(history_siblings(count, count - 20, count).size(), 2 * 20u);
}

}  // namespace
}  // namespace credence
