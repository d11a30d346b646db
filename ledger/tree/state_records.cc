// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/state_records.h"

#include <algorithm>
#include <cstring>

namespace credence::state_records {
namespace {

constexpr char kEntryFamily = 's';
constexpr char kNodeFamily = 'n';
constexpr std::size_t kHashBytes = Hash32::kSize;

template <std::unsigned_integral U>
U read_integer(BytesView in) {
  U value = 0;
  for (std::size_t i = 0; i < sizeof(U); ++i) value |= static_cast<U>(std::to_integer<U>(in[i]) << (8 * i));
  return value;
}
Hash32 read_hash(BytesView in) {
  Hash32 out;
  std::ranges::copy(in.first(kHashBytes), out.bytes.begin());
  return out;
}

/// The last key hash below a prefix.
Hash32 last_below(const Prefix& prefix) {
  Hash32 out = prefix.bits;
  for (std::size_t i = (prefix.depth + 7) / 8; i < kHashBytes; ++i) out.bytes[i] = std::byte{0xFF};
  if (prefix.depth % 8 != 0) out.bytes[prefix.depth / 8] |= std::byte{0x0F};
  return out;
}

StoreKey after(StoreKey key) {
  key.add(std::byte{0});
  return key;
}

}  // namespace

StoreKey entry_key(const Hash32& key_hash) {
  StoreKey out(kEntryFamily);
  out.add(key_hash.view());
  return out;
}

StoreKey node_key(const Prefix& prefix) {
  StoreKey out(kNodeFamily);
  out.add(static_cast<std::byte>(prefix.depth / 4));
  out.add(prefix.bits.view().first((prefix.depth + 7) / 8));
  return out;
}

Bytes entry_record(const Hash32& value_hash, BytesView key, BytesView value) {
  const auto length = static_cast<std::uint32_t>(key.size());
  Bytes out(kHashBytes + sizeof length + key.size() + value.size());
  std::byte* to = out.data();
  for (const BytesView part : {value_hash.view(), std::as_bytes(std::span(&length, 1)), key, value}) {
    if (!part.empty()) std::memcpy(to, part.data(), part.size());
    to += part.size();
  }
  return out;
}

std::array<std::byte, kNodeRecordBytes> node_record(const StateSubtree& node) {
  std::array<std::byte, kNodeRecordBytes> out;
  std::ranges::copy(node.hash.bytes, out.begin());
  for (std::size_t i = 0; i < 8; ++i) out[kHashBytes + i] = static_cast<std::byte>(node.count >> (8 * i));
  return out;
}

Result<EntryView> parse_entry(BytesView store_key, BytesView record) {
  if (store_key.size() != 1 + kHashBytes || record.size() < kHashBytes + 4)
    return fail(Code::storage_corrupt, "state entry " + to_hex(store_key));
  const std::size_t length = read_integer<std::uint32_t>(record.subspan(kHashBytes));
  const BytesView rest = record.subspan(kHashBytes + 4);
  if (length > rest.size()) return fail(Code::storage_corrupt, "state entry " + to_hex(store_key));
  return EntryView{read_hash(store_key.subspan(1)), read_hash(record), rest.first(length),
                   rest.subspan(length)};
}

Result<std::optional<Bytes>> checked_value(Suite suite, const Hash32& key_hash, BytesView key,
                                           BytesView record) {
  const auto entry = parse_entry(entry_key(key_hash), record);
  if (!entry) return std::unexpected(entry.error());
  if (!std::ranges::equal(entry->key, key) || state_value_hash(suite, entry->value) != entry->value_hash)
    return fail(Code::storage_corrupt, "state entry " + key_hash.hex());
  return std::optional<Bytes>(std::in_place, entry->value.begin(), entry->value.end());
}

Result<void> scan_entries(KeyScanner& store, const Prefix& prefix,
                          const std::function<bool(BytesView, BytesView, const EntryView&)>& visit) {
  Result<void> outcome;
  auto scanned = store.scan(entry_key(prefix.bits), after(entry_key(last_below(prefix))),
                            [&](BytesView key, BytesView record) {
                              const auto entry = parse_entry(key, record);
                              if (!entry) {
                                outcome = std::unexpected(entry.error());
                                return false;
                              }
                              return visit(key, record, *entry);
                            });
  if (!scanned) return scanned;
  return outcome;
}

Result<Sixteen> scan_children(KeyScanner& store, const Prefix& prefix) {
  Sixteen out{};
  bool good = true;
  auto scanned = store.scan(node_key(prefix.child(0)), after(node_key(prefix.child(15))),
                            [&](BytesView key, BytesView record) {
                              const unsigned depth = prefix.depth + 4;
                              if (key.size() != 2 + (depth + 7) / 8 || record.size() != kNodeRecordBytes)
                                return good = false;
                              const auto last = std::to_integer<unsigned>(key.back());
                              out[depth % 8 == 0 ? last & 15u : last >> 4] = {
                                  read_hash(record), read_integer<std::uint64_t>(record.subspan(kHashBytes))};
                              return true;
                            });
  if (!scanned) return std::unexpected(scanned.error());
  if (!good) return corrupt_subtree(prefix, "children");
  return out;
}

Result<Sixteen> read_children(Suite suite, KeyScanner& store, const Prefix& prefix,
                              const StateSubtree& whole) {
  auto out = scan_children(store, prefix);
  if (out && fold(suite, *out) != whole) return corrupt_subtree(prefix, "children");
  return out;
}

std::size_t split_at(std::span<const HashedLeaf> leaves, unsigned depth) {
  const auto at = std::ranges::partition_point(
      leaves, [&](const HashedLeaf& leaf) { return !state_bit(leaf.key_hash, depth); });
  return static_cast<std::size_t>(at - leaves.begin());
}

StateSubtree build(Suite suite, std::span<const HashedLeaf> leaves, unsigned depth) {
  if (leaves.empty()) return {};
  if (leaves.size() == 1) return {leaves[0].leaf_hash, 1};
  CREDENCE_ASSERT(depth < limits::kStatePathMax);  // key hashes are distinct
  const std::size_t left = split_at(leaves, depth);
  return state_join(suite, build(suite, leaves.first(left), depth + 1),
                    build(suite, leaves.subspan(left), depth + 1));
}

StateSubtree fold(Suite suite, std::span<const StateSubtree> parts) {
  if (parts.size() == 1) return parts[0];
  const std::size_t half = parts.size() / 2;
  return state_join(suite, fold(suite, parts.first(half)), fold(suite, parts.subspan(half)));
}

std::unexpected<Error> corrupt_subtree(const Prefix& prefix, std::string_view what) {
  return fail(Code::storage_corrupt, "state tree, " + std::string(what) + " of the subtree at depth " +
                                         std::to_string(prefix.depth) + ", prefix " +
                                         prefix.bits.hex().substr(0, prefix.depth / 4));
}

}  // namespace credence::state_records
