// Counters of a node, and their Prometheus text. prometheus-cpp stays in metrics.cc.
// Thread-safety: all members, from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace credence::node {

/// A value that is read when it is asked for.
struct Sample {
  std::string name, help;
  double value = 0;
  bool counter = false;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();

  std::atomic<std::uint64_t> submitted{0}, refused{0}, gossiped_in{0}, dropped_frames{0}, executed_transactions{0}, views_suspected{0},
      evidence{0}, duplicates{0}, lies{0}, fetched_bytes{0};
  /// From the arrival in this node's pool to the certificate of its block.
  void observe_commit_seconds(double seconds);

  /// The text format 0.0.4: the samples and what is counted here.
  [[nodiscard]] std::string text(std::vector<Sample> samples) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace credence::node
