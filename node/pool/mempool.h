// SPDX-License-Identifier: Apache-2.0
// The transactions that wait for a block, in order of arrival, each once.
//
// Every validator keeps them all and watches that they get into blocks (docs/protocol.md), so the bounds must
// hold against a flood: on the number, on the bytes, on what one signer may have waiting, and on the share
// that came through one peer. What was executed lately is remembered here, so that a late copy that overtook
// its own execution does not come back. Signatures and the state are checked before (node/pool/admission.h).
// Thread-safety: all members, from any thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "consensus/messages.h"
#include "ledger/chain/read_batch.h"
#include "ledger/domain/chain_values.h"
#include "node/base/config.h"
#include "node/base/id_hash.h"

namespace credence::node {

/// Where a transaction came from: a client of this node (nothing), or a peer.
using Source = std::optional<consensus::ReplicaId>;

class Mempool {
 public:
  explicit Mempool(MempoolLimits limits) : limits_(limits) {}

  struct Size {
    std::size_t count = 0, bytes = 0;
    std::uint64_t oldest_ms = 0;  // when the oldest one arrived; 0: none waits, or that was not asked
  };

  enum class Added { fresh, known, executed };
  /// `pool_full`, `signer_quota`.
  [[nodiscard]] Result<Added> add(SharedTransaction transaction, Source source, std::uint64_t now_ms);
  /// `pool_full` if no transaction of so many bytes would be taken from there; and of one that was read,
  /// `signer_quota` as well. What would be refused in the end is refused before its signature is checked.
  [[nodiscard]] Result<void> room(std::size_t bytes, Source source) const;
  [[nodiscard]] Result<void> room(const ReadTransaction& transaction, Source source) const;
  [[nodiscard]] bool contains(const TxId& id) const;
  /// The one of these very bytes, signatures included, by their leaf; none if it does not wait here.
  [[nodiscard]] SharedTransaction held(const Hash32& leaf) const;

  /// The oldest transactions that are in no proposal of `view` and may still be executed at `height`, as many
  /// as fit a block. They are marked as proposed in `view`. `most`: what the chain allows at that height.
  [[nodiscard]] std::vector<SharedTransaction> build(consensus::View view, Height height,
                                                     const ChainLimits& most = {});
  /// What another primary proposes in `view`: not to be proposed again in that view.
  void mark(std::span<const TxId> ids, consensus::View view);
  /// A block was executed: its transactions leave, and those that expire with it. Returns when those that
  /// were held here had arrived.
  std::vector<std::uint64_t> executed(std::span<const TxId> ids, Height height);

  [[nodiscard]] Size size() const;
  /// How many are in no proposal of `view`, and their bytes; all of them for another view than the last one
  /// proposed in.
  [[nodiscard]] Size unproposed(consensus::View view) const;

  /// The arrival of the oldest one whose signer has few others waiting: a signer that floods cannot make its
  /// own overflow look like censorship.
  [[nodiscard]] std::optional<std::uint64_t> oldest_arrival_ms() const;
  /// Those that arrived before `before_ms` and were not handed out by this call in `view` within the last
  /// `kHandOutAgainMs`, at most `bytes_max` of them.
  static constexpr std::uint64_t kHandOutAgainMs = 5'000;
  [[nodiscard]] std::vector<SharedTransaction> take_aged(std::uint64_t before_ms, consensus::View view,
                                                         std::uint64_t now_ms, std::size_t bytes_max);
  /// The oldest ones, at most `bytes_max`: for a peer that just connected.
  [[nodiscard]] std::vector<SharedTransaction> oldest(std::size_t bytes_max) const;

 private:
  struct Entry {
    SharedTransaction transaction;
    Source source;
    std::uint64_t arrived_ms = 0;
    std::optional<consensus::View> proposed_in;
    std::optional<consensus::View> handed_out_in;
    std::uint64_t handed_out_ms = 0;
  };
  using Entries = std::map<std::uint64_t, Entry>;  // by arrival

  [[nodiscard]] Result<void> room_now(std::size_t bytes, Source source) const;
  [[nodiscard]] Result<void> room_now(const ReadTransaction& transaction, Source source) const;
  void erase(Entries::iterator at);
  void set_proposed(Entry& entry, consensus::View view);
  void remember(const TxId& id);

  const MempoolLimits limits_;
  mutable std::mutex mutex_;
  std::uint64_t next_arrival_ = 0;
  Entries entries_;
  std::unordered_map<TxId, std::uint64_t, IdHash> by_id_;
  std::unordered_map<Hash32, std::uint64_t, IdHash> by_leaf_;
  std::set<std::pair<Height, std::uint64_t>> by_expiry_;
  std::map<KeyId, std::size_t> by_signer_;
  std::map<consensus::ReplicaId, Size> by_peer_;
  std::size_t bytes_ = 0;
  consensus::View counted_view_ = 0;  // the last view that something was proposed in, and what was
  Size counted_;
  std::unordered_set<TxId, IdHash> executed_;  // the last kExecutedRemembered
  std::deque<TxId> executed_order_;
};

}  // namespace credence::node
