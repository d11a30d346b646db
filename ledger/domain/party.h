// Departments and their keys: the actions, what the state keeps of them, and what histories say. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions -----------------------------------------------------------------------------------------------------------

struct RegisterDepartment {
  Id id;
  Name name_zh, name_en;
  DepartmentKind kind = DepartmentKind::other;
  template <class A> void serialize(A& a) { a(id, name_zh, name_en, kind); }
};

struct RegisterKey {
  Id department;
  PublicKey key;
  List<Role, 8> roles;   // strictly rising
  Name holder;           // the post, never a person's number: "资金处经办"
  template <class A> void serialize(A& a) { a(department, key, roles, holder); }
};

struct RevokeKey {
  KeyId key;
  Note reason;
  template <class A> void serialize(A& a) { a(key, reason); }
};

// ---- state -------------------------------------------------------------------------------------------------------------

struct DepartmentKey { Id id; template <class A> void serialize(A& a) { a(id); } };
struct SignerKey { KeyId key; template <class A> void serialize(A& a) { a(key); } };

struct DepartmentValue {
  Name name_zh, name_en;
  DepartmentKind kind = DepartmentKind::other;
  template <class A> void serialize(A& a) { a(name_zh, name_en, kind); }
};
struct SignerValue {
  PublicKey key;
  Id department;
  List<Role, 8> roles;
  Name holder;
  bool revoked = false;
  template <class A> void serialize(A& a) { a(key, department, roles, holder, revoked); }
};

template <> struct ValueOf<DepartmentKey> { using type = DepartmentValue; };
template <> struct ValueOf<SignerKey> { using type = SignerValue; };

// ---- facts of histories ------------------------------------------------------------------------------------------------

struct DepartmentRegistered { RegisterDepartment department; template <class A> void serialize(A& a) { a(department); } };
struct KeyRegistered { RegisterKey key; template <class A> void serialize(A& a) { a(key); } };
struct KeyRevoked { RevokeKey key; template <class A> void serialize(A& a) { a(key); } };

}  // namespace credence
