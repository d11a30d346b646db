// From a connection to a registered peer: TLS, hello, verdict, and which of two connections stays.
//
//   both    Hello      who I am, signed over this connection's exporter value
//   both    Verdict    whether I take this connection
//   both said ok: registered; frames flow
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "node/base/log.h"
#include "node/peers/transport_impl.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kProbeStep{20};

bool is_hello(FrameKind kind) { return kind == FrameKind::hello; }
bool is_verdict(FrameKind kind) { return kind == FrameKind::verdict; }
bool is_traffic(FrameKind kind) { return kind != FrameKind::hello && kind != FrameKind::verdict; }

PeerRole other(PeerRole role) { return role == PeerRole::dialer ? PeerRole::listener : PeerRole::dialer; }

std::string remote_text(Link& link) {
  boost::system::error_code error;
  const auto end = link.socket().remote_endpoint(error);
  return error ? std::string("unknown") : end.address().to_string() + ":" + std::to_string(end.port());
}

}  // namespace

asio::awaitable<bool> Transport::Impl::serve(std::shared_ptr<Link> link, std::optional<ReplicaId> expected, std::shared_ptr<Stranger> stranger) {
  const std::string remote = remote_text(*link);
  links_.insert(link);
  const auto hello = co_await exchange_hellos(link);
  bool registered = false;
  if (hello) {
    const auto peer = check_hello(*link, *hello, expected);
    if (!peer) {
      log(LogLevel::warning, "peer_refused", {{"remote", remote}, {"code", info(peer.error().code).name}, {"detail", peer.error().detail}});
      link->close("refused");
    } else {
      link->instance = hello->instance;
      const Code ours = co_await judge(link, *peer);
      const bool agreed = co_await agree(link, *peer, ours);
      if (agreed && install(link, *peer)) {
        registered = true;
        stranger.reset();
        log(LogLevel::info, "peer_connected", {{"peer", *peer}, {"remote", remote}, {"dialled", link->role() == PeerRole::dialer ? "by us" : "by it"}});
        co_await receive(link, *peer);
        uninstall(link, *peer);
        log(LogLevel::info, "peer_disconnected", {{"peer", *peer}, {"remote", remote}, {"reason", link->reason()}, {"dropped_frames", link->dropped_frames}});
      }
    }
  } else {
    log(LogLevel::info, "handshake_failed", {{"remote", remote}, {"reason", link->reason()}});
  }
  link->close("done");
  links_.erase(link);
  co_return registered;
}

asio::awaitable<std::optional<Hello>> Transport::Impl::exchange_hellos(std::shared_ptr<Link> link) {
  link->set_deadline(Clock::now() + std::chrono::milliseconds(options_.handshake_ms));
  link->watch();
  const bool secret = co_await link->handshake();
  if (!secret) co_return std::nullopt;
  const auto exporter = link->exporter();
  if (!exporter) {
    link->close(exporter.error().detail);
    co_return std::nullopt;
  }
  link->start_writing();
  Hello ours{kPeerProtocol, options_.chain, public_key_, instance_, {}};
  ours.signature = sign(key_, hello_hash(options_.chain, exporter->view(), link->role(), public_key_, instance_));
  link->send_value(FrameKind::hello, ours);
  const auto frame = co_await link->read_frame(is_hello);
  if (!frame) co_return std::nullopt;
  const auto theirs = decode<Hello>(frame->body);
  if (!theirs) {
    link->close("hello: " + theirs.error().detail);
    co_return std::nullopt;
  }
  co_return std::optional<Hello>(*theirs);
}

Result<ReplicaId> Transport::Impl::check_hello(Link& link, const Hello& hello, std::optional<ReplicaId> expected) {
  if (hello.protocol != kPeerProtocol) return fail(Code::peer_refused, "protocol " + std::to_string(hello.protocol));
  if (hello.chain != options_.chain) return fail(Code::wrong_chain, hello.chain.hex());
  const auto number = options_.set.index_of(hello.key);
  if (!number) return fail(Code::not_a_validator, hello.key.hex());
  const auto exporter = link.exporter();
  if (!exporter) return std::unexpected(exporter.error());
  const Hash32 hash = hello_hash(hello.chain, exporter->view(), other(link.role()), hello.key, hello.instance);
  if (auto good = verify(hello.key, hash, hello.signature); !good) return std::unexpected(good.error());
  if (expected && *expected != *number)
    return fail(Code::peer_refused, "validator " + std::to_string(*number) + " answers at the address of " + std::to_string(*expected));
  if (*number == options_.self) {
    if (hello.instance == instance_) return fail(Code::peer_refused, "this node itself");
    return fail(Code::duplicate_node, "another process speaks with this node's key");
  }
  return *number;
}

/// True if `existing` is the one to keep of two connections with one process.
bool Transport::Impl::stays(const Link& existing, const Link& newcomer, ReplicaId peer) const {
  if (existing.role() == newcomer.role()) return false;  // its dialler gave the old one up
  const bool existing_by_self = existing.role() == PeerRole::dialer;
  return existing_by_self == (options_.self < peer);
}

asio::awaitable<Code> Transport::Impl::judge(std::shared_ptr<Link> link, ReplicaId peer) {
  const auto existing = peers_[peer].link;
  if (!existing || existing->closed()) co_return Code::ok;
  if (existing->instance == link->instance) co_return stays(*existing, *link, peer) ? Code::peer_refused : Code::ok;
  const bool alive = co_await answers(existing);
  if (!alive) {
    existing->close("replaced by a new process of the peer");
    co_return Code::ok;
  }
  log(LogLevel::error, "duplicate_node", {{"peer", peer}, {"key", options_.set.validators[peer].key.hex()},
                                          {"refused", remote_text(*link)}, {"kept", remote_text(*existing)}});
  events_.duplicate_of_peer(peer);
  co_return Code::duplicate_node;
}

/// A pong within the time for a probe.
asio::awaitable<bool> Transport::Impl::answers(std::shared_ptr<Link> link) {
  const std::uint64_t before = link->pongs;
  const auto until = Clock::now() + std::chrono::milliseconds(options_.probe_ms);
  link->send_value(FrameKind::ping, Ping{random_(), certified});
  asio::steady_timer timer(context_);
  while (!link->closed() && link->pongs == before && Clock::now() < until && !stopping_) {
    timer.expires_after(kProbeStep);
    (void)co_await timer.async_wait(kUse);
  }
  co_return !link->closed() && link->pongs != before;
}

asio::awaitable<bool> Transport::Impl::agree(std::shared_ptr<Link> link, ReplicaId peer, Code ours) {
  link->send_value(FrameKind::verdict, Verdict{static_cast<std::uint16_t>(ours)});
  const auto frame = co_await link->read_frame(is_verdict);
  if (!frame) co_return false;
  const auto theirs = decode<Verdict>(frame->body);
  if (!theirs) {
    link->close("verdict: " + theirs.error().detail);
    co_return false;
  }
  const auto code = static_cast<Code>(theirs->code);
  if (code == Code::duplicate_node) {
    log(LogLevel::error, "duplicate_node", {{"said_by", peer}, {"detail", info(code).cause_en}, {"remedy", info(code).remedy_en}});
    peers_[peer].refused_until = Clock::now() + std::chrono::milliseconds(options_.redial_ms_max);
    events_.duplicate_of_self(peer);
  }
  if (ours != Code::ok && code == Code::ok) {  // they read our refusal before they close
    link->set_deadline(Clock::now() + std::chrono::seconds(1));
    (void)co_await link->read_frame(is_verdict);
  }
  co_return ours == Code::ok && code == Code::ok && !link->closed();
}

bool Transport::Impl::install(const std::shared_ptr<Link>& link, ReplicaId peer) {
  auto& slot = peers_[peer].link;
  if (stopping_) return false;
  if (slot && !slot->closed()) {
    if (slot->instance != link->instance || stays(*slot, *link, peer)) return false;
    slot->close("replaced");
  }
  slot = link;
  link->set_idle(std::chrono::milliseconds(options_.idle_ms));
  set_status(peer, true, std::nullopt);
  link->send_value(FrameKind::ping, Ping{random_(), certified});
  events_.connected(peer);
  return true;
}

void Transport::Impl::uninstall(const std::shared_ptr<Link>& link, ReplicaId peer) {
  if (peers_[peer].link != link) return;  // replaced
  peers_[peer].link = nullptr;
  set_status(peer, false, std::nullopt);
  if (peers_[peer].redial) peers_[peer].redial->cancel();
  events_.disconnected(peer);
}

asio::awaitable<void> Transport::Impl::receive(std::shared_ptr<Link> link, ReplicaId peer) {
  while (true) {
    auto frame = co_await link->read_frame(is_traffic);
    if (!frame) co_return;
    if (peers_[peer].link != link) co_return link->close("replaced");
    if (frame->kind != FrameKind::ping && frame->kind != FrameKind::pong) {
      events_.frame(peer, frame->kind, std::move(frame->body));
      continue;
    }
    const auto ping = decode<Ping>(frame->body);
    if (!ping) co_return link->close("ping: " + ping.error().detail);
    set_status(peer, std::nullopt, ping->certified);
    if (frame->kind == FrameKind::pong) ++link->pongs;
    else link->send_value(FrameKind::pong, Ping{ping->nonce, certified});
  }
}

void Transport::Impl::set_status(ReplicaId peer, std::optional<bool> connected, std::optional<Height> certified_there) {
  const std::lock_guard lock(status_mutex_);
  if (connected) status_[peer].connected = *connected;
  if (certified_there) status_[peer].certified = *certified_there;
}

}  // namespace credence::node
