// SPDX-License-Identifier: Apache-2.0
// A node that hangs, is away or was rebuilt: the others go on without it at once, and each node says truly
// how it stands.
#include "ledger/chain/quorum.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/node/runtime_fixture.h"

namespace credence::node {
namespace {

using testing::eventually;
using testing::make_transaction;
using testing::validator_key;

class Hang : public testing::RuntimeTest {
 protected:
  bool ready(std::size_t i) { return nodes_[i]->health().ready; }
  Code why(std::size_t i) { return nodes_[i]->health().why.code; }
  void record(unsigned from, unsigned count) {
    for (unsigned i = from; i < from + count; ++i) {
      ASSERT_EQ(submit(1, make_transaction(i)), Code::ok);
      ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
    }
  }
  void wipe(std::size_t i) {
    stop(i);
    disks_[i] = make_memory_key_value();
    start(i);
  }
};

TEST_F(Hang, APrimaryThatIsAwayIsReplacedBeforeAnybodyWaits) {
  record(1, 2);
  ASSERT_EQ(nodes_[1]->status().core.view, 0u);
  stop(0);
  // No transaction waits anywhere.
  EXPECT_TRUE(eventually(
      [&] { return nodes_[1]->status().core.view == 1 && !nodes_[1]->status().core.changing_view; }));
  record(3, 1);
  EXPECT_EQ(nodes_[1]->status().core.view, 1u) << "and the first client pays nothing for it";
}

TEST_F(Hang, ARebuiltValidatorOfAQuietChainVotesAgainSoon) {
  record(1, 5);
  wipe(3);
  EXPECT_TRUE(eventually([&] { return ready(3) && why(3) == Code::ok && nodes_[3]->status().votes; }))
      << nodes_[3]->health().why.text_en();
  expect_equal_chains();
}

TEST_F(Hang, ARebuiltPrimaryOfAQuietChainVotesAgainSoon) {
  record(1, 5);
  wipe(0);
  EXPECT_TRUE(eventually([&] { return ready(0) && why(0) == Code::ok && nodes_[0]->status().votes; }))
      << nodes_[0]->health().why.text_en();
  expect_equal_chains();
}

TEST_F(Hang, WhileItHoldsItsVotesARebuiltValidatorIsReadyAndSaysSo) {
  record(1, 5);
  stop(2);  // so nobody can make the blocks that it waits for
  wipe(3);
  ASSERT_TRUE(eventually([&] { return ready(3) && nodes_[3]->status().height >= 5; }));
  const Health held = nodes_[3]->health();
  EXPECT_EQ(held.why.code, Code::votes_held) << held.why.text_en();
  EXPECT_NE(held.why.detail.find(" s; "), std::string::npos) << "for how long: " << held.why.detail;
  EXPECT_FALSE(nodes_[3]->status().votes);
  EXPECT_NE(info(held.why.code).cause_zh.find("重建后暂缓表决"), std::string_view::npos);
  start(2);
  EXPECT_TRUE(eventually([&] { return why(3) == Code::ok && ready(3); }));
}

TEST_F(Hang, WithoutAQuorumHealthNamesWhoIsMissing) {
  record(1, 1);
  stop(2);
  stop(3);
  ASSERT_TRUE(eventually([&] { return why(0) == Code::no_quorum; }));
  const Health now = nodes_[0]->health();
  EXPECT_FALSE(now.ready);
  for (std::size_t i : {2, 3})
    EXPECT_NE(now.why.detail.find(std::string_view(world::genesis().validators.validators[i].name_en)),
              std::string::npos)
        << now.why.detail;
  EXPECT_NE(now.why.detail.find("2 of 4 are connected, 3 are needed"), std::string::npos) << now.why.detail;
  EXPECT_TRUE(nodes_[0]->alive().has_value()) << "to start it anew would mend nothing";
}

/// A block of these, signed by as many of the first validators as its set needs.
void certified(world::World& world, std::vector<Bytes> transactions) {
  const std::size_t validators = world.ledger().validators_at(world.ledger().height() + 1).size();
  const BlockHeader header = world.apply_uncertified(std::move(transactions));
  ASSERT_TRUE(world.ledger().add_certificate(world::certify(world.chain(), header, quorum(validators))));
}

/// Proposed, voted for, and in force.
void pass(world::World& world, const Change& change) {
  const Bytes proposal =
      world.transaction(world::kIitGovern, ProposeChange{change, "", world.ledger().height() + 100});
  certified(world, {proposal});
  const Height first = world.ledger().set_begins(world.ledger().height() + 1);
  for (const SecretKey* key : {&world::kScienceGovern, &world::kFinanceGovern})
    certified(world, {world.transaction(*key, VoteOnChange{world.id_of(proposal), true})});
  for (int i = 0; i < 20 && world.ledger().set_begins(world.ledger().height() + 1) == first; ++i)
    certified(world, {});
  ASSERT_NE(world.ledger().set_begins(world.ledger().height() + 1), first);
}

TEST(HangAlone, AValidatorWhoseKeyWasReplacedOrThatWasVotedOutSaysSo) {
  for (const bool replaced : {true, false}) {
    world::World world(make_memory_key_value(), world::governed_genesis());
    const ChainId chain = world.chain();
    const PublicKey old = validator_key(3).public_key(), fresh = validator_key(7).public_key();
    const Signature possession = world::possession(chain, validator_key(7), "gd-finance");
    if (replaced) {
      pass(world, ReplaceValidatorKey{old, fresh, possession});
    } else {
      // no vote leaves fewer than four
      pass(world, AddValidator{{fresh, "新验证者", "New"}, "gd-finance", possession});
      pass(world, RemoveValidator{old});
    }
    RuntimeOptions options;
    options.listen = {"127.0.0.1", 0};
    RuntimeEvents events;
    events.fatal = [](NodeExit) {};
    auto made = Runtime::make(options, validator_key(3), world.release(), std::move(events));
    ASSERT_TRUE(made.has_value()) << "it was in the set before";
    ASSERT_TRUE((*made)->start());
    const Health now = (*made)->health();
    EXPECT_FALSE(now.ready);
    EXPECT_EQ(now.why.code, Code::no_longer_validator);
    EXPECT_EQ(now.why.detail.find(fresh.hex()) != std::string::npos, replaced) << now.why.detail;
  }
}

TEST(HangAlone, AnObserverThatReachesNobodySaysSo) {
  RuntimeOptions options;
  options.listen = {"127.0.0.1", 0};
  options.observe = true;
  RuntimeEvents events;
  events.fatal = [](NodeExit) {};
  auto node =
      Runtime::make(options, world::kNobody, Ledger::open(make_memory_key_value(), world::genesis()).value(),
                    std::move(events))
          .value();
  ASSERT_TRUE(node->start());
  EXPECT_EQ(node->health().why.code, Code::no_validators);
  EXPECT_TRUE(node->alive().has_value());
}

}  // namespace
}  // namespace credence::node
