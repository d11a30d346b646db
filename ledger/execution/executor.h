// SPDX-License-Identifier: Apache-2.0
// The executor: a block's transactions in order, over the state before it. Deterministic: the header, the
// receipts and the new state are a function of the parent header, the proposal, the state and the ids that it
// commits to; nothing else. So the rules and the texts of receipts are part of the protocol: changing one
// needs a feature flag (docs/protocol.md).
//
// For each transaction, in this order: expiry, replay, the signers' keys, role, check_action, then the rules
// of the action's family (rules_*.cc). A failing one leaves a receipt and nothing else.
#pragma once

#include "ledger/chain/read_batch.h"
#include "ledger/domain/genesis.h"
#include "ledger/execution/overlay.h"
#include "ledger/execution/replay_window.h"

namespace credence {

/// One entry becomes the `index`-th of the subject's history.
struct HistoryAppend {
  Hash32 subject;  // key hash of its HistoryKey
  std::uint64_t index = 0;
  std::uint32_t entry = 0;  // place in `Execution::entries`
};
/// A subtree of a stored level that a subject's history completed.
struct HistoryCompleted {
  Hash32 subject;
  HistoryNode node;
};

struct ExecutedTransaction {
  TxId id;
  Height expiry_height = 0;
  /// Among `executed`.
  bool counted = false;
};

/// Everything that a block does. `header.state_root` and `header.headers` are left zero: the state tree and
/// the range of the headers give them.
struct Execution {
  BlockHeader header;
  std::vector<ExecutedTransaction> transactions;
  std::vector<Bytes> receipts;  // their canonical encodings
  std::vector<Hash32> transaction_leaves, receipt_leaves;
  std::vector<StateChange> changes;  // strictly rising by key hash
  std::vector<Bytes> entries;        // canonical encodings of HistoryEntry
  std::vector<HistoryAppend> appends;
  std::vector<HistoryCompleted> completed;
  ExecutedIds executed;
  Height last_expiry = 0;                       // of these
  std::vector<ReplayWindow::Block> passed;      // whose ids left
  std::optional<ValidatorSet> next_validators;  // of the next height, where they differ from this one's
};

/// Block 0: the departments, keys and qualification types of the genesis. The genesis has passed
/// check_genesis.
[[nodiscard]] Result<Execution> execute_genesis(const Genesis& genesis);

/// The block after `parent`, of a proposal that has passed check_proposal: signatures are not verified
/// again. The only error is a fault of the store. `state` and `window` are those after the parent.
[[nodiscard]] Result<Execution> execute_block(const ChainId& chain, const BlockHeader& parent,
                                              const Hash32& parent_hash, const ReadBatch& proposal,
                                              const StateSource& state, const ReplayWindow& window);

}  // namespace credence
