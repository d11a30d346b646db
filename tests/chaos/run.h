// SPDX-License-Identifier: Apache-2.0
// A run of faults under load, and what came of it.
#pragma once

#include <atomic>

#include "tests/chaos/faults.h"
#include "tests/chaos/history.h"

namespace credence::testing {

struct ChaosOptions {
  std::size_t nodes = 4, clients = 6;
  std::uint64_t seed = 1;
  std::chrono::seconds duration{600};  // new faults begin until then
  std::size_t faults_max = 1'000'000;
  std::chrono::milliseconds longest_fault{8'000};
  std::vector<FaultKind> kinds;   // empty: all that can be had
  std::size_t primary_kills = 0;  // instead of drawn faults: the primary is killed so many times
  bool progress = true;           // a line on standard error for each fault
};

struct KindReport {
  std::uint64_t done = 0, blocks = 0, acknowledged = 0;
  std::chrono::milliseconds longest{0},
      longest_pause{0};  // of one fault; between two blocks, from its begin until all nodes are level
};

struct ChaosReport {
  ChaosOptions options;
  std::map<FaultKind, KindReport> kinds;
  std::map<FaultKind, std::string> left_out;
  std::string slow_link_by;
  std::vector<std::chrono::milliseconds> primary_kill_pauses;
  std::chrono::milliseconds view_timeout{0};
  double seconds = 0;

  Judgement judgement;
  Height height = 0;  // certified on all nodes at the end
  std::vector<std::string> header_differences;
  std::vector<std::string> failures;  // whatever else is not as it must be
  bool interrupted = false, judged = false;
  std::string kept;  // where the files of a failed run are

  [[nodiscard]] bool good() const {
    return judged && judgement.good() && header_differences.empty() && failures.empty();
  }
};

/// In a process that entered its private namespaces. Ends soon once `stop` is set.
[[nodiscard]] ChaosReport run_chaos(const ChaosOptions& options, const std::atomic<bool>& stop);

[[nodiscard]] std::string text_of(const ChaosReport& report);
[[nodiscard]] std::string json_of(const ChaosReport& report);

}  // namespace credence::testing
