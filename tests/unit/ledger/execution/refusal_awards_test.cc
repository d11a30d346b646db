// SPDX-License-Identifier: Apache-2.0
// Awards: who may have one, public notice, objections; every rule meets its code.
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

// ---- eligibility ------------------------------------------------------------------------------------------

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
  ASSERT_EQ(run(kQualify, World::issue("specialized", 1, Date{2025, 7, 1})), Code::ok);
  RecordAwards dated = list({World::award(1, 1, 10)});
  dated.published = Date{2025, 6, 30};
  EXPECT_EQ(run(kAward, dated), Code::title_required) << "one day before its first";
  dated.published = Date{2025, 7, 1};
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

// ---- public notice and objections -------------------------------------------------------------------------

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

TEST_F(RefusalNotice, NoPublicationMovesTheNotice) {
  begin(7, false);
  RecordAwards later = notice({World::award(1, 1, 10)});
  later.published = Date{2026, 11, 3};
  EXPECT_EQ(on(Date{2026, 11, 2}, kAward, later), Code::day_in_future);
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

/// As notices of Guangdong (2019), Shenzhen (2023, over the Dragon Boat Festival) and Shenzhen (2024) were
/// published, moved to later years that have the same days of the week: the day on which it stands is the
/// first, and a day of rest is none.
TEST_F(RefusalNotice, PublishedNoticesEndOnTheDayThatTheyName) {
  const SetCalendar of_2028{2028, {{2028, 6, 22}, {2028, 6, 23}}, {{2028, 6, 25}}, "国办"};
  ASSERT_EQ(run(kAdmin, of_2028), Code::ok) << w.detail;
  ASSERT_EQ(run(kAdmin, SetCalendar{2030, {{2030, 10, 1}}, {}, "国办"}), Code::ok) << w.detail;
  const auto last_day = [&](std::uint32_t number, const Date& first) {
    const Id id("n" + std::to_string(number));
    EXPECT_EQ(on(first, kAward, list({World::award(1, number, 10)}, id, AwardStage::public_notice)), Code::ok)
        << w.detail;
    return w.value(AwardBatchKey{kProgrammeId, id}).notice_ends;
  };
  begin(7, false, true);
  EXPECT_EQ(last_day(1, {2027, 10, 14}), (Date{2027, 10, 20}));
  begin(7, true, true);
  EXPECT_EQ(last_day(2, {2028, 6, 20}), (Date{2028, 6, 29}));
  EXPECT_EQ(last_day(3, {2030, 11, 19}), (Date{2030, 11, 27}));
}

TEST_F(RefusalNotice, AFirstDayOfRestIsNoWorkingDay) {
  begin(1, true, true);
  ASSERT_EQ(run(kAdmin, SetCalendar{2026, {{2026, 10, 1}}, {{2026, 10, 10}}, "国办"}), Code::ok) << w.detail;
  ASSERT_EQ(on(Date{2026, 10, 31}, kAward, notice({World::award(1, 1, 10)})), Code::ok) << w.detail;
  EXPECT_EQ(batch().notice_ends, (Date{2026, 11, 2})) << "a Saturday; the Monday is the first day";
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

}  // namespace
}  // namespace credence
