// SPDX-License-Identifier: Apache-2.0
// A command that got no answer, and the same command again: what it signed is executed once, whatever ended
// it. Once the end is known, the same command is a new one.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <future>

#include "tests/support/governed_genesis.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;
using namespace world;  // NOLINT(google-build-using-namespace)
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPropose = "governance propose set-limit idle_seconds 600 --key govern";

/// A transaction; what would become of one is asked before.
bool handed_in(const std::string& method, const std::string& target) {
  return method == "POST" && target != "/v1/dry-runs";
}

class Unanswered : public ::testing::Test {
 protected:
  explicit Unanswered(bool four_eyes = false) : program(governed_genesis(four_eyes)) {
    program.keep_keys({{"govern", &kIitGovern},
                       {"registrar", &kRegistrar},
                       {"programme", &kProgramme},
                       {"award", &kAward},
                       {"pay", &kPay},
                       {"check", &kIitCheck}});
  }
  [[nodiscard]] Ran run(const std::string& words, const std::string& environment = {}) const {
    return program.run("--lang en " + words, environment);
  }
  void must(const std::string& words) const {
    const Ran ran = run(words);
    ASSERT_EQ(ran.exit, 0) << words << "\n" << ran.output;
  }
  /// The node takes what is handed in and never says what became of it; `executes`: it is executed.
  void take(bool executes) {
    program.timeout_s = 2;
    program.net.behave(0,
                       [executes](const std::string& method, const std::string& target,
                                  const Answer& honest) -> std::optional<Answer> {
                         const bool transaction =
                             handed_in(method, target) || target.starts_with("/v1/transactions/");
                         if (!transaction || (executes && honest.status == 0)) return std::nullopt;
                         return Answer{202, R"({"status": "pending"})"};
                       });
  }
  void answer() {
    program.timeout_s = 20;
    program.net.behave(0, nullptr);
  }
  /// The program ends by this signal when its transaction was handed in.
  Ran ended_by(int signal, const std::string& words, bool executes) {
    const std::string pid = program.path("pid");
    program.net.behave(0,
                       [=](const std::string& method, const std::string& target,
                           const Answer& honest) -> std::optional<Answer> {
                         if (!handed_in(method, target) || (executes && honest.status == 0))
                           return std::nullopt;
                         pid_t process = 0;
                         std::ifstream(pid) >> process;
                         EXPECT_EQ(kill(process, signal), 0);
                         return Answer{202, R"({"status": "pending"})"};
                       });
    const Ran out = run(words, "sh -c 'echo $$ >" + pid + "; exec \"$@\"' sh");
    answer();
    return out;
  }
  /// Of the output's last line that names one.
  static std::string transaction_in(const std::string& output) {
    const std::size_t at = output.rfind("transaction ");
    return at == std::string::npos ? "" : output.substr(at + 12, 64);
  }
  [[nodiscard]] std::vector<fs::path> notes() const {
    std::vector<fs::path> out;
    if (fs::exists(program.path("unfinished")))
      for (const auto& one : fs::directory_iterator(program.path("unfinished"))) out.push_back(one.path());
    return out;
  }
  [[nodiscard]] std::size_t executed() const { return program.net.executed; }
  ProgramOnNetwork program;
};

TEST_F(Unanswered, IsExecutedOnceHoweverOftenTheSameCommandIsRun) {
  for (const bool executes : {true, false}) {
    const std::size_t before = executed();
    take(executes);
    const Ran first = run(kPropose);
    EXPECT_EQ(first.exit, 4) << first.output;
    const std::string id = [&] {
      const std::size_t at = first.output.find("transaction ");
      return first.output.substr(at + 12, 64);
    }();
    EXPECT_THAT(first.output, AllOf(HasSubstr("timed_out"), HasSubstr("credence tx " + id.substr(0, 16))));
    EXPECT_EQ(run(kPropose).exit, 4) << "still no answer";
    (void)program.net.world().apply({});  // what is proposed follows from the height: another action by now
    answer();
    const Ran again = run(kPropose);
    EXPECT_EQ(again.exit, 0) << again.output;
    EXPECT_EQ(transaction_in(again.output), id);
    EXPECT_THAT(again.output, HasSubstr("signed by an earlier run, and recorded once"));
    EXPECT_EQ(executed(), before + 1);
    EXPECT_TRUE(notes().empty());
    const Ran anew = run(kPropose);
    EXPECT_EQ(anew.exit, 0) << anew.output;
    EXPECT_NE(transaction_in(anew.output), id) << "whoever asks twice gets it twice";
    EXPECT_EQ(executed(), before + 2);
  }
}

TEST_F(Unanswered, ByItsKeysItsWordsAndItsFiles) {
  write_bytes(program.path("text.txt"), "one");
  const std::string words = "document anchor " + program.path("text.txt") + " --heading 依据 --key programme";
  take(true);
  EXPECT_EQ(run(words).exit, 4);
  answer();
  write_bytes(program.path("text.txt"), "two");
  must(words);
  EXPECT_EQ(executed(), 2U) << "another file";
  write_bytes(program.path("text.txt"), "one");
  const Ran again = run("--json " + words);
  EXPECT_EQ(again.exit, 0) << "it is in force by its own transaction\n" << again.output;
  EXPECT_THAT(again.output, HasSubstr(R"("signed_before":true)"));
  EXPECT_EQ(executed(), 2U);
  const Ran named = run("document anchor " + program.path("text.txt") + " --heading 依据 --key award");
  EXPECT_THAT(named.output, Not(HasSubstr("earlier run"))) << "another key";
}

TEST_F(Unanswered, SaidInOtherWordsItIsTheSameActionStill) {
  write_bytes(program.path("text.txt"), "one");
  const std::string options = "text.txt --heading 依据 --key programme";
  take(false);
  EXPECT_EQ(run("document anchor " + program.path(options)).exit, 4);
  answer();
  const Ran again = run("document anchor " + program.path("./" + options));
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("signed by an earlier run, and recorded once"));
  EXPECT_EQ(run("document anchor " + program.path(options)).exit, 0) << "and the first command learns it";
  EXPECT_EQ(executed(), 1U);
  EXPECT_TRUE(notes().empty());
}

TEST_F(Unanswered, MoneyThatCameBackIsBookedOnce) {
  const std::string code(text_of(samples::code(1)));
  must("enterprise register " + code + " --name 样例企业1 --key registrar");
  must(
      "programme create p1 --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1000 "
      "--key programme");
  write_bytes(program.path("awards.csv"),
              "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n1,样例企业1," + code + ",甲项目,50\n");
  must("award import " + program.path("awards.csv") +
       " --programme p1 --batch b1 --published 2026-09-20 --key award");
  write_bytes(program.path("payments.csv"),
              "批次,批次序号,统一社会信用代码,金额（万元）,拨付日期\nb1,1," + code + ",50,2026-09-21\n");
  must("payment import " + program.path("payments.csv") + " --programme p1 --list l1 --key pay");
  must("recovery open p1 r1 --batch b1 --line 1 --amount 40 --reason 挪用 --key award");
  std::string words;
  for (const bool executes : {true, false}) {
    words =
        "recovery record p1 r1 --amount " + std::string(executes ? "10" : "9") + " --on 2026-09-21 --key pay";
    take(executes);
    const Ran first = run("--json " + words);
    EXPECT_EQ(first.exit, 4) << first.output;
    EXPECT_THAT(first.output, HasSubstr(R"("transaction":")"));
    answer();
    must(words);
  }
  EXPECT_THAT(run("recovery show p1 r1").output, HasSubstr("190,000.00")) << "10 and 9";
  const Ran again = run(words);
  EXPECT_EQ(again.exit, 2) << again.output;
  EXPECT_THAT(again.output, AllOf(HasSubstr("received_before"), HasSubstr("--receipt 3")));
  must(words + " --receipt 3");
  EXPECT_THAT(run("recovery show p1 r1").output, HasSubstr("280,000.00")) << "it came once more";
}

TEST_F(Unanswered, BecauseItWasStoppedOrKilledGoesOn) {
  for (const int signal : {SIGINT, SIGTERM, SIGKILL})
    for (const bool executes : {true, false}) {
      const std::size_t before = executed();
      const Ran first = ended_by(signal, kPropose, executes);
      if (signal != SIGKILL) {
        EXPECT_EQ(first.exit, 130) << first.output;
        EXPECT_THAT(first.output, AllOf(HasSubstr("interrupted"), HasSubstr("credence tx ")));
      }
      ASSERT_EQ(notes().size(), 1U);
      must(kPropose);
      EXPECT_EQ(executed(), before + 1) << signal;
    }
}

TEST_F(Unanswered, IsSignedAnewOnceItHasExpiredUnexecuted) {
  take(false);
  EXPECT_EQ(run(kPropose).exit, 4);
  answer();
  for (Height height = 0; height <= ClientOptions{}.expiry_heights; ++height)
    (void)program.net.world().apply({});
  const Ran again = run(kPropose);
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, AllOf(HasSubstr("it is signed anew"), Not(HasSubstr("earlier run"))));
  EXPECT_EQ(executed(), 1U);
  EXPECT_TRUE(notes().empty());
}

TEST_F(Unanswered, ExecutedAndExpiredIsNotSignedAnew) {
  take(true);
  EXPECT_EQ(run(kPropose).exit, 4);
  answer();
  for (Height height = 0; height <= ClientOptions{}.expiry_heights; ++height)
    (void)program.net.world().apply({});
  EXPECT_THAT(run(kPropose).output, HasSubstr("signed by an earlier run"));
  EXPECT_EQ(executed(), 1U);
}

TEST_F(Unanswered, RefusedByARuleSaysSoAndIsOver) {  // the node's dry run says it: nothing is signed
  must(
      "programme create p1 --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1000 "
      "--key programme");
  const std::string words =
      "programme create p1 --name 另一专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1 --key "
      "programme";
  take(true);
  EXPECT_EQ(run(words).exit, 2);
  EXPECT_EQ(executed(), 1U);
  EXPECT_TRUE(notes().empty());
}

TEST_F(Unanswered, TwoAtOnceAreOne) {
  std::promise<void> handed_in;
  std::atomic<bool> first = true, open = false;
  program.net.behave(
      0, [&](const std::string& method, const std::string&, const Answer& honest) -> std::optional<Answer> {
        if (method != "POST" || honest.status != 0 || open) return std::nullopt;
        if (first.exchange(false)) handed_in.set_value();
        return Answer{202, R"({"status": "pending"})"};
      });
  auto one = std::async(std::launch::async, [this] { return run(kPropose); });
  handed_in.get_future().wait();
  const Ran other = run(kPropose);
  EXPECT_EQ(other.exit, 5) << other.output;
  EXPECT_THAT(other.output, AllOf(HasSubstr("command_at_work"), HasSubstr("the same command is running")));
  EXPECT_THAT(other.output, ::testing::Not(HasSubstr("import"))) << "nothing is imported";
  open = true;
  EXPECT_EQ(one.get().exit, 0);
  EXPECT_EQ(executed(), 1U);
}

TEST_F(Unanswered, WhatIsWrittenDownIsForItsUserAlone) {
  take(false);
  EXPECT_EQ(run(kPropose).exit, 4);
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_EQ(fs::status(notes()[0]).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(program.path("unfinished")).permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(Unanswered, DamagedNothingIsSentUntilSomebodyLooked) {
  take(true);
  EXPECT_EQ(run(kPropose).exit, 4);
  answer();
  const fs::path note = notes().at(0);
  std::string text = file_bytes(note);
  text[text.find("list") + 40] ^= 1;
  write_bytes(note, text);
  const Ran again = run(kPropose);
  EXPECT_EQ(again.exit, 10) << again.output;
  EXPECT_THAT(again.output, AllOf(HasSubstr("is damaged"), HasSubstr(note.filename().string())));
  EXPECT_EQ(executed(), 1U);
  fs::remove(note);
  must(kPropose);
}

TEST_F(Unanswered, WhatCannotBeWrittenDownIsNotSent) {
  write_bytes(program.path("unfinished"), "a file where a folder is to be");
  const Ran ran = run(kPropose);
  EXPECT_EQ(ran.exit, 10) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("machine_failed"), HasSubstr("unfinished")));
  EXPECT_TRUE(program.net.posted.empty());
}

TEST_F(Unanswered, ASuccessAndACommandThatSignsNothingLeaveNothingBehind) {
  must(kPropose);
  must("governance list");
  EXPECT_EQ(run("governance vote ffffffff --yes --key govern").exit, 2);
  EXPECT_TRUE(notes().empty());
}

class UnansweredChecker : public Unanswered {
 protected:
  UnansweredChecker() : Unanswered(true) {}
};

TEST_F(UnansweredChecker, HasApprovedAlthoughNothingWaitsAnyMore) {
  const Ran made =
      run("programme create p1 --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1000 "
          "--key programme");
  ASSERT_EQ(made.exit, 0) << made.output;
  const std::string words = "pending approve " + transaction_in(made.output) + " --key check";
  take(true);
  EXPECT_EQ(run(words).exit, 4);
  answer();
  const Ran again = run(words);
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("signed by an earlier run"));
}

TEST_F(UnansweredChecker, WaitsOnceForTheSecondSignature) {
  const std::string words =
      "programme create p1 --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1000 "
      "--key programme";
  take(true);
  EXPECT_EQ(run(words).exit, 4);
  answer();
  const Ran again = run(words);
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("waits for a second signature"));
  EXPECT_EQ(executed(), 1U);
}

TEST_F(UnansweredChecker, SeesWhatWouldChangeAndWhoDecidedBefore) {
  must(
      "programme create p1 --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1000 "
      "--key programme --checker check");
  const Ran made = run("programme amend p1 --budget 100 --reason 压减 --key programme");
  ASSERT_EQ(made.exit, 0) << made.output;
  const std::string id = transaction_in(made.output);
  EXPECT_THAT(run("pending show " + id).output,
              HasSubstr("budget: 10,000,000.00 CNY (1000 wan) → 1,000,000.00 CNY (100 wan)"));
  EXPECT_THAT(program.run("--lang zh pending show " + id).output,
              HasSubstr("10,000,000.00 元（1000 万元） → 1,000,000.00 元（100 万元）"));
  must("pending reject " + id + " --key check --reason 依据不足");
  std::string capitals = id.substr(0, 12);
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& name : {id, id.substr(0, 12), capitals}) {
    const Ran late = run("pending approve " + name + " --key check");
    EXPECT_EQ(late.exit, 2) << late.output;
    EXPECT_THAT(late.output, AllOf(HasSubstr("rejected by"), HasSubstr("依据不足"))) << name;
  }
}

TEST_F(UnansweredChecker, AListThatWasSentBackIsSignedAnewAndOneThatWasApprovedIsRecorded) {
  must(
      "programme create p1 --name 测试专项 --lead gd-iit --finance gd-finance --year 2026 --budget 1000 "
      "--key programme --checker check");
  write_bytes(program.path("list.csv"), "企业名称,项目名称,金额（万元）\n测试企业甲,项目甲,12\n");
  const std::string words = "award import " + program.path("list.csv") +
                            " --programme p1 --batch b1 --key award --leave-unidentified";
  const Ran made = run(words);
  ASSERT_EQ(made.exit, 0) << made.output;
  EXPECT_THAT(made.output, HasSubstr("1 line waits for a second signature"));
  EXPECT_THAT(run(words).output, HasSubstr("1 line waits for a second signature")) << "it waits still";
  EXPECT_EQ(executed(), 2U);

  const auto decide = [&](const std::string& how) {
    const Ran list = run("pending list --json");
    std::smatch id;
    ASSERT_TRUE(std::regex_search(list.output, id, std::regex("\"(?:id|transaction)\": ?\"([0-9a-f]{64})\"")))
        << list.output;
    must("pending " + how + " " + id[1].str() + " --key check" + (how == "reject" ? " --reason 缺附件" : ""));
  };
  decide("reject");
  const Ran again = run(words);
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, AllOf(HasSubstr("it had been sent back: 缺附件"), HasSubstr("1 line waits")));
  EXPECT_EQ(executed(), 4U);
  decide("approve");
  const Ran last = run(words);
  EXPECT_EQ(last.exit, 0) << last.output;
  EXPECT_THAT(last.output, AllOf(HasSubstr("already recorded 1 line"), Not(HasSubstr("wait"))));
  EXPECT_EQ(executed(), 5U);
}

}  // namespace
}  // namespace credence::testing
