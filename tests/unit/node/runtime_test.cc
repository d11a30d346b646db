// SPDX-License-Identifier: Apache-2.0
// Four nodes in one process on loopback: what one client sends is executed and certified everywhere; a node
// that was away catches up; what is wrong is refused at the door.
#include "ledger/primitives/place_errors.h"
#include "ledger/store/keyspace.h"
#include "tests/unit/node/runtime_fixture.h"

namespace credence::node {
namespace {

using testing::eventually;
using testing::kNodes;
using testing::make_transaction;
using testing::RuntimeTest;
using testing::validator_key;

TEST_F(RuntimeTest, WhatOneNodeTakesIsCertifiedOnAll) {
  for (unsigned i = 0; i < 8; ++i) ASSERT_EQ(submit(i % kNodes, make_transaction(i)), Code::ok);
  for (unsigned i = 0; i < 8; ++i)
    EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
  EXPECT_TRUE(eventually([&] { return nodes_[0]->status().pool.count == 0; }));
  TxId id;
  EXPECT_EQ(nodes_[1]->submit(make_transaction(0), id, false), Backend::Submitted::executed);
  expect_equal_chains();
  EXPECT_EQ(fatal_.size(), 0u);
}

TEST_F(RuntimeTest, BadTransactionsStopAtTheDoor) {
  EXPECT_EQ(submit(0, make_transaction(1, world::kNobody)), Code::unknown_key);
  EXPECT_EQ(submit(0, make_transaction(1, world::kRegistrar, 0)), Code::expired);
  EXPECT_EQ(submit(0, make_transaction(1, world::kRegistrar, 10, ChainId{})), Code::wrong_chain);
  Bytes forged = make_transaction(1);
  forged.back() ^= std::byte{1};
  EXPECT_NE(submit(0, forged), Code::ok);
  EXPECT_EQ(nodes_[0]->status().pool.count, 0u);
  EXPECT_EQ(nodes_[0]->status().key, validator_key(0).public_key());
}

class FullPool : public RuntimeTest {
 protected:
  FullPool() { pool_limits_.signer_count_max = 0; }
};

TEST_F(FullPool, WhatHasNoRoomIsRefusedBeforeItsSignatureIsChecked) {
  Bytes forged = make_transaction(1);
  forged.back() ^= std::byte{1};
  EXPECT_EQ(submit(0, forged), Code::signer_quota);
  EXPECT_NE(nodes_[0]->metrics().find("credence_signatures_verified_total 0\n"), std::string::npos);
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
  EXPECT_TRUE(eventually([&] { return nodes_[0]->health().ready; }));
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

/// A ledger knows whose votes it holds: with another validator's key nobody votes on from them.
TEST_F(RuntimeTest, AnotherValidatorsVotesAreNotGoneOnWith) {
  for (unsigned i = 0; i < 5; ++i) {
    ASSERT_EQ(submit(0, make_transaction(i)), Code::ok);
    ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
  }
  const auto begun_with = [this](std::size_t disk, ReplicaId key) {
    RuntimeOptions options;
    options.listen = {"127.0.0.1", 0};
    auto ledger = Ledger::open(std::make_unique<KeptStore>(disks_[disk]), world::genesis());
    EXPECT_TRUE(ledger.has_value());
    return Runtime::make(options, validator_key(key), *std::move(ledger), {});
  };
  stop(3);
  stop(0);
  const auto refused = begun_with(3, 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, place_code::votes_of_another);
  EXPECT_EQ(exit_code_of(refused.error().code), NodeExit::bad_config);
  for (const ReplicaId one : {ReplicaId{0}, ReplicaId{3}})
    EXPECT_NE(refused.error().detail.find(validator_key(one).public_key().hex()), std::string::npos);
  start(3);  // with its own key, nothing was changed
  start(0);
  ASSERT_EQ(submit(3, make_transaction(9)), Code::ok);
  EXPECT_TRUE(eventually([&] { return certified_everywhere(make_transaction(9)); }));
  expect_equal_chains();
}

// A node that is behind executes blocks whose certificates pass it by, and fetches those later. If it is
// killed before, they lie deep below its head by the time it runs again, and below others that it has.
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
  EXPECT_TRUE(eventually([&] {
    return nodes_[3]->ledger().read([](const Ledger& at) { return at.prove_block(2).has_value(); });
  }));
  EXPECT_EQ(fatal_.size(), 0u);
}

TEST_F(RuntimeTest, WithoutAQuorumNothingIsCertifiedAndHealthSaysSo) {
  stop(2);
  stop(3);
  ASSERT_EQ(submit(0, make_transaction(1)), Code::ok);
  EXPECT_TRUE(eventually([&] { return !nodes_[0]->health().ready; }));
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
  EXPECT_TRUE(eventually(
      [&] { return certified_at(0, make_transaction(2)) && certified_at(1, make_transaction(2)); }));
}

TEST(RuntimeAlone, AKeyThatIsNoValidatorIsRefused) {
  auto ledger = Ledger::open(make_memory_key_value(), world::genesis()).value();
  const auto made = Runtime::make({}, world::kNobody, std::move(ledger), {});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, Code::not_a_validator);
}

}  // namespace
}  // namespace credence::node
