// SPDX-License-Identifier: Apache-2.0
// What a shell offers, and the pages of the manual: of the real commands, all of them.
#include <gmock/gmock.h>

#include "client/commands/commands.h"
#include "client/console/completion.h"
#include "client/console/console.h"
#include "client/console/manual.h"

namespace credence {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

class Completing : public ::testing::Test {
 protected:
  std::vector<std::string> offered(const std::vector<std::string>& words) {
    last_ = complete(program_, words, Language::en);
    std::vector<std::string> out;
    for (const auto& offer : last_.offers) out.push_back(offer.word);
    return out;
  }
  Cli cli_;
  const Program program_{cli_};
  Completion last_;
};

TEST_F(Completing, CommandsByTheirBeginning) {
  EXPECT_THAT(offered({""}), IsSupersetOf({"award", "programme", "verify", "completion"}));
  EXPECT_THAT(offered({"programm"}), ElementsAre("programme"));
  EXPECT_THAT(offered({"award", "conf"}), ElementsAre("confirm"));
  EXPECT_THAT(offered({"nonsense", "a"}), Not(Contains("confirm")));
}

TEST_F(Completing, OptionsOfTheCommandAndOfTheProgramThatItUses) {
  EXPECT_THAT(offered({"award", "confirm", "--"}),
              IsSupersetOf({"--published", "--key", "--checker", "--json"}));
  EXPECT_THAT(offered({"code", "check", "--"}), Not(Contains("--key")));  // it signs nothing
  EXPECT_THAT(offered({"award", "confirm", "--publ"}), ElementsAre("--published"));
}

TEST_F(Completing, ValuesOfAnOption) {
  EXPECT_THAT(offered({"--lang", ""}), ElementsAre("zh", "en"));
  EXPECT_THAT(offered({"status", "--lang", "z"}), ElementsAre("zh"));
  EXPECT_FALSE(last_.files);
  EXPECT_THAT(offered({"--genesis", "con"}), IsEmpty());
  EXPECT_TRUE(last_.files);
}

TEST_F(Completing, AnArgumentThatIsAFile) {
  offered({"verify", ""});
  EXPECT_TRUE(last_.files);
  offered({"award", ""});
  EXPECT_FALSE(last_.files);
}

/// No word reaches further than the declared tree, whatever stands on the line.
TEST_F(Completing, AnyWords) {
  const std::vector<std::string> words{"",       "-",      "--", "--key",  "award",
                                       "import", "--line", "x",  "--json", "\xff"};
  for (const auto& a : words)
    for (const auto& b : words)
      for (const auto& c : words)
        for (const std::string& offer : offered({a, b, c})) EXPECT_TRUE(offer.starts_with(c)) << a << b << c;
  EXPECT_THAT(complete(program_, {}, Language::zh).offers, Not(IsEmpty()));
}

std::string written(std::string name) {
  for (std::size_t at = 0; (at = name.find('-', at)) != std::string::npos; at += 2) name.insert(at, "\\");
  return name;
}

TEST(Manual, EveryCommandHasItsPlaceInAPage) {
  Cli cli;
  const Program program(cli);
  for (const Language language : {Language::en, Language::zh}) {
    const std::string first = manual_page(program, language);
    for (const Command& family : program.commands()) {
      EXPECT_THAT(first, HasSubstr(".BR " + written(manual_name(family)) + " (1)\n"));
      const std::string page = manual_page(family, language);
      EXPECT_THAT(page, HasSubstr(".TH " + manual_name(family) + " 1\n"));
      for (const Command& each : family.commands())
        EXPECT_THAT(page, HasSubstr(".SH " + written(each.path()) + "\n"));
    }
  }
}

TEST(Manual, NothingIsTakenForARequest) {
  Cli cli;
  Command root("try", {"tries", "试用"}, nullptr);
  const Command& one =
      root.command("one", {"What it does.\n.It begins with a stop\n'and this \\fB with a quote", "说明"});
  const std::string page = manual_page(one, Language::en);
  EXPECT_THAT(page, HasSubstr("\\&.It begins"));
  EXPECT_THAT(page, HasSubstr("\\&'and this \\efB"));
}

}  // namespace
}  // namespace credence
