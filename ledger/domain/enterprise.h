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

/// What an enterprise holds of one programme.
struct ProgrammeShare {
  Id programme;
  Fen awarded = 0;           // without what was released again
  std::uint32_t awards = 0;  // not withdrawn
  template <class A> void serialize(A& a) { a(programme, awarded, awards); }
};
struct EnterpriseValue {
  Name name;
  std::optional<Date> registered_on;
  std::optional<Name> place;
  Fen awarded = 0, paid = 0;
  std::uint32_t awards = 0, payments = 0;
  List<Id, 64> qualifications;  // types ever issued to it, strictly rising
  Fen recovered = 0;            // of `paid`
  List<ProgrammeShare, limits::kProgrammesPerEnterpriseMax> programmes;  // that ever awarded it, strictly rising
  template <class A> void serialize(A& a) { a(name, registered_on, place, awarded, paid, awards, payments, qualifications, recovered, programmes); }
};

template <> struct ValueOf<EnterpriseKey> { using type = EnterpriseValue; };

// ---- facts of histories ------------------------------------------------------------------------------------------------

struct EnterpriseRegistered { EnterpriseLine line; template <class A> void serialize(A& a) { a(line); } };

}  // namespace credence
