#include "ledger/state/tree_memory.h"

#include <algorithm>

namespace credence {

using namespace state_records;

Bucket::Bucket(Leaves leaves, std::vector<Record> records, std::size_t& counted)
    : leaves_(std::move(leaves)), records_(std::move(records)), counted_(counted) {
  CREDENCE_ASSERT(leaves_.size() == records_.size());
  bytes_ = leaves_.size() * (sizeof(HashedLeaf) + sizeof(Record));
  for (const Record& record : records_) bytes_ += size_of(record);
  counted_ += bytes_;
}

void Bucket::set_record(std::size_t place, Record record) {
  counted_ += size_of(record) - size_of(records_[place]);
  bytes_ += size_of(record) - size_of(records_[place]);
  records_[place] = std::move(record);
}

std::size_t Bucket::size_of(const Record& record) { return record ? sizeof(Bytes) + record->size() : 0; }

KeyScanner& StateTree::Memory::scanner() {
  if (!scanner_) scanner_ = store_.scanner();
  return *scanner_;
}

Result<void> StateTree::Memory::read_children(const Prefix& prefix, const StateSubtree& whole, Below& below) {
  if (below.children) return {};
  auto nodes = state_records::read_children(scanner(), prefix, whole);
  if (!nodes) return std::unexpected(nodes.error());
  make_children(prefix, below);
  below.children->nodes = *nodes;
  return {};
}

void StateTree::Memory::make_children(const Prefix& prefix, Below& below) {
  below.bucket.reset();
  below.children = std::make_unique<Children>();
  if (prefix.depth >= cache_.depth) deep_.push_back(prefix);
}

Result<void> StateTree::Memory::read_bucket(const Prefix& prefix, const StateSubtree& whole, Below& below,
                                            const Hash32* wanted) {
  if (below.bucket || whole.count == 0) return {};
  Bucket::Leaves leaves;
  leaves.reserve(whole.count);
  std::vector<Bucket::Record> records;
  auto scanned = scan_entries(scanner(), prefix, [&](BytesView, BytesView record, const EntryView& entry) {
    leaves.push_back({entry.key_hash, state_leaf_hash({entry.key_hash, entry.value_hash})});
    const bool keep = wanted != nullptr && entry.key_hash == *wanted;
    records.push_back(keep ? std::make_shared<const Bytes>(record.begin(), record.end()) : nullptr);
    return leaves.size() <= kBucketMax;
  });
  if (!scanned) return scanned;
  if (build(leaves, prefix.depth) != whole) return corrupt_subtree(prefix, "entries");
  keep_bucket(std::move(leaves), std::move(records), below);
  return {};
}

void StateTree::Memory::keep_bucket(Bucket::Leaves leaves, std::vector<Bucket::Record> records,
                                    Below& below) {
  below.bucket.reset();
  if (!leaves.empty())
    below.bucket = std::make_unique<Bucket>(std::move(leaves), std::move(records), bucket_bytes_);
}

Result<Bucket::Record> StateTree::Memory::record_of(Bucket& bucket, std::size_t place) {
  if (bucket.record(place)) return bucket.record(place);
  const HashedLeaf& leaf = bucket.leaves()[place];
  const Bytes key = entry_key(leaf.key_hash);
  auto record = store_.get(key);
  if (!record) return std::unexpected(record.error());
  if (!*record) return fail(Code::storage_corrupt, "state entry " + leaf.key_hash.hex() + ": missing");
  const auto entry = parse_entry(key, **record);
  if (!entry) return std::unexpected(entry.error());
  if (state_leaf_hash({leaf.key_hash, entry->value_hash}) != leaf.leaf_hash)
    return fail(Code::storage_corrupt, "state entry " + leaf.key_hash.hex() + ": not the one in the tree");
  bucket.set_record(place, std::make_shared<const Bytes>(**std::move(record)));
  return bucket.record(place);
}

namespace {

void drop_buckets(Below& below) {
  below.bucket.reset();
  if (!below.children) return;
  for (Below& child : below.children->below) drop_buckets(child);
}

}  // namespace

void StateTree::Memory::end_block() {
  scanner_.reset();
  for (const Prefix& prefix : deep_) {
    Below* below = &top;
    for (unsigned depth = 0; depth < cache_.depth && below->children; depth += 4)
      below = &below->children->below[nibble_at(prefix.bits, depth)];
    below->children.reset();
  }
  deep_.clear();
  for (unsigned tried = 0; tried < 16 && bucket_bytes_ > cache_.bucket_bytes_max; ++tried) {
    if (!top.children) return top.bucket.reset();
    drop_buckets(top.children->below[next_drop_++ % 16]);
  }
}

void StateTree::Memory::clear() {
  scanner_.reset();
  deep_.clear();
  top = {};
}

}  // namespace credence
