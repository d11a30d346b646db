// SPDX-License-Identifier: Apache-2.0
#include "client/registered.h"

#include <set>

namespace credence {
namespace {

template <class Key, class Value>
Outcome<AllOf<Value>> values_of(Client& client, const std::set<Id>& ids, const BlockProof& proof) {
  AllOf<Value> out{{}, proof};
  for (const Id& id : ids) {
    auto value = client.state<Value>(Key{id});
    if (!value) return std::unexpected(value.error());
    if (!**value) return give_up(ExitCode::not_verified, Code::wrong_subject, id);
    out.all.emplace_back(id, ***value);
  }
  return out;
}

std::set<Id> departments_in(const std::vector<HistoryEntry>& chain) {
  std::set<Id> out;
  for (const HistoryEntry& entry : chain)
    if (const auto* const fact = std::get_if<DepartmentRegistered>(&entry.fact))
      out.insert(fact->department.id);
  return out;
}

/// `id_in(fact)`: what is looked for, or nothing. `Key` has its id alone.
template <class Key, class Value, class IdIn>
Outcome<AllOf<Value>> all_of(Client& client, IdIn id_in) {
  auto chain = client.history(HistoryKey{ChainKey{}});
  if (!chain) return std::unexpected(chain.error());
  std::set<Id> ids;
  for (const Id& department : departments_in((*chain)->entries)) {
    auto history = client.history(HistoryKey{DepartmentKey{department}});
    if (!history) return std::unexpected(history.error());
    for (const HistoryEntry& entry : (*history)->entries)
      if (const Id* const id = id_in(entry.fact); id != nullptr) ids.insert(*id);
  }
  return values_of<Key, Value>(client, ids, chain->proof());
}

}  // namespace

Outcome<AllOf<DepartmentValue>> all_departments(Client& client) {
  auto chain = client.history(HistoryKey{ChainKey{}});
  if (!chain) return std::unexpected(chain.error());
  return values_of<DepartmentKey, DepartmentValue>(client, departments_in((*chain)->entries), chain->proof());
}

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
