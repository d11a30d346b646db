// SPDX-License-Identifier: Apache-2.0
// Reading and writing of frames. A frame's body grows as its bytes arrive, so that announcing a length costs
// nothing.
#include "node/peers/link.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "ledger/primitives/counted.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadStep = 64 * limits::kKiB;
constexpr std::size_t kWriteStep = 64 * limits::kKiB;

bool urgent(FrameKind kind) {
  return kind == FrameKind::hello || kind == FrameKind::verdict || kind == FrameKind::ping ||
         kind == FrameKind::pong || kind == FrameKind::consensus;
}

bool in_all_versions(FrameKind kind) { return kind == FrameKind::hello || kind == FrameKind::verdict; }

}  // namespace

Link::Link(asio::ip::tcp::socket socket, PeerTls& tls, PeerRole role)
    : stream_(std::move(socket), role == PeerRole::listener ? tls.server : tls.client),
      role_(role),
      watchdog_(stream_.get_executor()),
      wake_writer_(stream_.get_executor(), Clock::time_point::max()) {}

void Link::close(std::string reason) {
  if (closed_) return;
  closed_ = true;
  reason_ = std::move(reason);
  boost::system::error_code ignored;
  stream_.next_layer().close(ignored);
  watchdog_.cancel();
  wake_writer_.cancel();
  urgent_.clear();
  bulk_.clear();
  urgent_bytes_ = bulk_bytes_ = 0;
}

void Link::set_idle(std::chrono::milliseconds idle) {
  idle_ = idle;
  deadline_ = Clock::now() + idle;
}

void Link::watch() {
  asio::co_spawn(
      stream_.get_executor(), [self = shared_from_this()] { return self->watch_loop(); }, asio::detached);
}

asio::awaitable<void> Link::watch_loop() {
  const auto self = shared_from_this();
  while (!closed_) {
    if (Clock::now() >= deadline_) {
      close(idle_.count() > 0 ? "idle" : "handshake took too long");
      break;
    }
    // the deadline may move nearer
    watchdog_.expires_at(std::min(deadline_, Clock::now() + std::chrono::seconds(1)));
    (void)co_await watchdog_.async_wait(kUse);
  }
}

asio::awaitable<bool> Link::handshake() {
  boost::system::error_code ignored;
  socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto side =
      role_ == PeerRole::listener ? asio::ssl::stream_base::server : asio::ssl::stream_base::client;
  const auto [error] = co_await stream_.async_handshake(side, kUse);
  if (error) close("TLS: " + error.message());
  co_return !closed_;
}

asio::awaitable<bool> Link::read_exactly(std::byte* out, std::size_t size) {
  while (size > 0 && !closed_) {
    const auto [error, got] = co_await stream_.async_read_some(asio::buffer(out, size), kUse);
    if (error) {
      close(error.message());
      break;
    }
    out += got;
    size -= got;
  }
  co_return !closed_;
}

asio::awaitable<std::optional<Frame>> Link::read_frame(bool (*expected)(FrameKind)) {
  std::array<std::byte, kFrameHeaderBytes> header{};
  const bool begun = co_await read_exactly(header.data(), header.size());
  if (!begun) co_return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length |= std::to_integer<std::size_t>(header[i]) << (8 * i);
  const auto raw_kind = std::to_integer<std::uint8_t>(header[4]);
  const auto kind = static_cast<FrameKind>(raw_kind);
  if (raw_kind >= kFrameKinds || !expected(kind)) {
    close("unexpected frame of kind " + std::to_string(raw_kind));
    co_return std::nullopt;
  }
  if (length > frame_cap(kind)) {
    close("frame too long: kind " + std::to_string(raw_kind) + ", " + counted(length, "byte", "bytes"));
    co_return std::nullopt;
  }
  const auto time_for = std::chrono::milliseconds(1000 * length / limits::kPeerBytesPerSecondMin);
  if (idle_.count() > 0) deadline_ = Clock::now() + idle_ + time_for;
  Frame frame;
  frame.kind = kind;
  while (frame.body.size() < length) {
    const std::size_t have = frame.body.size();
    const std::size_t step = std::min(length - have, kReadStep);
    frame.body.resize(have + step);
    const bool more = co_await read_exactly(frame.body.data() + have, step);
    if (!more) co_return std::nullopt;
  }
  if (idle_.count() > 0) deadline_ = Clock::now() + idle_;
  if (in_all_versions(kind)) co_return std::optional<Frame>(std::move(frame));
  auto body = read_from(version_, kind, std::move(frame.body));
  if (!body) {
    close("kind " + std::to_string(raw_kind) + ": " + body.error().detail);
    co_return std::nullopt;
  }
  frame.body = *std::move(body);
  co_return std::optional<Frame>(std::move(frame));
}

void Link::send(FrameKind kind, SharedBytes body) {
  if (closed_) return;
  if (!in_all_versions(kind)) body = written_for(version_, kind, std::move(body));
  CREDENCE_ASSERT(body->size() <= frame_cap(kind));
  Outgoing out{kind, std::move(body)};
  const std::size_t size = out.size();
  if (urgent(kind)) {
    while (!urgent_.empty() && (urgent_bytes_ + size > limits::kPeerOutboxBytesMax ||
                                urgent_.size() >= limits::kPeerOutboxFramesMax)) {
      urgent_bytes_ -= urgent_.front().size();
      urgent_.pop_front();
      ++dropped_frames;
    }
    urgent_bytes_ += size;
    urgent_.push_back(std::move(out));
  } else {
    if (bulk_bytes_ + size > limits::kPeerOutboxBytesMax || bulk_.size() >= limits::kPeerOutboxFramesMax) {
      ++dropped_frames;
      return;
    }
    bulk_bytes_ += size;
    bulk_.push_back(std::move(out));
  }
  wake_writer_.cancel();
}

void Link::start_writing() {
  asio::co_spawn(
      stream_.get_executor(), [self = shared_from_this()] { return self->write_loop(); }, asio::detached);
}

/// Takes frames, the urgent ones first, until about `kWriteStep` bytes are together: few TLS records for many
/// small frames.
void Link::gather(Bytes& out) {
  out.clear();
  while (out.size() < kWriteStep && (!urgent_.empty() || !bulk_.empty())) {
    const bool first = !urgent_.empty();
    Queue& queue = first ? urgent_ : bulk_;
    const Outgoing& next = queue.front();
    const auto length = static_cast<std::uint32_t>(next.body->size());
    for (std::size_t i = 0; i < 4; ++i) out.push_back(static_cast<std::byte>(length >> (8 * i)));
    out.push_back(static_cast<std::byte>(next.kind));
    out.insert(out.end(), next.body->begin(), next.body->end());
    (first ? urgent_bytes_ : bulk_bytes_) -= next.size();
    queue.pop_front();
  }
}

asio::awaitable<void> Link::write_loop() {
  const auto self = shared_from_this();
  Bytes buffer;
  while (!closed_) {
    if (urgent_.empty() && bulk_.empty()) {
      if (buffer.capacity() > 4 * kWriteStep) Bytes().swap(buffer);
      wake_writer_.expires_at(Clock::time_point::max());
      (void)co_await wake_writer_.async_wait(kUse);
      continue;
    }
    gather(buffer);
    const auto [error, written] = co_await asio::async_write(stream_, asio::buffer(buffer), kUse);
    if (error) close(error.message());
  }
}

}  // namespace credence::node
