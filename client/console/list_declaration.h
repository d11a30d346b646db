// SPDX-License-Identifier: Apache-2.0
// What a notice declares of its list, count and total, beside what the lines amount to. The two may differ,
// since a notice may name some of its lines only: a difference is shown, and recorded when somebody confirms
// it.
#pragma once

#include <span>

#include "client/console/list_file.h"

namespace credence {

struct Declaration {
  std::uint32_t count = 0;  // 0: as many as there are
  std::string total;        // empty: the sum; with its unit, or in that of the list
};

/// In fen, 0 if it is not declared. `unit` is that of a number without one beside it.
[[nodiscard]] Outcome<Fen> declared_total(const Declaration& declared, std::optional<AmountUnit> unit);

/// Shows a difference and asks about it; `declared_differs` where nobody confirms it. A dry run shows it.
[[nodiscard]] Outcome<void> confirm_declaration(const Cli& cli, const ListOptions& options,
                                                std::uint32_t count, Fen total, std::size_t lines, Fen sum);

/// Puts count and total into the head of a list; awards and payments have the same.
template <class Head, class Line>
[[nodiscard]] Outcome<void> declare(const Cli& cli, const ListOptions& options, const Declaration& declared,
                                    const PreparedList& list, std::span<const Line> lines, Head& head) {
  auto total = declared_total(declared, list.reading.account.unit);
  if (!total) return std::unexpected(total.error());
  Fen sum = 0;
  for (const Line& line : lines) {
    auto more = add_fen(sum, line.amount);
    if (!more) return give_up(ExitCode::bad_input, more.error());
    sum = *more;
  }
  head.declared_count = declared.count;
  head.declared_total = *total;
  return confirm_declaration(cli, options, declared.count, *total, lines.size(), sum);
}

}  // namespace credence
