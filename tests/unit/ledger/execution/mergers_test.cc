// SPDX-License-Identifier: Apache-2.0
// Mergers and dissolutions: announced, they take effect on their day and not before; a successor answers for
// what it takes in; who is no more is not paid.
#include "ledger/domain/past.h"
#include "tests/support/suite.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

constexpr Date kDay1{2026, 12, 1};  // an announced day; the world begins on 21 September

class Mergers : public RefusalMoney {
 protected:
  Code merge(unsigned from, unsigned into, const Date& day = world::kDay,
             std::initializer_list<TitleDecision> titles = {}) {
    return run(kRegistrar, MergeEnterprise{code(from), code(into), day, "", List<TitleDecision, 64>(titles)});
  }
  Code dissolve(unsigned enterprise, const Date& day = world::kDay) {
    return run(kRegistrar, DissolveEnterprise{code(enterprise), day, ""});
  }
  Code issue(const Id& type, unsigned enterprise, const Date& from) {
    return run(kQualify, World::issue(type, enterprise, from));
  }
  Code revoke(const Id& type, unsigned enterprise, const Date& from, bool fraud = false) {
    return run(kQualify, RevokeQualification{type, code(enterprise), from, "", "提供虚假材料", fraud});
  }
  void come_to(const Date& day) {
    auto header = w.ledger().apply(proposal_of(days_of(day) * 86'400'000, {}));
    ASSERT_TRUE(header);
    ASSERT_TRUE(w.ledger().add_certificate(certify(w.chain(), *header)));
  }
  EnterpriseValue enterprise(unsigned number) { return w.value(EnterpriseKey{code(number)}); }
  QualificationValue title(const Id& type, unsigned enterprise) {
    return w.value(QualificationKey{type, code(enterprise)});
  }
  /// The state of an enterprise and of its titles is what its whole history folds to.
  void expect_folds(unsigned number) {
    const auto past = w.folded<EnterprisePast>(HistoryKey{EnterpriseKey{code(number)}});
    EXPECT_EQ(encode(past.value().value()), encode(enterprise(number))) << number;
    for (const Title& held : past.titles())
      last_[{held.type, number}] = encode(static_cast<const TitleTerm&>(held.term));
    for (const auto& [name, bytes] : last_)
      if (name.second == number) {
        EXPECT_EQ(bytes, encode(static_cast<const TitleTerm&>(title(name.first, number))))
            << name.first << " of " << number;
      }
  }
  std::map<std::pair<Id, unsigned>, Bytes> last_;
};

// ---- announced --------------------------------------------------------------------------------------------

TEST_F(Mergers, ADissolutionTakesEffectOnItsDay) {
  ASSERT_EQ(issue("specialized", 1, {2025, 1, 1}), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  EXPECT_EQ(dissolve(1, {2099, 12, 31}), Code::day_too_far) << "who knows";
  ASSERT_EQ(dissolve(1, kDay1), Code::ok) << w.detail;
  // Before that day the enterprise is as before.
  EXPECT_TRUE(enterprise(1).active({2026, 11, 30}));
  EXPECT_FALSE(enterprise(1).active(kDay1));
  EXPECT_TRUE(title("specialized", 1).in_force({2026, 11, 30}));
  EXPECT_FALSE(title("specialized", 1).in_force(kDay1)) << "also for whoever asks of that day today";
  EXPECT_EQ(pay(1, 1, 1, 10), Code::ok) << w.detail;
  EXPECT_EQ(award({World::award(1, 1, 10, "另一项目")}, "b2"), Code::ok) << w.detail;
  EXPECT_EQ(issue("little-giant", 1, {2026, 9, 1}), Code::ok) << w.detail;
  EXPECT_FALSE(title("little-giant", 1).in_force(kDay1)) << "what comes meanwhile ends with it";
  EXPECT_EQ(issue("little-giant", 2, kDay1), Code::prerequisite_missing);
  EXPECT_EQ(run(kRegistrar, RenameEnterprise{code(1), "清算中企业", world::kDay, ""}), Code::ok) << w.detail;
  EXPECT_EQ(dissolve(1, {2026, 11, 1}), Code::end_announced);
  EXPECT_EQ(merge(1, 2), Code::end_announced);
  EXPECT_EQ(merge(2, 1), Code::end_announced);
  come_to({2026, 11, 30});
  EXPECT_EQ(pay(2, 1, 1, 10), Code::ok) << "on its last day: " << w.detail;
  // From that day on it gets nothing, whatever day is stated.
  come_to(kDay1);
  for (const Date& day : {Date{2026, 11, 30}, kDay1}) {
    PaymentLine line = World::payment(3, 1, 1, 10);
    line.paid_on = day;
    EXPECT_EQ(run(kPay, World::payments({line})), Code::enterprise_ended);
  }
  RecordAwards late = list({World::award(1, 1, 10, "第三项目")}, "b3");
  late.lines[0].beneficiary = "清算中企业";
  late.published = Date{2026, 11, 1};
  EXPECT_EQ(run(kAward, late), Code::enterprise_ended);
  EXPECT_EQ(issue("specialized", 1, {2026, 11, 1}), Code::enterprise_ended);
  EXPECT_EQ(dissolve(1), Code::enterprise_ended);
  expect_folds(1);
}

TEST_F(Mergers, NothingIsRecognisedBeyondAnAnnouncedEnd) {
  ASSERT_EQ(dissolve(1, kDay1), Code::ok);
  EXPECT_EQ(issue("specialized", 1, kDay1), Code::enterprise_ended);
  EXPECT_EQ(issue("specialized", 1, {2026, 11, 30}), Code::ok) << w.detail;
}

TEST_F(Mergers, AMergerTakesEffectOnItsDay) {
  ASSERT_EQ(issue("specialized", 1, {2025, 1, 1}), Code::ok);
  EXPECT_EQ(merge(1, 2, {2028, 1, 1}, {{"specialized", true}}), Code::day_too_far);
  ASSERT_EQ(merge(1, 2, kDay1, {{"specialized", true}}), Code::ok) << w.detail;
  EXPECT_EQ(merge(1, 3, {2026, 11, 1}, {{"specialized", true}}), Code::end_announced);
  EXPECT_EQ(merge(2, 3, {2027, 1, 1}), Code::end_announced) << "it waits for another";
  EXPECT_EQ(dissolve(2, {2026, 11, 1}), Code::end_announced);
  EXPECT_EQ(merge(3, 2, {2026, 11, 1}), Code::ok) << "more than one may be merged into it: " << w.detail;
  // On each day one of the two holds the title.
  for (const Date& day : {Date{2026, 9, 21}, Date{2026, 11, 30}}) {
    EXPECT_TRUE(title("specialized", 1).in_force(day));
    EXPECT_FALSE(title("specialized", 2).in_force(day));
  }
  EXPECT_FALSE(title("specialized", 1).in_force(kDay1));
  EXPECT_TRUE(title("specialized", 2).in_force(kDay1));
  ProgrammeRules asks;
  asks.required_titles.push_back("specialized");
  ASSERT_EQ(rules(asks), Code::ok);
  EXPECT_EQ(award({World::award(1, 2, 10)}), Code::title_required);
  EXPECT_EQ(award({World::award(1, 1, 10)}), Code::ok) << w.detail;
  come_to(kDay1);
  EXPECT_EQ(award({World::award(1, 1, 10, "另一项目")}, "b2"), Code::enterprise_ended);
  EXPECT_EQ(award({World::award(1, 2, 10, "另一项目")}, "b2"), Code::ok) << w.detail;
  for (const unsigned number : {1U, 2U, 3U}) expect_folds(number);
}

TEST_F(Mergers, WhatHappensToATitleMeanwhileGoesOverWithIt) {
  ASSERT_EQ(issue("specialized", 1, {2024, 1, 1}), Code::ok);  // to the end of 2026
  ASSERT_EQ(issue("specialized", 3, {2024, 1, 1}), Code::ok);
  ASSERT_EQ(merge(1, 2, kDay1, {{"specialized", true}}), Code::ok);
  ASSERT_EQ(merge(3, 4, kDay1, {{"specialized", true}}), Code::ok);
  ASSERT_EQ(run(kQualify, RenewQualifications{World::issue("specialized", 1, {2026, 10, 1})}), Code::ok)
      << w.detail;
  EXPECT_EQ(title("specialized", 1).revoked_from, kDay1) << "it still ends with its holder";
  EXPECT_EQ(title("specialized", 2).valid_to, (Date{2029, 9, 30}));
  EXPECT_EQ(title("specialized", 2).valid_from, kDay1);
  ASSERT_EQ(run(kQualify, SuspendQualification{"specialized", code(1), world::kDay, "", "调查"}), Code::ok)
      << w.detail;
  EXPECT_FALSE(title("specialized", 2).in_force(kDay1)) << "suspended as it was";
  ASSERT_EQ(run(kQualify, ReinstateQualification{"specialized", code(1), world::kDay, "", "终结"}), Code::ok)
      << w.detail;
  EXPECT_TRUE(title("specialized", 2).in_force(kDay1));
  ReviewQualifications review{"specialized", {2027, 6, 30}, "", {}};
  review.lines.push_back({1, code(3)});
  ASSERT_EQ(run(kQualify, review), Code::ok) << w.detail;
  EXPECT_TRUE(title("specialized", 4).in_force({2027, 6, 30}));
  for (const unsigned number : {1U, 2U, 3U, 4U}) expect_folds(number);
}

TEST_F(Mergers, ARevocationReachesWhatAMergerCarriesOver) {
  QualificationRule strict;
  strict.version = "strict";
  strict.effective_from = {2022, 1, 1};
  strict.years = 3;
  strict.ban_years = 3;
  ASSERT_EQ(run(kQualify, SetQualificationRule{"specialized", strict}), Code::ok);
  for (const unsigned number : {1U, 3U}) {
    ASSERT_EQ(issue("specialized", number, {2025, 1, 1}), Code::ok);
    ASSERT_EQ(issue("little-giant", number, {2025, 2, 1}), Code::ok);
  }
  // Before the day, and, found out later, after it.
  ASSERT_EQ(merge(1, 2, kDay1, {{"little-giant", true}, {"specialized", true}}), Code::ok) << w.detail;
  ASSERT_EQ(merge(3, 4, {2026, 9, 1}, {{"little-giant", true}, {"specialized", true}}), Code::ok) << w.detail;
  ASSERT_EQ(merge(4, 5, world::kDay, {{"little-giant", true}, {"specialized", true}}), Code::ok) << w.detail;
  ASSERT_EQ(revoke("specialized", 1, {2026, 8, 1}, true), Code::ok) << w.detail;
  ASSERT_EQ(revoke("specialized", 3, {2026, 8, 1}, true), Code::ok) << w.detail;
  EXPECT_EQ(revoke("specialized", 3, {2026, 8, 1}, true), Code::already_revoked);
  for (const unsigned number : {1U, 2U, 3U, 4U, 5U})
    for (const Id type : {"specialized", "little-giant"})
      for (const Date& day : {Date{2026, 8, 1}, world::kDay, kDay1, Date{2027, 6, 1}})
        EXPECT_FALSE(title(type, number).in_force(day)) << type << " of " << number << " on " << day.iso();
  EXPECT_TRUE(title("specialized", 1).in_force({2026, 7, 31}));
  EXPECT_EQ(issue("specialized", 5, {2026, 9, 21}), Code::banned);
  EXPECT_EQ(issue("specialized", 2, {2026, 9, 21}), Code::banned) << "it was to hold the title";
  for (const unsigned number : {1U, 2U, 3U, 4U, 5U}) expect_folds(number);
}

TEST_F(Mergers, ASuccessorsOwnTitleIsNotCutShort) {
  ASSERT_EQ(issue("specialized", 1, {2025, 1, 1}), Code::ok);
  ASSERT_EQ(issue("specialized", 2, {2023, 11, 1}), Code::ok);  // to the end of October
  EXPECT_EQ(merge(1, 2, kDay1, {{"specialized", true}}), Code::successor_holds_title);
  come_to({2026, 11, 1});
  EXPECT_EQ(merge(1, 2, kDay1, {{"specialized", true}}), Code::ok) << w.detail;
}

// ---- what a successor answers for -------------------------------------------------------------------------

class Lineage : public Mergers {
 protected:
  void SetUp() override {
    Mergers::SetUp();
    ASSERT_EQ(run(kScienceAdmin, w.post("gd-science", credit, {Role::credit})), Code::ok);
    SetCreditRules credit_rules = samples::set_credit_rules();
    ASSERT_EQ(run(kAdmin, credit_rules), Code::ok) << w.detail;
  }
  Code dishonest(unsigned enterprise) {
    RecordCredit action{"gd-science", Id("c" + std::to_string(++entries)), {}};
    action.lines.push_back(
        {1,
         code(enterprise),
         CreditKind::dishonesty,
         CreditClass::serious,
         {2026, 9, 1},
         Date{2028, 12, 31},
         tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(std::to_string(entries)))});
    return run(credit, action);
  }
  /// What the rules say of an award to the last of a chain of mergers, before they take effect and after.
  void expect_inherited(const ProgrammeRules& asks, Code code, const Name& project = "另一项目") {
    ASSERT_EQ(rules(asks), Code::ok) << w.detail;
    EXPECT_EQ(award({World::award(1, 3, 10, project)}, "before"), Code::ok) << w.detail;
    ASSERT_EQ(withdraw(1, "before"), Code::ok);
    ASSERT_EQ(merge(1, 2, {2026, 9, 1}), Code::ok) << w.detail;
    ASSERT_EQ(merge(2, 3, kDay1), Code::ok) << w.detail;
    EXPECT_EQ(award({World::award(1, 3, 10, project)}, "announced"), Code::ok)
        << "its day has not come: " << w.detail;
    ASSERT_EQ(withdraw(1, "announced"), Code::ok);
    come_to(kDay1);
    EXPECT_EQ(award({World::award(1, 3, 10, project)}, "after"), code);
  }
  const SecretKey credit = secret(53);
  unsigned entries = 0;
};

TEST_F(Lineage, OfDishonesty) {
  ASSERT_EQ(dishonest(1), Code::ok) << w.detail;
  ProgrammeRules asks;
  asks.blocking_credit = CreditClass::serious;
  expect_inherited(asks, Code::credit_blocks);
}

TEST_F(Lineage, OfDishonestyThatIsRecordedLater) {
  ProgrammeRules asks;
  asks.blocking_credit = CreditClass::serious;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 3, 10)}), Code::ok);
  ASSERT_EQ(merge(1, 3), Code::ok);
  EXPECT_EQ(award({World::award(2, 3, 10, "第二项目")}), Code::ok);
  ASSERT_EQ(dishonest(1), Code::ok) << w.detail;
  EXPECT_EQ(award({World::award(3, 3, 10, "第三项目")}), Code::credit_blocks);
  EXPECT_EQ(pay(1, 1, 3, 5), Code::credit_blocks);
  // It is the successor that can ask for the repair.
  const SecretKey own = secret(57), other = secret(52);
  for (const auto& [key, number] : {std::pair(&own, 3U), std::pair(&other, 4U)}) {
    ASSERT_EQ(run(kRegistrar, w.binding(code(number), *key)), Code::ok) << w.detail;
  }
  const RequestCreditRepair repair{{"gd-science", "c1", 1},
                                   tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("evidence"))};
  EXPECT_EQ(run(other, repair), Code::wrong_enterprise);
  EXPECT_EQ(run(own, repair), Code::ok) << w.detail;
}

TEST_F(Lineage, OfCaps) {
  ASSERT_EQ(award({World::award(1, 1, 60)}), Code::ok);
  ASSERT_EQ(award({World::award(2, 2, 35)}), Code::ok);
  ProgrammeRules asks;
  asks.cap = 100;
  expect_inherited(asks, Code::cap_exceeded);
  EXPECT_EQ(award({World::award(1, 3, 5, "另一项目")}, "after"), Code::ok) << w.detail;
}

TEST_F(Lineage, OfOneProjectForEach) {
  ASSERT_EQ(award({World::award(1, 1, 60)}), Code::ok);
  ProgrammeRules asks;
  asks.one_project = true;
  expect_inherited(asks, Code::one_project_only);
}

TEST_F(Lineage, OfExcludedProgrammes) {
  CreateProgramme other = World::programme(100);
  other.id = "other-2022";
  ASSERT_EQ(run(kProgramme, other), Code::ok);
  RecordAwards there = list({World::award(1, 1, 10)});
  there.programme = "other-2022";
  ASSERT_EQ(run(kAward, there), Code::ok);
  ProgrammeRules asks;
  asks.excluded.push_back("other-2022");
  expect_inherited(asks, Code::programme_excluded);
}

TEST_F(Lineage, OfProjectsThatWereAwarded) {
  ASSERT_EQ(award({World::award(1, 1, 60, "5G产线（一）")}), Code::ok);
  expect_inherited({}, Code::duplicate_award, "５Ｇ产线(一)");
  IdentifyBeneficiaries who{kProgrammeId, "u1", {}};
  ASSERT_EQ(award({{1, "某企业", std::nullopt, "5G产线【一】", 1}}, "u1"), Code::ok) << w.detail;
  who.lines.push_back({1, code(3)});
  EXPECT_EQ(run(kAward, who), Code::duplicate_award);
}

TEST_F(Lineage, OfOverdueAcceptances) {
  ProgrammeRules asks;
  asks.acceptance_months = 1;
  ASSERT_EQ(rules(asks), Code::ok);
  ASSERT_EQ(award({World::award(1, 1, 60)}), Code::ok);
  asks.acceptance_months = 0;
  asks.overdue_blocks = true;
  come_to({2026, 11, 1});
  expect_inherited(asks, Code::acceptance_overdue);
  EXPECT_EQ(result(ResultStep::acceptance, 1), Code::ok)
      << "the project of the merged one is accepted: " << w.detail;
  EXPECT_EQ(award({World::award(1, 3, 10, "另一项目")}, "after"), Code::ok) << w.detail;
}

TEST_F(Lineage, OfApplications) {
  RegisterProjects enter{kProgrammeId, {}};
  enter.lines.push_back({1, code(1), enterprise_name(1), "产线改造", 50});
  ASSERT_EQ(run(kAward, enter), Code::ok);
  ProgrammeRules asks;
  asks.library_required = true;
  ASSERT_EQ(rules(asks), Code::ok);
  EXPECT_EQ(award({World::award(1, 3, 50)}), Code::not_in_library);
  ASSERT_EQ(merge(1, 3), Code::ok);
  EXPECT_EQ(award({World::award(1, 3, 51)}), Code::above_request);
  EXPECT_EQ(award({World::award(1, 3, 50)}), Code::ok) << w.detail;
}

TEST_F(Lineage, HasABound) {
  w.register_enterprises(70, 100);
  for (unsigned number = 100; number < 164; ++number)
    ASSERT_EQ(merge(number, 9), Code::ok) << number << ": " << w.detail;
  EXPECT_EQ(merge(164, 9), Code::limit_exceeded);
  ASSERT_EQ(merge(164, 165), Code::ok);
  EXPECT_EQ(merge(9, 165), Code::limit_exceeded) << "with all that it answers for";
}

// ---- who is paid ------------------------------------------------------------------------------------------

TEST_F(Mergers, AnAwardOfAMergedOneIsPaidToItsSuccessor) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 20), Code::ok);
  EXPECT_EQ(pay(2, 1, 2, 20), Code::code_differs);
  ASSERT_EQ(merge(1, 2), Code::ok);
  EXPECT_EQ(pay(2, 1, 1, 20), Code::enterprise_ended);
  EXPECT_NE(w.detail.find("merged from 2026-09-21, its successor: " + std::string(text_of(code(2)))),
            std::string::npos)
      << w.detail;
  EXPECT_EQ(pay(2, 1, 3, 20), Code::code_differs);
  ASSERT_EQ(pay(2, 1, 2, 20), Code::ok) << w.detail;
  // The award stays what it was, and so do the sums of its enterprise; who was paid acknowledges.
  EXPECT_EQ(award_value(1).code, code(1));
  EXPECT_EQ(award_value(1).paid, 40);
  EXPECT_EQ(enterprise(1).paid, 40);
  EXPECT_EQ(enterprise(2).paid, 0);
  EXPECT_EQ(w.value(PaymentKey{kProgrammeId, "p1", 2}).code, code(2));
  const SecretKey own = secret(57);
  ASSERT_EQ(run(kRegistrar, w.binding(code(2), own)), Code::ok) << w.detail;
  AcknowledgePayments received{kProgrammeId, "p1", {}};
  received.lines.push_back({2});
  EXPECT_EQ(run(own, received), Code::ok) << w.detail;
  received.lines[0].line = 1;
  EXPECT_EQ(run(own, received), Code::wrong_enterprise);
  // What was paid can be demanded back, and withdrawn is only the rest.
  ASSERT_EQ(demand("r1", 1, 40), Code::ok) << w.detail;
  ASSERT_EQ(recover("r1", 1, 30), Code::ok) << w.detail;
  EXPECT_EQ(enterprise(1).recovered, 30);
  ASSERT_EQ(withdraw(1), Code::ok);
  for (const unsigned number : {1U, 2U}) expect_folds(number);
}

TEST_F(Mergers, ThroughOthersToTheLastAndToNobodyWhenThatOneIsNoMore) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(merge(1, 2), Code::ok);
  ASSERT_EQ(merge(2, 3), Code::ok);
  EXPECT_EQ(pay(1, 1, 2, 20), Code::code_differs);
  EXPECT_EQ(pay(1, 1, 3, 20), Code::ok) << w.detail;
  ASSERT_EQ(dissolve(3), Code::ok);
  EXPECT_EQ(pay(2, 1, 3, 20), Code::enterprise_ended);
  for (const unsigned number : {1U, 2U, 3U}) expect_folds(number);
}

}  // namespace
}  // namespace credence
