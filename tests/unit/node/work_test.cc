// SPDX-License-Identifier: Apache-2.0
// What waits and who works on it: the loop, the workers, the mailbox, the signature pool. Nobody starves,
// nothing is checked twice or not at all.
#include <future>

#include "node/pool/signature_pool.h"
#include "node/runtime/mailbox.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::Collected;
using testing::eventually;
using testing::make_transaction;

Bytes bytes(int value) { return {static_cast<std::byte>(value)}; }

TEST(Mailbox, IsEmptiedInTurnSoThatAFloodStarvesOnlyItsSender) {  // celo#183, kaia#1053
  Mailbox box(4, 100, 1000);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(box.put(1, bytes(i)));
  ASSERT_TRUE(box.put(2, bytes(200)));
  ASSERT_TRUE(box.put(3, bytes(201)));
  std::set<ReplicaId> first;
  for (int i = 0; i < 3; ++i) first.insert(box.take()->from);
  EXPECT_EQ(first, (std::set<ReplicaId>{1, 2, 3}));
  for (int i = 1; i < 50; ++i) EXPECT_EQ(box.take()->message, bytes(i)) << "in order for each sender";
  EXPECT_FALSE(box.take().has_value());
}

TEST(Mailbox, EachBoxIsBoundedByCountAndBytes) {
  Mailbox box(2, 3, 10);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(box.put(0, bytes(i)));
  EXPECT_FALSE(box.put(0, bytes(9)));
  EXPECT_FALSE(box.put(1, Bytes(11)));
  EXPECT_TRUE(box.put(1, Bytes(10)));
  EXPECT_FALSE(box.put(1, bytes(1)));
  (void)box.take();
  (void)box.take();
  EXPECT_TRUE(box.put(1, Bytes(10))) << "room again";
}

TEST(Loop, RunsTasksInOrderBeforeOtherWorkAndTicks) {
  Collected<int> seen;
  std::atomic<int> ticks{0}, left{3};
  std::promise<void> gate;
  Loop loop;
  loop.post([&, opened = gate.get_future().share()] { opened.wait(); });
  loop.wake();
  for (int i = 0; i < 5; ++i) loop.post([&seen, i] { seen.add(i); });
  loop.start(
      "test", std::chrono::milliseconds(5), [&] { ++ticks; },
      [&] {
        if (left == 0) return false;
        seen.add(100);
        --left;
        return true;
      });
  gate.set_value();
  ASSERT_TRUE(eventually([&] { return seen.size() == 8 && ticks >= 2; }));
  EXPECT_EQ(seen.all(), (std::vector<int>{0, 1, 2, 3, 4, 100, 100, 100}));
  loop.stop();
  EXPECT_FALSE(loop.post([] {}));
}

TEST(WorkerPool, UrgentTasksGoFirstButOrdinaryOnesGetTheirTurn) {
  Collected<char> seen;
  std::promise<void> gate;
  WorkerPool pool(1, 10);
  pool.post_urgent([opened = gate.get_future().share()] { opened.wait(); });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(pool.post([&] { seen.add('o'); }));
  for (int i = 0; i < 20; ++i) pool.post_urgent([&] { seen.add('u'); });
  gate.set_value();
  ASSERT_TRUE(eventually([&] { return seen.size() == 23; }));
  const auto all = seen.all();
  const std::string order(all.begin(), all.end());
  EXPECT_EQ(order.front(), 'u');
  EXPECT_LT(order.find('o'), WorkerPool::kUrgentRun + 1);
}

TEST(WorkerPool, OrdinaryTasksAreBounded) {
  std::promise<void> gate;
  WorkerPool pool(1, 2);
  std::promise<void> begun;
  pool.post_urgent([&begun, opened = gate.get_future().share()] {
    begun.set_value();
    opened.wait();
  });
  begun.get_future().wait();
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_FALSE(pool.post([] {}));
  gate.set_value();
}

class Signatures : public ::testing::Test {
 protected:
  Result<SharedBatch> check(std::vector<Bytes> transactions) {
    return check(world::proposal_of(1, std::move(transactions)));
  }
  Result<SharedBatch> check(Proposal proposal) {
    std::promise<Result<SharedBatch>> answer;
    pool_.check(std::move(proposal),
                [&answer](Result<SharedBatch> batch) { answer.set_value(std::move(batch)); });
    return answer.get_future().get();
  }
  bool verify(const Bytes& bytes) { return pool_.verify(*testing::read(bytes)).has_value(); }
  WorkerPool workers_{3, 100};
  SignaturePool pool_{testing::test_chain(), workers_};
};

TEST_F(Signatures, WhatWasVerifiedInThePoolIsNotVerifiedAgainInAProposal) {
  std::vector<Bytes> all;
  for (unsigned i = 0; i < 200; ++i) all.push_back(make_transaction(i));
  for (unsigned i = 0; i < 150; ++i) ASSERT_TRUE(verify(all[i]));
  const auto batch = check(all);
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(pool_.verified(), 200u);
  EXPECT_EQ(pool_.saved(), 150u);
  for (unsigned i = 0; i < 200; ++i)
    EXPECT_EQ((*batch)->transactions[i]->id, testing::parsed(all[i]).id) << "in the order of the batch";
}

TEST_F(Signatures, WhatIsHeldIsTakenAsItIs) {
  const auto held = testing::read(make_transaction(1));
  SignaturePool pool(testing::test_chain(), workers_,
                     [&](const Hash32& leaf) { return leaf == held->leaf ? held : nullptr; });
  std::promise<Result<SharedBatch>> answer;
  pool.check(world::proposal_of(1, {held->bytes, make_transaction(2)}),
             [&answer](Result<SharedBatch> batch) { answer.set_value(std::move(batch)); });
  const auto batch = answer.get_future().get();
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ((*batch)->transactions[0], held) << "neither read nor verified again";
  EXPECT_EQ((*batch)->transactions[1]->id, testing::parsed(make_transaction(2)).id);
  EXPECT_EQ(pool.verified(), 1u);
}

TEST_F(Signatures, AnotherSignatureUnderAKnownIdIsCheckedOnItsOwn) {
  const Bytes good = make_transaction(1);
  ASSERT_TRUE(verify(good));
  auto forged = *decode<Transaction>(good);
  forged.signatures[0].signature.bytes[40] ^= std::byte{1};
  EXPECT_FALSE(verify(encode(forged)));
  EXPECT_FALSE(check({encode(forged)}).has_value());
  EXPECT_TRUE(check({good}).has_value());
}

TEST_F(Signatures, SaysOfEveryProposalWhatCheckProposalSays) {
  Bytes forged = make_transaction(900);
  forged.back() ^= std::byte{1};
  for (const std::size_t count : {0UL, 1UL, 63UL, 64UL, 65UL, 130UL}) {
    std::vector<Bytes> all;
    for (unsigned i = 0; i < count; ++i) all.push_back(make_transaction(i));
    for (const int change : {0, 1, 2, 3}) {
      auto changed = all;
      if (change == 1) changed.push_back(forged);
      if (change == 2 && !all.empty()) changed.push_back(all.front());
      if (change == 3) changed.push_back(make_transaction(1, world::kRegistrar, 100, ChainId{}));
      const Proposal proposal = world::proposal_of(5, changed);
      EXPECT_EQ(check(proposal).has_value(), check_proposal(testing::test_chain(), proposal).has_value())
          << count << " transactions, change " << change;
    }
  }
  EXPECT_TRUE(check(Proposal{}).has_value());
  Proposal broken = world::proposal_of(5, {make_transaction(1)});
  broken.batch.pop_back();
  EXPECT_FALSE(check(broken).has_value());
}

TEST(VerifiedCacheTest, IsBoundedAndForgetsTheOldestFirst) {
  VerifiedCache cache(10);
  const auto hash = [](unsigned i) {
    Hash32 out;
    out.bytes[0] = static_cast<std::byte>(i);
    out.bytes[1] = static_cast<std::byte>(i >> 8);
    return out;
  };
  for (unsigned i = 0; i < 1000; ++i) {
    cache.insert(hash(i));
    EXPECT_TRUE(cache.contains(hash(i)));
  }
  std::size_t kept = 0;
  for (unsigned i = 0; i < 1000; ++i) kept += cache.contains(hash(i)) ? 1 : 0;
  EXPECT_LE(kept, 20u);
  EXPECT_TRUE(cache.contains(hash(995)));
}

}  // namespace
}  // namespace credence::node
