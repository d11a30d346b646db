// SPDX-License-Identifier: Apache-2.0
// One grammar for all commands: a word means the same wherever it stands. docs/cli.md is written from the
// commands as they are declared, and every command line that a document shows is one that the program takes.
#include <gmock/gmock.h>

#include <unistd.h>

#include <array>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

#include "client/base/files.h"
#include "client/commands/commands.h"
#include "client/console/console.h"
#include "client/console/help.h"
#include "client/words/width.h"
#include "tests/source_tree.h"
#include "tests/unit/client/commands/every_command.h"
#include "tests/unit/client/commands/run_program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class Grammar : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<const Command*> commands() const { return every_command(program); }
  /// What is wrong with a command line, or nothing.
  [[nodiscard]] std::string mistake(const std::vector<std::string>& words) const {
    Cli own;
    const Program fresh(own);
    const auto understood = understand(fresh, words);
    return understood ? "" : mistake_text(understood.error(), Language::en);
  }
  Cli cli;
  Program program{cli};
};

/// The words of a line as a shell divides it, without what stands behind '#', '|', '>' or '&'.
std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> out;
  std::string word;
  bool any = false;
  char quote = 0;
  const auto end = [&] {
    if (any) out.push_back(word);
    word.clear();
    any = false;
  };
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      any = true;
    } else if (c == ' ' || c == '\t') {
      end();
    } else if (!any && std::string_view("#|>&;").contains(c)) {
      break;
    } else if (c == ';' || c == ')') {
      break;
    } else {
      word += c;
      any = true;
    }
  }
  end();
  return out;
}

TEST_F(Grammar, AnOptionTakesTheSameKindOfValueEverywhere) {
  std::map<std::string, std::pair<std::string, std::string>> seen;  // of an option its value, and where
  for (const Command* command : commands())
    for (const Option& option : command->options()) {
      if (option.is_argument) continue;
      const std::string value = option.is_flag() ? "a flag" : option.value;
      const auto [at, fresh] = seen.try_emplace(option.name(), value, command->path());
      EXPECT_EQ(at->second.first, value)
          << option.name() << " of " << command->path() << ", and of " << at->second.second;
    }
  EXPECT_GT(seen.size(), 100U);
}

TEST_F(Grammar, ADayHasOneOfFiveWords) {
  const std::set<std::string> days = {"--on", "--from", "--to", "--published"}, moments = {"--as-of"};
  for (const Command* command : commands())
    for (const Option& option : command->options()) {
      if (option.is_argument) continue;
      EXPECT_EQ(option.value == "DAY", days.contains(option.name()))
          << command->path() << " " << option.name();
      EXPECT_EQ(option.value == "MOMENT", moments.contains(option.name())) << command->path();
      EXPECT_EQ(option.value == "BLOCK",
                option.name() == "--until" || option.name() == "--from-block" || option.name() == "--block")
          << command->path() << " " << option.name();
    }
}

TEST_F(Grammar, WhyIsAlwaysAReason) {
  for (const Command* command : commands())
    for (const Option& option : command->options())
      for (const char* other : {"--grounds", "--note", "--why", "--because"})
        EXPECT_NE(option.name(), other) << command->path();
}

// `award import FILE --programme P --batch B`, `award show PROGRAMME BATCH`; `payment return P L LINE`, or a file in
// place of the lines: `payment return P L --file FILE`.
TEST_F(Grammar, WhatReadsAListTakesItsFileAloneAndTheRestInOptions) {
  std::size_t lists = 0;
  for (const Command* command : commands()) {
    const auto has_option = [&](std::string_view name) {
      return std::ranges::find(command->options(), name, &Option::name) != command->options().end();
    };
    if (!has_option("--skip-bad")) {
      EXPECT_NE(command->name(), "import") << command->path();
      continue;
    }
    ++lists;
    if (has_option("--file")) continue;
    EXPECT_EQ(command->options().front().name(), "FILE") << command->path();
    EXPECT_EQ(own_options(*command, true).size(), 1U) << command->path();
  }
  EXPECT_GE(lists, 11U);
}

TEST_F(Grammar, AnArgumentIsCalledWhatTheOptionForItTakes) {
  std::set<std::string> values;
  for (const Command* command : commands())
    for (const Option& option : command->options())
      if (!option.is_argument && !option.is_flag()) values.insert(option.value);
  // arguments that no option takes
  const std::set<std::string> own = {
      "VERSION", "SCALE",   "OBJECTION",   "ENTRY",  "FIGURE",    "VALUE",      "WHAT",      "FAMILY", "NODE",
      "COMMAND", "WORD",    "TRANSACTION", "RECORD", "TARGET",    "PROPOSAL",   "RECOVERY",  "LIMIT",  "OLD",
      "NEW",     "PROBLEM", "DUTY",        "LINE",   "LINE=CODE", "BID=AMOUNT", "CHALLENGE", "RECEIPT"};
  for (const Command* command : commands())
    for (const Option* argument : own_options(*command, true))
      EXPECT_TRUE(values.contains(argument->name()) || own.contains(argument->name()))
          << command->path() << " " << argument->name();
}

TEST_F(Grammar, EachCommandHasAnExampleThatTheProgramTakes) {
  for (const Command* command : commands()) {
    if (!command->commands().empty()) continue;
    EXPECT_FALSE(command->examples().empty()) << command->path() << " has no example (examples.cc)";
    for (const std::string& line : command->examples()) {
      const std::size_t begin = line.find("credence");
      ASSERT_NE(begin, std::string::npos) << line;
      EXPECT_THAT(line.substr(begin), StartsWith(command->path()));
      auto words = shell_words(line.substr(begin));
      words.erase(words.begin());
      EXPECT_EQ(mistake(words), "") << line;
    }
  }
}

TEST_F(Grammar, AMistypedCommandOrOptionIsMet) {
  for (const Command* command : commands()) {
    if (command->above() == nullptr) continue;
    auto words = shell_words(command->path());
    words.erase(words.begin());
    std::string wrong = words.back();
    if (wrong.size() < 4) continue;
    std::swap(wrong[1], wrong[2]);
    if (wrong == words.back()) continue;
    const std::string right = words.back();
    words.back() = wrong;
    const auto understood = understand(program, words);
    ASSERT_FALSE(understood.has_value()) << command->path();
    EXPECT_THAT(understood.error().nearest, ::testing::Contains(right)) << command->path();
  }
  for (const Command* command : commands())
    for (const Option& option : command->options()) {
      if (option.is_argument || option.name().size() < 6) continue;
      std::string wrong = option.name();
      wrong.erase(4, 1);
      auto words = shell_words(command->path() + " " + wrong);
      words.erase(words.begin());
      const auto understood = understand(program, words);
      if (understood || understood.error().nearest.empty()) {
        ADD_FAILURE() << command->path() << " " << wrong;
        continue;
      }
      EXPECT_THAT(understood.error().nearest, ::testing::Contains(option.name())) << command->path();
    }
}

TEST_F(Grammar, AParameterThatNoRuleHasIsAMistakeWithTheNamesThatThereAre) {
  const Ran ran = run_program("findings chain.archive --parameter F3.day=30 --lang en");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.output,
              AllOf(StartsWith("credence: usage:"), HasSubstr("F3.day is not one of"), HasSubstr("F14.years"),
                    HasSubstr("did you mean F3.days?"), HasSubstr("credence findings --help")));
  const Ran other = run_program("findings chain.archive --rule F1 --parameter F3.days=30 --lang en");
  EXPECT_EQ(other.exit, 1);
  EXPECT_THAT(other.output, HasSubstr("a --parameter is of a rule that --rule leaves out"));
}

// ---- the documents ----------------------------------------------------------------------------------------

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, text.find('\n'))) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

/// The tables of docs/cli.md: each word of an option, each command.
std::string tables(const Program& program, const std::vector<const Command*>& commands) {
  std::map<std::string, std::set<std::string>> options;  // "--on DAY": its commands
  std::size_t leaves = 0;
  std::string rows;
  for (const Command* command : commands) {
    if (!command->commands().empty()) continue;
    ++leaves;
    std::string usage;
    for (const std::string& word : usage_words(*command, Language::en))
      if (word != "[OPTIONS]") usage += " " + word;
    const std::string path = command->path().substr(program.name().size() + 1);
    rows += "| `" + path + "`" + (usage.empty() ? "" : " " + cell(usage.substr(1))) + " | " +
            cell(command->about().en) + " | " + cell(command->about().zh) + " |\n";
    for (const Option* option : own_options(*command, false)) options[option_names(*option)].insert(path);
  }
  std::string words = "| option | of |\n|---|---|\n";
  for (const auto& [name, of] : options) {
    std::string list;
    std::size_t shown = 0;
    for (const std::string& path : of) {
      if (++shown > 6) break;
      list += (list.empty() ? "" : ", ") + path;
    }
    if (of.size() > 6) list += " … (" + std::to_string(of.size()) + ")";
    words += "| `" + name + "` | " + list + " |\n";
  }
  return "## Every command\n\n" + std::to_string(leaves) +
         " commands. What an option means to each is in its help.\n\n"
         "| command | what it does | 说明 |\n|---|---|---|\n" +
         rows + "\n## Every option\n\n" + words;
}

TEST_F(Grammar, TheTablesOfTheDocumentAreThoseOfTheCommands) {
  const fs::path page = source_dir() / "docs/cli.md";
  std::ifstream in(page);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t begin = text.find("## Every command\n");
  ASSERT_NE(begin, std::string::npos);
  const std::string wanted = text.substr(0, begin) + tables(program, commands());
  if (std::getenv("CREDENCE_REGENERATE") != nullptr)
    ASSERT_TRUE(write_file(page, wanted));
  else
    EXPECT_TRUE(text == wanted) << "CREDENCE_REGENERATE=1 unit_cli writes docs/cli.md anew";
}

/// What bash makes of a script.
std::string printed_by_bash(const std::string& script) {
  const fs::path file = fs::path(::testing::TempDir()) / ("examples." + std::to_string(::getpid()));
  EXPECT_TRUE(write_file(file, script));
  std::string out;
  FILE* const bash = ::popen(("bash " + file.string()).c_str(), "r");
  std::array<char, 4096> part;
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), bash)) out.append(part.data(), n);
  EXPECT_EQ(::pclose(bash), 0);
  fs::remove(file);
  return out;
}

TEST_F(Grammar, AnExampleIsPastedAsItIsPrinted) {
  std::string whole, folded;
  for (const Command* command : commands())
    for (const std::string& line : command->examples()) {
      if (!line.starts_with("credence ") || line.find_first_of("|;<>&$") != std::string::npos)
        continue;  // one that a shell does more with than parting its words
      whole += "printf '[%s]' " + line + "\necho\n";
      const std::string lines = folded_command(line, 80);
      folded += "printf '[%s]' " + lines + "\necho\n";
      for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        const std::string one = lines.substr(at, end - at);
        EXPECT_TRUE(display_width(one) <= 80 || one.find_last_of(' ', one.size() - 3) <= 6) << one;
        at = end + 1;
      }
    }
  EXPECT_EQ(printed_by_bash(folded), printed_by_bash(whole));
  EXPECT_THAT(printed_by_bash(folded), HasSubstr("[财务岗]"));
}

/// Lines of code blocks that call the program, each with what a following "\" line adds.
std::vector<std::string> command_lines(const fs::path& file) {
  std::ifstream in(file);
  std::vector<std::string> out;
  bool code = false, more = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      code = !code;
      more = false;
      continue;
    }
    if (!code) continue;
    std::string text = line.substr(std::min(line.find_first_not_of("$ "), line.size()));
    const bool continues = text.ends_with('\\');
    if (continues) text.pop_back();
    if (more)
      out.back() += " " + text;
    else if (const std::size_t at = text.find("credence ");
             at == 0 || text.starts_with("build/release/bin/credence "))
      out.push_back(text.substr(at));
    else if (text.starts_with("source <(credence "))
      out.push_back(text.substr(text.find("credence ")));
    else
      continue;
    more = continues;
  }
  return out;
}

std::vector<fs::path> documents() {
  std::vector<fs::path> out = {source_dir() / "README.md", source_dir() / "README.zh.md"};
  for (const auto& entry : fs::recursive_directory_iterator(source_dir() / "docs"))
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  return out;
}

// "…" stands for more words, and N or BLOCK for a number.
TEST_F(Grammar, EveryCommandLineOfADocumentIsOneThatTheProgramTakes) {
  std::size_t seen = 0;
  for (const fs::path& document : documents())
    for (const std::string& line : command_lines(document)) {
      ++seen;
      const std::string short_of =
          std::regex_replace(std::regex_replace(line, std::regex("\\$\\([^)]*\\)"), "72c94fdf"),
                             std::regex("( )(N|BLOCK|HEIGHT|YEAR|LINE)(?= |$)"),
                             "$1"
                             "1");
      auto words = shell_words(short_of);
      words.erase(words.begin());
      if (std::ranges::find(words, "--help") != words.end()) continue;
      const bool whole = std::erase(words, "…") == 0;
      Cli own;
      const Program fresh(own);
      const auto understood = understand(fresh, words);
      if (understood) continue;
      const bool left_out = !whole && (understood.error().kind == Mistake::Kind::missing ||
                                       understood.error().kind == Mistake::Kind::choice_missing);
      EXPECT_TRUE(left_out) << document.filename() << ": " << line << "\n  "
                            << mistake_text(understood.error(), Language::en);
    }
  EXPECT_GT(seen, 40U);
}

}  // namespace
}  // namespace credence::testing
