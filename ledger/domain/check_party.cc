// Departments and their keys: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const RegisterDepartment& action) {
  Checker check;
  check("id", check_id(action.id))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  return check.result();
}

Checked check(const RegisterKey& action) {
  Checker check;
  check("department", check_id(action.department))("key", check_public_key(action.key));
  check("holder", name(action.holder));
  const auto& roles = action.roles;
  check.require(!roles.empty(), "roles", Code::bad_roles, "none");
  check.require(std::ranges::all_of(roles, [](Role role) { return role <= last_of(role); }), "roles",
                Code::malformed);
  check.require(std::ranges::adjacent_find(roles, std::ranges::greater_equal{}) == roles.end(), "roles",
                Code::bad_roles, "not strictly rising");
  check.require(!std::ranges::count(roles, Role::award) || !std::ranges::count(roles, Role::pay), "roles",
                Code::duties_not_separated, "award and pay on one key");
  return check.result();
}

Checked check(const RevokeKey& action) { return Checker{}("reason", reason(action.reason)).result(); }

}  // namespace credence::checks
