// SPDX-License-Identifier: Apache-2.0
// What waits for its checker, on the command line: looked at, checked as one, rejected, found again.
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

/// With four eyes: a file that became two lists of one batch, and a list of another.
class CliWaiting : public CliThings {
 protected:
  CliWaiting() : CliThings(true) {
    done(kProgramme, World::programme());
    RecordAwards action = World::awards({World::award(1, 1, 400)}, 2, 900);
    parked.push_back(park(action));
    action.lines[0] = World::award(2, 2, 500);
    parked.push_back(park(action));
    action.batch = "b2";
    action.lines[0] = World::award(1, 3, 100);
    parked.push_back(park(action));
  }
  TxId park(const Action& action) {
    const Bytes bytes = w().transaction(kAward, action);
    EXPECT_TRUE(w().apply({bytes}).at(0).pending);
    return w().id_of(bytes);
  }
  [[nodiscard]] std::string id(std::size_t i) const { return parked[i].hex().substr(0, 12); }
  std::vector<TxId> parked;
};

TEST_F(CliWaiting, ABatchIsCheckedAsOneWithItsTotal) {
  const Ran none = program.run("pending approve --batch puhui-2022/b9" + signing("check"));
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.output, HasSubstr("unknown_pending"));
  const Ran all = program.run("pending approve --batch puhui-2022/b1" + signing("check"));
  EXPECT_EQ(all.exit, 0) << all.output;
  EXPECT_THAT(all.output, HasSubstr("approved: 2 of 2, 2 lines, 9.00 CNY"));
  EXPECT_EQ(w().value(AwardBatchKey{"puhui-2022", "b1"}).recorded_count, 2U);
  EXPECT_TRUE(w().absent(AwardBatchKey{"puhui-2022", "b2"})) << "the other batch waits";
  EXPECT_THAT(program.run("pending list").output, HasSubstr("1 waiting"));
}

/// What waits for its second signature is money already asked for.
TEST_F(CliWaiting, IsLookedAtForDuplicates) {
  write_bytes(program.path("list.csv"), "企业名称,统一社会信用代码,项目名称,金额（万元）\n" +
                                            std::string(enterprise_name(3)) + "," + code_text(3) +
                                            ",产线改造,0.01\n");
  const std::string import =
      "award import " + program.path("list.csv") + " --programme puhui-2022 --batch b9";
  const Ran shown = program.run(import + " --dry-run");
  EXPECT_THAT(shown.output, AllOf(HasSubstr("waits to be funded by"), HasSubstr("(puhui-2022/b2#1)"),
                                  HasSubstr("pending " + id(2).substr(0, 8)), HasSubstr("the same again")));
  const Ran refused = program.run(import + signing("award"));
  EXPECT_EQ(refused.exit, 2) << refused.output;
  EXPECT_THAT(refused.output, HasSubstr("funded_before"));
  const auto funded = json_of(import + " --dry-run").at("funded_before").as_array();
  ASSERT_EQ(funded.size(), 1U);
  EXPECT_EQ(funded[0].at("waits").as_string(), parked[2].hex());
  day_is({2027, 2, 1});  // nobody can approve them any more
  EXPECT_THAT(program.run(import + " --dry-run").output, Not(HasSubstr("waits to be")));
}

/// The same list from another computer is not sent once more.
TEST_F(CliWaiting, TheSameListIsFoundWhereItWaits) {
  write_bytes(program.path("list.csv"), "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n1," +
                                            std::string(enterprise_name(2)) + "," + code_text(2) +
                                            ",产线改造,0.01\n");
  const std::string import = "award import " + program.path("list.csv") +
                             " --programme puhui-2022 --batch b3 --duplicates off" + signing("award");
  const Ran first = program.run(import);
  EXPECT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("1 line waits"));
  EXPECT_EQ(program.run(import).exit, 0) << "here its journal is known";
  std::filesystem::remove(program.path("list.csv.credence-journal"));
  const Ran again = program.run(import);
  EXPECT_EQ(again.exit, 2) << again.output;
  EXPECT_THAT(again.output, HasSubstr("waits_already"));
  EXPECT_THAT(program.run("pending list").output, HasSubstr("4 waiting"));
}

TEST_F(CliWaiting, SeveralAreRejectedByTheirIds) {
  const Ran some =
      program.run("--lang zh pending reject " + id(0) + " " + id(2) + " --reason 有误" + signing("check"));
  EXPECT_EQ(some.exit, 0) << some.output;
  EXPECT_THAT(some.output, HasSubstr("已驳回：2 / 2，2 行"));
  EXPECT_THAT(program.run("pending list").output,
              AllOf(HasSubstr("1 waiting"), HasSubstr(id(1).substr(0, 8))));
  EXPECT_THAT(program.run("pending approve " + id(0) + " " + id(1) + signing("check")).output,
              HasSubstr("unknown_pending"))
      << "nothing is signed where one of them is not there";
  EXPECT_TRUE(w().absent(AwardBatchKey{"puhui-2022", "b1"}));
}

TEST_F(CliWaiting, OfSeveralDepartmentsEachHasItsOwnOutcome) {
  const Bytes bytes = w().transaction(kPay, World::payments({World::payment(1, 1, 1, 100)}, 1, 100));
  ASSERT_TRUE(w().apply({bytes}).at(0).pending);
  const std::string other = w().id_of(bytes).hex().substr(0, 12);
  const auto view = json_of("pending approve " + id(0) + " " + other + " " + id(2) + signing("check"));
  EXPECT_EQ(view.at("done").to_number<int>(), 2);
  EXPECT_EQ(view.at("refused").to_number<int>(), 1);
  EXPECT_EQ(view.at("not_sent").to_number<int>(), 0);
  EXPECT_EQ(view.at("exit_code").to_number<int>(), 2);
  EXPECT_FALSE(w().absent(AwardBatchKey{"puhui-2022", "b2"})) << "what stands behind it is done";
  const Ran ran = program.run("pending approve " + other + " " + id(1) + signing("check"));
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("wrong_department"), HasSubstr("gd-finance"),
                                HasSubstr("approved: 1 of 2"), HasSubstr("failed: 1")));
  EXPECT_THAT(program.run("pending list").output,
              AllOf(HasSubstr("1 waiting"), HasSubstr(other.substr(0, 8))));
}

TEST_F(CliWaiting, WhatTheLedgerRefusesDoesNotKeepBackTheOthers) {
  done(kAward, World::awards({World::award(2, 2, 500)}, 2, 900));  // the second of them, meanwhile
  const auto view = json_of("pending approve " + id(0) + " " + id(1) + signing("check"));
  EXPECT_EQ(view.at("done").to_number<int>(), 1);
  EXPECT_EQ(view.at("refused").to_number<int>(), 1);
  EXPECT_EQ(view.at("exit_code").to_number<int>(), 2);
  EXPECT_EQ(view.at("amount_fen").as_string(), "400");
}

TEST_F(CliWaiting, WhatIsExpiredIsMarkedByTheLedgersClock) {
  EXPECT_THAT(program.run("pending list").output, Not(HasSubstr("expired")));
  day_is({2027, 2, 1});
  EXPECT_THAT(program.run("--lang zh pending list").output,
              AllOf(HasSubstr("已过期"), HasSubstr("其中已过期、只能驳回 3 项")));
  EXPECT_TRUE(json_of("pending list").at("pending").as_array().at(0).at("expired").as_bool());
  const Ran late = program.run("pending approve --batch puhui-2022/b1" + signing("check"));
  EXPECT_EQ(late.exit, 2);
  EXPECT_THAT(late.output, AllOf(HasSubstr("pending_expired"), HasSubstr("approved: 0 of 2")));
  fits("pending list");
}

}  // namespace
}  // namespace credence::testing
