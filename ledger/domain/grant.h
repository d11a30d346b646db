// Programmes, awards and payments: the actions, what the state keeps of them, and what histories say. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions -----------------------------------------------------------------------------------------------------------

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

// ---- state -------------------------------------------------------------------------------------------------------------

struct ProgrammeKey { Id id; template <class A> void serialize(A& a) { a(id); } };
struct AwardBatchKey { Id programme, batch; template <class A> void serialize(A& a) { a(programme, batch); } };
struct AwardKey { Id programme, batch; std::uint32_t line = 0; template <class A> void serialize(A& a) { a(programme, batch, line); } };
/// One project of one beneficiary in one programme is awarded once: guards against the repeated line.
struct AwardedProjectKey { Id programme; Hash32 beneficiary_and_project; template <class A> void serialize(A& a) { a(programme, beneficiary_and_project); } };
struct PaymentListKey { Id programme, list; template <class A> void serialize(A& a) { a(programme, list); } };
struct PaymentKey { Id programme, list; std::uint32_t line = 0; template <class A> void serialize(A& a) { a(programme, list, line); } };

struct ProgrammeValue {
  Name name;
  Id lead_department, finance_department;
  std::uint16_t fiscal_year = 0;
  Fen budget = 0, awarded = 0, paid = 0;
  std::uint32_t awards = 0, payments = 0, batches = 0;
  DocumentNo document_no;
  template <class A> void serialize(A& a) {
    a(name, lead_department, finance_department, fiscal_year, budget, awarded, paid, awards, payments, batches, document_no);
  }
};
/// The declaration of a batch and what has been recorded of it: where they differ, the ledger shows it.
struct AwardBatchValue {
  Name title;
  DocumentNo document_no;
  std::optional<Date> published;
  AwardStage stage = AwardStage::confirmed;
  std::uint32_t declared_count = 0, recorded_count = 0, unidentified_count = 0;
  Fen declared_total = 0, recorded_total = 0;
  Note source;
  template <class A> void serialize(A& a) {
    a(title, document_no, published, stage, declared_count, recorded_count, unidentified_count, declared_total, recorded_total, source);
  }
};
struct AwardValue {
  Name beneficiary;
  std::optional<Uscc> code;
  Name project;
  Fen amount = 0, paid = 0;
  KeyId awarded_by;
  template <class A> void serialize(A& a) { a(beneficiary, code, project, amount, paid, awarded_by); }
};
struct AwardedProjectValue {
  Id batch;
  std::uint32_t line = 0;
  template <class A> void serialize(A& a) { a(batch, line); }
};
struct PaymentListValue {
  std::uint32_t declared_count = 0, recorded_count = 0;
  Fen declared_total = 0, recorded_total = 0;
  template <class A> void serialize(A& a) { a(declared_count, recorded_count, declared_total, recorded_total); }
};
struct PaymentValue {
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;
  Fen amount = 0;
  Date paid_on;
  template <class A> void serialize(A& a) { a(award_batch, award_line, code, amount, paid_on); }
};

template <> struct ValueOf<ProgrammeKey> { using type = ProgrammeValue; };
template <> struct ValueOf<AwardBatchKey> { using type = AwardBatchValue; };
template <> struct ValueOf<AwardKey> { using type = AwardValue; };
template <> struct ValueOf<AwardedProjectKey> { using type = AwardedProjectValue; };
template <> struct ValueOf<PaymentListKey> { using type = PaymentListValue; };
template <> struct ValueOf<PaymentKey> { using type = PaymentValue; };

// ---- facts of histories ------------------------------------------------------------------------------------------------

struct ProgrammeCreated { CreateProgramme programme; template <class A> void serialize(A& a) { a(programme); } };
struct BatchOpened {
  Id programme, batch;
  Name title;
  DocumentNo document_no;
  std::optional<Date> published;
  AwardStage stage = AwardStage::confirmed;
  std::uint32_t declared_count = 0;
  Fen declared_total = 0;
  Note source;
  template <class A> void serialize(A& a) { a(programme, batch, title, document_no, published, stage, declared_count, declared_total, source); }
};
struct Awarded { Id programme, batch; AwardStage stage = AwardStage::confirmed; AwardLine line; template <class A> void serialize(A& a) { a(programme, batch, stage, line); } };
struct Identified { Id programme, batch; std::uint32_t line = 0; Uscc code; Fen amount = 0; Name project; template <class A> void serialize(A& a) { a(programme, batch, line, code, amount, project); } };
struct Paid { Id programme, list; PaymentLine line; template <class A> void serialize(A& a) { a(programme, list, line); } };

}  // namespace credence
