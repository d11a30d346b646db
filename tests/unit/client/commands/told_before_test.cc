// SPDX-License-Identifier: Apache-2.0
// What a checker and who signs are told: which sum an action without one undoes, what a rule was before, which money an
// enterprise leaves; and what may wait side by side. And what a proof and a page tell of what has ended.
#include "client/base/files.h"
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

class CliToldBefore : public CliThings {
 protected:
  CliToldBefore() : CliThings(with_later_features(governed_genesis(true)), true) {
    done(kProgramme, World::programme());
    done(kAward, World::awards({World::award(1, 1, 40'000), World::award(2, 2, 50'000, "平台")}, 2, 90'000));
    pays(World::payments({World::payment(1, 1, 1, 30'000)}, 1, 30'000));
    done(kAward, DemandRecovery{"puhui-2022", "r1", "b1", 1, 20'000, "", "挪用", {.interest = 800}});
    pays(RecordRecovery{"puhui-2022", "r1", 1, 1'200, kDay, {.interest = 340}});
  }
  void pays(const Action& action) {
    ASSERT_EQ(w().run(kPay, action, {&kFinanceCheck}), Code::ok) << w().detail;
  }
  [[nodiscard]] Ran sign(const std::string& words, const std::string& key = "award") const {
    return program.run(words + signing(key));
  }
  [[nodiscard]] json::array waiting() const { return json_of("pending list").at("pending").as_array(); }
  [[nodiscard]] std::string id(std::size_t i) const {
    return std::string(waiting().at(i).at("transaction").as_string()).substr(0, 12);
  }
  void shows_sum(const std::string& sum, const std::string& fen) const {
    ASSERT_EQ(waiting().size(), 1U);
    EXPECT_EQ(waiting().at(0).at("amount_fen").as_string(), fen);
    EXPECT_THAT(program.run("pending list").output, HasSubstr(sum));
    EXPECT_THAT(program.run("pending show " + id(0)).output,
                AllOf(HasSubstr(sum), HasSubstr("counts no more (CNY)")));
  }
};

TEST_F(CliToldBefore, WhatIsTakenBackIsToldWithItsSum) {
  ASSERT_EQ(sign("recovery void puhui-2022 r1 1 --reason 误录", "pay").exit, 0);
  shows_sum("15.40", "1540");
  EXPECT_THAT(program.run("pending show " + id(0)).output,
              AllOf(HasSubstr("of it charges"), HasSubstr("3.40")));
  ASSERT_EQ(sign("pending reject " + id(0) + " --reason 无误", "finance-check").exit, 0);

  CreateProgramme fund = World::programme(1'000'000);
  fund.id = "fund", fund.kind = ProgrammeKind::fund_investment, fund.fiscal_year = 2026;
  done(kProgramme, fund);
  RecordAwards invested = World::awards({World::award(1, 1, 70'000)}, 1, 70'000);
  invested.programme = "fund";
  done(kAward, invested);
  done(kAward, RecordSocialCapital{"fund", "s1", "b1", 1, "样例创投", 6'600, kDay, "", false, {}, {}});
  ASSERT_EQ(sign("fund withdraw fund s1 --reason 误录").exit, 0);
  shows_sum("66.00", "6600");
}

TEST_F(CliToldBefore, AnObjectionToTheWholeIsToldWithAllThatItTakes) {
  RecordAwards notice =
      World::awards({World::award(1, 1, 1'100, "甲"), World::award(2, 3, 2'200, "乙")}, 2, 3'300);
  notice.batch = "b7";
  notice.stage = AwardStage::public_notice;
  done(kAward, notice);
  ASSERT_EQ(w().run(kScience, FileObjection{"puhui-2022", "b7", 0, "评审有误", {}}, {&kScienceCheck}),
            Code::ok)
      << w().detail;
  ASSERT_EQ(sign("award decide puhui-2022 b7 1 --upheld --reason 属实").exit, 0);
  EXPECT_EQ(waiting().at(0).at("amount_fen").as_string(), "3300");
  EXPECT_THAT(program.run("pending show " + id(0)).output, AllOf(HasSubstr("b7"), HasSubstr("33.00")));
}

TEST_F(CliToldBefore, AReceiptFollowsOnThoseThatWait) {
  const std::string record = "recovery record puhui-2022 r1 --on 2026-09-21 --amount ";
  ASSERT_EQ(sign(record + "11元", "pay").exit, 0);
  const Ran second = sign(record + "22元", "pay");
  EXPECT_EQ(second.exit, 0) << second.output;
  EXPECT_THAT(sign(record + "22元 --dry-run", "pay").output, HasSubstr("waits_already"));
  EXPECT_THAT(sign(record + "22元", "pay").output, HasSubstr("waits_already")) << "the very same";
  EXPECT_THAT(sign(record + "23元 --dry-run", "pay").output, HasSubstr("would wait"));
  ASSERT_EQ(waiting().size(), 2U);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(sign("pending approve " + id(0), "finance-check").exit, 0);
  EXPECT_EQ(w().value(RecoveryKey{"puhui-2022", "r1"}).recovered, 1'200 + 3'300);
}

TEST_F(CliToldBefore, CorrectionsOfDifferentLinesWaitSideBySide) {
  ASSERT_EQ(sign("award amend puhui-2022 b1 1 --project 智能产线 --reason 笔误").exit, 0);
  const Ran other = sign("award amend puhui-2022 b1 2 --project 协同平台 --reason 名称不全");
  EXPECT_EQ(other.exit, 0) << other.output;
  EXPECT_THAT(sign("award amend puhui-2022 b1 1 --project 智能产线 --reason 笔误").output,
              HasSubstr("waits_already"));
  EXPECT_THAT(sign("award amend puhui-2022 b1 1 --project 别的 --reason 笔误").output,
              HasSubstr("another_waits"));
  EXPECT_THAT(sign("award amend puhui-2022 b1 2 --amount 450元 --reason 核减").output,
              HasSubstr("another_waits"))
      << "the batch's total would be another, and the earlier one would set it back";
  for (int i = 0; i < 2; ++i) EXPECT_EQ(sign("pending approve " + id(0), "check").exit, 0);
  EXPECT_EQ(w().value(AwardKey{"puhui-2022", "b1", 1}).project, "智能产线");
  EXPECT_EQ(w().value(AwardKey{"puhui-2022", "b1", 2}).project, "协同平台");
}

TEST_F(CliToldBefore, ATitlesRuleIsToldWithTheOneBefore) {
  ASSERT_EQ(sign("title rules specialized v2 --from 2022-01-01 --years 3 --notice-days 5 --checker check",
                 "qualify")
                .exit,
            0);
  ASSERT_EQ(sign("title rules specialized v3 --from 2026-01-01 --years 4 --notice-days 7", "qualify").exit,
            0);
  EXPECT_THAT(program.run("pending show " + id(0)).output,
              AllOf(HasSubstr("what changes"), HasSubstr("v2 → v3"), HasSubstr("5 → 7"), HasSubstr("3 → 4")));
}

TEST_F(CliToldBefore, TheEndOfAnEnterpriseNamesItsMoney) {
  const std::string dissolve = "enterprise dissolve " + code_text(1) + " --from 2026-09-22";
  const Ran waits = sign(dissolve, "registrar");
  ASSERT_EQ(waits.exit, 0) << waits.output;
  const auto told = AllOf(HasSubstr("1 award, 400.00"), HasSubstr("of it unpaid 100.00"),
                          HasSubstr("nothing more is paid"), HasSubstr("still to come back"),
                          HasSubstr("puhui-2022/r1"), HasSubstr("188.00"), HasSubstr("interest 4.60"));
  EXPECT_THAT(waits.output, told);
  EXPECT_THAT(program.run("pending show " + id(0)).output, told);
  const Ran merged = program.run("--lang zh enterprise merge " + code_text(2) + " --into " + code_text(3) +
                                 " --from 2026-09-22 --dry-run" + signing("registrar"));
  EXPECT_THAT(merged.output, Not(HasSubstr("尚待追回"))) << merged.output;
}

/// Without four eyes.
class CliToldOfEnds : public CliThings {};

TEST_F(CliToldOfEnds, NobodyInvestsBesideAFundInHimselfByHisNameEither) {
  create("fund", ProgrammeKind::fund_investment, 1'000'000);
  RecordAwards invested = World::awards({World::award(1, 2, 70'000)}, 1, 70'000);
  invested.programme = "fund";
  done(kAward, invested);
  done(kRegistrar, RenameEnterprise{code(2), "新名样例科技有限公司", kDay, ""});
  const auto capital = [&](const std::string& entry, const std::string& name) {
    return program.run("fund record fund " + entry +
                       " --batch b1 --line 1 --amount 5元 --on 2026-09-21 --investor '" + name + "'" +
                       signing("award"));
  };
  for (const std::string& name : {std::string("新名样例科技有限公司"), std::string(enterprise_name(2)),
                                  std::string("新名样例科技 有限公司")}) {
    const Ran own = capital("s1", name);
    EXPECT_EQ(own.exit, 2) << name;
    EXPECT_THAT(own.output, HasSubstr("own_investor")) << name;
  }
  EXPECT_EQ(capital("s1", "旁人创投").exit, 0);
}

TEST_F(CliToldOfEnds, AProofOfAnInvestmentThatEndedSaysSo) {
  create("fund", ProgrammeKind::fund_investment, 1'000'000);
  RecordAwards invested =
      World::awards({World::award(1, 2, 70'000), World::award(2, 3, 50'000, "平台")}, 2, 120'000);
  invested.programme = "fund";
  done(kAward, invested);
  RecordPayments paid =
      World::payments({World::payment(1, 1, 2, 70'000), World::payment(2, 2, 3, 50'000)}, 2, 120'000);
  paid.programme = "fund";
  done(kPay, paid);
  const auto ends = [&](const Id& entry, std::uint32_t line, ReturnKind kind, ExitWay way, Fen cost,
                        Fen proceeds) {
    done(kAward, RecordFundReturn{"fund", entry, "b1", line, kind, way, cost, proceeds, kDay, "", {}});
  };
  ends("x1", 1, ReturnKind::exit, ExitWay::buy_back, 40'000, 55'500);
  ends("x2", 1, ReturnKind::loss, ExitWay::none, 30'000, 0);
  ends("x3", 2, ReturnKind::exit, ExitWay::transfer, 10'000, 9'900);
  const auto verified = [&](const std::string& line, const std::string& lang) {
    const Ran made =
        program.run("prove award fund b1 " + line + " --overwrite -o " + program.path("a.proof"));
    EXPECT_EQ(made.exit, 0) << made.output;
    return run_program("verify " + program.path("a.proof") + program.anchor() + " --any-age --lang " + lang)
        .output;
  };
  EXPECT_THAT(verified("1", "zh"),
              AllOf(HasSubstr("投资已全部终结"), HasSubstr("700.00"), HasSubstr("核销损失"),
                    HasSubstr("累计回收"), HasSubstr("555.00"), Not(HasSubstr("已投资"))));
  EXPECT_THAT(verified("1", "en"), AllOf(HasSubstr("has ended whole"), HasSubstr("written off 300.00")));
  EXPECT_THAT(verified("2", "en"),
              AllOf(HasSubstr("the award stands, invested"), HasSubstr("of its cost ended 100.00"),
                    HasSubstr("returned 99.00"), Not(HasSubstr("whole"))));
  EXPECT_THAT(program.run("award show fund b1").output,
              AllOf(HasSubstr("investment ended whole"), HasSubstr("invested")));
  EXPECT_THAT(program.run("--lang zh award show fund b1 1").output,
              AllOf(HasSubstr("投资已全部终结"), HasSubstr("核销损失 300.00")));
  EXPECT_THAT(program.run("programme show fund --awards").output, HasSubstr("investment ended whole"));
}

TEST_F(CliToldOfEnds, ABanIsToldOfEveryTerm) {
  QualificationRule rule;
  rule.version = "v1", rule.effective_from = {2018, 1, 1}, rule.years = 3, rule.ban_years = 9;
  done(kQualify, SetQualificationRule{"specialized", rule});
  done(kQualify, World::issue("specialized", 1, {2019, 1, 1}));
  done(kQualify, World::issue("specialized", 1, {2024, 10, 1}));
  done(kQualify, RevokeQualification{"specialized", code(1), {2020, 2, 1}, "", "虚假材料", true});
  const Date last = *w().value(QualificationKey{"specialized", code(1)}).banned_to;
  for (const char* day : {"2019-06-01", "2020-06-01", "2026-09-21"})
    EXPECT_THAT(program.run("title show specialized " + code_text(1) + " --on " + day).output,
                HasSubstr("banned to " + last.iso()))
        << day;
  EXPECT_EQ(
      json_of("title show specialized " + code_text(1) + " --on 2019-06-01").at("banned_to").as_string(),
      last.iso());
  EXPECT_THAT(program.run("--lang zh enterprise show " + code_text(1)).output,
              HasSubstr("禁止申报至 " + last.iso()));
}

TEST_F(CliToldOfEnds, ARenewalKeepsTheNumberThatNobodyGives) {
  IssueQualifications issue = World::issue("specialized", 1, {2024, 1, 1});
  issue.lines.front().certificate_no = "ZS-77";
  done(kQualify, issue);
  const Date next = after_days(*w().value(QualificationKey{"specialized", code(1)}).valid_to, 1);
  write_bytes(program.path("renew.csv"), "序号,企业名称,统一社会信用代码\n1," +
                                             std::string(enterprise_name(1)) + "," + code_text(1) + "\n");
  const Ran renewed =
      program.run("title renew " + program.path("renew.csv") + " --title specialized --batch q2 --from " +
                  next.iso() + signing("qualify"));
  EXPECT_EQ(renewed.exit, 0) << renewed.output;
  EXPECT_THAT(renewed.output, HasSubstr("ZS-77"));
  EXPECT_EQ(w().value(QualificationKey{"specialized", code(1)}).certificate_no, "ZS-77");
}

}  // namespace
}  // namespace credence::testing
