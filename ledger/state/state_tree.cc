// The tree's update: descends only into what changed, 16 children at a time.
#include "ledger/state/state_tree.h"

#include <algorithm>

#include "ledger/state/state_records.h"

namespace credence {

using namespace state_records;

/// The children of a subtree larger than a bucket, as the store holds them, and theirs where they were read.
struct StateTree::Children {
  Sixteen nodes{};
  std::array<std::unique_ptr<Children>, 16> below;
};

class StateTree::Updater {
 public:
  using Changes = std::span<const StateChange>;
  Updater(const KeyReader& store, unsigned cached_depth, WriteBatch& batch, Undo& undo)
      : scanner_(store.scanner()), cached_depth_(cached_depth), batch_(batch), undo_(undo) {}

  /// The subtree at `prefix` after `changes`. `slot` holds its children, if it has any that were read.
  Result<StateSubtree> update(const Prefix& prefix, const StateSubtree& old, std::unique_ptr<Children>& slot, Changes changes) {
    if (old.count <= kBucketMax) return update_bucket(prefix, old, slot, changes);
    if (!slot) {
      auto nodes = read_children(*scanner_, prefix, old);
      if (!nodes) return std::unexpected(nodes.error());
      slot = std::make_unique<Children>();
      slot->nodes = *nodes;
    }
    for (unsigned nibble = 0; !changes.empty(); ++nibble) {
      const auto end = std::ranges::find_if(
          changes, [&](const StateChange& change) { return nibble_at(change.key_hash, prefix.depth) != nibble; });
      const Changes part(changes.begin(), end);
      changes = Changes(end, changes.end());
      if (part.empty()) continue;
      const StateSubtree before = slot->nodes[nibble];
      const Prefix child = prefix.child(nibble);
      auto after = update(child, before, slot->below[nibble], part);
      if (!after) return after;
      if (*after == before) continue;
      slot->nodes[nibble] = *after;
      put_node(child, before, *after);
    }
    const StateSubtree whole = fold(slot->nodes);
    if (whole.count <= kBucketMax) collapse(prefix, *slot);
    if (whole.count <= kBucketMax || prefix.depth >= cached_depth_) slot.reset();
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
  Result<StateSubtree> update_bucket(const Prefix& prefix, const StateSubtree& old, std::unique_ptr<Children>& slot,
                                     Changes changes) {
    std::vector<HashedLeaf> before;
    std::vector<HashedLeaf> after;
    before.reserve(kBucketMax + 1);
    after.reserve(kBucketMax + changes.size());
    auto next = changes.begin();
    const auto add_new_until = [&](const Hash32* limit) {
      for (; next != changes.end() && (limit == nullptr || next->key_hash < *limit); ++next)
        if (next->value) add(*next, std::nullopt, after);
    };
    if (old.count > 0) {
      auto scanned = scan_entries(*scanner_, prefix, [&](BytesView, BytesView record, const EntryView& entry) {
        before.push_back({entry.key_hash, state_leaf_hash({entry.key_hash, entry.value_hash})});
        add_new_until(&entry.key_hash);
        if (next != changes.end() && next->key_hash == entry.key_hash) {
          if (next->value) {
            add(*next, Bytes(record.begin(), record.end()), after);
          } else {
            undo_.records.emplace_back(entry_key(entry.key_hash), Bytes(record.begin(), record.end()));
            batch_.erase(entry_key(entry.key_hash));
          }
          ++next;
        } else {
          after.push_back(before.back());
        }
        return before.size() <= kBucketMax;
      });
      if (!scanned) return std::unexpected(scanned.error());
      if (build(before, prefix.depth) != old) return corrupt_subtree(prefix, "entries");
    }
    add_new_until(nullptr);
    return place(prefix, after, slot);
  }

  void add(const StateChange& change, std::optional<Bytes> before, std::vector<HashedLeaf>& after) {
    const Hash32 value_hash = state_value_hash(*change.value);
    after.push_back({change.key_hash, state_leaf_hash({change.key_hash, value_hash})});
    Bytes key = entry_key(change.key_hash);
    undo_.records.emplace_back(key, std::move(before));
    batch_.put(std::move(key), entry_record(value_hash, change.key, *change.value));
  }

  /// The subtree over leaves that had no records yet; makes those of a subtree larger than a bucket.
  StateSubtree place(const Prefix& prefix, std::span<const HashedLeaf> leaves, std::unique_ptr<Children>& slot) {
    if (leaves.size() <= kBucketMax) return build(leaves, prefix.depth);
    auto children = std::make_unique<Children>();
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      const auto end =
          std::ranges::find_if(leaves, [&](const HashedLeaf& leaf) { return nibble_at(leaf.key_hash, prefix.depth) != nibble; });
      const auto part = leaves.first(static_cast<std::size_t>(end - leaves.begin()));
      leaves = leaves.subspan(part.size());
      if (part.empty()) continue;
      const Prefix child = prefix.child(nibble);
      children->nodes[nibble] = place(child, part, children->below[nibble]);
      put_node(child, {}, children->nodes[nibble]);
    }
    const StateSubtree whole = fold(children->nodes);
    if (prefix.depth < cached_depth_) slot = std::move(children);
    return whole;
  }

  /// A subtree has shrunk to a bucket: its children's records go.
  void collapse(const Prefix& prefix, const Children& children) {
    for (unsigned nibble = 0; nibble < 16; ++nibble)
      if (children.nodes[nibble].count > 0) put_node(prefix.child(nibble), children.nodes[nibble], {});
  }

  std::unique_ptr<KeyScanner> scanner_;
  unsigned cached_depth_;
  WriteBatch& batch_;
  Undo& undo_;
};

StateTree::StateTree(const KeyReader& store, unsigned cached_depth) : store_(store), cached_depth_(cached_depth) {}
StateTree::~StateTree() = default;

Result<void> StateTree::load() {
  auto top = read_state_root(store_);
  if (!top) return std::unexpected(top.error());
  top_ = *top;
  return {};
}

Result<void> StateTree::discard() {
  below_.reset();
  return load();
}

Result<void> StateTree::update(std::span<const StateChange> changes, WriteBatch& batch, Undo& undo) {
  for (std::size_t i = 1; i < changes.size(); ++i) CREDENCE_ASSERT(changes[i - 1].key_hash < changes[i].key_hash);
  if (!changes.empty()) {
    Updater updater(store_, cached_depth_, batch, undo);
    auto after = updater.update({}, top_, below_, changes);
    if (!after) return std::unexpected(after.error());
    if (*after != top_) updater.put_node({}, top_, *after);
    top_ = *after;
  }
  undo.finish();
  return {};
}

}  // namespace credence
