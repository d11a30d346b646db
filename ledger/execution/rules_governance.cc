// SPDX-License-Identifier: Apache-2.0
// Governance: the departments that own validators propose and vote, one vote for each validator they own, and
// a change passes at the same quorum as a block. A change that would be unsafe is refused when it is
// proposed, and again with the vote that would pass it. A vote counts while its key is in force: one that was
// replaced by another hands its vote on, one that was revoked has none.
//
// A change of the validators takes effect W heights later, so that every validator knows the set of each
// height that it may vote on; one change at a time: the next passes when the one before is in force.
#include <algorithm>

#include "ledger/chain/quorum.h"
#include "ledger/execution/rules.h"

namespace credence {
namespace {

using ValidatorsPlace = Overlay::Place<ValidatorsValue>;

Details key_text(const PublicKey& key) { return said::key(key); }

std::size_t weight(const OwnedSet& owned, const Id& department) {
  return static_cast<std::size_t>(std::ranges::count(owned.owners, department));
}

bool can_vote(TransactionContext& context, const Id& department) {
  const auto value = context.state.at(DepartmentKey{department});
  return value.present() && !value->suspended && value->govern_keys > 0;
}

/// The owners that can vote must stay a quorum; `without` counts as one that cannot.
Result<void> check_votes(TransactionContext& context, const OwnedSet& owned, const Id& without = {}) {
  std::size_t votes = 0;
  for (const Id& owner : owned.owners) votes += owner != without && can_vote(context, owner) ? 1 : 0;
  if (votes >= quorum(owned.set.size())) return {};
  return fail(Code::votes_lost, said::number(votes) + said::at_least(quorum(owned.set.size())));
}

// ---- the validators ---------------------------------------------------------------------------------------

template <class Body>
concept ChangesValidators = std::same_as<Body, AddValidator> || std::same_as<Body, RemoveValidator> ||
                            std::same_as<Body, ReplaceValidatorKey>;

/// A key that nobody holds would count in the quorum and never sign; one of somebody else would make a
/// validator of a stranger.
KeyStatement of_validator(const PublicKey& key, const Id& owner) { return {key, KeyUse::validator, owner}; }

Result<OwnedSet> changed(TransactionContext& context, OwnedSet owned, const AddValidator& change) {
  if (owned.set.index_of(change.validator.key))
    return fail(Code::validator_exists, key_text(change.validator.key));
  if (owned.set.size() == limits::kValidatorsMax)
    return fail(Code::limit_exceeded, said::at_most(limits::kValidatorsMax));
  if (!context.state.at(DepartmentKey{change.owner}).present())
    return fail(Code::unknown_department, said::department(change.owner));
  if (!can_vote(context, change.owner))
    return fail(Code::last_governor, said::department(change.owner) + said::no_voting_key());
  if (auto good =
          check_possession(context, of_validator(change.validator.key, change.owner), change.possession);
      !good)
    return std::unexpected(good.error());
  owned.set.validators.push_back(change.validator);
  owned.owners.push_back(change.owner);
  if (auto good = check_votes(context, owned); !good) return std::unexpected(good.error());
  return owned;
}

Result<OwnedSet> changed(TransactionContext& context, OwnedSet owned, const RemoveValidator& change) {
  const auto at = owned.set.index_of(change.key);
  if (!at) return fail(Code::unknown_validator, key_text(change.key));
  if (owned.set.size() <= limits::kValidatorsGovernedMin)
    return fail(Code::too_few_validators,
                said::number(owned.set.size() - 1) + said::at_least(limits::kValidatorsGovernedMin));
  owned.set.validators.erase(owned.set.validators.begin() + *at);
  owned.owners.erase(owned.owners.begin() + *at);
  if (auto good = check_votes(context, owned); !good) return std::unexpected(good.error());
  return owned;
}

Result<OwnedSet> changed(TransactionContext& context, OwnedSet owned, const ReplaceValidatorKey& change) {
  const auto at = owned.set.index_of(change.old_key);
  if (!at) return fail(Code::unknown_validator, key_text(change.old_key));
  if (owned.set.index_of(change.new_key)) return fail(Code::validator_exists, key_text(change.new_key));
  if (auto good =
          check_possession(context, of_validator(change.new_key, owned.owners[*at]), change.possession);
      !good)
    return std::unexpected(good.error());
  owned.set.validators[*at].key = change.new_key;
  return owned;
}

// ---- what each change asks for, and what it does ----------------------------------------------------------

template <ChangesValidators Body>
Result<void> check_change(TransactionContext& context, const ValidatorsValue& validators,
                          const Body& change) {
  auto set = changed(context, validators.latest(), change);
  return set ? Result<void>{} : std::unexpected(set.error());
}
template <ChangesValidators Body>
Result<Height> enact(TransactionContext& context, ValidatorsPlace& validators, const Body& change) {
  if (validators->scheduled && validators->scheduled->from > context.height)
    return fail(Code::set_changing, said::from_height(validators->scheduled->from));
  auto set = changed(context, validators->latest(), change);
  if (!set) return std::unexpected(set.error());
  const Height from = context.height + limits::kPipelineWindow;
  ValidatorsValue& value = validators.edit();
  value.current = value.at(context.height);
  value.scheduled = ScheduledSet{from, *std::move(set)};
  return from;
}

Result<void> check_change(TransactionContext& context, const ValidatorsValue&,
                          const AdmitDepartment& change) {
  if (context.state.at(DepartmentKey{change.department.id}).present())
    return fail(Code::already_registered, said::department(change.department.id));
  return check_first_keys(context, change.department.id, change.keys);
}
Result<Height> enact(TransactionContext& context, ValidatorsPlace&, const AdmitDepartment& change) {
  admit_department(context, change.department, change.authority);
  admit_first_keys(context, change.department.id, change.keys);
  return context.height;
}

Result<void> check_change(TransactionContext& context, const ValidatorsValue&, const AppointKeys& change) {
  if (!context.state.at(DepartmentKey{change.department}).present())
    return fail(Code::unknown_department, said::department(change.department));
  return check_first_keys(context, change.department, change.keys);
}
Result<Height> enact(TransactionContext& context, ValidatorsPlace&, const AppointKeys& change) {
  admit_first_keys(context, change.department, change.keys);
  return context.height;
}

Result<void> check_change(TransactionContext& context, const ValidatorsValue& validators,
                          const SuspendDepartment& change) {
  const auto department = context.state.at(DepartmentKey{change.department});
  if (!department.present()) return fail(Code::unknown_department, said::department(change.department));
  if (department->suspended == change.suspended)
    return fail(Code::no_change, said::department(change.department));
  return change.suspended ? check_votes(context, validators.latest(), change.department) : Result<void>{};
}
Result<Height> enact(TransactionContext& context, ValidatorsPlace&, const SuspendDepartment& change) {
  context.state.at(DepartmentKey{change.department}).edit().suspended = change.suspended;
  return context.height;
}

Result<void> check_change(TransactionContext& context, const ValidatorsValue&,
                          const ChangeAuthority& change) {
  const auto department = context.state.at(DepartmentKey{change.department});
  if (!department.present()) return fail(Code::unknown_department, said::department(change.department));
  const bool held = std::ranges::find(department->authority, change.role) != department->authority.end();
  if (held == change.granted)
    return fail(Code::no_change, said::department(change.department) + said::word(name_of(change.role)));
  return {};
}
Result<Height> enact(TransactionContext& context, ValidatorsPlace&, const ChangeAuthority& change) {
  auto& authority = context.state.at(DepartmentKey{change.department}).edit().authority;
  if (change.granted)
    authority.insert(std::ranges::upper_bound(authority, change.role), change.role);
  else
    authority.erase(std::ranges::find(authority, change.role));
  return context.height;
}

Result<void> check_change(TransactionContext& context, const ValidatorsValue&, const EnableFeature& change) {
  const auto chain = context.state.at(ChainKey{});
  if (std::ranges::find(chain->features, change.feature, &FeatureFlag::name) != chain->features.end())
    return fail(Code::no_change, said::feature(change.feature));
  if (change.from <= context.height)
    return fail(Code::feature_in_past, said::from_height(change.from) + said::height(context.height));
  if (chain->features.size() == chain->features.kMax)
    return fail(Code::limit_exceeded, said::field("features"));
  return {};
}
Result<Height> enact(TransactionContext& context, ValidatorsPlace&, const EnableFeature& change) {
  context.state.at(ChainKey{}).edit().features.push_back({change.feature, change.from});
  return change.from;
}

std::uint32_t& value_of(ChainLimits& limits, ChainLimit which) {
  switch (which) {
    case ChainLimit::block_transactions:
      return limits.block_transactions;
    case ChainLimit::block_bytes:
      return limits.block_bytes;
    case ChainLimit::list_lines:
      return limits.list_lines;
    case ChainLimit::idle_seconds:
      break;
  }
  return limits.idle_seconds;
}
Result<void> check_change(TransactionContext& context, const ValidatorsValue&, const SetLimit& change) {
  ChainLimits held = context.state.at(ChainKey{})->next_limits;
  if (value_of(held, change.limit) == change.value)
    return fail(Code::no_change, said::word(name_of(change.limit)));
  return {};
}
Result<Height> enact(TransactionContext& context, ValidatorsPlace&, const SetLimit& change) {
  ChainValue& chain = context.state.at(ChainKey{}).edit();
  // Who proposes knows the limits of the next W blocks: what is announced for a height holds there.
  if (chain.next_limits_from > context.height)
    return fail(Code::set_changing, said::from_height(chain.next_limits_from));
  chain.limits = chain.limits_at(context.height);
  value_of(chain.next_limits, change.limit) = change.value;
  chain.next_limits_from = context.height + limits::kPipelineWindow;
  return chain.next_limits_from;
}

// ---- votes ------------------------------------------------------------------------------------------------

void close(TransactionContext& context, ValidatorsPlace& validators, const TxId& id, ChangeStatus status,
           Height effective) {
  ChangeValue& value = context.state.at(ChangeKey{id}).edit();
  value.status = status;
  value.effective = effective;
  std::erase(validators.edit().open, id);
  context.say({ChainKey{}}, ChangeDecided{id, Id(name_of(value.proposal.change)),
                                          status == ChangeStatus::passed, effective});
}

bool counts(TransactionContext& context, const ChangeVote& vote) {
  return can_vote(context, vote.department) &&
         !context.state.at(SignerKey{present_key(context, vote.key)})->revoked;
}

/// Proposals whose time is over leave the list of open ones with the next proposal.
void close_expired(TransactionContext& context, ValidatorsPlace& validators) {
  const auto open = validators->open;
  for (const TxId& id : open)
    if (context.state.at(ChangeKey{id})->proposal.expires < context.height)
      close(context, validators, id, ChangeStatus::rejected, 0);
}

Result<void> tally(TransactionContext& context, ValidatorsPlace& validators, const TxId& id) {
  const ChangeValue value = *context.state.at(ChangeKey{id});
  const OwnedSet& owned = validators->latest();
  const std::size_t needed = quorum(owned.set.size());
  std::size_t yes = 0;
  std::size_t no = 0;
  for (const ChangeVote& vote : value.votes)
    if (counts(context, vote)) (vote.yes ? yes : no) += weight(owned, vote.department);
  if (no > owned.set.size() - needed) close(context, validators, id, ChangeStatus::rejected, 0);
  if (yes < needed) return {};
  auto good = std::visit([&](const auto& change) { return check_change(context, *validators, change); },
                         value.proposal.change);
  if (!good) return good;
  const auto effective = std::visit([&](const auto& change) { return enact(context, validators, change); },
                                    value.proposal.change);
  if (!effective) return std::unexpected(effective.error());
  close(context, validators, id, ChangeStatus::passed, *effective);
  return {};
}

void record_vote(TransactionContext& context, const VoteOnChange& vote) {
  auto& votes = context.state.at(ChangeKey{vote.proposal}).edit().votes;
  std::erase_if(votes, [&](const ChangeVote& held) { return held.department == context.department; });
  votes.push_back({context.department, vote.yes, context.signer});
  context.say({ChainKey{}}, ChangeVoted{context.department, vote});
}

Result<void> check_voter(TransactionContext& context, const ValidatorsPlace& validators) {
  if (!context.governed()) return fail(Code::not_governed);
  if (weight(validators->latest(), context.department) == 0)
    return fail(Code::no_vote, said::department(context.department));
  return {};
}

}  // namespace

bool decides_alone(TransactionContext& context) {
  const auto validators = context.state.at(ValidatorsKey{});
  const OwnedSet& owned = validators->latest();
  return weight(owned, context.department) >= quorum(owned.set.size());
}

Result<void> apply_rules(TransactionContext& context, const ProposeChange& action) {
  auto validators = context.state.at(ValidatorsKey{});
  if (auto good = check_voter(context, validators); !good) return good;
  if (action.expires <= context.height || action.expires - context.height > limits::kChangeHeightsMax)
    return fail(Code::bad_expiry, said::last_height(action.expires) + said::height(context.height));
  close_expired(context, validators);
  if (validators->open.size() >= limits::kOpenChangesMax)
    return fail(Code::too_many_proposals, said::at_most(limits::kOpenChangesMax));
  auto good = std::visit([&](const auto& change) { return check_change(context, *validators, change); },
                         action.change);
  if (!good) return good;
  context.state.at(ChangeKey{context.origin}).put({action, context.height, ChangeStatus::open, 0, {}});
  validators.edit().open.push_back(context.origin);
  context.say({ChainKey{}}, ChangeProposed{action});
  record_vote(context, {context.origin, true});
  return tally(context, validators, context.origin);
}

Result<void> apply_rules(TransactionContext& context, const VoteOnChange& action) {
  auto validators = context.state.at(ValidatorsKey{});
  if (auto good = check_voter(context, validators); !good) return good;
  const auto held = context.state.at(ChangeKey{action.proposal});
  if (!held.present()) return fail(Code::unknown_proposal, said::proposal(action.proposal));
  if (held->status != ChangeStatus::open || held->proposal.expires < context.height)
    return fail(Code::proposal_closed,
                said::word(name_of(held->status)) + said::last_height(held->proposal.expires));
  record_vote(context, action);
  return tally(context, validators, action.proposal);
}

}  // namespace credence
