// SPDX-License-Identifier: Apache-2.0
// From a connection to a registered peer: TLS, hello, verdict, and which of two connections stays.
//
//   both    Hello      who I am and which versions I speak, signed over this connection's exporter value
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

asio::awaitable<bool> Transport::Impl::serve(std::shared_ptr<Link> link, std::optional<ReplicaId> expected,
                                             std::shared_ptr<Stranger> stranger) {
  const std::string remote = remote_text(*link);
  // However it ends, also by want of memory, nothing stays that stands for this connection.
  struct Ending {
    Impl& transport;
    std::shared_ptr<Link> link;
    std::optional<ReplicaId> registered;
    ~Ending() {
      link->close("done");
      transport.links_.erase(link);
      if (registered) transport.uninstall(link, *registered);
    }
  } ending{*this, link, std::nullopt};
  links_.insert(link);
  const auto hello = co_await exchange_hellos(link);
  if (!hello) {
    if (expected)
      note_trouble(*expected, "handshake_failed", link->reason());
    else
      log(LogLevel::info, "handshake_failed", {{"remote", remote}, {"reason", link->reason()}});
    co_return false;
  }
  const auto peer = check_hello(*link, *hello, expected);
  if (!peer) {
    const auto number = options_.set.index_of(hello->key);
    const std::string name = number ? name_of(*number) : "key " + hello->key.hex();
    Error why = peer.error();
    co_await turn_away(link, remote, name, std::move(why));
    co_return false;
  }
  link->instance = hello->instance;
  link->program = std::make_shared<const ProgramSaid>(hello->program);
  link->speak(options_.program.speaks.common(hello->program.speaks));
  const Code ours = co_await judge(link, *peer);
  const bool agreed = co_await agree(link, *peer, ours);
  if (!agreed || !install(link, *peer)) co_return false;
  ending.registered = *peer;
  stranger.reset();
  log(LogLevel::info, "peer_connected",
      {{"peer", *peer},
       {"name", name_of(*peer)},
       {"remote", remote},
       {"dialled", link->role() == PeerRole::dialer ? "by us" : "by it"},
       {"program", std::string_view(hello->program.version)},
       {"messages", link->version()}});
  co_await receive(link, *peer);
  log(LogLevel::info, "peer_disconnected",
      {{"peer", *peer},
       {"name", name_of(*peer)},
       {"remote", remote},
       {"reason", link->reason()},
       {"dropped_frames", link->dropped_frames}});
  co_return true;
}

/// Says so on both sides, and why: the other one may be a member whose configuration is wrong.
asio::awaitable<void> Transport::Impl::turn_away(std::shared_ptr<Link> link, const std::string& remote,
                                                 const std::string& name, Error why) {
  log(LogLevel::warning, "peer_refused",
      {{"remote", remote},
       {"name", name},
       {"code", info(why.code).name},
       {"detail", why.detail},
       {"remedy", info(why.code).remedy_en}});
  link->send_value(FrameKind::verdict, Verdict{static_cast<std::uint16_t>(why.code)});
  link->set_deadline(Clock::now() + std::chrono::seconds(1));
  (void)co_await link->read_frame(is_verdict);  // it reads ours before we close
  link->close("refused");
}

asio::awaitable<std::optional<Hello>> Transport::Impl::exchange_hellos(std::shared_ptr<Link> link) {
  link->set_deadline(Clock::now() + link->patience);
  link->watch();
  const bool secret = co_await link->handshake();
  if (!secret) co_return std::nullopt;
  const auto exporter = link->exporter();
  if (!exporter) {
    link->close(exporter.error().detail);
    co_return std::nullopt;
  }
  link->start_writing();
  Hello ours{options_.chain, public_key_, instance_, options_.program, {}};
  ours.signature = sign(key_, hello_hash(ours, exporter->view(), link->role()));
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

Result<ReplicaId> Transport::Impl::check_hello(Link& link, const Hello& hello,
                                               std::optional<ReplicaId> expected) {
  if (hello.chain != options_.chain) return fail(Code::wrong_chain, hello.chain.hex());
  const auto number = options_.set.index_of(hello.key);
  if (!number) return fail(Code::not_a_validator, hello.key.hex());
  const auto exporter = link.exporter();
  if (!exporter) return std::unexpected(exporter.error());
  const Hash32 hash = hello_hash(hello, exporter->view(), other(link.role()));
  if (auto good = verify(hello.key, hash, hello.signature); !good) return std::unexpected(good.error());
  if (expected && *expected != *number)
    return fail(Code::peer_refused, "validator " + std::to_string(*number) + " answers at the address of " +
                                        std::to_string(*expected));
  if (*number == options_.self) {
    if (hello.instance == instance_) return fail(Code::peer_refused, "this node itself");
    return fail(Code::duplicate_node, "another process speaks with this node's key");
  }
  if (auto good = check_program(hello.program); !good) return std::unexpected(good.error());
  const WireVersions &ours = options_.program.speaks, &theirs = hello.program.speaks;
  if (ours.common(theirs) == 0) {
    update(*number,
           [&](PeerStatus& status) { status.program = std::make_shared<const ProgramSaid>(hello.program); });
    return fail(Code::no_common_version,
                "this node speaks " + ours.text() + " (program " + options_.program.version + "), " +
                    name_of(*number) + " speaks " + theirs.text() + " (program " + hello.program.version +
                    "); update " + (ours.newest < theirs.newest ? "this node" : name_of(*number)));
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
  if (existing->instance == link->instance) co_return stays(*existing, *link, peer) ? Code::busy : Code::ok;
  const bool alive = co_await answers(existing);
  if (!alive) {
    existing->close("replaced by a new process of the peer");
    co_return Code::ok;
  }
  log(LogLevel::error, "duplicate_node",
      {{"peer", peer},
       {"name", name_of(peer)},
       {"key", options_.set.validators[peer].key.hex()},
       {"refused", remote_text(*link)},
       {"kept", remote_text(*existing)}});
  events_.duplicate_of_peer(peer);
  co_return Code::duplicate_node;
}

/// A pong within the time for a probe.
asio::awaitable<bool> Transport::Impl::answers(std::shared_ptr<Link> link) {
  const std::uint64_t before = link->pongs;
  const auto until = Clock::now() + std::chrono::milliseconds(options_.probe_ms);
  ping(*link);
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
  const Code code = known(theirs->code) ? static_cast<Code>(theirs->code) : Code::peer_refused;
  // busy: the other connection of this pair stays
  if (code != Code::ok && code != Code::busy && code != Code::duplicate_node)
    log(LogLevel::warning, "peer_refuses",
        {{"peer", peer},
         {"name", name_of(peer)},
         {"remote", remote_text(*link)},
         {"code", info(code).name},
         {"cause", info(code).cause_en},
         {"remedy", info(code).remedy_en}});
  if (code == Code::duplicate_node) {
    log(LogLevel::error, "duplicate_node",
        {{"said_by", name_of(peer)}, {"detail", info(code).cause_en}, {"remedy", info(code).remedy_en}});
    peers_[peer].refused_until = Clock::now() + std::chrono::milliseconds(options_.redial_ms_max);
    events_.duplicate_of_self(peer);
  }
  if (ours != Code::ok && code == Code::ok) {  // they read our refusal before they close
    link->set_deadline(Clock::now() + std::chrono::seconds(1));
    (void)co_await link->read_frame(is_verdict);
  }
  co_return ours == Code::ok&& code == Code::ok && !link->closed();
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
  peers_[peer].trouble.clear();
  update(peer, [&](PeerStatus& status) {
    status.connected = true;
    status.version = link->version();
    status.program = link->program;
  });
  ping(*link);
  events_.connected(peer);
  return true;
}

void Transport::Impl::uninstall(const std::shared_ptr<Link>& link, ReplicaId peer) {
  if (peers_[peer].link != link) return;  // replaced
  peers_[peer].link = nullptr;
  update(peer, [](PeerStatus& status) {
    status.connected = false;
    status.round_trip_us = 0;
    status.version = 0;
  });
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
    update(peer, [&](PeerStatus& status) { status.certified = ping->certified; });
    if (frame->kind == FrameKind::pong)
      on_pong(*link, peer, *ping);
    else
      link->send_value(FrameKind::pong, Ping{ping->nonce, certified_, utc_ms()});
  }
}

/// How long the way there and back took; and its clock, which was read about in the middle.
void Transport::Impl::on_pong(Link& link, ReplicaId peer, const Ping& pong) {
  ++link.pongs;
  if (pong.nonce != link.ping_nonce || link.ping_sent == Clock::time_point{}) return;
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - std::exchange(link.ping_sent, {}));
  const auto there = static_cast<std::int64_t>(pong.utc_ms) + took.count() / 2'000;
  update(peer, [&](PeerStatus& status) {
    status.round_trip_us = static_cast<std::uint64_t>(std::max<std::int64_t>(1, took.count()));
    status.clock_offset_ms = there - static_cast<std::int64_t>(utc_ms());
  });
}

}  // namespace credence::node
