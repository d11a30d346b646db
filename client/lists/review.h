// SPDX-License-Identifier: Apache-2.0
// What the ledger says about the lines of a list before anything is signed: whether each enterprise is
// registered, active, and of that name; and what of it was funded before, by whom and under what, also what
// still waits for its second signature. Everything
// is read from the enterprises' complete histories, each proved.
//
// Bounded: one history at a time for each reader, at most kFundedPerEnterpriseMax awards of one enterprise
// are kept, and at most kFundedMax in all; what is beyond is counted.
#pragma once

#include <functional>
#include <map>

#include "client/client.h"
#include "client/lists/draft.h"

namespace credence {

inline constexpr std::size_t kFundedPerEnterpriseMax = 1'000;
inline constexpr std::size_t kFundedMax = 100'000;
inline constexpr std::size_t kReviewReaders = 8;

/// What is compared.
struct ReviewQuestion {
  Id programme;          // of the list; empty: not of a programme
  Id batch;              // awards of it are no duplicates: they are this list, recorded before
  Id list;               // of payments, the same
  bool funding = false;  // look for earlier awards (or payments, where lines pay)
  bool ended = false;    // lines may be of enterprises that have ended: credit entries
  bool awards = false;   // the lines are awarded in the programme: each project of an enterprise once
};

/// How a name is to that of an enterprise.
enum class NameForm : std::uint8_t { same, written_otherwise, former, other };
[[nodiscard]] NameForm form_of(const Name& written, const EnterpriseValue& enterprise);

struct FundedBefore {
  std::size_t file_line = 0;
  Uscc code;
  Name name;             // as registered
  bool payment = false;  // money that was paid of the same award, else another award
  AwardKey award;
  Id list;  // of a payment
  Name project;
  Fen amount = 0;     // without what was released again
  Date on;            // the day of the block, of a payment the day it was paid
  bool same = false;  // the same project; of a payment: the same sum on the same day
  Name programme_name, department_zh, department_en;  // who funded it
  std::uint16_t fiscal_year = 0;
  std::optional<TxId> waits;  // for its second signature, as this transaction; none: it is recorded
};

struct Review {
  std::vector<LineProblem>
      problems;  // unknown_enterprise, enterprise_ended, name_mismatch, duplicate_award, lines_alike
  std::map<std::size_t, Name>
      names;  // by line: the registered name, where the line has a former one or writes it otherwise
  std::map<std::size_t, Name> former;  // of `names`: those that were written by a former name, as written
  std::vector<FundedBefore> funded;    // by line
  std::size_t more_funded = 0;         // beyond the bounds
  std::size_t enterprises = 0;         // asked about
  Height height_min = 0;               // the oldest block that an answer rests on
};

/// Lines without a code are passed over. `progress(enterprises)` from several threads.
[[nodiscard]] Outcome<Review> review_lines(Client& client, const std::vector<ListedLine>& lines,
                                           const ReviewQuestion& question,
                                           const std::function<void(std::size_t)>& progress = {});

}  // namespace credence
