// SPDX-License-Identifier: Apache-2.0
// Sends planned lists: signs them, journals them, keeps several in flight, and proves every receipt.
//
// The same call again goes on where the last one stopped. A list whose receipt broke a rule, or that the
// second person rejected, is signed anew and tried again then: it has changed nothing.
#pragma once

#include "client/client.h"
#include "client/four_eyes.h"
#include "client/lists/journal.h"

namespace credence {

struct ImportOptions {
  std::filesystem::path journal;
  std::size_t in_flight = 8;  // lists on their way at once
  /// Leave out lines that the ledger would refuse, as a node says before each list is signed, instead of leaving the
  /// whole list unrecorded; what only a receipt refuses, one by one (at most 50 a list). Lists go one after the other
  /// then: what one holds decides on the next.
  bool leave_out_refused = false;
  const SecretKey* checker = nullptr;               // signs as well (four eyes); must outlive the import
  std::function<void(std::size_t lines)> progress;  // called after each list, from several threads at once
  /// What the journal is of, where the lists follow from the ledger's state as well; else the lists.
  Bytes asked = {};
};

struct ImportedList {
  struct LeftOut {
    std::size_t place = 0;  // in the list
    Error error{Code::ok, {}};
  };
  std::size_t lines = 0;
  Fen amount = 0;  // of the lines that are on the ledger
  TxId id{};
  bool before = false;                        // the receipt is of an earlier run
  std::optional<PendingOutcome> sent_back{};  // the second person had rejected it: this is another try
  bool held = false;        // all lines are held already: nothing was signed, or it was refused for that
  std::size_t present = 0;  // of `lines`: held already, recorded by another import
  std::vector<LeftOut> left_out{};  // of `lines`: refused by the ledger, on no list
  Receipt receipt{};                // proved; of nothing if nothing was signed
  BlockHeader header{};             // certified; of height 0 if nothing was signed
  Certificate certificate{};

  /// Signed and sent, in this run or in an earlier one.
  [[nodiscard]] bool was_sent() const { return header.height > 0; }
  /// Done, but it waits for a second signature: nothing of it is recorded yet.
  [[nodiscard]] bool waits() const { return receipt.code == 0 && receipt.pending; }
  [[nodiscard]] bool ok() const { return receipt.code == 0 || held; }
  [[nodiscard]] std::size_t lines_of_receipt() const {
    return receipt.code == 0 && !waits() ? lines - present - left_out.size() : 0;
  }
};

struct ImportReport {
  std::vector<ImportedList> lists;  // those with a proved receipt, or held before, in the order of the file
  std::size_t planned = 0;          // lists in all
  double seconds = 0;
  std::optional<Failure> failure;  // why not all lists have a receipt

  [[nodiscard]] std::size_t lines_recorded() const;  // by this run
  [[nodiscard]] std::size_t lines_before() const;    // by earlier runs and other imports
  [[nodiscard]] std::size_t lines_left_out() const;
  [[nodiscard]] std::size_t lines_refused() const;
  [[nodiscard]] std::size_t lines_waiting() const;  // for a second signature
  [[nodiscard]] Fen amount_recorded() const;        // by all runs
  [[nodiscard]] const ImportedList* first_refused() const;
  /// The failure, else the first receipt that is not ok.
  [[nodiscard]] std::optional<Failure> outcome() const;
};

/// `FILE.credence-journal`; in `fallback` if the directory of the list cannot be written to.
[[nodiscard]] std::filesystem::path journal_path(const std::filesystem::path& list,
                                                 const std::filesystem::path& fallback);

/// Whether a transaction with this expiry, refused so, will never be executed: enough nodes say that it
/// expired unexecuted, and a certified block is beyond its expiry.
[[nodiscard]] bool expired_unexecuted(Client& client, const Failure& refused, Height expiry);

/// A list that a run would sign now: one that its journal does not have on its way, and whose receipt does not stand.
struct ListToSign {
  std::size_t list = 0;                       // which one
  std::optional<PendingOutcome> sent_back{};  // the second person rejected it: this would be another try
};
[[nodiscard]] Outcome<std::vector<ListToSign>> lists_to_sign(Client& client, const KeyId& signer,
                                                             const std::vector<Action>& lists,
                                                             const ImportOptions& options);

/// Fails only before anything is sent (journal, signing, no node); everything later is in the report.
[[nodiscard]] Outcome<ImportReport> run_import(Client& client, const SecretKey& key,
                                               const std::vector<Action>& lists,
                                               const ImportOptions& options);

}  // namespace credence
