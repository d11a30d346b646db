// SPDX-License-Identifier: Apache-2.0
// Erasing old blocks, a little at a time.
//
// First the ledger says that it holds them no more; then their records go, from the lowest on. So a crash in
// between leaves records that nobody asks for, and that the next sweep takes. The ids of executed transactions
// have records of their own, which stay until all of them have expired.
#include "ledger/proof/snapshot_limits.h"
#include "ledger/store/ledger_impl.h"

namespace credence {
Result<bool> Ledger::Impl::prune(Height keep_from) {
  keep_from = std::min(keep_from, certified ? certified->header.height : 0);
  WriteBatch out;
  const bool rises = keep_from > oldest;
  if (rises) out.put(keyspace::meta("oldest"), encode(keep_from));
  const Height target = std::max(keep_from, oldest);
  if (swept_ >= target && swept_headers_ >= target) return false;
  if (rises) {  // by itself: nothing goes before the ledger says so
    if (auto written = write(out, false); !written) return std::unexpected(written.error());
    oldest = keep_from;
    return true;
  }
  if (auto swept = swept_ < oldest ? sweep_transactions(out) : sweep_headers(out); !swept)
    return std::unexpected(swept.error());
  const bool done = swept_ >= oldest && swept_headers_ >= oldest;
  if (done) out.put(keyspace::meta("pruned"), encode(oldest));
  if (auto written = write(out, false); !written) return std::unexpected(written.error());
  return !done;
}

/// Transactions, receipts and index entries of the lowest blocks that are left.
Result<void> Ledger::Impl::sweep_transactions(WriteBatch& out) {
  std::size_t transactions = 0;
  bool readable = true, more = false;
  Height last = oldest;
  auto scanned = store->scan(keyspace::transactions(swept_, 0), keyspace::transactions(oldest, 0),
                             [&](BytesView key, BytesView value) {
                               const auto record = decode<keyspace::TransactionsRecord>(value);
                               readable = record.has_value() && key.size() == 13;
                               if (!readable) return false;
                               last = keyspace::height_in(key);
                               more = transactions >= limits::kPruneRecordsMax;
                               if (more) return false;
                               transactions += record->items.size();
                               out.erase(key);
                               for (const keyspace::TransactionRecord& one : record->items) {
                                 const auto receipt = decode<Receipt>(one.receipt);
                                 readable = receipt.has_value();
                                 if (!readable) return false;
                                 const auto where = find_transaction(receipt->transaction);
                                 if (where && *where && (*where)->height < oldest)
                                   out.erase(keyspace::place(receipt->transaction));
                               }
                               return true;
                             });
  if (!scanned) return scanned;
  if (!readable) return fail(Code::storage_corrupt, "a transaction below block " + std::to_string(oldest));
  swept_ = more ? last : oldest;
  return {};
}

/// Headers and certificates; those at which the validators change stay, for they prove who signs today.
Result<void> Ledger::Impl::sweep_headers(WriteBatch& out) {
  std::size_t records = 0;
  Height last = oldest;
  auto scanned = store->scan(keyspace::block(std::max<Height>(swept_headers_, 1)), keyspace::block(oldest),
                             [&](BytesView key, BytesView) {
                               last = keyspace::height_in(key);
                               if (records++ == limits::kPruneRecordsMax) return false;
                               if (known_sets.contains(last + 1)) return true;
                               out.erase(key);
                               out.erase(keyspace::certificate(last));
                               return true;
                             });
  if (!scanned) return scanned;
  swept_headers_ = records > limits::kPruneRecordsMax ? last : oldest;
  return {};
}

}  // namespace credence
