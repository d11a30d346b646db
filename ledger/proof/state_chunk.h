// SPDX-License-Identifier: Apache-2.0
// A piece of the whole state under one header, that is checked on its own: what a node joins by.
//
// The state tree is cut by prefixes of the key hashes. A chunk holds every entry below its prefix, and the
// siblings from there up to the root; so the entries rebuild the state root of a certified header, or the
// chunk is a lie, whoever sent it. Nothing can be changed, left out, added or moved. Chunks are independent:
// they may come from several peers, in any order. Pure: no clock, no network.
#pragma once

#include "ledger/proof/snapshot_limits.h"
#include "ledger/tree/key_value.h"
#include "ledger/tree/state_path.h"

namespace credence {

/// Where a chunk lies: the highest `depth` bits of the key hashes in it. The other bits are zero.
struct StatePlace {
  Hash32 bits;
  std::uint8_t depth = 0;  // a multiple of 4, at most kChunkDepthMax
  auto operator<=>(const StatePlace&) const = default;
  template <class A>
  void serialize(A& a) {
    a(bits, depth);
  }

  [[nodiscard]] bool well_formed() const;
  /// The place of the `index`-th of the 2^depth chunks at this depth (at most 32).
  [[nodiscard]] static StatePlace nth(std::uint64_t index, unsigned depth);
  /// The sixteen places that it is cut into; not below kChunkDepthMax.
  [[nodiscard]] std::vector<StatePlace> split() const;
};

struct StateEntry {
  Blob<1024> key;                            // canonical encoding of a StateKey
  Blob<limits::kTransactionBytesMax> value;  // of its value
  bool operator==(const StateEntry&) const = default;
  template <class A>
  void serialize(A& a) {
    a(key, value);
  }
};

struct StateChunk {
  List<StateEntry, limits::kChunkEntriesMax> entries;  // strictly rising by key hash
  // From the subtree of the prefix up. Of one entry or none: from where it, another leaf or nothing stands
  // alone.
  StatePath path;
  bool operator==(const StateChunk&) const = default;
  template <class A>
  void serialize(A& a) {
    a(entries, path);
  }
};

/// The chunk of a state in a store, with a proof towards its root; nothing if it has more entries, or more
/// bytes, than one may have: split the place. `storage_corrupt`. Reads no more than it gives.
[[nodiscard]] Result<std::optional<StateChunk>> make_chunk(Suite suite, const KeyReader& state,
                                                           const StatePlace& place,
                                                           std::size_t bytes_max = limits::kChunkBytesMax);

/// The entries are all those below the place in the state with this root, as they are there: `malformed`
/// (form, order, place) or `wrong_root`. Their key hashes, in order.
[[nodiscard]] Result<std::vector<Hash32>> verify_chunk(Suite suite, const Hash32& root,
                                                       const StatePlace& place, const StateChunk& chunk);

}  // namespace credence
