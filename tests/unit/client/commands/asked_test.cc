// SPDX-License-Identifier: Apache-2.0
// What a command is asked for is there, and may be done, before anything is signed or an empty list is shown: the
// ledger's rules, names that nobody registered, sums without a unit, files of another kind, lines by the batch.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "client/base/now.h"
#include "client/console/dry_run.h"
#include "client/console/quorum.h"
#include "client/setup/node_settings.h"
#include "tests/support/certificates.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace world;  // NOLINT(google-build-using-namespace)
namespace json = boost::json;
namespace fs = std::filesystem;

class CliAsked : public ::testing::Test {
 protected:
  CliAsked() {
    program.keep_keys({{"award", &kAward}, {"pay", &kPay}, {"programme", &kProgramme}, {"firm", &firm}});
    w().register_enterprises(3);
    done(kRegistrar, w().binding(code(1), firm));
    w().create_programme();
    done(kAward, World::awards({World::award(1, 1, 400), World::award(2, 2, 500, "平台")}, 2, 900));
  }
  World& w() { return program.net.world(); }
  void done(const SecretKey& key, const Action& action) {
    ASSERT_EQ(w().run(key, action), Code::ok) << w().detail;
  }
  [[nodiscard]] Ran sign(const std::string& words, const std::string& key = "award") const {
    return program.run("--lang en " + words + " --key " + key + " --passphrase-file " +
                       program.path("passphrase"));
  }
  /// `words` find nothing because of a name that nobody registered, and say which was meant.
  void unknown(const std::string& words, const std::string& error, const std::string& meant = "") const {
    const Ran ran = program.run("--lang en " + words);
    EXPECT_EQ(ran.exit, 2) << words << "\n" << ran.output;
    EXPECT_THAT(ran.output, AllOf(HasSubstr(error), HasSubstr(meant), Not(HasSubstr("complete: 0"))))
        << words;
    EXPECT_EQ(program.run("--json " + words).exit, 2) << words;
  }
  static std::string code_text(unsigned number) { return std::string(text_of(code(number))); }
  const SecretKey firm = secret(77);
  ProgramOnNetwork program;
};

/// A single action that the ledger would refuse is not signed: no block tells of it.
TEST_F(CliAsked, NothingIsSignedThatTheLedgerWouldRefuse) {
  const Height before = w().ledger().height();
  const std::string acceptance = "acceptance record puhui-2022 b1 1 --on 2026-09-21";
  const Ran role = sign(acceptance, "pay");
  EXPECT_EQ(role.exit, 2) << role.output;
  EXPECT_THAT(role.output, AllOf(HasSubstr("wrong_role"), HasSubstr("It was not signed")));
  EXPECT_THAT(sign("acceptance record puhui-2022 b9 1 --on 2026-09-21").output, HasSubstr("unknown_batch"));
  EXPECT_THAT(sign("payment acknowledge puhui-2022 p1 1", "firm").output, HasSubstr("unknown_payment"));
  EXPECT_THAT(sign("recovery open puhui-2022 r1 --batch b1 --line 1 --amount 1元 --reason 误付").output,
              HasSubstr("recovery_exceeds_paid"));
  EXPECT_THAT(sign("programme amend puhui-2022 --budget 1元 --reason 调整", "programme").output,
              HasSubstr("budget_below_bound"));
  EXPECT_EQ(w().ledger().height(), before) << "nothing was sent";
  EXPECT_TRUE(program.net.posted.empty());
  EXPECT_EQ(sign(acceptance).exit, 0) << "who may does it";
  EXPECT_EQ(w().ledger().height(), before + 1);
}

/// A node that gives no such answer keeps nobody from signing: the receipt says what became of it.
TEST_F(CliAsked, WhereNobodySaysAnythingBeforeTheReceiptDecides) {
  program.net.behave(0, [](const std::string&, const std::string& target, const Answer&) {
    return target == "/v1/dry-runs" ? std::optional(problem(404, "no_route")) : std::nullopt;
  });
  const Ran ran = sign("acceptance record puhui-2022 b1 1 --on 2026-09-21", "pay");
  EXPECT_EQ(ran.exit, 2) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("wrong_role"), Not(HasSubstr("Nothing was signed"))));
}

TEST_F(CliAsked, WhatNobodyRegisteredIsNoEmptyList) {
  unknown("title holders specialised", "unknown_qualification_type", "did you mean specialized?");
  unknown("title notices nosuch", "unknown_qualification_type");
  unknown("title list --issuer gd-itt", "unknown_department", "did you mean gd-iit?");
  unknown("programme list --department nosuch", "unknown_department");
  unknown("history --department gd-finanse", "unknown_department", "did you mean gd-finance?");
  unknown("history --programme puhui-2021", "unknown_programme", "did you mean puhui-2022?");
  unknown("history --title nosuch", "unknown_qualification_type");
  unknown("history " + code_text(9), "unknown_enterprise");
  unknown("history " + code_text(1) + " --programme puhui-2021", "unknown_programme");
  unknown("problem list --department nosuch", "unknown_department");
  unknown("problem list --programme nosuch", "unknown_programme");
  unknown("problem list --code " + code_text(9), "unknown_enterprise");
  unknown("holder list --department nosuch", "unknown_department");
  unknown("holder list --of " + code_text(9), "unknown_enterprise");
  unknown("target list --plan nosuch", "not_recorded");
  unknown("pending list --department gd-itt", "unknown_department", "did you mean gd-iit?");
  unknown("project list puhui-2021", "unknown_programme", "did you mean puhui-2022?");
  unknown("recovery list puhui-2022 --code " + code_text(9), "unknown_enterprise");
  unknown("fund list puhui-2022", "wrong_kind");
  unknown("listing list puhui-2022", "wrong_kind");
  unknown("challenge list puhui-2022", "wrong_kind");
  unknown("credit show " + code_text(9), "unknown_enterprise");
  for (const char* words :
       {"award show puhui-2021 b1", "payment show puhui-2021 p1", "recovery show puhui-2021 r1"})
    unknown(words, "unknown_programme", "did you mean puhui-2022?");
  unknown("title show specialised " + code_text(1), "unknown_qualification_type",
          "did you mean specialized?");
  unknown("programme show puhui-2021", "not_recorded", "did you mean puhui-2022?");
  unknown("department show gd-itt", "not_recorded", "did you mean gd-iit?");
  EXPECT_THAT(run_program("errors cap_exceded --lang en").output, HasSubstr("did you mean cap_exceeded?"));
  EXPECT_THAT(program.run("programme show puhui-2022 --max-age 3x --lang en").output,
              AllOf(HasSubstr("bad_form"), HasSubstr("90s, 15m, 12h, 30d")));
  EXPECT_EQ(program.run("programme list --year 20266").exit, 1);
  EXPECT_EQ(program.run("title holders specialized --region 44a").exit, 1);
  for (const char* words : {"programme list --year 2031", "title holders specialized", "problem list",
                            "recovery list puhui-2022", "history --title little-giant --kind paid"})
    EXPECT_EQ(program.run(words).exit, 0) << words << ": there is none, and that is true";
}

TEST_F(CliAsked, ALargeBareNumberIsAskedAbout) {
  const Ran asked = sign("programme amend puhui-2022 --budget 5000000 --reason 调整", "programme");
  EXPECT_EQ(asked.exit, 1) << asked.output;
  EXPECT_THAT(asked.output, AllOf(HasSubstr("amount_without_unit"), HasSubstr("50,000,000,000.00元"),
                                  HasSubstr("5,000,000.00元")));
  EXPECT_THAT(sign("recovery open puhui-2022 r1 --batch b1 --line 1 --amount 10000 --reason 误付").output,
              HasSubstr("amount_without_unit"));
  EXPECT_THAT(sign("award amend puhui-2022 b1 1 --amount 12345.5 --reason 误记").output,
              HasSubstr("amount_without_unit"));
  EXPECT_EQ(sign("programme amend puhui-2022 --budget 5000000元 --reason 调整", "programme").exit, 0);
  const Ran plain = sign("programme amend puhui-2022 --budget 9999 --reason 调整", "programme");
  EXPECT_EQ(plain.exit, 0) << plain.output;
  EXPECT_THAT(plain.output, HasSubstr("99,990,000.00 CNY (9999 wan)"));
}

TEST_F(CliAsked, AnAmountFarFromTheOneBeforeIsAskedAboutAndTheBatchFollowsThereAndBack) {
  const std::string amend = "award amend puhui-2022 b1 1 --reason 笔误";
  const Ran asked = sign(amend + " --amount 1");
  EXPECT_EQ(asked.exit, 1) << asked.output;
  EXPECT_THAT(asked.output, AllOf(HasSubstr("amount_without_unit"), HasSubstr("1万元 = 10,000.00元"),
                                  HasSubstr("1元 = 1.00元"), HasSubstr("← 0.0004万元")));
  const auto declared = [this] {
    return w().ledger().state(AwardBatchKey{"puhui-2022", "b1"}).value().transform([](const Bytes& bytes) {
      return decode<AwardBatchValue>(bytes)->declared_total;
    });
  };
  const Ran more = sign(amend + " --amount 40元");
  EXPECT_EQ(more.exit, 0) << more.output;
  EXPECT_THAT(more.output, HasSubstr("b1#1: amount 4.00 CNY"));
  EXPECT_EQ(declared(), 4'500);
  EXPECT_EQ(sign(amend + " --amount 4元").exit, 0);
  EXPECT_EQ(declared(), 900) << "the declared total of before";
  const Ran nothing = sign(amend + " --published 2026-09-01");
  EXPECT_EQ(nothing.exit, 1) << "a line is named, and nothing of it changes: " << nothing.output;
  EXPECT_THAT(nothing.output, HasSubstr("--beneficiary"));
}

TEST_F(CliAsked, ALineOfResultsThatNamesAnotherEnterpriseThanItsAwardIsNotRecorded) {
  const auto list = [this](const std::string& name, const std::string& whose, const std::string& rest) {
    write_bytes(program.path(name), "批次,批次序号,企业名称,统一社会信用代码,结果,日期\nb1,1," + whose + "," +
                                        rest + ",2026-09-21\n");
    return program.path(name);
  };
  const std::string first(enterprise_name(1)), second(enterprise_name(2));
  const std::string acceptance = "acceptance import --programme puhui-2022 ",
                    performance = "performance import --programme puhui-2022 ";
  for (const std::string& file :
       {list("code.csv", first, code_text(2) + ",不通过"), list("name.csv", second, ",通过")}) {
    const Ran other = sign(acceptance + file);
    EXPECT_EQ(other.exit, 5) << other.output;
    EXPECT_THAT(other.output,
                AllOf(HasSubstr("another_record"), HasSubstr("b1#1: " + first + " " + code_text(1))));
  }
  const Ran graded = sign(performance + list("grade.csv", second, code_text(2) + ",差"));
  EXPECT_THAT(graded.output, HasSubstr("another_record"));
  const Ran shown = sign(acceptance + list("good.csv", first, code_text(1) + ",通过") + " --dry-run");
  EXPECT_THAT(shown.output, HasSubstr("passed"));
  const Ran good = sign(acceptance + list("good.csv", first, code_text(1) + ",通过"));
  EXPECT_EQ(good.exit, 0) << good.output;
}

TEST_F(CliAsked, AFileOfAnotherKindIsCalledWhatItIs) {
  const std::string genesis = program.path("genesis.json"), key = program.path("keys/pay.json");
  const Ran as_key = sign("acceptance record puhui-2022 b1 1 --on 2026-09-21", genesis);
  EXPECT_THAT(as_key.output, AllOf(HasSubstr("wrong_file"), HasSubstr("a network's genesis"),
                                   HasSubstr("a key file"), Not(HasSubstr("MiB"))));
  write_bytes(program.path("some.proof"), "credence:bundle");
  EXPECT_THAT(program.run("--lang zh verify " + program.path("some.proof") + " --anchor " + key).output,
              AllOf(HasSubstr("wrong_file"), HasSubstr("密钥文件"), HasSubstr("固定锚文件")));
  write_bytes(program.path("long.json"), "{" + std::string(100'000, ' ') + "}");
  EXPECT_THAT(sign("acceptance record puhui-2022 b1 1 --on 2026-09-21", program.path("long.json")).output,
              AllOf(HasSubstr("wrong_file"), HasSubstr("a JSON file")));
  write_bytes(program.path("broken.json"), R"({"kdf": {}, "public_key": "")");
  EXPECT_THAT(sign("acceptance record puhui-2022 b1 1 --on 2026-09-21", program.path("broken.json")).output,
              HasSubstr("damaged_key_file"))
      << "a key file, which is broken";
  const Ran grade = sign("performance record puhui-2022 b1 1 --on 2026-09-21 --grade A");
  EXPECT_THAT(grade.output, AllOf(HasSubstr("bad_outcome"), HasSubstr("优"), Not(HasSubstr("milestone"))));
}

TEST_F(CliAsked, ResultsAreRecordedByTheBatch) {
  RecordAwards other = World::awards({World::award(1, 3, 100, "别处")}, 1, 100);
  other.batch = "b2";
  done(kAward, other);
  const Ran batch = sign("acceptance record puhui-2022 b1 --all-due --on 2026-09-21");
  EXPECT_EQ(batch.exit, 0) << batch.output;
  EXPECT_THAT(batch.output, HasSubstr("puhui-2022/b1#1, #2 (2 lines)"));
  EXPECT_THAT(sign("acceptance record puhui-2022 b1 --all-due --on 2026-09-21").output,
              HasSubstr("nothing_due"));
  EXPECT_EQ(sign("award close puhui-2022 b1 1 --all-due --on 2026-09-21").exit, 1) << "lines, or all";
  EXPECT_THAT(sign("award close puhui-2022 --all-due --on 2026-09-21").output, HasSubstr("nothing_due"))
      << "nothing is paid, and closing would release it";
  done(kPay, World::payments({World::payment(1, 1, 1, w().value(AwardKey{"puhui-2022", "b1", 1}).amount)}));
  const Ran closed = sign("award close puhui-2022 --all-due --on 2026-09-21");
  EXPECT_EQ(closed.exit, 0) << closed.output;
  const auto is_closed = [&](const char* of, std::uint32_t line) {
    return w().value(AwardKey{"puhui-2022", Id(of), line}).closed;
  };
  EXPECT_TRUE(is_closed("b1", 1)) << "paid whole";
  EXPECT_FALSE(is_closed("b1", 2) || is_closed("b2", 1)) << "unpaid";
  EXPECT_EQ(sign("acceptance record puhui-2022 b2 1 --failed --on 2026-09-21").exit, 0);
  EXPECT_THAT(sign("acceptance record puhui-2022 b2 --all-due --on 2026-09-21").output,
              HasSubstr("nothing_due"))
      << "what failed does not pass by a flag";
  EXPECT_EQ(sign("award close puhui-2022 b1 2 --on 2026-09-21 --release-unpaid").exit, 0);
  EXPECT_TRUE(is_closed("b1", 2));
  RecordAwards third = World::awards({World::award(1, 1, 10, "丙"), World::award(2, 2, 10, "丁")}, 2, 20);
  third.batch = "b3";
  done(kAward, third);
  EXPECT_EQ(sign("award withdraw puhui-2022 b3 --all --reason 未实施").exit, 0);
  EXPECT_TRUE(w().value(AwardKey{"puhui-2022", "b3", 2}).closed);
  EXPECT_EQ(sign("award withdraw puhui-2022 b3 --all --reason 未实施").exit, 2);
}

TEST_F(CliAsked, AnEnterpriseAcknowledgesAllThatItWasPaid) {
  done(kPay, World::payments({World::payment(1, 1, 1, 300), World::payment(2, 2, 2, 500)}, 2, 800));
  EXPECT_EQ(sign("payment acknowledge puhui-2022 p1 --all-due", "firm").exit, 0);
  EXPECT_TRUE(w().value(PaymentKey{"puhui-2022", "p1", 1}).acknowledged);
  EXPECT_FALSE(w().value(PaymentKey{"puhui-2022", "p1", 2}).acknowledged) << "another enterprise's";
  EXPECT_EQ(sign("payment acknowledge puhui-2022 p1 --all-due", "firm").exit, 2);
}

/// A finding's rule is taken as findings prints it; another name is an id of one's own.
TEST_F(CliAsked, AProblemTakesTheRuleAsFindingsPrintsIt) {
  const std::string raise = "problem raise x1 --department gd-iit --to 2027-01-01 --finding 重复 --rule ";
  EXPECT_THAT(sign(raise + "F1").output, AllOf(Not(HasSubstr("bad_id")), HasSubstr("wrong_role")));
  EXPECT_THAT(sign(raise + "F99").output, HasSubstr("bad_id"));
}

TEST(DryRun, TellsTheLineBeforeWhatFollowsFromLeavingItOut) {
  DryRunAnswer::Tried tried;
  tried.whole.code = static_cast<std::uint16_t>(Code::declared_total_exceeded);
  EXPECT_EQ(first_refusal(tried)->code, Code::declared_total_exceeded);
  tried.lines.emplace_back().code = static_cast<std::uint16_t>(Code::award_exceeded);
  EXPECT_EQ(first_refusal(tried)->code, Code::award_exceeded);
}

TEST(Quorum, IsAskedForWhereAWriteGetsNoAnswer) {
  FakeNetwork net(kValidators);
  const auto status = [&net](std::size_t node) {
    const std::string key = secret(static_cast<std::uint8_t>(node + 1)).public_key().hex();
    net.behave(node, [key](const std::string&, const std::string& target, const Answer&) {
      return target == "/v1/status" ? std::optional(Answer{200, R"({"key": ")" + key + "\"}"}) : std::nullopt;
    });
  };
  for (std::size_t node = 0; node < kValidators; ++node) status(node);
  Client all(net.network());
  EXPECT_FALSE(ask_for_quorum(all));
  net.stop(2);
  net.stop(3);
  const auto none = ask_for_quorum(all);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->answering, 2U);
  EXPECT_EQ(none->of, 4U);
  EXPECT_EQ(none->needed, 3U);
  EXPECT_EQ(none->down.size(), 2U);
}

/// Five validators after a vote, of whom network.json names the four of the genesis.
TEST(Quorum, IsThatOfTheChainAndNotOfTheListOfNodes) {
  FakeNetwork net(4);
  const Network network = net.network();
  ValidatorSet set = network.genesis.validators;
  set.validators.push_back({secret(40).public_key(), "验证者五", "Fifth"});
  using Statuses = std::vector<NodeSaid>;
  // What the nodes say that answer, of whom each is connected with those that work.
  const auto statuses = [&](const std::vector<bool>& works) {
    json::array peers;
    for (std::size_t i = 0; i < set.size(); ++i)
      peers.push_back(json::object{{"key", set.validators[i].key.hex()}, {"connected", bool{works[i]}}});
    Statuses out;
    for (std::size_t i = 0; i < 4; ++i) {
      out.emplace_back(fail(Code::timed_out));
      if (works[i]) out.back() = json::object{{"key", set.validators[i].key.hex()}, {"peers", peers}};
    }
    return out;
  };
  const auto lost = no_quorum(network, statuses({true, true, true, false, false}), set);
  ASSERT_TRUE(lost) << "3 of 5, where 4 are needed";
  EXPECT_EQ(std::tuple(lost->answering, lost->of, lost->needed), std::tuple(3U, 5U, 4U));
  EXPECT_EQ(lost->down, (std::vector<std::string>{network.nodes[3].name, "Fifth"}));
  EXPECT_FALSE(no_quorum(network, statuses({true, true, true, false, true}), set)) << "the fifth works";
  const auto seen = quorum_seen(network, statuses({true, true, true, false, true}), set);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->answering, 4U);
  EXPECT_EQ(seen->down, std::vector<std::string>{network.nodes[3].name});
  EXPECT_FALSE(no_quorum(network, Statuses(4, fail(Code::timed_out)), set))
      << "the fifth was not asked, and nobody speaks of it";
  // Of one that is gone its peers say for a while that they are connected with it.
  auto stopped = statuses({true, true, true, true, false});
  EXPECT_FALSE(no_quorum(network, stopped, set));
  stopped[3] = fail(Code::timed_out);
  EXPECT_FALSE(no_quorum(network, stopped, set)) << "its API may only be out of reach from here";
  stopped[3] = fail(Code::connection_refused);
  const auto gone = no_quorum(network, stopped, set);
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->answering, 3U);
  EXPECT_EQ(gone->down, (std::vector<std::string>{network.nodes[3].name, "Fifth"}));
}

TEST(Doctor, SaysThatThisMachinesClockIsOffWhereMostNodesAgree) {
  constexpr std::uint64_t kDayMs = 86'400'000;
  const auto examined = [](const std::vector<std::uint64_t>& ahead) {
    FakeNetwork net(ahead.size());
    ScratchFolder scratch;
    write_bytes(scratch / "genesis.json", genesis_to_json(world::genesis()));
    std::string command = "--lang en --timeout 5 --data " + scratch.path().string() + " --genesis " +
                          (scratch / "genesis.json").string();
    for (std::size_t i = 0; i < ahead.size(); ++i) {
      net.behave(i, [ms = ahead[i]](const std::string&, const std::string& target, const Answer&) {
        return target == "/v1/status"
                   ? std::optional(Answer{200, "{\"time_ms\": " + std::to_string(now_ms() + ms) + "}"})
                   : std::nullopt;
      });
      const Endpoint& api = net.network().nodes[i].api;
      command += " --node http://" + api.host + ":" + api.port;
    }
    net.fence();
    Ran ran = run_program(command + " doctor");
    net.fence();
    return ran.output;
  };
  const std::string ours = examined({kDayMs, kDayMs, kDayMs});
  EXPECT_THAT(ours, AllOf(HasSubstr("this machine's clock is off from that of most nodes by seconds: -86"),
                          Not(HasSubstr("its clock is off"))));
  const std::string both = examined({kDayMs, kDayMs, 0});
  EXPECT_THAT(both, AllOf(HasSubstr("this machine's clock is off"),
                          HasSubstr("its clock is off from that of most nodes by seconds: -86")));
  EXPECT_THAT(examined({kDayMs, 0, 0}),
              AllOf(HasSubstr("its clock is off from this machine's by seconds: 86"),
                    Not(HasSubstr("this machine's clock is off"))));
}

TEST(NodeSettings, AreThoseOfTheNodesOwnFile) {
  const ScratchFolder scratch;
  const NetworkNode node{"a", {}, scratch.path()};
  EXPECT_EQ(settings_of(node).data_dir, scratch / "data") << "as network init writes it";
  write_bytes(scratch / "node.toml",
              "data_dir = \"/elsewhere/ledger\"\n[api]\ntls_certificate = \"node.pem\"\n");
  EXPECT_EQ(settings_of(node).data_dir, "/elsewhere/ledger");
  EXPECT_EQ(settings_of(node).tls_certificate, scratch / "node.pem");
  EXPECT_FALSE(certificate_end_ms(scratch / "node.pem"));
  TestCertificate({.to_days = 10}).write(scratch / "node.pem", scratch / "key.pem");
  const auto end = certificate_end_ms(scratch / "node.pem");
  ASSERT_TRUE(end);
  EXPECT_LT(std::abs(*end - static_cast<std::int64_t>(now_ms()) - 10LL * 86'400'000), 86'400'000);
  write_bytes(scratch / "node.toml", "data_dir = \"data\"\n");
  fs::create_directories(scratch / "data" / "desk");
  EXPECT_FALSE(has_ledger(node));
  write_bytes(scratch / "data" / "000007.ldb", "x");
  EXPECT_TRUE(has_ledger(node));
}

}  // namespace
}  // namespace credence::testing
