// SPDX-License-Identifier: Apache-2.0
// Catching up: a node that lacks certified blocks asks its peers for them, verifies each before it is used,
// and executes it.
//
// A block counts only if a quorum's certificate signs its header, the header continues the chain, its batch
// rebuilds the batch root, its time is the one the executor would take, and every signature in it holds;
// executing it must give the very header. A peer that sends a bad block is skipped for a minute. A peer that
// claims to have blocks and sends none is skipped, and its claims are not believed: half a second the first
// time, longer each time, a minute at most. Up to kChunksMax requests are under way, in rising height; they
// are verified in parallel and executed in order.
//
// Threads: everything on the core's loop; the hooks may answer from other threads by posting to it.
#pragma once

#include <deque>
#include <random>

#include "node/peers/transport.h"
#include "node/pool/signature_pool.h"
#include "node/sync/ledger_thread.h"

namespace credence::node {

/// What a peer may claim without proof is checked here: everything but the parent and the outcome. Pure but
/// for the cache.
[[nodiscard]] Result<VerifiedBlock> verify_block(const ChainId& chain, const ValidatorSet& set,
                                                 SignaturePool& signatures, SyncBlock block,
                                                 const BlockHeader* before);

/// The answer to a request: the blocks that are held with their certificates, as many as fit. Runs on a
/// worker.
[[nodiscard]] BlockReply serve_blocks(const SharedLedger& ledger, const BlockRequest& request);

struct SyncHooks {
  std::function<std::vector<PeerStatus>()> peers;
  std::function<void(ReplicaId, const BlockRequest&)> ask;
  /// Verifies on a worker and answers `verified(number, …)` on the loop.
  std::function<void(std::uint64_t number, std::vector<SyncBlock>)> verify;
  /// Executes on the ledger thread and answers `applied(…)` on the loop.
  std::function<void(std::vector<VerifiedBlock>)> apply;
  std::function<void(const Certificate&)> synced;
  std::function<void(const Error&)> diverged;
  /// None of the connected peers holds the block any more; `said` of them say so. `oldest` is the lowest
  /// block that one of them holds.
  std::function<void(Height wanted, Height oldest, std::size_t said)> pruned = [](Height, Height,
                                                                                  std::size_t) {};
  /// The peer gave what does not verify.
  std::function<void(ReplicaId, const Error&)> lied = [](ReplicaId, const Error&) {};
};

class Sync {
 public:
  explicit Sync(SyncHooks hooks) : hooks_(std::move(hooks)) {}

  /// Others have certified the blocks [from, to], and this node lacks them, as far as is known. The wish is
  /// dropped when nobody has them: repeat it.
  void want(Height from, Height to, std::uint64_t now_ms);
  /// Only the certificate of a block that is held is missing.
  void want_certificate(Height height);
  void on_reply(ReplicaId from, BlockReply reply, std::uint64_t now_ms);
  void verified(std::uint64_t number, Result<std::vector<VerifiedBlock>> blocks, std::uint64_t now_ms);
  void applied(Result<Certificate> certificate, std::uint64_t now_ms);
  void tick(std::uint64_t now_ms);
  /// What is under way is dropped: another way was found.
  void stop();

  [[nodiscard]] bool active() const { return !chunks_.empty(); }
  /// It claimed to have blocks lately and gave none.
  [[nodiscard]] bool hollow(ReplicaId peer, std::uint64_t now_ms) const;
  [[nodiscard]] Height target() const { return target_; }

 private:
  struct Chunk {
    std::uint64_t number = 0;
    Height from = 0;
    std::uint32_t count = 0;
    std::optional<ReplicaId> peer;  // who was asked
    std::uint64_t deadline_ms = 0;
    enum class State : std::uint8_t { asked, verifying, ready, applying } state = State::asked;
    std::uint64_t nobody_since_ms = 0;  // nobody to ask since; 0: somebody was
    std::vector<VerifiedBlock> blocks;
    // When its answer came, all blocks below it were in the ledger, so its validators were known.
    bool grounded = false;
  };

  void fill(std::uint64_t now_ms);
  void ask(Chunk& chunk, std::uint64_t now_ms);
  void apply_first();
  void again_from(Chunk& chunk);
  void note_empty(ReplicaId from, const Chunk& chunk, std::uint64_t now_ms);
  void blame(ReplicaId peer, const Error& error, std::uint64_t now_ms);
  Chunk* find(std::uint64_t number);

  const SyncHooks hooks_;
  std::deque<Chunk> chunks_;  // by rising height, without gaps
  Height next_ = 0;           // first height that no chunk covers
  Height target_ = 0;
  Height began_ = 0;  // what was held when the first of these chunks was wanted
  std::uint64_t last_log_ms_ = 0;
  std::uint32_t chunk_blocks_ = 64;  // how many to ask for at once; fewer when blocks are long
  std::set<Height> certificates_;    // wanted alone
  std::uint64_t next_number_ = 1;
  struct Hollow {
    unsigned times = 0;
    std::uint64_t until_ms = 0;
  };
  std::map<ReplicaId, Hollow> hollow_;
  std::map<ReplicaId, std::uint64_t> blamed_until_ms_;
  std::map<ReplicaId, Height> oldest_;  // the lowest block that a peer holds, as it said
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace credence::node
