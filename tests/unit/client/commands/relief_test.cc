// SPDX-License-Identifier: Apache-2.0
// Relief is used, funds invest, grants are paid: in tables and proofs. One period is claimed once.
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

TEST_F(CliThings, AReliefIsUsedAndNotPaid) {
  create("relief", ProgrammeKind::tax_relief, 1'000'000);
  RecordAwards awards = World::awards({World::award(1, 1, 40'000)}, 1, 40'000);
  awards.programme = "relief";
  done(kAward, awards);
  RecordRelief relief{"relief", "q1", ReliefStep::claimed, "", "", {}};
  relief.lines.push_back({1, "b1", 1, Date{2026, 4, 1}, Date{2026, 6, 30}, 30'000, kDay});
  done(kAward, relief);
  relief.step = ReliefStep::adjusted;
  relief.reason = "核查";
  relief.lines[0].amount = 20'000;
  done(kAward, relief);
  EXPECT_THAT(
      program.run("--lang zh relief list relief").output,
      AllOf(HasSubstr("q1#1"), HasSubstr("已调整"), HasSubstr("300.00"), HasSubstr("已享受 200.00 元")));
  EXPECT_THAT(program.run("relief show relief q1").output, HasSubstr("2026-04-01 to 2026-06-30"));
  EXPECT_EQ(program.run("relief show relief q2").exit, 2);
  for (const char* shown : {"programme show relief", "award show relief b1", "award show relief b1 --line 1",
                            "programme show relief --awards"}) {
    EXPECT_THAT(program.run(shown).output, AllOf(HasSubstr("used"), Not(HasSubstr("paid")))) << shown;
    EXPECT_THAT(program.run(std::string("--lang zh ") + shown).output,
                AllOf(HasSubstr("享受"), Not(HasSubstr("拨付"))))
        << shown;
  }
  EXPECT_THAT(program.run("enterprise show " + code_text(1)).output,
              AllOf(HasSubstr("used 200.00 CNY (0.02 wan) in 1 relief"), Not(HasSubstr("paid"))));
  fits("relief list relief");
  // Whoever holds a proof of it reads the same: the programme's kind is proved beside it.
  const std::string proof = program.path("award.proof");
  for (const std::string& shown :
       {std::string("prove award relief b1 1 --overwrite -o ") + proof,
        "verify " + proof + program.anchor() + " --any-age",
        std::string("prove total --programme relief -o ") + program.path("total.proof")})
    for (const char* const language : {"en", "zh"}) {
      const std::string out =
          program
              .run(std::string("--lang ") + language + " " + shown +
                   (language == std::string("zh") && shown.starts_with("prove total") ? " --overwrite" : ""))
              .output;
      EXPECT_THAT(out, language == std::string("en")
                           ? AllOf(HasSubstr("tax relief"), HasSubstr("used"), Not(HasSubstr("paid")))
                           : AllOf(HasSubstr("税收优惠"), HasSubstr("享受"), Not(HasSubstr("拨付"))))
          << shown;
    }
  EXPECT_THAT(program.run("programme list").output,
              AllOf(HasSubstr("paid or used"), HasSubstr("tax relief")));
  EXPECT_THAT(program.run("report year 2026").output, HasSubstr("paid or used"));
}

TEST_F(CliThings, AnInvestmentIsInvestedAndAGrantIsPaid) {
  const std::string proof = program.path("award.proof");
  for (const auto& [id, kind, word] : {std::tuple{"fund", ProgrammeKind::fund_investment, "invested in part"},
                                       std::tuple{"grant", ProgrammeKind::grant, "paid in part"}}) {
    create(id, kind, 1'000'000);
    RecordAwards awards = World::awards({World::award(1, 1, 40'000)}, 1, 40'000);
    awards.programme = id;
    done(kAward, awards);
    RecordPayments paid = World::payments({World::payment(1, 1, 1, 30'000)}, 1, 30'000);
    paid.programme = id;
    done(kPay, paid);
    ASSERT_EQ(program.run("prove award " + std::string(id) + " b1 1 --overwrite -o " + proof).exit, 0);
    EXPECT_THAT(program.run("verify " + proof + program.anchor() + " --any-age").output, HasSubstr(word));
  }
}

TEST_F(CliThings, AReliefOfOnePeriodIsClaimedOnceUnlessSomebodySaysOtherwise) {
  create("relief", ProgrammeKind::tax_relief, 1'000'000);
  RecordAwards awards = World::awards({World::award(1, 1, 40'000), World::award(2, 2, 40'000)}, 2, 80'000);
  awards.programme = "relief";
  done(kAward, awards);
  const auto claim = [&](const std::string& list, const std::string& award_line, const std::string& from,
                         const std::string& to, const std::string& more = "") {
    return program.run("relief claim relief " + list + " 1 --batch b1 --line " + award_line + " --from " +
                       from + " --to " + to + " --amount 100元 --on 2026-09-21" + more + signing("award"));
  };
  const Ran none = claim("q0", "1", "2026-03-31", "2026-01-01");
  EXPECT_EQ(none.exit, 1) << none.output;
  EXPECT_THAT(none.output, HasSubstr("dates_reversed"));
  ASSERT_EQ(claim("q1", "1", "2026-01-01", "2026-03-31").exit, 0);
  const Height before = w().ledger().height();
  const Ran again = claim("q2", "1", "2026-03-31", "2026-06-30");
  EXPECT_EQ(again.exit, 2) << again.output;
  EXPECT_THAT(again.output, AllOf(HasSubstr("claimed_before"), HasSubstr("q1#1: 2026-01-01 to 2026-03-31")));
  EXPECT_EQ(w().ledger().height(), before) << "nothing was signed";
  EXPECT_EQ(claim("q3", "1", "2026-04-01", "2026-06-30").exit, 0) << "the next day";
  EXPECT_EQ(claim("q4", "2", "2026-01-01", "2026-03-31").exit, 0) << "of another enterprise";
  const Ran accepted = claim("q2", "1", "2026-03-31", "2026-06-30", " --duplicates accept");
  EXPECT_EQ(accepted.exit, 0) << accepted.output;
  EXPECT_THAT(accepted.output, AllOf(HasSubstr("q1#1"), HasSubstr("q3#1")));
  for (const char* list : {"q1", "q2"})
    ASSERT_EQ(program
                  .run("relief withdraw relief " + std::string(list) + " 1 --on 2026-09-21 --reason 误报" +
                       signing("award"))
                  .exit,
              0);
  EXPECT_EQ(claim("q5", "1", "2026-01-01", "2026-03-31").exit, 0) << "what was withdrawn is claimed no more";
  const Ran off = claim("q6", "1", "2026-01-01", "2026-03-31", " --duplicates off");
  EXPECT_EQ(off.exit, 0);
  EXPECT_THAT(off.output, Not(HasSubstr("q5#1")));
}

TEST_F(CliThings, NothingIsPaidInAReliefWhoeverSigns) {
  create("relief", ProgrammeKind::tax_relief, 1'000'000);
  write_bytes(program.path("pay.csv"),
              "序号,下达批次,下达序号,统一社会信用代码,金额（元）,支付日期\n1,b1,1," + code_text(1) +
                  ",100,2026-09-21\n");
  const Ran ran = program.run("payment import " + program.path("pay.csv") + " --programme relief --list p1" +
                              signing("award"));
  EXPECT_EQ(ran.exit, 2) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("wrong_kind"), HasSubstr("credence relief claim"),
                                Not(HasSubstr("wrong_department"))));
}

}  // namespace
}  // namespace credence::testing
