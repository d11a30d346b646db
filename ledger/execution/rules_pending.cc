// SPDX-License-Identifier: Apache-2.0
// Four eyes: an action without its second signature is parked, and a checker of the maker's department
// decides it later. All rules run then, as the maker's action. If one of them fails, the decision is refused
// and the action goes on waiting: nothing is lost when the reason goes away, and the checker can reject it.
// After its last day it can only be rejected. A maker who has replaced the key since is the same maker.
#include <algorithm>

#include "ledger/execution/rules.h"

namespace credence {

Result<void> park_action(TransactionContext& context, const Action& action, BytesView bytes) {
  auto department = context.state.at(DepartmentKey{context.department});
  if (!department.present()) return fail(Code::wrong_department, said::no_department());
  if (department->pending >= limits::kPendingPerDepartmentMax)
    return fail(Code::too_many_pending,
                said::department(context.department) + said::at_most(limits::kPendingPerDepartmentMax));
  ++department.edit().pending;
  const Date until = after_days(context.today(), limits::kPendingDaysMax);
  PendingValue value{context.signer, context.department, context.height, until, {}};
  value.action.assign(bytes.begin(), bytes.end());
  context.state.at(PendingKey{context.transaction}).put(std::move(value));
  context.say({DepartmentKey{context.department}},
              ActionParked{context.transaction, Id(name_of(action)), until});
  context.parked = true;
  return {};
}

namespace {

/// The action as its maker's, checked by who decides.
Result<void> execute_pending(TransactionContext& context, const PendingValue& pending, const TxId& origin) {
  const auto action = decode<Action>(pending.action);
  CREDENCE_ASSERT(action.has_value());  // it was decoded when it was parked
  TransactionContext own = context;
  own.origin = origin;
  own.signer = pending.maker;
  own.checker = context.signer;
  if (auto good = check_maker(own, present_key(context, pending.maker), role_for(*action)); !good)
    return good;
  return std::visit([&own](const auto& body) { return apply_rules(own, body); }, *action);
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const DecidePending& action) {
  const Details what = said::transaction(action.transaction);
  auto place = context.state.at(PendingKey{action.transaction});
  if (!place.present()) return fail(Code::unknown_pending, what);
  const PendingValue pending = *place;
  if (auto good = context.require_department(pending.department); !good) return good;
  const auto& roles = context.state.at(SignerKey{context.signer})->roles;
  const bool own = present_key(context, pending.maker) == context.signer;
  if (action.approve && own) return fail(Code::own_action, what);
  if (!own && std::ranges::find(roles, Role::check) == roles.end())
    return fail(Code::wrong_role, said::word(name_of(Role::check)));
  if (action.approve && pending.until < context.today())
    return fail(Code::pending_expired, what + said::to(pending.until));
  place.erase();
  --context.state.at(DepartmentKey{pending.department}).edit().pending;
  context.say({DepartmentKey{pending.department}}, PendingDecided{action});
  return action.approve ? execute_pending(context, pending, action.transaction) : Result<void>{};
}

}  // namespace credence
