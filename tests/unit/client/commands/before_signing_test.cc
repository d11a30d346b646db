// SPDX-License-Identifier: Apache-2.0
// What a person has to know before anything is signed: that the ledger would refuse it, that it was sent back and why,
// that something else about the same waits, which lines and sums numbers mean, and what changes of what holds.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/support/governed_genesis.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace world;  // NOLINT(google-build-using-namespace)
namespace json = boost::json;
namespace fs = std::filesystem;

/// With four eyes: what the keys of a clerk sign waits for the other's.
class BeforeSigning : public ::testing::Test {
 protected:
  BeforeSigning() : program(governed_genesis(true)) {
    program.keep_keys(
        {{"award", &kAward}, {"programme", &kProgramme}, {"qualify", &kQualify}, {"check", &kIitCheck}});
    RegisterEnterprises all;
    for (const unsigned i : {1U, 2U, 3U, 4U}) all.lines.push_back({code(i), enterprise_name(i), {}, {}});
    done(kRegistrar, all, kIitCheck);
    done(kProgramme, World::programme(1'000'000'000), kIitCheck);
  }
  World& w() { return program.net.world(); }
  void done(const SecretKey& key, const Action& action, const SecretKey& checker) {
    ASSERT_EQ(w().run(key, action, {&checker}), Code::ok) << w().detail;
  }
  [[nodiscard]] Ran sign(const std::string& words, const std::string& key = "award",
                         const std::string& lang = "zh") const {
    return program.run("--lang " + lang + " " + words + " --key " + key + " --passphrase-file " +
                       program.path("passphrase"));
  }
  [[nodiscard]] Ran both(const std::string& words, const std::string& key = "award") const {
    return sign(words + " --checker check", key);
  }
  static std::string who(unsigned number) {
    return std::string(enterprise_name(number)) + "," + std::string(text_of(code(number)));
  }
  /// A list of awards: enterprise and amount of each line.
  std::string list(const std::string& name,
                   const std::vector<std::pair<unsigned, std::string>>& lines) const {
    std::string text = "序号,企业名称,统一社会信用代码,项目名称,金额（元）\n";
    for (std::size_t i = 0; i < lines.size(); ++i)
      text += std::to_string(i + 1) + "," + who(lines[i].first) + ",项目" + std::to_string(i + 1) + "," +
              lines[i].second + "\n";
    write_bytes(program.path(name), text);
    return program.path(name);
  }
  [[nodiscard]] std::string import(const std::string& file, const std::string& batch = "b1") const {
    return "award import " + file + " --programme puhui-2022 --batch " + batch + " --duplicates off";
  }
  [[nodiscard]] std::string first_waiting() const {
    const auto view = json::parse(program.run("--json pending list").output).as_object();
    return std::string(view.at("pending").as_array().at(0).at("transaction").as_string()).substr(0, 12);
  }
  [[nodiscard]] std::size_t waiting() const {
    return json::parse(program.run("--json pending list").output).as_object().at("pending").as_array().size();
  }
  ProgramOnNetwork program;
};

TEST_F(BeforeSigning, AListWithAJournalOfItsOwnIsHeldAgainstTheLedgerTooWhenItIsGivenOtherwise) {
  const std::string file = list("list.csv", {{1, "700"}, {2, "900"}});
  ASSERT_EQ(both(import(file)).exit, 0);
  const Height before = w().ledger().height();
  list("list.csv", {{1, "700"}, {2, "950"}});  // the journal is of the list as it was
  const Ran tried = sign(import(file) + " --dry-run");
  const Ran run = both(import(file));
  for (const Ran& ran : {tried, run}) {
    EXPECT_EQ(ran.exit, 2) << ran.output;
    EXPECT_THAT(ran.output,
                AllOf(HasSubstr("declaration_differs"), HasSubstr("公布总额 1,650.00，账本为 1,600.00")));
  }
  EXPECT_EQ(w().ledger().height(), before) << "nothing was sent";
}

TEST_F(BeforeSigning, LinesThatTheLedgerWouldRefuseAreLeftOutAndNeverSigned) {
  ASSERT_EQ(both("programme rules puhui-2022 --cap 800元", "programme").exit, 0);
  const std::string file = list("list.csv", {{1, "700"}, {3, "900"}, {2, "800"}});
  const Height before = w().ledger().height();
  const Ran tried = both(import(file) + " --skip-bad --dry-run");
  EXPECT_EQ(tried.exit, 0) << tried.output;
  EXPECT_THAT(tried.output,
              AllOf(HasSubstr("cap_exceeded"), HasSubstr("略去：1 行"), Not(HasSubstr("bad_lines"))));
  EXPECT_EQ(both(import(file) + " --dry-run").exit, 2) << "without it nothing would be sent";
  const Ran ran = both(import(file) + " --skip-bad");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("cap_exceeded"), HasSubstr("第 3 行")));
  EXPECT_EQ(w().ledger().height(), before + 1) << "nothing that is refused is signed";
  EXPECT_EQ(w().value(AwardBatchKey{"puhui-2022", "b1"}).recorded_count, 2U);
  EXPECT_EQ(both(import(file) + " --skip-bad").exit, 0);
  EXPECT_EQ(w().ledger().height(), before + 1) << "nor at a second run";
  // Without its journal the same is known of the ledger.
  fs::copy_file(file, program.path("copy.csv"));
  const Ran copied = both(import(program.path("copy.csv")) + " --skip-bad");
  EXPECT_EQ(copied.exit, 0) << copied.output;
  EXPECT_THAT(copied.output, AllOf(HasSubstr("cap_exceeded"), HasSubstr("1,500.00")));
  EXPECT_EQ(w().ledger().height(), before + 1);
  // Lists of one import follow one another: what the first takes of the cap the second lacks.
  std::vector<std::pair<unsigned, std::string>> many(1'500, {4, "1"});
  const Ran half = both(import(list("many.csv", many), "b3") + " --skip-bad");
  EXPECT_EQ(half.exit, 0) << half.output;
  EXPECT_EQ(w().value(AwardBatchKey{"puhui-2022", "b3"}).recorded_count, 800U);
  EXPECT_EQ(w().ledger().height(), before + 2) << "of the second list nothing is left";
  // What was refused is tried again when it may be taken.
  ASSERT_EQ(both("programme rules puhui-2022 --cap 1000元", "programme").exit, 0);
  const Ran later = both(import(file));
  EXPECT_EQ(later.exit, 0) << later.output;
  EXPECT_EQ(w().value(AwardBatchKey{"puhui-2022", "b1"}).recorded_count, 3U);
  ASSERT_EQ(both("programme rules puhui-2022 --cap 800元", "programme").exit, 0);
  const Height after = w().ledger().height();
  // Of all lines it stops: there would be nothing to sign.
  const Ran none = both(import(list("none.csv", {{1, "900"}, {2, "900"}}), "b2") + " --skip-bad");
  EXPECT_EQ(none.exit, 2) << none.output;
  EXPECT_EQ(w().ledger().height(), after);
}

TEST_F(BeforeSigning, OfListsThatWaitTheNextIsAskedAboutAsIfTheyWereRecorded) {
  ASSERT_EQ(both("programme rules puhui-2022 --cap 800元", "programme").exit, 0);
  // A thousand lines a list: of the first eight hundred are within the cap, and wait; of the second none would be.
  const std::vector<std::pair<unsigned, std::string>> many(1'500, {4, "1"});
  const std::string file = list("many.csv", many);
  const Ran ran = sign(import(file) + " --skip-bad");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("cap_exceeded"));
  ASSERT_EQ(waiting(), 1U) << "nothing is signed that would be refused when it is approved";
  EXPECT_EQ(sign(import(file) + " --skip-bad").exit, 0);
  EXPECT_EQ(waiting(), 1U) << "nor at a second run, while the first list waits";
  ASSERT_EQ(sign("pending approve " + first_waiting(), "check").exit, 0);
  EXPECT_EQ(w().value(AwardBatchKey{"puhui-2022", "b1"}).recorded_count, 800U);
}

TEST_F(BeforeSigning, AListThatWasSentBackSaysSoAndWhyBeforeItIsSignedAgain) {
  const std::string file = list("list.csv", {{1, "700"}, {2, "900"}});
  ASSERT_EQ(sign(import(file)).exit, 0);
  ASSERT_EQ(sign("pending reject " + first_waiting() + " --reason 第2行金额有误", "check").exit, 0);
  const Ran tried = sign(import(file) + " --dry-run");
  EXPECT_THAT(tried.output, AllOf(HasSubstr("此前被复核退回，内容未改动"), HasSubstr("第2行金额有误")));
  EXPECT_EQ(waiting(), 0U);
  // A person is asked; here nobody answers, and nothing is signed.
  const Ran asked = program.run_at_80("--lang zh " + import(file) + " --key award --passphrase-file " +
                                      program.path("passphrase"));
  EXPECT_THAT(asked.output,
              AllOf(HasSubstr("第2行金额有误"), HasSubstr("仍要原样再次提交吗"), HasSubstr("sent_back")));
  EXPECT_EQ(waiting(), 0U);
  const Ran again = sign(import(file));  // where nobody can be asked it is said, and goes on
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_LT(again.output.find("内容未改动"), again.output.find("待复核：credence pending list"))
      << again.output;
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(BeforeSigning, AnotherListOfTheSameBatchThatWaitsIsShownAndEndedFirst) {
  const std::string file = list("list.csv", {{1, "700"}, {2, "900"}});
  ASSERT_EQ(sign(import(file)).exit, 0);
  const std::string old = first_waiting();
  list("list.csv", {{1, "700"}, {2, "800"}});
  for (const std::string dry : {" --dry-run", ""}) {
    const Ran ran = sign(import(file) + dry);
    EXPECT_EQ(ran.exit, 2) << ran.output;
    EXPECT_THAT(ran.output, AllOf(HasSubstr("another_waits"), HasSubstr(old),
                                  HasSubstr("900.00 元（0.09 万元） → 800.00 元（0.08 万元）"),
                                  HasSubstr("pending reject")));
  }
  EXPECT_EQ(waiting(), 1U);
  const auto view = json::parse(sign("--json " + import(file) + " --dry-run").output).as_object();
  EXPECT_EQ(view.at("error").at("code").as_string(), "another_waits");
  // Lines of another number under another declaration would be refused when the first is approved.
  write_bytes(program.path("more.csv"),
              "序号,企业名称,统一社会信用代码,项目名称,金额（元）\n7," + who(3) + ",项目7,5\n");
  EXPECT_THAT(sign(import(program.path("more.csv"))).output, HasSubstr("another_waits"));
  EXPECT_EQ(sign(import(program.path("more.csv"), "b2")).exit, 0) << "another batch";
  ASSERT_EQ(sign("pending reject " + old + " --reason 以新名单取代").exit, 0);
  EXPECT_EQ(sign(import(file)).exit, 0);
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(BeforeSigning, TitlesOfOneEnterpriseThatWaitAreFoundInAnyBatch) {
  const auto title = [&](const std::string& name, const std::string& number, const std::string& batch) {
    write_bytes(program.path(name),
                "序号,企业名称,统一社会信用代码,证书编号\n1," + who(2) + "," + number + "\n");
    return sign(
        "title import " + program.path(name) + " --title specialized --from 2026-04-01 --batch " + batch,
        "qualify");
  };
  ASSERT_EQ(title("first.csv", "Z-1", "q1").exit, 0);
  const Ran other = title("second.csv", "Z-2", "q2");
  EXPECT_EQ(other.exit, 2) << other.output;
  EXPECT_THAT(other.output, AllOf(HasSubstr("another_waits"), HasSubstr("Z-1 → Z-2")));
}

TEST_F(BeforeSigning, WhatSetsTheSameAnewIsNotSignedBesideWhatWaits) {
  ASSERT_EQ(sign("programme rules puhui-2022 --cap 500", "programme").exit, 0);
  const Ran second = sign("programme rules puhui-2022 --notice-days 5", "programme");
  EXPECT_EQ(second.exit, 2);
  EXPECT_THAT(second.output, HasSubstr("another_waits"));
  ASSERT_EQ(sign("programme amend puhui-2022 --budget 5000 --reason 追加", "programme").exit, 0);
  EXPECT_THAT(sign("programme amend puhui-2022 --budget 5000 --reason 追加", "programme").output,
              HasSubstr("waits_already"));
  EXPECT_THAT(sign("programme amend puhui-2022 --budget 6000 --reason 追加", "programme").output,
              HasSubstr("another_waits"));
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(BeforeSigning, LinesThatAreNamedByNumbersAreSaidWithEnterpriseAndSum) {
  ASSERT_EQ(both(import(list("list.csv", {{1, "700"}, {2, "900"}, {3, "1100"}}))).exit, 0);
  const auto has = [](const std::string& number, const std::string& project, const std::string& sum) {
    return AllOf(HasSubstr(number), HasSubstr(std::string(enterprise_name(2))), HasSubstr(project),
                 HasSubstr(sum));
  };
  const std::string withdraw = "award withdraw puhui-2022 b1 2 --reason 未实施";
  EXPECT_THAT(sign(withdraw + " --dry-run").output, has("b1#2", "项目2", "900.00"));
  const Ran waits = sign(withdraw);
  EXPECT_EQ(waits.exit, 0);
  EXPECT_THAT(waits.output, has("b1#2", "项目2", "900.00"));
  EXPECT_THAT(program.run("--lang zh pending list").output, AllOf(HasSubstr("b1#2"), HasSubstr("900.00")));
  EXPECT_THAT(program.run("--lang zh pending show " + first_waiting()).output,
              has("b1#2", "项目2", "900.00"));
  EXPECT_THAT(sign(withdraw).output, HasSubstr("waits_already"));
  const Ran approved = sign("pending approve " + first_waiting(), "check");
  ASSERT_EQ(approved.exit, 0);
  EXPECT_THAT(approved.output, has("b1#2", "项目2", "900.00"));

  const Ran graded = both("performance record puhui-2022 --all-due --grade 优秀 --on 2026-09-21");
  EXPECT_EQ(graded.exit, 0) << graded.output;
  EXPECT_THAT(graded.output,
              AllOf(HasSubstr("b1#1"), HasSubstr("b1#3"), HasSubstr("项目3"), Not(HasSubstr("b1#2  "))));
  EXPECT_THAT(graded.output, HasSubstr("合计：2 行，1,800.00 元"));
  const Ran closing = sign("award close puhui-2022 b1 1 3 --on 2026-09-21 --dry-run");
  EXPECT_THAT(closing.output, AllOf(HasSubstr("释放（元）"), HasSubstr("1,100.00"), HasSubstr("合计：2 行")));
  const auto view = [&] {
    EXPECT_THAT(sign("award close puhui-2022 b1 3 --on 2026-09-21").output,
                AllOf(HasSubstr("closes_unpaid"), HasSubstr("b1#3"), HasSubstr("1,100.00")));
    EXPECT_EQ(sign("award close puhui-2022 b1 3 --on 2026-09-21 --release-unpaid").exit, 0);
    EXPECT_THAT(program.run("--lang zh pending show " + first_waiting()).output, Not(HasSubstr("通过")));
    return json::parse(program.run("--json pending list").output).as_object();
  }();
  EXPECT_EQ(view.at("pending").as_array().at(0).at("amount_fen").as_string(), "110000");
}

TEST_F(BeforeSigning, ADecisionOnTitlesNamesTheEnterprises) {
  ASSERT_EQ(both("title rules specialized v2 --from 2022-01-01 --years 3 --notice-days 5", "qualify").exit,
            0);
  write_bytes(program.path("list.csv"),
              "序号,企业名称,统一社会信用代码,证书编号\n1," + who(2) + ",Z-1\n2," + who(3) + ",Z-2\n");
  const std::string import_titles =
      "title import " + program.path("list.csv") + " --title specialized --from 2022-04-01 --batch q1";
  const Ran imported = both(import_titles, "qualify");
  ASSERT_EQ(imported.exit, 0) << imported.output;
  const Ran decided = sign("title decide specialized --batch q1 --refuse --reason 材料不符", "qualify");
  EXPECT_EQ(decided.exit, 0) << decided.output;
  EXPECT_THAT(decided.output,
              AllOf(HasSubstr(std::string(enterprise_name(2))), HasSubstr(std::string(enterprise_name(3)))));
  EXPECT_THAT(program.run("--lang zh pending list").output, HasSubstr(std::string(text_of(code(2)))));
  EXPECT_THAT(program.run("--lang zh pending show " + first_waiting()).output,
              HasSubstr(std::string(enterprise_name(3))));
}

TEST_F(BeforeSigning, ARuleThatIsNotGivenStaysAndWhatChangesIsSaid) {
  const auto rules = [&] {
    return decode<ProgrammeRules>(**w().ledger().state(ProgrammeRulesKey{"puhui-2022"})).value();
  };
  const Ran first = both(
      "programme rules puhui-2022 --cap 500 --one-project --tranche 50% --tranche 50%@accepted", "programme");
  EXPECT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output, AllOf(HasSubstr("单个企业上限：不设上限 → 5,000,000.00 元（500 万元）"),
                                  HasSubstr("分期：不分期 → 50 % 下达后；50 % 验收通过后"),
                                  HasSubstr("每个企业限一个项目：否 → 是")));
  const Ran tried = sign("programme rules puhui-2022 --notice-days 5 --dry-run", "programme");
  EXPECT_THAT(tried.output,
              AllOf(HasSubstr("公示：不要求 → 5 天"), Not(HasSubstr("上限：")), HasSubstr("其余规则不变")));
  ASSERT_EQ(both("programme rules puhui-2022 --notice-days 5", "programme").exit, 0);
  EXPECT_EQ(rules().cap, 500'000'000);
  EXPECT_TRUE(rules().one_project);
  EXPECT_EQ(rules().tranches.size(), 2U);
  EXPECT_EQ(rules().notice_days, 5);
  const Ran without =
      sign("programme rules puhui-2022 --without cap --without tranche --tranche 30%", "programme");
  EXPECT_EQ(without.exit, 1) << "given and taken away: " << without.output;
  EXPECT_EQ(sign("programme rules puhui-2022", "programme").exit, 1) << "nothing is given";
  ASSERT_EQ(sign("programme rules puhui-2022 --without cap --without one-project", "programme").exit, 0);
  const Ran shown = program.run("--lang zh pending show " + first_waiting());
  EXPECT_THAT(shown.output, AllOf(HasSubstr("单个企业上限：5,000,000.00 元（500 万元） → 不设上限"),
                                  HasSubstr("公示：5 天"), Not(HasSubstr("上限：0.00"))));
  ASSERT_EQ(sign("pending approve " + first_waiting(), "check").exit, 0);
  EXPECT_EQ(rules().cap, 0);
  EXPECT_FALSE(rules().one_project);
  EXPECT_EQ(rules().tranches.size(), 2U);
}

TEST_F(BeforeSigning, AProductThatIsListedAlreadyIsShownWithItsTermOfBefore) {
  CreateProgramme catalogue = World::programme(0);
  catalogue.id = "cat";
  catalogue.kind = ProgrammeKind::procurement_catalogue;
  catalogue.fiscal_year = 2026;
  done(kProgramme, catalogue, kIitCheck);
  const auto products = [&](const std::string& name, const std::string& to, const std::string& batch) {
    write_bytes(program.path(name), "序号,企业名称,统一社会信用代码,产品名称,有效期起,有效期止\n1," + who(1) +
                                        ",工业软件甲,2026-01-01," + to + "\n");
    return both("listing import " + program.path(name) + " --programme cat --batch " + batch);
  };
  const Ran first = products("first.csv", "2027-12-31", "l1");
  ASSERT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output, Not(HasSubstr("已在目录")));
  EXPECT_THAT(products("second.csv", "2026-06-30", "l2").output,
              AllOf(HasSubstr("已在目录"), HasSubstr("工业软件甲"), HasSubstr("2027-12-31 → 2026-06-30"),
                    HasSubstr("批次 l1 → l2")));
}

TEST_F(BeforeSigning, AProjectOfTheLibraryWithAnotherSumSaysBoth) {
  const auto project = [&](const std::string& name, const std::string& sum) {
    write_bytes(program.path(name), "序号,企业名称,统一社会信用代码,项目名称,申报金额（万元）\n1," + who(1) +
                                        ",产线," + sum + "\n");
    return both("project import " + program.path(name) + " --programme puhui-2022 --duplicates off");
  };
  ASSERT_EQ(project("first.csv", "100").exit, 0);
  const Ran other = project("second.csv", "10");
  EXPECT_EQ(other.exit, 2) << other.output;
  EXPECT_THAT(other.output,
              AllOf(HasSubstr("registered_differently"), HasSubstr("100,000.00，账本为 1,000,000.00"),
                    HasSubstr("enterprise rename"), Not(HasSubstr("相应命令"))));
}

TEST_F(BeforeSigning, ATextThatLooksLikeAPersonIsSaidAndAskedAboutAndANumberOfOneIsNoCode) {
  ASSERT_EQ(both(import(list("list.csv", {{1, "700"}}))).exit, 0);
  const std::string amend =
      "award amend puhui-2022 b1 1 --amount 600元 --reason 来电更正，联系人陈小明13912345678";
  EXPECT_THAT(sign(amend + " --dry-run").output, AllOf(HasSubstr("疑似个人信息"), HasSubstr("13912345678")));
  const Ran asked = program.run_at_80("--lang zh " + amend + " --key award --passphrase-file " +
                                      program.path("passphrase"));
  EXPECT_THAT(asked.output, AllOf(HasSubstr("是否仍如此记录"), HasSubstr("personal_data")));
  EXPECT_EQ(waiting(), 0U);
  EXPECT_THAT(sign("award amend puhui-2022 b1 1 --amount 600元 --reason 申报表第13912页笔误").output,
              Not(HasSubstr("个人信息")));
  for (const std::string number : {"11010519491231002X", "11010519491231002x"})
    for (const std::string& words : {"enterprise show " + number, "code check " + number}) {
      const Ran ran = program.run("--lang zh " + words);
      EXPECT_EQ(ran.exit, 5) << words;
      EXPECT_THAT(ran.output, AllOf(HasSubstr("personal_data"), Not(HasSubstr("code admit")))) << words;
    }
}

TEST_F(BeforeSigning, AValueMayBeGivenByTheWordThatTheHelpWritesBesideIt) {
  const std::string file = list("list.csv", {{1, "700"}});
  const Ran notice = sign(import(file) + " --stage 公示 --dry-run");
  EXPECT_EQ(notice.exit, 0) << notice.output;
  EXPECT_EQ(sign(import(file) + " --stage 下达 --dry-run").exit, 0);
  EXPECT_EQ(sign(import(file) + " --stage 公布 --dry-run").exit, 1);
  EXPECT_EQ(sign("programme rules puhui-2022 --blocking-credit 严重 --dry-run", "programme").exit, 0);
}

}  // namespace
}  // namespace credence::testing
