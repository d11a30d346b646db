// SPDX-License-Identifier: Apache-2.0
// scenarios [--quiet] [--no-canaries] [--canary NAME] FILE...: runs each file, then once more with each
// planted bug that the file says it catches, which must make it fail. Exit codes: 0 all held, 1 one did not,
// 2 wrong usage.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "consensus/canary.h"
#include "tests/scenarios/script.h"

namespace {

using namespace credence;
using namespace credence::scenarios;

constexpr unsigned kCanarySecondsMax = 120;

struct Options {
  bool quiet = false, canaries = true;
  std::string canary;
  std::vector<std::string> files;
};

void say(const std::string& line) { std::printf("%s\n", line.c_str()); }

std::string text_of(const std::string& path, const Failure& failure) {
  return path + (failure.line > 0 ? ":" + std::to_string(failure.line) : "") + ": " + failure.what;
}

/// How the script failed with the planted bug, in a process of its own: a bug may also break an assertion or
/// never end.
std::optional<std::string> fails_with(const Script& script, const std::string& path,
                                      const std::string& canary) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return std::nullopt;
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    alarm(kCanarySecondsMax);
    close(pipe_ends[0]);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(0);
    consensus::planted_canary = *consensus::canary_named(canary);
    const auto failure = script.run([](const std::string&) {});
    const std::string text = failure ? text_of(path, *failure) : "";
    [[maybe_unused]] const auto written = write(pipe_ends[1], text.data(), text.size());
    _exit(0);
  }
  close(pipe_ends[1]);
  std::string text;
  char part[512];
  for (ssize_t got = 0; (got = read(pipe_ends[0], part, sizeof part)) > 0;)
    text.append(part, static_cast<std::size_t>(got));
  close(pipe_ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return std::nullopt;
  if (WIFSIGNALED(status)) return std::string(WTERMSIG(status) == SIGALRM ? "no end" : "a broken assertion");
  return text.empty() ? std::nullopt : std::optional(text);
}

bool run(const std::string& path, const Options& options) {
  try {
    const Script script(path);
    if (!options.canary.empty()) consensus::planted_canary = *consensus::canary_named(options.canary);
    const auto failure = script.run(options.quiet ? [](const std::string&) {} : say);
    if (failure) return say(text_of(path, *failure)), false;
    say(path + ": holds");
    bool all_caught = true;
    for (const auto& canary : script.catches()) {
      if (!options.canaries || !options.canary.empty()) break;
      const auto how = fails_with(script, path, canary);
      say("  with the planted bug " + canary + ": " + (how ? "fails, as it must: " + *how : "is NOT caught"));
      all_caught = all_caught && how;
    }
    return all_caught;
  } catch (const Failure& failure) {
    return say(text_of(path, failure)), false;
  }
}

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--quiet")
      options.quiet = true;
    else if (word == "--no-canaries")
      options.canaries = false;
    else if (word == "--canary" && i + 1 < argc)
      options.canary = argv[++i];
    else if (word.starts_with("--"))
      return std::nullopt;
    else
      options.files.push_back(word);
  }
  if (options.files.empty() || (!options.canary.empty() && !consensus::canary_named(options.canary)))
    return std::nullopt;
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse(argc, argv);
  if (!options) {
    std::fprintf(stderr, "usage: scenarios [--quiet] [--no-canaries] [--canary NAME] FILE...\nplanted bugs:");
    for (const auto name : consensus::kCanaryNames)
      std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
    std::fprintf(stderr, "\n");
    return 2;
  }
  bool all = true;
  for (const auto& file : options->files) all = run(file, *options) && all;
  return all ? 0 : 1;
}
