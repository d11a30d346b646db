// SPDX-License-Identifier: Apache-2.0
// Making proofs. Each is checked here against the header it rests on before it is given out, so that a
// damaged record becomes `storage_corrupt` in this node's log, and not a refused answer at a client's.
#include <algorithm>

#include "ledger/primitives/merkle.h"
#include "ledger/store/ledger_impl.h"

namespace credence {

Result<BlockProof> Ledger::Impl::prove_block(Height at) const {
  if (certified && certified->header.height == at) return *certified;
  auto record = block_record(at);
  if (!record) return std::unexpected(record.error());
  if (!*record && at < oldest) return fail_pruned("block " + std::to_string(at), oldest);
  if (!*record) return fail(Code::not_found, "block " + std::to_string(at));
  auto held = certificate(at);
  if (!held) return std::unexpected(held.error());
  if (!*held) return fail(Code::not_yet_certified, "block " + std::to_string(at));
  if ((*held)->header_hash != (*record)->header_hash)
    return fail(Code::storage_corrupt, "block " + std::to_string(at) + ": certificate of another header");
  return BlockProof{(*record)->header, **std::move(held)};
}

Result<ValidatorSetChanges> Ledger::Impl::prove_set_changes(Height from) const {
  ValidatorSetChanges out;
  if (!certified || from > certified->header.height) return out;
  std::vector<Height> heights;
  std::vector<ValidatorSet> sets;
  bool readable = true;
  auto scanned =
      store->scan(keyspace::next_validators(from), keyspace::next_validators(certified->header.height + 1),
                  [&](BytesView key, BytesView value) {
                    Height at = 0;
                    for (const std::byte byte : key.subspan(1)) at = at << 8 | std::to_integer<Height>(byte);
                    auto set = decode<ValidatorSet>(value);
                    readable = set.has_value();
                    if (!readable) return false;
                    heights.push_back(at);
                    sets.push_back(*std::move(set));
                    return heights.size() < limits::kSetChangesPageMax;
                  });
  if (!scanned) return std::unexpected(scanned.error());
  if (!readable)
    return fail(Code::storage_corrupt,
                "a validator set after block " + std::to_string(heights.empty() ? from : heights.back()));
  for (std::size_t i = 0; i < heights.size(); ++i) {
    auto proof = prove_block(heights[i]);
    if (!proof) return std::unexpected(proof.error());
    if (proof->header.next_validator_set != validator_set_hash(sets[i]))
      return fail(Code::storage_corrupt, "the validator set after block " + std::to_string(heights[i]));
    out.push_back({*std::move(proof), std::move(sets[i])});
  }
  return out;
}

Result<Ledger::Impl::Leaves> Ledger::Impl::leaves_of(Height at) const {
  const auto held = std::ranges::find(recent_, at, &Leaves::height);
  if (held != recent_.end()) return *held;
  auto whole = block(at);
  if (!whole) return std::unexpected(whole.error());
  auto batch = batch_of(whole->proposal);
  if (!batch) return std::unexpected(batch.error());
  Leaves out{at, {}, {}};
  for (const auto& transaction : batch->transactions)
    out.transactions.push_back(merkle_leaf(chain.suite, transaction));
  for (const auto& receipt : whole->receipts) out.receipts.push_back(merkle_leaf(chain.suite, receipt));
  return out;
}

Result<TransactionProof> Ledger::Impl::prove_transaction(const TxId& id) const {
  auto where = find_transaction(id);
  if (!where) return std::unexpected(where.error());
  if (!*where && oldest > 0) return fail_pruned("transaction " + id.hex() + ", if there is one", oldest);
  if (!*where) return fail(Code::not_found, "transaction " + id.hex());
  const Height at = (*where)->height;
  if (at < oldest) return fail_pruned("transaction " + id.hex() + " of block " + std::to_string(at), oldest);
  const std::uint32_t index = (*where)->index;
  auto proof = prove_block(at);
  if (!proof) return std::unexpected(proof.error());
  auto record = read<keyspace::TransactionsRecord>(keyspace::transactions(at, index));
  if (!record) return std::unexpected(record.error());
  auto leaves = leaves_of(at);
  if (!leaves) return std::unexpected(leaves.error());
  const std::string place = "transaction " + std::to_string(index) + " of block " + std::to_string(at);
  if (!*record || index % keyspace::kTogether >= (*record)->items.size() ||
      index >= leaves->transactions.size() || leaves->receipts.size() != leaves->transactions.size())
    return fail(Code::storage_corrupt, place + ": missing");

  TransactionProof out;
  out.block = *std::move(proof);
  out.index = index;
  keyspace::TransactionRecord& held = (*record)->items[index % keyspace::kTogether];
  out.transaction = std::move(held.transaction);
  out.receipt = std::move(held.receipt);
  const auto transaction_path = merkle_path(chain.suite, leaves->transactions, index);
  const auto receipt_path = merkle_path(chain.suite, leaves->receipts, index);
  out.transaction_path.assign(transaction_path.begin(), transaction_path.end());
  out.receipt_path.assign(receipt_path.begin(), receipt_path.end());
  const BlockHeader& header = out.block.header;
  if (!merkle_verify(chain.suite, merkle_leaf(chain.suite, out.transaction), index, header.transaction_count,
                     out.transaction_path, header.batch_root) ||
      !merkle_verify(chain.suite, merkle_leaf(chain.suite, out.receipt), index, header.transaction_count,
                     out.receipt_path, header.receipts_root))
    return fail(Code::storage_corrupt, place + ": does not rebuild the roots of its header");
  return out;
}

/// The store as it was after the certified block.
Result<const KeyReader*> Ledger::Impl::certified_view() const {
  if (!certified) return fail(Code::not_yet_certified, "no block has a certificate yet");
  const Height at = certified->header.height;
  if (at == height) return store.get();
  if (before_.empty() || before_.front().height != at + 1)
    return fail(Code::not_yet_certified,
                "block " + std::to_string(height) + "; certified is " + std::to_string(at));
  return before_.front().store.get();
}

Result<KeyProof> Ledger::Impl::prove_key(const KeyReader& view, const StateKey& key) const {
  KeyProof out;
  out.key = encode(key);
  const Hash32 key_hash = state_key_hash(chain.suite, out.key);
  auto value = read_state(chain.suite, view, key_hash, out.key);
  if (!value) return std::unexpected(value.error());
  auto path = make_state_path(chain.suite, view, key_hash);
  if (!path) return std::unexpected(path.error());
  out.path = *std::move(path);
  const Hash32& root = certified->header.state_root;
  const bool proved = *value ? state_path_proves(chain.suite, root,
                                                 {key_hash, state_value_hash(chain.suite, **value)}, out.path)
                             : state_path_disproves(chain.suite, root, key_hash, out.path);
  if (!proved)
    return fail(Code::storage_corrupt, "state entry " + key_hash.hex() +
                                           " does not lead to the state root of block " +
                                           std::to_string(certified->header.height));
  if (*value) out.value = **std::move(value);
  return out;
}

Result<KeyProofs> Ledger::Impl::prove_keys(std::span<const StateKey> keys) const {
  auto view = certified_view();
  if (!view) return std::unexpected(view.error());
  KeyProofs out;
  for (const StateKey& key : keys) {
    auto proof = prove_key(**view, key);
    if (!proof) return std::unexpected(proof.error());
    out.push_back(*std::move(proof));
  }
  return out;
}

Result<StateProof> Ledger::Impl::prove_state(const StateKey& key) const {
  auto proofs = prove_keys({&key, 1});
  if (!proofs) return std::unexpected(proofs.error());
  return StateProof{std::move(proofs->front()), *certified};
}

// ---- histories --------------------------------------------------------------------------------------------

Result<std::vector<Bytes>> Ledger::Impl::history_entries(const Hash32& subject, std::uint64_t from,
                                                         std::uint64_t to) const {
  const std::string what = "history " + subject.hex() + " from " + std::to_string(from);
  std::vector<keyspace::EntryPlace> places;
  std::uint64_t next = from;
  bool good = true;
  auto scanned = store->scan(keyspace::history(subject, from), keyspace::history(subject, UINT64_MAX),
                             [&](BytesView key, BytesView value) {
                               if (next == to) return false;
                               std::uint64_t last = 0;
                               for (const std::byte byte : key.last(8))
                                 last = last << 8 | std::to_integer<std::uint64_t>(byte);
                               const auto record = decode<keyspace::PlacesRecord>(value);
                               good = record && last + 1 >= record->items.size() &&
                                      last + 1 - record->items.size() <= next;
                               if (!good) return false;
                               for (; next < to && next <= last; ++next)
                                 places.push_back(record->items[record->items.size() - 1 - (last - next)]);
                               return true;
                             });
  if (!scanned) return std::unexpected(scanned.error());
  if (!good || next != to) return fail(Code::storage_corrupt, what + ": entries are missing");
  std::vector<Bytes> out;
  keyspace::EntryPlace read_from;
  std::optional<keyspace::EntriesRecord> read_last;  // entries that lie together often belong together
  for (const keyspace::EntryPlace& place : places) {
    if (!read_last || read_from.height != place.height ||
        read_from.place / keyspace::kTogether != place.place / keyspace::kTogether) {
      auto record = read<keyspace::EntriesRecord>(keyspace::entries(place.height, place.place));
      if (!record) return std::unexpected(record.error());
      read_last = *std::move(record);
      read_from = place;
    }
    const std::size_t number = place.place % keyspace::kTogether;
    if (!read_last || number >= read_last->items.size())
      return fail(Code::storage_corrupt, what + ": an entry is missing");
    out.push_back(read_last->items[number]);
  }
  return out;
}

/// The head before the first entry that is held: empty unless this ledger began with a snapshot.
Result<HistoryValue> Ledger::Impl::history_base(const Hash32& subject) const {
  if (histories == 0) return HistoryValue{};
  auto held = read<HistoryValue>(keyspace::history_base(subject));
  if (!held) return std::unexpected(held.error());
  return held->value_or(HistoryValue{});
}

/// The hash of a completed subtree: stored, or from at most 16 stored ones or entries below it. A subtree
/// over entries that are not held stands beside later ones only as a peak of their head.
Result<Hash32> Ledger::Impl::history_hash(const Hash32& subject, const HistoryValue& base, unsigned level,
                                          std::uint64_t index) const {
  if (index << level < base.count) {
    if (const auto peak = history_peak(base, level, index)) return *peak;
  } else if (level == 0 && subject != keyspace::kHeaders) {
    auto entry = history_entries(subject, index, index + 1);
    if (!entry) return std::unexpected(entry.error());
    return history_leaf(chain.suite, entry->front());
  } else if (level % kHistoryStoredLevels == 0) {
    auto stored = read<Hash32>(keyspace::history_node(subject, level, index));
    if (!stored) return std::unexpected(stored.error());
    if (!*stored) return fail(Code::storage_corrupt, "history " + subject.hex() + ": a subtree is missing");
    return **stored;
  }
  CREDENCE_ASSERT(level > 0);  // whoever asks for entries below the base was refused
  auto left = history_hash(subject, base, level - 1, 2 * index);
  if (!left) return left;
  auto right = history_hash(subject, base, level - 1, 2 * index + 1);
  if (!right) return right;
  return history_join(chain.suite, *left, *right);
}

Result<HistoryValue> Ledger::Impl::headers_before(Height at) const {
  if (at > height) return fail(Code::not_found, block_text(at));
  const auto base = history_base(keyspace::kHeaders);
  if (!base) return std::unexpected(base.error());
  if (at < base->count) return fail_pruned("the headers before " + block_text(at), base->count);
  HistoryValue out{at, {}};
  for (const HistoryNode& peak : history_peaks(at)) {
    auto hash = history_hash(keyspace::kHeaders, *base, peak.level, peak.index);
    if (!hash) return std::unexpected(hash.error());
    out.peaks.push_back(*hash);
  }
  return out;
}

Result<HeaderPlace> Ledger::Impl::prove_header(Height at, Height later) const {
  if (at >= later) return fail(Code::wrong_height, block_text(at) + " is not before " + block_text(later));
  auto range = headers_before(later);
  if (!range) return std::unexpected(range.error());
  const auto base = history_base(keyspace::kHeaders);
  if (!base) return std::unexpected(base.error());
  if (at < base->count) return fail_pruned("the header of " + block_text(at), base->count);
  HeaderPlace out{std::move(range->peaks), {}};
  for (const HistoryNode& node : history_siblings(later, at, at + 1)) {
    auto sibling = history_hash(keyspace::kHeaders, *base, node.level, node.index);
    if (!sibling) return std::unexpected(sibling.error());
    out.path.push_back(*sibling);
  }
  auto own = history_hash(keyspace::kHeaders, *base, 0, at);
  if (!own) return std::unexpected(own.error());
  if (!history_page_proves(chain.suite, {later, out.peaks}, at, {&*own, 1}, out.path))
    return fail(Code::storage_corrupt,
                "the headers before " + block_text(later) + " do not rebuild their range");
  return out;
}

Result<HistoryPage> Ledger::Impl::prove_history(const HistoryKey& subject, std::uint64_t from,
                                                std::uint64_t count) const {
  auto proof = prove_state(subject);
  if (!proof) return std::unexpected(proof.error());
  HistoryPage out;
  out.head = *std::move(proof);
  HistoryValue list;
  if (out.head.value) {
    auto value = decode<HistoryValue>(*out.head.value);
    if (!value) return fail(Code::storage_corrupt, "history " + to_hex(out.head.key));
    list = *std::move(value);
  }
  if (from > list.count)
    return fail(Code::not_found, "entry " + std::to_string(from) + " of " + std::to_string(list.count));
  const std::uint64_t wanted = std::min<std::uint64_t>(count, limits::kPageEntriesMax);
  const std::uint64_t to = from + std::min(wanted, list.count - from);
  out.from = from;
  const Hash32 hash = state_key_hash(chain.suite, out.head.key);
  auto base = history_base(hash);
  if (!base) return std::unexpected(base.error());
  if (from < base->count && from < to)
    return fail_pruned("entry " + std::to_string(from) + " of a history whose first " +
                           std::to_string(base->count) + " are not held",
                       histories);
  auto entries = history_entries(hash, from, to);
  if (!entries) return std::unexpected(entries.error());
  std::vector<Hash32> leaves;
  for (Bytes& entry : *entries) {
    leaves.push_back(history_leaf(chain.suite, entry));
    out.entries.emplace_back(std::move(entry));
  }
  for (const HistoryNode& node : history_siblings(list.count, from, to)) {
    auto sibling = history_hash(hash, *base, node.level, node.index);
    if (!sibling) return std::unexpected(sibling.error());
    out.path.push_back(*sibling);
  }
  if (!history_page_proves(chain.suite, list, from, leaves, out.path))
    return fail(Code::storage_corrupt, "history " + hash.hex() + ": entries from " + std::to_string(from) +
                                           " do not rebuild its head");
  return out;
}

}  // namespace credence
