// SPDX-License-Identifier: Apache-2.0
// The check of histories finds what it is there to find: each case plants one thing that must never happen.
#include "tests/chaos/history.h"

#include <gtest/gtest.h>

namespace credence::testing {
namespace {

constexpr std::uint16_t kDouble = kDoubleCode;

Moment at_ms(int ms) { return Moment(std::chrono::milliseconds(ms)); }
TxId id_of(int number) {
  std::array<std::byte, 32> bytes{};
  bytes[0] = static_cast<std::byte>(number);
  return TxId(bytes);
}

/// Two clients: 1 and 2 one after the other, 3 beside them for the same project as 1, and one without an
/// answer.
struct HistoryCheck : ::testing::Test {
  std::vector<History> histories{2};
  std::vector<Recorded> chain{{id_of(1), {10, 0}, 0}, {id_of(3), {10, 1}, kDouble}, {id_of(2), {11, 0}, 0}};

  HistoryCheck() {
    histories[0].attempts = {{id_of(1), "p1", at_ms(0), at_ms(10), Place{10, 0}, 0},
                             {id_of(2), "p2", at_ms(20), at_ms(30), Place{11, 0}, 0}};
    histories[1].attempts = {{id_of(3), "p1", at_ms(5), at_ms(25), Place{10, 1}, kDouble},
                             {id_of(4), "p4", at_ms(26), at_ms(90), std::nullopt, 0}};
    histories[0].repeats = {{id_of(1), {10, 0}, 0}};
    histories[1].readings = {{at_ms(26), 10, 10, 1}, {at_ms(40), 11, 10, 2}};
  }
  Judgement judged() const { return judge(histories, chain); }
};

TEST_F(HistoryCheck, WhatTheOrderExplainsIsGood) {
  const Judgement found = judged();
  EXPECT_TRUE(found.good()) << (found.examples.empty() ? "" : found.examples.front());
  EXPECT_EQ(found.acknowledged, 3u);
  EXPECT_EQ(found.unanswered, 1u);
  EXPECT_EQ(found.unanswered_recorded, 0u);
  EXPECT_EQ(found.refused_as_double, 1u);
}

TEST_F(HistoryCheck, WhoGotNoAnswerMayBeRecordedOrNot) {
  chain.push_back({id_of(4), {12, 0}, 0});
  EXPECT_TRUE(judged().good());
  EXPECT_EQ(judged().unanswered_recorded, 1u);
}

TEST_F(HistoryCheck, AcknowledgedAndNotInTheChainIsLost) {
  chain.pop_back();
  histories[1].readings.pop_back();
  EXPECT_EQ(judged().lost, 1u);
}

TEST_F(HistoryCheck, TwiceInTheChainIsDoubled) {
  chain.push_back({id_of(2), {12, 0}, kDouble});
  EXPECT_EQ(judged().doubled, 1u);
}

TEST_F(HistoryCheck, OrderedAgainAndMarkedAsExecutedBeforeIsWithoutEffect) {
  chain.push_back({id_of(2), {12, 0}, kReplayedCode});
  EXPECT_TRUE(judged().good());
  EXPECT_EQ(judged().ordered_again, 1u);
  chain[2].code = kReplayedCode;  // but not of the first
  EXPECT_FALSE(judged().good());
}

TEST_F(HistoryCheck, TwoSuccessesForOneProjectAreDoubled) {
  chain[1].code = 0;
  histories[1].attempts[0].code = 0;
  EXPECT_EQ(judged().doubled, 1u);
}

TEST_F(HistoryCheck, AnotherPlaceOrOutcomeThanWasToldIsMoved) {
  chain[2].place = {12, 0};
  histories[1].readings.clear();
  EXPECT_EQ(judged().moved, 1u);
  chain[2] = {id_of(2), {11, 0}, 0};
  histories[0].repeats[0].place = {10, 1};
  EXPECT_EQ(judged().moved, 1u);
}

TEST_F(HistoryCheck, BeforeOneThatWasAnsweredFirstIsOutOfOrder) {
  chain = {{id_of(2), {9, 0}, 0}, {id_of(1), {10, 0}, 0}, {id_of(3), {10, 1}, kDouble}};
  histories[0].attempts[1].place = Place{9, 0};
  histories[1].readings.clear();
  const Judgement found = judged();
  EXPECT_EQ(found.out_of_order, 1u);
  EXPECT_EQ(found.moved + found.lost + found.wrong, 0u);
}

TEST_F(HistoryCheck, OverlappingOnesMayStandInEitherOrder) {
  histories[0].attempts[1].begin = at_ms(9);
  chain = {{id_of(2), {9, 0}, 0}, {id_of(1), {10, 0}, 0}, {id_of(3), {10, 1}, kDouble}};
  histories[0].attempts[1].place = Place{9, 0};
  histories[1].readings.clear();
  EXPECT_TRUE(judged().good());
}

TEST_F(HistoryCheck, ARefusalThatTheOrderDoesNotExplainIsWrong) {
  chain[2].code = kDouble;
  histories[0].attempts[1].code = kDouble;
  histories[1].readings.clear();
  EXPECT_EQ(judged().wrong, 1u);
}

TEST_F(HistoryCheck, AReadingOfAnotherValueOrOfThePastIsWrong) {
  histories[1].readings[1].awards = 1;
  EXPECT_EQ(judged().wrong, 1u);
  histories[1].readings[1] = {at_ms(40), 10, 11, 1};  // proved under block 10, by one who had seen block 11
  EXPECT_EQ(judged().wrong, 1u);
}

TEST_F(HistoryCheck, WhatNobodyAskedForIsFound) {
  chain.push_back({id_of(9), {12, 0}, 0});
  EXPECT_EQ(judged().unasked, 1u);
}

}  // namespace
}  // namespace credence::testing
