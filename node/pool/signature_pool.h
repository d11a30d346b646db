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

#include "ledger/chain/transaction.h"
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

  /// `workers` must outlive this.
  SignaturePool(const ChainId& chain, WorkerPool& workers);

  /// Parses and verifies on the calling thread; errors as of `parse_transaction` and `verify_signatures`.
  [[nodiscard]] Result<ParsedTransaction> verify_transaction(BytesView bytes);
  /// `parsed` came from these bytes.
  [[nodiscard]] Result<void> verify_parsed(const ParsedTransaction& parsed, BytesView bytes);

  /// The meaning of `check_proposal`, spread over the workers; gives the ids. `done` is called once, on a
  /// worker.
  using Checked = std::move_only_function<void(Result<std::vector<TxId>>)>;
  void check(Proposal proposal, Checked done);

  /// Signature checks really made, and saved by the cache.
  [[nodiscard]] std::uint64_t verified() const { return verified_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t saved() const { return saved_.load(std::memory_order_relaxed); }

 private:
  struct Job;
  [[nodiscard]] Result<void> verify_with_cache(const ParsedTransaction& parsed);
  void check_part(const std::shared_ptr<Job>& job, std::size_t first, std::size_t last);

  const ChainId chain_;
  WorkerPool& workers_;
  VerifiedCache cache_{kVerifiedGeneration};
  std::mutex keys_mutex_;
  // as many as ever checked at once; guarded by keys_mutex_
  std::vector<std::unique_ptr<KeyCache>> idle_keys_;
  std::atomic<std::uint64_t> verified_{0}, saved_{0};
};

}  // namespace credence::node
