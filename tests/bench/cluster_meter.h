// SPDX-License-Identifier: Apache-2.0
// What the processes of a network compute while a load runs: unlike the rate, it hardly depends on what else
// the machine does.
//
// By thread of the nodes, all nodes together: core, ledger (in it rules, tree, write), leveldb, peers (TLS),
// worker (in it verify), api, search; and the load with its client. What is "in" a thread is the node's own
// word (its metrics); verify is the number of checks by what one takes in the same run.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "tests/cluster/cluster.h"

namespace credence::bench {

class ClusterMeter {
 public:
  /// `check_s`: computing of one check of a signature.
  ClusterMeter(const testing::Cluster& cluster, double check_s);
  /// Microseconds for each of so many, since the start.
  [[nodiscard]] boost::json::object cpu_us(double count) const;
  /// Synced writes of all nodes since the start.
  [[nodiscard]] double syncs() const;

 private:
  using Seconds = std::map<std::string, double>;
  [[nodiscard]] Seconds read() const;

  const testing::Cluster& cluster_;
  const double check_s_;
  Seconds before_;
};

/// The value of a metric of a node, with its labels as they stand: "credence_view", "name{label=\"x\"}"; 0 if
/// the node does not say.
[[nodiscard]] double metric(const testing::Cluster& cluster, std::size_t node, const std::string& name);

}  // namespace credence::bench
