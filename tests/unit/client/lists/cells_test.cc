// SPDX-License-Identifier: Apache-2.0
// What stands in cells: lost values, amounts exact in fen, days and terms, numbers that clash, characters
// that look like others.
#include <gmock/gmock.h>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// ---- lost values

TEST(ListCells, OfErrorsAreBadValuesWithTheirPlace) {
  for (const std::string error : {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"})
    for (const std::string place : {"A2", "B2", "C2"}) {
      std::string cells;
      const std::vector<std::string> values = {"样例甲公司", "一", "5"};
      for (std::size_t i = 0; i < 3; ++i) {
        const std::string at = column_letters(i) + "2";
        cells += at == place ? error_cell(at, error)
                 : i == 2    ? number_cell(at, values[i])
                             : text_cell(at, values[i]);
      }
      const auto read = read_lines(
          first_sheet(xml_book(plain_row(1, {"企业名称", "项目名称", "金额（万元）"}) + xml_row(2, cells))),
          award_list());
      ASSERT_TRUE(read);
      ASSERT_EQ(read->problem(), Code(list_code::lost_value)) << error << place;
      EXPECT_EQ(read->problems()[0].file_line, 2U);
      EXPECT_EQ(read->problems()[0].value, error);
      EXPECT_TRUE(read->lines.empty());
    }
}

TEST(ListCells, OfWordsForLostValuesAreBadInTextToo) {
  for (const std::string word :
       {"nan", "NaN", "NULL", "None", "#N/A", "#REF!", "undefined", "N/A", "同上", "待定", "？？？", "***"}) {
    EXPECT_EQ(read_awards(kHead + "1,样例甲公司," + kCode1 + "," + word + ",5\n")->problem(),
              Code(list_code::lost_value))
        << word;
    EXPECT_EQ(read_awards(kHead + "1," + word + "," + kCode1 + ",项目,5\n")->problem(),
              Code(list_code::lost_value))
        << word;
  }
}

TEST(ListCells, OfMarksForNothingAreEmpty) {
  for (const std::string mark : {"-", "—", "——", "/", "无", "暂无", "、", "－"}) {
    const auto read = read_awards(kHead + "1,样例甲公司," + mark + "," + mark + ",5\n");
    ASSERT_TRUE(read && read->problems().empty()) << mark;
    EXPECT_TRUE(read->lines.at(0).project.empty()) << mark;
    EXPECT_FALSE(read->lines.at(0).code) << mark;
    EXPECT_EQ(read_awards(kHead + "1,样例甲公司," + kCode1 + ",项目," + mark + "\n")->problem(),
              Code::missing_value)
        << mark;
  }
}

TEST(ListCells, FormulasWithoutAValueAreBadWhereTheyAreRead) {
  const std::string rows =
      plain_row(1, {"企业名称", "金额（万元）", "备注"}) +
      xml_row(2, text_cell("A2", "样例甲公司") + "<c r=\"B2\"><f>C2*2</f></c>") +
      xml_row(3, text_cell("A3", "样例乙公司") + number_cell("B3", "5") + "<c r=\"C3\"><f>B3</f></c>");
  const auto read = read_lines(first_sheet(xml_book(rows)), award_list());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->problem(), Code(list_code::empty_formula));
  EXPECT_EQ(read->lines.size(), 1U);
}

// ---- numbers and repetitions

TEST(ListNumbering, AClashIsItsOwnErrorAndNumberingAnewMendsIt) {
  const std::string text = kHead + "1,样例甲公司," + kCode1 + ",一,10\n2,样例乙公司," + kCode2 +
                           ",二,20\n1,样例丙公司," + kCode3 + ",三,30\n";
  const auto clash = read_awards(text);
  ASSERT_EQ(clash->problem(), Code(list_code::serial_clash));
  EXPECT_EQ(clash->problems()[0].what.detail.en, "line 2");
  EXPECT_THAT(info(list_code::serial_clash).remedy_en, HasSubstr("--renumber"));
  EXPECT_THAT(info(list_code::serial_clash).remedy_zh, Not(HasSubstr("删除")));
  GivenForAll given;
  given.renumber = true;
  const auto anew = read_awards(text, {}, given);
  ASSERT_TRUE(anew->problems().empty());
  EXPECT_EQ(anew->lines.at(2).line, 3U);
  EXPECT_EQ(anew->lines.at(2).beneficiary, "样例丙公司");
}

TEST(ListNumbering, ALineWithoutANumberNeverTakesThatOfAnother) {
  const auto read = read_awards(kHead + "1,样例甲公司," + kCode1 +
                                ",一,10\n,样例乙公司,错码,二,20\n2,样例丙公司," + kCode3 + ",三,30\n");
  EXPECT_EQ(read->problem(), Code::uscc_wrong_length) << "the bad line takes no number from a good one";
  ASSERT_EQ(read->lines.size(), 2U);
  EXPECT_EQ(read->lines[1].line, 2U);
  EXPECT_EQ(read->lines[1].beneficiary, "样例丙公司");
  const auto good = read_awards(kHead + "3,样例甲公司," + kCode1 + ",一,10\n,样例乙公司," + kCode2 +
                                ",二,20\n1,样例丙公司," + kCode3 + ",三,30\n");
  ASSERT_EQ(good->lines.size(), 3U);
  EXPECT_EQ(good->lines[2].line, 4U);
  EXPECT_EQ(good->lines[2].beneficiary, "样例乙公司");
}

TEST(ListNumbering, NumbersAreReadAsPeopleWriteThem) {
  const auto read = read_awards(
      kHead + "1.0,样例甲公司," + kCode1 + ",一,10\n2、,样例乙公司," + kCode2 + ",二,20\n（3）,样例丙公司," +
      kCode3 + ",三,30\n④,样例丁公司,,四,40\n５,样例戊公司,,五,50\nNo.6,样例己公司,,六,60\n");
  ASSERT_TRUE(read->problems().empty());
  ASSERT_EQ(read->lines.size(), 6U);
  for (std::uint32_t i = 0; i < 6; ++i) EXPECT_EQ(read->lines[i].line, i + 1);
}

TEST(ListNumbering, OneEnterpriseTwiceIsToldApartAndNeverDeleted) {
  const std::string text = "序号,企业名称,统一社会信用代码,奖励类别,奖励金额（万元）\n1,样例甲公司," +
                           kCode1 + ",首次认定,20\n2,样例甲公司," + kCode1 + ",研发投入,30\n";
  const auto alike = read_awards(text);
  ASSERT_EQ(alike->problem(), Code(list_code::lines_alike));
  EXPECT_THAT(alike->problems()[0].what.detail.zh, HasSubstr("奖励类别 (首次认定 / 研发投入)"));
  const auto kinds = read_awards(text, column_answer(Column::project, "奖励类别"));
  ASSERT_TRUE(kinds->problems().empty());
  EXPECT_EQ(kinds->lines.at(1).project, "研发投入");
  // The same project with another amount is told apart as well; the same content is not.
  EXPECT_EQ(read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,10\n2,样例甲公司," + kCode1 + ",一,20\n")
                ->problem(),
            Code(list_code::lines_alike));
  EXPECT_EQ(read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,10\n2,样例甲公司," + kCode2 + ",一,10\n")
                ->problem(),
            Code(list_code::lines_alike));
  EXPECT_EQ(read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,10\n2,样例甲公司," + kCode1 + ",一,10\n")
                ->problem(),
            Code::repeated_line);
}

TEST(ListNumbering, APaymentTwiceACodeTwiceACertificateTwice) {
  const std::string head = "序号,批次,批次序号,统一社会信用代码,金额（元）,支付日期\n";
  const auto paid = read_lines(head + "1,b1,1," + kCode1 + ",500,2026-03-01\n2,b1,1," + kCode1 +
                                   ",500,2026-03-01\n3,b1,1," + kCode1 + ",500,2026-03-02\n",
                               payment_list());
  EXPECT_EQ(paid->problem(), Code::repeated_line);
  EXPECT_EQ(paid->lines.size(), 2U) << "on another day it is another payment";
  const auto registered = read_lines("企业名称,统一社会信用代码,成立日期\n样例甲公司," + kCode1 +
                                         ",2020-01-01\n样例甲公司," + kCode1 + ",2021-01-01\n",
                                     enterprise_list());
  ASSERT_EQ(registered->problem(), Code(list_code::said_twice));
  EXPECT_THAT(registered->problems()[0].what.detail.en, HasSubstr("成立日期 (2020-01-01 / 2021-01-01)"));
  const std::string titles = "企业名称,统一社会信用代码,证书编号,有效期起\n样例甲公司," + kCode1 +
                             ",GD-7,2026-01-01\n样例乙公司," + kCode2 + ",GD-7,2026-01-01\n";
  EXPECT_EQ(read_lines(titles, qualification_list())->problem(), Code(list_code::certificate_twice));
  EXPECT_EQ(read_lines(titles, qualification_list(), column_answer(Column::certificate_no, "-"))->problem(),
            Code::ok);
}

TEST(ListNumbering, ABadLineIsNotSaidToBeWithoutANumber) {
  const auto read = read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,10\n（二十一点）,样例乙公司," +
                                kCode2 + ",二,20\n3,样例丙公司," + kCode3 + ",三,30\n");
  EXPECT_EQ(read->problem(), Code::bad_number);
  EXPECT_TRUE(read->draft->remarks().empty());
}

// ---- blanks and line breaks

TEST(ListCells, TwoFiguresInOneCellAreNotJoined) {
  const auto amount = [](const std::string& cell) {
    const auto read = read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,\"" + cell + "\"\n");
    return read->problem() == Code::ok ? read->lines.at(0).amount / 1'000'000 : 0;
  };
  for (const std::string two : {"120\n80", "120\n300", "120\t300", "12 00", "120 80", "1 2", "1 200 30",
                                "120　80", "1.5 2", "１２０\n３００"})
    EXPECT_EQ(amount(two), 0) << two;
  for (const std::string one :
       {"1 200", "1\u00a0200", "１　２００", "1200 ", "1,200", "1200\n万元", "1 200 万元"})
    EXPECT_EQ(amount(one), 1'200) << one;
  EXPECT_EQ(amount("1 200 300"), 1'200'300);
  const std::string head = "序号,批次,批次序号,统一社会信用代码,金额（元）,支付日期\n";
  EXPECT_EQ(read_lines(head + "1,b1,\"1\n2\"," + kCode1 + ",500,2026-03-01\n", payment_list())->problem(),
            Code::bad_number);
}

TEST(ListCells, WhatIsLeftOutOfANameIsSaid) {
  const auto said = [](const std::string& name) {
    std::string out;
    const auto read = read_awards(kHead + "1,\"" + name + "\"," + kCode1 + ",一,10\n");
    for (const Said& remark : read->reading->remarks) out += remark.en + "\n";
    return out;
  };
  EXPECT_EQ(said("样例甲公司"), "");
  EXPECT_THAT(said("样例\u200b甲公司"), HasSubstr("U+200B (B2)"));
  EXPECT_THAT(said("样例\u202e甲公司"), HasSubstr("an invisible character is left out: U+202E"));
  EXPECT_THAT(said("样例甲公司\n样例乙公司"),
              HasSubstr("line 2: name of the enterprise in several lines of one cell is read as one"));
}

TEST(ListCells, ADayWithATimeOfAnotherZoneIsNotRead) {
  const auto day = [](const std::string& text) { return read_day(text).has_value(); };
  for (const std::string good : {"2026-11-25 23:30", "2026-11-25 23:30:00", "2026-11-25T00:00:00.000",
                                 "2026-11-25T08:00:00+08:00", "2026/11/25 9:05"})
    EXPECT_TRUE(day(good)) << good;
  for (const std::string bad : {"2026-11-25T16:00:00.000Z", "2026-11-25 23:30+09:00", "2026-11-25 24:00",
                                "2026-011-25", "2026-11-025"})
    EXPECT_FALSE(day(bad)) << bad;
}

TEST(ListCells, AUnitBehindAColonIsNoLabel) {
  for (const std::string head :
       {"金额：万元", "金额（人民币：万元）", "补助金额(单位：万元)", "金额:人民币万元"}) {
    const auto read = read_awards("序号,企业名称,统一社会信用代码,项目名称," + head + "\n1,样例甲公司," +
                                  kCode1 + ",一,10\n");
    ASSERT_TRUE(read) << head;
    EXPECT_EQ(read->problem(), Code::ok) << head;
    EXPECT_EQ(read->lines.at(0).amount, 10'000'000) << head;
  }
}

// ---- merged cells

std::string merged_book(const std::string& ranges) {
  std::string merges = "<mergeCells>";
  for (std::size_t at = 0; at < ranges.size(); at += 6)
    merges += "<mergeCell ref=\"" + ranges.substr(at, 5) + "\"/>";
  const bool amount = ranges.contains("E2");
  return xml_book(plain_row(1, kUsualHeads) + plain_row(2, {"1", "样例甲公司", kCode1, "一", "30"}) +
                      plain_row(3, {"", ranges.contains("B2") ? "" : "样例乙公司",
                                    ranges.contains("C2") ? "" : kCode2, "二", amount ? "" : "20"}) +
                      plain_row(4, {"2", "样例丙公司", kCode3, "三", "5"}),
                  "", merges + "</mergeCells>");
}

TEST(ListMerged, NamesAndCodesAreTakenForEachRowAndSaid) {
  for (const std::string ranges : {"A2:A3 B2:B3 C2:C3", "B2:B3 C2:C3"}) {
    const auto read = read_lines(first_sheet(merged_book(ranges)), award_list());
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->problems().empty() && read->questions().empty()) << ranges;
    ASSERT_EQ(read->lines.size(), 3U);
    EXPECT_EQ(read->lines[2].beneficiary, "样例甲公司");
    EXPECT_EQ(read->lines[2].code, samples::code(1));
    EXPECT_EQ(read->lines[2].line, 3U) << "a free number, since 2 has its line";
    EXPECT_EQ(read->lines[1].beneficiary, "样例丙公司");
    EXPECT_THAT(read->reading->remarks.at(0).en, HasSubstr("merged with the line above"));
  }
}

TEST(ListMerged, AnAmountIsAskedAbout) {
  const Sheet sheet = first_sheet(merged_book("E2:E3"));
  const auto open = read_lines(sheet, award_list());
  ASSERT_TRUE(open);
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().kind, Question::Kind::merged);
  EXPECT_EQ(open->question().lines, (std::vector<std::size_t>{2, 3}));
  const auto each = read_lines(sheet, award_list(), answered(open->question(), "each"));
  EXPECT_TRUE(each->questions().empty());
  EXPECT_EQ(each->lines.at(1).amount + each->lines.at(0).amount, 35'000'000);
  const auto parts = read_lines(sheet, award_list(), answered(open->question(), "10; 20"));
  ASSERT_EQ(parts->lines.size(), 3U);
  EXPECT_EQ(parts->lines[0].amount, 10'000'000);
  EXPECT_EQ(parts->lines[2].amount, 20'000'000);
  EXPECT_TRUE(
      read_lines(sheet, award_list(), answered(open->question(), "10; 25"))->asks(Question::Kind::merged))
      << "not the whole";
}

// ---- money

TEST(ListAmounts, AreExactInFen) {
  for (const auto& [written, fen] : std::vector<std::pair<std::string, Fen>>{{"12.3456", 12'345'600},
                                                                             {"0.012345", 12'345},
                                                                             {"20.00005", 20'000'050},
                                                                             {"600.5500000", 600'550'000},
                                                                             {"\"1,234.5\"", 1'234'500'000},
                                                                             {"５０", 50'000'000},
                                                                             {"50万元", 50'000'000},
                                                                             {"￥50", 50'000'000}})
    EXPECT_EQ(read_awards(kHead + "1,样例甲公司," + kCode1 + ",一," + written + "\n")->lines.at(0).amount,
              fen)
        << written;
  for (const std::string written :
       {"0.0000001", "12.3456789", "0", "-5", "(5)", "5元", "1e3", "五十", "10000000000"}) {
    const auto read = read_awards(kHead + "1,样例甲公司," + kCode1 + ",一," + written + "\n");
    EXPECT_EQ(read->problem(), written == "5元" ? list_code::another_unit : Code::bad_amount) << written;
    EXPECT_FALSE(read->problems()[0].what.detail.zh.empty()) << written;
  }
}

TEST(ListAmounts, ThatTheirCommasCutAreNoOtherAmounts) {
  for (const std::string& row : std::vector<std::string>{"1,样例甲公司," + kCode1 + ",一,1,500.25\n",
                                                         "1,样例甲公司," + kCode1 + ",一,1,500\n"}) {
    EXPECT_EQ(read_awards(kHead + row)->problem(), Code::too_many_fields) << row;
    const std::string head = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）,备注\n";
    EXPECT_EQ(read_awards(head + row + "2,样例乙公司," + kCode2 + ",二,5,x\n")->problem(),
              Code::too_many_fields)
        << "also where a column takes the rest";
  }
  EXPECT_TRUE(read_awards(kHead + "1,样例甲公司," + kCode1 + ",一,1,,,\n")->problems().empty())
      << "surplus blank fields";
}

// ---- days

Code day_problem(const std::string& from, const std::string& to) {
  return read_lines("企业名称,统一社会信用代码,有效期起,有效期止\n样例甲公司," + kCode1 + "," + from + "," +
                        to + "\n",
                    qualification_list())
      ->problem();
}
TEST(ListDays, AreReadWithTimesAndInAllUsualForms) {
  for (const std::string from :
       {"2026-01-01", "2026-01-01 00:00:00", "2026/1/1 0:00", "2026.1.1", "2026年1月1日", "20260101",
        "2026-01-01T08:00:00", "２０２６年１月１日", "二〇二六年一月一日"}) {
    const auto read = read_lines("企业名称,统一社会信用代码,有效期起,有效期止\n样例甲公司," + kCode1 + "," +
                                     from + ",2028/12/31 23:59\n",
                                 qualification_list());
    ASSERT_TRUE(read->problems().empty()) << from;
    EXPECT_EQ(read->lines.at(0).valid_from, (Date{2026, 1, 1})) << from;
    EXPECT_EQ(read->lines.at(0).valid_to, (Date{2028, 12, 31})) << from;
  }
  for (const std::string from :
       {"01/02/2026", "31/12/2025", "2026年1月", "46023", "26-1-1", "2026-02-30", "明年"})
    EXPECT_EQ(day_problem(from, "2028-12-31"), Code::bad_date) << from;
}

TEST(ListDays, OfATermAreReadFromOneCell) {
  const std::string head = "企业名称,统一社会信用代码,发证日期,有效期\n样例甲公司," + kCode1 + ",";
  for (const auto& [cells, from, to] : std::vector<std::tuple<std::string, Date, std::optional<Date>>>{
           {",2026年1月1日至2028年12月31日", {2026, 1, 1}, Date{2028, 12, 31}},
           {",2026.1.1-2028.12.31", {2026, 1, 1}, Date{2028, 12, 31}},
           {",2026-01-01~2028-12-31", {2026, 1, 1}, Date{2028, 12, 31}},
           {",2026/1/1—2028/12/31", {2026, 1, 1}, Date{2028, 12, 31}},
           {"2026-01-01,三年", {2026, 1, 1}, Date{2028, 12, 31}},
           {"2026-01-01,有效期3年", {2026, 1, 1}, Date{2028, 12, 31}},
           {"2026-01-31,36个月", {2026, 1, 31}, Date{2029, 1, 30}},
           {"2026-01-01,至2028-12-31", {2026, 1, 1}, Date{2028, 12, 31}},
           {"2026-01-01,长期", {2026, 1, 1}, std::nullopt}}) {
    const auto read = read_lines(head + cells + "\n", qualification_list());
    ASSERT_TRUE(read) << cells;
    ASSERT_TRUE(read->problems().empty() && read->questions().empty()) << cells;
    EXPECT_EQ(read->lines.at(0).valid_from, from) << cells;
    EXPECT_EQ(read->lines.at(0).valid_to, to) << cells;
  }
  EXPECT_EQ(read_lines(head + "2026-01-01,好几年\n", qualification_list())->problem(), Code::bad_date);
}

TEST(ListDays, OfTheNoticeStandForAllLines) {
  const std::string text = "序号,企业名称,统一社会信用代码,证书编号\n1,样例甲公司," + kCode1 +
                           ",GR1\n2,样例乙公司," + kCode2 + ",GR2\n";
  const auto open = read_lines(text, qualification_list());
  ASSERT_TRUE(open && open->asks(Question::Kind::column));
  EXPECT_THAT(open->question().text.en, HasSubstr("--from"));
  ListAnswers answers;
  answers.given.insert(Column::valid_from);
  GivenForAll given;
  given.valid_from = Date{2026, 1, 1};
  const auto read = read_lines(text, qualification_list(), answers, given);
  ASSERT_TRUE(read->questions().empty() && read->problems().empty());
  EXPECT_EQ(read->lines.at(1).valid_from, (Date{2026, 1, 1}));
  EXPECT_FALSE(read->lines.at(1).valid_to) << "by the years of the title's rule";
}

// ---- characters

TEST(ListCharacters, ThatLookAlikeAreReadAsTheRightOnes) {
  // Radicals in heads, names and projects; private use; invisible marks; wide blanks; full width; _xHHHH_; a
  // line break; ="…".
  const std::string text =
      "序号,\u200b企业名称,统⼀社会信⽤代码\u200b,项⽬名称,⾦额\u2002（万元）\n１,样例⾼新材料有限公司\u200b,"
      "=\"" +
      kCode1 + "\",样例项⽬_x000D_,１０\n2、,\ufeff样例\ue863风科技有限公司\u2003,\u202a" + kCode2 +
      "\u202c,\"样例\n工程\",\u200b20\n";
  const auto read = read_awards(text);
  ASSERT_TRUE(read) << read.error().detail.en;
  ASSERT_TRUE(read->problems().empty() && read->questions().empty());
  ASSERT_EQ(read->lines.size(), 2U);
  EXPECT_EQ(read->lines[0].beneficiary, "样例高新材料有限公司");
  EXPECT_EQ(read->lines[0].project, "样例项目");
  EXPECT_EQ(read->lines[0].amount, 10'000'000);
  EXPECT_EQ(read->lines[1].beneficiary, "样例䶮风科技有限公司");
  EXPECT_EQ(read->lines[1].code, samples::code(2));
  EXPECT_EQ(read->lines[1].project, "样例工程");
  const auto& remarks = read->reading->remarks;
  EXPECT_TRUE(
      std::ranges::any_of(remarks, [](const Said& s) { return s.en.contains("⾼ U+2FBC → 高 (B2)"); }));
}

TEST(ListCharacters, ThatNobodyReadsAreNamed) {
  for (const auto& [character, number] : std::vector<std::pair<std::string, std::string>>{
           {"\ue123", "U+E123"}, {"\ufffd", "U+FFFD"}, {"\x01", "U+0001"}, {"\xF3\xB0\x80\x80", "U+F0000"}}) {
    const auto read = read_awards(kHead + "1,样例" + character + "公司," + kCode1 + ",一,5\n");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->problems().size(), 1U) << number;
    EXPECT_THAT(read->problems()[0].what.detail.zh, HasSubstr(number));
    EXPECT_EQ(read->problems()[0].field, "企业名称");
  }
}

TEST(ListLimits, AreSaidInCharacters) {
  std::string project;
  for (int i = 0; i < 140; ++i) project += "字";
  const auto read = read_awards(kHead + "1,样例甲公司," + kCode1 + "," + project + ",5\n");
  ASSERT_EQ(read->problem(), Code::field_too_long);
  EXPECT_EQ(read->problems()[0].what.detail.zh, "140 个字，至多 100 个");
}

}  // namespace
}  // namespace credence::testing
