// SPDX-License-Identifier: Apache-2.0
// A transport in a test's hands, and a stranger that speaks to it by hand.
#pragma once

#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "node/peers/tls.h"
#include "node/peers/transport.h"
#include "tests/unit/node/fixture.h"

namespace credence::node::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A transport and what it reported.
struct Peer {
  struct Got {
    ReplicaId from;
    FrameKind kind;
    Bytes body;
  };
  Collected<Got> frames;
  Collected<ReplicaId> connected, disconnected, duplicate_of_peer, duplicate_of_self;
  std::unique_ptr<Transport> transport;

  explicit Peer(ReplicaId self, std::map<ReplicaId, Address> peers = {}, std::uint64_t idle_ms = 15'000,
                const std::function<void(TransportOptions&)>& change = {}) {
    TransportOptions options;
    options.chain = test_chain();
    options.set = world::genesis().validators;
    options.self = self;
    options.listen = {"127.0.0.1", 0};
    options.peers = std::move(peers);
    options.handshake_ms = 1'500;
    options.probe_ms = 500;
    options.redial_ms_min = 20;
    options.redial_ms_max = 200;
    options.idle_ms = idle_ms;
    options.ping_ms = idle_ms / 4;
    options.accepts_per_second = 1'000;  // most of these tests are the only stranger, and in a hurry
    if (change) change(options);
    TransportEvents events;
    events.frame = [this](ReplicaId from, FrameKind kind, Bytes body) {
      frames.add({from, kind, std::move(body)});
    };
    events.connected = [this](ReplicaId peer) { connected.add(peer); };
    events.disconnected = [this](ReplicaId peer) { disconnected.add(peer); };
    events.duplicate_of_peer = [this](ReplicaId peer) { duplicate_of_peer.add(peer); };
    events.duplicate_of_self = [this](ReplicaId peer) { duplicate_of_self.add(peer); };
    transport = std::make_unique<Transport>(std::move(options), validator_key(self), std::move(events));
    EXPECT_TRUE(transport->start());
  }
  Address address() const { return {"127.0.0.1", transport->port()}; }
  bool has(ReplicaId peer) const {
    for (const auto& status : transport->peers())
      if (status.number == peer) return status.connected;
    return false;
  }
};

inline SharedBytes bytes(std::string_view text) {
  const auto view = bytes_of(text);
  return std::make_shared<const Bytes>(view.begin(), view.end());
}

/// Speaks to a transport by hand.
class Stranger {
 public:
  /// From an address of this machine: 127.0.0.0/8 is all of it.
  explicit Stranger(std::uint16_t port, const char* from = "127.0.0.1") : stream_(context_, tls_->client) {
    stream_.next_layer().open(tcp::v4());
    stream_.next_layer().bind({asio::ip::make_address(from), 0});
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    const timeval limit{20, 0};  // a test that hangs says so
    ::setsockopt(stream_.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  void handshake() { stream_.handshake(asio::ssl::stream_base::client); }
  void raw(BytesView data) {
    boost::system::error_code ignored;
    asio::write(stream_.next_layer(), asio::buffer(data.data(), data.size()), ignored);
  }
  void frame(std::uint32_t length, std::uint8_t kind, BytesView body) {
    Bytes out;
    for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::byte>(length >> (8 * i)));
    out.push_back(static_cast<std::byte>(kind));
    out.insert(out.end(), body.begin(), body.end());
    boost::system::error_code ignored;
    asio::write(stream_, asio::buffer(out), ignored);
  }
  /// More of a frame's body.
  void more(BytesView data) {
    boost::system::error_code ignored;
    asio::write(stream_, asio::buffer(data.data(), data.size()), ignored);
  }
  template <class T>
  void send(FrameKind kind, const T& value) {
    const Bytes body = encode(value);
    frame(static_cast<std::uint32_t>(body.size()), static_cast<std::uint8_t>(kind), body);
  }
  Hello hello(const SecretKey& key, const ChainId& chain = test_chain(), PeerRole role = PeerRole::dialer,
              const ProgramSaid& program = this_program()) {
    Hello out{chain, key.public_key(), *new_instance(), program, {}};
    out.signature = sign(key, hello_hash(out, exporter_value(stream_.native_handle())->view(), role));
    return out;
  }
  /// The next frame, or nothing when the other side closed.
  std::optional<std::pair<FrameKind, Bytes>> read() {
    std::array<std::byte, kFrameHeaderBytes> head{};
    boost::system::error_code error;
    asio::read(stream_, asio::buffer(head), error);
    if (error) return std::nullopt;
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size |= std::to_integer<std::size_t>(head[i]) << (8 * i);
    Bytes body(size);
    asio::read(stream_, asio::buffer(body), error);
    if (error) return std::nullopt;
    return std::pair(static_cast<FrameKind>(head[4]), std::move(body));
  }
  /// Reads until the other side closes; false if it accepted this connection before.
  bool refused() {
    while (auto got = read())
      if (got->first == FrameKind::verdict && decode<Verdict>(got->second)->code == 0) return false;
    return true;
  }
  bool accepted() {
    while (auto got = read())
      if (got->first == FrameKind::verdict) return decode<Verdict>(got->second)->code == 0;
    return false;
  }
  /// The whole way in.
  bool enter(const SecretKey& key) {
    handshake();
    send(FrameKind::hello, hello(key));
    if (!accepted()) return false;
    send(FrameKind::verdict, Verdict{0});
    return true;
  }

 private:
  std::unique_ptr<PeerTls> tls_ = *make_peer_tls();
  asio::io_context context_;
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace credence::node::testing
