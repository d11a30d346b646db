#include "ledger/state/overlay.h"

namespace credence {

void Overlay::begin() {
  saved_.clear();
  ++transaction_;
}

void Overlay::save(Slot& slot) {
  if (slot.saved_in != transaction_) {
    saved_.push_back({&slot, slot.value, slot.changed});
    slot.saved_in = transaction_;
  }
  slot.changed = true;
}

void Overlay::rollback() {
  for (Saved& saved : saved_) {
    saved.slot->value = std::move(saved.value);
    saved.slot->changed = saved.changed;
    saved.slot->saved_in = 0;
  }
  saved_.clear();
}

std::vector<StateChange> Overlay::changes() const {
  std::vector<StateChange> out;
  for (const auto& [hash, slot] : slots_) {
    if (!slot.changed) continue;
    std::optional<Bytes> value;
    std::visit(
        [&value]<class Value>(const Value& held) {
          if constexpr (!std::is_same_v<Value, std::monostate>) value = encode(held);
        },
        slot.value);
    out.push_back({hash, slot.key, std::move(value)});
  }
  return out;
}

}  // namespace credence
