// SPDX-License-Identifier: Apache-2.0
// The register of what holds titles and is no enterprise: products, projects, platforms, places, parks, laboratories
// and teams. Each is known by a code that follows from its kind, what it belongs to and its name, so that it is
// registered once. From then on it is in the place of an enterprise wherever titles are spoken of, and nowhere else:
// what is awarded, paid, listed and recorded as credit is of enterprises (check_action).
#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

bool same(const EnterpriseValue& held, const HolderLine& line) {
  return held.kind == line.kind && held.name == line.name && held.belongs_to == line.belongs_to &&
         held.department == line.department && held.place == line.place;
}

Result<void> register_holder(TransactionContext& context, const HolderLine& line) {
  const Uscc code = holder_code(context.state.suite(), line);
  auto place = context.state.at(EnterpriseKey{code});
  if (place.present())
    return fail(same(*place, line) ? Code::already_registered : Code::registered_differently,
                said::field("name") + said::code(code));
  // The chain's own history as well: it is the complete list of them.
  std::vector<TransactionContext::Subject> subjects{EnterpriseKey{code}, ChainKey{}};
  if (line.belongs_to) {
    if (const auto owner = active_enterprise(context, *line.belongs_to); !owner)
      return std::unexpected(owner.error());
    subjects.emplace_back(EnterpriseKey{*line.belongs_to});
  }
  if (!line.department.empty()) {
    if (!context.state.at(DepartmentKey{line.department}).present())
      return fail(Code::unknown_department, said::department(line.department));
    subjects.emplace_back(DepartmentKey{line.department});
  }
  EnterpriseValue& value = place.edit();
  value.name = line.name;
  value.place = line.place;
  value.kind = line.kind;
  value.belongs_to = line.belongs_to;
  value.department = line.department;
  context.say(subjects, HolderRegistered{context.department, code, line});
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const RegisterHolders& action) {
  return apply_lines(context, action.lines,
                     [&](const HolderLine& line) { return register_holder(context, line); });
}

}  // namespace credence
