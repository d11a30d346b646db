// The help in Chinese: every description has its translation, no translation is left over, and what is
// printed is Chinese to the last word of the parser.
#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <regex>
#include <sstream>

#include "client/commands/commands.h"
#include "client/commands/help.h"
#include "client/console/console.h"
#include "tests/unit/client/commands/program.h"

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
  EXPECT_THAT(untranslated(line.app), IsEmpty()) << "a row in client/commands/help_zh.def is missing";
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

TEST(CliHelp, AMistakeIsToldInChinese) {
  const auto told = [](const std::string& arguments) {
    const std::string output = run_program("--lang zh " + arguments).output;
    return output.substr(0, output.find('\n'));
  };
  EXPECT_EQ(told("award"), "credence: usage: 缺少必需的内容（子命令）");
  EXPECT_EQ(told("award confirm p b --no-such-option"), "credence: usage: 无法识别的词（--no-such-option）");
  EXPECT_EQ(told("award import"), "credence: usage: 缺少必需的内容（--programme）");
  EXPECT_EQ(
      told("history"),
      "credence: usage: 缺少必需的内容（CODE，或 --programme, --department, --qualification, --chain 之一）");
  EXPECT_EQ(told("governance vote x"), "credence: usage: 缺少必需的内容（--yes,--no 之一）");
  EXPECT_EQ(told("block 1 --timeout soon"),
            "credence: usage: 无法理解（--timeout 的值 soon 不在 1 至 86400 之间）");
  EXPECT_EQ(told("network up --wait soon"), "credence: usage: 无法理解（--wait 的值无法识别：soon）");
  EXPECT_EQ(told("history --chain --department d"),
            "credence: usage: 无法理解（--department 不可与 --chain 同用）");
  EXPECT_EQ(told("enterprise register 914403001922038216"),
            "credence: usage: 无法理解（CODE 须与 --name 同用）");
  EXPECT_EQ(told("award show p b --line"), "credence: usage: 无法理解（--line 还缺 1 个值：UINT）");
  EXPECT_EQ(told("history --chain --kind nothing").substr(0, 60),
            std::string("credence: usage: 无法理解（--kind 的值 nothing 不在 {enterprise_").substr(0, 60));
  EXPECT_EQ(run_program("award show p b --line --lang zh").exit, 1);
  EXPECT_THAT(run_program("block 1 --lang fr", "CREDENCE_LANG=zh").output,
              HasSubstr("--lang 的值 fr 不在 {zh,en} 之中"));
  EXPECT_EQ(mistake_in_chinese("what no form fits"), "what no form fits");
}

}  // namespace
}  // namespace credence::testing
