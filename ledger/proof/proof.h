// What a node answers with, and how anyone checks it: no network, no store, no clock. See docs/encoding.md.
//
// Every proof carries the header it rests on and that header's quorum certificate. A verifier holds a trust chain (trust.h: the
// genesis, and the changes of the validator set that were proved since) and believes nothing else.
#pragma once

#include "ledger/domain/state_values.h"
#include "ledger/primitives/merkle.h"
#include "ledger/proof/trust.h"
#include "ledger/state/state_path.h"

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

struct StateProof {
  BlockProof block;
  Blob<1024> key;                                       // canonical encoding of a StateKey
  std::optional<Blob<limits::kTransactionBytesMax>> value;  // absent: proved not to be there
  StatePath path;
  template <class A> void serialize(A& a) { a(block, key, value, path); }
};

struct HistoryPage {
  StateProof head;                                      // of the HistoryKey
  std::uint64_t from = 0;
  List<Blob<4096>, limits::kPageEntriesMax> entries;    // canonical encodings of HistoryEntry
  List<Hash32, limits::kHistoryPathMax> path;           // subtrees beside them, left to right (ledger/state/history.h)
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
[[nodiscard]] Result<std::optional<Bytes>> verify(const TrustChain& trust, const StateProof& proof, const StateKey& asked);

struct VerifiedPage {
  BlockHeader header;
  std::uint64_t total = 0;  // entries in the whole history under this header
  std::uint64_t from = 0;
  std::vector<HistoryEntry> entries;
};
/// One page alone: exactly the entries [from, from + entries) of a history that holds `total`. The latest twenty entries of a long
/// history need no more than this. Completeness over many pages is what HistoryVerifier is for.
[[nodiscard]] Result<VerifiedPage> verify(const TrustChain& trust, const HistoryPage& page, const HistoryKey& asked);

/// Rebuilds a whole history from its pages, in order, in bounded memory: feed every page, then `finish`. All pages must rest
/// on heads that extend the first (the list may grow while it is read: `finish` checks against the last page's head).
class HistoryVerifier {
 public:
  HistoryVerifier(TrustChain trust, HistoryKey asked);
  ~HistoryVerifier();
  /// The page's entries, decoded. That they are all is proved only once `finish` succeeds. `wrong_subject`, `wrong_root`,
  /// `stale_answer` if the page's head is shorter than one before. A refused page changes nothing: ask another node for it.
  [[nodiscard]] Result<std::vector<HistoryEntry>> add(const HistoryPage& page);
  /// Later pages may rest on validator sets that were learned after the first.
  void follow(TrustChain trust);
  [[nodiscard]] std::uint64_t next() const;      // the entry to ask for next
  [[nodiscard]] bool complete() const;           // nothing is left to ask for
  /// The header that proves: exactly these entries, in this order, and no others.
  [[nodiscard]] Result<BlockProof> finish() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace credence
