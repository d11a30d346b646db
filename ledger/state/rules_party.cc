// Departments and keys. Who may sign at all is checked before (executor.cc); here is what may be registered and revoked.
#include <algorithm>

#include "ledger/state/rules.h"

namespace credence {
namespace {

/// The error for something that exists already: with the same content, or with other.
template <class Value>
std::unexpected<Error> exists(const Value& held, const Value& wanted, const std::string& what) {
  return fail(encode(held) == encode(wanted) ? Code::already_registered : Code::registered_differently, what);
}

bool is_admin(const SignerValue& signer) { return std::ranges::find(signer.roles, Role::admin) != signer.roles.end(); }

}  // namespace

Result<void> apply_rules(TransactionContext& context, const RegisterDepartment& action) {
  auto place = context.state.at(DepartmentKey{action.id});
  DepartmentValue value{action.name_zh, action.name_en, action.kind};
  if (place.present()) return exists(*place, value, "department " + action.id);
  place.put(std::move(value));
  context.say({DepartmentKey{action.id}}, DepartmentRegistered{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RegisterKey& action) {
  if (!context.state.at(DepartmentKey{action.department}).present())
    return fail(Code::unknown_department, "department " + action.department);
  const KeyId id = key_id(action.key);
  auto place = context.state.at(SignerKey{id});
  SignerValue value{action.key, action.department, action.roles, action.holder, false};
  if (place.present()) return exists(*place, value, "key " + id.hex());
  if (is_admin(value)) ++context.state.at(ChainKey{}).edit().admin_keys;
  place.put(std::move(value));
  context.say({DepartmentKey{action.department}}, KeyRegistered{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RevokeKey& action) {
  auto place = context.state.at(SignerKey{action.key});
  if (!place.present()) return fail(Code::not_found, "key " + action.key.hex());
  if (place->revoked) return fail(Code::already_revoked, "key " + action.key.hex());
  if (is_admin(*place)) {
    auto chain = context.state.at(ChainKey{});
    if (chain->admin_keys <= 1) return fail(Code::last_admin, "key " + action.key.hex());
    --chain.edit().admin_keys;
  }
  place.edit().revoked = true;
  context.say({DepartmentKey{place->department}}, KeyRevoked{action});
  return {};
}

}  // namespace credence
