// SPDX-License-Identifier: Apache-2.0
// Days and terms of titles: heads that say them, and days under heads that do not.
#include <gmock/gmock.h>

#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Date kFirst{2026, 5, 1};
ListAnswers first_given(ListAnswers answers = {}) {
  answers.given.insert(Column::valid_from);
  return answers;
}
std::string titles(const std::string& head, const std::string& one, const std::string& two) {
  return "序号,企业名称,统一社会信用代码," + head + "\n1,样例企业1," + kCode1 + "," + one + "\n2,样例企业2," +
         kCode2 + "," + two + "\n";
}
auto read_titles(const std::string& text, const ListAnswers& answers = {}) {
  return read_lines(text, qualification_list(), first_given(answers), {.valid_from = kFirst});
}

TEST(ListTerms, HeadsAreUnderstoodWithWhatTheyQualify) {
  for (const char* head : {"资格有效期", "证书有效期", "认定有效期", "有效期限", "有效期间", "有效期起止",
                           "起止日期", "资质起讫时间", "称号有效期限", "证照有效期", "Validity period"})
    EXPECT_TRUE(meaning_of(head).sure && meaning_of(head).column == Column::term) << head;
  for (const char* head : {"资格到期日", "证书截至日期", "荣誉失效日期", "Expiration date"})
    EXPECT_TRUE(meaning_of(head).sure && meaning_of(head).column == Column::valid_to) << head;
  for (const char* head : {"资格起始日期", "称号生效日期", "Effective date"})
    EXPECT_TRUE(meaning_of(head).sure && meaning_of(head).column == Column::valid_from) << head;
  for (const char* head : {"资格编号", "荣誉证书编号"})
    EXPECT_TRUE(meaning_of(head).sure && meaning_of(head).column == Column::certificate_no) << head;
  for (const char* head : {"项目期限", "合同期限", "资格名称", "称号"})
    EXPECT_FALSE(meaning_of(head).sure) << head;
}

TEST(ListTerms, TwoDaysInOneCellAreTheTerm) {
  for (const char* head : {"资格有效期", "有效期起止", "起止日期"}) {
    const auto read =
        read_lines(titles(head, "2026-05-01至2027-04-30", "2026-06-01至2028-05-31"), qualification_list());
    ASSERT_TRUE(read && read->questions().empty()) << head;
    EXPECT_EQ(read->lines.at(0).valid_to, (Date{2027, 4, 30})) << head;
    EXPECT_EQ(read->lines.at(1).valid_from, (Date{2026, 6, 1})) << head;
  }
  const auto years = read_titles(titles("有效年限", "2", "3"));
  ASSERT_TRUE(years && years->problems().empty());
  EXPECT_EQ(years->lines.at(0).valid_to, (Date{2028, 4, 30}));
}

TEST(ListTerms, WordsBesideADayAreNeverDropped) {
  for (const char* day :
       {"2027-04-30(周五)", "2027年4月30日（星期五）", "2027-04-30（含当日）", "2027-04-30(12:00)"})
    EXPECT_EQ(read_day(day), (Date{2027, 4, 30})) << day;
  for (const char* day : {"2027-04-30（已取消）", "2027-04-30(暂定)", "2027年4月30日【作废】",
                          "2027-04-30（星期五，已撤销）", "2027-04-30（含）止", "2027-04-30（x"})
    EXPECT_FALSE(read_day(day)) << day;
  const auto term = read_term("2026-05-01至2029-04-30（三年）");
  ASSERT_TRUE(term);
  EXPECT_EQ(term->to, (Date{2029, 4, 30}));
  EXPECT_EQ(term->months, 36U) << "and is held against the days";
  EXPECT_FALSE(read_term("2026-05-01至2029-04-30（已吊销）"));
  EXPECT_FALSE(read_term("2026-05-01（注销）至2029-04-30"));
  const auto two =
      read_titles(titles("有效期", "2026-05-01至2027-04-30（两年）", "2026-05-01至2027-04-30（1年）"));
  ASSERT_TRUE(two);
  EXPECT_EQ(two->problems().size(), 1U);
  const auto gone = read_titles(titles("有效期", "2026-05-01至2027-04-30（注销）", "2026-05-01至2027-04-30"));
  ASSERT_TRUE(gone);
  EXPECT_TRUE(gone->asks(Question::Kind::refused));
}

TEST(ListTerms, ARemarkThatTellsOfAnEndIsAskedAbout) {
  for (const char* remark : {"明年6月到期", "有效期两年半", "2028年届满", "2027年底到期", "有效期延长一年"})
    EXPECT_TRUE(read_titles(titles("备注", remark, ""))->asks(Question::Kind::column)) << remark;
  for (const char* remark : {"首次", "2022年认定，到期复核", "原证书到期换发", "有效期以证书为准"})
    EXPECT_TRUE(read_titles(titles("备注", remark, ""))->questions().empty()) << remark;
}

TEST(ListTerms, DaysUnderAHeadThatIsNotUnderstoodAreAskedAbout) {
  for (const auto& [head, one, fact] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"专精特新资格保持期", "2026-05-01至2027-04-30", "有效期"},
           {"保持多久", "三年", "有效期"},
           {"下次复核前", "2027-04-30", "有效期止"},
           {"日期", "2027-04-30", "有效期止"},
           {"备注", "2026.5.1-2027.4.30", "有效期"},
           {",电话", "2027/4/30,020-1", "有效期止"}}) {
    const std::string text = titles(head, one, one);
    const auto open = read_titles(text);
    ASSERT_TRUE(open) << head;
    ASSERT_EQ(open->questions().size(), 1U) << head;
    EXPECT_EQ(open->question().kind, Question::Kind::column);
    EXPECT_EQ(open->question().written, fact) << head;
    EXPECT_EQ(open->question().candidates.back().answer, "-");
    const auto none = read_titles(text, answered(open->question(), "-"));
    ASSERT_TRUE(none && none->questions().empty()) << head;
    EXPECT_FALSE(none->lines.at(0).valid_to);
    const auto named = read_titles(text, answered(open->question(), open->question().candidates[0].answer));
    ASSERT_TRUE(named && named->questions().empty() && named->problems().empty()) << head;
    EXPECT_TRUE(named->lines.at(0).valid_to) << head;
  }
}

TEST(ListTerms, DaysOfSomethingElseAreNot) {
  for (const char* head : {"成立日期", "注册时间", "申报日期", "支付日期"}) {
    const auto read = read_titles(titles(head, "2020-04-30", "2021-04-30"));
    ASSERT_TRUE(read) << head;
    EXPECT_THAT(read->questions(), IsEmpty()) << head;
  }
  const auto known =
      read_titles(titles("有效期止,材料签收", "2028-04-30,2026-03-01", "2028-04-30,2026-03-02"));
  ASSERT_TRUE(known);
  ASSERT_EQ(known->questions().size(), 1U) << "the last day is known; the first is the option's alone";
  EXPECT_EQ(known->question().written, "有效期起");
  const auto none = read_titles(titles("有效期止,材料签收", "2028-04-30,2026-03-01", "2028-04-30,2026-03-02"),
                                answered(known->question(), "-"));
  ASSERT_TRUE(none && none->questions().empty());
  EXPECT_EQ(none->lines.at(0).valid_from, kFirst);
  const auto both = read_lines(titles("有效期起,有效期止,材料签收", "2026-05-01,2028-04-30,2026-03-01",
                                      "2026-05-01,2028-04-30,2026-03-02"),
                               qualification_list());
  ASSERT_TRUE(both);
  EXPECT_THAT(both->questions(), IsEmpty()) << "both days are known";
}

TEST(ListTerms, YearsBesideAnotherLastDayAreAProblem) {
  const auto read = read_titles(titles("有效期,有效期止", "三年,2029-04-30", "三年,2027-04-30"));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->problems().size(), 1U);
  EXPECT_EQ(read->problems()[0].file_line, 3U);
  EXPECT_THAT(read->problems()[0].what.detail.zh, HasSubstr("2027-04-30"));
}

}  // namespace
}  // namespace credence::testing
