// SPDX-License-Identifier: Apache-2.0
#include "client/tables/held_credit.h"

#include <algorithm>
#include <array>

#include "ledger/codec/codec.h"

namespace credence::tables {
namespace {

constexpr auto kSaid =
    std::to_array<std::string_view>({"kind", "weight", "decided_on", "published_to", "rules", "commitment"});

constexpr std::byte kClosed{'c'}, kEntries{'e'}, kEntriesEnd{'f'};

Bytes closed_name(const CreditKey& key) {
  Bytes out{kClosed};
  const Bytes name = encode(StateKey{key});
  out.insert(out.end(), name.begin(), name.end());
  return out;
}

}  // namespace

void empty_what_it_said(std::size_t table, std::vector<Cell>& row) {
  const std::vector<Column>& columns = all_tables()[table].columns;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (std::ranges::find(kSaid, columns[i].name) != kSaid.end()) row[i].reset();
}

Result<void> HeldCredit::hold(const HistoryEntry& entry) {
  Bytes name{kEntries};
  for (int shift = 56; shift >= 0; shift -= 8) name.push_back(static_cast<std::byte>(count_ >> shift));
  ++count_;
  return kept_.put(name, encode(entry));
}

Result<void> HeldCredit::note(const CreditKey& key, const CreditValue& value) {
  return value.closed_on ? kept_.put(closed_name(key), {}) : Result<void>{};
}

Result<void> HeldCredit::release(
    const std::function<Result<void>(std::size_t variant, std::vector<Cell>)>& row) {
  Result<void> done = kept_.flush();
  if (!done) return done;
  const auto one = [&](BytesView bytes) -> Result<void> {
    const auto entry = decode<HistoryEntry>(bytes);
    if (!entry) return std::unexpected(entry.error());
    const auto closed = kept_.get(closed_name(std::get<CreditRecorded>(entry->fact).entry));
    if (!closed) return std::unexpected(closed.error());
    std::vector<Cell> cells = row_of(*entry);
    if (*closed) empty_what_it_said(*table_of_fact(entry->fact.index()), cells);
    return row(entry->fact.index(), std::move(cells));
  };
  const auto scanned = kept_.scan({kEntries}, {kEntriesEnd}, [&](BytesView value) {
    done = one(value);
    return done.has_value();
  });
  return done ? scanned : done;
}

}  // namespace credence::tables
