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
  const Ran en = run_program("programme lst --lang en");
  EXPECT_EQ(en.exit, 1);
  EXPECT_EQ(en.output, "credence: usage: unknown words (lst)\n  → credence programme --help\n");
  EXPECT_EQ(run_program("--lang zh programme lst").output,
            "credence: usage: 无法识别的词（lst）\n  → credence programme --help\n");
  EXPECT_EQ(run_program("--lang zh verify some.proof").output,
            "credence: usage: 缺少必需的内容（--anchor）\n  → credence verify --help\n");
  const Ran json = run_program("--json programme lst");
  EXPECT_EQ(json.exit, 1);
  EXPECT_EQ(json.output,
            "{\"error\":{\"code\":\"usage\",\"command\":\"credence "
            "programme\",\"detail\":\"lst\"},\"exit_code\":1}\n");
  EXPECT_EQ(run_program("programme --help").exit, 0);
}

TEST(CliWords, AKindOfEntryThatDoesNotExistIsToldWithThoseThatDo) {
  const Ran ran = run_program("history 914401017418885372 --kind title");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("--kind"), HasSubstr("qualification_issued"),
                                HasSubstr("credence history --help")));
}

TEST(CliWords, ADayThatIsNoneIsBadInputAndNamesItsOption) {
  const Ran ran = run_program("enterprise show 914401017418885372 --on 2026-13-01");
  EXPECT_EQ(ran.exit, 5);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("bad_date"), HasSubstr("--on")));
}

TEST(CliWords, ADamagedWorkbookIsNotCalledText) {
  const ScratchFolder scratch;
  write_bytes(scratch / "list.xlsx", "\xff\xfe\x01 no workbook");
  ProgramOnNetwork program;
  const Ran ran = program.run("award import " + (scratch / "list.xlsx").string() +
                              " --programme p --batch b --key k --lang en");
  EXPECT_EQ(ran.exit, 5);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("bad_workbook"), HasSubstr("list.xlsx"), Not(HasSubstr("bad_utf8"))));
}

}  // namespace
}  // namespace credence::testing
