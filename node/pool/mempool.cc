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

Result<void> Mempool::room_now(std::size_t bytes, Source source) const {
  if (entries_.size() >= limits_.count_max || bytes_ + bytes > limits_.bytes_max)
    return fail(Code::pool_full, counted(entries_.size(), "transaction", "transactions") + ", " +
                                     counted(bytes_, "byte", "bytes"));
  if (!source) return {};
  const auto at = by_peer_.find(*source);
  const Size share = at == by_peer_.end() ? Size{} : at->second;
  if ((share.count + 1) * 100 > limits_.count_max * limits_.peer_percent ||
      (share.bytes + bytes) * 100 > limits_.bytes_max * limits_.peer_percent)
    return fail(Code::pool_full, "the share of peer " + std::to_string(*source));
  return {};
}

Result<void> Mempool::room_now(const ReadTransaction& transaction, Source source) const {
  if (auto room = room_now(transaction.bytes.size(), source); !room) return room;
  const auto at = by_signer_.find(transaction.signer);
  const std::size_t held = at == by_signer_.end() ? 0 : at->second;
  if (held < limits_.signer_count_max) return {};
  return fail(Code::signer_quota, std::to_string(held) + " of signer " + transaction.signer.hex());
}

Result<void> Mempool::room(std::size_t bytes, Source source) const {
  const std::lock_guard lock(mutex_);
  return room_now(bytes, source);
}
Result<void> Mempool::room(const ReadTransaction& transaction, Source source) const {
  const std::lock_guard lock(mutex_);
  return room_now(transaction, source);
}

Result<Mempool::Added> Mempool::add(SharedTransaction transaction, Source source, std::uint64_t now_ms) {
  const std::size_t size = transaction->bytes.size();
  const std::lock_guard lock(mutex_);
  if (by_id_.contains(transaction->id)) return Added::known;
  if (executed_.contains(transaction->id)) return Added::executed;
  if (auto room = room_now(*transaction, source); !room) return std::unexpected(room.error());
  if (source) {
    Size& share = by_peer_[*source];
    share.count += 1;
    share.bytes += size;
  }
  const std::uint64_t arrival = next_arrival_++;
  bytes_ += size;
  ++by_signer_[transaction->signer];
  by_id_.emplace(transaction->id, arrival);
  by_leaf_.emplace(transaction->leaf, arrival);
  by_expiry_.emplace(transaction->expiry_height, arrival);
  entries_.emplace(arrival, Entry{std::move(transaction), source, now_ms, std::nullopt, std::nullopt, 0});
  return Added::fresh;
}

bool Mempool::contains(const TxId& id) const {
  const std::lock_guard lock(mutex_);
  return by_id_.contains(id);
}

SharedTransaction Mempool::held(const Hash32& leaf) const {
  const std::lock_guard lock(mutex_);
  const auto at = by_leaf_.find(leaf);
  return at == by_leaf_.end() ? nullptr : entries_.at(at->second).transaction;
}

std::vector<SharedTransaction> Mempool::build(consensus::View view, Height height, const ChainLimits& most) {
  std::vector<SharedTransaction> out;
  std::size_t size = kBatchOverhead;
  const std::lock_guard lock(mutex_);
  for (auto& [arrival, entry] : entries_) {
    if (out.size() >= most.block_transactions) break;
    if (entry.proposed_in == view || entry.transaction->expiry_height < height) continue;
    const std::size_t more = kItemOverhead + entry.transaction->bytes.size();
    // strictly in order: no overtaking by the small
    if (size + more > most.block_bytes) break;
    size += more;
    set_proposed(entry, view);
    out.push_back(entry.transaction);
  }
  return out;
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
  const ReadTransaction& gone = *entry.transaction;
  const std::size_t size = gone.bytes.size();
  bytes_ -= size;
  if (entry.proposed_in == counted_view_) {
    counted_.count -= 1;
    counted_.bytes -= size;
  }
  if (const auto signer = by_signer_.find(gone.signer); --signer->second == 0) by_signer_.erase(signer);
  if (entry.source) {
    Size& share = by_peer_[*entry.source];
    share.count -= 1;
    share.bytes -= size;
  }
  by_expiry_.erase({gone.expiry_height, at->first});
  by_leaf_.erase(gone.leaf);
  by_id_.erase(gone.id);
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
      counted_.bytes += other.transaction->bytes.size();
    }
  }
  if (entry.proposed_in == view) return;
  entry.proposed_in = view;
  counted_.count += 1;
  counted_.bytes += entry.transaction->bytes.size();
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
    if (by_signer_.at(entry.transaction->signer) * 4 <= limits_.signer_count_max) return entry.arrived_ms;
    if (++seen == kOldestScanMax) break;
  }
  return std::nullopt;
}

std::vector<SharedTransaction> Mempool::take_aged(std::uint64_t before_ms, consensus::View view,
                                                  std::uint64_t now_ms, std::size_t bytes_max) {
  std::vector<SharedTransaction> out;
  std::size_t size = 0;
  const std::lock_guard lock(mutex_);
  for (auto& [arrival, entry] : entries_) {
    if (entry.arrived_ms >= before_ms) break;
    if (entry.handed_out_in == view && now_ms < entry.handed_out_ms + kHandOutAgainMs) continue;
    if (size + entry.transaction->bytes.size() > bytes_max) break;
    size += entry.transaction->bytes.size();
    entry.handed_out_in = view;
    entry.handed_out_ms = now_ms;
    out.push_back(entry.transaction);
  }
  return out;
}

std::vector<SharedTransaction> Mempool::oldest(std::size_t bytes_max) const {
  std::vector<SharedTransaction> out;
  std::size_t size = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& [arrival, entry] : entries_) {
    if (size + entry.transaction->bytes.size() > bytes_max) break;
    size += entry.transaction->bytes.size();
    out.push_back(entry.transaction);
  }
  return out;
}

}  // namespace credence::node
