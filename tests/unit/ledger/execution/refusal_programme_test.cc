// SPDX-License-Identifier: Apache-2.0
// Programmes: envelope, quotas, and the kinds of programmes; every rule meets its code, and what it allows
// changes the totals as it says.
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

// ---- envelope and quotas ----------------------------------------------------------------------------------

TEST_F(RefusalMoney, TheEnvelopeIsAmendedButNeverBelowWhatIsBound) {
  ASSERT_EQ(award({World::award(1, 1, 300)}), Code::ok);
  ASSERT_EQ(run(kProgramme, AllocateQuota{kProgrammeId, "gz", "广州", 200, ""}), Code::ok);
  const auto amend = [&](Fen budget) {
    return run(kProgramme, AmendProgramme{kProgrammeId, budget, "", std::nullopt, "调整"});
  };
  EXPECT_EQ(amend(499), Code::budget_below_bound);
  EXPECT_EQ(amend(500), Code::ok) << "down to what is bound, exactly";
  EXPECT_EQ(amend(500), Code::already_registered);
  EXPECT_EQ(award({World::award(2, 2, 1)}), Code::budget_exceeded) << "the rest belongs to the quota";
  EXPECT_EQ(amend(501), Code::ok);
  EXPECT_EQ(award({World::award(2, 2, 1)}), Code::ok);
  EXPECT_EQ(run(kScience, AmendProgramme{kProgrammeId, 900, "", std::nullopt, "调整"}),
            Code::wrong_department);
}

TEST_F(RefusalMoney, AQuotaBindsItsBatchesAndIsBoundByTheEnvelope) {
  const auto quota = [&](Fen amount) {
    return run(kProgramme, AllocateQuota{kProgrammeId, "gz", "广州", amount, ""});
  };
  EXPECT_EQ(quota(1'001), Code::budget_exceeded);
  ASSERT_EQ(quota(400), Code::ok);
  EXPECT_EQ(quota(400), Code::already_registered);
  EXPECT_EQ(award({World::award(1, 1, 10)}, "b1", AwardStage::confirmed, Id("sz")), Code::unknown_quota);
  EXPECT_EQ(award({World::award(1, 1, 401)}, "b1", AwardStage::confirmed, Id("gz")), Code::quota_exceeded);
  ASSERT_EQ(award({World::award(1, 1, 300)}, "b1", AwardStage::confirmed, Id("gz")), Code::ok);
  EXPECT_EQ(award({World::award(2, 2, 10)}), Code::declaration_differs)
      << "parts of a batch are of one quota";
  EXPECT_EQ(quota(299), Code::quota_below_awarded);
  EXPECT_EQ(quota(300), Code::ok);
  EXPECT_EQ(pay(1, 1, 1, 120), Code::ok);
  const QuotaValue held = w.value(QuotaKey{kProgrammeId, "gz"});
  EXPECT_EQ(held.awarded, 300);
  EXPECT_EQ(held.paid, 120);
  EXPECT_EQ(withdraw(1), Code::ok);
  EXPECT_EQ(w.value(QuotaKey{kProgrammeId, "gz"}).awarded, 120);
  EXPECT_EQ(programme().awarded_of_quotas, 120);
  ProgrammeRules asks;
  asks.quota_required = true;
  ASSERT_EQ(rules(asks), Code::ok);
  EXPECT_EQ(award({World::award(1, 2, 10)}, "b2"), Code::quota_required);
}

TEST_F(RefusalMoney, OfTwoDepartmentsRacingForTheLastOfAnEnvelopeOneWins) {
  // Two quotas of two cities, and the last 100 of the envelope: both lists are in one block.
  ASSERT_EQ(award({World::award(1, 1, 900)}), Code::ok);
  const SecretKey other = secret(41);
  ASSERT_EQ(run(kAdmin, w.post("gd-iit", other, {Role::award})), Code::ok) << w.detail;
  const auto receipts = w.apply({w.transaction(kAward, list({World::award(1, 2, 100)}, "b2")),
                                 w.transaction(other, list({World::award(1, 3, 100)}, "b3"))});
  EXPECT_EQ(static_cast<Code>(receipts.at(0).code), Code::ok);
  EXPECT_EQ(static_cast<Code>(receipts.at(1).code), Code::budget_exceeded);
  EXPECT_EQ(error_of(receipts.at(1)).detail, "line 1, programme puhui-2022, 11.00 CNY, at most 10.00 CNY");
  EXPECT_EQ(programme().awarded, 1'000);
}

TEST_F(RefusalMoney, OfOneProjectInTwoListsAtOnceOneWins) {
  const auto receipts = w.apply({w.transaction(kAward, list({World::award(7, 1, 100)}, "b2")),
                                 w.transaction(kAward, list({World::award(3, 1, 100)}, "b3"))});
  EXPECT_EQ(static_cast<Code>(receipts.at(0).code), Code::ok);
  EXPECT_EQ(static_cast<Code>(receipts.at(1).code), Code::duplicate_award);
  EXPECT_EQ(error_of(receipts.at(1)).detail, "line 3, project: batch b2, award line 7")
      << "the other gets the reason";
}

// ---- other kinds of programmes ----------------------------------------------------------------------------

class RefusalKinds : public RefusalMoney {
 protected:
  void create(const Id& id, ProgrammeKind kind, Fen budget) {
    CreateProgramme action = World::programme(budget);
    action.id = id;
    action.kind = kind;
    ASSERT_EQ(run(kProgramme, action), Code::ok) << w.detail;
  }
};

TEST_F(RefusalKinds, AFundCountsTheSocialCapitalThatItDrewIn) {
  create("fund", ProgrammeKind::fund_investment, 1'000);
  RecordAwards investment = list({World::award(1, 1, 100)});
  investment.programme = "fund";
  ASSERT_EQ(run(kAward, investment), Code::ok);
  const RecordSocialCapital capital{"fund", "c1", "b1", 1, "样例创投", 300, Date{2026, 9, 1}, ""};
  EXPECT_EQ(run(kAward, capital), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, capital), Code::already_registered);
  RecordSocialCapital elsewhere = capital;
  elsewhere.programme = kProgrammeId;
  EXPECT_EQ(run(kAward, elsewhere), Code::wrong_kind);
  EXPECT_EQ(w.value(ProgrammeKey{"fund"}).social_capital, 300);
  EXPECT_EQ(w.value(AwardKey{"fund", "b1", 1}).social_capital, 300);
}

TEST_F(RefusalKinds, ACatalogueListsProductsAndNoMoney) {
  create("catalogue", ProgrammeKind::procurement_catalogue, 0);
  RecordListings listing{"catalogue", "b1", "", {}};
  listing.lines.push_back({1, code(1), enterprise_name(1), "样例软件", Date{2026, 1, 1}, std::nullopt});
  EXPECT_EQ(run(kAward, listing), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, listing), Code::already_registered);
  listing.lines[0].valid_to = Date{2026, 6, 30};
  EXPECT_EQ(run(kAward, listing), Code::ok) << "taken off by another term";
  listing.lines[0].valid_to = Date{2026, 12, 31};
  listing.lines[0].enterprise = enterprise_name(2);
  EXPECT_EQ(run(kAward, listing), Code::name_mismatch);
  listing.programme = kProgrammeId;
  EXPECT_EQ(run(kAward, listing), Code::wrong_kind);
  RecordAwards money = list({World::award(1, 1, 10)});
  money.programme = "catalogue";
  EXPECT_EQ(run(kAward, money), Code::wrong_kind);
  EXPECT_EQ(run(kProgramme, AmendProgramme{"catalogue", 100, "", std::nullopt, "调整"}), Code::wrong_kind);
}

TEST_F(RefusalKinds, AChallengeIsPublishedBidForAndDecided) {
  create("jbgs", ProgrammeKind::challenge, 1'000);
  PublishChallenge publish{"jbgs", "c1", "工业软件内核", "", "", 150, Date{2026, 11, 10}, 1, {}};
  publish.milestones.push_back({"样机", std::nullopt});
  PublishChallenge elsewhere = publish;
  elsewhere.programme = kProgrammeId;
  EXPECT_EQ(run(kProgramme, elsewhere), Code::wrong_kind);
  ASSERT_EQ(run(kProgramme, publish), Code::ok) << w.detail;
  EXPECT_EQ(run(kProgramme, publish), Code::already_registered);
  RecordBids bids{"jbgs", "c1", {}};
  bids.lines.push_back({1, code(1), enterprise_name(1), "几何内核", 120});
  bids.lines.push_back({2, code(2), enterprise_name(2), "几何内核二", 200});
  RecordBids other = bids;
  other.challenge = "none";
  EXPECT_EQ(run(kAward, other), Code::unknown_challenge);
  ASSERT_EQ(on(Date{2026, 11, 10}, kAward, bids), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, bids), Code::line_recorded);
  const auto select = [&](std::vector<SelectionLine> lines) {
    SelectBids action{"jbgs", "c1", "", std::nullopt, AwardStage::public_notice, {}};
    action.lines.assign(lines.begin(), lines.end());
    return action;
  };
  EXPECT_EQ(run(kAward, select({{1, 100}})), Code::bids_open);
  RecordBids late{"jbgs", "c1", {}};
  late.lines.push_back({3, code(3), enterprise_name(3), "迟到", 10});
  EXPECT_EQ(on(Date{2026, 11, 11}, kAward, late), Code::bids_closed);
  EXPECT_EQ(run(kAward, select({{1, 50}, {2, 50}})), Code::too_many_winners);
  EXPECT_EQ(run(kAward, select({{9, 50}})), Code::unknown_bid);
  EXPECT_EQ(run(kAward, select({{1, 121}})), Code::challenge_exceeded) << "more than the bid";
  EXPECT_EQ(run(kAward, select({{2, 151}})), Code::challenge_exceeded) << "more than the challenge";
  EXPECT_EQ(run(kAward, select({{1, 110}})), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, select({{1, 110}})), Code::already_selected);
  const AwardValue award = w.value(AwardKey{"jbgs", "c1", 1});
  EXPECT_EQ(award.amount, 110);
  EXPECT_EQ(award.code, code(1));
  EXPECT_EQ(w.value(AwardBatchKey{"jbgs", "c1"}).stage, AwardStage::public_notice);
  EXPECT_TRUE(w.value(BidKey{"jbgs", "c1", 1}).selected);
  EXPECT_FALSE(w.value(BidKey{"jbgs", "c1", 2}).selected);
}

TEST_F(RefusalKinds, ASelectionIsAwardedFromTheQuotaOfItsChallenge) {
  create("jbgs", ProgrammeKind::challenge, 1'000);
  ProgrammeRules asks;
  asks.quota_required = true;
  ASSERT_EQ(run(kProgramme, SetProgrammeRules{"jbgs", asks, ""}), Code::ok) << w.detail;
  ASSERT_EQ(
      run(kProgramme, PublishChallenge{"jbgs", "c1", "工业软件内核", "", "", 150, Date{2026, 11, 10}, 1, {}}),
      Code::ok)
      << w.detail;
  RecordBids bids{"jbgs", "c1", {}};
  bids.lines.push_back({1, code(1), enterprise_name(1), "几何内核", 120});
  ASSERT_EQ(on(Date{2026, 11, 10}, kAward, bids), Code::ok) << w.detail;
  SelectBids select{"jbgs", "c1", "", std::nullopt, AwardStage::confirmed, {}};
  select.lines.push_back({1, 110});
  EXPECT_EQ(on(Date{2026, 11, 11}, kAward, select), Code::quota_required) << "none was put by";
  const auto quota = [&](const Id& id, Fen amount) {
    return run(kProgramme, AllocateQuota{"jbgs", id, "工业软件内核", amount, ""});
  };
  ASSERT_EQ(quota("other", 150), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, select), Code::quota_required) << "that of another challenge is not touched";
  ASSERT_EQ(quota("c1", 109), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, select), Code::quota_exceeded);
  ASSERT_EQ(quota("c1", 150), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, select), Code::ok) << w.detail;
  EXPECT_EQ(w.value(QuotaKey{"jbgs", "c1"}).awarded, 110);
  EXPECT_EQ(w.value(QuotaKey{"jbgs", "other"}).awarded, 0);
  EXPECT_EQ(w.value(ProgrammeKey{"jbgs"}).awarded_of_quotas, 110);
  EXPECT_EQ(w.value(AwardBatchKey{"jbgs", "c1"}).quota, Id("c1"));
}

}  // namespace
}  // namespace credence
