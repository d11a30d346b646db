// SPDX-License-Identifier: Apache-2.0
// Codes of the early pilot in lists and on the command line: refused with their reason while no exception is
// recorded, recorded once one is. Each such code is asked about once; other wrong codes are asked about
// never.
#include <gmock/gmock.h>

#include "client/base/csv.h"
#include "client/code_exceptions.h"
#include "client/lists/plan.h"
#include "client/lists/run.h"
#include "tests/unit/client/commands/program.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPilot(text_of(samples::pilot_code()));
const std::string kMistyped = "914403001922038217";

/// A good line, the pilot's code twice, a mistyped code, and codes that no exception can be recorded for.
std::string list_csv() {
  return "企业名称,统一社会信用代码\n样例企业1," + std::string(text_of(samples::code(1))) +
         "\n样例试点企业," + kPilot + "\n样例错码," + kMistyped +
         "\n样例个人,11010519491231002X\n样例地区,91A403001922038216\n样例试点企业," + kPilot + "\n";
}

class ImportExceptions : public ::testing::Test {
 protected:
  /// How often a node was asked for the exception of a code.
  void count_questions() {
    program.net.behave_all([this](const std::string&, const std::string& target,
                                  const Answer& honest) -> std::optional<Answer> {
      if (honest.status != 0) return std::nullopt;  // asked once before the honest answer, and once with it
      const auto bytes = target.starts_with("/v1/state/") ? from_hex(target.substr(10, target.find('?') - 10))
                                                          : Result<Bytes>(Bytes{});
      const auto key = decode<StateKey>(bytes.value());
      if (key && std::holds_alternative<CodeExceptionKey>(*key))
        ++asked[std::string(text_of(std::get<CodeExceptionKey>(*key).code))];
      return std::nullopt;
    });
  }
  void admit() {
    EXPECT_EQ(program.net.world().run(world::kRegistrar, samples::admit_code()), Code::ok)
        << program.net.world().detail;
  }
  Ran dry_run() { return program.run("enterprise import " + program.path("list.csv") + " --dry-run"); }

  std::map<std::string, unsigned> asked;
  ProgramOnNetwork program;
};

TEST_F(ImportExceptions, ALineIsRefusedWithItsReasonWhileNoExceptionStands) {
  write_bytes(program.path("list.csv"), list_csv());
  const Ran ran = dry_run();
  EXPECT_EQ(ran.exit, 5) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("line 3, 统一社会信用代码 '" + kPilot + "': uscc_bad_check_digit"));
  EXPECT_THAT(ran.output, HasSubstr("credence code admit")) << "the remedy";
  EXPECT_THAT(ran.output, HasSubstr("line 4, 统一社会信用代码 '" + kMistyped + "': uscc_bad_check_digit"));
  EXPECT_THAT(ran.output, HasSubstr("5 of 6 lines"));
}

TEST_F(ImportExceptions, ALineIsTakenOnceItsExceptionStandsAndEachCodeIsAskedAboutOnce) {
  write_bytes(program.path("list.csv"), list_csv());
  admit();
  count_questions();
  const Ran ran = dry_run();
  EXPECT_EQ(ran.exit, 5) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("taken as recorded exceptions: " + kPilot));
  EXPECT_THAT(ran.output, Not(HasSubstr("line 3,")));
  EXPECT_THAT(ran.output, HasSubstr("line 4, 统一社会信用代码 '" + kMistyped + "': uscc_bad_check_digit"));
  EXPECT_THAT(ran.output, HasSubstr("line 5, 统一社会信用代码: personal_data"));
  EXPECT_THAT(ran.output, Not(HasSubstr("11010519491231002X"))) << "nor is it shown again";
  EXPECT_THAT(ran.output, HasSubstr("line 6, 统一社会信用代码 '91A403001922038216': uscc_bad_region"));
  EXPECT_THAT(ran.output, HasSubstr("line 7: repeated_line"));
  EXPECT_EQ(asked, (std::map<std::string, unsigned>{{kPilot, 1}, {kMistyped, 1}}))
      << "a person's number is given to no node";
}

TEST_F(ImportExceptions, WhatIsTakenIsRecordedAndPaidAndReadLikeEveryOther) {
  admit();
  Client client = program.net.client();
  const std::string csv = "企业名称,统一社会信用代码\n样例试点企业," + kPilot + "\n";
  const auto read = read_lines(csv, enterprise_list());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->draft->misfits(), std::set<Uscc>{samples::pilot_code()});
  const auto recorded = recorded_exceptions(client, read->draft->misfits());
  ASSERT_TRUE(recorded) << recorded.error().error.text_en();
  read->draft->except(*recorded);
  read->draft->finish();
  const auto lines = read->draft->good().lines;
  ASSERT_EQ(lines.size(), 1U);
  const auto lists = plan_enterprises(lines);
  ASSERT_TRUE(lists) << lists.error().error.text_en();
  const ImportOptions options{.journal = program.scratch / "journal",
                              .in_flight = 1,
                              .leave_out_refused = false,
                              .checker = nullptr,
                              .progress = {}};
  const auto report = run_import(client, world::kRegistrar, *lists, options);
  ASSERT_TRUE(report) << report.error().error.text_en();
  EXPECT_FALSE(report->outcome());
  EXPECT_EQ(report->lines_recorded(), 1U);
  const Ran shown = program.run("enterprise show " + kPilot);
  EXPECT_EQ(shown.exit, 0) << shown.output;
  EXPECT_THAT(shown.output, HasSubstr("样例试点企业"));
  const Ran history = program.run("history " + kPilot);
  EXPECT_EQ(history.exit, 0) << history.output;
  EXPECT_THAT(history.output, HasSubstr("code admitted"));
  EXPECT_THAT(history.output, HasSubstr("2 entries"));
  write_bytes(program.path("awards.csv"),
              "企业名称,统一社会信用代码,项目名称,金额（万元）\n样例试点企业," + kPilot + ",产线改造,5\n");
  EXPECT_EQ(program.net.world().run(world::kProgramme, world::World::programme(10'000'000'000)), Code::ok);
  const Ran award = program.run("award import " + program.path("awards.csv") +
                                " --programme puhui-2022 --batch b1 --dry-run");
  EXPECT_EQ(award.exit, 0) << award.output;
}

TEST_F(ImportExceptions, WithoutANodeTheCodeStaysWrongAndItIsSaidThatNobodyWasAsked) {
  write_bytes(program.path("list.csv"), list_csv());
  admit();
  program.net.stop(0);
  const Ran list = dry_run();
  EXPECT_EQ(list.exit, 5) << list.output;
  EXPECT_THAT(list.output, HasSubstr("exceptions were not looked for: "));
  EXPECT_THAT(list.output, HasSubstr("line 3, 统一社会信用代码 '" + kPilot + "': uscc_bad_check_digit"));
  const Ran one = program.run("enterprise show " + kPilot);
  EXPECT_EQ(one.exit, 5) << one.output;
  EXPECT_THAT(one.output, HasSubstr("could not be asked"));
  EXPECT_THAT(one.output, HasSubstr("uscc_bad_check_digit"));
}

TEST_F(ImportExceptions, ALieOfANodeAboutAnExceptionIsNotBelieved) {
  program.net.behave_all(
      [](const std::string&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
        if (honest.status == 0 || !target.starts_with("/v1/state/")) return std::nullopt;
        return Answer{200, R"({"proof":""})"};
      });
  Client client = program.net.client();
  const auto taken = take_code(client, kPilot);
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().error.code, Code::uscc_bad_check_digit) << "what is not proved is no answer";
}

TEST_F(ImportExceptions, OfAColumnFullOfWrongCodesNobodyIsAsked) {
  std::string csv = "企业名称,统一社会信用代码\n";
  for (unsigned i = 0; i <= kMisfitsAskedMax; ++i) {
    std::string code(text_of(samples::code(i)));
    code[17] = code[17] == 'A' ? 'B' : 'A';
    csv += csv_line({"样例企业" + std::to_string(i), code});
  }
  write_bytes(program.path("list.csv"), csv);
  count_questions();
  const Ran ran = dry_run();
  EXPECT_EQ(ran.exit, 5);
  EXPECT_THAT(ran.output, HasSubstr("too many codes have a wrong check digit: 1,001"));
  EXPECT_TRUE(asked.empty());
}

TEST_F(ImportExceptions, OfACodeAndOfTheChainAreShownWithTheirProof) {
  const Ran none = program.run("code exceptions " + kPilot);
  EXPECT_EQ(none.exit, 2) << none.output;
  EXPECT_THAT(none.output, HasSubstr("not_recorded"));
  EXPECT_THAT(none.output, HasSubstr("proved under block"));
  admit();
  const Ran one = program.run("code exceptions " + kPilot);
  EXPECT_EQ(one.exit, 0) << one.output;
  EXPECT_THAT(one.output, HasSubstr(kPilot + "  样例试点企业"));
  EXPECT_THAT(one.output, HasSubstr("厦市监函〔2015〕1号"));
  EXPECT_THAT(one.output, HasSubstr("proved under block"));
  const Ran all = program.run("--lang zh code exceptions");
  EXPECT_EQ(all.exit, 0) << all.output;
  EXPECT_THAT(all.output, HasSubstr(kPilot));
  EXPECT_THAT(all.output, HasSubstr("完整：共 1 项例外"));
  const Ran json = program.run("--json code exceptions " + kPilot);
  EXPECT_THAT(json.output, HasSubstr(R"("department":"gd-iit")"));
  EXPECT_THAT(json.output, HasSubstr(R"("proof":)"));
  const Ran good = program.run("code exceptions " + std::string(text_of(samples::code(1))));
  EXPECT_EQ(good.exit, 5) << good.output;
  EXPECT_THAT(good.output, HasSubstr("uscc_check_digit_fits"));
  EXPECT_EQ(program.run("code check " + kPilot).exit, 5) << "the standard knows no exceptions";
}

}  // namespace
}  // namespace credence::testing
