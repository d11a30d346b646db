// SPDX-License-Identifier: Apache-2.0
// What was recorded by mistake is taken back: totals follow, the reason stands beside what it changed, what rests
// on it is undone first, and histories fold to the state.
#include <gmock/gmock.h>

#include "ledger/domain/past.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

class RefusalWithdrawal : public RefusalMoney {
 protected:
  Code withdraw_result(ResultStep step, std::uint32_t award_line, std::uint8_t milestone = 0) {
    WithdrawResults action{kProgrammeId, step, "粤工信10号", "录入有误", {}};
    action.lines.push_back({1, "b1", award_line, milestone});
    return run(kAward, action);
  }
  Code withdraw_entry(EntryKind kind, const Id& entry, const Id& programme = kProgrammeId) {
    return run(kAward, WithdrawEntry{programme, kind, entry, "", "录入有误"});
  }
  Code void_receipt(std::uint32_t receipt, const SecretKey& key = kPay) {
    return run(key, VoidReceipt{kProgrammeId, "r1", receipt, "粤财3号", "金额有误"});
  }
  Code milestone(std::uint32_t award_line, std::uint8_t number) {
    ResultLine line;
    line.milestone = number;
    return result(ResultStep::milestone, award_line, line);
  }
  Code accept(std::uint32_t award_line, bool passed = true) {
    ResultLine line;
    line.passed = passed;
    return result(ResultStep::acceptance, award_line, line);
  }
  Code grade(std::uint32_t award_line, Performance grade) {
    ResultLine line;
    line.grade = grade;
    return result(ResultStep::performance, award_line, line);
  }
  CorrectionKind corrected(std::uint32_t line) { return award_value(line).correction.value().kind; }
  RecoveryValue recovery() { return w.value(RecoveryKey{kProgrammeId, "r1"}); }
};

TEST_F(RefusalWithdrawal, AResultIsTakenBackUnlessMoneyOrAResultRestsOnIt) {
  ProgrammeRules asks;
  asks.tranches.push_back({TrancheCondition::confirmed, 0, 30, 0});
  asks.tranches.push_back({TrancheCondition::milestone, 1, 20, 0});
  asks.tranches.push_back({TrancheCondition::accepted, 0, 50, 0});
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 2), Code::unknown_award);
  EXPECT_EQ(withdraw_result(ResultStep::milestone, 1, 1), Code::nothing_to_correct);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::nothing_to_correct);
  EXPECT_EQ(withdraw_result(ResultStep::performance, 1), Code::nothing_to_correct);
  ASSERT_EQ(milestone(1, 1), Code::ok);
  ASSERT_EQ(milestone(1, 2), Code::ok);
  EXPECT_EQ(withdraw_result(ResultStep::milestone, 1, 1), Code::record_built_on) << "the second stands on it";
  EXPECT_EQ(withdraw_result(ResultStep::milestone, 1, 3), Code::nothing_to_correct);
  EXPECT_EQ(withdraw_result(ResultStep::milestone, 1, 2), Code::ok) << w.detail;
  ASSERT_EQ(accept(1), Code::ok);
  ASSERT_EQ(grade(1, Performance::good), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 100), Code::ok) << w.detail;
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::record_built_on);
  EXPECT_THAT(w.detail, testing::HasSubstr("performance withdraw"));
  EXPECT_EQ(withdraw_result(ResultStep::performance, 1), Code::ok) << "no tranche waits for it";
  EXPECT_EQ(withdraw_result(ResultStep::performance, 1), Code::nothing_to_correct);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::record_built_on);
  EXPECT_THAT(w.detail, testing::HasSubstr("payment void"));
  EXPECT_EQ(withdraw_result(ResultStep::milestone, 1, 1), Code::record_built_on);
  ReversePayments voiding{kProgrammeId, "p1", Reversal::voided, "", {}};
  voiding.lines.push_back({1, today(), "误记"});
  ASSERT_EQ(run(kPay, voiding), Code::ok) << w.detail;
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::ok) << w.detail;
  EXPECT_EQ(corrected(1), CorrectionKind::acceptance_withdrawn);
  EXPECT_EQ(award_value(1).acceptance, Acceptance::none);
  EXPECT_EQ(award_value(1).corrections, 4);
  EXPECT_EQ(accept(1), Code::ok) << "and is recorded rightly";
  expect_folds(1);
}

TEST_F(RefusalWithdrawal, WhatWasBeforeAnAcceptanceIsSoAgain) {
  ProgrammeRules asks;
  asks.acceptance_months = 6;
  asks.overdue_blocks = true;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(accept(1, false), Code::ok);
  ASSERT_EQ(accept(1), Code::ok);
  const auto waits = [this] { return w.ledger().state(OpenProjectsKey{code(1)}).value().has_value(); };
  const auto settled = [this] { return w.value(AwardBatchKey{kProgrammeId, "b1"}).settled; };
  EXPECT_FALSE(waits());
  EXPECT_EQ(settled(), 1U);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::ok);
  EXPECT_TRUE(waits());
  EXPECT_EQ(settled(), 0U);
  EXPECT_EQ(award_value(1).acceptance, Acceptance::failed);
  EXPECT_EQ(pay(1, 1, 1, 10), Code::acceptance_failed);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::ok);
  EXPECT_EQ(award_value(1).acceptance, Acceptance::none);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::nothing_to_correct);
  ASSERT_EQ(accept(1), Code::ok);
  ASSERT_EQ(result(ResultStep::closing, 1), Code::ok);
  EXPECT_EQ(withdraw_result(ResultStep::acceptance, 1), Code::award_closed);
  expect_folds(1);
}

TEST_F(RefusalWithdrawal, AReceiptIsVoidedAndADemandWithdrawn) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 100), Code::ok);
  EXPECT_EQ(withdraw_entry(EntryKind::recovery, "r1"), Code::nothing_to_correct);
  EXPECT_EQ(void_receipt(1), Code::nothing_to_correct);
  ASSERT_EQ(demand("r1", 1, 60), Code::ok);
  ASSERT_EQ(recover("r1", 1, 50), Code::ok);
  EXPECT_EQ(withdraw_entry(EntryKind::recovery, "r1"), Code::record_built_on);
  EXPECT_THAT(w.detail, testing::HasSubstr("recovery void"));
  EXPECT_EQ(void_receipt(2), Code::nothing_to_correct);
  EXPECT_EQ(void_receipt(1, kAward), Code::wrong_role);
  EXPECT_EQ(void_receipt(1), Code::ok) << w.detail;
  EXPECT_EQ(void_receipt(1), Code::nothing_to_correct);
  EXPECT_EQ(recovery().recovered, 0);
  EXPECT_TRUE(recovery().received[0].voided);
  EXPECT_EQ(recovery().correction->amount, 50);
  EXPECT_EQ(programme().recovered, 0);
  EXPECT_EQ(recover("r1", 1, 5), Code::line_recorded) << "its number stays";
  ASSERT_EQ(recover("r1", 2, 5), Code::ok);
  EXPECT_EQ(award_value(1).recovered, 5);
  expect_folds(1);
  ASSERT_EQ(void_receipt(2), Code::ok);
  EXPECT_EQ(withdraw_entry(EntryKind::recovery, "r1"), Code::ok) << w.detail;
  EXPECT_EQ(withdraw_entry(EntryKind::recovery, "r1"), Code::nothing_to_correct);
  EXPECT_EQ(demand("r1", 1, 10), Code::nothing_to_correct) << "its id is not used again";
  EXPECT_EQ(recover("r1", 3, 5), Code::nothing_to_correct);
  EXPECT_EQ(corrected(1), CorrectionKind::demand_withdrawn);
  EXPECT_EQ(recovery().demanded, 0);
  EXPECT_EQ(recovery().correction->amount, 60);
  EXPECT_EQ(programme().demanded, 0);
  EXPECT_EQ(programme().recoveries, 0U);
  EXPECT_EQ(demand("r2", 1, 10), Code::ok);
  expect_folds(1);
}

TEST_F(RefusalWithdrawal, AnEntryOfAFundIsWithdrawnAfterWhatFulfilsIt) {
  CreateProgramme fund = World::programme(1'000);
  fund.id = "fund";
  fund.kind = ProgrammeKind::fund_investment;
  ASSERT_EQ(run(kProgramme, fund), Code::ok) << w.detail;
  RecordAwards investment = list({World::award(1, 1, 100)});
  investment.programme = "fund";
  ASSERT_EQ(run(kAward, investment), Code::ok) << w.detail;
  const auto capital = [&](const Id& entry, Fen amount, bool promised, std::optional<Id> of) {
    return run(kAward, RecordSocialCapital{"fund", entry, "b1", 1, "样例创投", amount, Date{2026, 9, 1}, "",
                                           promised, std::move(of)});
  };
  const auto sums = [this] {
    const ProgrammeValue v = w.value(ProgrammeKey{"fund"});
    return std::pair{v.social_promised, v.social_capital};
  };
  EXPECT_EQ(withdraw_entry(EntryKind::social_capital, "c1", "fund"), Code::nothing_to_correct);
  ASSERT_EQ(capital("c1", 300, true, std::nullopt), Code::ok);
  ASSERT_EQ(capital("c2", 100, false, "c1"), Code::ok);
  ASSERT_EQ(capital("c3", 7, false, std::nullopt), Code::ok);
  EXPECT_EQ(sums(), std::pair(Fen{307}, Fen{107}));
  EXPECT_EQ(withdraw_entry(EntryKind::social_capital, "c1", "fund"), Code::record_built_on);
  EXPECT_THAT(w.detail, testing::HasSubstr("fund withdraw"));
  EXPECT_EQ(withdraw_entry(EntryKind::social_capital, "c2", "fund"), Code::ok) << w.detail;
  EXPECT_EQ(sums(), std::pair(Fen{307}, Fen{7}));
  EXPECT_EQ(w.value(SocialCapitalKey{"fund", "c1"}).fulfilled, 0);
  EXPECT_EQ(withdraw_entry(EntryKind::social_capital, "c1", "fund"), Code::ok);
  EXPECT_EQ(withdraw_entry(EntryKind::social_capital, "c3", "fund"), Code::ok);
  EXPECT_EQ(sums(), std::pair(Fen{0}, Fen{0}));
  EXPECT_EQ(withdraw_entry(EntryKind::social_capital, "c3", "fund"), Code::nothing_to_correct);
  EXPECT_EQ(capital("c4", 1, false, "c1"), Code::unknown_promise);
  EXPECT_EQ(capital("c3", 7, false, std::nullopt), Code::registered_differently);
  EXPECT_EQ(w.value(SocialCapitalKey{"fund", "c3"}).correction->amount, 7);
  expect_folds(1, "fund");
}

}  // namespace
}  // namespace credence
