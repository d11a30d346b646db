// SPDX-License-Identifier: Apache-2.0
// What the head of a column says. A head is understood by its parts, not by a list of heads: 拟 + 补助 + 金额
// + （万元） is an amount awarded, in 万元; 推荐 + 单位 is not the enterprise of the line. The last noun says
// what it is, the words before it and the heads above it say which.
//
// Where a part is not understood the meaning is not sure: such a column is asked about, not read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "client/base/written.h"

namespace credence {

/// What a column of a list can be read as.
enum class Column : std::uint8_t {
  line,
  name,
  code,
  project,
  amount,
  award_batch,
  award_line,
  paid_on,
  reversed_on,  // when a payment came back or was voided
  registered_on,
  place,
  certificate_no,
  valid_from,
  valid_to,
  term,  // both days in one cell, or how long
  result,
  product,
  reason,
  persons,       // how many a talent subsidy supports
  person_class,  // and of which class
  round,         // of a fund's investment
  stake,         // that the fund holds after it
};
inline constexpr std::size_t kColumnCount = static_cast<std::size_t>(Column::stake) + 1;
constexpr std::size_t index_of(Column column) { return static_cast<std::size_t>(column); }

/// As answers and options name it: "name", "企业名称".
[[nodiscard]] std::string_view name_of(Column column);
[[nodiscard]] std::string_view words_of(Column column);
/// As an English sentence says it: "name of the enterprise".
[[nodiscard]] std::string_view english_of(Column column);
[[nodiscard]] std::optional<Column> column_named(std::string_view text);

/// Which money a column of money is.
enum class Money : std::uint8_t {
  none,
  awarded,
  paid,
  plain,  // 金额: it does not say
  asked,
  other,     // an investment, a revenue, what was paid before: never what a list records
  reversed,  // what came back
};

struct HeadMeaning {
  std::optional<Column> column;
  Money money = Money::none;  // of an amount
  bool sure = false;          // every part was understood
  unsigned rank = 0;          // of columns that say the same, the lowest is meant: 有效期起 before 发证日期
  std::optional<AmountUnit> unit;
  bool other_unit = false;  // 十万元, 美元, RMB 5,000: none that is read
  bool kind = false;        // tells awards of one enterprise apart: 类别, 事项
  bool understood = false;  // it says something, whatever: 备注, 电话
  bool in_years = false;    // 有效期（年）
  bool before = false;      // 原金额, 更正前项目名称: what a correction takes the place of
};
/// `path`: the heads above each other, the column's own last.
[[nodiscard]] HeadMeaning meaning_of(std::span<const std::string> path);
[[nodiscard]] HeadMeaning meaning_of(const std::string& head);

/// Whether a person names this head so: as it stands, or without its unit and what is in brackets.
[[nodiscard]] bool is_named_exactly(const std::string& head, std::string_view named);
[[nodiscard]] bool is_named(const std::string& head, std::string_view named);

}  // namespace credence
