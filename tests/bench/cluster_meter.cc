// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/cluster_meter.h"

#include <cstdlib>

#include "client/http.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"

namespace credence::bench {
namespace {

constexpr const char* kSyncs = "syncs";  // a count, beside the seconds

double value_in(const std::string& metrics, const std::string& name) {
  const auto at = metrics.find("\n" + name + " ");
  if (at == std::string::npos) return 0;
  return std::strtod(metrics.c_str() + at + name.size() + 2, nullptr);
}

std::string metrics_of(const testing::Cluster& cluster, std::size_t node) {
  HttpPool pool(cluster.network().nodes.at(node).api);
  const auto answer = pool.exchange({.target = "/metrics"});
  return answer ? "\n" + answer->body : std::string();
}

}  // namespace

double metric(const testing::Cluster& cluster, std::size_t node, const std::string& name) {
  return value_in(metrics_of(cluster, node), name);
}

ClusterMeter::ClusterMeter(const testing::Cluster& cluster, double check_s)
    : cluster_(cluster), check_s_(check_s), before_(read()) {}

ClusterMeter::Seconds ClusterMeter::read() const {
  Seconds out;
  for (std::size_t i = 0; i < cluster_.size(); ++i) {
    if (!cluster_.running(i)) continue;
    for (const auto& [name, seconds] : cpu_seconds_by_thread(cluster_.process(i)))
      out["node " + name] += seconds;
    const std::string metrics = metrics_of(cluster_, i);
    for (const char* stage : {"rules", "tree", "write"})
      out[std::string("node ledger: ") + stage] +=
          value_in(metrics, std::string("credence_execute_cpu_seconds_total{stage=\"") + stage + "\"}");
    out["node worker: verify"] += check_s_ * value_in(metrics, "credence_signatures_verified_total");
    out[kSyncs] += value_in(metrics, "credence_synced_writes_total");
  }
  out["load"] = process_seconds();
  return out;
}

boost::json::object ClusterMeter::cpu_us(double count) const {
  boost::json::object out;
  double all = 0;
  for (const auto& [name, seconds] : read()) {
    if (name == kSyncs) continue;
    const auto at = before_.find(name);
    const double each = (seconds - (at == before_.end() ? 0 : at->second)) / count * 1e6;
    out[name] = each;
    if (!name.contains(':')) all += each;
  }
  out["all"] = all;
  return out;
}

double ClusterMeter::syncs() const { return read().at(kSyncs) - before_.at(kSyncs); }

}  // namespace credence::bench
