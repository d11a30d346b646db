// SPDX-License-Identifier: Apache-2.0
// Amounts that a person is asked about: one that is merged over lines, and some that are very large. Internal to
// client/lists/reading.cc.
#pragma once

#include "client/lists/row_roles.h"

namespace credence {

struct MergedAmounts {
  std::vector<Question> questions;
  std::map<std::uint32_t, std::string> amounts;  // as answered, by row
};
[[nodiscard]] MergedAmounts ask_about_merged_amounts(const Sheet& sheet, const Account& account,
                                                     std::span<const RowFacts> rows,
                                                     const ListAnswers& answers);

struct LargeAmounts {
  std::optional<Question> question;
  std::optional<Said> remark;
};
/// Lines of a hundred million yuan and more, unless the cell itself says its unit: few awards are so large, and
/// figures in 元 under a head of 万元 nearly always are, from 10,000 元 up.
[[nodiscard]] LargeAmounts ask_about_large_amounts(const Sheet& sheet, const Account& account,
                                                   std::span<const RowFacts> rows,
                                                   const ListAnswers& answers);

}  // namespace credence
