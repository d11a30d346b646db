// SPDX-License-Identifier: Apache-2.0
// The state and its tree in a key-value store.
//
//   's' key_hash                         -> value_hash:32 key_length:u32 key value
//   'n' depth/4:u8 prefix:ceil(depth/8)  -> hash:32 count:u64
//
// 's' is an entry: one record each, in key-hash order. 'n' is a subtree at a depth that is 0 mod 4.
//
// A subtree with at most kScanMax entries has no records below it but its entries: a short range scan gives
// what is between. A larger one has a record for each of its 16 non-empty children. Which records exist is a
// function of the content alone; subtrees split one by one as they grow, so that no block pays for a
// reorganisation of the whole. In memory a subtree with at most kBucketMax entries is a bucket, hashed as a
// whole, and a larger one has 16 children. The nodes down to a depth stay there once they were read (at most
// 107 MB at depth 20), and buckets up to a number of bytes, so opening costs one read, however long the chain
// is. Whatever is read from the store is checked against its hash.
//
// Thread-safety: const members from many threads; the others alone.
#pragma once

#include "ledger/tree/key_value.h"
#include "ledger/tree/state_path.h"

namespace credence {

/// One key whose value a block changed. No value: the key leaves the state.
struct StateChange {
  Hash32 key_hash;
  Bytes key;
  std::optional<Bytes> value;
};

class StateTree {
 public:
  static constexpr std::size_t kBucketMax = 16;
  static constexpr std::size_t kScanMax = 64;

  /// What bounds memory; it never changes a root.
  struct Cache {
    unsigned depth = 20;  // of nodes, a multiple of 4
    // Bytes of leaves and of records that were read or written; what one block touches may pass it.
    std::size_t bucket_bytes_max = 256 * limits::kMiB;
  };

  /// The store outlives the tree.
  StateTree(Suite suite, const KeyReader& store) : StateTree(suite, store, Cache{}) {}
  StateTree(Suite suite, const KeyReader& store, const Cache& cache);
  ~StateTree();

  /// Reads the root from the store.
  [[nodiscard]] Result<void> load();
  [[nodiscard]] const Hash32& root() const { return top_.hash; }
  [[nodiscard]] std::uint64_t count() const { return top_.count; }

  /// The value of a key, proved by the tree: `storage_corrupt` if the store holds another one. It must be the
  /// state that the store holds. The view holds until the next call.
  [[nodiscard]] Result<std::optional<BytesView>> read(const Hash32& key_hash, BytesView key);

  /// The tree after `changes` (strictly rising by key hash): writes go into `batch`. The caller writes the
  /// batch to the store before the next call, or calls `discard` if it could not.
  [[nodiscard]] Result<void> update(std::span<const StateChange> changes, WriteBatch& batch);
  /// Forgets everything in memory and reads the store again.
  [[nodiscard]] Result<void> discard();

 private:
  class Memory;
  class Updater;
  const KeyReader& store_;
  StateSubtree top_;
  std::unique_ptr<Memory> memory_;
};

/// The value of a key in the state held by `store`, checked against its hash: `storage_corrupt`.
[[nodiscard]] Result<std::optional<Bytes>> read_state(Suite suite, const KeyReader& store,
                                                      const Hash32& key_hash, BytesView key);
/// The root of the state held by `store`.
[[nodiscard]] Result<StateSubtree> read_state_root(const KeyReader& store);
/// The path that proves a key hash present or absent in the state held by `store`; unchecked against a root.
[[nodiscard]] Result<StatePath> make_state_path(Suite suite, const KeyReader& store, const Hash32& key_hash);
/// Recomputes the root from all entries, in bounded memory: for audits. `storage_corrupt` if an entry does
/// not fit its hash. `check_keys` is off only in tests that choose their key hashes.
[[nodiscard]] Result<StateSubtree> recompute_state_root(Suite suite, const KeyReader& store,
                                                        bool check_keys = true);

}  // namespace credence
