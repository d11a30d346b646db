// SPDX-License-Identifier: Apache-2.0
// What a person does not see, or sees as cancelled, is said and asked about.
#include <gmock/gmock.h>

#include "client/base/list_errors.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

// Styles: 1 struck through, 2 white, 3 the colour of its blue ground, 4 white on blue, 5 a format that shows
// nothing, 6 nearly white.
const std::string kStyles =
    "<numFmts><numFmt numFmtId=\"200\" formatCode=\";;;\"/></numFmts>"
    "<fonts><font/><font><strike/></font><font><color rgb=\"FFFFFFFF\"/></font><font><color "
    "rgb=\"FF4472C4\"/></font>"
    "<font><color theme=\"0\"/></font><font><color rgb=\"FFF4F4F4\"/></font></fonts>"
    "<fills><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"solid\"><fgColor "
    "rgb=\"FF4472C4\"/></patternFill></fill></fills>"
    "<cellXfs><xf/><xf fontId=\"1\"/><xf fontId=\"2\"/><xf fontId=\"3\" fillId=\"1\"/><xf fontId=\"4\" "
    "fillId=\"1\"/>"
    "<xf numFmtId=\"200\"/><xf fontId=\"5\"/></cellXfs>";

/// Three lines, the second with these attributes and this style.
auto read_book(const std::string& attributes, int style, const std::string& before = "",
               const std::string& behind = "", const ListAnswers& answers = {}) {
  const std::string rows =
      plain_row(1, kUsualHeads) + plain_row(2, {"1", "样例甲公司", kCode1, "一", "10"}) +
      plain_row(3, {"2", "样例乙公司", kCode2, "二", "20"}, attributes, style) +
      plain_row(4, {"3", "样例丙公司", std::string(text_of(samples::code(3))), "三", "30"});
  return read_lines(first_sheet(xml_book(rows, before, behind, kStyles)), award_list(), answers);
}

TEST(ListSight, RowsThatAreHiddenAreAskedAboutAndReadOrLeftAsAnswered) {
  for (const std::string attributes : {"hidden=\"1\"", "hidden=\"true\"", "ht=\"0\" customHeight=\"1\""}) {
    const auto open = read_book(attributes, 0);
    ASSERT_TRUE(open);
    ASSERT_EQ(open->questions().size(), 1U) << attributes;
    EXPECT_EQ(open->question().kind, Question::Kind::hidden);
    EXPECT_EQ(open->question().lines, (std::vector<std::size_t>{3}));
    EXPECT_EQ(read_book(attributes, 0, "", "", answered(open->question(), "take"))->lines.size(), 3U);
    const auto left = read_book(attributes, 0, "", "", answered(open->question(), "略过"));
    EXPECT_EQ(left->lines.size(), 2U);
    EXPECT_TRUE(left->questions().empty());
  }
  const auto filtered = read_book("hidden=\"1\"", 0, "", "<autoFilter ref=\"A1:E4\"/>");
  EXPECT_THAT(filtered->question().text.zh, ::testing::HasSubstr("筛选"));
  const auto folded = read_book("", 0, "<sheetFormatPr zeroHeight=\"1\"/>");
  EXPECT_EQ(folded->question().lines.size(), 3U) << "all rows hidden unless they say otherwise";
}

TEST(ListSight, LinesThatAreStruckThroughAreAskedAbout) {
  const auto read = read_book("", 1);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->asks(Question::Kind::struck));
  // A part of one cell, in a run of its own.
  const std::string run =
      "<c r=\"B2\" t=\"inlineStr\"><is><r><t>样例</t></r><r><rPr><strike/></rPr><t>甲公司</t></r></is></c>";
  const auto part = read_lines(first_sheet(xml_book(plain_row(1, {"", "企业名称", "金额（万元）"}) +
                                                    xml_row(2, run + number_cell("C2", "5")))),
                               award_list());
  ASSERT_TRUE(part);
  EXPECT_TRUE(part->asks(Question::Kind::struck));
}

TEST(ListSight, TextInTheColourOfItsGroundIsAskedAbout) {
  for (const int style : {2, 3, 5, 6}) {
    const auto read = read_book("", style);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->asks(Question::Kind::unseen)) << style;
  }
  EXPECT_TRUE(read_book("", 4)->questions().empty()) << "white on blue is seen";
}

std::string amounts_book(const std::string& columns) {
  return xml_book(plain_row(1, {"企业名称", "统一社会信用代码", "金额（万元）", "核定数（万元）"}) +
                      plain_row(2, {"样例甲公司", kCode1, "50", "8"}),
                  columns);
}

TEST(ListSight, AHiddenColumnOfMoneyIsAskedAbout) {
  for (const std::string hidden :
       {"<cols><col min=\"3\" max=\"3\" hidden=\"1\" width=\"9\"/></cols>",
        "<cols><col min=\"3\" max=\"3\" width=\"0\"/></cols>",
        "<cols><col min=\"3\" max=\"3\" width=\"0.3\" customWidth=\"1\"/></cols>",
        "<cols><col min=\"3\" max=\"3\" outlineLevel=\"1\" hidden=\"true\"/></cols>"}) {
    const auto read = read_lines(first_sheet(amounts_book(hidden)), award_list());
    ASSERT_TRUE(read);
    ASSERT_EQ(read->questions().size(), 1U) << hidden;
    EXPECT_THAT(read->question().candidates.at(1).shown.en, ::testing::HasSubstr("hidden"));
    EXPECT_EQ(read->question().candidates.at(0).answer, "核定数（万元）");
  }
  const auto sole = read_lines(
      first_sheet(xml_book(plain_row(1, {"企业名称", "金额（万元）"}) + plain_row(2, {"样例甲公司", "50"}),
                           "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>")),
      award_list());
  ASSERT_TRUE(sole);
  EXPECT_TRUE(sole->asks(Question::Kind::column)) << "also where it is the only one";
}

TEST(ListSight, AHiddenColumnThatIsNotReadIsSaid) {
  const auto read = read_lines(first_sheet(xml_book(plain_row(1, {"企业名称", "金额（万元）", "备注"}) +
                                                        plain_row(2, {"样例甲公司", "50", "x"}),
                                                    "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>")),
                               award_list());
  ASSERT_TRUE(read && read->questions().empty());
  EXPECT_TRUE(read->reading->account.columns.at(2).hidden);
}

/// Three lines; the second has this text in a column of this head.
auto read_judged(const std::string& head, const std::string& text, const std::string& others = "",
                 const ListAnswers& answers = {}) {
  return read_awards("序号,企业名称,统一社会信用代码,项目名称,金额（万元）," + head + "\n1,样例甲公司," +
                         kCode1 + ",一,10," + others + "\n2,样例乙公司," + kCode2 + ",二,20," + text +
                         "\n3,样例丙公司," + kCode3 + ",三,30," + others + "\n",
                     answers);
}

TEST(ListSight, LinesThatAColumnRefusesAreAskedAbout) {
  const std::pair<std::string, std::string> refused[] = {{"审核结果", "不通过"},
                                                         {"是否通过", "否"},
                                                         {"是否通过评审", "N"},
                                                         {"备注", "企业放弃"},
                                                         {"备注", "已取消"},
                                                         {"登记状态", "注销"},
                                                         {"是否失信", "是"},
                                                         {"专家意见", "不予支持"},
                                                         {"Status", "Rejected"},
                                                         {"是否符合申报条件", "×"},
                                                         {"复核情况", "材料不符合要求"}};
  for (const auto& [head, text] : refused) {
    const auto open = read_judged(head, text);
    ASSERT_TRUE(open) << head;
    ASSERT_EQ(open->questions().size(), 1U) << head << text;
    EXPECT_EQ(open->question().kind, Question::Kind::refused);
    EXPECT_EQ(open->question().lines, (std::vector<std::size_t>{3}));
    EXPECT_THAT(open->question().text.zh, ::testing::HasSubstr(text));
    const auto left = read_judged(head, text, "", answered(open->question(), "leave"));
    EXPECT_EQ(left->lines.size(), 2U);
    EXPECT_EQ(read_judged(head, text, "", answered(open->question(), "take"))->lines.size(), 3U);
  }
}

TEST(ListSight, LinesThatAColumnApprovesAreNotAskedAbout) {
  const std::pair<std::string, std::string> fine[] = {
      {"审核结果", "通过"},   {"是否失信", "否"},        {"登记状态", "存续"}, {"备注", "未注销"},
      {"备注", "无撤销情形"}, {"是否首次申报", "否"},    {"备注", "首次申报"}, {"主营产品", "取消预约系统"},
      {"备注", "首批"},       {"是否高新技术企业", "否"}};
  for (const auto& [head, text] : fine) {
    const auto read = read_judged(head, text);
    ASSERT_TRUE(read) << head;
    EXPECT_TRUE(read->questions().empty()) << head << text;
    EXPECT_EQ(read->lines.size(), 3U);
  }
  EXPECT_TRUE(read_judged("是否通过", "是", "是")->questions().empty());
  EXPECT_EQ(read_judged("是否通过", "是")->question().lines.size(), 2U) << "the others say nothing";
}

TEST(ListSight, WhatLiesUnderMergedCellsIsNotRead) {
  const std::string rows = plain_row(1, {"企业名称", "金额（万元）"}) + plain_row(2, {"样例甲公司", "5"}) +
                           plain_row(3, {"样例藏公司", "6"});
  const auto read = read_lines(
      first_sheet(xml_book(rows, "", "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>")), award_list());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->problem(), Code(list_code::lines_alike)) << "the name that is seen stands for both lines";
}

TEST(ListSight, FiguresThatTheFormatShowsOtherwiseAreSaidOrRefused) {
  const std::string styles =
      "<numFmts><numFmt numFmtId=\"200\" formatCode=\"0.00\"/><numFmt numFmtId=\"201\" "
      "formatCode=\"0.00,,\"/><numFmt numFmtId=\"202\" "
      "formatCode=\"0!.0,\"/><numFmt numFmtId=\"203\" "
      "formatCode=\"0.0&quot;万元&quot;\"/><numFmt numFmtId=\"204\" "
      "formatCode=\"&quot;300&quot;\"/></numFmts><cellXfs><xf/><xf numFmtId=\"200\"/><xf "
      "numFmtId=\"201\"/><xf numFmtId=\"202\"/><xf numFmtId=\"203\"/><xf numFmtId=\"10\"/><xf "
      "numFmtId=\"204\"/></cellXfs>";
  const auto read = [&](const std::string& head, const std::string& number, int style) {
    return read_lines(
        first_sheet(xml_book(plain_row(1, {"企业名称", head}) +
                                 xml_row(2, text_cell("A2", "样例甲公司") + number_cell("B2", number, style)),
                             "", "", styles)),
        award_list());
  };
  const auto rounded = read("金额（万元）", "12.3456", 1);
  ASSERT_TRUE(rounded);
  EXPECT_EQ(rounded->lines.at(0).amount, 12'345'600);
  EXPECT_THAT(rounded->reading->remarks.at(0).en, ::testing::HasSubstr("more decimals than the cell shows"));
  EXPECT_EQ(read("金额（万元）", "12000000", 2)->problem(), Code::bad_amount);
  EXPECT_EQ(read("金额（万元）", "123456", 3)->problem(), Code::bad_amount);
  EXPECT_EQ(read("金额（万元）", "300.5", 6)->problem(), Code::bad_amount) << "words in place of any number";
  EXPECT_EQ(read("金额（万元）", "0.5", 5)->problem(), Code::bad_amount) << "a percentage";
  EXPECT_EQ(read("金额", "12.5", 4)->lines.at(0).amount, 12'500'000) << "the format says the unit";
  EXPECT_EQ(read("金额（元）", "12.5", 4)->problem(), list_code::another_unit) << "and contradicts the head";
}

/// The head of a part, or a note, that turns the meaning around: what stands below it is asked about.
TEST(ListSight, LinesBelowAHeadThatSaysNoAreAskedAbout) {
  const auto line = [](unsigned number) {
    return std::to_string(number) + ",样例" + std::to_string(number) + "公司," +
           std::string(text_of(samples::code(number))) + ",项目,10\n";
  };
  for (const std::string head : {"二、不予支持项目,,,,\n", "备选名单,,,,\n", "注：以下为备选,,,,\n",
                                 "（二）未通过项目,,,,\n", "候补项目,,,,\n"}) {
    const std::string list = kHead + "一、支持项目,,,,\n" + line(1) + head + line(2) + line(3);
    const auto read = read_awards(list);
    ASSERT_TRUE(read) << head;
    ASSERT_EQ(read->questions().size(), 1U) << head;
    EXPECT_EQ(read->question().kind, Question::Kind::refused) << head;
    EXPECT_EQ(read->question().lines.size(), 2U) << head;
    EXPECT_EQ(read_awards(list, answered(read->question(), "leave"))->lines.size(), 1U) << head;
    EXPECT_EQ(read_awards(list, answered(read->question(), "take"))->lines.size(), 3U) << head;
  }
  const std::string refused = kHead + "一、不予支持项目,,,,\n";
  EXPECT_TRUE(read_awards(refused + "二、样例市,,,,\n" + line(1) + line(2))->questions().empty());
  EXPECT_EQ(read_awards(refused + "（一）样例市,,,,\n" + line(1) + line(2))->questions().size(), 1U)
      << "a part of it";
}

}  // namespace
}  // namespace credence::testing
