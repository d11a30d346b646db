// The help in Chinese: every description has its translation, no translation is left over, and what is
// printed is Chinese to the last word of the parser.
#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <regex>
#include <sstream>

#include "client/cli.h"
#include "client/cli_commands.h"
#include "client/cli_help.h"
#include "tests/unit/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct CommandLine {
  Cli cli;
  CLI::App app;
  CommandLine() { add_commands(app, cli); }

  /// The help of every command, by its name: "credence award import".
  [[nodiscard]] std::map<std::string, std::string> helps() {
    std::map<std::string, std::string> out;
    const std::function<void(CLI::App&, const std::string&)> visit = [&](CLI::App& at,
                                                                         const std::string& before) {
      if (at.get_name().empty()) return;  // a group of options, which stands in its command's help
      const std::string name = before.empty() ? at.get_name() : before + " " + at.get_name();
      out[name] = at.help(before);
      for (CLI::App* below : at.get_subcommands(std::function<bool(CLI::App*)>())) visit(*below, name);
    };
    visit(app, "");
    return out;
  }
};

/// Whether a Chinese character stands in it (U+4000 to U+9FFF).
bool has_chinese(const std::string& text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c >= 0xE4 && c <= 0xE9; });
}

TEST(CliHelp, EveryDescriptionComesInChinese) {
  CommandLine line;
  ASSERT_GT(help_texts(line.app).size(), 350U);
  EXPECT_THAT(untranslated(line.app), IsEmpty()) << "a row in client/cli_help_zh.def is missing";
  help_in_chinese(line.app);
  for (const std::string& text : help_texts(line.app)) EXPECT_TRUE(has_chinese(text)) << text;
}

TEST(CliHelp, NoTranslationIsLeftOver) {
  CommandLine line;
  const std::set<std::string> texts = help_texts(line.app);
  std::set<std::string_view> seen;
  for (const Words& row : help_rows()) {
    EXPECT_TRUE(texts.contains(std::string(row.en))) << "no command says: " << row.en;
    EXPECT_TRUE(seen.insert(row.en).second) << "two rows for: " << row.en;
  }
}

TEST(CliHelp, OptionsRolesAndNumbersStandInTheTranslation) {
  const std::regex kept("--[a-z][a-z-]*|[A-Z]{2,}|[0-9]+|\\(role [a-z]+");
  for (const Words& row : help_rows()) {
    const std::string en(row.en);
    for (std::sregex_iterator at(en.begin(), en.end(), kept), end; at != end; ++at) {
      const std::string token = at->str(), role = "(role ";
      EXPECT_THAT(std::string(row.zh), HasSubstr(token.starts_with(role) ? token.substr(role.size()) : token))
          << en;
    }
  }
}

TEST(CliHelp, NoWordOfTheParserStaysEnglish) {
  CommandLine line;
  help_in_chinese(line.app);
  const std::regex english(
      "Usage|OPTIONS|Options|SUBCOMMAND|Subcommands|Positionals|REQUIRED|required|Needs|Excludes|Group|Print|"
      "Display");
  for (const auto& [name, help] : line.helps()) {
    std::smatch found;
    EXPECT_FALSE(std::regex_search(help, found, english)) << name << ": " << found.str();
    EXPECT_THAT(help, AllOf(HasSubstr("用法: " + name), HasSubstr("显示本帮助并退出")));
  }
}

TEST(CliHelp, DescriptionsStandInOneColumnAlsoBesideChinese) {
  CommandLine line;
  help_in_chinese(line.app);
  const auto helps = line.helps();
  EXPECT_THAT(helps.at("credence keys register"),
              AllOf(HasSubstr("\n  NAME TEXT 必填              待登记的密钥：名称或文件\n"),
                    HasSubstr("\n  --department TEXT 必填\n"),
                    HasSubstr("\n  -h,--help                   显示本帮助并退出\n")));
  EXPECT_THAT(helps.at("credence enterprise register"),
              HasSubstr("\n  CODE TEXT 须同用: --name 不可同用: --file\n"
                        "                              统一社会信用代码\n"));
  EXPECT_THAT(helps.at("credence prove total"),
              HasSubstr("\n[对象]\n  [以下选项须选 1 项]\n  参数:\n"
                        "    CODE TEXT                   企业的统一社会信用代码\n"
                        "  选项:\n    --programme TEXT\n"));
}

TEST(CliHelp, TheLanguageIsTheChosenOne) {
  const std::string zh = "按名单认定企业资格", en = "issue a title to the enterprises of a list";
  EXPECT_THAT(run_program("qualification import --help --lang zh").output,
              AllOf(StartsWith(zh), HasSubstr("用法:")));
  EXPECT_THAT(run_program("--lang=zh qualification import --help").output, StartsWith(zh));
  EXPECT_THAT(run_program("qualification import --help", "CREDENCE_LANG=zh").output, StartsWith(zh));
  EXPECT_THAT(run_program("qualification import --help", "LC_ALL=zh_CN.UTF-8").output, StartsWith(zh));
  EXPECT_THAT(run_program("qualification import --help --lang en", "CREDENCE_LANG=zh").output,
              StartsWith(en));
  EXPECT_THAT(run_program("qualification import --help").output,
              AllOf(StartsWith(en), HasSubstr("Usage:"), Not(HasSubstr("退出码"))));
  EXPECT_EQ(run_program("--help --lang zh").exit, 0);
}

}  // namespace
}  // namespace credence::testing
