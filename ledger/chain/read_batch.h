// SPDX-License-Identifier: Apache-2.0
// Transactions that were read once, for all who need them afterwards: admission, the check of a proposal, the
// execution and the index of ids work on the same one, and nobody parses or hashes it again.
//
// Thread-safety: values that nobody changes; shared by pointers.
#pragma once

#include <memory>

#include "ledger/chain/transaction.h"

namespace credence {

/// A transaction beside its bytes. `action` is a view of them, so it is neither copied nor moved.
struct ReadTransaction {
  ReadTransaction() = default;
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

  Bytes bytes;
  Hash32 leaf;  // merkle_leaf of the bytes: what names these very bytes, signatures included
  TxId id;
  KeyId signer;
  Height expiry_height = 0;
  List<KeySignature, limits::kSignaturesMax> signatures;
  BytesView action;
};
using SharedTransaction = std::shared_ptr<const ReadTransaction>;

/// The errors are those of `parse_transaction`. Signatures are not verified.
[[nodiscard]] Result<SharedTransaction> read_transaction(const ChainId& chain, Bytes bytes);
/// The same of bytes whose leaf is known already.
[[nodiscard]] Result<SharedTransaction> read_transaction(const ChainId& chain, Bytes bytes,
                                                         const Hash32& leaf);

/// A proposal whose transactions were read.
struct ReadBatch {
  std::uint64_t time_ms = 0;      // as proposed; 0 of a null proposal
  bool null = false;              // no batch at all, which is not the empty batch
  std::size_t encoded_bytes = 0;  // of the batch; 0 of a null proposal
  std::vector<SharedTransaction> transactions;
};
using SharedBatch = std::shared_ptr<const ReadBatch>;

/// Fails with the first transaction that does not parse.
[[nodiscard]] Result<SharedBatch> read_batch(const ChainId& chain, const Proposal& proposal);
[[nodiscard]] std::vector<TxId> ids_of(const ReadBatch& batch);
/// Their bytes, as they are proposed.
[[nodiscard]] Batch batch_of(std::span<const SharedTransaction> transactions);

}  // namespace credence
