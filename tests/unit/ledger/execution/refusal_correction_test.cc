// SPDX-License-Identifier: Apache-2.0
// Corrections that keep the past: payments returned or voided and made again, awards amended, an end undone.
// Totals follow, the reason stands beside what it changed, and every rule meets its code.
#include <chrono>

#include "ledger/domain/past.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

Date days_before(const Date& day, unsigned days) {
  const std::chrono::sys_days at =
      std::chrono::year{day.year} / std::chrono::month{day.month} / std::chrono::day{day.day};
  return date_of_days(static_cast<std::uint64_t>(at.time_since_epoch().count()) - days);
}

class RefusalCorrection : public RefusalNotice {
 protected:
  Code reverse(std::uint32_t line, Reversal kind = Reversal::returned, std::optional<Date> day = {},
               const Id& list = "p1") {
    ReversePayments action{kProgrammeId, list, kind, "粤财函3号", {}};
    action.lines.push_back({line, day.value_or(today()), "账号有误"});
    return run(kPay, action);
  }
  /// The lines as they are to be; the rest of the batch's declaration stays.
  AmendAwards amendment(std::vector<AwardLine> lines) {
    AmendAwards out{kProgrammeId,      "b1", "粤工信9号", "名单笔误", batch().declared_total,
                    batch().published, {}};
    out.lines.assign(lines.begin(), lines.end());
    return out;
  }
  Code amend(std::vector<AwardLine> lines) { return run(kAward, amendment(std::move(lines))); }
  EnterpriseValue enterprise(unsigned number) { return w.value(EnterpriseKey{code(number)}); }
  QualificationValue title(const Id& type, unsigned number) {
    return w.value(QualificationKey{type, code(number)});
  }
  Code restore(unsigned number) {
    return run(kRegistrar, RestoreEnterprise{code(number), "粤市监2号", "登记错误"});
  }
  Code merge(unsigned from, unsigned into, const Date& day = world::kDay,
             std::initializer_list<TitleDecision> titles = {}) {
    return run(kRegistrar, MergeEnterprise{code(from), code(into), day, "", List<TitleDecision, 64>(titles)});
  }
  Code issue(const Id& type, unsigned number, const Date& from) {
    return run(kQualify, World::issue(type, number, from));
  }
};

// ---- payments ---------------------------------------------------------------------------------------------

TEST_F(RefusalCorrection, AReturnedPaymentCountsNoMoreAndIsPaidAgain) {
  ASSERT_EQ(award({World::award(1, 1, 600), World::award(2, 2, 400)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 600), Code::ok) << w.detail;
  ASSERT_EQ(pay(2, 2, 2, 400), Code::ok) << w.detail;
  ASSERT_EQ(reverse(1), Code::ok) << w.detail;
  EXPECT_EQ(programme().paid, 400);
  EXPECT_EQ(programme().payments, 1U);
  EXPECT_EQ(programme().reversed, 600);
  EXPECT_EQ(programme().awarded, 1'000) << "the award stands";
  EXPECT_EQ(enterprise(1).paid, 0);
  EXPECT_EQ(enterprise(1).payments, 0U);
  EXPECT_EQ(batch().paid_total, 400);
  EXPECT_TRUE(award_value(1).paid_days.empty());
  ASSERT_TRUE(award_value(1).correction);
  EXPECT_EQ(award_value(1).correction->reason, "账号有误");
  EXPECT_EQ(award_value(1).correction->amount, 600);
  const auto payment = w.value(PaymentKey{kProgrammeId, "p1", 1});
  ASSERT_TRUE(payment.reversal);
  EXPECT_EQ(payment.amount, 600) << "what was recorded stays as it was";
  EXPECT_EQ(payment.reversal->document_no, "粤财函3号");
  EXPECT_EQ(w.value(PaymentListKey{kProgrammeId, "p1"}).reversed_total, 600);
  EXPECT_EQ(reverse(1), Code::payment_reversed);
  EXPECT_EQ(run(kProgramme, CloseProgramme{kProgrammeId, "", ""}), Code::programme_unsettled)
      << "it is to be paid again, or released";
  ASSERT_EQ(pay(3, 1, 1, 600), Code::ok) << w.detail;
  EXPECT_EQ(programme().paid, 1'000);
  expect_folds(1);
}

TEST_F(RefusalCorrection, WhatArrivedOrIsDemandedBackIsNotVoided) {
  ASSERT_EQ(award({World::award(1, 1, 600)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 500), Code::ok);
  EXPECT_EQ(reverse(9, Reversal::voided), Code::unknown_payment);
  EXPECT_EQ(reverse(1, Reversal::voided, {}, "p9"), Code::unknown_payment);
  EXPECT_EQ(reverse(1, Reversal::voided, after_days(today(), 1)), Code::day_in_future);
  EXPECT_EQ(reverse(1, Reversal::voided, Date{2020, 1, 1}), Code::day_too_early) << "before it was paid";
  ReversePayments other{kProgrammeId, "p1", Reversal::voided, "", {}};
  other.lines.push_back({1, today(), "误记"});
  EXPECT_EQ(run(kAward, other), Code::wrong_role);
  ASSERT_EQ(demand("r1", 1, 100), Code::ok);
  EXPECT_EQ(reverse(1, Reversal::voided), Code::recovery_exceeds_paid);
  ASSERT_EQ(pay(2, 1, 1, 100), Code::ok);
  EXPECT_EQ(reverse(1, Reversal::voided), Code::ok) << "the other one covers what is demanded: " << w.detail;
  EXPECT_EQ(reverse(2, Reversal::voided), Code::recovery_exceeds_paid);
  expect_folds(1);
}

TEST_F(RefusalCorrection, AnAcknowledgedPaymentIsNotReversedNorAReversedOneAcknowledged) {
  ASSERT_EQ(award({World::award(1, 1, 600)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 100), Code::ok);
  ASSERT_EQ(pay(2, 1, 1, 200), Code::ok);
  const SecretKey of_enterprise = secret(77);
  ASSERT_EQ(run(kRegistrar, w.binding(code(1), of_enterprise)), Code::ok) << w.detail;
  const auto acknowledge = [&](std::uint32_t line) {
    AcknowledgePayments action{kProgrammeId, "p1", {}};
    action.lines.push_back({line});
    return run(of_enterprise, action);
  };
  ASSERT_EQ(acknowledge(1), Code::ok) << w.detail;
  EXPECT_EQ(reverse(1), Code::payment_acknowledged);
  ASSERT_EQ(reverse(2), Code::ok) << w.detail;
  EXPECT_EQ(acknowledge(2), Code::payment_reversed);
}

TEST_F(RefusalCorrection, AClosedAwardKeepsItsPayments) {
  ASSERT_EQ(award({World::award(1, 1, 600)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 500), Code::ok);
  ASSERT_EQ(result(ResultStep::closing, 1), Code::ok) << w.detail;
  EXPECT_EQ(reverse(1), Code::award_closed);
}

/// A wrong day is put right by voiding and paying again: what tranche rules ask of days follows.
TEST_F(RefusalCorrection, AWrongDayIsVoidedAndPaidAgainUnderItsTranches) {
  ProgrammeRules asks;
  asks.tranches.push_back({TrancheCondition::confirmed, 0, 50, 0});
  asks.tranches.push_back({TrancheCondition::accepted, 0, 50, 0});
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  const Date first = today(), then = after_days(first, 20);
  const auto paid_on = [&](std::uint32_t line, Fen amount, const Date& day) {
    PaymentLine payment = World::payment(line, 1, 1, amount);
    payment.paid_on = day;
    return on(then, kPay, World::payments({payment}));
  };
  ResultLine accepted;
  accepted.line = 1, accepted.award_batch = "b1", accepted.award_line = 1, accepted.on = then;
  RecordResults acceptance{kProgrammeId, ResultStep::acceptance, "", {}};
  acceptance.lines.push_back(accepted);
  ASSERT_EQ(on(then, kAward, acceptance), Code::ok) << w.detail;
  ASSERT_EQ(paid_on(1, 30, then), Code::ok) << w.detail;
  EXPECT_EQ(paid_on(2, 60, first), Code::tranche_not_due) << "no later payment hides what was paid too early";
  ASSERT_EQ(paid_on(2, 50, first), Code::ok) << w.detail;
  ASSERT_EQ(reverse(1, Reversal::voided), Code::ok) << w.detail;
  EXPECT_EQ(award_value(1).last_paid_on(), first) << "the voided day is no day of payment";
  EXPECT_EQ(paid_on(3, 1, first), Code::tranche_not_due);
  EXPECT_EQ(paid_on(3, 50, then), Code::ok) << w.detail;
  EXPECT_EQ(award_value(1).paid, 100);
}

// ---- awards -----------------------------------------------------------------------------------------------

TEST_F(RefusalCorrection, AnAmountIsAmendedWithItsReasonAndTotalsFollow) {
  ASSERT_EQ(award({World::award(1, 1, 600), World::award(2, 2, 300)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 200), Code::ok);
  ASSERT_EQ(amend({World::award(1, 1, 500)}), Code::ok) << w.detail;
  EXPECT_EQ(award_value(1).amount, 500);
  EXPECT_EQ(programme().awarded, 800);
  EXPECT_EQ(enterprise(1).awarded, 500);
  EXPECT_EQ(enterprise(1).awards, 1U);
  EXPECT_EQ(batch().recorded_total, 800);
  ASSERT_TRUE(award_value(1).correction);
  EXPECT_EQ(award_value(1).correction->reason, "名单笔误");
  EXPECT_EQ(award_value(1).correction->amount, 600) << "what it was";
  EXPECT_EQ(amend({World::award(1, 1, 500)}), Code::already_registered);
  EXPECT_EQ(amend({World::award(1, 1, 199)}), Code::amount_below_paid);
  EXPECT_EQ(amend({World::award(1, 1, 701)}), Code::budget_exceeded);
  EXPECT_EQ(amend({World::award(9, 1, 10)}), Code::unknown_award);
  EXPECT_EQ(amend({World::award(1, 1, 700)}), Code::ok) << w.detail;
  EXPECT_EQ(award_value(1).corrections, 2U);
  AmendAwards less = amendment({World::award(2, 2, 200)});
  less.declared_total = 899;
  EXPECT_EQ(run(kAward, less), Code::declared_total_exceeded);
  less.declared_total = 900;
  EXPECT_EQ(run(kAward, less), Code::ok) << w.detail;
  EXPECT_EQ(batch().declared_total, 900);
  EXPECT_EQ(batch().correction->reason, "名单笔误");
  ASSERT_EQ(withdraw(2), Code::ok);
  EXPECT_EQ(amend({World::award(2, 2, 100)}), Code::award_closed);
  less.batch = "b9";
  EXPECT_EQ(run(kAward, less), Code::unknown_batch);
  expect_folds(1);
  expect_folds(2);
}

TEST_F(RefusalCorrection, AWrongBeneficiaryIsPutRightWhileNothingIsPaid) {
  ASSERT_EQ(award({World::award(1, 1, 300), World::award(2, 2, 400)}), Code::ok);
  AwardLine right = World::award(1, 3, 300);
  AwardLine misnamed = right;
  misnamed.beneficiary = World::award(1, 4, 1).beneficiary;
  EXPECT_EQ(amend({misnamed}), Code::name_mismatch);
  ASSERT_EQ(pay(1, 1, 1, 300), Code::ok);
  EXPECT_EQ(amend({right}), Code::award_paid);
  ASSERT_EQ(reverse(1), Code::ok) << "it came back from the wrong account";
  ASSERT_EQ(amend({right}), Code::ok) << w.detail;
  EXPECT_EQ(enterprise(1).awarded, 0);
  EXPECT_EQ(enterprise(1).awards, 0U);
  EXPECT_EQ(enterprise(3).awarded, 300);
  EXPECT_EQ(pay(2, 1, 1, 300), Code::code_differs);
  EXPECT_EQ(pay(2, 1, 3, 300), Code::ok) << w.detail;
  EXPECT_EQ(award({World::award(3, 1, 10)}), Code::ok)
      << "the project is the wrong one's no more: " << w.detail;
  EXPECT_EQ(award({World::award(4, 3, 10)}), Code::duplicate_award);
  for (const unsigned number : {1U, 2U, 3U}) expect_folds(number);
}

TEST_F(RefusalCorrection, TwoThatWereMixedUpAreExchangedInOneAction) {
  ProgrammeRules asks;
  asks.one_project = true;
  asks.cap = 400;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 300), World::award(2, 2, 400)}), Code::ok);
  EXPECT_EQ(amend({World::award(1, 2, 300)}), Code::duplicate_award);
  EXPECT_EQ(amend({World::award(1, 2, 300, "另一项目")}), Code::one_project_only);
  ASSERT_EQ(amend({World::award(1, 2, 300), World::award(2, 1, 400)}), Code::ok) << w.detail;
  EXPECT_EQ(enterprise(1).awarded, 400);
  EXPECT_EQ(enterprise(2).awarded, 300);
  EXPECT_EQ(amend({World::award(1, 2, 401)}), Code::cap_exceeded) << "a correction walks around no rule";
  expect_folds(1);
  expect_folds(2);
}

TEST_F(RefusalCorrection, WhoWasIdentifiedWronglyIsIdentifiedAnew) {
  ASSERT_EQ(award({{1, "某某企业", std::nullopt, "产线改造", 100}}), Code::ok);
  IdentifyBeneficiaries wrong{kProgrammeId, "b1", {}};
  wrong.lines.push_back({1, code(1)});
  ASSERT_EQ(run(kAward, wrong), Code::ok) << w.detail;
  EXPECT_EQ(amend({{1, "某某企业", code(2), "产线改造", 100}}), Code::ok)
      << "the published name may be another than the registered one: " << w.detail;
  EXPECT_EQ(enterprise(1).awarded, 0);
  EXPECT_EQ(enterprise(2).awarded, 100);
  EXPECT_EQ(amend({{1, "某某企业", std::nullopt, "产线改造", 100}}), Code::ok) << w.detail;
  EXPECT_EQ(batch().unidentified_count, 1U);
  EXPECT_EQ(award({{2, "某某企业", std::nullopt, "产线改造", 1}}), Code::duplicate_award);
  expect_folds(1);
  expect_folds(2);
}

TEST_F(RefusalCorrection, WhatWasAcceptedIsNotOpenAgainUnderItsRightCode) {
  ProgrammeRules asks;
  asks.acceptance_months = 12;
  ASSERT_EQ(rules(asks), Code::ok) << w.detail;
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok) << w.detail;
  ResultLine accepted;
  accepted.line = 1, accepted.award_batch = "b1", accepted.award_line = 1, accepted.on = today();
  RecordResults acceptance{kProgrammeId, ResultStep::acceptance, "", {}};
  acceptance.lines.push_back(accepted);
  ASSERT_EQ(run(kAward, acceptance), Code::ok) << w.detail;
  AwardLine bare = World::award(1, 1, 100);
  bare.code.reset();
  ASSERT_EQ(amend({bare}), Code::ok) << w.detail;
  IdentifyBeneficiaries right{kProgrammeId, "b1", {}};
  right.lines.push_back({1, code(2)});
  ASSERT_EQ(run(kAward, right), Code::ok) << w.detail;
  EXPECT_FALSE(w.ledger().state(OpenProjectsKey{code(2)}).value());
}

TEST_F(RefusalCorrection, WhatWasAnnouncedIsAnnouncedAnewOrNotChanged) {
  begin(5, false);
  ASSERT_EQ(run(kAward, notice({World::award(1, 1, 300), World::award(2, 2, 100)})), Code::ok);
  const Date ends = *batch().notice_ends;
  ASSERT_EQ(on(days_before(ends, 1), kAward, amendment({World::award(1, 1, 200)})), Code::ok) << w.detail;
  EXPECT_EQ(batch().notice_ends, ends) << "less asks for no new notice";
  ASSERT_EQ(on(days_before(ends, 1), kAward, amendment({World::award(1, 1, 250)})), Code::ok) << w.detail;
  EXPECT_GT(*batch().notice_ends, ends);
  RecordAwards confirmed = confirmation();
  confirmed.declared_total = batch().declared_total;
  ASSERT_EQ(on(after_days(*batch().notice_ends, 1), kAward, confirmed), Code::ok) << w.detail;
  EXPECT_EQ(amend({World::award(1, 1, 251)}), Code::notice_required);
  EXPECT_EQ(amend({World::award(1, 3, 250)}), Code::notice_required);
  EXPECT_EQ(amend({World::award(1, 1, 250, "另一项目")}), Code::notice_required);
  EXPECT_EQ(amend({World::award(1, 1, 249)}), Code::ok) << w.detail;
}

TEST_F(RefusalCorrection, AnotherDayOfTheAwardIsBeforeAllThatFollowedIt) {
  ASSERT_EQ(award({World::award(1, 1, 300)}), Code::ok);
  const Date day = today();
  ASSERT_EQ(pay(1, 1, 1, 100), Code::ok);
  AmendAwards other = amendment({});
  EXPECT_EQ(run(kAward, other), Code::already_registered);
  other.published = after_days(day, 1);
  EXPECT_EQ(run(kAward, other), Code::day_in_future);
  EXPECT_EQ(on(after_days(day, 3), kAward, other), Code::dates_reversed) << "it was paid before";
  other.published = Date{2019, 12, 31};
  EXPECT_EQ(run(kAward, other), Code::day_too_early) << "before the year of the programme";
  other.published = days_before(day, 2);
  ASSERT_EQ(run(kAward, other), Code::ok) << w.detail;
  EXPECT_EQ(batch().awarded_on(), days_before(day, 2));
  EXPECT_EQ(w.value(HistoryKey{EnterpriseKey{code(1)}}).count, 4U)
      << "registered, awarded, paid, and told of the day";
}

// ---- an end undone ----------------------------------------------------------------------------------------

TEST_F(RefusalCorrection, AMergerIsUndoneAndTitlesAreAsBefore) {
  EXPECT_EQ(restore(8), Code::not_ended);
  EXPECT_EQ(run(kRegistrar, RestoreEnterprise{code(99), "", "登记错误"}), Code::unknown_enterprise);
  ASSERT_EQ(issue("specialized", 1, {2026, 1, 1}), Code::ok);
  ASSERT_EQ(issue("specialized", 2, {2020, 1, 1}), Code::ok) << "over since 2022";
  const auto one = encode(title("specialized", 1)), two = encode(title("specialized", 2));
  ASSERT_EQ(merge(1, 2, world::kDay, {{"specialized", true}}), Code::ok) << w.detail;
  EXPECT_TRUE(title("specialized", 2).in_force(world::kDay));
  ASSERT_EQ(restore(1), Code::ok) << w.detail;
  EXPECT_EQ(encode(title("specialized", 1)), one);
  EXPECT_EQ(encode(title("specialized", 2)), two);
  EXPECT_TRUE(enterprise(1).active(world::kDay));
  EXPECT_TRUE(enterprise(2).predecessors.empty());
  EXPECT_EQ(award({World::award(1, 1, 100)}), Code::ok) << w.detail;
  ASSERT_EQ(merge(1, 3, world::kDay, {{"specialized", true}}), Code::ok) << "the right one: " << w.detail;
  ASSERT_EQ(restore(1), Code::ok) << w.detail;
  EXPECT_TRUE(w.absent(QualificationKey{"specialized", code(3)})) << "it never had one";
  EXPECT_TRUE(enterprise(3).qualifications.empty());
  for (const unsigned number : {1U, 2U, 3U}) expect_folds(number);
}

TEST_F(RefusalCorrection, WhatOthersHaveBuiltOnStands) {
  ASSERT_EQ(issue("specialized", 1, {2026, 1, 1}), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100), World::award(2, 4, 50)}), Code::ok);
  ASSERT_EQ(merge(1, 2, world::kDay, {{"specialized", true}}), Code::ok);
  PaymentLine to_successor = World::payment(1, 1, 2, 10);
  to_successor.paid_on = today();
  ASSERT_EQ(run(kPay, World::payments({to_successor})), Code::ok) << w.detail;
  EXPECT_EQ(restore(1), Code::end_built_on) << "the successor was paid";
  ASSERT_EQ(merge(4, 5), Code::ok);
  ASSERT_EQ(award({World::award(3, 5, 10, "另一项目")}, "b2"), Code::ok) << w.detail;
  EXPECT_EQ(restore(4), Code::end_built_on) << "the successor was awarded something";
  ASSERT_EQ(issue("specialized", 6, {2026, 1, 1}), Code::ok);
  ASSERT_EQ(merge(6, 7, world::kDay, {{"specialized", true}}), Code::ok);
  ASSERT_EQ(run(kQualify, SuspendQualification{"specialized", code(7), world::kDay, "", "核查"}), Code::ok)
      << w.detail;
  EXPECT_EQ(restore(6), Code::end_built_on) << "what was taken over has changed";
  ASSERT_EQ(merge(8, 9), Code::ok);
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(9), world::kDay, ""}), Code::ok);
  EXPECT_EQ(restore(8), Code::end_built_on) << "the successor has ended";
  ASSERT_EQ(restore(9), Code::ok) << w.detail;
  EXPECT_EQ(restore(8), Code::ok) << w.detail;
}

}  // namespace
}  // namespace credence
