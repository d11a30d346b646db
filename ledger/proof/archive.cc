// SPDX-License-Identifier: Apache-2.0
#include "ledger/proof/archive.h"

namespace credence {

Result<void> check_archive_block(const TrustChain& trust, const ArchiveBlock& block) {
  if (auto good = trust.verify({block.header, block.certificate}); !good) return good;
  return check_archive_content(block);
}

Result<void> check_archive_content(const ArchiveBlock& block) {
  const BlockHeader& header = block.header;
  std::vector<Hash32> leaves;
  for (const auto& transaction : block.transactions) leaves.push_back(merkle_leaf(header.suite, transaction));
  const std::string where = "block " + std::to_string(header.height);
  if (leaves.size() != header.transaction_count || merkle_root(header.suite, leaves) != header.batch_root)
    return fail(Code::wrong_root, where + ", transactions");
  leaves.clear();
  for (const auto& receipt : block.receipts) leaves.push_back(merkle_leaf(header.suite, receipt));
  if (leaves.size() != header.transaction_count || merkle_root(header.suite, leaves) != header.receipts_root)
    return fail(Code::wrong_root, where + ", receipts");
  return {};
}

}  // namespace credence
