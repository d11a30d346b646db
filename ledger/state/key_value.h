// The small ordered key-value interface under the ledger: LevelDB in a node (ledger/store/leveldb_store.h), a map in tests and
// simulations. Keys compare as bytes.
//
// Thread-safety: const members may be called at once from many threads; `write` by one thread, with no reader.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "ledger/primitives/bytes.h"

namespace credence {

/// Puts and erasures in order: of one key, the later stands.
struct WriteBatch {
  std::vector<std::pair<Bytes, std::optional<Bytes>>> entries;  // no value: erase
  void put(Bytes key, Bytes value) { entries.emplace_back(std::move(key), std::move(value)); }
  void erase(Bytes key) { entries.emplace_back(std::move(key), std::nullopt); }
};

/// Many scans of one moment: sees the store as it was when the scanner was made. One thread; not longer than the store.
class KeyScanner {
 public:
  virtual ~KeyScanner() = default;
  /// As KeyReader::scan.
  [[nodiscard]] virtual Result<void> scan(BytesView from, BytesView to,
                                          const std::function<bool(BytesView key, BytesView value)>& visit) = 0;
};

/// What can be read: a store, or a store as it was some blocks ago (ledger/state/past_view.h).
class KeyReader {
 public:
  virtual ~KeyReader() = default;
  /// `storage_corrupt` if the bytes on the disk are damaged: a wrong value is never returned.
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(BytesView key) const = 0;
  /// Visits [from, to) in rising order until `visit` returns false.
  [[nodiscard]] virtual Result<void> scan(BytesView from, BytesView to,
                                          const std::function<bool(BytesView key, BytesView value)>& visit) const = 0;
  /// Where opening a range costs more than reading it, a scanner opens once. The reader must not be written to meanwhile.
  [[nodiscard]] virtual std::unique_ptr<KeyScanner> scanner() const;
};

class KeyValue : public KeyReader {
 public:
  /// The store as it is now, for as long as the answer is held, whatever is written meanwhile. Not longer than the store. Costs a copy
  /// unless the store knows better: LevelDB keeps overwritten values until the last reader has gone.
  [[nodiscard]] virtual Result<std::shared_ptr<const KeyReader>> snapshot() const;
  /// All or nothing; with `sync`, durable when it returns. `storage_failed` means that nothing may be sent any more.
  [[nodiscard]] virtual Result<void> write(const WriteBatch& batch, bool sync) = 0;
};

/// In memory; for tests, the simulator and offline audits.
[[nodiscard]] std::unique_ptr<KeyValue> make_memory_key_value();

}  // namespace credence
