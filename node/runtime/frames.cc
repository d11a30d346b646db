// SPDX-License-Identifier: Apache-2.0
// Frames from peers, and what is sent to them beside consensus: transactions and blocks.
#include "ledger/chain/quorum.h"
#include "ledger/primitives/counted.h"
#include "node/runtime/runtime_impl.h"

namespace credence::node {
namespace {

constexpr std::size_t kGossipInboxMax = 8 * limits::kMiB;
constexpr std::size_t kBlocksInboxMax = 4 * kBlockReplyBytesMax;
constexpr std::size_t kGossipPart = 64;  // transactions for one task: a few milliseconds
// Every frame counts as at least so many bytes, which bounds the number of tasks of one peer too.
constexpr std::size_t kGossipFrameMin = 4 * limits::kKiB;
constexpr int kRequestsMax = 4;  // block requests of one peer in work
constexpr int kRefusalsBelieved = 2;
constexpr std::uint64_t kMutedMs = 60'000;

/// Counts `size` into a box that has room for it.
bool take_room(std::atomic<std::size_t>& box, std::size_t size, std::size_t max) {
  if (box.fetch_add(size) + size <= max) return true;
  box.fetch_sub(size);
  return false;
}

}  // namespace

void Runtime::Impl::on_frame(ReplicaId from, FrameKind kind, Bytes body) {
  if (kind == FrameKind::transactions) return on_gossip(from, std::move(body));
  if (kind == FrameKind::block_request) return on_block_request(from, std::move(body));
  if (kind == FrameKind::block_reply) return on_block_reply(from, std::move(body));
  if (kind == FrameKind::snapshot_request) return on_snapshot_request(from, std::move(body));
  if (kind == FrameKind::snapshot_reply) return on_snapshot_reply(from, std::move(body));
  if (kind != FrameKind::consensus || !members_.votes() || from >= members_.set.size()) return;
  if (mailbox_.put(from, std::move(body)))
    core_.wake();
  else
    ++metrics_.dropped_frames;
}

bool Runtime::Impl::work_on_message() {
  auto taken = mailbox_.take();
  if (!taken) return false;
  consensus_log_.note(taken->from, taken->message, utc_ms());
  step(consensus::Received{taken->from, std::move(taken->message)});
  propose();
  return true;
}

void Runtime::Impl::on_gossip(ReplicaId from, Bytes body) {
  const std::size_t size = std::max(body.size(), kGossipFrameMin);
  if (monotonic_ms() < inboxes_[from].muted_until_ms ||
      !take_room(inboxes_[from].gossip, size, kGossipInboxMax)) {
    ++metrics_.dropped_frames;
    return;
  }
  // Leaves the box when the last task that shares the transactions is done, also if the tasks are dropped.
  struct Held {
    std::atomic<std::size_t>& box;
    std::size_t size;
    TransactionGossip gossip;
    ~Held() { box -= size; }
  };
  auto held = std::make_shared<Held>(inboxes_[from].gossip, size, TransactionGossip{});
  const bool posted = workers.post([this, from, held, body = std::move(body)] {
    auto gossip = decode<TransactionGossip>(body);
    if (!gossip) {
      return mute(from, gossip.error());
    }
    held->gossip = *std::move(gossip);
    const std::size_t count = held->gossip.transactions.size();
    for (std::size_t first = kGossipPart; first < count; first += kGossipPart) {
      const bool more = workers.post([this, from, held, first, count] {
        take_gossip(from, held->gossip, first, std::min(count, first + kGossipPart));
      });
      if (!more) ++metrics_.dropped_frames;
    }
    take_gossip(from, held->gossip, 0, std::min(count, kGossipPart));
  });
  if (!posted) ++metrics_.dropped_frames;
}

void Runtime::Impl::take_gossip(ReplicaId from, const TransactionGossip& gossip, std::size_t first,
                                std::size_t last) {
  bool fresh = false;
  for (std::size_t i = first; i < last; ++i) {
    const BytesView bytes = gossip.transactions[i];
    if (!pool.room(bytes.size(), from)) continue;
    const auto read = read_transaction(chain_, Bytes(bytes.begin(), bytes.end()));
    if (!read) {
      mute(from, read.error());
      break;
    }
    if (pool.contains((*read)->id) || !pool.room(**read, from)) continue;
    const auto admitted = admission_.admit(**read);
    if (!admitted &&
        (admitted.error().code == Code::bad_signature || admitted.error().code == Code::high_s_signature)) {
      mute(from, admitted.error());
      break;
    }
    if (!admitted || *admitted != Admitted::fresh) continue;
    const auto added = pool.add(*read, from, monotonic_ms());
    if (!added || *added != Mempool::Added::fresh) continue;
    ++metrics_.gossiped_in;
    fresh = true;
  }
  if (fresh) pool_changed();
}

/// An honest node parses and verifies what it forwards: what is neither well-formed nor signed costs its
/// sender a minute's hearing.
void Runtime::Impl::mute(ReplicaId peer, const Error& error) {
  inboxes_[peer].muted_until_ms = monotonic_ms() + kMutedMs;
  log(LogLevel::warning, "bad_transaction_from_peer",
      {{"peer", peer}, {"code", info(error.code).name}, {"detail", error.detail}});
}

void Runtime::Impl::flush_gossip() {
  std::vector<SharedTransaction> fresh;
  {
    const std::lock_guard lock(gossip_mutex_);
    fresh.swap(gossip_);
  }
  send_transactions(std::nullopt, fresh);
}

void Runtime::Impl::send_transactions(std::optional<ReplicaId> to,
                                      std::span<const SharedTransaction> transactions) {
  TransactionGossip gossip;
  std::size_t size = 4;
  const auto flush = [&] {
    if (gossip.transactions.empty()) return;
    auto body = std::make_shared<const Bytes>(encode(gossip));
    if (to)
      transport->send(*to, FrameKind::transactions, std::move(body));
    else
      transport->broadcast(FrameKind::transactions, std::move(body));
    gossip.transactions.clear();
    size = 4;
  };
  for (const SharedTransaction& one : transactions) {
    const BytesView bytes = one->bytes;
    if (size + 4 + bytes.size() > kGossipBytesMax ||
        gossip.transactions.size() == limits::kBlockTransactionsMax)
      flush();
    gossip.transactions.emplace_back(bytes);
    size += 4 + bytes.size();
  }
  flush();
}

void Runtime::Impl::on_block_request(ReplicaId from, Bytes body) {
  const auto request = decode<BlockRequest>(body);
  if (!request) {
    log(LogLevel::warning, "block_request_malformed", {{"peer", from}, {"detail", request.error().detail}});
    return;
  }
  auto& in_work = inboxes_[from].requests;
  if (in_work.fetch_add(1) >= kRequestsMax) {
    --in_work;
    ++metrics_.dropped_frames;
    return;
  }
  const bool posted = workers.post([this, from, request = *request] {
    auto reply = std::make_shared<const Bytes>(encode(serve_blocks(ledger, request)));
    --inboxes_[from].requests;
    transport->send(from, FrameKind::block_reply, std::move(reply));
  });
  if (!posted) --in_work;
}

void Runtime::Impl::on_block_reply(ReplicaId from, Bytes body) {
  const std::size_t size = body.size();
  const bool asked = inboxes_[from].asked.fetch_sub(1) > 0;
  if (!asked) ++inboxes_[from].asked;
  if (!asked || !take_room(inboxes_[from].blocks, size, kBlocksInboxMax)) {
    ++metrics_.dropped_frames;
    return;
  }
  metrics_.fetched_bytes += size;
  workers.post_urgent([this, from, size, body = std::move(body)] {
    auto reply = decode<BlockReply>(body);
    inboxes_[from].blocks -= size;
    if (reply)
      core_.post([this, from, reply = *std::move(reply)]() mutable { on_reply(from, std::move(reply)); });
    else
      log(LogLevel::warning, "block_reply_malformed", {{"peer", from}, {"detail", reply.error().detail}});
  });
}

/// Some honest validator says, more than once, that another process with this key is there and answers: one
/// of the two must go, and the newcomer is the one that is refused.
void Runtime::Impl::on_duplicate_of_self(ReplicaId peer) {
  ++metrics_.duplicates;
  ++duplicate_refusals_[peer];
  std::size_t believed = 0;
  for (const auto& [number, times] : duplicate_refusals_) believed += times >= kRefusalsBelieved ? 1 : 0;
  if (believed <= faults_tolerated(members_.set.size()) || fatal_) return;
  log_error("duplicate_node",
            Error{Code::duplicate_node, "said by " + counted(believed, "validator", "validators")});
  fatal(NodeExit::duplicate_node);
}

}  // namespace credence::node
