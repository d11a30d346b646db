// SPDX-License-Identifier: Apache-2.0
// The questions of the domain: each answer is proved under one header, filters come after completeness, the
// past is folded.
#include "client/base/list_errors.h"
#include "client/lineage.h"
#include "tests/support/suite.h"
#include "tests/unit/client/fake_node.h"

namespace credence::testing {
namespace {

using world::kAward;
using world::kPay;
using world::kQualify;
using world::World;

const Id kProgramme{"puhui-2022"};

class Query : public ::testing::Test {
 protected:
  void SetUp() override {
    World& w = net.world();
    w.register_enterprises(3);
    w.create_programme();
    before_awards = w.ledger().height();
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 1; i <= 8; ++i)
      lines.push_back(World::award(i, 1, 100, Name("项目" + std::to_string(i))));
    lines.push_back({9, "样例企业二", std::nullopt, "待确认", 50});
    ASSERT_EQ(w.run(kAward, World::awards(lines, 100)), Code::ok) << w.detail;
    before_payment = w.ledger().height();
    ASSERT_EQ(w.run(kPay, World::payments({World::payment(1, 3, 1, 70)})), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kQualify, World::issue("specialized", 1, {2019, 1, 1})), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kQualify, World::issue("specialized", 1, {2022, 6, 1})), Code::ok) << w.detail;
    before_revocation = w.ledger().height();
    ASSERT_EQ(w.run(kQualify, RevokeQualification{"specialized", code, {2023, 1, 1}, "", "材料不实"}),
              Code::ok)
        << w.detail;
  }
  FakeNetwork net;
  const Uscc code = samples::code(1);
  Height before_awards = 0, before_payment = 0, before_revocation = 0;
};

TEST_F(Query, AnEnterpriseIsProfileTotalsAndEveryTermOfItsTitles) {
  Client client = net.client();
  const auto found = client.enterprise(code);
  ASSERT_TRUE(found) << found.error().error.text_en();
  ASSERT_TRUE(**found);
  const Enterprise& enterprise = ***found;
  EXPECT_EQ(enterprise.profile.name, world::enterprise_name(1));
  EXPECT_EQ(enterprise.profile.awarded, 800);
  EXPECT_EQ(enterprise.profile.paid, 70);
  ASSERT_EQ(enterprise.titles.size(), 2U);
  EXPECT_EQ(enterprise.titles[0].term.valid_to, (Date{2021, 12, 31})) << "by the type's years";
  EXPECT_EQ(enterprise.titles_in_force({2022, 7, 1}).size(), 1U);
  EXPECT_TRUE(enterprise.titles_in_force({2023, 1, 1}).empty());
  EXPECT_EQ(found->header().height, net.world().ledger().height());
}

TEST_F(Query, WhatIsNotThereIsProvedNotToBe) {
  Client client = net.client();
  const auto nobody = client.enterprise(samples::code(77));
  ASSERT_TRUE(nobody) << nobody.error().error.text_en();
  EXPECT_FALSE(**nobody);
  const auto no_programme = client.award_list(Id("none"));
  ASSERT_TRUE(no_programme);
  EXPECT_FALSE(**no_programme);
  const auto untitled = client.title(Id("specialized"), samples::code(2), {2022, 1, 1});
  ASSERT_TRUE(untitled);
  EXPECT_EQ((*untitled)->state, TitleState::never_issued);
}

TEST_F(Query, AnAwardListIsCompleteAndAgreesWithTheTotals) {
  const auto found = net.client().award_list(kProgramme);
  ASSERT_TRUE(found && **found);
  const AwardList& list = ***found;
  ASSERT_EQ(list.awards.size(), 9U);
  EXPECT_EQ(list.programme.awarded, 850);
  EXPECT_EQ(list.awards[2].paid, 70);
  EXPECT_FALSE(list.awards[8].code);
  Fen sum = 0;
  for (const Award& award : list.awards) sum += award.amount;
  EXPECT_EQ(sum, list.programme.awarded);
  const auto totals = net.client().programme(kProgramme);
  ASSERT_TRUE(totals && **totals);
  EXPECT_EQ(encode(***totals), encode(list.programme));
}

TEST_F(Query, ATitleIsJudgedOnTheDayAlsoBeforeItsLatestTerm) {
  Client client = net.client();
  const auto state = [&](Date on, const ReadOptions& options = {}) {
    const auto found = client.title(Id("specialized"), code, on, options);
    EXPECT_TRUE(found) << found.error().error.text_en();
    return (*found)->state;
  };
  EXPECT_EQ(state({2018, 1, 1}), TitleState::not_begun);
  EXPECT_EQ(state({2020, 1, 1}), TitleState::in_force) << "a term that the state no longer holds";
  EXPECT_EQ(state({2022, 1, 1}), TitleState::ended);
  EXPECT_EQ(state({2022, 7, 1}), TitleState::in_force);
  EXPECT_EQ(state({2024, 1, 1}), TitleState::revoked);
  EXPECT_EQ(state({2024, 1, 1}, {.as_of_height = before_revocation}), TitleState::in_force)
      << "what the ledger knew then";
}

TEST_F(Query, ThePastIsWhatWasRecordedUpToAHeightOrADay) {
  Client client = net.client();
  const auto paid = client.programme(kProgramme, {.as_of_height = before_payment});
  ASSERT_TRUE(paid && **paid);
  EXPECT_EQ((**paid)->awarded, 850);
  EXPECT_EQ((**paid)->paid, 0);
  const auto bare = client.enterprise(code, {.as_of_height = before_awards});
  ASSERT_TRUE(bare && **bare);
  EXPECT_EQ((**bare)->profile.awards, 0U);
  EXPECT_GE(bare->header().height, before_awards) << "today's header proves it";
  const auto unborn = client.enterprise(code, {.as_of_height = 0});
  ASSERT_TRUE(unborn);
  EXPECT_FALSE(**unborn);
  const Date day = date_in_china(net.world().ledger().head().time_ms);
  const auto today = client.enterprise(code, {.as_of_date = day});
  ASSERT_TRUE(today && **today);
  EXPECT_EQ((**today)->profile.paid, 70);
  const auto long_ago = client.enterprise(code, {.as_of_date = Date{2000, 1, 1}});
  ASSERT_TRUE(long_ago);
  EXPECT_FALSE(**long_ago);
}

TEST_F(Query, OfAHeightThatIsNotCertifiedFailsAtOnce) {
  const auto begin = std::chrono::steady_clock::now();
  const auto found = net.client().enterprise(code, {.as_of_height = 1'000'000});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, list_code::day_to_come);
  EXPECT_EQ(found.error().exit, ExitCode::refused);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8)) << "the deadline is 10 s";
}

TEST_F(Query, FreshnessIsTheCallersChoiceForEachQuestion) {
  Client client = net.client({.request_timeout_ms = 5'000, .wait_ms = 50, .deadline_ms = 500});
  EXPECT_TRUE(client.enterprise(code)) << "any age";
  // The chain's clock is of the genesis, far from this machine's: older than a second.
  const bool old = net.world().ledger().head().time_ms + 1'000 <
                   static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() /
                                              std::chrono::milliseconds(1));
  const auto fresh = client.enterprise(code, {.max_age_ms = 1'000});
  EXPECT_EQ(!fresh, old);
  if (!fresh) {
    EXPECT_EQ(fresh.error().error.code, Code::stale_answer);
  }
  const auto strict =
      net.client({.request_timeout_ms = 5'000, .wait_ms = 50, .deadline_ms = 500, .max_age_ms = 1'000})
          .enterprise(code, {.max_age_ms = 0});
  EXPECT_TRUE(strict) << "a question may ask for less than the client";
}

TEST_F(Query, FiltersChooseAmongWhatIsProvedToBeAll) {
  Client client = net.client();
  const auto matched = [&](const HistoryQuery& query) {
    const auto found = client.history(of_enterprise(code), query);
    EXPECT_TRUE(found) << found.error().error.text_en();
    EXPECT_EQ((*found)->total, 13U) << "the whole history was read, whatever matches";
    EXPECT_TRUE((*found)->all);
    EXPECT_EQ((*found)->matched, (*found)->entries.size());
    return (*found)->entries.size();
  };
  EXPECT_EQ(matched({}), 13U);
  EXPECT_EQ(matched({.kinds = {"awarded"}}), 8U);
  EXPECT_EQ(matched({.kinds = {"awarded", "paid"}}), 9U);
  EXPECT_EQ(matched({.programme = kProgramme}), 9U);
  EXPECT_EQ(matched({.programme = Id("another")}), 0U);
  EXPECT_EQ(matched({.title = Id("specialized")}), 3U);
  EXPECT_EQ(matched({.to = Date{2000, 1, 1}}), 0U);
  const Date day = date_in_china(net.world().ledger().head().time_ms);
  EXPECT_EQ(matched({.from = day, .to = day, .order = HistoryOrder::newest_first}), 13U);
  EXPECT_EQ(client.history(of_enterprise(code), {.kinds = {"praised"}}).error().exit, ExitCode::usage);
}

TEST_F(Query, NewestFirstIsTheHistoryReversedAndALimitSaysThatThereIsMore) {
  Client client = net.client();
  const auto forward = client.history(of_enterprise(code)),
             backward = client.history(of_enterprise(code), {.order = HistoryOrder::newest_first});
  ASSERT_TRUE(forward && backward);
  ASSERT_EQ((*forward)->entries.size(), (*backward)->entries.size());
  for (std::size_t i = 0; i < 13; ++i)
    EXPECT_EQ(encode((*forward)->entries[i]), encode((*backward)->entries[12 - i]));
  const std::size_t asked = net.asked(0);
  const auto two = client.history(of_enterprise(code), {.order = HistoryOrder::newest_first, .limit = 2});
  ASSERT_TRUE(two);
  EXPECT_EQ(net.asked(0) - asked, 1U) << "one page is enough";
  EXPECT_FALSE((*two)->all);
  EXPECT_EQ((*two)->total, 13U);
  ASSERT_EQ((*two)->entries.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<QualificationRevoked>((*two)->entries[0].fact));
}

TEST_F(Query, AStreamHandsOutEntriesAndEndsWhereTheCallerSays) {
  Client client = net.client();
  std::size_t seen = 0;
  const auto all =
      client.read_history(of_programme(kProgramme), {}, [&](const HistoryEntry&) { return ++seen > 0; });
  ASSERT_TRUE(all);
  EXPECT_TRUE((*all)->all);
  EXPECT_EQ(seen, (*all)->total);
  seen = 0;
  const auto some =
      client.read_history(of_programme(kProgramme), {}, [&](const HistoryEntry&) { return ++seen < 4; });
  ASSERT_TRUE(some);
  EXPECT_FALSE((*some)->all);
  EXPECT_EQ((*some)->matched, 4U);
}

TEST_F(Query, AHistoryThatGrowsWhileItIsReadIsThatOfTheFirstPagesBlock) {
  std::uint32_t line = 10;
  std::size_t expected = 13;
  net.behave_all([&](const auto&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0 || target.find("/history?") == std::string::npos) return std::nullopt;
    const auto one_more = World::award(line, 1, 1, Name("增" + std::to_string(line)));
    EXPECT_EQ(net.world().run(kAward, World::awards({one_more}, 100)), Code::ok) << net.world().detail;
    ++line;
    return std::nullopt;  // the page was made before
  });
  for (const HistoryOrder order : {HistoryOrder::oldest_first, HistoryOrder::newest_first}) {
    const auto found = net.client().history(of_enterprise(code), {.order = order});
    ASSERT_TRUE(found) << found.error().error.text_en();
    EXPECT_EQ((*found)->entries.size(), expected);
    EXPECT_TRUE((*found)->all);
    expected = 13 + line - 10;  // where the next reading begins
  }
}

/// A merger does not hide an entry from who asks about the successor.
TEST_F(Query, TheWorstEntryOfASuccessorIsAlsoThatOfWhomItTookIn) {
  World& w = net.world();
  const SecretKey credit = samples::secret(53);
  ASSERT_EQ(w.run(world::kScienceAdmin, w.post("gd-science", credit, {Role::credit})), Code::ok) << w.detail;
  ASSERT_EQ(w.run(world::kAdmin, samples::set_credit_rules()), Code::ok) << w.detail;
  RecordCredit entry{"gd-science", "c1", {}};
  entry.lines.push_back({1,
                         samples::code(2),
                         CreditKind::dishonesty,
                         CreditClass::serious,
                         {2026, 9, 1},
                         Date{2028, 12, 31},
                         tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("text"))});
  ASSERT_EQ(w.run(credit, entry), Code::ok) << w.detail;
  const MergeEnterprise merger{samples::code(2), samples::code(3), {2026, 12, 1}, "", {}};
  ASSERT_EQ(w.run(world::kRegistrar, merger), Code::ok) << w.detail;
  Client client = net.client();
  const auto on = [&](const Date& day) { return worst_entry(client, samples::code(3), day).value(); };
  EXPECT_FALSE(on({2026, 11, 30})) << "the merger is announced";
  ASSERT_TRUE(on({2026, 12, 1}));
  EXPECT_EQ(on({2026, 12, 1})->code, samples::code(2));
  EXPECT_EQ(on({2026, 12, 1})->mark.weight, CreditClass::serious);
  EXPECT_FALSE(on({2029, 1, 1})) << "its publication is over";
  EXPECT_EQ(worst_entry(client, samples::code(2), {2026, 11, 30}).value()->code, samples::code(2));
}

}  // namespace
}  // namespace credence::testing
