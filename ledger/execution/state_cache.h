// SPDX-License-Identifier: Apache-2.0
// Values of the state that stay decoded from one block to the next: what lists change again and again is then
// neither read, checked nor decoded anew.
//
// Only what a written block left behind is kept, so the cache is always a part of the state, and whatever
// happens to it changes no outcome. It is bounded in bytes; of two generations the older one goes when the
// younger is half of what may be held.
//
// Used by one thread.
#pragma once

#include <memory>

#include "ledger/execution/replay_window.h"

namespace credence {

/// A value of the state under its key, decoded (overlay.h).
struct StateSlot {
  StateSlot(const Hash32& h, BytesView k) : hash(h), key(k.begin(), k.end()) {}
  virtual ~StateSlot() = default;
  StateSlot(const StateSlot&) = delete;
  StateSlot& operator=(const StateSlot&) = delete;
  [[nodiscard]] virtual bool present() const = 0;
  virtual void save() = 0;
  virtual void restore() = 0;
  /// Of a block that was written: nothing of it is to be taken back any more.
  virtual void settle() = 0;
  [[nodiscard]] virtual std::optional<Bytes> encoded() = 0;
  /// About how much memory it takes.
  [[nodiscard]] virtual std::size_t bytes() const = 0;

  const Hash32 hash;
  const Bytes key;
  std::size_t encoded_bytes = 0;  // of the value, when it was read or last encoded
  bool stored = false;            // it was in the state before the block
  bool changed = false;           // since the block began
  bool changed_before = false;    // since it began, before the transaction that keeps a copy
  std::uint64_t saved_in = 0;     // that transaction
};
using StateSlots = std::vector<std::unique_ptr<StateSlot>>;

class StateCache {
 public:
  explicit StateCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Takes the value of a key out of the cache; null: it is not there.
  [[nodiscard]] std::unique_ptr<StateSlot> take(const Hash32& key_hash);
  /// Keeps what a block has used, once the block is written. What it made new is seldom used again soon and is
  /// left out, as is what it erased.
  void keep(StateSlots slots);
  [[nodiscard]] std::size_t bytes() const { return young_.bytes + old_.bytes; }

 private:
  struct Generation {
    IdTable<std::unique_ptr<StateSlot>> slots;  // by key hash
    std::size_t bytes = 0;
  };
  const std::size_t bytes_max_;
  Generation young_, old_;
};

}  // namespace credence
