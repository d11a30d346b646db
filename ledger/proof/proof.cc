// SPDX-License-Identifier: Apache-2.0
// Verification: every check that stands between bytes from a stranger and an answer that is believed. Pure,
// and safe on hostile input: lengths and numbers come from bounded types, and nothing is believed before the
// certificate has been checked.
#include "ledger/proof/verify.h"

#include "ledger/tree/history.h"

namespace credence {
namespace {

/// The value of a HistoryKey, or an empty history where the key is proved absent.
Result<HistoryValue> verify_head(const StateProof& proof, const HistoryKey& asked) {
  auto value = verify(proof.block.header, proof, StateKey(asked));
  if (!value) return std::unexpected(value.error());
  if (!*value) return HistoryValue{};
  auto head = decode<HistoryValue>(**value);
  if (!head) return std::unexpected(head.error());
  if (!history_well_formed(*head)) return fail(Code::malformed, "history head");
  return *std::move(head);
}

}  // namespace

Result<VerifiedTransaction> verify(const TrustChain& trust, const TransactionProof& proof,
                                   const TxId& asked) {
  if (auto good = trust.verify(proof.block); !good) return std::unexpected(good.error());
  return verify(trust.chain(), proof, asked);
}

Result<VerifiedTransaction> verify(const ChainId& chain, const TransactionProof& proof, const TxId& asked) {
  const BlockHeader& header = proof.block.header;
  if (!merkle_verify(header.suite, merkle_leaf(header.suite, proof.transaction), proof.index,
                     header.transaction_count, proof.transaction_path, header.batch_root))
    return fail(Code::bad_merkle_path, "transaction " + std::to_string(proof.index));
  if (!merkle_verify(header.suite, merkle_leaf(header.suite, proof.receipt), proof.index,
                     header.transaction_count, proof.receipt_path, header.receipts_root))
    return fail(Code::bad_merkle_path, "receipt " + std::to_string(proof.index));
  auto transaction = parse_transaction(chain, proof.transaction);
  if (!transaction) return std::unexpected(transaction.error());
  if (transaction->id != asked) return fail(Code::wrong_subject, "transaction " + transaction->id.hex());
  if (auto good = verify_signatures(*transaction); !good) return std::unexpected(good.error());
  auto receipt = decode_known<Receipt>(proof.receipt);
  if (!receipt) return fail(receipt.error().code, "receipt: " + receipt.error().detail);
  if (receipt->value.transaction != asked)
    return fail(Code::wrong_subject, "receipt of " + receipt->value.transaction.hex());
  auto action = decode<Action>(transaction->body.action);
  if (!action && action.error().code != Code::not_understood && receipt->value.code == 0)
    return std::unexpected(action.error());
  if (receipt->later) return fail(receipt->later->code, "receipt: " + receipt->later->detail);
  return VerifiedTransaction{header, proof.index, *std::move(transaction), std::move(action),
                             std::move(receipt->value)};
}

Result<std::optional<Bytes>> verify(const TrustChain& trust, const StateProof& proof, const StateKey& asked) {
  if (auto good = trust.verify(proof.block); !good) return std::unexpected(good.error());
  return verify(proof.block.header, proof, asked);
}

Result<std::optional<Bytes>> verify(const BlockHeader& header, const KeyProof& proof, const StateKey& asked) {
  auto key = try_encode(asked);
  if (!key) return std::unexpected(key.error());
  if (proof.key != *key) return fail(Code::wrong_subject, "state key " + to_hex(proof.key));
  return verify(header, proof);
}

Result<std::optional<Bytes>> verify(const BlockHeader& header, const KeyProof& proof) {
  const Hash32 key_hash = state_key_hash(header.suite, proof.key);
  if (!proof.value) {
    if (!state_path_disproves(header.suite, header.state_root, key_hash, proof.path))
      return fail(Code::wrong_root, "absence of a state key");
    return std::optional<Bytes>{};
  }
  if (!state_path_proves(header.suite, header.state_root,
                         {key_hash, state_value_hash(header.suite, *proof.value)}, proof.path))
    return fail(Code::wrong_root, "value of a state key");
  return std::optional<Bytes>(std::in_place, proof.value->begin(), proof.value->end());
}

Result<VerifiedPage> verify(const TrustChain& trust, const HistoryPage& page, const HistoryKey& asked) {
  if (auto good = trust.verify(page.head.block); !good) return std::unexpected(good.error());
  return verify(page, asked);
}

Result<VerifiedPage> verify(const HistoryPage& page, const HistoryKey& asked) {
  auto head = verify_head(page.head, asked);
  if (!head) return std::unexpected(head.error());
  if (auto good = check_entries(page, *head); !good) return std::unexpected(good.error());
  VerifiedPage out{page.head.block.header, head->count, page.from, {}};
  for (const auto& bytes : page.entries) {
    auto entry = decode<HistoryEntry>(bytes);
    if (!entry) return std::unexpected(entry.error());
    out.entries.push_back(*std::move(entry));
  }
  return out;
}

Result<void> check_entries(const HistoryPage& page, const HistoryValue& head) {
  const Suite suite = page.head.block.header.suite;
  std::vector<Hash32> leaves;
  for (const auto& bytes : page.entries) leaves.push_back(history_leaf(suite, bytes));
  if (!history_page_proves(suite, head, page.from, leaves, page.path))
    return fail(Code::wrong_root, "history entries from " + std::to_string(page.from));
  return {};
}

}  // namespace credence
