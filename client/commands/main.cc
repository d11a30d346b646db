// SPDX-License-Identifier: Apache-2.0
// credence: the command line. Parses, runs one command, gives its exit code.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "client/base/files.h"
#include "client/base/output.h"
#include "client/commands/commands.h"
#include "client/console/console.h"
#include "client/console/help.h"
#include "keys/passphrase.h"

namespace {

using namespace credence;

void print_help(const Cli& cli, const Command& command) {
  cli.print(help_text(command, cli.language(), terminal_width(STDOUT_FILENO)));
}

/// --help of a command that there is; of one that is mistyped the mistake is told.
bool asks_for_help(const Cli& cli, const Mistake& mistake) {
  return cli.help && (mistake.kind != Mistake::Kind::unknown_words || mistake.command->commands().empty());
}

int run(std::span<const std::string> words) {
  Cli cli;
  const Program program(cli);
  const auto understood = understand(program, words);
  cli.choose();
  if (words.empty()) {
    print_help(cli, program);
    return static_cast<int>(ExitCode::refused);
  }
  if (cli.version) {
    cli.print("credence 0.1.0\n");
    return 0;
  }
  if (!understood && !asks_for_help(cli, understood.error())) return cli.finish(understood.error());
  const Command& command = understood ? **understood : *understood.error().command;
  if (cli.help) {
    print_help(cli, command);
    return 0;
  }
  install_interrupt_handler();
  int code = 0;
  try {
    code = cli.run(command);
  } catch (const std::filesystem::filesystem_error& error) {  // a name that the machine does not take
    code = cli.finish(machine_failure(error.path1(), error.code().value()));
  }
  interrupt_stops(nullptr);
  return code;
}

/// "| head -1" has read what it wanted.
bool reader_left() {
  struct stat out{};
  return fstat(STDOUT_FILENO, &out) == 0 && (S_ISFIFO(out.st_mode) || S_ISSOCK(out.st_mode));
}

/// What was printed has to be there: a full disk makes no result.
int written(int code) {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  if (reader_left()) return code;
  const Failure failure = machine_failure("standard output", errno != 0 ? errno : EIO);
  show(stderr, "credence: " + error_text(failure.error, choose_language({})) + "\n");
  return static_cast<int>(failure.exit);
}

}  // namespace

int main(int argc, char** argv) {
  guard_secrets(false);
  const std::vector<std::string> words(argv + 1, argv + argc);
  return written(run(words));
}
