// SPDX-License-Identifier: Apache-2.0
// What to do about a list that the ledger refuses because of some of its lines: which of them it holds
// already, which one it refuses, and the list without them. So an import whose journal is lost, or a register
// that overlaps an earlier one, still records exactly what is missing.
#pragma once

#include "client/client.h"

namespace credence {

struct Missing {
  Action action;  // the list with the lines that are not held; meaningless if `lines` is 0
  std::size_t lines = 0;
  std::vector<std::size_t> otherwise;  // places in what was asked about: held, with other content
};

/// True for receipts of a list that may stand on the ledger already, with some of its lines or all: they say
/// so, or that what the list may use is used up.
[[nodiscard]] bool may_be_recorded(std::uint16_t receipt_code);

/// Asks for each line, with proof. A line that is held with other content stays: the ledger shall refuse it
/// and say why.
[[nodiscard]] Outcome<Missing> without_recorded(Client& client, const Action& action);
/// The same for a list that is new most likely: if neither its first nor its last line is held, no other one
/// is asked about.
[[nodiscard]] Outcome<Missing> without_recorded_ends(Client& client, const Action& action);

/// The place of the line that a receipt refuses ("line 17, …"), if it refuses a line.
[[nodiscard]] std::optional<std::size_t> refused_line(const Action& action, const Receipt& receipt);

/// The list with only these lines, by their places.
[[nodiscard]] Action only_lines(const Action& action, const std::vector<std::size_t>& places);
/// The places of the lines of `whole` that `part` has (or has not): by number, or by code where lines have
/// none.
[[nodiscard]] std::vector<std::size_t> places_in(const Action& whole, const Action& part);
[[nodiscard]] std::vector<std::size_t> places_not_in(const Action& whole, const Action& part);

}  // namespace credence
