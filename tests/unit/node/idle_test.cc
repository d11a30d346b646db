// SPDX-License-Identifier: Apache-2.0
// An idle chain makes blocks: what was proved last summer says nothing about today.
#include <chrono>

#include "node/runtime/runtime.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::eventually;
using testing::validator_key;

constexpr std::size_t kNodes = 4;

/// Four nodes whose chain has a past, and nothing to do.
class VerdictIdle : public ::testing::Test {
 protected:
  /// One block of long ago.
  void of_long_ago() {
    Genesis genesis = world::genesis();
    genesis.time_ms = 1'600'000'000'000;  // 2020
    world::World past(make_memory_key_value(), genesis);
    past.apply({past.transaction(world::kRegistrar, registration())});
    keep(past.ledger());
  }
  void keep(Ledger& past) {
    for (std::size_t i = 0; i < kNodes; ++i) {
      disks_.push_back(make_memory_key_value());
      auto ledger = Ledger::open(std::make_unique<KeptStore>(disks_[i]), past.genesis()).value();
      for (Height height = 1; height <= past.height(); ++height) {
        const StoredBlock block = past.block(height).value();
        ASSERT_TRUE(ledger->apply_certified(block.proposal, block.header, *block.certificate));
      }
      ledgers_.push_back(std::move(ledger));
    }
    nodes_.resize(kNodes);
    ports_.resize(kNodes, 0);
  }
  void TearDown() override {
    for (auto& node : nodes_)
      if (node) node->stop();
  }
  static RegisterEnterprises registration() {
    RegisterEnterprises out;
    out.lines.push_back({world::code(1), world::enterprise_name(1), std::nullopt, std::nullopt});
    return out;
  }
  void start(std::size_t i) {
    RuntimeOptions options;
    options.listen = {"127.0.0.1", ports_[i]};
    for (std::size_t k = 0; k < kNodes; ++k)
      if (k != i && ports_[k] != 0) options.peers[static_cast<ReplicaId>(k)] = {"127.0.0.1", ports_[k]};
    options.view_timeout_ms = 1'000;
    RuntimeEvents events;
    events.fatal = [](NodeExit) { ADD_FAILURE(); };
    events.certified = [](Height, const std::vector<TxId>&) {};
    auto made = Runtime::make(options, validator_key(static_cast<ReplicaId>(i)), std::move(ledgers_[i]),
                              std::move(events));
    ASSERT_TRUE(made.has_value());
    nodes_[i] = *std::move(made);
    ASSERT_TRUE(nodes_[i]->start().has_value());
    ports_[i] = nodes_[i]->peer_port();
  }
  Height certified(std::size_t i) {
    return nodes_[i]->ledger().read([](const Ledger& at) { return at.certified_height(); });
  }

  std::vector<std::shared_ptr<KeyValue>> disks_;
  std::vector<std::unique_ptr<Ledger>> ledgers_;
  std::vector<std::uint16_t> ports_;
  std::vector<std::unique_ptr<Runtime>> nodes_;
};

TEST_F(VerdictIdle, AnOldHeadIsFollowedByAnEmptyBlockOfToday) {
  of_long_ago();
  for (std::size_t i = 0; i < kNodes; ++i) start(i);
  for (std::size_t i = 0; i < kNodes; ++i) ASSERT_TRUE(eventually([&] { return certified(i) >= 2; })) << i;
  const StoredBlock block = nodes_[2]->ledger().read([](const Ledger& at) { return at.block(2); }).value();
  EXPECT_EQ(block.header.transaction_count, 0u);
  EXPECT_GT(block.header.time_ms, 1'700'000'000'000u);
  EXPECT_FALSE(block.proposal.is_null())
      << "a block with a time of its own, no gap that a view change filled";
  EXPECT_EQ(nodes_[1]->status().core.view_changes, 0u);
}

TEST_F(VerdictIdle, APrimaryThatIsAwayIsReplacedForIt) {
  of_long_ago();
  for (std::size_t i = 1; i < kNodes; ++i) start(i);  // 0 leads the first view
  for (std::size_t i = 1; i < kNodes; ++i) ASSERT_TRUE(eventually([&] { return certified(i) >= 2; })) << i;
  EXPECT_TRUE(eventually([&] {
    return nodes_[1]->ledger().read([](const Ledger& at) { return at.head().time_ms; }) > 1'700'000'000'000u;
  }));
  EXPECT_GE(nodes_[1]->status().core.view, 1u);
}

/// Else the interval that was voted would begin after eight of the old ones.
TEST_F(VerdictIdle, AnIntervalThatWasVotedIsInForceAtOnce) {
  Genesis genesis = world::governed_genesis();
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  genesis.time_ms = static_cast<std::uint64_t>(now.count()) - 60'000;
  world::World past(make_memory_key_value(), genesis);
  const Bytes proposal =
      past.transaction(world::kIitGovern, ProposeChange{SetLimit{ChainLimit::idle_seconds, 86'400}, "", 100});
  past.apply({proposal});
  ASSERT_EQ(past.run(world::kScienceGovern, VoteOnChange{past.id_of(proposal), true}), Code::ok)
      << past.detail;
  const Height from = past.value(ChainKey{}).next_limits_from;
  ASSERT_EQ(from, past.ledger().height() + limits::kPipelineWindow);
  keep(past.ledger());
  for (std::size_t i = 0; i < kNodes; ++i) start(i);
  for (std::size_t i = 0; i < kNodes; ++i)
    ASSERT_TRUE(eventually([&] { return certified(i) + 1 >= from; })) << i;
  EXPECT_LE(certified(0), from + 1) << "and then it rests";
}

}  // namespace
}  // namespace credence::node
