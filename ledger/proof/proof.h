// What a node answers with, and how anyone checks it: no network, no store, no clock. See docs/encoding.md.
//
// Every proof carries the header it rests on and that header's quorum certificate. A verifier holds a trust chain (trust.h: the
// genesis, and the changes of the validator set that were proved since) and believes nothing else.
#pragma once

#include "ledger/domain/state_values.h"
#include "ledger/primitives/merkle.h"
#include "ledger/proof/trust.h"
#include "ledger/tree/state_path.h"

#include <memory>

namespace credence {

struct TransactionProof {
  BlockProof block;
  std::uint32_t index = 0;
  Blob<limits::kTransactionBytesMax> transaction;
  List<Hash32, limits::kMerklePathMax> transaction_path;
  Blob<1024> receipt;
  List<Hash32, limits::kMerklePathMax> receipt_path;
  template <class A> void serialize(A& a) { a(block, index, transaction, transaction_path, receipt, receipt_path); }
};

/// A key of the state with its value, or its absence, under the state root of a header that stands elsewhere.
struct KeyProof {
  Blob<1024> key;                                       // canonical encoding of a StateKey
  std::optional<Blob<limits::kTransactionBytesMax>> value;  // absent: proved not to be there
  StatePath path;
  template <class A> void serialize(A& a) { a(key, value, path); }
};
using KeyProofs = List<KeyProof, limits::kContextMax>;

struct StateProof : KeyProof {
  BlockProof block;
  template <class A> void serialize(A& a) { a(block, key, value, path); }
};

struct HistoryPage {
  StateProof head;                                      // of the HistoryKey
  std::uint64_t from = 0;
  List<Blob<4096>, limits::kPageEntriesMax> entries;    // canonical encodings of HistoryEntry
  List<Hash32, limits::kHistoryPathMax> path;           // subtrees beside them, left to right (ledger/tree/history.h)
  template <class A> void serialize(A& a) { a(head, from, entries, path); }
};

// ---- verification: the value that is proved, or the first check that failed -----------------------------------------

struct VerifiedTransaction {
  BlockHeader header;
  std::uint32_t index = 0;
  ParsedTransaction transaction;
  Action action;
  Receipt receipt;
};

// That a block alone is certified is `TrustChain::verify`.

/// Also checks the transaction's own signatures and that it is the one asked for.
[[nodiscard]] Result<VerifiedTransaction> verify(const TrustChain& trust, const TransactionProof& proof, const TxId& asked);
/// The value's bytes, or nothing if the key is proved absent.
[[nodiscard]] Result<std::optional<Bytes>> verify(const Hash32& state_root, const KeyProof& proof, const StateKey& asked);
/// The same under a header that is certified.
[[nodiscard]] Result<std::optional<Bytes>> verify(const TrustChain& trust, const StateProof& proof, const StateKey& asked);

struct VerifiedPage {
  BlockHeader header;
  std::uint64_t total = 0;  // entries in the whole history under this header
  std::uint64_t from = 0;
  std::vector<HistoryEntry> entries;
};
/// One page alone: exactly the entries [from, from + entries) of a history that holds `total`. The latest twenty entries of a long
/// history need no more than this. Completeness over many pages is what HistoryReading is for
/// (ledger/proof/history_reading.h).
[[nodiscard]] Result<VerifiedPage> verify(const TrustChain& trust, const HistoryPage& page, const HistoryKey& asked);

}  // namespace credence
