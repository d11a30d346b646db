// SPDX-License-Identifier: Apache-2.0
// What a Byzantine replica does: an honest one inside, whose outgoing messages are changed, doubled, withheld
// or joined by others. Strategies are small and drawn by the seed (after concord-bft's ByzantineStrategy and
// ByzzFuzz).
#pragma once

#include "consensus/messages.h"
#include "tests/simulator/host.h"
#include "tests/simulator/random.h"

namespace credence::simulator {

enum class Strategy : std::uint8_t {
  silent_primary,      // never proposes
  equivocate,          // different proposals, and votes for both, to different peers
  invalid_proposal,    // a batch that does not decode
  mute,                // withholds half of everything
  next_view_votes,     // votes of the next view or height as well
  huge_view,           // ViewChange for view 2^60
  forged_new_view,     // a NewView made of copies of its own ViewChange
  forgetful_change,    // ViewChange without its prepared proofs
  wrong_checkpoint,    // attests another header
  replay,              // repeats what it once received or sent
  garbage,             // flipped bits and noise
  lying_report,        // reports and heartbeats that are not so
  selective,           // some peers get everything, the others nothing
  stale_view,          // votes and ViewChanges of views that are over
  forged_certificate,  // certificates with repeated, missing or false signatures, of headers that nobody made
  lying_sync,          // serves blocks that are not so
};
inline constexpr std::size_t kStrategies = static_cast<std::size_t>(Strategy::lying_sync) + 1;
[[nodiscard]] std::string_view strategy_name(Strategy strategy);

/// A message on its way to one peer.
struct Outgoing {
  ReplicaId to = 0;
  Bytes bytes;
};

class Byzantine {
 public:
  Byzantine(const Host& host, const Signatures& signatures, std::vector<Strategy> strategies,
            std::uint64_t seed);
  /// What goes out instead of these sends. Adds to `used[strategy]`.
  [[nodiscard]] std::vector<Outgoing> transform(const Effects& effects, std::uint64_t utc_ms,
                                                std::span<std::uint64_t> used);
  void received(const Bytes& bytes);
  [[nodiscard]] bool has(Strategy strategy) const;
  /// What a lying peer serves in place of a block: one field of it is not so.
  [[nodiscard]] ServedBlock lie_about(ServedBlock block);

  using ByKind = std::array<std::uint64_t, consensus::kMessageKinds>;
  [[nodiscard]] const ByKind& forged() const { return forged_; }  // messages invented or changed
  [[nodiscard]] const ByKind& withheld() const {
    return withheld_;
  }  // not sent to somebody who should get them

 private:
  void to_all(std::vector<Outgoing>& out, const Bytes& bytes);
  void transform_one(std::vector<Outgoing>& out, ReplicaId to, const Bytes& bytes,
                     std::span<std::uint64_t> used);
  void extras(std::vector<Outgoing>& out, std::uint64_t utc_ms, std::span<std::uint64_t> used);
  [[nodiscard]] consensus::SignedVote sign_vote(Tag kind, consensus::Vote vote) const;
  void change_unsigned(consensus::Message& message, ReplicaId to, std::span<std::uint64_t> used);
  void withhold(const consensus::Message& message) { ++withheld_[message.index()]; }
  [[nodiscard]] Certificate forge_certificate();
  void stale_votes(std::vector<Outgoing>& out);
  void forge_new_view(std::vector<Outgoing>& out, std::uint64_t utc_ms);
  [[nodiscard]] Bytes sign_view_change(const consensus::ViewChange& change) const;
  [[nodiscard]] std::optional<Bytes> changed_vote(const consensus::Message& message, ReplicaId to,
                                                  std::span<std::uint64_t> used);

  const Host* host_;
  const Signatures* signatures_;
  std::vector<Strategy> strategies_;
  Random random_;
  std::map<Hash32, Hash32> twins_;   // digest -> the other digest that half of the peers see
  std::vector<Bytes> recorded_;      // at most kRecordedMax
  std::optional<Certificate> seen_;  // the latest that it sent
  std::uint64_t favoured_ = 0;       // the peers that a selective one sends to, a bit each
  ByKind forged_{}, withheld_{};
};

}  // namespace credence::simulator
