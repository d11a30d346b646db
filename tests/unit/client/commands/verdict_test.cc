// SPDX-License-Identifier: Apache-2.0
// What the command line proves and shows: an award as it stands, names, what is not registered, and days that
// are judged as they were asked for.
#include <gmock/gmock.h>

#include "client/words/closed_credit.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace json = boost::json;

class VerdictCommands : public ::testing::Test {
 protected:
  VerdictCommands() {
    world::World& w = program.net.world();
    w.register_enterprises(5);
    w.create_programme();
    RecordAwards awards = world::World::awards(
        {world::World::award(1, 1, 1000), world::World::award(2, 2, 2000), world::World::award(3, 3, 3000)});
    must(world::kAward, awards);
    WithdrawAwards withdrawn{"puhui-2022", "b1", "粤工信函〔2026〕3号", "企业放弃", {}};
    withdrawn.lines.push_back({3});
    must(world::kAward, withdrawn);
    must(world::kQualify, world::World::issue("specialized", 1, {2026, 9, 1}, Date{2026, 10, 31}));
  }
  void must(const SecretKey& key, const Action& action) {
    EXPECT_EQ(program.net.world().run(key, action), Code::ok) << program.net.world().detail;
  }
  [[nodiscard]] static std::string code(unsigned n) { return std::string(text_of(samples::code(n))); }
  json::object proved(const std::string& what) {
    const Ran made = program.run("prove " + what + " --overwrite -o " + program.path("x.proof") + " --json");
    EXPECT_EQ(made.exit, 0) << made.output;
    const Ran ran = run_program("verify " + program.path("x.proof") + program.anchor() + " --any-age --json");
    return json::parse(ran.output).as_object();
  }
  json::object shown(const std::string& what) {
    return json::parse(program.run(what + " --json").output).as_object();
  }

  ProgramOnNetwork program;
};

TEST_F(VerdictCommands, AnAwardIsProvedAsItStands) {
  const json::object withdrawn = proved("award puhui-2022 b1 3");
  EXPECT_EQ(withdrawn.at("verdict").as_string(), "withdrawn");
  EXPECT_EQ(withdrawn.at("exit_code").to_number<int>(), 7);
  EXPECT_EQ(withdrawn.at("kind").as_string(), "award");
  EXPECT_EQ(proved("award puhui-2022 b1 2").at("standing").as_string(), "confirmed");
  // An enterprise's award by its old words: the award, not the entry that recorded it.
  EXPECT_EQ(proved("record " + code(3) + " --award 'puhui-2022/b1#3'").at("verdict").as_string(),
            "withdrawn");
  EXPECT_EQ(program.run("prove record " + code(1) + " --award 'puhui-2022/b1#3'").exit, 2)
      << "another enterprise's";
  EXPECT_EQ(program.run("prove record " + code(1) + " --award 'puhui-2022/b1'").exit, 1);
  EXPECT_EQ(program.run("prove award puhui-2022 b1 9").exit, 2);
  EXPECT_EQ(program.run("prove award puhui-2022 b1 0").exit, 1);
  // The entry says what was recorded once, and its first line says so.
  ASSERT_EQ(program.run("prove record " + code(3) + " --entry 2 -o " + program.path("entry.proof")).exit, 0);
  const Ran entry =
      run_program("verify " + program.path("entry.proof") + program.anchor() + " --any-age --lang en");
  EXPECT_THAT(entry.output,
              StartsWith("VALID: so it was recorded; what it is today, prove title and prove award say"));
}

TEST_F(VerdictCommands, NamesOfTheEnterpriseTheIssuerAndTheDocumentAreProved) {
  const json::object title = proved("title " + code(1) + " specialized");
  const json::object& names = title.at("names").as_object();
  EXPECT_EQ(names.at("enterprise").at("name").as_string(), "样例企业1");
  EXPECT_EQ(names.at("department").at("name_zh").as_string(), "广东省工业和信息化厅");
  EXPECT_EQ(title.at("value").at("document_no").as_string(), "工信部企业〔2022〕1号");
  EXPECT_EQ(title.at("verdict").as_string(), "ended") << "today";
}

TEST_F(VerdictCommands, WhatIsNotRegisteredIsSaidToBeSo) {
  for (const std::string what :
       {"history --programme no-such-programme --nothing-too", "history --department no-such --nothing-too",
        "history --title no-such --nothing-too"}) {
    const json::object view = proved(what);
    EXPECT_EQ(view.at("total").to_number<int>(), 0) << what;
    EXPECT_EQ(view.at("not_registered").as_array().size(), 1u) << what;
  }
  const Ran ran =
      run_program("verify " + program.path("x.proof") + program.anchor() + " --any-age --lang en");
  EXPECT_THAT(ran.output, StartsWith("VALID: NOT REGISTERED"));
  EXPECT_TRUE(proved("history " + code(1)).at("not_registered").as_array().empty());
}

/// What bars an enterprise from awards and payments, also by what was merged into it: all of it, and nothing that is
/// over, repaired or withdrawn.
TEST_F(VerdictCommands, WhatBarsAnEnterpriseIsProvedWhole) {
  const SecretKey credit = samples::secret(31);
  must(world::kAdmin, program.net.world().post("gd-iit", credit, {Role::credit}));
  must(world::kAdmin, samples::set_credit_rules());
  const json::object clear = proved("standing " + code(4));
  EXPECT_EQ(clear.at("verdict").as_string(), "valid");
  EXPECT_EQ(clear.at("kind").as_string(), "standing");
  EXPECT_EQ(clear.at("subject").at("enterprise").as_string(), code(4));
  EXPECT_TRUE(clear.at("in_force").as_array().empty());
  RecordCredit entries{"gd-iit", "c1", {}};
  for (const std::uint32_t line : {1U, 2U})
    entries.lines.push_back({line, samples::code(3), CreditKind::penalty,
                             line == 1 ? CreditClass::serious : CreditClass::minor, Date{2026, 9, 11},
                             line == 1 ? Date{2028, 9, 11} : Date{2026, 10, 11},
                             tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(std::to_string(line)))});
  must(credit, entries);
  must(world::kRegistrar,
       MergeEnterprise{samples::code(3), samples::code(4), {2026, 9, 21}, "粤市监〔2026〕1号", {}});
  for (const unsigned n : {3U, 4U}) {
    const json::object barred = proved("standing " + code(n));
    EXPECT_EQ(barred.at("verdict").as_string(), "blocked");
    EXPECT_EQ(barred.at("exit_code").to_number<int>(), 7);
    ASSERT_EQ(barred.at("in_force").as_array().size(), 1U) << "the other is over";
    EXPECT_EQ(barred.at("in_force").at(0).at("enterprise").as_string(), code(3));
    EXPECT_EQ(barred.at("in_force").at(0).at("class").as_string(), "serious");
    EXPECT_EQ(barred.at("from_day").as_string(), "2026-09-21");
  }
  const auto says = [this](const std::string& day) {
    return run_program("verify " + program.path("x.proof") + program.anchor() + " --any-age --lang en --on " +
                       day)
        .output;
  };
  EXPECT_THAT(says("2026-10-01"),
              AllOf(StartsWith("BLOCKED"), HasSubstr("gd-iit/c1/1"), HasSubstr("gd-iit/c1/2")));
  EXPECT_THAT(says("2026-09-01"), StartsWith("NOT SAID"));
  const std::string recorded(shown("history --kind credit_recorded " + code(3))
                                 .at("entries")
                                 .as_array()
                                 .back()
                                 .at("transaction")
                                 .as_string());
  must(credit, WithdrawCredit{{"gd-iit", "c1", 1}, "粤撤〔2026〕1号"});
  EXPECT_EQ(proved("standing " + code(4)).at("verdict").as_string(), "valid");
  EXPECT_EQ(proved("standing " + code(3)).at("verdict").as_string(), "merged");
  EXPECT_THAT(says("2026-11-01"), Not(HasSubstr("gd-iit/c1/1")));
  EXPECT_EQ(program.run("prove standing " + code(9)).exit, 2) << "not registered";
  // Its transaction is told without what the closed entry said.
  const json::object told = shown("tx " + recorded);
  EXPECT_EQ(json::serialize(told.at("closed_lines")), "[1]");
  ASSERT_EQ(told.at("action").at("lines").as_array().size(), 1U);
  EXPECT_EQ(told.at("action").at("lines").at(0).at("credit").as_string(), "penalty");
}

/// State of a moment is judged on that moment's day, by every command alike.
TEST_F(VerdictCommands, AsOfAMomentItsDayIsJudged) {
  for (const std::string& as_of :
       {std::string("2026-09-21"), std::to_string(program.net.world().ledger().height())}) {
    const json::object title = shown("title show specialized " + code(1) + " --as-of " + as_of);
    EXPECT_EQ(title.at("on").as_string(), "2026-09-21") << as_of;
    EXPECT_EQ(title.at("state").as_string(), "in_force") << as_of;
    const json::object page = shown("enterprise show " + code(1) + " --as-of " + as_of);
    EXPECT_EQ(page.at("on").as_string(), "2026-09-21") << as_of;
    EXPECT_TRUE(page.at("titles").at(0).at("in_force").as_bool()) << as_of;
  }
  const json::object other =
      shown("title show specialized " + code(1) + " --as-of 2026-09-21 --on 2026-11-01");
  EXPECT_EQ(other.at("state").as_string(), "ended") << "another day may be asked about";
  // Without a moment: today in China, by this machine's clock.
  const std::string today = std::string(shown("title show specialized " + code(1)).at("on").as_string());
  EXPECT_EQ(shown("enterprise show " + code(1)).at("on").as_string(), today);
  EXPECT_EQ(shown("programme show puhui-2022").at("day").as_string(), today);
}

/// An end that is announced is no end yet, and nobody takes over before its day.
TEST_F(VerdictCommands, AnAnnouncedEndIsShownAsWhatIsToCome) {
  must(world::kRegistrar, MergeEnterprise{samples::code(1),
                                          samples::code(2),
                                          {2026, 10, 15},
                                          "粤市监〔2026〕1号",
                                          {TitleDecision{"specialized", true}}});
  must(world::kRegistrar, DissolveEnterprise{samples::code(4), {2026, 10, 20}, "粤市监〔2026〕2号"});
  const auto page = [this](unsigned n, const std::string& day, const char* language) {
    return program.run("enterprise show " + code(n) + " --on " + day + " --lang " + language).output;
  };
  EXPECT_THAT(page(2, "2026-10-14", "en"), HasSubstr("will take over " + code(1) + " on 2026-10-15"));
  EXPECT_THAT(page(2, "2026-10-15", "en"), HasSubstr("took over " + code(1) + " on 2026-10-15"));
  EXPECT_THAT(page(2, "2026-10-14", "zh"), HasSubstr("将承继 " + code(1)));
  EXPECT_THAT(page(1, "2026-10-14", "en"), HasSubstr("will be merged into " + code(2)));
  const auto title = [this](const std::string& day, const char* language) {
    return program.run("title show specialized " + code(1) + " --on " + day + " --lang " + language).output;
  };
  EXPECT_THAT(title("2026-10-14", "en"), HasSubstr("in force, ends on 2026-10-15 (ended by merger)"));
  EXPECT_THAT(title("2026-10-15", "en"),
              AllOf(HasSubstr("ended by merger from 2026-10-15"), Not(HasSubstr("ends on"))));
  ASSERT_EQ(
      program.run("prove title " + code(1) + " specialized --overwrite -o " + program.path("t.proof")).exit,
      0);
  const auto proof = [this](const std::string& day, const char* language) {
    return run_program("verify " + program.path("t.proof") + program.anchor() + " --any-age --on " + day +
                       " --lang " + language)
        .output;
  };
  EXPECT_THAT(
      proof("2026-10-14", "en"),
      AllOf(StartsWith("VALID: in force on 2026-10-14"), HasSubstr("\n  ends          2026-10-15, by merger"),
            HasSubstr("\n  will merge    into " + code(2) + " on 2026-10-15 (announced)")));
  EXPECT_THAT(proof("2026-10-15", "en"),
              AllOf(StartsWith("ENDED BY MERGER"), HasSubstr("\n  ended from    2026-10-15, by merger"),
                    HasSubstr("\n  merged        into " + code(2))));
  EXPECT_THAT(proof("2026-10-14", "zh"),
              AllOf(HasSubstr("将终止于"), HasSubstr("将合并"), HasSubstr("因企业合并")));
  ASSERT_EQ(
      program.run("prove title " + code(2) + " specialized --overwrite -o " + program.path("t.proof")).exit,
      0);
  EXPECT_THAT(proof("2026-10-15", "en"), HasSubstr("\n  taken over    from " + code(1)));
  ASSERT_EQ(program.run("prove total " + code(4) + " --overwrite -o " + program.path("t.proof")).exit, 0);
  EXPECT_THAT(proof("2026-10-19", "en"), HasSubstr("\n  will dissolve 2026-10-20 (announced)"));
  EXPECT_THAT(proof("2026-10-20", "en"), HasSubstr("\n  dissolved     2026-10-20"));
}

/// Of an award whose enterprise is no more: who would be paid decides, with the names of all in between.
TEST_F(VerdictCommands, AnAwardThatNobodyIsLeftForIsNotValid) {
  must(world::kRegistrar, MergeEnterprise{samples::code(1),
                                          samples::code(2),
                                          {2026, 9, 21},
                                          "粤市监〔2026〕1号",
                                          {TitleDecision{"specialized", false}}});
  const json::object merged = proved("award puhui-2022 b1 1");
  EXPECT_EQ(merged.at("verdict").as_string(), "valid");
  EXPECT_EQ(merged.at("names").at("successors").at(0).at("name").as_string(), "样例企业2");
  must(world::kRegistrar, DissolveEnterprise{samples::code(2), {2026, 9, 21}, "粤市监〔2026〕2号"});
  EXPECT_EQ(proved("award puhui-2022 b1 2").at("verdict").as_string(), "dissolved");
  EXPECT_EQ(proved("award puhui-2022 b1 1").at("verdict").as_string(), "dissolved")
      << "the successor's end is its end";
  const auto text = [this](const char* language) {
    return run_program("verify " + program.path("x.proof") + program.anchor() + " --any-age --lang " +
                       language)
        .output;
  };
  EXPECT_THAT(text("en"), AllOf(StartsWith("ENDED: its enterprise is dissolved, and nothing more is paid"),
                                HasSubstr("successor     " + code(2))));
  EXPECT_THAT(text("zh"), AllOf(StartsWith("已终止：受益企业已注销"), HasSubstr("承继企业")));
}

/// A chain of mergers that is longer than what a proof names: the last one named says into whom it was
/// merged.
TEST_F(VerdictCommands, OfALongLineOfSuccessorsFourAreNamed) {
  program.net.world().register_enterprises(8, 10);
  const auto merge = [this](unsigned from, unsigned into) {
    must(world::kRegistrar,
         MergeEnterprise{samples::code(from), samples::code(into), {2026, 9, 21}, "粤市监〔2026〕1号", {}});
  };
  merge(2, 10), merge(10, 11), merge(11, 12), merge(12, 13), merge(13, 14);
  const json::object award = proved("award puhui-2022 b1 2");
  const json::array& successors = award.at("names").at("successors").as_array();
  ASSERT_EQ(successors.size(), 4u);
  EXPECT_EQ(successors.at(3).at("successor").as_string(), code(14));
}

/// Credit entries that were repaired are shown nowhere any more: that there was one stays to be seen.
TEST(VerdictClosedCredit, IsNotShown) {
  const CreditKey key{"gd-credit", "c1", 2};
  HistoryEntry recorded;
  recorded.fact = CreditRecorded{key, CreditLine{2,
                                                 samples::code(1),
                                                 CreditKind::penalty,
                                                 CreditClass::general,
                                                 {2026, 1, 2},
                                                 Date{2027, 1, 2},
                                                 {}}};
  ClosedCredit closed;
  EXPECT_THAT(json::serialize(closed.json(recorded)), HasSubstr("penalty"));
  closed.note(CreditRepairDecided{{key, false, ""}});
  EXPECT_THAT(json::serialize(closed.json(recorded)), HasSubstr("penalty")) << "not granted";
  closed.note(CreditRepairDecided{{CreditKey{"gd-credit", "c1", 3}, true, ""}});
  EXPECT_THAT(json::serialize(closed.json(recorded)), HasSubstr("penalty")) << "another entry";
  closed.note(CreditRepairDecided{{key, true, ""}});
  const std::string shown = json::serialize(closed.json(recorded));
  EXPECT_THAT(shown,
              AllOf(HasSubstr("credit_recorded"), HasSubstr("\"closed\":true"), Not(HasSubstr("penalty")),
                    Not(HasSubstr("2026-01-02")), Not(HasSubstr("general"))));
  for (const Language language : {Language::en, Language::zh}) {
    const FactText words = closed.words(recorded.fact, language);
    EXPECT_THAT(words.detail + words.about + words.kind,
                AllOf(Not(HasSubstr("penalty")), Not(HasSubstr("处罚")), Not(HasSubstr("2026-01-02"))));
  }
}

}  // namespace
}  // namespace credence::testing
