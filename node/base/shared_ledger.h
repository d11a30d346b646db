// SPDX-License-Identifier: Apache-2.0
// The ledger behind a lock: many readers, or the one writer (the ledger thread).
//
// A waiting writer goes before new readers: std::shared_mutex alone lets a stream of queries starve it.
// Thread-safety: all members, from any thread. Do not nest.
#pragma once

#include <mutex>
#include <shared_mutex>

#include "ledger/store/ledger.h"

namespace credence::node {

class SharedLedger {
 public:
  explicit SharedLedger(std::unique_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}

  template <class F>
  auto read(F&& f) const {
    std::unique_lock gate(gate_);
    const std::shared_lock lock(mutex_);
    gate.unlock();
    return std::forward<F>(f)(static_cast<const Ledger&>(*ledger_));
  }
  template <class F>
  auto write(F&& f) {
    const std::unique_lock gate(gate_);
    const std::unique_lock lock(mutex_);
    return std::forward<F>(f)(*ledger_);
  }

  /// Gives the ledger away when nobody reads or writes any more; nothing may be asked of this afterwards.
  [[nodiscard]] std::unique_ptr<Ledger> take() { return std::move(ledger_); }

 private:
  mutable std::mutex gate_;
  mutable std::shared_mutex mutex_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace credence::node
