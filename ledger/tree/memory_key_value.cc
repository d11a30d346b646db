// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree/memory_key_value.h"

#include <algorithm>
#include <cstring>
#include <memory>

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

/// The first 8 bytes of a key as a number that sorts as they do.
std::uint64_t head_of(BytesView key) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i)
    out = out << 8 | (i < key.size() ? std::to_integer<std::uint64_t>(key[i]) : 0);
  return out;
}

bool less(BytesView a, BytesView b) {
  const std::size_t shared = std::min(a.size(), b.size());
  const int order = shared == 0 ? 0 : std::memcmp(a.data(), b.data(), shared);
  return order != 0 ? order < 0 : a.size() < b.size();
}

void copy(BytesView from, std::byte* to) {
  if (!from.empty()) std::memcpy(to, from.data(), from.size());
}

}  // namespace

// ---- batches ----------------------------------------------------------------------------------------------

void WriteBatch::put(BytesView key, std::initializer_list<BytesView> parts) {
  std::size_t size = 0;
  for (const BytesView part : parts) size += part.size();
  CREDENCE_ASSERT(key.size() < kNoValue && size < kNoValue);
  const std::size_t at = bytes_.size();
  places_.push_back({at, static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(size)});
  bytes_.resize(at + key.size() + size);
  std::byte* to = bytes_.data() + at;
  copy(key, to);
  to += key.size();
  for (const BytesView part : parts) {
    copy(part, to);
    to += part.size();
  }
}

void WriteBatch::erase(BytesView key) {
  put(key, {});
  places_.back().value_size = kNoValue;
}

WriteBatch::Record WriteBatch::operator[](std::size_t number) const {
  const Place& place = places_[number];
  const BytesView rest = BytesView(bytes_).subspan(place.at);
  Record out{rest.first(place.key_size), std::nullopt};
  if (place.value_size != kNoValue) out.value = rest.subspan(place.key_size, place.value_size);
  return out;
}

void WriteBatch::clear() {
  if (bytes_.capacity() > kBytesKept) *this = {};
  bytes_.clear();
  places_.clear();
}

// ---- the store --------------------------------------------------------------------------------------------

MemoryKeyValue::Record::Record(std::uint64_t first, BytesView key, BytesView value)
    : head(first),
      key_size(static_cast<std::uint32_t>(key.size())),
      value_size(static_cast<std::uint32_t>(value.size())) {
  const auto fresh = std::make_shared_for_overwrite<std::byte[]>(key.size() + value.size());
  copy(key, fresh.get());
  copy(value, fresh.get() + key.size());
  bytes = fresh;
}

/// A leaf for writing, which no copy of the store shares.
MemoryKeyValue::Leaf& MemoryKeyValue::own(std::size_t number) {
  std::shared_ptr<Leaf>& leaf = leaves_[number];
  if (leaf.use_count() > 1) {
    leaf = std::make_shared<Leaf>(*leaf);
    leaf->reserve(kLeafMax + 1);
  } else {
    // Letting go of one more share meets the thread that let go of the last other one: what it read, it read
    // before this.
    std::shared_ptr<Leaf>(leaf).reset();
  }
  return *leaf;
}

bool MemoryKeyValue::before(const Record& record, std::uint64_t head, BytesView key) {
  return record.head != head ? record.head < head : less(record.key(), key);
}

MemoryKeyValue::Position MemoryKeyValue::position(BytesView key) const {
  const std::uint64_t head = head_of(key);
  // The last leaf that does not begin after the key.
  std::size_t from = 0;
  for (std::size_t to = leaves_.size(); from < to;) {
    const std::size_t middle = from + (to - from) / 2;
    const bool after =
        heads_[middle] != head ? heads_[middle] > head : less(key, leaves_[middle]->front().key());
    if (after)
      to = middle;
    else
      from = middle + 1;
  }
  if (from == 0) return {0, 0, false};
  const Leaf& leaf = *leaves_[from - 1];
  const auto at =
      std::ranges::partition_point(leaf, [&](const Record& record) { return before(record, head, key); });
  const bool found = at != leaf.end() && at->head == head && std::ranges::equal(at->key(), key);
  return {from - 1, static_cast<std::size_t>(at - leaf.begin()), found};
}

Result<std::optional<Bytes>> MemoryKeyValue::get(BytesView key) const {
  const Position at = position(key);
  if (!at.found) return std::optional<Bytes>{};
  const BytesView value = (*leaves_[at.leaf])[at.place].value();
  return std::optional<Bytes>(std::in_place, value.begin(), value.end());
}

Result<void> MemoryKeyValue::scan(BytesView from, BytesView to,
                                  const std::function<bool(BytesView key, BytesView value)>& visit) const {
  auto [leaf, place, found] = position(from);
  for (; leaf < leaves_.size(); ++leaf, place = 0)
    for (; place < leaves_[leaf]->size(); ++place) {
      const Record& record = (*leaves_[leaf])[place];
      if (!less(record.key(), to) || !visit(record.key(), record.value())) return {};
    }
  return {};
}

void MemoryKeyValue::put(BytesView key, BytesView value) {
  CREDENCE_ASSERT(key.size() <= UINT32_MAX && value.size() <= UINT32_MAX);
  if (leaves_.empty()) {
    leaves_.push_back(std::make_shared<Leaf>());
    heads_.push_back(0);
  }
  const Position at = position(key);
  Leaf& leaf = own(at.leaf);
  Record record(head_of(key), key, value);
  bytes_ += record.size();
  if (at.found) {
    bytes_ -= leaf[at.place].size();
    leaf[at.place] = std::move(record);
    return;
  }
  leaf.insert(leaf.begin() + static_cast<std::ptrdiff_t>(at.place), std::move(record));
  heads_[at.leaf] = leaf.front().head;
  if (leaf.size() > kLeafMax) split(at.leaf);
}

/// The upper half becomes a leaf of its own.
void MemoryKeyValue::split(std::size_t number) {
  Leaf& leaf = *leaves_[number];  // it was just written
  const auto half = leaf.begin() + kLeafMax / 2;
  auto upper = std::make_shared<Leaf>();
  upper->reserve(kLeafMax + 1);
  upper->assign(std::make_move_iterator(half), std::make_move_iterator(leaf.end()));
  leaf.erase(half, leaf.end());
  const auto next = static_cast<std::ptrdiff_t>(number + 1);
  heads_.insert(heads_.begin() + next, upper->front().head);
  leaves_.insert(leaves_.begin() + next, std::move(upper));
}

void MemoryKeyValue::erase(BytesView key) {
  const Position at = position(key);
  if (!at.found) return;
  Leaf& leaf = own(at.leaf);
  bytes_ -= leaf[at.place].size();
  leaf.erase(leaf.begin() + static_cast<std::ptrdiff_t>(at.place));
  if (!leaf.empty()) {
    heads_[at.leaf] = leaf.front().head;
    return;
  }
  leaves_.erase(leaves_.begin() + static_cast<std::ptrdiff_t>(at.leaf));
  heads_.erase(heads_.begin() + static_cast<std::ptrdiff_t>(at.leaf));
}

Result<void> MemoryKeyValue::write(const WriteBatch& batch, bool) {
  for (const auto& [key, value] : batch) {
    if (value)
      put(key, *value);
    else
      erase(key);
  }
  return {};
}

Result<std::shared_ptr<const KeyReader>> MemoryKeyValue::snapshot() const {
  return std::make_shared<const MemoryKeyValue>(*this);
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
