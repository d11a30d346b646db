// A node that hangs instead of dying: its process stands still, its connections stay open.
#include <gtest/gtest.h>
#include <signal.h>

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
    must(cluster.client_of(through)->submit(list, cluster.key("gd-samr", Role::registrar)), "record " + std::to_string(number));
  }
  void freeze(std::size_t node) { ASSERT_EQ(::kill(cluster.process(node), SIGSTOP), 0); }
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
  for (std::uint64_t i = 2; i < 5; ++i) record(i, (primary + i) % cluster.size() == primary ? (primary + 1) % cluster.size() : (primary + i) % cluster.size());
  thaw(primary);
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
  EXPECT_NE(ran.output.find("no quorum: 2 of 4 answer, 3 are needed; down: " + down), std::string::npos) << ran.output;
  const auto zh = status("--lang zh");
  EXPECT_NE(zh.output.find("未达法定数量"), std::string::npos) << zh.output;
  const auto machine = status("--json");
  EXPECT_EQ(machine.status, 4);
  EXPECT_NE(machine.output.find("\"needed\":3"), std::string::npos) << machine.output;
}

TEST_F(HangNetwork, UpTakesANodeThatWasRebuiltAndWaitsForNoBlocks) {
  for (std::uint64_t i = 2; i < 6; ++i) record(i);
  cluster.kill_all();
  for (const std::size_t node : {2, 3}) cluster.wipe(node);  // two of four, on a chain on which nothing happens any more
  const auto up = cluster.credence("network up --wait 60");
  EXPECT_EQ(up.status, 0) << up.output;
  EXPECT_EQ(cluster.credence("network down").status, 0);
}

}  // namespace
}  // namespace credence::testing
