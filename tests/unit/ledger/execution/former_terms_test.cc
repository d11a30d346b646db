// SPDX-License-Identifier: Apache-2.0
// A title that is recognised anew after a gap, and a product that is listed anew, keep their former terms: rules
// that ask for a day in one of them get the answer of that day (features.h, kFormerTerms).
#include <gtest/gtest.h>

#include "ledger/domain/features.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

class FormerTerms : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(4);
    add(w);
  }
  /// "specialized" of 2019 to 2021, and anew from October 2023 on.
  static void add(World& world) {
    ASSERT_EQ(issue(world, {2019, 1, 1}), Code::ok) << world.detail;
    ASSERT_EQ(issue(world, {2023, 10, 1}), Code::ok) << world.detail;
  }
  static Code issue(World& world, const Date& from, const Id& type = "specialized", unsigned enterprise = 1) {
    return world.run(kQualify, World::issue(type, enterprise, from));
  }
  Code revoke(const Date& from, bool fraud = true) {
    return w.run(kQualify, RevokeQualification{"specialized", code(1), from, "", "虚假材料", fraud});
  }
  QualificationValue held(const Id& type = "specialized", unsigned enterprise = 1) {
    return w.value(QualificationKey{type, code(enterprise)});
  }
  World w{make_memory_key_value(), with_later_features()};
};

TEST_F(FormerTerms, ADayInAFormerTermIsAnswered) {
  const QualificationValue title = held();
  EXPECT_TRUE(title.all_terms);
  ASSERT_EQ(title.former.size(), 1U);
  EXPECT_EQ(title.state({2018, 12, 31}), TitleState::not_begun);
  EXPECT_EQ(title.state({2020, 6, 1}), TitleState::in_force);
  EXPECT_EQ(title.state({2022, 6, 1}), TitleState::ended);
  EXPECT_EQ(title.state({2024, 6, 1}), TitleState::in_force);
  EXPECT_TRUE(title.speaks_of({1999, 1, 1})) << "there was no term before";
}

TEST_F(FormerTerms, WithoutTheFeatureItCannotSpeakOfSuchADay) {
  World old;
  old.register_enterprises(4);
  add(old);
  const QualificationValue title = old.value(QualificationKey{"specialized", code(1)});
  EXPECT_TRUE(title.former.empty());
  EXPECT_FALSE(title.speaks_of({2020, 6, 1}));
  EXPECT_TRUE(title.speaks_of({2023, 10, 1}));
  EXPECT_EQ(
      old.run(kQualify, RevokeQualification{"specialized", code(1), {2020, 6, 1}, "", "虚假材料", true}),
      Code::revoked_before_issue);
}

TEST_F(FormerTerms, AnAwardOfThatDayMayRestOnIt) {
  CreateProgramme programme = World::programme(1'000'000);
  programme.id = "old-2021";
  programme.fiscal_year = 2020;
  ASSERT_EQ(w.run(kProgramme, programme), Code::ok) << w.detail;
  ProgrammeRules rules;
  rules.required_titles.emplace_back("specialized");
  ASSERT_EQ(w.run(kProgramme, SetProgrammeRules{"old-2021", rules, ""}), Code::ok) << w.detail;
  const auto award = [&](const Id& batch, const Date& published) {
    RecordAwards action = World::awards({World::award(1, 1, 1'000)});
    action.programme = "old-2021";
    action.batch = batch;
    action.published = published;
    return w.run(kAward, action);
  };
  EXPECT_EQ(award("b2", {2022, 6, 1}), Code::title_required) << "in the gap";
  EXPECT_EQ(award("b1", {2020, 6, 1}), Code::ok) << w.detail;
}

TEST_F(FormerTerms, FraudOfAFormerTermIsRecordedAndTakesWhatRestedOnItWithIt) {
  ASSERT_EQ(issue(w, {2021, 3, 1}, "little-giant"), Code::ok) << w.detail << "on the former term";
  ASSERT_EQ(issue(w, {2024, 3, 1}, "little-giant"), Code::ok) << w.detail << "on the present one";
  EXPECT_EQ(revoke({2018, 6, 1}), Code::revoked_before_issue);
  EXPECT_EQ(revoke({2022, 6, 1}), Code::title_ended) << "in the gap there is nothing to revoke";
  ASSERT_EQ(revoke({2020, 1, 1}), Code::ok) << w.detail;
  EXPECT_EQ(held().state({2019, 12, 31}), TitleState::in_force);
  EXPECT_EQ(held().state({2020, 1, 1}), TitleState::revoked);
  EXPECT_EQ(held().state({2024, 1, 1}), TitleState::in_force) << "the later recognition is one of its own";
  EXPECT_EQ(held("little-giant").state({2021, 3, 1}), TitleState::cascaded);
  EXPECT_EQ(held("little-giant").state({2024, 3, 1}), TitleState::in_force);
  EXPECT_EQ(revoke({2019, 6, 1}), Code::already_revoked);
}

TEST_F(FormerTerms, TheOldestTermGoesWhereTheyAreTooMany) {
  for (unsigned year = 1960; year < 1960 + 4 * 10; year += 4)
    ASSERT_EQ(issue(w, {static_cast<std::uint16_t>(year), 1, 1}, "specialized", 2), Code::ok) << w.detail;
  const QualificationValue title = held("specialized", 2);
  EXPECT_EQ(title.former.size(), title.former.kMax);
  EXPECT_FALSE(title.all_terms);
  EXPECT_FALSE(title.speaks_of({1961, 1, 1})) << "its first term is no longer held";
  EXPECT_TRUE(title.in_force({1965, 1, 1}));
}

TEST_F(FormerTerms, ATermThatRunsUntilTheNextOneEndsWithItsEnterprise) {
  // Recognised anew from next year on, while this year's term still runs.
  ASSERT_EQ(issue(w, {2024, 1, 1}, "specialized", 3), Code::ok) << w.detail;  // to 2026-12-31
  const Date last = *held("specialized", 3).last_day();
  ASSERT_EQ(issue(w, after_days(last, 5), "specialized", 3), Code::ok) << w.detail;
  EXPECT_TRUE(held("specialized", 3).in_force(kDay)) << "it is in its former term today";
  ASSERT_EQ(w.run(kRegistrar, DissolveEnterprise{code(3), kDay, ""}), Code::ok) << w.detail;
  EXPECT_EQ(held("specialized", 3).state(kDay), TitleState::dissolved);
  ASSERT_EQ(w.run(kRegistrar, RestoreEnterprise{code(3), "", "误登"}), Code::ok) << w.detail;
  EXPECT_TRUE(held("specialized", 3).in_force(kDay)) << "as it was";
}

TEST_F(FormerTerms, AProductThatIsRenewedWasListedBefore) {
  CreateProgramme programme = World::programme(0);
  programme.id = "ct-2026";
  programme.kind = ProgrammeKind::procurement_catalogue;
  programme.fiscal_year = 2026;
  ASSERT_EQ(w.run(kProgramme, programme), Code::ok) << w.detail;
  const auto list = [&](const Id& batch, const Date& from, std::optional<Date> to, const Note& reason = {}) {
    RecordListings action{"ct-2026", batch, "", {}, reason};
    action.lines.push_back({1, code(1), enterprise_name(1), "数据库 V2", from, to});
    return w.run(kAward, action);
  };
  ASSERT_EQ(list("b1", {2026, 1, 1}, Date{2026, 3, 31}), Code::ok) << w.detail;
  ASSERT_EQ(list("b2", {2026, 5, 1}, Date{2026, 12, 31}), Code::ok) << w.detail;
  const auto value = [&] {
    return w.value(ListingKey{"ct-2026", project_hash(w.chain().suite, "ct-2026", code(1), "数据库 V2")});
  };
  EXPECT_TRUE(value().in_force({2026, 2, 1})) << "in its former term";
  EXPECT_FALSE(value().in_force({2026, 4, 1}));
  EXPECT_TRUE(value().in_force({2026, 6, 1}));
  EXPECT_TRUE(value().speaks_of({2025, 1, 1}));
  ASSERT_EQ(list("b3", {2026, 5, 1}, Date{2026, 6, 30}, "供应商退出"), Code::ok) << w.detail;
  EXPECT_FALSE(value().in_force({2026, 7, 1})) << "taken off";
  EXPECT_TRUE(value().in_force({2026, 2, 1}));
}

}  // namespace
}  // namespace credence
