// SPDX-License-Identifier: Apache-2.0
// What needs no state: each code of check_action, by spoiling one field of a valid action; and the rules
// whose bounds no short chain reaches, over a state that is put there.
#include "ledger/execution/rules.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace samples;  // NOLINT(google-build-using-namespace)

Code checked(const Action& action) { return refusal::meet(check_action(action)); }

/// The code of a valid action after one change.
template <class Body>
Code after(Body body, void (*change)(Body&)) {
  change(body);
  return checked(Action(std::move(body)));
}

TEST(RefusalChecks, EachCodeByOneChangeOfAValidAction) {
  for (const Action& action : every_action()) EXPECT_EQ(checked(action), Code::ok) << name_of(action);
  EXPECT_EQ(after(create_programme(), +[](CreateProgramme& a) { a.id = "P 1"; }), Code::bad_id);
  EXPECT_EQ(after(create_programme(), +[](CreateProgramme& a) { a.name = " 专项"; }), Code::bad_name);
  EXPECT_EQ(
      after(create_programme(), +[](CreateProgramme& a) { a.name = "专\u2060项"; }), Code::bad_character);
  EXPECT_EQ(after(
                register_enterprises(),
                +[](RegisterEnterprises& a) { a.lines[0].registered_on = Date{1900, 1, 1}; }),
            Code::day_too_early);
  EXPECT_EQ(after(
                create_programme(), +[](CreateProgramme& a) { a.name = "卡号 6222021234567890123"; }),
            Code::personal_data);
  EXPECT_EQ(
      after(create_programme(), +[](CreateProgramme& a) { a.fiscal_year = 2101; }), Code::bad_fiscal_year);
  EXPECT_EQ(after(
                create_programme(), +[](CreateProgramme& a) { a.budget = limits::kAmountFenMax + 1; }),
            Code::bad_amount);
  EXPECT_EQ(after(
                create_programme(), +[](CreateProgramme& a) { a.finance_department = a.lead_department; }),
            Code::duties_not_separated);
  EXPECT_EQ(after(
                register_key(), +[](RegisterKey& a) { a.roles = {Role::award, Role::pay}; }),
            Code::duties_not_separated);
  EXPECT_EQ(after(
                register_key(), +[](RegisterKey& a) { a.roles = {Role::award, Role::check}; }),
            Code::duties_not_separated);
  EXPECT_EQ(after(register_key(), +[](RegisterKey& a) { a.roles.clear(); }), Code::bad_roles);
  EXPECT_EQ(after(
                dissolve_enterprise(), +[](DissolveEnterprise& a) { a.effective = {2026, 2, 29}; }),
            Code::bad_date);
  EXPECT_EQ(
      after(
          issue_qualifications(), +[](IssueQualifications& a) { a.lines[0].valid_to = Date{2022, 6, 30}; }),
      Code::dates_reversed);
  EXPECT_EQ(after(define_qualification(), +[](DefineQualification& a) { a.years = 51; }), Code::bad_term);
  EXPECT_EQ(after(
                define_qualification(), +[](DefineQualification& a) { a.prerequisite = a.type; }),
            Code::prerequisite_of_itself);
  EXPECT_EQ(after(record_payments(), +[](RecordPayments& a) { a.lines.clear(); }), Code::empty_list);
  EXPECT_EQ(
      after(record_payments(), +[](RecordPayments& a) { a.lines[1].line = 1; }), Code::lines_not_rising);
  EXPECT_EQ(after(
                record_payments(), +[](RecordPayments& a) { a.declared_total -= 1; }),
            Code::total_above_declared);
  EXPECT_EQ(
      after(record_payments(), +[](RecordPayments& a) { a.declared_count = 1; }), Code::count_above_declared);
  EXPECT_EQ(after(
                register_enterprises(), +[](RegisterEnterprises& a) { a.lines[1].code = a.lines[0].code; }),
            Code::repeated_line);
  EXPECT_EQ(
      after(merge_enterprise(), +[](MergeEnterprise& a) { a.into = a.code; }), Code::merged_into_itself);
  EXPECT_EQ(
      after(
          set_qualification_rule(), +[](SetQualificationRule& a) { a.rule.issue = a.rule.renew = false; }),
      Code::bad_rule);
  EXPECT_EQ(after(
                set_qualification_rule(), +[](SetQualificationRule& a) { a.rule.notice_days = 91; }),
            Code::bad_rule);
  EXPECT_EQ(after(
                record_credit(), +[](RecordCredit& a) { a.lines[1].weight = CreditClass::minor; }),
            Code::credit_class_differs);
  EXPECT_EQ(after(
                register_holders(), +[](RegisterHolders& a) { a.lines[0].belongs_to.reset(); }),
            Code::holder_of_nobody);
  EXPECT_EQ(after(
                register_holders(), +[](RegisterHolders& a) { a.lines[1].department.clear(); }),
            Code::holder_of_nobody);
  EXPECT_EQ(after(
                register_holders(), +[](RegisterHolders& a) { a.lines[0].kind = HolderKind::enterprise; }),
            Code::wrong_holder);
  EXPECT_EQ(
      after(
          register_holders(), +[](RegisterHolders& a) { a.lines[1] = a.lines[0], a.lines[1].line = 2; }),
      Code::repeated_line);
  EXPECT_EQ(after(
                record_social_capital(), +[](RecordSocialCapital& a) { a.promised = true, a.of = Id("c0"); }),
            Code::unknown_promise);
  EXPECT_EQ(
      after(withdraw_results(), +[](WithdrawResults& a) { a.step = ResultStep::closing; }), Code::bad_result);
  EXPECT_EQ(
      after(withdraw_results(), +[](WithdrawResults& a) { a.lines[0].milestone = 0; }), Code::bad_result);
  EXPECT_EQ(after(withdraw_entry(), +[](WithdrawEntry& a) { a.reason = {}; }), Code::bad_name);
  EXPECT_EQ(after(void_receipt(), +[](VoidReceipt& a) { a.receipt = 0; }), Code::lines_not_rising);
  EXPECT_EQ(after(
                set_credit_rules(), +[](SetCreditRules& a) { a.terms[0].repair_months = 4; }),
            Code::bad_credit_term);
}

TEST(RefusalChecks, EachFaultOfACreditCode) {
  const auto parsed = [](std::string_view text) { return refusal::meet(parse_uscc(text)); };
  EXPECT_EQ(parsed("91440300192203821"), Code::uscc_wrong_length);
  EXPECT_EQ(parsed("440301103456789"), Code::uscc_old_number);
  EXPECT_EQ(parsed("9144030071526726xg"), Code::uscc_lower_case);
  EXPECT_EQ(parsed("91A403001922038216"), Code::uscc_bad_region);
  EXPECT_EQ(parsed("9144030019220382I6"), Code::uscc_bad_character);
  EXPECT_EQ(parsed("914403001922038217"), Code::uscc_bad_check_digit);
}

TEST(RefusalChecks, RulesFitTogether) {
  const auto with = [](auto change) {
    SetProgrammeRules action = set_programme_rules();
    change(action.rules);
    return checked(action);
  };
  EXPECT_EQ(with([](ProgrammeRules&) {}), Code::ok);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1].percent = 51; }), Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1].percent = 49; }), Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1].amount = 5; }), Code::bad_rules)
      << "percent or amount";
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1] = {TrancheCondition::accepted, 0, 0, 0}; }),
            Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1].milestone = 1; }), Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1].condition = TrancheCondition::milestone; }),
            Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.tranches[1].amount = -5; }), Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.excluded.push_back("other-2022"); }), Code::bad_rules)
      << "rising";
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.excluded[0] = "puhui-2022"; }), Code::bad_rules)
      << "itself";
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.notice_days = 61; }), Code::bad_rules);
  EXPECT_EQ(with([](ProgrammeRules& rules) { rules.cap = -1; }), Code::bad_amount);
}

TEST(RefusalChecks, ACalendarIsOfItsYearAndInOrder) {
  const auto with = [](auto change) {
    SetCalendar action = set_calendar();
    change(action);
    return checked(action);
  };
  EXPECT_EQ(with([](SetCalendar&) {}), Code::ok);
  EXPECT_EQ(with([](SetCalendar& calendar) { calendar.holidays.push_back({2026, 10, 1}); }),
            Code::bad_calendar);
  EXPECT_EQ(with([](SetCalendar& calendar) { calendar.holidays.push_back({2027, 1, 1}); }),
            Code::bad_calendar);
  EXPECT_EQ(with([](SetCalendar& calendar) { calendar.workdays.push_back({2026, 10, 12}); }),
            Code::bad_calendar)
      << "a Monday";
  EXPECT_EQ(with([](SetCalendar& calendar) { calendar.holidays.push_back({2026, 10, 10}); }),
            Code::bad_calendar)
      << "both";
}

TEST(RefusalChecks, AResultFitsItsStep) {
  const auto with = [](ResultStep step, std::uint8_t milestone, Performance grade, bool passed) {
    RecordResults action{"puhui-2022", step, "", {}};
    action.lines.push_back({1, "b1", 1, passed, milestone, grade, Date{2023, 3, 1}});
    return checked(action);
  };
  EXPECT_EQ(with(ResultStep::milestone, 1, Performance::none, false), Code::ok);
  EXPECT_EQ(with(ResultStep::milestone, 0, Performance::none, true), Code::bad_result);
  EXPECT_EQ(with(ResultStep::acceptance, 1, Performance::none, true), Code::bad_result);
  EXPECT_EQ(with(ResultStep::acceptance, 0, Performance::good, true), Code::bad_result);
  EXPECT_EQ(with(ResultStep::performance, 0, Performance::none, true), Code::bad_result);
  EXPECT_EQ(with(ResultStep::performance, 0, Performance::good, false), Code::bad_result);
  EXPECT_EQ(with(ResultStep::closing, 0, Performance::none, false), Code::bad_result);
}

TEST(RefusalChecks, ACatalogueHasNoBudget) {
  CreateProgramme catalogue = create_programme();
  catalogue.kind = ProgrammeKind::procurement_catalogue;
  EXPECT_EQ(checked(catalogue), Code::bad_amount);
  catalogue.budget = 0;
  EXPECT_EQ(checked(catalogue), Code::ok);
  catalogue.kind = ProgrammeKind::grant;
  EXPECT_EQ(checked(catalogue), Code::bad_amount);
}

TEST(Calendar, CountsDaysAndMonths) {
  for (std::uint64_t days = 0; days < 60'000; days += 7) ASSERT_EQ(days_of(date_of_days(days)), days);
  EXPECT_EQ(after_months(Date{2024, 8, 31}, 6), (Date{2025, 2, 28}));
  EXPECT_EQ(after_months(Date{2023, 8, 31}, 6), (Date{2024, 2, 29}));
  EXPECT_EQ(after_months(Date{2026, 11, 24}, 1), (Date{2026, 12, 24}));
  EXPECT_EQ(after_months(Date{2026, 12, 1}, 1), (Date{2027, 1, 1}));
  EXPECT_TRUE(is_weekend(Date{2026, 11, 22}));
  EXPECT_FALSE(is_weekend(Date{2026, 11, 23}));
}

// ---- bounds that no short chain reaches -------------------------------------------------------------------

class RefusalBounds : public testing::Test {
 protected:
  Code apply(const auto& action) { return refusal::meet(apply_rules(context, action)); }
  const refusal::NoState nothing;
  Overlay state{samples::kSuite, nothing};
  BlockRecord record;
  TransactionContext context{state, record, 500'000, 0, 1'790'000'000'000, {}, {}, "gd-iit"};
};

TEST_F(RefusalBounds, SumsNeverWrap) {
  ProgrammeValue& fund = state.at(ProgrammeKey{"fund-2022"}).edit();
  fund.lead_department = "gd-iit";
  fund.kind = ProgrammeKind::fund_investment;
  fund.fiscal_year = 2022;
  fund.social_capital = INT64_MAX - record_social_capital().amount + 1;
  (void)state.at(AwardBatchKey{"fund-2022", "b1"}).edit();
  state.at(ChainKey{}).put({});
  state.at(AwardKey{"fund-2022", "b1", 1}).edit().code = code(1);
  state.at(EnterpriseKey{code(1)}).put({});
  EXPECT_EQ(apply(record_social_capital()), Code::amount_overflow);
}

TEST_F(RefusalBounds, WhatWaitedTooLongIsOnlyRejected) {
  SignerValue& checker = state.at(SignerKey{context.signer}).edit();
  checker.department = "gd-iit";
  checker.roles = {Role::check};
  state.at(DepartmentKey{"gd-iit"}).edit().pending = 1;
  DecidePending decision = decide_pending();
  KeyId maker;
  maker.bytes.fill(std::byte{1});
  SignerValue& made = state.at(SignerKey{maker}).edit();
  made.first = made.present = maker;
  PendingValue waits{maker, "gd-iit", 1, Date{1990, 1, 1}, {}};
  waits.action = encode(Action(record_awards()));
  state.at(PendingKey{decision.transaction}).put(waits);
  decision.approve = true;
  EXPECT_EQ(apply(decision), Code::pending_expired);
  decision.approve = false;
  EXPECT_EQ(apply(decision), Code::ok);
}

}  // namespace
}  // namespace credence
