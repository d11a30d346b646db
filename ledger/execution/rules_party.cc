// Departments, and the keys of departments and enterprises. Who may sign at all is checked before (executor.cc); here is what may be
// registered, bound, rotated and revoked.
//
// While a chain is not governed, any administrator registers departments and the keys of all. On a governed chain a department comes by
// vote (rules_governance.cc), and an administrator registers and revokes the keys of its own department, with roles that the
// department has.
#include <algorithm>

#include "ledger/execution/rules.h"

namespace credence {
namespace {

/// The error for something that exists already: with the same content, or with other.
std::unexpected<Error> exists(bool same, const std::string& what) {
  return fail(same ? Code::already_registered : Code::registered_differently, what);
}

template <class Roles>
bool has(const Roles& roles, Role role) {
  return std::ranges::find(roles, role) != roles.end();
}

/// Only genesis runs without a signer.
bool in_genesis(const TransactionContext& context) { return context.height == 0; }

/// The counts of keys in force by which the last of a kind is known.
void count_key(TransactionContext& context, const SignerValue& signer, bool added) {
  const std::uint32_t change = added ? 1U : UINT32_MAX;  // minus one
  if (has(signer.roles, Role::admin)) {
    context.state.at(ChainKey{}).edit().admin_keys += change;
    context.state.at(DepartmentKey{signer.department}).edit().admin_keys += change;
  }
  if (has(signer.roles, Role::govern)) context.state.at(DepartmentKey{signer.department}).edit().govern_keys += change;
}

/// The roles that a department's keys may have: all while the chain is not governed, else those that the genesis or a vote gave it.
Result<void> check_authority(TransactionContext& context, const RegisterKey& action) {
  if (!context.governed()) return {};
  auto department = context.state.at(DepartmentKey{action.department});
  for (const Role role : action.roles) {
    if (!is_granted(role) || has(department->authority, role)) continue;
    if (!in_genesis(context)) return fail(Code::role_not_granted, std::string(name_of(role)) + ", department " + action.department);
    auto& authority = department.edit().authority;
    authority.insert(std::ranges::upper_bound(authority, role), role);
  }
  return {};
}

/// A key's own holder, another key of its enterprise, an administrator (on a governed chain: of its department), or the department that
/// attested an enterprise's key.
Result<void> check_may_revoke(TransactionContext& context, const KeyId& id, const SignerValue& held) {
  if (id == context.signer) return {};
  if (context.enterprise) return context.enterprise == held.enterprise ? Result<void>{} : fail(Code::wrong_enterprise, "key " + id.hex());
  const auto signer = context.state.at(SignerKey{context.signer});
  const bool own = held.department == context.department;
  if (has(signer->roles, Role::admin)) return own || !context.governed() ? Result<void>{} : context.require_department(held.department);
  if (held.enterprise && own && has(signer->roles, Role::registrar)) return {};
  return fail(Code::wrong_role, std::string(name_of(held.enterprise ? Role::registrar : Role::admin)));
}

/// Now, or in the set that is scheduled: only such a department has votes to lose.
bool owns_validator(TransactionContext& context, const Id& department) {
  const auto validators = context.state.at(ValidatorsKey{});
  const auto owns = [&](const OwnedSet& owned) { return std::ranges::find(owned.owners, department) != owned.owners.end(); };
  return owns(validators->at(context.height)) || owns(validators->latest());
}

}  // namespace

void admit_department(TransactionContext& context, const RegisterDepartment& department, const List<Role, 16>& authority) {
  DepartmentValue& value = context.state.at(DepartmentKey{department.id}).edit();
  value.name_zh = department.name_zh;
  value.name_en = department.name_en;
  value.kind = department.kind;
  value.authority = authority;
  context.say({DepartmentKey{department.id}, ChainKey{}}, DepartmentRegistered{department});
}

void admit_key(TransactionContext& context, const RegisterKey& key) {
  SignerValue value{key.key, key.department, key.roles, key.holder, false, std::nullopt};
  count_key(context, value, true);
  context.state.at(SignerKey{key_id(key.key)}).put(std::move(value));
  context.say({DepartmentKey{key.department}, ChainKey{}}, KeyRegistered{key});
}

Result<void> apply_rules(TransactionContext& context, const RegisterDepartment& action) {
  auto place = context.state.at(DepartmentKey{action.id});
  if (place.present())
    return exists(place->name_zh == action.name_zh && place->name_en == action.name_en && place->kind == action.kind,
                  "department " + action.id);
  if (!in_genesis(context) && context.governed()) return fail(Code::needs_vote, "department " + action.id);
  admit_department(context, action, {});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RegisterKey& action) {
  if (!context.state.at(DepartmentKey{action.department}).present())
    return fail(Code::unknown_department, "department " + action.department);
  const KeyId id = key_id(action.key);
  auto place = context.state.at(SignerKey{id});
  SignerValue value{action.key, action.department, action.roles, action.holder, false, std::nullopt};
  if (place.present()) return exists(encode(*place) == encode(value), "key " + id.hex());
  if (!in_genesis(context) && context.governed())
    if (auto good = context.require_department(action.department); !good) return good;
  if (auto good = check_authority(context, action); !good) return good;
  admit_key(context, action);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RevokeKey& action) {
  const std::string what = "key " + action.key.hex();
  auto place = context.state.at(SignerKey{action.key});
  if (!place.present()) return fail(Code::not_found, what);
  if (auto good = check_may_revoke(context, action.key, *place); !good) return good;
  if (place->revoked) return fail(Code::already_revoked, what);
  const bool governed = context.governed();
  if (has(place->roles, Role::admin)) {
    const bool last = context.state.at(ChainKey{})->admin_keys <= 1 ||
                      (governed && context.state.at(DepartmentKey{place->department})->admin_keys <= 1);
    if (last) return fail(Code::last_admin, what);
  }
  if (governed && has(place->roles, Role::govern) && context.state.at(DepartmentKey{place->department})->govern_keys <= 1 &&
      owns_validator(context, place->department))
    return fail(Code::last_governor, what + ", department " + place->department);
  count_key(context, *place, false);
  place.edit().revoked = true;
  context.say({DepartmentKey{place->department}, ChainKey{}}, KeyRevoked{action});
  if (place->enterprise) context.say({EnterpriseKey{*place->enterprise}}, KeyRevoked{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RotateKey& action) {
  const KeyId id = key_id(action.key);
  auto place = context.state.at(SignerKey{id});
  if (place.present()) return fail(Code::registered_differently, "key " + id.hex());
  auto old = context.state.at(SignerKey{context.signer});
  SignerValue value = *old;
  value.key = action.key;
  place.put(value);  // the counts of keys in force stay as they are
  old.edit().revoked = true;
  const KeyRotated fact{context.signer, action.key};
  context.say({DepartmentKey{value.department}, ChainKey{}}, fact);
  if (value.enterprise) context.say({EnterpriseKey{*value.enterprise}}, fact);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const BindEnterpriseKey& action) {
  const std::string code(text_of(action.code));
  if (!context.state.at(EnterpriseKey{action.code}).present()) return fail(Code::unknown_enterprise, "code: " + code);
  const KeyId id = key_id(action.key);
  auto place = context.state.at(SignerKey{id});
  SignerValue value{action.key, context.department, {Role::enterprise}, action.holder, false, action.code};
  if (place.present()) return exists(encode(*place) == encode(value), "key " + id.hex());
  place.put(std::move(value));
  context.say({EnterpriseKey{action.code}, DepartmentKey{context.department}, ChainKey{}}, EnterpriseKeyBound{context.department, action});
  return {};
}

}  // namespace credence
