// SPDX-License-Identifier: Apache-2.0
// Signers, departments, keys, four eyes; and the order in which everything is asked.
#include <chrono>

#include "tests/domain_model/model.h"

namespace credence::model {

// ---- days -------------------------------------------------------------------------------------------------

namespace {

using namespace std::chrono;  // NOLINT(google-build-using-namespace)

sys_days days(const Date& day) { return sys_days{year{day.year} / day.month / day.day}; }
Date date(const year_month_day& day) {
  return {static_cast<std::uint16_t>(static_cast<int>(day.year())),
          static_cast<std::uint8_t>(static_cast<unsigned>(day.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(day.day()))};
}

}  // namespace

Date day_in_china(std::uint64_t time_ms) {
  const sys_time<milliseconds> at{milliseconds{static_cast<std::int64_t>(time_ms)} + hours{8}};
  return date(year_month_day{floor<std::chrono::days>(at)});
}
Date plus_days(const Date& day, int count) {
  return date(year_month_day{days(day) + std::chrono::days{count}});
}
Date plus_months(const Date& day, unsigned count) {
  const year_month_day there = year_month_day{days(day)} + months{count};
  return there.ok() ? date(there) : date(year_month_day{there.year() / there.month() / last});
}
std::optional<Date> term_end(const Date& from, unsigned years_of_term) {
  if (years_of_term == 0) return std::nullopt;
  // A term from 29 February ends on 28 February also where that year has a 29th: the day before the "29th"
  // that is not there.
  const year_month_day anniversary = year_month_day{days(from)} + years{years_of_term};
  if (!anniversary.ok()) return date(year_month_day{anniversary.year() / February / 28});
  return date(year_month_day{sys_days{anniversary} - std::chrono::days{1}});
}
bool weekend(const Date& day) {
  const weekday of{days(day)};
  return of == Saturday || of == Sunday;
}
std::string fold(std::string_view text) {
  std::string out(text);
  for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{"（", "("},
                                 {"）", ")"},
                                 {"【", "("},
                                 {"】", ")"},
                                 {"　", ""},
                                 {" ", ""},
                                 {"⼀", "一"},
                                 {"０", "0"},
                                 {"１", "1"},
                                 {"２", "2"},
                                 {"３", "3"},
                                 {"４", "4"},
                                 {"５", "5"},
                                 {"６", "6"},
                                 {"７", "7"},
                                 {"８", "8"},
                                 {"９", "9"}})
    for (std::size_t at = 0; (at = out.find(from, at)) != std::string::npos;)
      out.replace(at, from.size(), to);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// ---- the order of questions -------------------------------------------------------------------------------

Model::Model(const Genesis& genesis) : chain(chain_id(genesis)) {
  time_ms = genesis.time_ms;
  today = day_in_china(time_ms);
  governance.governed = !genesis.owners.empty();
  governance.current = {genesis.validators, genesis.owners};
  for (const Id& name : genesis.features) governance.features.push_back({name, 0});
  for (const RegisterDepartment& department : genesis.departments)
    departments[department.id].said = department;
  for (const KeyPost& key : genesis.keys) {
    add_key(key);
    if (!governance.governed) continue;
    for (const Role role : key.roles)
      if (is_granted(role)) departments[key.department].authority.insert(role);
  }
  for (const DefineQualification& type : genesis.qualifications) titles.types[type.type] = type;
}

void Model::begin(Height at, std::uint64_t time) {
  height = at;
  time_ms = time;
  today = day_in_china(time);
  std::erase_if(executed, [&](const auto& block) { return block.second.last_expiry < at; });
}

Code Model::apply(const Attempt& attempt, std::uint32_t position) {
  parked_ = false;
  if (position >= limits_now().block_transactions) return Code::limit_exceeded;
  if (attempt.expiry < height) return Code::expired;
  if (attempt.expiry - height > 100'000) return Code::expiry_too_far;
  for (const auto& [at, done] : executed)
    if (done.ids.contains(attempt.id)) return Code::replayed;
  Done& done = executed[height];
  done.ids[attempt.id] = position;
  done.last_expiry = std::max(done.last_expiry, attempt.expiry);
  return this->attempt(attempt);
}

Code Model::maker(Who& who, const KeyId& id, std::optional<Role> role) const {
  const auto held = keys.find(id);
  if (held == keys.end()) return Code::unknown_key;
  const Key& key = held->second;
  if (key.revoked) return Code::revoked_key;
  who.signer = id;
  if (key.enterprise) {
    who.enterprise = key.enterprise;
  } else {
    if (departments.at(key.department).suspended) return Code::department_suspended;
    who.department = key.department;
  }
  if (!role) return Code::ok;
  if (!key.has(*role)) return Code::wrong_role;
  return is_granted(*role) ? granted(key.department, *role) : Code::ok;
}

bool Model::came_later(const Action& action) const {
  const auto* withdrawal = std::get_if<WithdrawEntry>(&action);
  if (std::holds_alternative<RecordFundReturn>(action) ||
      (withdrawal != nullptr && withdrawal->kind == EntryKind::fund_return))
    return !feature("fund-returns");
  const auto tells_round = [](const auto& lines) {
    return std::ranges::any_of(lines, [](const AwardLine& line) { return line.investment.has_value(); });
  };
  const auto* capital = std::get_if<RecordSocialCapital>(&action);
  const auto* awards = std::get_if<RecordAwards>(&action);
  const auto* amended = std::get_if<AmendAwards>(&action);
  if ((capital != nullptr && capital->investor_code) || (awards != nullptr && tells_round(awards->lines)) ||
      (amended != nullptr && tells_round(amended->lines)))
    return !feature("fund-rounds");
  if (std::holds_alternative<SealBid>(action) || std::holds_alternative<OpenBid>(action))
    return !feature("sealed-bids");
  const auto* demand = std::get_if<DemandRecovery>(&action);
  const auto* receipt = std::get_if<RecordRecovery>(&action);
  if (std::holds_alternative<TakeRecoveryStep>(action) ||
      (demand != nullptr && demand->charges != Charges{}) ||
      (receipt != nullptr && receipt->charges != Charges{}))
    return !feature("recovery-parts");
  const auto* listings = std::get_if<RecordListings>(&action);
  const auto* withdrawn = std::get_if<WithdrawCredit>(&action);
  const auto* repair = std::get_if<DecideCreditRepair>(&action);
  if ((listings != nullptr && !listings->reason.empty()) ||
      (withdrawn != nullptr && !withdrawn->reason.empty()) || (repair != nullptr && !repair->reason.empty()))
    return !feature("former-terms");
  return std::holds_alternative<RecordRelief>(action) && !feature("tax-relief");
}

Code Model::attempt(const Attempt& attempt) {
  if (attempt.undecodable || came_later(attempt.action)) return Code::unreadable_action;
  Who who;
  who.transaction = attempt.id;
  if (const Code code = maker(who, key_id(attempt.keys.front()), role_for(attempt.action)); code != Code::ok)
    return code;
  for (std::size_t i = 1; i < attempt.keys.size(); ++i) {
    const auto held = keys.find(key_id(attempt.keys[i]));
    if (held == keys.end()) return Code::unknown_key;
    if (held->second.revoked) return Code::revoked_key;
    if (held->second.has(Role::check) && held->second.department == who.department) who.checker = held->first;
  }
  if (attempt.unfit) return *attempt.unfit;
  if (has_mistyped_code(attempt.action)) return Code::uscc_bad_check_digit;
  // Known without the state, so that it does not even wait for a second person.
  if (const auto* merge = std::get_if<MergeEnterprise>(&attempt.action);
      merge != nullptr && holder_kind_of(merge->code) != holder_kind_of(merge->into))
    return Code::wrong_holder;
  if (const auto* made = std::get_if<CreateProgramme>(&attempt.action);
      made != nullptr && made->lead_department == made->finance_department && !feature("tax-relief"))
    return Code::duties_not_separated;
  if (lines_of(attempt.action) > limits_now().list_lines) return Code::limit_exceeded;
  const std::optional<Role> role = role_for(attempt.action);
  const bool alone =
      role && role != Role::enterprise && (role != Role::govern || decides_alone(who.department));
  if (alone && !who.checker && feature("four-eyes")) {
    const auto waits = std::ranges::count_if(
        waiting, [&](const auto& held) { return held.second.department == who.department; });
    if (waits >= 1000) return Code::too_many_pending;
    waiting[attempt.id] = {who.signer, who.department, height, plus_days(today, 90), attempt.action};
    parked_ = true;
    return Code::ok;
  }
  return rules(who, attempt.action);
}

namespace {

template <class Body>
concept OfProgramme = requires(const Body& body) {
  { body.programme } -> std::convertible_to<const Id&>;
};
template <class Body>
concept OfCredit = std::same_as<Body, RecordCredit> || std::same_as<Body, RecordRatings>;

}  // namespace

/// All or nothing: what an action may change is kept and put back.
Code Model::rules(const Who& who, const Action& action) {
  const auto ends = titles.ends;
  const Code outcome = std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (OfProgramme<Body>) {
          const auto held = programmes.find(body.programme);
          if (held == programmes.end()) return apply(who, body);
          Programme before = held->second;
          const Code code = apply(who, body);
          if (code != Code::ok) held->second = std::move(before);
          return code;
        } else if constexpr (OfCredit<Body>) {
          Credit before = credit;
          const Code code = apply(who, body);
          if (code != Code::ok) credit = std::move(before);
          return code;
        } else if constexpr (std::same_as<Body, ProposeChange> || std::same_as<Body, VoteOnChange>) {
          Governance before = governance;
          const Code code = apply(who, body);
          if (code != Code::ok) governance = std::move(before);
          return code;
        } else if constexpr (requires { body.lines; } || std::same_as<Body, MergeEnterprise>) {
          Titles before = titles;
          const Code code = apply(who, body);
          if (code != Code::ok) titles = std::move(before);
          return code;
        } else {
          return apply(who, body);  // changes nothing before it knows
        }
      },
      action);
  if (outcome != Code::ok) titles.ends = ends;
  return outcome;
}

// ---- questions --------------------------------------------------------------------------------------------

unsigned Model::keys_with(Role role, const std::optional<Id>& department) const {
  return static_cast<unsigned>(std::ranges::count_if(keys, [&](const auto& held) {
    const Key& key = held.second;
    return !key.revoked && !key.enterprise && key.has(role) && (!department || key.department == *department);
  }));
}
bool Model::feature(std::string_view name) const {
  return std::ranges::any_of(
      governance.features, [&](const FeatureFlag& flag) { return flag.name == name && flag.from <= height; });
}
const ChainLimits& Model::limits_now() const {
  return height >= governance.next_limits_from ? governance.next_limits : governance.limits;
}
Code Model::granted(const Id& department, Role role) const {
  if (!governance.governed) return Code::ok;
  const auto held = departments.find(department);
  return held != departments.end() && held->second.authority.contains(role) ? Code::ok
                                                                            : Code::role_not_granted;
}

// ---- departments and keys ---------------------------------------------------------------------------------

namespace {

Code exists(bool same) { return same ? Code::already_registered : Code::registered_differently; }

}  // namespace

void Model::add_key(const KeyPost& post, const std::optional<Uscc>& enterprise) {
  const KeyId id = key_id(post.key);
  keys[id] = {post.key, post.department, post.roles, post.holder, false, enterprise, id, std::nullopt};
}

const Key& Model::present(const KeyId& id) const {
  const Key* key = &keys.at(id);
  while (key->next) key = &keys.at(*key->next);
  return *key;
}

bool Model::held(const PublicKey& key, KeyUse use, const Id& of, const Signature& statement) const {
  return verify(key, statement_hash(chain, {key, use, of}), statement).has_value();
}

Code Model::first_keys(const Id& department, const FirstKeys& first) const {
  for (const FirstKey& one : {first.admin, first.checker}) {
    if (keys.contains(key_id(one.key))) return Code::registered_differently;
    if (!held(one.key, KeyUse::department, department, one.possession)) return Code::possession_not_proved;
  }
  return Code::ok;
}

void Model::add_first_keys(const Id& department, const FirstKeys& first) {
  add_key({department, first.admin.key, {Role::admin}, first.admin.holder});
  add_key({department, first.checker.key, {Role::check}, first.checker.holder});
}

Code Model::apply(const Who&, const RegisterDepartment& action) {
  if (const auto held = departments.find(action.id); held != departments.end())
    return exists(encode(held->second.said) == encode(action));
  if (governance.governed) return Code::needs_vote;
  departments[action.id].said = action;
  return Code::ok;
}

Code Model::apply(const Who& who, const RegisterKey& action) {
  if (!departments.contains(action.department)) return Code::unknown_department;
  if (const auto held = keys.find(key_id(action.key)); held != keys.end()) {
    const Key& key = held->second;
    return exists(key.department == action.department && key.roles == action.roles &&
                  key.holder == action.holder && !key.revoked && !key.enterprise);
  }
  if (who.department != action.department) return Code::wrong_department;
  for (const Role role : action.roles)
    if (is_granted(role))
      if (const Code code = granted(action.department, role); code != Code::ok) return code;
  if (!held(action.key, KeyUse::department, action.department, action.possession))
    return Code::possession_not_proved;
  add_key(action);
  return Code::ok;
}

Code Model::apply(const Who& who, const RevokeKey& action) {
  const auto held = keys.find(action.key);
  if (held == keys.end()) return Code::not_found;
  Key& key = held->second;
  const Key& own = keys.at(who.signer);
  if (action.key != who.signer) {
    const bool same_department = key.department == own.department;
    if (own.enterprise) {
      if (own.enterprise != key.enterprise) return Code::wrong_enterprise;
    } else if (own.has(Role::admin)) {
      if (!same_department) return Code::wrong_department;
    } else if (!(key.enterprise && same_department && own.has(Role::registrar))) {
      return Code::wrong_role;
    }
  }
  if (key.revoked) return Code::already_revoked;
  if (key.has(Role::admin) && keys_with(Role::admin, key.department) <= 1) return Code::last_admin;
  if (key.has(Role::check) && keys_with(Role::check, key.department) <= 1 && feature("four-eyes"))
    return Code::last_checker;
  if (governance.governed && key.has(Role::govern) && keys_with(Role::govern, key.department) <= 1)
    for (const OwnedSet* set : {&set_at(height), &latest_set()})
      if (std::ranges::find(set->owners, key.department) != set->owners.end()) return Code::last_governor;
  key.revoked = true;
  return Code::ok;
}

Code Model::apply(const Who& who, const RotateKey& action) {
  if (keys.contains(key_id(action.key))) return Code::registered_differently;
  Key& old = keys.at(who.signer);
  Key next = old;
  if (!held(action.key, old.enterprise ? KeyUse::enterprise : KeyUse::department,
            old.enterprise ? Id(text_of(*old.enterprise)) : old.department, action.possession))
    return Code::possession_not_proved;
  old.revoked = true;
  old.next = key_id(action.key);
  next.key = action.key;
  keys[key_id(action.key)] = next;
  return Code::ok;
}

Code Model::apply(const Who& who, const BindEnterpriseKey& action) {
  if (!titles.enterprises.contains(action.code)) return Code::unknown_enterprise;
  if (const auto held = keys.find(key_id(action.key)); held != keys.end()) {
    const Key& key = held->second;
    return exists(key.enterprise == action.code && key.department == who.department &&
                  key.holder == action.holder && !key.revoked);
  }
  if (!held(action.key, KeyUse::enterprise, Id(text_of(action.code)), action.possession))
    return Code::possession_not_proved;
  add_key({who.department, action.key, {Role::enterprise}, action.holder}, action.code);
  return Code::ok;
}

// ---- four eyes --------------------------------------------------------------------------------------------

Code Model::apply(const Who& who, const DecidePending& action) {
  const auto held = waiting.find(action.transaction);
  if (held == waiting.end()) return Code::unknown_pending;
  const Waiting& pending = held->second;
  if (who.department != pending.department) return Code::wrong_department;
  const KeyId maker_now = key_id(present(pending.maker).key);
  const bool own = who.signer == maker_now;
  if (action.approve && own) return Code::own_action;
  if (!own && !keys.at(who.signer).has(Role::check)) return Code::wrong_role;
  if (action.approve) {
    if (pending.until < today) return Code::pending_expired;
    Who as_maker;
    as_maker.transaction = action.transaction;
    as_maker.checker = who.signer;
    if (const Code code = maker(as_maker, maker_now, role_for(pending.action)); code != Code::ok) return code;
    as_maker.signer = pending.maker;
    if (const Code code = rules(as_maker, pending.action); code != Code::ok) return code;
  }
  waiting.erase(action.transaction);
  return Code::ok;
}

}  // namespace credence::model
