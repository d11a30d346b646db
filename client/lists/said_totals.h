// SPDX-License-Identifier: Apache-2.0
// What a title, a note or the label of a total says of all lines in words: 共3家，合计110万元. It is held against the
// lines as a total in its column is. Internal to client/lists/reading.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/base/said.h"
#include "client/base/written.h"

namespace credence {

struct SaidTotals {
  std::vector<std::uint64_t> counts;   // of enterprises, projects, lines
  std::vector<std::uint64_t> persons;  // 20人, 20名
  std::vector<std::string> sums;       // as written, perhaps with their unit: "110万元", "45", "玖拾玖万元整"
  std::vector<std::string> others;     // of a part: what no list is held against, "3个地市", "约110万元"
  [[nodiscard]] bool empty() const {
    return counts.empty() && persons.empty() && sums.empty() && others.empty();
  }
};
enum class TotalsOf : std::uint8_t {
  list,  // a title: only what it says of all
  note,  // a note: only where it is of nothing else
  part,  // a total or the head of a part: "小计（2家）" as well
};
[[nodiscard]] SaidTotals totals_in(std::string_view text, TotalsOf of);
/// What the label of a total counts.
enum class Counted : std::uint8_t { nothing, lines, persons, others };
/// 家数, 合计家数：, 项目数合计, 人数; of others (员工人数, 批数) nothing is held against the number.
[[nodiscard]] Counted counted_by(std::string_view label);
/// A head of figures that count: 人数, 带动户数, 数量.
[[nodiscard]] bool counts_at_end(std::string_view head);
/// In millionths: "5", "5家", "12人"; nothing of another text.
[[nodiscard]] std::optional<std::int64_t> counted_in(std::string_view text);
/// Sums with their unit that a remark gives: 同意，按8万元安排. Not 总投资500万元, 最高不超过50万元.
[[nodiscard]] std::vector<std::string> given_sums(std::string_view remark);

/// A sum in what lines are summed in: in fen, in millionths where no unit is known; nothing where it cannot be compared.
[[nodiscard]] std::optional<std::int64_t> comparable_sum(const std::string& written,
                                                         std::optional<AmountUnit> unit, bool known_unit);

}  // namespace credence
