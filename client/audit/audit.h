// SPDX-License-Identifier: Apache-2.0
// The audit of an archive, offline and from genesis: every byte of the file is accounted for. Each
// transaction's encoding and signatures, each certificate under the validator set of its height, parent
// links, batch, receipt and state roots; and every transaction is executed again with the executor that the
// nodes run. At the end the totals in the state are read and reconciled.
//
// It is a pipeline: the calling thread reads and executes in order, the signatures and hashes of the blocks
// ahead are checked on all cores meanwhile. Memory is bounded (limits::kAuditAhead*, and the store's budget).
// A watcher is told on the way what was recorded, block by block; what it makes of that is worth something
// only once the audit has succeeded.
//
// Thread-safety: audits are independent of each other; `stop` may be set from anywhere.
#pragma once

#include <atomic>

#include "client/audit/block_check.h"
#include "client/audit/store.h"
#include "client/audit/totals.h"
#include "client/base/failure.h"
#include "ledger/domain/state_values.h"

namespace credence {

/// Is told what an audited chain recorded. Calls come from the thread that audits, in the order of the chain;
/// an error ends the audit.
class AuditWatcher {
 public:
  virtual ~AuditWatcher() = default;
  /// A block that is right, and was executed; before its entries.
  [[nodiscard]] virtual Result<void> executed(const BlockHeader& header, const Hash32& hash,
                                              const ReadBatch& batch, std::span<const Blob<1024>> receipts) {
    (void)header, (void)hash, (void)batch, (void)receipts;
    return {};
  }
  /// Each history entry once, however many histories it stands in; those of the genesis first. Its block is
  /// right.
  [[nodiscard]] virtual Result<void> recorded(const HistoryEntry& entry) = 0;
  /// After the last block, when everything is right and reconciled: the state as it is then.
  [[nodiscard]] virtual Result<void> ended(const KeyReader& state) = 0;
};

struct AuditOptions {
  // The genesis that the archive must have. Without one its own is taken: then compare the chain id.
  std::optional<Genesis> genesis = std::nullopt;
  unsigned threads = 0;  // 0: as many as there are cores
  AuditStoreOptions store = {};
  const std::atomic<bool>* stop = nullptr;
  std::function<void(Height height, std::optional<Height> target)> progress = {};  // after each block
  AuditWatcher* watcher = nullptr;
};

struct AuditReport {
  ChainId chain;
  Genesis genesis;
  Height height = 0;
  BlockHeader head;
  Hash32 head_hash;
  Certificate certificate;  // of the head; empty if there is no block
  ValidatorSet signers;     // the set that signed it
  std::uint64_t transactions = 0, refused = 0, certificate_signatures = 0;
  BlockCounts counts;
  AuditTotals totals;
  double seconds = 0;
};

/// What came of an audit; the number is the exit code of `credence audit`.
enum class AuditVerdict : int {
  verified = static_cast<int>(ExitCode::ok),
  // Damaged or forged: `place` says where, the error's code which check failed.
  damaged = static_cast<int>(ExitCode::not_verified),
  not_an_archive = static_cast<int>(ExitCode::bad_input),
  machine_failed = static_cast<int>(ExitCode::internal),  // no space for the temporary store
  // It ends before its end record: `wrong_length`. All before is right.
  truncated = static_cast<int>(ExitCode::truncated),
  // Of another chain than the genesis that was given: `wrong_chain`.
  other_chain = static_cast<int>(ExitCode::other_chain),
  // Every block is right, but totals that must agree do not.
  not_reconciled = static_cast<int>(ExitCode::not_reconciled),
  interrupted = static_cast<int>(ExitCode::interrupted),
};
[[nodiscard]] std::string_view name_of(AuditVerdict verdict);

/// Why an audit did not succeed, and where in the file.
struct AuditFailure {
  AuditVerdict verdict = AuditVerdict::damaged;
  Error error;
  AuditPlace place;
  Height checked = 0;  // every block up to here is right
};

[[nodiscard]] std::expected<AuditReport, AuditFailure> audit_archive(const std::filesystem::path& file,
                                                                     const AuditOptions& options);

}  // namespace credence
