// SPDX-License-Identifier: Apache-2.0
// The ledger of one node: blocks, receipts, certificates, state, histories and indexes, in one key-value
// store.
//
// One synced write for each block holds all of it together, so that a crash leaves either the whole block or
// nothing of it. The store may still be at it when the block is applied (KeyValue::hand_over): what is written
// later comes after it, and `settle` waits for it. Deterministic: the same genesis and proposals give the same
// headers on every machine.
//
// Thread-safety: const members may run at once on many threads, `apply` and the other writers alone.
#pragma once

#include "ledger/domain/chain_values.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/proof.h"
#include "ledger/tree/key_value.h"

namespace credence {

struct ReadBatch;
struct StateKey;
struct HistoryKey;

class StateSnapshot;
class LedgerScrub;

struct StoredBlock {
  BlockHeader header;
  Proposal proposal;
  List<Blob<1024>, limits::kBlockTransactionsMax> receipts;  // their bytes, one for each transaction
  // absent while the quorum's signatures are collected
  std::optional<Certificate> certificate;
};

class Ledger {
 public:
  /// Opens or creates. A store of another format is brought to the present one, or `store_format`; one of
  /// another chain is `wrong_chain`; damage is `storage_corrupt` with what and where. The last blocks are re-verified (hashes, parent links, state root against the tree).
  /// `state_cache_bytes` of the state stay in memory; without it what StateTree::Cache says.
  [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(
      std::unique_ptr<KeyValue> store, const Genesis& genesis,
      std::optional<std::size_t> state_cache_bytes = {});
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  [[nodiscard]] const Genesis& genesis() const;
  [[nodiscard]] const ChainId& chain() const;
  /// The validators of the next height.
  [[nodiscard]] const ValidatorSet& validators() const;
  /// Of any height up to `height()` + W: the state W heights before decides (docs/protocol.md).
  [[nodiscard]] const ValidatorSet& validators_at(Height height) const;
  /// The first height that a scheduled change of the validators signs, if that is above `height()`.
  [[nodiscard]] std::optional<Height> next_change() const;
  /// The last height that the set of `height` (at most `height()` + 1) signs, if a change is decided.
  [[nodiscard]] std::optional<Height> set_ends(Height height) const;
  /// The first height that the set of `height` signs (at most `height()` + 1); 0 for the set of the genesis.
  [[nodiscard]] Height set_begins(Height height) const;

  // ---- writing --------------------------------------------------------------------------------------------
  /// What `apply` is at: the rules, the state tree, the records that it hands over.
  enum class Stage : std::uint8_t { rules, tree, write };
  static constexpr std::size_t kStages = 3;
  /// `begins` is told of every stage of the blocks to come, on the thread that applies them.
  void watch(std::function<void(Stage)> begins);
  /// Executes the proposal as block `height()` + 1 and hands it to the store. The proposal must have passed
  /// check_proposal. After `storage_failed` or `storage_full` every writer gives the same error until the
  /// ledger is opened again.
  [[nodiscard]] Result<BlockHeader> apply(const ReadBatch& proposal);
  [[nodiscard]] Result<BlockHeader> apply(const Proposal& proposal);  // reads it first
  /// The same for a block that comes with its certificate (from a peer, an archive): nothing is written
  /// unless the certificate verifies and the execution gives exactly this header. `wrong_height`, the errors
  /// of verify_header, `wrong_root` if the proposal is not the header's, `diverged` with the differing
  /// fields.
  [[nodiscard]] Result<void> apply_certified(const ReadBatch& proposal, const BlockHeader& header,
                                             const Certificate& certificate);
  [[nodiscard]] Result<void> apply_certified(const Proposal& proposal, const BlockHeader& header,
                                             const Certificate& certificate);
  /// Waits until all that was applied is durable. No vote may rest on a block before.
  [[nodiscard]] Result<void> settle() const;
  /// Keeps a verified certificate of a block that is held: `wrong_height`, `wrong_header`. Not synced: it can
  /// be had again from peers.
  [[nodiscard]] Result<void> add_certificate(const Certificate& certificate);
  /// Erases what is below block `keep_from` (at most the highest certified) and not needed for proofs of the
  /// present state: transactions, receipts, their index, headers and certificates. State, histories and the
  /// changes of the validators stay. At most kPruneRecordsMax records at a time: true if there is more to do.
  /// Not synced.
  [[nodiscard]] Result<bool> prune(Height keep_from);
  /// The consensus core's records, in a key space of their own; synced. A seal over all of them is written
  /// with them, so that one which is lost or swapped with another, and not only a damaged one, is
  /// `storage_corrupt` at the next start.
  [[nodiscard]] Result<void> write_records(
      const std::vector<std::pair<std::string, std::optional<Bytes>>>& records);

  // ---- reading --------------------------------------------------------------------------------------------
  [[nodiscard]] Height height() const;  // of the last applied block; 0 is the genesis block
  [[nodiscard]] const BlockHeader& head() const;
  [[nodiscard]] const Hash32& head_hash() const;
  // highest height with a certificate; 0 (genesis) needs none
  [[nodiscard]] Height certified_height() const;
  /// The lowest height whose block is held whole; 0: all are. Below it there may still be headers with their
  /// certificates.
  [[nodiscard]] Height oldest() const;
  [[nodiscard]] Result<StoredBlock> block(Height height) const;  // `not_found`, `pruned_below`
  [[nodiscard]] Result<std::map<std::string, Bytes>> records() const;

  /// The value of a key in the state after `height()`, unproved: for the mempool and the executor.
  [[nodiscard]] Result<std::optional<Bytes>> state(const StateKey& key) const;
  /// Where a transaction was executed, also after it left the replay window. Unproved; one that was only
  /// refused as expired is here too, unless an earlier execution may have been pruned.
  [[nodiscard]] Result<std::optional<TransactionPlace>> find_transaction(const TxId& id) const;
  /// Whether a transaction that has not expired yet was executed; reads nothing of the store.
  [[nodiscard]] bool executed_unexpired(const TxId& id) const;
  /// The furthest expiry height that a transaction of block `height()` + 1 may have.
  [[nodiscard]] Height expiry_most() const;
  /// The executed transaction whose id begins with these hexadecimal digits: `not_found`, `ambiguous_id`,
  /// `bad_hex`.
  [[nodiscard]] Result<TxId> transaction_called(std::string_view digits) const;

  // ---- proofs: all need a certificate of the block they rest on, or `not_yet_certified` -------------------
  // State and histories are proved under the highest certified block, which may lie a few blocks below the
  // head; after a start there is a wait until the head is certified. The genesis block is signed by nobody:
  // nothing rests on it. `pruned_below`: it lies below what this node holds, or may lie there.
  [[nodiscard]] Result<BlockProof> prove_block(Height height) const;
  /// Where the header of this height stands among those that the header of
  /// `later` commits to. It needs neither block: `wrong_height`, `not_found`
  /// above the head, `pruned_below` before the snapshot that this ledger
  /// began with.
  [[nodiscard]] Result<HeaderPlace> prove_header(Height height, Height later) const;
  /// The range of headers that the header of this height
  /// commits to: what a ledger that begins there goes on with.
  [[nodiscard]] Result<HistoryValue> headers_before(Height height) const;
  /// The changes of the validator set in certified blocks from this height on, at most kSetChangesPageMax: an
  /// empty page is the end.
  [[nodiscard]] Result<ValidatorSetChanges> prove_set_changes(Height from) const;
  [[nodiscard]] Result<TransactionProof> prove_transaction(const TxId& id) const;
  /// Presence or absence of a key.
  [[nodiscard]] Result<StateProof> prove_state(const StateKey& key) const;
  /// The same of several keys, under the highest certified header: the one that prove_state and prove_history
  /// rest on meanwhile. At most kContextMax.
  [[nodiscard]] Result<KeyProofs> prove_keys(std::span<const StateKey> keys) const;
  /// Entries [from, from + count) of a subject's history (at most kPageEntriesMax) with the proof of its
  /// head. From beyond the end: `not_found`.
  [[nodiscard]] Result<HistoryPage> prove_history(const HistoryKey& subject, std::uint64_t from,
                                                  std::uint64_t count) const;

  /// The state after `height()`. It stays readable, whatever is applied later. It can be served once that
  /// block has its certificate.
  [[nodiscard]] Result<std::shared_ptr<const StateSnapshot>> snapshot() const;

  // ---- audit ----------------------------------------------------------------------------------------------
  /// Recomputes the state root from every entry and compares it with the head: `storage_corrupt`. Reads the
  /// whole state.
  [[nodiscard]] Result<void> check_state() const;
  /// A scrub of the ledger as it is now (ledger/store/scrub.h). It may run while the ledger goes on, on a
  /// thread of its own; not longer than the ledger.
  [[nodiscard]] Result<std::unique_ptr<LedgerScrub>> scrub(
      std::function<Result<void>(std::size_t bytes)> told) const;

 private:
  friend class LedgerScrub;
  class Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace credence
