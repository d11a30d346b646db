// SPDX-License-Identifier: Apache-2.0
// The life of a title: every rule meets its code, and what the rules allow changes the state as it says. What
// was there before versioned rules (definition, overlap, prerequisite) is in refusal_basics_test.cc.
#include <gtest/gtest.h>

#include "ledger/execution/rules.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::kToday;
using refusal::World;

class Titles : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(4);
    ASSERT_EQ(date_in_china(w.ledger().head().time_ms), kToday);
  }
  static QualificationRule rule(const Id& version, const Date& from) {
    QualificationRule out;
    out.version = version;
    out.effective_from = from;
    out.years = 3;
    return out;
  }
  Code set(const QualificationRule& value, const Id& type = "specialized") {
    return w.run(kQualify, SetQualificationRule{type, value});
  }
  Code issue(const Id& type, const Date& from, unsigned enterprise = 1) {
    return w.run(kQualify, World::issue(type, enterprise, from));
  }
  Code renew(const Id& type, const Date& from, unsigned enterprise = 1) {
    RenewQualifications action{World::issue(type, enterprise, from)};
    action.document_no = "粤工信〔2026〕77号";
    action.lines[0].certificate_no = "GR202644009999";
    return w.run(kQualify, action);
  }
  Code review(const Date& until, const Id& type = "specialized", unsigned enterprise = 1) {
    ReviewQualifications action{type, until, "", {}};
    action.lines.push_back({1, code(enterprise)});
    return w.run(kQualify, action);
  }
  Code decide(bool recognised, const Note& reason = "", unsigned enterprise = 1,
              const Id& type = "specialized") {
    DecideQualifications action{type, "", {}};
    action.lines.push_back({1, code(enterprise), recognised, reason});
    return w.run(kQualify, action);
  }
  Code revoke(const Id& type, const Date& effective, bool fraud = false) {
    return w.run(kQualify, RevokeQualification{type, code(1), effective, "", "提供虚假材料", fraud});
  }
  QualificationValue held(const Id& type = "specialized", unsigned enterprise = 1) {
    return w.value(QualificationKey{type, code(enterprise)});
  }
  /// One block so many days later.
  void pass_days(std::uint64_t days) {
    auto header = w.ledger().apply(proposal_of(w.ledger().head().time_ms + days * 86'400'000, {}));
    ASSERT_TRUE(header);
    ASSERT_TRUE(w.ledger().add_certificate(certify(w.chain(), *header)));
  }
  World w;
};

// ---- rules ------------------------------------------------------------------------------------------------

TEST_F(Titles, RulesAreSetByTheIssuerInTheirOrder) {
  EXPECT_EQ(set(rule("2022-63", {2022, 6, 1}), "none"), Code::unknown_qualification_type);
  EXPECT_EQ(w.run(kScience, SetQualificationRule{"specialized", rule("2022-63", {2022, 6, 1})}),
            Code::wrong_department);
  QualificationRule needs = rule("2022-63", {2022, 6, 1});
  needs.prerequisites.push_back("innovative");
  EXPECT_EQ(set(needs), Code::unknown_qualification_type) << "of a prerequisite";
  EXPECT_EQ(set(rule("2022-63", {2022, 6, 1})), Code::ok);
  EXPECT_EQ(set(rule("2022-63", {2022, 6, 1})), Code::already_registered);
  EXPECT_EQ(set(rule("2022-63", {2022, 6, 2})), Code::registered_differently);
  EXPECT_EQ(set(rule("2026-2", {2022, 6, 1})), Code::rules_not_later);
  QualificationRule issue_only = rule("issue", {2023, 1, 1}), renew_only = rule("renew", {2023, 1, 1});
  issue_only.renew = renew_only.issue = false;
  EXPECT_EQ(set(issue_only), Code::ok);
  EXPECT_EQ(set(renew_only), Code::ok) << "another action: " << w.detail;
}

TEST_F(Titles, TheRuleIsChosenByActionAndDateAndStays) {
  QualificationRule later = rule("2026-2", {2026, 4, 1});
  later.years = 1;
  later.renew = false;
  QualificationRule renewal = rule("2026-2r", {2026, 5, 1});
  renewal.issue = false;
  renewal.years = 1;
  ASSERT_EQ(set(rule("2022-63", {2022, 6, 1})), Code::ok);
  ASSERT_EQ(set(later), Code::ok);
  ASSERT_EQ(set(renewal), Code::ok);
  ASSERT_EQ(issue("specialized", {2022, 5, 31}, 1), Code::ok);
  ASSERT_EQ(issue("specialized", {2026, 3, 31}, 2), Code::ok);
  ASSERT_EQ(issue("specialized", {2026, 4, 1}, 3), Code::ok);
  EXPECT_EQ(held("specialized", 1).rule, "") << "before the first version: the definition";
  EXPECT_EQ(held("specialized", 2).rule, "2022-63");
  EXPECT_EQ(held("specialized", 2).valid_to, (Date{2029, 3, 30})) << "the old certificate runs to its expiry";
  EXPECT_EQ(held("specialized", 3).rule, "2026-2");
  EXPECT_EQ(held("specialized", 3).valid_to, (Date{2027, 3, 31}));
  ASSERT_EQ(renew("specialized", {2027, 4, 1}, 3), Code::ok) << w.detail;
  EXPECT_EQ(held("specialized", 3).rule, "2026-2r");
  EXPECT_EQ(held("specialized", 3).valid_to, (Date{2028, 3, 31}));
}

TEST_F(Titles, ARuleThatEndedWithoutASuccessorRecognisesNothing) {
  QualificationRule ended = rule("pilot", {2022, 1, 1});
  ended.effective_to = Date{2022, 12, 31};
  ASSERT_EQ(set(ended), Code::ok);
  EXPECT_EQ(issue("specialized", {2023, 1, 1}), Code::no_rule_in_force);
  EXPECT_EQ(issue("specialized", {2022, 12, 31}), Code::ok);
}

TEST_F(Titles, EveryPrerequisiteOfTheRuleIsNeeded) {
  QualificationRule two = rule("two", {2022, 1, 1});
  two.prerequisites.push_back("little-giant");
  two.prerequisites.push_back("specialized");
  ASSERT_EQ(w.run(kAdmin, DefineQualification{"champion", "单项冠军", "Champion", "gd-iit", 3, std::nullopt}),
            Code::ok);
  ASSERT_EQ(set(two, "champion"), Code::ok);
  ASSERT_EQ(issue("specialized", {2022, 7, 1}), Code::ok);
  EXPECT_EQ(issue("champion", {2023, 1, 1}), Code::prerequisite_missing);
  ASSERT_EQ(issue("little-giant", {2022, 8, 1}), Code::ok);
  EXPECT_EQ(issue("champion", {2023, 1, 1}), Code::ok);
  EXPECT_EQ(held("champion").built_on.size(), 2u);
}

// ---- public notice ----------------------------------------------------------------------------------------

class Notices : public Titles {
 protected:
  void SetUp() override {
    Titles::SetUp();
    QualificationRule notice = rule("notice", {2026, 1, 1});
    notice.notice_days = 7;
    ASSERT_EQ(set(notice), Code::ok);
    ASSERT_EQ(issue("specialized", {2026, 10, 1}), Code::ok) << w.detail;
  }
  Code object(const SecretKey& key = kScience, unsigned enterprise = 1, const Id& type = "specialized") {
    return w.run(key, ObjectToQualification{type, code(enterprise), "营业收入与申报不符", {}});
  }
};

TEST_F(Notices, AnApplicationWaitsForTheEndOfItsNotice) {
  EXPECT_TRUE(w.absent(QualificationKey{"specialized", code(1)})) << "nothing is recognised yet";
  EXPECT_EQ(w.value(QualificationNoticeKey{"specialized", code(1)}).notice_to, (Date{2026, 9, 28}));
  EXPECT_EQ(issue("specialized", {2026, 10, 1}), Code::in_public_notice);
  EXPECT_EQ(decide(true), Code::notice_not_over);
  EXPECT_EQ(decide(true, "", 2), Code::not_in_public_notice);
  EXPECT_EQ(decide(true, "", 1, "none"), Code::unknown_qualification_type);
  pass_days(7);
  EXPECT_EQ(decide(true), Code::notice_not_over) << "the last day still counts";
  pass_days(1);
  EXPECT_EQ(decide(true), Code::ok) << w.detail;
  EXPECT_TRUE(held().in_force({2026, 10, 1}));
  EXPECT_EQ(held().rule, "notice");
  EXPECT_TRUE(w.absent(QualificationNoticeKey{"specialized", code(1)}));
}

TEST_F(Notices, AnObjectionIsAnsweredWithAReason) {
  EXPECT_EQ(object(kNobody), Code::unknown_key);
  EXPECT_EQ(object(kScience, 1, "none"), Code::unknown_qualification_type);
  EXPECT_EQ(object(kScience, 2), Code::not_in_public_notice);
  EXPECT_EQ(object(), Code::ok) << "any registered key: " << w.detail;
  pass_days(8);
  EXPECT_EQ(object(), Code::title_notice_over);
  EXPECT_EQ(decide(true), Code::decision_unreasoned);
  EXPECT_EQ(decide(true, "经核实，异议不成立"), Code::ok) << w.detail;
}

TEST_F(Notices, ARefusalNeedsItsReasonAndNoEndOfTheNotice) {
  EXPECT_EQ(decide(false), Code::decision_unreasoned);
  EXPECT_EQ(decide(false, "材料不实"), Code::ok) << w.detail;
  EXPECT_TRUE(w.absent(QualificationKey{"specialized", code(1)}));
  EXPECT_EQ(issue("specialized", {2026, 10, 1}), Code::ok) << "it may apply again";
}

TEST_F(Notices, EverythingIsCheckedAgainAtTheDecision) {
  pass_days(8);
  ASSERT_EQ(w.run(kRegistrar, DissolveEnterprise{code(1), {2026, 9, 25}, ""}), Code::ok);
  EXPECT_EQ(decide(true), Code::enterprise_ended);
}

// ---- renewal and review -----------------------------------------------------------------------------------

TEST_F(Titles, ARenewalGoesOnWithoutAGap) {
  EXPECT_EQ(renew("specialized", {2025, 1, 1}), Code::unknown_qualification);
  ASSERT_EQ(issue("specialized", {2023, 10, 1}), Code::ok);
  EXPECT_EQ(renew("specialized", {2023, 10, 1}), Code::not_renewable) << "not before it began";
  EXPECT_EQ(renew("specialized", {2026, 10, 2}), Code::not_renewable) << "a gap of a day";
  EXPECT_EQ(renew("specialized", {2026, 10, 1}), Code::ok) << w.detail;
  const QualificationValue title = held();
  EXPECT_EQ(title.valid_from, (Date{2023, 10, 1}));
  EXPECT_EQ(title.valid_to, (Date{2029, 9, 30}));
  EXPECT_EQ(title.renewals, 1u);
  EXPECT_EQ(title.certificate_no, "GR202644009999");
  EXPECT_TRUE(title.in_force({2025, 1, 1})) << "the days before the renewal count as before";
}

TEST_F(Titles, ATitleWithoutEndIsNotRenewedOrReviewed) {
  ASSERT_EQ(w.run(kAdmin, DefineQualification{"park", "园区", "Park", "gd-iit", 0, std::nullopt}), Code::ok);
  ASSERT_EQ(issue("park", {2023, 10, 1}), Code::ok);
  EXPECT_EQ(renew("park", {2026, 10, 1}), Code::not_renewable);
  EXPECT_EQ(review({2026, 12, 31}, "park"), Code::not_renewable);
}

TEST_F(Titles, DuringAReviewATitleStaysValid) {
  EXPECT_EQ(review({2026, 12, 31}), Code::unknown_qualification);
  ASSERT_EQ(issue("specialized", {2023, 10, 1}), Code::ok);  // to 2026-09-30
  EXPECT_EQ(review({2026, 9, 20}), Code::bad_review_term) << "yesterday";
  EXPECT_EQ(review({2027, 10, 1}), Code::bad_review_term) << "more than a year after its last day";
  ASSERT_EQ(review({2026, 12, 31}), Code::ok) << w.detail;
  EXPECT_EQ(review({2026, 12, 31}), Code::already_under_review);
  EXPECT_TRUE(held().in_force({2026, 12, 31}));
  EXPECT_FALSE(held().in_force({2027, 1, 1})) << "by date alone";
  EXPECT_EQ(issue("specialized", {2026, 12, 1}), Code::already_in_force);
  EXPECT_EQ(renew("specialized", {2026, 10, 1}), Code::ok);
  EXPECT_FALSE(held().review_until) << "renewed: the review is over";
  EXPECT_TRUE(held().in_force({2029, 9, 30}));
}

TEST_F(Titles, AnExpiredTitleIsNotReviewed) {
  ASSERT_EQ(issue("specialized", {2023, 9, 1}), Code::ok);  // to 2026-08-31
  EXPECT_EQ(review({2026, 12, 31}), Code::title_ended);
}

// ---- suspension -------------------------------------------------------------------------------------------

TEST_F(Titles, ASuspendedTitleIsNotInForceUntilItIsReinstated) {
  const auto suspend = [&](const Date& on) {
    return w.run(kQualify, SuspendQualification{"specialized", code(1), on, "", "调查中"});
  };
  const auto reinstate = [&](const Date& on) {
    return w.run(kQualify, ReinstateQualification{"specialized", code(1), on, "", "终结"});
  };
  EXPECT_EQ(suspend({2024, 1, 1}), Code::unknown_qualification);
  ASSERT_EQ(issue("specialized", {2023, 10, 1}), Code::ok);
  EXPECT_EQ(reinstate({2024, 1, 1}), Code::not_suspended);
  EXPECT_EQ(suspend({2023, 9, 30}), Code::title_ended);
  EXPECT_EQ(suspend({2026, 10, 1}), Code::day_in_future);
  EXPECT_EQ(w.run(kScience, SuspendQualification{"specialized", code(1), {2024, 1, 1}, "", "调查中"}),
            Code::wrong_department);
  ASSERT_EQ(suspend({2024, 1, 1}), Code::ok);
  EXPECT_EQ(suspend({2024, 2, 1}), Code::already_suspended);
  EXPECT_EQ(renew("specialized", {2026, 10, 1}), Code::not_renewable);
  EXPECT_EQ(issue("little-giant", {2024, 1, 1}), Code::prerequisite_missing);
  EXPECT_TRUE(held().in_force({2023, 12, 31}));
  EXPECT_FALSE(held().in_force({2024, 1, 1}));
  EXPECT_EQ(reinstate({2023, 12, 31}), Code::dates_reversed);
  ASSERT_EQ(reinstate({2024, 3, 1}), Code::ok);
  EXPECT_FALSE(held().in_force({2024, 2, 29}));
  EXPECT_TRUE(held().in_force({2024, 3, 1}));
  EXPECT_EQ(suspend({2024, 2, 1}), Code::dates_reversed);
  EXPECT_EQ(suspend({2024, 4, 1}), Code::ok);
}

// ---- revocation -------------------------------------------------------------------------------------------

TEST_F(Titles, WhatWasBuiltOnARevokedTitleFallsWithIt) {
  ASSERT_EQ(
      w.run(kAdmin, DefineQualification{"champion", "单项冠军", "Champion", "gd-iit", 3, Id("little-giant")}),
      Code::ok);
  ASSERT_EQ(w.run(kAdmin, DefineQualification{"park", "园区", "Park", "gd-iit", 0, std::nullopt}), Code::ok);
  ASSERT_EQ(issue("specialized", {2023, 1, 1}), Code::ok);
  ASSERT_EQ(issue("little-giant", {2023, 6, 1}), Code::ok);
  ASSERT_EQ(issue("champion", {2024, 1, 1}), Code::ok);
  ASSERT_EQ(issue("park", {2024, 1, 1}), Code::ok);
  ASSERT_EQ(revoke("specialized", {2023, 9, 1}), Code::ok) << w.detail;
  EXPECT_EQ(held("specialized").end, TitleEnd::revoked);
  EXPECT_EQ(held("little-giant").end, TitleEnd::cascaded);
  EXPECT_EQ(held("little-giant").revoked_from, (Date{2023, 9, 1}));
  EXPECT_EQ(held("champion").end, TitleEnd::cascaded) << "through the one between";
  EXPECT_EQ(held("champion").revoked_from, (Date{2024, 1, 1})) << "not before it began";
  EXPECT_EQ(held("park").end, TitleEnd::none);
}

TEST_F(Titles, FraudBansForTheYearsOfTheRule) {
  QualificationRule strict = rule("strict", {2022, 1, 1});
  strict.ban_years = 3;
  ASSERT_EQ(set(strict), Code::ok);
  ASSERT_EQ(issue("specialized", {2023, 1, 1}), Code::ok);
  ASSERT_EQ(issue("little-giant", {2023, 6, 1}), Code::ok);
  ASSERT_EQ(revoke("specialized", {2023, 9, 1}, true), Code::ok);
  EXPECT_EQ(held("specialized").banned_to, (Date{2026, 8, 31}));
  EXPECT_EQ(held("little-giant").banned_to, (Date{2026, 8, 31}));
  EXPECT_EQ(issue("specialized", {2026, 8, 31}), Code::banned);
  EXPECT_EQ(issue("specialized", {2026, 9, 1}), Code::ok) << w.detail;
  EXPECT_FALSE(held("specialized").banned_to);
}

TEST_F(Titles, WithoutFraudThereIsNoBan) {
  QualificationRule strict = rule("strict", {2022, 1, 1});
  strict.ban_years = 3;
  ASSERT_EQ(set(strict), Code::ok);
  ASSERT_EQ(issue("specialized", {2023, 1, 1}), Code::ok);
  ASSERT_EQ(revoke("specialized", {2023, 9, 1}), Code::ok);
  EXPECT_EQ(issue("specialized", {2023, 9, 1}), Code::ok);
}

}  // namespace
}  // namespace credence
