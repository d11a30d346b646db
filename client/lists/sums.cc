// SPDX-License-Identifier: Apache-2.0
#include "client/lists/sums.h"

#include <algorithm>

namespace credence {

Sums::Sums(std::span<const SumRow> rows) : rows_(rows) {
  lines_ = static_cast<std::size_t>(std::ranges::count(rows_, SumRow::Kind::line, &SumRow::kind));
}

std::optional<std::int64_t> Sums::all() const {
  std::int64_t sum = 0;
  for (const SumRow& row : rows_)
    if (row.kind == SumRow::Kind::line && (!row.money || __builtin_add_overflow(sum, *row.money, &sum)))
      return std::nullopt;
  return sum;
}

std::optional<SumFound> Sums::scan(std::size_t at, std::int64_t money, bool below, bool& known) const {
  std::optional<SumFound> out;
  std::size_t lines = 0;
  std::int64_t sum = 0;
  // A run of lines ends at a boundary, or at the end of the list: there it may be the sum.
  const auto end_of_run = [&] {
    if (lines > 0 && sum == money) out = SumFound{lines, lines == lines_};
  };
  for (std::size_t i = at; below ? ++i < rows_.size() : i-- > 0;) {
    const SumRow& row = rows_[i];
    if (row.kind == SumRow::Kind::boundary) end_of_run();
    if (row.kind != SumRow::Kind::line) continue;
    if (!row.money || __builtin_add_overflow(sum, *row.money, &sum)) {
      known = false;
      return out;
    }
    ++lines;
  }
  end_of_run();
  return out;
}

Sums::Answer Sums::at(std::size_t at, std::int64_t money) const {
  Answer out;
  const auto above = scan(at, money, false, out.known);
  const auto below = scan(at, money, true, out.known);
  out.found = above && (!below || above->lines >= below->lines) ? above : below;
  // All lines of the list, wherever the total stands among them.
  if (const auto whole = all(); whole && *whole == money && lines_ > 0) out.found = SumFound{lines_, true};
  return out;
}

}  // namespace credence
