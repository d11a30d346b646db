// What all benchmarks share: the machine they ran on, median and spread, and one form of report.
#pragma once

#include <sys/types.h>

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

namespace credence::bench {

/// CPU model, cores, memory, kernel, compiler.
[[nodiscard]] boost::json::object machine();
/// By nearest rank; 0 of nothing.
[[nodiscard]] double percentile(std::vector<double> values, double percent);
/// {"median", "min", "max", "runs"}.
[[nodiscard]] boost::json::object summary(const std::vector<double>& values);
/// What each thread of a live process has computed so far, in seconds; threads of one name together. Threads that ended are not in it.
[[nodiscard]] std::map<std::string, double> cpu_seconds_by_thread(pid_t process);
/// One JSON object on a line, or the same as indented text.
void print_report(const boost::json::object& report, bool json);

}  // namespace credence::bench
