// SPDX-License-Identifier: Apache-2.0
#include "ledger/chain/evidence.h"

#include <algorithm>

namespace credence {
namespace {

std::unexpected<Error> no_contradiction() {
  return fail(Code::malformed, "the two statements do not contradict each other");
}

std::string at(std::uint64_t view, Height height) {
  return " for view " + std::to_string(view) + ", height " + std::to_string(height);
}

Result<std::string> two_votes(const Evidence& evidence, std::string_view name) {
  const auto a = decode<Vote>(evidence.first.body), b = decode<Vote>(evidence.second.body);
  if (!a) return std::unexpected(a.error());
  if (!b) return std::unexpected(b.error());
  const bool same = a->sender == b->sender && a->view == b->view && a->height == b->height;
  if (!same || a->sender != evidence.validator || a->digest == b->digest) return no_contradiction();
  return "two " + std::string(name) + at(a->view, a->height);
}

Result<std::string> two_checkpoints(const Evidence& evidence) {
  const auto a = decode<CheckpointBody>(evidence.first.body),
             b = decode<CheckpointBody>(evidence.second.body);
  if (!a) return std::unexpected(a.error());
  if (!b) return std::unexpected(b.error());
  if (a->height != b->height || a->header_hash == b->header_hash) return no_contradiction();
  return "two checkpoints for height " + std::to_string(a->height);
}

Result<std::string> two_view_changes(const Evidence& evidence) {
  const auto a = decode<ViewChange>(evidence.first.body), b = decode<ViewChange>(evidence.second.body);
  if (!a) return std::unexpected(a.error());
  if (!b) return std::unexpected(b.error());
  if (a->sender != evidence.validator || b->sender != a->sender || a->view != b->view ||
      evidence.first.body == evidence.second.body)
    return no_contradiction();
  return "two view changes for view " + std::to_string(a->view);
}

Result<std::string> forgotten_commit(const Evidence& evidence) {
  const auto commit = decode<Vote>(evidence.first.body);
  const auto change = decode<ViewChange>(evidence.second.body);
  if (!commit) return std::unexpected(commit.error());
  if (!change) return std::unexpected(change.error());
  if (commit->sender != evidence.validator || !forgets(*change, *commit)) return no_contradiction();
  return "a commit" + at(commit->view, commit->height) + ", which its view change for view " +
         std::to_string(change->view) + " leaves out";
}

}  // namespace

bool forgets(const ViewChange& change, const Vote& commit) {
  if (change.sender != commit.sender || change.view <= commit.view) return false;
  if (change.stable && change.stable->height >= commit.height) return false;
  return std::ranges::none_of(change.prepared, [&commit](const PreparedProof& proof) {
    return proof.height == commit.height && proof.view >= commit.view;
  });
}

Result<std::string> contradiction(const Evidence& evidence) {
  const auto is = [](const Statement& statement, Tag tag) {
    return statement.kind == static_cast<std::uint8_t>(tag);
  };
  const auto both = [&](Tag tag) { return is(evidence.first, tag) && is(evidence.second, tag); };
  if (both(Tag::pre_prepare)) return two_votes(evidence, "proposals");
  if (both(Tag::prepare)) return two_votes(evidence, "prepares");
  if (both(Tag::commit)) return two_votes(evidence, "commits");
  if (both(Tag::checkpoint)) return two_checkpoints(evidence);
  if (both(Tag::view_change)) return two_view_changes(evidence);
  if (is(evidence.first, Tag::commit) && is(evidence.second, Tag::view_change))
    return forgotten_commit(evidence);
  return no_contradiction();
}

Result<std::string> verify_evidence(const ChainId& chain, const Evidence& evidence,
                                    const Signatures& scheme) {
  auto what = contradiction(evidence);
  if (!what) return what;
  const ChainId votes = votes_for(chain, evidence.set_first, evidence.set);
  for (const Statement* statement : {&evidence.first, &evidence.second}) {
    const auto kind = static_cast<Tag>(statement->kind);
    const ChainId& domain = kind == Tag::checkpoint ? chain : votes;
    if (!scheme.verify(evidence.key, chain_hash(kind, domain, statement->body), statement->signature))
      return fail(Code::bad_signature, "of a statement in the evidence");
  }
  return what;
}

}  // namespace credence
