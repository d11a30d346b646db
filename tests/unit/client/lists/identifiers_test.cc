// SPDX-License-Identifier: Apache-2.0
// Numbers of certificates and documents that are none, or none any more.
#include <gmock/gmock.h>

#include "client/base/list_errors.h"
#include "client/lists/credit_fields.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kTitleHead = "序号,企业名称,统一社会信用代码,证书编号\n";
std::string holder(unsigned n, const std::string& number) {
  return std::to_string(n) + ",样例企业" + std::to_string(n) + "," + std::string(text_of(samples::code(n))) +
         "," + number + "\n";
}
GivenForAll from_day() { return {.valid_from = Date{2026, 4, 1}}; }
ListAnswers given_day(ListAnswers answers = {}) {
  answers.given.insert(Column::valid_from);
  return answers;
}
auto read_titles(const std::string& text, const ListAnswers& answers = {}) {
  return read_lines(text, qualification_list(), given_day(answers), from_day());
}

TEST(ListIdentifiers, WhatASpreadsheetHasDestroyedIsABadLine) {
  const auto read = read_titles(kTitleHead + holder(1, "GD2026001") + holder(2, "2.02644E+15") +
                                holder(3, "１．２e+19") + holder(4, "20264400000012"));
  ASSERT_TRUE(read) << read.error().detail.en;
  ASSERT_EQ(read->problems().size(), 2U);
  EXPECT_EQ(read->problems()[0].what.code, Code(list_code::digits_lost));
  EXPECT_EQ(read->problems()[0].file_line, 3U);
  EXPECT_EQ(read->problems()[1].file_line, 4U);
  EXPECT_THAT(read->questions(), IsEmpty());
  EXPECT_EQ(read->lines.size(), 2U);
}

TEST(ListIdentifiers, NumbersInCellsOfMoreDigitsThanACellKeeps) {
  const std::string code = std::string(text_of(samples::code(1)));
  const std::string rows = plain_row(1, {"序号", "企业名称", "统一社会信用代码", "证书编号"}) +
                           xml_row(2, number_cell("A2", "1") + text_cell("B2", "样例企业1") +
                                          text_cell("C2", code) + number_cell("D2", "2026440000000123000")) +
                           xml_row(3, number_cell("A3", "2") + text_cell("B3", "样例企业2") +
                                          text_cell("C3", std::string(text_of(samples::code(2)))) +
                                          number_cell("D3", "202644000123"));
  const auto read = read_lines(first_sheet(xml_book(rows)), qualification_list(), given_day(), from_day());
  ASSERT_TRUE(read);
  ASSERT_EQ(read->problems().size(), 1U);
  EXPECT_EQ(read->problems()[0].what.code, Code(list_code::digits_lost));
  EXPECT_EQ(read->lines.at(0).certificate_no, "202644000123");
}

TEST(ListIdentifiers, WordsInPlaceOfANumberAreAskedAbout) {
  for (const char* word :
       {"待制证", "办理中", "见附件", "另行发放", "有", "202644000012345000", "2026/1/5"}) {
    const std::string text = kTitleHead + holder(1, "GD1") + holder(2, word) + holder(3, "粤认第三号");
    const auto open = read_titles(text);
    ASSERT_TRUE(open);
    ASSERT_EQ(open->questions().size(), 1U) << word;
    EXPECT_EQ(open->question().kind, Question::Kind::number);
    EXPECT_THAT(open->question().lines, ElementsAre(3));
    EXPECT_THAT(open->question().text.zh, HasSubstr(word));
    const auto left = read_titles(text, answered(open->question(), "leave"));
    ASSERT_TRUE(left && left->questions().empty() && left->problems().empty()) << word;
    EXPECT_EQ(left->lines.at(1).certificate_no, "") << word;
    EXPECT_EQ(left->lines.at(2).certificate_no, "粤认第三号");
    const auto taken = read_titles(text, answered(open->question(), "take"));
    ASSERT_TRUE(taken && taken->questions().empty());
    EXPECT_EQ(taken->lines.at(1).certificate_no, word);
  }
  for (const char* word : {"GD2（注销）", "GD2暂停", "原GD1现GD9", "GD2、GD3", "GD2;GD3", "GD2和GD3",
                           "GD2/GD3", "拟发GD2", "GD2（旧）"})
    EXPECT_TRUE(read_titles(kTitleHead + holder(1, "GD1") + holder(2, word))->asks(Question::Kind::number))
        << word;
  for (const char* one :
       {"粤中原新证2026001", "20261200001，A类", "粤证2026-01号（正本）、副本1", "CN2026/001"})
    EXPECT_FALSE(
        read_titles(kTitleHead + holder(1, "\"" + std::string(one) + "\""))->asks(Question::Kind::number))
        << one;
  EXPECT_FALSE(meaning_of("支付申请日期").sure && meaning_of("支付申请日期").column == Column::paid_on);
  EXPECT_FALSE(meaning_of("拟认定日期").sure);
  EXPECT_TRUE(meaning_of("认定日期").sure);
  EXPECT_FALSE(meaning_of("原证书编号").sure);
  EXPECT_FALSE(meaning_of("变更前有效期").sure);
  const auto none = read_titles(kTitleHead + holder(1, "-") + holder(2, "无") + holder(3, ""));
  ASSERT_TRUE(none);
  EXPECT_THAT(none->questions(), IsEmpty());
  EXPECT_EQ(none->lines.size(), 3U);
}

TEST(ListIdentifiers, AHeadOfNumbersThatIsNotUnderstoodIsAskedAbout) {
  const std::string text =
      "序号,企业名称,统一社会信用代码,高企证书编号\n" + holder(1, "GR1") + holder(2, "GR2");
  const auto open = read_titles(text);
  ASSERT_TRUE(open);
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().written, "证书编号");
  const auto none = read_titles(text, answered(open->question(), "-"));
  ASSERT_TRUE(none && none->questions().empty());
  EXPECT_EQ(none->lines.at(0).certificate_no, "");
  EXPECT_EQ(read_titles(text, answered(open->question(), "高企证书编号"))->lines.at(1).certificate_no, "GR2");
}

TEST(ListIdentifiers, TheSameOfDocumentsOfCredit) {
  const auto sheet = read_text_sheet("CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_NR_FK,CF_JDRQ,CF_GSJZQ\n样例企业1," +
                                     kCode1 + ",2.0264E+15,1.5,2026-05-01,2027-04-30\n");
  ASSERT_TRUE(sheet);
  const auto reading = read_credit_list(*sheet, {});
  ASSERT_TRUE(reading);
  CreditDraft draft(*sheet, *reading, CreditClass::general);
  draft.finish();
  ASSERT_EQ(draft.problems().size(), 1U);
  EXPECT_EQ(draft.problems()[0].what.code, Code(list_code::digits_lost));
  EXPECT_EQ(draft.problems()[0].field, "CF_WSH");
}

TEST(ListCodes, ThatAreOfAPersonAreNotShownAgain) {
  const std::string person =
      "11010119900307"
      "7715";
  const auto read = read_awards(kHead + "1,样例1公司," + person + ",甲,60\n");
  ASSERT_EQ(read->problems().size(), 1U);
  EXPECT_EQ(read->problem(), Code::personal_data);
  EXPECT_EQ(read->problems()[0].value.find("1101"), std::string::npos);
}

}  // namespace
}  // namespace credence::testing
