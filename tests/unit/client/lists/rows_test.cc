// Lists as they are published: titles above, heads in two lines or two languages, totals and notes below,
// amounts in 万元 or 元. What is passed over is said; what is not said is not assumed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/lists/lines.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

const std::string kCode1(text_of(samples::code(1))), kCode2(text_of(samples::code(2)));

TEST(ImportUnits, AreTakenFromTheHeadOfTheColumn) {
  for (const auto& [head, cell] :
       std::vector<std::pair<std::string, std::string>>{{"金额（万元）", "600.5"},
                                                        {"金额（元）", "6005000"},
                                                        {"金额(元)", "6005000.00"},
                                                        {"amount_wan", "600.5"},
                                                        {"amount (CNY)", "\"6,005,000.00\""},
                                                        {"拟奖励金额(单位：元)", "6005000.0"},
                                                        {"补助（万元）", "600.50"},
                                                        {"安排资金（人民币元）", "6005000"},
                                                        {"Amount (yuan)", "6005000"}}) {
    const auto parsed = parse_award_lines("企业名称," + head + "\n甲," + cell + "\n");
    ASSERT_TRUE(parsed) << head << parsed.error().text_en();
    ASSERT_EQ(parsed->lines.size(), 1U) << head;
    EXPECT_EQ(parsed->lines[0].amount, 600'500'000) << head;
  }
}

TEST(ImportUnits, OrFromTheLineAboveTheHeads) {
  for (const char* title : {"单位：万元", "（单位:万元）", "表1 资金安排表  单位：人民币万元"}) {
    const auto parsed = parse_award_lines(std::string(title) + ",\n企业名称,金额\n甲,5\n");
    ASSERT_TRUE(parsed) << title << parsed.error().text_en();
    EXPECT_EQ(parsed->lines.at(0).amount, 5'000'000) << title;
  }
}

TEST(ImportUnits, ThatNobodySaysAreAnOpenQuestionAndNeverAGuess) {
  for (const char* list :
       {"企业名称,金额\n甲,5\n", "企业名称,amount\n甲,5\n", "说明：单位名称,\n企业名称,金额\n甲,5\n"}) {
    const auto parsed = parse_award_lines(list);
    ASSERT_FALSE(parsed) << list;
    EXPECT_EQ(parsed.error().code, list_code::unit_unknown) << list;
  }
  ListInput answered("企业名称,金额\n甲,5\n");
  answered.unit = AmountUnit::yuan;
  EXPECT_EQ(parse_award_lines(answered)->lines.at(0).amount, 500);
  ListInput told("企业名称,金额（万元）\n甲,5\n");  // the head stands above an answer
  told.unit = AmountUnit::yuan;
  EXPECT_EQ(parse_award_lines(told)->lines.at(0).amount, 5'000'000);
}

TEST(ImportUnits, OfAnotherKindAreNoAmountColumn) {
  for (const char* head :
       {"金额（千元）", "金额（百万元）", "金额（亿元）", "金额（美元）", "amount (USD)"}) {
    const auto parsed = parse_award_lines("企业名称," + std::string(head) + "\n甲,5\n");
    ASSERT_FALSE(parsed) << head;
    EXPECT_THAT(parsed.error().code, ::testing::AnyOf(Code::missing_column, list_code::unit_unknown)) << head;
  }
}

TEST(ImportUnits, YuanAreReadWithAndWithoutSeparatorsAndNothingElse) {
  EXPECT_EQ(parse_yuan("1,234,567.89").value(), 123'456'789);
  EXPECT_EQ(parse_yuan("0.01").value(), 1);
  EXPECT_EQ(parse_yuan("999").value(), 99'900);
  for (const char* text : {"1,23", "12,34,567", ",123", "1,234,", "0", "0.00", "1.234", "-5", "1e5", "", ".5",
                           "5.", "01", "１００", "99999999999999999", "￥5", "1 000"})
    EXPECT_EQ(parse_yuan(text).error().code, Code::bad_amount) << text;
}

const std::string kHead = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n";

TEST(ImportHeads, StandBelowATitleWhichIsPassedOver) {
  const auto parsed =
      parse_award_lines("附件1,,,,\n2024年度专项资金安排表,,,,\n" + kHead + "1,甲," + kCode1 + ",项目,5\n");
  ASSERT_TRUE(parsed) << parsed.error().text_en();
  ASSERT_EQ(parsed->lines.size(), 1U);
  EXPECT_EQ(parsed->file_lines[0], 4U);
  ASSERT_EQ(parsed->passed.size(), 2U);
  EXPECT_EQ(parsed->passed[1].text, "2024年度专项资金安排表");
}

TEST(ImportHeads, InTwoLanguagesOrOnEachPageAreOneHead) {
  const auto parsed = parse_award_lines(kHead + "No,Enterprise,Code,Project,Amount (wan)\n1,甲," + kCode1 +
                                        ",项目,5\n" + kHead + "2,乙,,项目,6\n");
  ASSERT_TRUE(parsed) << parsed.error().text_en();
  EXPECT_TRUE(parsed->problems.empty());
  EXPECT_EQ(parsed->lines.size(), 2U);
  EXPECT_EQ(parsed->passed.size(), 2U);
}

TEST(ImportHeads, InTwoLinesOfWhichTheUpperSpans) {
  const std::string bytes =
      book_bytes({{"名单",
                   {{"2024年度安排表"},
                    {"序号", "企业名称", "统一社会信用代码", "支持内容（万元）"},
                    {{}, {}, {}, "项目名称", "安排金额"},
                    {1.0, "甲公司", kCode1, "孵化器", 600.5}},
                   {{0, 0, 0, 4}, {1, 0, 2, 0}, {1, 1, 2, 1}, {1, 2, 2, 2}, {1, 3, 1, 4}}}});
  const auto book = Workbook::read(bytes);
  ASSERT_TRUE(book);
  const auto sheet = book->sheet(bytes, 0);
  ASSERT_TRUE(sheet);
  const auto parsed = parse_award_lines(*sheet);
  ASSERT_TRUE(parsed) << parsed.error().text_en();
  ASSERT_EQ(parsed->lines.size(), 1U)
      << (parsed->problems.empty() ? "" : parsed->problems[0].error.text_en());
  EXPECT_EQ(parsed->lines[0].amount, 600'500'000);
  EXPECT_EQ(parsed->lines[0].project, "孵化器");
  EXPECT_EQ(parsed->file_lines[0], 4U);
}

TEST(ImportHeads, ThatAreNowhereAreNamed) {
  const auto parsed = parse_award_lines("通知,,\n企业名称,地区,备注\n甲,广州,x\n");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Code::missing_column);
  EXPECT_EQ(parsed.error().detail, "金额（万元）");
}

TEST(ImportTotals, BelowTheListAreComparedWithItsSum) {
  const std::string list = kHead + "1,甲," + kCode1 + ",项目,5\n2,乙,,项目,6.5\n";
  const auto right = parse_award_lines(list + "合 计,,,,11.50\n注：以上金额含税,,,,\n");
  ASSERT_TRUE(right);
  EXPECT_TRUE(right->problems.empty());
  EXPECT_EQ(right->lines.size(), 2U);
  EXPECT_EQ(right->passed.size(), 2U);
  const auto wrong = parse_award_lines(list + ",总计,,,12\n");
  ASSERT_TRUE(wrong);
  ASSERT_EQ(wrong->problems.size(), 1U);
  EXPECT_EQ(wrong->problems[0].error.code, list_code::total_differs);
  EXPECT_EQ(wrong->problems[0].file_line, 4U);
  EXPECT_EQ(wrong->bad_lines, 1U);
}

TEST(ImportTotals, BetweenTheLinesAreAProblemAndNoBeneficiary) {
  const auto parsed = parse_award_lines(kHead + "1,甲,,项目,5\n,小计,,,5\n2,乙,,项目,6\n");
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->problems.size(), 1U);
  EXPECT_EQ(parsed->problems[0].error.code, list_code::totals_row);
  EXPECT_EQ(parsed->problems[0].file_line, 3U);
  EXPECT_EQ(parsed->lines.size(), 2U);
}

TEST(ImportRows, LinesWithoutACodeAreNamedAndTakeTheOnesThatAreFound) {
  const std::string csv = "企业名称,项目名称,金额（万元）\n甲公司,一,5\n乙公司,二,6\n";
  const auto open = parse_project_lines(csv);
  ASSERT_TRUE(open) << open.error().text_en();
  EXPECT_TRUE(open->lines.empty());
  ASSERT_EQ(open->unnamed.size(), 2U);
  EXPECT_EQ(open->unnamed[1].name, "乙公司");
  const std::map<std::size_t, Uscc> codes{{2, samples::code(1)}, {3, samples::code(2)}};
  const std::map<std::size_t, Name> names{{3, Name("乙公司（深圳）")}};
  ListInput in(csv);
  in.codes = &codes;
  in.names = &names;
  const auto found = parse_project_lines(in);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->lines.size(), 2U);
  EXPECT_TRUE(found->unnamed.empty());
  EXPECT_EQ(found->lines[1].code, samples::code(2));
  EXPECT_EQ(found->lines[1].enterprise, "乙公司（深圳）");
  EXPECT_EQ(parse_payment_lines("批次,批次序号,金额（万元）,支付日期\nb1,1,5,2024-01-01\n").error().code,
            Code::missing_column);
}

TEST(ImportSheets, GiveTheSameLinesAsCsv) {
  const std::string csv = kHead + "7,甲公司," + kCode1 + ",孵化器,600.55\n8,乙公司," + kCode2 + ",,0.01\n";
  const std::string bytes =
      book_bytes({{"一",
                   {{"序号", "企业名称", "统一社会信用代码", "项目名称", "金额（万元）"},
                    {7.0, "甲公司", kCode1, "孵化器", 600.55},
                    {8.0, "乙公司", kCode2, {}, 0.01}}}});
  const auto book = Workbook::read(bytes);
  ASSERT_TRUE(book);
  const auto sheet = book->sheet(bytes, 0);
  ASSERT_TRUE(sheet);
  const auto one = parse_award_lines(csv), two = parse_award_lines(*sheet);
  ASSERT_TRUE(one && two);
  ASSERT_EQ(one->lines.size(), 2U);
  ASSERT_EQ(two->lines.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(encode(one->lines[i]), encode(two->lines[i]));
}

}  // namespace
}  // namespace credence::testing
