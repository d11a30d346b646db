// SPDX-License-Identifier: Apache-2.0
// What an action is about whose lines say no more of it than numbers or codes: the award that is withdrawn, closed or
// graded, the payment that comes back, the enterprise whose title is decided on, as the ledger holds them.
#pragma once

#include "client/console/console.h"

namespace credence {

struct TouchedLine {
  std::string number;  // "b1#3", "p1#2"; empty: its code says it
  Name name;
  std::optional<Uscc> code;
  Name project;
  Fen sum = 0;
  Fen beside = 0;  // of it interest, penalty and late charge
};
struct Touched {
  enum class Sum : std::uint8_t { none, awarded, released, paid, undone };
  Sum of = Sum::none;  // what the sums are
  Id programme;        // empty: of none
  std::vector<TouchedLine> lines;
  Fen sum = 0;

  [[nodiscard]] bool empty() const { return lines.empty(); }
  /// Money goes back or is released, or a sum that was recorded counts no more.
  [[nodiscard]] bool moves() const { return of >= Sum::released; }
};
inline constexpr std::size_t kTouchedShown = 50;

/// As the ledger stands now; empty for an action that says all itself. What is not there is left out: the ledger says
/// so.
[[nodiscard]] Outcome<Touched> touched_by(Client& client, const Action& action);
/// A table, and what it amounts to; the first kTouchedShown lines unless `all`.
[[nodiscard]] std::string touched_text(const Cli& cli, const Touched& touched, bool all = false);
/// The same, or nothing where nobody can be asked: what is done then says so.
[[nodiscard]] std::string touched_text(Cli& cli, const Action& action);

}  // namespace credence
