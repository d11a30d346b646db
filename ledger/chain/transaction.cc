// SPDX-License-Identifier: Apache-2.0
#include "ledger/chain/transaction.h"

#include <algorithm>
#include <set>

#include "ledger/primitives/counted.h"

namespace credence {

TxId transaction_id(const ChainId& chain, BytesView body) {
  return chain_hash(Tag::transaction, chain, body);
}

Result<ParsedTransaction> parse_transaction(const ChainId& chain, BytesView bytes) {
  if (bytes.size() > limits::kTransactionBytesMax)
    return fail(Code::limit_exceeded, counted(bytes.size(), "byte", "bytes") + ", at most " +
                                          std::to_string(limits::kTransactionBytesMax));
  auto outer = decode<Transaction>(bytes);
  if (!outer) return std::unexpected(outer.error());
  auto body = decode<TransactionBody>(outer->body);
  if (!body) return std::unexpected(body.error());
  if (body->chain != chain) return fail(Code::wrong_chain, body->chain.hex());
  if (outer->signatures.empty() || key_id(outer->signatures.front().key) != body->signer)
    return fail(Code::missing_signature, "the first signature must be of the signer " + body->signer.hex());
  std::set<PublicKey> keys;
  for (const auto& entry : outer->signatures) {
    if (auto good = check_suite(entry.key, chain.suite); !good) return std::unexpected(good.error());
    if (!keys.insert(entry.key).second) return fail(Code::signed_twice, "key " + entry.key.hex());
  }
  return ParsedTransaction{transaction_id(chain, outer->body), *std::move(body),
                           std::move(outer->signatures)};
}

Result<void> verify_signatures(const ParsedTransaction& transaction) {
  for (const auto& entry : transaction.signatures)
    if (auto good = verify(entry.key, transaction.id, entry.signature); !good) return good;
  return {};
}

Result<Bytes> sign_transaction(const TransactionBody& body, std::span<const SecretKey* const> keys) {
  auto encoded = try_encode(body);
  if (!encoded) return std::unexpected(encoded.error());
  const TxId id = transaction_id(body.chain, *encoded);
  Transaction transaction{*std::move(encoded), {}};
  for (const SecretKey* key : keys) transaction.signatures.push_back({key->public_key(), sign(*key, id)});
  auto bytes = try_encode(transaction);
  if (bytes && bytes->size() > limits::kTransactionBytesMax)
    return fail(Code::limit_exceeded, counted(bytes->size(), "byte", "bytes") + ", at most " +
                                          std::to_string(limits::kTransactionBytesMax));
  return bytes;
}

Hash32 proposal_digest(const ChainId& chain, const Proposal& proposal) {
  return chain_hash(Tag::batch, chain, encode(proposal));
}

Result<Batch> batch_of(const Proposal& proposal) {
  if (proposal.is_null()) return Batch{};
  return decode<Batch>(proposal.batch);
}

Result<void> check_proposal(const ChainId& chain, const Proposal& proposal) {
  auto batch = batch_of(proposal);
  if (!batch) return std::unexpected(batch.error());
  std::set<TxId> ids;
  for (const auto& bytes : batch->transactions) {
    auto parsed = parse_transaction(chain, bytes);
    if (!parsed) return std::unexpected(parsed.error());
    if (!ids.insert(parsed->id).second) return fail(Code::replayed, parsed->id.hex());
    if (auto good = verify_signatures(*parsed); !good) return good;
  }
  return {};
}

}  // namespace credence
