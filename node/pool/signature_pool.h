// SPDX-License-Identifier: Apache-2.0
// Checks of transactions and proposals on the worker threads, each transaction once: what was verified when
// it came into the pool is not verified again when it comes in a proposal, and the other way round.
//
// What is remembered is the hash of a transaction's whole bytes, signatures included: other bytes under the
// same id are checked on their own. Bounded: two generations of at most kVerifiedGeneration hashes.
// Thread-safety: all members, from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <unordered_set>

#include "ledger/chain/read_batch.h"
#include "ledger/primitives/key_cache.h"
#include "node/base/id_hash.h"
#include "node/base/loop.h"

namespace credence::node {

class VerifiedCache {
 public:
  explicit VerifiedCache(std::size_t generation_max) : generation_max_(generation_max) {}
  [[nodiscard]] bool contains(const Hash32& hash) const;
  void insert(const Hash32& hash);

 private:
  const std::size_t generation_max_;
  mutable std::mutex mutex_;
  std::unordered_set<Hash32, IdHash> young_, old_;
};

class SignaturePool {
 public:
  static constexpr std::size_t kVerifiedGeneration = 100'000;

  /// A transaction of these bytes that was read and verified before, by its leaf; or none.
  using Held = std::function<SharedTransaction(const Hash32& leaf)>;

  /// `workers` must outlive this.
  SignaturePool(const ChainId& chain, WorkerPool& workers, Held held = [](const Hash32&) { return nullptr; });

  /// Verifies on the calling thread; errors as of `verify_signatures`.
  [[nodiscard]] Result<void> verify(const ReadTransaction& transaction);
  /// Reads and verifies on the calling thread. `leaf` is that of the bytes.
  [[nodiscard]] Result<SharedTransaction> read_and_verify(BytesView bytes, const Hash32& leaf);

  /// The meaning of `check_proposal`, spread over the workers; gives the proposal, read. `done` is called
  /// once, on a worker.
  using Checked = std::move_only_function<void(Result<SharedBatch>)>;
  void check(Proposal proposal, Checked done);

  /// Signature checks really made, and saved by the cache.
  [[nodiscard]] std::uint64_t verified() const { return verified_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t saved() const { return saved_.load(std::memory_order_relaxed); }

 private:
  struct Job;
  [[nodiscard]] Result<void> verify_with_cache(const ReadTransaction& transaction);
  void check_part(const std::shared_ptr<Job>& job, std::size_t first, std::size_t last);

  const ChainId chain_;
  WorkerPool& workers_;
  const Held held_;
  VerifiedCache cache_{kVerifiedGeneration};
  std::mutex keys_mutex_;
  // as many as ever checked at once; guarded by keys_mutex_
  std::vector<std::unique_ptr<KeyCache>> idle_keys_;
  std::atomic<std::uint64_t> verified_{0}, saved_{0};
};

}  // namespace credence::node
