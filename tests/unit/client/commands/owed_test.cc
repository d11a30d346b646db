// SPDX-License-Identifier: Apache-2.0
// What is owed of a recovery, the money itself and what is charged beside it: asked about before an award is closed, and
// summed up part by part wherever cases are listed.
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

class CliOwed : public CliThings {
 protected:
  CliOwed() {
    w().create_programme();
    done(kAward, World::awards({World::award(1, 1, 40'000), World::award(2, 2, 50'000, "平台"),
                                World::award(3, 3, 60'000, "产线")},
                               3, 150'000));
    done(kPay, World::payments({World::payment(1, 1, 1, 40'000), World::payment(2, 2, 2, 50'000),
                                World::payment(3, 3, 3, 60'000)},
                               3, 150'000));
    // Line 1: the money is back, and some of the interest; line 3: nothing of the money was asked for, a penalty is owed.
    demand("r1", 1, 10'000, {.interest = 700, .late_charge = 20});
    received("r1", 1, 10'000, {.interest = 300, .late_charge = 20});
    demand("r3", 3, 500, {.penalty = 900});
    received("r3", 1, 500, {});
  }
  void demand(const Id& id, std::uint32_t line, Fen money, Charges charges) {
    done(kAward, DemandRecovery{"puhui-2022", id, "b1", line, money, "", "挪用", charges});
  }
  void received(const Id& id, std::uint32_t receipt, Fen money, Charges charges) {
    done(kPay, RecordRecovery{"puhui-2022", id, receipt, money, kDay, charges});
  }
  [[nodiscard]] Ran close(const std::string& words) const {
    return program.run("award close puhui-2022 " + words + " --on 2026-09-21" + signing("award"));
  }
  [[nodiscard]] bool closed(std::uint32_t line) {
    return w().value(AwardKey{"puhui-2022", "b1", line}).closed;
  }
};

TEST_F(CliOwed, AllDueClosesNothingOfWhichAnythingIsOwed) {
  const Ran all = close("--all-due");
  EXPECT_EQ(all.exit, 0) << all.output;
  EXPECT_TRUE(closed(2)) << "of it nothing was demanded";
  EXPECT_FALSE(closed(1)) << "interest is owed";
  EXPECT_FALSE(closed(3)) << "a penalty is owed";
  EXPECT_THAT(close("--all-due").output, HasSubstr("nothing_due"));
  received("r1", 2, 0, {.interest = 400});
  EXPECT_EQ(close("--all-due").exit, 0);
  EXPECT_TRUE(closed(1)) << "all of it came";
}

TEST_F(CliOwed, ALineThatIsNamedIsAskedAbout) {
  const Ran asked = close("b1 1 3");
  EXPECT_EQ(asked.exit, 2);
  EXPECT_THAT(asked.output,
              AllOf(HasSubstr("closes_owed"), HasSubstr("r1"), HasSubstr("interest 4.00"), HasSubstr("r3"),
                    HasSubstr("penalty 9.00"), Not(HasSubstr("late charge 0"))));
  EXPECT_FALSE(closed(1) || closed(3));
  EXPECT_THAT(close("b1 1 --dry-run").output, HasSubstr("still owed"));
  EXPECT_EQ(close("b1 2").exit, 0) << "of it nothing is owed";
  const Ran agreed = close("b1 1 --although-owed");
  EXPECT_EQ(agreed.exit, 0) << agreed.output;
  EXPECT_TRUE(closed(1));
  EXPECT_THAT(program.run("recovery list puhui-2022 --outstanding").output, HasSubstr("r1"))
      << "the case goes on";
}

TEST_F(CliOwed, AListOfCasesSumsUpEveryPart) {
  const std::string zh = program.run("--lang zh recovery list puhui-2022").output;
  EXPECT_THAT(zh, AllOf(HasSubstr("2 件追回，本金要求追回 105.00"), HasSubstr("已追回 105.00"),
                        HasSubstr("尚欠 0.00"), HasSubstr("利息要求缴纳 7.00"), HasSubstr("利息已到账 3.00"),
                        HasSubstr("利息尚欠 4.00")));
  EXPECT_THAT(zh, AllOf(HasSubstr("罚款尚欠 9.00"), HasSubstr("滞纳金已到账 0.20"),
                        Not(HasSubstr("滞纳金尚欠")), HasSubstr("合计要求追缴 121.20"),
                        HasSubstr("合计已到账 108.20"), HasSubstr("合计尚欠 13.00")));
  EXPECT_THAT(program.run("enterprise show " + code_text(1)).output,
              AllOf(HasSubstr("interest outstanding 4.00"), HasSubstr("in all outstanding 4.00")));
  const json::object totals = json_of("recovery list puhui-2022").at("totals").at("recoveries").as_object();
  EXPECT_EQ(totals.at("demanded").as_string(), "10500");
  EXPECT_EQ(totals.at("penalty_outstanding").as_string(), "900");
  EXPECT_EQ(totals.at("all_outstanding_yuan").as_string(), "13.00");
  EXPECT_EQ(json_of("recovery list puhui-2022 --code " + code_text(3))
                .at("totals")
                .at("recoveries")
                .at("all_demanded")
                .as_string(),
            "1400");
  fits("recovery list puhui-2022");
}

TEST_F(CliOwed, SumsThatAreTheSameAreToldOnce) {
  EXPECT_THAT(program.run("payment list puhui-2022").output,
              AllOf(HasSubstr("1 payment list, paid 1,500.00"), Not(HasSubstr("voided 0"))));
  World& world = w();
  ReversePayments back{"puhui-2022", "p1", Reversal::voided, {}, {{2, kDay, "重复"}}};
  ASSERT_EQ(world.run(kPay, back), Code::ok) << world.detail;
  EXPECT_THAT(program.run("payment list puhui-2022").output,
              AllOf(HasSubstr("paid 1,000.00"), HasSubstr("returned or voided 500.00")));
}

}  // namespace
}  // namespace credence::testing
