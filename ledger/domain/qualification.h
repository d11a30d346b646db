// Qualifications: titles such as 专精特新: the actions, what the state keeps of them, and what histories say. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions -----------------------------------------------------------------------------------------------------------

struct DefineQualification {
  Id type;
  Name name_zh, name_en;
  Id issuer;                        // the department whose keys may issue it
  std::uint8_t years = 0;           // 0: without end
  std::optional<Id> prerequisite;   // a type that must be in force
  template <class A> void serialize(A& a) { a(type, name_zh, name_en, issuer, years, prerequisite); }
};

struct QualificationLine {
  std::uint32_t line = 0;
  Uscc code;
  Name enterprise;                  // as published
  DocumentNo certificate_no;        // may be empty
  Date valid_from;
  std::optional<Date> valid_to;     // absent: by the type's years (or without end)
  template <class A> void serialize(A& a) { a(line, code, enterprise, certificate_no, valid_from, valid_to); }
};
struct IssueQualifications {
  Id type;
  Id batch;
  Name title;
  DocumentNo document_no;
  Note source;
  List<QualificationLine, limits::kLinesMax> lines;
  template <class A> void serialize(A& a) { a(type, batch, title, document_no, source, lines); }
};

struct RevokeQualification {
  Id type;
  Uscc code;
  Date effective;
  DocumentNo document_no;
  Note reason;
  template <class A> void serialize(A& a) { a(type, code, effective, document_no, reason); }
};

// ---- state -------------------------------------------------------------------------------------------------------------

struct QualificationTypeKey { Id type; template <class A> void serialize(A& a) { a(type); } };
struct QualificationKey { Id type; Uscc code; template <class A> void serialize(A& a) { a(type, code); } };

struct QualificationTypeValue {
  Name name_zh, name_en;
  Id issuer;
  std::uint8_t years = 0;
  std::optional<Id> prerequisite;
  template <class A> void serialize(A& a) { a(name_zh, name_en, issuer, years, prerequisite); }
};
struct QualificationValue {
  DocumentNo certificate_no, document_no;
  Date valid_from;
  std::optional<Date> valid_to;
  std::optional<Date> revoked_from;
  Note revocation_reason;
  template <class A> void serialize(A& a) { a(certificate_no, document_no, valid_from, valid_to, revoked_from, revocation_reason); }
  /// In force on a day: begun, not ended, not revoked.
  [[nodiscard]] bool in_force(const Date& day) const;
};

template <> struct ValueOf<QualificationTypeKey> { using type = QualificationTypeValue; };
template <> struct ValueOf<QualificationKey> { using type = QualificationValue; };

// ---- facts of histories ------------------------------------------------------------------------------------------------

struct QualificationDefined { DefineQualification type; template <class A> void serialize(A& a) { a(type); } };
struct QualificationIssued { Id type, batch; DocumentNo document_no; QualificationLine line; template <class A> void serialize(A& a) { a(type, batch, document_no, line); } };
struct QualificationRevoked { RevokeQualification revocation; template <class A> void serialize(A& a) { a(revocation); } };

}  // namespace credence
