// The state: typed keys and their values. A key's canonical encoding (a u8 family, then its fields) is what the state tree
// hashes; a value's canonical encoding is what a proof reveals.
#pragma once

#include "ledger/chain/block.h"
#include "ledger/domain/actions.h"

namespace credence {

// ---- keys. The variant's order is the wire tag: add at the end, never reorder. --------------------------------------

struct DepartmentKey { Id id; template <class A> void serialize(A& a) { a(id); } };
struct SignerKey { KeyId key; template <class A> void serialize(A& a) { a(key); } };
struct EnterpriseKey { Uscc code; template <class A> void serialize(A& a) { a(code); } };
struct ProgrammeKey { Id id; template <class A> void serialize(A& a) { a(id); } };
struct AwardBatchKey { Id programme, batch; template <class A> void serialize(A& a) { a(programme, batch); } };
struct AwardKey { Id programme, batch; std::uint32_t line = 0; template <class A> void serialize(A& a) { a(programme, batch, line); } };
/// One project of one beneficiary in one programme is awarded once: guards against the repeated line.
struct AwardedProjectKey { Id programme; Hash32 beneficiary_and_project; template <class A> void serialize(A& a) { a(programme, beneficiary_and_project); } };
struct PaymentListKey { Id programme, list; template <class A> void serialize(A& a) { a(programme, list); } };
struct PaymentKey { Id programme, list; std::uint32_t line = 0; template <class A> void serialize(A& a) { a(programme, list, line); } };
struct QualificationTypeKey { Id type; template <class A> void serialize(A& a) { a(type); } };
struct QualificationKey { Id type; Uscc code; template <class A> void serialize(A& a) { a(type, code); } };
struct HistoryKey { std::variant<EnterpriseKey, ProgrammeKey, DepartmentKey, QualificationTypeKey> subject; template <class A> void serialize(A& a) { a(subject); } };
/// An executed transaction within its expiry window: makes replay impossible after restarts and snapshots.
struct ExecutedKey { TxId id; template <class A> void serialize(A& a) { a(id); } };
struct ChainKey { std::uint8_t zero = 0; template <class A> void serialize(A& a) { a(zero); } };  // the chain's own parameters

using StateKey = std::variant<DepartmentKey, SignerKey, EnterpriseKey, ProgrammeKey, AwardBatchKey, AwardKey, AwardedProjectKey,
                              PaymentListKey, PaymentKey, QualificationTypeKey, QualificationKey, HistoryKey, ExecutedKey,
                              ChainKey>;

// ---- values ----------------------------------------------------------------------------------------------------------

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
struct EnterpriseValue {
  Name name;
  std::optional<Date> registered_on;
  std::optional<Name> place;
  Fen awarded = 0, paid = 0;
  std::uint32_t awards = 0, payments = 0;
  List<Id, 64> qualifications;  // types ever issued to it, strictly rising
  template <class A> void serialize(A& a) { a(name, registered_on, place, awarded, paid, awards, payments, qualifications); }
};
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
/// The head of a subject's history: a Merkle mountain range over its entries, lowest (rightmost, smallest) peak last.
struct HistoryValue {
  std::uint64_t count = 0;
  List<Hash32, 64> peaks;
  template <class A> void serialize(A& a) { a(count, peaks); }
};
struct ExecutedValue {
  Height height = 0;
  std::uint32_t index = 0;
  Height expiry_height = 0;  // of the transaction: past it, the entry leaves the state
  template <class A> void serialize(A& a) { a(height, index, expiry_height); }
};
struct ChainValue {
  std::uint32_t version = 1;
  List<Id, 64> features;        // named protocol features in force
  std::uint32_t admin_keys = 0; // keys in force with the role admin: the last one is never revoked
  template <class A> void serialize(A& a) { a(version, features, admin_keys); }
};

/// ValueOf<EnterpriseKey>::type is EnterpriseValue, and so on.
template <class Key> struct ValueOf;
template <> struct ValueOf<DepartmentKey> { using type = DepartmentValue; };
template <> struct ValueOf<SignerKey> { using type = SignerValue; };
template <> struct ValueOf<EnterpriseKey> { using type = EnterpriseValue; };
template <> struct ValueOf<ProgrammeKey> { using type = ProgrammeValue; };
template <> struct ValueOf<AwardBatchKey> { using type = AwardBatchValue; };
template <> struct ValueOf<AwardKey> { using type = AwardValue; };
template <> struct ValueOf<AwardedProjectKey> { using type = AwardedProjectValue; };
template <> struct ValueOf<PaymentListKey> { using type = PaymentListValue; };
template <> struct ValueOf<PaymentKey> { using type = PaymentValue; };
template <> struct ValueOf<QualificationTypeKey> { using type = QualificationTypeValue; };
template <> struct ValueOf<QualificationKey> { using type = QualificationValue; };
template <> struct ValueOf<HistoryKey> { using type = HistoryValue; };
template <> struct ValueOf<ExecutedKey> { using type = ExecutedValue; };
template <> struct ValueOf<ChainKey> { using type = ChainValue; };

// ---- history entries ---------------------------------------------------------------------------------------------------
// What a subject's history says: one entry for each thing recorded about it, in the order of the chain.

struct EnterpriseRegistered { EnterpriseLine line; template <class A> void serialize(A& a) { a(line); } };
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
struct QualificationDefined { DefineQualification type; template <class A> void serialize(A& a) { a(type); } };
struct QualificationIssued { Id type, batch; DocumentNo document_no; QualificationLine line; template <class A> void serialize(A& a) { a(type, batch, document_no, line); } };
struct QualificationRevoked { RevokeQualification revocation; template <class A> void serialize(A& a) { a(revocation); } };
struct DepartmentRegistered { RegisterDepartment department; template <class A> void serialize(A& a) { a(department); } };
struct KeyRegistered { RegisterKey key; template <class A> void serialize(A& a) { a(key); } };
struct KeyRevoked { RevokeKey key; template <class A> void serialize(A& a) { a(key); } };

using Fact = std::variant<EnterpriseRegistered, ProgrammeCreated, BatchOpened, Awarded, Identified, Paid, QualificationDefined,
                          QualificationIssued, QualificationRevoked, DepartmentRegistered, KeyRegistered, KeyRevoked>;

/// "awarded" and so on: the stable names of the facts in JSON.
[[nodiscard]] std::string_view name_of(const Fact& fact);

struct HistoryEntry {
  Height height = 0;
  std::uint32_t position = 0;   // the transaction's place in its block
  std::uint64_t time_ms = 0;    // of the block
  TxId transaction;
  KeyId signer;
  Fact fact;
  template <class A> void serialize(A& a) { a(height, position, time_ms, transaction, signer, fact); }
};

// ---- receipt -----------------------------------------------------------------------------------------------------------

/// The outcome of one transaction, in the block's receipts root. `code` is `ok` or the rule it broke.
struct Receipt {
  TxId transaction;
  std::uint16_t code = 0;   // a `Code`
  Note detail;              // which line and field; empty when ok
  template <class A> void serialize(A& a) { a(transaction, code, detail); }
};

}  // namespace credence
