// SPDX-License-Identifier: Apache-2.0
#include "ledger/proof/state_chunk.h"

#include <algorithm>

#include "ledger/tree/state_entries.h"
#include "ledger/tree/state_records.h"

namespace credence {
namespace {

Hash32 first_bits(Hash32 hash, unsigned depth) {
  for (std::size_t i = (depth + 7) / 8; i < Hash32::kSize; ++i) hash.bytes[i] = std::byte{0};
  if (depth % 8 != 0) hash.bytes[depth / 8] &= std::byte{0xF0};
  return hash;
}

std::string text_of(const StatePlace& place) {
  return "state chunk " + place.bits.hex().substr(0, place.depth / 4) + "/" + std::to_string(place.depth);
}

/// The hash at which the path ends, with the rules for one entry and for none: see StateChunk.
bool leads_to(Suite suite, const Hash32& root, const StatePlace& place,
              std::span<const state_records::HashedLeaf> leaves, const StatePath& path) {
  if (path.siblings.size() > place.depth) return false;
  if (leaves.empty()) {
    // Another leaf stands alone above the place; one below it would be an entry that was left out.
    if (path.other_leaf && first_bits(path.other_leaf->key_hash, place.depth) == place.bits) return false;
    return state_path_disproves(suite, root, place.bits, path);
  }
  if (path.other_leaf) return false;
  if (leaves.size() > 1 && path.siblings.size() != place.depth) return false;
  const Hash32 whole = state_records::build(suite, leaves, place.depth).hash;
  return state_path_root(suite, leaves.front().key_hash, whole, path.siblings) == root;
}

}  // namespace

bool StatePlace::well_formed() const {
  return depth % 4 == 0 && depth <= limits::kChunkDepthMax && first_bits(bits, depth) == bits;
}

StatePlace StatePlace::nth(std::uint64_t index, unsigned depth) {
  CREDENCE_ASSERT(depth <= 32 && depth % 4 == 0 && index >> depth == 0);
  StatePlace out{{}, static_cast<std::uint8_t>(depth)};
  for (unsigned at = 0; at < depth; at += 4) {
    const auto nibble = static_cast<unsigned>(index >> (depth - at - 4) & 15);
    out.bits.bytes[at / 8] |= static_cast<std::byte>(at % 8 == 0 ? nibble << 4 : nibble);
  }
  return out;
}

std::vector<StatePlace> StatePlace::split() const {
  CREDENCE_ASSERT(depth + 4u <= limits::kChunkDepthMax);
  std::vector<StatePlace> out;
  const state_records::Prefix prefix{bits, depth};
  for (unsigned nibble = 0; nibble < 16; ++nibble)
    out.push_back({prefix.child(nibble).bits, static_cast<std::uint8_t>(depth + 4)});
  return out;
}

Result<std::optional<StateChunk>> make_chunk(Suite suite, const KeyReader& state, const StatePlace& place,
                                             std::size_t bytes_max) {
  StateChunk out;
  Hash32 first = place.bits;
  std::size_t bytes = 0;
  bool fits = true;
  bool readable = true;
  auto scanned = each_state_entry_below(
      state, place.bits, place.depth, [&](const Hash32& key_hash, BytesView key, BytesView value) {
        bytes += key.size() + value.size() + 8;
        fits = bytes <= bytes_max && out.entries.size() < limits::kChunkEntriesMax;
        readable = key.size() <= 1024 && value.size() <= limits::kTransactionBytesMax;
        if (!fits || !readable) return false;
        if (out.entries.empty()) first = key_hash;
        out.entries.push_back({Blob<1024>(key), Blob<limits::kTransactionBytesMax>(value)});
        return true;
      });
  if (!scanned) return std::unexpected(scanned.error());
  if (!readable) return fail(Code::storage_corrupt, text_of(place) + ": an entry longer than any");
  if (!fits) return std::optional<StateChunk>{};
  auto path = make_state_path(suite, state, out.entries.size() == 1 ? first : place.bits);
  if (!path) return std::unexpected(path.error());
  out.path = *std::move(path);
  if (out.entries.size() > 1) {  // the path goes on below the place, to where its first bits stand alone
    if (out.path.siblings.size() < place.depth)
      return fail(Code::storage_corrupt, text_of(place) + ": entries and tree differ");
    out.path.siblings.erase(out.path.siblings.begin(), out.path.siblings.end() - place.depth);
    out.path.other_leaf.reset();
  }
  return std::optional<StateChunk>(std::move(out));
}

Result<std::vector<Hash32>> verify_chunk(Suite suite, const Hash32& root, const StatePlace& place,
                                         const StateChunk& chunk) {
  if (!place.well_formed()) return fail(Code::malformed, text_of(place));
  std::vector<Hash32> hashes;
  std::vector<state_records::HashedLeaf> leaves;
  hashes.reserve(chunk.entries.size());
  leaves.reserve(chunk.entries.size());
  for (const StateEntry& entry : chunk.entries) {
    const Hash32 hash = state_key_hash(suite, entry.key);
    if (first_bits(hash, place.depth) != place.bits)
      return fail(Code::malformed, text_of(place) + ": an entry of another place");
    if (!hashes.empty() && !(hashes.back() < hash))
      return fail(Code::malformed, text_of(place) + ": entries out of order");
    hashes.push_back(hash);
    leaves.push_back({hash, state_leaf_hash(suite, {hash, state_value_hash(suite, entry.value)})});
  }
  if (!leads_to(suite, root, place, leaves, chunk.path)) return fail(Code::wrong_root, text_of(place));
  return hashes;
}

}  // namespace credence
