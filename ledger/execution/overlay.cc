// SPDX-License-Identifier: Apache-2.0
#include "ledger/execution/overlay.h"

#include <cstring>

namespace credence {
namespace {

template <class Key, std::size_t I = 0>
constexpr std::uint8_t state_key_tag() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, StateKeyBody>, Key>)
    return static_cast<std::uint8_t>(I);
  else
    return state_key_tag<Key, I + 1>();
}

}  // namespace

template <class Key>
Overlay::Place<typename ValueOf<Key>::type> Overlay::at(const Key& key) {
  using Value = typename ValueOf<Key>::type;
  CanonicalWriter encoded;  // of StateKey(key)
  encoded.integer(state_key_tag<Key>());
  encoded(key);
  const BytesView bytes = encoded.view();
  StateSlot*& late = late_[late_place(bytes)];
  if (late != nullptr && std::ranges::equal(late->key, bytes))
    return {*this, static_cast<Held<Value>&>(*late)};
  const Hash32 hash = state_key_hash(suite_, bytes);
  StateSlot* slot = find(hash);
  std::unique_ptr<StateSlot> held = slot == nullptr && cache_ != nullptr ? cache_->take(hash) : nullptr;
  if (held) {
    slot = held.get();
    insert(std::move(held));
  } else if (slot == nullptr) {
    auto fresh = std::make_unique<Held<Value>>(hash, bytes);
    auto stored = source_.value(hash, bytes);
    if (!stored) throw StateFault{stored.error()};
    if (*stored) {
      auto value = decode<Value>(**stored);
      if (!value) throw StateFault{{Code::storage_corrupt, "value of state key " + to_hex(bytes)}};
      fresh->value = *std::move(value);
      fresh->stored = true;
      fresh->encoded_bytes = (*stored)->size();
    }
    slot = fresh.get();
    insert(std::move(fresh));
  }
  late = slot;
  return {*this, static_cast<Held<Value>&>(*slot)};
}

#define CREDENCE_STATE_KEY(Key) template Overlay::Place<ValueOf<Key>::type> Overlay::at(const Key& key);
#include "ledger/domain/state_keys.def"
#undef CREDENCE_STATE_KEY

/// Keys that someone chose to meet in one place only push each other out.
std::size_t Overlay::late_place(BytesView key) {
  std::uint64_t mixed = key.size();
  for (; !key.empty(); key = key.subspan(std::min<std::size_t>(8, key.size()))) {
    std::uint64_t word = 0;
    std::memcpy(&word, key.data(), std::min<std::size_t>(8, key.size()));
    mixed = (mixed ^ word) * 0x9E3779B97F4A7C15;  // an odd number near 2^64 divided by the golden ratio
    mixed ^= mixed >> 32;
  }
  return mixed % kLateMax;
}

StateSlot* Overlay::find(const Hash32& hash) const {
  const std::uint64_t first = first_bits(hash);
  for (std::size_t at = first;; ++at) {
    const Entry& entry = table_[at & (table_.size() - 1)];
    if (entry.slot == nullptr || (entry.first == first && entry.slot->hash == hash)) return entry.slot;
  }
}

void Overlay::insert(std::unique_ptr<StateSlot> slot) {
  const auto place = [this](const Entry& entry) {
    std::size_t at = entry.first & (table_.size() - 1);
    while (table_[at].slot != nullptr) at = (at + 1) & (table_.size() - 1);
    table_[at] = entry;
  };
  slots_.push_back(std::move(slot));
  place({first_bits(slots_.back()->hash), slots_.back().get()});
  if (2 * slots_.size() <= table_.size()) return;
  const std::vector<Entry> before = std::exchange(table_, std::vector<Entry>(2 * table_.size()));
  for (const Entry& entry : before)
    if (entry.slot != nullptr) place(entry);
}

void Overlay::begin() {
  saved_.clear();
  ++transaction_;
}

void Overlay::save(StateSlot& slot) {
  if (slot.saved_in != transaction_) {
    slot.save();
    slot.changed_before = slot.changed;
    slot.saved_in = transaction_;
    saved_.push_back(&slot);
  }
  slot.changed = true;
}

void Overlay::rollback() {
  for (StateSlot* slot : saved_) {
    slot->restore();
    slot->changed = slot->changed_before;
    slot->saved_in = 0;
  }
  saved_.clear();
}

std::vector<StateChange> Overlay::changes() const {
  struct Changed {
    std::uint64_t first;
    StateSlot* slot;
  };
  std::vector<Changed> changed;
  for (const auto& slot : slots_)
    if (slot->changed) changed.push_back({first_bits(slot->hash), slot.get()});
  std::ranges::sort(changed, [](const Changed& a, const Changed& b) {
    return a.first != b.first ? a.first < b.first : a.slot->hash < b.slot->hash;
  });
  std::vector<StateChange> out;
  out.reserve(changed.size());
  for (const auto& [first, slot] : changed) out.push_back({slot->hash, slot->key, slot->encoded()});
  return out;
}

}  // namespace credence
