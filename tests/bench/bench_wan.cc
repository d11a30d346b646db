// SPDX-License-Identifier: Apache-2.0
// Throughput and latency over a simulated wide-area network, against what message delays and lines allow.
//
//   bench_wan [--json] [--seconds S]
//
// For a province and a country (wan_places.h: the figures and why), and n = 4, 7, 16, 31:
//   latency     one transaction at a time, handed in at each validator in turn: until its block's certificate
//   is there
//     bound     the same by the latencies alone: forwarded to the primary, PrePrepare, the quorum's last
//     Prepare, its last Commit, its
//               last Checkpoint, each taken at every validator by itself
//   throughput  the highest of several offered loads, handed in at all validators alike, of which at least 98
//   % were certified in the
//               time that they were offered; and the latency at half of it
//     bound     the line of the primary: each transaction passes it once for each of the others, and those
//     handed in there once more
// What computing takes (signatures above all: bench_apply) is left out. The same figures in each run and on
// each machine.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdio>

#include "ledger/chain/quorum.h"
#include "tests/bench/bench.h"
#include "tests/bench/wan_network.h"

namespace credence::bench {
namespace {

namespace json = boost::json;

constexpr std::array<std::size_t, 4> kSizes = {4, 7, 16, 31};
constexpr std::uint64_t kWarmUpUs = 3'000'000;  // probes, the first blocks
constexpr std::uint64_t kApartUs = 400'000;     // between two lone transactions
constexpr std::size_t kRounds = 10;             // of one at each validator
constexpr std::uint64_t kHandInUs =
    5'000;  // under load: what comes within this time at one validator is one bundle
constexpr std::array<unsigned, 6> kLoadsPercent = {50, 60, 70, 80, 90, 95};

double ms(double us) { return us / 1000; }

/// When the last one needed arrives: the q-th of the times.
std::uint64_t qth(std::vector<std::uint64_t> times) {
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(quorum(times.size()) - 1);
  std::ranges::nth_element(times, at);
  return *at;
}

/// From the hand-in at `at` to the certificate there, by latencies alone.
std::uint64_t bound_us(const WanNetwork& net, std::size_t at) {
  const std::size_t n = net.size();
  std::vector<std::uint64_t> pre_prepared(n), prepared(n), committed(n);
  const std::uint64_t proposed = at == 0 ? 0 : net.latency_us(at, 0);
  for (std::size_t i = 0; i < n; ++i) pre_prepared[i] = proposed + (i == 0 ? 0 : net.latency_us(0, i));
  const auto last_of = [&](const std::vector<std::uint64_t>& sent, std::size_t to) {
    std::vector<std::uint64_t> arrivals;
    for (std::size_t i = 0; i < n; ++i) arrivals.push_back(sent[i] + (i == to ? 0 : net.latency_us(i, to)));
    return qth(std::move(arrivals));
  };
  // The primary's own vote is its PrePrepare: it counts once that is there.
  for (std::size_t i = 0; i < n; ++i) prepared[i] = std::max(pre_prepared[i], last_of(pre_prepared, i));
  for (std::size_t i = 0; i < n; ++i) committed[i] = std::max(prepared[i], last_of(prepared, i));
  std::vector<std::uint64_t> attested(n);
  for (std::size_t i = 0; i < n; ++i) attested[i] = committed[i];
  return std::max(attested[at], last_of(attested, at));
}

struct Latency {
  double p50_ms = 0, p99_ms = 0;
};
Latency percentiles(const std::vector<double>& us) {
  return {ms(percentile(us, 50)), ms(percentile(us, 99))};
}
json::object to_json(const Latency& of) { return {{"p50_ms", of.p50_ms}, {"p99_ms", of.p99_ms}}; }

struct Lone {
  Latency measured, bound;
  double ratio = 0;            // median of measured over bound, each of one transaction
  double syncs_per_block = 0;  // on each validator
};

Lone lone_transactions(std::span<const Place> places, const WanSettings& settings) {
  WanNetwork net(places, settings);
  net.run_until(kWarmUpUs);
  const std::uint64_t syncs = net.syncs();
  const Height height = net.height();
  for (std::size_t i = 0; i < kRounds * net.size(); ++i) {
    net.submit(i % net.size(), 1);
    net.run_until(net.now_us() + kApartUs);
  }
  Lone out;
  std::vector<double> measured, bounds, ratios;
  for (const auto& done : net.done()) {
    measured.push_back(static_cast<double>(done.certified_us - done.submitted_us));
    bounds.push_back(static_cast<double>(bound_us(net, done.at)));
    ratios.push_back(measured.back() / bounds.back());
  }
  out.measured = percentiles(measured);
  out.bound = percentiles(bounds);
  out.ratio = percentile(ratios, 50);
  out.syncs_per_block =
      static_cast<double>(net.syncs() - syncs) / static_cast<double>((net.height() - height) * net.size());
  return out;
}

struct Loaded {
  double per_second = 0, share = 0;  // certified; of what was offered
  Latency latency;
  std::uint64_t view_changes = 0;
};

Loaded run_load(std::span<const Place> places, const WanSettings& settings, double offered_per_second,
                std::uint64_t seconds) {
  WanNetwork net(places, settings);
  net.run_until(kWarmUpUs);
  const std::uint64_t end_us = kWarmUpUs + seconds * 1'000'000;
  const double a_bundle = offered_per_second / static_cast<double>(net.size()) * kHandInUs / 1e6;
  std::vector<double> owed(net.size(), 0);
  double offered = 0;
  for (std::uint64_t step = 0; kWarmUpUs + step * kHandInUs < end_us; ++step) {
    for (std::size_t at = 0; at < net.size(); ++at) {
      net.run_until(kWarmUpUs + step * kHandInUs + at * kHandInUs / net.size());
      owed[at] += a_bundle;
      const auto count = static_cast<std::size_t>(owed[at]);
      owed[at] -= static_cast<double>(count);
      offered += static_cast<double>(count);
      if (count > 0) net.submit(at, count);
    }
  }
  net.run_until(end_us + 1'000'000);  // the last second of hand-ins may be under way
  Loaded out;
  std::vector<double> latencies;
  double certified = 0;
  for (const auto& done : net.done()) {
    certified += static_cast<double>(done.count);
    latencies.push_back(static_cast<double>(done.certified_us - done.submitted_us));
  }
  out.share = certified / offered;
  out.per_second = certified / static_cast<double>(seconds);
  out.latency = percentiles(latencies);
  out.view_changes = net.view_changes();
  return out;
}

struct Row {
  std::string matrix;
  std::size_t n = 0;
  Lone lone;
  double bound_per_second = 0;
  Loaded best, half;
};

Row measure(const std::string& matrix, std::span<const Place> places, const WanSettings& settings,
            std::uint64_t seconds) {
  Row row{matrix, places.size(), lone_transactions(places, settings), 0, {}, {}};
  const auto n = static_cast<double>(places.size());
  row.bound_per_second = static_cast<double>(settings.bits_per_second) / 8 /
                         static_cast<double>(settings.transaction_bytes) / (n - 1) / (1 + 1 / n);
  for (const unsigned percent : kLoadsPercent) {
    const Loaded loaded = run_load(places, settings, row.bound_per_second * percent / 100, seconds);
    if (loaded.share < 0.98) break;
    row.best = loaded;
  }
  row.half = run_load(places, settings, row.best.per_second / 2, seconds);
  return row;
}

json::object to_json(const Row& row) {
  return {{"matrix", row.matrix},
          {"validators", row.n},
          {"latency", to_json(row.lone.measured)},
          {"latency_bound", to_json(row.lone.bound)},
          {"latency_ratio", row.lone.ratio},
          {"synced_writes_a_block", row.lone.syncs_per_block},
          {"throughput_per_second", row.best.per_second},
          {"throughput_bound_per_second", row.bound_per_second},
          {"throughput_ratio", row.best.per_second / row.bound_per_second},
          {"latency_at_half", to_json(row.half.latency)},
          {"view_changes", row.best.view_changes + row.half.view_changes}};
}

void print(const Row& row) {
  std::printf(
      "%-9s %3zu  %6.1f %6.1f   %6.1f %6.1f  %5.2f   %8.0f %8.0f  %5.2f   %6.1f %6.1f   %5.1f  %llu\n",
      row.matrix.c_str(), row.n, row.lone.measured.p50_ms, row.lone.measured.p99_ms, row.lone.bound.p50_ms,
      row.lone.bound.p99_ms, row.lone.ratio, row.best.per_second, row.bound_per_second,
      row.best.per_second / row.bound_per_second, row.half.latency.p50_ms, row.half.latency.p99_ms,
      row.lone.syncs_per_block,
      static_cast<unsigned long long>(row.best.view_changes + row.half.view_changes));
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;
  bool json = false;
  std::uint64_t seconds = 5;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--json") {
      json = true;
    } else if (word == "--seconds" && i + 1 < argc) {
      const std::string_view text = argv[++i];
      if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc{} ||
          seconds == 0 || seconds > 600)
        return 2;
    } else {
      std::fprintf(word == "--help" ? stdout : stderr,
                   "bench_wan [--json] [--seconds S]: throughput and latency over simulated lines of a "
                   "province and of a country,\n"
                   "against the lower bound of message delays and the bound of the primary's line. S seconds "
                   "(5) of load are simulated.\n");
      return word == "--help" ? 0 : 2;
    }
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const WanSettings settings;
  boost::json::array rows;
  if (!json) {
    std::printf(
        "simulated: each validator has a line of %llu Mbit/s, a synced write takes %.1f ms, a transaction "
        "has %zu bytes; computing takes no time\n\n",
        static_cast<unsigned long long>(settings.bits_per_second / 1'000'000),
        static_cast<double>(settings.sync_us) / 1000, settings.transaction_bytes);
    std::printf(
        "               one at a time, ms      lower bound  ratio   transactions/s    bound  ratio    at "
        "half, ms   syncs  view\n");
    std::printf(
        "matrix      n     p50    p99      p50    p99                                          p50    p99   "
        "a block changes\n");
  }
  for (const std::size_t n : kSizes)
    for (const auto& [name, places] : {std::pair("province", std::span<const Place>(kProvince)),
                                       std::pair("country", std::span<const Place>(kCountry))}) {
      const Row row = measure(name, places.first(n), settings, seconds);
      if (json)
        rows.push_back(to_json(row));
      else
        print(row);
    }
  if (json) {
    const boost::json::object report{{"bits_per_second", settings.bits_per_second},
                                     {"sync_us", settings.sync_us},
                                     {"transaction_bytes", settings.transaction_bytes},
                                     {"seconds", seconds},
                                     {"rows", rows}};
    std::puts(boost::json::serialize(report).c_str());
  }
  return 0;
}
