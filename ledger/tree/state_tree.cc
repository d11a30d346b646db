// SPDX-License-Identifier: Apache-2.0
// The tree's update: descends only into what changed, 16 children at a time.
#include "ledger/tree/state_tree.h"

#include <algorithm>

#include "ledger/tree/tree_memory.h"

namespace credence {

using namespace state_records;

class StateTree::Updater {
 public:
  using Changes = std::span<const StateChange>;
  Updater(Memory& memory, WriteBatch& batch) : memory_(memory), batch_(batch) {}

  /// The subtree at `prefix` after `changes`. `below` holds what was read of it.
  Result<StateSubtree> update(const Prefix& prefix, const StateSubtree& old, Below& below, Changes changes) {
    if (old.count <= kBucketMax) return update_bucket(prefix, old, below, changes);
    if (auto read = memory_.read_children(prefix, old, below, nullptr); !read)
      return std::unexpected(read.error());
    Children& children = *below.children;
    // What these changes need next is asked for at once: else they wait for it one after the other.
    if (changes.size() <= kFetchedMax)
      for (const StateChange& change : changes) {
        const Below& next = children.below[nibble_at(change.key_hash, prefix.depth)];
        if (next.children)
          __builtin_prefetch(&next.children->below[nibble_at(change.key_hash, prefix.depth + 4)]);
        else
          __builtin_prefetch(next.bucket.get());
      }
    std::uint32_t changed = 0;
    for (unsigned nibble = 0; !changes.empty(); ++nibble) {
      const auto end = std::ranges::find_if(changes, [&](const StateChange& change) {
        return nibble_at(change.key_hash, prefix.depth) != nibble;
      });
      const Changes part(changes.begin(), end);
      changes = Changes(end, changes.end());
      if (part.empty()) continue;
      const StateSubtree before = children.nodes[nibble];
      auto after = update(prefix.child(nibble), before, children.below[nibble], part);
      if (!after) return after;
      if (*after == before) continue;
      children.nodes[nibble] = *after;
      changed |= 1U << nibble;
    }
    const StateSubtree whole = children.fold(memory_.suite, changed);
    put_children(prefix, children, old.count, whole.count, changed);
    if (whole.count <= kBucketMax) below.children.reset();
    return whole;
  }

  void put_node(const Prefix& prefix, const StateSubtree& node) {
    if (node.count == 0)
      batch_.erase(node_key(prefix));
    else
      batch_.put(node_key(prefix), node_record(node));
  }

 private:
  static constexpr std::size_t kFetchedMax = 64;

  /// The records of the children of a subtree that had `before` entries and has `after`: of those that changed,
  /// or of all, where it has grown so large, or shrunk so far, that they have records now, or none.
  void put_children(const Prefix& prefix, const Children& children, std::uint64_t before, std::uint64_t after,
                    std::uint32_t changed) {
    const bool had = before > kScanMax, has = after > kScanMax;
    if (!had && !has) return;
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      const StateSubtree& node = children.nodes[nibble];
      if (had && has ? (changed >> nibble & 1) == 0 : node.count == 0 && !had) continue;
      put_node(prefix.child(nibble), has ? node : StateSubtree{});
    }
  }

  Result<StateSubtree> update_bucket(const Prefix& prefix, const StateSubtree& old, Below& below,
                                     Changes changes) {
    if (auto read = memory_.read_bucket(prefix, old, below, nullptr); !read)
      return std::unexpected(read.error());
    if (!below.bucket) memory_.make_bucket(below);
    Bucket& bucket = *below.bucket;
    std::size_t at = 0;
    for (const StateChange& change : changes) {
      while (at < bucket.leaves().size() && bucket.leaves()[at].key_hash < change.key_hash) ++at;
      const bool held = at < bucket.leaves().size() && bucket.leaves()[at].key_hash == change.key_hash;
      if (!held && !change.value) continue;
      const StoreKey key = entry_key(change.key_hash);
      if (!change.value) {
        batch_.erase(key);
        bucket.erase(at);
        continue;
      }
      const Hash32 value_hash = state_value_hash(memory_.suite, *change.value);
      const HashedLeaf leaf{change.key_hash, state_leaf_hash(memory_.suite, {change.key_hash, value_hash})};
      Bytes record = entry_record(value_hash, change.key, *change.value);
      batch_.put(key, record);
      if (held)  // what was written is often read again: its record stays in memory
        bucket.replace(at, leaf, std::move(record));
      else
        bucket.insert(at, leaf, std::move(record));
    }
    const StateSubtree whole = memory_.place(prefix, below);
    put_grown(prefix, below, whole);
    return whole;
  }

  /// All records of nodes below what was a bucket before.
  void put_grown(const Prefix& prefix, const Below& below, const StateSubtree& whole) {
    if (whole.count <= kScanMax) return;
    const Children& children = *below.children;
    put_children(prefix, children, 0, whole.count, kAllChanged);
    for (unsigned nibble = 0; nibble < 16; ++nibble)
      put_grown(prefix.child(nibble), children.below[nibble], children.nodes[nibble]);
  }

  Memory& memory_;
  WriteBatch& batch_;
};

StateTree::StateTree(Suite suite, const KeyReader& store, const Cache& cache)
    : store_(store), memory_(std::make_unique<Memory>(suite, store, cache)) {}
StateTree::~StateTree() = default;

Result<void> StateTree::load() {
  auto top = read_state_root(store_);
  if (!top) return std::unexpected(top.error());
  top_ = *top;
  return {};
}

Result<void> StateTree::discard() {
  memory_->clear();
  return load();
}

Result<std::optional<BytesView>> StateTree::read(const Hash32& key_hash, BytesView key) {
  Prefix prefix;
  const StateSubtree* here = &top_;
  Below* below = &memory_->top;
  // What is in memory says itself how large it is.
  while (below->children || (!below->bucket && here->count > kBucketMax)) {
    if (auto done = memory_->read_children(prefix, *here, *below, &key_hash); !done)
      return std::unexpected(done.error());
    const unsigned nibble = nibble_at(key_hash, prefix.depth);
    here = &below->children->nodes[nibble];
    below = &below->children->below[nibble];
    prefix = prefix.child(nibble);
  }
  if (auto done = memory_->read_bucket(prefix, *here, *below, &key_hash); !done)
    return std::unexpected(done.error());
  if (!below->bucket) return std::optional<BytesView>{};
  Bucket& bucket = *below->bucket;
  const auto leaf = bucket.find(key_hash);
  if (!leaf) return std::optional<BytesView>{};
  const std::size_t place = *leaf;
  if (auto done = memory_->read_record(bucket, place); !done) return std::unexpected(done.error());
  const auto entry = parse_entry(entry_key(key_hash), bucket.record(place));
  if (!entry) return std::unexpected(entry.error());
  if (!std::ranges::equal(entry->key, key))
    return fail(Code::storage_corrupt, "state entry " + key_hash.hex());
  return std::optional(entry->value);
}

Result<void> StateTree::update(std::span<const StateChange> changes, WriteBatch& batch) {
  for (std::size_t i = 1; i < changes.size(); ++i)
    CREDENCE_ASSERT(changes[i - 1].key_hash < changes[i].key_hash);
  if (!changes.empty()) {
    Updater updater(*memory_, batch);
    auto after = updater.update({}, top_, memory_->top, changes);
    if (!after) return std::unexpected(after.error());
    if (*after != top_) updater.put_node({}, *after);
    top_ = *after;
  }
  memory_->end_block();
  return {};
}

}  // namespace credence
