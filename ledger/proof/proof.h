// SPDX-License-Identifier: Apache-2.0
// What a node answers with; verify.h says how anyone checks it: no network, no store, no clock. See
// docs/encoding.md.
//
// Every proof carries the header it rests on and that header's quorum certificate. A verifier holds a trust
// chain (trust.h: the genesis, and the changes of the validator set that were proved since) and believes
// nothing else.
#pragma once

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
  template <class A>
  void serialize(A& a) {
    a(block, index, transaction, transaction_path, receipt, receipt_path);
  }
};

/// A key of the state with its value, or its absence, under the state root of a header that stands elsewhere.
struct KeyProof {
  Blob<1024> key;                                           // canonical encoding of a StateKey
  std::optional<Blob<limits::kTransactionBytesMax>> value;  // absent: proved not to be there
  StatePath path;
  template <class A>
  void serialize(A& a) {
    a(key, value, path);
  }
};
using KeyProofs = List<KeyProof, limits::kContextMax>;

struct StateProof : KeyProof {
  BlockProof block;
  template <class A>
  void serialize(A& a) {
    a(block, key, value, path);
  }
};

struct HistoryPage {
  StateProof head;  // of the HistoryKey
  std::uint64_t from = 0;
  List<Blob<4096>, limits::kPageEntriesMax> entries;  // canonical encodings of HistoryEntry
  // subtrees beside them, left to right (ledger/tree/history.h)
  List<Hash32, limits::kHistoryPathMax> path;
  template <class A>
  void serialize(A& a) {
    a(head, from, entries, path);
  }
};

}  // namespace credence
