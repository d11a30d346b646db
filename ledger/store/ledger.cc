// SPDX-License-Identifier: Apache-2.0
// Opening and writing. One synced write holds a whole block; what is in memory follows when the store has taken
// it.
#include "ledger/store/ledger.h"

#include <algorithm>

#include "ledger/store/ledger_impl.h"
#include "ledger/store/scrub.h"
#include "ledger/store/state_snapshot.h"
#include "ledger/store/store_format.h"

namespace credence {
namespace {

/// How many blocks below the head are re-verified when a store is opened.
constexpr Height kRecheckedBlocks = 4;

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

/// A quarter of what is set holds values that are decoded, the rest the tree's leaves and records.
constexpr std::size_t values_bytes(std::size_t bytes) { return bytes / 4; }
StateTree::Cache cache_of(std::size_t bytes) {
  StateTree::Cache out;
  out.bucket_bytes_max = bytes - values_bytes(bytes);
  return out;
}

}  // namespace

Ledger::Impl::Impl(std::unique_ptr<KeyValue> kv, const Genesis& g, std::size_t state_cache_bytes)
    : store(std::move(kv)),
      genesis(g),
      chain(chain_id(g)),
      tree(chain.suite, *store, cache_of(state_cache_bytes)),
      values(values_bytes(state_cache_bytes)) {}

// ---- opening ----------------------------------------------------------------------------------------------

Result<void> Ledger::Impl::open() {
  bool empty = true;
  auto scanned =
      store->scan({}, Bytes(1, std::byte{0xff}), [&](BytesView, BytesView) { return empty = false; });
  if (!scanned) return scanned;
  if (empty) return create();
  if (auto good = bring_to_format(*store); !good) return good;
  auto held = read<ChainId>(keyspace::meta("chain"));
  if (!held) return std::unexpected(held.error());
  if (!*held) {
    auto joining = store->get(keyspace::meta("joining"));
    if (!joining) return std::unexpected(joining.error());
    return fail(Code::storage_corrupt, *joining ? "a ledger in the making, by a snapshot that is not whole"
                                                : "there are entries, but no record of their chain");
  }
  if (**held != chain)
    return fail(Code::wrong_chain, "the store is of " + (*held)->hex() + ", the genesis of " + chain.hex());
  auto last = read<keyspace::HeadRecord>(keyspace::meta("head"));
  if (!last) return std::unexpected(last.error());
  if (!*last) return fail(Code::storage_corrupt, "no record of the head");
  auto block = block_record((*last)->height);
  if (!block) return std::unexpected(block.error());
  if (!*block || (*block)->header_hash != (*last)->header_hash)
    return fail(Code::storage_corrupt,
                block_text((*last)->height) + ": not the block that the head record names");
  height = (*last)->height;
  head = (*block)->header;
  head_hash = (*block)->header_hash;
  if (auto good = load_oldest_below(height); !good) return good;
  if (auto good = tree.load(); !good) return good;
  if (auto good = check_tail(); !good) return good;
  if (auto good = load_window(); !good) return good;
  if (auto good = load_headers(); !good) return good;
  if (auto good = load_sets(); !good) return good;
  if (auto good = load_records(); !good) return good;
  return load_certified();
}

/// From which block on things are held: at most the head.
Result<void> Ledger::Impl::load_oldest_below(Height at_most) {
  for (const auto& [name, out] :
       {std::pair("oldest", &oldest), {"histories", &histories}, {"pruned", &swept_}}) {
    auto held = read<Height>(keyspace::meta(name));
    if (!held) return std::unexpected(held.error());
    *out = held->value_or(0);
  }
  swept_headers_ = swept_;
  if (oldest > at_most)
    return fail(Code::storage_corrupt, "blocks are held from " + std::to_string(oldest) + ", the head is " +
                                           std::to_string(at_most));
  return {};
}

/// The range of the headers before the head is the one that the head commits to.
Result<void> Ledger::Impl::load_headers() {
  auto held = read<HistoryValue>(keyspace::meta("headers"));
  if (!held) return std::unexpected(held.error());
  if (!*held || (*held)->count != height || !history_well_formed(**held) ||
      history_root(chain.suite, **held) != head.headers)
    return fail(Code::storage_corrupt, "the record of the headers before " + block_text(height));
  headers = **std::move(held);
  history_append(chain.suite, headers, head_hash);
  return {};
}

/// The validators after the head, from the state.
Result<void> Ledger::Impl::read_validators() {
  const Bytes key = encode(StateKey(ValidatorsKey{}));
  auto bytes = read_state(chain.suite, *store, state_key_hash(chain.suite, key), key);
  if (!bytes) return std::unexpected(bytes.error());
  auto value = *bytes ? decode<ValidatorsValue>(**bytes) : fail(Code::storage_corrupt);
  if (!value) return fail(Code::storage_corrupt, "the validators in the state of " + block_text(height));
  validators = *std::move(value);
  return {};
}

Result<void> Ledger::Impl::load_sets() {
  known_sets.insert_or_assign(0, genesis.validators);
  bool good = true;
  auto scanned = store->scan(keyspace::next_validators(0), keyspace::after_family('v'),
                             [&](BytesView key, BytesView value) {
                               auto set = decode<ValidatorSet>(value);
                               if (!set || key.size() != 9) return good = false;
                               known_sets.insert_or_assign(keyspace::height_in(key) + 1, *std::move(set));
                               return true;
                             });
  if (!scanned) return scanned;
  if (!good) return fail(Code::storage_corrupt, "the record of a change of the validators");
  return read_validators();
}

/// The last blocks whole, their links, nothing above them, and the state's root against the head.
Result<void> Ledger::Impl::check_tail() const {
  if (tree.root() != head.state_root)
    return fail(Code::storage_corrupt, "state root " + tree.root().hex() + ", " + block_text(height) +
                                           " says " + head.state_root.hex());
  auto path = make_state_path(chain.suite, *store, {});
  if (!path) return std::unexpected(path.error());
  if (!state_path_disproves(chain.suite, head.state_root, {}, *path))
    return fail(Code::storage_corrupt,
                "the state tree does not lead to the state root of " + block_text(height));
  bool above = false;
  auto scanned =
      store->scan(keyspace::block(height + 1), keyspace::after_family('b'), [&](BytesView, BytesView) {
        above = true;
        return false;
      });
  if (!scanned) return scanned;
  if (above) return fail(Code::storage_corrupt, "a block lies above the head, " + block_text(height));
  Hash32 wanted = head_hash;
  for (Height at = height; at + kRecheckedBlocks > height; --at) {
    auto checked = block(at);
    if (!checked) {
      if (checked.error().code == Code::not_found)
        return fail(Code::storage_corrupt, block_text(at) + ": missing");
      return std::unexpected(checked.error());
    }
    if (header_hash(chain, checked->header) != wanted)
      return fail(Code::storage_corrupt, block_text(at) + ": not the parent that the block above names");
    wanted = checked->header.parent;
    if (at == oldest) break;
  }
  return {};
}

Result<void> Ledger::Impl::load_certified() {
  auto last = read<Height>(keyspace::meta("certified"));
  if (!last) return std::unexpected(last.error());
  if (!*last) return {};
  auto proof = prove_block(**last);
  if (!proof)
    return fail(Code::storage_corrupt, "certificate of " + block_text(**last) + ": " + proof.error().detail);
  certified = *std::move(proof);
  return {};
}

Result<void> Ledger::Impl::load_records() {
  auto held = records();
  if (!held) return std::unexpected(held.error());
  for (const auto& [key, value] : *held) {
    const Hash32 seal = keyspace::seal_of_record(chain.suite, key, value);
    keyspace::xor_into(records_seal_, seal);
    record_seals_.emplace(key, seal);
  }
  return {};
}

Result<void> Ledger::Impl::create() {
  if (auto good = check_genesis(genesis); !good) return good;
  auto execution = execute_genesis(genesis);
  if (!execution) return std::unexpected(execution.error());
  ReadBatch nothing;
  nothing.null = true;
  if (auto written = write_block(*std::move(execution), nothing, nullptr); !written) return written;
  return store->settle();
}

namespace {

/// The block wrote the validators' value.
bool governed_changed(const Execution& execution) {
  const Hash32 key = state_key_hash(execution.header.suite, encode(StateKey(ValidatorsKey{})));
  const auto at = std::ranges::lower_bound(execution.changes, key, {}, &StateChange::key_hash);
  return at != execution.changes.end() && at->key_hash == key;
}

}  // namespace

// ---- writing ----------------------------------------------------------------------------------------------

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

// ---- the interface ----------------------------------------------------------------------------------------

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(std::unique_ptr<KeyValue> store, const Genesis& genesis,
                                             std::optional<std::size_t> state_cache_bytes) {
  auto impl = std::make_unique<Impl>(std::move(store), genesis,
                                     state_cache_bytes.value_or(StateTree::Cache{}.bucket_bytes_max));
  if (auto good = impl->open(); !good) return std::unexpected(good.error());
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

const Genesis& Ledger::genesis() const { return impl_->genesis; }
const ChainId& Ledger::chain() const { return impl_->chain; }
const ValidatorSet& Ledger::validators() const { return impl_->validators_at(impl_->height + 1); }
const ValidatorSet& Ledger::validators_at(Height height) const {
  CREDENCE_ASSERT(height <= impl_->height + limits::kPipelineWindow);
  return impl_->validators_at(height);
}
std::optional<Height> Ledger::next_change() const {
  const auto& scheduled = impl_->validators.scheduled;
  if (!scheduled || scheduled->from <= impl_->height) return std::nullopt;
  return scheduled->from;
}
std::optional<Height> Ledger::set_ends(Height height) const {
  const Height at = std::min(height, impl_->height + 1);
  const auto after = impl_->known_sets.upper_bound(at);
  if (after != impl_->known_sets.end()) return after->first - 1;
  const auto change = next_change();
  return change && *change > at ? std::optional(*change - 1) : std::nullopt;
}
Height Ledger::set_begins(Height height) const {
  return std::prev(impl_->known_sets.upper_bound(std::min(height, impl_->height + 1)))->first;
}
Height Ledger::height() const { return impl_->height; }
const BlockHeader& Ledger::head() const { return impl_->head; }
const Hash32& Ledger::head_hash() const { return impl_->head_hash; }
Height Ledger::certified_height() const { return impl_->certified ? impl_->certified->header.height : 0; }

Result<BlockHeader> Ledger::apply(const ReadBatch& proposal) { return impl_->apply(proposal, nullptr); }
Result<BlockHeader> Ledger::apply(const Proposal& proposal) {
  const auto read = read_batch(impl_->chain, proposal);
  if (!read) return std::unexpected(read.error());
  return impl_->apply(**read, nullptr);
}

Result<void> Ledger::apply_certified(const Proposal& proposal, const BlockHeader& header,
                                     const Certificate& certificate) {
  const auto read = read_batch(impl_->chain, proposal);
  if (!read) return std::unexpected(read.error());
  return apply_certified(**read, header, certificate);
}
Result<void> Ledger::apply_certified(const ReadBatch& proposal, const BlockHeader& header,
                                     const Certificate& certificate) {
  if (header.height != impl_->height + 1)
    return fail(Code::wrong_height,
                std::to_string(header.height) + ", the head is " + std::to_string(impl_->height));
  const ValidatorSet& set = impl_->validators_at(header.height);
  if (auto good = verify_header(impl_->chain, set, header, certificate); !good) return good;
  // The proposed time is not in the header: only what the header follows from it is certified.
  if (header.time_ms != std::max(impl_->head.time_ms + 1, proposal.time_ms))
    return fail(Code::wrong_header, "the proposed time of height " + std::to_string(header.height));
  const BlockProof expected{header, certificate};
  if (auto done = impl_->apply(proposal, &expected); !done) return std::unexpected(done.error());
  return {};
}

Result<void> Ledger::settle() const { return impl_->store->settle(); }

Result<void> Ledger::add_certificate(const Certificate& certificate) {
  return impl_->add_certificate(certificate);
}

Result<void> Ledger::write_records(const std::vector<std::pair<std::string, std::optional<Bytes>>>& records) {
  return impl_->write_records(records);
}

void Ledger::watch(std::function<void(Stage)> begins) { impl_->begins = std::move(begins); }
Height Ledger::oldest() const { return impl_->oldest; }
Result<bool> Ledger::prune(Height keep_from) { return impl_->prune(keep_from); }
Result<std::shared_ptr<const StateSnapshot>> Ledger::snapshot() const {
  auto store = impl_->store->snapshot();
  if (!store) return std::unexpected(store.error());
  CREDENCE_ASSERT(*store != nullptr);
  return std::make_shared<const StateSnapshot>(*std::move(store), impl_->head, impl_->tree.count());
}
Result<std::unique_ptr<LedgerScrub>> Ledger::scrub(LedgerScrub::Told told) const {
  auto store = impl_->store->snapshot();
  if (!store) return std::unexpected(store.error());
  CREDENCE_ASSERT(*store != nullptr);
  return std::make_unique<LedgerScrub>(*std::move(store), impl_->genesis, std::move(told));
}
Result<StoredBlock> Ledger::block(Height height) const { return impl_->block(height); }
Result<std::map<std::string, Bytes>> Ledger::records() const { return impl_->records(); }

Result<std::optional<Bytes>> Ledger::state(const StateKey& key) const {
  const Bytes bytes = encode(key);
  return read_state(impl_->chain.suite, *impl_->store, state_key_hash(impl_->chain.suite, bytes), bytes);
}
Height Ledger::expiry_most() const { return impl_->window.expiry_most(impl_->height + 1); }
Result<std::optional<TransactionPlace>> Ledger::find_transaction(const TxId& id) const {
  return impl_->find_transaction(id);
}
bool Ledger::executed_unexpired(const TxId& id) const { return impl_->window.find(id).has_value(); }
Result<TxId> Ledger::transaction_called(std::string_view digits) const {
  return impl_->transaction_called(digits);
}
Result<ValidatorSetChanges> Ledger::prove_set_changes(Height from) const {
  return impl_->prove_set_changes(from);
}
Result<BlockProof> Ledger::prove_block(Height height) const { return impl_->prove_block(height); }
Result<HistoryValue> Ledger::headers_before(Height height) const { return impl_->headers_before(height); }
Result<HeaderPlace> Ledger::prove_header(Height height, Height later) const {
  return impl_->prove_header(height, later);
}
Result<TransactionProof> Ledger::prove_transaction(const TxId& id) const {
  return impl_->prove_transaction(id);
}
Result<StateProof> Ledger::prove_state(const StateKey& key) const { return impl_->prove_state(key); }
Result<KeyProofs> Ledger::prove_keys(std::span<const StateKey> keys) const { return impl_->prove_keys(keys); }
Result<HistoryPage> Ledger::prove_history(const HistoryKey& subject, std::uint64_t from,
                                          std::uint64_t count) const {
  return impl_->prove_history(subject, from, count);
}

Result<void> Ledger::check_state() const {
  auto whole = recompute_state_root(impl_->chain.suite, *impl_->store);
  if (!whole) return std::unexpected(whole.error());
  if (whole->hash != impl_->head.state_root)
    return fail(Code::storage_corrupt, "the state's entries give the root " + whole->hash.hex() + ", " +
                                           block_text(impl_->height) + " says " +
                                           impl_->head.state_root.hex());
  return {};
}

}  // namespace credence
