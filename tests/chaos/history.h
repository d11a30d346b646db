// SPDX-License-Identifier: Apache-2.0
// What clients asked for and were told, against the chain that came of it: a check of linearizability.
//
// The chain is the order. So it is enough that it explains every answer: each acknowledged transaction stands
// in it once, where the client was told and with the outcome it was told; whoever asked after another had its
// answer stands behind it; each outcome is what the rule says at that place; each value that was read is the
// one at the block it was proved under, and no older than its reader knew.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ledger/chain/transaction.h"
#include "ledger/domain/types.h"
#include "ledger/primitives/error.h"

namespace credence::testing {

inline constexpr auto kDoubleCode =
    static_cast<std::uint16_t>(Code::duplicate_award);  // the receipt of a project's second award
inline constexpr auto kReplayedCode =
    static_cast<std::uint16_t>(Code::replayed);  // of bytes that were executed before

using Moment = std::chrono::steady_clock::time_point;

struct Place {
  Height height = 0;
  std::uint32_t index = 0;
  auto operator<=>(const Place&) const = default;
};

/// One award to a project: the first of a project succeeds, every later one is refused as its double.
struct Attempt {
  TxId id;
  std::string project;
  Moment begin, end;           // the client's call
  std::optional<Place> place;  // where it was told that it stands; nothing: it was told nothing
  std::uint16_t code = 0;      // of the receipt
};
/// The same bytes sent again after their answer.
struct Repeat {
  TxId id;
  Place place;
  std::uint16_t code = 0;
};
/// The number of awards, as proved under a block.
struct Reading {
  Moment begin;
  Height height = 0;
  Height known = 0;  // the highest block of an own answer before it
  std::uint64_t awards = 0;
};
struct History {  // of one client
  std::vector<Attempt> attempts;
  std::vector<Repeat> repeats;
  std::vector<Reading> readings;
};

struct Recorded {  // one transaction of the chain, in order
  TxId id;
  Place place;
  std::uint16_t code = 0;
};

struct Judgement {
  std::uint64_t acknowledged = 0, unanswered = 0, unanswered_recorded = 0, refused_as_double = 0, repeats = 0,
                readings = 0;
  std::uint64_t ordered_again =
      0;                   // a second time in the chain, and marked there as executed before: without effect
  std::uint64_t lost = 0;  // acknowledged, and not in the chain
  std::uint64_t doubled = 0;       // twice in the chain and not so marked, or two successes for one project
  std::uint64_t moved = 0;         // stands elsewhere, or with another outcome, than was told
  std::uint64_t out_of_order = 0;  // before one that was answered before it was asked for
  std::uint64_t wrong = 0;         // an outcome or a value that the order does not explain
  std::uint64_t unasked = 0;       // in the chain, and nobody's
  std::vector<std::string> examples;  // the first 20, in words
  [[nodiscard]] bool good() const { return lost + doubled + moved + out_of_order + wrong + unasked == 0; }
};

/// `chain`: the transactions of the clients, all of them, in order.
[[nodiscard]] Judgement judge(const std::vector<History>& histories, const std::vector<Recorded>& chain);

}  // namespace credence::testing
