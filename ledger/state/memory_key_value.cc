#include "ledger/state/memory_key_value.h"

#include <algorithm>
#include <cstring>

namespace credence {
namespace {

/// For readers that open a range at no cost.
class PlainScanner final : public KeyScanner {
 public:
  explicit PlainScanner(const KeyReader& reader) : reader_(reader) {}
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) override {
    return reader_.scan(from, to, visit);
  }

 private:
  const KeyReader& reader_;
};

}  // namespace

bool MemoryKeyValue::BytesLess::operator()(BytesView a, BytesView b) const {
  const std::size_t shared = std::min(a.size(), b.size());
  const int order = shared == 0 ? 0 : std::memcmp(a.data(), b.data(), shared);
  return order != 0 ? order < 0 : a.size() < b.size();
}

Result<std::optional<Bytes>> MemoryKeyValue::get(BytesView key) const {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return std::optional<Bytes>{};
  return std::optional<Bytes>{at->second};
}

Result<void> MemoryKeyValue::scan(BytesView from, BytesView to,
                                  const std::function<bool(BytesView key, BytesView value)>& visit) const {
  for (auto at = entries_.lower_bound(from); at != entries_.end() && BytesLess{}(at->first, to); ++at)
    if (!visit(at->first, at->second)) break;
  return {};
}

Result<void> MemoryKeyValue::write(const WriteBatch& batch, bool) {
  for (const auto& [key, value] : batch.entries) {
    const auto at = entries_.lower_bound(key);
    const bool held = at != entries_.end() && at->first == key;
    if (held) bytes_ -= at->second.size();
    if (value) {
      bytes_ += value->size() + (held ? 0 : key.size());
      if (held)
        at->second = *value;
      else
        entries_.emplace_hint(at, key, *value);
    } else if (held) {
      bytes_ -= key.size();
      entries_.erase(at);
    }
  }
  return {};
}

Result<std::shared_ptr<const KeyReader>> KeyValue::snapshot() const {
  auto copy = std::make_shared<MemoryKeyValue>();
  WriteBatch batch;
  const Bytes last(1, std::byte{0xFF});  // families are letters
  auto scanned = scan({}, last, [&](BytesView key, BytesView value) {
    batch.put(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
    return true;
  });
  if (!scanned) return std::unexpected(scanned.error());
  if (auto written = copy->write(batch, false); !written) return std::unexpected(written.error());
  return copy;
}

std::unique_ptr<KeyScanner> KeyReader::scanner() const { return std::make_unique<PlainScanner>(*this); }

std::unique_ptr<KeyValue> make_memory_key_value() { return std::make_unique<MemoryKeyValue>(); }

}  // namespace credence
