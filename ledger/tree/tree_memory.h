// SPDX-License-Identifier: Apache-2.0
// What the state tree holds in memory of its records: nodes down to a depth; the leaves of buckets, and of
// those that were read or changed their whole records, up to a number of bytes. Whatever comes from the store
// is checked against its hash. Internal to ledger/tree.
#pragma once

#include <cstring>

#include "ledger/tree/state_records.h"

namespace credence {

struct Children;

/// A bucket in memory; its bytes are counted while it is there.
class Bucket {
 public:
  using Leaf = state_records::HashedLeaf;
  explicit Bucket(std::size_t& counted) : counted_(counted) { count(sizeof(Bucket), 0); }
  ~Bucket() { counted_ -= bytes_; }
  Bucket(const Bucket&) = delete;
  Bucket& operator=(const Bucket&) = delete;

  [[nodiscard]] std::span<const Leaf> leaves() const { return leaves_; }
  /// The whole record of a leaf, or nothing: not in memory.
  [[nodiscard]] const Bytes& record(std::size_t place) const { return records_[place]; }

  /// The place of a key's leaf, or nothing: it has none. Of a bucket that is no larger than one may be, and was
  /// indexed since its leaves changed.
  [[nodiscard]] std::optional<std::size_t> find(const Hash32& key_hash) const {
    const std::uint32_t head = head_of(key_hash);
    for (std::size_t place = 0; place < leaves_.size(); ++place)
      if (heads_[place] == head && leaves_[place].key_hash == key_hash) return place;
    return std::nullopt;
  }
  void index() {
    CREDENCE_ASSERT(leaves_.size() <= heads_.size());
    for (std::size_t place = 0; place < leaves_.size(); ++place)
      heads_[place] = head_of(leaves_[place].key_hash);
  }

  void reserve(std::size_t leaves);
  /// Before the leaf at `place`.
  void insert(std::size_t place, const Leaf& leaf, Bytes record);
  void append(const Leaf& leaf, Bytes record) { insert(leaves_.size(), leaf, std::move(record)); }
  void replace(std::size_t place, const Leaf& leaf, Bytes record);
  void set_record(std::size_t place, Bytes record);
  void erase(std::size_t place);
  [[nodiscard]] Bytes take_record(std::size_t place);

 private:
  /// Four bytes that the keys of a bucket do not share.
  [[nodiscard]] static std::uint32_t head_of(const Hash32& key_hash) {
    std::uint32_t out = 0;
    std::memcpy(&out, key_hash.bytes.data() + 16, sizeof out);
    return out;
  }
  [[nodiscard]] static std::size_t size_of(const Bytes& record) {
    return sizeof(Leaf) + sizeof(Bytes) + record.size();
  }
  void count(std::size_t more, std::size_t less) {
    bytes_ += more - less;
    counted_ += more - less;
  }
  // Of each leaf: a search seldom looks further, and a leaf is a line of the processor's cache.
  std::array<std::uint32_t, StateTree::kBucketMax> heads_{};
  std::vector<Leaf> leaves_;
  std::vector<Bytes> records_;  // beside the leaves
  std::size_t bytes_ = 0;
  std::size_t& counted_;
};

/// What was read below one subtree: of a bucket its leaves, of a larger one its children. Nothing below an
/// empty one.
struct Below {
  std::unique_ptr<Children> children;
  std::unique_ptr<Bucket> bucket;
};

struct Children {
  state_records::Sixteen nodes{};
  std::array<Below, 16> below;

  /// The subtree over all nodes, after those have changed whose bits are set: only what lies above them is
  /// hashed again.
  StateSubtree fold(Suite suite, std::uint32_t changed);

 private:
  // As in a heap: the whole is 1, the two parts of i are 2i and 2i + 1, and 16 to 31 are the nodes.
  std::array<StateSubtree, 16> inner_{};
};
inline constexpr std::uint32_t kAllChanged = 0xFFFF;

class StateTree::Memory {
 public:
  const Suite suite;
  Memory(Suite of, const KeyReader& store, const Cache& cache) : suite(of), store_(store), cache_(cache) {}

  /// Makes `below.children` that of the subtree `whole`, which is larger than a bucket; where entries are read
  /// for it, with the record of the key `wanted`, if it has one.
  [[nodiscard]] Result<void> read_children(const state_records::Prefix& prefix, const StateSubtree& whole,
                                           Below& below, const Hash32* wanted);
  /// Makes `below.bucket` that of the subtree `whole`, with the record of the key `wanted`, if it has one.
  [[nodiscard]] Result<void> read_bucket(const state_records::Prefix& prefix, const StateSubtree& whole,
                                         Below& below, const Hash32* wanted);
  /// Brings the record of a leaf into memory, checked.
  [[nodiscard]] Result<void> read_record(Bucket& bucket, std::size_t place);
  /// The subtree over a bucket in memory, which may have become empty, or so large that it gets children.
  StateSubtree place(const state_records::Prefix& prefix, Below& below);
  void make_bucket(Below& below) { below.bucket = std::make_unique<Bucket>(bucket_bytes_); }
  /// Forgets what only the block needed, and what is too much.
  void end_block();
  void clear();

 private:
  [[nodiscard]] KeyScanner& scanner();
  void make_children(const state_records::Prefix& prefix, Below& below);
  /// Makes a bucket, or children, of the entries of the subtree `whole`: at most kScanMax.
  [[nodiscard]] Result<void> read_entries(const state_records::Prefix& prefix, const StateSubtree& whole,
                                          Below& below, const Hash32* wanted);
  const KeyReader& store_;
  const Cache cache_;
  std::size_t bucket_bytes_ = 0;  // in memory
  unsigned next_drop_ = 0;
  std::unique_ptr<KeyScanner> scanner_;  // from the first read of a block to its end
  std::vector<state_records::Prefix>
      deep_;  // whose children were read although they lie below the cache's depth

 public:
  Below top;  // after what it counts in
};

}  // namespace credence
