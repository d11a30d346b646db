// SPDX-License-Identifier: Apache-2.0
// The messages of the protocol, what is signed in each, and their encoding.
//
//   vote        := sender:u16, view:u64, height:u64, digest:32     signed by PrePrepare, Prepare and Commit,
//                                                                  each under its own tag
//   view_change := sender, view, stable:optional<certificate>, prepared:list<proof>
//   new_view    := sender, view, list<signed view_change>
//   message     := kind:u8, body                                   `Message`, a variant
//
// A signature is over `chain_hash(tag of the kind, chain, body)`. A vote's body is rebuilt from its fields,
// which is the same as the received bytes because one value has one encoding; the bodies of ViewChange and
// NewView travel as bytes and are hashed as received. The sender is inside the signed bytes. Payloads never
// count as signed: they are named by digest.
#pragma once

#include <map>

#include "ledger/chain/evidence.h"
#include "ledger/chain/transaction.h"

namespace credence::consensus {

using View = std::uint64_t;
using ReplicaId = std::uint16_t;

using credence::PreparedProof;
using credence::PreparedProofs;
using credence::ViewChange;
using credence::Vote;

struct SignedVote {
  Vote vote;
  Signature signature;
  bool operator==(const SignedVote&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(vote, signature);
  }
};

/// The payload rides along when first sent; repeats leave it out, and whoever lacks it asks for it by its
/// digest.
struct PrePrepare {
  SignedVote signed_vote;
  std::optional<Proposal> proposal;
  template <class A>
  void serialize(A& archive) {
    archive(signed_vote, proposal);
  }
};
struct Prepare {
  SignedVote signed_vote;
  template <class A>
  void serialize(A& archive) {
    archive(signed_vote);
  }
};
struct Commit {
  SignedVote signed_vote;
  template <class A>
  void serialize(A& archive) {
    archive(signed_vote);
  }
};
/// Its signature is the one that stands in the block's certificate: over `checkpoint_hash`.
struct Checkpoint {
  ReplicaId sender = 0;
  Height height = 0;
  Hash32 header_hash;
  Signature signature;
  bool operator==(const Checkpoint&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(sender, height, header_hash, signature);
  }
};

struct SignedViewChange {
  Blob<limits::kViewChangeBytesMax> body;
  Signature signature;
  bool operator==(const SignedViewChange&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(body, signature);
  }
};

struct NewView {
  ReplicaId sender = 0;
  View view = 0;
  List<SignedViewChange, limits::kValidatorsMax> view_changes;  // of distinct senders
  template <class A>
  void serialize(A& archive) {
    archive(sender, view, view_changes);
  }
};
struct SignedNewView {
  Blob<limits::kNewViewBytesMax> body;
  Signature signature;
  bool operator==(const SignedNewView&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(body, signature);
  }
};

// ---- not votes: unsigned, believed only as far as what they carry is proved, or as hints ------------------

/// A certificate for a replica that lacks it.
struct CertificateNotice {
  Certificate certificate;
  template <class A>
  void serialize(A& archive) {
    archive(certificate);
  }
};
/// Where a replica stands. Sent now and then also when nothing happens; those ahead answer with what the
/// sender lacks.
struct Heartbeat {
  View view = 0;
  bool active = false;  // the view works; otherwise the sender waits for its NewView
  Height certified = 0;
  bool primary_silent = false;  // the sender heard nothing of the primary of its view lately
  Height votes_above = 0;       // the sender was rebuilt and holds its votes up to this height; 0: it votes
  template <class A>
  void serialize(A& archive) {
    archive(view, active, certified, primary_silent, votes_above);
  }
};
/// "I start without a record of my votes: report to me."
struct Probe {
  template <class A>
  void serialize(A&) {}
};
/// The answer to a probe.
struct Report {
  /// Something that the asker once signed under this set: a vote, a Checkpoint or a ViewChange. Absent if the
  /// sender never took one. The asker's own signature is needed, or one liar could keep all new validators
  /// from voting.
  std::optional<Statement> voted;
  View view = 0;  // the sender's view, also while it waits for its NewView; not proved
  std::optional<Certificate> stable;
  std::optional<SignedNewView> new_view;  // what began the sender's present view
  PreparedProofs prepared;
  template <class A>
  void serialize(A& archive) {
    archive(voted, view, stable, new_view, prepared);
  }
};
struct FetchProposal {
  Hash32 digest;
  template <class A>
  void serialize(A& archive) {
    archive(digest);
  }
};
struct ProposalReply {
  Proposal proposal;
  template <class A>
  void serialize(A& archive) {
    archive(proposal);
  }
};

using Message = std::variant<PrePrepare, Prepare, Commit, Checkpoint, SignedViewChange, SignedNewView,
                             CertificateNotice, Heartbeat, Probe, Report, FetchProposal, ProposalReply>;
inline constexpr std::size_t kMessageKinds = std::variant_size_v<Message>;
/// "pre_prepare", "prepare", …, by the index in `Message`; "unknown" beyond.
[[nodiscard]] std::string_view message_name(std::size_t kind);

[[nodiscard]] Hash32 vote_hash(Tag kind, const ChainId& chain, const Vote& vote);
[[nodiscard]] Result<Message> decode_message(BytesView bytes);

/// q distinct signers in rising order, each signature valid. `check(tag, vote, signature)` may remember what
/// it saw.
template <class Check>
[[nodiscard]] bool check_proof(const PreparedProof& proof, std::size_t validators, std::size_t needed,
                               const Check& check) {
  if (proof.signatures.size() < needed) return false;
  for (std::size_t i = 0; i < proof.signatures.size(); ++i) {
    const ReplicaId signer = proof.signatures[i].validator;
    if (signer >= validators || (i > 0 && signer <= proof.signatures[i - 1].validator)) return false;
  }
  for (const auto& [signer, signature] : proof.signatures) {
    const Tag tag = signer == proof.view % validators ? Tag::pre_prepare : Tag::prepare;
    if (!check(tag, Vote{signer, proof.view, proof.height, proof.digest}, signature)) return false;
  }
  return true;
}

/// What a new view must propose, as follows from a quorum of ViewChanges (PBFT 1999 §4.4: the set O). Pure.
struct NewViewPlan {
  Height low = 0;                     // the highest stable height among them
  std::optional<Certificate> stable;  // its certificate; none at genesis
  std::map<Height, Hash32>
      digests;  // (low, highest prepared]: the value prepared in the highest view, or null
  [[nodiscard]] Height high() const { return digests.empty() ? low : digests.rbegin()->first; }
};
[[nodiscard]] NewViewPlan plan_new_view(std::span<const ViewChange> view_changes, const Hash32& null_digest);

}  // namespace credence::consensus
