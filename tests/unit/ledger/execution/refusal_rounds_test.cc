// SPDX-License-Identifier: Apache-2.0
// Rounds of a fund's investments and the investors beside it, where the ledger registers them: each rule, and a
// chain that has not begun the feature.
#include <gmock/gmock.h>

#include "ledger/domain/past.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

constexpr Date kDay{2026, 9, 21};

class RefusalRounds : public RefusalMoney {
 protected:
  void SetUp() override {
    RefusalMoney::SetUp();
    CreateProgramme made = World::programme(1'000);
    made.id = "fund";
    made.kind = ProgrammeKind::fund_investment;
    ASSERT_EQ(run(kProgramme, made), Code::ok) << w.detail;
    RecordAwards awards = list({World::award(1, 1, 100), World::award(2, 2, 50)});
    awards.programme = "fund";
    ASSERT_EQ(run(kAward, awards), Code::ok) << w.detail;
  }
  static RecordSocialCapital capital(const Id& entry, std::optional<unsigned> investor, Fen amount = 7) {
    RecordSocialCapital out{"fund", entry, "b1", 1, "样例创投", amount, kDay, "", false, {}};
    if (!investor) return out;
    out.investor_code = code(*investor);
    out.investor = enterprise_name(*investor);
    return out;
  }
  Code put(const RecordSocialCapital& action) { return run(kAward, action); }
  std::uint64_t told(unsigned enterprise) {
    return w.value(HistoryKey{EnterpriseKey{code(enterprise)}}).count;
  }
};

TEST_F(RefusalRounds, ACoInvestorIsRegisteredThereAndSomebodyElse) {
  const std::uint64_t before = told(2);
  EXPECT_EQ(put(capital("c1", 77)), Code::unknown_enterprise);
  EXPECT_EQ(put(capital("c1", 1)), Code::own_investor);
  RecordSocialCapital other = capital("c1", 2);
  other.investor = "另一企业";
  EXPECT_EQ(put(other), Code::name_mismatch);
  EXPECT_EQ(told(2), before);
  ASSERT_EQ(put(capital("c1", 2)), Code::ok) << w.detail;
  EXPECT_EQ(told(2), before + 1) << "it stands in the investor's own history";
  EXPECT_EQ(w.value(SocialCapitalKey{"fund", "c1"}).investor_code, code(2));
  EXPECT_EQ(put(capital("c1", 2)), Code::already_registered);
  EXPECT_EQ(put(capital("c1", 3)), Code::registered_differently);
  other = capital("c1", 2);
  other.document_no = "协议2号";
  EXPECT_EQ(put(other), Code::registered_differently);
  ASSERT_EQ(run(kAward, WithdrawEntry{"fund", EntryKind::social_capital, "c1", "", "误录"}), Code::ok);
  EXPECT_EQ(told(2), before + 2) << "and its withdrawal too";
  EXPECT_EQ(put(capital("c1", 2)), Code::registered_differently) << "it is withdrawn";
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(3), kDay, ""}), Code::ok) << w.detail;
  EXPECT_EQ(put(capital("c2", 3)), Code::enterprise_ended);
  other = capital("c2", 3);
  other.invested_on = Date{2026, 9, 20};
  EXPECT_EQ(put(other), Code::ok) << w.detail;
  expect_folds("fund");
}

TEST_F(RefusalRounds, WhoPromisedFulfils) {
  RecordSocialCapital promise = capital("c1", 2, 10);
  promise.promised = true;
  ASSERT_EQ(put(promise), Code::ok) << w.detail;
  const auto fulfil = [&](const Id& entry, std::optional<unsigned> investor) {
    RecordSocialCapital money = capital(entry, investor, 4);
    if (!investor) money.investor = enterprise_name(2);
    money.of = Id("c1");
    return put(money);
  };
  EXPECT_EQ(fulfil("c2", 3), Code::unknown_promise);
  EXPECT_EQ(fulfil("c2", std::nullopt), Code::unknown_promise) << "the name alone is not the investor";
  ASSERT_EQ(fulfil("c2", 2), Code::ok) << w.detail;
  EXPECT_EQ(put(promise), Code::already_registered) << "what fulfils it makes no other promise of it";
  ASSERT_EQ(run(kRegistrar, RenameEnterprise{code(2), "改名创投", kDay, ""}), Code::ok) << w.detail;
  RecordSocialCapital renamed = capital("c3", 2, 6);
  EXPECT_EQ(put(renamed), Code::name_mismatch);
  renamed.investor = "改名创投";
  renamed.of = Id("c1");
  EXPECT_EQ(put(renamed), Code::ok) << "known by its code: " << w.detail;
  EXPECT_EQ(w.value(ProgrammeKey{"fund"}).social_capital, 10);
  expect_folds("fund");
}

TEST_F(RefusalRounds, NothingComesIntoAnEnterpriseThatHasEnded) {
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(1), kDay, ""}), Code::ok) << w.detail;
  EXPECT_EQ(put(capital("c1", std::nullopt)), Code::enterprise_ended);
  RecordSocialCapital before = capital("c1", std::nullopt);
  before.invested_on = Date{2026, 9, 20};
  EXPECT_EQ(put(before), Code::ok) << w.detail;
}

TEST_F(RefusalRounds, WhatAnEnterpriseWasMergedIntoIsInvestedIn) {
  ASSERT_EQ(run(kRegistrar, MergeEnterprise{code(1), code(2), kDay, "", {}}), Code::ok) << w.detail;
  EXPECT_EQ(put(capital("c1", 2)), Code::own_investor);
  EXPECT_EQ(put(capital("c1", 3)), Code::ok) << w.detail;
}

TEST_F(RefusalRounds, ALineOfAFundTellsItsRoundAndIsCorrected) {
  AwardLine line = World::award(3, 3, 50);
  line.investment = FundInvestment{InvestmentRound::a, 1'250};
  EXPECT_EQ(award({line}), Code::wrong_kind) << "a grant has none";
  RecordAwards more = list({line}, "b2");
  more.programme = "fund";
  more.lines[0].investment->stake = limits::kSharesWhole + 1;
  EXPECT_EQ(refusal::meet(check_action(Action(more))), Code::limit_exceeded);
  more.lines[0].investment->stake = 1'250;
  ASSERT_EQ(run(kAward, more), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardKey{"fund", "b2", 3}).investment, line.investment);
  AmendAwards amend{"fund", "b2", "", "轮次有误", more.declared_total, more.published, {}};
  amend.lines.push_back(line);
  EXPECT_EQ(run(kAward, amend), Code::already_registered);
  amend.lines[0].investment = FundInvestment{InvestmentRound::pre_a, 0};
  ASSERT_EQ(run(kAward, amend), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardKey{"fund", "b2", 3}).investment, amend.lines[0].investment);
  EXPECT_EQ(w.value(AwardKey{"fund", "b2", 3}).correction->reason, "轮次有误");
  expect_folds("fund");
}

TEST(RefusalFeatures, WithoutRoundsAFundIsAsBefore) {
  Genesis made = genesis();
  made.features = {"fund-returns", "tax-relief"};
  refusal::World w(make_memory_key_value(), made);
  w.register_enterprises(2);
  CreateProgramme fund = World::programme(1'000);
  fund.kind = ProgrammeKind::fund_investment;
  ASSERT_EQ(w.run(kProgramme, fund), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAward, World::awards({World::award(1, 1, 100)})), Code::ok) << w.detail;
  RecordSocialCapital capital{fund.id, "c1", "b1", 1, "样例创投", 7, kDay, "协议1号", false, {}};
  ASSERT_EQ(w.run(kAward, capital), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAward, capital), Code::line_recorded);
  EXPECT_EQ(w.value(SocialCapitalKey{fund.id, "c1"}).document_no, "") << "the same bytes";
  capital.entry = "c2";
  capital.investor_code = code(2);
  EXPECT_EQ(w.run(kAward, capital), Code::unreadable_action);
  RecordAwards awards = World::awards({World::award(2, 2, 100)});
  awards.batch = "b2";
  awards.lines[0].investment = FundInvestment{};
  EXPECT_EQ(w.run(kAward, awards), Code::unreadable_action);
  AmendAwards amend{fund.id, "b1", "", "更正", awards.declared_total, awards.published, {}};
  amend.lines.push_back(World::award(1, 1, 100));
  amend.lines[0].investment = FundInvestment{};
  EXPECT_EQ(w.run(kAward, amend), Code::unreadable_action);
  ASSERT_EQ(w.run(kRegistrar, DissolveEnterprise{code(1), kDay, ""}), Code::ok) << w.detail;
  capital.investor_code.reset();
  EXPECT_EQ(w.run(kAward, capital), Code::ok) << w.detail;
}

}  // namespace
}  // namespace credence
