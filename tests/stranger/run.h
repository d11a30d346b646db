// SPDX-License-Identifier: Apache-2.0
// A network of real processes, strangers who do to it what they can, and what it is like for the others.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "tests/stranger/measures.h"

namespace credence::testing {

struct StrangerOptions {
  std::size_t nodes = 4;
  std::chrono::seconds duration{60};
  std::chrono::seconds before{15};  // undisturbed, to compare with
  double commits_per_second = 20;
  bool progress = true;
};

struct StrangerReport {
  std::vector<std::pair<std::string, std::uint64_t>> attacks;  // what was done how often
  // of the node that took most, without mapped files
  std::uint64_t memory_before = 0, memory_most = 0;
  std::uint64_t memory_bound = 0;      // what its settings allow in all,
  std::uint64_t memory_strangers = 0;  // and strangers
  Prober::Seen status_before, status;
  double commits_before = 0, commits = 0;  // a second
  // until a restarted validator is connected with all others and healthy; 0: never
  std::chrono::milliseconds rejoin{0};
  std::vector<std::string> failures;

  [[nodiscard]] bool good() const { return failures.empty(); }
};

[[nodiscard]] StrangerReport run_strangers(const StrangerOptions& options, const std::atomic<bool>& stop);
[[nodiscard]] std::string text_of(const StrangerReport& report);

}  // namespace credence::testing
