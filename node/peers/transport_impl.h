// SPDX-License-Identifier: Apache-2.0
// The inside of the transport: who may connect, which connection stays, dialling and accepting. Includes
// Asio: for transport.cc and admission.cc only.
#pragma once

#include <atomic>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include <boost/asio/io_context.hpp>

#include "node/base/crowd.h"
#include "node/peers/link.h"
#include "node/peers/transport.h"

namespace credence::node {

class Transport::Impl {
 public:
  using Clock = Link::Clock;
  template <class T>
  using Async = boost::asio::awaitable<T>;

  Impl(TransportOptions options, SecretKey key, TransportEvents events);
  ~Impl();

  [[nodiscard]] Result<void> start();
  void stop();
  void send(std::optional<ReplicaId> to, FrameKind kind, SharedBytes body);
  [[nodiscard]] std::vector<PeerStatus> peers() const;

  void set_certified(Height height);
  std::atomic<std::uint16_t> port{0};

 private:
  struct Peer {
    std::optional<Address> address;
    std::shared_ptr<Link> link;                         // the live connection, if any
    std::unique_ptr<boost::asio::steady_timer> redial;  // wakes its dialling coroutine
    Clock::time_point refused_until{};                  // it said that our key is in use
    std::set<std::string> origins;                      // of its address, as it was resolved last
    // why it could not be reached, and when that was said
    std::string trouble;
    Clock::time_point trouble_at{};
  };
  using Door = Crowd<Link>;  // of connections whose other end is not yet known
  struct Stranger;

  // transport.cc
  Result<void> listen();
  Async<void> accept_loop();
  Async<void> dial_loop(ReplicaId number);
  Async<bool> dial(ReplicaId number);
  Async<void> ping_loop();
  Async<void> tell_observers();
  [[nodiscard]] std::shared_ptr<Stranger> admit(const std::shared_ptr<Link>& link);
  [[nodiscard]] bool expects(const std::string& origin) const;
  void note_trouble(ReplicaId number, std::string_view event, const std::string& reason);
  [[nodiscard]] std::string name_of(ReplicaId peer) const;
  void ping(Link& link);
  [[nodiscard]] static std::uint64_t utc_ms();
  void close_all();
  [[nodiscard]] std::chrono::milliseconds jittered(std::uint64_t ms);

  // admission.cc: from a TCP connection to a registered peer, and its frames. `expected`: whom we dialled.
  // True if it was registered.
  Async<bool> serve(std::shared_ptr<Link> link, std::optional<ReplicaId> expected,
                    std::shared_ptr<Stranger> stranger);
  Async<std::optional<Hello>> exchange_hellos(std::shared_ptr<Link> link);
  Async<void> turn_away(std::shared_ptr<Link> link, const std::string& remote, const std::string& name,
                        Error why);
  [[nodiscard]] Result<ReplicaId> check_hello(Link& link, const Hello& hello,
                                              std::optional<ReplicaId> expected);
  Async<Code> judge(std::shared_ptr<Link> link, ReplicaId peer);
  Async<bool> agree(std::shared_ptr<Link> link, ReplicaId peer, Code ours);
  Async<bool> answers(std::shared_ptr<Link> link);
  [[nodiscard]] bool stays(const Link& existing, const Link& newcomer, ReplicaId peer) const;
  [[nodiscard]] bool install(const std::shared_ptr<Link>& link, ReplicaId peer);
  void uninstall(const std::shared_ptr<Link>& link, ReplicaId peer);
  Async<void> receive(std::shared_ptr<Link> link, ReplicaId peer);
  void on_pong(Link& link, ReplicaId peer, const Ping& pong);
  template <class F>
  void update(ReplicaId peer, F change) {
    const std::lock_guard lock(status_mutex_);
    change(status_[peer]);
  }

  boost::asio::io_context context_{1};
  const TransportOptions options_;
  const SecretKey key_;
  const PublicKey public_key_;
  const TransportEvents events_;
  Instance instance_;
  std::unique_ptr<PeerTls> tls_;
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  std::unique_ptr<boost::asio::steady_timer> ping_timer_;
  std::vector<Peer> peers_;
  std::set<std::shared_ptr<Link>> links_;  // all of them, for a clean end
  Door strangers_{Bound{limits::kStrangersMax, limits::kStrangersPerOriginMax}};
  Door expected_{Bound{limits::kStrangersMax, limits::kStrangersPerOriginMax}};  // from addresses of peers
  Rate rate_of_each_{options_.accepts_per_second, limits::kAcceptsPerOriginMax,
                     limits::kOriginsRememberedMax};
  Rate rate_of_all_{limits::kAcceptsPerSecondMax, limits::kAcceptsPerSecondMax, 1};
  std::atomic<Height> certified_{0};
  std::atomic<bool> telling_{false};
  std::minstd_rand random_{std::random_device{}()};
  bool stopping_ = false;  // on the thread
  std::promise<void> ended_;
  std::thread thread_;

  mutable std::mutex status_mutex_;
  std::vector<PeerStatus> status_;
};

/// Its place at the door, until it is known or gone.
struct Transport::Impl::Stranger {
  Door& door;
  Link* link;
  ~Stranger() { door.leave(link); }
};

}  // namespace credence::node
