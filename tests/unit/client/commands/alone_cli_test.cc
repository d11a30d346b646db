// SPDX-License-Identifier: Apache-2.0
// Four eyes at the command line: nobody's secret is needed where his key is registered, a wrong checker is
// refused before anything is sent, who checks sees what he checks, and a transaction says what became of it.
#include <gmock/gmock.h>

#include "keys/key_file.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const SecretKey kNew = secret(61), kFirm = secret(64), kCredit = secret(65);

Genesis with_credit_post() {
  Genesis out = governed_genesis(true);
  out.keys.push_back({"gd-iit", kCredit.public_key(), {Role::credit}, "岗位"});
  return out;
}

class AloneCli : public ::testing::Test {
 protected:
  AloneCli() {
    std::filesystem::create_directory(program.path("keys"));
    write_bytes(program.path("passphrase"), "p\n");
    std::filesystem::permissions(program.path("passphrase"),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    keep("iit-admin", kAdmin);
    keep("iit-award", kAward);
    keep("iit-programme", kProgramme);
    keep("iit-registrar", kRegistrar);
    keep("iit-check", kIitCheck);
    keep("iit-govern", kIitGovern);
    keep("finance-check", kFinanceCheck);
    keep("firm", kFirm);
    keep("iit-credit", kCredit);
  }
  void keep(const std::string& name, const SecretKey& key) {
    write_bytes(program.path("keys/" + name + ".json"), seal_key(key, "p", true).value());
  }
  [[nodiscard]] Ran run(const std::string& arguments) const { return program.run("--lang en " + arguments); }
  static std::string under_passphrase() { return "CREDENCE_PASSPHRASE=p"; }
  /// Of the output's last line that names one.
  static std::string transaction_in(const std::string& output) {
    const std::size_t at = output.rfind("transaction ");
    return at == std::string::npos ? "" : output.substr(at + 12, 64);
  }
  std::string create(const std::string& id, const std::string& more = {}) const {
    return run("programme create " + id +
               " --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 100 --key "
               "iit-programme" +
               more)
        .output;
  }
  std::string possession(const SecretKey& key, const Id& of, KeyUse use = KeyUse::department) {
    return world::possession(program.net.world().chain(), key, of, use).hex();
  }
  std::size_t executed() const { return program.net.executed; }
  ProgramOnNetwork program{with_credit_post()};
};

// ---- keys of somebody else --------------------------------------------------------------------------------

TEST_F(AloneCli, AKeyIsRegisteredByItsPublicHalfAndItsHoldersStatement) {
  const std::string key = kNew.public_key().hex();
  const std::string words =
      "keys register " + key + " --department gd-iit --role award --holder 经办岗 --key iit-admin";
  EXPECT_THAT(run(words).output, HasSubstr("possession_not_proved")) << "no statement";
  EXPECT_THAT(run(words + " --possession " + possession(kNew, "gd-finance")).output,
              HasSubstr("possession_not_proved"))
      << "of another department";
  EXPECT_EQ(executed(), 0u) << "told here";
  const Ran alone = run(words + " --possession " + possession(kNew, "gd-iit"));
  EXPECT_EQ(alone.exit, 0) << alone.output;
  EXPECT_THAT(alone.output, ::testing::AllOf(HasSubstr("waits for a second signature"),
                                             HasSubstr("may check: iit-check (gd-iit · 岗位)")));
  const Ran approved =
      run("pending approve " + transaction_in(alone.output).substr(0, 8) + " --key iit-check");
  EXPECT_EQ(approved.exit, 0) << approved.output;
  EXPECT_THAT(approved.output,
              HasSubstr("approved and done: register a key: gd-iit · 经办岗 (award), made by gd-iit · 岗位"));
  EXPECT_THAT(run("who-may award").output, HasSubstr(key_id(kNew.public_key()).hex().substr(0, 16)));
}

TEST_F(AloneCli, TheHolderMakesTheStatementWithTheGenesisAlone) {
  const std::string base = "--data " + program.path("elsewhere") + " --genesis " +
                           program.path("genesis.json") + " --lang en keys possession " +
                           program.path("keys/firm.json");
  const Ran made = run_program(base + " --code " + std::string(text_of(code(1))), under_passphrase());
  EXPECT_EQ(made.exit, 0) << made.output;
  EXPECT_THAT(made.output, HasSubstr(possession(kFirm, Id(text_of(code(1))), KeyUse::enterprise)));
  EXPECT_THAT(run_program(base + " --department gd-iit", under_passphrase()).output,
              HasSubstr(possession(kFirm, "gd-iit")));
  EXPECT_THAT(run_program(base + " --validator gd-iit", under_passphrase()).output,
              HasSubstr(possession(kFirm, "gd-iit", KeyUse::validator)));
  EXPECT_EQ(run_program(base, under_passphrase()).exit, 1) << "for one use";
}

TEST_F(AloneCli, AnEnterprisesKeyIsBoundByItsPublicHalfAndWithASecondPerson) {
  program.net.world().apply({program.net.world().transaction(
      kRegistrar,
      [] {
        RegisterEnterprises action;
        action.lines.push_back({code(1), enterprise_name(1), std::nullopt, std::nullopt});
        return action;
      }(),
      std::nullopt, {&kIitCheck})});
  const Id of(text_of(code(1)));
  const std::string words = "keys bind " + kFirm.public_key().hex() + " --code " + of +
                            " --holder 财务岗 --possession " + possession(kFirm, of, KeyUse::enterprise) +
                            " --key iit-registrar";
  const std::string waits = run(words).output, approve = "pending approve ";
  EXPECT_THAT(waits, HasSubstr("waits for a second signature"));
  EXPECT_THAT(run(words + " --checker iit-check").output, HasSubstr("waits_already"))
      << "it would be bound twice";
  const std::string id = waits.substr(waits.find(approve) + approve.size(), 8);
  EXPECT_EQ(run("pending reject " + id + " --reason 重录 --key iit-registrar").exit, 0);
  const Ran both = run(words + " --checker iit-check");
  EXPECT_EQ(both.exit, 0) << both.output;
  EXPECT_THAT(both.output, HasSubstr("key bound to " + of));
}

TEST_F(AloneCli, ANewKeySaysThatItIsUnderTheNetworksPassphrase) {
  const std::string base = "--data " + program.path("") + " --lang en keys new ";
  const Ran shared = run_program(base + "one");
  EXPECT_EQ(shared.exit, 0) << shared.output;
  EXPECT_THAT(shared.output,
              ::testing::AllOf(HasSubstr("its passphrase is the network's"), HasSubstr("--ask-passphrase")));
  EXPECT_THAT(run_program(base + "two", "CREDENCE_PASSPHRASE=own").output, Not(HasSubstr("the network's")));
  EXPECT_THAT(run_program(base + "three --json").output, HasSubstr("passphrase_file"));
  // What is there is kept, and said to be there.
  const std::string kept = file_bytes(program.path("keys/one.json"));
  const Ran again = run_program(base + "one");
  EXPECT_EQ(again.exit, 5);
  EXPECT_THAT(again.output, ::testing::AllOf(HasSubstr("file_exists"), HasSubstr("keys/one.json")));
  EXPECT_EQ(file_bytes(program.path("keys/one.json")), kept);
}

TEST_F(AloneCli, TheTextOfAnEntryThatWaitsIsKeptUntilItIsHandedIn) {
  World& world = program.net.world();
  RegisterEnterprises firms;
  firms.lines.push_back({code(1), enterprise_name(1), std::nullopt, std::nullopt});
  ASSERT_EQ(world.run(kRegistrar, firms, {&kIitCheck}), Code::ok) << world.detail;
  std::string handed;  // what the node was given
  program.net.behave(0, [&](const auto&, const std::string& target, const Answer&) -> std::optional<Answer> {
    if (target == "/v1/status") return Answer{200, R"({"key": ")" + secret(1).public_key().hex() + R"("})"};
    if (target != "/v1/credit/texts") return std::nullopt;
    handed += "x";
    return Answer{200, R"({"salt": ")" + Hash32{}.hex() + R"(", "text": ""})"};
  });
  write_bytes(program.path("text.txt"), "守信激励");
  const std::string words = "credit record " + std::string(text_of(code(1))) +
                            " --batch 2026-1 --line 1 --kind honour --on 2026-09-01 --text " +
                            program.path("text.txt") + " --key iit-credit";
  const std::string salts = program.path("text.txt.2026-1-1.credence-salts");
  const Ran waits = run(words);
  EXPECT_EQ(waits.exit, 0) << waits.output;
  EXPECT_THAT(waits.output, ::testing::AllOf(HasSubstr("waits for a second signature"),
                                             HasSubstr("texts handed in: 0"), HasSubstr("same command")));
  EXPECT_TRUE(std::filesystem::exists(salts)) << "or the text could never be proved";
  EXPECT_EQ(handed, "");
  const std::string id = transaction_in(waits.output);
  EXPECT_EQ(run("pending approve " + id.substr(0, 8) + " --key iit-check").exit, 0);
  const Ran again = run(words);
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("texts handed in: 1"));
  EXPECT_EQ(handed, "x");
  EXPECT_FALSE(std::filesystem::exists(salts));
}

// ---- who checks -------------------------------------------------------------------------------------------

TEST_F(AloneCli, AWrongCheckerIsRefusedBeforeAnythingIsSentAndTheRightOnesAreNamed) {
  const auto refused = [&](const std::string& checker, const char* code) {
    const std::string output = create("p1", " --checker " + checker);
    EXPECT_THAT(output, ::testing::AllOf(HasSubstr(code), HasSubstr("may check: iit-check (gd-iit · 岗位)")))
        << checker;
  };
  refused("finance-check", "wrong_department");
  refused("iit-programme", "signed_twice");
  refused("iit-award", "wrong_role");
  EXPECT_EQ(executed(), 0u);
  EXPECT_THAT(create("p1", " --checker iit-check"), HasSubstr("programme created"));
}

TEST_F(AloneCli, AListIsRefusedAWrongCheckerAsWell) {
  create("p1", " --checker iit-check");
  RegisterEnterprises known;
  known.lines.push_back({code(1), enterprise_name(1), std::nullopt, std::nullopt});
  ASSERT_EQ(program.net.world().run(kRegistrar, known, {&kIitCheck}), Code::ok);
  write_bytes(program.path("list.csv"), "line,enterprise,code,project,amount_wan\n1," +
                                            std::string(enterprise_name(1)) + "," +
                                            std::string(text_of(code(1))) + ",项目,1\n");
  const std::size_t before = executed();
  const Ran out = run("award import " + program.path("list.csv") +
                      " --programme p1 --batch b1 --duplicates off --key iit-award --checker finance-check");
  EXPECT_THAT(out.output, ::testing::AllOf(HasSubstr("wrong_department"), HasSubstr("may check: iit-check")));
  EXPECT_EQ(executed(), before);
}

TEST_F(AloneCli, ApprovalByAWrongKeyIsRefusedBeforeAnythingIsSent) {
  const std::string id = transaction_in(create("p1"));
  const std::size_t before = executed();
  EXPECT_THAT(run("pending approve " + id + " --key finance-check").output,
              ::testing::AllOf(HasSubstr("wrong_department"), HasSubstr("may check: iit-check")));
  EXPECT_THAT(run("pending approve " + id + " --key iit-programme").output, HasSubstr("signed_twice"));
  EXPECT_EQ(executed(), before);
}

// ---- what waits, and what became of it --------------------------------------------------------------------

TEST_F(AloneCli, WhatWaitsIsListedWithSubjectSumMakerAgeAndLastDay) {
  const std::string first = transaction_in(create("p1"));
  create("p2");
  const Ran list = run("pending list");
  EXPECT_EQ(list.exit, 0) << list.output;
  EXPECT_THAT(list.output, ContainsRegex(" 1 +" + first.substr(0, 8) +
                                         " +create a programme +p1 测试专项 +1 +1,000,000.00 .100 wan. "
                                         "+gd-iit · 岗位 +[0-9]+ [a-z]+ +20[0-9-]+\n"));
  EXPECT_THAT(list.output, ::testing::AllOf(HasSubstr("p2 测试专项"), HasSubstr("complete: 2 waiting")));
  EXPECT_EQ(run("pending list --department gd-none").exit, 2) << "no such department";
}

TEST_F(AloneCli, WhoChecksReadsWhatHeChecks) {
  const std::string id = transaction_in(create("p1"));
  const Ran shown = run("pending show " + id.substr(0, 10));
  EXPECT_EQ(shown.exit, 0) << shown.output;
  EXPECT_THAT(
      shown.output,
      ::testing::AllOf(HasSubstr("create a programme: p1 测试专项, 1,000,000.00 CNY"),
                       HasSubstr("budget: 1,000,000.00 CNY"), HasSubstr("lead department: gd-iit"),
                       HasSubstr("made by gd-iit · 岗位"), HasSubstr("may check: iit-check"), HasSubstr(id)));
  EXPECT_THAT(shown.output, Not(HasSubstr("{"))) << "no JSON for people";
  EXPECT_THAT(program.run("--lang zh pending show " + id.substr(0, 10)).output,
              ::testing::AllOf(HasSubstr("预算：1,000,000.00 元"), HasSubstr("可复核的密钥")));
  EXPECT_THAT(run("pending show ffffffff").output, HasSubstr("unknown_pending"));
}

TEST_F(AloneCli, ATransactionSaysWhetherItWaitsOrWasApprovedOrRejectedByWhom) {
  const std::string first = transaction_in(create("p1"));
  EXPECT_THAT(run("tx " + first.substr(0, 16)).output,
              ::testing::AllOf(HasSubstr("receipt: waits for a second signature, to 20"),
                               HasSubstr("may check: iit-check"), HasSubstr(first)));
  ASSERT_EQ(run("pending approve " + first + " --key iit-check").exit, 0);
  EXPECT_THAT(run("tx " + first).output,
              ContainsRegex("receipt: approved and done: gd-iit · 岗位, block [0-9]+"));
  const std::string second = transaction_in(create("p2"));
  ASSERT_EQ(run("pending reject " + second.substr(0, 8) + " --reason 金额有误 --key iit-check").exit, 0);
  const Ran rejected = run("tx " + second.substr(0, 8));
  EXPECT_THAT(rejected.output,
              ContainsRegex("receipt: rejected, not done: gd-iit · 岗位, block [0-9]+: 金额有误"));
  EXPECT_THAT(rejected.output, Not(HasSubstr("receipt: ok")));
  EXPECT_THAT(run("--json tx " + second).output, HasSubstr(R"("four_eyes":{"status":"rejected")"));
}

TEST_F(AloneCli, ATransactionOfTwoNamesWhoChecked) {
  const std::string both = create("p1", " --checker iit-check");
  EXPECT_THAT(run("tx " + transaction_in(both)).output,
              ::testing::AllOf(HasSubstr("checked by gd-iit · 岗位"), HasSubstr("receipt: ok")));
  EXPECT_THAT(run("block latest").output, HasSubstr("checked by"));
}

TEST_F(AloneCli, WhetherANetworkIsGovernedIsSaid) {
  EXPECT_THAT(run("network status").output,
              ::testing::AllOf(HasSubstr("governed by votes of 3 departments; four eyes"),
                               Not(HasSubstr("NOT GOVERNED"))));
  ProgramOnNetwork plain;
  EXPECT_THAT(plain.run("--lang en network status").output, HasSubstr("NOT GOVERNED"));
  EXPECT_THAT(plain.run("--json network status").output, HasSubstr(R"("governed":false)"));
}

/// A record is of its block: the file tells that it waited, and not that it waits still.
TEST_F(AloneCli, WhatBecameOfAParkedTransactionItsRecordDoesNotSay) {
  const std::string parked = transaction_in(create("p1"));
  const std::string words =
      "prove record " + parked.substr(0, 8) + " --overwrite -o " + program.path("r.proof");
  for (const bool decided : {false, true}) {
    if (decided) {
      ASSERT_EQ(run("pending reject " + parked.substr(0, 8) + " --reason 重复 --key iit-check").exit, 0);
    }
    const Ran made = run(words);
    EXPECT_EQ(made.exit, 0) << made.output;
    EXPECT_THAT(made.output,
                ::testing::AllOf(HasSubstr("what became of it: credence tx " + parked.substr(0, 16)),
                                 Not(HasSubstr("WAITING"))));
    const Ran read =
        run_program("verify " + program.path("r.proof") + program.anchor() + " --any-age --lang en");
    EXPECT_EQ(read.exit, 7) << read.output;
    EXPECT_THAT(read.output,
                ::testing::StartsWith("RECORDED WITHOUT ITS SECOND SIGNATURE: by itself it changed nothing"));
  }
  EXPECT_THAT(run("tx " + parked.substr(0, 16)).output, HasSubstr("rejected, not done"));
  EXPECT_THAT(run("prove record " + std::string(text_of(code(1)))).output, HasSubstr("--entry N"))
      << "a code alone names no record";
}

}  // namespace
}  // namespace credence::testing
