// Every action that a transaction can carry. The variant's order is the wire tag: add at the end, never reorder.
//
// A list is all or nothing: one bad line refuses the whole transaction, with the line's place in the receipt.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- parties (party.cc) --------------------------------------------------------------------------------------------

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

// ---- enterprises (enterprise.cc) -----------------------------------------------------------------------------------

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

// ---- programmes and money (grant.cc) ---------------------------------------------------------------------------------

struct CreateProgramme {
  Id id;
  Name name;
  Id lead_department;     // awards
  Id finance_department;  // pays; another one
  std::uint16_t fiscal_year = 0;
  Fen budget = 0;         // awards never exceed it
  DocumentNo document_no; // the policy it rests on; may be empty where none was published
  template <class A> void serialize(A& a) { a(id, name, lead_department, finance_department, fiscal_year, budget, document_no); }
};

enum class AwardStage : std::uint8_t { public_notice, confirmed };  // 公示, 下达
constexpr AwardStage last_of(AwardStage) { return AwardStage::confirmed; }

struct AwardLine {
  std::uint32_t line = 0;     // its number in the published list, from 1
  Name beneficiary;           // as published
  std::optional<Uscc> code;   // absent: not yet identified; cannot be paid until it is
  Name project;
  Fen amount = 0;
  template <class A> void serialize(A& a) { a(line, beneficiary, code, project, amount); }
};
/// One part (at most 1,000 lines) of a published award list. All parts of a batch repeat its declaration.
struct RecordAwards {
  Id programme;
  Id batch;
  Name title;                       // what the notice is called
  DocumentNo document_no;           // may be empty
  std::optional<Date> published;
  AwardStage stage = AwardStage::confirmed;
  std::uint32_t declared_count = 0; // of the whole batch, as published; 0: not published
  Fen declared_total = 0;           // of the whole batch, as published; always
  Note source;                      // where it was published
  List<AwardLine, limits::kLinesMax> lines;  // may be empty: a batch whose lines were not published
  template <class A> void serialize(A& a) {
    a(programme, batch, title, document_no, published, stage, declared_count, declared_total, source, lines);
  }
};

struct Identification {
  std::uint32_t line = 0;
  Uscc code;
  template <class A> void serialize(A& a) { a(line, code); }
};
/// Names the enterprise of award lines that were published without a code.
struct IdentifyBeneficiaries {
  Id programme;
  Id batch;
  List<Identification, limits::kLinesMax> lines;
  template <class A> void serialize(A& a) { a(programme, batch, lines); }
};

struct PaymentLine {
  std::uint32_t line = 0;        // its number in the payment list, from 1
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;                     // must be the award's enterprise
  Fen amount = 0;
  Date paid_on;
  template <class A> void serialize(A& a) { a(line, award_batch, award_line, code, amount, paid_on); }
};
struct RecordPayments {
  Id programme;
  Id list;
  std::uint32_t declared_count = 0;
  Fen declared_total = 0;
  List<PaymentLine, limits::kLinesMax> lines;
  template <class A> void serialize(A& a) { a(programme, list, declared_count, declared_total, lines); }
};

// ---- qualifications (qualification.cc) -------------------------------------------------------------------------------

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

using Action = std::variant<RegisterDepartment, RegisterKey, RevokeKey, RegisterEnterprises, CreateProgramme, RecordAwards,
                            IdentifyBeneficiaries, RecordPayments, DefineQualification, IssueQualifications, RevokeQualification>;

/// "record_awards" and so on: the stable names of the actions in JSON and logs.
[[nodiscard]] std::string_view name_of(const Action& action);
/// The role that a key needs for it.
[[nodiscard]] Role role_for(const Action& action);
/// How many lines it carries (1 for actions that are no list).
[[nodiscard]] std::size_t lines_of(const Action& action);

/// What can be said without the state: ids, names, dates, amounts, codes, strictly rising line numbers, nothing twice in one
/// list, declared count and total not below what the part itself holds, no identity or account numbers in texts (nothing can be
/// erased from a ledger). Texts may be empty where the struct says so, and an award line's project. The detail begins with the
/// line and field: "line 17, amount: 0". The client runs it before signing, the executor again.
[[nodiscard]] Result<void> check_action(const Action& action);

}  // namespace credence
