#include "ledger/state/past_view.h"

#include <algorithm>

namespace credence {
namespace {

bool before(BytesView a, BytesView b) {
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end()) < 0;
}

auto first_at_least(const Undo& undo, BytesView key) {
  return std::ranges::lower_bound(undo.records, key, before, [](const auto& record) { return BytesView(record.first); });
}

}  // namespace

void Undo::finish() {
  std::ranges::stable_sort(records, {}, [](const auto& record) -> const Bytes& { return record.first; });
  const auto rest = std::ranges::unique(records, {}, [](const auto& record) -> const Bytes& { return record.first; });
  records.erase(rest.begin(), rest.end());
}

Result<std::optional<Bytes>> PastView::get(BytesView key) const {
  for (const Undo* undo : undos_) {
    const auto at = first_at_least(*undo, key);
    if (at != undo->records.end() && !before(key, at->first)) return at->second;
  }
  return store_.get(key);
}

Result<void> PastView::scan(BytesView from, BytesView to,
                            const std::function<bool(BytesView key, BytesView value)>& visit) const {
  // The oldest undo has the oldest value, so it goes first and later ones do not replace it.
  std::map<Bytes, const std::optional<Bytes>*> past;
  for (const Undo* undo : undos_)
    for (auto at = first_at_least(*undo, from); at != undo->records.end() && before(at->first, to); ++at)
      past.try_emplace(at->first, &at->second);

  auto next = past.begin();
  bool more = true;
  const auto visit_past_until = [&](const BytesView* limit) {
    for (; more && next != past.end() && (limit == nullptr || before(next->first, *limit)); ++next)
      if (next->second->has_value()) more = visit(next->first, **next->second);
  };
  auto scanned = store_.scan(from, to, [&](BytesView key, BytesView value) {
    visit_past_until(&key);
    if (!more) return false;
    if (next != past.end() && !before(key, next->first)) {  // the same key: the past value stands
      if (next->second->has_value()) more = visit(key, **next->second);
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
