// SPDX-License-Identifier: Apache-2.0
// Every day that an action states lies between what it follows and the day of the block; no rule is walked
// around by a day that somebody chose; and lateness is no fault. One test a family; the table is in
// docs/domain.md, and days_table_test.cc holds that it is whole.
#include "tests/support/suite.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

constexpr Date kToday = world::kDay;

/// Enterprise 20 was registered on 5 May 2020, the programme is of 2022.
class Days : public RefusalMoney {
 protected:
  static constexpr Date kFounded{2020, 5, 5};
  void SetUp() override {
    RefusalMoney::SetUp();
    RegisterEnterprises founded;
    founded.lines.push_back({code(20), enterprise_name(20), kFounded, std::nullopt});
    ASSERT_EQ(run(kRegistrar, founded), Code::ok) << w.detail;
  }
  static Date before(const Date& day) {
    return day == kFirstEnterprises ? Date{1949, 9, 30} : date_of_days(days_of(day) - 1);
  }
  static Date after(const Date& day) { return after_days(day, 1); }

  /// What is said of a day: too early before the first, done on it and on the last, too late after that.
  /// `say` leaves nothing behind when it is refused, and must be able to be done twice.
  void between(const Date& first, const Date& last, const std::function<Code(const Date&)>& say,
               Code late = Code::day_in_future, Code early = Code::day_too_early) {
    EXPECT_EQ(say(before(first)), early) << w.detail;
    EXPECT_EQ(say(after(last)), late) << w.detail;
    EXPECT_EQ(say(first), Code::ok) << first.iso() << ": " << w.detail;
    EXPECT_EQ(say(last), Code::ok) << last.iso() << ": " << w.detail;
  }
  Code issue(const Id& type, unsigned enterprise, const Date& from, std::optional<Date> to = std::nullopt) {
    return run(kQualify, World::issue(type, enterprise, from, to));
  }
  Code award_on(const std::optional<Date>& published, unsigned enterprise, const Id& batch,
                AwardStage stage = AwardStage::confirmed) {
    RecordAwards action = list({World::award(1, enterprise, 10, Name("项目" + batch))}, batch, stage);
    action.published = published;
    return run(kAward, action);
  }
  Code pay_on(const Date& day, Fen amount = 1, const Id& batch = "b1") {
    PaymentLine line = World::payment(++payment_, 1, 1, amount);
    line.award_batch = batch;
    line.paid_on = day;
    return run(kPay, World::payments({line}, 0, 1'000'000));
  }
  Code result_on(ResultStep step, const Date& day, bool passed = true, const Id& batch = "b1") {
    ResultLine line{1, batch, 1, passed, 0, Performance::none, day};
    if (step == ResultStep::milestone)
      line.milestone = static_cast<std::uint8_t>(award_value(1, batch).milestones.size() + 1);
    if (step == ResultStep::performance) line.grade = Performance::good;
    RecordResults action{kProgrammeId, step, "", {}};
    action.lines.push_back(line);
    return run(kAward, action);
  }
  std::uint32_t payment_ = 0;
  unsigned number_ = 100;
};

TEST_F(Days, TheBlocksDayIsThatOfChina) {
  const auto registered = [&](std::uint64_t time_ms, const Date& day) {
    RegisterEnterprises action;
    action.lines.push_back({code(++number_), enterprise_name(number_), day, std::nullopt});
    const auto header = w.ledger().apply(proposal_of(time_ms, {w.transaction(kRegistrar, action)}));
    return static_cast<Code>(w.receipts(header->height).at(0).code);
  };
  // 16:00 UTC of the day before
  const std::uint64_t midnight = days_of({2026, 10, 2}) * 86'400'000 - 8 * 3'600'000;
  EXPECT_EQ(registered(midnight - 1, {2026, 10, 2}), Code::day_in_future);
  EXPECT_EQ(registered(midnight, {2026, 10, 2}), Code::ok);
}

TEST_F(Days, OfTheRegister) {
  between(kFirstEnterprises, kToday, [&](const Date& day) {
    RegisterEnterprises action;
    action.lines.push_back({code(++number_), enterprise_name(number_), day, std::nullopt});
    return run(kRegistrar, action);
  });
  unsigned name = 0;
  between(kFounded, kToday, [&](const Date& day) {
    return run(kRegistrar, RenameEnterprise{code(20), Name("更名" + std::to_string(++name)), day, ""});
  });
  // An end: after registration and names, announced a year ahead at most.
  for (const bool merged : {true, false}) {
    RegisterEnterprises two;
    for (int i = 0; i < 2; ++i)
      two.lines.push_back({code(++number_), enterprise_name(number_), kFounded, std::nullopt});
    ASSERT_EQ(run(kRegistrar, two), Code::ok);
    unsigned at = number_ - 1;
    between(
        kFounded, {2027, 9, 21},
        [&](const Date& day) {
          const Code done = merged ? run(kRegistrar, MergeEnterprise{code(at), code(9), day, "", {}})
                                   : run(kRegistrar, DissolveEnterprise{code(at), day, ""});
          if (done == Code::ok) ++at;
          return done;
        },
        Code::day_too_far);
  }
}

TEST_F(Days, AnEndIsNotBeforeTheSuccessorNorBeforeAName) {
  EXPECT_EQ(run(kRegistrar, MergeEnterprise{code(1), code(20), {2020, 5, 4}, "", {}}), Code::day_too_early);
  ASSERT_EQ(run(kRegistrar, RenameEnterprise{code(20), "更名", {2024, 1, 1}, ""}), Code::ok);
  EXPECT_EQ(run(kRegistrar, DissolveEnterprise{code(20), {2023, 12, 31}, ""}), Code::day_too_early);
  EXPECT_EQ(run(kRegistrar, DissolveEnterprise{code(20), {2024, 1, 1}, ""}), Code::ok) << w.detail;
}

TEST_F(Days, OfAwards) {
  unsigned batch = 0;
  between({2021, 1, 1}, kToday,
          [&](const Date& day) { return award_on(day, 1, Id("a" + std::to_string(++batch))); });
  CreateProgramme old = World::programme(1'000);
  old.id = "old";
  old.fiscal_year = 2020;
  ASSERT_EQ(run(kProgramme, old), Code::ok);
  const auto young = [&](const Date& day) {
    RecordAwards action = list({World::award(1, 20, 1, Name("项目" + std::to_string(++batch)))},
                               Id("y" + std::to_string(batch)));
    action.programme = "old";
    action.published = day;
    return run(kAward, action);
  };
  EXPECT_EQ(young({2020, 5, 4}), Code::day_too_early) << "before it was registered";
  EXPECT_EQ(young(kFounded), Code::ok) << w.detail;
  // What is confirmed is not published before its notice.
  ASSERT_EQ(award_on(Date{2022, 3, 3}, 1, "n1", AwardStage::public_notice), Code::ok);
  RecordAwards confirmation = list({}, "n1");
  confirmation.published = Date{2022, 3, 2};
  EXPECT_EQ(run(kAward, confirmation), Code::day_too_early);
  confirmation.published = Date{2022, 3, 20};
  EXPECT_EQ(run(kAward, confirmation), Code::ok) << w.detail;
  // A beneficiary that is identified later was there on the day of the award.
  RecordAwards unnamed = list({{1, "某企业", std::nullopt, "项目", 1}}, "u1");
  unnamed.programme = "old";
  unnamed.published = Date{2019, 12, 2};
  ASSERT_EQ(run(kAward, unnamed), Code::ok) << "the list of 2019 is recorded today: " << w.detail;
  IdentifyBeneficiaries who{"old", "u1", {}};
  who.lines.push_back({1, code(20)});
  EXPECT_EQ(run(kAward, who), Code::day_too_early);
}

TEST_F(Days, NoDayWalksAroundARequiredTitle) {
  ProgrammeRules asks;
  asks.required_titles.push_back("specialized");
  ASSERT_EQ(rules(asks), Code::ok);
  // A title that was revoked meanwhile, and a publication before that.
  ASSERT_EQ(issue("specialized", 1, {2025, 1, 1}), Code::ok);
  ASSERT_EQ(run(kQualify, RevokeQualification{"specialized", code(1), {2026, 6, 1}, "", "主动放弃", false}),
            Code::ok);
  EXPECT_EQ(award_on(Date{2026, 5, 31}, 1, "r1"), Code::title_required);
  EXPECT_EQ(w.detail, "line 1, code: type specialized, on 2026-09-21");
  // One that is suspended today, one that has expired, one that is still to begin, and a publication to come.
  ASSERT_EQ(issue("specialized", 2, {2025, 1, 1}), Code::ok);
  ASSERT_EQ(run(kQualify, SuspendQualification{"specialized", code(2), {2026, 9, 1}, "", "调查"}), Code::ok);
  EXPECT_EQ(award_on(Date{2026, 8, 31}, 2, "r2"), Code::title_required);
  ASSERT_EQ(issue("specialized", 3, {2023, 1, 1}), Code::ok);
  EXPECT_EQ(award_on(Date{2025, 12, 31}, 3, "r3"), Code::title_required);
  ASSERT_EQ(issue("specialized", 4, {2027, 1, 1}), Code::ok);
  EXPECT_EQ(award_on(std::nullopt, 4, "r4"), Code::title_required);
  EXPECT_EQ(award_on(Date{2027, 1, 1}, 4, "r4"), Code::day_in_future);
  EXPECT_EQ(award_on(Date{2031, 5, 1}, 4, "r4"), Code::day_in_future);
  // In force on both days it is enough.
  ASSERT_EQ(issue("specialized", 5, {2025, 1, 1}), Code::ok);
  EXPECT_EQ(award_on(Date{2024, 12, 31}, 5, "r5"), Code::title_required);
  EXPECT_EQ(award_on(Date{2025, 1, 1}, 5, "r5"), Code::ok) << w.detail;
  // The same for who is identified, and for a catalogue.
  RecordAwards unnamed = list({{1, "某企业", std::nullopt, "项目", 1}}, "u1");
  unnamed.published = Date{2026, 5, 31};
  ASSERT_EQ(run(kAward, unnamed), Code::ok) << w.detail;
  IdentifyBeneficiaries who{kProgrammeId, "u1", {}};
  who.lines.push_back({1, code(1)});
  EXPECT_EQ(run(kAward, who), Code::title_required);
}

/// A list in public notice is no award yet: what its lines rest on may fall until it is confirmed.
TEST_F(Days, NoNoticeWalksAroundWhatHappensMeanwhile) {
  ProgrammeRules asks;
  asks.required_titles.push_back("specialized");
  ASSERT_EQ(rules(asks), Code::ok);
  for (const unsigned enterprise : {1u, 2u, 3u, 4u})
    ASSERT_EQ(issue("specialized", enterprise, {2025, 1, 1}), Code::ok);
  RecordAwards notice = list(
      {World::award(1, 1, 10, "项目一"), World::award(2, 2, 10, "项目二"), World::award(3, 3, 10, "项目三")},
      "n1", AwardStage::public_notice);
  ASSERT_EQ(run(kAward, notice), Code::ok) << w.detail;
  ASSERT_EQ(run(kQualify, RevokeQualification{"specialized", code(1), kToday, "", "提供虚假材料", true}),
            Code::ok);
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(2), kToday, ""}), Code::ok) << w.detail;
  ASSERT_EQ(
      run(kRegistrar, MergeEnterprise{code(3), code(4), kToday, "", {TitleDecision{"specialized", false}}}),
      Code::ok)
      << w.detail;
  RecordAwards confirmation = notice;
  confirmation.stage = AwardStage::confirmed;
  confirmation.lines = {};
  const auto withdraw = [&](std::uint32_t line) {
    WithdrawAwards out{kProgrammeId, "n1", "", "不再符合条件", {}};
    out.lines.push_back({line});
    return run(kAward, out);
  };
  EXPECT_EQ(run(kAward, confirmation), Code::enterprise_ended)
      << "the successor of line 3 holds the title itself";
  EXPECT_EQ(w.detail, "line 2, code: " + std::string(text_of(code(2))) + ", dissolved from 2026-09-21");
  ASSERT_EQ(withdraw(2), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, confirmation), Code::title_required);
  EXPECT_EQ(w.detail, "line 1, code: type specialized, on 2026-09-21");
  ASSERT_EQ(withdraw(1), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, confirmation), Code::ok) << w.detail;
}

TEST_F(Days, NoFirstDayWalksAroundARevokedPrerequisite) {
  ASSERT_EQ(issue("specialized", 1, {2025, 1, 1}), Code::ok);
  ASSERT_EQ(
      run(kQualify, RevokeQualification{"specialized", code(1), {2026, 6, 1}, "", "提供虚假材料", true}),
      Code::ok);
  EXPECT_EQ(issue("little-giant", 1, {2026, 5, 31}), Code::prerequisite_missing);
  EXPECT_EQ(w.detail, "line 1, type specialized, ended on 2026-06-01");
  // One that has expired by date alone takes nothing with it: certificates of the past are recorded late.
  ASSERT_EQ(issue("specialized", 2, {2020, 1, 1}), Code::ok);
  EXPECT_EQ(issue("little-giant", 2, {2021, 1, 1}), Code::ok) << w.detail;
}

TEST_F(Days, OfPayments) {
  ASSERT_EQ(award_on(Date{2026, 3, 3}, 1, "b1"), Code::ok);
  between({2026, 3, 3}, kToday, [&](const Date& day) { return pay_on(day); });
  EXPECT_EQ(pay_on({2026, 9, 1}), Code::ok) << "recorded after a later one";
  // Without a publication the award is of the day on which it was recorded.
  ASSERT_EQ(award_on(std::nullopt, 1, "b2"), Code::ok);
  EXPECT_EQ(pay_on({2026, 9, 20}, 1, "b2"), Code::day_too_early);
  EXPECT_EQ(w.detail.substr(w.detail.find(',') + 2), "paid_on: 2026-09-20, not before 2026-09-21, the award");
  EXPECT_EQ(pay_on(kToday, 1, "b2"), Code::ok) << w.detail;
  // After a notice that the ledger counted, it is of the day after the notice at the earliest.
  ProgrammeRules asks;
  asks.notice_days = 3;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award_on(kToday, 1, "b3", AwardStage::public_notice), Code::ok);
  RecordAwards confirmation = list({}, "b3");
  confirmation.published = kToday;
  ASSERT_EQ(on({2026, 9, 30}, kAward, confirmation), Code::ok) << w.detail;
  EXPECT_EQ(pay_on({2026, 9, 24}, 1, "b3"), Code::day_too_early);
  EXPECT_EQ(pay_on({2026, 9, 25}, 1, "b3"), Code::ok) << w.detail;
}

TEST_F(Days, ATrancheIsPaidAfterItsCondition) {
  ProgrammeRules asks;
  asks.tranches.push_back({TrancheCondition::confirmed, 0, 40, 0});
  asks.tranches.push_back({TrancheCondition::milestone, 1, 20, 0});
  asks.tranches.push_back({TrancheCondition::accepted, 0, 20, 0});
  asks.tranches.push_back({TrancheCondition::performance, 0, 20, 0});
  ASSERT_EQ(rules(asks), Code::ok);
  RecordAwards action = list({World::award(1, 1, 100)});
  action.published = Date{2026, 1, 1};
  ASSERT_EQ(run(kAward, action), Code::ok);
  ASSERT_EQ(result_on(ResultStep::milestone, {2026, 4, 1}), Code::ok);
  ASSERT_EQ(result_on(ResultStep::acceptance, {2026, 5, 1}), Code::ok);
  ASSERT_EQ(result_on(ResultStep::performance, {2026, 6, 1}), Code::ok);
  EXPECT_EQ(pay_on({2026, 3, 31}, 41), Code::tranche_not_due);
  EXPECT_EQ(pay_on({2026, 3, 31}, 40), Code::ok) << "the first one, recorded late: " << w.detail;
  EXPECT_EQ(pay_on({2026, 3, 31}, 20), Code::tranche_not_due);
  EXPECT_EQ(pay_on({2026, 4, 1}, 20), Code::ok) << w.detail;
  EXPECT_EQ(pay_on({2026, 4, 30}, 20), Code::tranche_not_due);
  EXPECT_EQ(pay_on({2026, 5, 1}, 20), Code::ok) << w.detail;
  EXPECT_EQ(pay_on({2026, 5, 31}, 20), Code::tranche_not_due);
  EXPECT_EQ(pay_on({2026, 6, 1}, 20), Code::ok) << w.detail;
  EXPECT_EQ(award_value(1).first_paid_on(), (Date{2026, 3, 31}));
  EXPECT_EQ(award_value(1).last_paid_on(), (Date{2026, 6, 1}));
}

TEST_F(Days, OfResults) {
  ASSERT_EQ(award_on(Date{2026, 3, 3}, 1, "b1"), Code::ok);
  between({2026, 3, 3}, kToday, [&](const Date& day) { return result_on(ResultStep::milestone, day); });
  ASSERT_EQ(award_on(Date{2026, 3, 3}, 1, "b2"), Code::ok);
  ASSERT_EQ(result_on(ResultStep::milestone, {2026, 4, 1}, true, "b2"), Code::ok);
  EXPECT_EQ(result_on(ResultStep::milestone, {2026, 3, 31}, true, "b2"), Code::day_too_early)
      << "after the one before";
  EXPECT_EQ(result_on(ResultStep::milestone, {2026, 4, 1}, true, "b2"), Code::ok);
  EXPECT_EQ(result_on(ResultStep::acceptance, {2026, 3, 31}, false, "b2"), Code::day_too_early);
  EXPECT_EQ(result_on(ResultStep::acceptance, {2026, 9, 22}, false, "b2"), Code::day_in_future);
  EXPECT_EQ(result_on(ResultStep::acceptance, {2099, 1, 1}, false, "b2"), Code::day_in_future);
  EXPECT_EQ(result_on(ResultStep::acceptance, {2026, 5, 1}, false, "b2"), Code::ok);
  EXPECT_EQ(result_on(ResultStep::acceptance, {2026, 4, 30}, true, "b2"), Code::day_too_early)
      << "after the one that failed";
  EXPECT_EQ(result_on(ResultStep::acceptance, {2026, 6, 1}, true, "b2"), Code::ok) << w.detail;
  EXPECT_EQ(result_on(ResultStep::performance, {2026, 5, 31}, true, "b2"), Code::day_too_early);
  EXPECT_EQ(result_on(ResultStep::performance, {2026, 7, 1}, true, "b2"), Code::ok);
  ASSERT_EQ(pay_on({2026, 8, 1}, 5, "b2"), Code::ok) << w.detail;
  EXPECT_EQ(result_on(ResultStep::closing, {2026, 7, 31}, true, "b2"), Code::day_too_early)
      << "money was paid later";
  EXPECT_EQ(result_on(ResultStep::closing, {2055, 12, 9}, true, "b2"), Code::day_in_future);
  EXPECT_EQ(result_on(ResultStep::closing, {2026, 8, 1}, true, "b2"), Code::ok) << w.detail;
}

TEST_F(Days, OfRecoveries) {
  ASSERT_EQ(award_on(Date{2026, 3, 3}, 1, "b1"), Code::ok);
  ASSERT_EQ(pay_on({2026, 5, 1}, 5), Code::ok);
  ASSERT_EQ(pay_on({2026, 4, 1}, 5), Code::ok);
  ASSERT_EQ(demand("r1", 1, 10), Code::ok);
  std::uint32_t receipt = 0;
  between({2026, 4, 1}, kToday, [&](const Date& day) {
    const Code done = run(kPay, RecordRecovery{kProgrammeId, "r1", receipt + 1, 1, day});
    if (done == Code::ok) ++receipt;
    return done;
  });
}

TEST_F(Days, OfSocialCapital) {
  CreateProgramme fund = World::programme(1'000);
  fund.id = "fund";
  fund.kind = ProgrammeKind::fund_investment;
  ASSERT_EQ(run(kProgramme, fund), Code::ok);
  RecordAwards investment = list({World::award(1, 20, 100)});
  investment.programme = "fund";
  ASSERT_EQ(run(kAward, investment), Code::ok);
  unsigned entry = 0;
  between({2021, 1, 1}, kToday, [&](const Date& day) {
    return run(kAward, RecordSocialCapital{"fund", Id("c" + std::to_string(++entry)), "b1", 1, "样例创投",
                                           300, day, ""});
  });
}

TEST_F(Days, OfProgrammesAndCatalogues) {
  CreateProgramme next = World::programme();
  next.id = "next";
  next.fiscal_year = 2028;
  EXPECT_EQ(run(kProgramme, next), Code::day_too_far);
  next.fiscal_year = 2027;
  EXPECT_EQ(run(kProgramme, next), Code::ok) << "next year's is made this year: " << w.detail;
  CreateProgramme catalogue = World::programme(0);
  catalogue.id = "catalogue";
  catalogue.kind = ProgrammeKind::procurement_catalogue;
  ASSERT_EQ(run(kProgramme, catalogue), Code::ok);
  unsigned product = 0;
  const auto listed = [&](const Date& from, std::optional<Date> to = std::nullopt) {
    RecordListings listing{"catalogue", "l1", "", {}};
    listing.lines.push_back(
        {1, code(20), enterprise_name(20), Name("产品" + std::to_string(++product)), from, to});
    return run(kAward, listing);
  };
  between({2021, 1, 1}, {2027, 9, 21}, [&](const Date& day) { return listed(day); }, Code::day_too_far);
  EXPECT_EQ(listed({2026, 1, 1}, Date{2076, 1, 1}), Code::ok);
  EXPECT_EQ(listed({2026, 1, 1}, Date{2076, 1, 2}), Code::day_too_far);
  ProgrammeRules asks;
  asks.required_titles.push_back("specialized");
  ASSERT_EQ(run(kProgramme, SetProgrammeRules{"catalogue", asks, ""}), Code::ok);
  ASSERT_EQ(issue("specialized", 20, {2027, 1, 1}), Code::ok);
  EXPECT_EQ(listed({2027, 1, 1}), Code::title_required) << "no rule rests on a day to come";
  // An end that is announced is the end of what can be listed; a product of who is no more is taken off.
  ASSERT_EQ(run(kProgramme, SetProgrammeRules{"catalogue", {}, ""}), Code::ok);
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(20), {2026, 12, 1}, ""}), Code::ok);
  EXPECT_EQ(listed({2026, 12, 1}), Code::enterprise_ended);
  EXPECT_EQ(listed({2026, 11, 30}), Code::ok) << w.detail;
  RecordListings off{"catalogue", "l2", "", {}};
  off.lines.push_back({1,
                       code(20),
                       enterprise_name(20),
                       Name("产品" + std::to_string(product)),
                       {2026, 11, 30},
                       Date{2026, 12, 1}});
  EXPECT_EQ(on({2026, 12, 2}, kAward, off), Code::ok) << w.detail;
}

TEST_F(Days, OfChallenges) {
  CreateProgramme challenges = World::programme(1'000);
  challenges.id = "jbgs";
  challenges.kind = ProgrammeKind::challenge;
  ASSERT_EQ(run(kProgramme, challenges), Code::ok);
  unsigned number = 0;
  const auto publish = [&](const Date& until, std::vector<Date> due = {}) {
    PublishChallenge action{"jbgs", Id("c" + std::to_string(++number)), "内核", "", "", 150, until, 1, {}};
    for (const Date& day : due) action.milestones.push_back({"样机", day});
    return run(kProgramme, action);
  };
  between(kToday, {2027, 9, 21}, [&](const Date& day) { return publish(day); }, Code::day_too_far);
  EXPECT_EQ(publish({2026, 11, 10}, {{2026, 11, 9}}), Code::dates_reversed);
  EXPECT_EQ(publish({2026, 11, 10}, {{2027, 1, 1}, {2026, 12, 31}}), Code::dates_reversed);
  EXPECT_EQ(publish({2026, 11, 10}, {{2076, 11, 11}}), Code::day_too_far);
  EXPECT_EQ(publish({2026, 11, 10}, {{2026, 11, 10}, {2030, 1, 1}}), Code::ok) << w.detail;
  RecordBids bids{"jbgs", Id("c" + std::to_string(number)), {}};
  bids.lines.push_back({1, code(1), enterprise_name(1), "几何内核", 120});
  ASSERT_EQ(run(kAward, bids), Code::ok) << w.detail;
  SelectBids select{"jbgs", bids.challenge, "", Date{2026, 11, 10}, AwardStage::confirmed, {}};
  select.lines.push_back({1, 110});
  EXPECT_EQ(on({2026, 11, 20}, kAward, select), Code::day_too_early)
      << "decided before the last day for bids";
  select.published = Date{2026, 11, 21};
  EXPECT_EQ(run(kAward, select), Code::day_in_future);
  select.published = Date{2026, 11, 11};
  EXPECT_EQ(run(kAward, select), Code::ok) << w.detail;
}

TEST_F(Days, OfTitles) {
  unsigned enterprise = 20;
  between(
      kFounded, {2027, 9, 21},
      [&](const Date& day) {
        const Code done = issue("specialized", enterprise, day, after_months(day, 1));
        return done;
      },
      Code::day_too_far);
  EXPECT_EQ(issue("specialized", 1, {1900, 1, 1}, Date{1901, 1, 1}), Code::day_too_early)
      << "what files write for none";
  EXPECT_EQ(issue("specialized", 1, {2030, 1, 1}), Code::day_too_far);
  EXPECT_EQ(issue("specialized", 1, {2026, 1, 1}, Date{2026, 1, 1}), Code::dates_reversed)
      << "a term of no day";
  EXPECT_EQ(issue("specialized", 1, {2026, 1, 1}, Date{2026, 1, 2}), Code::ok) << w.detail;
  EXPECT_EQ(issue("specialized", 2, {2026, 1, 1}, Date{2099, 12, 31}), Code::day_too_far)
      << "by no rule so long";
  EXPECT_EQ(issue("specialized", 2, {2026, 1, 1}, Date{2030, 1, 1}), Code::validity_too_long)
      << "nor beyond the type's years";
  ASSERT_EQ(run(kAdmin, DefineQualification{"park", "园区", "Park", "gd-iit", 0, std::nullopt}), Code::ok);
  EXPECT_EQ(issue("park", 2, {2026, 1, 1}, Date{2076, 1, 2}), Code::day_too_far);
  EXPECT_EQ(issue("park", 2, {2026, 1, 1}, Date{2076, 1, 1}), Code::ok) << w.detail;
  ASSERT_EQ(issue("specialized", 3, {2024, 1, 1}), Code::ok);
  const auto renew = [&](const Date& from) {
    return run(kQualify, RenewQualifications{World::issue("specialized", 3, from)});
  };
  EXPECT_EQ(renew({2027, 9, 22}), Code::day_too_far);
  EXPECT_EQ(renew({2027, 1, 1}), Code::ok) << w.detail;
  // What is announced is neither renewed nor reviewed before it begins, and can be revoked from its first
  // day.
  ASSERT_EQ(issue("specialized", 4, {2027, 1, 1}), Code::ok);
  EXPECT_EQ(run(kQualify, RenewQualifications{World::issue("specialized", 4, {2027, 9, 1})}),
            Code::not_renewable);
  ReviewQualifications review{"specialized", {2027, 2, 1}, "", {}};
  review.lines.push_back({1, code(4)});
  EXPECT_EQ(run(kQualify, review), Code::title_ended);
  EXPECT_EQ(run(kQualify, RevokeQualification{"specialized", code(4), {2027, 1, 2}, "", "撤回", false}),
            Code::day_in_future);
  EXPECT_EQ(run(kQualify, RevokeQualification{"specialized", code(4), {2027, 1, 1}, "", "撤回", false}),
            Code::ok)
      << w.detail;
}

TEST_F(Days, OfTheEndAndTheBreaksOfATitle) {
  unsigned enterprise = 0;
  const auto fresh = [&] { EXPECT_EQ(issue("specialized", ++enterprise, {2025, 1, 1}), Code::ok); };
  fresh();
  between(
      {2025, 1, 1}, kToday,
      [&](const Date& day) {
        const Code done =
            run(kQualify, RevokeQualification{"specialized", code(enterprise), day, "", "主动放弃", false});
        if (done == Code::ok) fresh();
        return done;
      },
      Code::day_in_future, Code::revoked_before_issue);
  EXPECT_EQ(run(kQualify,
                RevokeQualification{"specialized", code(enterprise), {2099, 1, 1}, "", "主动放弃", false}),
            Code::day_in_future);
  const auto suspend = [&](const Date& day) {
    return run(kQualify, SuspendQualification{"specialized", code(enterprise), day, "", "调查"});
  };
  const auto reinstate = [&](const Date& day) {
    return run(kQualify, ReinstateQualification{"specialized", code(enterprise), day, "", "终结"});
  };
  EXPECT_EQ(suspend({2024, 12, 31}), Code::title_ended);
  EXPECT_EQ(suspend({2026, 9, 22}), Code::day_in_future);
  ASSERT_EQ(suspend({2026, 9, 1}), Code::ok);
  EXPECT_EQ(reinstate({2026, 8, 31}), Code::dates_reversed);
  EXPECT_EQ(reinstate({2026, 9, 22}), Code::day_in_future);
  EXPECT_EQ(reinstate(kToday), Code::ok) << w.detail;
}

TEST_F(Days, OfRules) {
  unsigned version = 0;
  const auto rule = [&](const Date& from) {
    QualificationRule value;
    value.version = Id("v" + std::to_string(++version));
    value.effective_from = from;
    value.years = 3;
    return run(kQualify, SetQualificationRule{"specialized", value});
  };
  EXPECT_EQ(rule({2027, 9, 22}), Code::day_too_far);
  EXPECT_EQ(rule({1999, 1, 1}), Code::ok) << "as old as they are: " << w.detail;
  EXPECT_EQ(rule({2027, 9, 21}), Code::ok) << w.detail;
  SetCreditRules credit = samples::set_credit_rules();
  credit.effective_from = Date{2027, 9, 22};
  EXPECT_EQ(run(kAdmin, credit), Code::day_too_far) << "a mistyped year would lock all later versions out";
  credit.effective_from = Date{2027, 9, 21};
  EXPECT_EQ(run(kAdmin, credit), Code::ok) << w.detail;
}

TEST_F(Days, OfCreditRatingsDocumentsAndFigures) {
  const SecretKey credit = secret(53), measure = secret(54);
  ASSERT_EQ(run(kAdmin, w.post("gd-iit", credit, {Role::credit})), Code::ok);
  ASSERT_EQ(run(kAdmin, w.post("gd-iit", measure, {Role::measure})), Code::ok);
  std::uint32_t entry = 0;
  between(
      kFounded, kToday,
      [&](const Date& day) {
        RecordCredit action{"gd-iit", "b1", {}};
        ++entry;
        action.lines.push_back(
            {entry, code(20), CreditKind::licence, CreditClass::none, day, Date{2099, 12, 31},
             tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(std::to_string(entry)))});
        return run(credit, action);
      },
      Code::decided_in_the_future);
  ASSERT_EQ(run(kAdmin, samples::define_rating_scale()), Code::ok);
  const auto rate = [&](const Date& day, const Date& to) {
    RecordRatings action{"tax-credit", {}};
    action.lines.push_back({1, code(20), "A", day, to});
    return run(credit, action);
  };
  EXPECT_EQ(rate({2026, 1, 1}, {2076, 1, 2}), Code::day_too_far);
  between(kFounded, kToday, [&](const Date& day) { return rate(day, after_months(day, 12)); });
  std::uint8_t file = 0;
  const auto anchor = [&](const Date& day) {
    AnchorDocument action = samples::anchor_document();
    action.sha256.bytes[0] = static_cast<std::byte>(++file);
    action.issued_on = day;
    return run(kAward, action);
  };
  EXPECT_EQ(anchor({2026, 9, 22}), Code::day_in_future);
  EXPECT_EQ(anchor(kToday), Code::ok);
  EXPECT_EQ(anchor({1949, 10, 1}), Code::ok);
  DefineTarget target = samples::define_target();
  target.year = 2030;
  ASSERT_EQ(run(kAdmin, target), Code::ok);
  ASSERT_EQ(run(kAward, samples::anchor_document()), Code::ok);
  between(
      {2010, 1, 1}, kToday,
      [&](const Date& day) {
        return run(measure,
                   RecordMeasure{"large-enterprises", day, 3, 0, samples::anchor_document().sha256, ""});
      },
      Code::measured_in_future);
}

}  // namespace
}  // namespace credence
