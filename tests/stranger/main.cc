// SPDX-License-Identifier: Apache-2.0
// stranger_load: the worst mix that somebody without a key can do, measured. `./dev stranger --help` tells
// the rest.
#include <signal.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>

#include "tests/stranger/run.h"

namespace {

using namespace credence::testing;

std::atomic<bool> stop{false};

constexpr const char* kUsage =
    "stranger_load [--seconds S] [--before S] [--nodes N] [--rate COMMITS_A_SECOND]\n";

bool read_options(int argc, char** argv, StrangerOptions& options) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    long value = 0;
    const char* const text = i + 1 < argc ? argv[i + 1] : "";
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
    if (error != std::errc() || *end != '\0' || value < 1 || value > 86'400) return false;
    if (name == "--seconds")
      options.duration = std::chrono::seconds(value);
    else if (name == "--before")
      options.before = std::chrono::seconds(value);
    else if (name == "--nodes" && value >= 4 && value <= 16)
      options.nodes = static_cast<std::size_t>(value);
    else if (name == "--rate")
      options.commits_per_second = static_cast<double>(value);
    else
      return false;
  }
  return true;
}

void on_signal(int) { stop = true; }

}  // namespace

int main(int argc, char** argv) {
  StrangerOptions options;
  if (argc == 2 && (std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0))
    return std::fputs(kUsage, stdout), 0;
  if (!read_options(argc, argv, options)) return std::fputs(kUsage, stderr), 2;
  struct sigaction action{};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  try {
    const StrangerReport report = run_strangers(options, stop);
    std::fputs(text_of(report).c_str(), stdout);
    return stop ? 130 : report.good() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "stranger_load: %s\n", error.what());
    return 1;
  }
}
