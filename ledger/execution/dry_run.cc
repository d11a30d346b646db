// SPDX-License-Identifier: Apache-2.0
// An action with bad lines is tried again without them, so that what the next action finds is what a list of
// the good ones leaves: part of an action is never taken for the whole.
#include "ledger/execution/dry_run.h"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/execution/rules.h"

namespace credence {
namespace {

/// Leaving lines out may refuse others, whose money was counted on; this often it is looked.
constexpr int kPassesMax = 3;

std::optional<Action> without_lines(const Action& action, const std::vector<Error>& refused) {
  std::set<std::uint32_t> numbers;
  for (const Error& error : refused)
    if (const auto line = line_in(error.details)) numbers.insert(*line);
  Action out = action;
  const bool some = std::visit(
      [&](auto& body) {
        if constexpr (requires { body.lines.begin(); }) {
          std::size_t place = 0, kept = 0;
          for (auto& line : body.lines) {
            if (numbers.contains(number_of(line, place++))) continue;
            if (kept + 1 < place)
              body.lines[kept] = std::move(line);  // a line moved to itself would be empty
            ++kept;
          }
          const bool fewer = kept < body.lines.size();
          body.lines.resize(kept);
          return fewer && kept > 0;
        } else {
          return false;
        }
      },
      out);
  return some ? std::optional(std::move(out)) : std::nullopt;
}

Receipt receipt_of(const Error& error) {
  return {{}, static_cast<std::uint16_t>(error.code), false, receipt_details(error.details)};
}

}  // namespace

/// The state with what earlier actions changed.
class DryRunner::Changed final : public StateSource {
 public:
  explicit Changed(const StateSource& before) : before_(before) {}
  Result<std::optional<BytesView>> value(const Hash32& key_hash, BytesView key) const override {
    const auto at = values_.find(key_hash);
    if (at == values_.end()) return before_.value(key_hash, key);
    return at->second ? std::optional<BytesView>(*at->second) : std::nullopt;
  }
  void keep(std::vector<StateChange> changes) {
    for (StateChange& change : changes) values_.insert_or_assign(change.key_hash, std::move(change.value));
  }

 private:
  const StateSource& before_;
  std::map<Hash32, std::optional<Bytes>> values_;
};

DryRunner::DryRunner(const ChainId& chain, const BlockHeader& head, std::uint64_t now_ms,
                     const StateSource& state)
    : chain_(chain),
      height_(head.height + 1),
      time_ms_(std::max(head.time_ms + 1, now_ms)),
      state_(std::make_unique<Changed>(state)) {}
DryRunner::~DryRunner() = default;

Result<Tried> DryRunner::run(BytesView action, const KeyId& maker, std::span<const KeyId> others) try {
  Tried out;
  std::optional<Action> rest;
  Bytes bytes(action.begin(), action.end());
  for (int pass = 0; pass < kPassesMax; ++pass) {
    Overlay overlay(chain_.suite, *state_);
    BlockRecord record;
    std::vector<Error> refused;
    TransactionContext context{overlay, record, height_, position_, time_ms_, {}, {}, {}};
    // A name of its own, so that what waits is told apart.
    context.transaction = context.origin = TxId{};
    std::ranges::copy(encode(position_), context.transaction.bytes.begin());
    context.origin = context.transaction;
    context.signer = maker;
    context.chain = chain_;
    context.refused = &refused;
    overlay.begin();
    if (const auto done = run_action(context, bytes, others); !done) {
      out.whole = receipt_of(done.error());
      break;
    }
    out.whole.pending = context.parked;
    for (const Error& error : refused) out.lines.push_back(receipt_of(error));
    if (refused.empty()) {
      state_->keep(overlay.changes());
      break;
    }
    if (!rest) {
      auto decoded = decode<Action>(bytes);
      CREDENCE_ASSERT(decoded.has_value());  // it was run
      rest = *std::move(decoded);
    }
    rest = without_lines(*rest, refused);
    if (!rest) break;
    bytes = encode(*rest);
  }
  ++position_;
  std::ranges::stable_sort(out.lines, {}, [](const Receipt& one) { return line_in(details_of(one)); });
  return out;
} catch (const StateFault& fault) {
  return std::unexpected(fault.error);
}

}  // namespace credence
