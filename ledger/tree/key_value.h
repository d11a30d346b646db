// SPDX-License-Identifier: Apache-2.0
// The small ordered key-value interface under the ledger: LevelDB in a node (ledger/store/leveldb_store.h), a
// map in tests and simulations. Keys compare as bytes.
//
// Thread-safety: const members may be called at once from many threads; `write` by one thread, with no
// reader.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "ledger/primitives/bytes.h"

namespace credence {

/// Puts and erasures in order, all in one piece of memory: of several for one key the last counts.
class WriteBatch {
 public:
  /// Views into the batch: they hold until it changes. No value: the key is erased.
  struct Record {
    BytesView key;
    std::optional<BytesView> value;
  };

  void put(BytesView key, BytesView value) { put(key, {value}); }
  /// The value is these parts, one after the other.
  void put(BytesView key, std::initializer_list<BytesView> parts);
  void erase(BytesView key);

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] bool empty() const { return places_.empty(); }
  [[nodiscard]] Record operator[](std::size_t number) const;
  /// Forgets the records and keeps the memory, unless it is very much.
  void clear();

  class Iterator {
   public:
    using value_type = Record;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const WriteBatch& batch, std::size_t number) : batch_(&batch), number_(number) {}
    Record operator*() const { return (*batch_)[number_]; }
    Iterator& operator++() { return ++number_, *this; }
    Iterator operator++(int) { return {*batch_, number_++}; }
    bool operator==(const Iterator& other) const { return number_ == other.number_; }

   private:
    const WriteBatch* batch_ = nullptr;
    std::size_t number_ = 0;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }

 private:
  static constexpr std::size_t kBytesKept = 16UZ << 20;
  static constexpr std::uint32_t kNoValue = UINT32_MAX;
  struct Place {
    std::size_t at;
    std::uint32_t key_size, value_size;
  };
  std::vector<std::byte> bytes_;
  std::vector<Place> places_;
};

/// Many scans of one moment: sees the store as it was when the scanner was made. One thread; not longer than
/// the store.
class KeyScanner {
 public:
  virtual ~KeyScanner() = default;
  /// As KeyReader::scan.
  [[nodiscard]] virtual Result<void> scan(
      BytesView from, BytesView to, const std::function<bool(BytesView key, BytesView value)>& visit) = 0;
};

/// What can be read: a store, or a store as it was some blocks ago (KeyValue::snapshot).
class KeyReader {
 public:
  virtual ~KeyReader() = default;
  /// `storage_corrupt` if the bytes on the disk are damaged: a wrong value is never returned.
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(BytesView key) const = 0;
  /// Visits [from, to) in rising order until `visit` returns false.
  [[nodiscard]] virtual Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView key, BytesView value)>& visit) const = 0;
  /// Where opening a range costs more than reading it, a scanner opens once. The reader must not be written
  /// to meanwhile.
  [[nodiscard]] virtual std::unique_ptr<KeyScanner> scanner() const;
};

class KeyValue : public KeyReader {
 public:
  /// The store as it is now, for as long as the answer is held, whatever is written meanwhile. Not longer
  /// than the store. A ledger takes one before each block. Costs a copy unless the store knows better: LevelDB
  /// keeps overwritten values until the last reader has gone, a store in memory copies what is then written. None of a
  /// store that keeps no past (an audit's): of a block without a certificate nothing is proved then.
  [[nodiscard]] virtual Result<std::shared_ptr<const KeyReader>> snapshot() const;
  /// All or nothing; with `sync`, durable when it returns. `storage_failed` means that nothing may be sent
  /// any more.
  [[nodiscard]] virtual Result<void> write(const WriteBatch& batch, bool sync) = 0;
  /// As `write` with `sync`, but it may be durable only after this returned: what is read or written later
  /// waits for it and fails if it does. The batch may be left as another one.
  [[nodiscard]] virtual Result<void> hand_over(WriteBatch& batch) { return write(batch, true); }
  /// Waits until what was handed over is durable.
  [[nodiscard]] virtual Result<void> settle() const { return {}; }
};

/// In memory; for tests, the simulator and offline audits.
[[nodiscard]] std::unique_ptr<KeyValue> make_memory_key_value();

}  // namespace credence
