// SPDX-License-Identifier: Apache-2.0
// View changes: PBFT (1999) §4.4, and the ways in which implementations of it failed.
#include <gtest/gtest.h>

#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

bool is_vote(const Message& message) {
  return std::holds_alternative<Commit>(message) || std::holds_alternative<Prepare>(message);
}

TEST(ViewChange, ASilentPrimaryIsReplaced) {
  Cluster cluster(4);
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(3000);
  EXPECT_EQ(cluster.status(1).view, 1U);
  EXPECT_TRUE(cluster.hosts[1].replica().can_propose());
  cluster.run_blocks(3);
  cluster.expect_all_at(3);
}

TEST(ViewChange, KeepsAValueThatOneReplicaPrepared) {  // raijin#8, dedis/cothority#2080
  Cluster cluster(4);
  // Only replica 2 learns of a quorum of prepares; nobody commits. Then the primary dies.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Commit>(message) ||
           (std::holds_alternative<Prepare>(message) && sent.to != 2);
  };
  cluster.propose(0, 77);
  cluster.settle();
  const Hash32 digest = proposal_digest(cluster.chain(), cluster.proposal(77));
  cluster.hosts[0].crash();
  cluster.drop = nullptr;
  cluster.pending(1);
  cluster.advance(8000);
  EXPECT_EQ(cluster.executed(1), 1U);
  EXPECT_EQ(cluster.digest(1, 1), digest);
  cluster.expect_safe();
}

TEST(ViewChange, KeepsWhatOneReplicaAloneExecuted) {
  Cluster cluster(4);
  // Replica 0 alone sees the commits, executes, and falls silent.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return (std::holds_alternative<Commit>(message) && sent.to != 0) ||
           std::holds_alternative<Checkpoint>(message);
  };
  cluster.propose(0, 77);
  cluster.settle();
  ASSERT_EQ(cluster.executed(0), 1U);
  ASSERT_EQ(cluster.executed(1), 0U);
  cluster.hosts[0].crash();
  cluster.drop = nullptr;
  cluster.pending(1);
  cluster.advance(8000);
  ASSERT_EQ(cluster.executed(1), 1U);
  EXPECT_EQ(cluster.digest(1, 1), cluster.digest(0, 1));
  cluster.expect_safe();
}

TEST(ViewChange, FillsGapsWithNullBlocks) {
  Cluster cluster(4);
  // Height 1 reaches nobody; height 2 is prepared.
  cluster.drop = [](const Cluster::Sent&, const Message& message) {
    if (const auto* m = std::get_if<PrePrepare>(&message)) return m->signed_vote.vote.height == 1;
    return std::holds_alternative<Commit>(message);
  };
  cluster.propose(0, 1);
  cluster.propose(0, 2);
  cluster.settle();
  cluster.hosts[0].crash();
  cluster.drop = nullptr;
  cluster.pending(1);
  cluster.advance(8000);
  cluster.expect_all_at(2);
  EXPECT_TRUE(cluster.hosts[1].application().proposal(1).is_null());
  EXPECT_FALSE(cluster.hosts[1].application().proposal(2).is_null());
}

TEST(ViewChange, KeepsAFullWindowOfPreparedValues) {
  Cluster cluster(4);
  const Height window = cluster.hosts[0].config().window;
  cluster.drop = drops<Commit>();
  std::vector<Hash32> digests;
  for (Height i = 0; i < window; ++i) {
    digests.push_back(proposal_digest(cluster.chain(), cluster.proposal(100 + i)));
    cluster.propose(0, 100 + i);
    cluster.settle();
  }
  cluster.hosts[0].crash();
  cluster.drop = nullptr;
  cluster.pending(1);
  cluster.advance(8000);
  ASSERT_EQ(cluster.executed(1), window);
  for (Height i = 0; i < window; ++i) EXPECT_EQ(cluster.digest(1, i + 1), digests[i]) << i + 1;
  cluster.expect_safe();
}

TEST(ViewChange, AReplicaVotesNoMoreOnWhatItHoldsCertified) {
  Cluster cluster(4);
  // Replica 3 alone learns of certificates, and the new view is made without it: it takes up what 3 has
  // certified.
  const auto certificates_of_others = [](const Cluster::Sent& sent, const Message& message) {
    return sent.to != 3 && (std::holds_alternative<Checkpoint>(message) ||
                            std::holds_alternative<CertificateNotice>(message));
  };
  cluster.drop = certificates_of_others;
  cluster.run_blocks(2);
  ASSERT_EQ(cluster.status(3).certified, 2U);
  ASSERT_EQ(cluster.status(1).certified, 0U);
  std::vector<Vote> of_three;
  cluster.drop = [&](const Cluster::Sent& sent, const Message& message) {
    if (certificates_of_others(sent, message)) return true;
    if (sent.from == 3) {
      if (const auto* prepare = std::get_if<Prepare>(&message)) of_three.push_back(prepare->signed_vote.vote);
      if (const auto* commit = std::get_if<Commit>(&message)) of_three.push_back(commit->signed_vote.vote);
      return std::holds_alternative<SignedViewChange>(message);
    }
    return sent.from == 0 && std::holds_alternative<PrePrepare>(message);
  };
  cluster.pending(1);
  cluster.advance(4000);
  ASSERT_EQ(cluster.status(3).view, 1U);
  ASSERT_EQ(cluster.status(1).view, 1U);
  for (const Vote& vote : of_three)
    EXPECT_TRUE(vote.view == 0 || vote.height > 2) << "view " << vote.view << ", height " << vote.height;
  cluster.expect_safe();
}

TEST(ViewChange, OfTheProposalsForOneHeightThePresentOneIsKeptAndTheirNumberIsBounded) {
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent&, const Message&) { return true; };
  for (const View view : {0U, 1U, 2U, 4U, 5U, 6U, 8U}) {  // those that replica 3 does not lead
    const auto primary = static_cast<ReplicaId>(view % 4);
    if (view > 0) {
      NewView body{primary, view, {}};
      for (const ReplicaId sender : std::vector<ReplicaId>{0, 1, 2})
        body.view_changes.push_back(cluster.view_change({sender, view, std::nullopt, {}}));
      cluster.inject(primary, 3, cluster.new_view(body));
    }
    ASSERT_EQ(cluster.status(3).view, view);
    const Proposal proposal = cluster.proposal(100 + view);
    const Hash32 digest = proposal_digest(cluster.chain(), proposal);
    cluster.inject(primary, 3,
                   PrePrepare{cluster.vote(Tag::pre_prepare, {primary, view, 1, digest}), proposal});
    std::size_t kept = 0;
    bool present = false;
    for (const auto& [key, value] : cluster.hosts[3].records()) {
      if (!key.starts_with("0000000000000001/batch/")) continue;
      ++kept;
      present = present || key.ends_with(digest.hex());
    }
    EXPECT_TRUE(present) << "view " << view;
    EXPECT_LE(kept, limits::kPayloadsPerHeightMax);
  }
}

TEST(ViewChange, SplitLocksAreUndoneAndProgressFollows) {  // quorum#305, celo#366, arXiv 1901.07160
  Cluster cluster(4);
  cluster.honest[0] = false;
  // In view 0 the Byzantine primary gets replica 1 to prepare `a` by votes of its own and of 2; nobody else
  // prepares.
  const Proposal a = cluster.proposal(1), b = cluster.proposal(2);
  const Hash32 da = proposal_digest(cluster.chain(), a), db = proposal_digest(cluster.chain(), b);
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return sent.from == 0 || (is_vote(message) && sent.to != 1);
  };
  cluster.inject(0, 1, PrePrepare{cluster.vote(Tag::pre_prepare, {0, 0, 1, da}), a});
  cluster.inject(0, 2, PrePrepare{cluster.vote(Tag::pre_prepare, {0, 0, 1, da}), a});
  cluster.inject(0, 3, PrePrepare{cluster.vote(Tag::pre_prepare, {0, 0, 1, db}), b});
  cluster.settle();
  cluster.pending(1);
  // The first view change does not hear replica 1, which is locked on `a`.
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.from == 0; };
  cluster.advance(3000);
  ASSERT_EQ(cluster.status(2).view, 1U);
  cluster.run_blocks(3);
  cluster.expect_safe();
  EXPECT_GE(cluster.executed(1), 3U);
  EXPECT_EQ(cluster.executed(1), cluster.executed(3));
}

TEST(ViewChange, AnUnjustifiedNewViewIsRefused) {  // raijin#7, fabric#370
  Cluster cluster(4);
  const auto mine = cluster.view_change({1, 1, std::nullopt, {}});
  const auto second = cluster.view_change({2, 1, std::nullopt, {}});
  const auto third = cluster.view_change({3, 1, std::nullopt, {}});
  auto forged = cluster.view_change({3, 1, std::nullopt, {}});
  forged.signature.bytes[0] ^= std::byte{1};
  const auto other_view = cluster.view_change({3, 5, std::nullopt, {}});
  const std::vector<NewView> unjustified = {
      {1, 1, {mine, mine, mine}},          // one sender, a quorum of copies
      {1, 1, {mine, second}},              // too few
      {1, 1, {mine, second, forged}},      // a bad signature
      {1, 1, {mine, second, other_view}},  // for another view
      {2, 1, {mine, second, third}},       // not the primary of that view
  };
  for (const auto& body : unjustified) {
    cluster.inject(body.sender, 0, cluster.new_view(body));
    EXPECT_EQ(cluster.status(0).view, 0U);
  }
  cluster.inject(1, 0, cluster.new_view({1, 1, {mine, second, third}}));
  EXPECT_EQ(cluster.status(0).view, 1U) << "and a justified one is accepted";
}

TEST(ViewChange, OneInvalidProofDoesNotHideTheValidOnes) {  // concord-bft#50
  Cluster cluster(4);
  cluster.honest[3] = false;
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Commit>(message) || sent.from == 3;
  };
  cluster.propose(0, 77);
  cluster.settle();
  const Hash32 digest = proposal_digest(cluster.chain(), cluster.proposal(77));
  PreparedProof invented{0, 1, Hash32{}, {}};
  for (ReplicaId i = 0; i < 3; ++i) invented.signatures.push_back({i, {}});
  for (ReplicaId to = 0; to < 3; ++to)
    cluster.inject(3, to, cluster.view_change({3, 1, std::nullopt, {invented}}));
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<PrePrepare>(message) && sent.from == 0;
  };
  for (ReplicaId i = 0; i < 3; ++i) cluster.give(i, Pending{1, true});
  cluster.advance(8000);
  ASSERT_GE(cluster.executed(1), 1U);
  EXPECT_EQ(cluster.digest(1, 1), digest);
  cluster.expect_safe();
}

TEST(ViewChange, OneHugeViewMovesNobody) {  // FISCO-BCOS#2211
  Cluster cluster(4);
  for (ReplicaId to = 0; to < 3; ++to)
    cluster.inject(3, to, cluster.view_change({3, View{1} << 60, std::nullopt, {}}));
  cluster.advance(10'000);
  for (ReplicaId i = 0; i < 3; ++i) EXPECT_EQ(cluster.status(i).view, 0U);
  cluster.run_blocks(2);
  cluster.expect_all_at(2);
}

TEST(ViewChange, FPlusOneHigherViewsMakeAReplicaJoinTheSmallest) {
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.from == 0; };
  cluster.inject(3, 0, cluster.view_change({3, View{1} << 60, std::nullopt, {}}));
  cluster.inject(2, 0, cluster.view_change({2, 3, std::nullopt, {}}));
  EXPECT_EQ(cluster.status(0).view, 3U);
}

TEST(ViewChange, ReplayedTrafficNeverTakesTheViewBack) {  // raijin#18
  Cluster cluster(4);
  cluster.pending(1);
  cluster.advance(20'000);
  cluster.pending(0);
  const View view = cluster.status(2).view;
  ASSERT_GE(view, 2U);
  cluster.run_blocks(2);
  for (const auto& sent : std::vector(cluster.log)) cluster.give(sent.to, Received{sent.from, sent.bytes});
  cluster.settle();
  EXPECT_GE(cluster.status(2).view, view);
  cluster.run_blocks(2);
  cluster.expect_all_at(4);
}

// Whoever asked for another view alone says no more that it hears nothing of the primary.
TEST(ViewChange, AReplicaThatAskedAloneCountsWhenThePrimaryFallsSilent) {
  Cluster cluster(4);
  cluster.give(3, Pending{1, false});
  cluster.advance(3000);
  cluster.give(3, Pending{0, false});
  ASSERT_TRUE(cluster.status(3).changing_view);
  ASSERT_EQ(cluster.status(1).view, 0U);
  cluster.hosts[0].crash();
  cluster.advance(10'000);
  for (ReplicaId replica = 1; replica < 4; ++replica) EXPECT_EQ(cluster.status(replica).view, 1U) << replica;
  cluster.run_blocks(2);
  cluster.expect_all_at(2);
}

TEST(ViewChange, ALateConnectingMeshStillChangesView) {  // fabric#1917: ViewChange is sent again
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent&, const Message& message) {
    return std::holds_alternative<SignedViewChange>(message) ||
           std::holds_alternative<SignedNewView>(message);
  };
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(10'000);
  cluster.drop = nullptr;
  cluster.advance(2000);
  EXPECT_FALSE(cluster.status(1).changing_view);
  cluster.run_blocks(2);
  cluster.expect_all_at(2);
}

TEST(ViewChange, ALostNewViewIsGivenAgain) {
  Cluster cluster(4);
  cluster.drop = drops<SignedNewView>([](const Cluster::Sent& sent) { return sent.to == 3; });
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(2250);
  cluster.pending(0);
  ASSERT_FALSE(cluster.status(1).changing_view);
  ASSERT_TRUE(cluster.status(3).changing_view);
  cluster.drop = nullptr;
  cluster.advance(1000);
  EXPECT_EQ(cluster.status(3).view, cluster.status(1).view);
  EXPECT_FALSE(cluster.status(3).changing_view);
}

TEST(ViewChange, WhoAsksForAViewThatIsPastIsGivenTheNewViewAtOnce) {
  Cluster cluster(4);
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(3000);
  ASSERT_EQ(cluster.status(1).view, 1U);
  cluster.advance(1000);  // the last answer to replica 3 is long ago
  const Effects effects = cluster.hosts[1].step(
      Received{3, encode(Message(cluster.view_change({3, 1, std::nullopt, {}})))}, cluster.now);
  std::size_t new_views = 0;
  for (const Send& send : effects.send)
    new_views +=
        send.to == ReplicaId{3} && std::holds_alternative<SignedNewView>(decode_message(send.bytes).value())
            ? 1
            : 0;
  EXPECT_EQ(new_views, 1U);
}

TEST(ViewChange, BackOffIsCappedAndDecays) {  // besu#7642
  Cluster cluster(4);
  cluster.pending(1);
  // A long outage: every NewView is lost for ten minutes.
  cluster.drop = drops<SignedNewView>();
  cluster.advance(600'000);
  const View reached = cluster.status(1).view;
  EXPECT_GE(reached, 20U) << "the time-out is capped: the views keep turning";
  EXPECT_LE(reached, 80U) << "and it is long enough not to storm";
  cluster.drop = nullptr;
  cluster.advance(45'000);  // two time-outs at the cap, at most
  cluster.run_blocks(30);
  cluster.pending(0);
  cluster.expect_all_at(10);
  // After progress the wait is short again.
  const View now = cluster.status(1).view;
  cluster.hosts[now % 4].crash();
  cluster.pending(1);
  cluster.advance(5000);
  for (ReplicaId i = 0; i < 4; ++i) {
    if (i != now % 4) {
      EXPECT_GT(cluster.status(i).view, now);
    }
  }
}

TEST(ViewChange, StaggeredCheckpointsGiveOneWindow) {  // fabric#1111
  Cluster cluster(4);
  cluster.run_blocks(3);
  // Replicas 0 and 1 certify five more; 2 and 3 do not see it.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return sent.to >= 2 && (std::holds_alternative<Checkpoint>(message) ||
                            std::holds_alternative<CertificateNotice>(message));
  };
  cluster.run_blocks(5);
  EXPECT_GT(cluster.status(0).certified, cluster.status(2).certified);
  cluster.hosts[0].crash();
  cluster.drop = nullptr;
  cluster.pending(1);
  cluster.advance(5000);
  cluster.run_blocks(10);
  cluster.expect_all_at(18);
}

TEST(ViewChange,
     APrimaryThatPassesTransactionsOverIsReplacedThoughBlocksGoOn) {  // fabric#754, Prime, Aardvark
  Cluster cluster(4);
  for (ReplicaId i = 0; i < 4; ++i) cluster.give(i, Pending{1, true});
  for (int i = 0; i < 40; ++i) {
    cluster.run_blocks(1);
    cluster.advance(125);
  }
  EXPECT_GE(cluster.status(2).view, 1U);
  cluster.expect_safe();
}

TEST(ViewChange, AReplicaWithoutThePayloadVotesForNothingElseInItsPlace) {
  Cluster cluster(4);
  cluster.honest[1] = false;
  // 0, 1 and 3 prepare a value whose payload never reaches 2; then 0 dies, and the next primary proposes
  // another one.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Commit>(message) || std::holds_alternative<ProposalReply>(message) ||
           (std::holds_alternative<PrePrepare>(message) && (sent.to == 2 || sent.from == 1));
  };
  cluster.propose(0, 77);
  cluster.settle();
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(2500);
  ASSERT_EQ(cluster.status(2).view, 1U);
  ASSERT_FALSE(cluster.status(2).changing_view);
  const Proposal other = cluster.proposal(99);
  const Hash32 digest = proposal_digest(cluster.chain(), other);
  cluster.inject(1, 2, PrePrepare{cluster.vote(Tag::pre_prepare, {1, 1, 1, digest}), other});
  cluster.settle();
  for (const auto& sent : cluster.log) {
    const Message message = sent.message();
    const auto* prepare = std::get_if<Prepare>(&message);
    EXPECT_FALSE(prepare && sent.from == 2 && prepare->signed_vote.vote.digest == digest);
  }
}

TEST(ViewChange,
     ABlockThatTheRestCannotExecuteComesToThemThoughNothingElseIsPending) {  // found by the simulator
  Cluster cluster(4);
  // The primary gives its proposal to 1 and 3 only, commits with them, and attests nothing.
  cluster.honest[0] = false;
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return sent.to == 2 || std::holds_alternative<Checkpoint>(message);
  };
  cluster.propose(0, 1);
  cluster.settle();
  ASSERT_EQ(cluster.executed(1), 1U);
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.from == 0; };
  cluster.advance(8000);
  for (const ReplicaId i : {ReplicaId{1}, ReplicaId{2}, ReplicaId{3}})
    EXPECT_EQ(cluster.status(i).certified, 1U);
  cluster.expect_safe();
}

TEST(ViewChange, ANewPrimaryThatContradictsItsNewViewIsIgnored) {
  Cluster cluster(4);
  cluster.drop = drops<Commit>();
  cluster.propose(0, 77);
  cluster.settle();
  const Hash32 kept = proposal_digest(cluster.chain(), cluster.proposal(77));
  cluster.hosts[0].crash();
  cluster.drop = drops<PrePrepare>();  // the new primary's own ones are lost
  cluster.pending(1);
  cluster.advance(3500);
  ASSERT_EQ(cluster.status(2).view, 1U);
  const Proposal other = cluster.proposal(99);
  const Vote vote{1, 1, 1, proposal_digest(cluster.chain(), other)};
  for (const ReplicaId to : {ReplicaId{2}, ReplicaId{3}})
    cluster.inject(1, to, PrePrepare{cluster.vote(Tag::pre_prepare, vote), other});
  cluster.drop = nullptr;
  cluster.advance(5000);
  ASSERT_GE(cluster.executed(2), 1U);
  EXPECT_EQ(cluster.digest(2, 1), kept);
}

}  // namespace
}  // namespace credence::consensus
