// SPDX-License-Identifier: Apache-2.0
#include "client/registered.h"

#include <set>

namespace credence {
namespace {

/// `id_in(fact)`: what is looked for, or nothing. `Key` has its id alone.
template <class Key, class Value, class IdIn>
Outcome<AllOf<Value>> all_of(Client& client, IdIn id_in) {
  auto chain = client.history(HistoryKey{ChainKey{}});
  if (!chain) return std::unexpected(chain.error());
  std::set<Id> departments, ids;
  for (const HistoryEntry& entry : (*chain)->entries)
    if (const auto* const fact = std::get_if<DepartmentRegistered>(&entry.fact))
      departments.insert(fact->department.id);
  for (const Id& department : departments) {
    auto history = client.history(HistoryKey{DepartmentKey{department}});
    if (!history) return std::unexpected(history.error());
    for (const HistoryEntry& entry : (*history)->entries)
      if (const Id* const id = id_in(entry.fact); id != nullptr) ids.insert(*id);
  }
  AllOf<Value> out{{}, chain->proof()};
  for (const Id& id : ids) {
    auto value = client.state<Value>(Key{id});
    if (!value) return std::unexpected(value.error());
    if (!**value) return give_up(ExitCode::not_verified, Code::wrong_subject, id);
    out.all.emplace_back(id, ***value);
  }
  return out;
}

}  // namespace

Outcome<AllOf<ProgrammeValue>> all_programmes(Client& client) {
  return all_of<ProgrammeKey, ProgrammeValue>(client, [](const Fact& fact) {
    const auto* const made = std::get_if<ProgrammeCreated>(&fact);
    return made == nullptr ? nullptr : &made->programme.id;
  });
}

Outcome<AllOf<QualificationTypeValue>> all_titles(Client& client) {
  return all_of<QualificationTypeKey, QualificationTypeValue>(client, [](const Fact& fact) {
    const auto* const made = std::get_if<QualificationDefined>(&fact);
    return made == nullptr ? nullptr : &made->type.type;
  });
}

}  // namespace credence
