// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/state_path.h"

namespace credence {

Hash32 state_path_root(Suite suite, const Hash32& key_hash, Hash32 hash, std::span<const Hash32> siblings) {
  std::size_t depth = siblings.size();
  for (const Hash32& sibling : siblings) {
    --depth;
    hash = state_bit(key_hash, depth) ? state_node_hash(suite, sibling, hash)
                                      : state_node_hash(suite, hash, sibling);
  }
  return hash;
}

namespace {

bool same_prefix(const Hash32& a, const Hash32& b, std::size_t bits) {
  for (std::size_t depth = 0; depth < bits; ++depth)
    if (state_bit(a, depth) != state_bit(b, depth)) return false;
  return true;
}

}  // namespace

StateSubtree state_join(Suite suite, const StateSubtree& left, const StateSubtree& right) {
  if (left.count == 0 && right.count <= 1) return right;
  if (right.count == 0 && left.count <= 1) return left;
  return {state_node_hash(suite, left.hash, right.hash), left.count + right.count};
}

bool state_path_proves(Suite suite, const Hash32& root, const StateLeaf& leaf, const StatePath& path) {
  if (path.siblings.size() > limits::kStatePathMax || path.other_leaf) return false;
  return state_path_root(suite, leaf.key_hash, state_leaf_hash(suite, leaf), path.siblings) == root;
}

bool state_path_disproves(Suite suite, const Hash32& root, const Hash32& key_hash, const StatePath& path) {
  if (path.siblings.size() > limits::kStatePathMax) return false;
  if (!path.other_leaf) return state_path_root(suite, key_hash, Hash32{}, path.siblings) == root;
  const StateLeaf& other = *path.other_leaf;
  if (other.key_hash == key_hash || !same_prefix(other.key_hash, key_hash, path.siblings.size()))
    return false;
  return state_path_root(suite, key_hash, state_leaf_hash(suite, other), path.siblings) == root;
}

}  // namespace credence
