// A key-value store in memory: a map, with the order and the guarantees of the interface, that knows how much
// it holds.
#pragma once

#include "ledger/state/key_value.h"

namespace credence {

class MemoryKeyValue final : public KeyValue {
 public:
  Result<std::optional<Bytes>> get(BytesView key) const override;
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView key, BytesView value)>& visit) const override;
  Result<void> write(const WriteBatch& batch, bool sync) override;

  /// About how much memory it takes: keys, values, and what a map spends on each.
  [[nodiscard]] std::size_t bytes() const { return bytes_ + entries_.size() * kEntryOverheadBytes; }

 private:
  static constexpr std::size_t kEntryOverheadBytes = 128;
  /// Compares views with stored keys, so that a look-up copies nothing.
  struct BytesLess {
    using is_transparent = void;
    bool operator()(BytesView a, BytesView b) const;
  };
  std::map<Bytes, Bytes, BytesLess> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace credence
