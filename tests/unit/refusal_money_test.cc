// Programmes and money: every rule meets its code, and what it allows changes the totals as it says.
// It is longer than 600 lines because every code of the money rules is met here, in the order of docs/domain.md.
#include <gtest/gtest.h>

#include <set>

#include "ledger/state/rules_money.h"
#include "tests/unit/ledger_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)

const Id kProgrammeId = "puhui-2022";

/// A world whose time can be moved to a day, at 10 o'clock in China.
class RefusalMoney : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(9);
    w.create_programme(1'000);
  }

  Code on(const Date& day, const SecretKey& key, const Action& action) {
    const Bytes transaction = w.transaction(key, action);
    const auto header =
        w.ledger().apply(proposal_of(days_of(day) * 86'400'000 + 2 * 3'600'000, {transaction}));
    if (!header) throw std::runtime_error(header.error().text_en());
    const Receipt receipt = w.receipts(header->height).at(0);
    w.detail = receipt.detail;
    check_invariants();
    return static_cast<Code>(receipt.code);
  }
  Code run(const SecretKey& key, const Action& action) {
    const Code code = w.run(key, action);
    check_invariants();
    return code;
  }
  Date today() { return date_in_china(w.ledger().head().time_ms); }

  Code rules(const ProgrammeRules& rules) {
    return run(kProgramme, SetProgrammeRules{kProgrammeId, rules, ""});
  }
  Code award(std::vector<AwardLine> lines, const Id& batch = "b1", AwardStage stage = AwardStage::confirmed,
             std::optional<Id> quota = std::nullopt) {
    return run(kAward, list(std::move(lines), batch, stage, std::move(quota)));
  }
  static RecordAwards list(std::vector<AwardLine> lines, const Id& batch = "b1",
                           AwardStage stage = AwardStage::confirmed, std::optional<Id> quota = std::nullopt) {
    RecordAwards out = World::awards(std::move(lines));
    out.batch = batch;
    out.stage = stage;
    out.quota = std::move(quota);
    return out;
  }
  Code pay(std::uint32_t line, std::uint32_t award_line, unsigned enterprise, Fen amount,
           const Id& batch = "b1") {
    PaymentLine payment = World::payment(line, award_line, enterprise, amount);
    payment.award_batch = batch;
    return run(kPay, World::payments({payment}));
  }
  Code withdraw(std::uint32_t line, const Id& batch = "b1") {
    WithdrawAwards action{kProgrammeId, batch, "", "企业放弃", {}};
    action.lines.push_back({line});
    return run(kAward, action);
  }
  Code result(ResultStep step, std::uint32_t award_line, ResultLine line = {}) {
    line.line = 1;
    line.award_batch = "b1";
    line.award_line = award_line;
    line.on = Date{2026, 9, 1};
    RecordResults action{kProgrammeId, step, "", {}};
    action.lines.push_back(line);
    return run(kAward, action);
  }
  Code demand(const Id& recovery, std::uint32_t award_line, Fen amount) {
    return run(kAward, DemandRecovery{kProgrammeId, recovery, "b1", award_line, amount, "", "挪用"});
  }
  Code recover(const Id& recovery, std::uint32_t receipt, Fen amount) {
    return run(kPay, RecordRecovery{kProgrammeId, recovery, receipt, amount, Date{2026, 10, 1}});
  }
  ProgrammeValue programme() { return w.value(ProgrammeKey{kProgrammeId}); }
  AwardValue award_value(std::uint32_t line, const Id& batch = "b1") {
    return w.value(AwardKey{kProgrammeId, batch, line});
  }

  /// envelope ≥ quotas and what is outside them ≥ awarded ≥ paid ≥ recovered, demanded ≥ recovered.
  void check_invariants() {
    const ProgrammeValue v = programme();
    EXPECT_GE(v.budget, v.allocated + v.awarded - v.awarded_of_quotas);
    EXPECT_GE(v.allocated, v.awarded_of_quotas);
    EXPECT_GE(v.awarded, v.paid);
    EXPECT_GE(v.paid, v.demanded);
    EXPECT_GE(v.demanded, v.recovered);
  }
  World w;
};

// ---- envelope and quotas
// -----------------------------------------------------------------------------------------------

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
  ASSERT_EQ(run(kAdmin, RegisterKey{"gd-iit", other.public_key(), List<Role, 8>{Role::award}, "另一经办"}),
            Code::ok);
  const auto receipts = w.apply({w.transaction(kAward, list({World::award(1, 2, 100)}, "b2")),
                                 w.transaction(other, list({World::award(1, 3, 100)}, "b3"))});
  EXPECT_EQ(static_cast<Code>(receipts.at(0).code), Code::ok);
  EXPECT_EQ(static_cast<Code>(receipts.at(1).code), Code::budget_exceeded);
  EXPECT_EQ(receipts.at(1).detail, "line 1, programme puhui-2022: 1100 of 1000 fen");
  EXPECT_EQ(programme().awarded, 1'000);
}

TEST_F(RefusalMoney, OfOneProjectInTwoListsAtOnceOneWins) {
  const auto receipts = w.apply({w.transaction(kAward, list({World::award(7, 1, 100)}, "b2")),
                                 w.transaction(kAward, list({World::award(3, 1, 100)}, "b3"))});
  EXPECT_EQ(static_cast<Code>(receipts.at(0).code), Code::ok);
  EXPECT_EQ(static_cast<Code>(receipts.at(1).code), Code::duplicate_award);
  EXPECT_EQ(receipts.at(1).detail, "line 3, project: batch b2, line 7") << "the other gets the reason";
}

// ---- eligibility
// -------------------------------------------------------------------------------------------------------

TEST_F(RefusalMoney, ACapHoldsForOneEnterpriseAndYear) {
  ProgrammeRules asks;
  asks.cap = 100;
  ASSERT_EQ(rules(asks), Code::ok);
  EXPECT_EQ(rules(asks), Code::already_registered);
  EXPECT_EQ(award({World::award(1, 1, 101)}), Code::cap_exceeded);
  ASSERT_EQ(award({World::award(1, 1, 60)}), Code::ok);
  EXPECT_EQ(award({World::award(2, 1, 41, "另一项目")}), Code::cap_exceeded);
  EXPECT_EQ(award({World::award(2, 1, 40, "另一项目")}), Code::ok);
  EXPECT_EQ(withdraw(1), Code::ok);
  EXPECT_EQ(award({World::award(3, 1, 60, "再一项目")}), Code::ok) << "what was withdrawn counts no more";
  ASSERT_EQ(award({{4, "未认定企业", std::nullopt, "产线改造", 50}}), Code::ok);
  IdentifyBeneficiaries identify{kProgrammeId, "b1", {}};
  identify.lines.push_back({4, code(1)});
  EXPECT_EQ(run(kAward, identify), Code::cap_exceeded) << "also when a line is identified";
}

TEST_F(RefusalMoney, OneProjectOfOneEnterpriseAYear) {
  ProgrammeRules asks;
  asks.one_project = true;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 10)}), Code::ok);
  EXPECT_EQ(award({World::award(2, 1, 10, "另一项目")}), Code::one_project_only);
  EXPECT_EQ(withdraw(1), Code::ok);
  EXPECT_EQ(award({World::award(2, 1, 10, "另一项目")}), Code::ok);
}

TEST_F(RefusalMoney, AnExcludedProgrammeBars) {
  CreateProgramme other = World::programme();
  other.id = "other-2022";
  ASSERT_EQ(run(kProgramme, other), Code::ok);
  RecordAwards there = list({World::award(1, 1, 10)});
  there.programme = "other-2022";
  ASSERT_EQ(run(kAward, there), Code::ok);
  ProgrammeRules asks;
  asks.excluded.push_back("none-2022");
  EXPECT_EQ(rules(asks), Code::unknown_programme);
  asks.excluded[0] = "other-2022";
  ASSERT_EQ(rules(asks), Code::ok);
  EXPECT_EQ(award({World::award(1, 1, 10)}), Code::programme_excluded);
  EXPECT_EQ(award({World::award(1, 2, 10)}), Code::ok);
  WithdrawAwards gone{"other-2022", "b1", "", "企业放弃", {}};
  gone.lines.push_back({1});
  ASSERT_EQ(run(kAward, gone), Code::ok);
  EXPECT_EQ(award({World::award(2, 1, 10)}), Code::ok);
}

TEST_F(RefusalMoney, ARequiredTitleIsInForceOnTheDayOfTheAward) {
  ProgrammeRules asks;
  asks.required_titles.push_back("none");
  EXPECT_EQ(rules(asks), Code::unknown_qualification_type);
  asks.required_titles[0] = "specialized";
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(run(kQualify, World::issue("specialized", 1, Date{2022, 7, 1})), Code::ok);
  RecordAwards dated = list({World::award(1, 1, 10)});
  dated.published = Date{2025, 7, 1};
  EXPECT_EQ(run(kAward, dated), Code::title_required) << "one day after its last";
  dated.published = Date{2025, 6, 30};
  EXPECT_EQ(run(kAward, dated), Code::ok) << w.detail;
  EXPECT_EQ(award({World::award(1, 2, 10)}, "b2"), Code::title_required);
}

TEST_F(RefusalMoney, AnOverdueAcceptanceBarsUntilItIsRecorded) {
  ProgrammeRules asks;
  asks.acceptance_months = 1;
  asks.overdue_blocks = true;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 10)}), Code::ok);
  const Date due = *w.value(AwardBatchKey{kProgrammeId, "b1"}).acceptance_due;
  EXPECT_EQ(due, after_months(today(), 1));
  EXPECT_EQ(w.value(OpenProjectsKey{code(1)}).awards.size(), 1u);
  EXPECT_EQ(on(due, kAward, list({World::award(1, 1, 10, "项目二")}, "b2")), Code::ok)
      << "on the last day it is not overdue";
  EXPECT_EQ(on(after_days(due, 1), kAward, list({World::award(1, 1, 10, "项目三")}, "b3")),
            Code::acceptance_overdue);
  RegisterProjects application{kProgrammeId, {}};
  application.lines.push_back({1, code(1), enterprise_name(1), "项目三", 10});
  EXPECT_EQ(run(kAward, application), Code::acceptance_overdue) << "nor may it apply";
  EXPECT_EQ(w.value(AwardBatchKey{kProgrammeId, "b1"}).overdue(after_days(due, 1)), 1u);
  EXPECT_EQ(result(ResultStep::acceptance, 1), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardBatchKey{kProgrammeId, "b1"}).overdue(after_days(due, 1)), 0u);
  EXPECT_EQ(run(kAward, list({World::award(1, 1, 10, "项目三")}, "b3")), Code::ok) << w.detail;
}

TEST_F(RefusalMoney, OnlyProjectsOfTheLibraryAreAwarded) {
  ProgrammeRules asks;
  asks.library_required = true;
  ASSERT_EQ(rules(asks), Code::ok);
  EXPECT_EQ(award({World::award(1, 1, 10)}), Code::not_in_library);
  RegisterProjects enter{kProgrammeId, {}};
  enter.lines.push_back({1, code(1), enterprise_name(2), "产线改造", 50});
  EXPECT_EQ(run(kAward, enter), Code::name_mismatch);
  enter.lines[0].enterprise = enterprise_name(1);
  ASSERT_EQ(run(kAward, enter), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, enter), Code::already_registered);
  EXPECT_EQ(award({World::award(1, 1, 51)}), Code::above_request);
  EXPECT_EQ(award({World::award(1, 1, 50)}), Code::ok) << w.detail;
}

// ---- public notice and objections
// --------------------------------------------------------------------------------------

class RefusalNotice : public RefusalMoney {
 protected:
  void begin(std::uint8_t days, bool working) {
    ProgrammeRules asks;
    asks.notice_days = days;
    asks.working_days = working;
    ASSERT_EQ(rules(asks), Code::ok) << w.detail;
  }
  RecordAwards notice(std::vector<AwardLine> lines) {
    return list(std::move(lines), "b1", AwardStage::public_notice);
  }
  RecordAwards confirmation() { return list({}, "b1", AwardStage::confirmed); }
  AwardBatchValue batch() { return w.value(AwardBatchKey{kProgrammeId, "b1"}); }
};

TEST_F(RefusalNotice, ConfirmedFromTheDayAfterTheNotice) {
  begin(7, false);
  EXPECT_EQ(award({World::award(1, 1, 10)}), Code::notice_required)
      << "nothing is confirmed without a notice";
  const Date first = Date{2026, 11, 2};
  ASSERT_EQ(on(first, kAward, notice({World::award(1, 1, 10)})), Code::ok) << w.detail;
  EXPECT_EQ(batch().notice_ends, (Date{2026, 11, 9})) << "the day of the publication does not count";
  EXPECT_EQ(on(Date{2026, 11, 4}, kAward, notice({World::award(2, 2, 10)})), Code::ok);
  EXPECT_EQ(batch().notice_ends, (Date{2026, 11, 11})) << "lines that come later are announced as long";
  EXPECT_EQ(on(Date{2026, 11, 11}, kAward, confirmation()), Code::notice_running);
  EXPECT_EQ(w.detail, "batch b1, to 2026-11-11");
  EXPECT_EQ(on(Date{2026, 11, 12}, kAward, list({World::award(3, 3, 10)})), Code::notice_required)
      << "no line slips in";
  EXPECT_EQ(on(Date{2026, 11, 12}, kAward, confirmation()), Code::ok) << w.detail;
  EXPECT_EQ(batch().confirmed_on, (Date{2026, 11, 12}));
  EXPECT_EQ(award({World::award(3, 3, 10)}), Code::notice_required);
}

TEST_F(RefusalNotice, APublicationInTheFutureBeginsThen) {
  begin(7, false);
  RecordAwards later = notice({World::award(1, 1, 10)});
  later.published = Date{2026, 11, 20};
  ASSERT_EQ(on(Date{2026, 11, 2}, kAward, later), Code::ok);
  EXPECT_EQ(batch().notice_ends, (Date{2026, 11, 27}));
  RecordAwards earlier = list({World::award(1, 2, 10)}, "b2", AwardStage::public_notice);
  earlier.published = Date{2026, 10, 1};
  ASSERT_EQ(on(Date{2026, 11, 3}, kAward, earlier), Code::ok);
  EXPECT_EQ(w.value(AwardBatchKey{kProgrammeId, "b2"}).notice_ends, (Date{2026, 11, 10}))
      << "no notice is shortened by an early date";
}

TEST_F(RefusalNotice, WorkingDaysNeedTheirCalendar) {
  begin(5, true);
  ASSERT_EQ(on(Date{2026, 9, 28}, kAward, notice({World::award(1, 1, 10)})), Code::calendar_missing);
  SetCalendar calendar{2026, {}, {}, "国办"};
  for (std::uint8_t day = 1; day <= 8; ++day) calendar.holidays.push_back({2026, 10, day});
  calendar.workdays.push_back({2026, 10, 10});  // a Saturday
  ASSERT_EQ(run(kAdmin, calendar), Code::ok) << w.detail;
  EXPECT_EQ(run(kAdmin, calendar), Code::already_registered);
  ASSERT_EQ(on(Date{2026, 9, 28}, kAward, notice({World::award(1, 1, 10)})), Code::ok) << w.detail;
  EXPECT_EQ(batch().notice_ends, (Date{2026, 10, 12}))
      << "29 and 30 September, 9 October, the worked Saturday, and Monday: " << batch().notice_ends->iso();
}

TEST_F(RefusalNotice, NothingIsConfirmedWhileAnObjectionIsOpen) {
  begin(7, false);
  ASSERT_EQ(on(Date{2026, 11, 2}, kAward, notice({World::award(1, 1, 10), World::award(2, 2, 20)})),
            Code::ok);
  const auto object = [&](const Date& day, std::uint32_t line, const Id& batch_id = "b1") {
    return on(day, kAward, FileObjection{kProgrammeId, batch_id, line, "材料不实", std::nullopt});
  };
  EXPECT_EQ(object(Date{2026, 11, 3}, 1, "none"), Code::unknown_batch);
  EXPECT_EQ(object(Date{2026, 11, 3}, 9), Code::unknown_award);
  EXPECT_EQ(object(Date{2026, 11, 9}, 1), Code::ok) << "on the last day: " << w.detail;
  EXPECT_EQ(object(Date{2026, 11, 9}, 2), Code::ok);
  EXPECT_EQ(object(Date{2026, 11, 10}, 2), Code::notice_over);
  EXPECT_EQ(run(kAward, confirmation()), Code::objection_open);
  const auto decide = [&](std::uint32_t number, bool upheld) {
    return run(kAward, DecideObjection{kProgrammeId, "b1", number, upheld, "", "核查"});
  };
  EXPECT_EQ(decide(7, true), Code::unknown_objection);
  EXPECT_EQ(run(kScience, DecideObjection{kProgrammeId, "b1", 1, true, "", "核查"}), Code::wrong_department);
  EXPECT_EQ(decide(1, true), Code::ok) << w.detail;
  EXPECT_EQ(decide(1, false), Code::objection_decided);
  EXPECT_TRUE(award_value(1).closed) << "an objection that is upheld withdraws its line";
  EXPECT_EQ(programme().awarded, 20);
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).awarded, 0);
  EXPECT_EQ(run(kAward, confirmation()), Code::objection_open);
  EXPECT_EQ(decide(2, false), Code::ok);
  EXPECT_EQ(run(kAward, confirmation()), Code::ok) << w.detail;
  EXPECT_EQ(pay(1, 1, 1, 5), Code::award_closed);
  EXPECT_EQ(pay(1, 2, 2, 20), Code::ok);
}

TEST_F(RefusalNotice, ABatchThatAnObjectionUpsetIsNeverConfirmed) {
  ASSERT_EQ(run(kAward, notice({World::award(1, 1, 10)})), Code::ok) << "also without rules";
  ASSERT_EQ(run(kAward, FileObjection{kProgrammeId, "b1", 0, "程序违规", std::nullopt}), Code::ok);
  ASSERT_EQ(run(kAward, DecideObjection{kProgrammeId, "b1", 1, true, "", "属实"}), Code::ok);
  EXPECT_EQ(run(kAward, confirmation()), Code::objection_upheld);
  EXPECT_EQ(withdraw(1), Code::ok);
  EXPECT_EQ(programme().awarded, 0);
  ASSERT_EQ(award({World::award(1, 1, 10)}, "b2"), Code::ok)
      << "its project may be awarded anew: " << w.detail;
  EXPECT_EQ(run(kAward, FileObjection{kProgrammeId, "b2", 0, "程序违规", std::nullopt}), Code::notice_over);
}

// ---- withdrawal, tranches, results
// -------------------------------------------------------------------------------------

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

class NoState final : public StateSource {
 public:
  Result<std::optional<BytesView>> value(const Hash32&, BytesView) const override {
    return std::optional<BytesView>{};
  }
  Result<std::vector<ExpiringId>> expired(Height, std::size_t) const override {
    return std::vector<ExpiringId>{};
  }
};

/// Rules under a key that is bound to an enterprise.
class RefusalOfEnterprises : public testing::Test {
 protected:
  Code apply(const Uscc& enterprise, const auto& action) {
    context.enterprise = enterprise;
    const auto done = apply_rules(context, action);
    return done ? Code::ok : done.error().code;
  }
  const NoState nothing;
  Overlay state{nothing};
  BlockRecord record;
  TransactionContext context{state, record, 1, 0, 1'790'000'000'000, {}, {}, {}, std::nullopt};
};

TEST_F(RefusalOfEnterprises, AnEnterpriseAcknowledgesItsOwnPaymentOnce) {
  AcknowledgePayments received{kProgrammeId, "p1", {}};
  received.lines.push_back({1});
  EXPECT_EQ(apply(code(1), received), Code::unknown_programme);
  state.at(ProgrammeKey{kProgrammeId}).put({});
  EXPECT_EQ(apply(code(1), received), Code::unknown_payment);
  state.at(PaymentKey{kProgrammeId, "p1", 1}).put({"b1", 1, code(1), 60, Date{2026, 9, 1}, false});
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
  const SecretKey own = secret(51);
  const BindEnterpriseKey binding{code(1), own.public_key(), "财务岗", ""};
  ASSERT_EQ(w.apply({w.transaction(kRegistrar, binding, std::nullopt, {&own})}).at(0).code, 0);
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
  ASSERT_EQ(
      run(kAdmin, RegisterKey{"gd-science", credit.public_key(), List<Role, 8>{Role::credit}, "信用岗"}),
      Code::ok);
  ASSERT_EQ(run(kAdmin, samples::set_credit_rules()), Code::ok);
  const auto penalty = [&](std::uint32_t line, unsigned enterprise, CreditClass weight, const Date& to) {
    RecordCredit action{"gd-science", Id("c" + std::to_string(line)), {}};
    action.lines.push_back(
        {line, code(enterprise), CreditKind::penalty, weight, Date{2026, 9, 1}, to,
         tagged_hash(Tag::credit_text, bytes_of(std::to_string(line)))});
    ASSERT_EQ(run(credit, action), Code::ok) << w.detail;
  };
  penalty(1, 1, CreditClass::minor, Date{2026, 11, 30});
  EXPECT_EQ(pay(1, 1, 1, 10), Code::ok) << "below the class that bars";
  penalty(2, 1, CreditClass::serious, Date{2027, 12, 31});
  penalty(3, 2, CreditClass::general, Date{2026, 12, 31});
  EXPECT_EQ(pay(2, 1, 1, 10), Code::credit_blocks);
  EXPECT_EQ(award({World::award(2, 2, 10)}), Code::credit_blocks);
  EXPECT_EQ(w.detail, "line 2, code: general to 2026-12-31");
  EXPECT_EQ(on(Date{2027, 1, 1}, kAward, list({World::award(2, 2, 10)})), Code::ok)
      << "when it has ended by itself: " << w.detail;
}

// ---- recovery
// ----------------------------------------------------------------------------------------------------------

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

// ---- other kinds of programmes
// -----------------------------------------------------------------------------------------

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
  EXPECT_EQ(run(kAward, capital), Code::line_recorded);
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

// ---- what needs no state
// -----------------------------------------------------------------------------------------------

Code checked(const Action& action) {
  const auto good = check_action(action);
  return good ? Code::ok : good.error().code;
}

TEST(RefusalMoneyChecks, RulesFitTogether) {
  const auto with = [](auto change) {
    SetProgrammeRules action = samples::set_programme_rules();
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

TEST(RefusalMoneyChecks, ACalendarIsOfItsYearAndInOrder) {
  const auto with = [](auto change) {
    SetCalendar action = samples::set_calendar();
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

TEST(RefusalMoneyChecks, AResultFitsItsStep) {
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

TEST(RefusalMoneyChecks, ACatalogueHasNoBudget) {
  CreateProgramme catalogue = samples::create_programme();
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

}  // namespace
}  // namespace credence
