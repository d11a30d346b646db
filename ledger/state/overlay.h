// What a block has read and changed of the state so far: decoded values over the state before the block.
//
// A value is read and decoded once a block, changed in place, and encoded once at the end. A transaction is all or nothing:
// the first change of a value within a transaction keeps a copy, which `rollback` puts back.
//
// Used by one thread, for one block. A failed read of the store throws StateFault, which only execute_block catches: it is no
// outcome of a transaction, it ends the execution.
#pragma once

#include "ledger/state/history.h"
#include "ledger/state/state_tree.h"

namespace credence {

/// An executed transaction id that stands in the state.
struct ExpiringId {
  Height expiry_height = 0;
  TxId id;
};

/// The state before a block.
class StateSource {
 public:
  virtual ~StateSource() = default;
  [[nodiscard]] virtual Result<std::optional<Bytes>> value(const Hash32& key_hash, BytesView key) const = 0;
  /// The ids with expiry height below `height`, at most `max`, in rising order of (expiry height, id).
  [[nodiscard]] virtual Result<std::vector<ExpiringId>> expired(Height height, std::size_t max) const = 0;
};

struct StateFault {
  Error error;
};

template <class Variant>
struct VariantWithNothing;
template <class... Keys>
struct VariantWithNothing<std::variant<Keys...>> {
  using type = std::variant<std::monostate, typename ValueOf<Keys>::type...>;
};
/// Any value of the state, or nothing.
using AnyStateValue = VariantWithNothing<StateKey>::type;

template <class Key, std::size_t I = 0>
[[nodiscard]] constexpr std::uint8_t state_key_tag() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, StateKey>, Key>)
    return static_cast<std::uint8_t>(I);
  else
    return state_key_tag<Key, I + 1>();
}
/// The bytes of `StateKey(key)`, without the copy.
template <class Key>
[[nodiscard]] Bytes encode_state_key(const Key& key) {
  CanonicalWriter out;
  out.integer(state_key_tag<Key>());
  out(key);
  return out.take();
}

class Overlay {
 public:
  struct Slot {
    Bytes key;
    AnyStateValue value;
    bool changed = false;       // since the block began
    std::uint64_t saved_in = 0; // the transaction that keeps a copy
  };

  /// The place of one key; stays valid for the life of the overlay.
  template <class Value>
  class Place {
   public:
    Place(Overlay& overlay, const Hash32& hash, Slot& slot) : overlay_(&overlay), hash_(&hash), slot_(&slot) {}
    [[nodiscard]] bool present() const { return std::holds_alternative<Value>(slot_->value); }
    [[nodiscard]] const Value& operator*() const { return std::get<Value>(slot_->value); }
    [[nodiscard]] const Value* operator->() const { return &std::get<Value>(slot_->value); }
    /// For changing the value in place; an absent one becomes the default value.
    [[nodiscard]] Value& edit() {
      overlay_->save(*slot_);
      return present() ? std::get<Value>(slot_->value) : slot_->value.template emplace<Value>();
    }
    void put(Value value) {
      overlay_->save(*slot_);
      slot_->value = std::move(value);
    }
    void erase() {
      overlay_->save(*slot_);
      slot_->value = std::monostate{};
    }
    [[nodiscard]] const Hash32& key_hash() const { return *hash_; }

   private:
    Overlay* overlay_;
    const Hash32* hash_;
    Slot* slot_;
  };

  explicit Overlay(const StateSource& source) : source_(source) {}

  /// Throws StateFault if the store fails.
  template <class Key>
  [[nodiscard]] Place<typename ValueOf<Key>::type> at(const Key& key) {
    using Value = typename ValueOf<Key>::type;
    Bytes bytes = encode_state_key(key);
    const Hash32 hash = state_key_hash(bytes);
    auto found = slots_.lower_bound(hash);
    if (found == slots_.end() || found->first != hash) {
      auto stored = source_.value(hash, bytes);
      if (!stored) throw StateFault{stored.error()};
      Slot slot{std::move(bytes), {}};
      if (*stored) {
        auto value = decode<Value>(**stored);
        if (!value) throw StateFault{{Code::storage_corrupt, "value of state key " + to_hex(slot.key)}};
        slot.value = *std::move(value);
      }
      found = slots_.emplace_hint(found, hash, std::move(slot));
    }
    return {*this, found->first, found->second};
  }

  // ---- one transaction at a time -----------------------------------------------------------------------------------
  void begin();
  void commit() { saved_.clear(); }
  void rollback();

  /// Every changed key with its encoded value, rising by key hash.
  [[nodiscard]] std::vector<StateChange> changes() const;

 private:
  struct Saved {
    Slot* slot;
    AnyStateValue value;
    bool changed;
  };
  void save(Slot& slot);

  const StateSource& source_;
  std::map<Hash32, Slot> slots_;
  std::vector<Saved> saved_;
  std::uint64_t transaction_ = 1;
};

}  // namespace credence
