// SPDX-License-Identifier: Apache-2.0
// Who decides: the second signature that comes later (four eyes), and the votes of the validators' owners.
// Included through actions.h and state_values.h.
#pragma once

#include "ledger/chain/block.h"
#include "ledger/domain/party.h"

namespace credence {

// ---- four eyes --------------------------------------------------------------------------------------------

/// Approves or rejects an action that waits for its second signature (`PendingKey`).
struct DecidePending {
  TxId transaction;
  bool approve = false;
  Note reason;  // may be empty when it approves
  CREDENCE_FIELDS(transaction, approve, reason);
};

struct PendingKey {
  TxId transaction;
  CREDENCE_KEY_FIELDS(transaction);
};
struct PendingValue {
  KeyId maker;
  Id department;
  Height parked = 0;
  Date until;  // the last day on which it may be approved; after it, it can only be rejected
  Blob<limits::kActionBytesMax> action;
  CREDENCE_FIELDS(maker, department, parked, until, action);
};
template <>
struct ValueOf<PendingKey> {
  using type = PendingValue;
};

struct ActionParked {
  TxId transaction;
  Id action;
  Date until;
  CREDENCE_FIELDS(transaction, action, until);
};
struct PendingDecided {
  DecidePending decision;
  CREDENCE_FIELDS(decision);
};

// ---- changes that are decided by vote ---------------------------------------------------------------------

struct AddValidator {
  Validator validator;
  Id owner;
  Signature possession;  // by the validator's key, for its owner
  CREDENCE_FIELDS(validator, owner, possession);
};
struct RemoveValidator {
  PublicKey key;
  CREDENCE_FIELDS(key);
};
struct ReplaceValidatorKey {
  PublicKey old_key, new_key;
  Signature possession;  // by the new key, for the owner of the old one
  CREDENCE_FIELDS(old_key, new_key, possession);
};
/// The first two keys of a department, or new ones where it has lost its own: an administrator's, and that of
/// who checks it.
struct FirstKey {
  PublicKey key;
  Name holder;
  Signature possession;
  CREDENCE_FIELDS(key, holder, possession);
};
struct FirstKeys {
  FirstKey admin, checker;
  CREDENCE_FIELDS(admin, checker);
};
/// A department with the roles that it may give to its keys, and its first keys.
struct AdmitDepartment {
  RegisterDepartment department;
  List<Role, 16> authority;  // strictly rising
  FirstKeys keys;
  CREDENCE_FIELDS(department, authority, keys);
};
/// First keys of a department that was registered without any, or that has lost its own.
struct AppointKeys {
  Id department;
  FirstKeys keys;
  CREDENCE_FIELDS(department, keys);
};
struct SuspendDepartment {
  Id department;
  bool suspended = true;
  CREDENCE_FIELDS(department, suspended);
};
/// Grants or withdraws a role. After a withdrawal no key of the department may use the role. `programme` and
/// `award` are the authority to lead programmes, `pay` the authority to finance them.
struct ChangeAuthority {
  Id department;
  Role role = Role::registrar;
  bool granted = true;
  CREDENCE_FIELDS(department, role, granted);
};
struct EnableFeature {
  Id feature;
  Height from = 0;
  CREDENCE_FIELDS(feature, from);
};
enum class ChainLimit : std::uint8_t { block_transactions, block_bytes, list_lines, idle_seconds };
constexpr ChainLimit last_of(ChainLimit) { return ChainLimit::idle_seconds; }
[[nodiscard]] std::string_view name_of(ChainLimit limit);
[[nodiscard]] std::optional<ChainLimit> chain_limit_named(std::string_view name);
struct SetLimit {
  ChainLimit limit = ChainLimit::block_transactions;
  std::uint32_t value = 0;
  CREDENCE_FIELDS(limit, value);
};

// clang-format off
using Change = std::variant<
    AddValidator,
    RemoveValidator,
    ReplaceValidatorKey,
    AdmitDepartment,
    SuspendDepartment,
    ChangeAuthority,
    EnableFeature,
    SetLimit,
    AppointKeys>;
// clang-format on

/// True if the change alters who signs blocks.
[[nodiscard]] constexpr bool changes_validators(const Change& change) { return change.index() <= 2; }
/// "add_validator" and so on.
[[nodiscard]] std::string_view name_of(const Change& change);

/// The proposer's department votes for it by proposing.
struct ProposeChange {
  Change change;
  Note note;
  Height expires = 0;  // the last height at which it can be voted on
  CREDENCE_FIELDS(change, note, expires);
};
struct VoteOnChange {
  TxId proposal;
  bool yes = false;
  CREDENCE_FIELDS(proposal, yes);
};

// ---- state ------------------------------------------------------------------------------------------------

enum class ChangeStatus : std::uint8_t { open, passed, rejected };
constexpr ChangeStatus last_of(ChangeStatus) { return ChangeStatus::rejected; }
[[nodiscard]] std::string_view name_of(ChangeStatus status);

struct ChangeVote {
  Id department;
  bool yes = false;
  KeyId key;
  CREDENCE_FIELDS(department, yes, key);
};
struct ChangeKey {
  TxId proposal;
  CREDENCE_KEY_FIELDS(proposal);
};
struct ChangeValue {
  ProposeChange proposal;
  Height proposed = 0;
  ChangeStatus status = ChangeStatus::open;
  Height effective = 0;                            // of one that passed: the first height under it
  List<ChangeVote, limits::kValidatorsMax> votes;  // one a department, the latest it gave
  CREDENCE_FIELDS(proposal, proposed, status, effective, votes);
};

/// The validators, each with the department that owns it.
struct OwnedSet {
  ValidatorSet set;
  List<Id, limits::kValidatorsMax> owners;  // as many as validators, or none where the chain is not governed
  CREDENCE_FIELDS(set, owners);
};
struct ScheduledSet {
  Height from = 0;
  OwnedSet validators;
  CREDENCE_FIELDS(from, validators);
};

struct ValidatorsKey {
  std::uint8_t zero = 0;
  CREDENCE_KEY_FIELDS(zero);
};
struct ValidatorsValue {
  OwnedSet current;
  // In force from its height on. It stays here until the next one is scheduled.
  std::optional<ScheduledSet> scheduled;
  List<TxId, limits::kOpenChangesMax> open;  // proposals that are not decided
  CREDENCE_FIELDS(current, scheduled, open);
  [[nodiscard]] const OwnedSet& at(Height height) const;
  /// The validators once every change that was decided is in force.
  [[nodiscard]] const OwnedSet& latest() const { return scheduled ? scheduled->validators : current; }
};
template <>
struct ValueOf<ChangeKey> {
  using type = ChangeValue;
};
template <>
struct ValueOf<ValidatorsKey> {
  using type = ValidatorsValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct ChangeProposed {
  ProposeChange proposal;
  CREDENCE_FIELDS(proposal);
};
struct ChangeVoted {
  Id department;
  VoteOnChange vote;
  CREDENCE_FIELDS(department, vote);
};
struct ChangeDecided {
  TxId proposal;
  Id change;  // its name
  bool passed = false;
  Height effective = 0;
  CREDENCE_FIELDS(proposal, change, passed, effective);
};

}  // namespace credence
