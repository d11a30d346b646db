// SPDX-License-Identifier: Apache-2.0
// Departments and their keys: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const RegisterDepartment& action, const CodeCheck&) {
  Checker check;
  check("id", check_id(action.id))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  return check.result();
}

Checked check(const RegisterKey& action, const CodeCheck&) {
  Checker check;
  check("department", check_id(action.department))("key", check_public_key(action.key));
  check("holder", name(action.holder));
  const auto& roles = action.roles;
  check.require(!roles.empty(), "roles", Code::bad_roles, said::empty());
  check.require(std::ranges::all_of(roles, [](Role role) { return role <= last_of(role); }), "roles",
                Code::malformed);
  check.require(std::ranges::adjacent_find(roles, std::ranges::greater_equal{}) == roles.end(), "roles",
                Code::bad_roles, said::not_rising());
  const auto has = [&roles](Role role) { return std::ranges::count(roles, role) != 0; };
  check.require(!has(Role::award) || !has(Role::pay), "roles", Code::duties_not_separated,
                said::word(name_of(Role::award)) + said::word(name_of(Role::pay)));
  check.require(!has(Role::check) || roles.size() == 1 || (roles.size() == 2 && has(Role::audit)), "roles",
                Code::duties_not_separated, said::word(name_of(Role::check)));
  check.require(!has(Role::enterprise), "roles", Code::bad_roles, said::word(name_of(Role::enterprise)));
  return check.result();
}

Checked check(const RotateKey& action, const CodeCheck&) {
  return Checker{}("key", check_public_key(action.key)).result();
}

Checked check(const BindEnterpriseKey& action, const CodeCheck& code) {
  return Checker{}("code", code(action.code))("key", check_public_key(action.key))(
             "holder", name(action.holder))("document_no", document(action.document_no))
      .result();
}

Checked check(const RevokeKey& action, const CodeCheck&) {
  return Checker{}("reason", reason(action.reason)).result();
}

}  // namespace credence::checks
