// SPDX-License-Identifier: Apache-2.0
// The unit of money that a head, a title or a note says: 万元, （单位：千元）, RMB 10,000, CNY'000, in millions of
// yuan. It is understood by its parts, a currency and what multiplies it, not by a list of units: what comes to 1,
// 1,000, 10,000, 1,000,000 or 100,000,000 yuan is a unit, and anything else beside a currency is another one, which
// is never taken for one of these. Internal to client/lists.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/base/written.h"

namespace credence {

struct UnitSaid {
  std::optional<AmountUnit> unit;
  bool other = false;  // 十万元, RMB 5,000, 美元, 元/人: a unit, or figures beside one, that is none of these
  [[nodiscard]] bool says() const { return unit.has_value() || other; }
  bool operator==(const UnitSaid&) const = default;
};

/// Letters small, punctuation of ASCII, no blank beside ideographs.
[[nodiscard]] std::string head_form(std::string_view head);

/// Takes the unit out of a head in its form, with the words that announce it.
[[nodiscard]] UnitSaid take_head_unit(std::string& head);
/// Of a text that is a unit, and nothing else: "万元", "人民币：元", "RMB 10,000".
[[nodiscard]] UnitSaid unit_alone(std::string_view text);
/// What a line above or below a list says of its amounts: "单位：万元", "金额以元计", "(unit: RMB 10,000)", "(万元)".
/// Nothing if it says nothing, or two things.
[[nodiscard]] UnitSaid unit_in_line(std::string_view text);

}  // namespace credence
