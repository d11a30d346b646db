// SPDX-License-Identifier: Apache-2.0
// What a clerk reads when a command was mistyped or a file is not what it is called: what is wrong, where,
// and what to do, in the language that was chosen.
#include <gmock/gmock.h>

#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CliWords, AMistypedCommandIsNamedInTheChosenLanguage) {
  const Ran en = run_program("programme xyzw --lang en");
  EXPECT_EQ(en.exit, 1);
  EXPECT_EQ(en.output, "credence: usage: unknown words (xyzw)\n  → credence programme --help\n");
  EXPECT_EQ(run_program("--lang zh programme xyzw").output,
            "credence: usage: 无法识别的词（xyzw）\n  → credence programme --help\n");
  EXPECT_EQ(run_program("--lang zh verify some.proof").output,
            "credence: usage: 缺少必需的内容（--anchor）\n  → credence verify --help\n");
  const Ran json = run_program("--json programme xyzw");
  EXPECT_EQ(json.exit, 1);
  EXPECT_EQ(json.output,
            "{\"error\":{\"code\":\"usage\",\"command\":\"credence "
            "programme\",\"detail\":\"xyzw\"},\"exit_code\":1}\n");
  EXPECT_EQ(run_program("programme --help").exit, 0);
}

TEST(CliWords, AnUnsetVariableOfTheShellIsNoFile) {
  EXPECT_EQ(run_program("award import \"\" --programme p --batch b --lang en").output,
            "credence: usage: something is missing (the value of FILE)\n  → credence award import --help\n");
}

TEST(CliWords, WhatWasMeantIsSaid) {
  EXPECT_EQ(run_program("programme shwo x --lang en").output,
            "credence: usage: unknown words (shwo)\n  did you mean show?\n  → credence programme --help\n");
  EXPECT_EQ(run_program("--lang zh award confirm p b --publised 2026-01-01").output,
            "credence: usage: 无法识别的词（--publised）\n  是否指 --published？\n  → credence award confirm "
            "--help\n");
  EXPECT_EQ(run_program("import list.csv --lang zh").output,
            "credence: usage: 无法识别的词（import）\n  → credence --help\n")
      << "many commands are called so: none of them was meant alone";
  EXPECT_THAT(run_program("acknowledge --lang en").output, HasSubstr("did you mean payment acknowledge?"));
  EXPECT_THAT(
      run_program("programme create p --name n --lead l --finance f --year 2026 --kind grants --lang en")
          .output,
      AllOf(HasSubstr("--kind: grants is not one of grant, reward"), HasSubstr("did you mean grant?")));
  EXPECT_THAT(run_program("--json programme shwo x").output, HasSubstr("\"did_you_mean\":[\"show\"]"));
}

TEST(CliWords, AKindOfEntryThatDoesNotExistIsToldWithThoseThatDo) {
  const Ran ran = run_program("history 914401017418885372 --kind title");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("--kind"), HasSubstr("qualification_issued"),
                                HasSubstr("credence history --help")));
}

TEST(CliWords, ADayThatIsNoneIsAMistakeOfTheCommandLineAndNamesItsOption) {
  const Ran ran = run_program("enterprise show 914401017418885372 --on 2026-13-01");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("bad_date"), HasSubstr("--on")));
}

TEST(CliWords, ADamagedWorkbookIsNotCalledText) {
  const ScratchFolder scratch;
  write_bytes(scratch / "list.xlsx", "PK\x03\x04 no workbook");
  ProgramOnNetwork program;
  const Ran ran = program.run("award import " + (scratch / "list.xlsx").string() +
                              " --programme p --batch b --key k --lang en");
  EXPECT_EQ(ran.exit, 5);
  EXPECT_THAT(ran.output,
              AllOf(HasSubstr("bad_workbook"), HasSubstr("list.xlsx"), Not(HasSubstr("not_utf8"))));
}

}  // namespace
}  // namespace credence::testing
