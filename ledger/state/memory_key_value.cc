// A key-value store in memory: a map, with the order and the guarantees of the interface.
#include "ledger/state/key_value.h"

#include <algorithm>

namespace credence {
namespace {

/// Compares views with stored keys, so that a look-up copies nothing.
struct BytesLess {
  using is_transparent = void;
  bool operator()(BytesView a, BytesView b) const {
    return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end()) < 0;
  }
};

/// For readers that open a range at no cost.
class PlainScanner final : public KeyScanner {
 public:
  explicit PlainScanner(const KeyReader& reader) : reader_(reader) {}
  Result<void> scan(BytesView from, BytesView to, const std::function<bool(BytesView, BytesView)>& visit) override {
    return reader_.scan(from, to, visit);
  }

 private:
  const KeyReader& reader_;
};

class MemoryKeyValue final : public KeyValue {
 public:
  Result<std::optional<Bytes>> get(BytesView key) const override {
    const auto at = entries_.find(key);
    if (at == entries_.end()) return std::optional<Bytes>{};
    return std::optional<Bytes>{at->second};
  }

  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView key, BytesView value)>& visit) const override {
    const auto end = entries_.lower_bound(to);
    for (auto at = entries_.lower_bound(from); at != end && at != entries_.end(); ++at) {
      if (!visit(at->first, at->second)) break;
    }
    return {};
  }

  Result<void> write(const WriteBatch& batch, bool) override {
    for (const auto& [key, value] : batch.entries) {
      if (value) {
        entries_.insert_or_assign(key, *value);
      } else {
        entries_.erase(key);
      }
    }
    return {};
  }

 private:
  std::map<Bytes, Bytes, BytesLess> entries_;
};

}  // namespace

std::unique_ptr<KeyScanner> KeyReader::scanner() const { return std::make_unique<PlainScanner>(*this); }

std::unique_ptr<KeyValue> make_memory_key_value() { return std::make_unique<MemoryKeyValue>(); }

}  // namespace credence
