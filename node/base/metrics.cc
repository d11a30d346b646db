#include "node/base/metrics.h"

#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

namespace credence::node {

struct Metrics::Impl {
  prometheus::Histogram commit{prometheus::Histogram::BucketBoundaries{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30}};
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::observe_commit_seconds(double seconds) { impl_->commit.Observe(seconds); }

std::string Metrics::text(std::vector<Sample> samples) const {
  const auto counter = [&samples](const char* name, const char* help, const std::atomic<std::uint64_t>& value) {
    samples.push_back({name, help, static_cast<double>(value.load(std::memory_order_relaxed)), true});
  };
  counter("credence_submitted_total", "Transactions that clients sent and that were taken", submitted);
  counter("credence_refused_total", "Transactions that clients sent and that were refused", refused);
  counter("credence_gossiped_in_total", "Transactions taken from peers", gossiped_in);
  counter("credence_dropped_frames_total", "Frames from peers that were dropped because too much waited", dropped_frames);
  counter("credence_executed_transactions_total", "Transactions executed since the start", executed_transactions);
  counter("credence_evidence_total", "Contradicting statements of validators seen", evidence);
  counter("credence_fetched_bytes_total", "Blocks and pieces of the state received from peers", fetched_bytes);
  counter("credence_lies_total", "Blocks and pieces of the state from peers that did not verify", lies);
  counter("credence_duplicate_nodes_total", "Connections of a second process with a validator's key", duplicates);

  std::vector<prometheus::MetricFamily> families;
  for (auto& sample : samples) {
    prometheus::MetricFamily family;
    family.name = std::move(sample.name);
    family.help = std::move(sample.help);
    family.type = sample.counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    family.metric.emplace_back();
    (sample.counter ? family.metric.back().counter.value : family.metric.back().gauge.value) = sample.value;
    families.push_back(std::move(family));
  }
  prometheus::MetricFamily commit;
  commit.name = "credence_commit_seconds";
  commit.help = "From the arrival of a transaction in the pool of this node to the certificate of its block";
  commit.type = prometheus::MetricType::Histogram;
  commit.metric.push_back(impl_->commit.Collect());
  families.push_back(std::move(commit));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace credence::node
