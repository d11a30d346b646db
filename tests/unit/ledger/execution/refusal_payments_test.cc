// SPDX-License-Identifier: Apache-2.0
// What becomes of awards: withdrawal, tranches, results, acknowledgement, credit, recovery; every rule meets
// its code.
#include "tests/support/suite.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

// ---- withdrawal, tranches, results ------------------------------------------------------------------------

TEST_F(RefusalMoney, AWithdrawnLineReleasesItsRestAndIsNotPaid) {
  ASSERT_EQ(award({World::award(1, 1, 600), World::award(2, 2, 400)}), Code::ok);
  EXPECT_EQ(withdraw(9), Code::unknown_award);
  ASSERT_EQ(pay(1, 1, 1, 250), Code::ok);
  EXPECT_EQ(withdraw(1), Code::ok);
  EXPECT_EQ(withdraw(1), Code::award_closed);
  EXPECT_EQ(award_value(1).released, 350);
  EXPECT_EQ(programme().awarded, 650);
  EXPECT_EQ(programme().released, 350);
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).awarded, 250);
  EXPECT_EQ(pay(2, 1, 1, 1), Code::award_closed);
  ASSERT_EQ(pay(2, 2, 2, 400), Code::ok);
  EXPECT_EQ(withdraw(2), Code::nothing_to_release);
  EXPECT_EQ(award({World::award(3, 1, 10)}), Code::duplicate_award)
      << "a project that was paid for stays guarded";
  EXPECT_EQ(award({World::award(3, 3, 350)}), Code::ok) << "the envelope has its money back";
}

TEST_F(RefusalMoney, ATrancheWaitsForItsCondition) {
  ProgrammeRules asks;
  asks.tranches.push_back({TrancheCondition::confirmed, 0, 30, 0});
  asks.tranches.push_back({TrancheCondition::milestone, 1, 0, 25});
  asks.tranches.push_back({TrancheCondition::accepted, 0, 20, 0});
  asks.tranches.push_back({TrancheCondition::performance, 0, 20, 0});
  ASSERT_EQ(rules(asks), Code::ok) << w.detail;
  ASSERT_EQ(award({World::award(1, 1, 101)}), Code::ok);
  EXPECT_EQ(pay(1, 1, 1, 31), Code::tranche_not_due);
  EXPECT_EQ(pay(1, 1, 1, 30), Code::ok) << w.detail;
  const auto milestone = [&](std::uint8_t number, bool passed) {
    ResultLine line;
    line.milestone = number;
    line.passed = passed;
    return result(ResultStep::milestone, 1, line);
  };
  EXPECT_EQ(milestone(2, true), Code::milestone_order);
  EXPECT_EQ(milestone(1, false), Code::ok) << "recorded, and nothing is due";
  EXPECT_EQ(pay(2, 1, 1, 1), Code::tranche_not_due);
  EXPECT_EQ(milestone(1, true), Code::ok);
  EXPECT_EQ(pay(2, 1, 1, 25), Code::ok);
  ResultLine graded;
  graded.grade = Performance::good;
  EXPECT_EQ(result(ResultStep::performance, 1, graded), Code::not_accepted);
  ResultLine failed;
  failed.passed = false;
  EXPECT_EQ(result(ResultStep::acceptance, 1, failed), Code::ok);
  EXPECT_EQ(pay(3, 1, 1, 1), Code::acceptance_failed);
  EXPECT_EQ(result(ResultStep::acceptance, 1), Code::ok) << "a later acceptance may pass";
  EXPECT_EQ(result(ResultStep::acceptance, 1), Code::already_accepted);
  EXPECT_EQ(pay(3, 1, 1, 21), Code::tranche_not_due);
  EXPECT_EQ(pay(3, 1, 1, 20), Code::ok);
  EXPECT_EQ(result(ResultStep::performance, 1, graded), Code::ok);
  EXPECT_EQ(result(ResultStep::performance, 1, graded), Code::already_graded);
  EXPECT_EQ(pay(4, 1, 1, 26), Code::ok) << "the last tranche pays what rounding left: " << w.detail;
  EXPECT_EQ(award_value(1).paid, 101);
}

TEST_F(RefusalMoney, APoorPerformanceKeepsItsTrancheBack) {
  ProgrammeRules asks;
  asks.tranches.push_back({TrancheCondition::confirmed, 0, 50, 0});
  asks.tranches.push_back({TrancheCondition::performance, 0, 50, 0});
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ResultLine graded;
  graded.grade = Performance::poor;
  ASSERT_EQ(result(ResultStep::performance, 1, graded), Code::ok);
  EXPECT_EQ(pay(1, 1, 1, 51), Code::tranche_not_due);
  EXPECT_EQ(pay(1, 1, 1, 50), Code::ok);
}

TEST_F(RefusalMoney, ResultsNeedAConfirmedAndIdentifiedAward) {
  ASSERT_EQ(award({World::award(1, 1, 10)}, "b1", AwardStage::public_notice), Code::ok);
  EXPECT_EQ(result(ResultStep::acceptance, 1), Code::not_confirmed);
  ASSERT_EQ(award({}, "b1"), Code::ok);
  ASSERT_EQ(award({{2, "未认定企业", std::nullopt, "产线改造", 10}}), Code::ok);
  EXPECT_EQ(result(ResultStep::acceptance, 2), Code::not_identified);
  EXPECT_EQ(result(ResultStep::acceptance, 3), Code::unknown_award);
}

TEST_F(RefusalMoney, AClosedAwardReleasesItsRest) {
  ProgrammeRules asks;
  asks.acceptance_months = 12;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 80), Code::ok);
  EXPECT_EQ(result(ResultStep::closing, 1), Code::not_accepted);
  ASSERT_EQ(result(ResultStep::acceptance, 1), Code::ok);
  ASSERT_EQ(demand("r1", 1, 5), Code::ok);
  EXPECT_EQ(result(ResultStep::closing, 1), Code::recovery_open);
  ASSERT_EQ(recover("r1", 1, 5), Code::ok);
  EXPECT_EQ(run(kProgramme, CloseProgramme{kProgrammeId, "", ""}), Code::programme_unsettled);
  EXPECT_EQ(result(ResultStep::closing, 1), Code::ok) << w.detail;
  EXPECT_EQ(result(ResultStep::closing, 1), Code::award_closed);
  EXPECT_EQ(programme().awarded, 80);
  EXPECT_EQ(run(kProgramme, CloseProgramme{kProgrammeId, "", "全部办结"}), Code::ok) << w.detail;
  EXPECT_EQ(award({World::award(2, 2, 10)}), Code::programme_closed);
  EXPECT_EQ(demand("r2", 1, 5), Code::ok)
      << "money can be demanded back from a closed programme too: " << w.detail;
}

/// Rules under a key that is bound to an enterprise.
class RefusalOfEnterprises : public testing::Test {
 protected:
  Code apply(const Uscc& enterprise, const auto& action) {
    context.enterprise = enterprise;
    const auto done = apply_rules(context, action);
    return refusal::meet(done);
  }
  const refusal::NoState nothing;
  Overlay state{samples::kSuite, nothing};
  BlockRecord record;
  TransactionContext context{state, record, 1, 0, 1'790'000'000'000, {}, {}, {}, std::nullopt};
};

TEST_F(RefusalOfEnterprises, AnEnterpriseAcknowledgesItsOwnPaymentOnce) {
  AcknowledgePayments received{kProgrammeId, "p1", {}};
  received.lines.push_back({1});
  EXPECT_EQ(apply(code(1), received), Code::unknown_programme);
  state.at(ProgrammeKey{kProgrammeId}).put({});
  EXPECT_EQ(apply(code(1), received), Code::unknown_payment);
  state.at(PaymentKey{kProgrammeId, "p1", 1}).put({"b1", 1, code(1), 60, Date{2026, 9, 1}, false, {}});
  state.at(AwardKey{kProgrammeId, "b1", 1}).edit().paid = 60;
  EXPECT_EQ(apply(code(2), received), Code::wrong_enterprise);
  EXPECT_EQ(apply(code(1), received), Code::ok);
  EXPECT_EQ(apply(code(1), received), Code::already_acknowledged);
  EXPECT_EQ(state.at(AwardKey{kProgrammeId, "b1", 1})->acknowledged, 60);
}

TEST_F(RefusalOfEnterprises, AnEnterpriseObjectsAndItsHistorySaysSo) {
  state.at(ProgrammeKey{kProgrammeId}).put({});
  state.at(AwardBatchKey{kProgrammeId, "b1"}).edit().stage = AwardStage::public_notice;
  AwardValue award;
  award.code = code(1);
  state.at(AwardKey{kProgrammeId, "b1", 1}).put(award);
  ASSERT_EQ(apply(code(2), FileObjection{kProgrammeId, "b1", 1, "材料不实", std::nullopt}), Code::ok);
  EXPECT_EQ(state.at(ObjectionKey{kProgrammeId, "b1", 1})->enterprise, code(2));
  EXPECT_EQ(state.at(HistoryKey{EnterpriseKey{code(1)}})->count, 1u) << "of the enterprise concerned";
  EXPECT_EQ(state.at(HistoryKey{EnterpriseKey{code(2)}})->count, 1u) << "and of the one that objects";
}

TEST_F(RefusalMoney, APaymentIsAcknowledgedByAKeyOfTheEnterprise) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 60), Code::ok);
  const SecretKey own = secret(61);
  ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), own)), Code::ok) << w.detail;
  AcknowledgePayments received{kProgrammeId, "p1", {}};
  received.lines.push_back({1});
  EXPECT_EQ(run(kAward, received), Code::wrong_role);
  EXPECT_EQ(run(own, received), Code::ok) << w.detail;
  EXPECT_EQ(award_value(1).acknowledged, 60);
}

TEST_F(RefusalMoney, ACreditEntryBarsFromAwardAndPayment) {
  ProgrammeRules asks;
  asks.blocking_credit = CreditClass::general;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  const SecretKey credit = secret(53);
  ASSERT_EQ(run(kScienceAdmin, w.post("gd-science", credit, {Role::credit})), Code::ok) << w.detail;
  ASSERT_EQ(run(kAdmin, samples::set_credit_rules()), Code::ok);
  const auto penalty = [&](std::uint32_t line, unsigned enterprise, CreditClass weight, const Date& to) {
    RecordCredit action{"gd-science", Id("c" + std::to_string(line)), {}};
    action.lines.push_back({line, code(enterprise), CreditKind::penalty, weight, Date{2026, 9, 1}, to,
                            tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(std::to_string(line)))});
    ASSERT_EQ(run(credit, action), Code::ok) << w.detail;
  };
  penalty(1, 1, CreditClass::minor, Date{2026, 11, 30});
  EXPECT_EQ(pay(1, 1, 1, 10), Code::ok) << "below the class that bars";
  penalty(2, 1, CreditClass::serious, Date{2027, 12, 31});
  penalty(3, 2, CreditClass::general, Date{2026, 12, 31});
  EXPECT_EQ(pay(2, 1, 1, 10), Code::credit_blocks);
  EXPECT_EQ(award({World::award(2, 2, 10)}), Code::credit_blocks);
  EXPECT_EQ(w.detail, "line 2, code: general, to 2026-12-31");
  EXPECT_EQ(on(Date{2027, 1, 1}, kAward, list({World::award(2, 2, 10)})), Code::ok)
      << "when it has ended by itself: " << w.detail;
}

// ---- recovery ---------------------------------------------------------------------------------------------

TEST_F(RefusalMoney, WhatComesBackIsNeverMoreThanWasDemandedOrPaid) {
  ASSERT_EQ(award({World::award(1, 1, 100), World::award(2, 2, 100)}), Code::ok);
  EXPECT_EQ(demand("r1", 1, 1), Code::recovery_exceeds_paid) << "nothing is paid yet";
  ASSERT_EQ(pay(1, 1, 1, 80), Code::ok);
  EXPECT_EQ(demand("r1", 1, 81), Code::recovery_exceeds_paid);
  ASSERT_EQ(demand("r1", 1, 50), Code::ok);
  EXPECT_EQ(demand("r1", 1, 50), Code::already_registered);
  EXPECT_EQ(demand("r1", 2, 50), Code::registered_differently);
  EXPECT_EQ(demand("r2", 1, 31), Code::recovery_exceeds_paid) << "all cases of an award together";
  EXPECT_EQ(recover("none", 1, 1), Code::unknown_recovery);
  EXPECT_EQ(recover("r1", 2, 10), Code::receipt_order);
  EXPECT_EQ(recover("r1", 1, 51), Code::recovery_exceeded);
  EXPECT_EQ(recover("r1", 1, 30), Code::ok) << w.detail;
  EXPECT_EQ(recover("r1", 1, 10), Code::line_recorded);
  EXPECT_EQ(demand("r1", 1, 29), Code::demand_below_recovered);
  EXPECT_EQ(demand("r1", 1, 40), Code::ok) << "a later decision demands less";
  EXPECT_EQ(recover("r1", 2, 11), Code::recovery_exceeded);
  EXPECT_EQ(recover("r1", 2, 10), Code::ok);
  EXPECT_EQ(run(kAward, RecordRecovery{kProgrammeId, "r1", 3, 1, Date{2026, 10, 1}}), Code::wrong_role);
  EXPECT_EQ(programme().demanded, 40);
  EXPECT_EQ(programme().recovered, 40);
  EXPECT_EQ(award_value(1).recovered, 40);
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).recovered, 40);
  EXPECT_EQ(w.value(RecoveryKey{kProgrammeId, "r1"}).receipts, 2u);
}

}  // namespace
}  // namespace credence
