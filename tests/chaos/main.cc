// SPDX-License-Identifier: Apache-2.0
// chaos: faults on real processes under load. `./dev chaos --help` tells the rest.
#include <signal.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <random>

#include "tests/chaos/run.h"

namespace {

using namespace credence::testing;

std::atomic<bool> stop{false};

constexpr const char* kUsage =
    "chaos [--minutes M | --faults N | --primary-kills N] [--seed S] [--nodes N] [--clients N] [--only "
    "FAULT,FAULT] [--json]\n"
    "  faults: kill kill-primary kill-all stop-primary one-way isolate isolate-f split slow-link full-disk "
    "clock-jump garbage\n";

template <class T>
bool number(const char* text, T least, T most, T& out) {
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), out);
  return error == std::errc() && *end == '\0' && out >= least && out <= most;
}

bool kinds_of(std::string_view list, std::vector<FaultKind>& out) {
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const auto kind = fault_kind(list.substr(at, end - at));
    if (!kind) return false;
    out.push_back(*kind);
    at = end + 1;
  }
  return true;
}

bool read_options(int argc, char** argv, ChaosOptions& options, bool& json) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--json") {
      json = true;
      continue;
    }
    const char* value = i + 1 < argc ? argv[++i] : "";
    double minutes = 0;
    if (name == "--minutes" && number(value, 0.1, 100'000.0, minutes))
      options.duration = std::chrono::seconds(static_cast<long>(minutes * 60));
    else if (name == "--faults" && number<std::size_t>(value, 1, 1'000'000, options.faults_max))
      options.duration = std::chrono::hours(1'000);
    else if (name == "--primary-kills" && number<std::size_t>(value, 1, 10'000, options.primary_kills))
      continue;
    else if (name == "--seed" && number<std::uint64_t>(value, 0, UINT64_MAX, options.seed))
      continue;
    else if (name == "--nodes" && number<std::size_t>(value, 4, 16, options.nodes))
      continue;
    else if (name == "--clients" && number<std::size_t>(value, 1, 100, options.clients))
      continue;
    else if (name == "--only" && kinds_of(value, options.kinds))
      continue;
    else
      return false;
  }
  return true;
}

void on_signal(int) { stop = true; }

}  // namespace

int main(int argc, char** argv) {
  ChaosOptions options;
  options.seed = std::random_device{}();
  bool json = false;
  if (argc == 2 && (std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0))
    return std::fputs(kUsage, stdout), 0;
  if (!read_options(argc, argv, options, json)) return std::fputs(kUsage, stderr), 2;
  struct sigaction action{};
  action.sa_handler = on_signal;
  // A second one ends it at once; the kernel then takes the nodes and namespaces away.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  if (const auto cannot = enter_private_namespaces()) {
    std::fprintf(stderr, "chaos: needs network namespaces of its own, and cannot have them: %s\n",
                 cannot->c_str());
    return 1;
  }
  std::fprintf(stderr, "seed %llu\n", static_cast<unsigned long long>(options.seed));
  try {
    const ChaosReport report = run_chaos(options, stop);
    std::fputs((json ? json_of(report) : text_of(report)).c_str(), stdout);
    return report.good() ? 0 : report.interrupted ? 130 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chaos: %s\n", error.what());
    return 1;
  }
}
