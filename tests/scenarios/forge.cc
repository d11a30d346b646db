// SPDX-License-Identifier: Apache-2.0
// "forge FROM->TO KIND …": a message that FROM makes with its own key, and gives to TO past all rules.
//
//   pre_prepare|prepare|commit view V height H NAME [payload NAME] [as SENDER]
//   checkpoint height H
//   view_change view V [proof view W height H NAME signers 0,1,2] [as SENDER]
//   new_view view V of 1,1,1             ViewChanges in these names, all signed by FROM
//   certificate height H signers 3,3,3   all signed by FROM
//   heartbeat view V certified H
//   report view V [voted as SENDER]      a Prepare in this name, signed by FROM
//   proposal_reply NAME
#include "tests/scenarios/script.h"
#include "tests/support/suite.h"

namespace credence::scenarios {

using namespace consensus;

namespace {

ReplicaId sender_of(Words& words, ReplicaId from) {
  return words.skip("as") ? static_cast<ReplicaId>(words.number("a sender")) : from;
}

Hash32 forged_header() { return tagged_hash(samples::kSuite, Tag::header, bytes_of("forged")); }

}  // namespace

void Runner::forge(Words& words) {
  net();
  const auto [from, to] = arrow(words.take("a way such as 3->1"));
  if (from.size() != 1) throw Failure{0, "one node forges"};
  const std::string kind = words.take("a kind of message");
  const Bytes bytes = encode(forged(kind, *from.begin(), words));
  for (const Endpoint at : to)
    if (net().identity(at) != net().identity(*from.begin())) net().inject(*from.begin(), at, bytes);
  net().settle();
}

Message Runner::forged(const std::string& kind, Endpoint from, Words& words) {
  const ReplicaId self = net().identity(from);
  if (kind == "pre_prepare" || kind == "prepare" || kind == "commit") return forged_vote(kind, from, words);
  if (kind == "view_change") return forged_view_change(from, words);
  if (kind == "new_view") return forged_new_view(from, words);
  if (kind == "certificate") return forged_certificate(from, words);
  if (kind == "proposal_reply") return ProposalReply{named(words.take("a proposal"))};
  if (kind == "checkpoint") {
    words.need("height");
    const Height height = words.number("a height");
    return Checkpoint{self, height, forged_header(),
                      net().sign(self, checkpoint_hash(net().chain(), height, forged_header()))};
  }
  if (kind == "heartbeat") {
    words.need("view");
    const View view = words.number("a view");
    words.need("certified");
    return Heartbeat{view, true, words.number("a height"), false, 0};
  }
  if (kind == "report") {
    words.need("view");
    Report report{std::nullopt, words.number("a view"), std::nullopt, std::nullopt, {}};
    if (!words.skip("voted")) return report;
    const Vote vote{sender_of(words, self), 0, 1, forged_header()};
    const SignedVote made = net().signed_vote(self, Tag::prepare, vote);
    report.voted = Statement{static_cast<std::uint8_t>(Tag::prepare), encode(made.vote), made.signature};
    return report;
  }
  throw Failure{0, "no \"" + kind + "\" can be forged"};
}

Message Runner::forged_vote(const std::string& kind, Endpoint from, Words& words) {
  const ReplicaId self = net().identity(from);
  Vote vote;
  words.need("view");
  vote.view = words.number("a view");
  words.need("height");
  vote.height = words.number("a height");
  const Proposal proposal = named(words.take("a proposal"));
  vote.digest = proposal_digest(net().chain(), proposal);
  Proposal payload = proposal;
  if (words.skip("payload")) payload = named(words.take("a proposal"));
  vote.sender = sender_of(words, self);
  const Tag tag = kind == "pre_prepare" ? Tag::pre_prepare : kind == "prepare" ? Tag::prepare : Tag::commit;
  const SignedVote signed_vote = net().signed_vote(self, tag, vote);
  if (tag == Tag::pre_prepare) return PrePrepare{signed_vote, payload};
  if (tag == Tag::prepare) return Prepare{signed_vote};
  return Commit{signed_vote};
}

Message Runner::forged_view_change(Endpoint from, Words& words) {
  const ReplicaId self = net().identity(from);
  ViewChange change;
  words.need("view");
  change.view = words.number("a view");
  if (words.skip("proof")) {
    PreparedProof proof;
    words.need("view");
    proof.view = words.number("a view");
    words.need("height");
    proof.height = words.number("a height");
    proof.digest = proposal_digest(net().chain(), named(words.take("a proposal")));
    words.need("signers");
    for (const auto id : words.numbers("validators")) {
      const auto signer = static_cast<ReplicaId>(id);
      const Tag tag = signer == proof.view % net().size() ? Tag::pre_prepare : Tag::prepare;
      const auto vote = net().signed_vote(self, tag, {signer, proof.view, proof.height, proof.digest});
      proof.signatures.push_back({signer, vote.signature});
    }
    change.prepared.push_back(proof);
  }
  change.sender = sender_of(words, self);
  SignedViewChange raw{encode(change), {}};
  raw.signature = net().sign(self, chain_hash(Tag::view_change, net().chain(), raw.body));
  return raw;
}

Message Runner::forged_new_view(Endpoint from, Words& words) {
  const ReplicaId self = net().identity(from);
  NewView body{self, 0, {}};
  words.need("view");
  body.view = words.number("a view");
  words.need("of");
  for (const auto id : words.numbers("validators")) {
    SignedViewChange one{encode(ViewChange{static_cast<ReplicaId>(id), body.view, std::nullopt, {}}), {}};
    one.signature = net().sign(self, chain_hash(Tag::view_change, net().chain(), one.body));
    body.view_changes.push_back(one);
  }
  SignedNewView raw{encode(body), {}};
  raw.signature = net().sign(self, chain_hash(Tag::new_view, net().chain(), raw.body));
  return raw;
}

Message Runner::forged_certificate(Endpoint from, Words& words) {
  words.need("height");
  Certificate certificate{words.number("a height"), forged_header(), {}};
  words.need("signers");
  const Signature signature = net().sign(
      net().identity(from), checkpoint_hash(net().chain(), certificate.height, certificate.header_hash));
  for (const auto id : words.numbers("validators"))
    certificate.signatures.push_back({static_cast<std::uint16_t>(id), signature});
  return CertificateNotice{certificate};
}

/// "flood FROM->TO COUNT": so many votes for views to come, all rightly signed.
void Runner::flood(Words& words) {
  const auto [from, to] = arrow(words.take("a way such as 3->1"));
  const std::uint64_t count = words.number("a count of messages");
  for (const Endpoint a : from)
    for (const Endpoint b : to)
      for (std::uint64_t i = 0; i < count && a != b; ++i) {
        const Vote vote{net().identity(a), net().host(b).replica().status().view + 5 + i,
                        net().host(b).replica().status().certified + 1, Hash32{}};
        net().inject(a, b, encode(Message(Commit{net().signed_vote(net().identity(a), Tag::commit, vote)})));
      }
}

}  // namespace credence::scenarios
