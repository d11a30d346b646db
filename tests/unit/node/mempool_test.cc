// SPDX-License-Identifier: Apache-2.0
// The pool (node/pool/mempool.h): each transaction once, bounded, fair, in order of arrival, and gone when it
// was executed.
#include "node/pool/mempool.h"

#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::make_transaction;
using testing::parsed;
using Added = Mempool::Added;

class MempoolTest : public ::testing::Test {
 protected:
  Result<Added> add(Mempool& pool, const Bytes& bytes, Source source = std::nullopt,
                    std::uint64_t now_ms = 0) {
    return pool.add(testing::read(bytes), source, now_ms);
  }
  static TxId id(const Bytes& bytes) { return parsed(bytes).id; }
  static std::vector<Bytes> plain(const std::vector<SharedTransaction>& built) {
    std::vector<Bytes> out;
    for (const SharedTransaction& one : built) out.push_back(one->bytes);
    return out;
  }

  Mempool pool_{MempoolLimits{}};
};

TEST_F(MempoolTest, TakesEachIdOnceAlsoUnderAnotherSignature) {
  const Bytes first = make_transaction(1);
  EXPECT_EQ(add(pool_, first), Added::fresh);
  EXPECT_EQ(add(pool_, first), Added::known);
  auto again = *decode<Transaction>(first);
  again.signatures.push_back({world::kPay.public_key(), sign(world::kPay, id(first))});
  EXPECT_EQ(add(pool_, encode(again)), Added::known);
  EXPECT_EQ(pool_.size().count, 1u);
  EXPECT_EQ(pool_.size().bytes, first.size());
}

TEST_F(MempoolTest, BuildsInOrderOfArrivalAndProposesOnceInAView) {
  std::vector<Bytes> all;
  for (unsigned i = 0; i < 5; ++i) {
    all.push_back(make_transaction(i));
    ASSERT_TRUE(add(pool_, all.back()));
  }
  EXPECT_EQ(plain(pool_.build(3, 1)), all);
  EXPECT_TRUE(pool_.build(3, 2).empty());
  EXPECT_EQ(pool_.unproposed(3).count, 0u);
  EXPECT_EQ(plain(pool_.build(4, 2)), all) << "a view change may have dropped the proposal";
}

TEST_F(MempoolTest, WhatAnotherPrimaryProposesIsNotProposedAgainInThatView) {
  const Bytes first = make_transaction(1), second = make_transaction(2);
  ASSERT_TRUE(add(pool_, first));
  ASSERT_TRUE(add(pool_, second));
  pool_.mark(std::vector<TxId>{id(first)}, 0);
  EXPECT_EQ(plain(pool_.build(0, 1)), (std::vector<Bytes>{second}));
}

TEST_F(MempoolTest, NothingExecutedComesBack) {  // CCF#860
  const Bytes bytes = make_transaction(1);
  pool_.executed(std::vector<TxId>{id(bytes)}, 1);  // the block overtook the gossip
  EXPECT_EQ(add(pool_, bytes), Added::executed);
  EXPECT_EQ(pool_.size().count, 0u);
}

TEST_F(MempoolTest, ExecutedAndExpiredOnesLeaveWithAllTheirCounts) {
  MempoolLimits limits;
  limits.count_max = 4;
  limits.signer_count_max = 4;
  limits.peer_percent = 75;
  Mempool pool(limits);
  const Bytes stays = make_transaction(1, world::kRegistrar, 10),
              runs_out = make_transaction(2, world::kRegistrar, 7),
              done = make_transaction(3, world::kRegistrar, 10);
  for (const auto& bytes : {stays, runs_out, done}) ASSERT_TRUE(add(pool, bytes, 2));
  pool.executed(std::vector<TxId>{id(done)}, 7);
  EXPECT_EQ(pool.size().count, 1u);
  EXPECT_EQ(pool.size().bytes, stays.size());
  EXPECT_TRUE(pool.contains(id(stays)));
  pool.executed(std::vector<TxId>{id(stays)}, 8);
  // the share is free again
  for (unsigned i = 10; i < 13; ++i) EXPECT_EQ(add(pool, make_transaction(i), 2), Added::fresh);
}

TEST_F(MempoolTest, ATransactionThatExpiresBeforeTheBlockIsNotProposed) {
  ASSERT_TRUE(add(pool_, make_transaction(1, world::kRegistrar, 5)));
  EXPECT_TRUE(pool_.build(0, 6).empty());
  EXPECT_EQ(pool_.build(1, 5).size(), 1u);
}

TEST_F(MempoolTest, CountAndBytesAreBounded) {
  MempoolLimits few;
  few.count_max = 2;
  Mempool pool(few);
  EXPECT_TRUE(add(pool, make_transaction(1)));
  EXPECT_TRUE(add(pool, make_transaction(2)));
  EXPECT_EQ(add(pool, make_transaction(3)).error().code, Code::pool_full);

  MempoolLimits small;
  small.bytes_max = make_transaction(1).size() + 10;
  Mempool tight(small);
  EXPECT_TRUE(add(tight, make_transaction(1)));
  EXPECT_EQ(add(tight, make_transaction(2)).error().code, Code::pool_full);
}

TEST_F(MempoolTest, OneSignerCannotFillThePool) {
  MempoolLimits limits;
  limits.signer_count_max = 2;
  Mempool pool(limits);
  EXPECT_TRUE(add(pool, make_transaction(1)));
  EXPECT_TRUE(add(pool, make_transaction(2)));
  EXPECT_EQ(add(pool, make_transaction(3)).error().code, Code::signer_quota);
  EXPECT_TRUE(add(pool, make_transaction(4, world::kScience)));
}

TEST_F(MempoolTest, OnePeerCannotFillThePool) {
  MempoolLimits limits;
  limits.count_max = 10;
  limits.peer_percent = 30;
  Mempool pool(limits);
  for (unsigned i = 0; i < 3; ++i) EXPECT_TRUE(add(pool, make_transaction(i), 1));
  EXPECT_EQ(add(pool, make_transaction(3), 1).error().code, Code::pool_full);
  EXPECT_TRUE(add(pool, make_transaction(3), 2));
  EXPECT_TRUE(add(pool, make_transaction(4)));
}

TEST_F(MempoolTest, ABatchNeverPassesTheLimitsOfABlock) {
  MempoolLimits limits;
  limits.count_max = 10'000;
  limits.signer_count_max = 10'000;
  Mempool pool(limits);
  // The pool does not look inside: the bytes stand for long transactions.
  for (unsigned i = 0; i < 20; ++i) {
    auto longer = std::make_shared<ReadTransaction>();
    longer->id = id(make_transaction(i));
    longer->expiry_height = 100;
    longer->bytes.resize(250 * limits::kKiB);
    ASSERT_TRUE(pool.add(longer, std::nullopt, 0));
  }
  const auto built = pool.build(0, 1);
  EXPECT_EQ(built.size(), 16u);
  EXPECT_LE(encode(batch_of(built)).size(), limits::kBatchBytesMax);
  EXPECT_EQ(pool.build(0, 2).size(), 4u);
}

TEST_F(MempoolTest, SaysBeforehandWhatItWouldRefuse) {
  MempoolLimits limits;
  limits.count_max = 3;
  limits.signer_count_max = 2;
  limits.peer_percent = 50;
  Mempool pool(limits);
  const auto one = testing::read(make_transaction(1));
  EXPECT_TRUE(pool.room(*one, 1));
  EXPECT_TRUE(add(pool, make_transaction(2), 1));
  EXPECT_EQ(pool.room(one->bytes.size(), 1).error().code, Code::pool_full) << "the peer's share";
  EXPECT_TRUE(pool.room(*one, 2));
  EXPECT_TRUE(add(pool, make_transaction(3)));
  EXPECT_EQ(pool.room(*one, std::nullopt).error().code, Code::signer_quota);
  EXPECT_TRUE(pool.room(one->bytes.size(), std::nullopt)) << "for another signer";
  EXPECT_TRUE(add(pool, make_transaction(4, world::kScience)));
  EXPECT_EQ(pool.room(0, std::nullopt).error().code, Code::pool_full);
}

TEST_F(MempoolTest, WhatWaitsIsFoundByItsBytesUntilItLeaves) {
  const auto one = testing::read(make_transaction(1));
  EXPECT_EQ(pool_.held(one->leaf), nullptr);
  ASSERT_TRUE(pool_.add(one, std::nullopt, 0));
  EXPECT_EQ(pool_.held(one->leaf), one);
  auto again = *decode<Transaction>(one->bytes);
  again.signatures.push_back({world::kPay.public_key(), sign(world::kPay, one->id)});
  EXPECT_EQ(pool_.held(testing::read(encode(again))->leaf), nullptr) << "other signatures";
  pool_.executed(std::vector<TxId>{one->id}, 1);
  EXPECT_EQ(pool_.held(one->leaf), nullptr);
}

TEST_F(MempoolTest, ASignerWithManyWaitingDoesNotMakeThePrimaryLookLikeACensor) {
  MempoolLimits limits;
  limits.signer_count_max = 4;
  Mempool pool(limits);
  ASSERT_TRUE(add(pool, make_transaction(1, world::kScience), std::nullopt, 50));
  ASSERT_TRUE(add(pool, make_transaction(2, world::kScience), std::nullopt, 60));
  EXPECT_EQ(pool.oldest_arrival_ms(), std::nullopt);
  ASSERT_TRUE(add(pool, make_transaction(3), std::nullopt, 70));
  EXPECT_EQ(pool.oldest_arrival_ms(), 70u);
}

TEST_F(MempoolTest, AgedOnesAreHandedOutOnceInAViewAndAgainLater) {
  const Bytes old = make_transaction(1), young = make_transaction(2);
  ASSERT_TRUE(add(pool_, old, std::nullopt, 100));
  ASSERT_TRUE(add(pool_, young, std::nullopt, 900));
  ASSERT_EQ(pool_.take_aged(500, 0, 1'000, 1 << 20).size(), 1u);
  EXPECT_TRUE(pool_.take_aged(500, 0, 1'100, 1 << 20).empty());
  EXPECT_EQ(pool_.take_aged(500, 1, 1'200, 1 << 20).size(), 1u) << "another primary";
  EXPECT_EQ(pool_.take_aged(500, 1, 1'200 + Mempool::kHandOutAgainMs, 1 << 20).size(), 1u)
      << "lost on the way";
}

}  // namespace
}  // namespace credence::node
