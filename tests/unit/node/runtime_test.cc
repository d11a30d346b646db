// Four nodes in one process on loopback: what one client sends is executed and certified everywhere; a node that was away catches up;
// what is wrong is refused at the door.
#include "node/runtime/runtime.h"

#include "ledger/store/keyspace.h"
#include "node/api/routes.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::Collected;
using testing::eventually;
using testing::KeptStore;
using testing::make_transaction;
using testing::parsed;
using testing::validator_key;

constexpr std::size_t kNodes = 4;

/// A store that outlives the ledger on it, as a disk does.
class RuntimeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::size_t i = 0; i < kNodes; ++i) disks_.push_back(make_memory_key_value());
    nodes_.resize(kNodes);
    ports_.resize(kNodes, 0);
    for (std::size_t i = 0; i < kNodes; ++i) start(i);
  }
  void TearDown() override {
    for (auto& node : nodes_)
      if (node) node->stop();
  }
  void start(std::size_t i) {
    RuntimeOptions options;
    options.listen = {"127.0.0.1", ports_[i]};
    for (std::size_t k = 0; k < kNodes; ++k)
      if (k != i && ports_[k] != 0) options.peers[static_cast<ReplicaId>(k)] = {"127.0.0.1", ports_[k]};
    options.view_timeout_ms = 1'000;
    options.patience_ms = 2'000;
    RuntimeEvents events;
    events.fatal = [this](NodeExit code) { fatal_.add(code); };
    events.certified = [](Height, const std::vector<TxId>&) {};
    auto ledger = Ledger::open(std::make_unique<KeptStore>(disks_[i]), world::genesis());
    ASSERT_TRUE(ledger.has_value()) << ledger.error().text_en();
    auto made = Runtime::make(options, validator_key(static_cast<ReplicaId>(i)), *std::move(ledger), std::move(events));
    ASSERT_TRUE(made.has_value());
    nodes_[i] = *std::move(made);
    const auto started = nodes_[i]->start();
    ASSERT_TRUE(started.has_value()) << started.error().text_en();
    ports_[i] = nodes_[i]->peer_port();
  }
  void stop(std::size_t i) { nodes_[i].reset(); }
  Code submit(std::size_t i, const Bytes& bytes) {
    TxId id;
    const auto taken = nodes_[i]->submit(bytes, id);
    return taken ? Code::ok : taken.error().code;
  }
  bool certified_at(std::size_t i, const Bytes& bytes) {
    return nodes_[i]->ledger().read([&](const Ledger& at) { return at.prove_transaction(parsed(bytes).id).has_value(); });
  }
  bool certified_everywhere(const Bytes& bytes) {
    for (std::size_t i = 0; i < kNodes; ++i)
      if (nodes_[i] && !certified_at(i, bytes)) return false;
    return true;
  }
  void expect_equal_chains() {
    const auto hash_at = [&](std::size_t i, Height height) {
      return nodes_[i]->ledger().read([&](const Ledger& at) { return header_hash(at.chain(), at.block(height)->header); });
    };
    Height least = UINT64_MAX;
    for (const auto& node : nodes_)
      if (node) least = std::min(least, node->ledger().read([](const Ledger& at) { return at.height(); }));
    for (Height height = 1; height <= least; ++height)
      for (std::size_t i = 1; i < kNodes; ++i)
        if (nodes_[0] && nodes_[i]) {
          EXPECT_EQ(hash_at(0, height), hash_at(i, height)) << height;
        }
  }

  std::vector<std::shared_ptr<KeyValue>> disks_;
  std::vector<std::uint16_t> ports_;
  std::vector<std::unique_ptr<Runtime>> nodes_;
  Collected<NodeExit> fatal_;
};

TEST_F(RuntimeTest, WhatOneNodeTakesIsCertifiedOnAll) {
  for (unsigned i = 0; i < 8; ++i) ASSERT_EQ(submit(i % kNodes, make_transaction(i)), Code::ok);
  for (unsigned i = 0; i < 8; ++i) EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
  EXPECT_TRUE(eventually([&] { return nodes_[0]->status().pool.count == 0; }));
  TxId id;
  EXPECT_EQ(nodes_[1]->submit(make_transaction(0), id), Backend::Submitted::executed);
  expect_equal_chains();
  EXPECT_EQ(fatal_.size(), 0u);
}

TEST_F(RuntimeTest, BadTransactionsStopAtTheDoor) {
  EXPECT_EQ(submit(0, make_transaction(1, world::kNobody)), Code::unknown_key);
  EXPECT_EQ(submit(0, make_transaction(1, world::kRegistrar, 0)), Code::expired);
  EXPECT_EQ(submit(0, make_transaction(1, world::kRegistrar, 10, Hash32{})), Code::wrong_chain);
  Bytes forged = make_transaction(1);
  forged.back() ^= std::byte{1};
  EXPECT_NE(submit(0, forged), Code::ok);
  EXPECT_EQ(nodes_[0]->status().pool.count, 0u);
  EXPECT_EQ(nodes_[0]->status().key, validator_key(0).public_key());
}

TEST_F(RuntimeTest, APrimaryThatGoesIsReplacedAndCatchesUpWhenItReturns) {
  ASSERT_EQ(submit(1, make_transaction(1)), Code::ok);
  ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(1)); }));
  stop(0);
  for (unsigned i = 2; i < 40; ++i) {
    ASSERT_EQ(submit(1 + i % 3, make_transaction(i)), Code::ok);
    if (i % 10 == 0) {
      ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
    }
  }
  ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(39)); }));
  EXPECT_GE(nodes_[1]->status().core.view, 1u);
  start(0);
  EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(39)); }));
  EXPECT_TRUE(eventually([&] { return nodes_[0]->health().has_value(); }));
  ASSERT_EQ(submit(0, make_transaction(50)), Code::ok);
  EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(50)); }));
  expect_equal_chains();
  EXPECT_EQ(fatal_.size(), 0u);
}

TEST_F(RuntimeTest, AWipedNodeJoinsAgain) {
  for (unsigned i = 0; i < 5; ++i) {
    ASSERT_EQ(submit(0, make_transaction(i)), Code::ok);
    ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
  }
  stop(3);
  disks_[3] = make_memory_key_value();
  start(3);
  for (unsigned i = 10; i < 40; ++i) {
    ASSERT_EQ(submit(0, make_transaction(i)), Code::ok);
    ASSERT_TRUE(eventually([&] { return certified_at(0, make_transaction(i)); }));
  }
  EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(39)); }));
  expect_equal_chains();
}

// A node that is behind executes blocks whose certificates pass it by, and fetches those later. If it is killed before, they lie deep below
// its head by the time it runs again, and below others that it has.
TEST_F(RuntimeTest, ACertificateThatIsMissingDeepBelowTheHeadIsFetchedAfterAStart) {
  for (unsigned i = 0; i < 80; ++i) {
    ASSERT_EQ(submit(0, make_transaction(i)), Code::ok);
    ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
  }
  stop(3);
  WriteBatch loss;
  loss.erase(keyspace::certificate(2));
  ASSERT_TRUE(disks_[3]->write(loss, true));
  start(3);
  EXPECT_TRUE(eventually([&] { return nodes_[3]->ledger().read([](const Ledger& at) { return at.prove_block(2).has_value(); }); }));
  EXPECT_EQ(fatal_.size(), 0u);
}

TEST_F(RuntimeTest, WithoutAQuorumNothingIsCertifiedAndHealthSaysSo) {
  stop(2);
  stop(3);
  ASSERT_EQ(submit(0, make_transaction(1)), Code::ok);
  EXPECT_TRUE(eventually([&] { return !nodes_[0]->health().has_value(); }));
  EXPECT_FALSE(certified_at(0, make_transaction(1)));
  start(2);
  EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(1)); }));
}

TEST_F(RuntimeTest, ADivergedNodeStopsAndTheOthersGoOn) {
  ASSERT_EQ(submit(0, make_transaction(1)), Code::ok);
  ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(1)); }));
  stop(3);
  // A ledger that executed another block 1: what a broken machine would leave.
  disks_[3] = make_memory_key_value();
  {
    auto other = Ledger::open(std::make_unique<KeptStore>(disks_[3]), world::genesis()).value();
    ASSERT_TRUE(other->apply(world::proposal_of(1'790'000'005'000, {make_transaction(77)})).has_value());
  }
  start(3);
  ASSERT_EQ(submit(0, make_transaction(2)), Code::ok);
  EXPECT_TRUE(eventually([&] { return fatal_.size() == 1; }));
  EXPECT_EQ(fatal_.all()[0], NodeExit::diverged);
  EXPECT_TRUE(eventually([&] { return certified_at(0, make_transaction(2)) && certified_at(1, make_transaction(2)); }));
}

TEST(RuntimeAlone, AKeyThatIsNoValidatorIsRefused) {
  auto ledger = Ledger::open(make_memory_key_value(), world::genesis()).value();
  const auto made = Runtime::make({}, world::kNobody, std::move(ledger), {});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, Code::not_a_validator);
}

}  // namespace
}  // namespace credence::node
