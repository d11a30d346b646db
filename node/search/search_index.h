// SPDX-License-Identifier: Apache-2.0
// What a node finds things by: an index beside the ledger, derived from the state and kept in step with its
// blocks. It is no part of the state: no root names it, and what it says is one node's word. It may be erased
// at any time, and is made again.
//
//   'm' "format", "chain", "height"  -> u32; ChainId; the last block whose changes are in here: u64
//   family term 0 key                -> nothing; family: 'i', 'n', 'p' (terms.h); key: of a StateKey
//   'l' kind:1 number 0 key          -> nothing: the list of a kind, in the order of its ids
//
// Rows are only added: a thing whose name changed is still found by the former one where its value holds it,
// and a row whose thing is not found by it any more is passed over.
//
// Thread-safety: all members, from any thread; `follow` from one at a time.
#pragma once

#include <atomic>
#include <shared_mutex>

#include "node/base/shared_ledger.h"
#include "node/search/terms.h"

namespace credence {
class StateSnapshot;
}

namespace credence::node {

class SearchIndex {
 public:
  /// An index of another chain or format is emptied.
  [[nodiscard]] static Result<std::unique_ptr<SearchIndex>> open(std::unique_ptr<KeyValue> store,
                                                                 const ChainId& chain);

  /// Takes in what the ledger has and this has not: some blocks, or all of the state where blocks do not lead
  /// here. True if there is more to do. Gives up when `stopping` becomes true.
  [[nodiscard]] Result<bool> follow(const SharedLedger& ledger, const std::atomic<bool>& stopping);
  /// Of the last block whose changes are in here; nothing: it is being made.
  [[nodiscard]] std::optional<Height> height() const;

  struct Found {
    StateKey key;
    Bytes value;  // of the present state
  };
  struct Page {
    std::vector<Found> found;
    std::string cursor;  // where the next page begins; empty: this was the last
  };
  /// A page looks at a bounded number of rows, and may hold fewer than `limit` although more follow.
  /// `bad_request` for a cursor that is not of this word.
  [[nodiscard]] Result<Page> find(const SharedLedger& ledger, std::string_view word,
                                  std::optional<SearchKind> kind, std::string_view cursor,
                                  std::size_t limit) const;
  [[nodiscard]] Result<Page> list(const SharedLedger& ledger, SearchKind kind, std::string_view cursor,
                                  std::size_t limit) const;

 private:
  explicit SearchIndex(std::unique_ptr<KeyValue> store) : store_(std::move(store)) {}
  struct Scan;
  [[nodiscard]] Result<void> scan(const SharedLedger& ledger, const Scan& range, std::size_t limit,
                                  std::size_t& looked_at, Page& out) const;
  [[nodiscard]] Result<void> empty();
  [[nodiscard]] Result<void> rebuild(const StateSnapshot& state, const std::atomic<bool>& stopping);
  [[nodiscard]] Result<void> write(const WriteBatch& batch);

  const std::unique_ptr<KeyValue> store_;
  mutable std::shared_mutex mutex_;  // of the store
  std::atomic<std::int64_t> height_{-1};
};

}  // namespace credence::node
