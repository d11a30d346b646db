// SPDX-License-Identifier: Apache-2.0
// Accepting, dialling, pinging, and the thread.
#include "node/peers/transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "node/base/log.h"
#include "node/base/loop.h"
#include "node/base/origin.h"
#include "node/peers/transport_impl.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kStopMax{3};
constexpr std::chrono::milliseconds kSecondDialDelay{300};  // the higher number lets the lower one dial first
constexpr std::chrono::milliseconds kTellDelay{100};        // so long several new blocks are told as one
constexpr std::chrono::seconds kTroubleEvery{60};           // the same trouble with a peer is said so often

}  // namespace

Transport::Impl::Impl(TransportOptions options, SecretKey key, TransportEvents events)
    : options_(std::move(options)),
      key_(std::move(key)),
      public_key_(key_.public_key()),
      events_(std::move(events)),
      peers_(options_.set.size()) {
  status_.resize(peers_.size());
  for (std::size_t i = 0; i < status_.size(); ++i) status_[i].number = static_cast<ReplicaId>(i);
  for (const auto& [number, address] : options_.peers) {
    if (number >= peers_.size() || number == options_.self) continue;
    peers_[number].address = address;
    boost::system::error_code name;
    if (const auto numeric = asio::ip::make_address(address.host, name); !name)
      peers_[number].origins.insert(origin_of(numeric));
  }
}

Transport::Impl::~Impl() { stop(); }

Result<void> Transport::Impl::start() {
  auto instance = new_instance();
  if (!instance) return std::unexpected(instance.error());
  instance_ = *instance;
  auto tls = make_peer_tls();
  if (!tls) return std::unexpected(tls.error());
  tls_ = *std::move(tls);
  if (auto done = listen(); !done) return done;
  ping_timer_ = std::make_unique<asio::steady_timer>(context_);
  asio::co_spawn(context_, accept_loop(), asio::detached);
  asio::co_spawn(context_, ping_loop(), asio::detached);
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    if (!peers_[i].address) continue;
    peers_[i].redial = std::make_unique<asio::steady_timer>(context_);
    asio::co_spawn(context_, dial_loop(static_cast<ReplicaId>(i)), asio::detached);
  }
  thread_ = std::thread([this] {
    name_thread("peers");
    context_.run();
    ended_.set_value();
  });
  return {};
}

Result<void> Transport::Impl::listen() {
  boost::system::error_code error;
  tcp::resolver resolver(context_);
  const auto found = resolver.resolve(options_.listen.host, std::to_string(options_.listen.port),
                                      tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) return fail(Code::port_in_use, options_.listen.text() + ": " + error.message());
  const tcp::endpoint end = found.begin()->endpoint();
  acceptor_.open(end.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(end, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(Code::port_in_use, "peers, " + options_.listen.text() + ": " + error.message());
  port = acceptor_.local_endpoint(error).port();
  return {};
}

void Transport::Impl::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] { close_all(); });
  // Every coroutine comes to its end at once, unless it waits for a slow name server.
  if (ended_.get_future().wait_for(kStopMax) != std::future_status::ready) context_.stop();
  thread_.join();
}

void Transport::Impl::close_all() {
  stopping_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  ping_timer_->cancel();
  for (auto& peer : peers_)
    if (peer.redial) peer.redial->cancel();
  for (const auto& link : std::set(links_)) link->close("shutting down");
}

bool Transport::Impl::expects(const std::string& origin) const {
  return std::ranges::any_of(peers_, [&](const Peer& peer) { return peer.origins.contains(origin); });
}

/// A place for a connection that was just accepted; nothing if there is none.
std::shared_ptr<Transport::Impl::Stranger> Transport::Impl::admit(const std::shared_ptr<Link>& link) {
  boost::system::error_code unknown;
  const auto end = link->socket().remote_endpoint(unknown);
  const std::string origin = unknown ? std::string() : origin_of(end.address());
  const bool expected = expects(origin);
  Door& door = expected ? expected_ : strangers_;
  const auto now = Clock::now();
  const bool often = !rate_of_each_.take(origin, now) || (!expected && !rate_of_all_.take("", now));
  const auto room = often ? Door::Room{} : door.room_for(origin);
  if (!room.given) {
    log(LogLevel::warning, "stranger_refused",
        {{"host", origin}, {"waiting", door.size()}, {"reason", often ? "too often" : "too many"}});
    return nullptr;
  }
  if (room.instead_of != nullptr) {
    door.leave(room.instead_of);
    room.instead_of->close("made room for another");
  }
  door.enter(link.get(), origin);
  const bool crowded = !expected && 2 * door.size() > limits::kStrangersMax;
  link->patience = std::chrono::milliseconds(crowded ? options_.handshake_ms_crowded : options_.handshake_ms);
  return std::make_shared<Stranger>(door, link.get());
}

asio::awaitable<void> Transport::Impl::accept_loop() {
  asio::steady_timer pause(context_);
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(kUse);
    if (stopping_) co_return;
    if (error) {  // no more file descriptors, or the like: do not spin
      log(LogLevel::warning, "accept_failed", {{"reason", error.message()}});
      pause.expires_after(std::chrono::milliseconds(100));
      (void)co_await pause.async_wait(kUse);
      continue;
    }
    auto link = std::make_shared<Link>(std::move(socket), *tls_, PeerRole::listener);
    auto stranger = admit(link);
    if (!stranger) continue;  // the socket closes
    asio::co_spawn(context_, serve(std::move(link), std::nullopt, std::move(stranger)),
                   [](const std::exception_ptr&, bool) {});
  }
}

std::chrono::milliseconds Transport::Impl::jittered(std::uint64_t ms) {
  return std::chrono::milliseconds(ms / 2 + std::uniform_int_distribution<std::uint64_t>(0, ms)(random_));
}

asio::awaitable<void> Transport::Impl::dial_loop(ReplicaId number) {
  Peer& peer = peers_[number];
  std::uint64_t delay_ms = options_.redial_ms_min;
  if (options_.self > number) {
    peer.redial->expires_after(kSecondDialDelay);
    (void)co_await peer.redial->async_wait(kUse);
  }
  while (!stopping_) {
    if (peer.link) {
      peer.redial->expires_at(Clock::time_point::max());
      (void)co_await peer.redial->async_wait(kUse);
      continue;
    }
    const bool was_registered = co_await dial(number);
    if (stopping_) co_return;
    delay_ms = was_registered ? options_.redial_ms_min : std::min(delay_ms * 2, options_.redial_ms_max);
    auto wait = jittered(delay_ms);
    if (peer.refused_until > Clock::now())
      wait = std::max(
          wait, std::chrono::duration_cast<std::chrono::milliseconds>(peer.refused_until - Clock::now()));
    peer.redial->expires_after(wait);
    (void)co_await peer.redial->async_wait(kUse);
  }
}

asio::awaitable<bool> Transport::Impl::dial(ReplicaId number) {
  const Address address = *peers_[number].address;
  tcp::resolver resolver(context_);
  const auto [not_found, ends] = co_await resolver.async_resolve(address.host, std::to_string(address.port),
                                                                 tcp::resolver::numeric_service, kUse);
  if (stopping_) co_return false;
  if (not_found || ends.empty()) {
    note_trouble(number, "peer_unresolved", not_found ? not_found.message() : "no address");
    co_return false;
  }
  peers_[number].origins.clear();
  for (const auto& end : ends) peers_[number].origins.insert(origin_of(end.endpoint().address()));
  auto link = std::make_shared<Link>(tcp::socket(context_), *tls_, PeerRole::dialer);
  links_.insert(link);
  link->patience = std::chrono::milliseconds(options_.handshake_ms);
  link->set_deadline(Clock::now() + link->patience);
  const auto watched = link;
  asio::steady_timer limit(context_, std::chrono::milliseconds(options_.handshake_ms));
  limit.async_wait([weak = std::weak_ptr(watched)](const boost::system::error_code& cancelled) {
    if (const auto late = weak.lock(); late && !cancelled) late->close("connecting took too long");
  });
  boost::system::error_code failed = asio::error::host_not_found;
  for (const auto& end : ends) {
    if (link->closed()) break;
    boost::system::error_code ignored;
    link->socket().close(ignored);
    const auto [error] = co_await link->socket().async_connect(end.endpoint(), kUse);
    failed = error;
    if (!failed) break;
  }
  limit.cancel();
  if (failed || link->closed() || stopping_) {
    if (!stopping_) note_trouble(number, "dial_failed", failed ? failed.message() : link->reason());
    link->close("not connected");
    links_.erase(link);
    co_return false;
  }
  const bool registered = co_await serve(link, number, nullptr);
  co_return registered;
}

std::string Transport::Impl::name_of(ReplicaId peer) const {
  return std::string(std::string_view(options_.set.validators[peer].name_en));
}

/// Once, and again when it is another trouble or a minute has passed.
void Transport::Impl::note_trouble(ReplicaId number, std::string_view event, const std::string& reason) {
  Peer& peer = peers_[number];
  const std::string trouble = std::string(event) + " " + reason;
  const auto now = Clock::now();
  if (peer.trouble == trouble && now < peer.trouble_at + kTroubleEvery) return;
  peer.trouble = trouble;
  peer.trouble_at = now;
  log(LogLevel::warning, event,
      {{"peer", number}, {"name", name_of(number)}, {"address", peer.address->text()}, {"reason", reason}});
}

std::uint64_t Transport::Impl::utc_ms() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

void Transport::Impl::ping(Link& link) {
  link.ping_nonce = random_();
  link.ping_sent = Clock::now();
  link.send_value(FrameKind::ping, Ping{link.ping_nonce, certified_, utc_ms()});
}

void Transport::Impl::set_certified(Height height) {
  if (certified_.exchange(height) >= height || telling_.exchange(true)) return;
  asio::post(context_, [this] { asio::co_spawn(context_, tell_observers(), asio::detached); });
}

/// Who observes learns of new blocks by pings alone.
asio::awaitable<void> Transport::Impl::tell_observers() {
  asio::steady_timer timer(context_, kTellDelay);
  (void)co_await timer.async_wait(kUse);
  telling_ = false;
  for (std::size_t i = options_.voters; i < peers_.size() && !stopping_; ++i)
    if (peers_[i].link) ping(*peers_[i].link);
}

asio::awaitable<void> Transport::Impl::ping_loop() {
  while (!stopping_) {
    ping_timer_->expires_after(std::chrono::milliseconds(options_.ping_ms));
    (void)co_await ping_timer_->async_wait(kUse);
    for (const auto& peer : peers_)
      if (peer.link) ping(*peer.link);
  }
}

void Transport::Impl::send(std::optional<ReplicaId> to, FrameKind kind, SharedBytes body) {
  asio::post(context_, [this, to, kind, body = std::move(body)] {
    for (std::size_t i = 0; i < peers_.size(); ++i)
      if (peers_[i].link && (!to || *to == i)) peers_[i].link->send(kind, body);
  });
}

std::vector<PeerStatus> Transport::Impl::peers() const {
  const std::lock_guard lock(status_mutex_);
  return status_;
}

Transport::Transport(TransportOptions options, SecretKey key, TransportEvents events)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(key), std::move(events))) {}
Transport::~Transport() = default;
Result<void> Transport::start() { return impl_->start(); }
void Transport::stop() { impl_->stop(); }
void Transport::send(ReplicaId to, FrameKind kind, SharedBytes body) {
  impl_->send(to, kind, std::move(body));
}
void Transport::broadcast(FrameKind kind, SharedBytes body) {
  impl_->send(std::nullopt, kind, std::move(body));
}
void Transport::set_certified(Height height) { impl_->set_certified(height); }
std::vector<PeerStatus> Transport::peers() const { return impl_->peers(); }
std::uint16_t Transport::port() const { return impl_->port; }

}  // namespace credence::node
