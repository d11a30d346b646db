// SPDX-License-Identifier: Apache-2.0
#include "node/sync/snapshot_server.h"

#include "node/base/log.h"

namespace credence::node {
namespace {

constexpr std::uint64_t kIdleMs = 1'000;      // without a block: the next multiple may be long in coming
constexpr std::uint64_t kUnusedMs = 120'000;  // a snapshot that nobody used for so long is dropped
// A snapshot counts as being read for so long after a peer asked for a part of it.
constexpr std::uint64_t kReadingMs = 30'000;
constexpr std::uint64_t kTakeEveryMs = 10'000;  // not more often, whoever asks

}  // namespace

SnapshotReply SnapshotServer::answer(ReplicaId from, const SnapshotRequest& request, std::uint64_t now_ms) {
  SnapshotReply out{request.number, NotHeld{}};
  if (const auto* wanted = std::get_if<OffersAsked>(&request.what)) {
    out.what = offers(wanted->above, now_ms);
  } else if (const auto* changes = std::get_if<ChangesAsked>(&request.what)) {
    if (auto page = ledger_.read([&](const Ledger& at) { return at.prove_set_changes(changes->from); }))
      out.what = *std::move(page);
  } else if (const auto* content = std::get_if<ContentAsked>(&request.what)) {
    (void)read(from, content->height, now_ms);
    auto block = ledger_.read([&](const Ledger& at) { return at.block(content->height); });
    auto batch = block ? batch_of(block->proposal) : std::unexpected(block.error());
    auto headers = ledger_.read([&](const Ledger& at) { return at.headers_before(content->height); });
    if (batch && headers && block->certificate)
      out.what = SnapshotContent{{block->header, *std::move(block->certificate),
                                  std::move(batch->transactions), std::move(block->receipts)},
                                 *std::move(headers)};
  } else if (const auto* asked = std::get_if<ChunkAsked>(&request.what)) {
    const auto snapshot = read(from, asked->height, now_ms);
    if (!snapshot || !asked->place.well_formed()) return out;
    auto chunk = snapshot->chunk(asked->place);
    if (!chunk)
      log_error("snapshot_unreadable", chunk.error());
    else if (*chunk)
      out.what = **std::move(chunk);
    else
      out.what = ChunkTooLong{};
  } else if (const auto* ids = std::get_if<ExecutedAsked>(&request.what)) {
    const auto snapshot = read(from, ids->height, now_ms);
    if (!snapshot) return out;
    auto page = snapshot->executed(ids->from);
    if (!page)
      log_error("snapshot_unreadable", page.error());
    else
      out.what = *std::move(page);
  }
  return out;
}

/// The snapshot of this height, which the peer reads from now on; nothing if it is not held.
std::shared_ptr<const StateSnapshot> SnapshotServer::read(ReplicaId from, Height height,
                                                          std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find(held_, height, &Held::height);
  if (at == held_.end()) return nullptr;
  at->used_ms = now_ms;
  readings_[from] = {height, now_ms};
  return at->snapshot;
}

/// Those whose block is certified by now.
SnapshotOffers SnapshotServer::offers(Height above, std::uint64_t now_ms) {
  std::vector<std::shared_ptr<const StateSnapshot>> held;
  const Height height = ledger_.read([](const Ledger& at) { return at.height(); });
  {
    const std::lock_guard lock(mutex_);
    for (Held& one : held_) held.push_back(one.snapshot);
    if (!held_.empty()) held_.back().used_ms = now_ms;
    const Height newest = held_.empty() ? 0 : held_.back().height();
    const bool of_use = newest > above || above >= height;
    wanted_ = wanted_ || held_.empty() || !of_use || newest + limits::kSnapshotFreshHeights < height;
  }
  SnapshotOffers out;
  for (const auto& one : held) {
    const auto proof = ledger_.read([&](const Ledger& at) { return at.prove_block(one->header().height); });
    if (proof && proof->header == one->header()) out.push_back(*proof);
  }
  return out;
}

void SnapshotServer::executed(Height height, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  executed_ms_ = now_ms;
  if (wanted_ && height % limits::kSnapshotEveryHeights == 0) take(now_ms);
}

void SnapshotServer::tick(std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  std::erase_if(held_, [now_ms](const Held& one) { return now_ms > one.used_ms + kUnusedMs; });
  if (!wanted_ || now_ms < executed_ms_ + kIdleMs) return;
  if (ledger_.read([](const Ledger& at) { return at.height() > 0 && at.certified_height() == at.height(); }))
    take(now_ms);
}

/// With the mutex held.
void SnapshotServer::take(std::uint64_t now_ms) {
  if (closed_ || (!held_.empty() && now_ms < taken_ms_ + kTakeEveryMs)) return;
  wanted_ = false;
  auto snapshot = ledger_.read([](const Ledger& at) { return at.snapshot(); });
  if (!snapshot) return log_error("snapshot_failed", snapshot.error());
  const Height height = (*snapshot)->header().height;
  if ((!held_.empty() && held_.back().height() >= height) || !make_room(now_ms)) return;
  held_.push_back({*std::move(snapshot), now_ms});
  taken_ms_ = now_ms;
  log(LogLevel::info, "snapshot_taken", {{"height", height}, {"entries", held_.back().snapshot->entries()}});
}

/// The oldest that no peer reads goes, if there are as many as may be.
bool SnapshotServer::make_room(std::uint64_t now_ms) {
  if (held_.size() < limits::kSnapshotsHeldMax) return true;
  const auto read = [&](const Held& held) {
    return std::ranges::any_of(readings_, [&](const auto& one) {
      return one.second.height == held.height() && now_ms <= one.second.at_ms + kReadingMs;
    });
  };
  const auto unread = std::ranges::find_if_not(held_, read);
  if (unread == held_.end()) return false;
  held_.erase(unread);
  return true;
}

void SnapshotServer::clear() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  held_.clear();
}

std::size_t SnapshotServer::held() const {
  const std::lock_guard lock(mutex_);
  return held_.size();
}

}  // namespace credence::node
