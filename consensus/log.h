// SPDX-License-Identifier: Apache-2.0
// What a replica remembers about one height and about one peer.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>

#include "consensus/messages.h"

namespace credence::consensus {

using Votes = std::map<ReplicaId, SignedVote>;  // verified, at most one for each replica

/// One height above the stable one. The first part belongs to the present view and is forgotten when it ends.
struct Slot {
  enum class Verdict : std::uint8_t { unasked, asked, valid, invalid };

  std::optional<Hash32> digest;  // what the primary, or the new view, proposes here
  bool reproposed = false;       // by the new view: others validated it already
  Verdict verdict = Verdict::unasked;
  std::optional<SignedVote> pre_prepare;         // the primary's vote
  Votes prepares, commits;                       // this replica's own ones among them
  std::uint64_t touched_ms = 0;                  // last time that a vote of our own was sent
  std::set<std::pair<Tag, ReplicaId>> reported;  // contradictions already given as evidence

  // Across views, until the height is stable.
  std::optional<PreparedProof> prepared;  // of the highest view
  std::optional<Hash32> committed;
  std::map<Hash32, Proposal> payloads;  // at most kPayloadsPerHeightMax

  void end_view() {
    digest.reset();
    reproposed = false;
    verdict = Verdict::unasked;
    pre_prepare.reset();
    prepares.clear();
    commits.clear();
    reported.clear();
    touched_ms = 0;
  }
  [[nodiscard]] const Proposal* payload(const Hash32& wanted) const {
    const auto at = payloads.find(wanted);
    return at == payloads.end() ? nullptr : &at->second;
  }
};

/// A message that came before its turn.
struct Early {
  View view = 0;
  Height height = 0;
  Bytes bytes;
};

/// Everything kept for one peer, so that a flood starves only its sender.
struct Peer {
  std::optional<std::uint64_t> heard_ms;  // any message
  bool lost = false;                      // its connection ended, and nothing was heard since
  std::optional<View> silent_in;          // the view whose primary it does not hear either, as it says
  // It says that it holds its votes up to here; as high as this replica helps it to vote again.
  Height votes_above = 0;
  View held_in = 0;                             // in which view it said so: in a later one it may vote
  std::optional<std::uint64_t> helped_ms;       // when blocks were last promised to it
  std::optional<std::uint64_t> caught_up_ms;    // last catch-up answer to it
  std::optional<std::uint64_t> reported_ms;     // last Report to it
  std::optional<std::uint64_t> certificate_ms;  // last certificate that it lacks below its stable one
  std::size_t replies = 0;                      // payloads given to it since the last retransmission
  std::deque<Early> early;
  std::size_t early_bytes = 0;
  bool reported = false;     // its answer to our probe was taken in
  bool never_voted = false;  // and this is what it said
  View reported_view = 0;
  View accused_view = 0;  // up to here its contradicting ViewChanges were given as evidence
  Height accused = 0;     // up to here its contradicting checkpoints were given as evidence
};

struct StoredViewChange {
  SignedViewChange raw;
  ViewChange body;
};

}  // namespace credence::consensus
