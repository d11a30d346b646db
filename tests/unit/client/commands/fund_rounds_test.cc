// SPDX-License-Identifier: Apache-2.0
// Rounds of a fund's investments from a list to every page that tells them, and who invests beside it.
#include "client/base/files.h"
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

class CliRounds : public CliThings {
 protected:
  CliRounds() { create("fund", ProgrammeKind::fund_investment, 1'000'000'000); }
  Ran import(const std::string& rows, const std::string& more = {}) {
    write_bytes(program.path("fund.csv"),
                "序号,企业名称,统一社会信用代码,项目名称,金额（元）,投资轮次,持股比例\n" + rows);
    return program.run("award import " + program.path("fund.csv") +
                       " --programme fund --batch b1 --published 2026-09-01" + more + signing("award"));
  }
  static std::string row(unsigned n, const std::string& round, const std::string& stake) {
    return std::to_string(n) + "," + std::string(enterprise_name(n)) + "," + code_text(n) + ",项目" +
           std::to_string(n) + ",40000.00," + round + "," + stake + "\n";
  }
  Ran capital(const std::string& entry, const std::string& more) {
    return program.run("fund record fund " + entry + " --batch b1 --line 1 --amount 2万元 --on 2026-09-01 " +
                       more + signing("award"));
  }
};

TEST_F(CliRounds, AListIsReadWithThemAndNothingUnreadableIsDropped) {
  EXPECT_THAT(import(row(1, "A+轮", "12.5%")).output, AllOf(HasSubstr("bad_round"), HasSubstr("A+轮")));
  EXPECT_THAT(import(row(1, "A轮", "0.125")).output, HasSubstr("bad_stake"));
  EXPECT_THAT(import(row(1, "A轮", "101%")).output, HasSubstr("bad_stake"));
  EXPECT_THAT(import(row(1, "", "12.5%")).output, HasSubstr("missing_value"));
  const Ran dry = import(row(1, "A轮", "12.5%") + row(2, "", ""), " --dry-run");
  EXPECT_EQ(dry.exit, 0) << dry.output;
  EXPECT_THAT(dry.output, AllOf(HasSubstr("投资轮次"), HasSubstr("12.5%")));
  const Ran good = import(row(1, "A轮", "12.5%") + row(2, "", ""));
  EXPECT_EQ(good.exit, 0) << good.output;
  EXPECT_EQ(w().value(AwardKey{"fund", "b1", 1}).investment, (FundInvestment{InvestmentRound::a, 1'250}));
  EXPECT_FALSE(w().value(AwardKey{"fund", "b1", 2}).investment);
  EXPECT_THAT(program.run("award show fund b1").output,
              AllOf(HasSubstr("A, 12.5%"), HasSubstr("invested (CNY)")));
  EXPECT_THAT(program.run("--lang zh programme show fund").output,
              AllOf(HasSubstr("已投资（元）"), Not(HasSubstr("已拨付"))));
  EXPECT_THAT(program.run("--lang zh award show fund b1 --line 1").output,
              HasSubstr("投资轮次 A轮，投后持股比例 12.5%"));
  EXPECT_THAT(program.run("history --programme fund").output, HasSubstr("A, 12.5%"));
  const auto award = json_of("programme show fund --awards").at("awards").as_array().at(0);
  EXPECT_EQ(award.at("investment").at("stake").to_number<int>(), 1'250);
}

TEST_F(CliRounds, AreCorrectedWithTheirReason) {
  ASSERT_EQ(import(row(1, "A轮", "12.5%") + row(2, "", "")).exit, 0);
  const auto amend = [&](const std::string& more) {
    return program.run("award amend fund b1 " + more + " --reason 更正" + signing("award"));
  };
  EXPECT_THAT(amend("1 --round H").output, HasSubstr("bad_round"));
  EXPECT_THAT(amend("2 --stake 5%").output, HasSubstr("missing_value"));
  const Ran good = amend("1 --round Pre-A --stake 9.05%");
  EXPECT_EQ(good.exit, 0) << good.output;
  EXPECT_THAT(good.output, HasSubstr("amended: fund/b1#1: round A, 12.5% → Pre-A, 9.05%"));
  EXPECT_THAT(program.run("history --programme fund").output, HasSubstr("A, 12.5% → Pre-A, 9.05%"));
  write_bytes(program.path("more.csv"), "序号,轮次,占股（%）\n2,天使轮,3\n");
  const Ran listed = amend("--file " + program.path("more.csv"));
  EXPECT_EQ(listed.exit, 0) << listed.output;
  EXPECT_EQ(w().value(AwardKey{"fund", "b1", 2}).investment, (FundInvestment{InvestmentRound::angel, 300}));
}

TEST_F(CliRounds, WhoInvestsBesideAFundIsToldOnHisPageAndAddedUp) {
  ASSERT_EQ(import(row(1, "A轮", "12.5%")).exit, 0);
  EXPECT_THAT(capital("s1", "--investor-code " + code_text(9)).output, HasSubstr("unknown_enterprise"));
  const Ran good = capital("s1", "--investor-code " + code_text(2));
  EXPECT_EQ(good.exit, 0) << good.output;
  EXPECT_EQ(w().value(SocialCapitalKey{"fund", "s1"}).investor, enterprise_name(2)) << "the registered name";
  EXPECT_THAT(capital("s1", "--investor-code " + code_text(2)).output, HasSubstr("already_registered"));
  ASSERT_EQ(capital("s2", "--investor 样例创投").exit, 0);
  EXPECT_THAT(
      program.run("enterprise show " + code_text(2)).output,
      AllOf(HasSubstr("1 investment beside a fund"), HasSubstr(code_text(1)), HasSubstr("20,000.00")));
  EXPECT_TRUE(json_of("enterprise show " + code_text(2)).at("investments").as_array().empty());
  EXPECT_EQ(json_of("enterprise show " + code_text(1)).at("investments").as_array().size(), 2U);
  EXPECT_TRUE(json_of("enterprise show " + code_text(1)).at("invested_beside").as_array().empty());
  EXPECT_THAT(program.run("fund list fund --investor-code " + code_text(2)).output,
              AllOf(HasSubstr("s1"), HasSubstr("A, 12.5%"), Not(HasSubstr("样例创投"))));
  EXPECT_THAT(program.run("fund list fund --investor-code " + code_text(9)).output,
              HasSubstr("unknown_enterprise"));
  const Ran all = program.run("fund investors fund --csv " + program.path("investors.csv"));
  EXPECT_THAT(all.output, AllOf(HasSubstr("complete: 2 co-investors, paid in 40,000.00"),
                                HasSubstr("样例创投"), HasSubstr(code_text(2)), HasSubstr("1 round")));
  EXPECT_THAT(read_file(program.path("investors.csv")).value(),
              AllOf(HasSubstr(code_text(2)), HasSubstr("样例创投")));
  for (const char* command : {"fund investors fund", "fund list fund"}) fits(command);
  const auto view = json_of("programme show fund");
  EXPECT_EQ(view.at("rounds").as_array().at(0).at("social_capital").as_string(), "4000000");
  EXPECT_EQ(view.at("investors").as_array().size(), 2U);
  EXPECT_THAT(program.run("programme show fund").output,
              AllOf(HasSubstr("by round"), HasSubstr("co-investors")));
  const Ran proof = program.run("prove record " + code_text(2) + " --entry 2 -o " + program.path("p.proof"));
  EXPECT_EQ(proof.exit, 0) << proof.output;
}

TEST_F(CliRounds, WhatIsDemandedBackIsNotStillInvested) {
  ASSERT_EQ(import(row(1, "A轮", "")).exit, 0);
  RecordPayments paid = World::payments({World::payment(1, 1, 1, 4'000'000)}, 1, 4'000'000);
  paid.programme = "fund";
  done(kPay, paid);
  done(kAward, RecordFundReturn{"fund",
                                "x1",
                                "b1",
                                1,
                                ReturnKind::exit,
                                ExitWay::buy_back,
                                1'000'000,
                                1'500'000,
                                Date{2026, 9, 21},
                                "",
                                {}});
  done(kAward, DemandRecovery{"fund", "r1", "b1", 1, 500'000, "", "挪用"});
  EXPECT_THAT(program.run("programme show fund").output,
              HasSubstr("invested  25,000.00 CNY (2.5 wan), without what is demanded back and outstanding: "
                        "5,000.00"));
  EXPECT_EQ(json_of("programme show fund").at("money_back").at("still_invested").as_string(), "2500000");
}

}  // namespace
}  // namespace credence::testing
