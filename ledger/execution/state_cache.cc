// SPDX-License-Identifier: Apache-2.0
#include "ledger/execution/state_cache.h"

namespace credence {

std::unique_ptr<StateSlot> StateCache::take(const Hash32& key_hash) {
  for (Generation* from : {&young_, &old_}) {
    const auto at = from->slots.find(key_hash);
    if (at == from->slots.end()) continue;
    std::unique_ptr<StateSlot> out = std::move(at->second);
    from->slots.erase(at);
    from->bytes -= out->bytes();
    return out;
  }
  return nullptr;
}

void StateCache::keep(StateSlots slots) {
  for (auto& slot : slots) {
    if (!slot->stored || !slot->present()) continue;
    slot->settle();
    young_.bytes += slot->bytes();
    const Hash32 hash = slot->hash;
    young_.slots.insert_or_assign(hash, std::move(slot));
  }
  if (2 * young_.bytes <= bytes_max_) return;
  old_ = std::move(young_);
  young_ = {};
}

}  // namespace credence
