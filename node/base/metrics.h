// SPDX-License-Identifier: Apache-2.0
// Counters and times of a node, and their Prometheus text. prometheus-cpp stays in metrics.cc.
// docs/operations.md lists every family.
//
// Thread-safety: all members, from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence::node {

/// A value that is read when it is asked for. Samples of one name stand together and differ in their labels.
struct Sample {
  std::string name, help;
  double value = 0;
  bool counter = false;
  std::vector<std::pair<std::string, std::string>> labels{};
};

class Metrics {
 public:
  Metrics();
  ~Metrics();

  std::atomic<std::uint64_t> submitted{0}, gossiped_in{0}, dropped_frames{0}, executed_transactions{0},
      evidence{0}, duplicates{0}, lies{0}, fetched_bytes{0};

  /// commit: from the arrival of a transaction in this node's pool to the certificate of its block. write:
  /// one synced write of the core's records. execute: one block with its synced write. answer: from a whole
  /// request to its answer.
  enum class Time : std::uint8_t { commit, write, execute, answer };
  void observe(Time what, double seconds);
  /// A transaction of a client that was not taken.
  void count_refused(Code code);
  /// An answer of the API. `route` and `status` are few: they become labels.
  void count_request(std::string_view route, unsigned status);

  /// The text format 0.0.4: the samples and what is counted here.
  [[nodiscard]] std::string text(std::vector<Sample> samples) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What Prometheus expects of every process: CPU time, memory, open files, its start.
[[nodiscard]] std::vector<Sample> process_samples();

}  // namespace credence::node
