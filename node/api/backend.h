// SPDX-License-Identifier: Apache-2.0
// What the HTTP API needs of a node. The runtime is one; tests have their own.
//
// Thread-safety: all members, from any thread; they may block for a disk read or a signature check.
#pragma once

#include "consensus/replica.h"
#include "node/base/consensus_seen.h"
#include "node/base/shared_ledger.h"
#include "node/peers/wire.h"
#include "node/pool/mempool.h"
#include "node/sync/join_progress.h"

namespace credence::node {

struct NodeStatus {
  struct Peer {
    std::string name;
    bool connected = false;
    bool votes = false;
    Height certified = 0;
    std::uint64_t round_trip_us = 0;   // 0: not known
    std::int64_t clock_offset_ms = 0;  // how far its clock is ahead
    PublicKey key{};
    std::uint16_t version = 0;  // of the messages on the connection; 0: there is none
    // As it said last; nothing: it was not heard since this node's start.
    std::shared_ptr<const ProgramSaid> program = nullptr;
  };
  std::string network;
  ChainId chain;
  consensus::ReplicaId self = 0;
  std::string name;
  PublicKey key;
  Height height = 0;
  Height certified = 0;
  Hash32 head;
  consensus::Status core;
  bool syncing = false;
  Height behind_of = 0;  // what f + 1 validators say is certified, if that is more than is here; else 0
  bool votes = false;    // it is one of the validators, and does not hold its votes
  Height oldest = 0;     // the lowest block that is held whole; 0: all are
  JoinProgress joining;  // height 0: it does not
  std::vector<Peer> peers;
  Mempool::Size pool;
  ProgramSaid program = this_program();
};

/// Whether clients should ask this node, and what there is to say of it.
struct Health {
  bool ready = true;
  Error why{Code::ok, {}};  // why not; or something that is to be known of a node that is ready
};

class Backend {
 public:
  virtual ~Backend() = default;

  [[nodiscard]] virtual const SharedLedger& ledger() const = 0;
  enum class Submitted : std::uint8_t { pending, executed };
  /// Checks a transaction and takes it into the pool; `id` is set as soon as the bytes parse. A vote for a
  /// feature that not all programs know is refused (`feature_not_ready`) unless `although` says that it is
  /// meant.
  [[nodiscard]] virtual Result<Submitted> submit(Bytes bytes, TxId& id, bool although) = 0;
  /// `pool_full` if the pool takes no transaction now, whatever it is.
  [[nodiscard]] virtual Result<void> room() const { return {}; }
  [[nodiscard]] virtual bool pending(const TxId& id) const = 0;
  [[nodiscard]] virtual NodeStatus status() const = 0;
  /// Ready if it takes part, or follows where it has no vote, and is not behind.
  [[nodiscard]] virtual Health health() const = 0;
  /// An error if the process should be ended, because one of its threads does not move any more.
  [[nodiscard]] virtual Result<void> alive() const { return {}; }
  [[nodiscard]] virtual std::string metrics() const = 0;
  /// Contradicting statements of validators that this node holds.
  [[nodiscard]] virtual std::vector<Evidence> evidence() const { return {}; }
  /// What this node sees of consensus, from this number on, as far as it is kept.
  [[nodiscard]] virtual ConsensusSeen consensus_since(std::uint64_t) const { return {}; }
  [[nodiscard]] virtual std::uint64_t now_utc_ms() const = 0;
  /// An answer is on its way: to this route (`ApiRoutes::name_of`), with this status, after so many seconds.
  virtual void count_request(std::string_view, unsigned, double) {}
};

}  // namespace credence::node
