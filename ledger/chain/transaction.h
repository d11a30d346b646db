// SPDX-License-Identifier: Apache-2.0
// A transaction: one action under one or more signatures. And a batch of them, as the primary proposes it.
//
//   transaction := body:Blob, signatures:List<KeySignature>
//   body        := chain_id, signer, nonce:u64, expiry_height:u64, action:Blob
//   batch       := List<Blob(transaction)>
//   proposal    := time_ms:u64, batch:Blob          what consensus orders, by its digest
//
// The id is the hash of the body as received, so a second form of a signature gives no second id. Here an
// action is bytes; ledger/domain says what they mean.
#pragma once

#include "ledger/codec/codec.h"
#include "ledger/primitives/keys.h"
#include "ledger/primitives/limits.h"

namespace credence {

struct TransactionBody {
  ChainId chain;
  KeyId signer;              // the key that answers for the action; its signature comes first
  std::uint64_t nonce = 0;   // any number: makes two otherwise equal transactions differ
  Height expiry_height = 0;  // the last height at which it may be executed
  Blob<limits::kActionBytesMax> action;

  template <class A>
  void serialize(A& archive) {
    archive(chain, signer, nonce, expiry_height, action);
  }
};

struct KeySignature {
  PublicKey key;
  Signature signature;
  bool operator==(const KeySignature&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(key, signature);
  }
};

struct Transaction {
  Blob<limits::kTransactionBytesMax> body;
  List<KeySignature, limits::kSignaturesMax> signatures;
  template <class A>
  void serialize(A& archive) {
    archive(body, signatures);
  }
};

/// A transaction that was decoded from bytes; `id` is over the received body.
struct ParsedTransaction {
  TxId id;
  TransactionBody body;
  List<KeySignature, limits::kSignaturesMax> signatures;
};

[[nodiscard]] TxId transaction_id(const ChainId& chain, BytesView body);

/// Decodes, and checks the chain, that the first signature is the signer's, and that no key signs twice.
/// Signatures are not verified: that costs time and is `verify_signatures`.
/// `malformed`, `limit_exceeded`, `trailing_bytes`, `wrong_chain`, `missing_signature`, `wrong_suite`,
/// `signed_twice`.
[[nodiscard]] Result<ParsedTransaction> parse_transaction(const ChainId& chain, BytesView bytes);
[[nodiscard]] Result<void> verify_signatures(const ParsedTransaction& transaction);

/// Signs a body with one or more keys, the signer's first; gives the transaction's bytes.
[[nodiscard]] Result<Bytes> sign_transaction(const TransactionBody& body,
                                             std::span<const SecretKey* const> keys);

struct Batch {
  List<Blob<limits::kTransactionBytesMax>, limits::kBlockTransactionsMax> transactions;
  template <class A>
  void serialize(A& archive) {
    archive(transactions);
  }
};

/// What the primary proposes for one height. A null proposal (time 0, no bytes) fills a gap after a view
/// change.
struct Proposal {
  std::uint64_t time_ms = 0;  // UTC, milliseconds since 1970
  Blob<limits::kBatchBytesMax> batch;

  [[nodiscard]] bool is_null() const { return time_ms == 0 && batch.empty(); }
  bool operator==(const Proposal&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(time_ms, batch);
  }
};

[[nodiscard]] Hash32 proposal_digest(const ChainId& chain, const Proposal& proposal);

/// Everything a validator checks before it votes for a proposal: it decodes, every transaction parses, every
/// signature verifies, no id occurs twice. Expensive; pure. An empty batch and a null proposal are valid.
[[nodiscard]] Result<void> check_proposal(const ChainId& chain, const Proposal& proposal);
/// The batch of a proposal; a null proposal has an empty one.
[[nodiscard]] Result<Batch> batch_of(const Proposal& proposal);

}  // namespace credence
