// SPDX-License-Identifier: Apache-2.0
#include "node/sync/ledger_thread.h"

#include <chrono>
#include <ctime>

#include "node/base/log.h"
#include "node/base/loop.h"

namespace credence::node {
namespace {
constexpr std::size_t kRecentMax = 64;
}

/// Does it, says how long it took, and until then that it is at it.
template <class F>
auto LedgerThread::timed(Metrics::Time what, F&& f) {
  using namespace std::chrono;
  const auto started = steady_clock::now();
  busy_since_ms_ =
      static_cast<std::uint64_t>(duration_cast<milliseconds>(started.time_since_epoch()).count());
  auto out = f();
  enter({});
  busy_since_ms_ = 0;
  events_.took(what, duration<double>(steady_clock::now() - started).count());
  return out;
}

LedgerThread::LedgerThread(SharedLedger& ledger, LedgerEvents events)
    : ledger_(ledger), events_(std::move(events)) {
  ledger_.write([this](Ledger& at) {
    chain_ = at.chain();
    height_ = at.height();
    certified_ = at.certified_height();
    at.watch([this](Ledger::Stage stage) { enter(stage); });
  });
}

void LedgerThread::enter(std::optional<Ledger::Stage> stage) {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  const std::uint64_t ns =
      static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
  if (stage_) stage_ns_.at(static_cast<std::size_t>(*stage_)) += ns - stage_began_ns_;
  stage_ = stage;
  stage_began_ns_ = ns;
}

double LedgerThread::cpu_seconds(Ledger::Stage stage) const {
  const auto& ns = stage_ns_.at(static_cast<std::size_t>(stage));
  return 1e-9 * static_cast<double>(ns.load(std::memory_order_relaxed));
}

void LedgerThread::start() {
  thread_ = std::thread([this] {
    name_thread("ledger");
    run();
  });
}

void LedgerThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void LedgerThread::persist(std::vector<consensus::Record> records, std::vector<consensus::Send> sends) {
  if (records.empty() && sends.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    if (failed_) return;
    if (!records.empty() || !waiting_.empty() || steps_in_work_) {
      waiting_.push_back({std::move(records), std::move(sends)});
      sends.clear();
    }
  }
  // Nothing of an earlier step waits, and nothing can come in between: the core's thread is the only one that
  // calls this.
  if (!sends.empty())
    events_.release(std::move(sends));
  else
    wake_.notify_one();
}

void LedgerThread::execute(Height height, Proposal proposal, SharedBatch batch) {
  {
    const std::lock_guard lock(mutex_);
    if (height > height_) blocks_.insert_or_assign(height, Decided{std::move(proposal), std::move(batch)});
  }
  wake_.notify_one();
}

void LedgerThread::certify(Certificate certificate) {
  {
    const std::lock_guard lock(mutex_);
    certificates_.push_back(std::move(certificate));
  }
  wake_.notify_one();
}

void LedgerThread::certified_elsewhere(Height height) {
  {
    const std::lock_guard lock(mutex_);
    if (height <= elsewhere_) return;
    elsewhere_ = height;
  }
  wake_.notify_one();
}

void LedgerThread::apply(std::vector<VerifiedBlock> blocks, Applied done) {
  CREDENCE_ASSERT(!blocks.empty());
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(
        {{std::make_move_iterator(blocks.begin()), std::make_move_iterator(blocks.end())}, std::move(done)});
  }
  wake_.notify_one();
}

/// The next block is here and the one before it is certified. With the mutex held.
bool LedgerThread::block_ready() const {
  return !blocks_.empty() && blocks_.begin()->first == height_ + 1 &&
         std::max(certified_, elsewhere_) >= height_;
}

void LedgerThread::run() {
  std::unique_lock lock(mutex_);
  while (!failed_) {
    wake_.wait(lock, [this] {
      return stopping_ || !waiting_.empty() || !certificates_.empty() || !tasks_.empty() || block_ready();
    });
    if (!waiting_.empty()) {
      auto steps = std::exchange(waiting_, {});
      steps_in_work_ = true;
      lock.unlock();
      write_steps(std::move(steps));
      lock.lock();
      steps_in_work_ = false;
    } else if (stopping_) {
      return;
    } else if (!certificates_.empty()) {
      const Certificate certificate = std::move(certificates_.front());
      certificates_.pop_front();
      lock.unlock();
      if (tell_last()) store_certificate(certificate);
      lock.lock();
    } else if (!tasks_.empty()) {
      Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      apply_next(task);  // one block, so that the core's records need not wait for all of them
      lock.lock();
      if (!task.blocks.empty()) tasks_.push_front(std::move(task));
    } else if (block_ready()) {
      auto node = blocks_.extract(blocks_.begin());
      lock.unlock();
      if (tell_last()) execute_block(node.key(), std::move(node.mapped()));
      lock.lock();
    }
    // overtaken by a sync
    while (!blocks_.empty() && blocks_.begin()->first <= height_) blocks_.erase(blocks_.begin());
  }
}

/// One synced write for all the steps that wait; of two records with one key the later counts.
void LedgerThread::write_steps(std::vector<Step> steps) {
  std::map<std::string, std::optional<Bytes>> last;
  std::vector<consensus::Send> sends;
  for (auto& step : steps) {
    for (auto& record : step.records) last.insert_or_assign(std::move(record.key), std::move(record.value));
    for (auto& send : step.sends) sends.push_back(std::move(send));
  }
  steps_.fetch_add(steps.size(), std::memory_order_relaxed);
  if (!last.empty()) {
    std::vector<std::pair<std::string, std::optional<Bytes>>> records;
    records.reserve(last.size());
    for (auto& [key, value] : last) records.emplace_back(key, std::move(value));
    const auto written = timed(Metrics::Time::write, [&] {
      return ledger_.write([&](Ledger& at) { return at.write_records(records); });
    });
    if (!written) return stop_with(written.error());
    syncs_.fetch_add(1, std::memory_order_relaxed);
  }
  if (!sends.empty()) events_.release(std::move(sends));
}

void LedgerThread::execute_block(Height height, Decided block) {
  if (!block.batch) {
    auto read = read_batch(chain_, block.proposal);
    if (!read) return stop_with(read.error());
    block.batch = *std::move(read);
  }
  auto done = timed(Metrics::Time::execute, [&] {
    return ledger_.write([&](Ledger& at) -> Result<std::pair<BlockHeader, Hash32>> {
      CREDENCE_ASSERT(at.height() + 1 == height);
      auto header = at.apply(*block.batch);
      if (!header) return std::unexpected(header.error());
      if (auto durable = at.settle(); !durable) return std::unexpected(durable.error());
      return std::pair(*header, at.head_hash());
    });
  });
  if (!done) return stop_with(done.error());
  note_height(height);
  tell_executed(done->first, done->second, *block.batch);
}

void LedgerThread::note_height(Height height) {
  const std::lock_guard lock(mutex_);
  height_ = height;
  // decided here, but fetched before their turn came
  blocks_.erase(blocks_.begin(), blocks_.upper_bound(height_));
}

void LedgerThread::tell_executed(const BlockHeader& header, const Hash32& hash, const ReadBatch& batch) {
  syncs_.fetch_add(1, std::memory_order_relaxed);
  events_.executed(header, hash, batch.encoded_bytes);  // first: others wait for this replica's attestation
  auto ids = std::make_shared<const TxIds>(ids_of(batch));
  events_.settled(header, *ids);
  recent_[header.height] = std::move(ids);
  while (recent_.size() > kRecentMax) recent_.erase(recent_.begin());
}

void LedgerThread::store_certificate(const Certificate& certificate) {
  const auto stored = ledger_.write([&](Ledger& at) -> Result<Height> {
    if (auto done = at.add_certificate(certificate); !done) return std::unexpected(done.error());
    return at.certified_height();
  });
  if (!stored) return stop_with(stored.error());
  tell_certified(certificate, *stored);
}

void LedgerThread::tell_certified(const Certificate& certificate, Height highest) {
  {
    const std::lock_guard lock(mutex_);
    certified_ = highest;
  }
  SharedIds ids;
  if (const auto at = recent_.find(certificate.height); at != recent_.end()) {
    ids = std::move(at->second);
    recent_.erase(at);
  }
  events_.certified(certificate, ids);
}

/// Answers when the last block is durable, or one failed.
void LedgerThread::apply_next(Task& task) {
  const VerifiedBlock item = std::move(task.blocks.front());
  task.blocks.pop_front();
  auto applied = apply_one(item);
  const bool ends = !applied || task.blocks.empty();
  if (ends && !tell_last() && applied) applied = fail(Code::storage_failed, "a block");
  if (!applied) {
    task.blocks.clear();
    return task.done(std::unexpected(applied.error()));
  }
  if (ends) task.done(item.block.certificate);
}

/// What was applied last is durable; then others hear of it. False: it is not, and the node stops.
bool LedgerThread::tell_last() {
  if (!untold_) return true;
  const auto durable =
      timed(Metrics::Time::write, [&] { return ledger_.read([](const Ledger& at) { return at.settle(); }); });
  if (!durable) return stop_with(durable.error()), false;
  tell(*std::exchange(untold_, {}));
  return true;
}

void LedgerThread::tell(const Untold& block) {
  tell_executed(block.header, block.certificate.header_hash, *block.batch);
  tell_certified(block.certificate, block.header.height);
}

/// Nothing is written of a block whose execution does not give the certified header. What is written is told when
/// the next block was handed to the store, for then it is durable.
Result<void> LedgerThread::apply_one(const VerifiedBlock& item) {
  const SyncBlock& block = item.block;
  const auto executed = timed(Metrics::Time::execute, [&] {
    return ledger_.write([&](Ledger& at) -> Result<bool> {
      if (block.header.height <= at.height()) {
        const auto held = at.block(block.header.height);
        if (!held) return std::unexpected(held.error());
        if (header_hash(at.chain(), held->header) == block.certificate.header_hash) return false;
        return fail(Code::diverged, "height " + std::to_string(block.header.height) + ": " +
                                        header_difference(held->header, block.header));
      }
      if (auto done = at.apply_certified(*item.batch, block.header, block.certificate); !done)
        return std::unexpected(done.error());
      return true;
    });
  });
  if (!executed) {
    const Code code = executed.error().code;
    if (code != Code::wrong_height && code != Code::wrong_header && code != Code::diverged)
      stop_with(executed.error());
    return std::unexpected(executed.error());
  }
  if (*executed) {
    note_height(block.header.height);
    if (untold_) tell(*untold_);
    untold_ = {block.header, block.certificate, item.batch};
    // a snapshot that others take as well is of this very block
    if (block.header.height % limits::kSnapshotEveryHeights != 0) return {};
  }
  if (tell_last() && !*executed) store_certificate(block.certificate);
  const std::lock_guard lock(mutex_);
  if (failed_) return fail(Code::storage_failed, "a block");
  return {};
}

void LedgerThread::stop_with(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    waiting_.clear();
  }
  untold_.reset();
  events_.failed(error);
}

}  // namespace credence::node
