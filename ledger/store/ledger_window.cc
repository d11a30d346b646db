// SPDX-License-Identifier: Apache-2.0
// The ids of executed transactions that have not expired: from the store into memory, block by block, and
// always held against what the state commits to.
#include "ledger/store/ledger_impl.h"

#include "ledger/primitives/counted.h"

namespace credence {
namespace {

std::unexpected<Error> corrupt_ids(Height height) {
  return fail(Code::storage_corrupt, executed_text(height));
}

}  // namespace

Result<void> Ledger::Impl::load_window() {
  Result<void> good;
  auto scanned = store->scan(keyspace::KeyBuilder('x').take(), keyspace::after_family('x'),
                             [&](BytesView key, BytesView value) {
                               good = load_executed(key, value);
                               return good.has_value();
                             });
  if (!scanned) return scanned;
  if (!good) return good;
  auto held = read<std::uint64_t>(keyspace::meta("window"));
  if (!held) return std::unexpected(held.error());
  if (held->value_or(0) != window.blocks())
    return fail(Code::storage_corrupt, "ids of executed transactions: of " +
                                           counted(window.blocks(), "block", "blocks") + ", not of " +
                                           std::to_string(held->value_or(0)));
  return {};
}

/// A record of ids: they enter the window if they are those that the state commits to.
Result<void> Ledger::Impl::load_executed(BytesView key, BytesView value) {
  const Height at = keyspace::height_in(key);
  const auto ids = decode<ExecutedIds>(value);
  if (!ids || !std::ranges::equal(key, keyspace::executed(at))) return corrupt_ids(at);
  const Bytes state_key = encode(StateKey(ExecutedKey{at}));
  const auto bytes = read_state(chain.suite, *store, state_key_hash(chain.suite, state_key), state_key);
  if (!bytes) return std::unexpected(bytes.error());
  const auto named = *bytes ? decode<ExecutedValue>(**bytes) : fail(Code::storage_corrupt);
  if (!named || !named->names(chain.suite, *ids)) return corrupt_ids(at);
  window.add({named->last_expiry, at}, *ids);
  return {};
}

Result<std::vector<ExecutedIds>> Ledger::Impl::move_window(const Execution& execution,
                                                           WriteBatch& out) const {
  std::vector<ExecutedIds> left;
  for (const ReplayWindow::Block& block : execution.passed) {
    auto ids = read<ExecutedIds>(keyspace::executed(block.height));
    if (!ids) return std::unexpected(ids.error());
    if (!*ids) return corrupt_ids(block.height);
    left.push_back(**std::move(ids));
    out.erase(keyspace::executed(block.height));
  }
  const bool enters = !execution.executed.empty();
  if (enters) out.put(keyspace::executed(execution.header.height), encode(execution.executed));
  if (enters || !left.empty()) {
    const std::uint64_t blocks = window.blocks() - left.size() + (enters ? 1 : 0);
    out.put(keyspace::meta("window"), encode(blocks));
  }
  return left;
}

}  // namespace credence
