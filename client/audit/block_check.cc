// SPDX-License-Identifier: Apache-2.0
#include "client/audit/block_check.h"

#include "ledger/domain/state_values.h"
#include "ledger/primitives/counted.h"

#include <algorithm>

namespace credence {

BlockCounts& BlockCounts::operator+=(const BlockCounts& more) {
  for (std::size_t i = 0; i < actions.size(); ++i) actions[i] += more.actions[i];
  unreadable_actions += more.unreadable_actions;
  signatures += more.signatures;
  return *this;
}

void KnownSets::add(const ValidatorSet& set) {
  const Hash32 hash = validator_set_hash(set);
  const std::unique_lock lock(mutex_);
  sets_.try_emplace(hash, set);
}
const ValidatorSet* KnownSets::find(const Hash32& hash) const {
  const std::shared_lock lock(mutex_);
  const auto at = sets_.find(hash);
  return at == sets_.end() ? nullptr : &at->second;
}

AuditFinding BlockCheck::found(std::string field, Error error,
                               std::optional<std::uint32_t> transaction) const {
  return {{height_, record_.offset, record_.body_offset() + bytes_, transaction, std::move(field)},
          std::move(error)};
}

/// Of several, the one at the lowest transaction stands: the same on every run, whichever thread was first.
void BlockCheck::keep(AuditFinding finding) {
  const std::lock_guard lock(mutex_);
  const auto place = [](const AuditFinding& f) { return f.place.transaction.value_or(UINT32_MAX); };
  if (!finding_ || place(finding) < place(*finding_)) finding_ = std::move(finding);
}

std::size_t BlockCheck::begin() {
  auto decoded = decode<ArchiveBlock>(record_.body);
  if (!decoded) {
    keep(found("encoding", decoded.error()));
    return 0;
  }
  record_.body = Bytes();
  block_ = *std::move(decoded);
  if (block_.transactions.size() != block_.header.transaction_count ||
      block_.receipts.size() != block_.transactions.size()) {
    const bool header = block_.transactions.size() == block_.receipts.size();
    keep(
        found(header ? "header.transaction_count" : "transactions",
              {Code::wrong_root, counted(block_.transactions.size(), "transaction", "transactions") + ", " +
                                     counted(block_.receipts.size(), "receipt", "receipts") +
                                     ", the header has " + std::to_string(block_.header.transaction_count)}));
    return 0;
  }
  batch_.time_ms = block_.header.time_ms;
  batch_.transactions.resize(block_.transactions.size());
  parts_ = std::max<std::size_t>(1, (batch_.transactions.size() + kPart - 1) / kPart);
  parts_left_ = parts_;
  return parts_;
}

bool BlockCheck::check_part(std::size_t part, KeyCache& keys) {
  BlockCounts counts;
  const std::size_t end = std::min(batch_.transactions.size(), (part + 1) * kPart);
  for (std::size_t i = part * kPart; i < end; ++i)
    check_transaction(static_cast<std::uint32_t>(i), keys, counts);
  {
    const std::lock_guard lock(mutex_);
    counts_ += counts;
  }
  return parts_left_.fetch_sub(1) == 1;
}

void BlockCheck::check_transaction(std::uint32_t index, KeyCache& keys, BlockCounts& counts) {
  const auto held = read_transaction(chain_, std::move(block_.transactions[index]));
  if (!held) return keep(found("transaction", held.error(), index));
  batch_.transactions[index] = *held;
  const ReadTransaction& read = **held;
  for (std::size_t k = 0; k < read.signatures.size(); ++k) {
    ++counts.signatures;
    if (auto good = keys.verify(read.signatures[k].key, read.id, read.signatures[k].signature); !good)
      return keep(found("signature " + std::to_string(k), good.error(), index));
  }
  const auto receipt = decode<Receipt>(block_.receipts[index]);
  if (!receipt) return keep(found("receipt", receipt.error(), index));
  if (receipt->transaction != read.id)
    return keep(found("receipt.transaction", {Code::wrong_subject, receipt->transaction.hex()}, index));
  const auto action = decode<Action>(read.action);
  if (!action) {
    ++counts.unreadable_actions;
    return;
  }
  ActionCount& count = counts.actions[action->index()];
  ++count.transactions;
  if (receipt->code == 0)
    count.lines += lines_of(*action);
  else
    ++count.refused;
}

std::optional<AuditFinding> BlockCheck::check_certificate(const ValidatorSet& set) const {
  const Certificate& certificate = block_.certificate;
  const Height height = block_.header.height;
  if (certificate.header_hash == hash_ && certificate.height == height) {
    if (auto good = verify_certificate(chain_, set, certificate); !good)
      return found("certificate.signatures", good.error());
    return std::nullopt;
  }
  // The two differ. Whichever the quorum has signed is the true one.
  const Error error{Code::wrong_header, "the certificate signs height " + std::to_string(certificate.height) +
                                            " and " + certificate.header_hash.hex() +
                                            ", the header's hash is " + hash_.hex()};
  if (verify_certificate(chain_, set, {height, hash_, certificate.signatures}))
    return found(certificate.height != height ? "certificate.height" : "certificate.header_hash", error);
  return found("header", error);
}

void BlockCheck::finish() {
  if (finding_) return;
  hash_ = header_hash(chain_, block_.header);
  const ValidatorSet* const set = sets_.find(block_.header.validator_set);
  if (set != nullptr) {
    if (auto wrong = check_certificate(*set)) return keep(*std::move(wrong));
    certified_ = true;
  }
  std::vector<Hash32> leaves;
  leaves.reserve(batch_.transactions.size());
  for (const SharedTransaction& one : batch_.transactions) leaves.push_back(one->leaf);
  if (merkle_root(chain_.suite, leaves) != block_.header.batch_root)
    return keep(found("transactions", {Code::wrong_root, "batch_root"}));
  for (std::size_t i = 0; i < leaves.size(); ++i) leaves[i] = merkle_leaf(chain_.suite, block_.receipts[i]);
  if (merkle_root(chain_.suite, leaves) != block_.header.receipts_root)
    return keep(found("receipts", {Code::wrong_root, "receipts_root"}));
}

}  // namespace credence
