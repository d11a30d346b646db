// Enterprises: the actions, what the state keeps of them, and what histories say. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions -----------------------------------------------------------------------------------------------------------

struct EnterpriseLine {
  Uscc code;
  Name name;
  std::optional<Date> registered_on;
  std::optional<Name> place;
  template <class A> void serialize(A& a) { a(code, name, registered_on, place); }
};
struct RegisterEnterprises {
  List<EnterpriseLine, limits::kLinesMax> lines;
  template <class A> void serialize(A& a) { a(lines); }
};

// ---- state -------------------------------------------------------------------------------------------------------------

struct EnterpriseKey { Uscc code; template <class A> void serialize(A& a) { a(code); } };

struct EnterpriseValue {
  Name name;
  std::optional<Date> registered_on;
  std::optional<Name> place;
  Fen awarded = 0, paid = 0;
  std::uint32_t awards = 0, payments = 0;
  List<Id, 64> qualifications;  // types ever issued to it, strictly rising
  template <class A> void serialize(A& a) { a(name, registered_on, place, awarded, paid, awards, payments, qualifications); }
};

template <> struct ValueOf<EnterpriseKey> { using type = EnterpriseValue; };

// ---- facts of histories ------------------------------------------------------------------------------------------------

struct EnterpriseRegistered { EnterpriseLine line; template <class A> void serialize(A& a) { a(line); } };

}  // namespace credence
