// What the chain's own history says.
#pragma once

#include <vector>

#include "ledger/domain/state_values.h"

namespace credence {

/// The departments that were registered, in the order of their registration.
[[nodiscard]] inline std::vector<Id> departments_of(const std::vector<HistoryEntry>& chain) {
  std::vector<Id> out;
  for (const HistoryEntry& entry : chain)
    if (const auto* fact = std::get_if<DepartmentRegistered>(&entry.fact)) out.push_back(fact->department.id);
  return out;
}

}  // namespace credence
