// SPDX-License-Identifier: Apache-2.0
// Reading a whole store again, to find what is damaged before somebody asks for it; and a new ledger out of
// the blocks that are good.
//
// A store that does not open as a Ledger any more can be scrubbed too. Checked is: every record against
// LevelDB's checksums; every block (hash, seal, link to its parent, transactions and receipts against their
// roots), its certificate under the validators of its height (who must be those that the changes since the
// genesis prove), and the index entry of each transaction; the state root from all entries; every history
// against its head in the state; the ids of executed transactions against what the state commits to. One
// thread. Nothing is written.
#pragma once

#include "ledger/store/ledger.h"

namespace credence {

struct ScrubReport {
  static constexpr std::size_t kDamageMax = 1'000;  // that is named

  Height oldest = 0, height = 0, certified = 0;  // as the store says
  std::uint64_t blocks = 0, transactions = 0, certificates = 0, state_entries = 0, histories = 0,
                history_entries = 0;
  std::vector<Error> damage;  // what and where
  [[nodiscard]] bool clean() const { return damage.empty(); }
};

class LedgerScrub {
 public:
  /// Told of the bytes of each record that was read. It may wait; if it refuses, nothing more is read, and the
  /// report says nothing.
  using Told = std::function<Result<void>(std::size_t bytes)>;

  LedgerScrub(std::unique_ptr<KeyValue> store, const Genesis& genesis);
  /// Of a store as it was at one moment: it may be written to meanwhile. Ledger::scrub makes it.
  LedgerScrub(std::shared_ptr<const KeyReader> store, const Genesis& genesis, Told told);
  ~LedgerScrub();

  /// `progress` is told each height that was read.
  [[nodiscard]] ScrubReport run(const std::function<void(Height)>& progress = [](Height) {});

  /// Executes the blocks of this store in a new ledger, from its first block on up to the first one that is
  /// damaged, missing or not certified; each must verify as one from a peer does. How far the new one got:
  /// peers have the rest. Nothing can be done so when the first blocks are not held: `pruned_below`.
  [[nodiscard]] Result<Height> rebuild(
      Ledger& fresh, const std::function<void(Height)>& progress = [](Height) {}) const;
  /// The consensus core's records, all of them: a node that has only some must begin as one that lost its
  /// disk (docs/protocol.md).
  [[nodiscard]] Result<std::map<std::string, Bytes>> records() const;

 private:
  void damaged(std::string where);
  template <class T>
  bool take(const Result<T>& read, const std::string& where);
  [[nodiscard]] bool read_head();
  void scrub_families();
  void scrub_sets();
  void scrub_headers();
  void scrub_block(Height at);
  void scrub_state();
  void scrub_history(const Hash32& subject, BytesView head);
  void scrub_window(std::uint64_t executed);

  std::unique_ptr<Ledger::Impl> impl_;
  TrustChain trust_;
  std::optional<Hash32> parent_;  // of the block above the one that was read last, going up: its hash
  ScrubReport report_;
};

}  // namespace credence
