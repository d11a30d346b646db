// SPDX-License-Identifier: Apache-2.0
#include "ledger/execution/overlay.h"

#include <cstring>

namespace credence {
namespace {

std::uint64_t first_bits(const Hash32& hash) {
  std::uint64_t out = 0;
  std::memcpy(&out, hash.bytes.data(), sizeof out);  // any order of bytes does: it only chooses a place
  return out;
}

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
  for (std::size_t at = first_bits(hash);; ++at) {
    StateSlot* const slot = table_[at & (table_.size() - 1)];
    if (slot == nullptr || slot->hash == hash) return slot;
  }
}

void Overlay::insert(std::unique_ptr<StateSlot> slot) {
  const auto place = [this](StateSlot* one) {
    std::size_t at = first_bits(one->hash) & (table_.size() - 1);
    while (table_[at] != nullptr) at = (at + 1) & (table_.size() - 1);
    table_[at] = one;
  };
  slots_.push_back(std::move(slot));
  if (2 * slots_.size() <= table_.size()) return place(slots_.back().get());
  table_.assign(2 * table_.size(), nullptr);
  for (const auto& one : slots_) place(one.get());
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
  std::vector<StateSlot*> changed;
  for (const auto& slot : slots_)
    if (slot->changed) changed.push_back(slot.get());
  std::ranges::sort(changed, {}, &StateSlot::hash);
  std::vector<StateChange> out;
  out.reserve(changed.size());
  for (StateSlot* slot : changed) out.push_back({slot->hash, slot->key, slot->encoded()});
  return out;
}

}  // namespace credence
