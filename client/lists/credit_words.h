// SPDX-License-Identifier: Apache-2.0
// Words of published licences and penalties that say of an entry that it is not in force: 已撤销, 已信用修复, 已过期. Lists of
// credit speak of violations and penalties throughout, so the words that say no elsewhere (verdict.h) say nothing here.
#pragma once

#include "client/lists/verdict.h"

namespace credence {

/// The word by which a text says that what it is about is no more in force, or not yet, or is disputed; empty where it
/// says none. What is denied (未撤销, 不予修复) or may come (可申请信用修复) is none.
[[nodiscard]] std::string ending_word(std::string_view text);

/// How columns, titles and heads of parts of credit lists speak of their lines.
[[nodiscard]] const VerdictWords& credit_verdicts();

}  // namespace credence
