// SPDX-License-Identifier: Apache-2.0
// Dry runs. That each says what the ledger then does, the tests of refusals hold (refusal_world.h); here is what
// goes beyond one action's first refusal.
#include <gmock/gmock.h>

#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using refusal::World;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> said(const std::vector<Receipt>& lines) {
  std::vector<std::string> out;
  for (const Receipt& line : lines)
    out.push_back(std::to_string(*line_in(details_of(line))) + " " +
                  std::string(info(error_of(line).code).name));
  return out;
}

struct DryRuns : ::testing::Test {
  void SetUp() override {
    at.register_enterprises(20);
    at.create_programme(10'000);
  }
  World at;
};

TEST_F(DryRuns, EveryBadLineIsNamedAndTheGoodOnesCount) {
  ASSERT_EQ(at.run(world::kAward, World::awards({World::award(1, 1, 1'000)})), Code::ok) << at.detail;
  const Hash32 before = at.ledger().head().state_root;
  // 1 is recorded, 3's enterprise is unknown, 4 asks for more than there is; 2 and 5 are good.
  const auto first = World::awards({World::award(1, 1, 1), World::award(2, 2, 2'000), World::award(3, 99, 1),
                                    World::award(4, 4, 7'500), World::award(5, 5, 400)});
  // What the good lines above leave of the declared 10,000 is 6,600.
  const auto second = World::awards({World::award(6, 6, 6'600), World::award(7, 7, 1)});
  const auto tried = at.try_all(world::kAward, {first, second});
  EXPECT_EQ(tried[0].whole.code, 0);
  EXPECT_THAT(said(tried[0].lines),
              ElementsAre("1 line_recorded", "3 unknown_enterprise", "4 declared_total_exceeded"));
  EXPECT_THAT(said(tried[1].lines), ElementsAre("7 declared_total_exceeded"));
  EXPECT_EQ(at.ledger().snapshot().value()->header().state_root, before);
}

// The money of a line that is left out does not keep out a later one: the list is tried again without it.
TEST_F(DryRuns, WhatLeavingOutFreesOrTakesIsLookedAtAgain) {
  ASSERT_EQ(at.run(world::kAward, World::awards({World::award(1, 1, 4'000), World::award(2, 2, 4'000)})),
            Code::ok)
      << at.detail;
  const auto amend = [](std::vector<AwardLine> lines) {
    AmendAwards out{"puhui-2022", "b1", "更正1号", "笔误", 10'000, std::nullopt, {}};
    for (AwardLine& line : lines) out.lines.push_back(std::move(line));
    return out;
  };
  // Line 1 falls by 2,000 under an unknown code; only with that would line 2 fit into what is declared.
  const auto tried =
      at.try_all(world::kAward, {amend({World::award(1, 99, 2'000), World::award(2, 2, 8'000)})}).at(0);
  EXPECT_THAT(said(tried.lines), ElementsAre("1 unknown_enterprise", "2 declared_total_exceeded"));
}

TEST_F(DryRuns, ThatAllWouldBeRefusedIsSaidOnceAndKeepsNothing) {
  const auto tried = at.try_all(
      world::kPay, {World::awards({World::award(1, 1, 1), World::award(2, 2, 1)}), World::programme(1)});
  EXPECT_EQ(error_of(tried[0].whole).code, Code::wrong_role);
  EXPECT_THAT(tried[0].lines, IsEmpty());
  EXPECT_EQ(error_of(tried[1].whole).code, Code::wrong_role);
}

TEST_F(DryRuns, BytesThatAreNoActionAndKeysThatAreNone) {
  EXPECT_EQ(error_of(at.try_all(world::kNobody, {World::programme(1)}).at(0).whole).code, Code::unknown_key);
}

// It waits all the same: who checks it is told then what its maker is told now.
TEST(DryRunsOfFourEyes, WhatWouldWaitIsTriedAsIfItWereChecked) {
  World at(make_memory_key_value(), world::governed_genesis(true));
  const auto tried = at.try_all(world::kAward, {World::awards({World::award(1, 1, 1)})}).at(0);
  EXPECT_EQ(error_of(tried.whole).code, Code::unknown_programme);
}

}  // namespace
}  // namespace credence
