// SPDX-License-Identifier: Apache-2.0
// The usual network for the tests of refusals: it keeps every code that a receipt named, so that
// refusal_table.cc can tell which rule no test meets.
#pragma once

#include <set>

#include "ledger/execution/overlay.h"
#include "tests/support/governed_genesis.h"

namespace credence::refusal {

inline std::set<Code>& codes_met() {
  static std::set<Code> codes;
  return codes;
}
inline Code meet(Code code) {
  codes_met().insert(code);
  return code;
}
template <class T>
Code meet(const Result<T>& outcome) {
  return meet(outcome ? Code::ok : outcome.error().code);
}

inline constexpr Date kToday = world::kDay;

/// A state in which nothing is recorded.
class NoState final : public StateSource {
 public:
  Result<std::optional<BytesView>> value(const Hash32&, BytesView) const override {
    return std::optional<BytesView>{};
  }
};

class World : public world::World {
 public:
  using world::World::World;

  std::vector<Receipt> apply(std::vector<Bytes> transactions) {
    return kept(world::World::apply(std::move(transactions)));
  }
  std::vector<Receipt> receipts(Height height) { return kept(world::World::receipts(height)); }
  Code run(const SecretKey& key, const Action& action, std::vector<const SecretKey*> others = {}) {
    return meet(world::World::run(key, action, std::move(others)));
  }

 private:
  static std::vector<Receipt> kept(std::vector<Receipt> receipts) {
    for (const Receipt& receipt : receipts) meet(static_cast<Code>(receipt.code));
    return receipts;
  }
};

}  // namespace credence::refusal
