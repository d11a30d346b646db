// SPDX-License-Identifier: Apache-2.0
// Clients that write and read all along, and remember what they asked and what they were told.
#pragma once

#include <atomic>
#include <thread>

#include "tests/chaos/history.h"
#include "tests/chaos/watch.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {

class Load {
 public:
  /// On a running cluster: registers enterprises and a programme. Throws std::runtime_error on a failure.
  Load(const Cluster& cluster, const Watch& watch, std::uint64_t seed, std::size_t clients);
  ~Load();
  Load(const Load&) = delete;

  void start();
  /// Each client ends its present call, within its deadline; `now`: gives it up.
  void stop(bool now = false);
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }

  // After the stop:
  [[nodiscard]] const std::vector<History>& histories() const { return histories_; }
  /// The chain's transactions of these clients up to a height, each block from another node. Throws
  /// std::runtime_error.
  [[nodiscard]] std::vector<Recorded> recorded(Height level) const;
  /// The awards that stand in the state of a node, as it proves. Throws std::runtime_error.
  [[nodiscard]] std::uint64_t awards_at(std::size_t node) const;
  /// Answers of nodes that did not verify.
  [[nodiscard]] std::vector<std::string> bad_answers() const;

 private:
  struct Worker;
  void work(Worker& worker);
  void attempt(Worker& worker);
  void repeat(Worker& worker);
  void read(Worker& worker);
  [[nodiscard]] RecordAwards award_of(std::uint64_t project);

  const Cluster& cluster_;
  const Watch& watch_;
  const SecretKey key_;
  const std::vector<EnterpriseLine> enterprises_;
  Height base_ = 0;  // the last block before the clients began
  std::atomic<std::uint64_t> projects_{0}, acknowledged_{0};
  std::atomic<std::uint32_t> lines_{0};
  std::atomic<bool> stop_{false};
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::vector<History> histories_;
};

}  // namespace credence::testing
