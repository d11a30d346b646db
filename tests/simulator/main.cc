// SPDX-License-Identifier: Apache-2.0
// The simulator; `--help` tells its options. docs/protocol.md says what it covers.
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
#include "tests/support/suite.h"

namespace {

using namespace credence;
using namespace credence::simulator;
using consensus::Canary;

constexpr std::uint64_t kCoverageRuns = 5000;  // from so many runs on, everything must have occurred
constexpr std::uint64_t kTwiceEvery =
    20;  // this share of the seeds runs twice, to prove that a seed is a run

/// Planted bugs that random faults meet, and within how many seeds they must. The others need a script:
/// tests/scenarios.
struct Planted {
  Canary canary;
  std::uint64_t seeds_max;
};
constexpr std::array kPlanted = {
    Planted{Canary::overdue_is_no_work, 8000},   Planted{Canary::vote_before_persisting, 500},
    Planted{Canary::quorum_of_2f, 100},          Planted{Canary::quorum_of_2f_plus_1, 200},
    Planted{Canary::forget_prepared, 200},       Planted{Canary::trust_new_view, 500},
    Planted{Canary::count_copies, 1500},         Planted{Canary::repeated_signers, 1000},
    Planted{Canary::trust_payload, 1000},        Planted{Canary::view_goes_back, 1000},
    Planted{Canary::view_change_sent_once, 500},
};

constexpr std::string_view kHelp =
    R"(simulator [--runs N] [--first SEED] [--jobs J] [--json] [--no-canaries]
    N seeds (200), one network with faults each, from SEED (1) on; then planted bugs, each of which must be caught
simulator --seed S [--trace] [--canary NAME]
    one seed again; with --trace each event on a line
simulator --canary NAME|all|every
    with a planted bug: succeeds if it is caught within its bound of seeds; "all" tries those that must be caught,
    "every" also those that need a script of tests/scenarios

  --jobs J    threads (2)
  --json      one JSON object in place of the tables

Exit status: 0 all is well, 1 a violation (its seed is printed), 2 wrong usage, 3 something never happened (judged from 5000 runs on),
4 a planted bug went unnoticed.
)";

struct Options {
  std::uint64_t runs = 200, first = 1;
  std::optional<std::uint64_t> seed;
  std::string_view canary;
  unsigned jobs = 2;
  bool trace = false, json = false, canaries = true, help = false;
};

struct Totals {
  Counts counts;
  std::map<std::size_t, std::uint64_t> by_size;
  std::uint64_t runs = 0, runs_twice = 0, ledgers = 0, slowest_heal_ms = 0;
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
      ++totals.by_size[outcome.settings.size()];
      totals.ledgers += outcome.settings.ledger ? 1 : 0;
      ++totals.runs;
      totals.runs_twice += twice ? 1 : 0;
      totals.slowest_heal_ms = std::max(
          totals.slowest_heal_ms, outcome.recovered_ms - std::min(outcome.recovered_ms, outcome.healed_ms));
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

unsigned long long number(std::uint64_t value) { return value; }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text)
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else
      out += c;
  return out + "\"";
}

struct Caught {
  std::string_view name;
  std::uint64_t seeds = 0, seeds_max = 0;
  std::optional<std::pair<std::uint64_t, std::string>> by;  // seed and violation
};

/// Seeds until the planted bug shows.
Caught run_canary(const Worlds& worlds, const Options& options, const Planted& planted) {
  consensus::planted_canary = planted.canary;
  const Totals totals = run_seeds(worlds, options, planted.seeds_max, true);
  consensus::planted_canary = Canary::none;
  Caught out{
      consensus::kCanaryNames[static_cast<std::size_t>(planted.canary)], totals.runs, planted.seeds_max, {}};
  if (!totals.violations.empty()) out.by = *totals.violations.begin();
  return out;
}

void print(const Caught& one) {
  const std::string name(one.name);
  if (one.by)
    std::printf("  %-24s caught after %4llu seeds (%llu: %s)\n", name.c_str(), number(one.seeds),
                number(one.by->first), one.by->second.substr(0, 110).c_str());
  else
    std::printf("  %-24s NOT caught in %llu seeds\n", name.c_str(), number(one.seeds));
}

void print(const Totals& totals) {
  std::printf(
      "%llu seeds, violations %zu, %.1f s (%.1f seeds/s), %llu of them run twice with equal state hashes\n",
      number(totals.runs), totals.violations.size(), totals.seconds,
      static_cast<double>(totals.runs) / totals.seconds, number(totals.runs_twice));
  std::printf("replicas:");
  for (const auto& [size, count] : totals.by_size) std::printf(" %zu: %llu ", size, number(count));
  const Counts& counts = totals.counts;
  std::printf("\n%llu of the networks with the real ledger, the others order hashes\n",
              number(totals.ledgers));
  std::printf(
      "%llu events, %llu transactions, %llu blocks (%llu executions, %llu of them of null blocks, %llu of "
      "idle ones), %llu "
      "synced writes, %llu "
      "syncs, %llu pieces of evidence\n",
      number(counts.events), number(counts.transactions), number(counts.blocks), number(counts.executions),
      number(counts.null_blocks), number(counts.idle_blocks), number(counts.writes), number(counts.syncs),
      number(counts.evidence));
  std::printf("slowest recovery after healing: %.1f s simulated\n",
              static_cast<double>(totals.slowest_heal_ms) / 1000);
  counts.print();
  for (const auto& [seed, what] : totals.violations)
    std::printf("VIOLATION seed %llu: %s\n  replay: ./dev sim --seed %llu --trace --suite %s\n", number(seed),
                what.c_str(), number(seed), std::string(name_of(samples::kSuite)).c_str());
}

void print_json(const Totals& totals, const std::vector<std::string>& zeros,
                const std::vector<Caught>& canaries) {
  std::string out = "{\"seeds\":" + std::to_string(totals.runs) +
                    ",\"seconds\":" + std::to_string(totals.seconds) +
                    ",\"run_twice\":" + std::to_string(totals.runs_twice) + ",\"violations\":[";
  for (const auto& [seed, what] : totals.violations)
    out += (out.ends_with('[') ? "" : ",") + ("{\"seed\":" + std::to_string(seed)) +
           ",\"what\":" + quoted(what) + "}";
  out += "]," + totals.counts.json() + ",\"zeros\":[";
  for (const auto& zero : zeros) out += (out.ends_with('[') ? "" : ",") + quoted(zero);
  out += "],\"canaries\":[";
  for (const auto& one : canaries)
    out += (out.ends_with('[') ? "" : ",") + ("{\"name\":" + quoted(one.name)) +
           ",\"seeds\":" + std::to_string(one.seeds) + ",\"caught\":" + (one.by ? "true" : "false") + "}";
  std::printf("%s]}\n", out.c_str());
}

/// Those that must be caught; or every planted bug there is.
int run_canaries(const Worlds& worlds, const Options& options, bool every) {
  bool all = true;
  for (std::size_t at = 1; at < consensus::kCanaryNames.size(); ++at) {
    const auto canary = static_cast<Canary>(at);
    const auto known = std::ranges::find(kPlanted, canary, &Planted::canary);
    if (known == kPlanted.end() && !every) continue;
    const Caught caught =
        run_canary(worlds, options, known == kPlanted.end() ? Planted{canary, 500} : *known);
    print(caught);
    all = all && (caught.by || known == kPlanted.end());
  }
  return all ? 0 : 4;
}

int run_many(const Worlds& worlds, const Options& options) {
  const Totals totals = run_seeds(worlds, options, options.runs, false);
  const auto zeros = totals.counts.zeros();
  if (!options.json) print(totals);
  std::vector<Caught> canaries;
  if (totals.violations.empty() && options.canaries) {
    if (!options.json) std::printf("planted bugs\n");
    for (const auto& planted : kPlanted) {
      canaries.push_back(run_canary(worlds, options, planted));
      if (!options.json) print(canaries.back());
    }
  }
  if (options.json)
    print_json(totals, zeros, canaries);
  else if (zeros.empty())
    std::printf("no zero in the tables\n");
  else
    for (const auto& zero : zeros) std::printf("never happened: %s\n", zero.c_str());
  if (!totals.violations.empty()) return 1;
  if (options.runs >= kCoverageRuns && !zeros.empty()) return 3;
  return std::ranges::all_of(canaries, [](const Caught& one) { return one.by.has_value(); }) ? 0 : 4;
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
    if (name == "--help" || name == "-h") {
      options.help = true;
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
  std::printf(
      "seed %llu: %s\n%llu events, %llu blocks, healed at %llu ms, done at %llu ms, state hash %016llx: %s\n",
      number(outcome.seed), outcome.settings.text().c_str(), number(outcome.counts.events),
      number(outcome.counts.blocks), number(outcome.healed_ms), number(outcome.end_ms),
      number(outcome.fingerprint), outcome.violation ? outcome.violation->c_str() : "no violation");
  return outcome.violation ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto options = parse(argc, argv);
  const bool several = options && (options->canary == "all" || options->canary == "every");
  const auto canary = options ? consensus::canary_named(options->canary) : std::nullopt;
  if (!options || (!options->canary.empty() && !several && !canary)) {
    std::fprintf(stderr, "%.*s", static_cast<int>(kHelp.size()), kHelp.data());
    return 2;
  }
  if (options->help) return std::printf("%.*s", static_cast<int>(kHelp.size()), kHelp.data()), 0;
  const Worlds worlds;
  if (several) return run_canaries(worlds, *options, options->canary == "every");
  if (options->seed) {
    if (canary) consensus::planted_canary = *canary;
    return run_one(worlds, *options);
  }
  if (!canary) return run_many(worlds, *options);
  const auto known = std::ranges::find(kPlanted, *canary, &Planted::canary);
  const Caught caught =
      run_canary(worlds, *options, known == kPlanted.end() ? Planted{*canary, 500} : *known);
  print(caught);
  return caught.by ? 0 : 4;
}
