// SPDX-License-Identifier: Apache-2.0
#include "client/lists/trial.h"

#include <set>

#include "client/lists/recorded.h"

namespace credence {
namespace {

/// Puts down what would be refused of one list. Lines that seem to stand on the ledger are looked up.
Outcome<void> put_down(Client& client, const Action& list, std::size_t number,
                       const DryRunAnswer::Tried& tried, ListTrial& out) {
  if (tried.whole.code != 0) {
    if (may_be_recorded(tried.whole.code)) {
      auto missing = without_recorded(client, list);
      if (!missing) return std::unexpected(missing.error());
      if (missing->lines == 0) {
        out.held += lines_of(list);
        return {};
      }
    }
    if (!out.whole) out.whole = error_of(tried.whole);
  }
  std::vector<std::size_t> known;
  for (const Receipt& line : tried.lines)
    if (const auto place = refused_line(list, line); place && may_be_recorded(line.code))
      known.push_back(*place);
  std::set<std::size_t> held(known.begin(), known.end());
  if (!known.empty()) {
    auto missing = without_recorded(client, only_lines(list, known));
    if (!missing) return std::unexpected(missing.error());
    if (missing->lines > 0)
      for (const std::size_t place : places_in(list, missing->action)) held.erase(place);
  }
  out.held += held.size();
  for (const Receipt& line : tried.lines) {
    const auto place = refused_line(list, line);
    if (place && !held.contains(*place)) out.refused.push_back({number, *place, error_of(line)});
    if (!place && !out.whole) out.whole = error_of(line);  // of a line that was recorded before this list
  }
  return {};
}

}  // namespace

Outcome<ListTrial> try_lists(Client& client, const KeyId& maker, std::span<const KeyId> others,
                             const std::vector<Action>& lists) {
  auto answer = client.dry_run(maker, others, lists);
  if (!answer) return std::unexpected(answer.error());
  ListTrial out;
  out.node = std::move(answer->node);
  out.height = answer->height;
  out.lines_not_named = answer->lines_not_named;
  out.pieces = answer->pieces;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    out.waits = out.waits || answer->tried[i].whole.pending;
    if (auto done = put_down(client, lists[i], i, answer->tried[i], out); !done)
      return std::unexpected(done.error());
  }
  return out;
}

}  // namespace credence
