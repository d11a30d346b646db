// SPDX-License-Identifier: Apache-2.0
// The pool: a map by arrival, and one index for each question.
#include "node/pool/mempool.h"

#include "ledger/primitives/counted.h"

namespace credence::node {
namespace {

constexpr std::size_t kExecutedRemembered = 50'000;
constexpr std::size_t kOldestScanMax = 2'000;
constexpr std::size_t kBatchOverhead = 4, kItemOverhead = 4;  // the counts of a list and of a blob in it

}  // namespace

Result<Mempool::Added> Mempool::add(const ParsedTransaction& transaction, SharedBytes bytes, Source source,
                                    std::uint64_t now_ms) {
  const std::size_t size = bytes->size();
  const std::lock_guard lock(mutex_);
  if (by_id_.contains(transaction.id)) return Added::known;
  if (executed_.contains(transaction.id)) return Added::executed;
  if (entries_.size() >= limits_.count_max || bytes_ + size > limits_.bytes_max)
    return fail(Code::pool_full, counted(entries_.size(), "transaction", "transactions") + ", " +
                                     counted(bytes_, "byte", "bytes"));
  const auto& signer = transaction.body.signer;
  if (const auto at = by_signer_.find(signer);
      at != by_signer_.end() && at->second >= limits_.signer_count_max)
    return fail(Code::signer_quota, std::to_string(at->second) + " of signer " + signer.hex());
  if (source) {
    const Size& share = by_peer_[*source];
    if ((share.count + 1) * 100 > limits_.count_max * limits_.peer_percent ||
        (share.bytes + size) * 100 > limits_.bytes_max * limits_.peer_percent)
      return fail(Code::pool_full, "the share of peer " + std::to_string(*source));
    by_peer_[*source] = Size{share.count + 1, share.bytes + size};
  }
  const std::uint64_t arrival = next_arrival_++;
  bytes_ += size;
  ++by_signer_[signer];
  by_id_.emplace(transaction.id, arrival);
  by_expiry_.emplace(transaction.body.expiry_height, arrival);
  entries_.emplace(arrival, Entry{transaction.id, std::move(bytes), signer, transaction.body.expiry_height,
                                  source, now_ms, std::nullopt, std::nullopt, 0});
  return Added::fresh;
}

bool Mempool::contains(const TxId& id) const {
  const std::lock_guard lock(mutex_);
  return by_id_.contains(id);
}

Batch Mempool::build(consensus::View view, Height height, const ChainLimits& most) {
  Batch batch;
  std::size_t size = kBatchOverhead;
  const std::lock_guard lock(mutex_);
  for (auto& [arrival, entry] : entries_) {
    if (batch.transactions.size() >= most.block_transactions) break;
    if (entry.proposed_in == view || entry.expiry_height < height) continue;
    // strictly in order: no overtaking by the small
    if (size + kItemOverhead + entry.bytes->size() > most.block_bytes) break;
    size += kItemOverhead + entry.bytes->size();
    set_proposed(entry, view);
    batch.transactions.emplace_back(BytesView(*entry.bytes));
  }
  return batch;
}

void Mempool::mark(std::span<const TxId> ids, consensus::View view) {
  const std::lock_guard lock(mutex_);
  for (const auto& id : ids)
    if (const auto at = by_id_.find(id); at != by_id_.end()) set_proposed(entries_.at(at->second), view);
}

std::vector<std::uint64_t> Mempool::executed(std::span<const TxId> ids, Height height) {
  std::vector<std::uint64_t> arrived_ms;
  const std::lock_guard lock(mutex_);
  for (const auto& id : ids) {
    remember(id);
    const auto at = by_id_.find(id);
    if (at == by_id_.end()) continue;
    const auto entry = entries_.find(at->second);
    arrived_ms.push_back(entry->second.arrived_ms);
    erase(entry);
  }
  while (!by_expiry_.empty() && by_expiry_.begin()->first <= height)
    erase(entries_.find(by_expiry_.begin()->second));
  return arrived_ms;
}

void Mempool::remember(const TxId& id) {
  if (!executed_.insert(id).second) return;
  executed_order_.push_back(id);
  if (executed_order_.size() <= kExecutedRemembered) return;
  executed_.erase(executed_order_.front());
  executed_order_.pop_front();
}

void Mempool::erase(Entries::iterator at) {
  const Entry& entry = at->second;
  const std::size_t size = entry.bytes->size();
  bytes_ -= size;
  if (entry.proposed_in == counted_view_) {
    counted_.count -= 1;
    counted_.bytes -= size;
  }
  if (const auto signer = by_signer_.find(entry.signer); --signer->second == 0) by_signer_.erase(signer);
  if (entry.source) {
    Size& share = by_peer_[*entry.source];
    share.count -= 1;
    share.bytes -= size;
  }
  by_expiry_.erase({entry.expiry_height, at->first});
  by_id_.erase(entry.id);
  entries_.erase(at);
}

Mempool::Size Mempool::size() const {
  const std::lock_guard lock(mutex_);
  return {entries_.size(), bytes_, entries_.empty() ? 0 : entries_.begin()->second.arrived_ms};
}

void Mempool::set_proposed(Entry& entry, consensus::View view) {
  if (view != counted_view_) {
    counted_view_ = view;
    counted_ = {};
    for (const auto& [arrival, other] : entries_) {
      if (other.proposed_in != view) continue;
      counted_.count += 1;
      counted_.bytes += other.bytes->size();
    }
  }
  if (entry.proposed_in == view) return;
  entry.proposed_in = view;
  counted_.count += 1;
  counted_.bytes += entry.bytes->size();
}

Mempool::Size Mempool::unproposed(consensus::View view) const {
  const std::lock_guard lock(mutex_);
  if (view != counted_view_) return {entries_.size(), bytes_};
  return {entries_.size() - counted_.count, bytes_ - counted_.bytes};
}

std::optional<std::uint64_t> Mempool::oldest_arrival_ms() const {
  const std::lock_guard lock(mutex_);
  std::size_t seen = 0;
  for (const auto& [arrival, entry] : entries_) {
    if (by_signer_.at(entry.signer) * 4 <= limits_.signer_count_max) return entry.arrived_ms;
    if (++seen == kOldestScanMax) break;
  }
  return std::nullopt;
}

std::vector<SharedBytes> Mempool::take_aged(std::uint64_t before_ms, consensus::View view,
                                            std::uint64_t now_ms, std::size_t bytes_max) {
  std::vector<SharedBytes> out;
  std::size_t size = 0;
  const std::lock_guard lock(mutex_);
  for (auto& [arrival, entry] : entries_) {
    if (entry.arrived_ms >= before_ms) break;
    if (entry.handed_out_in == view && now_ms < entry.handed_out_ms + kHandOutAgainMs) continue;
    if (size + entry.bytes->size() > bytes_max) break;
    size += entry.bytes->size();
    entry.handed_out_in = view;
    entry.handed_out_ms = now_ms;
    out.push_back(entry.bytes);
  }
  return out;
}

std::vector<SharedBytes> Mempool::oldest(std::size_t bytes_max) const {
  std::vector<SharedBytes> out;
  std::size_t size = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& [arrival, entry] : entries_) {
    if (size + entry.bytes->size() > bytes_max) break;
    size += entry.bytes->size();
    out.push_back(entry.bytes);
  }
  return out;
}

}  // namespace credence::node
