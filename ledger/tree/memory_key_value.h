// SPDX-License-Identifier: Apache-2.0
// A key-value store in memory, with the order and the guarantees of the interface, that knows how much it
// holds.
//
// Records lie sorted in leaves of at most kLeafMax; the leaves lie sorted beside their first keys. Each
// record has the first 8 bytes of its key at hand, so that a search seldom leaves the arrays that it searches
// in. A copy shares the leaves, and whoever writes into a shared leaf copies that one first; so a copy is a
// snapshot for any thread.
#pragma once

#include "ledger/tree/key_value.h"

namespace credence {

class MemoryKeyValue final : public KeyValue {
 public:
  Result<std::optional<Bytes>> get(BytesView key) const override;
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView key, BytesView value)>& visit) const override;
  Result<std::shared_ptr<const KeyReader>> snapshot() const override;
  Result<void> write(const WriteBatch& batch, bool sync) override;
  void put(BytesView key, BytesView value);
  void erase(BytesView key);

  /// About how much memory it takes.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kLeafMax = 256;
  struct Record {
    std::uint64_t head;  // the first 8 bytes of the key, big-endian, padded with zeros
    std::uint32_t key_size, value_size;
    std::shared_ptr<const std::byte[]> bytes;  // key, value

    Record(std::uint64_t first, BytesView key, BytesView value);
    [[nodiscard]] BytesView key() const { return {bytes.get(), key_size}; }
    [[nodiscard]] BytesView value() const { return {bytes.get() + key_size, value_size}; }
    [[nodiscard]] std::size_t size() const {
      return sizeof(Record) + kAllocationBytes + key_size + value_size;
    }
  };
  static constexpr std::size_t kAllocationBytes = 32;  // what an allocation costs beside its bytes, about
  using Leaf = std::vector<Record>;
  struct Position {
    std::size_t leaf, place;
    bool found;
  };
  [[nodiscard]] static bool before(const Record& record, std::uint64_t head, BytesView key);
  /// Where the key is, or where it would be put.
  [[nodiscard]] Position position(BytesView key) const;
  void split(std::size_t leaf);
  [[nodiscard]] Leaf& own(std::size_t leaf);

  std::vector<std::shared_ptr<Leaf>> leaves_;  // none is empty
  std::vector<std::uint64_t> heads_;           // of the first record of each
  std::size_t bytes_ = 0;
};

}  // namespace credence
