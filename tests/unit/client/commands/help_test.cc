// SPDX-License-Identifier: Apache-2.0
// The help of every command: described in both languages to the last option, with the program's own
// options, in lines that fit. And what is said of a mistyped command line.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <map>
#include <regex>
#include <set>

#include "client/commands/commands.h"
#include "client/console/console.h"
#include "client/console/help.h"
#include "client/words/width.h"
#include "tests/source_tree.h"
#include "tests/unit/client/commands/every_command.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CliHelp : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<const Command*> commands() const { return every_command(program); }
  /// Everything that is said in both languages, and by whom.
  [[nodiscard]] std::vector<std::pair<std::string, Words>> words() const {
    std::vector<std::pair<std::string, Words>> out;
    for (const Command* command : commands()) {
      out.emplace_back(command->path(), command->about());
      if (!command->footer().en.empty() || !command->footer().zh.empty())
        out.emplace_back(command->path() + " footer", command->footer());
      for (const Option& option : command->options())
        out.emplace_back(command->path() + " " + option.name(), option.about);
      for (const Command::Condition& one : command->conditions())
        out.emplace_back(command->path() + " condition", one.mistake);
    }
    return out;
  }
  Cli cli;
  Program program{cli};
};

/// Whether a Chinese character stands in it (U+4000 to U+9FFF).
bool has_chinese(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c >= 0xE4 && c <= 0xE9; });
}

TEST_F(CliHelp, EveryCommandAndEveryOptionIsDescribedInBothLanguages) {
  const auto all = words();
  ASSERT_GT(all.size(), 500U);
  for (const auto& [who, text] : all) {
    EXPECT_FALSE(text.en.empty()) << who << " has no English description";
    EXPECT_TRUE(has_chinese(text.zh)) << who << " has no Chinese description: " << text.zh;
  }
}

TEST_F(CliHelp, ACommandHasCommandsOrDoesSomething) {
  for (const Command* command : commands())
    EXPECT_NE(command->commands().empty(), !command->does_something()) << command->path();
}

TEST_F(CliHelp, OptionsRolesAndNumbersStandInBothLanguages) {
  const std::regex kept("--[a-z][a-z-]*|[A-Z]{2,}|[0-9]+|\\(role [a-z]+");
  for (const auto& [who, text] : words()) {
    if (who == "credence footer") continue;  // each names the other language
    const std::string en(text.en);
    for (std::sregex_iterator at(en.begin(), en.end(), kept), end; at != end; ++at) {
      const std::string token = at->str(), role = "(role ";
      EXPECT_THAT(std::string(text.zh),
                  HasSubstr(token.starts_with(role) ? token.substr(role.size()) : token))
          << who;
    }
  }
}

TEST_F(CliHelp, NoWordOfTheHelpItselfStaysEnglish) {
  const std::regex english(
      "Usage|OPTIONS|Options|COMMANDS|Commands|Arguments|required|default|repeatable|one of|not with|only "
      "with|Example");
  for (const Command* command : commands()) {
    const std::string help = help_text(*command, Language::zh, 80);
    std::smatch found;
    EXPECT_FALSE(std::regex_search(help, found, english)) << command->path() << ": " << found.str();
    EXPECT_THAT(help, AllOf(HasSubstr("用法: " + command->path()), HasSubstr("显示本帮助并退出")));
  }
}

TEST_F(CliHelp, EveryHelpShowsTheProgramsOptionsThatItsCommandTakes) {
  for (const Command* command : commands()) {
    const std::string help = help_text(*command, Language::en, 80);
    for (const Option& option : command->options())
      EXPECT_THAT(help, HasSubstr(option.name())) << command->path();
    for (const char* common : {"--json", "--lang LANGUAGE", "-h, --help"})
      EXPECT_THAT(help, HasSubstr(common)) << command->path();
    const std::string about(command->about().en);
    if (!command->commands().empty()) continue;
    if (about.contains("(role ") || about.contains("(any key)") ||
        about.contains("(any registered key)")) {  // an action is signed
      EXPECT_THAT(help,
                  AllOf(HasSubstr("--key KEY"), HasSubstr("--checker KEY"), HasSubstr("--passphrase-file"),
                        HasSubstr("--node URL"), HasSubstr("--data DIR")))
          << command->path();
    }
    if (about.contains("proved")) {
      EXPECT_THAT(help, AllOf(HasSubstr("--node URL"), HasSubstr("--timeout SECONDS"),
                              HasSubstr("--max-age AGE"), Not(HasSubstr("--checker"))))
          << command->path();
    }
    if (about.contains("no network")) {
      EXPECT_THAT(help, AllOf(Not(HasSubstr("--node")), Not(HasSubstr("--key ")))) << command->path();
    }
  }
}

TEST_F(CliHelp, LinesFitTheTerminal) {
  for (const std::size_t width : {60U, 80U, 120U})
    for (const Language language : {Language::en, Language::zh})
      for (const Command* command : commands()) {
        std::istringstream lines(help_text(*command, language, width));
        for (std::string line; std::getline(lines, line);)
          EXPECT_LE(display_width(line), width) << command->path() << ": " << line;
      }
  std::istringstream printed(run_program("history --help --lang en").output);
  for (std::string line; std::getline(printed, line);)
    EXPECT_LE(display_width(line), 80U) << "where there is no terminal: " << line;
}

TEST_F(CliHelp, TheLanguageIsTheChosenOne) {
  const std::string zh = "按名单认定资格",
                    en = "issue a title to the enterprises, products, places … of a list";
  EXPECT_THAT(run_program("title import --help --lang zh").output, AllOf(StartsWith(zh), HasSubstr("用法:")));
  EXPECT_THAT(run_program("--lang=zh title import --help").output, StartsWith(zh));
  EXPECT_THAT(run_program("title import --help", "CREDENCE_LANG=zh").output, StartsWith(zh));
  EXPECT_THAT(run_program("title import --help", "LC_ALL=zh_CN.UTF-8").output, StartsWith(zh));
  EXPECT_THAT(run_program("title import --help --lang en", "CREDENCE_LANG=zh").output, StartsWith(en));
  EXPECT_THAT(run_program("title import --help").output,
              AllOf(StartsWith(en), HasSubstr("Usage:"), Not(HasSubstr("退出码"))));
  EXPECT_EQ(run_program("--help --lang zh").exit, 0);
}

TEST_F(CliHelp, HelpIsACommandToo) {
  const Ran help = run_program("help award import --lang en");
  EXPECT_EQ(help.exit, 0);
  EXPECT_EQ(help.output, run_program("award import --help --lang en").output);
  EXPECT_EQ(run_program("help --lang zh").output, run_program("--help --lang zh").output);
  const Ran wrong = run_program("help award improt --lang en");
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_EQ(wrong.output,
            "credence: usage: unknown words (improt)\n  did you mean import?\n  → credence award --help\n");
}

TEST_F(CliHelp, WithoutACommandTheHelpIsPrintedAndNothingWasDone) {
  const Ran ran = run_program("");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.output, run_program("--help").output);
  EXPECT_EQ(run_program("--json").exit, 1) << "an option is no command either";
  EXPECT_THAT(run_program("--version").output, StartsWith("credence "));
}

/// What has no JSON prints the same text with --json, and the documents name exactly these.
TEST_F(CliHelp, WhatIsTextAloneIsNamedByTheDocuments) {
  const auto commands =
      boost::json::parse(file_bytes(source_dir() / "docs/output-1.0.json")).at("commands").as_object();
  std::set<std::string> families;
  for (const auto& [name, schema] : commands)
    if (schema.as_object().contains("x-text"))
      families.insert("`" + std::string(name).substr(0, std::string(name).find(' ')) + "`");
  EXPECT_EQ(families, (std::set<std::string>{"`completion`", "`help`", "`manual`"}));
  for (const char* const document : {"README.md", "README.zh.md", "docs/cli.md"}) {
    const std::string text = file_bytes(source_dir() / document);
    for (const std::string& one : families) EXPECT_THAT(text, HasSubstr(one)) << document;
    EXPECT_THAT(text, AllOf(HasSubstr("`--help`"), HasSubstr("`--version`"))) << document;
  }
  for (const std::string words : {"help award", "manual", "completion bash", "completion offers -- aw"}) {
    const Ran text = run_program(words);
    EXPECT_EQ(text.exit, 0) << words;
    EXPECT_EQ(run_program("--json " + words).output, text.output) << words;
  }
}

TEST_F(CliHelp, OfACommandThatDoesNotExistIsAMistake) {
  const Ran ran = run_program("listing open --help --lang en");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output, AllOf(StartsWith("credence: usage: unknown words (open)\n"),
                                HasSubstr("→ credence listing --help\n")));
  EXPECT_EQ(run_program("award import --help").exit, 0)
      << "what is missing does not matter to who asks for help";
  EXPECT_EQ(run_program("award --help").exit, 0);
}

TEST_F(CliHelp, AMistakeIsToldInChinese) {
  const auto told = [](const std::string& arguments) {
    const std::string output = run_program("--lang zh " + arguments).output;
    return output.substr(0, output.find('\n'));
  };
  EXPECT_EQ(told("award"), "credence: usage: 缺少必需的内容（子命令）");
  EXPECT_EQ(told("award confirm p b --no-such-option"), "credence: usage: 无法识别的词（--no-such-option）");
  EXPECT_EQ(told("award import"), "credence: usage: 缺少必需的内容（--programme、--batch）");
  EXPECT_EQ(told("award import --programme p --batch b"),
            "credence: usage: 缺少必需的内容（FILE、--declared-total 之一）");
  EXPECT_EQ(told("history"),
            "credence: usage: 缺少必需的内容（CODE、--programme、--title、--department、--chain 之一）");
  EXPECT_EQ(told("history --programme p --title q"),
            "credence: usage: 无法理解（--programme 与 --title 同用时须填写 CODE）");
  EXPECT_EQ(told("governance vote x"), "credence: usage: 缺少必需的内容（--yes、--no 之一）");
  EXPECT_EQ(told("block 1 --timeout soon"),
            "credence: usage: 无法理解（--timeout 的值 soon 不是 1 至 86400 之间的整数）");
  EXPECT_EQ(told("history --chain --department d"),
            "credence: usage: 无法理解（--chain 不可与 --department 同用）");
  EXPECT_EQ(told("award show p b --line"), "credence: usage: 缺少必需的内容（--line 的值）");
  EXPECT_THAT(told("history --chain --kind nothing"),
              StartsWith("credence: usage: 无法理解（--kind 的值 nothing 不在以下各项之中：enterprise_"));
  EXPECT_EQ(run_program("award show p b --line --lang zh").exit, 1);
  EXPECT_THAT(run_program("block 1 --lang fr", "CREDENCE_LANG=zh").output,
              HasSubstr("--lang 的值 fr 不在以下各项之中：zh、en"));
}

}  // namespace
}  // namespace credence::testing
