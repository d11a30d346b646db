// SPDX-License-Identifier: Apache-2.0
// The state tree over LevelDB as it grows: updates a second with one synced write a block, against what
// bounds them; memory, disk and start; and how long proofs are and take.
//
//   bench_state [--json] [--full] [--keys 10000,1000000] [--blocks 20] [--changes 5000] [--dir DIR]
//
// --full adds 10^7 keys (some 3 GB of disk for a while, several minutes). Each block changes `changes` values
// of keys drawn from all, evenly: the worst case for every cache. A value has 150 bytes, as an award line
// has.
//
// Bounds, measured in the same run:
//   hashing   SHA-256 of 64 bytes a second, by the hashes that an update cannot do without: value, leaf, and
//   each inner node above a
//             changed leaf once a block
//   writing   the same batches, synced, into a LevelDB of their own that holds nothing else
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <set>

#include "ledger/store/leveldb_store.h"
#include "ledger/tree/state_tree.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/support/suite.h"

namespace credence::bench {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kValueBytes = 150;
// keys a block while the state is built: in rising order, so LevelDB is read in order
constexpr std::size_t kLoadChanges = 500'000;
constexpr std::size_t kProofs = 2'000;

struct Settings {
  std::vector<std::uint64_t> keys = {10'000, 1'000'000};
  std::size_t blocks = 20, changes = 5'000;
  fs::path directory = fs::temp_directory_path() / "credence-bench-state";
};

Bytes key_of(std::uint64_t number) {
  const std::string text = "enterprise " + std::to_string(number);
  return {bytes_of(text).begin(), bytes_of(text).end()};
}

StateChange change_of(std::uint64_t number, std::mt19937_64& random) {
  Bytes value(kValueBytes);
  for (std::size_t i = 0; i + 8 <= value.size(); i += 8) {
    const std::uint64_t word = random();
    std::memcpy(value.data() + i, &word, 8);
  }
  Bytes key = key_of(number);
  return {state_key_hash(samples::kSuite, key), std::move(key), std::move(value)};
}
void sort(std::vector<StateChange>& changes) { std::ranges::sort(changes, {}, &StateChange::key_hash); }

std::vector<StateChange> random_block(std::uint64_t keys, std::size_t size, std::mt19937_64& random) {
  std::set<std::uint64_t> numbers;
  while (numbers.size() < std::min<std::uint64_t>(size, keys)) numbers.insert(random() % keys);
  std::vector<StateChange> out;
  for (const std::uint64_t number : numbers) out.push_back(change_of(number, random));
  sort(out);
  return out;
}

/// The hashes that no tree of this shape can do without for a block: at each depth the distinct prefixes of
/// the changed keys, as far as more than one of the `keys` shares them.
double hashes_needed(std::span<const StateChange> changes, std::uint64_t keys) {
  double sum = 2.0 * static_cast<double>(changes.size());
  for (unsigned depth = 0; depth < 64; ++depth) {
    const double shared = 1 - std::pow(1 - std::pow(0.5, depth), static_cast<double>(keys) - 1);
    if (shared < 1e-6) break;
    std::size_t prefixes = 1;
    for (std::size_t i = 1; i < changes.size(); ++i) {
      bool same = true;
      for (unsigned d = 0; d < depth && same; ++d)
        same = state_bit(changes[i - 1].key_hash, d) == state_bit(changes[i].key_hash, d);
      prefixes += same ? 0 : 1;
    }
    sum += static_cast<double>(prefixes) * shared;
  }
  return sum;
}

struct Built {
  std::unique_ptr<KeyValue> store;
  std::unique_ptr<StateTree> tree;
};

Built open(const fs::path& directory) {
  Built out{open_leveldb(directory.string()).value(), nullptr};
  out.tree = std::make_unique<StateTree>(samples::kSuite, *out.store);
  CREDENCE_ASSERT(out.tree->load().has_value());
  return out;
}

WriteBatch update(StateTree& tree, std::span<const StateChange> changes) {
  WriteBatch batch;
  const auto done = tree.update(changes, batch);
  if (!done) throw std::runtime_error(done.error().text_en());
  return batch;
}

void write(KeyValue& store, const WriteBatch& batch, bool sync) {
  if (auto done = store.write(batch, sync); !done) throw std::runtime_error(done.error().text_en());
}

json::object measure_proofs(const Built& built, std::uint64_t keys, std::mt19937_64& random) {
  std::vector<double> bytes, prove_us, verify_us, absent_us;
  for (std::size_t i = 0; i < kProofs; ++i) {
    const Bytes key = key_of(random() % keys);
    const Hash32 hash = state_key_hash(samples::kSuite, key);
    auto start = Clock::now();
    const Bytes value = read_state(samples::kSuite, *built.store, hash, key).value().value();
    const StatePath path = make_state_path(samples::kSuite, *built.store, hash).value();
    prove_us.push_back(1e6 * seconds_since(start));
    bytes.push_back(static_cast<double>(encode(path).size()));
    start = Clock::now();
    const bool proved = state_path_proves(samples::kSuite, built.tree->root(),
                                          {hash, state_value_hash(samples::kSuite, value)}, path);
    verify_us.push_back(1e6 * seconds_since(start));
    const Hash32 absent = state_key_hash(samples::kSuite, key_of(keys + random() % keys));
    start = Clock::now();
    const StatePath no = make_state_path(samples::kSuite, *built.store, absent).value();
    absent_us.push_back(1e6 * seconds_since(start));
    if (!proved || !state_path_disproves(samples::kSuite, built.tree->root(), absent, no))
      throw std::runtime_error("a proof does not verify");
  }
  const auto spread = [](const std::vector<double>& values) {
    return json::object{{"p50", percentile(values, 50)}, {"p99", percentile(values, 99)}};
  };
  return {{"path_bytes", spread(bytes)},
          {"prove_presence_us", spread(prove_us)},
          {"prove_absence_us", spread(absent_us)},
          {"verify_us", spread(verify_us)}};
}

json::object measure(const Settings& settings, std::uint64_t keys) {
  const fs::path directory = settings.directory / "state";
  fs::remove_all(directory);
  std::mt19937_64 random(keys);
  const std::size_t memory_before = resident_bytes();
  const auto load_start = Clock::now();
  Built built = open(directory);
  for (std::uint64_t first = 0; first < keys; first += kLoadChanges) {
    std::vector<StateChange> changes;
    for (std::uint64_t i = first; i < std::min<std::uint64_t>(first + kLoadChanges, keys); ++i)
      changes.push_back(change_of(i, random));
    sort(changes);
    write(*built.store, update(*built.tree, changes), false);
  }
  const double load_s = seconds_since(load_start);
  std::fprintf(stderr, "  %llu keys in %.0f s\n", static_cast<unsigned long long>(keys), load_s);

  // A restart: from nothing in memory to the first block done.
  built.tree.reset();
  built.store.reset();
  auto start = Clock::now();
  built = open(directory);
  const double open_s = seconds_since(start);
  start = Clock::now();
  write(*built.store, update(*built.tree, random_block(keys, settings.changes, random)), true);
  const double first_block_s = seconds_since(start);

  double tree_cpu_s = 0, wall_s = 0, hashes = 0;
  std::size_t updates = 0;
  std::vector<WriteBatch> batches;
  std::vector<double> per_second;
  for (std::size_t block = 0; block < settings.blocks; ++block) {
    const auto changes = random_block(keys, settings.changes, random);
    hashes += hashes_needed(changes, keys);
    updates += changes.size();
    start = Clock::now();
    const double cpu = thread_seconds();
    WriteBatch batch = update(*built.tree, changes);
    tree_cpu_s += thread_seconds() - cpu;
    write(*built.store, batch, true);
    const double taken = seconds_since(start);
    wall_s += taken;
    per_second.push_back(static_cast<double>(changes.size()) / taken);
    batches.push_back(std::move(batch));
  }
  const std::size_t memory = resident_bytes() - memory_before;
  json::object proofs = measure_proofs(built, keys, random);
  built.tree.reset();
  built.store.reset();
  const auto count = static_cast<double>(updates);
  const double hash_bound = sha256_per_second() / (hashes / count);
  const double write_bound = count / synced_write_seconds(settings.directory / "writes", batches);
  const double rate = count / wall_s;
  const double slower = std::min(hash_bound, write_bound);
  json::object out{
      {"keys", keys},
      {"updates_per_s", rate},
      {"updates_per_s_of_blocks", summary(per_second)},
      {"bounds",
       {{"hashing_updates_per_s", hash_bound},
        {"hashes_needed_per_update", hashes / count},
        {"writing_updates_per_s", write_bound}}},
      {"ratio_to_slower_bound", rate / slower},
      {"tree_alone",
       {{"updates_per_cpu_s", count / tree_cpu_s}, {"ratio_to_hashing", count / tree_cpu_s / hash_bound}}},
      {"disk_bytes_per_key", static_cast<double>(bytes_in(directory)) / static_cast<double>(keys)},
      {"memory_mib", static_cast<double>(memory) / (1 << 20)},
      {"start_ms", 1000 * open_s},
      {"first_block_after_start_ms", 1000 * first_block_s},
      {"built_in_s", load_s},
      {"proofs", std::move(proofs)}};
  fs::remove_all(directory);
  return out;
}

json::object run(const Settings& settings) {
  fs::create_directories(settings.directory);
  json::array sizes;
  for (const std::uint64_t keys : settings.keys) sizes.push_back(measure(settings, keys));
  fs::remove_all(settings.directory);
  json::object all;
  for (const auto& size : sizes)
    all[std::to_string(size.as_object().at("keys").to_number<std::uint64_t>()) + "_keys"] = size;
  return {{"benchmark", "state"},
          {"machine", machine()},
          {"conditions",
           {{"store", "LevelDB, one synced write a block"},
            {"value_bytes", kValueBytes},
            {"blocks", settings.blocks},
            {"changes_a_block", settings.changes},
            {"directory", settings.directory.string()}}},
          {"sizes", std::move(all)}};
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"bench_state", "the state tree over LevelDB as it grows",
       [&](CLI::App& app) {
         app.add_option("--keys", settings.keys, "sizes to measure, for example 10000,1000000")
             ->delimiter(',');
         app.add_flag_callback(
             "--full", [&] { settings.keys.push_back(10'000'000); }, "10^7 keys as well: some minutes");
         app.add_option("--blocks", settings.blocks, "that are measured")->capture_default_str();
         app.add_option("--changes", settings.changes, "values changed in a block")->capture_default_str();
         app.add_option("--dir", settings.directory)->capture_default_str();
       },
       [&] { return run(settings); }},
      argc, argv);
}
