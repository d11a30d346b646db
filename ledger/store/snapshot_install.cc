// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/snapshot_install.h"

#include "ledger/store/keyspace.h"
#include "ledger/store/store_format.h"
#include "ledger/tree/history.h"

namespace credence {
namespace {

constexpr StateTree::Cache kCache{.depth = 20, .bucket_bytes_max = 16 * limits::kMiB};

Bytes done_key(const StatePlace& place) {
  return keyspace::KeyBuilder('j').number(place.depth).bytes(place.bits.view()).take();
}

std::string executed_of(Height height) {
  return "ids of executed transactions of block " + std::to_string(height);
}

Bytes wanted_key(Height height) { return keyspace::KeyBuilder('w').number(height).take(); }

/// What follows from an entry of the state: which ids are wanted, and where a history begins here.
Result<void> derive(const StateEntry& entry, const Hash32& key_hash, WriteBatch& out,
                    std::map<Height, ExecutedValue>& wanted) {
  const auto key = decode<StateKey>(entry.key);
  if (!key) return fail(Code::malformed, "state key " + to_hex(entry.key));
  if (const auto* executed = std::get_if<ExecutedKey>(&*key)) {
    const auto value = decode<ExecutedValue>(entry.value);
    if (!value) return fail(Code::malformed, "state value of " + to_hex(entry.key));
    out.put(wanted_key(executed->height), entry.value);
    wanted.emplace(executed->height, *value);
  } else if (std::holds_alternative<HistoryKey>(*key)) {
    const auto head = decode<HistoryValue>(entry.value);
    if (!head || !history_well_formed(*head))
      return fail(Code::malformed, "state value of " + to_hex(entry.key));
    if (head->count > 0)
      out.put(keyspace::history_base(key_hash), Bytes(entry.value.begin(), entry.value.end()));
  }
  return {};
}

void put_header(const ChainId& chain, const BlockHeader& header, const Certificate& certificate,
                WriteBatch& out) {
  // The proposed time is not held by anyone who has only the header; the header's own leads to the same
  // block.
  keyspace::BlockRecord record{header_hash(chain, header), header, header.time_ms, false, {}};
  record.seal = record.seal_of();
  out.put(keyspace::block(header.height), encode(record));
  out.put(keyspace::certificate(header.height), encode(certificate));
}

}  // namespace

SnapshotInstall::SnapshotInstall(std::unique_ptr<KeyValue> store, const Genesis& genesis)
    : store_(std::move(store)),
      genesis_(genesis),
      chain_(chain_id(genesis)),
      tree_(chain_.suite, *store_, kCache) {}

Result<std::unique_ptr<SnapshotInstall>> SnapshotInstall::open(std::unique_ptr<KeyValue> store,
                                                               const Genesis& genesis) {
  std::unique_ptr<SnapshotInstall> out(new SnapshotInstall(std::move(store), genesis));
  if (auto good = out->load(); !good) return std::unexpected(good.error());
  return out;
}

Result<void> SnapshotInstall::load() {
  auto bytes = store_->get(keyspace::meta("joining"));
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return {};
  if (auto good = check_store_format(*store_); !good) return good;
  auto target = decode<JoinTarget>(**bytes);
  if (!target) return fail(Code::storage_corrupt, "the record of what is joined");
  if (auto good = check(*target); !good)
    return fail(Code::storage_corrupt, "what is joined: " + good.error().text_en());
  bool good = true;
  auto scanned = store_->scan(keyspace::KeyBuilder('j').take(), keyspace::after_family('j'),
                              [&](BytesView key, BytesView) {
                                StatePlace place;
                                good = key.size() == 2 + Hash32::kSize;
                                if (!good) return false;
                                place.depth = std::to_integer<std::uint8_t>(key[1]);
                                std::ranges::copy(key.subspan(2), place.bits.bytes.begin());
                                done_.insert(place);
                                return true;
                              });
  if (!scanned) return scanned;
  if (!good) return fail(Code::storage_corrupt, "the marks of a join");
  if (auto good_too = load_wanted(); !good_too) return good_too;
  target_ = *std::move(target);
  return tree_.load();
}

Result<void> SnapshotInstall::load_wanted() {
  bool good = true;
  auto scanned =
      store_->scan(wanted_key(0), keyspace::after_family('w'), [&](BytesView key, BytesView value) {
        auto wanted = decode<ExecutedValue>(value);
        good = wanted.has_value();
        if (good) wanted_.emplace(keyspace::height_in(key), *std::move(wanted));
        return good;
      });
  if (scanned && !good) return fail(Code::storage_corrupt, "which executed ids are wanted");
  return scanned;
}

Result<void> SnapshotInstall::check(const JoinTarget& target) const {
  TrustChain trust(TrustAnchor{chain_, genesis_.validators});
  for (const ValidatorSetChange& change : target.changes)
    if (auto good = trust.add(change); !good) return good;
  if (auto good = check_archive_block(trust, target.block); !good) return good;
  const BlockHeader& header = target.block.header;
  if (target.headers.count != header.height || !history_well_formed(target.headers) ||
      history_root(chain_.suite, target.headers) != header.headers)
    return fail(Code::wrong_root, "the headers before block " + std::to_string(header.height));
  return {};
}

Result<void> SnapshotInstall::begin(JoinTarget target) {
  CREDENCE_ASSERT(!target_);
  // Later changes are learned from later blocks, that of this very block from its state.
  std::erase_if(target.changes, [&](const ValidatorSetChange& change) {
    return change.block.header.height >= target.block.header.height;
  });
  if (auto good = check(target); !good) return good;
  WriteBatch out;
  out.put(keyspace::meta("joining"), encode(target));
  out.put(keyspace::meta("format"), encode(keyspace::kFormat));
  if (auto written = store_->write(out, true); !written) return written;
  target_ = std::move(target);
  return {};
}

std::optional<unsigned> SnapshotInstall::least_depth() const {
  if (done_.empty()) return std::nullopt;
  return std::ranges::min_element(done_, {}, &StatePlace::depth)->depth;
}

Result<void> SnapshotInstall::put(const StatePlace& place, const StateChunk& chunk) {
  CREDENCE_ASSERT(target_);
  const auto hashes = verify_chunk(chain_.suite, target_->block.header.state_root, place, chunk);
  if (!hashes) return std::unexpected(hashes.error());
  if (done(place)) return {};
  WriteBatch out;
  std::vector<StateChange> changes;
  std::map<Height, ExecutedValue> wanted;
  for (std::size_t i = 0; i < hashes->size(); ++i) {
    const StateEntry& entry = chunk.entries[i];
    changes.push_back({(*hashes)[i], entry.key, entry.value});
    if (auto good = derive(entry, (*hashes)[i], out, wanted); !good) return good;
  }
  auto written = tree_.update(changes, out);
  out.put(done_key(place), BytesView{});
  if (written) written = store_->write(out, false);
  if (!written) {
    (void)tree_.discard();
    return written;
  }
  done_.insert(place);
  wanted_.merge(wanted);
  return {};
}

Result<void> SnapshotInstall::put_executed(const ExecutedPage& page, std::size_t bytes_max) {
  CREDENCE_ASSERT(complete());
  WriteBatch out;
  std::size_t bytes = 0;
  auto next = wanted_.begin();
  for (const auto& block : page) {
    if (next == wanted_.end() || next->first != block.height)
      return fail(Code::malformed, executed_of(block.height) + ": not the next that are wanted");
    if (!next->second.names(chain_.suite, block.ids))
      return fail(Code::wrong_root, executed_of(block.height) + ": not those that the state commits to");
    out.put(keyspace::executed(block.height), encode(block.ids));
    for (const ExecutedId& one : block.ids)
      out.put(keyspace::place(one.id), encode(TransactionPlace{block.height, one.index}));
    out.erase(wanted_key(block.height));
    bytes += block.size();
    ++next;
  }
  if (next != wanted_.end() && !page_full(page.size(), bytes, BlockIds::size(next->second.count), bytes_max))
    return fail(Code::malformed, executed_of(next->first) + ": missing in a page with room for them");
  if (auto written = store_->write(out, false); !written) return written;
  wanted_.erase(wanted_.begin(), next);
  return {};
}

/// Who signs after the target's block: what its state says.
Result<ValidatorSet> SnapshotInstall::next_set() const {
  const Bytes key = encode(StateKey(ValidatorsKey{}));
  auto bytes = read_state(chain_.suite, *store_, state_key_hash(chain_.suite, key), key);
  if (!bytes) return std::unexpected(bytes.error());
  const auto value = *bytes ? decode<ValidatorsValue>(**bytes) : fail(Code::storage_corrupt);
  if (!value) return fail(Code::storage_corrupt, "the validators in the state that was joined");
  return value->at(target_->block.header.height + 1).set;
}

Result<void> SnapshotInstall::finish(const std::map<std::string, Bytes>& records) {
  CREDENCE_ASSERT(complete() && !wanted());
  const ArchiveBlock& block = target_->block;
  const Height height = block.header.height;
  std::uint64_t with_ids = 0;  // blocks
  auto counted = store_->scan(keyspace::executed(0), keyspace::after_family('x'),
                              [&](BytesView, BytesView) { return ++with_ids, true; });
  if (!counted) return counted;
  WriteBatch out;
  out.put(keyspace::meta("window"), encode(with_ids));
  for (const ValidatorSetChange& change : target_->changes) {
    put_header(chain_, change.block.header, change.block.certificate, out);
    out.put(keyspace::next_validators(change.block.header.height), encode(change.next));
  }
  put_header(chain_, block.header, block.certificate, out);
  if (block.header.next_validator_set != block.header.validator_set) {
    auto next = next_set();
    if (!next) return std::unexpected(next.error());
    out.put(keyspace::next_validators(height), encode(*next));
  }
  keyspace::put_transactions(out, height, block.transactions, block.receipts);
  out.put(keyspace::meta("headers"), encode(target_->headers));
  out.put(keyspace::history_base(keyspace::kHeaders), encode(target_->headers));
  HistoryValue grown = target_->headers;
  keyspace::put_header_hash(chain_.suite, out, grown, block.certificate.header_hash);
  Hash32 seal;
  for (const auto& [key, value] : records) {
    out.put(keyspace::record(key), value);
    keyspace::xor_into(seal, keyspace::seal_of_record(chain_.suite, key, value));
  }
  out.put(keyspace::meta("records"), encode(seal));
  for (const StatePlace& place : done_) out.erase(done_key(place));
  out.erase(keyspace::meta("joining"));
  out.put(keyspace::meta("chain"), encode(chain_));
  out.put(keyspace::meta("head"), encode(keyspace::HeadRecord{height, block.certificate.header_hash}));
  out.put(keyspace::meta("certified"), encode(height));
  out.put(keyspace::meta("oldest"), encode(height));
  out.put(keyspace::meta("histories"), encode(height + 1));
  return store_->write(out, true);
}

}  // namespace credence
