// SPDX-License-Identifier: Apache-2.0
// What an archive holds of a block, and what can be checked of it alone: without a store, a network or the
// blocks before. See docs/archive.md; the file around it is client/audit/archive.h.
//
// Whatever is not here follows from re-executing the chain from its genesis. The proposal's own time is not
// here: the header's is what the executor took, and nothing signs the other.
#pragma once

#include "ledger/proof/archive_limits.h"
#include "ledger/proof/proof.h"

namespace credence {

struct ArchiveBlock {
  BlockHeader header;
  Certificate certificate;
  List<Blob<limits::kTransactionBytesMax>, limits::kBlockTransactionsMax> transactions;
  List<Blob<1024>, limits::kBlockTransactionsMax> receipts;
  template <class A>
  void serialize(A& a) {
    a(header, certificate, transactions, receipts);
  }
};

/// What `GET /v1/archive` answers: blocks one after the other, as many as fit.
struct ArchivePage {
  Height certified = 0;  // of the node that answers; unproved
  List<ArchiveBlock, limits::kArchivePageBlocksMax> blocks;
  template <class A>
  void serialize(A& a) {
    a(certified, blocks);
  }
};

/// The content fits the header: `wrong_root`.
[[nodiscard]] Result<void> check_archive_content(const ArchiveBlock& block);
/// The content fits the header and the header fits the certificate: `wrong_root`, `wrong_header`,
/// `wrong_validator_set` and the errors of verify_certificate. Parent, state root and the transactions' own
/// signatures are not looked at: the quorum vouches for them until an audit re-executes the chain.
[[nodiscard]] Result<void> check_archive_block(const TrustChain& trust, const ArchiveBlock& block);

}  // namespace credence
