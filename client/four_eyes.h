// SPDX-License-Identifier: Apache-2.0
// Four eyes as a client sees it: who may give the second signature, what waits for one, and what became of
// what waited. Every answer rests on complete histories.
#pragma once

#include "client/client.h"

namespace credence {

/// The departments that were registered, in the order of their registration; from the chain's own history.
[[nodiscard]] std::vector<Id> departments_of(const std::vector<HistoryEntry>& chain);

struct KeyHeld {
  KeyId id;
  Id department;
  List<Role, 8> roles;
  Name holder;
};
/// The keys of departments in force, from the chain's own history.
[[nodiscard]] std::vector<KeyHeld> keys_in_force(const std::vector<HistoryEntry>& chain);

/// The keys of a department that give the second signature.
[[nodiscard]] Outcome<std::vector<KeyHeld>> checkers_of(Client& client, const Id& department);

/// Whether one key may check what the other signs: `signed_twice`, `unknown_key`, `revoked_key`,
/// `wrong_department`, `wrong_role`. What an enterprise's key signs is checked by nobody.
struct CheckerRefused {
  Code code = Code::ok;  // ok: it may
  Id maker, checker;     // their departments, as far as known
};
[[nodiscard]] Outcome<CheckerRefused> may_check(Client& client, const KeyId& maker, const KeyId& checker);

/// The receipt of an action that was kept for its second signature.
[[nodiscard]] inline bool is_parked(const Receipt& receipt) { return receipt.code == 0 && receipt.pending; }

/// Whether a vote counts: its key, or the one that replaced it, is in force, and its department is not
/// suspended.
[[nodiscard]] Outcome<bool> vote_counts(Client& client, const ChangeVote& vote);

/// The last day on which what was kept for its second signature can be approved. Nothing: it was decided on.
[[nodiscard]] Outcome<std::optional<Date>> waits_until(Client& client, const TxId& id);

/// An action that waits for its second signature.
struct Waiting {
  TxId id;
  PendingValue held;
  Action action;
  std::uint64_t since_ms = 0;  // the time of the block that parked it
};
struct WaitingList {
  std::vector<Waiting> items;  // by department, the oldest first
  BlockProof proof;            // of the last answer; nothing is missing
};
/// What waits in one department, or in all.
[[nodiscard]] Outcome<WaitingList> waiting(Client& client, const std::optional<Id>& department);
/// The id of the one that begins so: `unknown_pending`, `ambiguous_id`. All 64 digits are taken as they are.
[[nodiscard]] Outcome<TxId> waiting_called(Client& client, std::string_view digits);

/// What became of an action that waited.
struct PendingOutcome {
  bool approved = false;
  Note reason;
  KeyId by;
  Height height = 0;
  TxId transaction;  // that decided it
};
/// Of a transaction that was kept for its second signature. Nothing: it waits.
[[nodiscard]] Outcome<std::optional<PendingOutcome>> outcome_of_pending(Client& client,
                                                                        const VerifiedTransaction& parked);

}  // namespace credence
