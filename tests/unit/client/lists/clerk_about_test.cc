// SPDX-License-Identifier: Apache-2.0
// Lists that are about something else than the command says, as a clerk sends them: another title, another programme,
// another enterprise behind a code.
#include <gmock/gmock.h>

#include "tests/unit/client/commands/program.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ImportAbout : public ::testing::Test {
 protected:
  ImportAbout() { program.net.world().register_enterprises(5); }
  std::string file(const std::string& text, const std::string& name = "list.csv") {
    write_bytes(program.path(name), text);
    return "'" + program.path(name) + "'";
  }
  static std::string named(unsigned who) {
    return std::string(world::enterprise_name(who)) + "," + std::string(text_of(samples::code(who)));
  }
  ProgramOnNetwork program;
};

TEST_F(ImportAbout, ThePartyOfACreditEntryIsTheEnterpriseOfItsCode) {
  const auto run = [&](const std::string& name, const std::string& lang = "zh") {
    return program.run("--lang " + lang + " credit import " +
                       file("CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_SY,CF_JDRQ,CF_GSJZQ\n" + name + "," +
                            std::string(text_of(samples::code(1))) +
                            ",粤罚〔2026〕1号,事实,2026-05-01,2027-04-30\n") +
                       " --batch c1 --class general --dry-run");
  };
  const Ran right = run(std::string(world::enterprise_name(1)));
  EXPECT_THAT(right.output, AllOf(HasSubstr("照录（国家标准字段）"), Not(HasSubstr("不读取")),
                                  HasSubstr("no_such_key")));  // the list is read, and would be signed
  const Ran wrong = run("样例另一有限公司");
  EXPECT_EQ(wrong.exit, 5) << wrong.output;
  EXPECT_THAT(wrong.output, AllOf(HasSubstr("name_mismatch"), HasSubstr("样例另一有限公司")));
  EXPECT_THAT(run("Another Company", "en").output, HasSubstr("name_mismatch"));
}

}  // namespace
}  // namespace credence::testing
