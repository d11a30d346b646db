// SPDX-License-Identifier: Apache-2.0
// Opening: what is kept in memory is read, and the end of the chain is verified again.
#include "ledger/store/ledger_impl.h"
#include "ledger/store/store_format.h"

namespace credence {
namespace {

/// How many blocks below the head are re-verified when a store is opened.
constexpr Height kRecheckedBlocks = 4;

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

}  // namespace credence
