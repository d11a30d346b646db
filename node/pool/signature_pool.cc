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
  std::vector<TxId> ids;
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
    std::vector<TxId> sorted = ids;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end()) return done(fail(Code::replayed, twice->hex()));
    done(std::move(ids));
  }
};

SignaturePool::SignaturePool(const ChainId& chain, WorkerPool& workers) : chain_(chain), workers_(workers) {}

Result<ParsedTransaction> SignaturePool::verify_transaction(BytesView bytes) {
  auto parsed = parse_transaction(chain_, bytes);
  if (!parsed) return parsed;
  if (auto good = verify_parsed(*parsed, bytes); !good) return std::unexpected(good.error());
  return parsed;
}

Result<void> SignaturePool::verify_with_cache(const ParsedTransaction& parsed) {
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
  for (const auto& entry : parsed.signatures)
    if (outcome = keys->verify(entry.key, parsed.id, entry.signature); !outcome) break;
  const std::lock_guard lock(keys_mutex_);
  idle_keys_.push_back(std::move(keys));
  return outcome;
}

Result<void> SignaturePool::verify_parsed(const ParsedTransaction& parsed, BytesView bytes) {
  const Hash32 hash = merkle_leaf(chain_.suite, bytes);
  if (cache_.contains(hash)) {
    saved_.fetch_add(1, std::memory_order_relaxed);
    return {};
  }
  verified_.fetch_add(1, std::memory_order_relaxed);
  if (auto good = verify_with_cache(parsed); !good) return good;
  cache_.insert(hash);
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
    job->ids.resize(count);
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
    const auto parsed = verify_transaction(job->batch.transactions[i]);
    if (parsed) {
      job->ids[i] = parsed->id;
      continue;
    }
    const std::lock_guard lock(job->mutex);
    if (!job->failed)
      job->error =
          Error{parsed.error().code, "transaction " + std::to_string(i) + ": " + parsed.error().detail};
    job->failed = true;
  }
  if (job->parts_left.fetch_sub(1) == 1) job->finish();
}

}  // namespace credence::node
