// SPDX-License-Identifier: Apache-2.0
// What titles, notes and labels say of a list in words is held against its lines, as a total in its column is.
#include <gmock/gmock.h>

#include "client/base/capitals.h"
#include "client/lists/said_totals.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

std::string listed(unsigned number, unsigned who, const std::string& amount,
                   const std::string& project = "项目") {
  return std::to_string(number) + ",样例" + std::to_string(who) + "公司," +
         std::string(text_of(samples::code(who))) + "," + project + "," + amount + "\n";
}
const std::string& two_lines() {
  static const std::string text = kHead + listed(1, 1, "60") + listed(2, 2, "30");
  return text;
}
std::string found_in(const std::string& text, TotalsOf of = TotalsOf::list) {
  const SaidTotals totals = totals_in(text, of);
  std::string out;
  for (const std::uint64_t count : totals.counts) out += std::to_string(count) + "家 ";
  for (const std::string& sum : totals.sums) out += sum + " ";
  return out;
}

TEST(ListSaidTotals, OfAPartAreFoundWhereverTheCountStandsAndInFormalFigures) {
  const std::pair<const char*, const char*> kTexts[] = {
      {"金额（大写）：玖拾万元整", "玖拾万元 "},
      {"人民币（大写）：玖拾万元整", "玖拾万元 "},
      {"大写金额：玖拾万元整", "玖拾万元 "},
      {"合计叁家", "3家 "},
      {"合计拾贰户", "12家 "},
      {"7家合计", "7家 "},
      {"7家企业合计", "7家 "},
      {"合计（计7家）", "7家 "},
  };
  for (const auto& [text, found] : kTexts) EXPECT_EQ(found_in(text, TotalsOf::part), found) << text;
  EXPECT_EQ(totals_in("合计玖人", TotalsOf::part).persons, std::vector<std::uint64_t>{9});
  EXPECT_EQ(totals_in("9人合计", TotalsOf::part).persons, std::vector<std::uint64_t>{9});
}

TEST(ListSaidTotals, AreFoundInWords) {
  const std::pair<const char*, const char*> kTexts[] = {
      {"2026年拟支持企业名单（共3家，合计110万元）", "3家 110万元 "},
      {"总计：45万元", "45万元 "},
      {"共支持3家企业、5个项目，安排资金1,100.5万元", "3家 5家 1,100.5万元 "},
      {"拟支持企业名单（3家）", "3家 "},
      {"2026年安排 总计：45", "45 "},
      {"资金总额：1.1亿元", "1.1亿元 "},
      {"共计三家企业", "3家 "},
      {"合计（大写）：玖拾玖万元整", "玖拾玖万元 "},
      {"合计人民币叁拾万元整", "叁拾万元 "},
      {"Total: 45", "45 "},
      {"Total of 3 enterprises", "3家 "},
      {"2026年5000万元专项资金安排表", ""},
      {"公共服务平台3家", ""},
      {"共计约110万元", ""},
      {"共110余万元", ""},
      {"申报金额合计500万元", ""},
      {"合计投资900万元", ""},
      {"共3家，其中省级2家，合计90万元", "3家 "},
      {"共3个地市", ""},
      {"第3批", ""},
      {"研发费用补助名单 共3家", "3家 "},
      {"关于下达2026年第二批专项资金的通知", ""},
      {"经市政府同意，拟下达专项资金75万元扶持4家企业", "4家 75万元 "},
      {"对每家企业补助50万元", ""},
      {"补助产值达到1亿元企业", ""},
      {"奖励100万元以上项目", ""},
      {"下达名单", ""},
      {"大写：柒拾伍万圆整", "柒拾伍万圆 "}};
  for (const auto& [text, found] : kTexts) EXPECT_EQ(found_in(text), found) << text;
  EXPECT_EQ(found_in("注：以上共2家，合计90万元。", TotalsOf::note), "2家 90万元 ");
  EXPECT_EQ(found_in("注：样例公司两个项目共30万元", TotalsOf::note), "") << "of a line alone";
  EXPECT_EQ(found_in("小计：2家", TotalsOf::part), "2家 ");
  for (const char* text :
       {"以上三家企业共计90万元", "安排企业3家资金90万元", "实际拨付 90", "人民币玖拾万元整", "累计：90万元"})
    EXPECT_THAT(found_in(text, TotalsOf::note),
                HasSubstr(std::string(text).contains("玖") ? "玖拾万元" : "90"))
        << text;
  for (const char* text : {"合计（3家）90万元", "合计（3家）90", "总计（3个项目）玖拾万元整"})
    EXPECT_THAT(found_in(text, TotalsOf::part),
                HasSubstr(std::string(text).contains("玖") ? "玖拾万元" : "90"))
        << text;
}

TEST(ListSaidTotals, OneNumberThatIsSaidTwiceIsAskedAboutOnce) {
  const auto read = read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,60\n2,样例乙公司," + kCode2 +
                                ",二,50\n\"合计，4家，4个项目\",,,,110\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->questions().size(), 1U);
  const std::string& text = read->question().text.zh;
  EXPECT_THAT(text, HasSubstr("所写数量为 4"));
  EXPECT_EQ(text.find("所写数量为 4"), text.rfind("所写数量为 4")) << text;
}

TEST(ListSaidTotals, AboveTheHeadsAreCompared) {
  for (const std::string good :
       {"2026年拟支持企业名单（共2家，合计90万元）,,,,\n", "总计,,,,90\n", "总计,2家,,,90\n", "合计,90,,,\n",
        "共支持企业2家，资金总额900000元,,,,\n", "名单（2家）,,,,\n", "附件1,,,,\n总计：90万元,,,,\n"}) {
    const auto read = read_awards(good + two_lines());
    ASSERT_TRUE(read) << good;
    EXPECT_TRUE(read->questions().empty()) << good;
    EXPECT_TRUE(std::ranges::any_of(read->passed(), [](const PassedRow& p) {
      return p.checked.zh == "与各行相符";
    })) << good;
  }
  for (const std::string bad :
       {"2026年拟支持企业名单（共3家，合计90万元）,,,,\n", "2026年拟支持企业名单（共2家，合计110万元）,,,,\n",
        "总计,,,,45\n", "总计,3家,,,90\n", "合计,110,,,\n", "2026年安排 总计：45万元,,,,\n",
        "名单（3家）,,,,\n", "共计3家企业,,,,\n", "资金总额：9000元,,,,\n"}) {
    const auto open = read_awards(bad + two_lines());
    ASSERT_TRUE(open) << bad;
    ASSERT_EQ(open->questions().size(), 1U) << bad;
    EXPECT_EQ(open->question().kind, Question::Kind::total) << bad;
    EXPECT_EQ(open->question().candidates.at(0).answer, "accept");
    const auto accepted = read_awards(bad + two_lines(), answered(open->question(), "accept"));
    EXPECT_TRUE(accepted->questions().empty()) << bad;
    EXPECT_EQ(accepted->lines.size(), 2U);
  }
}

TEST(ListSaidTotals, BelowTheListAreCompared) {
  for (const std::string good :
       {"合计：2家,,,,90\n", "合计（大写）：玖拾万元整,,,,90\n", "注：以上共2家，合计90万元。,,,,\n",
        "合计：2家企业，90万元,,,,\n", "共计2家企业,,,,90\n", "合计（2家）90万元,,,,\n",
        "大写：玖拾万元整,,,,\n", "以上两家企业共安排90万元,,,,\n", "本页小计90万元,,,,\n"})
    EXPECT_TRUE(read_awards(two_lines() + good)->questions().empty()) << good;
  for (const std::string bad :
       {"合计：3家,,,,90\n", "合计（大写）：玖拾玖万元整,,,,90\n", "注：以上共3家，合计90万元。,,,,\n",
        "合计：2家企业，110万元,,,,\n", "共计3家企业,,,,90\n", "合计（2家）95万元,,,,\n",
        "总计（2家）95,,,,\n", "总计（2户）玖拾伍万元整,,,,\n", "大写：玖拾伍万圆整,,,,\n",
        "人民币玖拾伍万元整,,,,\n", "以上两家企业共安排95万元,,,,\n", "安排3家企业90万元,,,,\n",
        "本页小计95万元,,,,\n", "累计95万元,,,,\n"}) {
    const auto open = read_awards(two_lines() + bad);
    ASSERT_TRUE(open) << bad;
    EXPECT_EQ(open->questions().size(), 1U) << bad;
    EXPECT_TRUE(open->asks(Question::Kind::total)) << bad;
  }
}

TEST(ListSaidTotals, CountLinesEnterprisesOrProjects) {
  const std::string text =
      kHead + listed(1, 1, "60", "甲") + listed(2, 1, "30", "乙") + listed(3, 2, "10", "甲乙");
  for (const std::string good :
       {"名单（共2家企业，3个项目，合计100万元）,,,,\n", "共3项,,,,\n", "共2户,,,,\n"})
    EXPECT_TRUE(read_awards(good + text)->questions().empty()) << good;
  EXPECT_EQ(read_awards("名单（共4家企业，3个项目）,,,,\n" + text)->questions().size(), 1U);
}

TEST(ListSaidTotals, OfPartsAreComparedWithTheirLines) {
  const std::string parts = kHead + "一、样例甲市（共2家，合计30万元）,,,,\n" + listed(1, 1, "10") +
                            listed(2, 2, "20") + "二、样例乙市（共1家，合计{}万元）,,,,\n" +
                            listed(3, 3, "30");
  const auto with = [&](const std::string& sum) {
    std::string out = parts;
    return out.replace(out.find("{}"), 2, sum);
  };
  EXPECT_TRUE(read_awards(with("30"))->questions().empty());
  EXPECT_TRUE(read_awards(with("35"))->asks(Question::Kind::total));
}

TEST(ListSaidTotals, OfListsWithoutMoneyAreCounted) {
  const std::string text = "序号,企业名称,统一社会信用代码,有效期起\n1,样例1公司," + kCode1 +
                           ",2026-01-01\n2,样例2公司," + kCode2 + ",2026-01-01\n";
  EXPECT_TRUE(read_lines("认定名单（共2家）,,,\n" + text, qualification_list())->questions().empty());
  EXPECT_TRUE(read_lines("认定名单（共3家）,,,\n" + text, qualification_list())->asks(Question::Kind::total));
  EXPECT_TRUE(read_lines(text + "合计：3家,,,\n", qualification_list())->asks(Question::Kind::total));
}

/// Five lines, five enterprises, five projects.
std::string five_lines() {
  std::string out = kHead;
  for (unsigned i = 1; i <= 5; ++i) out += listed(i, i, "10", "项目" + std::to_string(i));
  return out;
}

TEST(ListSaidTotals, BelowTheLinesNumbersOfEnterprisesAndProjectsAreCompared) {
  for (const std::string good : {"合计（5家）,,,,50\n", "合计,5家企业,,,50\n", "合计,,,5个项目,50\n",
                                 "合计,5,,,50\n", "小计（5户）,,,,50\n", "合计：5家企业，金额50万元。,,,,\n",
                                 "共计5个项目、5家企业，奖励资金50万元,,,,\n", "总计（5家）50,,,,\n"}) {
    const auto read = read_awards(five_lines() + good);
    ASSERT_TRUE(read) << good;
    EXPECT_TRUE(read->questions().empty())
        << good << (read->questions().empty() ? "" : read->question().text.zh);
    EXPECT_THAT(read->passed().back().checked.zh, HasSubstr("相符")) << good;
  }
  for (const std::string bad :
       {"合计（4家）,,,,50\n", "总计（4家）,,,,50\n", "合计,4家企业,,,50\n", "合计（4户）,,,,50\n",
        "合计,,,4个项目,50\n", "合计,4,,,50\n", "小计（4家）,,,,50\n", "合计：4家企业，金额50万元。,,,,\n",
        "共计5个项目、4家企业，奖励资金50万元,,,,\n", "总计：4家企业,,,,\n", "合计4家,,,,\n",
        "总计（2家）50,,,,\n", "合计,6家,,,50\n"}) {
    const auto read = read_awards(five_lines() + bad);
    ASSERT_TRUE(read) << bad;
    EXPECT_EQ(read->questions().size(), 1U) << bad;
    EXPECT_TRUE(read->asks(Question::Kind::total)) << bad;
    EXPECT_TRUE(read->passed().back().checked.empty()) << bad << read->passed().back().checked.zh;
  }
}

TEST(ListSaidTotals, OfAPartAreHeldAgainstTheLinesOfWhichItsSumIs) {
  const std::string parts = kHead + listed(1, 1, "10", "甲") + listed(2, 2, "20", "乙") +
                            "甲市小计（{}家）,,,,30\n" + listed(3, 3, "30", "丙") + listed(4, 3, "5", "丁") +
                            "乙市小计（1家）,,,,35\n" + "合计（3家，4个项目）,,,,65\n";
  const auto with = [&](const std::string& count) {
    std::string out = parts;
    return out.replace(out.find("{}"), 2, count);
  };
  EXPECT_TRUE(read_awards(with("2"))->questions().empty());
  for (const char* const wrong : {"1", "3", "4"}) {
    const auto read = read_awards(with(wrong));
    ASSERT_EQ(read->questions().size(), 1U) << wrong;
    EXPECT_THAT(read->question().text.zh, HasSubstr("该部分共 2 行")) << wrong;
  }
}

TEST(ListSaidTotals, NumbersOfPersonsAreSummed) {
  const std::string lines = "序号,单位名称,统一社会信用代码,人才类别,人数,补贴金额（元）\n1,样例1公司," +
                            kCode1 + ",技师,５,10000\n2,样例2公司," + kCode2 +
                            ",博士,3人,20000\n3,样例3公司," + kCode3 + ",博士,4 名,30000\n";
  for (const std::string good :
       {",合计,,,12,60000\n", ",合计（12人）,,,,60000\n", ",合计12人,,,,60000\n", "共12人，6万元,,,,,\n",
        "合计：3家企业12人，6万元,,,,,\n", ",合计,,,12人,60000\n"}) {
    const auto read = read_lines(lines + good, talent_list());
    ASSERT_TRUE(read) << good;
    EXPECT_TRUE(read->questions().empty())
        << good << (read->questions().empty() ? "" : read->question().text.zh);
  }
  for (const std::string bad :
       {",合计,,,20,60000\n", ",合计（20人）,,,,60000\n", ",合计20人,,,,60000\n", "共20人，6万元,,,,,\n",
        "合计：3家企业20人，6万元,,,,,\n", ",合计,,,20人,60000\n"}) {
    const auto read = read_lines(lines + bad, talent_list());
    ASSERT_TRUE(read) << bad;
    ASSERT_EQ(read->questions().size(), 1U) << bad;
    EXPECT_THAT(read->question().text.zh, HasSubstr("12")) << bad;
  }
}

TEST(ListSaidTotals, WhatNothingIsHeldAgainstIsNamed) {
  for (const auto& [total, named] : std::initializer_list<std::pair<std::string, std::string>>{
           {"合计（20人）,,,,50\n", "未核对：20 人"}, {"合计：涉及3个地市,,,,50\n", "未核对：3个地市"}}) {
    const auto read = read_awards(five_lines() + total);
    EXPECT_TRUE(read->questions().empty()) << total;
    EXPECT_THAT(read->passed().back().checked.zh, HasSubstr(named)) << total;
    EXPECT_THAT(read->passed().back().checked.zh, HasSubstr("5 行之和相符")) << total;
  }
  const auto read = read_awards(
      "序号,企业名称,得分,户数,金额（万元）\n1,样例1公司,80,2,10\n2,样例2公司,90,3,20\n合计,,85,6,30\n");
  ASSERT_EQ(read->questions().size(), 1U)
      << "of what counts, the sum is compared; of what is rated it is not";
  EXPECT_THAT(read->question().text.zh, HasSubstr("“户数”所写为 6"));
  for (const auto& [total, questions] : std::initializer_list<std::pair<std::string, std::size_t>>{
           {"5家", 0}, {"5", 0}, {"6家", 1}, {"2家", 1}}) {
    const auto counted =
        read_awards("序号,企业名称,带动户数,金额（万元）\n1,样例1公司,2家,10\n2,样例2公司,3 家,20\n合计,," +
                    total + ",30\n");
    ASSERT_TRUE(counted) << total;
    EXPECT_EQ(counted->questions().size(), questions) << total << " in a column of counts is a sum of it";
  }
}

TEST(ListSaidTotals, OneTotalHasOneVerdict) {
  const auto read = read_awards(
      "序号,企业名称,统一社会信用代码,项目名称,金额（万元）,金额大写,备注\n1,样例1公司," + kCode1 +
      ",甲,60,陆拾万元整,\n2,样例2公司," + kCode2 + ",乙,30,叁拾万元整,\n合计,,,,99,玖拾玖万元整,\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->questions().size(), 1U);
  EXPECT_THAT(read->question().text.zh, HasSubstr("合计为 990,000.00"));
  EXPECT_TRUE(read->passed().back().checked.empty()) << read->passed().back().checked.zh;
}

TEST(ListCapitals, AreReadExactly) {
  const std::pair<const char*, Fen> kTexts[] = {{"叁拾伍万元整", 35'000'000},
                                                {"人民币壹仟贰佰元零伍分", 120'005},
                                                {"（大写）玖拾玖万圆整", 99'000'000},
                                                {"壹亿贰仟万元整", 12'000'000'000},
                                                {"拾万元", 10'000'000},
                                                {"壹拾万零伍佰元伍角", 10'050'050},
                                                {"三十五万元", 35'000'000},
                                                {"叁拾伍万", 35'000'000},
                                                {"壹分", 1},
                                                {"贰仟零叁拾元整", 203'000}};
  for (const auto& [text, fen] : kTexts) EXPECT_EQ(read_capitals(text), fen) << text;
  for (const char* const text :
       {"", "叁拾伍", "35万元", "零元", "壹贰元", "拾佰元", "万元", "元整", "叁拾元元", "壹角贰角"})
    EXPECT_EQ(read_capitals(text), std::nullopt) << text;
}

TEST(ListSaidTotals, WhatALabelCountsIsHeldAgainstTheLines) {
  const std::string lines = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n1,样例1公司," + kCode1 +
                            ",甲,10\n2,样例2公司," + kCode2 + ",乙,20\n3,样例3公司," + kCode3 + ",丙,30\n";
  for (const std::string label :
       {"合计家数：", "家数合计:", "项目数合计：", "合计项目数", "企业总数合计：", "支持企业数合计：",
        "户数合计：", "合计户数: ", "合计个数：", "件数合计：", "宗数合计：", "条数合计：", "小计家数："}) {
    // In the cell of the label, with and without what counts; in the next cells, the column of amounts included.
    for (const std::string& unit : {std::string(), std::string("个")})
      for (const std::string& row : {label + "N" + unit + ",,,,", label + ",N" + unit + ",,,",
                                     label + ",,N,,", "," + label + ",,,N"}) {
        const auto with = [&](const char* number) {
          std::string text = row;
          text.replace(text.find('N'), 1, number);
          return read_awards(lines + text + "\n");
        };
        const auto good = with("3");
        ASSERT_TRUE(good) << row;
        EXPECT_TRUE(good->questions().empty()) << row << ": " << good->question().text.zh;
        ASSERT_EQ(good->passed().size(), 1U) << row;
        EXPECT_EQ(good->passed()[0].checked.zh, "与各行相符") << row;
        const auto bad = with("4");
        ASSERT_EQ(bad->questions().size(), 1U) << row;
        EXPECT_THAT(bad->question().text.zh, HasSubstr("所写数量为 4")) << row;
      }
  }
  // Of what the list does not hold, that is said.
  for (const char* row : {"人数合计：9人,,,,", "合计人数：9,,,,", "人数合计,,9,,", "合计批数：2,,,,",
                          "批数合计,2批,,,", "员工人数合计：200人,,,,"}) {
    const auto read = read_awards(lines + row + "\n");
    ASSERT_TRUE(read) << row;
    EXPECT_TRUE(read->questions().empty()) << row;
    ASSERT_EQ(read->passed().size(), 1U) << row;
    EXPECT_THAT(read->passed()[0].checked.zh, HasSubstr("未核对")) << row;
  }
  const std::string people = "序号,单位名称,统一社会信用代码,人数,补贴金额（元）\n1,样例1公司," + kCode1 +
                             ",4,10\n2,样例2公司," + kCode2 + ",5,20\n";
  for (const char* row : {"人数合计：9人,,,,", "合计人数:9,,,,", "人数合计,9,,,", "补贴人数合计,,,9,"})
    EXPECT_TRUE(read_awards(people + row + "\n")->questions().empty()) << row;
  for (const char* row : {"人数合计：8人,,,,", "合计人数:8,,,,", "人数合计,8,,,", "补贴人数合计,,,8,"})
    EXPECT_EQ(read_awards(people + row + "\n")->questions().size(), 1U) << row;
}

}  // namespace
}  // namespace credence::testing
