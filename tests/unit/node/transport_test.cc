// SPDX-License-Identifier: Apache-2.0
// The transport (node/peers/transport.h): only the validators of this chain get in, each once; nothing that a
// stranger or a peer sends does harm.
#include "tests/unit/node/transport_fixture.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::bytes;
using testing::eventually;
using testing::Peer;
using testing::Stranger;
using testing::validator_key;

TEST(Transport, TwoValidatorsThatDialEachOtherKeepOneConnectionAndHearEachOther) {
  Peer first(0);
  Peer second(1, {{0, first.address()}});
  ASSERT_TRUE(eventually([&] { return first.has(1) && second.has(0); }));
  for (int i = 0; i < 200; ++i)
    first.transport->send(1, FrameKind::consensus, bytes("vote " + std::to_string(i)));
  second.transport->broadcast(FrameKind::transactions, bytes("some"));
  ASSERT_TRUE(eventually([&] { return second.frames.size() == 200 && first.frames.size() == 1; }));
  const auto got = second.frames.all();
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(text_of(got[i].body), "vote " + std::to_string(i));
  EXPECT_EQ(got[0].from, 0);
  EXPECT_EQ(first.frames.all()[0].kind, FrameKind::transactions);
}

TEST(Transport, FourThatAllDialSettleOnOneConnectionForEachPair) {
  std::vector<std::unique_ptr<Peer>> nodes;
  nodes.push_back(std::make_unique<Peer>(0));
  const auto port_of = [&](std::size_t i) { return nodes[i]->address(); };
  nodes.push_back(std::make_unique<Peer>(1, std::map<ReplicaId, Address>{{0, port_of(0)}}));
  nodes.push_back(std::make_unique<Peer>(2, std::map<ReplicaId, Address>{{0, port_of(0)}, {1, port_of(1)}}));
  nodes.push_back(std::make_unique<Peer>(
      3, std::map<ReplicaId, Address>{{0, port_of(0)}, {1, port_of(1)}, {2, port_of(2)}}));
  ASSERT_TRUE(eventually([&] {
    for (ReplicaId i = 0; i < 4; ++i)
      for (ReplicaId k = 0; k < 4; ++k)
        if (i != k && !nodes[i]->has(k)) return false;
    return true;
  }));
  nodes[3]->transport->broadcast(FrameKind::consensus, bytes("to all"));
  EXPECT_TRUE(eventually([&] {
    return nodes[0]->frames.size() == 1 && nodes[1]->frames.size() == 1 && nodes[2]->frames.size() == 1;
  }));
}

TEST(Transport, APeerThatComesBackIsTakenAgain) {
  Peer first(0);
  {
    Peer second(1, {{0, first.address()}});
    ASSERT_TRUE(eventually([&] { return first.has(1); }));
  }
  ASSERT_TRUE(eventually([&] { return !first.has(1); }));
  Peer again(1, {{0, first.address()}});
  EXPECT_TRUE(eventually([&] { return first.has(1) && again.has(0); }));
  EXPECT_EQ(first.duplicate_of_peer.size(), 0u);
}

TEST(Transport, LongFramesArriveWhole) {
  Peer first(0);
  Peer second(1, {{0, first.address()}});
  ASSERT_TRUE(eventually([&] { return second.has(0); }));
  Bytes body(frame_cap(FrameKind::block_reply));
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<std::byte>(i * 31);
  second.transport->send(0, FrameKind::block_reply, std::make_shared<const Bytes>(body));
  ASSERT_TRUE(eventually([&] { return first.frames.size() == 1; }));
  EXPECT_EQ(first.frames.all()[0].body, body);
}

TEST(TransportStrangers, AKeyThatIsNoValidatorIsRefused) {
  Peer node(0);
  Stranger stranger(node.transport->port());
  stranger.handshake();
  stranger.send(FrameKind::hello, stranger.hello(world::kNobody));
  EXPECT_TRUE(stranger.refused());
  EXPECT_EQ(node.connected.size(), 0u);
}

TEST(TransportStrangers, AnotherChainIsRefused) {
  Peer node(0);
  Stranger stranger(node.transport->port());
  stranger.handshake();
  stranger.send(FrameKind::hello, stranger.hello(validator_key(1), ChainId{}));
  EXPECT_TRUE(stranger.refused());
}

TEST(TransportStrangers, AHelloOfAnotherConnectionIsRefused) {
  Peer node(0);
  Stranger first(node.transport->port());
  first.handshake();
  const Hello recorded = first.hello(validator_key(1));
  Stranger second(node.transport->port());
  second.handshake();
  second.send(FrameKind::hello, recorded);
  EXPECT_TRUE(second.refused());
  EXPECT_EQ(node.connected.size(), 0u);
}

TEST(TransportStrangers, AHelloSentBackToItsAuthorIsRefused) {
  Peer node(0);
  Stranger stranger(node.transport->port());
  stranger.handshake();
  const auto theirs = stranger.read();
  ASSERT_TRUE(theirs && theirs->first == FrameKind::hello);
  stranger.frame(static_cast<std::uint32_t>(theirs->second.size()), 0, theirs->second);
  EXPECT_TRUE(stranger.refused());
}

TEST(TransportStrangers, AHelloInTheOtherRoleIsRefused) {
  Peer node(0);
  Stranger stranger(node.transport->port());
  stranger.handshake();
  stranger.send(FrameKind::hello,
                stranger.hello(validator_key(1), testing::test_chain(), PeerRole::listener));
  EXPECT_TRUE(stranger.refused());
}

TEST(TransportStrangers, EveryChangedByteOfAHelloIsRefused) {
  Peer node(0);
  for (std::size_t i = 0; i < encode(Hello{}).size(); i += 5) {
    Stranger stranger(node.transport->port());
    stranger.handshake();
    Bytes body = encode(stranger.hello(validator_key(1)));
    body[i] ^= std::byte{1};
    stranger.frame(static_cast<std::uint32_t>(body.size()), 0, body);
    EXPECT_TRUE(stranger.refused()) << i;
  }
  EXPECT_EQ(node.connected.size(), 0u);
}

TEST(TransportStrangers, AFrameOf4GiBIsRefusedBeforeAndAfterTheHello) {
  Peer node(0);
  for (int kind = 0; kind < 256; kind += 5) {
    Stranger stranger(node.transport->port());
    stranger.handshake();
    stranger.frame(0xFFFFFFFFu, static_cast<std::uint8_t>(kind), {});
    EXPECT_TRUE(stranger.refused()) << kind;
  }
  for (std::uint8_t kind = 0; kind < kFrameKinds + 1; ++kind) {
    Stranger peer(node.transport->port());
    ASSERT_TRUE(peer.enter(validator_key(1)));
    peer.frame(0xFFFFFFFFu, kind, {});
    EXPECT_TRUE(peer.refused()) << int{kind};
    ASSERT_TRUE(eventually([&] { return !node.has(1); }));
  }
}

TEST(TransportStrangers, RandomBytesDoNoHarm) {
  Peer node(0);
  std::minstd_rand random(7);
  for (int round = 0; round < 30; ++round) {
    Stranger stranger(node.transport->port());
    Bytes noise(random() % 2000);
    for (auto& byte : noise) byte = static_cast<std::byte>(random());
    if (round % 2 == 0) {
      stranger.raw(noise);  // instead of TLS
    } else {
      stranger.handshake();
      stranger.frame(static_cast<std::uint32_t>(noise.size()), static_cast<std::uint8_t>(random() % 10),
                     noise);
    }
  }
  Peer peer(1, {{0, node.address()}});
  EXPECT_TRUE(eventually([&] { return node.has(1); }));
}

TEST(TransportStrangers, SilenceEndsWithTheHandshakeTime) {
  Peer node(0);
  Stranger mute(node.transport->port());
  Stranger half(node.transport->port());
  half.handshake();
  EXPECT_TRUE(half.refused());
  std::array<char, 1> byte{};
  EXPECT_FALSE(mute.read().has_value());
  (void)byte;
}

TEST(TransportStrangers, ManyOfThemDoNotKeepAPeerOut) {
  Peer node(0);
  std::vector<std::unique_ptr<Stranger>> crowd;
  for (std::size_t i = 0; i < 2 * limits::kStrangersMax; ++i)
    crowd.push_back(std::make_unique<Stranger>(node.transport->port()));
  Peer peer(1, {{0, node.address()}});
  EXPECT_TRUE(eventually([&] { return node.has(1); }));
}

TEST(Transport, TlsBelow13IsRefused) {
  Peer node(0);
  asio::io_context context;
  asio::ssl::context tls(asio::ssl::context::tls_client);
  SSL_CTX_set_max_proto_version(tls.native_handle(), TLS1_2_VERSION);
  asio::ssl::stream<tcp::socket> stream(context, tls);
  stream.next_layer().connect({asio::ip::address_v4::loopback(), node.transport->port()});
  boost::system::error_code error;
  stream.handshake(asio::ssl::stream_base::client, error);
  EXPECT_TRUE(error.failed());
}

TEST(Transport, ASecondProcessWithOneKeyIsRefusedAndReportedWhileTheFirstAnswers) {  // FISCO-BCOS#3617
  Peer node(0);
  Peer first(1, {{0, node.address()}});
  ASSERT_TRUE(eventually([&] { return node.has(1) && first.has(0); }));
  Peer second(1, {{0, node.address()}});
  ASSERT_TRUE(
      eventually([&] { return node.duplicate_of_peer.size() >= 2 && second.duplicate_of_self.size() >= 2; }));
  EXPECT_FALSE(second.has(0));
  EXPECT_TRUE(first.has(0));
  EXPECT_EQ(first.disconnected.size(), 0u) << "no flapping";
  first.transport->stop();
  EXPECT_TRUE(eventually([&] { return second.has(0); })) << "the first one is gone: the second is welcome";
}

TEST(Transport, AFrozenPeerGivesItsPlaceToItsSuccessor) {
  Peer node(0);
  Stranger frozen(node.transport->port());
  ASSERT_TRUE(frozen.enter(validator_key(1)));
  ASSERT_TRUE(eventually([&] { return node.has(1); }));
  Peer successor(1, {{0, node.address()}});
  EXPECT_TRUE(eventually([&] { return successor.has(0); }));
  EXPECT_EQ(node.duplicate_of_peer.size(), 0u);
}

TEST(Transport, ASilentPeerIsDropped) {
  Peer node(0, {}, 400);
  Stranger silent(node.transport->port());
  ASSERT_TRUE(silent.enter(validator_key(1)));
  ASSERT_TRUE(eventually([&] { return node.connected.size() == 1; }));
  EXPECT_TRUE(eventually([&] { return node.disconnected.size() == 1; }));
}

TEST(Transport, APeerThatReadsNothingCostsBoundedMemoryAndNoTimeOfOthers) {
  Peer node(0);
  Stranger deaf(node.transport->port());
  ASSERT_TRUE(deaf.enter(validator_key(1)));
  Peer other(2, {{0, node.address()}});
  ASSERT_TRUE(eventually([&] { return node.has(1) && node.has(2); }));
  const auto big = std::make_shared<const Bytes>(Bytes(4 * limits::kMiB));
  for (int i = 0; i < 100; ++i) node.transport->send(1, FrameKind::consensus, big);
  node.transport->broadcast(FrameKind::consensus, bytes("still here"));
  EXPECT_TRUE(eventually([&] { return other.frames.size() == 1; }));
}

TEST(Transport, AnAddressInUseIsSaidSo) {
  Peer node(0);
  TransportOptions options;
  options.chain = testing::test_chain();
  options.set = world::genesis().validators;
  options.listen = node.address();
  Transport second(options, validator_key(0), {});
  const auto started = second.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, Code::port_in_use);
}

TEST(Transport, ADialledAddressThatAnswersAsAnotherValidatorIsRefused) {
  Peer node(0);
  Peer confused(1, {{2, node.address()}});  // its configuration says that validator 2 is there
  Peer right(3, {{0, node.address()}});
  ASSERT_TRUE(eventually([&] { return node.has(3); }));
  EXPECT_EQ(confused.connected.size(), 0u);
}

}  // namespace
}  // namespace credence::node
