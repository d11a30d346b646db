// credence: the command line. Parses, runs one command, gives its exit code.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <span>

#include "client/commands/commands.h"
#include "client/commands/help.h"
#include "client/console/console.h"

namespace {

/// What --lang names, before the parser reads it: the help, and what is said of a mistake before it, are in
/// that language. Empty: nothing, or what the parser will refuse.
std::string named_language(std::span<char* const> words) {
  constexpr std::string_view kWithValue = "--lang=";
  std::string_view named;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word.starts_with(kWithValue)) named = word.substr(kWithValue.size());
    if (word == "--lang" && i + 1 < words.size()) named = words[i + 1];
  }
  return named == "zh" || named == "en" ? std::string(named) : std::string();
}

/// "credence award import", as far as it was understood.
std::string understood(const CLI::App& app) {
  const CLI::App* last = &app;
  std::string out = app.get_name();
  for (auto named = last->get_subcommands(); !named.empty(); named = last->get_subcommands()) {
    last = named.front();
    out += " " + last->get_name();
  }
  return out;
}

/// What kind of mistake it is, where, and what to do.
int wrong_usage(const credence::Cli& cli, const CLI::App& app, const CLI::ParseError& error) {
  const std::string command = understood(app);
  // By its exit code: an error about unknown words bears the name of the program.
  const auto kind = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const bool missing = kind == CLI::ExitCodes::RequiredError;
  std::string words;
  for (const std::string& one : app.remaining(true)) words += (words.empty() ? "" : " ") + one;
  const bool unknown = !words.empty() && (missing || kind == CLI::ExitCodes::ExtrasError);
  const std::string detail = unknown ? words : error.what();
  if (cli.json) {
    cli.print_json({{"error", {{"code", "usage"}, {"command", command}, {"detail", detail}}},
                    {"exit_code", static_cast<int>(credence::ExitCode::usage)}});
    return static_cast<int>(credence::ExitCode::usage);
  }
  const std::string what = unknown   ? cli.say("unknown words", "无法识别的词")
                           : missing ? cli.say("something is missing", "缺少必需的内容")
                                     : cli.say("not understood", "无法理解");
  const std::string shown = cli.zh() && !unknown ? credence::mistake_in_chinese(detail) : detail;
  std::cerr << "credence: usage: " << what << cli.say(" (", "（") << shown << cli.say(")", "）") << "\n  → "
            << command << " --help\n";
  return static_cast<int>(credence::ExitCode::usage);
}

}  // namespace

int main(int argc, char** argv) {
  credence::Cli cli;
  CLI::App app;
  credence::add_commands(app, cli);
  cli.language_option = named_language({argv, static_cast<std::size_t>(argc)});
  cli.choose();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return wrong_usage(cli, app, error);
    if (cli.zh()) credence::help_in_chinese(app);
    return app.exit(error, std::cout, std::cerr);  // --help, --version
  }
  credence::install_interrupt_handler();
  const int code = cli.run();
  credence::interrupt_stops(nullptr);
  return code;
}
