// SPDX-License-Identifier: Apache-2.0
// The hashing rules of the state tree, and the paths that prove a key present or absent. Pure: shared by the
// tree that makes paths and by the verifier that trusts nobody.
//
//   key_hash   = H(state_key, encoded key)          value_hash = H(state_value, value bytes)
//   leaf       = H(state_leaf, key_hash || value_hash)
//   node       = H(state_node, left || right)
//
// Bit d of the key hash, the highest first, chooses the side at depth d.
//
// The tree is compact: an empty subtree is the zero hash and a subtree with one leaf is that leaf. So the
// root is a function of the content alone, and a path has about log2(n) + 1 siblings.
#pragma once

#include <bit>
#include <cstring>

#include "ledger/codec/codec.h"
#include "ledger/primitives/hash.h"
#include "ledger/primitives/limits.h"

namespace credence {

/// A leaf of the state tree.
struct StateLeaf {
  Hash32 key_hash, value_hash;
  bool operator==(const StateLeaf&) const = default;
  template <class A>
  void serialize(A& a) {
    a(key_hash, value_hash);
  }
};

/// The siblings from the depth at which the key stands alone up to the root, and for an absence the other
/// leaf that stands alone there, if any.
struct StatePath {
  List<Hash32, limits::kStatePathMax> siblings;  // deepest first
  std::optional<StateLeaf> other_leaf;           // absence only
  bool operator==(const StatePath&) const = default;
  template <class A>
  void serialize(A& a) {
    a(siblings, other_leaf);
  }
};

[[nodiscard]] inline Hash32 state_key_hash(Suite suite, BytesView encoded_key) {
  return tagged_hash(suite, Tag::state_key, encoded_key);
}
[[nodiscard]] inline Hash32 state_value_hash(Suite suite, BytesView value) {
  return tagged_hash(suite, Tag::state_value, value);
}
[[nodiscard]] inline Hash32 state_leaf_hash(Suite suite, const StateLeaf& leaf) {
  return tagged_hash(suite, Tag::state_leaf, {leaf.key_hash.view(), leaf.value_hash.view()});
}
[[nodiscard]] inline Hash32 state_node_hash(Suite suite, const Hash32& left, const Hash32& right) {
  return tagged_hash(suite, Tag::state_node, {left.view(), right.view()});
}

/// Which side a key takes below depth `depth` (0 to 255): false is left.
[[nodiscard]] inline bool state_bit(const Hash32& key_hash, std::size_t depth) {
  return (std::to_integer<unsigned>(key_hash.bytes[depth / 8]) >> (7 - depth % 8) & 1u) != 0;
}

/// The first 64 bits as a number that sorts as the hashes do: a sort by it seldom looks at the hashes.
[[nodiscard]] inline std::uint64_t first_bits(const Hash32& hash) {
  std::uint64_t out = 0;
  std::memcpy(&out, hash.bytes.data(), sizeof out);
  return std::byteswap(out);
}

/// A subtree as its parent sees it: how many leaves, and its hash. One leaf: the hash of that leaf. None:
/// zero.
struct StateSubtree {
  Hash32 hash;
  std::uint64_t count = 0;
  bool operator==(const StateSubtree&) const = default;
};
/// The subtree over two halves, by the compact rule.
[[nodiscard]] StateSubtree state_join(Suite suite, const StateSubtree& left, const StateSubtree& right);

/// The root over the subtree with this hash that lies on the way of `key_hash`, below these siblings, deepest
/// first. With a sibling there are two leaves or more, so that every step is a node.
[[nodiscard]] Hash32 state_path_root(Suite suite, const Hash32& key_hash, Hash32 hash,
                                     std::span<const Hash32> siblings);

/// True if `leaf` is in the tree with this root. Hostile paths are refused.
[[nodiscard]] bool state_path_proves(Suite suite, const Hash32& root, const StateLeaf& leaf,
                                     const StatePath& path);
/// True if no leaf of this key is in the tree with this root. Hostile paths are refused.
[[nodiscard]] bool state_path_disproves(Suite suite, const Hash32& root, const Hash32& key_hash,
                                        const StatePath& path);

}  // namespace credence
