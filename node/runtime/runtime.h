// SPDX-License-Identifier: Apache-2.0
// The node without its HTTP server and its command line: consensus core, ledger, pool and transport put
// together. It keeps the contract of consensus/replica.h.
//
// Threads, and who owns what:
//   core       (Loop)          the replica, the batching, sync; every step happens here
//   ledger     (LedgerThread)  all writes: records before they are sent, blocks in order, certificates
//   transport  (Transport)     all sockets to peers
//   workers    (WorkerPool)    signature checks, proposals first; blocks for peers; the API's queries
//   api        (ApiServer)     all sockets to clients; not part of the runtime
// They speak by posting; what they share is the ledger behind its lock, the pool, and counters. What others
// send waits in bounded boxes: for each peer there is a limit on the bytes that were received and not yet
// worked on, and beyond it frames are dropped (consensus repeats itself, transactions are sent again, blocks
// are asked for again).
//
// The way of a transaction: api → workers (admit) → pool → core (propose) → ledger (records, then send) → … →
// core (execute) → ledger (block) → core (checkpoint) → … → ledger (certificate) → api.
#pragma once

#include <functional>
#include <memory>

#include "ledger/proof/snapshot_limits.h"
#include "node/api/backend.h"
#include "node/base/config.h"
#include "node/base/exit_code.h"
#include "node/base/loop.h"
#include "node/peers/transport.h"
#include "node/sync/background_scrub.h"

namespace credence {
class SnapshotInstall;
}

namespace credence::node {

struct RuntimeOptions {
  MempoolLimits pool;
  Address listen;
  std::map<ReplicaId, Address> peers;  // by the numbers of Members::everyone
  std::vector<PublicKey> observers;    // who may follow this node beside the validators
  bool observe = false;                // follow and serve without being a validator
  std::size_t worker_threads = 2;
  std::uint64_t view_timeout_ms = 2'000;
  std::uint64_t patience_ms = 4'000;
  /// A node that lacks more blocks than this joins by a snapshot of the state, if it may; 0: never, it
  /// fetches every block.
  Height snapshot_behind = 0;
  /// It held no block when its process began: nothing is lost when a snapshot takes the place of its ledger.
  /// Otherwise that happens only when f + 1 validators, and all that are connected, say that they hold the
  /// next block no more.
  bool replaceable = false;
  /// The place of the ledger that a join makes, as an earlier run left it or emptied: needed with
  /// `snapshot_behind`.
  std::function<Result<std::unique_ptr<KeyValue>>(bool fresh)> open_joining;
  // About how many entries of the state it asks for at once.
  std::uint64_t chunk_entries = limits::kChunkEntriesWanted;
  Height keep_blocks = 0;  // how many of the last blocks are kept; 0: all
  ScrubPace scrub;         // how the ledger is read again meanwhile
  // For metrics: the bytes of the database, and the memory that the settings allow (docs/operations.md).
  std::function<std::uint64_t()> database_bytes = [] { return std::uint64_t{0}; };
  std::uint64_t memory_bytes_max = 0;
};

struct RuntimeEvents {
  /// This node cannot go on. Called once, from any thread; `stop` is to be called from another one.
  std::function<void(NodeExit)> fatal;
  /// A block got its certificate: these transactions can be proved. Called on the ledger thread.
  std::function<void(Height, const std::vector<TxId>&)> certified;
  /// Other validators sign from the next height on, or a snapshot was joined (`take_joined`): this runtime is
  /// to be stopped, and another one made of the ledger. Called once, from the core's thread.
  std::function<void()> set_changed = [] {};
};

class Runtime final : public Backend {
 public:
  /// `key` must be one of the ledger's validators, unless it observes: `not_a_validator`.
  [[nodiscard]] static Result<std::unique_ptr<Runtime>> make(RuntimeOptions options, SecretKey key,
                                                             std::unique_ptr<Ledger> ledger,
                                                             RuntimeEvents events);
  ~Runtime() override;  // stops

  [[nodiscard]] Result<void> start();
  /// What is in work is finished or dropped; everything that was answered is durable.
  void stop();

  [[nodiscard]] const SharedLedger& ledger() const override;
  [[nodiscard]] Result<Submitted> submit(Bytes bytes, TxId& id, bool although) override;
  [[nodiscard]] Result<void> room() const override;
  [[nodiscard]] bool pending(const TxId& id) const override;
  [[nodiscard]] NodeStatus status() const override;
  [[nodiscard]] Health health() const override;
  [[nodiscard]] Result<void> alive() const override;
  void count_request(std::string_view route, unsigned status, double seconds) override;
  [[nodiscard]] std::string metrics() const override;
  [[nodiscard]] std::vector<Evidence> evidence() const override;
  [[nodiscard]] ConsensusSeen consensus_since(std::uint64_t number) const override;
  [[nodiscard]] std::uint64_t now_utc_ms() const override;
  [[nodiscard]] WorkerPool& workers();
  /// After `stop`: what waits in the pool, and the ledger, for the next runtime.
  [[nodiscard]] std::vector<SharedTransaction> waiting() const;
  [[nodiscard]] std::unique_ptr<Ledger> take_ledger();
  /// After `stop`: the ledger in the making that is to take the place of the present one, if a snapshot was
  /// joined.
  [[nodiscard]] std::unique_ptr<SnapshotInstall> take_joined();
  [[nodiscard]] std::uint16_t peer_port() const;

 private:
  class Impl;
  explicit Runtime(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What a runtime asks before it starts: a ledger that holds votes of this set under another key is refused
/// (`votes_of_another`). Without the record of its own votes a validator must not vote as if it had it; with those
/// of another it would take them for its own.
[[nodiscard]] Result<void> check_votes(const Ledger& ledger, const PublicKey& self,
                                       std::span<const PublicKey> observers);

}  // namespace credence::node
