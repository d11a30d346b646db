// SPDX-License-Identifier: Apache-2.0
// The usual network for the tests of refusals: it keeps every code that a receipt named, so that
// refusal_table.cc can tell which rule no test meets.
#pragma once

#include <algorithm>
#include <set>

#include "ledger/execution/dry_run.h"
#include "ledger/store/state_snapshot.h"
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
  /// What a dry run says of it before must come true.
  Code run(const SecretKey& key, const Action& action, std::vector<const SecretKey*> others = {}) {
    const Tried tried = try_all(key, {action}, others).at(0);
    const Receipt receipt = apply({transaction(key, action, std::nullopt, std::move(others))}).at(0);
    detail = error_of(receipt).detail;
    pending = receipt.pending;
    const auto said = [&](const Receipt& one) {
      return one.code == receipt.code && details_of(one) == details_of(receipt);
    };
    // What waits was recorded, though its rules may refuse it when it is checked.
    const bool good = receipt.pending     ? tried.whole.pending || tried.whole.code != 0
                      : receipt.code == 0 ? said(tried.whole) && tried.lines.empty() && !tried.whole.pending
                                          : said(tried.whole) || std::ranges::any_of(tried.lines, said);
    EXPECT_TRUE(good) << name_of(action) << ": the dry run said " << error_of(tried.whole).text_en()
                      << " and " << tried.lines.size() << " lines; then: " << error_of(receipt).text_en();
    return meet(static_cast<Code>(receipt.code));
  }
  /// What a whole history folds to, entry by entry.
  template <class Past>
  Past folded(const HistoryKey& key) {
    Past past;
    for (std::uint64_t at = 0, count = value(key).count; at < count; ++at) {
      const auto page = ledger().prove_history(key, at, 1).value();
      const auto good = past.add(decode<HistoryEntry>(page.entries.at(0)).value());
      EXPECT_TRUE(good) << good.error().text_en();
    }
    return past;
  }
  /// What would become of them in the next block, one after the other.
  std::vector<Tried> try_all(const SecretKey& key, const std::vector<Action>& actions,
                             const std::vector<const SecretKey*>& others = {}) {
    struct Stored final : StateSource {
      explicit Stored(const StateSnapshot& snapshot) : at(snapshot) {}
      Result<std::optional<BytesView>> value(const Hash32& hash, BytesView state_key) const override {
        held = at.value(hash, state_key).value();
        return held ? std::optional<BytesView>(*held) : std::nullopt;
      }
      const StateSnapshot& at;
      mutable std::optional<Bytes> held;
    };
    const auto snapshot = ledger().snapshot().value();
    const Stored state(*snapshot);
    DryRunner runner(chain(), ledger().head(), ledger().head().time_ms + 1000, state);
    std::vector<KeyId> ids;
    for (const SecretKey* other : others) ids.push_back(key_id(other->public_key()));
    std::vector<Tried> out;
    for (const Action& action : actions)
      out.push_back(runner.run(encode(action), key_id(key.public_key()), ids).value());
    return out;
  }

 private:
  static std::vector<Receipt> kept(std::vector<Receipt> receipts) {
    for (const Receipt& receipt : receipts) meet(static_cast<Code>(receipt.code));
    return receipts;
  }
};

}  // namespace credence::refusal
