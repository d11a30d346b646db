// SPDX-License-Identifier: Apache-2.0
// What became of a fund's investments, and what was used of a tax relief: each rule, the sums that follow, the
// corrections, and histories that fold to the state. And a chain that has not begun these features.
#include <gmock/gmock.h>

#include "ledger/domain/features.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

constexpr Date kPaidOn{2026, 9, 21};

class RefusalFund : public RefusalMoney {
 protected:
  /// A programme of this kind with one award of 100 to the first enterprise.
  void begin(const Id& id, ProgrammeKind kind, const Id& finance = "gd-finance") {
    CreateProgramme made = World::programme(1'000);
    made.id = id;
    made.kind = kind;
    made.finance_department = finance;
    ASSERT_EQ(run(kProgramme, made), Code::ok) << w.detail;
    RecordAwards awards = list({World::award(1, 1, 100), World::award(2, 2, 50)});
    awards.programme = id;
    ASSERT_EQ(run(kAward, awards), Code::ok) << w.detail;
  }
  Code pay_in(const Id& programme, std::uint32_t line, Fen amount) {
    PaymentLine payment = refusal::World::payment(line, 1, 1, amount);
    payment.paid_on = kPaidOn;
    RecordPayments payments = refusal::World::payments({payment});
    payments.programme = programme;
    return run(kPay, payments);
  }
  static RecordFundReturn returned(const Id& entry, ReturnKind kind, Fen cost, Fen proceeds,
                                   const Date& on = kPaidOn) {
    return {"fund",      entry,       "b1",
            1,           kind,        kind == ReturnKind::exit ? ExitWay::transfer : ExitWay::none,
            cost,        proceeds,    on,
            "粤基金1号", std::nullopt};
  }
  Code record(const RecordFundReturn& action) { return run(kAward, action); }
  Code take_back(const Id& entry) {
    return run(kAward, WithdrawEntry{"fund", EntryKind::fund_return, entry, "", "录入有误"});
  }
  static RecordRelief relief(ReliefStep step, Fen amount, std::uint32_t line = 1) {
    RecordRelief out{"relief", "q3", step, "粤税1号", "", {}};
    if (step > ReliefStep::checked) out.reason = "核查后调整";
    out.lines.push_back({line, "b1", 1, Date{2026, 7, 1}, Date{2026, 9, 30}, amount, kPaidOn});
    return out;
  }
  Code record(const RecordRelief& action) { return run(kAward, action); }
  ProgrammeValue of(const Id& programme) { return w.value(ProgrammeKey{programme}); }
  AwardValue award_of(const Id& programme) { return w.value(AwardKey{programme, "b1", 1}); }
};

TEST_F(RefusalFund, ExitsIncomesAndLossesEndNoMoreThanIsInvested) {
  begin("fund", ProgrammeKind::fund_investment);
  EXPECT_EQ(record(returned("x0", ReturnKind::income, 0, 1)), Code::return_exceeds_invested)
      << "nothing is paid";
  ASSERT_EQ(pay_in("fund", 1, 80), Code::ok) << w.detail;
  EXPECT_EQ(record(returned("x0", ReturnKind::exit, 81, 1)), Code::return_exceeds_invested);
  EXPECT_THAT(w.detail, testing::HasSubstr("0.80"));
  EXPECT_EQ(record(returned("x0", ReturnKind::exit, 1, 1, Date{2026, 9, 20})), Code::day_too_early);
  EXPECT_EQ(record(returned("x0", ReturnKind::exit, 1, 1, Date{2026, 9, 22})), Code::day_in_future);
  ASSERT_EQ(record(returned("x1", ReturnKind::exit, 30, 45)), Code::ok) << w.detail;
  EXPECT_EQ(record(returned("x1", ReturnKind::exit, 30, 45)), Code::already_registered);
  EXPECT_EQ(record(returned("x1", ReturnKind::exit, 30, 46)), Code::registered_differently);
  const auto capital = [&](const Id& entry) {
    return run(kAward, RecordSocialCapital{"fund", entry, "b1", 1, "样例创投", 7, kPaidOn, "", false, {}});
  };
  EXPECT_EQ(capital("x1"), Code::registered_differently) << "one id, one entry of a fund";
  ASSERT_EQ(capital("c1"), Code::ok) << w.detail;
  EXPECT_EQ(record(returned("c1", ReturnKind::income, 0, 4)), Code::registered_differently);
  ASSERT_EQ(record(returned("x2", ReturnKind::income, 0, 4)), Code::ok) << w.detail;
  ASSERT_EQ(record(returned("x3", ReturnKind::loss, 20, 2)), Code::ok) << w.detail;
  EXPECT_EQ(record(returned("x4", ReturnKind::loss, 31, 0)), Code::return_exceeds_invested);
  EXPECT_THAT(w.detail, testing::HasSubstr("invested 0.80 CNY, demanded back 0.00 CNY, ended by exits and "
                                           "losses 0.50 CNY, 0.31 CNY, at most 0.30 CNY"));
  for (const auto& sums :
       {std::tuple(of("fund").cost_ended, of("fund").written_off, of("fund").returned),
        std::tuple(award_of("fund").cost_ended, award_of("fund").written_off, award_of("fund").returned)})
    EXPECT_EQ(sums, std::tuple(50, 20, 51));
  EXPECT_EQ(of("fund").paid, 80) << "a return is no money that was paid back to the programme";
  EXPECT_EQ(w.value(FundReturnKey{"fund", "x3"}).kind, ReturnKind::loss);
  expect_folds("fund");
}

TEST_F(RefusalFund, WhatEndedIsNeitherDemandedBackNorUnpaid) {
  begin("fund", ProgrammeKind::fund_investment);
  ASSERT_EQ(pay_in("fund", 1, 80), Code::ok);
  ASSERT_EQ(record(returned("x1", ReturnKind::loss, 50, 0)), Code::ok);
  const auto demand_back = [&](Fen amount) {
    return run(kAward, DemandRecovery{"fund", "r1", "b1", 1, amount, "", "挪用"});
  };
  EXPECT_EQ(demand_back(31), Code::recovery_exceeds_paid);
  ASSERT_EQ(demand_back(30), Code::ok) << w.detail;
  EXPECT_EQ(record(returned("x2", ReturnKind::exit, 1, 1)), Code::return_exceeds_invested);
  ASSERT_EQ(run(kAward, WithdrawEntry{"fund", EntryKind::recovery, "r1", "", "误录"}), Code::ok);
  ReversePayments back{"fund", "p1", Reversal::voided, "", {}};
  back.lines.push_back({1, kPaidOn, "账号有误"});
  EXPECT_EQ(run(kPay, back), Code::record_built_on);
  EXPECT_THAT(w.detail, testing::HasSubstr("fund withdraw"));
  ASSERT_EQ(take_back("x1"), Code::ok) << w.detail;
  EXPECT_EQ(run(kPay, back), Code::ok) << w.detail;
  expect_folds("fund");
}

TEST_F(RefusalFund, AReturnIsWithdrawnAndItsIdIsNotUsedAgain) {
  begin("fund", ProgrammeKind::fund_investment);
  ASSERT_EQ(pay_in("fund", 1, 80), Code::ok);
  EXPECT_EQ(take_back("x1"), Code::nothing_to_correct);
  ASSERT_EQ(record(returned("x1", ReturnKind::loss, 50, 3)), Code::ok);
  ASSERT_EQ(record(returned("x2", ReturnKind::income, 0, 9)), Code::ok);
  ASSERT_EQ(take_back("x1"), Code::ok) << w.detail;
  ASSERT_EQ(take_back("x2"), Code::ok) << w.detail;
  EXPECT_EQ(take_back("x2"), Code::nothing_to_correct);
  EXPECT_EQ(record(returned("x1", ReturnKind::loss, 5, 3)), Code::registered_differently);
  EXPECT_EQ(record(returned("x1", ReturnKind::loss, 50, 3)), Code::registered_differently)
      << "it is withdrawn";
  const FundReturnValue value = w.value(FundReturnKey{"fund", "x1"});
  EXPECT_EQ(value.cost, 0);
  EXPECT_EQ(value.correction->kind, CorrectionKind::return_withdrawn);
  EXPECT_EQ(value.correction->amount, 50);
  EXPECT_EQ(award_of("fund").correction->amount, 9);
  const ProgrammeValue v = of("fund");
  EXPECT_EQ(std::tuple(v.cost_ended, v.written_off, v.returned), std::tuple(0, 0, 0));
  expect_folds("fund");
}

TEST_F(RefusalFund, ReturnsAreOfFundsAndFitTheirKind) {
  begin("relief", ProgrammeKind::tax_relief);
  RecordFundReturn other = returned("x1", ReturnKind::income, 0, 1);
  other.programme = "relief";
  EXPECT_EQ(record(other), Code::wrong_kind);
  const auto unfit = [&](ReturnKind kind, ExitWay way, Fen cost, Fen proceeds) {
    RecordFundReturn action = returned("x1", kind, cost, proceeds);
    action.way = way;
    return refusal::meet(check_action(Action(action)));
  };
  EXPECT_EQ(unfit(ReturnKind::exit, ExitWay::none, 1, 1), Code::bad_return);
  EXPECT_EQ(unfit(ReturnKind::exit, ExitWay::ipo, 0, 1), Code::bad_amount);
  EXPECT_EQ(unfit(ReturnKind::exit, ExitWay::ipo, 1, 0), Code::bad_amount);
  EXPECT_EQ(unfit(ReturnKind::exit, ExitWay::ipo, 1, 1), Code::ok);
  EXPECT_EQ(unfit(ReturnKind::income, ExitWay::ipo, 0, 1), Code::bad_return);
  EXPECT_EQ(unfit(ReturnKind::income, ExitWay::none, 1, 1), Code::bad_return);
  EXPECT_EQ(unfit(ReturnKind::income, ExitWay::none, 0, 0), Code::bad_amount);
  EXPECT_EQ(unfit(ReturnKind::loss, ExitWay::transfer, 1, 0), Code::bad_return);
  EXPECT_EQ(unfit(ReturnKind::loss, ExitWay::none, 0, 0), Code::bad_amount);
  EXPECT_EQ(unfit(ReturnKind::loss, ExitWay::none, 5, 5), Code::bad_return);
  EXPECT_EQ(unfit(ReturnKind::loss, ExitWay::none, 5, 4), Code::ok);
}

TEST_F(RefusalFund, ReliefIsRecordedByItsAuthorityAndNobodyPaysIt) {
  const std::uint64_t told = w.value(HistoryKey{DepartmentKey{"gd-iit"}}).count;
  begin("relief", ProgrammeKind::tax_relief, "gd-iit");
  EXPECT_EQ(of("relief").finance_department, "gd-iit");
  EXPECT_EQ(w.value(HistoryKey{DepartmentKey{"gd-iit"}}).count, told + 1) << "told once";
  begin("shared", ProgrammeKind::tax_relief);
  EXPECT_EQ(pay_in("shared", 1, 10), Code::wrong_kind);
  EXPECT_EQ(record(relief(ReliefStep::claimed, 101)), Code::award_exceeded);
  ASSERT_EQ(record(relief(ReliefStep::claimed, 60)), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::claimed, 60)), Code::already_registered);
  EXPECT_EQ(record(relief(ReliefStep::claimed, 61)), Code::registered_differently);
  EXPECT_EQ(record(relief(ReliefStep::claimed, 41, 2)), Code::award_exceeded);
  ASSERT_EQ(record(relief(ReliefStep::claimed, 40, 2)), Code::ok) << w.detail;
  EXPECT_EQ(std::tuple(of("relief").paid, of("relief").payments, award_of("relief").paid),
            std::tuple(100, 2U, 100));
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).paid, 100);
  const auto fund_like = [&] {
    RecordRelief action = relief(ReliefStep::claimed, 1);
    action.programme = kProgrammeId;
    return record(action);
  };
  EXPECT_EQ(fund_like(), Code::wrong_kind);
  expect_folds("relief");
}

TEST_F(RefusalFund, ReliefIsCheckedAdjustedAndWithdrawn) {
  begin("relief", ProgrammeKind::tax_relief, "gd-iit");
  EXPECT_EQ(record(relief(ReliefStep::checked, 60)), Code::unknown_relief);
  ASSERT_EQ(record(relief(ReliefStep::claimed, 60)), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::checked, 59)), Code::bad_relief);
  ASSERT_EQ(record(relief(ReliefStep::checked, 60)), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::claimed, 60)), Code::already_registered) << "it was claimed so";
  EXPECT_EQ(record(relief(ReliefStep::checked, 60)), Code::already_registered);
  EXPECT_EQ(record(relief(ReliefStep::adjusted, 60)), Code::no_change);
  EXPECT_EQ(record(relief(ReliefStep::adjusted, 101)), Code::award_exceeded);
  ASSERT_EQ(record(relief(ReliefStep::adjusted, 45)), Code::ok) << w.detail;
  ASSERT_EQ(record(relief(ReliefStep::adjusted, 70)), Code::ok) << w.detail;
  EXPECT_EQ(std::tuple(of("relief").paid, of("relief").payments, of("relief").reversed),
            std::tuple(70, 1U, 15));
  RecordRelief other = relief(ReliefStep::adjusted, 1);
  other.lines[0].award_line = 2;
  EXPECT_EQ(record(other), Code::registered_differently);
  other = relief(ReliefStep::adjusted, 1);
  other.lines[0].period_to = Date{2026, 9, 29};
  EXPECT_EQ(record(other), Code::registered_differently);
  ASSERT_EQ(run(kAward, DemandRecovery{"relief", "r1", "b1", 1, 50, "", "骗取优惠"}), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::adjusted, 49)), Code::recovery_exceeds_paid);
  ASSERT_EQ(run(kAward, WithdrawEntry{"relief", EntryKind::recovery, "r1", "", "误录"}), Code::ok);
  ASSERT_EQ(record(relief(ReliefStep::withdrawn, 0)), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::withdrawn, 0)), Code::nothing_to_correct);
  EXPECT_EQ(record(relief(ReliefStep::claimed, 60)), Code::registered_differently);
  const ReliefValue value = w.value(ReliefKey{"relief", "q3", 1});
  EXPECT_EQ(std::tuple(value.claimed, value.amount, value.step), std::tuple(60, 0, ReliefStep::withdrawn));
  EXPECT_EQ(award_of("relief").correction->kind, CorrectionKind::relief_withdrawn);
  EXPECT_EQ(std::tuple(of("relief").paid, of("relief").payments, of("relief").reversed),
            std::tuple(0, 0U, 85));
  expect_folds("relief");
}

TEST_F(RefusalFund, ReliefIsOfAPeriodBeforeItsClaimAndAnEnterpriseThatWas) {
  begin("relief", ProgrammeKind::tax_relief, "gd-iit");
  const auto claimed = [&](const Date& from, const Date& to, const Date& on) {
    RecordRelief action = relief(ReliefStep::claimed, 10);
    action.lines[0].period_from = from;
    action.lines[0].period_to = to;
    action.lines[0].on = on;
    return record(action);
  };
  EXPECT_EQ(claimed({2026, 9, 30}, {2026, 9, 29}, kPaidOn), Code::dates_reversed);
  EXPECT_EQ(claimed({2026, 7, 1}, {2076, 7, 2}, kPaidOn), Code::day_too_far);
  EXPECT_EQ(claimed({2026, 9, 22}, {2026, 9, 30}, kPaidOn), Code::day_too_early);
  EXPECT_EQ(claimed({2026, 7, 1}, {2026, 9, 30}, {2026, 9, 22}), Code::day_in_future);
  ASSERT_EQ(claimed({2026, 7, 1}, {2026, 9, 30}, kPaidOn), Code::ok) << w.detail;
  RecordRelief before = relief(ReliefStep::checked, 10);
  before.lines[0].on = Date{2026, 9, 20};
  EXPECT_EQ(record(before), Code::day_too_early);
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(1), kPaidOn, ""}), Code::ok) << w.detail;
  RecordRelief late = relief(ReliefStep::claimed, 10, 2);
  late.lines[0].period_from = kPaidOn;
  EXPECT_EQ(record(late), Code::enterprise_ended);
  late.lines[0].period_from = Date{2026, 9, 20};
  EXPECT_EQ(record(late), Code::ok) << w.detail;
  EXPECT_EQ(refusal::meet(check_action(Action(relief(ReliefStep::withdrawn, 1)))), Code::bad_relief);
  RecordRelief unreasoned = relief(ReliefStep::adjusted, 1);
  unreasoned.reason = {};
  EXPECT_EQ(refusal::meet(check_action(Action(unreasoned))), Code::bad_name);
}

TEST_F(RefusalFund, WhatIsClosedStaysAsItIs) {
  begin("relief", ProgrammeKind::tax_relief, "gd-iit");
  ASSERT_EQ(record(relief(ReliefStep::claimed, 60)), Code::ok);
  WithdrawAwards rest{"relief", "b1", "", "到期", {}};
  rest.lines.push_back({1});
  rest.lines.push_back({2});
  ASSERT_EQ(run(kAward, rest), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::claimed, 1, 2)), Code::award_closed);
  EXPECT_EQ(record(relief(ReliefStep::adjusted, 50)), Code::award_closed);
  ASSERT_EQ(run(kProgramme, CloseProgramme{"relief", "", "办结"}), Code::ok) << w.detail;
  EXPECT_EQ(record(relief(ReliefStep::adjusted, 50)), Code::programme_closed);
  EXPECT_EQ(record(relief(ReliefStep::checked, 60)), Code::ok) << "a check changes no sum: " << w.detail;
}

TEST(RefusalFeatures, AChainWithoutThemAnswersAsBefore) {
  refusal::World w;
  w.register_enterprises(2);
  CreateProgramme made = World::programme(1'000);
  made.kind = ProgrammeKind::tax_relief;
  made.finance_department = made.lead_department;
  EXPECT_EQ(w.run(kProgramme, made), Code::duties_not_separated);
  EXPECT_EQ(w.detail, "finance_department: department gd-iit") << "in the same words";
  made.finance_department = "gd-finance";
  ASSERT_EQ(w.run(kProgramme, made), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAward, World::awards({World::award(1, 1, 100)})), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kPay, World::payments({World::payment(1, 1, 1, 100)})), Code::ok) << w.detail;
  for (const Action& action :
       {Action(samples::record_fund_return()), Action(samples::record_relief()),
        Action(WithdrawEntry{"puhui-2022", EntryKind::fund_return, "x1", "", "误录"})}) {
    EXPECT_FALSE(features::needed_by(action).empty());
    EXPECT_EQ(w.run(kAward, action), Code::unreadable_action) << name_of(action);
  }
}

}  // namespace
}  // namespace credence
