// SPDX-License-Identifier: Apache-2.0
#include "node/api/feature_votes.h"

#include <algorithm>

#include "ledger/domain/state_values.h"

namespace credence::node {
namespace {

template <class Key>
std::optional<typename ValueOf<Key>::type> value_of(const Ledger& ledger, const Key& key) {
  const auto bytes = ledger.state(key);
  if (!bytes || !*bytes) return std::nullopt;
  auto value = decode<typename ValueOf<Key>::type>(**bytes);
  return value ? std::optional(*std::move(value)) : std::nullopt;
}

std::optional<Id> enabled_by(const std::optional<ProposeChange>& proposal) {
  const auto* const change = proposal ? std::get_if<EnableFeature>(&proposal->change) : nullptr;
  return change != nullptr ? std::optional(change->feature) : std::nullopt;
}

/// The feature that an action counts for: proposed, voted for, or approved by a second person.
std::optional<Id> feature_of(const Ledger& ledger, const Action& action, bool pending = false) {
  if (const auto* const proposal = std::get_if<ProposeChange>(&action)) return enabled_by(*proposal);
  if (const auto* const vote = std::get_if<VoteOnChange>(&action); vote != nullptr && vote->yes) {
    const auto held = value_of(ledger, ChangeKey{vote->proposal});
    return held ? enabled_by(held->proposal) : std::nullopt;
  }
  const auto* const decision = std::get_if<DecidePending>(&action);
  if (decision == nullptr || !decision->approve || pending) return std::nullopt;
  const auto held = value_of(ledger, PendingKey{decision->transaction});
  const auto parked = held ? decode<Action>(held->action) : fail(Code::not_found);
  return parked ? feature_of(ledger, *parked, true) : std::nullopt;
}

/// The kind of an encoded action is its first byte: nearly all are of none that could count for a feature.
bool may_count(BytesView action) {
  static const std::array kKinds = {Action(ProposeChange{}).index(), Action(VoteOnChange{}).index(),
                                    Action(DecidePending{}).index()};
  return !action.empty() &&
         std::ranges::find(kKinds, std::to_integer<std::size_t>(action.front())) != kKinds.end();
}

}  // namespace

Result<void> check_ready(const Backend& backend, const ReadTransaction& transaction) {
  if (!may_count(transaction.action)) return {};
  const auto action = decode<Action>(transaction.action);
  if (!action) return {};  // it is refused for that
  ValidatorSet set;
  const auto feature = backend.ledger().read([&](const Ledger& at) {
    auto out = feature_of(at, *action);
    if (out)
      if (const auto validators = value_of(at, ValidatorsKey{})) set = validators->latest().set;
    return out;
  });
  if (!feature) return {};
  const NodeStatus node = backend.status();
  std::string lacks, unheard;
  for (const Validator& validator : set.validators) {
    const auto peer = std::ranges::find(node.peers, validator.key, &NodeStatus::Peer::key);
    const ProgramSaid* const program = validator.key == node.key  ? &node.program
                                       : peer != node.peers.end() ? peer->program.get()
                                                                  : nullptr;
    if (program == nullptr)
      unheard += (unheard.empty() ? "" : ", ") + validator.name_en;
    else if (std::ranges::find(program->features, *feature) == program->features.end())
      lacks += (lacks.empty() ? "" : ", ") + validator.name_en + " (" + program->version + ")";
  }
  if (lacks.empty() && unheard.empty()) return {};
  return fail(Code::feature_not_ready, "feature " + *feature +
                                           (lacks.empty() ? "" : "; does not know it: " + lacks) +
                                           (unheard.empty() ? "" : "; not heard of: " + unheard));
}

}  // namespace credence::node
