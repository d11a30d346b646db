// SPDX-License-Identifier: Apache-2.0
// The unit of amounts: understood by its parts, of the head, of lines above and below, of a column; one that is none
// of those that are read is never taken for one, and where two are said it is asked.
#include <gmock/gmock.h>

#include "client/base/list_errors.h"
#include "client/lists/head_units.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

/// "万元", "other" or "-".
std::string unit_of(const std::string& head) {
  const HeadMeaning meaning = meaning_of(head);
  return meaning.other_unit ? "other" : meaning.unit ? std::string(name_of(*meaning.unit)) : "-";
}
std::string unit_of_line(const std::string& line) {
  const UnitSaid said = unit_in_line(line);
  return said.other ? "other" : said.unit ? std::string(name_of(*said.unit)) : "-";
}
std::string quoted_field(const std::string& text) { return text.contains(',') ? "\"" + text + "\"" : text; }
std::string list_of(const std::string& head, const std::string& amount, const std::string& more = "") {
  return "序号,企业名称,统一社会信用代码,项目名称," + quoted_field(head) + "\n1,样例甲公司," + kCode1 +
         ",一," + amount + "\n" + more;
}
/// The only amount in fen; 0 where something is asked or refused.
Fen amount_of(const std::string& text, const ListAnswers& answers = {}) {
  const auto read = read_awards(text, answers);
  if (!read || !read->questions().empty() || read->problem() != Code::ok || read->lines.size() != 1) return 0;
  return read->lines[0].amount;
}

TEST(ListUnits, OfAHeadAreUnderstoodByTheirParts) {
  const std::pair<const char*, std::vector<const char*>> kHeads[] = {
      {"元",
       {"金额（元）", "金额(单位:元)", "奖补金额（人民币元）", "Amount (CNY)", "Amount in RMB",
        "Grant (Chinese yuan)", "2026 amount (RMB)", "Amount 2026 (yuan)", "补助金额（2026年，元）",
        "金额：元", "资金（计量单位：元）", "Amount [CNY]"}},
      {"千元",
       {"金额（千元）", "奖励金额（单位：千元）", "金额（仟元）", "Amount (RMB '000)", "Amount (RMB’000)",
        "Award (CNY 1,000)", "Amount (thousand yuan)", "Amount (in thousands of RMB)", "Amount(k)",
        "金额（K元）", "Amount, RMB thousand", "Grant (CNY 000s)", "金额（1000元）", "金额（人民币：千）",
        "Amount in thousands"}},
      {"万元",
       {"金额（万元）",
        "奖补金额（万）",
        "Amount (RMB 10,000)",
        "Amount (10,000 yuan)",
        "Amount (CNY'0000)",
        "Award amount (in RMB 10,000)",
        "Amount (10k CNY)",
        "Amount in 10000 RMB",
        "Amount (ten thousand yuan)",
        "Amount (tens of thousands of RMB)",
        "approved amount (wan)",
        "金额（10000元）",
        "金额（RMB 万）",
        "金额（人民币，万元）",
        "金额（RMB，万元）",
        "资金(万元/RMB 10,000)",
        "金额（一万元）",
        "金额（万圆）",
        "Amount (RMB, in 10,000s)",
        "金额（不含税，万元）",
        "Amount (10 000 RMB)",
        "金额 万元",
        "拟补助/万元",
        "Amount (¥10,000)",
        "金额（元×10000）",
        "Amount: RMB 10,000"}},
      {"百万元",
       {"金额（百万元）", "Amount (RMB million)", "Amount (CNY mn)", "Amount (in millions of yuan)",
        "Grant (1,000,000 RMB)", "金额（佰万元）", "Amount (million yuan)", "Amount (RMB '000,000)"}},
      {"亿元",
       {"金额（亿元）", "金额（亿）", "Amount (RMB 100 million)", "Amount (hundred million yuan)",
        "资金（单位：亿元）"}},
      {"other",
       {"金额（十万元）",
        "金额（千万元）",
        "Amount (RMB 5,000)",
        "Amount (CNY 100)",
        "Amount (hundred thousand yuan)",
        "Amount (RMB billion)",
        "金额（万亿元）",
        "金额（美元）",
        "金额（万美元）",
        "Amount (USD 10,000)",
        "Amount (US$)",
        "补贴（元/人）",
        "补助（万元/亩）",
        "金额（元/万元）",
        "金额（元、万元）",
        "Amount (CNY 10",
        "Amount (RMB 1",
        "Amount (CNY 12,000)",
        "金额（200元）",
        "Amount (HKD)",
        "Amount (EUR '000)",
        "Amount (RMB 10.000)",
        "Amount (10^4 RMB)",
        "5000元"}},
      {"-",
       {"电子元器件金额", "奖励单元", "金额（第1批）", "金额（1）", "2026年金额", "补助金额（2026）",
        "百强企业奖励金额", "十大项目金额", "多元化奖励", "万人计划资助金额", "金额（人民币）", "金额（RMB）",
        "金额（¥）", "安排金额 CNY", "Amount 2026", "企业名称", "千企改造奖励金额"}}};
  for (const auto& [unit, heads] : kHeads)
    for (const std::string head : heads) EXPECT_EQ(unit_of(head), unit) << head;
}

TEST(ListUnits, OfAHeadGiveTheExactAmount) {
  const std::pair<const char*, Fen> kHeads[] = {{"Amount (RMB 10,000)", 60'500'000},
                                                {"Amount (RMB'0000)", 60'500'000},
                                                {"金额（千元）", 6'050'000},
                                                {"奖补金额（百万元）", 6'050'000'000},
                                                {"Grant amount (RMB '000)", 6'050'000},
                                                {"Award amount (in millions of RMB)", 6'050'000'000},
                                                {"金额（元）", 6'050},
                                                {"Amount: RMB 10,000", 60'500'000}};
  for (const auto& [head, fen] : kHeads) EXPECT_EQ(amount_of(list_of(head, "60.5")), fen) << head;
  EXPECT_EQ(amount_of(list_of("金额（千元）", "0.00001")), 1) << "a fen";
  EXPECT_EQ(read_awards(list_of("金额（千元）", "0.000001"))->problem(), Code::bad_amount)
      << "less than a fen";
  EXPECT_EQ(amount_of(list_of("金额（百万元）", "0.00000001")), 1);
  EXPECT_EQ(amount_of(list_of("金额", "60.5千元")), 6'050'000);
  EXPECT_EQ(read_awards(list_of("金额（千元）", "60.5万元"))->problem(), list_code::another_unit);
}

TEST(ListUnits, ThatAreNotReadAreRefusedWhateverIsAnswered) {
  for (const std::string head :
       {"奖补金额（十万元）", "补助金额（美元）", "Amount (RMB 5,000)", "奖励金额（千万元）"})
    for (const std::optional<AmountUnit> unit :
         {std::optional<AmountUnit>(), {AmountUnit::wan}, {AmountUnit::yuan}}) {
      ListAnswers answers;
      answers.unit = unit;
      const auto read = read_awards(list_of(head, "60"), answers);
      ASSERT_FALSE(read) << head;
      EXPECT_EQ(read.error().code, Code(list_code::unit_unknown)) << head;
      EXPECT_THAT(read.error().detail.zh, HasSubstr("表头"));
    }
  EXPECT_FALSE(read_awards("单位：十万元\n" + list_of("金额", "60")));
  EXPECT_FALSE(read_awards("（单位：美元）\n" + list_of("金额（万元）", "60")));
}

TEST(ListUnits, AnAnswerNeverGoesAgainstWhatIsSaid) {
  ListAnswers yuan;
  yuan.unit = AmountUnit::yuan;
  for (const std::string& text : {list_of("金额（万元）", "60"), "单位：万元\n" + list_of("金额", "60"),
                                  list_of("金额", "60", "注：金额单位：万元\n")}) {
    const auto read = read_awards(text, yuan);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Code(list_code::bad_answers_file));
    ListAnswers wan;
    wan.unit = AmountUnit::wan;
    EXPECT_EQ(amount_of(text, wan), 60'000'000);
  }
}

TEST(ListUnits, OfALineAreUnderstoodWhereTheyAreAUnit) {
  const std::pair<const char*, std::vector<const char*>> kLines[] = {
      {"元",
       {"单位：元", "（单位:元）", "注：本表金额单位：元。", "注：表中金额单位为元", "金额以元计",
        "2026年5000万元专项资金安排表（单位：元）", "单位：人民币元、家", "以上金额均以元为单位", "Unit: CNY",
        "（元）", "说明：资金单位均为元，四舍五入。"}},
      {"万元",
       {"单位：万元", "2026年专项资金安排表  单位：人民币万元", "附件（单位：家、万元）", "万元",
        "2026年度安排表（万元）", "All amounts in RMB 10,000", "(unit: RMB 10,000)",
        "金额单位:万元  制表日期:2026年1月1日", "单位：个、万元、%"}},
      {"千元", {"金额单位：千元", "Units: thousand yuan", "(Amounts in thousands of RMB)", "单位：RMB'000"}},
      {"other", {"单位：美元", "金额单位：十万元", "Unit: USD"}},
      {"-",
       {"填报单位：万通公司", "填报单位：广州市万元公司", "单位：万元、元", "填报单位：样例市工信局",
        "专项资金5000万元", "2026年拟支持企业名单（共3家，合计110万元）", "主管单位", "注：以上金额含税",
        "安排表（5000万元）"}}};
  for (const auto& [unit, lines] : kLines)
    for (const std::string line : lines) EXPECT_EQ(unit_of_line(line), unit) << line;
}

TEST(ListUnits, SaidDifferentlyAboveOrBelowAreAskedAbout) {
  const std::string note = "注：以上金额单位：元。,,,,\n", title = "单位：元,,,,\n";
  for (const std::string& text :
       {list_of("金额（万元）", "600000", note), title + list_of("金额（万元）", "600000"),
        "安排表（万元）,,,,\n" + title + list_of("金额", "600000"),
        "单位：万元,,,,\n" + list_of("金额", "600000", note),
        list_of("金额（万元）", "600000", "合计,,,,600000\n金额以元计,,,,\n"),
        "万元,,,,\n" + list_of("金额（元）", "600000")}) {
    const auto open = read_awards(text);
    ASSERT_TRUE(open) << text;
    ASSERT_TRUE(open->asks(Question::Kind::unit)) << text;
    ASSERT_EQ(open->question().candidates.size(), 2U);
    EXPECT_EQ(amount_of(text, answered(open->question(), "元")), 60'000'000) << text;
    EXPECT_FALSE(read_awards(text, answered(open->question(), "千元"))) << "nobody says that";
  }
  EXPECT_EQ(amount_of(list_of("金额", "600000", note)), 60'000'000) << "only the note says it";
  EXPECT_EQ(amount_of(list_of("金额（元）", "600000", note)), 60'000'000);
  EXPECT_EQ(amount_of(title + list_of("金额（元）", "600000", note)), 60'000'000);
}

TEST(ListUnits, ThatNothingSaysAreAskedAboutWithAllThatAreRead) {
  const auto open = read_awards(list_of("金额", "60"));
  ASSERT_TRUE(open && open->asks(Question::Kind::unit));
  EXPECT_EQ(open->question().candidates.size(), 5U);
  EXPECT_EQ(amount_of(list_of("金额", "60"), answered(open->question(), "千元")), 6'000'000);
}

// ---- a column of units

std::string with_units(const std::vector<std::pair<std::string, std::string>>& lines,
                       const std::string& head = "金额", const std::string& units = "单位") {
  std::string out = "序号,企业名称,统一社会信用代码,项目," + head + "," + units + "\n";
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += std::to_string(i + 1) + ",样例" + std::to_string(i) + "公司," +
           std::string(text_of(samples::code(static_cast<unsigned>(i + 1)))) + ",一," + lines[i].first + "," +
           lines[i].second + "\n";
  return out;
}

TEST(ListUnits, OfAColumnHoldForTheirLineAlone) {
  const auto read =
      read_awards(with_units({{"60", "万元"}, {"3000", "元"}, {"15", "千元"}, {"2", "百万元"}}));
  ASSERT_TRUE(read && read->questions().empty() && read->problems().empty());
  ASSERT_EQ(read->lines.size(), 4U);
  const Fen fen[] = {60'000'000, 300'000, 1'500'000, 200'000'000};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(read->lines[i].amount, fen[i]) << i;
  for (const std::string bad : {"美元", "十万元", "台", "", "元/人", "待定"}) {
    const auto mixed = read_awards(with_units({{"60", "万元"}, {"3000", "元"}, {"15", bad}}));
    ASSERT_TRUE(mixed) << bad;
    EXPECT_TRUE(mixed->questions().empty()) << bad;
    EXPECT_EQ(mixed->problem(), bad.empty() ? Code::bad_amount : list_code::unit_unknown) << bad;
    EXPECT_EQ(mixed->problems()[0].file_line, 4U) << bad;
    EXPECT_EQ(mixed->lines.size(), 2U) << bad;
  }
  EXPECT_EQ(read_awards(with_units({{"60", "万元"}, {"30", ""}}))->problem(), Code::bad_amount)
      << "nothing says it";
}

TEST(ListUnits, OfAColumnThatSpeakAgainstTheHeadAreRefusedLineByLine) {
  for (const std::string units : {"计量单位", "金额单位", "Unit"}) {
    const auto read =
        read_awards(with_units({{"60", "万元"}, {"3000", "元"}, {"5", ""}}, "金额（万元）", units));
    ASSERT_TRUE(read && read->questions().empty()) << units;
    EXPECT_EQ(read->problem(), list_code::another_unit) << units;
    EXPECT_THAT(read->problems()[0].what.detail.zh, HasSubstr("单位列写明元"));
    EXPECT_EQ(read->lines.size(), 2U) << units;
  }
}

TEST(ListUnits, ATotalBesideAColumnOfUnitsIsCompared) {
  const std::string lines = with_units({{"60", "万元"}, {"30", "万元"}});
  EXPECT_TRUE(read_awards(lines + "合计,,,,90,\n")->questions().empty());
  EXPECT_TRUE(read_awards(lines + "合计,,,,91,\n")->asks(Question::Kind::total));
}

TEST(ListUnits, OfAColumnOfCurrenciesAreNone) {
  const auto read = read_awards(with_units({{"60", "RMB"}, {"30", "人民币"}}, "金额（万元）", "币种"));
  ASSERT_TRUE(read && read->questions().empty() && read->problems().empty());
  EXPECT_EQ(read->lines.at(0).amount, 60'000'000);
  EXPECT_TRUE(read_awards(with_units({{"60", "CNY"}, {"30", "CNY"}}, "金额", "Currency"))
                  ->asks(Question::Kind::unit));
  EXPECT_EQ(read_awards(with_units({{"60", "人民币"}, {"30", "美元"}}, "金额（万元）", "币种"))->problem(),
            list_code::unit_unknown);
}

TEST(ListUnits, OfTheNameOfTheSheetAreHeard) {
  auto sheet = read_text_sheet(list_of("金额（万元）", "60"));
  ASSERT_TRUE(sheet);
  sheet->name = "安排表（元）";
  EXPECT_TRUE(read_lines(*sheet, award_list())->asks(Question::Kind::unit));
  sheet->name = "安排表（万元）";
  EXPECT_TRUE(read_lines(*sheet, award_list())->questions().empty());
}

// ---- heads that their comma cuts

TEST(ListUnits, OfAHeadThatItsCommaCutsAreNotRead) {
  const std::string heads[] = {"序号,企业名称,统一社会信用代码,Amount (CNY 10,000)\n",
                               "序号,企业名称,统一社会信用代码,Amount (RMB 1,000)\n",
                               "序号,金额（单位,万元）,企业名称,统一社会信用代码\n"};
  for (const std::string& head : heads) {
    const auto read = read_awards(head + "1,样例甲公司," + kCode1 + ",60\n");
    ASSERT_FALSE(read) << head;
    EXPECT_EQ(read.error().code, Code::too_many_fields) << head;
  }
}

}  // namespace
}  // namespace credence::testing
