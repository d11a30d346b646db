// SPDX-License-Identifier: Apache-2.0
// Whether an amount is the sum of lines: of those above it to some boundary, or of those below it. Boundaries
// are the heads of parts, totals, and both ends of the list. Internal to client/lists/reading.cc.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "client/base/said.h"

namespace credence {

struct SumRow {
  enum class Kind : std::uint8_t { line, boundary, nothing };
  Kind kind = Kind::nothing;
  std::optional<std::int64_t> money;  // of a line; nothing: not readable
};

struct SumFound {
  std::size_t lines = 0;  // how many it is the sum of
  bool all = false;       // all lines of the list
};

class Sums {
 public:
  explicit Sums(std::span<const SumRow> rows);
  /// The lines whose sum is `money`, around the row at `at`: the most of them that end or begin there. Nothing if
  /// there are no such lines; `known` is false if some lines around it cannot be read, so that nothing can be said.
  struct Answer {
    std::optional<SumFound> found;
    bool known = true;
  };
  [[nodiscard]] Answer at(std::size_t at, std::int64_t money) const;
  /// Of all lines, if all can be read.
  [[nodiscard]] std::optional<std::int64_t> all() const;

 private:
  [[nodiscard]] std::optional<SumFound> scan(std::size_t at, std::int64_t money, bool below,
                                             bool& known) const;
  std::span<const SumRow> rows_;
  std::size_t lines_ = 0;
};

}  // namespace credence
