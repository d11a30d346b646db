// SPDX-License-Identifier: Apache-2.0
// What a host without a key can do at the peer port: a peer gets in all the same.
#include "node/base/crowd.h"
#include "node/base/origin.h"
#include "tests/unit/node/transport_fixture.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::eventually;
using testing::Peer;
using testing::Stranger;
using testing::validator_key;

TEST(StrangerOrigin, IsAnAddressOrTheNetworkOfOne) {
  const auto of = [](const char* text) { return origin_of(asio::ip::make_address(text)); };
  EXPECT_EQ(of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(of("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::"));
  EXPECT_NE(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
}

TEST(StrangerCrowd, ANewcomerTakesThePlaceOfWhoRestsLongestWhereThereAreMost) {
  std::array<int, 10> c{};
  Crowd<int> crowd(Bound{6, 4});
  for (int i = 0; i < 4; ++i) crowd.enter(&c[i], "a");
  EXPECT_EQ(crowd.room_for("a").instead_of, &c[0]) << "its own";
  for (int i = 4; i < 6; ++i) crowd.enter(&c[i], "b");
  EXPECT_EQ(crowd.room_for("c").instead_of, &c[0]) << "of the greediest";
  crowd.work(&c[0]);
  EXPECT_EQ(crowd.room_for("c").instead_of, &c[1]) << "who is worked for stays";
  crowd.rest(&c[0]);
  crowd.leave(&c[1]);
  EXPECT_EQ(crowd.room_for("c").instead_of, nullptr);
  EXPECT_TRUE(crowd.room_for("c").given);
  crowd.enter(&c[6], "c");
  for (int i : {0, 2, 3, 4, 5, 6}) crowd.work(&c[i]);
  EXPECT_FALSE(crowd.room_for("d").given) << "all are worked for";
  for (int i : {0, 2, 3, 4, 5, 6}) crowd.leave(&c[i]);
  EXPECT_EQ(crowd.size(), 0u);
}

TEST(StrangerCrowd, SharesAndTurnsAreOfEachOrigin) {
  Shares shares(Bound{100, 40});
  EXPECT_TRUE(shares.take("a", 60)) << "one thing that is longer than a share";
  EXPECT_FALSE(shares.take("a", 1));
  EXPECT_TRUE(shares.take("b", 30));
  EXPECT_FALSE(shares.take("b", 11));
  EXPECT_FALSE(shares.take("c", 11)) << "in all";
  shares.give_back("a", 60);
  EXPECT_TRUE(shares.take("c", 40));
  Turns<int> turns;
  for (int i = 0; i < 5; ++i) turns.push("greedy", i);
  turns.push("modest", 100);
  EXPECT_EQ(turns.pop(), 0);
  EXPECT_EQ(turns.pop(), 100);
  for (int i = 1; i < 5; ++i) EXPECT_EQ(turns.pop(), i);
  EXPECT_TRUE(turns.empty());
}

TEST(StrangerCrowd, TheRateOfOneOriginIsNotTheRateOfAnother) {
  Rate rate(10, 5, 3);
  const auto begin = Rate::Clock::now();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(rate.take("a", begin));
  EXPECT_FALSE(rate.take("a", begin));
  EXPECT_TRUE(rate.take("b", begin));
  EXPECT_TRUE(rate.take("a", begin + std::chrono::milliseconds(110)));
  EXPECT_TRUE(rate.take("c", begin));
  EXPECT_FALSE(rate.take("d", begin)) << "no more origins are remembered";
  EXPECT_TRUE(rate.take("d", begin + std::chrono::seconds(2))) << "until one is at rest";
}

/// Opens connections from four addresses and drops them, as fast as it can.
class Flood {
 public:
  explicit Flood(std::uint16_t port)
      : thread_([this, port] {
          asio::io_context context;
          std::deque<tcp::socket> held;
          for (unsigned i = 0; !stop_; ++i) {
            boost::system::error_code error;
            tcp::socket& socket = held.emplace_back(context, tcp::v4());
            socket.non_blocking(true, error);
            socket.bind({asio::ip::make_address("127.0.0." + std::to_string(9 + i % 4)), 0}, error);
            socket.connect({asio::ip::address_v4::loopback(), port}, error);
            if (held.size() > 300) held.pop_front();
            ++opened;
          }
        }) {}
  ~Flood() {
    stop_ = true;
    thread_.join();
  }
  std::atomic<std::size_t> opened{0};

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST(StrangerPeers, AFloodOfConnectionsTakesNoPlaceOfAConfiguredPeer) {
  // nothing listens at port 9
  Peer node(0, {{1, {"127.0.0.1", 9}}}, 15'000,
            [](TransportOptions& options) { options.accepts_per_second = 20; });
  const Flood flood(node.transport->port());
  ASSERT_TRUE(eventually([&] { return flood.opened > 3'000; }));
  for (int i = 0; i < 20; ++i) {
    Stranger peer(node.transport->port());
    ASSERT_TRUE(peer.enter(validator_key(1))) << "dial " << i;
    ASSERT_TRUE(eventually([&] { return node.has(1); }));
  }
}

TEST(StrangerPeers, ConnectionsThatSayNothingTakeNoPlaceOfOthers) {
  Peer node(0, {{1, {"127.0.0.1", 9}}}, 15'000,
            [](TransportOptions& options) { options.handshake_ms = options.handshake_ms_crowded = 60'000; });
  std::vector<std::unique_ptr<Stranger>> crowd;
  for (std::size_t i = 0; i < 2 * limits::kStrangersMax; ++i)
    crowd.push_back(std::make_unique<Stranger>(node.transport->port(),
                                               ("127.0.0." + std::to_string(10 + i % 20)).c_str()));
  Stranger peer(node.transport->port());
  EXPECT_TRUE(peer.enter(validator_key(1))) << "from an address of node.toml";
  // all that come from nowhere share one rate, which the crowd has used up for a second or two
  EXPECT_TRUE(eventually([&] {
    try {
      return Stranger(node.transport->port(), "127.0.0.99").enter(validator_key(2));
    } catch (const std::exception&) {
      return false;
    }
  })) << "from one that nobody knows";
}

TEST(StrangerPeers, WhenItIsCrowdedStrangersHaveLessTime) {
  Peer node(0, {}, 15'000, [](TransportOptions& options) {
    options.handshake_ms = 600'000;
    options.handshake_ms_crowded = 100;
  });
  std::vector<std::unique_ptr<Stranger>> crowd;
  for (std::size_t i = 0; i < limits::kStrangersMax / 2; ++i)
    crowd.push_back(std::make_unique<Stranger>(node.transport->port(),
                                               ("127.0.0." + std::to_string(10 + i % 20)).c_str()));
  Stranger late(node.transport->port(), "127.0.0.99");
  EXPECT_FALSE(late.read().has_value()) << "closed";
}

TEST(StrangerPeers, AFrameThatDripsInEndsTheConnection) {
  Peer node(0, {}, 400);
  Stranger slow(node.transport->port());
  ASSERT_TRUE(slow.enter(validator_key(1)));
  ASSERT_TRUE(eventually([&] { return node.connected.size() == 1; }));
  slow.frame(100'000, static_cast<std::uint8_t>(FrameKind::block_reply), {});
  const std::byte one{1};
  for (int i = 0; i < 2'000 && node.disconnected.size() == 0; ++i) {
    slow.more(BytesView(&one, 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // the pace of the drip
  }
  EXPECT_EQ(node.disconnected.size(), 1u) << "a byte now and then is not enough";
}

TEST(StrangerPeers, WhoIsRefusedIsToldWhy) {
  Peer node(0);
  Stranger stranger(node.transport->port());
  stranger.handshake();
  stranger.send(FrameKind::hello, stranger.hello(world::kNobody));
  std::optional<Verdict> verdict;
  while (const auto got = stranger.read())
    if (got->first == FrameKind::verdict) verdict = decode<Verdict>(got->second).value();
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->code, static_cast<std::uint16_t>(Code::not_a_validator));
}

TEST(StrangerPeers, RoundTripAndClockOfAPeerAreKnown) {
  Peer first(0, {}, 400);
  Peer second(1, {{0, first.address()}}, 400);
  EXPECT_TRUE(eventually([&] {
    const auto peers = second.transport->peers();
    return peers[0].round_trip_us > 0 && std::abs(peers[0].clock_offset_ms) < 5'000;
  }));
}

}  // namespace
}  // namespace credence::node
