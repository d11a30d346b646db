// SPDX-License-Identifier: Apache-2.0
// Totals are known by structure, held against the lines, and never become a beneficiary; parts of a list are
// read as parts.
#include <gmock/gmock.h>

#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

std::string code(unsigned i) { return std::string(text_of(samples::code(i))); }
std::string line(unsigned number, unsigned who, const std::string& amount) {
  return std::to_string(number) + ",样例" + std::to_string(who) + "公司," + code(who) + ",项目," + amount +
         "\n";
}
/// A list with names alone.
std::string named(const std::string& name, const std::string& amount) { return name + "," + amount + "\n"; }

std::size_t totals(const ReadLines<AwardLine>& read) {
  return static_cast<std::size_t>(std::ranges::count(read.passed(), PassedRow::Why::total, &PassedRow::why));
}

TEST(ListTotals, AreKnownByTheirWordWhereverItStands) {
  for (const std::string total :
       {"合  计,,,,30\n", ",总计,,,30\n", ",全省合计,,,30\n", "总  计（2家）,,,,30\n", "3,合计,,,30\n",
        ",合计2家,,,30\n", ",,,合计,30\n", "Total,,,,30\n", ",专项资金总额,,,30\n", ",共计：2户,,,30.00\n"}) {
    for (const bool top : {false, true}) {
      const std::string lines = line(1, 1, "10") + line(2, 2, "20");
      const auto read = read_awards(kHead + (top ? total + lines : lines + total));
      ASSERT_TRUE(read) << total;
      EXPECT_TRUE(read->questions().empty()) << total;
      EXPECT_EQ(read->lines.size(), 2U) << total;
      EXPECT_EQ(totals(*read), 1U) << total;
    }
  }
}

TEST(ListTotals, WithoutTheirWordAreKnownByTheSumTheyAre) {
  for (const std::string label : {"全省", "省本级及各市", "其中地市"}) {
    const auto read = read_awards(kHead + line(1, 1, "10") + line(2, 2, "20") + "," + label + ",,,30\n");
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->questions().empty()) << label;
    EXPECT_EQ(read->lines.size(), 2U) << label;
    EXPECT_EQ(read->passed().back().checked.en, "the sum of 2 lines") << label;
  }
}

TEST(ListTotals, ThatMayBeALineAreAskedAbout) {
  const std::string lines = line(1, 1, "10") + line(2, 2, "20");
  for (const std::string row :
       {",全省,,,31\n", ",样例市科技局,,,7\n", ",样例发展中心,,,30\n", ",样例统计,,,9\n"}) {
    const auto read = read_awards(kHead + lines + row);
    ASSERT_TRUE(read) << row;
    ASSERT_EQ(read->questions().size(), 1U) << row;
    EXPECT_EQ(read->question().kind, Question::Kind::row) << row;
    EXPECT_EQ(read->lines.size(), 2U) << row;
    EXPECT_EQ(read_awards(kHead + lines + row, answered(read->question(), "line"))->lines.size(), 3U) << row;
    EXPECT_EQ(read_awards(kHead + lines + row, answered(read->question(), "skip"))->lines.size(), 2U) << row;
  }
}

/// A beneficiary whose name begins or ends as a total does is no total.
TEST(ListTotals, NoBeneficiaryIsOneForItsName) {
  const std::string head = "序号,企业名称,项目,金额（万元）\n";
  for (const std::string name :
       {"总计科技有限公司", "合计数据有限公司", "小计工作室", "共计咨询中心", "累计研究院"}) {
    const auto read = read_awards(head + "1," + name + ",b,10\n2,样例戊公司,a,10\n");
    ASSERT_TRUE(read) << name;
    EXPECT_EQ(read->lines.size() + read->questions().size(), 2U) << name;
    EXPECT_EQ(totals(*read), 0U) << name;
  }
  for (const std::string name : {"广东审计", "样例设计"}) {  // without a number, and the sum of one line
    const auto read = read_awards(head + "1,样例戊公司,a,10\n," + name + ",b,10\n");
    ASSERT_TRUE(read) << name;
    EXPECT_EQ(read->questions().size(), 1U) << name;
    EXPECT_EQ(totals(*read), 0U) << name;
  }
}

TEST(ListTotals, ThatAreNumberedOrNamedAsLinesAreAskedAbout) {
  const std::string names = "序号,企业名称,金额（万元）\n1,某户张三,20\n2,李四种植户,5\n3,王五农庄,4\n",
                    bare = "企业名称,金额（万元）\n某户张三,20\n李四种植户,5\n";
  const std::string lists[] = {kHead + line(1, 1, "10") + line(2, 2, "20") + "3,样例集团,,,30\n",
                               kHead + line(1, 1, "10") + line(2, 2, "20") + "3,样例市本级,,,30\n",
                               names + "4,总,29\n",
                               bare + "某镇,25\n",
                               bare + "某镇,25\n王五农庄,4\n",
                               "企业名称,金额（万元）\n某镇,25\n某户张三,20\n李四种植户,5\n"};
  for (const std::string& text : lists) {
    const auto read = read_awards(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->questions().size(), 1U) << text;
    EXPECT_TRUE(read->asks(Question::Kind::row)) << text;
  }
  EXPECT_TRUE(read_awards(names + "4,赵六,30\n")->questions().empty());
}

TEST(ListTotals, ALineThatOnlyLacksItsNumberAndCodeIsALine) {
  const auto read = read_awards(kHead + line(1, 1, "10") + ",样例二公司,,另一项目,25\n" + line(2, 3, "20"));
  ASSERT_TRUE(read && read->questions().empty());
  EXPECT_EQ(read->lines.size(), 3U);
}

TEST(ListTotals, OfNamesAloneAreFoundAsWell) {
  const std::string head = "企业名称,金额（万元）\n",
                    lines = named("样例甲公司", "10") + named("样例乙公司", "20");
  EXPECT_EQ(read_awards(head + lines + named("合计", "30"))->lines.size(), 2U);
  EXPECT_EQ(read_awards(head + lines + named("全省", "30"))->lines.size(), 2U);
  const auto organisation = read_awards(head + lines + named("样例丙公司", "30"));
  EXPECT_TRUE(organisation->asks(Question::Kind::row)) << "the last one, and the sum of all others";
  EXPECT_TRUE(read_awards(head + lines + named("样例丙公司", "31"))->questions().empty());
  EXPECT_EQ(read_awards(head + named("样例甲公司", "10") + named("样例乙公司", "10") +
                        named("样例丙公司", "20") + named("样例丁公司", "5"))
                ->lines.size(),
            4U);
}

TEST(ListTotals, ThatAreNotTheSumAreAskedAbout) {
  const std::string text = kHead + line(1, 1, "10") + line(2, 2, "20") + "合计,,,,31\n";
  const auto open = read_awards(text);
  ASSERT_TRUE(open);
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().kind, Question::Kind::total);
  EXPECT_THAT(open->question().text.en, HasSubstr("310,000.00"));
  EXPECT_THAT(open->question().text.en, HasSubstr("300,000.00"));
  EXPECT_EQ(read_awards(text, answered(open->question(), "accept"))->lines.size(), 2U);
  EXPECT_TRUE(read_awards(kHead + line(1, 1, "10") + line(2, 2, "x") + "合计,,,,31\n")->questions().empty())
      << "a bad line: nothing to compare";
}

TEST(ListTotals, ARowNamedAsATotalThatHasACodeIsAskedAbout) {
  const auto read = read_awards(kHead + line(1, 1, "10") + "2,合计," + code(2) + ",项目,10\n");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->asks(Question::Kind::row));
}

// ---- parts

TEST(ListParts, WithSubtotalsAboveOrBelowAreRead) {
  const std::string above = kHead + "一,样例甲市小计,,,30\n" + line(1, 1, "10") + line(2, 2, "20") +
                            "二,样例乙市,,,30\n" + line(1, 3, "30") + "合  计,,,,60\n";
  const std::string below = kHead + "一、样例甲市,,,,\n" + line(1, 1, "10") + line(2, 2, "20") +
                            ",小计,,,30\n（二）样例乙市,,,,\n" + line(1, 3, "30") +
                            ",小计,,,30\n总计,,,,60\n";
  for (const std::string& text : {above, below}) {
    const auto read = read_awards(text);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->questions().empty() && read->problems().empty()) << text;
    ASSERT_EQ(read->lines.size(), 3U) << text;
    for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(read->lines[i].line, i + 1) << "numbered through";
    EXPECT_THAT(read->draft->remarks().at(0).en, HasSubstr("begin anew in each part"));
  }
}

TEST(ListParts, AWrongSubtotalIsAskedAbout) {
  const auto read = read_awards(kHead + "一、样例甲市,,,,\n" + line(1, 1, "10") + line(2, 2, "20") +
                                ",小计,,,25\n二、样例乙市,,,,\n" + line(1, 3, "30") + ",小计,,,30\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->questions().size(), 1U);
}

TEST(ListParts, HeadsOfEachPageTitlesAndNotesArePassedOver) {
  const auto read = read_awards("附件1,,,,\n" + kHead + line(1, 1, "10") + kHead + line(2, 2, "20") +
                                "\n,,,,\n注：以上金额含税,,,,\n填表人：张三,,审核人：李四,,日期：2026-01-"
                                "01\n（盖章）,,,,2026年1月1日\n");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->problems().empty() && read->questions().empty());
  EXPECT_EQ(read->lines.size(), 2U);
  EXPECT_EQ(read->passed().size(), 5U);
}

TEST(ListParts, OfListsWithoutMoneyAreRead) {
  const std::string head = "序号,企业名称,统一社会信用代码,有效期起\n";
  const auto read =
      read_lines(head + "一、样例市,,,\n1,样例1公司," + code(1) + ",2026-01-01\n二、另一市,,,\n1,样例2公司," +
                     code(2) + ",2026-01-01\n合计：2家,,,\n",
                 qualification_list());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->problems().empty() && read->questions().empty());
  EXPECT_EQ(read->lines.size(), 2U);
  const auto bare =
      read_lines("企业名称,统一社会信用代码\n样例1公司," + code(1) + "\n样例2公司,\n", enterprise_list());
  EXPECT_EQ(bare->problem(), Code::missing_value) << "an enterprise without its code is a bad line, no part";
}

}  // namespace
}  // namespace credence::testing
