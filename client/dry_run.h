// SPDX-License-Identifier: Apache-2.0
// What would become of actions if they were signed now, as one node says: for people who look before they
// sign. It is not proved; what counts is the receipt of what is recorded.
#pragma once

#include "ledger/domain/state_values.h"

namespace credence {

struct DryRunAnswer {
  struct Tried {
    Receipt whole;               // ok, perhaps pending; or why all of the action would be refused
    std::vector<Receipt> lines;  // else of lines that would be refused, each with its number; rising
  };
  std::vector<Tried> tried;         // one an action
  std::string node;                 // who says so
  Height height = 0;                // of the state after this block
  std::size_t lines_not_named = 0;  // that would be refused as well: an answer has its bound
  // More than one: so long that it was asked in pieces, each as if the others were not there.
  std::size_t pieces = 0;
};

}  // namespace credence
