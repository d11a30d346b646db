// SPDX-License-Identifier: Apache-2.0
// What holds titles and is no enterprise: registered once, with what it belongs to; titles of each kind go to holders
// of that kind, several of one type to one enterprise; and nothing else is ever recorded of them.
#include "tests/support/suite.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

class Holders : public RefusalMoney {
 protected:
  static HolderLine product(const Name& name, unsigned maker = 1) {
    return {1, HolderKind::product, name, code(maker), "", std::nullopt};
  }
  static HolderLine park(const Name& name) {
    return {1, HolderKind::park, name, std::nullopt, "gd-iit", Name("样例区")};
  }
  static Uscc code_of(const HolderLine& line) { return holder_code(samples::kSuite, line); }
  Code add(const HolderLine& line) {
    RegisterHolders action;
    action.lines.push_back(line);
    return run(kQualify, action);
  }
  Code define(const Id& type, HolderKind kind, std::optional<Id> prerequisite = std::nullopt) {
    return run(kAdmin,
               DefineQualification{type, "称号", "Title", "gd-iit", 3, std::move(prerequisite), kind});
  }
  Code issue(const Id& type, const HolderLine& holder, const Date& from = {2026, 1, 1}) {
    IssueQualifications action{type, Id(type + "-b"), "名单", "", "", {}};
    action.lines.push_back({1, code_of(holder), holder.name, "证2026-1", from, std::nullopt});
    return run(kQualify, action);
  }
};

TEST_F(Holders, AreRegisteredOnceWithWhatTheyBelongTo) {
  EXPECT_EQ(add(product("样例软件 V1", 99)), Code::unknown_enterprise);
  EXPECT_EQ(add(park("样例软件园")), Code::ok) << w.detail;
  HolderLine nowhere = park("样例软件园二期");
  nowhere.department = "no-such";
  EXPECT_EQ(add(nowhere), Code::unknown_department);
  EXPECT_EQ(add(product("样例软件 V1")), Code::ok) << w.detail;
  EXPECT_EQ(add(product("样例软件  Ｖ1")), Code::registered_differently)
      << "the same name, written otherwise";
  EXPECT_EQ(add(product("样例软件 V1")), Code::already_registered);
  EXPECT_EQ(add(product("样例软件 V1", 2)), Code::ok) << "of another maker";
  RegisterHolders action;
  action.lines.push_back(product("样例软件 V9"));
  EXPECT_EQ(run(kAward, action), Code::wrong_role);
  const EnterpriseValue held = w.value(EnterpriseKey{code_of(product("样例软件 V1"))});
  EXPECT_EQ(held.kind, HolderKind::product);
  EXPECT_EQ(held.belongs_to, code(1));
  EXPECT_EQ(w.value(EnterpriseKey{code_of(park("样例软件园"))}).department, "gd-iit");
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(3), today(), ""}), Code::ok);
  EXPECT_EQ(add(product("样例软件 V1", 3)), Code::enterprise_ended);
}

TEST_F(Holders, ATitleGoesToItsKindAndSeveralToOneEnterprise) {
  ASSERT_EQ(define("compat-test", HolderKind::product), Code::ok) << w.detail;
  const HolderLine one = product("样例软件 V1"), two = product("样例软件 V2");
  EXPECT_EQ(issue("compat-test", one), Code::unknown_enterprise);
  ASSERT_EQ(add(one), Code::ok);
  ASSERT_EQ(add(two), Code::ok);
  ASSERT_EQ(add(park("样例软件园")), Code::ok);
  EXPECT_EQ(issue("compat-test", one), Code::ok) << w.detail;
  EXPECT_EQ(issue("compat-test", two), Code::ok) << "a second certificate of one maker";
  EXPECT_EQ(issue("compat-test", one), Code::already_in_force);
  EXPECT_EQ(issue("compat-test", park("样例软件园")), Code::wrong_holder);
  EXPECT_EQ(issue("specialized", one), Code::wrong_holder);
  EXPECT_EQ(w.run(kQualify, refusal::World::issue("compat-test", 1, {2026, 1, 1})), Code::wrong_holder);
  EXPECT_EQ(define("built-on", HolderKind::product, Id("specialized")), Code::wrong_holder);
  EXPECT_EQ(define("built-on", HolderKind::product, Id("compat-test")), Code::ok);
  ProgrammeRules asks;
  asks.required_titles.push_back("compat-test");
  EXPECT_EQ(rules(asks), Code::wrong_holder) << "no enterprise could hold it";
  EXPECT_EQ(run(kQualify, RevokeQualification{"compat-test", code_of(one), today(), "", "不符合"}), Code::ok)
      << w.detail;
  EXPECT_TRUE(w.value(QualificationKey{"compat-test", code_of(two)}).in_force(today()));
}

TEST_F(Holders, EndWithTheirMakerUnlessItHasASuccessor) {
  ASSERT_EQ(define("compat-test", HolderKind::product), Code::ok);
  const HolderLine one = product("样例软件 V1", 1), two = product("样例软件 V1", 2);
  ASSERT_EQ(add(one), Code::ok);
  ASSERT_EQ(add(two), Code::ok);
  ASSERT_EQ(run(kRegistrar, DissolveEnterprise{code(1), today(), ""}), Code::ok);
  EXPECT_EQ(issue("compat-test", one), Code::enterprise_ended);
  ASSERT_EQ(run(kRegistrar, MergeEnterprise{code(2), code(3), today(), "", {}}), Code::ok) << w.detail;
  EXPECT_EQ(issue("compat-test", two), Code::ok) << w.detail;
  const HolderLine three = product("样例软件 V1", 4);
  ASSERT_EQ(add(three), Code::ok);
  EXPECT_EQ(run(kRegistrar, RenameEnterprise{code_of(three), "样例软件 V1（新）", today(), ""}), Code::ok);
  EXPECT_EQ(run(kRegistrar, DissolveEnterprise{code_of(three), today(), ""}), Code::ok)
      << "it is not made any more";
  HolderLine renamed = three;
  renamed.name = "样例软件 V1（新）";
  IssueQualifications action{"compat-test", "late", "名单", "", "", {}};
  action.lines.push_back({1, code_of(three), renamed.name, "", {2026, 1, 1}, std::nullopt});
  EXPECT_EQ(run(kQualify, action), Code::enterprise_ended);
}

TEST_F(Holders, GetNoMoneyAndNoCredit) {
  const HolderLine one = product("样例软件 V1");
  ASSERT_EQ(add(one), Code::ok);
  AwardLine line = refusal::World::award(1, 1, 100);
  line.code = code_of(one);
  EXPECT_EQ(award({line}), Code::holder_not_enterprise);
  RegisterEnterprises enterprises;
  enterprises.lines.push_back({code_of(one), "样例企业", std::nullopt, std::nullopt});
  EXPECT_EQ(run(kRegistrar, enterprises), Code::holder_not_enterprise);
  HolderLine of_a_product = product("样例插件 V1");
  of_a_product.belongs_to = code_of(one);
  EXPECT_EQ(add(of_a_product), Code::holder_not_enterprise)
      << "a product has a maker, and no product makes another";
}

TEST(HolderCodes, SayTheirKindAndWhereTheyAre) {
  HolderLine line{1, HolderKind::team, "样例团队", world::code(1), "", std::nullopt};
  const Uscc code = holder_code(samples::kSuite, line);
  EXPECT_EQ(holder_kind_of(code), HolderKind::team);
  EXPECT_TRUE(parse_uscc(text_of(code))) << "a code as others, for whoever types it";
  EXPECT_EQ(text_of(code).substr(2, 6), text_of(world::code(1)).substr(2, 6));
  EXPECT_EQ(holder_kind_of(world::code(1)), HolderKind::enterprise);
  line.name = "样例 团队";
  EXPECT_EQ(holder_code(samples::kSuite, line), code);
  line.department = "gd-iit";
  EXPECT_NE(holder_code(samples::kSuite, line), code);
}

// ---- money of other kinds ---------------------------------------------------------------------------------

class Kinds : public RefusalMoney {
 protected:
  void create(const Id& id, ProgrammeKind kind) {
    CreateProgramme action{id, "专项", "gd-iit", "gd-finance", 2026, 1'000, "", kind};
    ASSERT_EQ(run(kProgramme, action), Code::ok) << w.detail;
  }
  Code award_in(const Id& programme, const AwardLine& line) {
    RecordAwards action = list({line});
    action.programme = programme;
    return run(kAward, action);
  }
};

TEST_F(Kinds, AnEnterprisesSumsAreKeptApart) {
  create("fund", ProgrammeKind::fund_investment);
  create("relief", ProgrammeKind::tax_relief);
  ASSERT_EQ(award({refusal::World::award(1, 1, 100)}), Code::ok);
  ASSERT_EQ(award_in("fund", refusal::World::award(1, 1, 300)), Code::ok);
  ASSERT_EQ(award_in("relief", refusal::World::award(1, 1, 50)), Code::ok);
  ASSERT_EQ(pay(1, 1, 1, 60), Code::ok) << w.detail;
  const std::vector<KindSum> sums = w.value(EnterpriseKey{code(1)}).by_kind();
  ASSERT_EQ(sums.size(), 3U);
  EXPECT_EQ(std::tuple(sums[0].kind, sums[0].awarded, sums[0].paid),
            std::tuple(ProgrammeKind::grant, 100, 60));
  EXPECT_EQ(std::tuple(sums[1].kind, sums[1].awarded, sums[1].paid),
            std::tuple(ProgrammeKind::fund_investment, 300, 0));
  EXPECT_EQ(std::tuple(sums[2].kind, sums[2].awarded, sums[2].paid),
            std::tuple(ProgrammeKind::tax_relief, 50, 0));
}

TEST_F(Kinds, ATalentSubsidySaysForHowManyAndNeverForOneOrTwo) {
  create("talent", ProgrammeKind::talent_subsidy);
  AwardLine line = refusal::World::award(1, 1, 90);
  EXPECT_EQ(award_in("talent", line), Code::persons_missing);
  line.persons = SupportedPersons{limits::kPersonsMin - 1, "领军人才"};
  EXPECT_EQ(award_in("talent", line), Code::persons_too_few);
  line.persons->count = limits::kPersonsMin;
  EXPECT_EQ(award({line}), Code::wrong_kind) << "nothing else is of persons";
  EXPECT_EQ(award_in("talent", line), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardKey{"talent", "b1", 1}).persons, line.persons);
  AmendAwards amend{"talent", "b1", "", "笔误", 90, std::nullopt, {}};
  line.persons->count = limits::kPersonsMin + 2;
  amend.lines.push_back(line);
  EXPECT_EQ(run(kAward, amend), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardKey{"talent", "b1", 1}).persons->count, limits::kPersonsMin + 2);
  line.persons.reset();
  amend.lines = {line};
  EXPECT_EQ(run(kAward, amend), Code::persons_missing);
}

TEST_F(Kinds, APromiseToAFundIsFulfilledAndNotExceeded) {
  create("fund", ProgrammeKind::fund_investment);
  ASSERT_EQ(award_in("fund", refusal::World::award(1, 1, 100)), Code::ok);
  const auto capital = [&](const Id& entry, Fen amount, bool promised, std::optional<Id> of) {
    return run(kAward, RecordSocialCapital{"fund", entry, "b1", 1, "样例创投", amount, today(), "", promised,
                                           std::move(of)});
  };
  EXPECT_EQ(capital("p1", 300, true, std::nullopt), Code::ok) << w.detail;
  EXPECT_EQ(capital("m1", 100, false, Id("none")), Code::unknown_promise);
  EXPECT_EQ(capital("m1", 100, false, Id("p1")), Code::ok) << w.detail;
  EXPECT_EQ(capital("m2", 201, false, Id("p1")), Code::promise_exceeded);
  EXPECT_EQ(capital("m2", 50, false, Id("m1")), Code::unknown_promise) << "money is no promise";
  EXPECT_EQ(capital("m3", 40, false, std::nullopt), Code::ok) << "without a promise before";
  const ProgrammeValue fund = w.value(ProgrammeKey{"fund"});
  EXPECT_EQ(fund.social_capital, 140);
  EXPECT_EQ(fund.social_promised, 340);
  EXPECT_EQ(w.value(SocialCapitalKey{"fund", "p1"}).fulfilled, 100);
}

}  // namespace
}  // namespace credence
