// credence: the command line. Parses, runs one command, gives its exit code.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "client/cli.h"
#include "client/cli_commands.h"

namespace {

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

/// The parser's own words are English; what kind of mistake it is, where, and what to do is said in both
/// languages.
int wrong_usage(const credence::Cli& cli, const CLI::App& app, const CLI::ParseError& error) {
  const std::string command = understood(app), name = error.get_name();
  std::string words;
  for (const std::string& one : app.remaining(true)) words += (words.empty() ? "" : " ") + one;
  const bool unknown = !words.empty() && (name == "RequiredError" || name == "ExtrasError");
  const std::string detail = unknown ? words : error.what();
  if (cli.json) {
    cli.print_json({{"error", {{"code", "usage"}, {"command", command}, {"detail", detail}}},
                    {"exit_code", static_cast<int>(credence::ExitCode::usage)}});
    return static_cast<int>(credence::ExitCode::usage);
  }
  const std::string what = unknown                   ? cli.say("unknown words", "无法识别的词")
                           : name == "RequiredError" ? cli.say("something is missing", "缺少必需的内容")
                                                     : cli.say("not understood", "无法理解");
  std::cerr << "credence: usage: " << what << cli.say(" (", "（") << detail << cli.say(")", "）") << "\n  → "
            << command << " --help\n";
  return static_cast<int>(credence::ExitCode::usage);
}

}  // namespace

int main(int argc, char** argv) {
  credence::Cli cli;
  CLI::App app;
  credence::add_commands(app, cli);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, std::cout, std::cerr);  // --help, --version
    cli.choose();
    return wrong_usage(cli, app, error);
  }
  cli.choose();
  credence::install_interrupt_handler();
  const int code = cli.run();
  credence::interrupt_stops(nullptr);
  return code;
}
