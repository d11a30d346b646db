// SPDX-License-Identifier: Apache-2.0
// Histories read from either end: whatever the page sizes, and however the history grows meanwhile, what
// comes out is the history under the first page's header; and nothing else is accepted.
#include <gmock/gmock.h>

#include "ledger/proof/history_reading.h"
#include "ledger/store/ledger.h"
#include "tests/support/ledger_world.h"

namespace credence::world {
namespace {

const HistoryKey kProgramme{ProgrammeKey{"puhui-2022"}};

class HistoryReadingTest : public ::testing::TestWithParam<HistoryOrder> {
 protected:
  void SetUp() override {
    w.register_enterprises(1);
    w.create_programme();
    grow(40);
  }
  void grow(std::uint32_t by) {
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 0; i < by; ++i, ++awarded)
      lines.push_back(World::award(awarded, 1, 1, Name("项目" + std::to_string(awarded))));
    ASSERT_EQ(w.run(kAward, World::awards(lines, 1'000, 10'000)), Code::ok) << w.detail;
  }
  static HistoryPage prove(World& world, const HistoryKey& subject, const HistoryReading::Range& range) {
    const auto head = world.ledger().prove_history(subject, 0, 0).value().head;
    const std::uint64_t total = head.value ? decode<HistoryValue>(*head.value)->count : 0;
    return world.ledger()
        .prove_history(subject, range.from.value_or(total - std::min(range.count, total)), range.count)
        .value();
  }
  HistoryPage page(const HistoryReading::Range& range) { return prove(w, kProgramme, range); }
  std::vector<std::string> all() {
    std::vector<std::string> out;
    for (std::uint64_t from = 0;;) {
      const auto part = w.ledger().prove_history(kProgramme, from, 200).value();
      if (part.entries.empty()) break;
      for (const auto& bytes : part.entries) out.push_back(to_hex(bytes));
      from += part.entries.size();
    }
    if (GetParam() == HistoryOrder::newest_first) std::ranges::reverse(out);
    return out;
  }
  World w;
  std::uint32_t awarded = 1;
};

TEST_P(HistoryReadingTest, AnyPageSizesGiveTheWholeHistoryInOrder) {
  const std::uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  std::size_t pages = 0, readings = 0;
  for (; readings < 60; ++readings) {
    const auto expected = all();
    HistoryReading reading(kProgramme, GetParam());
    std::vector<std::string> got;
    const std::uint64_t most = 1 + random() % (readings % 2 == 0 ? 7 : 60);
    do {
      const auto entries = reading.add(w.anchor(), page(reading.next(1 + random() % most)));
      ASSERT_TRUE(entries) << entries.error().text_en() << " seed " << seed;
      for (const auto& entry : *entries) got.push_back(to_hex(encode(entry)));
      EXPECT_EQ(reading.read(), got.size());
      ++pages;
    } while (!reading.complete());
    EXPECT_EQ(got, expected) << "seed " << seed;
    EXPECT_EQ(reading.total(), expected.size());
    grow(1 + static_cast<std::uint32_t>(random() % 3));  // so that the number of entries takes many shapes
  }
  std::printf("seed %llu: %zu readings, %zu pages\n", static_cast<unsigned long long>(seed), readings, pages);
}

TEST_P(HistoryReadingTest, GrowthDuringTheReadingIsLeftOutAndTheFirstHeaderProves) {
  const auto expected = all();
  HistoryReading reading(kProgramme, GetParam());
  std::vector<std::string> got;
  std::optional<Height> first;
  do {
    const auto entries = reading.add(w.anchor(), page(reading.next(7)));
    ASSERT_TRUE(entries) << entries.error().text_en();
    for (const auto& entry : *entries) got.push_back(to_hex(encode(entry)));
    if (!first) first = reading.block().header.height;
    grow(5);
  } while (!reading.complete());
  EXPECT_EQ(got, expected);
  EXPECT_EQ(reading.block().header.height, *first);
}

TEST_P(HistoryReadingTest, OfNothingIsCompleteWithThePageThatProvesIt) {
  const HistoryKey none{ProgrammeKey{"none"}};
  HistoryReading reading(none, GetParam());
  const auto range = reading.next(10);
  const auto entries = reading.add(w.anchor(), prove(w, none, range));
  ASSERT_TRUE(entries) << entries.error().text_en();
  EXPECT_TRUE(entries->empty());
  EXPECT_TRUE(reading.complete());
}

TEST_P(HistoryReadingTest, AGapARepeatOrAnOlderPageIsRefusedAndChangesNothing) {
  const HistoryPage before = page({0, 10});  // before the growth: a shorter history
  grow(20);
  HistoryReading reading(kProgramme, GetParam());
  const bool rising = GetParam() == HistoryOrder::oldest_first;
  EXPECT_EQ(reading.add(w.anchor(), page({5, 5})).error().code, Code::wrong_subject)
      << "not at the end that was asked for";
  EXPECT_FALSE(reading.complete());
  ASSERT_TRUE(reading.add(w.anchor(), page(reading.next(10))));
  const std::uint64_t total = reading.total();
  EXPECT_EQ(reading.add(w.anchor(), page({rising ? 11 : total - 21, 10})).error().code, Code::wrong_subject)
      << "a gap";
  EXPECT_EQ(reading.add(w.anchor(), page({rising ? 10 : total - 10, 0})).error().code, Code::stale_answer)
      << "no entries";
  EXPECT_FALSE(reading.add(w.anchor(), rising ? before : page({total - 10, 10}))) << "again";
  EXPECT_EQ(reading.read(), 10U);
  while (!reading.complete()) ASSERT_TRUE(reading.add(w.anchor(), page(reading.next(10))));
  EXPECT_EQ(reading.read(), total);
}

TEST_P(HistoryReadingTest, WhatDoesNotRebuildThePinnedHeadIsRefusedAtTheEnd) {
  // Only a quorum that lies can get here: two certified states whose histories are not one the beginning of
  // the other.
  HistoryReading reading(kProgramme, GetParam());
  ASSERT_TRUE(reading.add(w.anchor(), page(reading.next(20))));
  World other;  // the same chain, another history
  other.register_enterprises(1);
  other.create_programme();
  std::vector<AwardLine> lines;
  for (std::uint32_t i = 1; i <= 60; ++i)
    lines.push_back(World::award(i, 1, 2, Name("另" + std::to_string(i))));
  ASSERT_EQ(other.run(kAward, World::awards(lines, 1'000, 10'000)), Code::ok);
  Result<std::vector<HistoryEntry>> last;
  do {
    const auto range = reading.next(200);
    last = reading.add(w.anchor(), prove(other, kProgramme, range));
  } while (last && !reading.complete());
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Code::wrong_root);
}

INSTANTIATE_TEST_SUITE_P(Orders, HistoryReadingTest,
                         ::testing::Values(HistoryOrder::oldest_first, HistoryOrder::newest_first),
                         [](const auto& order) {
                           return std::string(order.param == HistoryOrder::oldest_first ? "OldestFirst"
                                                                                        : "NewestFirst");
                         });

}  // namespace
}  // namespace credence::world
