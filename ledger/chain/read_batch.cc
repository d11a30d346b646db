// SPDX-License-Identifier: Apache-2.0
#include "ledger/chain/read_batch.h"

#include "ledger/primitives/merkle.h"

namespace credence {

Result<SharedTransaction> read_transaction(const ChainId& chain, Bytes bytes) {
  const Hash32 leaf = merkle_leaf(chain.suite, bytes);
  return read_transaction(chain, std::move(bytes), leaf);
}

Result<SharedTransaction> read_transaction(const ChainId& chain, Bytes bytes, const Hash32& leaf) {
  auto parsed = parse_transaction(chain, bytes);
  if (!parsed) return std::unexpected(parsed.error());
  const Bytes& action = parsed->body.action;
  auto out = std::make_shared<ReadTransaction>();
  out->bytes = std::move(bytes);
  out->leaf = leaf;
  out->id = parsed->id;
  out->signer = parsed->body.signer;
  out->expiry_height = parsed->body.expiry_height;
  out->signatures = std::move(parsed->signatures);
  // The bytes begin with the body as a blob, and the body ends with the action.
  constexpr std::size_t kLength = sizeof(std::uint32_t);
  const auto body = decode<std::uint32_t>(BytesView(out->bytes).first(kLength));
  out->action = BytesView(out->bytes).subspan(kLength, body.value()).last(action.size());
  CREDENCE_ASSERT(std::ranges::equal(out->action, action));
  return out;
}

Result<SharedBatch> read_batch(const ChainId& chain, const Proposal& proposal) {
  auto batch = batch_of(proposal);
  if (!batch) return std::unexpected(batch.error());
  auto out = std::make_shared<ReadBatch>();
  out->time_ms = proposal.time_ms;
  out->null = proposal.is_null();
  out->encoded_bytes = proposal.batch.size();
  out->transactions.reserve(batch->transactions.size());
  for (auto& bytes : batch->transactions) {
    auto read = read_transaction(chain, std::move(bytes));
    if (!read) return std::unexpected(read.error());
    out->transactions.push_back(*std::move(read));
  }
  return out;
}

Batch batch_of(std::span<const SharedTransaction> transactions) {
  Batch out;
  out.transactions.reserve(transactions.size());
  for (const SharedTransaction& one : transactions) out.transactions.emplace_back(BytesView(one->bytes));
  return out;
}

std::vector<TxId> ids_of(const ReadBatch& batch) {
  std::vector<TxId> out;
  out.reserve(batch.transactions.size());
  for (const SharedTransaction& one : batch.transactions) out.push_back(one->id);
  return out;
}

}  // namespace credence
