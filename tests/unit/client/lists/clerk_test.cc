// SPDX-License-Identifier: Apache-2.0
// The commands that read lists, as a clerk runs them. How each kind of fault is read has tests of its own;
// here is what the program says and where it ends. All kinds, and where they are tested:
//
//   account of all columns, heads            ListHeads, ListAccount, ListProperty; ImportClerk.*Account*, *Column*
//   two sums, a sum asked for, sub-columns    ListAccount
//   hidden, struck through, unseen, filtered  ListSight; ImportClerk.WhatIsOutOfSight*
//   columns, heads and titles that say no     ListVerdict, ListSight
//   totals, parts                             ListTotals, ListParts, ListProperty; ImportClerk.ATotal*
//   error cells, placeholders                 ListCells
//   numbers that clash, what repeats          ListNumbering, AwardLines; ImportClerk.OneEnterpriseTwice*
//   merged names, codes, amounts              ListMerged
//   money, declared totals                    ListAmounts, Money; ImportClerk.*Declared*
//   days, terms, recognition lists           ListDays, days (ledger/execution); ImportClerk.ARecognitionList*
//   characters that look alike                ListFolding, ListCharacters
//   separators, encodings, containers         ListText, ListFiles, ListWorkbook, HostileWorkbook, fuzz_lists
//   the same list again                       ImportAgain, Import, ImportDuplicates
//   words in the language asked for, JSON     DetailWords; ImportClerk.InChinese*, *Json*
//   proofs that are none, addresses, chains  VerifyCli, VerdictCli (client/commands), Hang*, Stranger* (client)
//   look-up by name, lists of what there is   CliLookUp
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <regex>

#include "client/words/width.h"
#include "keys/key_file.h"
#include "tests/unit/client/commands/program.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ImportClerk : public ::testing::Test {
 protected:
  ImportClerk() {
    program.net.world().register_enterprises(5);
    program.net.world().create_programme(10'000'000'000);
  }
  std::string file(const std::string& text, const std::string& name = "list.csv") {
    write_bytes(program.path(name), text);
    return "'" + program.path(name) + "'";
  }
  Ran award(const std::string& text, const std::string& more = "--dry-run",
            const std::string& before = "--lang zh") {
    return program.run(before + " award import " + file(text) +
                       " --programme puhui-2022 --batch b1 --duplicates off " + more);
  }
  static std::string line(unsigned number, unsigned who, const std::string& amount) {
    return std::to_string(number) + "," + std::string(world::enterprise_name(who)) + "," +
           std::string(text_of(samples::code(who))) + ",项目," + amount + "\n";
  }
  ProgramOnNetwork program;
};

TEST_F(ImportClerk, TheAccountOfColumnsStandsBeforeEverythingThatWouldBeSigned) {
  const std::string text =
      "2026年资金安排表\n序号,企业名称,统一社会信用代码,所属地市,总投资（万元）,补助金额（万元）\n1,"
      "样例企业1," +
      kCode1 + ",样例市,900,12.3456\n合计,,,,,12.3456\n";
  const Ran ran = award(text);
  ASSERT_EQ(ran.exit, 0) << ran.output;
  for (const char* part :
       {"表头第 2 行", "D 所属地市 不读取 样例市", "E 总投资（万元） 不读取（其他金额） 900",
        "F 补助金额（万元） 金额 12.3456", "金额单位：万元（表头）", "第 1 行已略过（标题）",
        "第 4 行已略过（合计，与 1 行之和相符）", "将记录：", "123,456.00",
        "1 行，1 份清单，合计 123,456.00 元（12.3456 万元）；未发送"})
    EXPECT_THAT(std::regex_replace(ran.output, std::regex(" +"), " "), HasSubstr(part));
  EXPECT_LT(ran.output.find("不读取"), ran.output.find("将记录"));
  // The same to programs.
  const auto json = boost::json::parse(award(text, "--dry-run", "--json").output).as_object();
  const auto& columns = json.at("columns").as_array();
  ASSERT_EQ(columns.size(), 6U);
  EXPECT_EQ(columns[5].as_object().at("read_as").as_string(), "amount");
  EXPECT_TRUE(columns[4].as_object().at("read_as").is_null());
  // And before a list is signed, not only in a dry run.
  EXPECT_THAT(award(text, "--key nobody").output,
              AllOf(HasSubstr("不读取（其他金额）"), HasSubstr("no_such_key")));
}

TEST_F(ImportClerk, AColumnIsNamedByTheOptionOrInTheAnswersFile) {
  const std::string text =
      "序号,企业名称,统一社会信用代码,项目名称,申报金额（万元）,核定金额（万元）\n1,样例企业1," + kCode1 +
      ",项目,500,80\n";
  const Ran open = award(text);
  EXPECT_EQ(open.exit, 5);
  EXPECT_THAT(open.output, AllOf(HasSubstr("待确认问题"), HasSubstr("申报金额（万元）（500）"),
                                 HasSubstr("核定金额（万元）（80）"), HasSubstr("--column 金额=")));
  EXPECT_THAT(award(text, "--skip-bad --leave-unidentified --key nobody").output, HasSubstr("open_questions"))
      << "no option goes past a question";
  for (const std::string column : {"金额=核定金额（万元）", "amount=F", "金额=核定金额(万元)"})
    EXPECT_THAT(award(text, "--dry-run --column '" + column + "'").output, HasSubstr("800,000.00")) << column;
  std::string questions = file_bytes(program.path("list.csv.questions.csv"));
  questions.insert(questions.rfind('\n'), "核定金额（万元）");
  write_bytes(program.path("answers.csv"), questions);
  EXPECT_THAT(award(text, "--dry-run --answers " + program.path("answers.csv")).output,
              HasSubstr("800,000.00"));
  const Ran wrong = award(text, "--dry-run --column 金额=金额总和");
  EXPECT_EQ(wrong.exit, 5);
  EXPECT_THAT(wrong.output, AllOf(HasSubstr("找到的表头"), HasSubstr("申报金额（万元）")));
  EXPECT_EQ(award(text, "--dry-run --column 没有这种=A").exit, 1);
}

TEST_F(ImportClerk, WhatIsOutOfSightIsAskedAboutWithItsLines) {
  const std::string rows = plain_row(1, kUsualHeads) + plain_row(2, {"1", "样例企业1", kCode1, "一", "10"}) +
                           plain_row(3, {"2", "样例企业2", kCode2, "二", "20"}, "hidden=\"1\"");
  const std::string command = "--lang zh award import " + file(xml_book(rows), "hidden.xlsx") +
                              " --programme puhui-2022 --batch b1 --dry-run";
  const Ran open = program.run(command);
  EXPECT_EQ(open.exit, 5);
  EXPECT_THAT(open.output, AllOf(HasSubstr("这些行被隐藏"), HasSubstr("样例企业2")));
  std::string questions = file_bytes(program.path("hidden.xlsx.questions.csv"));
  questions.insert(questions.rfind('\n'), "略过");
  write_bytes(program.path("answers.csv"), questions);
  const Ran answered = program.run(command + " --answers " + program.path("answers.csv"));
  EXPECT_EQ(answered.exit, 0) << answered.output;
  EXPECT_THAT(answered.output, AllOf(HasSubstr("1 行，1 份清单"), HasSubstr("按答复略过")));
}

TEST_F(ImportClerk, AHiddenSheetIsSaidAndOneWithSuchAListIsAskedAbout) {
  const std::vector<std::vector<BookCell>> rows{{"企业名称", "统一社会信用代码", "金额（万元）"},
                                                {"样例企业1", kCode1, 5.0}};
  const auto run = [&](const std::vector<BookSheet>& sheets, const std::string& more = "") {
    write_book(program.path("book.xlsx"), sheets);
    return program.run("--lang zh award import " + program.path("book.xlsx") +
                       " --programme puhui-2022 --batch b1 --duplicates off --dry-run" + more);
  };
  const BookSheet list{"名单", rows}, other{"选项", {{"是"}, {"否"}}, {}, true},
      second{"旧名单", rows, {}, true};
  const Ran said = run({list, other});
  EXPECT_EQ(said.exit, 0) << said.output;
  EXPECT_THAT(said.output, HasSubstr("隐藏的工作表不读取：选项"));
  const Ran asked = run({list, second});
  EXPECT_EQ(asked.exit, 5);
  EXPECT_THAT(asked.output, AllOf(HasSubstr("sheet_unclear"), HasSubstr("旧名单（隐藏）")));
  EXPECT_EQ(run({list, second}, " --sheet 名单").exit, 0);
  EXPECT_THAT(run({list, second}, " --sheet 旧名单").output, HasSubstr("工作表 旧名单（隐藏）"));
}

TEST_F(ImportClerk, EverySheetThatIsNotReadIsNamedAndAskedAboutWhereItMayGoOn) {
  const std::vector<std::vector<BookCell>> rows{{"企业名称", "统一社会信用代码", "金额（万元）"},
                                                {"样例企业1", kCode1, 5.0}};
  const std::string command = "--lang zh award import " + program.path("book.xlsx") +
                              " --programme puhui-2022 --batch b1 --duplicates off --dry-run";
  const auto run = [&](const std::vector<BookSheet>& sheets, const std::string& more = "") {
    write_book(program.path("book.xlsx"), sheets);
    return program.run(command + more);
  };
  const BookSheet list{"安排表", rows};
  const Ran named =
      run({list, {"填写要求", {{"请如实填写"}}}, {"空表", {}}, {"选项", {{"是"}, {"万元"}, {1.0}}}});
  EXPECT_EQ(named.exit, 0) << named.output;
  EXPECT_THAT(named.output, AllOf(HasSubstr("其他工作表不读取：填写要求、选项"), Not(HasSubstr("空表"))));
  const BookSheet others[] = {{"续", {{"样例企业2", kCode2, 7.0}}},              // goes on, without heads
                              {"第二页", {{2.0, "样例企业二厂", "项目", 7.0}}},  // neither heads nor codes
                              {"退出企业", {{"统一社会信用代码", "原因"}, {kCode2, "迁址"}}},
                              {"分市汇总", {{"地市", "金额（万元）"}, {"样例市", 5.0}}},
                              {"记录", {{"另支持7万元的一户"}, {"7万元"}}}};
  for (const BookSheet& other : others) {
    const Ran asked = run({list, other});
    EXPECT_EQ(asked.exit, 5) << other.name << asked.output;
    EXPECT_THAT(asked.output, AllOf(HasSubstr("其他工作表不读取：" + other.name), HasSubstr("该工作表未读取"),
                                    HasSubstr("leave 不属于本名单")));
    std::string questions = file_bytes(program.path("book.xlsx.questions.csv"));
    questions.insert(questions.rfind('\n'), "leave");
    write_bytes(program.path("answers.csv"), questions);
    EXPECT_EQ(run({list, other}, " --answers " + program.path("answers.csv")).exit, 0) << other.name;
    EXPECT_EQ(run({list, other}, " --sheet 安排表").exit, 0) << "who names the sheet has answered";
    std::filesystem::remove(program.path("book.xlsx.questions.csv"));
  }
  EXPECT_THAT(run({list, others[0]}).output, HasSubstr("续页"));
  const BookSheet gives_up{"情况", {{"下列企业自愿放弃："}, {"样例企业1"}}};
  for (const std::string more : {"", " --sheet 安排表"})
    EXPECT_EQ(run({list, gives_up}, more).exit, 5) << more;
  EXPECT_EQ(run({list, {"情况", {{"下列企业自愿放弃："}, {"样例企业7"}}}}).exit, 0) << "none of the list";
}

TEST_F(ImportClerk, AnotherSheetThatSaysAnotherUnitIsAskedAbout) {
  const std::vector<std::vector<BookCell>> rows{{"企业名称", "统一社会信用代码", "金额（万元）"},
                                                {"样例企业1", kCode1, 5.0}};
  const auto run = [&](const BookSheet& other, const std::string& more = "") {
    write_book(program.path("book.xlsx"), {BookSheet{"安排表", rows}, other});
    return program.run("--lang zh award import " + program.path("book.xlsx") +
                       " --programme puhui-2022 --batch b1 --duplicates off --dry-run" + more);
  };
  const BookSheet note{"填报说明", {{"填报须知"}, {"二、各表金额单位为元，保留两位小数"}}};
  for (const std::string named : {"", " --sheet 安排表", " --sheet 1"}) {
    const Ran asked = run(note, named);
    EXPECT_EQ(asked.exit, 5) << asked.output;
    EXPECT_THAT(asked.output,
                AllOf(HasSubstr("填报说明"), HasSubstr("金额单位为元"), HasSubstr("名单按“万元”读取")));
  }
  std::string questions = file_bytes(program.path("book.xlsx.questions.csv"));
  questions.insert(questions.rfind('\n'), "leave");
  write_bytes(program.path("answers.csv"), questions);
  EXPECT_EQ(run(note, " --answers " + program.path("answers.csv")).exit, 0);
  for (const BookSheet& same :
       {BookSheet{"说明", {{"本表金额单位：万元"}}}, BookSheet{"选项", {{"元"}, {"千元"}}},
        BookSheet{"说明", {{"每家企业奖励1元"}, {"元器件企业优先"}}}})
    EXPECT_EQ(run(same).exit, 0) << same.name;
  const Ran none = run(note, " --sheet 定稿");
  EXPECT_EQ(none.exit, 5);
  EXPECT_THAT(none.output, AllOf(HasSubstr("没有工作表“定稿”"), HasSubstr("安排表、填报说明")));
}

/// In a file or a pipe nothing is left out.
TEST_F(ImportClerk, RowsThatArePassedOverAreAllShownWhereNobodySitsAtATerminal) {
  std::string list = kHead;
  for (unsigned i = 1; i <= 70; ++i)
    list += "（" + std::to_string(i) + "）样例第" + std::to_string(i) + "片区,,,,\n";
  list += line(1, 1, "10");
  std::string note = "备注：";
  for (unsigned i = 0; i < 120; ++i) note += "说明文字";
  const Ran ran = award(list + "\"" + note + "完毕\",,,,\n");
  EXPECT_THAT(ran.output, AllOf(HasSubstr("样例第70片区"), HasSubstr("完毕"), Not(HasSubstr("另有"))));
}

/// What an entry of credit would record on the ledger is shown before it is signed.
TEST_F(ImportClerk, EntriesOfCreditAreShownAsTheyWouldBeRecorded) {
  const Ran ran = program.run("--lang zh credit import " +
                              file("XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ,XK_YXQZI\n" +
                                   std::string(world::enterprise_name(1)) + "," + kCode1 +
                                   ",粤许〔2026〕1号,2026-05-01,2029-04-30\n") +
                              " --batch c1 --dry-run");
  EXPECT_THAT(ran.output,
              AllOf(HasSubstr("将记录"), HasSubstr("2029-04-30"), HasSubstr("照录（国家标准字段）")));
}

TEST_F(ImportClerk, TheWordToAnswerIsSaidInBothLanguages) {
  const std::string sum = kHead + line(1, 1, "10") + line(2, 2, "20") + ",全省,,,29\n";
  const std::string merged =
      xml_book(plain_row(1, kUsualHeads) + plain_row(2, {"1", "样例企业1", kCode1, "一", "10"}) +
                   plain_row(3, {"2", "样例企业2", kCode2, "二"}),
               "", "<mergeCells><mergeCell ref=\"E2:E3\"/></mergeCells>");
  for (const std::string language : {"en", "zh"}) {
    EXPECT_THAT(award(sum, "--dry-run --leave-unidentified", "--lang " + language).output,
                AllOf(HasSubstr(language == "en" ? "line: it is a line" : "line 是一行"),
                      HasSubstr(language == "en" ? "skip: it is a total" : "skip 是合计")));
    EXPECT_THAT(file_bytes(program.path("list.csv.questions.csv")), HasSubstr("line"));
    EXPECT_THAT(program
                    .run("--lang " + language + " award import " + file(merged, "merged.xlsx") +
                         " --programme puhui-2022 --batch b1 --duplicates off --dry-run")
                    .output,
                HasSubstr(language == "en" ? "each: each line gets it" : "each 各行均为此数"));
  }
  EXPECT_THAT(file_bytes(program.path("merged.xlsx.questions.csv")), HasSubstr("each"));
}

TEST_F(ImportClerk, APaymentListWithoutItsBatchIsToldWhatToDo) {
  world::World& w = program.net.world();
  ASSERT_EQ(
      w.run(world::kAward, world::World::awards({world::World::award(1, 1, 20'000'000)}, 1, 20'000'000)),
      Code::ok)
      << w.detail;
  const std::string text =
      "序号,企业名称,统一社会信用代码,拨付金额（元）,支付日期\n1,样例企业1," + kCode1 + ",100,2026-09-21\n";
  const auto run = [&](const std::string& more) {
    return program.run("--lang zh payment import " + file(text) +
                       " --programme puhui-2022 --list p1 --duplicates off "
                       "--dry-run " +
                       more);
  };
  const Ran open = run("");
  EXPECT_EQ(open.exit, 5);
  EXPECT_THAT(open.output,
              AllOf(HasSubstr("--award-batch"), HasSubstr("A 序号（1）"), HasSubstr("可为同一列")));
  const Ran both = run("--award-batch b1 --column 批次序号=序号");
  EXPECT_EQ(both.exit, 0) << both.output;
  EXPECT_THAT(both.output, AllOf(HasSubstr("序号、批次序号"), HasSubstr("全部行：批次 b1")));
  EXPECT_THAT(run("--award-batch 'b 1' --column 批次序号=A").output, HasSubstr("bad_id"));
  const Ran twice = program.run(
      "--lang zh payment import " +
      file("批次,批次序号,统一社会信用代码,金额（元）,支付日期\nb1,1," + kCode1 + ",100,2026-09-21\n",
           "twice.csv") +
      " --programme puhui-2022 --list p1 --dry-run --award-batch b2");
  EXPECT_EQ(twice.exit, 1) << twice.output;
  EXPECT_THAT(run("--column 批次=A").output, HasSubstr("同一列"));
}

TEST_F(ImportClerk, ATotalIsNeverABeneficiary) {
  for (const std::string label : {"全省合计", "全省", "各市汇总", "总额"}) {
    const Ran ran = award(kHead + line(1, 1, "10") + line(2, 2, "20") + "," + label + ",,,30\n",
                          "--dry-run --leave-unidentified");
    EXPECT_EQ(ran.exit, 0) << ran.output;
    EXPECT_THAT(ran.output,
                AllOf(HasSubstr("2 行，1 份清单，合计 300,000.00 元"), HasSubstr("第 4 行已略过")))
        << label;
  }
  const Ran other =
      award(kHead + line(1, 1, "10") + line(2, 2, "20") + ",全省,,,29\n", "--dry-run --leave-unidentified");
  EXPECT_EQ(other.exit, 5);
  EXPECT_THAT(other.output, HasSubstr("是名单中的一行吗"));
}

TEST_F(ImportClerk, OneEnterpriseTwiceIsToldHowToTellItsAwardsApart) {
  const std::string text = "企业名称,统一社会信用代码,奖励类别,奖励金额（万元）\n样例企业1," + kCode1 +
                           ",首次认定,20\n样例企业1," + kCode1 + ",研发投入,30\n";
  const Ran alike = award(text);
  EXPECT_EQ(alike.exit, 5);
  EXPECT_THAT(alike.output,
              AllOf(HasSubstr("奖励类别"), HasSubstr("--column 项目名称="), Not(HasSubstr("删除"))));
  EXPECT_EQ(award(text, "--dry-run --column 项目名称=奖励类别").exit, 0);
  // A second batch without a project.
  world::World& w = program.net.world();
  AwardLine before = world::World::award(1, 1, 20'000'000, "");
  ASSERT_EQ(w.run(world::kAward, world::World::awards({before}, 1, 20'000'000)), Code::ok) << w.detail;
  const std::string second = "企业名称,统一社会信用代码,奖励金额（万元）\n样例企业1," + kCode1 + ",20\n";
  const std::string command = "--lang zh award import " + file(second, "second.csv") +
                              " --programme puhui-2022 --batch b2 --duplicates off --dry-run";
  const Ran again = program.run(command);
  EXPECT_EQ(again.exit, 5);
  EXPECT_THAT(again.output,
              AllOf(HasSubstr("批次 b1 第 1 行"), HasSubstr("--project"), Not(HasSubstr("删除"))));
  EXPECT_THAT(program.run(command + " --project 第二批").output,
              AllOf(HasSubstr("全部行：项目名称 第二批"), HasSubstr("未发送")));
}

TEST_F(ImportClerk, WhatIsDeclaredIsInTheUnitOfTheListOrItsOwnAndADifferenceIsShownBeforeSigning) {
  const std::string text = "企业名称,统一社会信用代码,项目名称,金额（元）\n样例企业1," + kCode1 +
                           ",一,100000\n样例企业2," + kCode2 + ",二,100000.5\n";
  for (const std::string total : {"200000.5", "200000.5元", "20.00005万元", "200,000.50"}) {
    const Ran ran = award(text, "--dry-run --declared-count 2 --declared-total " + total);
    EXPECT_EQ(ran.exit, 0) << ran.output;
    EXPECT_THAT(ran.output, Not(HasSubstr("公布总额"))) << total;
  }
  const Ran shown = award(text, "--dry-run --declared-count 3 --declared-total 30万元");
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(
      shown.output,
      AllOf(HasSubstr("公布笔数：3，名单行数：2"),
            HasSubstr("公布总额：300,000.00 元（30 万元），各行合计：200,000.50 元（20.00005 万元）")));
  const Ran refused = award(text, "--declared-total 200000.5万元 --key nobody");
  EXPECT_EQ(refused.exit, 5);
  EXPECT_THAT(refused.output, AllOf(HasSubstr("declared_differs"), HasSubstr("--accept-difference")));
  EXPECT_THAT(award(text, "--declared-total 200000.5万元 --key nobody --accept-difference").output,
              HasSubstr("no_such_key"));
  EXPECT_THAT(award(text, "--declared-total abc --dry-run").output, HasSubstr("--declared-total abc"));
}

TEST_F(ImportClerk, ARecognitionListTakesItsDaysFromTheNotice) {
  const std::string text = "序号,企业名称,证书编号\n1,样例企业1,Z-1\n2,样例企业2,Z-2\n";
  const auto run = [&](const std::string& more, const std::string& list) {
    return program.run("--lang zh title import " + file(list) + " --title specialized --batch q1 --dry-run " +
                       more);
  };
  const Ran open = run("", text);
  EXPECT_EQ(open.exit, 5);
  EXPECT_THAT(open.output, AllOf(HasSubstr("--from"), HasSubstr("找到的表头")));
  const Ran given = run("--from 2026年1月1日 --to 2028-12-31", text);
  EXPECT_EQ(given.exit, 0) << given.output;
  EXPECT_THAT(given.output,
              AllOf(HasSubstr("全部行：有效期起 2026-01-01"), HasSubstr("全部行：有效期止 2028-12-31")));
  EXPECT_EQ(run("--from 2026-01-01", text).exit, 0) << "the title's rule says how long";
  EXPECT_EQ(run("--from 01/02/2026", text).exit, 1) << "a mistake of the command line, as in every command";
  const std::string dated = "企业名称,证书编号,有效期起\n样例企业1,Z-1,2026-02-01\n";
  EXPECT_EQ(run("", dated).exit, 0);
  EXPECT_THAT(run("--from 2026-01-01", dated).output, HasSubstr("有效期起")) << "two days for one fact";
  EXPECT_NE(run("--from 2026-01-01", dated).exit, 0);
  // Also where the days stand in one cell.
  const auto term = [](const std::string& cell) {
    return "企业名称,证书编号,有效期\n样例企业1,Z-1," + cell + "\n";
  };
  EXPECT_EQ(run("", term("2026.2.1-2029.1.31")).exit, 0);
  for (const auto& [option, cell] : {std::pair{"--from 2026-01-01", "2026.2.1-2029.1.31"},
                                     {"--from 2026-02-01", "2026年2月1日至2029年1月31日"},
                                     {"--to 2028-12-31 --from 2026-01-01", "三年"},
                                     {"--to 2028-12-31", "2026.2.1-2029.1.31"}}) {
    const Ran clash = run(option, term(cell));
    EXPECT_EQ(clash.exit, 1) << clash.output;
    EXPECT_THAT(clash.output, AllOf(HasSubstr("repeated_column"), HasSubstr("有效期"))) << option << cell;
  }
  EXPECT_EQ(run("--from 2026-02-01", term("三年")).exit, 0) << "one says from when, the other how long";
}

TEST_F(ImportClerk, ALineThatTheLedgerRefusesIsNamedByItsLineInTheFile) {
  world::World& w = program.net.world();
  ASSERT_EQ(w.run(world::kAward, world::World::awards({world::World::award(1, 1, 20'000'000),
                                                       world::World::award(2, 2, 20'000'000)},
                                                      2, 40'000'000)),
            Code::ok)
      << w.detail;
  write_bytes(program.path("pay.key"), *seal_key(world::kPay, "words of a passphrase", true));
  write_bytes(program.path("passphrase"), "words of a passphrase");
  std::filesystem::permissions(program.path("passphrase"), std::filesystem::perms::owner_read);
  const Ran ran = program.run("--lang zh payment import " +
                              file("样例拨付清单\n批次,批次序号,统一社会信用代码,金额（元）,支付日期\nb1,1," +
                                   kCode1 + ",100,2026-09-21\nb1,2," + kCode2 + ",100,2036-11-20\n") +
                              " --programme puhui-2022 --list p1 --duplicates off --key " +
                              program.path("pay.key") + " --passphrase-file " + program.path("passphrase"));
  EXPECT_EQ(ran.exit, 2) << ran.output;
  EXPECT_THAT(ran.output,
              AllOf(HasSubstr("第 4 行：day_in_future"), HasSubstr("支付日期：2036-11-20，至迟 2026-09-21"),
                    HasSubstr("2 行中账本将拒绝 1 行")));
}

// ---- words

/// English sentences in what was said in Chinese: three words of small letters one behind the other, outside
/// quotes, files and options.
TEST_F(ImportClerk, InChineseNothingIsEnglish) {
  const std::string good = line(1, 1, "10");
  const std::string lists[] = {
      kHead + good,
      kHead + "1,样例企业1," + kCode1 + ",项目,12.34567891\n2,样例\x01企业2," + kCode2 +
          ",项目,-5\n3,甲,123,项目,x\n4,\"乙\"丙,,项目,1\n5,丁,,项目,1,2,3\n",
      kHead + good + "1,样例企业2," + kCode2 + ",项目,20\n1,样例企业1," + kCode1 + ",项目,10\n",
      kHead + "1,从未登记公司,,项目,10\n",
      "序号,持有者,数值\n1,甲公司,5\n",
      "企业名称,统一社会信用代码,金额\n样例企业1," + kCode1 + ",5\n",
      kHead + good + "合计,,,,11\n",
      "企业名称;统一社会信用代码;金额（万元）\n样例企业1;" + kCode1 + ";5\n",
      "没有表头\n",
      "",
      "<html></html>",
      std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8),
      "PK\x03\x04 damaged",
      "%PDF-1.7",
      kHead + "1,样例企业1," + kCode1 + "," + std::string(400, 'x') + ",5\n",
      kHead + "1,\xEE\x80\x80公司," + kCode1 + ",项目,5\n",
  };
  for (const std::string& list : lists) {
    const Ran ran = award(list);
    EXPECT_EQ(english_in(ran.output), "") << ran.output;
  }
  for (const std::string more :
       {"--sheet 1", "--unit 千元", "--column 金额=没有", "--declared-total x", "--answers /nowhere"})
    EXPECT_EQ(english_in(award(kHead + good, "--dry-run " + more).output), "") << more;
}

TEST_F(ImportClerk, JsonIsJsonWhateverTheFileIsCalled) {
  for (const std::string name : {"\xB4\xED.csv", "a\nb.csv", "\x1b[31m.csv"}) {
    const Ran ran = program.run("--json award import " + file(kHead + "1,样例企业1,错码,项目,5\n", name) +
                                " --programme puhui-2022 --batch b1 --dry-run");
    EXPECT_EQ(ran.exit, 5);
    boost::system::error_code bad;
    const auto value = boost::json::parse(ran.output, bad);
    ASSERT_FALSE(bad) << ran.output;
    EXPECT_EQ(value.as_object().at("error").as_object().at("code").as_string(), "bad_lines");
  }
}

TEST_F(ImportClerk, LinesFitTheTerminalOfEightyColumns) {
  const std::string heads =
      "序号,企业名称,统一社会信用代码,项目名称,所属地市,联系人及联系电话等信息,备注,金额（万元）\n";
  const std::string text =
      heads + "1,样例企业1," + kCode1 +
      ",一个名称很长很长很长很长很长很长很长很长很长很长很长的项目,样例市,某某某 13800000000,无,5\n";
  const Ran ran = program.run_at_80("--lang zh award import " + file(text) +
                                    " --programme puhui-2022 --batch b1 --duplicates off --dry-run");
  ASSERT_EQ(ran.exit, 0) << ran.output;
  const std::string account = ran.output.substr(0, ran.output.find("将记录"));
  for (std::size_t at = 0; at < account.size();) {
    const std::size_t end = std::min(account.find('\n', at), account.size());
    EXPECT_LE(display_width(std::string_view(account).substr(at, end - at)), 80U)
        << account.substr(at, end - at);
    at = end + 1;
  }
}

}  // namespace
}  // namespace credence::testing
