// SPDX-License-Identifier: Apache-2.0
// Nodes of several versions: which version of the messages a connection has, what each is told of the other's
// program, and that a vote for a feature waits until all validators' programs know it.
#include "ledger/domain/features.h"
#include "node/api/feature_votes.h"
#include "node/api/routes.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/node/api_fixture.h"
#include "tests/unit/node/transport_fixture.h"

namespace credence::node {
namespace {

using testing::bytes;
using testing::eventually;
using testing::FakeNode;
using testing::Peer;
using testing::Stranger;
using testing::validator_key;

ProgramSaid program(WireVersions speaks, std::string_view version = "9.9.9",
                    std::initializer_list<std::string_view> features = {}) {
  ProgramSaid out{speaks, version, {}};
  for (const auto feature : features) out.features.emplace_back(feature);
  return out;
}
Peer peer(ReplicaId self, const ProgramSaid& of, std::map<ReplicaId, Address> peers = {}) {
  return Peer(self, std::move(peers), 15'000, [&](TransportOptions& options) { options.program = of; });
}
PeerStatus status_of(const Peer& node, ReplicaId number) { return node.transport->peers().at(number); }

TEST(VersionsPeers, TheHighestVersionThatBothSpeakIsTheConnections) {
  static_assert(WireVersions{1, 1}.common({1, 2}) == 1);
  static_assert(WireVersions{1, 4}.common({3, 9}) == 4);
  static_assert(WireVersions{2, 3}.common({1, 1}) == 0);
  static_assert(WireVersions{1, 1}.common({2, 2}) == 0);
  Peer old = peer(0, program({1, 1}, "1.0.0"));
  Peer fresh = peer(1, program({1, 3}, "1.2.0", {"four-eyes", "later-rule"}), {{0, old.address()}});
  Peer middle = peer(2, program({1, 2}, "1.1.0"), {{0, old.address()}, {1, fresh.address()}});
  ASSERT_TRUE(eventually([&] { return old.has(1) && old.has(2) && fresh.has(2) && middle.has(1); }));
  EXPECT_EQ(status_of(old, 1).version, 1);
  EXPECT_EQ(status_of(old, 2).version, 1);
  EXPECT_EQ(status_of(fresh, 2).version, 2);
  EXPECT_EQ(status_of(middle, 1).version, 2);
  const auto said = status_of(old, 1).program;
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->version, "1.2.0");
  EXPECT_EQ(said->features.at(1), "later-rule");
  middle.transport->broadcast(FrameKind::transactions, bytes("to both"));
  EXPECT_TRUE(eventually([&] { return old.frames.size() == 1 && fresh.frames.size() == 1; }));
  EXPECT_EQ(text_of(old.frames.all()[0].body), text_of(fresh.frames.all()[0].body));
}

TEST(VersionsPeers, WhoSpeaksNoVersionInCommonIsRefusedOnBothSidesAndRemembered) {
  Peer old = peer(0, program({1, 1}, "1.0.0"));
  Peer fresh = peer(1, program({2, 3}, "3.0.0"), {{0, old.address()}});
  ASSERT_TRUE(eventually([&] { return status_of(old, 1).program && status_of(fresh, 0).program; }));
  EXPECT_EQ(status_of(old, 1).program->version, "3.0.0");
  EXPECT_EQ(status_of(fresh, 0).program->speaks.text(), "1");
  EXPECT_FALSE(old.has(1));
  EXPECT_FALSE(fresh.has(0));
  Stranger second(old.transport->port());
  second.handshake();
  second.send(FrameKind::hello,
              second.hello(validator_key(2), testing::test_chain(), PeerRole::dialer, program({2, 2})));
  while (const auto got = second.read()) {
    if (got->first != FrameKind::verdict) continue;
    EXPECT_EQ(decode<Verdict>(got->second)->code, static_cast<std::uint16_t>(Code::no_common_version));
  }
}

TEST(VersionsPeers, APeerThatGoesIsRememberedAsItSaidLast) {
  Peer node = peer(0, program({1, 1}));
  {
    const Peer other = peer(1, program({1, 1}, "1.0.1"), {{0, node.address()}});
    ASSERT_TRUE(eventually([&] { return node.has(1); }));
  }
  ASSERT_TRUE(eventually([&] { return !node.has(1); }));
  EXPECT_EQ(status_of(node, 1).version, 0);
  EXPECT_EQ(status_of(node, 1).program->version, "1.0.1");
}

TEST(VersionsPeers, WhatNoProgramSaysIsRefused) {
  Peer node(0);
  const auto refused = [&](const ProgramSaid& said) {
    Stranger stranger(node.transport->port());
    stranger.handshake();
    stranger.send(FrameKind::hello,
                  stranger.hello(validator_key(1), testing::test_chain(), PeerRole::dialer, said));
    return stranger.refused();
  };
  EXPECT_TRUE(refused(program({0, 1})));
  EXPECT_TRUE(refused(program({2, 1})));
  EXPECT_TRUE(refused(program({1, 1}, "")));
  EXPECT_TRUE(refused(program({1, 1}, "1.0\x1b[2J")));
  EXPECT_TRUE(refused(program({1, 1}, "1.0", {"no feature"})));
  EXPECT_EQ(node.connected.size(), 0u);
  EXPECT_EQ(status_of(node, 1).program, nullptr);
  ProgramSaid most = program({1, UINT16_MAX}, std::string(32, 'v'));
  most.features.assign(64, Id(std::string(48, 'f')));
  EXPECT_LE(encode(Hello{{}, {}, {}, most, {}}).size(), frame_cap(FrameKind::hello));
  EXPECT_FALSE(refused(most)) << "the longest hello";
}

TEST(VersionsPeers, AProgramThatWasChangedOnTheWayIsRefused) {
  Peer node(0);
  Stranger stranger(node.transport->port());
  stranger.handshake();
  Hello hello = stranger.hello(validator_key(1));
  hello.program.features.emplace_back("later-rule");
  stranger.send(FrameKind::hello, hello);
  EXPECT_TRUE(stranger.refused());
}

// ---- votes ------------------------------------------------------------------------------------------------

constexpr auto kOctets = "application/octet-stream";

class VersionsVotes : public ::testing::Test {
 protected:
  world::World world_{make_memory_key_value(), world::governed_genesis()};
  std::unique_ptr<FakeNode> node_;
  std::optional<ApiRoutes> routes_;
  TxId proposed_;

  /// A proposal that is open, by one who has seen all ready.
  void open_proposal(const Change& change) {
    const Bytes bytes = world_.transaction(world::kIitGovern, ProposeChange{change, "", 100});
    proposed_ = world_.id_of(bytes);
    ASSERT_EQ(world_.apply({bytes}).at(0).code, 0);
  }
  /// The node, whose peers say that their programs know these features; nothing: never heard.
  void serve(std::vector<std::optional<std::vector<std::string>>> peers) {
    node_ = std::make_unique<FakeNode>(world_.release());
    node_->peers.clear();
    for (std::size_t i = 0; i < peers.size(); ++i) {
      NodeStatus::Peer one{"peer", true, true, 1};
      one.key = world::secret(static_cast<std::uint8_t>(i + 2)).public_key();
      if (peers[i]) {
        ProgramSaid said = program({1, 1}, "0." + std::to_string(i + 2));
        for (const auto& feature : *peers[i]) said.features.emplace_back(feature);
        one.program = std::make_shared<const ProgramSaid>(said);
      }
      node_->peers.push_back(one);
    }
    routes_.emplace(*node_, "{}");
  }
  Bytes signed_by(const SecretKey& key, const Action& action) {
    const ChainId chain = node_->ledger().read([](const Ledger& at) { return at.chain(); });
    const TransactionBody body{chain, key_id(key.public_key()), 77, 50, encode(action)};
    return sign_transaction(body, std::array{&key}).value();
  }
  std::string post(const SecretKey& key, const Action& action, const std::string& query = "") {
    const Bytes bytes = signed_by(key, action);
    const ApiAnswer answer =
        routes_->handle({"POST", "/v1/transactions" + query, kOctets, std::string(text_of(bytes))});
    return std::to_string(answer.status) + " " + answer.body;
  }
};

const std::vector<std::string> kKnows{"four-eyes"}, kLacks{};

TEST_F(VersionsVotes, AProposalAndAVoteWaitForTheOneThatIsNotReadyAndNameIt) {
  open_proposal(EnableFeature{"four-eyes", 60});
  serve({kKnows, kLacks, std::nullopt});
  for (const Action& action : {Action(ProposeChange{EnableFeature{"four-eyes", 70}, "", 90}),
                               Action(VoteOnChange{proposed_, true})}) {
    const std::string answer = post(world::kScienceGovern, action);
    EXPECT_TRUE(answer.starts_with("409 ")) << answer;
    EXPECT_TRUE(answer.contains("feature_not_ready")) << answer;
    EXPECT_TRUE(answer.contains("does not know it: Validator 3 (0.3)")) << answer;
    EXPECT_TRUE(answer.contains("not heard of: Validator 4")) << answer;
    EXPECT_FALSE(answer.contains("Validator 2")) << answer;
  }
  EXPECT_TRUE(post(world::kScienceGovern, VoteOnChange{proposed_, true}, "?although=feature_not_ready")
                  .starts_with("202 "));
}

TEST_F(VersionsVotes, WhereAllKnowItAndForWhatIsNoVoteForAFeatureNothingIsAsked) {
  open_proposal(EnableFeature{"four-eyes", 60});
  serve({kKnows, kKnows, kKnows});
  EXPECT_TRUE(post(world::kScienceGovern, VoteOnChange{proposed_, true}).starts_with("202 "));
}

TEST_F(VersionsVotes, ANoAndOtherVotesPass) {
  open_proposal(EnableFeature{"four-eyes", 60});
  serve({kLacks, std::nullopt, std::nullopt});
  EXPECT_TRUE(post(world::kScienceGovern, VoteOnChange{proposed_, false}).starts_with("202 "));
  EXPECT_TRUE(post(world::kFinanceGovern, ProposeChange{SetLimit{ChainLimit::list_lines, 9}, "", 90})
                  .starts_with("202 "));
  EXPECT_TRUE(
      post(world::kScienceGovern, VoteOnChange{proposed_, true}, "?although=all").starts_with("400 "));
}

TEST_F(VersionsVotes, AnotherProgramThatKnowsTheFeatureNotIsNamedAlsoInABatch) {
  open_proposal(EnableFeature{"four-eyes", 60});
  serve({kKnows, kKnows, kLacks});
  Batch batch;
  batch.transactions.emplace_back(signed_by(world::kScienceGovern, VoteOnChange{proposed_, true}));
  const Bytes bytes = encode(batch);
  const ApiAnswer answer = routes_->handle({"POST", "/v1/batches", kOctets, std::string(text_of(bytes))});
  EXPECT_EQ(answer.status, 202u);
  EXPECT_TRUE(answer.body.contains("feature_not_ready")) << answer.body;
}

TEST_F(VersionsVotes, TheSecondSignatureUnderAVoteWaitsToo) {
  // gd-iit owns all validators here: what it votes for needs a second person of it.
  Genesis genesis = world::governed_genesis(true);
  for (Id& owner : genesis.owners) owner = Id("gd-iit");
  genesis.features.clear();
  genesis.features.emplace_back("four-eyes");
  world_ = world::World(make_memory_key_value(), genesis);
  const Bytes bytes =
      world_.transaction(world::kIitGovern, ProposeChange{EnableFeature{"of-a-later-version", 60}, "", 100});
  const TxId parked = world_.id_of(bytes);
  ASSERT_TRUE(world_.apply({bytes}).at(0).pending);
  serve({kKnows, kKnows, kKnows});
  EXPECT_TRUE(post(world::kIitCheck, DecidePending{parked, true, ""}).contains("feature_not_ready"));
  EXPECT_TRUE(post(world::kIitCheck, DecidePending{parked, false, "no"}).starts_with("202 "));
}

}  // namespace
}  // namespace credence::node
