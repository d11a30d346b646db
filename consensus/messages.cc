// SPDX-License-Identifier: Apache-2.0
#include "consensus/messages.h"

#include <array>

#include "consensus/canary.h"

namespace credence::consensus {

std::string_view message_name(std::size_t kind) {
  static constexpr std::array<std::string_view, kMessageKinds> kNames = {
      "pre_prepare", "prepare",   "commit", "checkpoint", "view_change",    "new_view",
      "certificate", "heartbeat", "probe",  "report",     "fetch_proposal", "proposal_reply"};
  return kind < kNames.size() ? kNames[kind] : "unknown";
}

Hash32 vote_hash(Tag kind, const ChainId& chain, const Vote& vote) {
  if (planted(Canary::untagged_votes)) kind = Tag::prepare;
  return chain_hash(kind, chain, encode(vote));
}

Result<Message> decode_message(BytesView bytes) {
  if (bytes.size() > limits::kMessageBytesMax)
    return fail(Code::limit_exceeded, std::to_string(bytes.size()) + " bytes");
  return decode<Message>(bytes);
}

NewViewPlan plan_new_view(std::span<const ViewChange> view_changes, const Hash32& null_digest) {
  NewViewPlan plan;
  for (const auto& change : view_changes)
    if (change.stable && change.stable->height > plan.low) {
      plan.low = change.stable->height;
      plan.stable = change.stable;
    }
  std::map<Height, const PreparedProof*> best;
  for (const auto& change : view_changes)
    for (const auto& proof : change.prepared) {
      const PreparedProof*& held = best[proof.height];
      if (held == nullptr || proof.view > held->view) held = &proof;
    }
  if (best.empty()) return plan;
  // At most `kPipelineWindow` heights: a proof lies within the window of its sender's stable height, which is
  // at most `low`.
  for (Height height = plan.low + 1; height <= best.rbegin()->first; ++height) {
    const auto at = best.find(height);
    if (at == best.end() && planted(Canary::leave_gaps)) continue;
    plan.digests[height] = at == best.end() ? null_digest : at->second->digest;
  }
  return plan;
}

}  // namespace credence::consensus
