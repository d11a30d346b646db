// SPDX-License-Identifier: Apache-2.0
// Votes of the validators' owners.
#include "tests/domain_model/model.h"

namespace credence::model {
namespace {

std::size_t quorum_of(std::size_t n) {
  const std::size_t f = (n - 1) / 3;
  return (n + f + 2) / 2;  // the smallest q with 2q > n + f
}

}  // namespace

const OwnedSet& Model::latest_set() const {
  return governance.scheduled ? governance.scheduled->validators : governance.current;
}
const OwnedSet& Model::set_at(Height at) const {
  return governance.scheduled && governance.scheduled->from <= at ? governance.scheduled->validators
                                                                  : governance.current;
}
bool Model::can_vote(const Id& department) const {
  const auto held = departments.find(department);
  return held != departments.end() && !held->second.suspended && keys_with(Role::govern, department) > 0;
}
bool Model::decides_alone(const Id& department) const {
  const auto& owners = latest_set().owners;
  return !owners.empty() &&
         static_cast<std::size_t>(std::ranges::count(owners, department)) >= quorum_of(owners.size());
}
Code Model::voter(const Who& who) const {
  if (!governance.governed) return Code::not_governed;
  return std::ranges::find(latest_set().owners, who.department) != latest_set().owners.end() ? Code::ok
                                                                                             : Code::no_vote;
}
Code Model::enough_votes(const OwnedSet& set, const Id& without) const {
  const auto votes =
      std::ranges::count_if(set.owners, [&](const Id& owner) { return owner != without && can_vote(owner); });
  return static_cast<std::size_t>(votes) >= quorum_of(set.owners.size()) ? Code::ok : Code::votes_lost;
}

Code Model::change_set(const Change& change, OwnedSet& set) const {
  auto& validators = set.set.validators;
  const auto place_of = [&](const PublicKey& key) {
    return std::ranges::find(validators, key, &Validator::key) - validators.begin();
  };
  const auto count = static_cast<std::ptrdiff_t>(validators.size());
  if (const auto* add = std::get_if<AddValidator>(&change)) {
    if (place_of(add->validator.key) < count) return Code::validator_exists;
    if (count == 100) return Code::limit_exceeded;
    if (!departments.contains(add->owner)) return Code::unknown_department;
    if (!can_vote(add->owner)) return Code::last_governor;
    if (!held(add->validator.key, KeyUse::validator, add->owner, add->possession))
      return Code::possession_not_proved;
    validators.push_back(add->validator);
    set.owners.push_back(add->owner);
    return enough_votes(set);
  }
  if (const auto* remove = std::get_if<RemoveValidator>(&change)) {
    const auto place = place_of(remove->key);
    if (place == count) return Code::unknown_validator;
    if (count <= 4) return Code::too_few_validators;
    validators.erase(validators.begin() + place);
    set.owners.erase(set.owners.begin() + place);
    return enough_votes(set);
  }
  const auto& replace = std::get<ReplaceValidatorKey>(change);
  const auto place = place_of(replace.old_key);
  if (place == count) return Code::unknown_validator;
  if (place_of(replace.new_key) < count) return Code::validator_exists;
  const Id& owner = set.owners[static_cast<std::size_t>(place)];
  if (!held(replace.new_key, KeyUse::validator, owner, replace.possession))
    return Code::possession_not_proved;
  validators[static_cast<std::size_t>(place)].key = replace.new_key;
  return Code::ok;
}

Code Model::allowed(const Change& change) const {
  if (changes_validators(change)) {
    OwnedSet set = latest_set();
    return change_set(change, set);
  }
  if (const auto* admit = std::get_if<AdmitDepartment>(&change)) {
    if (departments.contains(admit->department.id)) return Code::already_registered;
    return first_keys(admit->department.id, admit->keys);
  }
  if (const auto* appoint = std::get_if<AppointKeys>(&change))
    return departments.contains(appoint->department) ? first_keys(appoint->department, appoint->keys)
                                                     : Code::unknown_department;
  if (const auto* suspend = std::get_if<SuspendDepartment>(&change)) {
    const auto held = departments.find(suspend->department);
    if (held == departments.end()) return Code::unknown_department;
    if (held->second.suspended == suspend->suspended) return Code::no_change;
    return suspend->suspended ? enough_votes(latest_set(), suspend->department) : Code::ok;
  }
  if (const auto* authority = std::get_if<ChangeAuthority>(&change)) {
    const auto held = departments.find(authority->department);
    if (held == departments.end()) return Code::unknown_department;
    return held->second.authority.contains(authority->role) == authority->granted ? Code::no_change
                                                                                  : Code::ok;
  }
  if (const auto* enable = std::get_if<EnableFeature>(&change)) {
    if (std::ranges::any_of(governance.features,
                            [&](const FeatureFlag& flag) { return flag.name == enable->feature; }))
      return Code::no_change;
    return enable->from <= height ? Code::feature_in_past : Code::ok;
  }
  const auto& limit = std::get<SetLimit>(change);
  const ChainLimits& held = governance.next_limits;
  const std::uint32_t now = limit.limit == ChainLimit::block_transactions ? held.block_transactions
                            : limit.limit == ChainLimit::block_bytes      ? held.block_bytes
                            : limit.limit == ChainLimit::list_lines       ? held.list_lines
                                                                          : held.idle_seconds;
  return now == limit.value ? Code::no_change : Code::ok;
}

Code Model::enact(const Change& change, Height& effective) {
  effective = height;
  if (changes_validators(change)) {
    if (governance.scheduled && governance.scheduled->from > height) return Code::set_changing;
    OwnedSet set = latest_set();
    if (const Code code = change_set(change, set); code != Code::ok) return code;
    effective = height + 8;
    governance.current = set_at(height);
    governance.scheduled = ScheduledSet{effective, set};
  } else if (const auto* admit = std::get_if<AdmitDepartment>(&change)) {
    Department& department = departments[admit->department.id];
    department.said = admit->department;
    department.authority = {admit->authority.begin(), admit->authority.end()};
    add_first_keys(admit->department.id, admit->keys);
  } else if (const auto* appoint = std::get_if<AppointKeys>(&change)) {
    add_first_keys(appoint->department, appoint->keys);
  } else if (const auto* suspend = std::get_if<SuspendDepartment>(&change)) {
    departments.at(suspend->department).suspended = suspend->suspended;
  } else if (const auto* authority = std::get_if<ChangeAuthority>(&change)) {
    auto& held = departments.at(authority->department).authority;
    if (authority->granted)
      held.insert(authority->role);
    else
      held.erase(authority->role);
  } else if (const auto* enable = std::get_if<EnableFeature>(&change)) {
    governance.features.push_back({enable->feature, enable->from});
    effective = enable->from;
  } else {
    const auto& limit = std::get<SetLimit>(change);
    if (governance.next_limits_from > height) return Code::set_changing;
    governance.limits = limits_now();
    ChainLimits& next = governance.next_limits;
    (limit.limit == ChainLimit::block_transactions ? next.block_transactions
     : limit.limit == ChainLimit::block_bytes      ? next.block_bytes
     : limit.limit == ChainLimit::list_lines       ? next.list_lines
                                                   : next.idle_seconds) = limit.value;
    effective = governance.next_limits_from = height + 8;
  }
  return Code::ok;
}

void Model::close(const TxId& id, ChangeStatus status, Height effective) {
  governance.decisions.at(id).status = status;
  governance.decisions.at(id).effective = effective;
  std::erase(governance.open, id);
}

Code Model::tally(const TxId& id) {
  const Decision decision = governance.decisions.at(id);
  const OwnedSet& set = latest_set();
  const std::size_t needed = quorum_of(set.owners.size());
  std::size_t yes = 0, no = 0;
  for (const Id& owner : set.owners)  // one vote for each validator
    for (const Vote& vote : decision.votes)
      if (vote.department == owner && can_vote(owner) && !present(vote.key).revoked) ++(vote.yes ? yes : no);
  if (no + needed > set.owners.size()) close(id, ChangeStatus::rejected, 0);
  if (yes < needed) return Code::ok;
  if (const Code code = allowed(decision.said.change); code != Code::ok) return code;
  Height effective = 0;
  if (const Code code = enact(decision.said.change, effective); code != Code::ok) return code;
  close(id, ChangeStatus::passed, effective);
  return Code::ok;
}

Code Model::apply(const Who& who, const ProposeChange& action) {
  if (const Code code = voter(who); code != Code::ok) return code;
  if (action.expires <= height || action.expires > height + 1'000'000) return Code::bad_expiry;
  for (const TxId& id : std::vector(governance.open))
    if (governance.decisions.at(id).said.expires < height) close(id, ChangeStatus::rejected, 0);
  if (governance.open.size() >= 32) return Code::too_many_proposals;
  if (const Code code = allowed(action.change); code != Code::ok) return code;
  governance.decisions[who.transaction] = {
      action, height, 0, ChangeStatus::open, {{who.department, true, who.signer}}};
  governance.open.push_back(who.transaction);
  return tally(who.transaction);
}

Code Model::apply(const Who& who, const VoteOnChange& action) {
  if (const Code code = voter(who); code != Code::ok) return code;
  const auto held = governance.decisions.find(action.proposal);
  if (held == governance.decisions.end()) return Code::unknown_proposal;
  Decision& decision = held->second;
  if (decision.status != ChangeStatus::open || decision.said.expires < height) return Code::proposal_closed;
  std::erase_if(decision.votes, [&](const Vote& vote) { return vote.department == who.department; });
  decision.votes.push_back({who.department, action.yes, who.signer});
  return tally(action.proposal);
}

}  // namespace credence::model
