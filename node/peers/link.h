// SPDX-License-Identifier: Apache-2.0
// One TLS connection with a peer or a stranger: frames in, frames out, a watchdog. Internal to the transport
// (it includes Asio).
//
// Ownership and threads: shared by the coroutines that use it; all on the transport's thread.
#pragma once

#include <deque>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include "node/peers/tls.h"
#include "node/peers/wire.h"

namespace credence::node {

struct Frame {
  FrameKind kind = FrameKind::hello;
  Bytes body;
};

class Link : public std::enable_shared_from_this<Link> {
 public:
  using Clock = std::chrono::steady_clock;

  Link(boost::asio::ip::tcp::socket socket, PeerTls& tls, PeerRole role);

  [[nodiscard]] PeerRole role() const { return role_; }
  [[nodiscard]] boost::asio::ip::tcp::socket& socket() { return stream_.next_layer(); }
  [[nodiscard]] bool closed() const { return closed_; }
  /// Why it was closed: "idle", "frame_too_long", "end of file", …
  [[nodiscard]] const std::string& reason() const { return reason_; }
  void close(std::string reason);

  /// Closes the link at this time unless it is set again.
  void set_deadline(Clock::time_point deadline) { deadline_ = deadline; }
  /// From now on every frame must begin within `idle` of the one before, and come in at
  /// kPeerBytesPerSecondMin at least.
  void set_idle(std::chrono::milliseconds idle);
  /// Begins to watch the deadline. To be called once.
  void watch();

  [[nodiscard]] boost::asio::awaitable<bool> handshake();
  [[nodiscard]] Result<Hash32> exporter() { return exporter_value(stream_.native_handle()); }
  /// Begins to write what is sent. To be called once, after the handshake.
  void start_writing();

  /// The version of the messages from here on: of all but hello and verdict.
  void speak(std::uint16_t version) { version_ = version; }
  [[nodiscard]] std::uint16_t version() const { return version_; }

  /// Only the kinds that `expected` takes; anything else closes the link. Nothing when it is closed.
  [[nodiscard]] boost::asio::awaitable<std::optional<Frame>> read_frame(bool (*expected)(FrameKind));
  void send(FrameKind kind, SharedBytes body);
  template <class T>
  void send_value(FrameKind kind, const T& value) {
    send(kind, std::make_shared<const Bytes>(encode(value)));
  }

  // What the transport remembers of it.
  Instance instance;
  std::shared_ptr<const ProgramSaid> program;
  std::chrono::milliseconds patience{0};  // from its begin to the verdict
  std::uint64_t pongs = 0;
  std::uint64_t ping_nonce = 0;  // of the last ping, and when it was sent
  Clock::time_point ping_sent{};
  std::size_t dropped_frames = 0;

 private:
  struct Outgoing {
    FrameKind kind = FrameKind::hello;
    SharedBytes body;
    [[nodiscard]] std::size_t size() const { return body->size() + kFrameHeaderBytes; }
  };
  using Queue = std::deque<Outgoing>;

  boost::asio::awaitable<bool> read_exactly(std::byte* out, std::size_t size);
  boost::asio::awaitable<void> write_loop();
  boost::asio::awaitable<void> watch_loop();
  void gather(Bytes& out);

  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  const PeerRole role_;
  bool closed_ = false;
  std::uint16_t version_ = 0;  // 0: it was not agreed on
  std::string reason_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::chrono::milliseconds idle_{0};
  boost::asio::steady_timer watchdog_, wake_writer_;
  Queue urgent_, bulk_;
  std::size_t urgent_bytes_ = 0, bulk_bytes_ = 0;
};

}  // namespace credence::node
