// SPDX-License-Identifier: Apache-2.0
#include "client/lists/trial.h"

#include <numeric>
#include <set>

#include "client/lists/recorded.h"

namespace credence {
namespace {

/// Who would sign, and whom to ask.
struct Asker {
  Client& client;
  const KeyId& maker;
  std::span<const KeyId> others;
  ListTrial& out;

  /// Puts down what would be refused of one list, whose lines stand at these places of the whole. Lines that seem
  /// to stand on the ledger are looked up there.
  Outcome<void> put_down(const Action& list, std::size_t number, const std::vector<std::size_t>& places,
                         const DryRunAnswer::Tried& tried) {
    const std::size_t before = out.refused.size();
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
    for (const Receipt& line : tried.lines) {
      const auto place = refused_line(list, line);
      if (place && !held.contains(*place)) out.refused.push_back({number, places[*place], error_of(line)});
      if (!place && !out.whole) out.whole = error_of(line);  // of a line that was recorded before this list
    }
    // What is wrong with the rest when lines were refused follows from that.
    if (tried.whole.code != 0 && out.refused.size() == before)
      return put_down_whole(list, number, places, tried.whole);
    out.held += held.size();
    return {};
  }

  /// A list may be refused for what of it stands on the ledger: the rest alone is what would be sent. If that is
  /// refused too, the lines that stand there with other content are why: they are asked about alone.
  Outcome<void> put_down_whole(const Action& list, std::size_t number, const std::vector<std::size_t>& places,
                               const Receipt& whole) {
    if (may_be_recorded(whole.code)) {
      auto missing = without_recorded(client, list);
      if (!missing) return std::unexpected(missing.error());
      const std::size_t held = lines_of(list) - std::min(missing->lines, lines_of(list));
      out.held += held;
      if (missing->lines == 0) return {};
      if (held > 0) return put_down_part(missing->action, list, number, places);
      const std::size_t before = out.refused.size();
      if (!missing->otherwise.empty() && missing->otherwise.size() < missing->lines)
        if (auto done = put_down_part(only_lines(list, missing->otherwise), list, number, places); !done)
          return done;
      if (out.refused.size() > before) return {};
    }
    if (!out.whole) out.whole = error_of(whole);
    return {};
  }

  Outcome<void> put_down_part(const Action& part, const Action& list, std::size_t number,
                              const std::vector<std::size_t>& places) {
    auto tried = client.dry_run(maker, others, std::span(&part, 1));
    if (!tried) return std::unexpected(tried.error());
    std::vector<std::size_t> of_part;
    for (const std::size_t place : places_in(list, part)) of_part.push_back(places[place]);
    return put_down(part, number, of_part, tried->tried.front());
  }
};

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
  Asker asker{client, maker, others, out};
  for (std::size_t i = 0; i < lists.size(); ++i) {
    out.waits = out.waits || answer->tried[i].whole.pending;
    std::vector<std::size_t> places(lines_of(lists[i]));
    std::iota(places.begin(), places.end(), std::size_t{0});
    if (auto done = asker.put_down(lists[i], i, places, answer->tried[i]); !done)
      return std::unexpected(done.error());
  }
  return out;
}

}  // namespace credence
