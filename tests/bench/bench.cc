// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

namespace credence::bench {
namespace {

std::string line_of(const char* file, const std::string& prefix) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(prefix)) {
      const auto from = line.find_first_not_of(" \t:", prefix.size());
      return from == std::string::npos ? "" : line.substr(from);
    }
  return "unknown";
}

std::string number(double value) {
  char out[64];
  std::snprintf(out, sizeof out, std::abs(value) >= 100 ? "%.0f" : "%.3f", value);
  return out;
}

void print(const boost::json::object& object, int indent) {
  for (const auto& member : object) {
    std::printf("%*s%-34s ", indent, "", std::string(member.key()).c_str());
    if (member.value().is_object()) {
      std::puts("");
      print(member.value().as_object(), indent + 2);
    } else if (member.value().is_double()) {
      std::puts(number(member.value().as_double()).c_str());
    } else if (member.value().is_string()) {
      std::puts(member.value().as_string().c_str());
    } else {
      std::puts(boost::json::serialize(member.value()).c_str());
    }
  }
}

}  // namespace

boost::json::object machine() {
  utsname kernel{};
  uname(&kernel);
  return {{"cpu", line_of("/proc/cpuinfo", "model name")},
          {"cores", std::thread::hardware_concurrency()},
          {"memory", line_of("/proc/meminfo", "MemTotal")},
          {"kernel", kernel.release},
          {"compiler", "g++ " __VERSION__}};
}

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

boost::json::object summary(const std::vector<double>& values) {
  return {{"median", percentile(values, 50)},
          {"min", percentile(values, 0)},
          {"max", percentile(values, 100)},
          {"runs", values.size()}};
}

std::map<std::string, double> cpu_seconds_by_thread(pid_t process) {
  std::map<std::string, double> out;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    // the first number: time on a processor (kernel: Documentation/scheduler/sched-stats.rst)
    double nanoseconds = 0;
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    out[name] += nanoseconds * 1e-9;
  }
  return out;
}

int main_of(const Program& program, int argc, char** argv) try {
  CLI::App app(program.about, program.name);
  bool as_json = false;
  app.add_flag("--json", as_json, "one JSON object on a line");
  program.add_options(app);
  CLI11_PARSE(app, argc, argv);
  const boost::json::object report = program.run();
  if (as_json)
    std::puts(boost::json::serialize(report).c_str());
  else
    print(report, 0);
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s: %s\n", program.name.c_str(), problem.what());
  return 1;
}

}  // namespace credence::bench
