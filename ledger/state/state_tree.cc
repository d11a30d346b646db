// The tree's update: descends only into what changed, 16 children at a time.
#include "ledger/state/state_tree.h"

#include <algorithm>

#include "ledger/state/tree_memory.h"

namespace credence {

using namespace state_records;

class StateTree::Updater {
 public:
  using Changes = std::span<const StateChange>;
  Updater(Memory& memory, WriteBatch& batch, Undo& undo) : memory_(memory), batch_(batch), undo_(undo) {}

  /// The subtree at `prefix` after `changes`. `below` holds what was read of it.
  Result<StateSubtree> update(const Prefix& prefix, const StateSubtree& old, Below& below, Changes changes) {
    if (old.count <= kBucketMax) return update_bucket(prefix, old, below, changes);
    if (auto read = memory_.read_children(prefix, old, below); !read) return std::unexpected(read.error());
    Children& children = *below.children;
    for (unsigned nibble = 0; !changes.empty(); ++nibble) {
      const auto end = std::ranges::find_if(changes, [&](const StateChange& change) {
        return nibble_at(change.key_hash, prefix.depth) != nibble;
      });
      const Changes part(changes.begin(), end);
      changes = Changes(end, changes.end());
      if (part.empty()) continue;
      const StateSubtree before = children.nodes[nibble];
      const Prefix child = prefix.child(nibble);
      auto after = update(child, before, children.below[nibble], part);
      if (!after) return after;
      if (*after == before) continue;
      children.nodes[nibble] = *after;
      put_node(child, before, *after);
    }
    const StateSubtree whole = fold(children.nodes);
    if (whole.count <= kBucketMax) {
      collapse(prefix, children);
      below.children.reset();
    }
    return whole;
  }

  void put_node(const Prefix& prefix, const StateSubtree& before, const StateSubtree& after) {
    Bytes key = node_key(prefix);
    undo_.records.emplace_back(key, before.count == 0 ? std::nullopt : std::optional(node_record(before)));
    if (after.count == 0) {
      batch_.erase(std::move(key));
    } else {
      batch_.put(std::move(key), node_record(after));
    }
  }

 private:
  Result<StateSubtree> update_bucket(const Prefix& prefix, const StateSubtree& old, Below& below,
                                     Changes changes) {
    if (auto read = memory_.read_bucket(prefix, old, below, nullptr); !read)
      return std::unexpected(read.error());
    const std::span<const HashedLeaf> before =
        below.bucket ? below.bucket->leaves() : std::span<const HashedLeaf>{};
    Bucket::Leaves after;
    std::vector<Bucket::Record> records;
    after.reserve(before.size() + changes.size());
    records.reserve(before.size() + changes.size());
    std::size_t at = 0;
    const auto keep_until = [&](const Hash32* limit) {
      for (; at < before.size() && (limit == nullptr || before[at].key_hash < *limit); ++at) {
        after.push_back(before[at]);
        records.push_back(below.bucket->record(at));
      }
    };
    for (const StateChange& change : changes) {
      keep_until(&change.key_hash);
      Bucket::Record held;
      if (at < before.size() && before[at].key_hash == change.key_hash) {
        auto read = memory_.record_of(*below.bucket, at++);
        if (!read) return std::unexpected(read.error());
        held = *std::move(read);
      }
      if (!held && !change.value) continue;
      const Bytes key = entry_key(change.key_hash);
      undo_.records.emplace_back(key, held ? std::optional(*held) : std::nullopt);
      if (!change.value) {
        batch_.erase(key);
        continue;
      }
      const Hash32 value_hash = state_value_hash(*change.value);
      Bytes record = entry_record(value_hash, change.key, *change.value);
      after.push_back({change.key_hash, state_leaf_hash({change.key_hash, value_hash})});
      records.push_back(held ? std::make_shared<const Bytes>(record)
                             : nullptr);  // what changes once more is often read again
      batch_.put(key, std::move(record));
    }
    keep_until(nullptr);
    return place(prefix, after, records, below);
  }

  /// The subtree over leaves that had no records of nodes yet; makes those of a subtree larger than a bucket.
  StateSubtree place(const Prefix& prefix, std::span<const HashedLeaf> leaves,
                     std::span<const Bucket::Record> records, Below& below) {
    if (leaves.size() <= kBucketMax) {
      memory_.keep_bucket({leaves.begin(), leaves.end()}, {records.begin(), records.end()}, below);
      return build(leaves, prefix.depth);
    }
    memory_.make_children(prefix, below);
    Children& children = *below.children;
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      const auto end = std::ranges::find_if(
          leaves, [&](const HashedLeaf& leaf) { return nibble_at(leaf.key_hash, prefix.depth) != nibble; });
      const auto size = static_cast<std::size_t>(end - leaves.begin());
      if (size > 0) {
        const Prefix child = prefix.child(nibble);
        children.nodes[nibble] =
            place(child, leaves.first(size), records.first(size), children.below[nibble]);
        put_node(child, {}, children.nodes[nibble]);
      }
      leaves = leaves.subspan(size);
      records = records.subspan(size);
    }
    return fold(children.nodes);
  }

  /// A subtree has shrunk to a bucket: its children's records go.
  void collapse(const Prefix& prefix, const Children& children) {
    for (unsigned nibble = 0; nibble < 16; ++nibble)
      if (children.nodes[nibble].count > 0) put_node(prefix.child(nibble), children.nodes[nibble], {});
  }

  Memory& memory_;
  WriteBatch& batch_;
  Undo& undo_;
};

StateTree::StateTree(const KeyReader& store, const Cache& cache)
    : store_(store), memory_(std::make_unique<Memory>(store, cache)) {}
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

Result<std::optional<Bytes>> StateTree::read(const Hash32& key_hash, BytesView key) {
  Prefix prefix;
  StateSubtree here = top_;
  Below* below = &memory_->top;
  while (here.count > kBucketMax) {
    if (auto done = memory_->read_children(prefix, here, *below); !done) return std::unexpected(done.error());
    const unsigned nibble = nibble_at(key_hash, prefix.depth);
    here = below->children->nodes[nibble];
    below = &below->children->below[nibble];
    prefix = prefix.child(nibble);
  }
  if (auto done = memory_->read_bucket(prefix, here, *below, &key_hash); !done)
    return std::unexpected(done.error());
  if (!below->bucket) return std::optional<Bytes>{};
  const auto leaves = below->bucket->leaves();
  const auto leaf = std::ranges::find(leaves, key_hash, &HashedLeaf::key_hash);
  if (leaf == leaves.end()) return std::optional<Bytes>{};
  const auto record = memory_->record_of(*below->bucket, static_cast<std::size_t>(leaf - leaves.begin()));
  if (!record) return std::unexpected(record.error());
  return checked_value(key_hash, key, **record);
}

Result<void> StateTree::update(std::span<const StateChange> changes, WriteBatch& batch, Undo& undo) {
  for (std::size_t i = 1; i < changes.size(); ++i)
    CREDENCE_ASSERT(changes[i - 1].key_hash < changes[i].key_hash);
  if (!changes.empty()) {
    Updater updater(*memory_, batch, undo);
    auto after = updater.update({}, top_, memory_->top, changes);
    if (!after) return std::unexpected(after.error());
    if (*after != top_) updater.put_node({}, top_, *after);
    top_ = *after;
  }
  undo.finish();
  memory_->end_block();
  return {};
}

}  // namespace credence
