// SPDX-License-Identifier: Apache-2.0
// A proposal is cut into parts of kPart transactions; the worker that finishes the last part looks for
// repeated ids and answers. The first error stops the other parts early.
#include "node/pool/signature_pool.h"

#include "ledger/primitives/merkle.h"

namespace credence::node {
namespace {
constexpr std::size_t kPart = 64;
}

bool VerifiedCache::contains(const Hash32& hash) const {
  const std::lock_guard lock(mutex_);
  return young_.contains(hash) || old_.contains(hash);
}

void VerifiedCache::insert(const Hash32& hash) {
  const std::lock_guard lock(mutex_);
  young_.insert(hash);
  if (young_.size() < generation_max_) return;
  old_ = std::move(young_);
  young_.clear();
}

struct SignaturePool::Job {
  Batch batch;
  std::shared_ptr<ReadBatch> read = std::make_shared<ReadBatch>();
  Checked done;
  std::atomic<std::size_t> parts_left{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  Error error{Code::ok, {}};  // the first one; guarded by mutex

  void finish() {
    if (failed) {
      const std::lock_guard lock(mutex);
      return done(std::unexpected(error));
    }
    std::vector<TxId> sorted = ids_of(*read);
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end()) return done(fail(Code::replayed, twice->hex()));
    done(std::move(read));
  }
};

SignaturePool::SignaturePool(const ChainId& chain, WorkerPool& workers, Held held)
    : chain_(chain), workers_(workers), held_(std::move(held)) {}

Result<SharedTransaction> SignaturePool::read_and_verify(BytesView bytes, const Hash32& leaf) {
  if (auto held = held_(leaf)) {
    saved_.fetch_add(1, std::memory_order_relaxed);
    return held;
  }
  auto read = read_transaction(chain_, Bytes(bytes.begin(), bytes.end()), leaf);
  if (!read) return read;
  if (auto good = verify(**read); !good) return std::unexpected(good.error());
  return read;
}

Result<void> SignaturePool::verify_with_cache(const ReadTransaction& transaction) {
  std::unique_ptr<KeyCache> keys;
  {
    const std::lock_guard lock(keys_mutex_);
    if (!idle_keys_.empty()) {
      keys = std::move(idle_keys_.back());
      idle_keys_.pop_back();
    }
  }
  if (!keys) keys = std::make_unique<KeyCache>();
  Result<void> outcome;
  for (const auto& entry : transaction.signatures)
    if (outcome = keys->verify(entry.key, transaction.id, entry.signature); !outcome) break;
  const std::lock_guard lock(keys_mutex_);
  idle_keys_.push_back(std::move(keys));
  return outcome;
}

Result<void> SignaturePool::verify(const ReadTransaction& transaction) {
  if (cache_.contains(transaction.leaf)) {
    saved_.fetch_add(1, std::memory_order_relaxed);
    return {};
  }
  verified_.fetch_add(1, std::memory_order_relaxed);
  if (auto good = verify_with_cache(transaction); !good) return good;
  cache_.insert(transaction.leaf);
  return {};
}

void SignaturePool::check(Proposal proposal, Checked done) {
  workers_.post_urgent([this, proposal = std::move(proposal), done = std::move(done)]() mutable {
    auto batch = batch_of(proposal);
    if (!batch) return done(std::unexpected(batch.error()));
    auto job = std::make_shared<Job>();
    job->batch = *std::move(batch);
    job->done = std::move(done);
    const std::size_t count = job->batch.transactions.size();
    job->read->time_ms = proposal.time_ms;
    job->read->null = proposal.is_null();
    job->read->encoded_bytes = proposal.batch.size();
    job->read->transactions.resize(count);
    if (count == 0) return job->finish();
    const std::size_t parts = (count + kPart - 1) / kPart;
    job->parts_left = parts;
    for (std::size_t part = 1; part < parts; ++part)
      workers_.post_urgent(
          [this, job, part, count] { check_part(job, part * kPart, std::min(count, (part + 1) * kPart)); });
    check_part(job, 0, std::min(count, kPart));
  });
}

void SignaturePool::check_part(const std::shared_ptr<Job>& job, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last && !job->failed; ++i) {
    const auto& bytes = job->batch.transactions[i];
    auto read = read_and_verify(bytes, merkle_leaf(chain_.suite, bytes));
    if (read) {
      job->read->transactions[i] = *std::move(read);
      continue;
    }
    const std::lock_guard lock(job->mutex);
    if (!job->failed)
      job->error = Error{read.error().code, "transaction " + std::to_string(i) + ": " + read.error().detail};
    job->failed = true;
  }
  if (job->parts_left.fetch_sub(1) == 1) job->finish();
}

}  // namespace credence::node
