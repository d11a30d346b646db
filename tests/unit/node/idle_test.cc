// An idle chain makes blocks: what was proved last summer says nothing about today.
#include "node/runtime/runtime.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::eventually;
using testing::KeptStore;
using testing::validator_key;

constexpr std::size_t kNodes = 4;

/// Four nodes whose chain has one block of long ago, and nothing to do.
class VerdictIdle : public ::testing::Test {
 protected:
  void SetUp() override {
    Genesis genesis = world::genesis();
    genesis.time_ms = 1'600'000'000'000;  // 2020
    world::World past(make_memory_key_value(), genesis);
    past.apply({past.transaction(world::kRegistrar, registration())});
    const StoredBlock block = past.ledger().block(1).value();
    for (std::size_t i = 0; i < kNodes; ++i) {
      disks_.push_back(make_memory_key_value());
      auto ledger = Ledger::open(std::make_unique<KeptStore>(disks_[i]), genesis).value();
      ASSERT_TRUE(ledger->apply_certified(block.proposal, block.header, *block.certificate));
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
    auto made = Runtime::make(options, validator_key(static_cast<ReplicaId>(i)), std::move(ledgers_[i]), std::move(events));
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
  for (std::size_t i = 0; i < kNodes; ++i) start(i);
  for (std::size_t i = 0; i < kNodes; ++i) ASSERT_TRUE(eventually([&] { return certified(i) >= 2; })) << i;
  const StoredBlock block = nodes_[2]->ledger().read([](const Ledger& at) { return at.block(2); }).value();
  EXPECT_EQ(block.header.transaction_count, 0u);
  EXPECT_GT(block.header.time_ms, 1'700'000'000'000u);
  EXPECT_FALSE(block.proposal.is_null()) << "a block with a time of its own, no gap that a view change filled";
  EXPECT_EQ(nodes_[1]->status().core.view_changes, 0u);
}

TEST_F(VerdictIdle, APrimaryThatIsAwayIsReplacedForIt) {
  for (std::size_t i = 1; i < kNodes; ++i) start(i);  // 0 leads the first view
  for (std::size_t i = 1; i < kNodes; ++i) ASSERT_TRUE(eventually([&] { return certified(i) >= 2; })) << i;
  EXPECT_TRUE(eventually([&] { return nodes_[1]->ledger().read([](const Ledger& at) { return at.head().time_ms; }) > 1'700'000'000'000u; }));
  EXPECT_GE(nodes_[1]->status().core.view, 1u);
}

}  // namespace
}  // namespace credence::node
