// SPDX-License-Identifier: Apache-2.0
// Lists whose lines are about what is recorded already: results of awards, payments that came back.
#pragma once

#include "client/client.h"
#include "client/lists/draft.h"

namespace credence {

/// Lines that name another enterprise, or another sum, than what is recorded under their number (`another_record`).
/// What is not recorded at all is for the ledger to refuse.
[[nodiscard]] Outcome<std::vector<LineProblem>> lines_of_others(Client& client,
                                                                const std::vector<ListedLine>& lines);

}  // namespace credence
