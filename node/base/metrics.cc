// SPDX-License-Identifier: Apache-2.0
#include "node/base/metrics.h"

#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace credence::node {
namespace {

struct Timed {
  const char* name;
  const char* help;
  prometheus::Histogram::BucketBoundaries bounds;
};

const std::array<Timed, 4> kTimes{{
    {"credence_commit_seconds",
     "From the arrival of a transaction in the pool of this node to the certificate of its block",
     {0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30}},
    {"credence_write_seconds",
     "One synced write of the consensus core's records",
     {0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2}},
    {"credence_execute_seconds",
     "One block executed, with its synced write",
     {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 2}},
    {"credence_api_answer_seconds",
     "From a whole request to its answer, with the time that it waited on purpose",
     {0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30}},
}};

}  // namespace

struct Metrics::Impl {
  std::array<prometheus::Histogram, kTimes.size()> times{
      prometheus::Histogram{kTimes[0].bounds}, prometheus::Histogram{kTimes[1].bounds},
      prometheus::Histogram{kTimes[2].bounds}, prometheus::Histogram{kTimes[3].bounds}};
  mutable std::mutex mutex;  // guards what follows
  std::map<Code, std::uint64_t> refused;
  std::map<std::pair<std::string, unsigned>, std::uint64_t, std::less<>> requests;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::observe(Time what, double seconds) {
  impl_->times[static_cast<std::size_t>(what)].Observe(seconds);
}

void Metrics::count_refused(Code code) {
  const std::lock_guard lock(impl_->mutex);
  ++impl_->refused[code];
}

void Metrics::count_request(std::string_view route, unsigned status) {
  const std::lock_guard lock(impl_->mutex);
  ++impl_->requests[{std::string(route), status}];
}

std::string Metrics::text(std::vector<Sample> samples) const {
  const auto counter = [&samples](const char* name, const char* help,
                                  const std::atomic<std::uint64_t>& value) {
    samples.push_back({name, help, static_cast<double>(value.load(std::memory_order_relaxed)), true});
  };
  counter("credence_submitted_total", "Transactions that clients sent and that were taken", submitted);
  counter("credence_gossiped_in_total", "Transactions taken from peers", gossiped_in);
  counter("credence_dropped_frames_total", "Frames from peers that were dropped because too much waited",
          dropped_frames);
  counter("credence_executed_transactions_total", "Transactions executed since the start",
          executed_transactions);
  counter("credence_evidence_total", "Contradicting statements of validators seen", evidence);
  counter("credence_fetched_bytes_total", "Blocks and pieces of the state received from peers",
          fetched_bytes);
  counter("credence_lies_total", "Blocks and pieces of the state from peers that did not verify", lies);
  counter("credence_duplicate_nodes_total", "Connections of a second process with a validator's key",
          duplicates);
  {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& [code, count] : impl_->refused)
      samples.push_back({"credence_refused_total",
                         "Transactions that clients sent and that were refused",
                         static_cast<double>(count),
                         true,
                         {{"code", std::string(info(code).name)}}});
    for (const auto& [what, count] : impl_->requests)
      samples.push_back({"credence_api_requests_total",
                         "Answers of the API",
                         static_cast<double>(count),
                         true,
                         {{"route", what.first}, {"status", std::to_string(what.second)}}});
  }

  std::vector<prometheus::MetricFamily> families;
  for (auto& sample : samples) {
    if (families.empty() || families.back().name != sample.name) {
      auto& family = families.emplace_back();
      family.name = std::move(sample.name);
      family.help = std::move(sample.help);
      family.type = sample.counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    }
    auto& metric = families.back().metric.emplace_back();
    for (auto& [label, value] : sample.labels) metric.label.push_back({std::move(label), std::move(value)});
    (sample.counter ? metric.counter.value : metric.gauge.value) = sample.value;
  }
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    auto& family = families.emplace_back();
    family.name = kTimes[i].name;
    family.help = kTimes[i].help;
    family.type = prometheus::MetricType::Histogram;
    family.metric.push_back(impl_->times[i].Collect());
  }
  return prometheus::TextSerializer().Serialize(families);
}

std::vector<Sample> process_samples() {
  // Of /proc/self/stat what follows the name: the 12th is utime, 13th stime, 20th the start in ticks since
  // boot, 22nd the resident pages.
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream rest(line.substr(std::min(line.size(), line.rfind(')') + 2)));
  std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  fields.resize(22, "0");
  const auto field = [&fields](std::size_t i) { return std::strtod(fields[i].c_str(), nullptr); };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  double booted = 0;
  std::ifstream stat("/proc/stat");
  for (std::string word; stat >> word;)
    if (word == "btime") stat >> booted;
  std::error_code ignored;
  double open = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", ignored), end; at != end;
       at.increment(ignored))
    ++open;
  rlimit limit{};
  (void)getrlimit(RLIMIT_NOFILE, &limit);
  return {{"process_cpu_seconds_total", "Processor time", (field(11) + field(12)) / ticks, true},
          {"process_start_time_seconds", "Start, since 1970", booted + field(19) / ticks},
          {"process_resident_memory_bytes", "Memory, with the database's files as far as they are mapped",
           field(21) * static_cast<double>(sysconf(_SC_PAGESIZE))},
          {"process_open_fds", "Open files and connections", open},
          {"process_max_fds", "As many may be open", static_cast<double>(limit.rlim_cur)}};
}

}  // namespace credence::node
