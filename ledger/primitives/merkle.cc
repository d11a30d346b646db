// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/merkle.h"

#include <bit>

namespace credence {

namespace {

Hash32 top_of(Suite suite, std::span<const Hash32> leaves) {
  if (leaves.empty()) return Hash32{};
  if (leaves.size() == 1) return leaves[0];
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  return merkle_node(suite, top_of(suite, leaves.first(left)), top_of(suite, leaves.subspan(left)));
}

Hash32 root_of(Suite suite, std::uint64_t count, const Hash32& top) {
  std::array<std::byte, 8> number;
  for (std::size_t i = 0; i < number.size(); ++i) number[i] = static_cast<std::byte>(count >> (8 * i));
  return tagged_hash(suite, Tag::merkle_root, {number, top.view()});
}

}  // namespace

Hash32 merkle_root(Suite suite, std::span<const Hash32> leaves) {
  return root_of(suite, leaves.size(), top_of(suite, leaves));
}

std::vector<Hash32> merkle_path(Suite suite, std::span<const Hash32> leaves, std::size_t index) {
  CREDENCE_ASSERT(index < leaves.size());
  std::vector<Hash32> path;
  while (leaves.size() > 1) {
    const std::size_t left = std::bit_floor(leaves.size() - 1);
    if (index < left) {
      path.push_back(top_of(suite, leaves.subspan(left)));
      leaves = leaves.first(left);
    } else {
      path.push_back(top_of(suite, leaves.first(left)));
      leaves = leaves.subspan(left);
      index -= left;
    }
  }
  return {path.rbegin(), path.rend()};
}

bool merkle_verify(Suite suite, const Hash32& leaf, std::uint64_t index, std::uint64_t count,
                   std::span<const Hash32> path, const Hash32& root) {
  if (index >= count) return false;
  // RFC 9162 §2.1.3.2: `at` and `last` are the positions of the node and of the last node on the present
  // level.
  std::uint64_t at = index;
  std::uint64_t last = count - 1;
  Hash32 hash = leaf;
  for (const Hash32& sibling : path) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      hash = merkle_node(suite, sibling, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = merkle_node(suite, hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && root_of(suite, count, hash) == root;
}

}  // namespace credence
