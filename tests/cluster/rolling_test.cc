// SPDX-License-Identifier: Apache-2.0
// A network goes from one release to the next while it works: its nodes are started anew one by one, nodes of
// both releases speak with each other, and no client notices. Then a feature of the later release is voted on,
// which is refused until the last node is ready.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <thread>

#include "client/base/json_text.h"
#include "client/client.h"
#include "ledger/domain/features.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSlowestMax{3'000};
constexpr const char* kLater = "credenced_later";

/// Clients that record one enterprise after the other, each from when it is handed in to its certificate.
class Load {
 public:
  Load(const Cluster& cluster, std::size_t clients) {
    for (std::size_t i = 0; i < clients; ++i) threads_.emplace_back([this, &cluster, i] { run(cluster, i); });
  }
  ~Load() { stop(); }
  void stop() {
    stop_ = true;
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  /// Waits until each of the clients is done with something that it began after now.
  void go_on() {
    const std::size_t from = committed + 2 * threads_.size();
    wait_until("commits", [&] { return committed >= from || failed > 0; });
  }

  std::atomic<std::size_t> committed{0}, failed{0};
  std::atomic<std::int64_t> slowest_ms{0};
  std::string failure;

 private:
  void run(const Cluster& cluster, std::size_t number) {
    const auto client = cluster.client();
    const SecretKey key = cluster.key("gd-samr", Role::registrar);
    const auto lines = synthetic_enterprises(100 + number, 20'000);
    for (std::size_t i = 0; i < lines.size() && !stop_; ++i) {
      RegisterEnterprises action;
      action.lines.push_back(lines[i]);
      const auto begun = Clock::now();
      const auto done = client->submit(action, key);
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
      if (!done) {
        const std::lock_guard lock(mutex_);
        failure = done.error().error.text_en();
        ++failed;
        return;
      }
      for (std::int64_t held = slowest_ms; held < took && !slowest_ms.compare_exchange_weak(held, took);) {
      }
      ++committed;
    }
  }

  std::mutex mutex_;
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

class VersionsRolling : public ::testing::Test {
 protected:
  Cluster cluster;

  json::object status(std::size_t node) const {
    const auto text = cluster.client_of(node)->unproved_status_of(0, 1'000);
    const auto object = text ? parse_object(*text) : std::unexpected(text.error());
    return object.value_or(json::object{});
  }
  /// It is connected with all others, and level with them.
  bool ready(std::size_t node) const {
    const json::object own = status(node);
    if (own.empty() || own.at("recovering").as_bool() || own.at("syncing").as_bool()) return false;
    for (const json::value& peer : own.at("peers").as_array())
      if (!peer.at("connected").as_bool()) return false;
    return true;
  }
  /// The versions of the messages on the connections of a node, by the names of the peers.
  std::map<std::string, std::int64_t> messages_of(std::size_t node) const {
    std::map<std::string, std::int64_t> out;
    const json::object own = status(node);
    for (const json::value& peer : own.at("peers").as_array())
      out[std::string(peer.at("name").as_string())] =
          peer.at("messages").is_null() ? 0 : peer.at("messages").as_int64();
    return out;
  }
  std::vector<SecretKey> governors() const {
    std::vector<SecretKey> out;
    std::set<Id> asked;
    for (const Id& owner : cluster.network().genesis.owners)
      if (asked.insert(owner).second) out.push_back(cluster.key(owner, Role::govern));
    return out;
  }
  /// That the feature begins some seconds later: under load there may be two hundred blocks in a second.
  Error propose() {
    const Height height = must(cluster.client()->header()).header().height;
    const ProposeChange proposal{EnableFeature{Id("later-rule"), height + 500}, "", height + 10'000};
    const auto done = cluster.client()->submit(proposal, governors().front());
    if (!done) return done.error().error;
    proposal_ = (*done)->transaction.id;
    return {Code::ok, {}};
  }
  TxId proposal_;
};

TEST_F(VersionsRolling, NodesStartedAnewOneByOneUnderLoadLoseNoCommitAndAFeatureWaitsForTheLast) {
  ASSERT_TRUE(features::known("later-rule")) << "the clients of this test are of the later release";
  cluster.start_all();
  for (std::size_t i = 0; i < cluster.size(); ++i) wait_until("the network", [&] { return ready(i); });
  const std::string last = std::string(cluster.network().genesis.validators.validators.back().name_en);
  Load load(cluster, 3);
  load.go_on();
  for (std::size_t node = 0; node < cluster.size(); ++node) {
    const int ended = cluster.terminate(node);
    ASSERT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    load.go_on();
    cluster.use(node, kLater);
    cluster.start(node);
    wait_until("node " + std::to_string(node) + " to be ready", [&] { return ready(node); });
    load.go_on();
    ASSERT_EQ(load.failed, 0u) << load.failure;
    // Two of the later release speak its messages, one of each the older ones.
    for (const auto& [peer, version] : messages_of(node)) {
      const auto& set = cluster.network().genesis.validators.validators;
      const auto number =
          static_cast<std::size_t>(std::ranges::find(set, Name(peer), &Validator::name_en) - set.begin());
      EXPECT_EQ(version, number < node ? 2 : 1) << node << " with " << number;
    }
    if (node + 1 == cluster.size()) break;
    const Error refused = propose();
    EXPECT_EQ(refused.code, Code::feature_not_ready) << refused.text_en();
    EXPECT_TRUE(refused.detail.contains(last)) << "says which: " << refused.detail;
  }
  const auto table = cluster.credence("governance features --json");
  ASSERT_EQ(table.status, 0) << table.output;
  const json::value features = json::parse(table.output);
  for (const json::value& one : features.at("features").as_array()) {
    EXPECT_EQ(one.at("knows").as_array().size(), cluster.size()) << table.output;
    EXPECT_EQ(one.at("in_force").as_bool(), false) << table.output;
  }

  // The vote passes, and the chain goes on under the feature.
  wait_until("the last to be known everywhere", [&] { return propose().code == Code::ok; });
  const auto keys = governors();
  const auto voter = cluster.client();  // one that sees what it wrote
  const auto held = [&] { return must(voter->state<ChangeValue>(ChangeKey{proposal_})); };
  for (std::size_t i = 1; i < keys.size(); ++i) {
    must(voter->submit(VoteOnChange{proposal_, true}, keys[i]));
    if ((*held())->status != ChangeStatus::open) break;
  }
  const auto passed = held();
  ASSERT_EQ((*passed)->status, ChangeStatus::passed);
  const Height from = (*passed)->effective;
  wait_until(
      "the first blocks under it",
      [&] { return load.failed > 0 || must(cluster.client()->header()).header().height > from + 2; },
      std::chrono::seconds(120));
  load.stop();
  EXPECT_EQ(load.failed, 0u) << load.failure;
  EXPECT_GT(load.committed, 0u);
  EXPECT_LT(load.slowest_ms, kSlowestMax.count());
  RecordProperty("committed", static_cast<int>(load.committed));
  RecordProperty("slowest_ms", static_cast<int>(load.slowest_ms));
  std::cout << load.committed << " commits, the slowest took " << load.slowest_ms << " ms\n";
  cluster.expect_same_headers();

  // A program of before stops in front of the next block, with its own exit code, and says why.
  EXPECT_TRUE(WIFEXITED(cluster.terminate(3)));
  cluster.use(3, "credenced");
  cluster.launch(3);
  must(cluster.client()->submit(RegisterEnterprises{{synthetic_enterprises(7, 1).front()}},
                                cluster.key("gd-samr", Role::registrar)));
  const auto ended = cluster.wait_end(3, std::chrono::seconds(60));
  ASSERT_TRUE(ended && WIFEXITED(*ended)) << cluster.log_tail(3);
  EXPECT_EQ(WEXITSTATUS(*ended), 9) << cluster.log_tail(3);
  EXPECT_TRUE(cluster.log_tail(3).contains("later-rule")) << cluster.log_tail(3);
}

}  // namespace
}  // namespace credence::testing
