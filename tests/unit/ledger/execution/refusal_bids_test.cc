// SPDX-License-Identifier: Apache-2.0
// Bids that enterprises seal and open by their own keys, alone and as a consortium; every rule meets its code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/domain/features.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

const SecretKey kFirst = secret(61), kSecond = secret(62), kThird = secret(63);
constexpr Date kClose{2026, 11, 10}, kAfter{2026, 11, 11};

Genesis with_sealed_bids() {
  Genesis out = genesis();
  out.features.emplace_back(features::kSealedBids);
  return out;
}

class RefusalBids : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(9);
    ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), kFirst)), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kRegistrar, w.binding(code(2), kSecond)), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kRegistrar, w.binding(code(3), kThird)), Code::ok) << w.detail;
    CreateProgramme programme = refusal::World::programme(1'000);
    programme.id = "jbgs";
    programme.kind = ProgrammeKind::challenge;
    ASSERT_EQ(w.run(kProgramme, programme), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kProgramme, publication()), Code::ok) << w.detail;
  }
  static PublishChallenge publication() { return {"jbgs", "c1", "工业软件内核", "", "", 150, kClose, 2, {}}; }
  /// In a block of that day.
  Code on(const Date& day, const SecretKey& key, const Action& action) {
    const Bytes transaction = w.transaction(key, action);
    const auto header =
        w.ledger().apply(proposal_of(days_of(day) * 86'400'000 + 2 * 3'600'000, {transaction}));
    if (!header) throw std::runtime_error(header.error().text_en());
    const Receipt receipt = w.receipts(header->height).at(0);
    w.detail = error_of(receipt).detail;
    return static_cast<Code>(receipt.code);
  }
  static OpenBid offer(std::initializer_list<BidMember> members, Fen amount = 120) {
    OpenBid out{"jbgs", "c1", {}, "几何内核", amount, {}};
    out.members.assign(members.begin(), members.end());
    out.salt.bytes.fill(std::byte{7});
    return out;
  }
  SealBid seal(unsigned enterprise, const OpenBid& bid) {
    return {"jbgs", "c1", code(enterprise), bid_commitment(w.chain(), bid)};
  }
  static SealBid withdrawal(unsigned enterprise) { return {"jbgs", "c1", code(enterprise), std::nullopt}; }
  static RecordBids recorded(std::uint32_t line, unsigned enterprise) {
    RecordBids out{"jbgs", "c1", {}};
    out.lines.push_back({line, code(enterprise), enterprise_name(enterprise), "几何内核二", 100});
    return out;
  }
  static SelectBids selection(std::uint32_t line, Fen amount) {
    SelectBids out{"jbgs", "c1", "", std::nullopt, AwardStage::public_notice, {}};
    out.lines.push_back({line, amount});
    return out;
  }
  ChallengeValue challenge() { return w.value(ChallengeKey{"jbgs", "c1"}); }
  BidderValue bidder(unsigned enterprise) { return w.value(BidderKey{"jbgs", "c1", code(enterprise)}); }
  refusal::World w{make_memory_key_value(), with_sealed_bids()};
};

TEST_F(RefusalBids, WhatIsSealedUntilTheLastDayIsOpenedAfterItAndSelected) {
  const OpenBid bid = offer({{code(1), 10'000}});
  EXPECT_EQ(w.run(kAward, seal(1, bid)), Code::wrong_role);
  EXPECT_EQ(w.run(kSecond, seal(1, bid)), Code::wrong_enterprise);
  EXPECT_EQ(on(kClose, kFirst, seal(1, bid)), Code::ok) << w.detail;
  EXPECT_EQ(challenge().sealed, 1U);
  EXPECT_EQ(challenge().bids, 0U) << "it is no bid yet";
  EXPECT_EQ(w.run(kFirst, bid), Code::bids_open);
  EXPECT_THAT(w.detail, testing::HasSubstr("not before 2026-11-11"));
  EXPECT_EQ(on(kAfter, kSecond, bid), Code::wrong_enterprise);
  EXPECT_EQ(w.run(kFirst, bid), Code::ok) << w.detail;
  EXPECT_EQ(challenge().sealed, 0U);
  EXPECT_EQ(challenge().bids, 1U);
  const BidValue held = w.value(BidKey{"jbgs", "c1", 1});
  EXPECT_EQ(held.code, code(1));
  EXPECT_EQ(held.enterprise, enterprise_name(1));
  EXPECT_EQ(held.amount, 120);
  EXPECT_EQ(held.members.size(), 1U);
  EXPECT_EQ(bidder(1).line, 1U);
  EXPECT_EQ(w.run(kFirst, bid), Code::already_bid);
  EXPECT_EQ(w.run(kAward, selection(1, 110)), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardKey{"jbgs", "c1", 1}).code, code(1));
  EXPECT_EQ(w.run(kFirst, bid), Code::already_selected);
}

TEST_F(RefusalBids, AMilestoneIsOneThatWasPublished) {
  PublishChallenge two = publication();
  two.challenge = "c2";
  two.milestones.push_back({"样机", std::nullopt});
  two.milestones.push_back({"量产", std::nullopt});
  ASSERT_EQ(w.run(kProgramme, two), Code::ok) << w.detail;
  RecordBids bids = recorded(1, 2);
  bids.challenge = "c2";
  ASSERT_EQ(w.run(kAward, bids), Code::ok) << w.detail;
  SelectBids selected = selection(1, 100);
  selected.challenge = "c2";
  selected.stage = AwardStage::confirmed;
  ASSERT_EQ(on(kAfter, kAward, selected), Code::ok) << w.detail;
  const auto passed = [this](std::uint8_t number) {
    RecordResults action{"jbgs", ResultStep::milestone, "", {}};
    action.lines.push_back({1, "c2", 1, true, number, Performance::none, kAfter});
    return w.run(kAward, action);
  };
  EXPECT_EQ(passed(1), Code::ok) << w.detail;
  EXPECT_EQ(passed(2), Code::ok) << w.detail;
  EXPECT_EQ(passed(3), Code::milestone_order);
  EXPECT_THAT(w.detail, testing::HasSubstr("at most 2"));
}

TEST_F(RefusalBids, OnlyWhatWasSealedLastIsOpened) {
  const OpenBid first = offer({{code(1), 10'000}}), second = offer({{code(1), 10'000}}, 90);
  ASSERT_EQ(w.run(kFirst, seal(1, first)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFirst, seal(1, first)), Code::no_change);
  ASSERT_EQ(w.run(kFirst, seal(1, second)), Code::ok) << w.detail;
  EXPECT_EQ(challenge().sealed, 1U) << "it was replaced";
  EXPECT_EQ(on(kAfter, kFirst, first), Code::commitment_differs);
  OpenBid salted = second;
  salted.salt.bytes[0] = std::byte{8};
  EXPECT_EQ(w.run(kFirst, salted), Code::commitment_differs);
  EXPECT_EQ(w.run(kSecond, offer({{code(2), 10'000}})), Code::commitment_differs) << "nothing was sealed";
  EXPECT_EQ(w.run(kFirst, second), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kProgramme, publication()), Code::already_registered);
}

TEST_F(RefusalBids, ACommitmentIsOfOneChainAndOneChallenge) {
  const OpenBid bid = offer({{code(1), 10'000}});
  ChainId other = w.chain();
  other.bytes[0] ^= std::byte{1};
  EXPECT_NE(bid_commitment(other, bid), bid_commitment(w.chain(), bid));
  OpenBid elsewhere = bid;
  elsewhere.challenge = "c2";
  EXPECT_NE(bid_commitment(w.chain(), elsewhere), bid_commitment(w.chain(), bid));
}

TEST_F(RefusalBids, AfterTheLastDayNothingIsSealedChangedOrWithdrawn) {
  const OpenBid bid = offer({{code(1), 10'000}});
  ASSERT_EQ(w.run(kFirst, seal(1, bid)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kSecond, withdrawal(2)), Code::no_change);
  EXPECT_EQ(on(kAfter, kFirst, withdrawal(1)), Code::bids_closed);
  EXPECT_EQ(w.run(kFirst, seal(1, offer({{code(1), 10'000}}, 90))), Code::bids_closed);
  EXPECT_EQ(w.run(kSecond, seal(2, offer({{code(2), 10'000}}))), Code::bids_closed);
}

TEST_F(RefusalBids, WhatIsWithdrawnIsNotOpened) {
  const OpenBid bid = offer({{code(1), 10'000}});
  ASSERT_EQ(w.run(kFirst, seal(1, bid)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kFirst, withdrawal(1)), Code::ok) << w.detail;
  EXPECT_EQ(challenge().sealed, 0U);
  EXPECT_EQ(bidder(1).seals, 1U);
  EXPECT_EQ(w.run(kAward, recorded(1, 1)), Code::ok) << "the department may record one now: " << w.detail;
  EXPECT_EQ(on(kAfter, kFirst, bid), Code::already_bid);
}

TEST_F(RefusalBids, APartnerJoinsWithItsOwnKey) {
  const OpenBid bid = offer({{code(1), 7'000}, {code(2), 3'000}});
  ASSERT_EQ(w.run(kFirst, seal(1, bid)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFirst, seal(2, bid)), Code::wrong_enterprise) << "nobody joins another";
  ASSERT_EQ(w.run(kSecond, seal(2, offer({{code(2), 10'000}}))), Code::ok) << w.detail;
  ASSERT_EQ(on(kClose, kSecond, seal(2, bid)), Code::ok) << "one seal each: " << w.detail;
  EXPECT_EQ(challenge().sealed, 2U);
  EXPECT_EQ(w.run(kProgramme, publication()), Code::already_registered);
  EXPECT_EQ(on(kAfter, kSecond, bid), Code::wrong_enterprise) << "the lead opens it";
  EXPECT_EQ(w.run(kFirst, bid), Code::ok) << w.detail;
  EXPECT_EQ(challenge().sealed, 0U);
  EXPECT_EQ(challenge().bids, 1U);
  EXPECT_EQ(bidder(2).line, 1U);
  EXPECT_EQ(w.value(BidKey{"jbgs", "c1", 1}).members.at(1).share, 3'000);
  for (const unsigned member : {1U, 2U}) {
    const auto head = w.value(HistoryKey{EnterpriseKey{code(member)}});
    const auto page =
        w.ledger().prove_history(HistoryKey{EnterpriseKey{code(member)}}, head.count - 1, 1).value();
    EXPECT_TRUE(std::holds_alternative<BidRecorded>(decode<HistoryEntry>(page.entries.at(0)).value().fact));
  }
}

TEST_F(RefusalBids, AConsortiumWhosePartnerHasNotJoinedIsNotOpened) {
  const OpenBid bid = offer({{code(1), 7'000}, {code(2), 2'000}, {code(3), 1'000}});
  ASSERT_EQ(w.run(kFirst, seal(1, bid)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kSecond, seal(2, bid)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kThird, seal(3, offer({{code(3), 10'000}}))), Code::ok) << w.detail;
  EXPECT_EQ(on(kAfter, kFirst, bid), Code::partner_not_joined);
  EXPECT_THAT(w.detail, testing::HasSubstr(std::string(text_of(code(3)))));
  EXPECT_EQ(challenge().sealed, 3U);
}

TEST_F(RefusalBids, AnEnterpriseIsInOneBidOfAChallenge) {
  const OpenBid bid = offer({{code(1), 10'000}});
  ASSERT_EQ(w.run(kFirst, seal(1, bid)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAward, recorded(1, 1)), Code::already_bid) << "it bids itself";
  ASSERT_EQ(w.run(kAward, recorded(1, 2)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kSecond, seal(2, offer({{code(2), 10'000}}))), Code::already_bid)
      << "the department recorded its bid";
  EXPECT_EQ(w.run(kAward, recorded(2, 2)), Code::ok) << "as ever: findings tell of it";
  EXPECT_EQ(on(kAfter, kFirst, bid), Code::ok) << w.detail;
  EXPECT_EQ(bidder(1).line, 3U) << "the next number that no bid has";
}

TEST_F(RefusalBids, NumbersThatTheDepartmentGaveArePassedOver) {
  const OpenBid one = offer({{code(1), 10'000}}), two = offer({{code(2), 10'000}}, 80);
  ASSERT_EQ(w.run(kFirst, seal(1, one)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kSecond, seal(2, two)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAward, recorded(2, 4)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAward, recorded(UINT32_MAX, 5)), Code::ok) << w.detail;
  ASSERT_EQ(on(kAfter, kFirst, one), Code::ok) << w.detail;
  EXPECT_EQ(bidder(1).line, 3U);
  ASSERT_EQ(w.run(kSecond, two), Code::ok) << w.detail;
  EXPECT_EQ(bidder(2).line, 4U);
  EXPECT_EQ(challenge().last_line, 4U);
}

TEST_F(RefusalBids, NothingIsSelectedOverASealedBidWhileItMayBeOpened) {
  const OpenBid bid = offer({{code(1), 10'000}});
  ASSERT_EQ(w.run(kFirst, seal(1, bid)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAward, recorded(1, 2)), Code::ok) << w.detail;
  EXPECT_EQ(on(kAfter, kAward, selection(1, 90)), Code::bids_sealed);
  EXPECT_EQ(on(Date{2026, 11, 17}, kAward, selection(1, 90)), Code::bids_sealed);
  EXPECT_THAT(w.detail, testing::HasSubstr("to 2026-11-17"));
  EXPECT_EQ(on(Date{2026, 11, 18}, kAward, selection(1, 90)), Code::ok) << w.detail;
  EXPECT_EQ(challenge().sealed, 1U) << "sealed, and never opened";
  EXPECT_EQ(w.run(kFirst, bid), Code::already_selected);
}

TEST_F(RefusalBids, WhoIsRenamedOpensWhatItSealedAndWhoEndedDoesNot) {
  const OpenBid one = offer({{code(1), 10'000}}), two = offer({{code(2), 7'000}, {code(3), 3'000}}, 80);
  ASSERT_EQ(w.run(kFirst, seal(1, one)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kSecond, seal(2, two)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kThird, seal(3, two)), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kRegistrar, RenameEnterprise{code(1), "新名称", kDay, ""}), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kRegistrar, DissolveEnterprise{code(3), kDay, ""}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kThird, seal(3, one)), Code::enterprise_ended);
  EXPECT_EQ(on(kAfter, kFirst, one), Code::ok) << w.detail;
  EXPECT_EQ(w.value(BidKey{"jbgs", "c1", 1}).enterprise, Name("新名称"));
  EXPECT_EQ(w.run(kSecond, two), Code::enterprise_ended);
}

TEST_F(RefusalBids, AnEnterpriseSealsSoOftenAndNotMore) {
  for (Fen amount = 1; amount <= limits::kSealsMax; ++amount)
    ASSERT_EQ(w.run(kFirst, seal(1, offer({{code(1), 10'000}}, amount))), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFirst, seal(1, offer({{code(1), 10'000}}, 101))), Code::limit_exceeded);
  EXPECT_EQ(w.run(kFirst, withdrawal(1)), Code::ok) << "withdrawn at any time: " << w.detail;
}

TEST_F(RefusalBids, SharesAreOfEachMemberOnceAndTogetherWhole) {
  EXPECT_EQ(w.run(kFirst, offer({{code(1), 9'999}})), Code::bad_shares);
  EXPECT_EQ(w.run(kFirst, offer({{code(1), 10'000}, {code(2), 0}})), Code::bad_shares);
  EXPECT_EQ(w.run(kFirst, offer({{code(1), 5'000}, {code(1), 5'000}})), Code::bad_shares);
  EXPECT_EQ(w.run(kFirst, offer({{code(1), 10'000}, {code(2), 55'536}})), Code::bad_shares) << "no wrap";
  EXPECT_EQ(w.run(kFirst, offer({})), Code::empty_list);
}

TEST_F(RefusalBids, WhatThereIsNotIsNamed) {
  SealBid other = seal(1, offer({{code(1), 10'000}}));
  other.challenge = "none";
  EXPECT_EQ(w.run(kFirst, other), Code::unknown_challenge);
  other.programme = "none";
  EXPECT_EQ(w.run(kFirst, other), Code::unknown_programme);
  ASSERT_EQ(w.run(kProgramme, CloseProgramme{"jbgs", "", ""}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFirst, seal(1, offer({{code(1), 10'000}}))), Code::programme_closed);
}

TEST(RefusalBidsBefore, WithoutTheFeatureTheActionsAreUnreadableAndBidsAreAsTheyWere) {
  refusal::World w;
  w.register_enterprises(2);
  ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), kFirst)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFirst, SealBid{"jbgs", "c1", code(1), Hash32{}}), Code::unreadable_action);
  EXPECT_EQ(w.run(kFirst, samples::open_bid()), Code::unreadable_action);
  CreateProgramme programme = refusal::World::programme(1'000);
  programme.id = "jbgs";
  programme.kind = ProgrammeKind::challenge;
  ASSERT_EQ(w.run(kProgramme, programme), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kProgramme, PublishChallenge{"jbgs", "c1", "工业软件内核", "", "", 150, kClose, 2, {}}),
            Code::ok)
      << w.detail;
  RecordBids bids{"jbgs", "c1", {}};
  bids.lines.push_back({1, code(1), enterprise_name(1), "几何内核", 100});
  ASSERT_EQ(w.run(kAward, bids), Code::ok) << w.detail;
  EXPECT_TRUE(w.absent(BidderKey{"jbgs", "c1", code(1)}));
}

}  // namespace
}  // namespace credence
