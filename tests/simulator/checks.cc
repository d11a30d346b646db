// SPDX-License-Identifier: Apache-2.0
#include "tests/simulator/checks.h"
#include "tests/support/suite.h"

namespace credence::simulator {

using namespace consensus;

Checks::Checks(const Committee& committee, const ChainId& chain, const Signatures& signatures)
    : committee_(&committee), chain_(chain), signatures_(&signatures) {}

void Checks::fail(std::string what) {
  if (!violation_) violation_ = std::move(what);
}

void Checks::signed_once(const Signed& what, const Hash32& digest) {
  const auto [at, fresh] = signed_.try_emplace(what, digest);
  if (fresh || at->second == digest) return;
  const auto [by, kind, view, height] = what;
  fail("replica " + std::to_string(by) + " signed two " + std::string(text_of(tag_bytes(kind)).substr(9)) +
       " for view " + std::to_string(view) + ", height " + std::to_string(height) + ": " +
       at->second.hex().substr(0, 8) + " and " + digest.hex().substr(0, 8));
}

void Checks::sent(ReplicaId by, bool wiped, const Bytes& bytes) {
  const auto message = decode_message(bytes);
  if (!message) return fail("replica " + std::to_string(by) + " sent bytes that do not decode");
  const auto vote = [&](Tag kind, const SignedVote& v) {
    if (!wiped) signed_once({by, kind, v.vote.view, v.vote.height}, v.vote.digest);
  };
  if (const auto* m = std::get_if<PrePrepare>(&*message)) vote(Tag::pre_prepare, m->signed_vote);
  if (const auto* m = std::get_if<Prepare>(&*message)) vote(Tag::prepare, m->signed_vote);
  if (const auto* m = std::get_if<Commit>(&*message)) vote(Tag::commit, m->signed_vote);
  if (const auto* m = std::get_if<Checkpoint>(&*message))
    signed_once({by, Tag::checkpoint, 0, m->height}, m->header_hash);
  if (const auto* m = std::get_if<SignedViewChange>(&*message); m && !wiped)
    signed_once({by, Tag::view_change, decode<ViewChange>(m->body).value().view, 0},
                tagged_hash(samples::kSuite, Tag::view_change, m->body));
  if (const auto* m = std::get_if<SignedNewView>(&*message); m && !wiped) {
    const auto body = decode<NewView>(m->body).value();
    if (body.sender == by)
      signed_once({by, Tag::new_view, body.view, 0}, tagged_hash(samples::kSuite, Tag::new_view, m->body));
  }
}

void Checks::executing(const Execute& execute) {
  const Hash32 digest = proposal_digest(chain_, execute.proposal);
  const auto [at, fresh] = digests_.try_emplace(execute.height, digest);
  if (!fresh && at->second != digest) fail("two digests at height " + std::to_string(execute.height));
}

void Checks::executed(ReplicaId by, Height height, const Hash32& header_hash, const Hash32& state_root) {
  const auto [header, first_header] = headers_.try_emplace(height, header_hash);
  if (!first_header && header->second != header_hash)
    fail("two headers at height " + std::to_string(height) + ", one of replica " + std::to_string(by));
  const auto [root, first_root] = roots_.try_emplace(height, state_root);
  if (!first_root && root->second != state_root)
    fail("two state roots at height " + std::to_string(height) + ", one of replica " + std::to_string(by));
}

void Checks::certified(const Certificate& certificate) {
  if (const auto good = verify_certificate(chain_, committee_->set, certificate, *signatures_); !good)
    fail("a certificate of height " + std::to_string(certificate.height) +
         " is not valid: " + good.error().text_en());
  const auto header = headers_.find(certificate.height);
  if (header == headers_.end())
    return fail("a certificate of height " + std::to_string(certificate.height) +
                ", which nobody honest executed");
  if (header->second != certificate.header_hash)
    fail("a certificate of another header at height " + std::to_string(certificate.height));
  certified_[certificate.height] = certificate.header_hash;
}

void Checks::effects(ReplicaId by, const Effects& effects, std::span<const bool> honest) {
  if (effects.diverged)
    fail("replica " + std::to_string(by) + " diverged at height " + std::to_string(effects.diverged->height));
  for (const auto& evidence : effects.evidence)
    if (honest[evidence.validator])
      fail("replica " + std::to_string(by) +
           " accuses an honest one: " + contradiction(evidence).value_or("nothing"));
  for (const auto& certificate : effects.certified) certified(certificate);
}

void Checks::status(ReplicaId by, const Status& status) {
  if (status.buffered_messages > limits::kPeerBufferMessagesMax * committee_->keys.size())
    fail("replica " + std::to_string(by) + " keeps more messages than its bound");
}

void Checks::kept(ReplicaId by, const Application& application) {
  for (const auto& [height, header] : certified_) {
    if (height > application.height())
      return fail("replica " + std::to_string(by) + " lacks the certified height " + std::to_string(height));
    if (application.header_hash(height) != header)
      return fail("replica " + std::to_string(by) + " lost the certified block " + std::to_string(height));
  }
}

}  // namespace credence::simulator
