// SPDX-License-Identifier: Apache-2.0
// The messages: encoding, hostile bytes, signatures that cannot be replayed, and the plan of a new view.
#include <gtest/gtest.h>

#include "ledger/chain/quorum.h"
#include "tests/simulator/random.h"
#include "tests/support/suite.h"
#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

Hash32 hash_of(std::string_view text) { return tagged_hash(samples::kSuite, Tag::batch, bytes_of(text)); }

PreparedProof proof_of(const Cluster& cluster, View view, Height height, const Hash32& digest) {
  PreparedProof proof{view, height, digest, {}};
  const std::size_t n = cluster.committee.keys.size();
  for (std::size_t i = 0; i < quorum(n); ++i) {
    const auto id = static_cast<ReplicaId>(i);
    const Tag tag = view % n == i ? Tag::pre_prepare : Tag::prepare;
    proof.signatures.push_back({id, cluster.vote(tag, {id, view, height, digest}).signature});
  }
  return proof;
}

bool good(const Cluster& cluster, const PreparedProof& proof) {
  const auto check = [&](Tag tag, const Vote& vote, const Signature& signature) {
    return cluster.signatures.verify(cluster.committee.set.validators[vote.sender].key,
                                     vote_hash(tag, cluster.chain(), vote), signature);
  };
  return check_proof(proof, 4, quorum(4), check);
}

std::vector<Message> one_of_each(const Cluster& cluster) {
  const Hash32 d = hash_of("digest");
  const SignedVote vote = cluster.vote(Tag::prepare, {1, 2, 3, d});
  const auto proof = proof_of(cluster, 1, 1, d);
  const auto change = cluster.view_change({1, 2, std::nullopt, {proof}});
  const auto new_view = cluster.new_view({2, 2, {change, change}});
  Certificate certificate{4, d, {{0, vote.signature}, {2, vote.signature}}};
  return {PrePrepare{vote, cluster.proposal(7)},
          Prepare{vote},
          Commit{vote},
          Checkpoint{1, 2, d, vote.signature},
          change,
          new_view,
          CertificateNotice{certificate},
          Heartbeat{1, true, 2, true, 3},
          Probe{},
          Report{std::nullopt, 2, certificate, new_view, {proof}},
          FetchProposal{d},
          ProposalReply{cluster.proposal(7)}};
}

TEST(ConsensusMessages, EachKindDecodesToItsOwnBytes) {
  const Cluster cluster(4);
  const auto messages = one_of_each(cluster);
  ASSERT_EQ(messages.size(), kMessageKinds);
  for (std::size_t kind = 0; kind < kMessageKinds; ++kind) {
    EXPECT_EQ(messages[kind].index(), kind);
    const Bytes bytes = encode(messages[kind]);
    const auto decoded = decode_message(bytes);
    ASSERT_TRUE(decoded) << message_name(kind);
    EXPECT_EQ(encode(*decoded), bytes) << message_name(kind);
  }
}

TEST(ConsensusMessages, TruncatedFlippedAndRandomBytesNeverPassAsMoreThanTheyAre) {
  const Cluster cluster(4);
  simulator::Random random(1);
  for (const auto& message : one_of_each(cluster)) {
    const Bytes bytes = encode(message);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(decode_message(BytesView(bytes).first(size)));
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(decode_message(longer));
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      Bytes flipped = bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      if (const auto decoded = decode_message(flipped)) {
        EXPECT_EQ(encode(*decoded), flipped);
      }
    }
    for (int i = 0; i < 2000; ++i) {
      Bytes noise(random.below(120));
      for (auto& byte : noise) byte = static_cast<std::byte>(random.below(256));
      if (!noise.empty()) noise[0] = bytes[0];
      if (const auto decoded = decode_message(noise)) {
        EXPECT_EQ(encode(*decoded), noise);
      }
    }
  }
}

TEST(ConsensusMessages, ASignatureHoldsForOneKindChainSenderViewHeightAndDigestOnly) {
  const Cluster cluster(4);
  const Vote vote{1, 2, 3, hash_of("a")};
  ChainId other_chain = cluster.chain();
  other_chain.bytes[0] ^= std::byte{1};
  std::set<Hash32> hashes;
  for (const Tag kind : {Tag::pre_prepare, Tag::prepare, Tag::commit}) {
    hashes.insert(vote_hash(kind, cluster.chain(), vote));
    hashes.insert(vote_hash(kind, other_chain, vote));
    hashes.insert(vote_hash(kind, cluster.chain(), {0, 2, 3, hash_of("a")}));
    hashes.insert(vote_hash(kind, cluster.chain(), {1, 3, 3, hash_of("a")}));
    hashes.insert(vote_hash(kind, cluster.chain(), {1, 2, 4, hash_of("a")}));
    hashes.insert(vote_hash(kind, cluster.chain(), {1, 2, 3, hash_of("b")}));
  }
  EXPECT_EQ(hashes.size(), 18U);
}

TEST(ConsensusMessages, APreparedProofNeedsAQuorumOfDistinctSigners) {
  const Cluster cluster(4);
  const auto proof = proof_of(cluster, 1, 5, hash_of("a"));
  EXPECT_TRUE(good(cluster, proof));
  auto repeated = proof;
  repeated.signatures[1] = repeated.signatures[0];
  EXPECT_FALSE(good(cluster, repeated));
  auto few = proof;
  few.signatures.pop_back();
  EXPECT_FALSE(good(cluster, few));
  auto unknown = proof;
  unknown.signatures.back().validator = 4;
  EXPECT_FALSE(good(cluster, unknown));
  auto unordered = proof;
  std::swap(unordered.signatures[0], unordered.signatures[1]);
  EXPECT_FALSE(good(cluster, unordered));
  auto other_view = proof;
  other_view.view = 5;  // the same primary
  EXPECT_FALSE(good(cluster, other_view));
  // The primary's vote is its PrePrepare: its Prepare does not count.
  auto primary_prepared = proof;
  primary_prepared.signatures[1].signature = cluster.vote(Tag::prepare, {1, 1, 5, hash_of("a")}).signature;
  EXPECT_FALSE(good(cluster, primary_prepared));
}

TEST(NewViewPlan, TakesTheHighestViewAndFillsGapsWithNull_Pbft1999_4_4) {
  const Hash32 null = hash_of("null");
  const Certificate stable{2, hash_of("h2"), {}};
  const std::vector<ViewChange> changes = {
      {0, 9, std::nullopt, {{1, 2, hash_of("old"), {}}, {3, 4, hash_of("low"), {}}}},
      {1, 9, stable, {{5, 4, hash_of("high"), {}}, {1, 6, hash_of("six"), {}}}},
      {2, 9, std::nullopt, {{4, 4, hash_of("middle"), {}}}}};
  const auto plan = plan_new_view(changes, null);
  EXPECT_EQ(plan.low, 2U);
  EXPECT_EQ(plan.stable, stable);
  const std::map<Height, Hash32> expected = {{3, null}, {4, hash_of("high")}, {5, null}, {6, hash_of("six")}};
  EXPECT_EQ(plan.digests, expected);
}

TEST(NewViewPlan, IsEmptyWhenNothingWasPrepared) {
  const std::vector<ViewChange> changes = {
      {0, 1, std::nullopt, {}}, {1, 1, std::nullopt, {}}, {2, 1, std::nullopt, {}}};
  const auto plan = plan_new_view(changes, Hash32{});
  EXPECT_TRUE(plan.digests.empty());
  EXPECT_EQ(plan.high(), 0U);
}

}  // namespace
}  // namespace credence::consensus
