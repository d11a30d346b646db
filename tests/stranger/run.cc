// SPDX-License-Identifier: Apache-2.0
#include "tests/stranger/run.h"

#include <sys/resource.h>

#include <boost/json.hpp>

#include "client/client.h"
#include "keys/key_file.h"
#include "ledger/chain/transaction.h"
#include "node/base/memory.h"
#include "tests/stranger/attacks.h"
#include "tests/support/suite.h"

namespace credence::testing {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kStatusMax{1'000};
constexpr milliseconds kRejoinMax{10'000};
constexpr double kCommitsLeast = 0.8;  // of the undisturbed rate
constexpr std::size_t kBatchBytes = 500'000;

std::uint16_t api_port(const Cluster& cluster, std::size_t node) {
  return static_cast<std::uint16_t>(std::stoul(cluster.network().nodes[node].api.port));
}

/// Transactions of a key that is known to everybody, with signatures that are not its own.
std::string bad_batch(const Cluster& cluster) {
  const PublicKey known = cluster.key("gd-samr", Role::registrar).public_key();
  const SecretKey other = new_secret_key(samples::kSuite).value();
  const ChainId chain = chain_id(cluster.network().genesis);
  Batch batch;
  for (std::size_t i = 0, bytes = 0; bytes < kBatchBytes; ++i) {
    AnchorDocument action;
    action.sha256.bytes[0] = static_cast<std::byte>(i);
    action.sha256.bytes[1] = static_cast<std::byte>(i >> 8);
    action.size_bytes = 1;
    action.title = "t";
    const TransactionBody body{chain, key_id(known), i, 1'000, encode(Action(action))};
    Transaction transaction;
    transaction.body = encode(body);
    transaction.signatures.push_back({known, sign(other, transaction_id(chain, transaction.body))});
    const Bytes encoded = encode(transaction);
    bytes += encoded.size() + 4;
    if (bytes < kBatchBytes) batch.transactions.emplace_back(BytesView(encoded));
  }
  const Bytes body = encode(batch);
  return std::string(credence::text_of(BytesView(body)));
}

/// Connected with all others, and healthy.
bool has_joined(const Cluster& cluster, std::size_t node) {
  const std::uint16_t port = api_port(cluster, node);
  if (!get(port, "/v1/health", "127.0.0.2", milliseconds(1'000))) return false;
  const auto status = get(port, "/v1/status", "127.0.0.2", milliseconds(1'000));
  if (!status) return false;
  boost::system::error_code error;
  const auto value = boost::json::parse(*status, error);
  if (error) return false;
  return std::ranges::all_of(value.at("peers").as_array(),
                             [](const auto& peer) { return peer.at("connected").as_bool(); });
}

/// Watches the memory of all nodes.
class Watch {
 public:
  explicit Watch(const Cluster& cluster) : cluster_(cluster) { look(); }
  void look() {
    for (std::size_t i = 0; i < cluster_.size(); ++i)
      if (cluster_.running(i)) most = std::max(most, anonymous_bytes(cluster_.process(i)));
  }
  std::uint64_t most = 0;

 private:
  const Cluster& cluster_;
};

struct Run {
  const StrangerOptions& options;
  const std::atomic<bool>& stop;
  Cluster cluster;
  StrangerReport report;
  Targets targets;
  std::size_t restarted = 0;

  Run(const StrangerOptions& o, const std::atomic<bool>& s)
      : options(o), stop(s), cluster(o.nodes), restarted(o.nodes - 1) {}

  void say(const std::string& line) const {
    if (options.progress) std::fprintf(stderr, "%s\n", line.c_str());
  }
  void start() {
    cluster.start_all();
    cluster.wait_level();
    for (std::size_t i = 0; i < cluster.size(); ++i) {
      targets.api.push_back(api_port(cluster, i));
      targets.peers.push_back(cluster.peer_port(i));
    }
    targets.bad_batch = bad_batch(cluster);
    report.memory_bound = static_cast<std::uint64_t>(metric(targets.api[0], "credence_memory_bound_bytes"));
    node::NodeConfig defaults;
    report.memory_strangers =
        node::memory_bound(defaults, std::max(2u, std::thread::hardware_concurrency()), 0).strangers;
  }
  template <class F>
  void wait(seconds time, F meanwhile) {
    for (const auto until = Clock::now() + time; Clock::now() < until && !stop;
         std::this_thread::sleep_for(milliseconds(100)))
      meanwhile();
  }
  void undisturbed() {
    // Long blocks to ask for: an archive of one page and more.
    const auto client = cluster.client();
    const SecretKey key = cluster.key("gd-samr", Role::registrar);
    const auto lines = synthetic_enterprises(5, 20'000);
    for (std::size_t at = 0; at < lines.size(); at += limits::kLinesMax) {
      RegisterEnterprises list;
      for (std::size_t i = at; i < at + limits::kLinesMax; ++i) list.lines.push_back(lines[i]);
      must(client->submit(list, key), "what is to be read");
    }
    Watch watch(cluster);
    Prober prober(targets.api);
    Commits commits(cluster, options.commits_per_second);
    const auto begin = Clock::now();
    wait(options.before, [&] { watch.look(); });
    const double took = std::chrono::duration<double>(Clock::now() - begin).count();
    report.commits_before = static_cast<double>(commits.end()) / took;
    report.status_before = prober.end();
    report.memory_before = watch.most;
  }
  void attacked() {
    Watch watch(cluster);
    auto attacks = worst_mix(targets);
    Prober prober(targets.api);
    Commits commits(cluster, options.commits_per_second);
    const auto begin = Clock::now();
    wait(options.duration / 2, [&] { watch.look(); });
    restart(prober);
    const auto left = options.duration - std::chrono::duration_cast<seconds>(Clock::now() - begin);
    wait(std::max(seconds(1), left), [&] { watch.look(); });
    const double took = std::chrono::duration<double>(Clock::now() - begin).count();
    report.commits = static_cast<double>(commits.end()) / took;
    report.status = prober.end();
    report.memory_most = watch.most;
    std::map<std::string, std::uint64_t> done;
    for (const auto& attack : attacks) done[std::string(attack->name())] += attack->done();
    report.attacks.assign(done.begin(), done.end());
  }
  void restart(Prober& prober) {
    prober.leave_out(targets.api[restarted], true);
    cluster.kill(restarted);
    const auto begin = Clock::now();
    cluster.launch(restarted);
    const auto until = begin + seconds(60);
    while (Clock::now() < until && !has_joined(cluster, restarted) && !stop)
      std::this_thread::sleep_for(milliseconds(50));
    if (Clock::now() < until) report.rejoin = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
    prober.leave_out(targets.api[restarted], false);
  }
  void judge() {
    const auto expect = [this](bool good, const std::string& what) {
      if (!good) report.failures.push_back(what);
    };
    expect(report.memory_most <= report.memory_bound, "more memory than the settings allow");
    expect(report.memory_most <= report.memory_before + report.memory_strangers,
           "strangers took more memory than is theirs");
    expect(report.status.p99 < kStatusMax, "/v1/status takes too long for another address");
    expect(report.status.failed * 100 <= report.status.asked,
           "/v1/status is not answered for another address");
    expect(report.commits >= kCommitsLeast * report.commits_before, "fewer commits");
    expect(report.rejoin.count() > 0 && report.rejoin <= kRejoinMax,
           "a restarted validator does not get back to its peers");
    try {
      cluster.wait_level();
      (void)cluster.expect_same_headers();
    } catch (const std::exception& error) {
      expect(false, std::string("afterwards: ") + error.what());
    }
    if (!report.good()) cluster.keep_files();
  }
};

void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

std::string mib(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

std::string seen(const Prober::Seen& s) {
  return "p50 " + std::to_string(s.p50.count()) + " ms, p99 " + std::to_string(s.p99.count()) +
         " ms, longest " + std::to_string(s.longest.count()) + " ms, " + std::to_string(s.failed) + " of " +
         std::to_string(s.asked) + " without an answer";
}

std::string rate(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%.1f/s", value);
  return out;
}

}  // namespace

StrangerReport run_strangers(const StrangerOptions& options, const std::atomic<bool>& stop) {
  raise_file_limit();
  Run run(options, stop);
  run.start();
  run.say("undisturbed for " + std::to_string(options.before.count()) + " s");
  run.undisturbed();
  run.say("attacked for " + std::to_string(options.duration.count()) + " s");
  run.attacked();
  run.judge();
  return run.report;
}

std::string text_of(const StrangerReport& r) {
  std::string out;
  for (const auto& [name, done] : r.attacks) out += name + ": " + std::to_string(done) + "\n";
  out += "memory: " + mib(r.memory_before) + " before, " + mib(r.memory_most) + " at most; allowed " +
         mib(r.memory_before + r.memory_strangers) + ", in all " + mib(r.memory_bound) + "\n";
  out += "/v1/status for another address: " + seen(r.status) + "\n  before: " + seen(r.status_before) + "\n";
  out += "commits: " + rate(r.commits) + ", before " + rate(r.commits_before) + "\n";
  out += "a restarted validator is back after " +
         (r.rejoin.count() == 0 ? "never" : std::to_string(r.rejoin.count()) + " ms") + "\n";
  for (const auto& failure : r.failures) out += "NOT GOOD: " + failure + "\n";
  return out + (r.good() ? "good\n" : "");
}

}  // namespace credence::testing
