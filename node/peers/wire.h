// SPDX-License-Identifier: Apache-2.0
// What nodes say to each other beside consensus: frames, their caps, the hello, blocks and transactions.
//
//   frame := length:u32 (of the body, little endian), kind:u8, body
//
// A frame longer than its kind's cap ends the connection before anything is allocated; a body grows as it is
// received.
//
// Each side says in its hello which versions of these messages it speaks; the connection has the highest one
// that both do.
//
// Thread-safety: plain values.
#pragma once

#include "consensus/messages.h"
#include "ledger/domain/chain_values.h"
#include "ledger/proof/archive.h"
#include "ledger/proof/state_chunk.h"
#include "ledger/store/executed_page.h"
#include "node/pool/mempool.h"

namespace credence::node {

using consensus::ReplicaId;
using SharedBytes = std::shared_ptr<const Bytes>;

enum class FrameKind : std::uint8_t {
  hello,             // Hello; the first frame in each direction
  verdict,           // Verdict; the second
  ping,              // Ping
  pong,              // Ping, sent back
  consensus,         // consensus::Message
  transactions,      // TransactionGossip
  block_request,     // BlockRequest
  block_reply,       // BlockReply
  snapshot_request,  // SnapshotRequest
  snapshot_reply,    // SnapshotReply
};
constexpr FrameKind last_of(FrameKind) { return FrameKind::snapshot_reply; }
inline constexpr std::size_t kFrameKinds = static_cast<std::size_t>(FrameKind::snapshot_reply) + 1;
inline constexpr std::size_t kFrameHeaderBytes = 5;

inline constexpr std::size_t kGossipBytesMax = 1 * limits::kMiB;
inline constexpr std::size_t kBlockReplyBytesMax = 8 * limits::kMiB;
inline constexpr std::size_t kSnapshotReplyBytesMax = 10 * limits::kMiB;
inline constexpr std::uint32_t kBlocksPerRequestMax = 256;

/// The longest body of a frame of this kind.
constexpr std::size_t frame_cap(FrameKind kind) {
  switch (kind) {
    case FrameKind::hello:
      return 4 * limits::kKiB;
    case FrameKind::verdict:
      return 16;
    case FrameKind::ping:
    case FrameKind::pong:
      return 64;
    case FrameKind::consensus:
      return limits::kNewViewBytesMax + limits::kMiB;
    case FrameKind::transactions:
      return kGossipBytesMax;
    case FrameKind::block_request:
      return 64;
    case FrameKind::block_reply:
      return kBlockReplyBytesMax;
    case FrameKind::snapshot_request:
      return 128;
    case FrameKind::snapshot_reply:
      return kSnapshotReplyBytesMax;
  }
  return 0;
}
static_assert(frame_cap(FrameKind::consensus) <= limits::kMessageBytesMax);
// a pre-prepare with its payload
static_assert(frame_cap(FrameKind::consensus) > limits::kBatchBytesMax + limits::kKiB);
// one block with its certificate
static_assert(kBlockReplyBytesMax > limits::kBatchBytesMax + limits::kViewChangeBytesMax);
// A block with its receipts, or a chunk with the lengths of its entries and its path.
static_assert(kSnapshotReplyBytesMax > limits::kBatchBytesMax + (1024 + 4) * limits::kBlockTransactionsMax +
                                           limits::kViewChangeBytesMax);
static_assert(kSnapshotReplyBytesMax >
              limits::kChunkBytesMax + 8 * limits::kChunkEntriesMax + limits::kViewChangeBytesMax);
// A page of ids.
static_assert(kSnapshotReplyBytesMax > limits::kChunkBytesMax + limits::kKiB);
static_assert(BlockIds::size(limits::kBlockTransactionsMax) < limits::kChunkBytesMax);
static_assert(kGossipBytesMax > limits::kTransactionBytesMax + limits::kKiB);
// the program's features, and what else a hello holds
static_assert(frame_cap(FrameKind::hello) > 64 * (4 + Id::kMax) + 512);

/// Random for each start of a process: tells a peer that came back from a second process with the same key.
using Instance = Fixed<16, struct InstanceKind>;

/// The versions of the messages between nodes that a program speaks: all from the oldest to the newest.
struct WireVersions {
  std::uint16_t oldest = 1, newest = 1;
  template <class A>
  void serialize(A& archive) {
    archive(oldest, newest);
  }
  /// The highest that both speak; 0: there is none.
  [[nodiscard]] constexpr std::uint16_t common(const WireVersions& other) const {
    const std::uint16_t highest = std::min(newest, other.newest);
    return highest < std::max(oldest, other.oldest) ? 0 : highest;
  }
  /// "1", or "1-2".
  [[nodiscard]] std::string text() const;
};
/// What a node says of its program. Of a peer it is its word, and no more: docs/protocol.md, "Versions".
struct ProgramSaid {
  WireVersions speaks;
  Text<32> version;       // letters, digits, '.', '-', '+'
  List<Id, 64> features;  // that it knows, of the protocol; as many as a chain can have
  template <class A>
  void serialize(A& archive) {
    archive(speaks, version, features);
  }
};
[[nodiscard]] ProgramSaid this_program();
/// `peer_refused` for what no program says.
[[nodiscard]] Result<void> check_program(const ProgramSaid& program);

/// The body of a frame as it goes over a connection of this version, and back: what the node itself works
/// with is the newest that it speaks. `malformed` for bytes that are none of that version.
[[nodiscard]] SharedBytes written_for(std::uint16_t version, FrameKind kind, SharedBytes body);
[[nodiscard]] Result<Bytes> read_from(std::uint16_t version, FrameKind kind, Bytes body);

/// Proves that the holder of `key` is at the end of this very TLS connection: the signature is over
/// `hello_hash`. It is the same for ever: what a later version has to say more it says in frames of its own.
struct Hello {
  ChainId chain;
  PublicKey key;
  Instance instance;
  ProgramSaid program;
  Signature signature;
  template <class A>
  void serialize(A& archive) {
    archive(chain, key, instance, program, signature);
  }
};

enum class PeerRole : std::uint8_t { dialer, listener };

/// What a hello signs: the chain, the TLS exporter value of the connection, who says it and of which program,
/// and the role, so that a hello can neither be replayed on another connection nor sent back to its author.
[[nodiscard]] Hash32 hello_hash(const Hello& hello, BytesView exporter, PeerRole role);

/// Whether the other side takes the connection; `Code::ok`, or why not.
struct Verdict {
  std::uint16_t code = 0;
  template <class A>
  void serialize(A& archive) {
    archive(code);
  }
};

struct Ping {
  std::uint64_t nonce = 0;
  Height certified = 0;      // a hint for status pages and for choosing whom to ask for blocks
  std::uint64_t utc_ms = 0;  // of the sender's clock, for whoever watches the clocks
  template <class A>
  void serialize(A& archive) {
    archive(nonce, certified, utc_ms);
  }
};

struct TransactionGossip {
  List<Blob<limits::kTransactionBytesMax>, limits::kBlockTransactionsMax> transactions;
  template <class A>
  void serialize(A& archive) {
    archive(transactions);
  }
};

struct BlockRequest {
  std::uint64_t number = 0;  // comes back in the reply
  Height from = 0;
  std::uint32_t count = 0;
  template <class A>
  void serialize(A& archive) {
    archive(number, from, count);
  }
};
struct SyncBlock {
  BlockHeader header;
  Proposal proposal;
  Certificate certificate;
  template <class A>
  void serialize(A& archive) {
    archive(header, proposal, certificate);
  }
};
/// Consecutive blocks from the height that was asked for; fewer than asked if they are long or not held;
/// perhaps none.
struct BlockReply {
  std::uint64_t number = 0;
  Height oldest = 0;  // the lowest block that the peer holds, if not all
  List<SyncBlock, kBlocksPerRequestMax> blocks;
  template <class A>
  void serialize(A& archive) {
    archive(number, oldest, blocks);
  }
};

// ---- joining by a snapshot of the state (node/sync/snapshot_join.h): what is asked, and the answers -------

/// Which snapshots there are. A node that has none above this height, or only old ones, takes one soon: ask
/// again.
struct OffersAsked {
  Height above = 0;
  template <class A>
  void serialize(A& a) {
    a(above);
  }
};
/// The changes of the validators in blocks from this height on.
struct ChangesAsked {
  Height from = 0;
  template <class A>
  void serialize(A& a) {
    a(from);
  }
};
/// A block with its receipts.
struct ContentAsked {
  Height height = 0;
  template <class A>
  void serialize(A& a) {
    a(height);
  }
};
/// A chunk of the snapshot at this height.
struct ChunkAsked {
  Height height = 0;
  StatePlace place;
  template <class A>
  void serialize(A& a) {
    a(height, place);
  }
};
/// The ids of executed transactions that the state at this height commits to, of the blocks from `from` on.
struct ExecutedAsked {
  Height height = 0, from = 0;
  template <class A>
  void serialize(A& a) {
    a(height, from);
  }
};
struct SnapshotRequest {
  std::uint64_t number = 0;  // comes back in the reply
  std::variant<OffersAsked, ChangesAsked, ContentAsked, ChunkAsked, ExecutedAsked> what;
  template <class A>
  void serialize(A& a) {
    a(number, what);
  }
};

/// The certified blocks whose states the peer offers. Nobody says how large a state is: its chunks show it.
using SnapshotOffers = List<BlockProof, limits::kSnapshotOffersMax>;
/// The block of a snapshot with its content, and the range of the headers before it.
struct SnapshotContent {
  ArchiveBlock block;
  HistoryValue headers;
  template <class A>
  void serialize(A& a) {
    a(block, headers);
  }
};
// The peer does not hold it any more, or not yet.
struct NotHeld {
  std::uint8_t zero = 0;
  template <class A>
  void serialize(A& a) {
    a(zero);
  }
};
// The chunk would be too long: ask for the parts of its place.
struct ChunkTooLong {
  std::uint8_t zero = 0;
  template <class A>
  void serialize(A& a) {
    a(zero);
  }
};
struct SnapshotReply {
  std::uint64_t number = 0;
  std::variant<NotHeld, SnapshotOffers, ValidatorSetChanges, SnapshotContent, StateChunk, ChunkTooLong,
               ExecutedPage>
      what;
  template <class A>
  void serialize(A& a) {
    a(number, what);
  }
};

}  // namespace credence::node
