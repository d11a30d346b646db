// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/tree_memory.h"

#include <algorithm>

namespace credence {

using namespace state_records;

void Bucket::reserve(std::size_t leaves) {
  leaves_.reserve(leaves);
  records_.reserve(leaves);
}

void Bucket::insert(std::size_t place, const Leaf& leaf, Bytes record) {
  const auto at = static_cast<std::ptrdiff_t>(place);
  count(size_of(record), 0);
  leaves_.insert(leaves_.begin() + at, leaf);
  records_.insert(records_.begin() + at, std::move(record));
}

void Bucket::replace(std::size_t place, const Leaf& leaf, Bytes record) {
  leaves_[place] = leaf;
  set_record(place, std::move(record));
}

void Bucket::set_record(std::size_t place, Bytes record) {
  count(size_of(record), size_of(records_[place]));
  records_[place] = std::move(record);
}

void Bucket::erase(std::size_t place) {
  const auto at = static_cast<std::ptrdiff_t>(place);
  count(0, size_of(records_[place]));
  leaves_.erase(leaves_.begin() + at);
  records_.erase(records_.begin() + at);
}

Bytes Bucket::take_record(std::size_t place) {
  Bytes out = std::move(records_[place]);
  records_[place].clear();
  count(0, out.size());
  return out;
}

KeyScanner& StateTree::Memory::scanner() {
  if (!scanner_) scanner_ = store_.scanner();
  return *scanner_;
}

StateSubtree Children::fold(Suite suite, std::uint32_t changed) {
  const auto at = [this](std::size_t i) -> const StateSubtree& { return i < 16 ? inner_[i] : nodes[i - 16]; };
  std::uint32_t again = changed << 16;
  for (std::size_t i = 16; --i > 0;) {
    if ((again >> (2 * i) & 3) == 0) continue;
    inner_[i] = state_join(suite, at(2 * i), at(2 * i + 1));
    again |= 1U << i;
  }
  return inner_[1];
}

Result<void> StateTree::Memory::read_children(const Prefix& prefix, const StateSubtree& whole, Below& below,
                                              const Hash32* wanted) {
  if (below.children) return {};
  if (whole.count <= kScanMax) return read_entries(prefix, whole, below, wanted);
  auto nodes = scan_children(scanner(), prefix);
  if (!nodes) return std::unexpected(nodes.error());
  make_children(prefix, below);
  below.children->nodes = *nodes;
  if (below.children->fold(suite, kAllChanged) == whole) return {};
  below.children.reset();
  return corrupt_subtree(prefix, "children");
}

Result<void> StateTree::Memory::read_bucket(const Prefix& prefix, const StateSubtree& whole, Below& below,
                                            const Hash32* wanted) {
  if (below.bucket || whole.count == 0) return {};
  return read_entries(prefix, whole, below, wanted);
}

Result<void> StateTree::Memory::read_entries(const Prefix& prefix, const StateSubtree& whole, Below& below,
                                             const Hash32* wanted) {
  make_bucket(below);
  Bucket& bucket = *below.bucket;
  bucket.reserve(whole.count);
  auto scanned = scan_entries(scanner(), prefix, [&](BytesView, BytesView record, const EntryView& entry) {
    const bool keep = wanted != nullptr && entry.key_hash == *wanted &&
                      state_value_hash(suite, entry.value) == entry.value_hash;
    bucket.append({entry.key_hash, state_leaf_hash(suite, {entry.key_hash, entry.value_hash})},
                  keep ? Bytes(record.begin(), record.end()) : Bytes());
    return bucket.leaves().size() <= kScanMax;
  });
  if (scanned && place(prefix, below) == whole) return {};
  below = {};
  return scanned ? corrupt_subtree(prefix, "entries") : scanned;
}

StateSubtree StateTree::Memory::place(const Prefix& prefix, Below& below) {
  if (below.bucket->leaves().empty()) {
    below.bucket.reset();
    return {};
  }
  if (below.bucket->leaves().size() <= kBucketMax) {
    below.bucket->index();
    return build(suite, below.bucket->leaves(), prefix.depth);
  }
  const std::unique_ptr<Bucket> whole = std::move(below.bucket);
  make_children(prefix, below);
  Children& children = *below.children;
  const auto leaves = whole->leaves();
  std::size_t at = 0;
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    std::size_t end = at;
    while (end < leaves.size() && nibble_at(leaves[end].key_hash, prefix.depth) == nibble) ++end;
    if (end == at) continue;
    Below& part = children.below[nibble];
    make_bucket(part);
    part.bucket->reserve(end - at);
    for (; at < end; ++at) part.bucket->append(leaves[at], whole->take_record(at));
    children.nodes[nibble] = place(prefix.child(nibble), part);
  }
  return children.fold(suite, kAllChanged);
}

void StateTree::Memory::make_children(const Prefix& prefix, Below& below) {
  below.bucket.reset();
  below.children = std::make_unique<Children>();
  if (prefix.depth >= cache_.depth) deep_.push_back(prefix);
}

Result<void> StateTree::Memory::read_record(Bucket& bucket, std::size_t place) {
  if (!bucket.record(place).empty()) return {};
  const HashedLeaf& leaf = bucket.leaves()[place];
  const StoreKey key = entry_key(leaf.key_hash);
  auto record = store_.get(key);
  if (!record) return std::unexpected(record.error());
  if (!*record) return fail(Code::storage_corrupt, "state entry " + leaf.key_hash.hex() + ": missing");
  const auto entry = parse_entry(key, **record);
  if (!entry) return std::unexpected(entry.error());
  if (state_leaf_hash(suite, {leaf.key_hash, entry->value_hash}) != leaf.leaf_hash)
    return fail(Code::storage_corrupt, "state entry " + leaf.key_hash.hex() + ": not the one in the tree");
  if (state_value_hash(suite, entry->value) != entry->value_hash)
    return fail(Code::storage_corrupt, "state entry " + leaf.key_hash.hex());
  bucket.set_record(place, **std::move(record));
  return {};
}

namespace {

void drop_buckets(Below& below) {
  below.bucket.reset();
  if (!below.children) return;
  for (Below& child : below.children->below) drop_buckets(child);
}

}  // namespace

void StateTree::Memory::end_block() {
  scanner_.reset();
  for (const Prefix& prefix : deep_) {
    Below* below = &top;
    for (unsigned depth = 0; depth < cache_.depth && below->children; depth += 4)
      below = &below->children->below[nibble_at(prefix.bits, depth)];
    below->children.reset();
  }
  deep_.clear();
  for (unsigned tried = 0; tried < 16 && bucket_bytes_ > cache_.bucket_bytes_max; ++tried) {
    if (!top.children) return top.bucket.reset();
    drop_buckets(top.children->below[next_drop_++ % 16]);
  }
}

void StateTree::Memory::clear() {
  scanner_.reset();
  deep_.clear();
  top = {};
}

}  // namespace credence
