// SPDX-License-Identifier: Apache-2.0
#include "node/sync/sync.h"

#include "ledger/primitives/merkle.h"
#include "node/base/log.h"

namespace credence::node {
namespace {

constexpr std::size_t kChunksMax = 3;  // requests under way
constexpr std::uint32_t kChunkBlocksMax = 64;
static_assert(kChunkBlocksMax <= kBlocksPerRequestMax);
constexpr std::uint64_t kAnswerMs = 8'000;  // for a peer to answer; then another is asked
constexpr std::uint64_t kBlameMs = 60'000;  // how long a peer that sent a bad block is skipped
// How long a peer that claimed blocks and sent none is skipped: the first time; it doubles up to the maximum.
constexpr std::uint64_t kHollowMs = 500;
constexpr std::uint64_t kHollowMsMax = 60'000;
constexpr std::uint64_t kLogMs = 5'000;
// How long there may be nobody to ask: then the wish is dropped, since the blocks were perhaps never there.
constexpr std::uint64_t kNobodyMs = 2'000;
constexpr std::size_t kServedBytesMax = kBlockReplyBytesMax / 2;  // stop after the block that passes it
static_assert(kServedBytesMax + limits::kBatchBytesMax / 2 < kBlockReplyBytesMax);

/// Who follows the chain a few blocks at a time says nothing of it.
LogLevel log_level(Height blocks) { return blocks < kChunkBlocksMax ? LogLevel::debug : LogLevel::info; }

}  // namespace

Result<VerifiedBlock> verify_block(const ChainId& chain, const ValidatorSet& set, SignaturePool& signatures,
                                   SyncBlock block, const BlockHeader* before) {
  const BlockHeader& header = block.header;
  if (auto good = verify_header(chain, set, header, block.certificate); !good)
    return std::unexpected(good.error());
  if (before != nullptr &&
      (header.height != before->height + 1 || header.parent != header_hash(chain, *before)))
    return fail(Code::wrong_header,
                "height " + std::to_string(header.height) + " does not continue the one before");
  if (before != nullptr && header.time_ms != std::max(before->time_ms + 1, block.proposal.time_ms))
    return fail(Code::wrong_header, "the proposed time of height " + std::to_string(header.height));
  const auto batch = batch_of(block.proposal);
  if (!batch) return std::unexpected(batch.error());
  if (batch->transactions.size() != header.transaction_count)
    return fail(Code::wrong_root, "batch of height " + std::to_string(header.height));
  std::vector<Hash32> leaves;
  leaves.reserve(batch->transactions.size());
  for (const auto& bytes : batch->transactions) leaves.push_back(merkle_leaf(chain.suite, bytes));
  if (merkle_root(chain.suite, leaves) != header.batch_root)
    return fail(Code::wrong_root, "batch of height " + std::to_string(header.height));
  auto read = std::make_shared<ReadBatch>();
  read->time_ms = block.proposal.time_ms;
  read->null = block.proposal.is_null();
  read->encoded_bytes = block.proposal.batch.size();
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    auto one = signatures.read_and_verify(batch->transactions[i], leaves[i]);
    if (!one) return std::unexpected(one.error());
    read->transactions.push_back(*std::move(one));
  }
  return VerifiedBlock{std::move(block), std::move(read)};
}

BlockReply serve_blocks(const SharedLedger& ledger, const BlockRequest& request) {
  BlockReply reply;
  reply.number = request.number;
  reply.oldest = ledger.read([](const Ledger& at) { return at.oldest(); });
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < std::min(request.count, kBlocksPerRequestMax) && size < kServedBytesMax;
       ++i) {
    auto block = ledger.read([&](const Ledger& at) { return at.block(request.from + i); });
    if (!block || !block->certificate || block->header.height != request.from + i) break;
    const std::size_t more = block->proposal.batch.size() + limits::kKiB +
                             sizeof(ValidatorSignature) * block->certificate->signatures.size();
    if (size > 0 && size + more > kServedBytesMax) break;
    size += more;
    reply.blocks.push_back({block->header, std::move(block->proposal), *std::move(block->certificate)});
  }
  return reply;
}

void Sync::want(Height from, Height to, std::uint64_t now_ms) {
  // a certificate alone can wait
  if (next_ == 0 && !chunks_.empty() && chunks_.front().state == Chunk::State::asked) chunks_.clear();
  if (chunks_.empty()) {
    next_ = from;
    began_ = from - 1;
    last_log_ms_ = now_ms;
    log(log_level(to - began_), "sync_started", {{"from", from}, {"to", to}});
  }
  target_ = to;
  fill(now_ms);
}

bool Sync::hollow(ReplicaId peer, std::uint64_t now_ms) const {
  const auto at = hollow_.find(peer);
  return at != hollow_.end() && now_ms < at->second.until_ms;
}

void Sync::want_certificate(Height height) { certificates_.insert(height); }

void Sync::fill(std::uint64_t now_ms) {
  while (chunks_.size() < kChunksMax && next_ <= target_ && next_ != 0) {
    const auto count = static_cast<std::uint32_t>(std::min<Height>(chunk_blocks_, target_ - next_ + 1));
    Chunk& chunk = chunks_.emplace_back();
    chunk.number = next_number_++;
    chunk.from = next_;
    chunk.count = count;
    next_ += count;
    ask(chunk, now_ms);
  }
  if (!chunks_.empty() || certificates_.empty()) return;
  Chunk& chunk = chunks_.emplace_back();  // alone: its heights do not continue the others
  chunk.number = next_number_++;
  chunk.from = *certificates_.begin();
  chunk.count = 1;
  next_ = 0;
  ask(chunk, now_ms);
}

/// Of the connected peers that say they have the blocks, one at random; not the one that just failed, if
/// there is another.
void Sync::ask(Chunk& chunk, std::uint64_t now_ms) {
  std::vector<ReplicaId> good, others;
  Height least = UINT64_MAX;
  std::size_t pruned_by = 0;
  for (const auto& peer : hooks_.peers()) {
    if (!peer.connected) continue;
    const auto pruned = oldest_.find(peer.number);
    if (pruned != oldest_.end() && pruned->second > chunk.from) {
      least = std::min(least, pruned->second);
      ++pruned_by;
      continue;
    }
    const auto blamed = blamed_until_ms_.find(peer.number);
    if ((blamed != blamed_until_ms_.end() && blamed->second > now_ms) || hollow(peer.number, now_ms))
      continue;
    (peer.certified >= chunk.from && peer.number != chunk.peer ? good : others).push_back(peer.number);
  }
  const auto& from = good.empty() ? others : good;
  chunk.state = Chunk::State::asked;
  chunk.deadline_ms = now_ms + (from.empty() ? 200 : kAnswerMs);
  if (from.empty() && pruned_by > 0) return hooks_.pruned(chunk.from, least, pruned_by);
  if (!from.empty())
    chunk.nobody_since_ms = 0;
  else if (chunk.nobody_since_ms == 0)
    chunk.nobody_since_ms = now_ms;
  if (from.empty()) return;
  chunk.peer = from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random_)];
  chunk.number = next_number_++;
  hooks_.ask(*chunk.peer, BlockRequest{chunk.number, chunk.from, chunk.count});
}

Sync::Chunk* Sync::find(std::uint64_t number) {
  const auto at = std::ranges::find(chunks_, number, &Chunk::number);
  return at == chunks_.end() ? nullptr : &*at;
}

void Sync::on_reply(ReplicaId from, BlockReply reply, std::uint64_t now_ms) {
  Chunk* chunk = find(reply.number);
  // late, or unasked
  if (chunk == nullptr || chunk->peer != from || chunk->state != Chunk::State::asked) return;
  oldest_[from] = reply.oldest;
  if (reply.blocks.empty()) {  // it does not hold them: another one, soon
    chunk->deadline_ms = std::min(chunk->deadline_ms, now_ms + 100);
    return note_empty(from, *chunk, now_ms);
  }
  hollow_.erase(from);
  if (reply.blocks.size() > chunk->count)
    return blame(from, Error{Code::malformed, "more blocks than asked for"}, now_ms);
  for (std::size_t i = 0; i < reply.blocks.size(); ++i)
    if (reply.blocks[i].header.height != chunk->from + i)
      return blame(from, Error{Code::wrong_height, "a block that was not asked for"}, now_ms);
  const auto got = static_cast<std::uint32_t>(reply.blocks.size());
  chunk->state = Chunk::State::verifying;
  chunk->grounded = chunk == &chunks_.front();
  const std::uint64_t number = chunk->number;
  if (got < chunk->count) {  // long blocks: ask for fewer from here on
    chunk->count = got;
    chunk_blocks_ = got;
    next_ = chunk->from + got;
    while (&chunks_.back() != chunk) chunks_.pop_back();
  } else {
    chunk_blocks_ = std::min(chunk_blocks_ * 2, kChunkBlocksMax);
  }
  hooks_.verify(number, std::move(reply.blocks));
  fill(now_ms);
}

/// An empty answer is no lie by itself: a peer may have pruned, or say what it has before it is on its disk.
void Sync::note_empty(ReplicaId from, const Chunk& chunk, std::uint64_t now_ms) {
  const auto peers = hooks_.peers();
  const auto said = std::ranges::find(peers, from, &PeerStatus::number);
  if (said == peers.end() || said->certified < chunk.from || oldest_[from] > chunk.from) return;
  Hollow& at = hollow_[from];
  at.until_ms = now_ms + std::min(kHollowMs << std::min(at.times, 10u), kHollowMsMax);
  if (++at.times == 3)
    log(LogLevel::warning, "peer_claims_blocks",
        {{"peer", from}, {"claims", said->certified}, {"asked_from", chunk.from}});
}

void Sync::verified(std::uint64_t number, Result<std::vector<VerifiedBlock>> blocks, std::uint64_t now_ms) {
  Chunk* chunk = find(number);
  if (chunk == nullptr || chunk->state != Chunk::State::verifying) return;
  // Of a height whose validators are not known here yet, or a lie: block by block it shows.
  if (!blocks && blocks.error().code == Code::wrong_validator_set && (chunk->count > 1 || !chunk->grounded))
    return again_from(*chunk);
  if (!blocks) {
    blame(*chunk->peer, blocks.error(), now_ms);
    return ask(*chunk, now_ms);
  }
  chunk->blocks = *std::move(blocks);
  chunk->state = Chunk::State::ready;
  apply_first();
}

/// Drops a chunk and all above it: at the next tick they are asked for anew, block by block.
void Sync::again_from(Chunk& chunk) {
  next_ = chunk.from;
  chunk_blocks_ = 1;
  while (chunks_.back().from > next_) chunks_.pop_back();
  chunks_.pop_back();
}

void Sync::stop() {
  chunks_.clear();
  target_ = 0;
}

void Sync::apply_first() {
  if (chunks_.empty() || chunks_.front().state != Chunk::State::ready) return;
  chunks_.front().state = Chunk::State::applying;
  hooks_.apply(std::move(chunks_.front().blocks));
}

void Sync::applied(Result<Certificate> certificate, std::uint64_t now_ms) {
  if (chunks_.empty() || chunks_.front().state != Chunk::State::applying) return;
  const Chunk done = std::move(chunks_.front());
  chunks_.pop_front();
  if (!certificate) {
    if (certificate.error().code == Code::diverged) return hooks_.diverged(certificate.error());
    if (done.peer && certificate.error().code == Code::wrong_header)
      blame(*done.peer, certificate.error(), now_ms);
    else
      log_error("sync_failed", certificate.error());
    return stop();  // the core asks again
  }
  const bool alone = next_ == 0;
  for (Height height = done.from; height <= certificate->height; ++height) certificates_.erase(height);
  hooks_.synced(*certificate);
  if (alone) target_ = 0;
  fill(now_ms);
  apply_first();
  if (alone) return;
  const Height done_to = certificate->height;
  if (chunks_.empty())
    log(log_level(done_to - std::min(began_, done_to)), "sync_done", {{"height", done_to}});
  else if (now_ms >= last_log_ms_ + kLogMs) {
    last_log_ms_ = now_ms;
    log(LogLevel::info, "sync_progress", {{"height", done_to}, {"of", target_}});
  }
}

void Sync::blame(ReplicaId peer, const Error& error, std::uint64_t now_ms) {
  blamed_until_ms_[peer] = now_ms + kBlameMs;
  hooks_.lied(peer, error);
  log(LogLevel::warning, "sync_bad_blocks",
      {{"peer", peer}, {"code", info(error.code).name}, {"detail", error.detail}});
  for (auto& chunk : chunks_)
    if (chunk.peer == peer && chunk.state == Chunk::State::asked) chunk.deadline_ms = now_ms;
}

void Sync::tick(std::uint64_t now_ms) {
  if (!chunks_.empty() && chunks_.front().nobody_since_ms != 0 &&
      now_ms >= chunks_.front().nobody_since_ms + kNobodyMs)
    stop();
  for (auto& chunk : chunks_)
    if (chunk.state == Chunk::State::asked && now_ms >= chunk.deadline_ms) ask(chunk, now_ms);
  fill(now_ms);
}

}  // namespace credence::node
