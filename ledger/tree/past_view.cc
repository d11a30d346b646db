// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/past_view.h"

#include <algorithm>

namespace credence {
namespace {

bool before(BytesView a, BytesView b) {
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end()) < 0;
}

/// The number of the first record that is not before the key.
std::size_t first_at_least(const Undo& undo, BytesView key) {
  std::size_t from = 0;
  for (std::size_t to = undo.records.size(); from < to;) {
    const std::size_t middle = from + (to - from) / 2;
    if (before(undo.records[middle].key, key))
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

}  // namespace

Result<std::optional<Bytes>> PastView::get(BytesView key) const {
  for (const Undo* undo : undos_) {
    const std::size_t at = first_at_least(*undo, key);
    if (at == undo->records.size()) continue;
    const auto [held, value] = undo->records[at];
    if (before(key, held)) continue;
    return value ? std::optional<Bytes>(std::in_place, value->begin(), value->end()) : std::nullopt;
  }
  return store_.get(key);
}

Result<void> PastView::scan(BytesView from, BytesView to,
                            const std::function<bool(BytesView key, BytesView value)>& visit) const {
  // The oldest undo has the oldest value, so it goes first and later ones do not replace it.
  std::map<BytesView, std::optional<BytesView>, decltype(&before)> past(&before);
  for (const Undo* undo : undos_)
    for (std::size_t at = first_at_least(*undo, from);
         at < undo->records.size() && before(undo->records[at].key, to); ++at)
      past.try_emplace(undo->records[at].key, undo->records[at].value);

  auto next = past.begin();
  bool more = true;
  const auto visit_past_until = [&](const BytesView* limit) {
    for (; more && next != past.end() && (limit == nullptr || before(next->first, *limit)); ++next)
      if (next->second) more = visit(next->first, *next->second);
  };
  auto scanned = store_.scan(from, to, [&](BytesView key, BytesView value) {
    visit_past_until(&key);
    if (!more) return false;
    if (next != past.end() && !before(key, next->first)) {  // the same key: the past value stands
      if (next->second) more = visit(key, *next->second);
      ++next;
    } else {
      more = visit(key, value);
    }
    return more;
  });
  if (!scanned) return scanned;
  visit_past_until(nullptr);
  return {};
}

}  // namespace credence
