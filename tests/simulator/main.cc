// simulator --runs N [--jobs J] [--json]        N seeds with faults, then every planted bug
// simulator --seed S [--trace]                  one seed again, step by step
// simulator --canary NAME                       with a planted bug: succeeds if one of 500 seeds catches it
//
// Exit status: 0 all is well, 1 a violation (its seed is printed), 2 wrong usage, 3 something was never
// exercised, 4 a planted bug went unnoticed.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include "consensus/canary.h"
#include "tests/simulator/simulation.h"

namespace {

using namespace credence;
using namespace credence::simulator;
using consensus::Canary;

constexpr std::uint64_t kCanarySeedsMax = 500;
constexpr std::uint64_t kCoverageRuns = 200;  // from so many runs on, everything must have occurred
constexpr std::uint64_t kTwiceEvery =
    20;  // this share of the seeds runs twice, to prove that a seed is a run

struct Planted {
  std::string_view name, what;
  Canary canary;
};
constexpr std::array<Planted, 4> kPlanted = {{
    {"persist", "a vote is sent before it is persisted", Canary::vote_before_persisting},
    {"quorum", "a quorum of 2f", Canary::quorum_of_2f},
    {"forget", "a view change forgets prepared values", Canary::forget_prepared},
    {"justify", "a NewView is believed without its ViewChanges", Canary::trust_new_view},
}};

struct Options {
  std::uint64_t runs = 200, first = 1;
  std::optional<std::uint64_t> seed;
  std::string_view canary;
  unsigned jobs = 2;
  bool trace = false, json = false, canaries = true;
};

struct Totals {
  Counts counts;
  std::map<std::size_t, std::uint64_t> by_size;
  std::uint64_t runs = 0, runs_twice = 0, slowest_heal_ms = 0;
  std::map<std::uint64_t, std::string> violations;  // by seed
  double seconds = 0;
};

void progress(std::uint64_t done, std::uint64_t runs, double seconds) {
  if (isatty(STDERR_FILENO) == 0) return;
  const auto filled = static_cast<int>(40 * done / std::max<std::uint64_t>(1, runs));
  std::fprintf(stderr, "\r[%.*s%*s] %llu of %llu seeds, %.0f/s ", filled,
               "========================================", 40 - filled, "",
               static_cast<unsigned long long>(done), static_cast<unsigned long long>(runs),
               static_cast<double>(done) / std::max(seconds, 0.001));
  if (done == runs) std::fprintf(stderr, "\n");
}

/// Runs seeds on all jobs; with `stop_at_first`, ends at the first violation.
Totals run_seeds(const Worlds& worlds, const Options& options, std::uint64_t runs, bool stop_at_first) {
  Totals totals;
  std::mutex lock;
  std::atomic<std::uint64_t> next = 0;
  std::atomic<bool> stop = false;
  const auto start = std::chrono::steady_clock::now();
  const auto work = [&] {
    for (std::uint64_t i = next++; i < runs && !stop; i = next++) {
      const std::uint64_t seed = options.first + i;
      Outcome outcome = Simulation(worlds, seed, false).run();
      const bool twice = seed % kTwiceEvery == 0;
      if (twice && !outcome.violation &&
          Simulation(worlds, seed, false).run().fingerprint != outcome.fingerprint)
        outcome.violation = "the same seed ran differently the second time";
      const std::lock_guard guard(lock);
      totals.counts.add(outcome.counts);
      ++totals.by_size[outcome.replicas];
      ++totals.runs;
      totals.runs_twice += twice ? 1 : 0;
      totals.slowest_heal_ms =
          std::max(totals.slowest_heal_ms, outcome.end_ms - std::min(outcome.end_ms, outcome.healed_ms));
      if (outcome.violation) totals.violations[seed] = *outcome.violation;
      if (outcome.violation && stop_at_first) stop = true;
      totals.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      progress(totals.runs, runs, totals.seconds);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < options.jobs; ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  return totals;
}

using Row = std::pair<std::string_view, std::uint64_t>;

std::vector<std::pair<std::string_view, std::vector<Row>>> tables(const Counts& counts) {
  std::vector<Row> faults, strategies, messages;
  for (std::size_t i = 0; i < kFaults; ++i)
    faults.emplace_back(fault_name(static_cast<Fault>(i)), counts.faults[i]);
  for (std::size_t i = 0; i < kStrategies; ++i)
    strategies.emplace_back(strategy_name(static_cast<Strategy>(i)), counts.strategies[i]);
  for (std::size_t i = 0; i < consensus::kMessageKinds; ++i)
    messages.emplace_back(consensus::message_name(i), counts.delivered[i]);
  return {{"faults", faults}, {"byzantine", strategies}, {"messages delivered", messages}};
}

bool all_exercised(const Counts& counts) {
  bool all = true;
  for (const auto& [title, rows] : tables(counts))
    for (const auto& [name, count] : rows)
      if (count == 0) {
        std::printf("never exercised: %.*s\n", static_cast<int>(name.size()), name.data());
        all = false;
      }
  return all;
}

void print(const Totals& totals) {
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf("%llu seeds, %zu violations, %.1f s (%.1f seeds/s), %llu run twice with equal results\n",
              number(totals.runs), totals.violations.size(), totals.seconds,
              static_cast<double>(totals.runs) / totals.seconds, number(totals.runs_twice));
  std::printf("replicas:");
  for (const auto& [size, count] : totals.by_size) std::printf("  n=%zu: %llu", size, number(count));
  std::printf(
      "\n%llu events, %llu blocks (%llu executions of null blocks), %llu syncs, %llu transactions, %llu "
      "pieces of evidence\n",
      number(totals.counts.steps), number(totals.counts.blocks), number(totals.counts.null_blocks),
      number(totals.counts.syncs), number(totals.counts.transactions), number(totals.counts.evidence));
  std::printf("slowest recovery after healing: %.1f s simulated\n",
              static_cast<double>(totals.slowest_heal_ms) / 1000);
  for (const auto& [title, rows] : tables(totals.counts)) {
    std::printf("%.*s\n", static_cast<int>(title.size()), title.data());
    for (const auto& [name, count] : rows)
      std::printf("  %-24.*s %12llu\n", static_cast<int>(name.size()), name.data(), number(count));
  }
  for (const auto& [seed, what] : totals.violations)
    std::printf("VIOLATION seed %llu: %s\n  replay: ./dev sim --seed %llu --trace\n", number(seed),
                what.c_str(), number(seed));
}

void print_json(const Totals& totals) {
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf("{\"seeds\":%llu,\"seconds\":%.3f,\"violations\":[", number(totals.runs), totals.seconds);
  bool first = true;
  for (const auto& [seed, what] : totals.violations) {
    std::printf("%s%llu", first ? "" : ",", number(seed));
    first = false;
  }
  std::printf("]");
  for (const auto& [title, rows] : tables(totals.counts)) {
    std::printf(",\"%.*s\":{", static_cast<int>(title.size()), title.data());
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::printf("%s\"%.*s\":%llu", i == 0 ? "" : ",", static_cast<int>(rows[i].first.size()),
                  rows[i].first.data(), number(rows[i].second));
    std::printf("}");
  }
  std::printf("}\n");
}

/// True if the planted bug is caught.
bool run_canary(const Worlds& worlds, Options options, const Planted& planted) {
  consensus::planted_canary = planted.canary;
  const Totals totals = run_seeds(worlds, options, kCanarySeedsMax, true);
  consensus::planted_canary = Canary::none;
  if (totals.violations.empty()) {
    std::printf("planted bug \"%.*s\" was NOT caught in %llu seeds\n", static_cast<int>(planted.what.size()),
                planted.what.data(), static_cast<unsigned long long>(totals.runs));
    return false;
  }
  const auto& [seed, what] = *totals.violations.begin();
  std::printf("planted bug \"%.*s\" caught after %llu seeds (seed %llu: %s)\n",
              static_cast<int>(planted.what.size()), planted.what.data(),
              static_cast<unsigned long long>(totals.runs), static_cast<unsigned long long>(seed),
              what.c_str());
  return true;
}

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--trace") {
      options.trace = true;
      continue;
    }
    if (name == "--json") {
      options.json = true;
      continue;
    }
    if (name == "--no-canaries") {
      options.canaries = false;
      continue;
    }
    if (i + 1 >= argc) return std::nullopt;
    const std::string_view text = argv[++i];
    if (name == "--canary") {
      options.canary = text;
      continue;
    }
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    if (name == "--runs")
      options.runs = value;
    else if (name == "--first")
      options.first = value;
    else if (name == "--seed")
      options.seed = value;
    else if (name == "--jobs")
      options.jobs = static_cast<unsigned>(std::clamp<std::uint64_t>(value, 1, 64));
    else
      return std::nullopt;
  }
  return options;
}

int run_one(const Worlds& worlds, const Options& options) {
  const Outcome outcome = Simulation(worlds, *options.seed, options.trace).run();
  std::printf("seed %llu: %zu replicas, %llu events, %llu blocks, healed at %llu ms, done at %llu ms: %s\n",
              static_cast<unsigned long long>(outcome.seed), outcome.replicas,
              static_cast<unsigned long long>(outcome.counts.steps),
              static_cast<unsigned long long>(outcome.counts.blocks),
              static_cast<unsigned long long>(outcome.healed_ms),
              static_cast<unsigned long long>(outcome.end_ms),
              outcome.violation ? outcome.violation->c_str() : "no violation");
  return outcome.violation ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto options = parse(argc, argv);
  if (!options) {
    std::fprintf(
        stderr,
        "usage: simulator [--runs N] [--first SEED] [--seed N [--trace]] [--jobs N] [--json] [--no-canaries] "
        "[--canary persist|quorum|forget|justify]\n");
    return 2;
  }
  const Worlds worlds = make_worlds();
  const auto planted = std::ranges::find(kPlanted, options->canary, &Planted::name);
  if (!options->canary.empty() && planted == kPlanted.end())
    return std::fprintf(stderr, "no such planted bug\n"), 2;
  if (options->seed) {
    if (planted != kPlanted.end()) consensus::planted_canary = planted->canary;
    return run_one(worlds, *options);
  }
  if (planted != kPlanted.end()) return run_canary(worlds, *options, *planted) ? 0 : 4;

  const Totals totals = run_seeds(worlds, *options, options->runs, false);
  if (options->json)
    print_json(totals);
  else
    print(totals);
  if (!totals.violations.empty()) return 1;
  if (options->runs >= kCoverageRuns && !all_exercised(totals.counts)) return 3;
  bool caught = true;
  if (options->canaries)
    for (const auto& one : kPlanted) caught = run_canary(worlds, *options, one) && caught;
  return caught ? 0 : 4;
}
