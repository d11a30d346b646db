// SPDX-License-Identifier: Apache-2.0
// Questions to the ledger and their answers, in the words of the domain. The values themselves
// (EnterpriseValue, ProgrammeValue, Title, Award, TitleStatus, the facts of a history) are those of
// ledger/domain/state_values.h and ledger/domain/past.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/domain/past.h"
#include "ledger/proof/history_reading.h"

namespace credence {

/// How one question is asked.
struct ReadOptions {
  /// The block that proves the answer is at most so old by this machine's clock; 0: any age. Else
  /// ClientOptions::max_age_ms. A chain on which nothing happens makes a block at an interval of its own (an
  /// hour unless its validators voted otherwise): a smaller age may then be had from nobody.
  std::optional<std::uint64_t> max_age_ms = std::nullopt;
  /// The past: as it was recorded after this block, or at the end of this day in China. Both together: the
  /// earlier. Values of the past are not stored; they are folded from the subject's complete history, which
  /// today's header proves. A height that is not yet certified is `day_to_come`; of a day that is not
  /// over, the answer is what is recorded so far.
  std::optional<Height> as_of_height = std::nullopt;
  std::optional<Date> as_of_date = std::nullopt;
  [[nodiscard]] bool past() const { return as_of_height || as_of_date; }
};

// ---- whose history ----------------------------------------------------------------------------------------
[[nodiscard]] inline HistoryKey of_enterprise(const Uscc& code) { return {EnterpriseKey{code}}; }
[[nodiscard]] inline HistoryKey of_programme(Id id) { return {ProgrammeKey{std::move(id)}}; }
[[nodiscard]] inline HistoryKey of_department(Id id) { return {DepartmentKey{std::move(id)}}; }
[[nodiscard]] inline HistoryKey of_title(Id type) { return {QualificationTypeKey{std::move(type)}}; }
[[nodiscard]] inline HistoryKey of_target(Id id) { return {TargetKey{std::move(id)}}; }
[[nodiscard]] inline HistoryKey of_chain() { return {ChainKey{}}; }  // departments, keys and votes

/// Which entries of a history are wanted. The filter is applied here, after the entries were proved to be
/// all: no node knows of it.
struct HistoryQuery {
  std::vector<std::string> kinds = {};         // "awarded", "paid" … (fact_names); none: every kind
  std::optional<Id> programme = std::nullopt;  // only facts of this programme
  std::optional<Id> title = std::nullopt;      // only facts of this title
  std::optional<Date> from = std::nullopt;     // recorded on this day in China, or later
  std::optional<Date> to = std::nullopt;       // or earlier; both days included
  HistoryOrder order = HistoryOrder::oldest_first;
  std::uint64_t limit = 0;  // how many of those that match, from the first on; 0: all
  /// To be shown, and nothing else: a fact of a later version is handed out as a LaterFact. Without it such a
  /// fact ends the reading with `not_understood`, so that no list is called complete that is not.
  bool for_display = false;
  [[nodiscard]] bool matches(const HistoryEntry& entry) const;
};

/// What a reading of a history amounts to.
struct HistorySummary {
  std::uint64_t total = 0;    // entries that the subject has under the header
  std::uint64_t read = 0;     // of them were read and proved, from the end that was asked for, without a gap
  std::uint64_t matched = 0;  // of those matched and were handed out
  bool all = false;           // nothing that matches was left out; false: the limit or the caller ended it
};
struct History : HistorySummary {
  std::vector<HistoryEntry> entries;  // that match, in the order asked for
};
/// One entry after the other; false ends the reading.
using EachEntry = std::function<bool(const HistoryEntry&)>;

/// An enterprise: profile and totals, and every term of every title.
struct Enterprise {
  Uscc code;
  EnterpriseValue profile;    // name, place; awarded, paid, awards, payments
  std::vector<Title> titles;  // in the order of issue
  [[nodiscard]] std::vector<Title> titles_in_force(const Date& on) const;
};

/// What one block holds.
struct BlockTransaction {
  TxId id;
  KeyId signer;
  std::vector<KeyId> others;     // who signed as well: a checker
  std::optional<Action> action;  // none: bytes that are no action; its receipt says so
  Receipt receipt;
};
struct Block {
  std::vector<BlockTransaction> transactions;  // in order
};

/// A programme with its complete list of awards, in the order of recording.
struct AwardList {
  ProgrammeValue programme;  // budget, awarded, paid …
  std::vector<Award> awards;
};

}  // namespace credence
