// SPDX-License-Identifier: Apache-2.0
// An action as a person reads it who has to check it: what it is about, how much it moves, and all that it
// says.
#pragma once

#include <optional>

#include "client/base/language.h"
#include "ledger/domain/actions.h"

namespace credence {

/// What it is about: "puhui-2022/b1", "gd-iit · 复核岗 (check)", "91440… → 91441…".
[[nodiscard]] std::string subject_of(const Action& action, Language language);
/// The first and the last number of its lines, as the list numbers them; nothing where they have no numbers.
struct LineNumbers {
  std::uint32_t first = 0, last = 0;
};
[[nodiscard]] std::optional<LineNumbers> line_numbers(const Action& action);
/// The money that it moves or binds, its lines together; 0: none.
[[nodiscard]] Fen sum_of(const Action& action);
/// The amounts that it says, each in both units: its sum; of rules the cap and the tranches. Empty: none.
[[nodiscard]] std::string amounts_text(const Action& action, Language language);
/// "record awards: puhui-2022/b1, 151 lines, 12,000,000.00 CNY (1,200 wan)".
[[nodiscard]] std::string summary_of(const Action& action, Language language);
/// What a member of an action is called, by its name in JSON; the name itself where it has no other.
[[nodiscard]] std::string_view member_words(std::string_view member, Language language);
/// All of it: its members, its lines as a table, their number and sum beside what it declares.
[[nodiscard]] std::string action_text(const Action& action, Language language);
/// In what an action differs from one of its kind that would change nothing: "budget: 5,000.00 CNY → 100.00 CNY", a
/// line each. Empty: in nothing.
[[nodiscard]] std::string changes_text(const Action& before, const Action& after, Language language);

}  // namespace credence
