// SPDX-License-Identifier: Apache-2.0
// The one thread that writes the ledger: the core's records before anything is sent, blocks in order,
// certificates.
//
//   records       every step that waits is made durable by one synced write; then what these steps send is
//                 released, in order
//   blocks        block h + 1 is executed only when block h is certified, so that a proof always can rest on
//                 the head: it waits at most for the votes on one block. Of blocks that come from peers, with
//                 their certificates, one is made durable while the next is executed; events tell of a block
//                 when it is durable
//   certificates  are kept with their block; when one is stored, whoever waits for the block is told
//
// After a failed write nothing is sent or written any more: the node stops (node/main.cc).
// Threads: members may be called from any thread; events are called on the ledger thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "consensus/replica.h"
#include "node/base/metrics.h"
#include "node/base/shared_ledger.h"
#include "node/peers/wire.h"

namespace credence::node {

using TxIds = std::vector<TxId>;
using SharedIds = std::shared_ptr<const TxIds>;

struct LedgerEvents {
  std::function<void(std::vector<consensus::Send>)> release;
  std::function<void(const BlockHeader&, const Hash32& header_hash, std::size_t batch_bytes)> executed;
  // Called right after `executed`: which transactions the block held.
  std::function<void(const BlockHeader&, const TxIds&)> settled;
  // There are no ids for a block that was executed before the start.
  std::function<void(const Certificate&, const SharedIds&)> certified;
  std::function<void(Metrics::Time, double seconds)> took = [](Metrics::Time, double) {};
  std::function<void(const Error&)> failed;
};

/// A block from a peer whose header, certificate and transactions were verified; its parent and its outcome
/// were not.
struct VerifiedBlock {
  SyncBlock block;
  SharedBatch batch;  // of its proposal
};

class LedgerThread {
 public:
  LedgerThread(SharedLedger& ledger, LedgerEvents events);
  ~LedgerThread() { stop(); }
  void start();
  /// Steps that wait are still made durable and released; blocks that wait are not executed.
  void stop();

  /// One step of the core. Sends at once, on the calling thread, if there is nothing to make durable before.
  void persist(std::vector<consensus::Record> records, std::vector<consensus::Send> sends);
  /// `batch`: of the proposal, if it was read before.
  void execute(Height height, Proposal proposal, SharedBatch batch);
  void certify(Certificate certificate);
  /// The core knows a certificate of this height, perhaps without those below it: blocks below need not wait
  /// for theirs.
  void certified_elsewhere(Height height);

  /// Executes blocks that continue the ledger, or adds the certificates of blocks that are held. `done` gets
  /// the last height that is held with its certificate, or `diverged` (with the difference of the headers),
  /// or the error that stops this node.
  using Applied = std::move_only_function<void(Result<Certificate>)>;
  void apply(std::vector<VerifiedBlock> blocks, Applied done);

  /// Since when it has been at one piece of work (milliseconds of the steady clock); 0: it waits for work.
  [[nodiscard]] std::uint64_t busy_since_ms() const { return busy_since_ms_.load(std::memory_order_relaxed); }
  /// Synced writes so far, and the steps they served.
  [[nodiscard]] std::uint64_t syncs() const { return syncs_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t steps() const { return steps_.load(std::memory_order_relaxed); }
  /// What executing blocks has computed so far, in seconds.
  [[nodiscard]] double cpu_seconds(Ledger::Stage stage) const;

 private:
  struct Step {
    std::vector<consensus::Record> records;
    std::vector<consensus::Send> sends;
  };
  struct Decided {
    Proposal proposal;
    SharedBatch batch;  // or none: the proposal is yet to be read
  };
  struct Task {
    std::deque<VerifiedBlock> blocks;  // those that are left
    Applied done;
  };
  struct Untold {
    BlockHeader header;
    Certificate certificate;
    SharedBatch batch;
  };

  void run();
  [[nodiscard]] bool block_ready() const;
  void write_steps(std::vector<Step> steps);
  void execute_block(Height height, Decided block);
  void store_certificate(const Certificate& certificate);
  void apply_next(Task& task);
  [[nodiscard]] Result<void> apply_one(const VerifiedBlock& item);
  void note_height(Height height);
  void tell_executed(const BlockHeader& header, const Hash32& hash, const ReadBatch& batch);
  void tell_certified(const Certificate& certificate, Height highest);
  void tell(const Untold& block);
  [[nodiscard]] bool tell_last();
  void stop_with(const Error& error);
  void enter(std::optional<Ledger::Stage> stage);
  template <class F>
  auto timed(Metrics::Time what, F&& f);

  SharedLedger& ledger_;
  const LedgerEvents events_;
  ChainId chain_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::vector<Step> waiting_;
  std::deque<Certificate> certificates_;
  std::map<Height, Decided> blocks_;
  std::deque<Task> tasks_;
  bool steps_in_work_ = false;
  bool stopping_ = false;
  bool failed_ = false;
  Height height_ = 0;     // of the ledger
  Height certified_ = 0;  // of the ledger
  Height elsewhere_ = 0;

  std::map<Height, SharedIds> recent_;  // executed and not yet certified; on the thread, as what follows
  std::optional<Untold> untold_;        // applied, and perhaps not durable yet
  std::atomic<std::uint64_t> syncs_{0}, steps_{0}, busy_since_ms_{0};
  std::array<std::atomic<std::uint64_t>, Ledger::kStages> stage_ns_{};
  std::optional<Ledger::Stage> stage_;  // of the present block, and what the thread had computed before it
  std::uint64_t stage_began_ns_ = 0;
  std::thread thread_;
};

}  // namespace credence::node
