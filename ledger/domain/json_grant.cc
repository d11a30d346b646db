// JSON views: programmes, awards and payments.
#include "ledger/domain/json_writer.h"

namespace credence::views {

void write(Writer& w, const CreateProgramme& v) {
  w("id", v.id)("name", v.name)("lead_department", v.lead_department);
  w("finance_department", v.finance_department);
  w("fiscal_year", v.fiscal_year).fen("budget", v.budget)("document_no", v.document_no);
}
void write(Writer& w, const AwardLine& v) {
  w("line", v.line)("beneficiary", v.beneficiary)("code", v.code)("project", v.project)
      .fen("amount", v.amount);
}
void write(Writer& w, const Identification& v) { w("line", v.line)("code", v.code); }
void write(Writer& w, const PaymentLine& v) {
  w("line", v.line)("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code)
      .fen("amount", v.amount)("paid_on", v.paid_on);
}
/// A batch's declaration: of the action, of the fact and of the state's value.
template <class Declared>
void write_declaration(Writer& w, const Declared& v) {
  w("title", v.title)("document_no", v.document_no)("published", v.published)("stage", v.stage);
  w("declared_count", v.declared_count).fen("declared_total", v.declared_total)("source", v.source);
}
void write(Writer& w, const RecordAwards& v) {
  w("programme", v.programme)("batch", v.batch);
  write_declaration(w, v);
  w.lines(v.lines);
}
void write(Writer& w, const IdentifyBeneficiaries& v) {
  w("programme", v.programme)("batch", v.batch).lines(v.lines);
}
void write(Writer& w, const RecordPayments& v) {
  w("programme", v.programme)("list", v.list)("declared_count", v.declared_count)
      .fen("declared_total", v.declared_total)
      .lines(v.lines);
}
void write(Writer& w, const ProgrammeCreated& v) { write(w, v.programme); }
void write(Writer& w, const BatchOpened& v) {
  w("programme", v.programme)("batch", v.batch);
  write_declaration(w, v);
}
void write(Writer& w, const Awarded& v) {
  w("programme", v.programme)("batch", v.batch)("stage", v.stage);
  write(w, v.line);
}
void write(Writer& w, const Identified& v) {
  w("programme", v.programme)("batch", v.batch)("line", v.line)("code", v.code)
      .fen("amount", v.amount)("project", v.project);
}
void write(Writer& w, const Paid& v) {
  w("programme", v.programme)("list", v.list);
  write(w, v.line);
}
void write(Writer& w, const ProgrammeValue& v) {
  w("name", v.name)("lead_department", v.lead_department)("finance_department", v.finance_department);
  w("fiscal_year", v.fiscal_year).fen("budget", v.budget).fen("awarded", v.awarded).fen("paid", v.paid);
  w("awards", v.awards)("payments", v.payments)("batches", v.batches)("document_no", v.document_no);
}
void write(Writer& w, const AwardBatchValue& v) {
  write_declaration(w, v);
  w("recorded_count", v.recorded_count)
      .fen("recorded_total", v.recorded_total)("unidentified_count", v.unidentified_count);
}
void write(Writer& w, const AwardValue& v) {
  w("beneficiary", v.beneficiary)("code", v.code)("project", v.project)
      .fen("amount", v.amount)
      .fen("paid", v.paid);
  w("awarded_by", v.awarded_by);
}
void write(Writer& w, const AwardedProjectValue& v) { w("batch", v.batch)("line", v.line); }
void write(Writer& w, const PaymentListValue& v) {
  w("declared_count", v.declared_count).fen("declared_total", v.declared_total);
  w("recorded_count", v.recorded_count).fen("recorded_total", v.recorded_total);
}
void write(Writer& w, const PaymentValue& v) {
  w("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code)
      .fen("amount", v.amount)("paid_on", v.paid_on);
}

}  // namespace credence::views
