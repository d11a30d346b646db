// SPDX-License-Identifier: Apache-2.0
// Departments, enterprises' keys, and who may sign: the actions, what the state keeps of them, and what
// histories say. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

struct RegisterDepartment {
  Id id;
  Name name_zh, name_en;
  DepartmentKind kind = DepartmentKind::other;
  CREDENCE_FIELDS(id, name_zh, name_en, kind);
};

/// A key of a department: what a genesis lists, what an administrator registers, what histories say.
struct KeyPost {
  Id department;
  PublicKey key;
  List<Role, 8> roles;  // strictly rising
  Name holder;          // the post, never a person's number: "资金处经办"
  CREDENCE_FIELDS(department, key, roles, holder);
};

/// What the holder of a key signs before the ledger takes the key: HC(key_possession, chain, encoded
/// statement). It is signed on the machine where the key is, and is valid for one chain, one key and one use.
/// So whoever registers the key needs no secret.
enum class KeyUse : std::uint8_t { department, enterprise, validator };
constexpr KeyUse last_of(KeyUse) { return KeyUse::validator; }
[[nodiscard]] std::string_view name_of(KeyUse use);
struct KeyStatement {
  PublicKey key;
  KeyUse use = KeyUse::department;
  Id of;  // the department, the enterprise's code, the department that owns the validator
  CREDENCE_FIELDS(key, use, of);
};
[[nodiscard]] Hash32 statement_hash(const ChainId& chain, const KeyStatement& statement);

/// By an administrator of the same department.
struct RegisterKey : KeyPost {
  Signature possession;  // by the key, over its KeyStatement
  CREDENCE_FIELDS(department, key, roles, holder, possession);
};

struct RevokeKey {
  KeyId key;
  Note reason;
  CREDENCE_FIELDS(key, reason);
};

/// Replaces the signer's key by a new one with the same department or enterprise, roles and holder.
struct RotateKey {
  PublicKey key;
  Signature possession;  // by the new key, for the same use
  CREDENCE_FIELDS(key, possession);
};

/// Binds a key to an enterprise by a department's attestation. It holds the role `enterprise` and no other.
struct BindEnterpriseKey {
  Uscc code;
  PublicKey key;
  Name holder;             // the post in the enterprise
  DocumentNo document_no;  // the authorisation that the department has seen; may be empty
  Signature possession;    // by the key, for the enterprise
  CREDENCE_FIELDS(code, key, holder, document_no, possession);
};

// ---- state ------------------------------------------------------------------------------------------------

struct DepartmentKey {
  Id id;
  CREDENCE_KEY_FIELDS(id);
};
struct SignerKey {
  KeyId key;
  CREDENCE_KEY_FIELDS(key);
};

struct DepartmentValue {
  Name name_zh, name_en;
  DepartmentKind kind = DepartmentKind::other;
  bool suspended = false;  // its keys sign nothing
  // Roles that a vote granted it, strictly rising. They count where the chain is governed (is_granted).
  List<Role, 16> authority;
  std::uint32_t admin_keys = 0;   // keys in force with the role admin
  std::uint32_t check_keys = 0;   // with the role check
  std::uint32_t govern_keys = 0;  // and with the role govern
  std::uint32_t pending = 0;      // actions that wait for a second signature
  CREDENCE_FIELDS(name_zh, name_en, kind, suspended, authority, admin_keys, check_keys, govern_keys, pending);
};
struct SignerValue {
  PublicKey key;
  Id department;  // of an enterprise's key: the one that attested it
  List<Role, 8> roles;
  Name holder;
  bool revoked = false;            // or replaced by another
  std::optional<Uscc> enterprise;  // the enterprise that the key acts for
  // The first of the keys that replaced each other up to this one; itself if it replaced none.
  KeyId first;
  KeyId present;  // of the first alone: the last of them
  CREDENCE_FIELDS(key, department, roles, holder, revoked, enterprise, first, present);
};

template <>
struct ValueOf<DepartmentKey> {
  using type = DepartmentValue;
};
template <>
struct ValueOf<SignerKey> {
  using type = SignerValue;
};

/// Roles that do something on the ledger's registers, and so are granted to a department by vote where the
/// chain is governed. The others (admin, audit, check, govern, enterprise) every department may give to its
/// keys.
[[nodiscard]] constexpr bool is_granted(Role role) {
  return role != Role::admin && role != Role::audit && role != Role::check && role != Role::govern &&
         role != Role::enterprise;
}

// ---- facts of histories -----------------------------------------------------------------------------------

struct DepartmentRegistered {
  RegisterDepartment department;
  CREDENCE_FIELDS(department);
};
struct KeyRegistered {
  KeyPost key;
  CREDENCE_FIELDS(key);
};
struct KeyRevoked {
  RevokeKey key;
  CREDENCE_FIELDS(key);
};
struct KeyRotated {
  KeyId old_key;
  PublicKey key;
  CREDENCE_FIELDS(old_key, key);
};
struct EnterpriseKeyBound {
  Id department;
  BindEnterpriseKey key;
  CREDENCE_FIELDS(department, key);
};

}  // namespace credence
