// SPDX-License-Identifier: Apache-2.0
// The inside of the runtime. runtime.cc: lifecycle; report.cc: what it says of itself; core_loop.cc: the
// core's loop; frames.cc: frames from peers; snapshot.cc: snapshots, joining by them, pruning.
#pragma once

#include <atomic>
#include <mutex>

#include "consensus/idle.h"
#include "ledger/domain/chain_values.h"
#include "node/base/log.h"
#include "node/base/members.h"
#include "node/base/metrics.h"
#include "node/pool/admission.h"
#include "node/runtime/mailbox.h"
#include "node/runtime/runtime.h"
#include "node/sync/ledger_thread.h"
#include "node/sync/snapshot_join.h"
#include "node/sync/snapshot_server.h"
#include "node/sync/sync.h"

namespace credence::node {

// Records of the core under this prefix are kept for ever, whatever the validator set.
inline constexpr std::string_view kEvidencePrefix = "evidence/";

class Runtime::Impl {
 public:
  Impl(RuntimeOptions options, SecretKey key, Members members, std::unique_ptr<Ledger> ledger,
       RuntimeEvents events);
  ~Impl();

  [[nodiscard]] Result<void> start();
  void stop();

  // The API's side, from any thread.
  /// `ready` may refuse a transaction that parses.
  using Ready = std::function<Result<void>(const ReadTransaction&)>;
  [[nodiscard]] Result<Backend::Submitted> submit(Bytes bytes, TxId& id, const Ready& ready);
  [[nodiscard]] NodeStatus status() const;
  [[nodiscard]] Health health() const;
  [[nodiscard]] std::vector<FeatureFlag> unknown_features() const;  // of the chain, in force or ahead
  [[nodiscard]] Error feature_ahead() const;
  [[nodiscard]] Error warning() const;
  [[nodiscard]] Result<void> alive() const;
  void count_request(std::string_view route, unsigned status, double seconds);
  [[nodiscard]] std::vector<Evidence> evidence() const;
  [[nodiscard]] std::string metrics_text() const;
  [[nodiscard]] ConsensusSeen consensus_since(std::uint64_t number) const {
    return consensus_log_.since(number);
  }
  [[nodiscard]] std::unique_ptr<SnapshotInstall> take_joined() { return joined_ ? join_->take() : nullptr; }

  SharedLedger ledger;
  Mempool pool;
  WorkerPool workers;
  std::unique_ptr<Transport> transport;

 private:
  /// What the state after a block says of the heights to come.
  struct Ahead {
    std::optional<Height> last;  // the last height of this set, if a change is decided
    std::uint64_t head_ms = 0;   // the block's time
    ChainValue chain;            // with what votes allow a block to hold
  };
  // ---- runtime.cc
  [[nodiscard]] Ahead ahead_of(const Ledger& at) const;
  [[nodiscard]] LedgerEvents ledger_events();
  [[nodiscard]] TransportEvents transport_events();
  [[nodiscard]] SyncHooks sync_hooks();
  [[nodiscard]] Result<consensus::Restored> restored();
  [[nodiscard]] Result<void> drop_old_records();
  void fatal(NodeExit code);
  void pool_changed();

  // ---- core_loop.cc: on the core's loop
  void step(const consensus::Input& input);
  void handle(consensus::Effects effects);
  void release(std::vector<consensus::Send> sends);  // on any thread
  void validate(consensus::Validate request);
  void keep_read(const Hash32& digest, SharedBatch batch);
  [[nodiscard]] SharedBatch take_read(const Hash32& digest);
  void propose();
  void on_tick();
  void on_pool();
  void on_executed(const BlockHeader& header, const Hash32& hash, std::size_t batch_bytes, Ahead ahead);
  void on_certified(Height height);
  void note_certificate(const Certificate& certificate);  // on the ledger's thread
  [[nodiscard]] Result<void> health_of_voter(const NodeStatus& now) const;
  void tell_pending();
  void look_for_passed_over();
  void push_aged(std::uint64_t now_ms);
  void scan_certificates(std::uint64_t now_ms);
  void repair_certificates(std::uint64_t now_ms);
  void follow(std::uint64_t now_ms);
  [[nodiscard]] Height believed_certified(std::uint64_t now_ms, bool by_few) const;
  [[nodiscard]] consensus::Status core_status() const;
  [[nodiscard]] bool must_go_on(Height top) const;
  [[nodiscard]] consensus::IdleChain idle_chain() const;
  void on_diverged(consensus::Diverged diverged);
  void note_status(std::uint64_t now_ms);

  // ---- snapshot.cc
  [[nodiscard]] JoinHooks join_hooks();
  void catch_up(Height from, Height to, std::uint64_t now_ms);     // on the core's loop
  void on_pruned(Height wanted, Height oldest, std::size_t said);  // on the core's loop
  void on_lie(ReplicaId peer, const Error& error);
  void on_snapshot_request(ReplicaId from, Bytes body);  // on the transport's thread
  void on_snapshot_reply(ReplicaId from, Bytes body);
  void prune();  // on the pruner's loop

  // ---- frames.cc: on the transport's thread, then on workers and the core's loop
  void on_frame(ReplicaId from, FrameKind kind, Bytes body);
  void on_gossip(ReplicaId from, Bytes body);
  void take_gossip(ReplicaId from, const TransactionGossip& gossip, std::size_t first, std::size_t last);
  void on_block_request(ReplicaId from, Bytes body);
  void on_block_reply(ReplicaId from, Bytes body);
  void on_reply(ReplicaId from, BlockReply reply);  // on the core's loop
  [[nodiscard]] bool work_on_message();             // on the core's loop
  struct Verification;
  void verify_next(std::shared_ptr<Verification> work);  // on workers
  void flush_gossip();                                   // on the core's loop
  void send_transactions(std::optional<ReplicaId> to, std::span<const SharedTransaction> transactions);
  void on_duplicate_of_self(ReplicaId peer);
  void mute(ReplicaId peer, const Error& error);

  [[nodiscard]] static std::uint64_t monotonic_ms();
  [[nodiscard]] static std::uint64_t utc_ms();

  /// What a peer has in work here: bytes of transactions and blocks, its block requests; and our requests
  /// that it may answer.
  struct Inbox {
    std::atomic<std::size_t> gossip{0}, blocks{0};
    std::atomic<int> requests{0}, asked{0};
    std::atomic<int> snapshot_requests{0}, snapshot_asked{0};
    std::atomic<std::uint64_t> muted_until_ms{0};  // it forwarded what no honest node forwards
  };

  const RuntimeOptions options_;
  const SecretKey key_;
  const Members members_;
  const ReplicaId self_;  // in members_.everyone
  const RuntimeEvents events_;
  const ChainId chain_;
  const std::string network_;

  Metrics metrics_;
  ConsensusLog consensus_log_;
  SignaturePool signatures_;
  Admission admission_;
  std::unique_ptr<LedgerThread> writer_;
  std::vector<Inbox> inboxes_;
  Mailbox mailbox_;
  SnapshotServer snapshots_;
  Loop core_;
  Loop pruner_;
  std::unique_ptr<BackgroundScrub> scrub_;  // none: it does not
  std::atomic<bool> fatal_{false};
  std::atomic<std::uint64_t> ticked_ms_{0};  // the core's loop
  Height started_at_ = 0;                    // the height certified then
  std::atomic<bool> pool_dirty_{false};
  bool started_ = false;

  std::mutex gossip_mutex_;
  std::vector<SharedTransaction> gossip_;  // from clients, not yet forwarded; bounded by the pool

  mutable std::mutex status_mutex_;
  consensus::Status core_status_;
  std::vector<Evidence> evidence_;
  bool syncing_ = false;
  Height behind_of_ = 0;
  std::uint64_t held_since_ms_ = 0;  // it holds its votes since; 0: it does not
  // For each validator the height of the last certificate that it signed, since the start.
  std::vector<Height> signed_;
  // When the transactions of executed blocks arrived that wait for their certificate.
  std::map<Height, std::vector<std::uint64_t>> arrivals_;
  JoinProgress join_progress_;
  std::uint64_t stuck_since_ms_ = 0;  // no working view since; 0: it works

  // On the core's loop only.
  std::unique_ptr<consensus::Replica> replica_;  // none: this node observes
  // Of the core's records: those of another set do not belong to this replica.
  std::string records_prefix_;
  // As of the last executed block: kept here so that the core need not wait for the ledger.
  Ahead ahead_;
  bool set_changed_ = false;  // said so
  std::uint64_t last_follow_ms_ = 0, last_synced_ms_ = 0;
  Height followed_ = 0;  // the height executed then
  std::unique_ptr<Sync> sync_;
  std::unique_ptr<SnapshotJoin> join_;  // none: blocks only
  bool joined_ = false;
  std::uint64_t pruned_since_ms_ = 0, last_pruned_ms_ = 0, last_pruned_log_ms_ = 0;
  consensus::View own_view_ = 0;
  // Proposals of others that were validated, and own ones: read, until they are executed. By digest, bounded.
  std::map<Hash32, SharedBatch> read_;
  // The height of the last proposal of this node in this view.
  Height own_top_ = 0;
  std::size_t last_batch_ = 0;  // transactions in the last own proposal, and when it was
  std::uint64_t last_proposed_ms_ = 0;
  std::uint64_t last_block_ms_ = 0;
  std::uint64_t last_roomy_block_ms_ = 0;  // when a block that had room was executed
  bool passed_over_ = false;               // at the last tick
  std::uint64_t last_push_ms_ = 0;
  std::map<Height, std::uint64_t> uncertified_;  // executed blocks without a certificate, since when
  // (scan_end_, unscanned_] was not yet looked at for others, since the start
  Height unscanned_ = 0, scan_end_ = 0;
  std::optional<consensus::Diverged> diverged_;  // waits for the other header, to show the difference
  std::uint64_t diverged_deadline_ms_ = 0;
  std::map<ReplicaId, int> duplicate_refusals_;
};

}  // namespace credence::node
