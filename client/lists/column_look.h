// SPDX-License-Identifier: Apache-2.0
// What the columns of a list hold, before it is decided what each is read as.
#pragma once

#include "client/lists/account.h"

namespace credence {

inline constexpr std::size_t kRowsLooked = 5'000;  // of a long list: enough to know what a column holds

[[nodiscard]] std::vector<ColumnAccount> look_at_columns(const Sheet& sheet, const Layout& layout);

}  // namespace credence
