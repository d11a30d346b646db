// SPDX-License-Identifier: Apache-2.0
// Writing. One synced write holds a whole block; what is in memory follows when the store has taken it.
#include <algorithm>

#include "ledger/store/ledger_impl.h"

namespace credence {
namespace {

/// The state before a block, in the store.
class StoredState final : public StateSource {
 public:
  explicit StoredState(StateTree& tree) : tree_(tree) {}
  Result<std::optional<BytesView>> value(const Hash32& key_hash, BytesView key) const override {
    return tree_.read(key_hash, key);
  }

 private:
  StateTree& tree_;
};

/// The block wrote the validators' value.
bool governed_changed(const Execution& execution) {
  const Hash32 key = state_key_hash(execution.header.suite, encode(StateKey(ValidatorsKey{})));
  const auto at = std::ranges::lower_bound(execution.changes, key, {}, &StateChange::key_hash);
  return at != execution.changes.end() && at->key_hash == key;
}

}  // namespace

Result<void> Ledger::Impl::write(const WriteBatch& batch, bool sync) {
  if (broken) return std::unexpected(*broken);
  auto written = store->write(batch, sync);
  if (!written) broken = written.error();
  return written;
}

Result<void> Ledger::Impl::hand_over(WriteBatch& batch) {
  if (broken) return std::unexpected(*broken);
  auto taken = store->hand_over(batch);
  if (!taken) broken = taken.error();
  return taken;
}

Result<void> Ledger::Impl::write_records(
    const std::vector<std::pair<std::string, std::optional<Bytes>>>& records) {
  WriteBatch out;
  for (const auto& [key, value] : records) {
    if (value) {
      out.put(keyspace::record(key), *value);
    } else {
      out.erase(keyspace::record(key));
    }
    if (const auto held = record_seals_.find(key); held != record_seals_.end()) {
      keyspace::xor_into(records_seal_, held->second);
      record_seals_.erase(held);
    }
    if (!value) continue;
    const Hash32 seal = keyspace::seal_of_record(chain.suite, key, *value);
    keyspace::xor_into(records_seal_, seal);
    record_seals_.emplace(key, seal);
  }
  out.put(keyspace::meta("records"), encode(records_seal_));
  // after a failure nothing is written any more: the seal in memory no longer matters
  return write(out, true);
}

Result<BlockHeader> Ledger::Impl::apply(const ReadBatch& proposal, const BlockProof* expected) {
  if (broken) return std::unexpected(*broken);
  begins(Stage::rules);
  auto execution = execute_block(chain, head, head_hash, proposal, StoredState(tree), window, &values);
  if (!execution) return std::unexpected(execution.error());
  if (expected != nullptr && execution->header.batch_root != expected->header.batch_root)
    return fail(Code::wrong_root, block_text(height + 1) + ": the transactions are not the header's");
  if (auto written = write_block(*std::move(execution), proposal, expected); !written)
    return std::unexpected(written.error());
  return head;
}

/// The index entry of each transaction. A refusal as expired, too far ahead or replayed never hides an
/// execution: what was executed is written last.
Result<void> Ledger::Impl::index_transactions(const Execution& execution, WriteBatch& out) const {
  const Height at = execution.header.height;
  for (std::uint32_t index = 0; index < execution.transactions.size(); ++index) {
    const ExecutedTransaction& done = execution.transactions[index];
    if (done.counted) continue;
    auto before = find_transaction(done.id);
    if (!before) return std::unexpected(before.error());
    if (*before) continue;
    // It may have been executed in a block that is not held any more: "pruned" is the true answer then,
    // "refused" is not.
    if (oldest > 0 && done.expiry_height < oldest + limits::kExpiryWindowHeights) continue;
    out.put(keyspace::place(done.id), encode(TransactionPlace{at, index}));
  }
  for (const ExecutedId& one : execution.executed)
    out.put(keyspace::place(one.id), encode(TransactionPlace{at, one.index}));
  return {};
}

namespace {

/// The entries, which are of no more use then, and for each subject where those are that the block appended.
void put_entries(Execution& execution, WriteBatch& out) {
  const Height height = execution.header.height;
  keyspace::put_together(
      out, execution.entries.size(), [&](std::uint32_t first) { return keyspace::entries(height, first); },
      [&](std::size_t at, std::size_t end) {
        keyspace::EntriesRecord record;
        record.items.reserve(end - at);
        for (; at < end; ++at) record.items.emplace_back(std::move(execution.entries[at]));
        return record;
      });
  // Of one subject, the indexes rise already. Two that share their first bits would only make more records.
  std::vector<std::pair<std::uint64_t, const HistoryAppend*>> appends;
  appends.reserve(execution.appends.size());
  for (const HistoryAppend& append : execution.appends)
    appends.emplace_back(first_bits(append.subject), &append);
  std::ranges::sort(appends);
  keyspace::PlacesRecord places;
  for (std::size_t i = 0; i < appends.size(); ++i) {
    const HistoryAppend& append = *appends[i].second;
    places.items.push_back({height, append.entry});
    const bool last = i + 1 == appends.size() || appends[i + 1].second->subject != append.subject;
    if (!last && places.items.size() < places.items.kMax) continue;
    out.put(keyspace::history(append.subject, append.index), encode(places));
    places.items.clear();
  }
}

}  // namespace

Result<void> Ledger::Impl::write_block(Execution execution, const ReadBatch& proposal,
                                       const BlockProof* expected) {
  WriteBatch& out = writes_;
  out.clear();
  BlockHeader& header = execution.header;
  begins(Stage::tree);
  if (auto good = tree.update(execution.changes, out); !good) {
    (void)tree.discard();
    return good;
  }
  begins(Stage::write);
  header.state_root = tree.root();
  header.headers = history_root(chain.suite, headers);
  if (expected != nullptr && header != expected->header) {
    const std::string difference = header_difference(header, expected->header);
    if (auto good = tree.discard(); !good) return good;
    return fail(Code::diverged, block_text(header.height) + ": " + difference);
  }
  const Hash32 hash = header_hash(chain, header);
  std::vector<BytesView> transactions;
  transactions.reserve(proposal.transactions.size());
  for (const SharedTransaction& one : proposal.transactions) transactions.emplace_back(one->bytes);
  keyspace::put_transactions(out, header.height, transactions, execution.receipts);
  auto left = move_window(execution, out);
  const auto indexed = left ? index_transactions(execution, out) : std::unexpected(left.error());
  if (!indexed) {
    (void)tree.discard();
    return indexed;
  }
  put_entries(execution, out);
  for (const auto& [subject, node] : execution.completed)
    out.put(keyspace::history_node(subject, node.level, node.index), encode(node.hash));
  keyspace::BlockRecord record{hash, header, proposal.time_ms, proposal.null, {}};
  record.seal = record.seal_of();
  out.put(keyspace::block(header.height), encode(record));
  if (execution.next_validators)
    out.put(keyspace::next_validators(header.height), encode(*execution.next_validators));
  out.put(keyspace::meta("head"), encode(keyspace::HeadRecord{header.height, hash}));
  out.put(keyspace::meta("headers"), encode(headers));
  HistoryValue grown = headers;
  keyspace::put_header_hash(chain.suite, out, grown, hash);
  if (header.height == 0) {
    out.put(keyspace::meta("chain"), encode(chain));
    out.put(keyspace::meta("format"), encode(keyspace::kFormat));
  }
  if (expected != nullptr) {
    out.put(keyspace::certificate(header.height), encode(expected->certificate));
    out.put(keyspace::meta("certified"), encode(header.height));
  }
  auto before = expected == nullptr ? store->snapshot() : Result<std::shared_ptr<const KeyReader>>(nullptr);
  const auto written = before ? hand_over(out) : std::unexpected(before.error());
  if (!written) {
    (void)tree.discard();
    return written;
  }
  height = header.height;
  head = header;
  head_hash = hash;
  headers = std::move(grown);
  for (std::size_t i = 0; i < left->size(); ++i) window.drop(execution.passed[i], (*left)[i]);
  if (!execution.executed.empty()) window.add({execution.last_expiry, height}, execution.executed);
  if (execution.next_validators)
    known_sets.insert_or_assign(height + 1, *std::move(execution.next_validators));
  if (height == 0) known_sets.insert_or_assign(0, genesis.validators);
  if (governed_changed(execution)) {
    if (auto good = read_validators(); !good) {
      broken = good.error();
      return good;
    }
  }
  values.keep(std::move(execution.used));
  remember(std::move(execution), *std::move(before), expected);
  return {};
}

void Ledger::Impl::remember(Execution&& execution, std::shared_ptr<const KeyReader> before,
                            const BlockProof* expected) {
  recent_.push_back({height, std::move(execution.transaction_leaves), std::move(execution.receipt_leaves)});
  if (recent_.size() > kRecentMax) recent_.pop_front();
  if (expected != nullptr) {
    certified = *expected;
    before_.clear();
    return;
  }
  if (before == nullptr) return;
  before_.push_back({height, std::move(before)});
  if (before_.size() > kBeforeMax) before_.pop_front();
}

void Ledger::Impl::drop_certified() {
  while (!before_.empty() && before_.front().height <= certified->header.height) before_.pop_front();
}

Result<void> Ledger::Impl::add_certificate(const Certificate& certificate) {
  if (certificate.height == 0 || certificate.height > height)
    return fail(Code::wrong_height,
                std::to_string(certificate.height) + ", the head is " + std::to_string(height));
  auto record = block_record(certificate.height);
  if (!record) return std::unexpected(record.error());
  if (!*record) return fail(Code::storage_corrupt, block_text(certificate.height) + ": missing");
  if ((*record)->header_hash != certificate.header_hash)
    return fail(Code::wrong_header, block_text(certificate.height) + ": held " +
                                        (*record)->header_hash.hex() + ", certified " +
                                        certificate.header_hash.hex());
  const bool higher = !certified || certificate.height > certified->header.height;
  WriteBatch out;
  out.put(keyspace::certificate(certificate.height), encode(certificate));
  if (higher) out.put(keyspace::meta("certified"), encode(certificate.height));
  if (auto written = write(out, false); !written) return written;
  if (higher) {
    certified = BlockProof{(*record)->header, certificate};
    drop_certified();
  }
  return {};
}

}  // namespace credence
