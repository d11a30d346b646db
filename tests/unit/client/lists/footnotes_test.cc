// SPDX-License-Identifier: Apache-2.0
// Notes that say no of single lines: the lines are asked about, and no others.
#include <gmock/gmock.h>

#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kThree = kHead + "1,东江样品机械有限公司," + kCode1 + ",数控改造,60\n2,西岭样品食品厂," +
                           kCode2 + ",冷链升级*,30\n3,南湖样品软件股份有限公司," + kCode3 +
                           ",工业云平台,10\n";

TEST(ListFootnotes, NameTheLinesThatAreAskedAbout) {
  const std::pair<std::string, std::vector<std::size_t>> kNotes[] = {
      {"注：第3项因企业注销，不予拨付。", {4}},
      {"序号1、3企业已放弃", {2, 4}},
      {"说明：第二家撤回申请，其余照此办理。", {3}},
      {"西岭样品食品厂涉诉，资金暂缓拨付", {3}},
      {"南湖样暂不安排", {4}},
      {"工业云平台项目待复核", {4}},
      {"*为待核实项目", {3}},
      {"第1至2项暂缓", {2, 3}},
      {kCode2 + "列入失信名单，取消资格", {3}}};
  for (const auto& [note, lines] : kNotes)
    for (const std::string& text : {kThree + note + ",,,,\n", note + ",,,,\n" + kThree}) {
      const auto open = read_awards(text);
      ASSERT_TRUE(open) << note;
      std::vector<std::size_t> expected = lines;
      if (!text.starts_with(kHead))
        for (std::size_t& line : expected) ++line;
      const bool marked = note.starts_with("*");  // whether the mark is part of the name is asked too
      ASSERT_EQ(open->questions().size(), marked ? 2U : 1U) << note;
      EXPECT_EQ(open->asks(Question::Kind::mark), marked) << note;
      EXPECT_EQ(open->question().kind, Question::Kind::refused) << note;
      EXPECT_EQ(open->question().lines, expected) << note;
      EXPECT_EQ(read_awards(text, answered(open->question(), "leave"))->lines.size(), 3 - lines.size())
          << note;
      EXPECT_EQ(read_awards(text, answered(open->question(), "take"))->lines.size(), 3U) << note;
    }
}

TEST(ListFootnotes, OfTheOthersNothingIsAsked) {
  for (const std::string note :
       {"注：第3项为续建项目。", "依据办法第十条第二项规定，不予重复资助", "逾期未申请的企业不予拨付",
        "西岭样品食品厂已完成整改", "如有异议，请于公示期内提出", "未列入本名单的企业不予支持",
        "第2批另行公布"}) {
    const auto read = read_awards(kThree + note + ",,,,\n");
    ASSERT_TRUE(read) << note;
    EXPECT_TRUE(read->questions().empty()) << note << ": " << read->question().text.en;
  }
}

TEST(ListFootnotes, ThatNameNobodyAreAskedAboutThemselves) {
  for (const std::string note : {"注：其中1家企业已放弃", "有2个项目暂缓安排", "部分企业未通过审核"}) {
    const std::string text = kThree + note + ",,,,\n";
    const auto open = read_awards(text);
    ASSERT_EQ(open->questions().size(), 1U) << note;
    EXPECT_EQ(open->question().kind, Question::Kind::note) << note;
    const auto accepted = read_awards(text, answered(open->question(), "accept"));
    EXPECT_TRUE(accepted->questions().empty()) << note;
    EXPECT_EQ(accepted->lines.size(), 3U);
  }
}

std::string with_column(const std::string& head, const std::string& first, const std::string& second,
                        const std::string& amount = "金额（万元）") {
  return "序号,企业名称,统一社会信用代码,项目名称," + amount + "," + head + "\n1,东江样品机械有限公司," +
         kCode1 + ",数控改造,60," + first + "\n2,西岭样品食品厂," + kCode2 + ",冷链升级,30," + second + "\n";
}

TEST(ListFigures, ThatLessenTheAmountsOrSayThatTheyWerePaidAreAskedAbout) {
  const auto one = read_awards(with_column("扣除金额（万元）", "0", "5"));
  ASSERT_EQ(one->questions().size(), 1U);
  EXPECT_EQ(one->question().kind, Question::Kind::refused);
  EXPECT_THAT(one->question().lines, ElementsAre(3));
  EXPECT_TRUE(read_awards(with_column("扣除金额（万元）", "0", "0"))->questions().empty());
  EXPECT_TRUE(
      read_awards(with_column("扣除金额（万元）", "0", "5", "实际补助金额（万元）"))->questions().empty());
  EXPECT_TRUE(
      read_awards(with_column("扣除金额（万元）,定额补助标准（万元）", "4,64", "5,35"))->questions().empty());
  const auto paid = read_awards(with_column("拨付日期", "2026-03-01", "2026-03-01"));
  ASSERT_EQ(paid->questions().size(), 1U);
  EXPECT_THAT(paid->question().text.en, HasSubstr("payment import"));
  EXPECT_TRUE(read_awards(with_column("拨付日期", "2026-03-01", "2026-03-01", "拟安排金额（万元）"))
                  ->questions()
                  .empty());
}

TEST(ListRemarks, ThatGiveAnotherSumAreAskedAbout) {
  for (const std::string remark :
       {"同意，按20万元支持", "实际拨付20万元", "给予奖励200000元", "核定后按20万元安排", "按20万元发放"})
    EXPECT_THAT(read_awards(with_column("备注", "", remark))->question().lines, ElementsAre(3)) << remark;
  for (const std::string remark : {"同意，按30万元支持", "给予奖励300000元", "总投资500万元",
                                   "最高不超过50万元", "每户补助10万元", "属2026年项目"})
    EXPECT_TRUE(read_awards(with_column("备注", "", remark))->questions().empty()) << remark;
}

TEST(ListAnswers, HoldForTheQuestionAsItWasPut) {
  const auto with = [](const std::string& remark) {
    std::string text = kHead;
    text.insert(text.size() - 1, ",备注");
    return text + "1,东江样品机械有限公司," + kCode1 + ",数控改造,60,\n2,西岭样品食品厂," + kCode2 +
           ",冷链,30," + remark + "\n";
  };
  const auto open = read_awards(with("核减为20万元"));
  ListAnswers answers = answered(open->question(), "take");
  for (const std::string& asked : {open->question().text.en, open->question().text.zh, std::string()}) {
    answers.asked[open->question().key()] = asked;
    EXPECT_TRUE(read_awards(with("核减为20万元"), answers)->questions().empty()) << asked;
  }
  answers.asked[open->question().key()] = open->question().text.en;
  EXPECT_TRUE(read_awards(with("失信，不予支持"), answers)->asks(Question::Kind::refused));
}

}  // namespace
}  // namespace credence::testing
