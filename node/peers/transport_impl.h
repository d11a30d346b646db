// The inside of the transport: who may connect, which connection stays, dialling and accepting. Includes Asio: for transport.cc and
// peer_admission.cc only.
#pragma once

#include <atomic>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include <boost/asio/io_context.hpp>

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

  std::atomic<Height> certified{0};
  std::atomic<std::uint16_t> port{0};

 private:
  struct Peer {
    std::optional<Address> address;
    std::shared_ptr<Link> link;                           // the live connection, if any
    std::unique_ptr<boost::asio::steady_timer> redial;    // wakes its dialling coroutine
    Clock::time_point refused_until{};                    // it said that our key is in use
  };
  /// Counts a connection whose end is not yet known, for as long as it lives.
  struct Strangers {
    std::size_t all = 0;
    std::map<std::string, std::size_t> by_host;
    double tokens = static_cast<double>(limits::kAcceptsPerSecondMax);
    Clock::time_point refilled = Clock::now();
  };
  struct Stranger;

  // transport.cc
  Result<void> listen();
  Async<void> accept_loop();
  Async<void> dial_loop(ReplicaId number);
  Async<bool> dial(ReplicaId number);
  Async<void> ping_loop();
  [[nodiscard]] bool take_token();
  void close_all();
  [[nodiscard]] std::chrono::milliseconds jittered(std::uint64_t ms);

  // peer_admission.cc: from a TCP connection to a registered peer, and its frames. `expected`: whom we dialled. True if it was
  // registered.
  Async<bool> serve(std::shared_ptr<Link> link, std::optional<ReplicaId> expected, std::shared_ptr<Stranger> stranger);
  Async<std::optional<Hello>> exchange_hellos(std::shared_ptr<Link> link);
  [[nodiscard]] Result<ReplicaId> check_hello(Link& link, const Hello& hello, std::optional<ReplicaId> expected);
  Async<Code> judge(std::shared_ptr<Link> link, ReplicaId peer);
  Async<bool> agree(std::shared_ptr<Link> link, ReplicaId peer, Code ours);
  Async<bool> answers(std::shared_ptr<Link> link);
  [[nodiscard]] bool stays(const Link& existing, const Link& newcomer, ReplicaId peer) const;
  [[nodiscard]] bool install(const std::shared_ptr<Link>& link, ReplicaId peer);
  void uninstall(const std::shared_ptr<Link>& link, ReplicaId peer);
  Async<void> receive(std::shared_ptr<Link> link, ReplicaId peer);
  void set_status(ReplicaId peer, std::optional<bool> connected, std::optional<Height> certified_there);

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
  std::shared_ptr<Strangers> strangers_ = std::make_shared<Strangers>();
  std::minstd_rand random_{std::random_device{}()};
  bool stopping_ = false;  // on the thread
  std::promise<void> ended_;
  std::thread thread_;

  mutable std::mutex status_mutex_;
  std::vector<PeerStatus> status_;
};

/// Leaves the count of strangers when it goes, at the latest with its connection.
struct Transport::Impl::Stranger {
  std::shared_ptr<Strangers> all;
  std::string host;
  ~Stranger() {
    --all->all;
    if (const auto at = all->by_host.find(host); at != all->by_host.end() && --at->second == 0) all->by_host.erase(at);
  }
};

}  // namespace credence::node
