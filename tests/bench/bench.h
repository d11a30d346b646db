// SPDX-License-Identifier: Apache-2.0
// What all benchmarks share: the machine they ran on, median and spread, and one form of report.
#pragma once

#include <sys/types.h>

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace credence::bench {

/// The main() of a benchmark: options, among them --json and --help, then the run, whose report is printed.
/// Returns the exit code.
struct Program {
  std::string name, about;
  // beside --json; of two that set one thing, the one added later counts
  std::function<void(CLI::App&)> add_options;
  std::function<boost::json::object()> run;
};
[[nodiscard]] int main_of(const Program& program, int argc, char** argv);

/// CPU model, cores, memory, kernel, compiler.
[[nodiscard]] boost::json::object machine();
/// By nearest rank; 0 of nothing.
[[nodiscard]] double percentile(std::vector<double> values, double percent);
/// {"median", "min", "max", "runs"}.
[[nodiscard]] boost::json::object summary(const std::vector<double>& values);
/// What each thread of a live process has computed so far, in seconds; threads of one name together. Threads
/// that ended are not in it.
[[nodiscard]] std::map<std::string, double> cpu_seconds_by_thread(pid_t process);

}  // namespace credence::bench
