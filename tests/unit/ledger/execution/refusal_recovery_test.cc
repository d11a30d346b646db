// SPDX-License-Identifier: Apache-2.0
// What a recovery asks for beside the money itself, and how far a case has come. And a chain that has not begun this
// feature.
#include <gmock/gmock.h>

#include "ledger/domain/features.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

class RefusalRecovery : public RefusalMoney {
 protected:
  void SetUp() override {
    RefusalMoney::SetUp();
    ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
    ASSERT_EQ(pay(1, 1, 1, 80), Code::ok);
  }
  Code demand_with(Fen demanded, const Charges& charges) {
    return run(kAward, DemandRecovery{kProgrammeId, "r1", "b1", 1, demanded, "", "骗取资金", charges});
  }
  Code receive(std::uint32_t receipt, Fen amount, const Charges& charges) {
    return run(kPay, RecordRecovery{kProgrammeId, "r1", receipt, amount, today(), charges});
  }
  Code step(RecoveryStep step, const Date& on, std::optional<Date> due = {}, bool withdrawn = false) {
    return run(kAward,
               TakeRecoveryStep{kProgrammeId, "r1", step, on, due, "", withdrawn ? "误录" : "", withdrawn});
  }
  RecoveryValue held() { return w.value(RecoveryKey{kProgrammeId, "r1"}); }
};

TEST_F(RefusalRecovery, EachChargeIsBoundedByItselfAndIsNoPartOfWhatWasPaid) {
  ASSERT_EQ(demand_with(80, {.interest = 7, .penalty = 40}), Code::ok) << "more than was paid, all together";
  EXPECT_EQ(demand_with(80, {.interest = 7, .penalty = 40}), Code::already_registered);
  EXPECT_EQ(receive(1, 0, {.late_charge = 1}), Code::recovery_exceeded) << "none is asked for";
  EXPECT_EQ(receive(1, 10, {.interest = 8}), Code::recovery_exceeded);
  ASSERT_EQ(receive(1, 10, {.interest = 5}), Code::ok) << w.detail;
  ASSERT_EQ(receive(2, 0, {.penalty = 40}), Code::ok) << w.detail;
  EXPECT_EQ(receive(3, 0, {.interest = 3}), Code::recovery_exceeded) << "of all receipts together";
  EXPECT_EQ(demand_with(80, {.interest = 4, .penalty = 40}), Code::demand_below_recovered);
  ASSERT_EQ(demand_with(80, {.interest = 7, .penalty = 40, .late_charge = 3}), Code::ok) << "paid late";
  EXPECT_EQ(held().charges_outstanding(), (Charges{.interest = 2, .late_charge = 3}));
  EXPECT_EQ(held().recovered, 10);
  EXPECT_EQ(programme().recovered, 10) << "charges are in no sum of what came back";
  EXPECT_EQ(programme().charged, (Charges{.interest = 7, .penalty = 40, .late_charge = 3}));
  EXPECT_EQ(programme().charges_received, (Charges{.interest = 5, .penalty = 40}));
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).recovered, 10);
  expect_folds(kProgrammeId);
}

TEST_F(RefusalRecovery, AVoidedReceiptTakesItsChargesBackAndADemandWithoutReceiptsIsWithdrawn) {
  ASSERT_EQ(demand_with(80, {.interest = 7}), Code::ok);
  ASSERT_EQ(receive(1, 0, {.interest = 7}), Code::ok);
  const WithdrawEntry take_back{kProgrammeId, EntryKind::recovery, "r1", "", "误录"};
  EXPECT_EQ(run(kAward, take_back), Code::record_built_on) << "interest came in";
  ASSERT_EQ(run(kPay, VoidReceipt{kProgrammeId, "r1", 1, "", "误录"}), Code::ok) << w.detail;
  EXPECT_EQ(held().charges_received, Charges{});
  expect_folds(kProgrammeId);
  ASSERT_EQ(run(kAward, take_back), Code::ok) << w.detail;
  EXPECT_EQ(programme().charged, Charges{});
  EXPECT_EQ(programme().charges_received, Charges{});
  expect_folds(kProgrammeId);
}

TEST_F(RefusalRecovery, StepsFollowOneAnotherByTheirDaysAndTheLatestIsTakenBack) {
  const Date day = today(), before = date_of_days(days_of(day) - 9), later = after_days(day, 1);
  EXPECT_EQ(step(RecoveryStep::intent, before), Code::unknown_recovery);
  ASSERT_EQ(demand_with(80, {}), Code::ok);
  ASSERT_EQ(step(RecoveryStep::intent, before), Code::ok) << w.detail;
  EXPECT_EQ(step(RecoveryStep::intent, before), Code::already_registered);
  EXPECT_EQ(step(RecoveryStep::served, date_of_days(days_of(before) - 1)), Code::day_too_early);
  EXPECT_EQ(step(RecoveryStep::served, later), Code::day_in_future);
  ASSERT_EQ(step(RecoveryStep::decided, day, later), Code::ok) << w.detail;
  EXPECT_EQ(held().due(), later);
  EXPECT_EQ(step(RecoveryStep::intent, before, {}, true), Code::nothing_to_correct) << "not the latest";
  ASSERT_EQ(step(RecoveryStep::decided, day, {}, true), Code::ok) << w.detail;
  EXPECT_EQ(held().due(), std::nullopt);
  EXPECT_EQ(held().steps.size(), 1u);
  EXPECT_EQ(run(kPay, TakeRecoveryStep{kProgrammeId, "r1", RecoveryStep::served, day, {}, "", "", false}),
            Code::wrong_role);
  for (std::size_t i = held().steps.size(); i < limits::kRecoveryStepsMax; ++i)
    ASSERT_EQ(step(i % 2 == 0 ? RecoveryStep::urged : RecoveryStep::served, day), Code::ok) << i;
  EXPECT_EQ(step(RecoveryStep::court, day), Code::limit_exceeded);
  expect_folds(kProgrammeId);
}

TEST(RefusalRecoveryFeature, AChainWithoutItAnswersAsBefore) {
  refusal::World w;
  w.register_enterprises(1);
  w.create_programme(1'000);
  ASSERT_EQ(w.run(kAward, World::awards({World::award(1, 1, 100)})), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kPay, World::payments({World::payment(1, 1, 1, 100)})), Code::ok) << w.detail;
  DemandRecovery demand{kProgrammeId, "r1", "b1", 1, 10, "", "挪用", {}};
  ASSERT_EQ(w.run(kAward, demand), Code::ok) << w.detail;
  demand.charges.interest = 1;
  EXPECT_EQ(w.run(kAward, demand), Code::unreadable_action);
  RecordRecovery receipt{kProgrammeId, "r1", 1, 10, date_in_china(w.ledger().head().time_ms), {.penalty = 1}};
  EXPECT_EQ(w.run(kPay, receipt), Code::unreadable_action);
  receipt.charges = {};
  EXPECT_EQ(w.run(kPay, receipt), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAward, samples::take_recovery_step()), Code::unreadable_action);
}

}  // namespace
}  // namespace credence
