// SPDX-License-Identifier: Apache-2.0
// The inside of Ledger. Internal to ledger/store.
#pragma once

#include <deque>

#include "ledger/execution/executor.h"
#include "ledger/store/keyspace.h"
#include "ledger/store/ledger.h"

namespace credence {

[[nodiscard]] inline std::string block_text(Height height) { return "block " + std::to_string(height); }

/// `pruned_below`: what is asked for, and from which block on this ledger holds such things.
[[nodiscard]] inline std::unexpected<Error> fail_pruned(const std::string& what, Height from) {
  return fail(Code::pruned_below, what + "; held from block " + std::to_string(from));
}

/// The ids of a block in the window, for messages.
[[nodiscard]] inline std::string executed_text(Height height) {
  return "ids of executed transactions of " + block_text(height) + ": not those that the state commits to";
}

class Ledger::Impl {
 public:
  Impl(std::unique_ptr<KeyValue> store, const Genesis& genesis, std::size_t state_cache_bytes);

  // ---- ledger.cc: opening and writing ---------------------------------------------------------------------
  Result<void> open();
  Result<BlockHeader> apply(const ReadBatch& proposal, const BlockProof* expected);
  Result<void> add_certificate(const Certificate& certificate);
  Result<void> load_oldest_below(Height head);
  Result<void> write(const WriteBatch& batch, bool sync);
  Result<void> hand_over(WriteBatch& batch);
  Result<void> write_records(const std::vector<std::pair<std::string, std::optional<Bytes>>>& records);

  // ---- ledger_prune.cc ------------------------------------------------------------------------------------
  Result<bool> prune(Height keep_from);

  // ---- ledger_read.cc: blocks and single records ----------------------------------------------------------
  Result<std::optional<keyspace::BlockRecord>> block_record(Height height) const;
  Result<std::optional<Certificate>> certificate(Height height) const;
  Result<StoredBlock> block(Height height) const;
  Result<std::optional<TransactionPlace>> find_transaction(const TxId& id) const;
  Result<TxId> transaction_called(std::string_view digits) const;
  Result<std::map<std::string, Bytes>> records() const;

  // ---- ledger_prove.cc ------------------------------------------------------------------------------------
  Result<BlockProof> prove_block(Height height) const;
  Result<ValidatorSetChanges> prove_set_changes(Height from) const;
  Result<TransactionProof> prove_transaction(const TxId& id) const;
  Result<StateProof> prove_state(const StateKey& key) const;
  Result<KeyProofs> prove_keys(std::span<const StateKey> keys) const;
  Result<HistoryPage> prove_history(const HistoryKey& subject, std::uint64_t from, std::uint64_t count) const;
  Result<std::vector<Bytes>> history_entries(const Hash32& subject, std::uint64_t from,
                                             std::uint64_t to) const;
  Result<HistoryValue> history_base(const Hash32& subject) const;
  Result<HistoryValue> headers_before(Height height) const;
  Result<HeaderPlace> prove_header(Height height, Height later) const;

  /// A stored record decoded, or nothing; `storage_corrupt` names it.
  template <class T>
  Result<std::optional<T>> read(const Bytes& key) const {
    auto bytes = store->get(key);
    if (!bytes) return std::unexpected(bytes.error());
    if (!*bytes) return std::optional<T>{};
    auto value = decode<T>(**bytes);
    if (!value) return fail(Code::storage_corrupt, "record " + to_hex(key));
    return std::optional<T>(*std::move(value));
  }

  const std::unique_ptr<KeyValue> store;
  const Genesis genesis;
  const ChainId chain;
  StateTree tree;
  StateCache values;  // of the state after the head
  ReplayWindow window;
  std::function<void(Stage)> begins = [](Stage) {};

  Height height = 0;
  BlockHeader head;
  Hash32 head_hash;
  HistoryValue headers;                 // the range of all headers, the head's included
  std::optional<BlockProof> certified;  // the highest block with a certificate
  std::optional<Error> broken;          // the failed write that ended all writing
  ValidatorsValue validators;           // after the head
  Height oldest = 0;                    // the lowest block that is held whole
  Height histories = 0;                 // the first block whose history entries are held
  // of all heights up to head + 1, by the first height that a set signs
  std::map<Height, ValidatorSet> known_sets;

  /// The set of a height from 0 to the head + W.
  const ValidatorSet& validators_at(Height at) const {
    return at > height ? validators.at(at).set : std::prev(known_sets.upper_bound(at))->second;
  }

 private:
  /// The store before a block, with the state that its parent's header commits to.
  struct Before {
    Height height;
    std::shared_ptr<const KeyReader> store;
  };
  /// The leaves of a late block, so that a receipt's proof need not read the whole block.
  struct Leaves {
    Height height;
    std::vector<Hash32> transactions, receipts;
  };

  // ledger_window.cc
  /// The ids of the window are those that the state commits to, and all of them.
  Result<void> load_window();
  Result<void> load_executed(BytesView key, BytesView value);
  /// The records of the ids that a block adds to the window and takes from it. Those that it takes.
  Result<std::vector<ExecutedIds>> move_window(const Execution& execution, WriteBatch& out) const;
  // ledger_prune.cc
  Result<void> sweep_transactions(WriteBatch& out);
  Result<void> sweep_headers(WriteBatch& out);

  // ledger.cc
  Result<void> create();
  Result<void> check_tail() const;
  Result<void> load_certified();
  Result<void> load_headers();
  Result<void> load_sets();
  Result<void> load_records();
  Result<void> read_validators();
  Result<void> write_block(Execution execution, const ReadBatch& proposal, const BlockProof* expected);
  Result<void> index_transactions(const Execution& execution, WriteBatch& out) const;
  void remember(Execution&& execution, std::shared_ptr<const KeyReader> before, const BlockProof* expected);
  void drop_certified();

  // ledger_prove.cc
  Result<Leaves> leaves_of(Height height) const;
  Result<const KeyReader*> certified_view() const;
  Result<KeyProof> prove_key(const KeyReader& view, const StateKey& key) const;
  Result<Hash32> history_hash(const Hash32& subject, const HistoryValue& base, unsigned level,
                              std::uint64_t index) const;

  std::map<std::string, Hash32> record_seals_;  // of each of the core's records
  Hash32 records_seal_;                         // all of them together
  WriteBatch writes_;                           // of one block; its memory serves the next
  std::deque<Before> before_;  // of blocks above the certified one, rising, at most kBeforeMax
  std::deque<Leaves> recent_;  // rising, at most kRecentMax
  Height swept_ = 0;           // below it no transaction is left to erase
  Height swept_headers_ = 0;
  static constexpr std::size_t kBeforeMax = 2 * limits::kPipelineWindow;
  static constexpr std::size_t kRecentMax = 16;
};

}  // namespace credence
