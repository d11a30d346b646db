// SPDX-License-Identifier: Apache-2.0
// One replica of the PBFT core: a pure state machine in the manner of etcd's raft. It takes an input and the
// time, and returns what is to be done; it never acts by itself. No clock, thread, socket, disk or randomness
// in here.
//
// Source: Castro and Liskov, "Practical Byzantine Fault Tolerance and Proactive Recovery" (2002), with
// per-block checkpoints: every executed block is attested, and the quorum of attestations is its certificate
// (docs/protocol.md).
//
// The runtime's contract, for the effects of every step, in this order:
//   1. make `persist` durable (synced) before anything of this step or a later one is sent;
//   2. then send `send`; lost and repeated messages are fine;
//   3. run `validate` (in any order, concurrently if wanted) and answer each with a `Validated` input;
//   4. run `execute` in rising height, each durable before its answer: `Executed`;
//   5. store `certified` with the block of its height; fetch blocks if `fetch` says so, and answer: `Synced`.
//
// Ownership and threads: a Replica owns all its state; one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>

#include "consensus/messages.h"

namespace credence::consensus {

/// Time as the runtime sees it. `monotonic_ms` drives timers and never goes back; `utc_ms` is only compared
/// with the time that a primary proposes for a block.
struct Time {
  std::uint64_t monotonic_ms = 0;
  std::uint64_t utc_ms = 0;
};

struct Config {
  ChainId chain;
  ValidatorSet set;
  ReplicaId self = 0;
  /// The first height that this set signs; 0: the set of the genesis.
  Height first = 0;
  std::uint64_t window = limits::kPipelineWindow;  // heights in flight above the last certified one
  std::uint64_t clock_drift_ms = limits::kClockDriftMsMax;
  std::uint64_t view_timeout_ms = 2'000;  // without progress on pending work; doubles, capped, decays
  std::uint64_t view_timeout_ms_max = 20'000;
  std::uint64_t retransmit_ms = 500;  // at most a quarter of the view time-out

  /// What votes, ViewChanges and NewViews are signed for: the chain, this set and where it begins. So none of
  /// them counts under another set, although views begin at 0 again with each. Checkpoints are signed for the
  /// chain alone: the height tells the set.
  [[nodiscard]] ChainId votes_for() const;
};

/// A key and a value in the replica's own key space; no value means: erase.
struct Record {
  std::string key;
  std::optional<Bytes> value;
};

// ---- inputs -----------------------------------------------------------------------------------------------

/// Bytes from the peer that the transport authenticated as `from`. Hostile.
struct Received {
  ReplicaId from = 0;
  Bytes bytes;
};
/// The connection with this peer ended, and there is no other. Until it is heard again it counts as silent: a
/// primary that a quorum lost is replaced at once. Only a hint: what nobody tells, silence tells later.
struct Lost {
  ReplicaId peer = 0;
};
/// Time has passed. To be given at least every `retransmit_ms / 4`.
struct Tick {};
/// A batch to be ordered. Ask `can_propose()` first; otherwise it is ignored.
struct Propose {
  Proposal proposal;
};
/// How many transactions wait in this node's pool. The view timer runs only while there is work.
struct Pending {
  std::size_t count = 0;
  /// Some have waited for longer than the node's patience although blocks since then had room for them: the
  /// primary censors or crawls. If that stays so for a view time-out, this replica asks for a view change.
  bool passed_over = false;
};
struct Validated {
  Hash32 digest;
  bool valid = false;
};
/// The block of `height` was executed and is durable. `header_hash` is what this replica attests.
struct Executed {
  Height height = 0;
  Hash32 header_hash;
  /// The last height that this set signs. The state says so at least a window of blocks ahead. This replica
  /// votes for nothing above it and proposes nothing there. When it is certified, a Replica of the next set
  /// goes on (`Status::ended`).
  std::optional<Height> last = std::nullopt;
};
/// The runtime fetched, verified, executed and stored blocks up to the certificate's height.
struct Synced {
  Certificate certificate;
  std::optional<Height> last = std::nullopt;  // as in Executed
};
using Input = std::variant<Received, Lost, Tick, Propose, Pending, Validated, Executed, Synced>;

// ---- effects ----------------------------------------------------------------------------------------------

struct Send {
  std::optional<ReplicaId> to;  // nothing: every replica but this one
  Bytes bytes;
};
struct Validate {
  Hash32 digest;
  Proposal proposal;
};
struct Execute {
  Height height = 0;
  Hash32 digest;  // of the proposal; a `Validate` for it may have come before
  Proposal proposal;
};
/// Others hold the certified blocks `from` to `to`, and this replica lacks them. The effect is repeated until
/// a `Synced` comes, which may be for a height below `to`. Until then this replica executes nothing.
struct Fetch {
  Height from = 0;
  Height to = 0;
};
/// The core also keeps the first `kEvidencePerValidatorMax` against each validator, on the disk too.
using credence::Evidence;
/// This replica's block differs from the one that a quorum certified: it must stop and say so.
struct Diverged {
  Height height = 0;
  Hash32 ours;
  Certificate theirs;
};

struct Effects {
  std::vector<Record> persist;
  std::vector<Send> send;
  std::vector<Validate> validate;
  std::vector<Execute> execute;
  std::vector<Certificate> certified;
  std::optional<Fetch> fetch;
  std::vector<Evidence> evidence;
  std::optional<Diverged> diverged;
};

/// What a replica shows of itself, for status pages and tests.
struct Status {
  View view = 0;
  bool changing_view = false;
  ReplicaId primary = 0;
  Height executed = 0;
  Height certified = 0;
  std::uint64_t view_changes = 0;  // started by this replica since its start
  std::size_t buffered_messages = 0;
  bool recovering = false;  // started without its vote log: follows, and holds its votes back
  // It holds its votes up to this height, or until a view later than those reported; 0: it does not know yet.
  Height votes_above = 0;
  // Blocks up to here are work although no transaction waits: a validator that was rebuilt needs them.
  Height needed = 0;
  bool halted = false;  // diverged
  bool ended = false;   // the last height of this set is executed and certified
};

/// Of the records: the PublicKey whose votes all others are. They bind nobody else: whoever has another key must
/// not start from them.
inline constexpr std::string_view kVoterRecord = "key";

/// What a replica starts from: a fresh one has `last_certificate` empty, height 0 and the genesis header
/// hash.
struct Restored {
  Height executed = 0;
  Hash32 executed_header_hash;
  std::optional<Certificate> last_certificate;  // the highest one held, at most `executed`
  // The blocks of the last window that have no certificate, by the hashes of their headers.
  std::map<Height, Hash32> uncertified;
  // The certificate of the last height of the set before, signed by that set and verified.
  std::optional<Certificate> base;
  std::optional<Height> last;            // as in Executed
  std::map<std::string, Bytes> records;  // everything that `persist` left
};

class Replica {
 public:
  Replica(Config config, SecretKey key, const Signatures& signatures, Restored restored);
  ~Replica();
  Replica(Replica&&) noexcept;
  Replica& operator=(Replica&&) noexcept;

  [[nodiscard]] Effects step(const Input& input, Time now);

  /// True if this replica is the primary of a working view, the window has room, and a batch may be given to
  /// it.
  [[nodiscard]] bool can_propose() const;
  [[nodiscard]] Status status() const;
  /// All evidence that is kept, also from before the last restart.
  [[nodiscard]] const std::vector<Evidence>& evidence() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace credence::consensus
