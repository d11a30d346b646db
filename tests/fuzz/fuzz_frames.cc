// SPDX-License-Identifier: Apache-2.0
// Hostile frames between nodes: whatever decodes encodes to the same bytes, and what proves something proves
// nothing else.
#include "node/peers/wire.h"

#include "ledger/domain/state_values.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/domain_samples.h"
#include "tests/support/suite.h"

namespace credence::fuzz {
namespace {

using namespace node;  // NOLINT(google-build-using-namespace)

template <class T>
std::optional<T> again(BytesView bytes) {
  auto value = decode<T>(bytes);
  if (!value) return std::nullopt;
  CREDENCE_ASSERT(std::ranges::equal(encode(*value), bytes));
  return *std::move(value);
}

template <class T>
void add(std::vector<Bytes>& out, const T& value) {
  out.push_back(encode(value));
}

}  // namespace

void one_input(BytesView bytes) {
  (void)again<Hello>(bytes);
  (void)again<Verdict>(bytes);
  (void)again<Ping>(bytes);
  (void)again<TransactionGossip>(bytes);
  (void)again<BlockRequest>(bytes);
  (void)again<BlockReply>(bytes);
  (void)again<SnapshotRequest>(bytes);
  const auto reply = again<SnapshotReply>(bytes);
  if (!reply) return;
  if (const auto* const chunk = std::get_if<StateChunk>(&reply->what))
    CREDENCE_ASSERT(!verify_chunk(samples::kSuite, Hash32{}, StatePlace{}, *chunk).has_value() ||
                    chunk->entries.empty());
  if (const auto* const content = std::get_if<SnapshotContent>(&reply->what))
    (void)check_archive_content(content->block);
}

std::vector<Bytes> seeds() {
  const SecretKey key = samples::secret(1);
  Hello hello;
  hello.key = key.public_key();
  hello.signature = sign(key, Hash32{});
  TransactionGossip gossip;
  const TransactionBody body{ChainId{}, key_id(key.public_key()), 1, 2,
                             Blob<limits::kActionBytesMax>(encode(samples::every_action().front()))};
  gossip.transactions.emplace_back(sign_transaction(body, std::array{&key}).value());
  SyncBlock block;
  block.header.height = 7;
  block.certificate = {7, {}, {{0, hello.signature}, {1, hello.signature}, {2, hello.signature}}};
  BlockReply blocks;
  blocks.blocks.assign(2, block);
  StateChunk chunk;
  chunk.entries.assign(2, StateEntry{Blob<1024>(encode(StateKey(ChainKey{}))),
                                     Blob<limits::kTransactionBytesMax>(Bytes(40, std::byte{7}))});
  chunk.path.siblings.assign(3, Hash32{});
  SnapshotOffers offers;
  offers.push_back({block.header, block.certificate});
  ArchiveBlock content;
  content.header = block.header;
  content.certificate = block.certificate;
  content.transactions.emplace_back(gossip.transactions.front());
  content.receipts.emplace_back(Bytes(20, std::byte{1}));
  std::vector<Bytes> out;
  add(out, hello);
  add(out, Verdict{7});
  add(out, Ping{1, 2});
  add(out, gossip);
  add(out, BlockRequest{1, 2, 3});
  add(out, blocks);
  for (const auto& what : std::vector<decltype(SnapshotRequest::what)>{
           OffersAsked{}, ChangesAsked{3}, ContentAsked{3}, ChunkAsked{3, StatePlace::nth(5, 8)}})
    add(out, SnapshotRequest{9, what});
  for (const auto& what : std::vector<decltype(SnapshotReply::what)>{
           NotHeld{}, offers, ValidatorSetChanges{}, SnapshotContent{content, {3, {Hash32{}, Hash32{}}}},
           chunk, ChunkTooLong{}})
    add(out, SnapshotReply{9, what});
  return out;
}

}  // namespace credence::fuzz
