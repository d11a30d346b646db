// SPDX-License-Identifier: Apache-2.0
// The records of the state tree in the store: their keys, their bytes, and checked reading. Internal to
// ledger/tree.
#pragma once

#include <algorithm>

#include "ledger/tree/state_tree.h"

namespace credence::state_records {

/// The highest `depth` bits of a key hash (a multiple of 4); the others are zero.
struct Prefix {
  Hash32 bits;
  unsigned depth = 0;

  [[nodiscard]] Prefix child(unsigned nibble) const {
    Prefix out{bits, depth + 4};
    out.bits.bytes[depth / 8] |= static_cast<std::byte>(depth % 8 == 0 ? nibble << 4 : nibble);
    return out;
  }
};

/// The four bits of a key hash below `depth`.
[[nodiscard]] inline unsigned nibble_at(const Hash32& key_hash, unsigned depth) {
  const auto byte = std::to_integer<unsigned>(key_hash.bytes[depth / 8]);
  return depth % 8 == 0 ? byte >> 4 : byte & 15u;
}

/// A leaf while hashes are computed.
struct HashedLeaf {
  Hash32 key_hash, leaf_hash;
};

/// The 16 subtrees below a larger one.
using Sixteen = std::array<StateSubtree, 16>;

/// A key in the store, at most that of an entry: its bytes need no memory of their own.
class StoreKey {
 public:
  explicit StoreKey(char family) { add(static_cast<std::byte>(family)); }
  void add(std::byte byte) { bytes_[size_++] = byte; }
  void add(BytesView bytes) {
    std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += bytes.size();
  }
  operator BytesView() const {
    return BytesView(bytes_).first(size_);
  }  // NOLINT(google-explicit-constructor)

 private:
  std::array<std::byte, 3 + Hash32::kSize> bytes_;
  std::size_t size_ = 0;
};
[[nodiscard]] StoreKey entry_key(const Hash32& key_hash);
[[nodiscard]] StoreKey node_key(const Prefix& prefix);
[[nodiscard]] Bytes entry_record(const Hash32& value_hash, BytesView key, BytesView value);
inline constexpr std::size_t kNodeRecordBytes = Hash32::kSize + 8;
[[nodiscard]] std::array<std::byte, kNodeRecordBytes> node_record(const StateSubtree& node);

struct EntryView {
  Hash32 key_hash, value_hash;
  BytesView key, value;  // into the record
};
/// `storage_corrupt` if a record is too short. The value is not yet checked against its hash.
[[nodiscard]] Result<EntryView> parse_entry(BytesView store_key, BytesView record);

/// The value in the record of a key, checked against its hash: `storage_corrupt`.
[[nodiscard]] Result<std::optional<Bytes>> checked_value(Suite suite, const Hash32& key_hash, BytesView key,
                                                         BytesView record);

/// Visits the entries below a prefix in rising order; `visit` returns false to stop.
[[nodiscard]] Result<void> scan_entries(
    KeyScanner& store, const Prefix& prefix,
    const std::function<bool(BytesView store_key, BytesView record, const EntryView&)>& visit);
/// The children of a subtree larger than a bucket, as they are in the store: `storage_corrupt` if they do not
/// even have the form.
[[nodiscard]] Result<Sixteen> scan_children(KeyScanner& store, const Prefix& prefix);
/// The same, checked against the subtree.
[[nodiscard]] Result<Sixteen> read_children(Suite suite, KeyScanner& store, const Prefix& prefix,
                                            const StateSubtree& whole);

/// The subtree over sorted leaves that share their first `depth` bits.
[[nodiscard]] StateSubtree build(Suite suite, std::span<const HashedLeaf> leaves, unsigned depth);
/// The subtree over 2^k subtrees that lie side by side.
[[nodiscard]] StateSubtree fold(Suite suite, std::span<const StateSubtree> parts);
/// Where the leaves with bit 1 at `depth` begin.
[[nodiscard]] std::size_t split_at(std::span<const HashedLeaf> leaves, unsigned depth);

[[nodiscard]] std::unexpected<Error> corrupt_subtree(const Prefix& prefix, std::string_view what);

}  // namespace credence::state_records
