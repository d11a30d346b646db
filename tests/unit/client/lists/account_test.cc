// SPDX-License-Identifier: Apache-2.0
// The account of columns: heads are understood by their parts, in one, two or three lines; what may mean two
// things is asked, and a sum asked for is never one awarded.
#include <gmock/gmock.h>

#include "client/lists/plan.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What a head says, in a word: the column, "?" where a part is not understood, "-" where it says nothing of
/// a line.
std::string said_by(const std::string& head) {
  const HeadMeaning meaning = meaning_of(head);
  if (!meaning.column) return "-";
  constexpr std::string_view kMoney[] = {"", " awarded", " paid", " plain", " asked", " other"};
  return std::string(name_of(*meaning.column)) +
         std::string(kMoney[static_cast<std::size_t>(meaning.money)]) + (meaning.sure ? "" : " ?");
}

TEST(ListHeads, AreUnderstoodByTheirParts) {
  const std::pair<const char*, const char*> kHeads[] = {{"公司名称", "name"},
                                                        {"单位", "name"},
                                                        {"企业（单位）名称", "name"},
                                                        {"*企业名称", "name"},
                                                        {"申报单位名称", "name"},
                                                        {"单位名称（全称）", "name"},
                                                        {"项目承担单位", "name"},
                                                        {"企 业 名 称", "name"},
                                                        {"受益单位全称（盖章）", "name"},
                                                        {"市场主体名称", "name"},
                                                        {"拟支持企业", "name"},
                                                        {"Beneficiary", "name"},
                                                        {"推荐单位", "-"},
                                                        {"主管部门", "-"},
                                                        {"开户银行", "-"},
                                                        {"法人", "-"},
                                                        {"企业联系人", "-"},
                                                        {"企业类型", "-"},
                                                        {"担保企业名称", "name ?"},
                                                        {"名称", "name ?"},
                                                        {"统一信用代码", "code"},
                                                        {"社会统一信用代码", "code"},
                                                        {"纳税人识别号", "code"},
                                                        {"统一社会信用代码（组织机构代码）", "code"},
                                                        {"推荐单位统一社会信用代码", "-"},
                                                        {"项目名称", "project"},
                                                        {"课题名称", "project"},
                                                        {"项目内容", "-"},
                                                        {"补贴金额", "amount awarded"},
                                                        {"拟补贴资金", "amount awarded"},
                                                        {"拟奖补金额（万元）", "amount awarded"},
                                                        {"2026年拟安排资金", "amount awarded"},
                                                        {"财政补助金额(万元)", "amount awarded"},
                                                        {"资助额（万元）", "amount awarded"},
                                                        {"核定数（万元）", "amount awarded"},
                                                        {"研发投入奖励金额", "amount awarded"},
                                                        {"奖励金额 单位：万元", "amount awarded"},
                                                        {"Award amount", "amount awarded"},
                                                        {"金额\n（万元）", "amount plain"},
                                                        {"资金", "amount plain"},
                                                        {"申报金额", "amount asked"},
                                                        {"申请补助资金（万元）", "amount asked"},
                                                        {"拨付金额", "amount paid"},
                                                        {"已拨付金额", "amount other"},
                                                        {"总投资（万元）", "amount other"},
                                                        {"营业收入（万元）", "amount other"},
                                                        {"上年补助金额", "amount other"},
                                                        {"省级（万元）", "amount plain"},
                                                        {"某某金额（万元）", "amount plain ?"},
                                                        {"金额（不含税）", "amount plain ?"},
                                                        {"支付日期", "paid_on"},
                                                        {"有效期起", "valid_from"},
                                                        {"有效期至", "valid_to"},
                                                        {"有效期限", "term"},
                                                        {"发证日期", "valid_from"},
                                                        {"证书编号", "certificate_no"},
                                                        {"批次序号", "award_line"},
                                                        {"备注", "-"}};
  for (const auto& [head, said] : kHeads) EXPECT_EQ(said_by(head), said) << head;
}

TEST(ListHeads, OfPersonsAreUnderstoodWithTheirUnit) {
  for (const char* head :
       {"人数", "支持人数", "支持人数（人）", "拟支持人数", "补贴人数(名)", "享受补贴人数（单位：人）",
        "人才数", "高层次人才人数", "人才数量（人）", "persons"}) {
    const HeadMeaning meaning = meaning_of(std::string(head));
    EXPECT_EQ(meaning.column, Column::persons) << head;
    EXPECT_TRUE(meaning.sure) << head;
  }
  for (const char* head :
       {"员工人数", "职工人数（人）", "参保人数", "申报人数", "带动就业人数", "研发人员数"})
    EXPECT_FALSE(meaning_of(std::string(head)).column == Column::persons) << head;
  EXPECT_FALSE(meaning_of(std::string("某项人数")).sure);
  EXPECT_EQ(meaning_of(std::string("人才层次（等级）")).column, Column::person_class);
}

/// Of a talent subsidy a column that is not understood is asked about, before its lines are bad for want of it.
TEST(ListHeads, OfPersonsThatAreMissingAreAskedAbout) {
  const std::string lines = "样例1公司," + kCode1 + ",博士,5,10\n样例2公司," + kCode2 + ",技师,4人,13\n";
  const auto with = [&](const std::string& head) {
    return read_lines("单位名称,统一社会信用代码,人才类别," + head + ",补贴金额（万元）\n" + lines,
                      talent_list(), {}, {.kind = ProgrammeKind::talent_subsidy});
  };
  const auto good = with("支持人数（人）");
  ASSERT_TRUE(good);
  EXPECT_TRUE(good->questions().empty());
  ASSERT_EQ(good->lines.size(), 2U);
  EXPECT_EQ(good->lines[1].persons->count, 4U) << "with its own unit";
  for (const char* head : {"某项人数", "数量"}) {
    const auto asked = with(head);
    ASSERT_TRUE(asked) << head;
    ASSERT_EQ(asked->questions().size(), 1U) << head;
    EXPECT_EQ(asked->question().kind, Question::Kind::column) << head;
    EXPECT_EQ(asked->question().written, "人数") << head;
  }
  EXPECT_TRUE(
      read_awards("单位名称,统一社会信用代码,某项人数,补贴金额（万元）\n样例1公司," + kCode1 + ",5,10\n")
          ->questions()
          .empty())
      << "of other awards nobody is counted";
}

TEST(ListHeads, SayTheirUnit) {
  EXPECT_EQ(meaning_of("奖励金额（单位：元）").unit, AmountUnit::yuan);
  EXPECT_EQ(meaning_of("资金（人民币万元）").unit, AmountUnit::wan);
  EXPECT_EQ(meaning_of("补助（万）").unit, AmountUnit::wan);
  EXPECT_EQ(meaning_of("电子元器件金额").unit, std::nullopt);
}

// ---- two columns of money

std::string two_sums(const std::string& first, const std::string& second) {
  return "序号,企业名称,统一社会信用代码,项目名称," + first + "," + second + "\n1,甲公司," + kCode1 +
         ",项目,500,80\n2,乙公司," + kCode2 + ",项目,300,70\n";
}

TEST(ListAccount, ASumAskedForBesideOneAwardedIsAskedAboutAndTheAwardedOneComesFirst) {
  for (const auto& [asked, awarded] :
       std::vector<std::pair<std::string, std::string>>{{"申报金额（万元）", "核定补贴金额（万元）"},
                                                        {"申请资金（万元）", "拟安排资金（万元）"},
                                                        {"requested amount (wan)", "approved amount (wan)"},
                                                        {"申报数（万元）", "批复数（万元）"}})
    for (const bool asked_first : {true, false}) {
      const std::string text = asked_first ? two_sums(asked, awarded) : two_sums(awarded, asked);
      const auto open = read_awards(text);
      ASSERT_TRUE(open) << open.error().detail.en;
      ASSERT_EQ(open->questions().size(), 1U) << asked;
      EXPECT_EQ(open->question().kind, Question::Kind::column);
      EXPECT_EQ(open->question().candidates.at(0).answer, awarded);
      EXPECT_EQ(open->question().candidates.at(1).answer, asked);
      const Fen fen = asked_first ? 80'000'000 : 500'000'000;
      for (const ListAnswers& answers :
           {answered(open->question(), awarded), column_answer(Column::amount, awarded),
            column_answer(Column::amount, asked_first ? "F" : "E")}) {
        const auto read = read_awards(text, answers);
        ASSERT_TRUE(read && read->questions().empty());
        ASSERT_EQ(read->lines.size(), 2U);
        EXPECT_EQ(read->lines[0].amount, fen);
      }
    }
}

TEST(ListAccount, ASumAskedForAloneIsAskedAbout) {
  const auto read = read_awards("企业名称,统一社会信用代码,申报金额（万元）\n甲公司," + kCode1 + ",500\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->questions().size(), 1U);
  EXPECT_THAT(read->question().text.en, HasSubstr("asked for"));
  EXPECT_EQ(
      read_lines("企业名称,统一社会信用代码,项目名称,申报金额（万元）\n甲公司," + kCode1 + ",项目,500\n",
                 project_list())
          ->lines.size(),
      1U)
      << "in the library of projects it is what is meant";
}

TEST(ListAccount, SumsThatAreNoAwardsStandAside) {
  for (const std::string other : {"总投资（万元）", "营业收入（万元）", "注册资本（万元）",
                                  "已拨付金额（万元）", "上年度补助金额（万元）"}) {
    const auto read = read_awards(two_sums(other, "补助金额（万元）"));
    ASSERT_TRUE(read) << other;
    EXPECT_TRUE(read->questions().empty()) << other;
    EXPECT_EQ(read->lines.at(0).amount, 80'000'000) << other;
  }
}

TEST(ListAccount, AnUnknownSumBesideTheAmountIsAskedAbout) {
  for (const std::string other : {"乙方数（万元）", "奖励金额（万元）", "金额（含税）（万元）",
                                  "扣减后金额（万元）", "调整后（万元）", "其中：省级（万元）"}) {
    const auto read = read_awards(two_sums(other, "补助金额（万元）"));
    ASSERT_TRUE(read) << other;
    EXPECT_TRUE(read->asks(Question::Kind::column)) << other;
  }
}

TEST(ListAccount, TwoColumnsThatHoldTheSameInAllRowsAreNoQuestion) {
  const auto read = read_awards("企业名称,统一社会信用代码,核定金额（万元）,补助金额（万元）\n甲公司," +
                                kCode1 + ",80,80\n乙公司," + kCode2 + ",70,70\n");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->questions().empty());
  EXPECT_EQ(read->lines.size(), 2U);
  EXPECT_TRUE(
      read_awards("企业名称,统一社会信用代码,核定金额（万元）,核定金额（元）\n甲公司," + kCode1 + ",80,80\n")
          ->asks(Question::Kind::column))
      << "not in another unit";
}

TEST(ListAccount, SubColumnsUnderOneHeadOfMoneyAreAskedAbout) {
  const std::string text =
      "序号,企业名称,统一社会信用代码,项目名称,拟安排资金（万元）,,\n,,,,省级,市级,合计\n1,甲公司," + kCode1 +
      ",项目,500,80,580\n2,乙公司," + kCode2 + ",项目,300,50,350\n";
  const auto open = read_awards(text);
  ASSERT_TRUE(open) << open.error().detail.en;
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().candidates.size(), 3U);
  const auto read = read_awards(text, column_answer(Column::amount, "合计"));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lines.size(), 2U) << "the second line of heads is no line";
  EXPECT_EQ(read->lines[0].amount, 580'000'000);
  // The columns under a span that has no heads of its own are as well.
  const auto bare =
      read_awards("企业名称,统一社会信用代码,拟安排资金（万元）,\n甲公司," + kCode1 + ",500,80\n");
  ASSERT_TRUE(bare);
  EXPECT_TRUE(bare->asks(Question::Kind::column));
}

// ---- other facts

TEST(ListAccount, AColumnFullOfCodesUnderAnotherHeadIsAskedAbout) {
  for (const std::string head : {"备注一", "登记信息", "F1"}) {
    const auto read =
        read_awards("企业名称," + head + ",金额（万元）\n甲公司," + kCode1 + ",5\n乙公司," + kCode2 + ",6\n");
    ASSERT_TRUE(read) << head;
    ASSERT_EQ(read->questions().size(), 1U) << head;
    EXPECT_EQ(read->question().written, "统一社会信用代码");
    const auto told =
        read_awards("企业名称," + head + ",金额（万元）\n甲公司," + kCode1 + ",5\n乙公司," + kCode2 + ",6\n",
                    column_answer(Column::code, head));
    EXPECT_EQ(told->lines.at(1).code, samples::code(2));
  }
  const auto named = read_awards("企业名称,推荐单位统一社会信用代码,金额（万元）\n甲公司," + kCode1 + ",5\n");
  EXPECT_TRUE(named->questions().empty()) << "the code of somebody else";
  EXPECT_FALSE(named->lines.at(0).code);
}

TEST(ListAccount, TwoNamesAreAskedAboutUnlessOneIsOfAnotherParty) {
  const auto two = read_awards("企业名称,申报单位,金额（万元）\n甲公司,乙公司,5\n");
  ASSERT_TRUE(two);
  EXPECT_TRUE(two->asks(Question::Kind::column));
  const auto one = read_awards("推荐单位,申报单位,合作单位,金额（万元）\n样例市工信局,乙公司,丙公司,5\n");
  ASSERT_TRUE(one && one->questions().empty());
  EXPECT_EQ(one->lines.at(0).beneficiary, "乙公司");
}

TEST(ListAccount, WhatIsMissingIsAskedWithTheHeadsThatWereFound) {
  const auto read = read_awards("序号,持有者,数值\n1,甲公司,5\n");
  ASSERT_TRUE(read) << read.error().detail.en;
  EXPECT_EQ(read->questions().size(), 2U);
  EXPECT_THAT(read->question(0).text.en, HasSubstr("heads found: 序号, 持有者, 数值"));
  ListAnswers answers = column_answer(Column::name, "持有者");
  answers.columns[Column::amount] = "C";
  answers.unit = AmountUnit::wan;
  EXPECT_EQ(read_awards("序号,持有者,数值\n1,甲公司,5\n", answers)->lines.at(0).amount, 5'000'000);
  const auto wrong = read_awards("序号,持有者,数值\n1,甲公司,5\n", column_answer(Column::name, "名字"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, list_code::bad_answers_file);
  EXPECT_THAT(wrong.error().detail.zh, HasSubstr("持有者"));
}

TEST(ListAccount, AColumnIsNamedByItsHeadWithOrWithoutUnitAndBrackets) {
  const std::string text =
      "企业名称（全称）,统一社会信用代码,核定数（万元）,奖补数 （万元）*\n甲公司," + kCode1 + ",5,7\n";
  for (const std::string named : {"核定数（万元）", "核定数", "核定数(万元)", " 核定数", "C"}) {
    const auto read = read_awards(text, column_answer(Column::amount, named));
    ASSERT_TRUE(read) << named << read.error().detail.en;
    EXPECT_EQ(read->lines.at(0).amount, 5'000'000) << named;
  }
  EXPECT_EQ(read_awards(text, column_answer(Column::amount, "奖补数"))->lines.at(0).amount, 7'000'000);
  EXPECT_FALSE(read_awards(text, column_answer(Column::amount, "核定数（元）")))
      << "another unit is another head";
  EXPECT_FALSE(read_awards("企业名称,金额（元）,金额（万元）\n甲公司,50000,5\n",
                           column_answer(Column::amount, "金额")))
      << "two are meant";
  EXPECT_EQ(
      read_awards("企业名称,金额,金额（万元）\n甲公司,50000元,5\n", column_answer(Column::amount, "金额"))
          ->lines.at(0)
          .amount,
      5'000'000)
      << "the one that is so written";
}

TEST(ListAccount, TwoHalvesSideBySideAreRefused) {
  const std::string heads = "序号,企业名称,统一社会信用代码,金额（万元）";
  const std::string half = heads + "," + heads + "\n1,甲公司," + kCode1 + ",5,3,丙公司," + kCode3 +
                           ",6\n2,乙公司," + kCode2 + ",7,,,,\n";
  const std::string parted =
      "企业名称,金额（万元）,,企业名称,金额（万元）\n甲公司,5,,乙公司,6\n丙公司,7,,丁公司,8\n";
  const std::string three =
      "企业名称,金额（万元）,企业名称,金额（万元）,企业名称,金额（万元）\n甲公司,5,乙公司,6,丙公司,7\n";
  for (const std::string& text : {half, parted, three}) {
    const auto read = read_awards(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, list_code::second_table);
    EXPECT_THAT(read.error().detail.zh, HasSubstr("列"));
    EXPECT_FALSE(read_awards(text, column_answer(Column::name, "A"))) << "no answer loses a half";
  }
  EXPECT_THAT(read_awards(half).error().detail.en, HasSubstr("column E"));
  const auto once = read_awards("企业名称,金额（万元）,企业名称,金额（万元）\n甲公司,5,,\n");
  EXPECT_TRUE(once) << "the other half is empty";
}

TEST(ListAccount, TellsOfEachColumnWhatItIsReadAs) {
  const auto read =
      read_awards("序号,企业名称,所属地市,总投资（万元）,补助金额（万元）\n1,甲公司,样例市,900,5\n");
  ASSERT_TRUE(read);
  std::vector<std::string> told;
  for (const ColumnAccount& column : read->reading->account.columns)
    told.push_back(column_letters(column.column) + " " + column.head() + " " +
                   std::string(column.read_as ? name_of(*column.read_as) : "-") + " " + column.samples.at(0));
  EXPECT_THAT(told, ElementsAre("A 序号 line 1", "B 企业名称 name 甲公司", "C 所属地市 - 样例市",
                                "D 总投资（万元） - 900", "E 补助金额（万元） amount 5"));
}

TEST(ListAccount, AUnitThatHeadAndTitleSayDifferentlyIsAskedAbout) {
  const auto read = read_awards("单位：元,\n企业名称,金额（万元）\n甲公司,5\n");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->asks(Question::Kind::unit));
  EXPECT_EQ(read_awards("企业名称,单位,金额\n甲公司,万元,5\n乙公司,万元,6\n")->lines.at(1).amount, 6'000'000)
      << "a column of units";
  const auto each = read_awards("企业名称,金额,单位\n甲公司,5,万元\n乙公司,600,元\n");
  EXPECT_TRUE(each->questions().empty());
  EXPECT_EQ(each->lines.at(0).amount, 5'000'000) << "a column that says another unit in each row";
  EXPECT_EQ(each->lines.at(1).amount, 60'000);
  EXPECT_EQ(read_awards("企业名称,金额\n甲公司,5万元\n乙公司,600元\n")->lines.at(1).amount, 60'000)
      << "in the cells";
}

// ---- heads of several lines

TEST(ListHeads, OfTwoLinesAreReadWithWhatSpansThem) {
  const Sheet sheet = first_sheet(
      book_bytes({{"名单",
                   {{"2026年度安排表"},
                    {"序号", "企业名称", "统一社会信用代码", "项目名称", "资金（万元）"},
                    {{}, {}, {}, {}, "拟安排金额", "备注"},
                    {1.0, "甲公司", kCode1, "孵化器", 600.5, "x"}},
                   {{0, 0, 0, 5}, {1, 0, 2, 0}, {1, 1, 2, 1}, {1, 2, 2, 2}, {1, 3, 2, 3}, {1, 4, 1, 5}}}}));
  const auto read = read_lines(sheet, award_list());
  ASSERT_TRUE(read) << read.error().detail.en;
  EXPECT_TRUE(read->questions().empty());
  ASSERT_EQ(read->lines.size(), 1U);
  EXPECT_EQ(read->lines[0].amount, 600'500'000);
  EXPECT_EQ(read->file_lines[0], 4U);
}

TEST(ListHeads, OfThreeLinesAreReadAndTheUpperOnesSayWhich) {
  const std::string text =
      "序号,企业信息,,资金情况（万元）,,\n,名称,统一社会信用代码,申报情况,核定情况,\n,,,金额,金额,说明\n1,"
      "甲公司," +
      kCode1 + ",500,80,x\n";
  const auto open = read_awards(text);
  ASSERT_TRUE(open) << open.error().detail.en;
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().candidates.at(0).answer, "资金情况（万元） / 核定情况 / 金额");
  const auto read = read_awards(text, answered(open->question(), "E"));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lines.size(), 1U);
  EXPECT_EQ(read->lines[0].amount, 80'000'000);
  EXPECT_EQ(read->lines[0].beneficiary, "甲公司");
}

TEST(ListHeads, NumbersOfColumnsBelowThemAreNoLine) {
  for (const std::string numbers : {"1,2,3,4,5\n", "(1),(2),(3),(4),(5)\n", "甲,乙,1,2,3\n", "A,B,C,D,E\n",
                                    "1,2,3,4,5=3+4\n,,甲,乙,丙\n"}) {
    const auto read = read_awards("序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n" + numbers +
                                  "1,样例甲公司," + kCode1 + ",项目,10\n");
    ASSERT_TRUE(read) << numbers;
    EXPECT_TRUE(read->problems().empty() && read->questions().empty()) << numbers;
    EXPECT_EQ(read->lines.size(), 1U) << numbers;
  }
}

TEST(ListHeads, AreNotTheTitleAboveThem) {
  for (const std::string title : {"2026年申报项目安排表（单位：万元）", "附件2：拟支持企业名单",
                                  "2026年度专项资金安排公示（第一批）"}) {
    const auto read =
        read_awards(title + ",,\n企业名称,统一社会信用代码,金额（万元）\n甲公司," + kCode1 + ",5\n");
    ASSERT_TRUE(read) << title;
    EXPECT_TRUE(read->questions().empty()) << title;
    EXPECT_EQ(read->reading->layout.first, 1U) << title;
  }
}

TEST(ListHeads, ASecondTableWithOtherHeadsBelowIsRefused) {
  const auto read = read_awards("企业名称,统一社会信用代码,金额（万元）\n甲公司," + kCode1 +
                                ",5\n金额（万元）,企业名称,统一社会信用代码\n6,乙公司," + kCode2 + "\n");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code(list_code::second_table));
  EXPECT_THAT(read.error().detail.en, HasSubstr("line 3"));
  for (const std::string second :
       {"企业名称,统一社会信用代码,金额（元）\n", "单位：元,,\n企业名称,统一社会信用代码,金额（万元）\n"}) {
    const auto unit = read_awards("企业名称,统一社会信用代码,金额（万元）\n甲公司," + kCode1 + ",5\n" +
                                  second + "乙公司," + kCode2 + ",6\n");
    ASSERT_FALSE(unit) << second;
    EXPECT_THAT(unit.error().detail.en, HasSubstr("line 3")) << "a table in another unit";
  }
}

TEST(ListHeads, WhatAnAwardIsForIsAskedAboutUnderAnyHead) {
  for (const std::string head :
       {"设备名称", "奖励事项", "技改项目名称", "产品名称", "活动名称", "补助内容"}) {
    const std::string text =
        "序号,企业名称,统一社会信用代码," + head + ",金额（万元）\n1,样例1公司," + kCode1 + ",压铸机,60\n";
    const auto open = read_awards(text);
    ASSERT_EQ(open->questions().size(), 1U) << head;
    EXPECT_EQ(open->question().written, words_of(Column::project)) << head;
    EXPECT_EQ(read_awards(text, answered(open->question(), head))->lines.at(0).project, "压铸机") << head;
    EXPECT_TRUE(read_awards(text, answered(open->question(), "-"))->lines.at(0).project.empty()) << head;
  }
  EXPECT_TRUE(read_awards("序号,企业名称,统一社会信用代码,项目名称,设备名称,金额（万元）\n1,样例1公司," +
                          kCode1 + ",扩产,压铸机,60\n")
                  ->questions()
                  .empty());
}

TEST(ListHeads, ARowThatIsPassedOverIsShownWhole) {
  const std::string note = "注：本名单依据二〇二六年度专项资金管理办法及其补充规定的有关要求编制";
  const auto read = read_awards(kHead + "1,样例1公司," + kCode1 + ",甲,60\n" + note + ",,编制人：样例,,\n");
  ASSERT_EQ(read->passed().size(), 1U);
  EXPECT_EQ(read->passed()[0].text, note + "  编制人：样例");
}

TEST(ListProducts, WhatTellsVersionsApartAndIsNotRecordedIsAskedAbout) {
  const std::string text = "企业名称,统一社会信用代码,产品名称,规格型号,有效期起,有效期止\n样例1公司," +
                           kCode1 + ",压铸机,Y-1,2026-01-01,2027-12-31\n样例2公司," + kCode2 +
                           ",水泵,,2026-01-01,2027-12-31\n";
  const auto open = read_lines(text, listing_list());
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().lines, std::vector<std::size_t>{2});
  EXPECT_NE(open->question().text.en.find("name of the product"), std::string::npos);
}

TEST(ListProducts, WhyTheyAreTakenOffIsReadAndEachReasonIsAListOfItsOwn) {
  const auto line = [](const char* number, const std::string& code, const char* product, const char* why) {
    return std::string(number) + ",样例公司," + code + "," + product + ",2026-01-01,2026-06-30," + why + "\n";
  };
  const std::string heads = "序号,企业名称,统一社会信用代码,产品名称,有效期起,有效期止,";
  for (const char* head : {"下架原因", "退出原因", "撤销理由", "产品注销原因", "被取消原因", "终止原因",
                           "主动退出事由", "原因", "delisting reason"}) {
    const auto read = read_lines(heads + head + "\n" + line("1", kCode1, "水泵", "停产") +
                                     line("2", kCode2, "阀门", "企业申请退出") +
                                     line("3", kCode3, "电机", "停产") + line("4", kCode1, "风机", ""),
                                 listing_list());
    ASSERT_TRUE(read) << head;
    ASSERT_TRUE(read->questions().empty()) << head << read->question().text.zh;
    ASSERT_EQ(read->problem(), Code::ok) << head;
    EXPECT_EQ(read->file_lines, (std::vector<std::size_t>{2, 4, 3, 5})) << "as they are signed";
    const auto lists = plan_listings({"c", "b", {}, {}, {}}, read->lines);
    ASSERT_TRUE(lists) << head;
    std::vector<std::pair<std::string, std::size_t>> said;
    for (const Action& one : *lists)
      said.emplace_back(std::get<RecordListings>(one).reason, std::get<RecordListings>(one).lines.size());
    EXPECT_EQ(said, (std::vector<std::pair<std::string, std::size_t>>{
                        {"停产", 2U}, {"企业申请退出", 1U}, {"", 1U}}))
        << head;
  }
  // What is no reason for an end is none.
  for (const char* head : {"入选理由", "推荐理由", "申报理由"}) {
    const auto read = read_lines(heads + head + "\n" + line("1", kCode1, "水泵", "节能"), listing_list());
    for (const ProductLine& one : read->lines) EXPECT_EQ(one.reason, "") << head;
  }
  const auto refused =
      read_lines(heads + "未通过原因\n" + line("1", kCode1, "水泵", "材料不全"), listing_list());
  EXPECT_TRUE(refused->asks(Question::Kind::refused)) << "a list of products is asked about like any other";
  // Where lines record none, that is said.
  const auto awards = read_awards("序号,企业名称,统一社会信用代码,金额（万元）,变更原因\n1,样例1公司," +
                                  kCode1 + ",5,笔误\n");
  EXPECT_EQ(awards->reading->account.columns[4].why.zh, "此类名单各行不记录原因");
}

TEST(ListHeads, AWideSheetCountsOnlyWhatIsRead) {
  Sheet sheet;
  sheet.begin_row(1, false);
  for (const auto& [column, text] : std::vector<std::pair<std::size_t, std::string>>{
           {0, "企业名称"}, {1, "统一社会信用代码"}, {2, "金额（万元）"}, {305, "备注"}, {16'383, "附注"}})
    sheet.add(column, text, CellKind::text);
  sheet.end_row();
  sheet.begin_row(2, false);
  sheet.add(0, "甲公司", CellKind::text);
  sheet.add(1, kCode1, CellKind::text);
  sheet.add(2, "5", CellKind::number);
  sheet.add(305, std::string(kCellBytesMax + 1, 'x'), CellKind::text);
  sheet.end_row();
  ASSERT_TRUE(sheet.finish());
  const auto read = read_lines(std::move(sheet), award_list());
  ASSERT_TRUE(read) << read.error().detail.en;
  EXPECT_EQ(read->lines.size(), 1U);
}

/// Why a column is not read is true of that column: no other one is the better 型号.
TEST(ListAccount, AColumnThatHoldsNoneOfWhatItsHeadSoundsLikeSaysSo) {
  const auto why = [](const std::string& head, const std::string& value) {
    const auto read = read_awards("序号,企业名称,统一社会信用代码,项目名称,金额（万元）," + head +
                                  "\n1,样例甲公司," + kCode1 + ",一,10," + value + "\n");
    return read->reading->account.columns.at(5).why.zh;
  };
  EXPECT_EQ(why("资金来源", "省级"), "内容不是金额");
  EXPECT_EQ(why("型号", "XK-12"), "内容不是序号");
}

}  // namespace
}  // namespace credence::testing
