// SPDX-License-Identifier: Apache-2.0
#include "node/search/search_index.h"

#include <algorithm>
#include <map>

#include "ledger/store/state_snapshot.h"

namespace credence::node {
namespace {

constexpr std::uint32_t kFormat = 1;
constexpr Height kBlocksAtOnce = 64;
constexpr std::size_t kRowsAtOnce = 4'096;
constexpr std::size_t kLookedAtMax = 2'000;  // rows for one page: some milliseconds

Bytes key_of(char family, std::string_view text, std::optional<BytesView> of = {}) {
  Bytes out{static_cast<std::byte>(family)};
  const BytesView bytes = bytes_of(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
  if (!of) return out;
  out.push_back(std::byte{0});
  out.insert(out.end(), of->begin(), of->end());
  return out;
}
Bytes meta(std::string_view name) { return key_of('m', name); }
/// The first key after all that begin so.
Bytes after(Bytes prefix) {
  while (!prefix.empty() && prefix.back() == std::byte{0xff}) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<std::byte>(std::to_integer<int>(prefix.back()) + 1);
  return prefix;
}
std::string list_term(SearchKind kind, std::string_view number) {
  return std::string(1, static_cast<char>('a' + static_cast<int>(kind))) + std::string(number);
}

/// The rows of a thing; false if it is not searched for.
Result<bool> put_rows(WriteBatch& out, BytesView key, BytesView value) {
  const auto decoded = decode<StateKey>(key);
  if (!decoded) return fail(Code::storage_corrupt, "a key of the state: " + to_hex(key));
  const auto thing = searchable(*decoded, value);
  if (!thing) return std::unexpected(thing.error());
  if (!*thing) return false;
  for (const Term& term : terms_of(**thing))
    out.put(key_of(static_cast<char>(term.family), term.text, key), BytesView());
  if (!(*thing)->numbers.empty())
    out.put(key_of('l', list_term((*thing)->kind, (*thing)->numbers[0]), key), BytesView());
  return true;
}

}  // namespace

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(std::unique_ptr<KeyValue> store,
                                                       const ChainId& chain) {
  std::unique_ptr<SearchIndex> out(new SearchIndex(std::move(store)));
  const auto format = out->store_->get(meta("format")), held = out->store_->get(meta("chain"));
  if (!format) return std::unexpected(format.error());
  if (!held) return std::unexpected(held.error());
  if (*format != encode(kFormat) || *held != encode(chain)) {
    if (auto done = out->empty(); !done) return std::unexpected(done.error());
    WriteBatch batch;
    batch.put(meta("format"), encode(kFormat));
    batch.put(meta("chain"), encode(chain));
    if (auto done = out->write(batch); !done) return std::unexpected(done.error());
    return out;
  }
  const auto bytes = out->store_->get(meta("height"));
  if (!bytes) return std::unexpected(bytes.error());
  if (*bytes)
    if (const auto height = decode<Height>(**bytes)) out->height_ = static_cast<std::int64_t>(*height);
  return out;
}

std::optional<Height> SearchIndex::height() const {
  const std::int64_t now = height_;
  return now < 0 ? std::nullopt : std::optional(static_cast<Height>(now));
}

// ---- keeping in step --------------------------------------------------------------------------------------

/// It can be had again: nothing is synced.
Result<void> SearchIndex::write(const WriteBatch& batch) {
  const std::unique_lock lock(mutex_);
  return store_->write(batch, false);
}

Result<void> SearchIndex::empty() {
  for (;;) {
    WriteBatch batch;
    auto scanned = store_->scan({}, Bytes(1, std::byte{0xff}), [&](BytesView key, BytesView) {
      batch.erase(key);
      return batch.size() < kRowsAtOnce;
    });
    if (!scanned) return scanned;
    if (batch.empty()) return {};
    if (auto done = write(batch); !done) return done;
  }
}

Result<bool> SearchIndex::follow(const SharedLedger& ledger, const std::atomic<bool>& stopping) {
  const Height head = ledger.read([](const Ledger& at) { return at.height(); });
  const auto here = height();
  if (here == head) return false;
  const auto state = ledger.read([](const Ledger& at) { return at.snapshot(); });
  if (!state) return std::unexpected(state.error());
  WriteBatch batch;
  Height next = here ? *here + 1 : 0;
  // of each block, what its entries say was changed, as it stands now
  for (const Height end = std::min(head + 1, next + kBlocksAtOnce); here && next < end; ++next) {
    const auto entries = (*state)->entries(next);
    if (!entries && entries.error().code != Code::pruned_below) return std::unexpected(entries.error());
    if (!entries) break;
    std::map<Bytes, StateKey> touched;
    for (const Bytes& bytes : *entries) {
      const auto entry = decode<HistoryEntry>(bytes);
      if (!entry) return fail(Code::storage_corrupt, "a history entry of block " + std::to_string(next));
      for (const StateKey& key : touched_keys(entry->fact)) touched.try_emplace(encode(key), key);
    }
    for (const auto& [bytes, key] : touched) {
      const auto value = ledger.read([&](const Ledger& at) { return at.state(key); });
      if (!value) return std::unexpected(value.error());
      if (!*value) continue;
      if (auto put = put_rows(batch, bytes, **value); !put) return std::unexpected(put.error());
    }
    batch.put(meta("height"), encode(next));
  }
  if (here && next == *here + 1)
    height_ = -1;  // above the head, or blocks do not lead here: all of the state
  if (height_ < 0) {
    if (auto done = rebuild(**state, stopping); !done) return std::unexpected(done.error());
    return !stopping;
  }
  if (auto done = write(batch); !done) return std::unexpected(done.error());
  height_ = static_cast<std::int64_t>(next - 1);
  return next <= head;
}

Result<void> SearchIndex::rebuild(const StateSnapshot& state, const std::atomic<bool>& stopping) {
  WriteBatch batch;
  batch.erase(meta("height"));
  if (auto done = write(batch); !done) return done;
  batch.clear();
  Result<void> outcome;
  auto scanned = state.each([&](BytesView key, BytesView value) {
    if (const auto put = put_rows(batch, key, value); !put) outcome = std::unexpected(put.error());
    if (outcome && batch.size() >= kRowsAtOnce) {
      outcome = write(batch);
      batch.clear();
    }
    return outcome.has_value() && !stopping;
  });
  if (!scanned) return scanned;
  if (!outcome || stopping) return outcome;
  const Height height = state.header().height;
  batch.put(meta("height"), encode(height));
  if (auto done = write(batch); !done) return done;
  height_ = static_cast<std::int64_t>(height);
  return {};
}

// ---- finding ----------------------------------------------------------------------------------------------

struct SearchIndex::Scan {
  Bytes from, to;
  std::optional<SearchKind> kind;
  /// Whether this row is the one under which the thing is shown.
  std::function<bool(const Searchable& thing, std::string_view term)> shown;
};

/// Rows of a range, until there are enough or too many were looked at: then `out.cursor` is the next one.
Result<void> SearchIndex::scan(const SharedLedger& ledger, const Scan& range, std::size_t limit,
                               std::size_t& looked_at, Page& out) const {
  Result<void> outcome;
  const std::shared_lock lock(mutex_);
  auto scanned = store_->scan(range.from, range.to, [&](BytesView bytes, BytesView) {
    if (out.found.size() == limit || looked_at == kLookedAtMax) {
      out.cursor = to_hex(bytes);
      return false;
    }
    ++looked_at;
    const auto end = std::ranges::find(bytes, std::byte{0});
    if (end == bytes.end()) return true;
    const auto term_size = static_cast<std::size_t>(end - bytes.begin());
    auto key = decode<StateKey>(bytes.subspan(term_size + 1));
    if (!key || (range.kind && kind_of(*key) != range.kind)) return true;
    auto value = ledger.read([&](const Ledger& at) { return at.state(*key); });
    if (!value) {
      outcome = std::unexpected(value.error());
      return false;
    }
    if (!*value) return true;
    const auto thing = searchable(*key, **value);
    if (thing && *thing && range.shown(**thing, text_of(bytes.subspan(1, term_size - 1))))
      out.found.push_back({*std::move(key), **std::move(value)});
    return true;
  });
  if (!scanned) return scanned;
  return outcome;
}

Result<SearchIndex::Page> SearchIndex::find(const SharedLedger& ledger, std::string_view word,
                                            std::optional<SearchKind> kind, std::string_view cursor,
                                            std::size_t limit) const {
  const auto begin = from_hex(cursor);
  if (!begin) return fail(Code::bad_request, "cursor");
  Page out;
  std::size_t looked_at = 0;
  bool reached = begin->empty();
  for (const TermFamily family : {TermFamily::number, TermFamily::name, TermFamily::initials}) {
    const auto prefix = range_of(family, word);
    if (!prefix) continue;
    Scan range;
    range.from = key_of(static_cast<char>(family), *prefix);
    range.to = after(range.from);
    if (!reached) {
      if (*begin < range.from || *begin >= range.to) continue;
      range.from = *begin;
      reached = true;
    }
    range.kind = kind;
    range.shown = [&](const Searchable& thing, std::string_view term) {
      const auto first = term_found(thing, word);
      return first && first->family == family && first->text == term;
    };
    if (auto done = scan(ledger, range, limit, looked_at, out); !done) return std::unexpected(done.error());
    if (!out.cursor.empty()) return out;
  }
  if (!reached) return fail(Code::bad_request, "the cursor is of another search");
  return out;
}

Result<SearchIndex::Page> SearchIndex::list(const SharedLedger& ledger, SearchKind kind,
                                            std::string_view cursor, std::size_t limit) const {
  const auto begin = from_hex(cursor);
  Scan range;
  range.from = key_of('l', list_term(kind, ""));
  range.to = after(range.from);
  if (!begin || (!begin->empty() && (*begin < range.from || *begin >= range.to)))
    return fail(Code::bad_request, "the cursor is of another list");
  if (!begin->empty()) range.from = *begin;
  range.shown = [](const Searchable&, std::string_view) { return true; };
  Page out;
  std::size_t looked_at = 0;
  if (auto done = scan(ledger, range, limit, looked_at, out); !done) return std::unexpected(done.error());
  return out;
}

}  // namespace credence::node
