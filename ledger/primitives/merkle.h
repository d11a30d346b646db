// SPDX-License-Identifier: Apache-2.0
// A Merkle tree over a list of byte strings, shaped as in RFC 6962 §2.1: the left subtree of n > 1 leaves
// holds the largest power of two below n. Leaves, inner nodes and the root have different tags, and the root
// commits to the number of leaves: root = H(count || top). In RFC 6962 a path can verify under several
// counts; here it cannot, so neither [A,B,C], nor [A,B,C,C], nor an inner node can pass for another list.
#pragma once

#include <vector>

#include "ledger/primitives/hash.h"

namespace credence {

[[nodiscard]] inline Hash32 merkle_leaf(Suite suite, BytesView item) {
  return tagged_hash(suite, Tag::merkle_leaf, item);
}
[[nodiscard]] inline Hash32 merkle_node(Suite suite, const Hash32& left, const Hash32& right) {
  return tagged_hash(suite, Tag::merkle_node, {left.view(), right.view()});
}

/// The root over leaf hashes, also of none.
[[nodiscard]] Hash32 merkle_root(Suite suite, std::span<const Hash32> leaves);
/// The siblings from leaf `index` up to the root. `index` must be below `leaves.size()`.
[[nodiscard]] std::vector<Hash32> merkle_path(Suite suite, std::span<const Hash32> leaves, std::size_t index);
/// True if `leaf` is at `index` of exactly `count` leaves under `root`; hostile numbers and lengths are
/// refused.
[[nodiscard]] bool merkle_verify(Suite suite, const Hash32& leaf, std::uint64_t index, std::uint64_t count,
                                 std::span<const Hash32> path, const Hash32& root);

}  // namespace credence
