// SPDX-License-Identifier: Apache-2.0
// The authenticated connections between validators: exactly one live connection for each pair.
//
// TLS 1.3 with throw-away certificates gives secrecy. Right after, each end proves who it is by a signature
// with its validator key over the TLS exporter value (node/peers/wire.h, Hello). Both sides dial; where two
// connections of one pair meet, the one dialled by the lower number stays. A second process with the same key
// is refused while the first one answers. Two ends that speak no version of the messages in common part, and
// both say so. Lost frames are fine: consensus repeats what matters, and the
// others are asked for again.
//
// A connection is a stranger until its other end has proved who it is. The number of strangers, and how often
// they come, is bounded for each origin and in all. When there is no room for a newcomer, a stranger of the
// origin with the most of them is closed, the longest waiting first. Connections from the address of a
// configured peer have places of their own, which no stranger can take.
//
// Ownership and threads: one thread of its own runs all sockets; the events are called on it and must not
// block. Members may be called from any thread. Asio stays in the .cc files.
#pragma once

#include <functional>
#include <memory>

#include "node/base/config.h"
#include "node/peers/wire.h"
#include "node/pool/mempool.h"

namespace credence::node {

struct TransportOptions {
  ChainId chain;
  ValidatorSet set;
  ReplicaId self = 0;
  Address listen;
  std::map<ReplicaId, Address> peers;  // whom to dial; the others may dial us
  // How many of `set` are validators: the first ones. The others are told soon of new blocks.
  std::size_t voters = 0;
  ProgramSaid program = this_program();
  std::uint64_t handshake_ms = 5'000;          // from the first byte to the verdict
  std::uint64_t handshake_ms_crowded = 1'000;  // of a stranger, when half of their places are taken
  double accepts_per_second = limits::kAcceptsPerOriginPerSecond;  // of one origin
  std::uint64_t probe_ms = 2'000;  // for an old connection to answer when a second process shows up
  std::uint64_t ping_ms = 4'000;
  std::uint64_t idle_ms = 15'000;     // without a byte received
  std::uint64_t redial_ms_min = 200;  // grows to the maximum, with jitter
  std::uint64_t redial_ms_max = 10'000;
};

struct TransportEvents {
  // For frames of consensus, transactions and blocks only.
  std::function<void(ReplicaId from, FrameKind kind, Bytes body)> frame;
  std::function<void(ReplicaId peer)> connected;
  std::function<void(ReplicaId peer)> disconnected;
  // A second process holds the peer's key.
  std::function<void(ReplicaId peer)> duplicate_of_peer;
  std::function<void(ReplicaId peer)> duplicate_of_self;  // the peer says that of us
};

struct PeerStatus {
  ReplicaId number = 0;
  bool connected = false;
  Height certified = 0;              // as the peer said last
  std::uint64_t round_trip_us = 0;   // of the last ping; 0: none came back yet
  std::int64_t clock_offset_ms = 0;  // how far its clock is ahead of ours, as it says
  std::uint16_t version = 0;         // of the messages on its connection; 0: there is none
  // As it said last, also when no version was in common; nothing: it was not heard since the start.
  std::shared_ptr<const ProgramSaid> program = nullptr;
};

class Transport {
 public:
  Transport(TransportOptions options, SecretKey key, TransportEvents events);
  ~Transport();  // stops

  /// Listens and begins to dial. `port_in_use` if the address cannot be had.
  [[nodiscard]] Result<void> start();
  /// No event is called after it returned.
  void stop();

  /// Queued; dropped if the peer is not connected or has too much waiting (of consensus the oldest go, of the
  /// rest the newest).
  void send(ReplicaId to, FrameKind kind, SharedBytes body);
  void broadcast(FrameKind kind, SharedBytes body);

  /// What our pings say. Observers hear of it within a moment.
  void set_certified(Height height);
  [[nodiscard]] std::vector<PeerStatus> peers() const;
  [[nodiscard]] std::uint16_t port() const;  // where it listens: the one it got if the configuration said 0

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace credence::node
