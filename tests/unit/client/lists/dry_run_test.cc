// SPDX-License-Identifier: Apache-2.0
// --dry-run asks the ledger's own rules, and a list is asked about before it is signed. That a node runs the
// rules as a block does, `refusal` holds.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "keys/key_file.h"
#include "tests/unit/client/commands/program.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DryRunCli : public ::testing::Test {
 protected:
  DryRunCli() {
    net.world().register_enterprises(20);
    net.world().create_programme(1'000'000'000'000);
    std::filesystem::create_directory(program.path("keys"));
    write_bytes(program.path("passphrase"), "p\n");
    std::filesystem::permissions(program.path("passphrase"),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    for (const auto& [name, key] : {std::pair{"award", world::kAward}, std::pair{"pay", world::kPay},
                                    std::pair{"programme", world::kProgramme}})
      write_bytes(program.path("keys/" + std::string(name) + ".json"), seal_key(key, "p", true).value());
  }
  [[nodiscard]] static std::string row(unsigned number, unsigned who, const std::string& amount) {
    return std::to_string(number) + "," + std::string(world::enterprise_name(who)) + "," +
           std::string(text_of(samples::code(who))) + ",项目," + amount + "\n";
  }
  void list(const std::string& rows) const { write_bytes(program.path("list.csv"), kHead + rows); }
  [[nodiscard]] Ran run(const std::string& words) const { return program.run(words); }
  Ran award(const std::string& more, const std::string& before = "--lang en") {
    return run(before + " award import " + program.path("list.csv") +
               " --programme puhui-2022 --batch b1 --duplicates off --key award " + more);
  }

  const std::string kHead = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n";
  ProgramOnNetwork program;
  FakeNetwork& net = program.net;
};

TEST_F(DryRunCli, EveryLineThatTheLedgerWouldRefuseIsNamedAndNothingIsSigned) {
  // Two lines of one batch stand on the ledger: one as in the list, one for another sum.
  ASSERT_EQ(net.world().run(world::kAward, world::World::awards({world::World::award(1, 1, 100'000, "项目"),
                                                                 world::World::award(2, 2, 100, "项目")},
                                                                4, 400'000)),
            Code::ok)
      << net.world().detail;
  list(row(1, 1, "0.1") + row(2, 2, "0.1") + row(3, 3, "0.1") + row(4, 4, "0.1"));
  const Height before = net.world().ledger().height();
  const Ran ran = award(
      "--dry-run --declared-count 4 --declared-total 0.4 --heading 第一批 --document-no "
      "粤工信〔2022〕55号");
  EXPECT_EQ(ran.exit, 2) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("line_recorded"), HasSubstr("on the ledger already: 1"),
                                HasSubstr("not proved"), HasSubstr("1 of 4 would be refused")));
  EXPECT_EQ(net.world().ledger().height(), before);
  EXPECT_FALSE(std::filesystem::exists(program.path("list.csv.credence-journal")));
}

TEST_F(DryRunCli, AListOfTenThousandLinesIsTriedWhole) {
  net.world().register_enterprises(11'000, 21);
  std::string rows;
  for (unsigned i = 1; i <= 11'000; ++i) rows += row(i, i, i == 11'000 ? "2000000万元" : "0.01");
  list(rows);
  const Ran ran = award("--dry-run", "--json");
  ASSERT_EQ(ran.exit, 2) << ran.output;
  const auto whole = boost::json::parse(ran.output).as_object();
  EXPECT_EQ(whole.at("lists").as_int64(), 11);
  EXPECT_EQ(whole.at("asked").at("refused").as_int64(), 1) << "beyond the budget, of the last list";
  EXPECT_EQ(whole.at("problems").at(0).at("line").as_int64(), 11'001);
}

TEST_F(DryRunCli, WhatWouldBeRefusedIsNotSigned) {
  list(row(1, 1, "999999999万元"));
  const Height before = net.world().ledger().height();
  const Ran ran = award("");
  EXPECT_EQ(ran.exit, 2) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("budget_exceeded"));
  EXPECT_EQ(net.world().ledger().height(), before);
  EXPECT_FALSE(std::filesystem::exists(program.path("list.csv.credence-journal")));
}

TEST_F(DryRunCli, ACommandSaysWhatWouldBecomeOfItAndSignsNothing) {
  const Height before = net.world().ledger().height();
  const std::string amend = "programme amend puhui-2022 --budget 20000000万元 --reason 调整 --key ";
  const Ran good = run("--lang en " + amend + "programme --dry-run");
  EXPECT_EQ(good.exit, 0) << good.output;
  EXPECT_THAT(good.output,
              AllOf(HasSubstr("would be recorded: "), HasSubstr("puhui-2022"), HasSubstr("not proved")));
  const Ran bad = run("--lang zh " + amend + "pay --dry-run");
  EXPECT_EQ(bad.exit, 2);
  EXPECT_THAT(bad.output, AllOf(HasSubstr("将被拒绝："), HasSubstr("wrong_role")));
  const Ran real = run("--lang zh " + amend + "pay");
  EXPECT_EQ(real.exit, 2);
  // The same words: what stands after the code.
  const auto words = [](const std::string& text) { return text.substr(text.find("wrong_role"), 60); };
  EXPECT_EQ(words(bad.output), words(real.output));
  EXPECT_EQ(net.world().ledger().height(), before) << "it was asked about, and not signed";
}

TEST_F(DryRunCli, WhatRecordsNothingHasNoDryRun) {
  const Ran ran = run("--lang en programme list --dry-run");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output, HasSubstr("--dry-run"));
}

TEST_F(DryRunCli, ANodeThatDoesNotKnowItKeepsNobodyFromRecording) {
  net.behave(0, [](const std::string&, const std::string& target, const Answer&) -> std::optional<Answer> {
    if (target == "/v1/dry-runs") return problem(404, "no_route");
    return std::nullopt;
  });
  list(row(1, 1, "0.1"));
  const Ran ran = award("");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("the ledger's own rules were not asked"));
}

}  // namespace
}  // namespace credence::testing
