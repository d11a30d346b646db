// SPDX-License-Identifier: Apache-2.0
// One word, one sum: what is awarded is what stands, in every command; what was released, what is only in public
// notice, what came back and for how many persons stands beside it. And single commands, answered as such.
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

constexpr Fen kUnit = 10'000'00;  // 1 万元
constexpr Fen kBudget = 100'000'000'000;

class CliSums : public CliThings {
 protected:
  CliSums() : CliThings(genesis()) {
    program.keep_keys({{"firm", &firm}});
    RegisterEnterprises all;
    for (const unsigned i : {4U, 5U}) all.lines.push_back({code(i), enterprise_name(i), {}, {}});
    done(kRegistrar, all);
    create("rc", ProgrammeKind::talent_subsidy, kBudget);
    list("rc", "t1", AwardStage::confirmed, {{1, 10}, {2, 20}, {3, 30}, {4, 40}}, true);
    list("rc", "t2", AwardStage::public_notice, {{5, 50}}, true);
  }
  void list(const Id& programme, const Id& batch, AwardStage stage,
            const std::vector<std::pair<unsigned, Fen>>& lines, bool persons) {
    RecordAwards action;
    action.programme = programme;
    action.batch = batch;
    action.title = "名单";
    action.stage = stage;
    for (const auto& [who, amount] : lines) {
      action.lines.push_back(
          {static_cast<std::uint32_t>(action.lines.size() + 1), enterprise_name(who), code(who),
           Name("项目" + std::to_string(who)), amount * kUnit,
           persons ? std::optional(SupportedPersons{who + 2, "技师", 0, {}}) : std::nullopt});
      action.declared_total += amount * kUnit;
    }
    action.declared_count = static_cast<std::uint32_t>(lines.size());
    done(kAward, action);
  }
  [[nodiscard]] std::string run(const std::string& words) const {
    return program.run("--lang zh " + words).output;
  }
  /// Line 3 is withdrawn, line 4 closed before anything was paid.
  void end_two() {
    done(kAward, WithdrawAwards{"rc", "t1", {}, "放弃", {{3}}});
    RecordResults closing{"rc", ResultStep::closing, {}, {}};
    ResultLine line;
    line.line = 1;
    line.award_batch = "t1";
    line.award_line = 4;
    line.on = kDay;
    closing.lines.push_back(line);
    done(kAward, closing);
  }
  static const SecretKey firm;
};
const SecretKey CliSums::firm = secret(77);

TEST_F(CliSums, AwardedIsWhatStandsInEveryCommand) {
  end_two();
  // 10 + 20 stand, 50 are in public notice, 30 + 40 were released.
  for (const char* command : {"programme show rc", "programme show rc --awards"})
    EXPECT_THAT(run(command), AllOf(HasSubstr("800,000.00"), HasSubstr("3 笔"),
                                    HasSubstr("其中公示中 500,000.00"), HasSubstr("已释放 700,000.00"),
                                    HasSubstr("原安排 1,500,000.00"), HasSubstr("全额释放 2 笔")))
        << command;
  EXPECT_THAT(run("award show rc t1"), AllOf(HasSubstr("已释放 700,000.00"), HasSubstr("安排 300,000.00")));
  EXPECT_THAT(run("award show rc t1 3"), AllOf(HasSubstr("安排 0.00"), HasSubstr("原安排 300,000.00")));
  const std::string report = run("report programme rc");
  EXPECT_THAT(report, AllOf(HasSubstr("原安排金额"), HasSubstr("800,000.00"), HasSubstr("1,500,000.00")));
  EXPECT_THAT(run("report year 2026"),
              AllOf(HasSubstr("其中公示中"), HasSubstr("500,000.00"), HasSubstr("800,000.00")));
  EXPECT_THAT(run("enterprise show " + code_text(5)), HasSubstr("其中公示中 500,000.00"));
  EXPECT_THAT(run("report enterprise " + code_text(5)), HasSubstr("其中公示中 500,000.00"));
  EXPECT_THAT(run("report enterprise " + code_text(1)), Not(HasSubstr("其中公示中")));
  const std::string out = " --overwrite -o " + program.path("t.proof");
  EXPECT_THAT(run("prove total " + code_text(5) + out),
              AllOf(HasSubstr("其中公示中 500,000.00"), HasSubstr("含公示中的")));
  EXPECT_THAT(run("prove total --programme rc" + out), HasSubstr("其中公示中 500,000.00"));
  EXPECT_THAT(run("enterprise show " + code_text(1)), Not(HasSubstr("其中公示中")));
  const json::object programme = json_of("programme show rc");
  EXPECT_EQ(programme.at("support").at("awards").to_number<int>(), 3);
  EXPECT_EQ(programme.at("support").at("in_notice").as_string(), "50000000");
  std::int64_t of_enterprises = 0;
  for (unsigned i = 1; i <= 5; ++i) {
    const json::object shown = json_of("enterprise show " + code_text(i));
    for (const json::value& kind : shown.at("support").as_array())
      of_enterprises += kind.at("awards").to_number<int>();
  }
  EXPECT_EQ(of_enterprises, 3) << "as the programme counts them";
}

TEST_F(CliSums, PersonsAreSummedOfAwardsThatStand) {
  EXPECT_THAT(run("programme show rc"), HasSubstr("支持人数 25 人")) << "3 + 4 + 5 + 6 + 7";
  end_two();
  EXPECT_THAT(run("programme show rc"), HasSubstr("支持人数 14 人"));
  EXPECT_THAT(run("award show rc t1"),
              AllOf(HasSubstr("支持人数 7 人"), HasSubstr("人才类别"), HasSubstr("技师")));
  EXPECT_THAT(run("report programme rc"), AllOf(HasSubstr("人数"), HasSubstr("人才类别"), HasSubstr("14")));
  EXPECT_THAT(run("enterprise show " + code_text(2)), HasSubstr("支持人数 4 人"));
  create("g", ProgrammeKind::grant, kBudget);
  list("g", "b1", AwardStage::confirmed, {{1, 10}}, false);
  for (const char* command : {"programme show g", "award show g b1", "report programme g"})
    EXPECT_THAT(run(command), Not(HasSubstr("人数"))) << command;
}

TEST_F(CliSums, ClosedIsNotWithdrawn) {
  end_two();
  for (const char* command : {"award show rc t1 4", "award show rc t1 --line 4"})
    EXPECT_THAT(run(command), AllOf(HasSubstr("已结项"), Not(HasSubstr("已撤回")))) << command;
  EXPECT_THAT(run("award show rc t1 3"), AllOf(HasSubstr("已撤回"), Not(HasSubstr("已结项"))));
  EXPECT_THAT(run("award show rc t1"), AllOf(HasSubstr("已结项"), HasSubstr("已撤回")));
  EXPECT_THAT(run("report programme rc"), AllOf(HasSubstr("已结项"), HasSubstr("已撤回")));
  EXPECT_THAT(run("history " + code_text(4)),
              AllOf(HasSubstr("释放安排"), HasSubstr("结项"), Not(HasSubstr("撤回"))));
  EXPECT_THAT(run("history " + code_text(3)),
              AllOf(HasSubstr("释放安排"), HasSubstr("放弃"), Not(HasSubstr("结项"))));
  const Ran twice = program.run("award show rc t1 3 --line 4");
  EXPECT_EQ(twice.exit, 1) << twice.output;
}

TEST_F(CliSums, ReturnedPaymentsStandApart) {
  RecordPayments paid;
  paid.programme = "rc";
  paid.list = "p1";
  paid.declared_count = 2;
  paid.declared_total = 30 * kUnit;
  for (const unsigned i : {1U, 2U}) paid.lines.push_back({i, "t1", i, code(i), i * 10 * kUnit, kDay});
  done(kPay, paid);
  EXPECT_THAT(run("programme show rc"), Not(HasSubstr("退票冲销")));
  done(kPay, ReversePayments{"rc", "p1", Reversal::returned, {}, {{2, kDay, "账号有误"}}});
  EXPECT_THAT(run("programme show rc"), HasSubstr("退票冲销 200,000.00"));
}

TEST_F(CliSums, EveryListOfAProgrammeIsAcknowledgedAtOnce) {
  ASSERT_EQ(
      program.run("keys bind firm --code " + code_text(1) + " --holder 财务岗" + signing("registrar")).exit,
      0);
  for (const char* id : {"p1", "p2"}) {
    RecordPayments paid;
    paid.programme = "rc";
    paid.list = id;
    paid.declared_count = 2;
    paid.declared_total = 3 * kUnit;
    paid.lines.push_back({1, "t1", 1, code(1), kUnit, kDay});
    paid.lines.push_back({2, "t1", 2, code(2), 2 * kUnit, kDay});
    done(kPay, paid);
  }
  const Ran none = program.run("payment acknowledge rc" + signing("firm"));
  EXPECT_EQ(none.exit, 1) << none.output;
  const Ran all = program.run("payment acknowledge rc --all-due" + signing("firm"));
  EXPECT_EQ(all.exit, 0) << all.output;
  for (const char* id : {"p1", "p2"})
    EXPECT_THAT(run(std::string("payment show rc ") + id), HasSubstr("已确认收款")) << id;
  EXPECT_THAT(program.run("payment acknowledge rc --all-due" + signing("firm")).output,
              HasSubstr("nothing_due"));
}

/// What is answered to one thing speaks of no list and of no line.
TEST_F(CliSums, SingleCommandsAreAnsweredAsSuch) {
  const std::string record = "acceptance record rc t1 1 --on 2026-09-21" + signing("award");
  ASSERT_EQ(program.run(record).exit, 0);
  const std::string failed = program.run("--lang zh " + record + " --failed").output;
  EXPECT_THAT(failed,
              AllOf(HasSubstr("already_accepted"), HasSubstr("acceptance withdraw"), Not(HasSubstr("该行"))));
  const std::string grade = "performance record rc t1 1 --on 2026-09-21" + signing("award") + " --grade ";
  ASSERT_EQ(program.run(grade + "优").exit, 0);
  EXPECT_THAT(program.run("--lang zh " + grade + "差").output,
              AllOf(HasSubstr("already_graded"), HasSubstr("performance withdraw"), Not(HasSubstr("该行"))));
}

}  // namespace
}  // namespace credence::testing
