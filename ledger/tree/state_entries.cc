// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/state_entries.h"

#include "ledger/tree/state_records.h"

namespace credence {

Result<void> each_state_entry(const KeyReader& store,
                              const std::function<bool(BytesView, BytesView)>& visit) {
  using namespace state_records;
  return scan_entries(*store.scanner(), {}, [&](BytesView, BytesView, const EntryView& entry) {
    return visit(entry.key, entry.value);
  });
}

Result<void> each_state_entry_below(const KeyReader& store, const Hash32& bits, unsigned depth,
                                    const std::function<bool(const Hash32&, BytesView, BytesView)>& visit) {
  using namespace state_records;
  return scan_entries(*store.scanner(), {bits, depth}, [&](BytesView, BytesView, const EntryView& entry) {
    return visit(entry.key_hash, entry.key, entry.value);
  });
}

}  // namespace credence
