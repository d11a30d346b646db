// SPDX-License-Identifier: Apache-2.0
// Whole histories, proved and verified, with 10^6 enterprises in the state: how many a second and how long
// one takes, for histories of 1, 100 and 10,000 entries. The ledger's side (finding, proving, encoding pages
// of 200) and the client's (decoding, certificate, rebuilding the head) are timed apart, one thread each;
// HTTP is not in it.
//
//   bench_query [--json] [--enterprises 1000000] [--seconds 5] [--dir DIR]
//
// Bound of the client: the signatures of one certificate a page, at the rate of signature checks measured in
// the same run.
#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <numeric>
#include <random>

#include "ledger/proof/history_reading.h"
#include "ledger/store/leveldb_store.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/support/ledger_world.h"

namespace credence::bench {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace world;  // NOLINT(google-build-using-namespace)

constexpr unsigned kListsPerBlock = 20;
constexpr Fen kBudget = 1'000'000'000'000;
constexpr unsigned kLongEntries = 10'000, kMiddleEntries = 100;
constexpr unsigned kLongSubjects = 3, kMiddleSubjects = 200;  // enterprises 1…3 and 4…203

struct Settings {
  unsigned enterprises = 1'000'000;
  double seconds = 5;
  fs::path directory = fs::temp_directory_path() / "credence-bench-query";
};

void apply(World& w, std::vector<Bytes> transactions) {
  for (const Receipt& receipt : w.apply(std::move(transactions)))
    if (receipt.code != 0)
      throw std::runtime_error(std::string(info(static_cast<Code>(receipt.code)).name) + ": " +
                               error_of(receipt).detail);
}

/// Applies lists of at most 1,000 lines, some a block.
template <class Line>
void apply_lines(World& w, std::vector<Line> lines,
                 const std::function<Bytes(std::vector<Line>)>& transaction) {
  std::vector<Bytes> block;
  for (std::size_t at = 0; at < lines.size(); at += limits::kLinesMax) {
    const auto end = std::min(lines.size(), at + limits::kLinesMax);
    block.push_back(transaction(
        {lines.begin() + static_cast<std::ptrdiff_t>(at), lines.begin() + static_cast<std::ptrdiff_t>(end)}));
    if (block.size() == kListsPerBlock || end == lines.size()) apply(w, std::exchange(block, {}));
  }
}

void fill(World& w, const Settings& settings) {
  std::vector<EnterpriseLine> enterprises;
  for (unsigned i = 1; i <= settings.enterprises; ++i)
    enterprises.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
  apply_lines<EnterpriseLine>(w, std::move(enterprises), [&](std::vector<EnterpriseLine> part) {
    RegisterEnterprises action;
    action.lines.assign(part.begin(), part.end());
    return w.transaction(kRegistrar, action);
  });
  w.create_programme(kBudget);
  std::vector<AwardLine> awards;
  const auto give = [&](unsigned enterprise, unsigned entries) {
    for (unsigned i = 1; i < entries; ++i)  // the registration is the first entry
      awards.push_back(World::award(static_cast<std::uint32_t>(awards.size()) + 1, enterprise, 100,
                                    Name("项目" + std::to_string(i))));
  };
  for (unsigned i = 1; i <= kLongSubjects; ++i) give(i, kLongEntries);
  for (unsigned i = 1; i <= kMiddleSubjects; ++i) give(kLongSubjects + i, kMiddleEntries);
  const auto all = static_cast<std::uint32_t>(awards.size());
  apply_lines<AwardLine>(w, std::move(awards), [&](std::vector<AwardLine> part) {
    return w.transaction(kAward, World::awards(std::move(part), all, kBudget));
  });
}

struct Times {
  std::vector<double> prove_ms, verify_ms;
  std::size_t pages = 0, bytes = 0;
};

/// One whole history: every page made, encoded, decoded and verified.
void one(const TrustAnchor& anchor, const Ledger& ledger, unsigned enterprise, std::uint64_t entries,
         Times& out) {
  const HistoryKey subject{EnterpriseKey{code(enterprise)}};
  HistoryReading reading(subject, HistoryOrder::oldest_first);
  double prove = 0, verify = 0;
  do {
    auto start = Clock::now();
    const Bytes bytes =
        encode(ledger.prove_history(subject, reading.read(), limits::kPageEntriesMax).value());
    prove += seconds_since(start);
    start = Clock::now();
    const auto page = decode<HistoryPage>(bytes);
    if (!page || !reading.add(anchor, *page)) throw std::runtime_error("a page does not verify");
    verify += seconds_since(start);
    ++out.pages;
    out.bytes += bytes.size();
  } while (!reading.complete());
  if (reading.read() != entries) throw std::runtime_error("a history is not complete");
  out.prove_ms.push_back(1000 * prove);
  out.verify_ms.push_back(1000 * verify);
}

json::object measure(World& w, const Settings& settings, unsigned first, unsigned subjects,
                     std::uint64_t entries, double checks_per_s) {
  std::mt19937_64 random(entries);
  Times times;
  const TrustAnchor anchor = w.anchor();
  const auto start = Clock::now();
  while (seconds_since(start) < settings.seconds || times.prove_ms.size() < 3)
    one(anchor, w.ledger(), first + static_cast<unsigned>(random() % subjects), entries, times);
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / 1000;
  };
  const auto count = static_cast<double>(times.prove_ms.size());
  const auto latency = [](const std::vector<double>& ms) {
    return json::object{{"p50_ms", percentile(ms, 50)}, {"p99_ms", percentile(ms, 99)}};
  };
  const double pages = static_cast<double>(times.pages) / count;
  const double bound = checks_per_s / (pages * static_cast<double>(quorum(kValidators)));
  return {{"histories_measured", times.prove_ms.size()},
          {"pages", pages},
          {"bytes", static_cast<double>(times.bytes) / count},
          {"proved_per_s_one_core", count / sum(times.prove_ms)},
          {"prove", latency(times.prove_ms)},
          {"verified_per_s_one_core", count / sum(times.verify_ms)},
          {"verify", latency(times.verify_ms)},
          {"verify_bound_per_s", bound},
          {"verify_ratio_to_bound", count / sum(times.verify_ms) / bound},
          {"proved_and_verified_per_s", count / (sum(times.prove_ms) + sum(times.verify_ms))}};
}

json::object run(const Settings& settings) {
  const fs::path directory = settings.directory / "ledger";
  fs::remove_all(directory);
  json::object out;
  {
    auto start = Clock::now();
    World w(open_leveldb(directory.string()).value());
    fill(w, settings);
    const double filled_s = seconds_since(start);
    std::fprintf(stderr, "  %u enterprises and their awards in %.0f s\n", settings.enterprises, filled_s);
    const double checks = signature_checks_per_second(1).wall;
    out = {{"benchmark", "query"},
           {"machine", machine()},
           {"conditions",
            {{"enterprises", settings.enterprises},
             {"store", "LevelDB, 64 MiB cache"},
             {"page_entries", limits::kPageEntriesMax},
             {"signatures_per_certificate", quorum(kValidators)},
             {"filled_in_s", filled_s}}},
           {"signature_checks_per_s_one_core", checks},
           {"entries_1", measure(w, settings, 1 + kLongSubjects + kMiddleSubjects,
                                 settings.enterprises - kLongSubjects - kMiddleSubjects, 1, checks)},
           {"entries_100", measure(w, settings, 1 + kLongSubjects, kMiddleSubjects, kMiddleEntries, checks)},
           {"entries_10000", measure(w, settings, 1, kLongSubjects, kLongEntries, checks)},
           {"memory_mib", static_cast<double>(resident_bytes()) / (1 << 20)}};
  }
  out["disk_mib"] = static_cast<double>(bytes_in(directory)) / (1 << 20);
  fs::remove_all(settings.directory);
  return out;
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"bench_query", "whole histories, proved and verified, with many enterprises in the state",
       [&](CLI::App& app) {
         app.add_option("--enterprises", settings.enterprises)
             ->check(CLI::Range(1'000u, 100'000'000u))
             ->capture_default_str();
         app.add_option("--seconds", settings.seconds, "for each length of history")->capture_default_str();
         app.add_option("--dir", settings.directory)->capture_default_str();
       },
       [&] { return run(settings); }},
      argc, argv);
}
