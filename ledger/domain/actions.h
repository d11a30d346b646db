// SPDX-License-Identifier: Apache-2.0
// Every action that a transaction can carry: the rows of actions.def.
//
// A list is all or nothing: one bad line refuses the whole transaction, with the line's place in the receipt.
#pragma once

#include <functional>

#include "ledger/codec/variant.h"
#include "ledger/domain/calendar.h"
#include "ledger/domain/challenge.h"
#include "ledger/domain/credit.h"
#include "ledger/domain/document.h"
#include "ledger/domain/enterprise.h"
#include "ledger/domain/fund.h"
#include "ledger/domain/governance.h"
#include "ledger/domain/grant.h"
#include "ledger/domain/party.h"
#include "ledger/domain/problem.h"
#include "ledger/domain/qualification.h"
#include "ledger/domain/target.h"

namespace credence {

using ActionBody = VariantOf<void
#define CREDENCE_ACTION(Type, ...) , Type
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
                             >;
struct Action : ActionBody {
  CREDENCE_VARIANT(Action)
};
CREDENCE_VARIANT_CODED(Action)
extern template Result<Action> decode(BytesView bytes);  // compiled once, in actions.cc
extern template Result<Bytes> try_encode(const Action& value);

/// "record_awards" and so on: the stable names of the actions in JSON and logs.
[[nodiscard]] std::string_view name_of(const Action& action);
/// "record awards", "记录安排": for lists of transactions.
[[nodiscard]] std::string_view words_of(const Action& action, bool chinese);
/// The name by the place in the variant, for lists of all actions.
[[nodiscard]] std::string_view action_name(std::size_t index);
[[nodiscard]] std::optional<Role> role_of(std::size_t index);
/// The role that a key needs for it; none: the rules decide by other things than a role.
[[nodiscard]] std::optional<Role> role_for(const Action& action);
/// True for what a department does by a key in a role: with the feature `four-eyes` it needs the signature of
/// a second person of that department. A vote needs it only where the department's votes alone pass the
/// change (docs/architecture.md).
[[nodiscard]] bool needs_checker(const Action& action);
[[nodiscard]] bool needs_checker_of(std::size_t index);
/// How many lines it carries (1 for actions that are no list).
[[nodiscard]] std::size_t lines_of(const Action& action);

/// Checks what can be checked without the state: ids, names, dates, amounts, codes, strictly rising line
/// numbers, nothing twice in one list, declared count and total not below what the part itself holds, no
/// identity or account numbers in texts (nothing can be erased from a ledger). Texts may be empty where the
/// struct says so, and an award line's project. The detail begins with the line and field: "line 17, amount:
/// 0". The client runs it before signing, the executor again.
///
/// `excepted` says of a code whose check digit does not fit whether an exception is recorded for it; without
/// `excepted` none is. `tax_relief`: the feature of this name is in force.
using CodeExcepted = std::function<bool(const Uscc&)>;
[[nodiscard]] Result<void> check_action(const Action& action, const CodeExcepted& excepted = {},
                                        bool tax_relief = true);

/// What this program could not carry out, though the ledger takes it: a feature that it does not know is
/// `unknown_feature`. Asked before an action is signed and before a node passes it on; the executor does not
/// ask, so that replicas of all versions answer alike, and stops where such a feature begins.
[[nodiscard]] Result<void> check_supported(const Action& action);

}  // namespace credence
