// SPDX-License-Identifier: Apache-2.0
// Codes of the early pilot: their check digit does not fit, and they are taken where the ledger holds a
// recorded exception (credence code admit). Whether it does is asked, and proved, for such codes alone; every
// other wrong code is refused without a question.
#pragma once

#include <set>

#include "client/client.h"

namespace credence {

/// Codes of one list that the ledger is asked about. A list with more of them has something else in that
/// column.
inline constexpr std::size_t kMisfitsAskedMax = 1'000;

/// For `check_action` before signing: whoever made the action has taken its codes, and the ledger decides
/// again.
[[nodiscard]] inline bool taken_before(const Uscc&) { return true; }

/// Those of the codes for which an exception is recorded: each asked about once, each answer proved.
[[nodiscard]] Outcome<std::set<Uscc>> recorded_exceptions(Client& client, const std::set<Uscc>& codes);

/// A code as somebody writes it; `personal_data` for the identity number of a person, which is none and is never
/// admitted as one.
[[nodiscard]] Result<Uscc> code_written(std::string_view text);
/// The same, and what stands as a recorded exception.
[[nodiscard]] Outcome<Uscc> take_code(Client& client, std::string_view text);

}  // namespace credence
