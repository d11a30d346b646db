// SPDX-License-Identifier: Apache-2.0
// The interface of a ledger.
#include "ledger/store/ledger.h"

#include <algorithm>

#include "ledger/store/ledger_impl.h"
#include "ledger/store/scrub.h"
#include "ledger/store/state_snapshot.h"

namespace credence {

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
