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
        "第2批另行公布", "注：补助按投资额的30%计算", "注：红色为首次支持企业",
        "注：2家企业未通过审核，不列入本名单", "注：共3家企业"}) {
    const auto read = read_awards(kThree + note + ",,,,\n");
    ASSERT_TRUE(read) << note;
    EXPECT_TRUE(read->questions().empty()) << note << ": " << read->question().text.en;
  }
}

TEST(ListFootnotes, ThatNameNobodyAreAskedAboutThemselves) {
  for (const std::string note :
       {"注：其中1家企业已放弃", "有2个项目暂缓安排", "部分企业未通过审核", "说明：3家单位已注销，资金收回",
        "黄色底纹的为取消项目", "备注：蓝字企业涂红的暂不拨付", "注：带◆的待核实", "注：个别已撤回",
        "注：本次按核定金额的60%拨付", "少数企业验收后拨付"}) {
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

TEST(ListFootnotes, ThatSayNoOfSomethingElseAreNotAsked) {
  for (const std::string note :
       {"注：共3家企业，公示期间未收到异议。", "注：三家企业均不属于失信被执行人",
        "注：3家企业均未发生重大安全生产事故", "注：本次安排3家企业，待省级资金到位后拨付",
        "注：部分企业因更名，名称与申报时不一致", "注：按贷款利息的50%安排贴息。",
        "注：标★的为重点企业，未标★的为一般企业", "注：按100%兑现。"}) {
    const auto read = read_awards(kThree + note + ",,,,\n");
    ASSERT_TRUE(read) << note;
    EXPECT_TRUE(read->questions().empty()) << note << ": " << read->question().text.en;
  }
}

TEST(ListCorrections, AreHeldBackByWhatDeniesThem) {
  const auto amended = [](const std::string& head, const std::string& cell, const std::string& behind = "") {
    return read_lines("序号,企业名称,统一社会信用代码,金额（万元）," + head + "\n1,东江样品机械有限公司," +
                          kCode1 + ",10," + cell + "\n" + behind,
                      amended_award_list());
  };
  for (const std::string word :
       {"不予更正", "未更正", "核减后企业弃权", "调整为12万元，未获批准", "更正申请被驳回"})
    EXPECT_TRUE(amended("备注", word)->asks(Question::Kind::refused)) << word;
  for (const std::string word : {"核减2万元", "更正金额", "调整为10万元", "已更正"})
    EXPECT_TRUE(amended("备注", word)->questions().empty()) << word;
  EXPECT_TRUE(amended("是否更正", "否")->asks(Question::Kind::refused));
  EXPECT_TRUE(amended("是否更正", "是")->questions().empty());
  EXPECT_TRUE(amended("备注", "", "注：第1项不予更正,,,,\n")->asks(Question::Kind::refused));
}

TEST(ListReturns, AreHeldBackByWhatDeniesThem) {
  const auto returned = [](const std::string& head, const std::string& cell, const std::string& behind = "") {
    return read_lines("序号,企业名称,统一社会信用代码,退回金额（万元）,退回日期,退回原因," + head +
                          "\n1,东江样品机械有限公司," + kCode1 + ",10,2026-05-01,账户已注销," + cell + "\n" +
                          behind,
                      reversal_list());
  };
  for (const std::string word :
       {"未退回", "实际未退", "不作退票处理", "取消冲销", "误列", "拟退回", "待核实"})
    EXPECT_TRUE(returned("备注", word)->asks(Question::Kind::refused)) << word;
  for (const std::string word : {"户名不符", "企业已注销", "退票", "银行系统异常", "账号有误"})
    EXPECT_TRUE(returned("备注", word)->questions().empty()) << word;
  EXPECT_TRUE(returned("是否已退回", "否")->asks(Question::Kind::refused));
  EXPECT_TRUE(returned("是否已退回", "是")->questions().empty());
  EXPECT_TRUE(returned("备注", "", "注：第1项已撤回退票申请,,,,,,\n")->asks(Question::Kind::refused));
}

TEST(ListRemarks, ThatGiveAShareOfTheSumAreAskedAbout) {
  const auto with = [](const std::string& remark) {
    return read_awards("序号,企业名称,统一社会信用代码,项目名称,金额（万元）,备注\n1,东江样品机械有限公司," +
                       kCode1 + ",数控改造,60," + remark + "\n");
  };
  for (const std::string remark :
       {"按70%拨付", "按九成兑现", "先行下达40%", "65.5%的比例发放", "实发12万元", "实付30", "储备"}) {
    const auto read = with(remark);
    ASSERT_TRUE(read) << remark;
    EXPECT_EQ(read->asks(Question::Kind::refused), remark != "实付30") << remark;
  }
  for (const std::string remark : {"按设备投资额的30%补助", "按贷款利息的50%安排", "100%拨付", "国产化率80%",
                                   "出资比例51%", "实付60万元", "建成投产", "成套设备"}) {
    const auto read = with(remark);
    ASSERT_TRUE(read) << remark;
    EXPECT_TRUE(read->questions().empty()) << remark << ": " << read->question().text.en;
  }
}

TEST(ListBrackets, InAnyColumnAreHeard) {
  const auto with = [](const std::string& head, const std::string& cell) {
    return read_awards("序号,企业名称,统一社会信用代码,项目名称,金额（万元）," + head +
                       "\n1,东江样品机械有限公司," + kCode1 + ",数控改造,60," + cell + "\n");
  };
  for (const auto& [head, cell] :
       std::map<std::string, std::string>{{"所属行业", "装备制造（已退出）"},
                                          {"联系电话", "13800000000（停用、暂缓）"},
                                          {"镇街", "样例镇【取消】"},
                                          {"注册地址", "样例路1号（注销）"}}) {
    const auto read = with(head, cell);
    ASSERT_TRUE(read) << head;
    EXPECT_TRUE(read->asks(Question::Kind::refused)) << head << " " << cell;
  }
  const std::string scope =
      "机械设备制造、销售及其安装维修服务，金属制品加工，软件开发与信息系统集成服务（依法须经批准的项目，未经"
      "批准不得经营）";
  for (const auto& [head, cell] : std::map<std::string, std::string>{
           {"经营范围", scope}, {"所属行业", "装备制造（不含铸造）"}, {"镇街", "样例镇（本部）"}}) {
    const auto read = with(head, cell);
    ASSERT_TRUE(read) << head;
    EXPECT_TRUE(read->questions().empty()) << head << ": " << read->question().text.en;
  }
}

TEST(ListProjects, ThatAreAWordThatSaysNoAreAskedAbout) {
  const auto named = [](const std::string& project) {
    return read_awards(kHead + "1,东江样品机械有限公司," + kCode1 + "," + project + ",60\n");
  };
  for (const std::string project : {"已取消", "撤项项目", "放弃", "已终止项目"})
    EXPECT_TRUE(named(project)->asks(Question::Kind::refused)) << project;
  for (const std::string project : {"失效分析平台", "异常检测", "停车场改造", "破产管理系统"})
    EXPECT_TRUE(named(project)->questions().empty()) << project;
  EXPECT_EQ(named("[object Object]")->problem(), list_code::lost_value);
  EXPECT_EQ(named("智能\uFFFD造")->problem(), list_code::lost_value);
}

TEST(ListHeads, OfAnotherTableBelowAreToldByWhatIsTheSameInThem) {
  const auto below = [](const std::string& heads) {
    return read_awards(kHead + "1,东江样品机械有限公司," + kCode1 + ",数控改造,60\n收回资金情况,,,,\n" +
                       heads + "\n1,西岭样品食品厂," + kCode2 + ",冷链升级,30\n");
  };
  const auto other = below("序号,企业名称,统一社会信用代码,项目名称,收回资金（万元）");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, list_code::second_table);
  EXPECT_TRUE(below("序号,企业名称,统一社会信用代码,项目名称,金额（万元）")) << "the same heads once more";
}

TEST(ListHeads, OfMoneyMaySayHowItIsRounded) {
  for (const std::string head : {"拟奖补金额（万元，保留两位小数）", "补助金额（单位：万元；精确至0.01）",
                                 "核定补助资金（万元，四舍五入取整）"}) {
    const auto read = read_awards("序号,企业名称,统一社会信用代码,项目名称,\"" + head +
                                  "\"\n1,东江样品机械有限公司," + kCode1 + ",数控改造,60\n");
    ASSERT_TRUE(read) << head << ": " << read.error().detail.en;
    ASSERT_EQ(read->lines.size(), 1U) << head;
    EXPECT_EQ(read->lines[0].amount, 60'000'000) << head;
  }
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
