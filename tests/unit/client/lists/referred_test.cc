// SPDX-License-Identifier: Apache-2.0
// Lists about what is recorded: corrections of awards, payments, payments that came back, results. What such a list
// says is compared with the record, and what a correction does not say stays as it is.
#include <gmock/gmock.h>

#include "tests/unit/client/commands/program.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace world;  // NOLINT(google-build-using-namespace)
namespace fs = std::filesystem;

constexpr Fen kWan = 1'000'000;

class ListReferred : public ::testing::Test {
 protected:
  ListReferred() {
    program.keep_keys({{"award", &kAward}, {"pay", &kPay}});
    w().register_enterprises(5);
    w().create_programme(10'000 * kWan);
    RecordAwards awards =
        World::awards({World::award(1, 1, 100 * kWan, "甲线改造"), World::award(2, 2, 80 * kWan, "检测平台"),
                       World::award(3, 3, 60 * kWan, "Name")},
                      3, 240 * kWan);
    EXPECT_EQ(w().run(kAward, awards), Code::ok) << w().detail;
    EXPECT_EQ(w().run(kPay, World::payments(
                                {World::payment(1, 1, 1, 40 * kWan), World::payment(2, 2, 2, 30 * kWan)}, 2,
                                70 * kWan)),
              Code::ok)
        << w().detail;
  }
  World& w() { return program.net.world(); }
  AwardValue award(std::uint32_t line) { return w().value(AwardKey{"puhui-2022", "b1", line}); }
  /// Each run has a list of its own, without journal and questions of an earlier one.
  Ran run(const std::string& words, const std::string& text, const std::string& key,
          const std::string& more = "") {
    file = program.path("list" + std::to_string(++lists) + ".csv");
    write_bytes(file, text);
    return again(words, key, more);
  }
  Ran again(const std::string& words, const std::string& key, const std::string& more = "") {
    return program.run("--lang en " + words + " " + file + " --key " + key + " --passphrase-file " +
                       program.path("passphrase") + " " + more);
  }
  std::string answers(const std::string& answer) {
    std::string questions = file_bytes(file + ".questions.csv");
    questions.insert(questions.rfind('\n'), answer);
    write_bytes(program.path("answers.csv"), questions);
    return "--answers " + program.path("answers.csv");
  }
  Ran amend(const std::string& text, const std::string& more = "") {
    return run(kAmend, text, "award", more);
  }
  Ran pay(const std::string& text, const std::string& more = "") {
    return run("payment import --programme puhui-2022 --duplicates off --list q" + std::to_string(lists),
               text, "pay", more);
  }
  Ran reverse(const std::string& text, const std::string& verb = "return") {
    return run("payment " + verb + " puhui-2022 p1 --file", text, "pay");
  }
  static std::string who(unsigned number) {
    return std::string(enterprise_name(number)) + "," + std::string(text_of(code(number)));
  }
  const std::string kAmend = "award amend puhui-2022 b1 --reason 更正 --file";
  ProgramOnNetwork program;
  std::string file;
  unsigned lists = 0;
};

// ---- corrections ------------------------------------------------------------------------------------------

TEST_F(ListReferred, WhatACorrectionDoesNotSayStaysAsItIsRecorded) {
  const Ran amount = amend("序号,金额（万元）\n1,90\n");
  EXPECT_EQ(amount.exit, 0) << amount.output;
  EXPECT_THAT(amount.output,
              HasSubstr("b1#1: amount 1,000,000.00 CNY (100 wan) → 900,000.00 CNY (90 wan)\n"));
  EXPECT_EQ(award(1).amount, 90 * kWan);
  EXPECT_EQ(award(1).project, "甲线改造") << "no column of projects";
  EXPECT_EQ(award(1).code, code(1));
  EXPECT_EQ(award(1).beneficiary, enterprise_name(1));
  const Ran blank = amend(kHead + "2," + who(2) + ",,75\n3,,,,\n");
  EXPECT_EQ(award(2).project, "检测平台") << blank.output;
  EXPECT_EQ(award(2).amount, 75 * kWan);
  EXPECT_EQ(award(3).amount, 60 * kWan) << "nothing is said of it";
  const Ran project = amend("序号,项目名称\n3,乙线改造\n");
  EXPECT_EQ(project.exit, 0) << project.output;
  EXPECT_THAT(project.output, HasSubstr("b1#3: project Name → 乙线改造\n"));
  EXPECT_EQ(award(3).project, "乙线改造");
  EXPECT_EQ(award(3).amount, 60 * kWan);
  EXPECT_EQ(award(3).code, code(3));
}

TEST_F(ListReferred, WhatIsToBeEmptiedIsSaidOrAskedAbout) {
  const Ran said = amend("序号,项目名称\n3,-\n");
  EXPECT_EQ(said.exit, 0) << said.output;
  EXPECT_THAT(said.output, HasSubstr("b1#3: project Name → none\n"));
  EXPECT_EQ(award(3).project, "");
  const Ran asked = amend("序号,企业名称,项目名称,金额（万元）\n2,,无,75\n3,,/,70\n");
  EXPECT_EQ(asked.exit, 5) << asked.output;
  EXPECT_THAT(asked.output, AllOf(HasSubstr("taken away"), HasSubstr("检测平台"), Not(HasSubstr("b1#3:"))))
      << "the third has none already";
  const Ran answered = again(kAmend, "award", answers("accept"));
  EXPECT_EQ(answered.exit, 0) << answered.output;
  EXPECT_EQ(award(2).project, "");
  const Ran code_away = amend("序号,统一社会信用代码\n3,-\n");
  EXPECT_EQ(code_away.exit, 0) << code_away.output;
  EXPECT_FALSE(award(3).code);
  EXPECT_EQ(amend("序号,金额（万元）\n1,-\n").exit, 5) << "a sum cannot be taken away";
}

TEST_F(ListReferred, ANameAloneDoesNotMakeALineAnothersEnterprises) {
  const Ran other = amend("序号,企业名称,金额（万元）\n3," + std::string(enterprise_name(4)) + ",50\n");
  EXPECT_EQ(other.exit, 5) << other.output;
  EXPECT_THAT(other.output, AllOf(HasSubstr("another_record"), HasSubstr("b1#3")));
  const Ran with_code = amend("序号,企业名称,统一社会信用代码\n3," + who(4) + "\n");
  EXPECT_EQ(with_code.exit, 0) << with_code.output;
  EXPECT_THAT(with_code.output,
              HasSubstr("b1#3: enterprise 样例企业3 → 样例企业4; code " + std::string(text_of(code(3))) +
                        " → " + std::string(text_of(code(4)))));
  EXPECT_EQ(award(3).code, code(4));
  EXPECT_EQ(award(3).project, "Name");
  EXPECT_THAT(amend("序号,金额（万元）\n9,50\n").output, HasSubstr("unknown_award"));
}

TEST_F(ListReferred, OfACorrectionTheNewValuesAreRead) {
  const Ran both =
      amend("序号,原项目名称,更正后项目名称,原金额（万元）,更正后金额（万元）\n3,Name,丙线,60,70\n");
  EXPECT_EQ(both.exit, 0) << both.output;
  EXPECT_EQ(award(3).project, "丙线");
  EXPECT_EQ(award(3).amount, 70 * kWan);
  for (const char* wrong : {"序号,批次,金额（万元）\n3,b2,75\n", "序号,批次序号,金额（万元）\n3,2,75\n"})
    EXPECT_THAT(amend(wrong).output, HasSubstr("another_record")) << "the award is another: " << wrong;
  const std::string first_file =
      "序号,原项目名称,更正后项目名称,原金额（万元）,更正后金额（万元）\n3,Name,丙线,60,70\n";
  const Ran once_more = amend(first_file);
  EXPECT_EQ(once_more.exit, 0) << "it is so already, and was otherwise before: " << once_more.output;
  for (const char* wrong :
       {"序号,原金额（万元）,更正后金额（万元）\n3,65,75\n", "序号,调整前项目名称,项目名称\n3,Name,丁线\n",
        "序号,原企业名称,金额（万元）\n3,样例企业2,75\n",
        "序号,原统一社会信用代码,金额（元）\n3,91440000R00000015B,750000\n"}) {
    const Ran other = amend(wrong);
    EXPECT_EQ(other.exit, 5) << other.output;
    EXPECT_THAT(other.output, AllOf(HasSubstr("another_record"), HasSubstr("compared with the record")))
        << wrong;
  }
  const Ran by = amend("序号,增加额（万元）\n3,5\n");
  EXPECT_EQ(by.exit, 5) << "figures that nobody understands are asked about: " << by.output;
}

TEST_F(ListReferred, AnAmountFarFromTheRecordedOneIsAskedAboutWhateverItsUnit) {
  const Ran far = amend("序号,金额（元）\n1,500000\n2,80\n3,90\n");
  EXPECT_EQ(far.exit, 5) << far.output;
  EXPECT_THAT(far.output, AllOf(HasSubstr("800,000.00 → 80.00"), HasSubstr("600,000.00 → 90.00"),
                                HasSubstr("open questions"), Not(HasSubstr("500,000.00"))));
  EXPECT_THAT(file_bytes(file + ".questions.csv"), HasSubstr("recorded,"));
  const Ran wan = amend("序号,金额（万元）\n2,8000\n");
  EXPECT_EQ(wan.exit, 5) << wan.output;
  EXPECT_THAT(wan.output, HasSubstr("800,000.00 → 80,000,000.00"));
  EXPECT_EQ(amend("序号,金额（万元）\n3,0.5万元\n").exit, 5) << "the cell's own unit is no answer";
  const Ran answered = again(kAmend, "award", answers("accept"));
  EXPECT_EQ(answered.exit, 0) << answered.output;
  EXPECT_EQ(award(3).amount, kWan / 2);
}

// ---- payments ---------------------------------------------------------------------------------------------

TEST(ListReferredHeads, ThePayeeIsTheEnterprise) {
  for (const char* head : {"收款单位", "收款人", "收款人名称", "收款人全称", "收款方", "收款户名", "户名",
                           "账户名称", "收款账户名称", "用款单位", "领款单位", "收款单位名称", "开户名",
                           "开户名称", "收款企业", "受益人", "银行账户名称", "受款单位全称", "Payee"}) {
    const auto read = read_lines("序号,批次,批次序号," + std::string(head) +
                                     ",统一社会信用代码,拨付金额（万元）,支付日期\n1,b1,1,样例企业1," +
                                     kCode1 + ",5,2026-03-10\n",
                                 payment_list());
    ASSERT_TRUE(read) << head;
    EXPECT_TRUE(read->questions().empty()) << head;
    const ColumnAccount* const column = read->reading->account.of(Column::name);
    ASSERT_NE(column, nullptr) << head;
    EXPECT_EQ(column->head(), head);
  }
  for (const char* head : {"付款单位", "付款人名称", "收款账号", "收款人账号", "开户银行", "开户行名称",
                           "收款银行", "收款行名称", "开户银行名称", "收款单位开户行", "付款户名"})
    EXPECT_FALSE(meaning_of(std::string(head)).column) << head;
  EXPECT_EQ(meaning_of(std::string("收款金额（元）")).money, Money::paid);
}

TEST_F(ListReferred, ANameOfAPaymentUnderAnyHeadIsComparedOrAskedAbout) {
  const auto list = [](const std::string& head, unsigned named) {
    return "序号,批次,批次序号," + head + ",统一社会信用代码,拨付金额（万元）,支付日期\n1,b1,1," +
           std::string(enterprise_name(named)) + "有限公司," + std::string(text_of(code(1))) +
           ",5,2026-09-21\n";
  };
  const Ran other = pay(list("收款单位", 3));
  EXPECT_EQ(other.exit, 5) << other.output;
  EXPECT_THAT(other.output, HasSubstr("name_mismatch"));
  for (const char* head : {"拨付对象", "供应商", "乙方"}) {
    const Ran asked = pay(list(head, 3));
    EXPECT_EQ(asked.exit, 5) << head << asked.output;
    EXPECT_THAT(asked.output, AllOf(HasSubstr("open questions"), HasSubstr("企业名称"))) << head;
    EXPECT_THAT(again("payment import --programme puhui-2022 --list x", "pay", answers(head)).output,
                HasSubstr("name_mismatch"));
  }
}

TEST_F(ListReferred, AnotherProjectThanTheAwardsIsAskedAbout) {
  const auto list = [](const std::string& first, const std::string& second) {
    return "序号,批次,批次序号,企业名称,统一社会信用代码,项目名称,拨付金额（万元）,支付日期\n1,b1,1," +
           who(1) + "," + first + ",5,2026-09-21\n2,b1,3," + who(3) + "," + second + ",6,2026-09-21\n";
  };
  const std::string words = "payment import --programme puhui-2022 --duplicates off --list z";
  const Ran same = run(words + "1", list("", "ＮＡＭＥ"), "pay");
  EXPECT_EQ(same.exit, 0) << "width and blanks do not matter: " << same.output;
  const Ran other = run(words + "2", list("乙线改造", "Name"), "pay");
  EXPECT_EQ(other.exit, 5) << other.output;
  EXPECT_THAT(other.output, AllOf(HasSubstr("open questions"), HasSubstr("乙线改造 ≠ 甲线改造")));
  const Ran answered = again(words + "2", "pay", answers("accept"));
  EXPECT_EQ(answered.exit, 0) << answered.output;
  EXPECT_THAT(answered.output, HasSubstr("as answered"));
  const Ran changed =
      run(words + "3", list("丁线改造", "Name"), "pay", "--answers " + program.path("answers.csv"));
  EXPECT_EQ(changed.exit, 5) << "an answer is of what was asked: " << changed.output;
}

// ---- payments that came back, results -----------------------------------------------------------------------

TEST_F(ListReferred, OfAPaymentThatCameBackEverySumAndTheDayIsCompared) {
  for (const char* head : {"退回金额（万元）", "退票金额（万元）", "冲销金额（万元）", "金额（万元）",
                           "退款金额（万元）", "拨付金额（万元）"}) {
    const Ran part = reverse("序号," + std::string(head) + ",退回日期,原因\n1,15,2026-09-21,账号有误\n");
    EXPECT_EQ(part.exit, 5) << head << part.output;
    EXPECT_THAT(part.output, AllOf(HasSubstr("another_record"), HasSubstr("400,000.00"))) << head;
  }
  const Ran beside =
      reverse("序号,支付金额（万元）,退回金额（万元）,退回日期,原因\n1,40,15,2026-09-21,账号有误\n");
  EXPECT_EQ(beside.exit, 5) << beside.output;
  EXPECT_THAT(beside.output, AllOf(HasSubstr("another_record"), Not(HasSubstr("open questions"))));
  const Ran chosen = again("payment return puhui-2022 p1 --file", "pay", "--column 金额=支付金额（万元）");
  EXPECT_THAT(chosen.output, HasSubstr("another_record")) << "whichever is read";
  EXPECT_THAT(reverse("序号,金额大写,退回日期,原因\n1,壹拾伍万元整,2026-09-21,账号有误\n").output,
              HasSubstr("another_record"));
  const Ran day = reverse("序号,支付日期,冲销日期,原因\n1,2026-09-20,2026-09-21,误记\n", "void");
  EXPECT_EQ(day.exit, 5) << day.output;
  EXPECT_THAT(day.output, AllOf(HasSubstr("another_record"), HasSubstr("2026-09-21")));
  EXPECT_EQ(reverse("序号,支付日期,原因\n1,2026-09-21,误记\n").exit, 5) << "when it came back is not said";
  for (const char* wrong : {"序号,批次,退回日期,原因\n1,b2,2026-09-21,账号有误\n",
                            "序号,批次序号,退回日期,原因\n1,2,2026-09-21,账号有误\n"})
    EXPECT_THAT(reverse(wrong).output, HasSubstr("another_record")) << wrong;
  const Ran payee = reverse("序号,收款单位,退回日期,原因\n1,样例企业2,2026-09-21,账号有误\n");
  EXPECT_THAT(payee.output, HasSubstr("another_record")) << payee.output;
  const Ran project = reverse("序号,项目名称,退回日期,原因\n1,检测平台,2026-09-21,账号有误\n");
  EXPECT_EQ(project.exit, 5) << project.output;
  EXPECT_THAT(project.output, HasSubstr("检测平台 ≠ 甲线改造"));
  EXPECT_FALSE(w().value(PaymentKey{"puhui-2022", "p1", 1}).reversal);
  const Ran good = reverse(
      "序号,拨付批次,批次,批次序号,收款单位,项目名称,支付日期,支付金额（元）,退回金额（万元）,日期,原因\n1,"
      "p1,b1,1,样例企业1,"
      "甲线改造,2026-09-21,400000,40,2026-09-21,账号有误\n");
  EXPECT_EQ(good.exit, 0) << good.output;
  EXPECT_TRUE(w().value(PaymentKey{"puhui-2022", "p1", 1}).reversal);
}

TEST_F(ListReferred, AResultOfAnotherProjectIsAskedAbout) {
  for (const auto& [verb, result] : {std::pair("acceptance", "通过"), {"performance", "良"}}) {
    const Ran other = run(std::string(verb) + " import --programme puhui-2022",
                          "批次,批次序号,企业名称,项目名称,结果,日期\nb1,1,样例企业1,检测平台," +
                              std::string(result) + ",2026-09-21\n",
                          "award");
    EXPECT_EQ(other.exit, 5) << other.output;
    EXPECT_THAT(other.output, AllOf(HasSubstr("open questions"), HasSubstr("检测平台 ≠ 甲线改造")));
  }
  const Ran same = run("acceptance import --programme puhui-2022",
                       "批次,批次序号,项目名称,结果,日期\nb1,1, 甲线改造 ,通过,2026-09-21\n", "award");
  EXPECT_EQ(same.exit, 0) << same.output;
}

}  // namespace
}  // namespace credence::testing
