// SPDX-License-Identifier: Apache-2.0
// Words, columns, titles and heads that say no: what they are known by, and what is asked.
#include <gmock/gmock.h>

#include "client/lists/verdict.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

TEST(ListVerdict, WordsSayNoByTheirStructure) {
  for (const char* text : {"未获批准",
                           "不予兑付",
                           "暂不拨款",
                           "拟不纳入",
                           "尚未提交资料",
                           "没有到场答辩",
                           "不在支持范围",
                           "未能按期开工",
                           "待专家复核",
                           "待补材料",
                           "缓发",
                           "暂扣",
                           "拒不整改",
                           "已被除名",
                           "自愿弃权",
                           "资格已被取缔",
                           "资金已缴回",
                           "退款",
                           "破产重整",
                           "限高",
                           "无力实施",
                           "无法联系",
                           "非正常户",
                           "经营异常",
                           "账户被查封",
                           "支付中",
                           "材料审核中",
                           "挂起",
                           "候补第二名",
                           "列为备选",
                           "储备项目",
                           "核减2万元",
                           "调减",
                           "金额有误",
                           "应为5万元",
                           "改为30",
                           "减半",
                           "追加10万",
                           "重复申报，材料齐全",
                           "On hold",
                           "Not eligible",
                           "never paid",
                           "disqualified",
                           "Returned by bank",
                           "waitlisted",
                           "基础较好，但未达标",
                           "不同意立项",
                           "被列入失信名单",
                           "企业已迁出",
                           "有条件通过",
                           "不良记录"})
    EXPECT_FALSE(no_word(text).empty()) << text;
  for (const char* text : {"未注销",
                           "未被列入黑名单",
                           "未发现违法、违规行为",
                           "无重大安全事故",
                           "不存在重复申报",
                           "无异议",
                           "没有失信记录",
                           "未享受过同类补助",
                           "从未受过处罚",
                           "不锈钢制品",
                           "未来产业",
                           "不含设备款",
                           "不超过50万元",
                           "优待证",
                           "待遇落实",
                           "缓释片",
                           "暂住证",
                           "停车楼",
                           "退役军人创业",
                           "加快培育",
                           "首批",
                           "含税",
                           "污水处理中心",
                           "无纺布",
                           "非公企业",
                           "不动产登记",
                           "不同批次",
                           "notebook",
                           "no remarks",
                           "not rejected",
                           "Holding company",
                           "期待",
                           "没收"})
    EXPECT_EQ(no_word(text), "") << text;
}

Voice voice(const std::string& head, bool figures = false) {
  return voice_of(head, meaning_of(head), figures);
}

TEST(ListVerdict, HeadsThatAskOrJudge) {
  for (const char* head : {"是否予以奖补", "是否拟安排", "是否兑付", "是否给予资金支持", "支持与否", "通过否",
                           "能否立项", "是否纳入本批", "拟支持", "建议支持", "入选", "是否支持（是/否）",
                           "Approved?", "Eligible", "是否属于支持范围", "是否", "是否达到要求"})
    EXPECT_EQ(voice(head), Voice::asks) << head;
  for (const char* head : {"审定结果", "审查结论", "专家意见", "资助情况", "拨付状态", "复核意见",
                           "Payment status", "公示情况", "评审结果（通过/不通过）", "结果"})
    EXPECT_EQ(voice(head), Voice::judges) << head;
  for (const char* head :
       {"是否违规", "是否重复享受", "未通过原因", "失信情况", "是否不予支持", "否", "撤销日期"})
    EXPECT_EQ(voice(head), Voice::warns) << head;
  for (const char* head :
       {"是否首次申报", "是否为高新技术企业", "是否规上企业", "是否享受过其他补贴", "是否上市"})
    EXPECT_EQ(voice(head), Voice::facts) << head;
  for (const char* head : {"备注", "类别", "项目类型", "说明", "Remarks", "", "标注"})
    EXPECT_EQ(voice(head), Voice::freely) << head;
  for (const char* head : {"联系电话", "主营产品", "开户银行", "办公地址"})
    EXPECT_EQ(voice(head), Voice::silent) << head;
  EXPECT_EQ(voice("拟支持", true), Voice::silent) << "with figures it is a sum";
  for (const char* head : {"是否补助", "是否拟奖励", "资助与否", "可否补贴"})
    EXPECT_FALSE(meaning_of(head).column) << head << " is no rival of the amount";
}

/// Four lines with these values in a column of this head.
auto with_column(const std::string& head, const std::vector<std::string>& values,
                 const ListAnswers& answers = {}) {
  std::string text = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）," + head + "\n";
  for (unsigned i = 0; i < values.size(); ++i)
    text += std::to_string(i + 1) + ",样例" + std::to_string(i + 1) + "公司," +
            std::string(text_of(samples::code(i + 1))) + ",项目" + std::to_string(i + 1) + ",10," +
            values[i] + "\n";
  return read_awards(text, answers);
}

TEST(ListVerdict, InAColumnThatJudgesWhateverIsNoYesIsAskedAbout) {
  const std::pair<std::string, std::vector<std::string>> kColumns[] = {
      {"是否拟奖补", {"是", "是", "否", "是"}},
      {"是否给予扶持", {"√", "√", "×", "√"}},
      {"评审结论", {"通过", "通过", "搁浅", "通过"}},
      {"是否兑付", {"Y", "Y", "N", "Y"}},
      {"是否立项", {"1", "1", "0", "1"}},
      {"入选", {"√", "√", "", "√"}},
      {"拨付状态", {"已拨付", "已拨付", "在途", "已拨付"}},
      {"拟支持", {"√", "√", "○", "√"}},
      {"是否失信", {"否", "否", "是", "否"}},
      {"审查意见", {"同意", "同意", "再议", "同意"}},
      {"评审等级", {"A", "B", "不达标", "A"}},
      {"标识", {"", "", "删", ""}},
      {"入选情况", {"入选", "入选", "另行研究", "入选"}},
      {"不予支持理由", {"", "", "材料造假", ""}},
      {"登记状态", {"存续", "在业", "迁出", "正常"}},
      {"Approved", {"yes", "yes", "no", "yes"}},
      {"审核结果", {"通过", "通过", "0", "通过"}},
      {"核查情况", {"属实", "属实", "存疑", "属实"}}};
  for (const auto& [head, values] : kColumns) {
    const auto open = with_column(head, values);
    ASSERT_TRUE(open) << head;
    ASSERT_EQ(open->questions().size(), 1U) << head;
    EXPECT_EQ(open->question().kind, Question::Kind::refused) << head;
    EXPECT_EQ(open->question().lines, (std::vector<std::size_t>{4})) << head;
    EXPECT_THAT(open->question().text.zh, HasSubstr(head));
    EXPECT_EQ(with_column(head, values, answered(open->question(), "leave"))->lines.size(), 3U) << head;
    EXPECT_EQ(with_column(head, values, answered(open->question(), "take"))->lines.size(), 4U) << head;
  }
}

TEST(ListVerdict, WhatIsClearIsNotAskedAbout) {
  const std::pair<std::string, std::vector<std::string>> kColumns[] = {
      {"是否拟奖补", {"是", "√", "Y", "拟支持"}},
      {"评审结果", {"85", "92.5", "77", "60"}},
      {"评审结果", {"一等奖", "二等奖", "优秀", "A"}},
      {"认定结果", {"省级", "国家级", "省级", "高新技术企业"}},
      {"专家意见", {"技术先进，建议立项", "符合条件", "同意支持", "该项目基础扎实，市场前景广阔"}},
      {"是否首次申报", {"是", "否", "否", "是"}},
      {"备注", {"首批", "无", "", "未享受过其他补贴"}},
      {"类别", {"技改", "研发", "不锈钢", "未来产业"}},
      {"是否失信", {"否", "否", "无", "未失信"}},
      {"补助方式", {"事后奖补", "贴息", "后补助", "股权"}},
      {"不予支持理由", {"", "/", "无", ""}},
      {"支付状态", {"支付成功", "已打款", "拨付完毕", "已到账"}}};
  for (const auto& [head, values] : kColumns) {
    const auto read = with_column(head, values);
    ASSERT_TRUE(read) << head;
    EXPECT_TRUE(read->questions().empty()) << head << ": " << read->question().text.zh;
    EXPECT_EQ(read->lines.size(), 4U) << head;
  }
}

TEST(ListVerdict, OneQuestionForAColumnAndAValueNotOneForEachLine) {
  const auto open = with_column("审核结果", {"通过", "不通过", "待定", "不通过"});
  ASSERT_EQ(open->questions().size(), 2U);
  EXPECT_EQ(open->question(0).lines, (std::vector<std::size_t>{3, 5}));
  EXPECT_EQ(open->question(1).lines, (std::vector<std::size_t>{4}));
  // Longer texts are asked about by the word that says no.
  const auto remarks =
      with_column("备注", {"", "核减设备款三万元后按此数安排", "核减人工费两万元后按此数安排", ""});
  ASSERT_EQ(remarks->questions().size(), 1U);
  EXPECT_EQ(remarks->question().lines.size(), 2U);
  std::vector<std::string> many;
  for (unsigned i = 0; i < 60; ++i) many.push_back("缓办" + std::to_string(i));
  EXPECT_LE(with_column("审核结果", many)->questions().size(), 21U);
}

TEST(ListVerdict, TheSameLinesAreAskedAboutOnceWhoeverSpeaksOfThem) {
  const auto read = with_column("审核结果,备注", {"通过,", "不通过,材料不齐", "通过,", "通过,"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->questions().size(), 1U);
  EXPECT_THAT(read->question().text.zh, ::testing::AllOf(HasSubstr("不通过"), HasSubstr("材料不齐")));
}

TEST(ListVerdict, BracketsBehindANameOrAProjectAreHeard) {
  const std::string list = kHead + "1,样例甲公司（已弃权）," + kCode1 + ",一,10\n2,样例乙公司（样例）," +
                           kCode2 + ",二（缓拨）,10\n3,样例丙公司," + kCode3 + ",三（二期）,10\n";
  EXPECT_EQ(read_awards(list)->questions().size(), 2U);
}

TEST(ListVerdict, ACorrectionMaySayThatASumWasChanged) {
  const std::string list = "序号,企业名称,统一社会信用代码,金额（万元）,备注\n1,样例甲公司," + kCode1 +
                           ",10,核减2万元\n2,样例乙公司," + kCode2 + ",10,企业弃权\n";
  EXPECT_EQ(read_lines(list, amended_award_list())->questions().size(), 1U);
  EXPECT_EQ(read_awards(list)->questions().size(), 2U);
}

// ---- titles, sheets, parts

TEST(ListVerdict, TitlesThatSayNo) {
  for (const char* title : {"不符合条件企业清单", "附件2：暂缓安排项目表", "2025年奖补资金收回明细",
                            "拟摘牌企业公示", "落选名单", "候补企业名单", "已作废", "未立项项目一览表",
                            "资金核减表", "征求意见稿", "Rejected applications", "备选"})
    EXPECT_FALSE(title_no_word(title).empty()) << title;
  for (const char* title : {"2026年未来产业专项资金安排表", "退役军人创业补贴发放表",
                            "注：不符合条件的不予受理", "填报说明：未盖章的无效", "不锈钢产业集群奖补名单",
                            "拟支持企业名单", "残疾人待遇补贴", "Sheet1", "名单"})
    EXPECT_EQ(title_no_word(title), "") << title;
  for (const char* title : {"申报企业名单", "2026年技改奖补资金申请汇总表", "申报", "高新技术企业认定申报表",
                            "申请认定企业名单", "推荐项目汇总表"})
    EXPECT_TRUE(is_title_of_applications(title)) << title;
  for (const char* title : {"经费审减一览表", "二类（储备）", "粮油储备", "储备"})
    EXPECT_FALSE(title_no_word(title).empty()) << title;
  for (const char* title :
       {"三季度用款计划", "专项资金请款单", "拟兑付明细", "待付资金表", "资金支付计划表", "拟支付资金"})
    EXPECT_TRUE(is_title_of_a_plan(title)) << title;
  for (const char* title : {"科技计划项目资金拨付明细表", "2023年数字经济产业扶持计划", "用款计划执行情况表",
                            "专项资金计划（第一批）拨付情况表", "2026年资金支付表", "已付资金明细"})
    EXPECT_FALSE(is_title_of_a_plan(title)) << title;
  for (const char* title :
       {"高新技术企业更名名单", "企业名称变更公示", "瞪羚企业培育库名单", "高新技术企业异地搬迁名单"})
    EXPECT_TRUE(is_title_of_changes(title)) << title;
  for (const char* title : {"2026年度专精特新中小企业名单", "创新型中小企业名单（含更名企业）",
                            "优质中小企业梯度培育名单", "说明：企业如有更名，请及时报告"})
    EXPECT_FALSE(is_title_of_changes(title)) << title;
  for (const char* text : {"已注销", "暂缓", "不予支持", "停用、已取消"})
    EXPECT_TRUE(is_verdict_alone(text)) << text;
  for (const char* text : {"不涉及土建", "异常行为检测", "不详", "待定路名", "不改变产能"})
    EXPECT_FALSE(is_verdict_alone(text)) << text;
  for (const char* title :
       {"申报项目资金安排表", "2026年资金下达表", "申报企业评审结果", "名单", "申报项目拟支持公示"})
    EXPECT_FALSE(is_title_of_applications(title)) << title;
}

TEST(ListVerdict, ATitleThatSaysNoIsOneQuestionForTheWholeTable) {
  const std::string lines = "样例甲公司," + kCode1 + ",10\n样例乙公司," + kCode2 + ",20\n";
  const std::string heads = "企业名称,统一社会信用代码,金额（万元）\n";
  for (const std::string title : {"2026年度暂不安排项目表", "资金追缴清单", "申请单位汇总表"}) {
    const std::string list = title + ",,\n" + heads + lines;
    const auto open = read_awards(list);
    ASSERT_TRUE(open) << title;
    ASSERT_EQ(open->questions().size(), 1U) << title;
    EXPECT_EQ(open->question().lines.size(), 2U) << title;
    EXPECT_THAT(open->question().text.zh, HasSubstr(title));
    EXPECT_EQ(read_awards(list, answered(open->question(), "take"))->lines.size(), 2U);
    EXPECT_EQ(read_awards(list, answered(open->question(), "leave"))->lines.size(), 0U);
  }
  Sheet sheet = *read_text_sheet(heads + lines);
  sheet.name = "落选企业";
  EXPECT_EQ(read_lines(std::move(sheet), award_list())->questions().size(), 1U) << "the name of the sheet";
  const auto asked =
      read_lines("申报项目汇总表,,,\n企业名称,统一社会信用代码,项目名称,申报金额（万元）\n样例甲公司," +
                     kCode1 + ",一,10\n",
                 project_list());
  EXPECT_TRUE(asked->questions().empty()) << "a list of what is applied for";
}

TEST(ListVerdict, AHeadOrANoteSpeaksOfTheLinesBelowOrAbove) {
  const auto line = [](unsigned number) {
    return std::to_string(number) + ",样例" + std::to_string(number) + "公司," +
           std::string(text_of(samples::code(number))) + ",项目,10\n";
  };
  const auto lines_of = [](const auto& read) {
    return read->questions().empty() ? std::vector<std::size_t>{} : read->question().lines;
  };
  using Lines = std::vector<std::size_t>;
  for (const std::string head :
       {"以下企业缓拨,,,,\n", "三、资格被取缔的,,,,\n", "以下为候补,,,,\n", "（二）待核查项目,,,,\n"})
    EXPECT_EQ(lines_of(read_awards(kHead + line(1) + head + line(2) + line(3))), (Lines{4, 5})) << head;
  EXPECT_EQ(lines_of(read_awards(kHead + line(1) + line(2) + "注：以上企业未过会,,,,\n")), (Lines{2, 3}));
  EXPECT_EQ(lines_of(read_awards(kHead + "一、样例市,,,,\n" + line(1) + "二、样例县,,,,\n" + line(2) +
                                 "注：上述项目暂停,,,,\n")),
            (Lines{5}))
      << "those of its part";
  EXPECT_EQ(lines_of(read_awards(kHead + line(1) + "注：本表不含市级配套,,,,\n" + line(2))), Lines{});
  EXPECT_EQ(lines_of(read_awards(kHead + line(1) + line(2) + "说明：未盖章的表格无效,,,,\n")), Lines{});
}

}  // namespace
}  // namespace credence::testing
