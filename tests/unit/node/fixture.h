// SPDX-License-Identifier: Apache-2.0
// What the tests of the node share: the small network of ledger_world.h, transactions for it, free ports, and
// waiting for a condition.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/peers/wire.h"
#include "tests/support/kept_store.h"
#include "tests/support/ledger_world.h"

namespace credence::node::testing {

using world::secret;

inline const ChainId& test_chain() {
  static const ChainId chain = chain_id(world::genesis());
  return chain;
}

inline SecretKey validator_key(ReplicaId number) { return secret(static_cast<std::uint8_t>(number + 1)); }

/// Registers one enterprise; `number` also makes it differ from the others.
inline Bytes make_transaction(unsigned number, const SecretKey& key = world::kRegistrar, Height expiry = 1000,
                              const ChainId& chain = test_chain()) {
  RegisterEnterprises action;
  action.lines.push_back({world::code(number), world::enterprise_name(number), std::nullopt, std::nullopt});
  const TransactionBody body{chain, key_id(key.public_key()), number, expiry, encode(Action(action))};
  const SecretKey* keys[] = {&key};
  return sign_transaction(body, keys).value();
}
inline ParsedTransaction parsed(const Bytes& bytes, const ChainId& chain = test_chain()) {
  return parse_transaction(chain, bytes).value();
}

inline SharedTransaction read(const Bytes& bytes, const ChainId& chain = test_chain()) {
  return read_transaction(chain, bytes).value();
}

/// Waits until the condition holds; false if it does not within the (long) deadline.
template <class F>
[[nodiscard]] bool eventually(F condition, std::chrono::seconds deadline = std::chrono::seconds(60)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // between two looks, not for an outcome
  }
  return true;
}

/// Values that threads put in and a test looks at.
template <class T>
class Collected {
 public:
  void add(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
  }
  [[nodiscard]] std::vector<T> all() const {
    const std::lock_guard lock(mutex_);
    return values_;
  }
  [[nodiscard]] std::size_t size() const { return all().size(); }

 private:
  mutable std::mutex mutex_;
  std::vector<T> values_;
};

}  // namespace credence::node::testing
