// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/state_snapshot.h"

#include "ledger/store/ledger_impl.h"

namespace credence {

Result<std::vector<Bytes>> StateSnapshot::entries(Height height) const {
  const auto held = store_->get(keyspace::meta("histories"));
  if (!held) return std::unexpected(held.error());
  const Height from = *held ? decode<Height>(**held).value_or(0) : 0;
  if (height < from) return fail_pruned("entries of " + block_text(height), from);
  std::vector<Bytes> out;
  bool good = true;
  auto scanned = store_->scan(keyspace::entries(height, 0), keyspace::entries(height + 1, 0),
                              [&](BytesView, BytesView value) {
                                auto record = decode<keyspace::EntriesRecord>(value);
                                good = record.has_value();
                                if (!good) return false;
                                for (auto& item : record->items) out.push_back(std::move(item));
                                return true;
                              });
  if (!scanned) return std::unexpected(scanned.error());
  if (!good) return fail(Code::storage_corrupt, block_text(height) + ": its history entries");
  return out;
}

Result<ExecutedPage> StateSnapshot::executed(Height from, std::size_t bytes_max) const {
  ExecutedPage out;
  std::size_t bytes = 0;
  bool good = true;
  auto scanned = store_->scan(keyspace::executed(from), keyspace::after_family('x'),
                              [&](BytesView key, BytesView value) {
                                auto ids = decode<ExecutedIds>(value);
                                good = ids.has_value();
                                if (!good) return false;
                                BlockIds block{keyspace::height_in(key), *std::move(ids)};
                                if (page_full(out.size(), bytes, block.size(), bytes_max)) return false;
                                bytes += block.size();
                                out.push_back(std::move(block));
                                return true;
                              });
  if (!scanned) return std::unexpected(scanned.error());
  if (!good) return fail(Code::storage_corrupt, "ids of executed transactions");
  return out;
}

}  // namespace credence
