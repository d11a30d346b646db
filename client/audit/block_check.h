// SPDX-License-Identifier: Apache-2.0
// What an audit checks of one block by itself, on any core: the encoding, every transaction and its
// signatures, the receipts' form, the roots and the certificate. What fails first, in this order, is the
// finding, with its exact place. What needs the state before the block (parent, state root, each receipt's
// content) is checked by the executing thread: client/audit/audit.cc.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "client/audit/archive.h"
#include "ledger/chain/read_batch.h"
#include "ledger/domain/actions.h"
#include "ledger/primitives/key_cache.h"

namespace credence {

/// Where in an archive something is wrong.
struct AuditPlace {
  Height height = 0;                         // 0: the genesis, or no block
  std::uint64_t offset = 0, end = 0;         // bytes of the record in the file: [offset, end)
  std::optional<std::uint32_t> transaction;  // its place in the block
  std::string field;                         // "signature 0", "header.state_root", "certificate", "encoding"
};
struct AuditFinding {
  AuditPlace place;
  Error error;
};

/// How much of one kind of action there was.
struct ActionCount {
  std::uint64_t transactions = 0, refused = 0, lines = 0;  // lines: of those that were not refused
  ActionCount& operator+=(const ActionCount& more) {
    transactions += more.transactions;
    refused += more.refused;
    lines += more.lines;
    return *this;
  }
};
struct BlockCounts {
  std::array<ActionCount, std::variant_size_v<ActionBody>> actions;
  std::uint64_t unreadable_actions = 0;  // recorded with a receipt that says so
  std::uint64_t signatures = 0;
  BlockCounts& operator+=(const BlockCounts& more);
};

/// The validator sets that the chain has had so far, by their hash. Thread-safe.
class KnownSets {
 public:
  void add(const ValidatorSet& set);
  /// Null if it is not known yet: the executing thread asks again when it has got there.
  [[nodiscard]] const ValidatorSet* find(const Hash32& hash) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<Hash32, ValidatorSet> sets_;  // references stay valid
};

/// A block on its way through the audit.
class BlockCheck {
 public:
  /// `height` is what the record's place in the file makes it.
  BlockCheck(const ChainId& chain, const KnownSets& sets, Height height, ArchiveRecord record)
      : chain_(chain),
        sets_(sets),
        height_(height),
        record_(std::move(record)),
        bytes_(record_.body.size()) {}

  /// Decodes. Gives the number of parts that `check_part` then has to be called for, each once, on any
  /// thread.
  [[nodiscard]] std::size_t begin();
  /// Transactions [part × kPart, …). True for the call that ended the last part: then `finish` is due. `keys`
  /// are of the calling thread.
  [[nodiscard]] bool check_part(std::size_t part, KeyCache& keys);
  void finish();

  // ---- after finish ---------------------------------------------------------------------------------------
  /// The finding of the lowest place, if any.
  [[nodiscard]] const std::optional<AuditFinding>& finding() const { return finding_; }
  /// Without its transactions, which are in the batch.
  [[nodiscard]] const ArchiveBlock& block() const { return block_; }
  [[nodiscard]] const BlockCounts& counts() const { return counts_; }
  [[nodiscard]] const ReadBatch& batch() const { return batch_; }
  /// False while the set that the header names was unknown: then `check_certificate` is due under the set the
  /// state gives.
  [[nodiscard]] bool certified() const { return certified_; }
  [[nodiscard]] std::optional<AuditFinding> check_certificate(const ValidatorSet& set) const;
  [[nodiscard]] AuditFinding found(std::string field, Error error,
                                   std::optional<std::uint32_t> transaction = std::nullopt) const;
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  static constexpr std::size_t kPart = 32;  // transactions

 private:
  void check_transaction(std::uint32_t index, KeyCache& keys, BlockCounts& counts);
  void keep(AuditFinding finding);

  const ChainId& chain_;
  const KnownSets& sets_;
  const Height height_;
  ArchiveRecord record_;  // its body until it is decoded
  const std::size_t bytes_;
  ArchiveBlock block_;  // its transactions until they are in the batch
  Hash32 hash_;
  ReadBatch batch_;
  std::size_t parts_ = 0;
  std::atomic<std::size_t> parts_left_{0};
  std::mutex mutex_;
  BlockCounts counts_;
  std::optional<AuditFinding> finding_;
  bool certified_ = false;
};

}  // namespace credence
