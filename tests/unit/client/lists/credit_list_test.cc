// SPDX-License-Identifier: Apache-2.0
// Lists of published licences and penalties: what says that an entry is not in force is asked about, and persons are
// refused.
#include <gmock/gmock.h>

#include "client/lists/credit_fields.h"
#include "client/lists/credit_words.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kPenaltyHeads = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_SY,CF_JDRQ,CF_GSJZQ";
const std::string kLicenceHeads = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ,XK_YXQZI";
std::string penalty(unsigned n, const std::string& more = "") {
  const std::string number = std::to_string(n);
  return "样例企业" + number + "," + std::string(text_of(samples::code(n))) + ",粤罚〔2026〕" + number +
         "号,违法事实,2026-05-01,2027-04-30" + more + "\n";
}
std::string licence(unsigned n, const std::string& more = "") {
  const std::string number = std::to_string(n);
  return "样例企业" + number + "," + std::string(text_of(samples::code(n))) + ",粤许〔2026〕" + number +
         "号,2026-05-01,2027-04-30" + more + "\n";
}

struct Read {
  Sheet sheet;
  Reading reading;
  std::vector<LineProblem> problems;
};
Read read(const std::string& text, const ListAnswers& answers = {}) {
  auto sheet = read_text_sheet(text);
  if (!sheet) throw std::runtime_error(sheet.error().detail.en);
  auto reading = read_credit_list(*sheet, answers);
  if (!reading) throw std::runtime_error(reading.error().detail.en);
  CreditDraft draft(*sheet, *reading, CreditClass::general);
  draft.finish();
  return {*std::move(sheet), *std::move(reading), draft.problems()};
}
std::vector<std::vector<std::size_t>> asked_lines(const Read& of) {
  std::vector<std::vector<std::size_t>> out;
  for (const Question& question : of.reading.questions) {
    EXPECT_EQ(question.kind, Question::Kind::refused);
    out.push_back(question.lines);
  }
  return out;
}

TEST(CreditWords, SayThatAnEntryIsNotInForce) {
  for (const char* text :
       {"已撤销", "该处罚已依法撤销", "信用修复完成", "已信用修复，撤下公示", "已屏蔽", "行政复议中",
        "证照已注销", "不予公示", "公示期满", "处罚决定有误", "revoked", "withdrawn by the agency"})
    EXPECT_NE(ending_word(text), "") << text;
  for (const char* text : {"", "已履行", "罚款已缴清", "未撤销", "未被撤销", "未申请信用修复", "不予修复",
                           "尚未修复", "可申请信用修复", "逾期不缴纳罚款的加处罚款", "违法事实清楚", "无异议",
                           "简易程序", "没有提起行政复议", "not revoked"})
    EXPECT_EQ(ending_word(text), "") << text;
}

TEST(CreditList, ADecisionThatDecidesNothingIsAskedAbout) {
  for (const std::string kind :
       {"不予行政处罚", "免予处罚", "警告（首违不罚）", "撤销粤罚〔2025〕3号处罚决定"})
    EXPECT_EQ(asked_lines(read(kPenaltyHeads + ",CF_CFLB\n" + penalty(1, ",罚款") + penalty(2, "," + kind))),
              (std::vector<std::vector<std::size_t>>{{3}}))
        << kind;
  for (const std::string name : {"不予行政许可决定书", "准予注销行政许可决定书", "关于撤回行政许可的决定"})
    EXPECT_EQ(asked_lines(read(kLicenceHeads + ",XK_XKWS\n" + licence(1, "," + name) +
                               licence(2, ",准予行政许可决定书"))),
              (std::vector<std::vector<std::size_t>>{{2}}))
        << name;
  EXPECT_THAT(asked_lines(read(kPenaltyHeads + ",CF_NR\n" + penalty(1, ",吊销营业执照") +
                               penalty(2, ",罚款1万元，逾期不缴的加处罚款"))),
              IsEmpty());
}

TEST(CreditList, ARemarkThatSaysNoIsAskedAbout) {
  const std::string text = kPenaltyHeads + ",BZ\n" + penalty(1, ",已履行") + penalty(2, ",已被撤销") +
                           penalty(3, ",") + penalty(4, ",完成信用修复");
  const Read open = read(text);
  EXPECT_THAT(asked_lines(open), ElementsAre(ElementsAre(3), ElementsAre(5)));
  EXPECT_THAT(open.reading.questions.at(0).text.zh, HasSubstr("已被撤销"));
  ListAnswers answers = answered(open.reading.questions[0], "leave");
  answers.others[open.reading.questions[1].key()] = "take";
  const Read done = read(text, answers);
  EXPECT_THAT(done.reading.questions, IsEmpty());
  EXPECT_EQ(done.reading.lines.size(), 3U);
}

TEST(CreditList, AStateThatIsNotInForceIsAskedAbout) {
  EXPECT_THAT(asked_lines(read(kLicenceHeads + ",XK_ZT\n" + licence(1, ",1") + licence(2, ",2"))),
              ElementsAre(ElementsAre(3)));
  EXPECT_THAT(asked_lines(read(kLicenceHeads + ",XK_ZT\n" + licence(1, ",2"))), ElementsAre(ElementsAre(2)))
      << "of all lines as well";
  EXPECT_THAT(asked_lines(read(kLicenceHeads + ",XK_ZT\n" + licence(1, ",有效") + licence(2, ",注销"))),
              ElementsAre(ElementsAre(3)));
  EXPECT_THAT(asked_lines(read(kPenaltyHeads + ",CF_ZT\n" + penalty(1, ",0") + penalty(2, ",1"))),
              ElementsAre(ElementsAre(3)))
      << "in the penalties of before 0 was in force";
}

/// Columns that departments put beside the national set.
TEST(CreditList, ColumnsOfStatesAreAskedAbout) {
  const auto second = [](const std::string& head, const std::string& good, const std::string& bad) {
    return asked_lines(
        read(kPenaltyHeads + "," + head + "\n" + penalty(1, "," + good) + penalty(2, "," + bad)));
  };
  for (const auto& [head, good, bad] :
       std::vector<std::array<std::string, 3>>{{"处罚状态", "已履行", "撤销"},
                                               {"状态", "正常", "2"},
                                               {"修复状态", "未修复", "已修复"},
                                               {"是否撤销", "否", "是"},
                                               {"是否公示", "是", "否"},
                                               {"撤销日期", "", "20260601"},
                                               {"说明", "", "当事人已申请行政复议"}})
    EXPECT_THAT(second(head, good, bad), ElementsAre(ElementsAre(3))) << head;
  for (const auto& [head, good, other] :
       std::vector<std::array<std::string, 3>>{{"执行情况", "已履行", "执行完毕"},
                                               {"违法行为等级", "一般", "较重"},
                                               {"案件名称", "张冠公司违法案", "逾期未申报案"},
                                               {"处罚日期", "2026-05-01", "2026-05-01"}})
    EXPECT_THAT(second(head, good, other), IsEmpty()) << head;
}

TEST(CreditList, TitlesAndHeadsOfPartsAreHeard) {
  EXPECT_THAT(asked_lines(read("下列处罚决定已撤销\n" + kPenaltyHeads + "\n" + penalty(1) + penalty(2))),
              ElementsAre(ElementsAre(3, 4)));
  EXPECT_THAT(asked_lines(read("行政处罚（违法失信）信息公示表\n" + kPenaltyHeads + "\n" + penalty(1))),
              IsEmpty());
  const Read parts =
      read(kPenaltyHeads + "\n一、新增\n" + penalty(1) + "二、已完成信用修复\n" + penalty(2) + penalty(3));
  EXPECT_THAT(asked_lines(parts), ElementsAre(ElementsAre(5, 6)));
  EXPECT_THAT(parts.problems, IsEmpty()) << "heads of parts are no records";
  EXPECT_EQ(parts.reading.passed.size(), 2U);
  EXPECT_THAT(asked_lines(read(kPenaltyHeads + "\n" + penalty(1) + "以上处罚已撤销\n")),
              ElementsAre(ElementsAre(2)));
}

TEST(CreditList, PersonsAreRefusedWhateverTheColumnIsCalled) {
  const auto code_of = [](const std::string& head, const std::string& kind) {
    const Read out = read(kPenaltyHeads + "," + head + "\n" + penalty(1, "," + kind));
    return out.problems.empty() ? Code::ok : out.problems.front().what.code;
  };
  for (const char* head : {"CF_XDR_LB", "CF_XDR_LX", "相对人类型", "主体性质"}) {
    EXPECT_EQ(code_of(head, "自然人"), Code::natural_person) << head;
    EXPECT_EQ(code_of(head, "个人"), Code::natural_person) << head;
    EXPECT_EQ(code_of(head, "自然人（含个体）"), Code::natural_person) << head;
    EXPECT_EQ(code_of(head, "法人及非法人组织"), Code::ok) << head;
    EXPECT_EQ(code_of(head, "个体工商户"), Code::ok) << head;
  }
}

TEST(CreditLists, TheMarkOfANoteBehindANameIsAskedAboutAndNotRecorded) {
  for (const char* mark : {"*", "＊", "①", "†", "³", "（注1）", "[2]", " ※"}) {
    std::string text = kPenaltyHeads + "\n" + penalty(1) + penalty(2);
    const std::string name = "样例企业1";
    text.replace(text.find(name), name.size(), "样例企业1有限公司" + std::string(mark));
    const Read open = read(text);
    ASSERT_EQ(open.reading.questions.size(), 1U) << mark;
    EXPECT_EQ(open.reading.questions[0].kind, Question::Kind::mark) << mark;
    EXPECT_THAT(open.reading.questions[0].lines, ElementsAre(2)) << mark;
    for (const char* answer : {"leave", "take"}) {
      const Read done = read(text, answered(open.reading.questions[0], answer));
      EXPECT_THAT(done.reading.questions, IsEmpty());
      const CreditDraft draft(done.sheet, done.reading, CreditClass::general);
      const std::string kept =
          answer == std::string("leave") ? "样例企业1有限公司" : "样例企业1有限公司" + std::string(mark);
      EXPECT_EQ(draft.listed().at(0).name, kept);
      EXPECT_THAT(draft.good().texts.at(0), HasSubstr("\"" + kept + "\""));
    }
  }
}

}  // namespace
}  // namespace credence::testing
