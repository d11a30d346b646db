// SPDX-License-Identifier: Apache-2.0
// Names without codes, and what was funded before: one match is used and shown, everything else is asked and
// never guessed; duplicates are shown before anything is signed.
#include <gmock/gmock.h>

#include "client/base/characters.h"
#include "client/lists/name_register.h"
#include "client/lists/review.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ImportNameForms, FoldWhatPeopleTypeDifferently) {
  const std::string form = match_form("广州A股(深圳)“软件”·研究院");
  for (const char* same : {"广州Ａ股（深圳）\"软件\"·研究院", "广州 a股( 深圳 )「软件」•研究院",
                           "　广州A股【深圳】『软件』・研究院"})
    EXPECT_EQ(match_form(same), form) << same;
  for (const char* other :
       {"广州A股深圳“软件”·研究院", "广州B股(深圳)“软件”·研究院", "广州A股(深圳)“软件”研究院"})
    EXPECT_NE(match_form(other), form) << other;
}

class ImportNames : public ::testing::Test {
 protected:
  ImportNames() {
    RegisterEnterprises list;
    list.lines.push_back({samples::code(1), "样例企业1（广州）", {}, {}});
    list.lines.push_back({samples::code(2), "样例同名企业", {}, Name("广州")});
    list.lines.push_back({samples::code(3), "样例同名企业", {}, Name("深圳")});
    list.lines.push_back({samples::code(4), "样例旧名", {}, {}});
    list.lines.push_back({samples::code(5), "样例已注销", {}, {}});
    world::World& w = program.net.world();
    EXPECT_EQ(w.run(world::kRegistrar, list), Code::ok) << w.detail;
    EXPECT_EQ(w.run(world::kRegistrar, RenameEnterprise{samples::code(4), "样例新名", {2024, 1, 1}, {}}),
              Code::ok)
        << w.detail;
    EXPECT_EQ(w.run(world::kRegistrar, DissolveEnterprise{samples::code(5), {2024, 1, 1}, {}}), Code::ok)
        << w.detail;
    EXPECT_EQ(w.run(world::kProgramme, world::World::programme(10'000'000'000)), Code::ok) << w.detail;
  }
  ProgramOnNetwork program;
};

TEST_F(ImportNames, TheRegisterIsReadFromAllBlocksAndKept) {
  Client client = program.net.client();
  const auto file = program.scratch / "names.cache";
  const auto first = NameRegister::read(client, file);
  ASSERT_TRUE(first) << first.error().error.text_en();
  EXPECT_EQ(first->candidates("样例同名 企业").size(), 2U);
  EXPECT_EQ(first->candidates("没有").size(), 0U);
  std::size_t blocks = 0;
  std::mutex mutex;
  const auto count = [&](std::uint64_t n) {
    const std::lock_guard lock(mutex);
    blocks += n;
  };
  const auto again = NameRegister::read(client, file, count);
  ASSERT_TRUE(again);
  EXPECT_EQ(blocks, 0U);
  EXPECT_EQ(again->names(), first->names());
  write_bytes(file, "no register");  // damaged: read anew, not believed
  const auto anew = NameRegister::read(client, file, count);
  ASSERT_TRUE(anew);
  EXPECT_EQ(blocks, first->height());
  EXPECT_EQ(anew->names(), first->names());
}

TEST_F(ImportNames, OneMatchIsProvedAndFormerNamesAreMatches) {
  Client client = program.net.client();
  const auto names = NameRegister::read(client, {});
  ASSERT_TRUE(names);
  const auto one = enterprises_named(client, *names, "样例企业1(广州)");
  ASSERT_TRUE(one);
  ASSERT_EQ(one->size(), 1U);
  EXPECT_EQ(one->at(0).code, samples::code(1));
  const auto old = enterprises_named(client, *names, "样例旧名");
  ASSERT_TRUE(old);
  ASSERT_EQ(old->size(), 1U);
  EXPECT_TRUE(old->at(0).former);
  EXPECT_EQ(old->at(0).value.name, "样例新名");
}

TEST_F(ImportNames, AreMatchedAskedAndAnsweredAsAClerkDoes) {
  write_bytes(program.path("list.csv"),
              "企业名称,项目名称,金额（万元）\n样例企业1(广州),一,5\n样例同名企业,二,6\n样例旧名,三,"
              "7\n样例已注销,四,8\n从未登记,五,9\n");
  const std::string import =
      "award import " + program.path("list.csv") + " --programme puhui-2022 --batch b1 --dry-run";
  const Ran asked = program.run(import);
  EXPECT_EQ(asked.exit, 5) << asked.output;
  EXPECT_THAT(asked.output, HasSubstr("matched by name: 2 lines"));
  EXPECT_THAT(asked.output,
              HasSubstr("样例旧名 → " + std::string(text_of(samples::code(4))) + "  样例新名 (former name)"));
  EXPECT_THAT(asked.output, HasSubstr("open_questions"));
  const std::string questions = file_bytes(program.path("list.csv.questions.csv"));
  EXPECT_THAT(questions, HasSubstr("样例同名企业"));
  EXPECT_THAT(questions, HasSubstr(std::string(text_of(samples::code(2))) + " 样例同名企业 广州; " +
                                   std::string(text_of(samples::code(3)))));
  EXPECT_THAT(questions, HasSubstr("从未登记"));
  EXPECT_THAT(questions, HasSubstr("样例已注销"));
  // The clerk fills in two answers, and the third stays open.
  std::string answered = questions;
  const auto answer = [&answered](const std::string& name, const std::string& text) {
    const std::size_t row = answered.find("name," + name);
    ASSERT_NE(row, std::string::npos);
    const std::size_t end = answered.find('\n', row);
    answered.insert(end, text);
  };
  answer("样例同名企业", std::string(text_of(samples::code(3))));
  answer("从未登记", "-");
  write_bytes(program.path("answers.csv"), answered);
  const Ran open = program.run(import + " --answers " + program.path("answers.csv"));
  EXPECT_EQ(open.exit, 5) << open.output;
  EXPECT_THAT(open.output, HasSubstr("样例已注销"));
  EXPECT_THAT(open.output, Not(HasSubstr("从未登记 (line")));
  answer("样例已注销", "-");
  write_bytes(program.path("answers.csv"), answered);
  const Ran done = program.run(import + " --answers " + program.path("answers.csv") + " --json");
  EXPECT_EQ(done.exit, 0) << done.output;
  const auto result = boost::json::parse(done.output).as_object();
  EXPECT_EQ(result.at("lines").to_number<int>(), 5);
  EXPECT_EQ(result.at("matched_names").as_array().size(), 3U);
}

/// What somebody filled in is in the file that is written anew, also what is not asked any more.
TEST_F(ImportNames, AnswersAreNeverWrittenOver) {
  write_bytes(program.path("list.csv"), "企业名称,项目名称,金额（万元）\n从未登记,五,9\n=也未登记,六,9\n");
  const std::string import =
      "award import " + program.path("list.csv") + " --programme puhui-2022 --batch b1 --dry-run";
  ASSERT_EQ(program.run(import).exit, 5);
  const std::string file = program.path("list.csv.questions.csv");
  std::string filled = file_bytes(file);
  EXPECT_THAT(filled, HasSubstr("name,'=也未登记,"));
  const std::size_t row = filled.find("name,'=也未登记");
  filled.insert(filled.find('\n', row), "-");
  write_bytes(file, filled);
  ASSERT_EQ(program.run(import).exit, 5);
  EXPECT_EQ(file_bytes(file), filled);
  const Ran one = program.run(import + " --answers " + file);  // one is asked still
  EXPECT_EQ(one.exit, 5);
  EXPECT_THAT(one.output, Not(HasSubstr("也未登记 (line")));
  filled = file_bytes(file);
  EXPECT_THAT(filled, HasSubstr("也未登记,3,"));
  const std::size_t open = filled.find("name,从未登记");
  filled.insert(filled.find('\n', open), "-");
  write_bytes(file, filled);
  EXPECT_EQ(program.run(import + " --answers " + file).exit, 0);
  write_bytes(file, "mine\n");
  EXPECT_EQ(program.run(import).exit, 5);
  EXPECT_EQ(file_bytes(file + ".old"), "mine\n");
}

TEST_F(ImportNames, AnswersThatDoNotFitAreRefused) {
  write_bytes(program.path("list.csv"), "企业名称,项目名称,金额（万元）\n从未登记,五,9\n");
  const std::string import = "award import " + program.path("list.csv") +
                             " --programme puhui-2022 --batch b1 --dry-run --answers " +
                             program.path("a.csv");
  const std::string head = "类别 kind,原文 written,行号 lines,问题 question,候选 candidates,答复 answer\n";
  for (const std::string& text : {std::string("a,b\n1,2\n"), head + "name,从未登记,2,,,91440000XX\n",
                                  head + "what,x,,,,y\n", head + "unit,金额,,,,十万元\n"}) {
    write_bytes(program.path("a.csv"), text);
    const Ran ran = program.run(import);
    EXPECT_EQ(ran.exit, 5) << text;
    EXPECT_THAT(ran.output, HasSubstr("bad_answers_file")) << text;
  }
  write_bytes(program.path("a.csv"),
              head + "name,从未登记,2,,," + std::string(text_of(samples::code(9))) + "\n");
  const Ran unknown = program.run(import);
  EXPECT_EQ(unknown.exit, 5);
  EXPECT_THAT(unknown.output, HasSubstr("unknown_enterprise"));
}

TEST_F(ImportNames, AUnitThatIsNotSaidIsAskedForTheSameWay) {
  write_bytes(program.path("list.csv"), "企业名称,统一社会信用代码,金额\n样例企业1（广州）," +
                                            std::string(text_of(samples::code(1))) + ",50000\n");
  const std::string import =
      "award import " + program.path("list.csv") + " --programme puhui-2022 --batch b1 --dry-run --json";
  EXPECT_EQ(program.run(import).exit, 5);
  std::string questions = file_bytes(program.path("list.csv.questions.csv"));
  questions.insert(questions.rfind('\n'), "元");
  write_bytes(program.path("answers.csv"), questions);
  for (const std::string& more : {" --answers " + program.path("answers.csv"), std::string(" --unit 元"),
                                  std::string(" --unit yuan")}) {
    const Ran done = program.run(import + more);
    EXPECT_EQ(done.exit, 0) << done.output;
    EXPECT_EQ(boost::json::parse(done.output).as_object().at("amount_fen").as_string(), "5000000") << more;
  }
}

TEST_F(ImportNames, WhatTheLedgerKnowsBetterIsNamedBeforeSigning) {
  write_bytes(program.path("list.csv"), "企业名称,统一社会信用代码,项目名称,金额（万元）\n" +
                                            std::string("乙公司,") + std::string(text_of(samples::code(1))) +
                                            ",一,5\n样例企业9," + std::string(text_of(samples::code(9))) +
                                            ",二,5\n样例已注销," + std::string(text_of(samples::code(5))) +
                                            ",三,5\n样例旧名," + std::string(text_of(samples::code(4))) +
                                            ",四,5\n");
  const Ran ran = program.run("award import " + program.path("list.csv") +
                              " --programme puhui-2022 --batch b1 --dry-run");
  EXPECT_EQ(ran.exit, 5) << ran.output;
  for (const char* part : {"line 2", "name_mismatch", "line 3", "unknown_enterprise", "line 4",
                           "enterprise_ended", "3 of 4 lines", "样例旧名 is a former name of 样例新名"})
    EXPECT_THAT(ran.output, HasSubstr(part));
}

class ImportDuplicates : public ImportNames {
 protected:
  ImportDuplicates() {
    world::World& w = program.net.world();
    RecordAwards awards = world::World::awards(
        {{1, "样例企业1（广州）", samples::code(1), "孵化器（一期）", 50'000'000}}, 1, 50'000'000);
    EXPECT_EQ(w.run(world::kAward, awards), Code::ok) << w.detail;
    CreateProgramme other = world::World::programme(10'000'000'000);
    other.id = "other-2024";
    other.name = "另一专项";
    other.fiscal_year = 2024;
    EXPECT_EQ(w.run(world::kProgramme, other), Code::ok) << w.detail;
  }
  std::string list(const std::string& project) const {
    return "企业名称,统一社会信用代码,项目名称,金额（万元）\n样例企业1（广州）," +
           std::string(text_of(samples::code(1))) + "," + project + ",5\n";
  }
};

TEST_F(ImportDuplicates, AcrossTheWholeLedgerAreShownBeforeSigning) {
  write_bytes(program.path("list.csv"), list("孵化器(一期)"));
  const std::string import =
      "award import " + program.path("list.csv") + " --programme other-2024 --batch x1";
  const Ran shown = program.run(import + " --dry-run");
  EXPECT_EQ(shown.exit, 0) << shown.output;
  EXPECT_THAT(shown.output, HasSubstr("already funded by Department of Industry under 普惠性制造业投资奖励 "
                                      "(puhui-2022/b1#1), 2022, 500,000.00"));
  EXPECT_THAT(shown.output, HasSubstr("the same again"));
  const Ran chinese = program.run("--lang zh " + import + " --dry-run");
  EXPECT_THAT(
      chinese.output,
      HasSubstr(
          "已获 广东省工业和信息化厅 普惠性制造业投资奖励（puhui-2022/b1#1）支持，2022 年，500,000.00 元"));
  const Ran stopped =
      program.run(import + " --key nobody");  // nothing is signed: not even the key is asked for
  EXPECT_EQ(stopped.exit, 2) << stopped.output;
  EXPECT_THAT(stopped.output, HasSubstr("funded_before"));
  const Ran machine = program.run(import + " --json --dry-run");
  const auto funded = boost::json::parse(machine.output).as_object().at("funded_before").as_array();
  ASSERT_EQ(funded.size(), 1U);
  EXPECT_TRUE(funded[0].at("same").as_bool());
  EXPECT_EQ(funded[0].at("amount_fen").as_string(), "50000000");
  const Ran accepted = program.run(import + " --key nobody --duplicates accept");
  EXPECT_THAT(accepted.output, HasSubstr("no_such_key"));
}

TEST_F(ImportDuplicates, AnotherProjectIsShownAndDoesNotStopTheList) {
  write_bytes(program.path("list.csv"), list("另一项目"));
  const Ran ran = program.run("award import " + program.path("list.csv") +
                              " --programme other-2024 --batch x1 --key nobody");
  EXPECT_THAT(ran.output, HasSubstr("already funded by"));
  EXPECT_THAT(ran.output, Not(HasSubstr("the same again\n")));
  EXPECT_THAT(ran.output, HasSubstr("no_such_key"));
}

TEST_F(ImportDuplicates, TheListItselfRecordedBeforeIsNone) {
  write_bytes(program.path("list.csv"), list("孵化器（一期）"));
  const Ran ran = program.run("award import " + program.path("list.csv") +
                              " --programme puhui-2022 --batch b1 --dry-run --json");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_TRUE(boost::json::parse(ran.output).as_object().at("funded_before").as_array().empty());
}

TEST_F(ImportDuplicates, PaymentsOfTheSameAwardAreShown) {
  world::World& w = program.net.world();
  RecordPayments paid{"puhui-2022", "p1", 1, 30'000'000, {}};
  paid.lines.push_back({1, "b1", 1, samples::code(1), 20'000'000, Date{2026, 9, 21}});
  ASSERT_EQ(w.run(world::kPay, paid), Code::ok) << w.detail;
  write_bytes(program.path("pay.csv"), "批次,批次序号,统一社会信用代码,金额（元）,支付日期\nb1,1," +
                                           std::string(text_of(samples::code(1))) +
                                           ",200000.00,2026年9月21日\n");
  const Ran ran = program.run("payment import " + program.path("pay.csv") +
                              " --programme puhui-2022 --list p2 --dry-run");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(
      ran.output,
      HasSubstr(
          "already paid by list p1 under 普惠性制造业投资奖励 (puhui-2022/b1#1), 2026-09-21, 200,000.00"));
  EXPECT_THAT(ran.output, HasSubstr("the same again"));
}

TEST_F(ImportNames, AWorkbookIsReadFromTheSheetThatHasTheHeads) {
  const std::string code(text_of(samples::code(1)));
  const std::vector<std::vector<BookCell>> rows{{"企业名称", "统一社会信用代码", "项目名称", "金额（万元）"},
                                                {"样例企业1（广州）", code, "一", 5.0}};
  write_book(program.path("one.xlsx"), {{"说明", {{"填报说明"}}}, {"名单", rows}});
  write_book(program.path("two.xlsx"), {{"名单", rows}, {"名单2", rows}});
  const auto import = [&](const std::string& file, const std::string& more = "") {
    return program.run("award import " + program.path(file) + " --programme puhui-2022 --batch b1 --dry-run" +
                       more);
  };
  const Ran one = import("one.xlsx");
  EXPECT_EQ(one.exit, 0) << one.output;
  EXPECT_THAT(one.output, HasSubstr("sheet 名单"));
  const Ran two = import("two.xlsx");
  EXPECT_EQ(two.exit, 5);
  EXPECT_THAT(two.output, HasSubstr("sheet_unclear"));
  EXPECT_EQ(import("two.xlsx", " --sheet 名单2").exit, 0);
  EXPECT_EQ(import("two.xlsx", " --sheet 2").exit, 0);
  EXPECT_THAT(import("two.xlsx", " --sheet 没有").output, HasSubstr("sheet_unclear"));
  const Ran wrong = import("one.xlsx", " --sheet 说明");
  EXPECT_EQ(wrong.exit, 5);
  EXPECT_THAT(wrong.output, HasSubstr("missing_column"));
  // Named for what they are not.
  write_bytes(program.path("text.xlsx"),
              "企业名称,统一社会信用代码,项目名称,金额（万元）\n样例企业1（广州）," + code + ",一,5\n");
  EXPECT_EQ(import("text.xlsx").exit, 0);
  write_bytes(program.path("old.xlsx"),
              std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(512, '\0'));
  EXPECT_THAT(import("old.xlsx").output, HasSubstr("old_workbook"));
  write_bytes(program.path("page.xls"), "<html><table></table></html>");
  EXPECT_THAT(import("page.xls").output, HasSubstr("other_format"));
}

}  // namespace
}  // namespace credence::testing
