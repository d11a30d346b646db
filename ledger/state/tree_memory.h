// What the state tree holds in memory of its records: nodes down to a depth; the leaves of buckets, and of
// those that were read or changed their whole records, up to a number of bytes. Whatever comes from the store
// is checked against its hash. Internal to ledger/state.
#pragma once

#include "ledger/state/state_records.h"

namespace credence {

struct Children;

/// A bucket in memory; its bytes are counted while it is there.
class Bucket {
 public:
  using Leaves = std::vector<state_records::HashedLeaf>;
  using Record = std::shared_ptr<const Bytes>;
  /// `records` lie beside the leaves; null: not in memory.
  Bucket(Leaves leaves, std::vector<Record> records, std::size_t& counted);
  ~Bucket() { counted_ -= bytes_; }
  Bucket(const Bucket&) = delete;
  Bucket& operator=(const Bucket&) = delete;

  [[nodiscard]] std::span<const state_records::HashedLeaf> leaves() const { return leaves_; }
  [[nodiscard]] const Record& record(std::size_t place) const { return records_[place]; }
  void set_record(std::size_t place, Record record);

 private:
  [[nodiscard]] static std::size_t size_of(const Record& record);
  Leaves leaves_;
  std::vector<Record> records_;
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
};

class StateTree::Memory {
 public:
  Memory(const KeyReader& store, const Cache& cache) : store_(store), cache_(cache) {}

  /// Makes `below.children` that of the subtree `whole`, which is larger than a bucket.
  [[nodiscard]] Result<void> read_children(const state_records::Prefix& prefix, const StateSubtree& whole,
                                           Below& below);
  /// Makes `below.bucket` that of the subtree `whole`, with the record of the key `wanted`, if it has one.
  [[nodiscard]] Result<void> read_bucket(const state_records::Prefix& prefix, const StateSubtree& whole,
                                         Below& below, const Hash32* wanted);
  /// The record of a leaf, kept with it from then on.
  [[nodiscard]] Result<Bucket::Record> record_of(Bucket& bucket, std::size_t place);
  void make_children(const state_records::Prefix& prefix, Below& below);
  void keep_bucket(Bucket::Leaves leaves, std::vector<Bucket::Record> records, Below& below);
  /// Forgets what only the block needed, and what is too much.
  void end_block();
  void clear();

 private:
  [[nodiscard]] KeyScanner& scanner();
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
