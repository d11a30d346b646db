// SPDX-License-Identifier: Apache-2.0
// What looks like a person in texts that are recorded for ever; and what only resembles it.
#include "client/lists/personal.h"

#include <gmock/gmock.h>

#include "client/lists/credit_fields.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ListPersons, NumbersAddressesAndNamesBehindWhatAnnouncesThem) {
  const std::pair<const char*, const char*> kFound[] = {
      {"检测平台（请洽13912345678）", "13912345678"},
      {"检测平台，电话 139-1234-5678", "139-1234-5678"},
      {"一期　１３９１２３４５６７８", "13912345678"},
      {"二期，咨询020-83131234转", "020-83131234"},
      {"三期 zhang.san@example.com", "zhang.san@example.com"},
      {"扣押粤B12D45号车辆", "粤B12D45"},
      {"扣押粤A·D12345车辆", "粤A·D12345"},
      {"产线（联系人：欧阳锋）", "联系人：欧阳锋"},
      {"当事人法定代表人李四到场", "法定代表人李四到"},
  };
  for (const auto& [text, found] : kFound) EXPECT_EQ(personal_in(text), found) << text;
}

TEST(ListPersons, WhatIsNone) {
  for (const char* text :
       {"年产13800万件零部件项目", "GB/T 19001-2016", "粤罚〔2026〕13912号", "V1.3.8001380013",
        "合同20261391234567", "项目编号A13912345678", "负责人培训平台", "联系人工智能实验室", "粤B2-20210001",
        "140-2026-88", "法定代表人变更", "2026-2028年度", "张三丰武术器材", "01234567"})
    EXPECT_EQ(personal_in(text), "") << text;
}

TEST(ListPersons, NamesStandAloneInClassesOfPersons) {
  for (const char* names : {"张三、李四", "博士（王小五）", "硕士/赵六", "陈七"})
    EXPECT_NE(personal_in(names, true), "") << names;
  for (const char* classes : {"博士", "高层次人才", "高端", "领军人才、青年拔尖人才", "应届", "管理", "高工",
                              "金融", "石油工程师", "专职", "本科及以上", "A类"})
    EXPECT_EQ(personal_in(classes, true), "") << classes;
  EXPECT_EQ(personal_in("张三、李四"), "") << "of a project";
}

TEST(ListPersons, AColumnIsAskedAboutOnce) {
  const std::string list = kHead + "1,样例甲公司," + kCode1 + ",研发（联系人陈小明）,10\n2,样例乙公司," +
                           kCode2 + ",研发13912345678,20\n3,样例丙公司," + kCode3 + ",研发三期,30\n";
  const auto read = read_awards(list);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->questions().size(), 1U);
  const Question& asked = read->question();
  EXPECT_EQ(asked.kind, Question::Kind::person);
  EXPECT_THAT(asked.lines, ElementsAre(2, 3));
  EXPECT_THAT(asked.written, AllOf(HasSubstr("项目名称"), HasSubstr("陈小明"), HasSubstr("13912345678")));
  EXPECT_THAT(read_awards(list, answered(asked, "accept"))->questions(), IsEmpty());
  const auto refused = read_awards(list, answered(asked, "leave"));
  EXPECT_TRUE(refused->asks(Question::Kind::person)) << "it is taken out in the file";
}

TEST(ListPersons, WhatIsKeptOfCreditIsLookedAtAndANumberOfAPersonIsNoCode) {
  const auto credit = [](const std::string& fact, const std::string& code) {
    auto sheet = read_text_sheet("CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_SY,CF_JDRQ,CF_GSJZQ\n样例甲公司," + code +
                                 ",粤罚〔2026〕1号," + fact + ",2026-05-01,2027-04-30\n");
    return *std::move(sheet);
  };
  const Sheet sheet = credit("驾驶粤A12345运输，电话13912345678", kCode1);
  const auto read = read_credit_list(sheet, {});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->questions.size(), 1U);
  EXPECT_EQ(read->questions[0].kind, Question::Kind::person);
  EXPECT_THAT(read->questions[0].written, HasSubstr("CF_SY"));
  const Sheet person = credit("违规排放", "11010519491231002X");
  const auto reading = read_credit_list(person, {});
  const CreditDraft draft(person, *reading, CreditClass::general);
  ASSERT_FALSE(draft.problems().empty());
  EXPECT_EQ(draft.problems()[0].what.code, Code::personal_data);
  EXPECT_EQ(draft.problems()[0].value, "");
}

TEST(ListSignatures, UnderAListAreNotesWhereverTheirDayStands) {
  const std::string lines = kHead + "1,样例甲公司," + kCode1 + ",一,10\n2,样例乙公司," + kCode2 + ",二,20\n";
  for (const char* signature :
       {"制表人：陈某,审核人：林某,2026年3月1日,,\n", "制表：陈某,,2026.3.1,,\n",
        "经办人 陈某,审核 林某,日期 2026-03-01,,\n", ",,2026年3月1日,,\n",
        "单位负责人：,,填表日期：2026年3月,,\n", "制表 陈某某,,审核 林某某（财政资金绩效评价处）,,\n"}) {
    const auto read = read_awards(lines + signature);
    ASSERT_TRUE(read) << signature;
    EXPECT_EQ(read->problem(), Code::ok) << signature;
    EXPECT_EQ(read->lines.size(), 2U) << signature;
    EXPECT_THAT(read->questions(), IsEmpty()) << signature;
  }
  const auto offices = read_lines("推荐处室,企业名称,统一社会信用代码,证书编号\n审批一科,样例甲公司," +
                                      kCode1 + ",A1\n审批二科,样例乙公司," + kCode2 + ",A2\n",
                                  qualification_list(), {}, {.valid_from = Date{2026, 4, 1}});
  ASSERT_TRUE(offices);
  EXPECT_EQ(offices->lines.size(), 2U) << "what stands first in a line may begin so";
  const auto bad = read_awards(lines + "3,样例丙公司,2026年3月1日,三,30\n");
  EXPECT_EQ(bad->problems().size(), 1U) << "a line with a number has a bad code";
}

}  // namespace
}  // namespace credence::testing
