// SPDX-License-Identifier: Apache-2.0
// Hostile consensus messages and evidence: whatever decodes encodes to the same bytes, and judging it trips
// over nothing.
#include "consensus/messages.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/secrets.h"

namespace credence::fuzz {
namespace {

using namespace consensus;  // NOLINT(google-build-using-namespace)

const ChainId kChain{};

void try_view_change(BytesView body) {
  const auto change = decode<ViewChange>(body);
  if (!change) return;
  CREDENCE_ASSERT(std::ranges::equal(encode(*change), body));
  const Height stable = change->stable ? change->stable->height : 0;
  const auto in_window = [stable](const PreparedProof& proof) {
    return proof.height > stable && proof.height - stable <= limits::kPipelineWindow;
  };
  if (std::ranges::all_of(change->prepared, in_window)) {
    const auto plan = plan_new_view(std::array{*change, *change}, Hash32{});
    CREDENCE_ASSERT(plan.high() >= plan.low);
  }
  const auto never = [](Tag, const Vote&, const Signature&) { return false; };
  for (const PreparedProof& proof : change->prepared) (void)check_proof(proof, 4, 3, never);
}

void try_message(BytesView bytes) {
  const auto message = decode_message(bytes);
  if (!message) return;
  CREDENCE_ASSERT(std::ranges::equal(encode(*message), bytes));
  CREDENCE_ASSERT(message_name(message->index()) != "unknown");
  if (const auto* const change = std::get_if<SignedViewChange>(&*message)) try_view_change(change->body);
  if (const auto* const next = std::get_if<SignedNewView>(&*message))
    if (const auto body = decode<NewView>(next->body))
      for (const SignedViewChange& change : body->view_changes) try_view_change(change.body);
}

void try_evidence(BytesView bytes) {
  const auto evidence = decode<Evidence>(bytes);
  if (!evidence) return;
  CREDENCE_ASSERT(std::ranges::equal(encode(*evidence), bytes));
  if (const auto what = contradiction(*evidence)) CREDENCE_ASSERT(!what->empty() && what->size() < 200);
  (void)verify_evidence(kChain, *evidence);
}

Hash32 some_hash(std::uint8_t fill) {
  Hash32 out;
  out.bytes.fill(std::byte{fill});
  return out;
}

Statement statement(Tag kind, Bytes body, const SecretKey& key) {
  const Signature signature = sign(key, chain_hash(kind, kChain, body));
  return {static_cast<std::uint8_t>(kind), Blob<limits::kViewChangeBytesMax>(body), signature};
}

}  // namespace

void one_input(BytesView bytes) {
  try_message(bytes);
  try_evidence(bytes);
  try_view_change(bytes);
}

std::vector<Bytes> seeds() {
  const SecretKey key = samples::secret(1);
  const Vote vote{1, 2, 3, some_hash(7)};
  const Signature signature = sign(key, vote_hash(Tag::prepare, kChain, vote));
  const SignedVote signed_vote{vote, signature};
  const Proposal proposal{5, Blob<limits::kBatchBytesMax>(encode(Batch{}))};
  const PreparedProof proof{1, 3, some_hash(7), {{0, signature}, {1, signature}, {2, signature}}};
  const Certificate certificate{2, some_hash(9), {{0, signature}, {2, signature}, {3, signature}}};
  ViewChange change{1, 4, certificate, {}};
  change.prepared.push_back(proof);
  const SignedViewChange signed_change{Blob<limits::kViewChangeBytesMax>(encode(change)), signature};
  NewView next{0, 4, {}};
  next.view_changes.push_back(signed_change);
  const SignedNewView signed_next{Blob<limits::kNewViewBytesMax>(encode(next)), signature};
  Report report{statement(Tag::prepare, encode(vote), key), 4, certificate, signed_next, {}};
  report.prepared.push_back(proof);
  std::vector<Bytes> out{encode(change)};
  for (const Message& message : std::vector<Message>{
           PrePrepare{signed_vote, proposal}, PrePrepare{signed_vote, std::nullopt}, Prepare{signed_vote},
           Commit{signed_vote}, Checkpoint{1, 3, some_hash(9), signature}, signed_change, signed_next,
           CertificateNotice{certificate}, Heartbeat{4, true, 3}, Probe{}, report,
           FetchProposal{some_hash(7)}, ProposalReply{proposal}})
    out.push_back(encode(message));
  const auto twice = [&](Tag kind, const Bytes& first, const Bytes& second) {
    out.push_back(encode(Evidence{1, key.public_key(), statement(kind, first, key),
                                  statement(kind, second, key), 0, some_hash(1)}));
  };
  Vote other = vote;
  other.digest = some_hash(8);
  for (const Tag kind : {Tag::pre_prepare, Tag::prepare, Tag::commit})
    twice(kind, encode(vote), encode(other));
  twice(Tag::checkpoint, encode(CheckpointBody{3, some_hash(1)}), encode(CheckpointBody{3, some_hash(2)}));
  twice(Tag::view_change, encode(change), encode(ViewChange{1, 4, std::nullopt, {}}));
  return out;
}

}  // namespace credence::fuzz
