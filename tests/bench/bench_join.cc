// SPDX-License-Identifier: Apache-2.0
// A fresh node joins a chain with many records, by a snapshot of the state and by blocks, while the others go
// on under load.
//
//   snapshot, blocks   from the start of the process to the height that the others had when it started:
//   seconds, bytes received others             the longest time between two certified heights on another
//   node, before the join and during each
//
// The bound of a join by snapshot: every entry of the state is hashed at least four times (key, value, leaf,
// and one node of the tree for each leaf), on one core, by the rate that is measured in the same run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>

#include "client/base/json_text.h"
#include "client/client.h"
#include "client/http.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/cluster/cluster.h"

namespace credence::bench {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using testing::Cluster;
using testing::must;

constexpr std::size_t kValidators = 4;
constexpr std::size_t kJoiner = kValidators;  // the observer
constexpr Fen kAmount = 1'000'000;
constexpr double kHashesAnEntry = 4;

struct Settings {
  std::size_t records = 20'000;
};

/// Enterprises, then awards to them in lists of 1,000, several on their way at once.
void record(Cluster& cluster, std::size_t records) {
  const auto client = cluster.client();
  const auto enterprises = testing::synthetic_enterprises(17, std::min<std::size_t>(records, 100'000));
  const SecretKey registrar = cluster.key("gd-samr", Role::registrar);
  for (std::size_t at = 0; at < enterprises.size(); at += limits::kLinesMax) {
    RegisterEnterprises list;
    for (std::size_t i = at; i < std::min(at + limits::kLinesMax, enterprises.size()); ++i)
      list.lines.push_back(enterprises[i]);
    must(client->submit(list, registrar), "register");
  }
  const std::size_t awards = records - enterprises.size();
  if (awards == 0) return;
  const auto lines = static_cast<std::uint32_t>(awards);
  must(client->submit(CreateProgramme{Id("joined"),
                                      Name("合成专项资金"),
                                      Id("gd-iit"),
                                      Id("gd-finance"),
                                      2026,
                                      kAmount * Fen{lines},
                                      {}},
                      cluster.key("gd-iit", Role::programme)),
       "programme");
  const SecretKey key = cluster.key("gd-iit", Role::award);
  for (std::uint32_t at = 0; at < lines; at += limits::kLinesMax) {
    RecordAwards list{{Name("合成批次"), {}, {}, AwardStage::confirmed, lines, kAmount * Fen{lines}, {}, {}},
                      Id("joined"),
                      Id("batch"),
                      {}};
    for (std::uint32_t i = at; i < std::min<std::uint32_t>(at + limits::kLinesMax, lines); ++i) {
      const EnterpriseLine& to = enterprises[i % enterprises.size()];
      list.lines.push_back(
          {i + 1, to.name, to.code, Name("合成项目 " + std::to_string(i / enterprises.size())), kAmount});
    }
    must(client->submit(list, key), "awards");
    if (at % 100'000 == 0) std::fprintf(stderr, "  %u of %u awards\n", at, lines);
  }
}

/// Registers enterprises one by one, and watches how often a block is certified on the first node.
class Load {
 public:
  explicit Load(Cluster& cluster)
      : cluster_(cluster), sender_([this] { send(); }), watcher_([this] { watch(); }) {}
  ~Load() {
    stop_ = true;
    sender_.join();
    watcher_.join();
  }
  /// The longest time without a new certified height since the last call, in ms; and how many there were.
  std::pair<double, std::size_t> take() {
    const std::lock_guard lock(mutex_);
    return {std::exchange(longest_ms_, 0.0), std::exchange(blocks_, 0)};
  }

 private:
  void send() {
    const auto client = cluster_.client();
    const SecretKey key = cluster_.key("gd-samr", Role::registrar);
    const auto enterprises = testing::synthetic_enterprises(99, 200'000);
    for (std::size_t i = 0; !stop_ && i < enterprises.size(); ++i) {
      RegisterEnterprises list;
      list.lines.push_back(enterprises[i]);
      (void)client->submit(list, key);
    }
  }
  void watch() {
    Height last = 0;
    auto since = Clock::now();
    while (!stop_) {
      const auto now = cluster_.status(0);
      if (now && now->certified > last) {
        const std::lock_guard lock(mutex_);
        if (last > 0) longest_ms_ = std::max(longest_ms_, 1'000 * seconds_since(since));
        ++blocks_;
        last = now->certified;
        since = Clock::now();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));  // between two looks
    }
  }

  Cluster& cluster_;
  std::mutex mutex_;
  double longest_ms_ = 0;
  std::size_t blocks_ = 0;
  std::atomic<bool> stop_{false};
  std::thread sender_, watcher_;
};

/// The last number that the joiner's log gives a field of an event.
std::uint64_t logged(const fs::path& log, const std::string& event, const std::string& field) {
  std::ifstream in(log);
  std::uint64_t out = 0;
  for (std::string line; std::getline(in, line);)
    if (line.find(event) != std::string::npos)
      if (const auto at = line.find(field + "="); at != std::string::npos)
        out = std::stoull(line.substr(at + field.size() + 1));
  return out;
}

double metric(const Cluster& cluster, std::size_t node, const std::string& name) {
  HttpPool pool(cluster.network().nodes.at(node).api);
  const auto answer =
      pool.exchange({HttpRequest::Method::get, "/metrics", {}, {}, std::chrono::milliseconds(5'000)});
  if (!answer) return 0;
  const auto at = answer->body.find("\n" + name + " ");
  return at == std::string::npos ? 0 : std::stod(answer->body.substr(at + name.size() + 2));
}

json::object join(Cluster& cluster, Load& load, bool by_snapshot) {
  const fs::path directory = cluster.node_directory(kJoiner);
  cluster.wipe(kJoiner);
  if (by_snapshot) std::ofstream(directory / "node.toml", std::ios::app) << "\n[join]\nsnapshot_behind = 1\n";
  (void)load.take();
  const Height wanted = cluster.status(0)->certified;
  const auto start = Clock::now();
  cluster.start(kJoiner);
  testing::wait_until(
      "the node to join",
      [&] {
        const auto now = cluster.status(kJoiner);
        return now && now->certified >= wanted;
      },
      std::chrono::hours(2));
  const double seconds = seconds_since(start);
  const auto [pause_ms, blocks] = load.take();
  json::object out{{"seconds", seconds}, {"to_height", wanted}};
  const double fetched = metric(cluster, kJoiner, "credence_fetched_bytes_total");
  if (by_snapshot) {
    out["snapshot_height"] = logged(directory / "node.log", "snapshot_joined", "height");
    out["entries"] = logged(directory / "node.log", "snapshot_joined", "entries");
    out["bytes"] = static_cast<double>(logged(directory / "node.log", "snapshot_joined", "bytes")) + fetched;
  } else {
    out["bytes"] = fetched;
  }
  out["others"] = json::object{{"longest_pause_ms", pause_ms}, {"blocks", blocks}};
  cluster.kill(kJoiner);
  return out;
}

json::object run(const Settings& settings) {
  const double hashes = sha256_per_second();
  Cluster cluster(kValidators, 1);
  for (std::size_t node = 0; node < kValidators; ++node) cluster.start(node);
  const auto start = Clock::now();
  record(cluster, settings.records);
  std::fprintf(stderr, "  %zu records in %.0f s\n", settings.records, seconds_since(start));
  json::object blocks, snapshot;
  double pause_before_ms = 0;
  {
    Load load(cluster);
    std::this_thread::sleep_for(std::chrono::seconds(5));  // how it is without a join
    pause_before_ms = load.take().first;
    blocks = join(cluster, load, false);
    snapshot = join(cluster, load, true);
  }
  const double bound = kHashesAnEntry * snapshot.at("entries").to_number<double>() / hashes;
  snapshot["bound_seconds"] = bound;
  snapshot["ratio_to_bound"] = snapshot.at("seconds").as_double() / bound;
  return {
      {"benchmark", "join"},
      {"machine", machine()},
      {"conditions",
       "4 validators, the joining node and the load on one machine; loopback; TLS 1.3; registrations one by "
       "one as load"},
      {"records", settings.records},
      {"bound", json::object{{"sha256_per_s_one_core", hashes}, {"hashes_an_entry", kHashesAnEntry}}},
      {"by_blocks", blocks},
      {"by_snapshot", snapshot},
      {"blocks_to_snapshot", blocks.at("seconds").as_double() / snapshot.at("seconds").as_double()},
      {"others_longest_pause_ms_without_a_join", pause_before_ms}};
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"bench_join", "a fresh node joins a chain with N records under load, by blocks and by a snapshot",
       [&](CLI::App& app) {
         app.add_flag_callback("--quick", [&] { settings.records = 3'000; });
         app.add_option("--records", settings.records, "in the chain that is joined")->capture_default_str();
       },
       [&] { return run(settings); }},
      argc, argv);
}
