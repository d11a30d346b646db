// SPDX-License-Identifier: Apache-2.0
// What the ledger would refuse of lists, asked before they are signed: one node's word (client/dry_run.h).
#pragma once

#include "client/client.h"
#include "client/dry_run.h"

namespace credence {

struct ListTrial {
  struct Line {
    std::size_t list = 0, place = 0;  // which list, and which of its lines
    Error error;
  };
  std::vector<Line> refused;   // in order; lines that are held already are not among them
  std::optional<Error> whole;  // why a list would be refused as a whole: the first of them
  std::size_t held = 0;  // lines that stand on the ledger as they are: nothing would be recorded of them
  bool waits = false;    // what is not refused would wait for a second signature
  std::string node;      // who says so
  Height height = 0;     // of the state after this block
  std::size_t lines_not_named = 0, pieces = 0;  // as DryRunAnswer

  [[nodiscard]] bool good() const { return refused.empty() && !whole; }
};

[[nodiscard]] Outcome<ListTrial> try_lists(Client& client, const KeyId& maker, std::span<const KeyId> others,
                                           const std::vector<Action>& lists);

}  // namespace credence
