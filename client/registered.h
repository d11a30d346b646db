// SPDX-License-Identifier: Apache-2.0
// All departments, programmes and titles on a chain, proved to be complete: the chain's own history names every
// department, and a department's history every programme and every title that it was made responsible for.
#pragma once

#include "client/client.h"

namespace credence {

template <class Value>
struct AllOf {
  std::vector<std::pair<Id, Value>> all;  // by their ids
  BlockProof proof;                       // of the chain's history; those of the departments are not older
};
[[nodiscard]] Outcome<AllOf<DepartmentValue>> all_departments(Client& client);
[[nodiscard]] Outcome<AllOf<ProgrammeValue>> all_programmes(Client& client);
[[nodiscard]] Outcome<AllOf<QualificationTypeValue>> all_titles(Client& client);

}  // namespace credence
