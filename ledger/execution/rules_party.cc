// SPDX-License-Identifier: Apache-2.0
// Departments, and the keys of departments and enterprises. Who may sign at all is checked before
// (executor.cc); here is what may be registered, bound, rotated and revoked.
//
// An administrator registers and revokes the keys of its own department, on a governed chain with roles that
// the department has. A department's first keys, an administrator's and a checker's, come with the genesis or
// by vote (rules_governance.cc); a vote may also appoint new ones where the department has lost its own.
// Nobody else ever chooses a department's keys.
#include <algorithm>

#include "ledger/domain/features.h"
#include "ledger/execution/rules.h"

namespace credence {
namespace {

/// The error for something that exists already: with the same content, or with other.
std::unexpected<Error> exists(bool same, const Details& what) {
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
  auto department = context.state.at(DepartmentKey{signer.department});
  if (has(signer.roles, Role::admin)) department.edit().admin_keys += change;
  if (has(signer.roles, Role::check)) department.edit().check_keys += change;
  if (has(signer.roles, Role::govern)) department.edit().govern_keys += change;
}

SignerValue new_signer(const PublicKey& key, const Id& department, const List<Role, 8>& roles,
                       const Name& holder, const std::optional<Uscc>& enterprise = std::nullopt) {
  return {key, department, roles, holder, false, enterprise, key_id(key), key_id(key)};
}
SignerValue new_signer(const KeyPost& post) {
  return new_signer(post.key, post.department, post.roles, post.holder);
}

/// In force for the same, whether it replaced another key or not.
bool same(const SignerValue& held, const SignerValue& wanted) {
  return !held.revoked && held.department == wanted.department && held.roles == wanted.roles &&
         held.holder == wanted.holder && held.enterprise == wanted.enterprise;
}

void admit_key(TransactionContext& context, const KeyPost& post) {
  SignerValue value = new_signer(post);
  count_key(context, value, true);
  context.state.at(SignerKey{value.first}).put(std::move(value));
  context.say({DepartmentKey{post.department}, ChainKey{}}, KeyRegistered{post});
}

/// The department is there, the key is not.
Result<void> check_new_key(TransactionContext& context, const KeyPost& post) {
  if (!context.state.at(DepartmentKey{post.department}).present())
    return fail(Code::unknown_department, said::department(post.department));
  const KeyId id = key_id(post.key);
  const auto place = context.state.at(SignerKey{id});
  if (place.present()) return exists(same(*place, new_signer(post)), said::key(id));
  return {};
}

/// The roles that a department's keys may have: all while the chain is not governed, else those that the
/// genesis or a vote gave it.
Result<void> check_authority(TransactionContext& context, const KeyPost& action) {
  if (!context.governed()) return {};
  auto department = context.state.at(DepartmentKey{action.department});
  for (const Role role : action.roles) {
    if (!is_granted(role) || has(department->authority, role)) continue;
    if (!in_genesis(context))
      return fail(Code::role_not_granted, said::word(name_of(role)) + said::department(action.department));
    auto& authority = department.edit().authority;
    authority.insert(std::ranges::upper_bound(authority, role), role);
  }
  return {};
}

/// A key's own holder, another key of its enterprise, an administrator of its department, or a registrar of
/// the department that attested an enterprise's key.
Result<void> check_may_revoke(TransactionContext& context, const KeyId& id, const SignerValue& held) {
  if (id == context.signer) return {};
  if (context.enterprise)
    return context.enterprise == held.enterprise ? Result<void>{}
                                                 : fail(Code::wrong_enterprise, said::key(id));
  const auto signer = context.state.at(SignerKey{context.signer});
  if (has(signer->roles, Role::admin)) return context.require_department(held.department);
  if (held.enterprise && held.department == context.department && has(signer->roles, Role::registrar))
    return {};
  return fail(Code::wrong_role, said::word(name_of(held.enterprise ? Role::registrar : Role::admin)));
}

/// Now, or in the set that is scheduled: only such a department has votes to lose.
bool owns_validator(TransactionContext& context, const Id& department) {
  const auto validators = context.state.at(ValidatorsKey{});
  const auto owns = [&](const OwnedSet& owned) {
    return std::ranges::find(owned.owners, department) != owned.owners.end();
  };
  return owns(validators->at(context.height)) || owns(validators->latest());
}

}  // namespace

void admit_department(TransactionContext& context, const RegisterDepartment& department,
                      const List<Role, 16>& authority) {
  DepartmentValue& value = context.state.at(DepartmentKey{department.id}).edit();
  value.name_zh = department.name_zh;
  value.name_en = department.name_en;
  value.kind = department.kind;
  value.authority = authority;
  context.say({DepartmentKey{department.id}, ChainKey{}}, DepartmentRegistered{department});
}

KeyId present_key(TransactionContext& context, const KeyId& id) {
  return context.state.at(SignerKey{context.state.at(SignerKey{id})->first})->present;
}

Result<void> check_possession(const TransactionContext& context, const KeyStatement& statement,
                              const Signature& signature) {
  if (auto good = check_suite(statement.key, context.chain.suite); !good) return good;
  if (verify(statement.key, statement_hash(context.chain, statement), signature)) return {};
  return fail(Code::possession_not_proved, said::key(statement.key) + said::use(statement.of));
}

Result<void> check_first_keys(TransactionContext& context, const Id& department, const FirstKeys& keys) {
  for (const FirstKey* one : {&keys.admin, &keys.checker}) {
    const KeyId id = key_id(one->key);
    if (context.state.at(SignerKey{id}).present()) return fail(Code::registered_differently, said::key(id));
    if (auto good = check_possession(context, {one->key, KeyUse::department, department}, one->possession);
        !good)
      return good;
  }
  return {};
}

void admit_first_keys(TransactionContext& context, const Id& department, const FirstKeys& keys) {
  admit_key(context, {department, keys.admin.key, {Role::admin}, keys.admin.holder});
  admit_key(context, {department, keys.checker.key, {Role::check}, keys.checker.holder});
}

Result<void> apply_rules(TransactionContext& context, const RegisterDepartment& action) {
  auto place = context.state.at(DepartmentKey{action.id});
  if (place.present())
    return exists(
        place->name_zh == action.name_zh && place->name_en == action.name_en && place->kind == action.kind,
        said::department(action.id));
  if (!in_genesis(context) && context.governed()) return fail(Code::needs_vote, said::department(action.id));
  admit_department(context, action, {});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const KeyPost& key) {
  if (auto good = check_new_key(context, key); !good) return good;
  if (auto good = check_authority(context, key); !good) return good;
  admit_key(context, key);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RegisterKey& action) {
  if (auto good = check_new_key(context, action); !good) return good;
  if (auto good = context.require_department(action.department); !good) return good;
  if (auto good = check_authority(context, action); !good) return good;
  if (auto good =
          check_possession(context, {action.key, KeyUse::department, action.department}, action.possession);
      !good)
    return good;
  admit_key(context, action);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RevokeKey& action) {
  const Details what = said::key(action.key);
  auto place = context.state.at(SignerKey{action.key});
  if (!place.present()) return fail(Code::not_found, what);
  if (auto good = check_may_revoke(context, action.key, *place); !good) return good;
  if (place->revoked) return fail(Code::already_revoked, what);
  const auto department = context.state.at(DepartmentKey{place->department});
  const Details where = what + said::department(place->department);
  if (has(place->roles, Role::admin) && department->admin_keys <= 1) return fail(Code::last_admin, where);
  if (has(place->roles, Role::check) && department->check_keys <= 1 &&
      context.has_feature(features::kFourEyes))
    return fail(Code::last_checker, where);
  if (has(place->roles, Role::govern) && department->govern_keys <= 1 &&
      owns_validator(context, place->department))
    return fail(Code::last_governor, where);
  count_key(context, *place, false);
  place.edit().revoked = true;
  context.say({DepartmentKey{place->department}, ChainKey{}}, KeyRevoked{action});
  if (place->enterprise) context.say({EnterpriseKey{*place->enterprise}}, KeyRevoked{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RotateKey& action) {
  const KeyId id = key_id(action.key);
  auto place = context.state.at(SignerKey{id});
  if (place.present()) return fail(Code::registered_differently, said::key(id));
  auto old = context.state.at(SignerKey{context.signer});
  SignerValue value = *old;
  const KeyStatement statement =
      value.enterprise ? KeyStatement{action.key, KeyUse::enterprise, Id(text_of(*value.enterprise))}
                       : KeyStatement{action.key, KeyUse::department, value.department};
  if (auto good = check_possession(context, statement, action.possession); !good) return good;
  value.key = action.key;
  value.present = id;
  place.put(value);  // the counts of keys in force stay as they are
  old.edit().revoked = true;
  context.state.at(SignerKey{value.first}).edit().present = id;
  const KeyRotated fact{context.signer, action.key};
  context.say({DepartmentKey{value.department}, ChainKey{}}, fact);
  if (value.enterprise) context.say({EnterpriseKey{*value.enterprise}}, fact);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const BindEnterpriseKey& action) {
  if (!context.state.at(EnterpriseKey{action.code}).present())
    return fail(Code::unknown_enterprise, said::field("code") + said::code(action.code));
  const KeyId id = key_id(action.key);
  auto place = context.state.at(SignerKey{id});
  SignerValue value =
      new_signer(action.key, context.department, {Role::enterprise}, action.holder, action.code);
  if (place.present()) return exists(same(*place, value), said::key(id));
  if (auto good = check_possession(context, {action.key, KeyUse::enterprise, Id(text_of(action.code))},
                                   action.possession);
      !good)
    return good;
  place.put(std::move(value));
  context.say({EnterpriseKey{action.code}, DepartmentKey{context.department}, ChainKey{}},
              EnterpriseKeyBound{context.department, action});
  return {};
}

}  // namespace credence
