// SPDX-License-Identifier: Apache-2.0
// Lists whose lines are about what is recorded already: payments of awards, payments that came back, corrections,
// results. What a line says of its record is held against it.
#pragma once

#include "client/client.h"
#include "client/lists/draft.h"

namespace credence {

struct Compared {
  /// `another_record`: another enterprise, sum or day than what is recorded under the number. `unknown_award`: nothing
  /// is recorded that a line corrects. What else is not recorded is for the ledger to refuse.
  std::vector<LineProblem> problems;
  /// Not yet answered: another project; a sum of a correction far from the recorded one; what is taken away by a cell
  /// that may mean that it stays; a payment of an award whose money is demanded back, or came back.
  std::vector<Question> questions;
  std::vector<Said> remarks;  // what was answered
  std::map<std::size_t, Name>
      names;  // of corrections that write a name otherwise: the registered one, by line
};
/// Lines that refer to nothing are passed over.
[[nodiscard]] Outcome<Compared> compare_with_recorded(Client& client, const std::vector<ListedLine>& lines,
                                                      const ListAnswers& answers);

}  // namespace credence
