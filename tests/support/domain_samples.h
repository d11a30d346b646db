// SPDX-License-Identifier: Apache-2.0
// One valid action of each kind, and a valid genesis. Whoever looks into them includes what they are.
#pragma once

#include "ledger/domain/types.h"
#include "tests/support/secrets.h"
#include "tests/support/suite.h"

namespace credence {

struct Action;
struct Genesis;
struct ProgrammeRules;
#define CREDENCE_ACTION(Type, ...) struct Type;
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION

}  // namespace credence

namespace credence::samples {

/// A synthetic enterprise's code: valid, and told apart by its number (below 10^8).
[[nodiscard]] Uscc code(unsigned number, std::string_view region = "440000");
/// A code of the early pilot: well formed, and its check digit does not fit.
[[nodiscard]] Uscc pilot_code();

// register_department(), register_key() and so on.
#define CREDENCE_ACTION(Type, name, ...) [[nodiscard]] Type name();
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
[[nodiscard]] ProgrammeRules programme_rules();
/// In the order of the variant.
[[nodiscard]] std::vector<Action> every_action();

[[nodiscard]] Genesis genesis();

}  // namespace credence::samples
