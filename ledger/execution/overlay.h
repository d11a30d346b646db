// SPDX-License-Identifier: Apache-2.0
// What a block has read and changed of the state so far: decoded values over the state before the block.
//
// A value is read and decoded once a block, or comes decoded from the cache of the blocks before; it is changed
// in place, and encoded once at the end. A transaction is all or nothing: the first change of a value within a
// transaction keeps a copy, which `rollback` puts back.
//
// Used by one thread, for one block. A failed read of the store throws StateFault, which only execute_block
// catches: it is no outcome of a transaction, it ends the execution.
#pragma once

#include <algorithm>
#include <memory>

#include "ledger/domain/state_values.h"
#include "ledger/execution/state_cache.h"
#include "ledger/tree/history.h"
#include "ledger/tree/state_tree.h"

namespace credence {

/// The state before a block.
class StateSource {
 public:
  virtual ~StateSource() = default;
  /// The view holds until the next call.
  [[nodiscard]] virtual Result<std::optional<BytesView>> value(const Hash32& key_hash,
                                                               BytesView key) const = 0;
};

struct StateFault {
  Error error;
};

class Overlay {
  template <class Value>
  struct Held;

 public:
  /// The place of one key; stays valid for the life of the overlay.
  template <class Value>
  class Place {
   public:
    Place(Overlay& overlay, Held<Value>& held) : overlay_(&overlay), held_(&held) {}
    [[nodiscard]] bool present() const { return held_->value.has_value(); }
    [[nodiscard]] const Value& operator*() const {
      CREDENCE_ASSERT(present());
      return *held_->value;
    }
    [[nodiscard]] const Value* operator->() const { return &**this; }
    /// For changing the value in place; an absent one becomes the default value.
    [[nodiscard]] Value& edit() {
      overlay_->save(*held_);
      return present() ? *held_->value : held_->value.emplace();
    }
    void put(Value value) {
      overlay_->save(*held_);
      held_->value = std::move(value);
    }
    void erase() {
      overlay_->save(*held_);
      held_->value.reset();
    }
    [[nodiscard]] const Hash32& key_hash() const { return held_->hash; }

   private:
    Overlay* overlay_;
    Held<Value>* held_;
  };

  /// `suite`: the chain's. `cache`: of values of the same state; null: none.
  Overlay(Suite suite, const StateSource& source, StateCache* cache = nullptr)
      : suite_(suite), source_(source), cache_(cache) {}
  [[nodiscard]] Suite suite() const { return suite_; }

  /// Throws StateFault if the store fails. Defined for each key of the state, in overlay.cc alone: dozens of
  /// files use it.
  template <class Key>
  [[nodiscard]] Place<typename ValueOf<Key>::type> at(const Key& key);

  // ---- one transaction at a time --------------------------------------------------------------------------
  void begin();
  void commit() { saved_.clear(); }
  void rollback();

  /// Every changed key with its encoded value, rising by key hash.
  [[nodiscard]] std::vector<StateChange> changes() const;
  /// All that was read or changed, for the cache; the overlay is of no more use.
  [[nodiscard]] StateSlots take_slots() { return std::move(slots_); }

 private:
  template <class Value>
  struct Held final : StateSlot {
    using StateSlot::StateSlot;
    bool present() const override { return value.has_value(); }
    void save() override { before = value; }
    void restore() override { std::swap(value, before); }
    void settle() override {
      before.reset();
      changed = changed_before = false;
      saved_in = 0;
    }
    std::optional<Bytes> encoded() override {
      if (!value) return std::nullopt;
      Bytes out = encode(*value);
      encoded_bytes = out.size();
      return out;
    }
    // Texts and lists of a value take about as much again as it has bytes, and each an allocation.
    std::size_t bytes() const override { return sizeof(*this) + key.size() + 2 * encoded_bytes; }

    std::optional<Value> value;
    std::optional<Value> before;  // the copy; kept afterwards for its memory
  };

  static constexpr std::size_t kLateMax = 1024;
  [[nodiscard]] static std::size_t late_place(BytesView key);
  [[nodiscard]] StateSlot* find(const Hash32& hash) const;
  void insert(std::unique_ptr<StateSlot> slot);
  void save(StateSlot& slot);

  const Suite suite_;
  const StateSource& source_;
  StateCache* const cache_;
  StateSlots slots_;  // in the order of their first use
  // By key hash, open addressing: two to the power of something places, at most half of them taken. Never
  // walked through. A search looks at a slot only where the first bits of its hash are the same.
  struct Entry {
    std::uint64_t first = 0;
    StateSlot* slot = nullptr;
  };
  std::vector<Entry> table_ = std::vector<Entry>(2048);
  // used of late: spares hashing the keys that every transaction reads
  std::vector<StateSlot*> late_ = std::vector<StateSlot*>(kLateMax);
  std::vector<StateSlot*> saved_;
  std::uint64_t transaction_ = 1;
};

}  // namespace credence
