// SPDX-License-Identifier: Apache-2.0
// Reading the state: values, paths, and the root recomputed from all entries.
#include <algorithm>

#include "ledger/tree/state_records.h"

namespace credence {

using namespace state_records;

Result<std::optional<Bytes>> read_state(Suite suite, const KeyReader& store, const Hash32& key_hash,
                                        BytesView key) {
  auto record = store.get(entry_key(key_hash));
  if (!record) return std::unexpected(record.error());
  if (!*record) return std::optional<Bytes>{};
  return checked_value(suite, key_hash, key, **record);
}

Result<StateSubtree> read_state_root(const KeyReader& store) {
  auto record = store.get(node_key({}));
  if (!record) return std::unexpected(record.error());
  if (!*record) return StateSubtree{};
  StateSubtree out;
  if ((*record)->size() != Hash32::kSize + 8) return corrupt_subtree({}, "record");
  std::copy_n((*record)->begin(), Hash32::kSize, out.hash.bytes.begin());
  for (std::size_t i = 0; i < 8; ++i)
    out.count |= std::to_integer<std::uint64_t>((**record)[Hash32::kSize + i]) << (8 * i);
  return out;
}

namespace {

/// Descends from a subtree at `prefix` to where `key_hash` stands alone, through the subtrees of its 16
/// children. Returns the subtree reached; `depth` becomes its depth.
StateSubtree descend(Suite suite, const Sixteen& children, const Hash32& key_hash, unsigned& depth,
                     std::vector<Hash32>& siblings) {
  std::size_t from = 0;
  std::size_t width = 16;
  StateSubtree here = fold(suite, children);
  while (width > 1 && here.count > 1) {
    width /= 2;
    const bool right = state_bit(key_hash, depth);
    const std::size_t other = right ? from : from + width;
    if (right) from += width;
    siblings.push_back(fold(suite, std::span(children).subspan(other, width)).hash);
    here = fold(suite, std::span(children).subspan(from, width));
    ++depth;
  }
  return here;
}

void descend(Suite suite, std::span<const HashedLeaf> leaves, const Hash32& key_hash, unsigned& depth,
             std::vector<Hash32>& siblings) {
  while (leaves.size() > 1) {
    const std::size_t left = split_at(leaves, depth);
    const auto lower = leaves.first(left);
    const auto upper = leaves.subspan(left);
    const bool right = state_bit(key_hash, depth);
    ++depth;
    siblings.push_back(build(suite, right ? lower : upper, depth).hash);
    leaves = right ? upper : lower;
  }
}

/// The highest `depth` bits of a hash.
Hash32 first_bits(Hash32 hash, unsigned depth) {
  for (std::size_t i = (depth + 7) / 8; i < Hash32::kSize; ++i) hash.bytes[i] = std::byte{0};
  if (depth % 8 != 0) hash.bytes[depth / 8] &= static_cast<std::byte>(0xFF << (8 - depth % 8));
  return hash;
}

/// The only leaf among those whose first `depth` bits are those of `key_hash`, unless it is that key's own,
/// or there is none.
Result<std::optional<StateLeaf>> lone_leaf(KeyScanner& store, const Hash32& key_hash, unsigned depth) {
  const Hash32 wanted = first_bits(key_hash, depth);
  std::optional<StateLeaf> found;
  std::optional<Error> damage;
  auto scanned =
      store.scan(entry_key(wanted), Bytes{std::byte{'s' + 1}}, [&](BytesView key, BytesView record) {
        const auto entry = parse_entry(key, record);
        if (!entry) {
          damage = entry.error();
        } else if (first_bits(entry->key_hash, depth) == wanted && entry->key_hash != key_hash) {
          found = StateLeaf{entry->key_hash, entry->value_hash};
        }
        return false;
      });
  if (damage) return std::unexpected(*damage);
  if (!scanned) return std::unexpected(scanned.error());
  return found;
}

}  // namespace

Result<StatePath> make_state_path(Suite suite, const KeyReader& store, const Hash32& key_hash) {
  auto top = read_state_root(store);
  if (!top) return std::unexpected(top.error());
  const auto scanner = store.scanner();
  std::vector<Hash32> siblings;
  Prefix prefix;
  StateSubtree here = *top;
  unsigned depth = 0;
  while (here.count > StateTree::kScanMax) {
    auto children = read_children(suite, *scanner, prefix, here);
    if (!children) return std::unexpected(children.error());
    here = descend(suite, *children, key_hash, depth, siblings);
    if (depth % 4 != 0 || here.count <= 1) break;
    prefix = prefix.child(nibble_at(key_hash, prefix.depth));
  }
  if (here.count > 1) {
    std::vector<HashedLeaf> leaves;
    auto scanned = scan_entries(*scanner, prefix, [&](BytesView, BytesView, const EntryView& entry) {
      leaves.push_back({entry.key_hash, state_leaf_hash(suite, {entry.key_hash, entry.value_hash})});
      return leaves.size() <= StateTree::kScanMax;
    });
    if (!scanned) return std::unexpected(scanned.error());
    if (build(suite, leaves, depth) != here) return corrupt_subtree(prefix, "entries");
    descend(suite, leaves, key_hash, depth, siblings);
  }
  auto other = lone_leaf(*scanner, key_hash, depth);
  if (!other) return std::unexpected(other.error());
  StatePath path;
  path.siblings.assign(siblings.rbegin(), siblings.rend());
  path.other_leaf = *other;
  return path;
}

namespace {

/// All entries in rising order, read in pieces so that memory stays bounded.
class EntryStream {
 public:
  EntryStream(Suite suite, const KeyReader& store, bool check_keys)
      : suite_(suite), store_(store), check_keys_(check_keys) {}

  /// The leaf `ahead` places on, or null at the end.
  Result<const HashedLeaf*> peek(std::size_t ahead) {
    if (at_ + ahead >= leaves_.size() && !ended_)
      if (auto more = refill(); !more) return std::unexpected(more.error());
    return at_ + ahead < leaves_.size() ? &leaves_[at_ + ahead] : nullptr;
  }
  void skip() { ++at_; }

 private:
  static constexpr std::size_t kPieceEntries = 4096;

  Result<void> refill() {
    leaves_.erase(leaves_.begin(), leaves_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
    const std::size_t before = leaves_.size();
    std::optional<Error> damage;
    auto scanned = store_.scan(from_, Bytes{std::byte{'s' + 1}}, [&](BytesView key, BytesView record) {
      const auto entry = parse_entry(key, record);
      if (!entry || (check_keys_ && state_key_hash(suite_, entry->key) != entry->key_hash) ||
          state_value_hash(suite_, entry->value) != entry->value_hash) {
        damage = Error{Code::storage_corrupt,
                       "state entry " + to_hex(key.subspan(std::min<std::size_t>(1, key.size())))};
        return false;
      }
      leaves_.push_back({entry->key_hash, state_leaf_hash(suite_, {entry->key_hash, entry->value_hash})});
      from_.assign(key.begin(), key.end());
      from_.push_back(std::byte{0});
      return leaves_.size() < before + kPieceEntries;
    });
    if (!scanned) return scanned;
    if (damage) return std::unexpected(*damage);
    ended_ = leaves_.size() < before + kPieceEntries;
    return {};
  }

  const Suite suite_;
  const KeyReader& store_;
  bool check_keys_;
  Bytes from_ = {std::byte{'s'}};
  std::vector<HashedLeaf> leaves_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

bool below(const HashedLeaf* leaf, const Hash32& prefix, unsigned depth) {
  return leaf != nullptr && first_bits(leaf->key_hash, depth) == prefix;
}

Result<StateSubtree> recompute(Suite suite, EntryStream& entries, const Hash32& prefix, unsigned depth) {
  const auto first = entries.peek(0);
  if (!first) return std::unexpected(first.error());
  if (!below(*first, prefix, depth)) return StateSubtree{};
  const StateSubtree alone{(*first)->leaf_hash, 1};
  const auto second = entries.peek(1);
  if (!second) return std::unexpected(second.error());
  if (!below(*second, prefix, depth)) {
    entries.skip();
    return alone;
  }
  CREDENCE_ASSERT(depth < limits::kStatePathMax);  // store keys are distinct
  auto left = recompute(suite, entries, prefix, depth + 1);
  if (!left) return left;
  Hash32 upper = prefix;
  upper.bytes[depth / 8] |= static_cast<std::byte>(0x80u >> (depth % 8));
  auto right = recompute(suite, entries, upper, depth + 1);
  if (!right) return right;
  return state_join(suite, *left, *right);
}

}  // namespace

Result<StateSubtree> recompute_state_root(Suite suite, const KeyReader& store, bool check_keys) {
  EntryStream entries(suite, store, check_keys);
  return recompute(suite, entries, {}, 0);
}

}  // namespace credence
