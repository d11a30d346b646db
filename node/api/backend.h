// What the HTTP API needs of a node. The runtime is one; tests have their own.
//
// Thread-safety: all members, from any thread; they may block for a disk read or a signature check.
#pragma once

#include "consensus/replica.h"
#include "node/base/shared_ledger.h"
#include "node/pool/mempool.h"
#include "node/sync/join_progress.h"

namespace credence::node {

struct NodeStatus {
  struct Peer {
    std::string name;
    bool connected = false;
    Height certified = 0;
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
  Height oldest = 0;        // the lowest block that is held whole; 0: all are
  JoinProgress joining;     // height 0: it does not
  std::vector<Peer> peers;
  Mempool::Size pool;
};

class Backend {
 public:
  virtual ~Backend() = default;

  [[nodiscard]] virtual const SharedLedger& ledger() const = 0;
  enum class Submitted : std::uint8_t { pending, executed };
  /// Checks a transaction and takes it into the pool; `id` is set as soon as the bytes parse.
  [[nodiscard]] virtual Result<Submitted> submit(Bytes bytes, TxId& id) = 0;
  [[nodiscard]] virtual bool pending(const TxId& id) const = 0;
  [[nodiscard]] virtual NodeStatus status() const = 0;
  /// Nothing if the node takes part and is not behind; otherwise why not.
  [[nodiscard]] virtual Result<void> health() const = 0;
  [[nodiscard]] virtual std::string metrics() const = 0;
  /// Contradicting statements of validators that this node holds.
  [[nodiscard]] virtual std::vector<Evidence> evidence() const { return {}; }
  [[nodiscard]] virtual std::uint64_t now_utc_ms() const = 0;
};

}  // namespace credence::node
