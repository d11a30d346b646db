// SPDX-License-Identifier: Apache-2.0
// A node that hangs instead of dying: its process stands still, its connections stay open.
#include <gtest/gtest.h>
#include <signal.h>

#include "client/client.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {
namespace {

class HangNetwork : public ::testing::Test {
 protected:
  void SetUp() override {
    cluster.start_all();
    record(1);
  }
  void record(std::uint64_t number, std::size_t through = 1) {
    RegisterEnterprises list;
    list.lines.push_back(synthetic_enterprises(number, 1).front());
    must(cluster.client_of(through)->submit(list, cluster.key("gd-samr", Role::registrar)),
         "record " + std::to_string(number));
  }
  void freeze(std::size_t node) { ASSERT_EQ(::kill(cluster.process(node), SIGSTOP), 0); }
  /// How long `credence ARGUMENTS` takes, from its start to its end.
  std::chrono::milliseconds time_of(const std::string& arguments) {
    const auto begin = std::chrono::steady_clock::now();
    const auto ran = cluster.credence(arguments);
    EXPECT_EQ(ran.status, 0) << arguments << ": " << ran.output;
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  }
  std::string commit_of(std::uint64_t number) {
    const auto line = synthetic_enterprises(number, 1).front();
    return "enterprise register " + std::string(text_of(line.code)) + " --name " + std::string(line.name) +
           " --key gd-samr-registrar";
  }
  std::string read_of(std::uint64_t number) {
    return "enterprise show " + std::string(text_of(synthetic_enterprises(number, 1).front().code));
  }
  void thaw(std::size_t node) { ASSERT_EQ(::kill(cluster.process(node), SIGCONT), 0); }

  Cluster cluster;
};

TEST_F(HangNetwork, APrimaryThatStandsStillIsReplacedBeforeAnybodyWaits) {
  const std::size_t primary = cluster.primary();
  const std::size_t other = (primary + 1) % cluster.size();
  const auto view = cluster.status(other)->view;
  freeze(primary);
  wait_until("another view, with nothing to be done", [&] { return cluster.status(other)->view > view; });
  record(2, other);
  thaw(primary);
  cluster.wait_level();
  EXPECT_GT(cluster.expect_same_headers(), 0u);
}

TEST_F(HangNetwork, WhoHandsInAtAnotherNodeMeanwhileIsServed) {
  const std::size_t primary = cluster.primary();
  freeze(primary);
  for (std::uint64_t i = 2; i < 5; ++i)
    record(i, (primary + i) % cluster.size() == primary ? (primary + 1) % cluster.size()
                                                        : (primary + i) % cluster.size());
  thaw(primary);
  cluster.wait_level();
}

// Each command is a process that begins with the nodes of network.json. What it may cost beside what it costs
// anyway: 3 s for the first one, which may meet a primary that nobody has missed yet, and half a second from
// then on (the median: the machine may be busy).
TEST_F(HangNetwork, TheFirstNodeThatIsFrozenCostsTheFirstCommandLittleAndLaterOnesNothing) {
  using Times = std::vector<std::chrono::milliseconds>;
  std::uint64_t number = 100;
  const auto both = [&](std::size_t times) {
    std::pair<Times, Times> out;
    for (std::size_t i = 0; i < times; ++i, ++number) {
      out.first.push_back(time_of(commit_of(number)));
      out.second.push_back(time_of(read_of(number)));
    }
    return out;
  };
  const auto median = [](Times times) {
    std::ranges::sort(times);
    return times[times.size() / 2];
  };
  const auto before = both(5);
  freeze(0);
  const auto first = both(1), later = both(7);
  thaw(0);
  const auto expect = [&](const char* what, const Times& undisturbed, std::chrono::milliseconds once,
                          const Times& then) {
    EXPECT_LT(once, median(undisturbed) + std::chrono::milliseconds(3'000)) << what;
    EXPECT_LT(median(then), median(undisturbed) + std::chrono::milliseconds(500)) << what;
    std::printf("%s: %lld ms, first %lld ms, later %lld ms\n", what,
                static_cast<long long>(median(undisturbed).count()), static_cast<long long>(once.count()),
                static_cast<long long>(median(then).count()));
  };
  expect("commit", before.first, first.first[0], later.first);
  expect("read", before.second, first.second[0], later.second);
  cluster.wait_level();
}

TEST_F(HangNetwork, StatusSaysThatThereIsNoQuorumAndWhoIsDown) {
  const auto status = [&](const std::string& more) { return cluster.credence("network status " + more); };
  EXPECT_EQ(status("").status, 0) << status("").output;
  const std::string down = cluster.network().nodes[2].name + ", " + cluster.network().nodes[3].name;
  cluster.kill(2);
  cluster.kill(3);
  const auto ran = status("");
  EXPECT_EQ(ran.status, 4);
  EXPECT_NE(ran.output.find("no quorum: 2 of 4 answer, 3 are needed; down: " + down), std::string::npos)
      << ran.output;
  const auto zh = status("--lang zh");
  EXPECT_NE(zh.output.find("未达法定数量"), std::string::npos) << zh.output;
  const auto machine = status("--json");
  EXPECT_EQ(machine.status, 4);
  EXPECT_NE(machine.output.find("\"needed\":3"), std::string::npos) << machine.output;
}

TEST_F(HangNetwork, UpDoesNotBeginAChainASecondTime) {
  namespace fs = std::filesystem;
  for (std::uint64_t i = 2; i < 6; ++i) record(i);
  cluster.kill_all();
  EXPECT_EQ(cluster.credence("network up").status, 0);
  EXPECT_EQ(cluster.credence("network down").status, 0);
  const fs::path kept = cluster.directory() / "back-up";
  fs::copy(cluster.node_directory(1) / "data", kept, fs::copy_options::recursive);
  for (std::size_t node = 0; node < cluster.size(); ++node) cluster.wipe(node);
  const auto refused = cluster.credence("network up");
  EXPECT_EQ(refused.status, 5) << refused.output;
  EXPECT_NE(refused.output.find("ledgers_gone"), std::string::npos) << refused.output;
  EXPECT_NE(refused.output.find((cluster.node_directory(3) / "data").string()), std::string::npos);
  EXPECT_EQ(cluster.credence("network up " + cluster.network().nodes[0].name).status, 5) << "nor one of them";
  for (std::size_t node = 0; node < cluster.size(); ++node)
    EXPECT_TRUE(fs::is_empty(cluster.node_directory(node) / "data")) << "nothing was started";
  // One whole directory brings all of it back.
  fs::remove_all(cluster.node_directory(1) / "data");
  fs::rename(kept, cluster.node_directory(1) / "data");
  const auto up = cluster.credence("network up");
  EXPECT_EQ(up.status, 0) << up.output;
  EXPECT_EQ(cluster.credence(read_of(5)).status, 0) << "what was recorded is there";
  EXPECT_EQ(cluster.credence("network down").status, 0);
}

TEST_F(HangNetwork, UpTakesANodeThatWasRebuiltAndWaitsForNoBlocks) {
  for (std::uint64_t i = 2; i < 6; ++i) record(i);
  cluster.kill_all();
  // two of four, on a chain on which nothing happens any more
  for (const std::size_t node : {2, 3}) cluster.wipe(node);
  const auto up = cluster.credence("network up --wait 60");
  EXPECT_EQ(up.status, 0) << up.output;
  EXPECT_EQ(cluster.credence("network down").status, 0);
}

}  // namespace
}  // namespace credence::testing
