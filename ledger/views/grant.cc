// JSON views: awards, objections, withdrawals.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const AwardLine& v) {
  w("line", v.line)("beneficiary", v.beneficiary)("code", v.code)("project", v.project)
      .fen("amount", v.amount);
}
void write(Writer& w, const Identification& v) { w("line", v.line)("code", v.code); }
/// A batch's declaration: of the action, of the fact and of the state's value.
template <class Declared>
void write_declaration(Writer& w, const Declared& v) {
  w("title", v.title)("document_no", v.document_no)("published", v.published)("stage", v.stage);
  w("declared_count", v.declared_count).fen("declared_total", v.declared_total)("source", v.source);
  w("quota", v.quota);
}
void write(Writer& w, const RecordAwards& v) {
  w("programme", v.programme)("batch", v.batch);
  write_declaration(w, v);
  w.lines(v.lines);
}
void write(Writer& w, const IdentifyBeneficiaries& v) {
  w("programme", v.programme)("batch", v.batch).lines(v.lines);
}
void write(Writer& w, const BatchOpened& v) {
  w("programme", v.programme)("batch", v.batch);
  write_declaration(w, v);
}
void write(Writer& w, const Awarded& v) {
  w("programme", v.programme)("batch", v.batch)("stage", v.stage)("document_no", v.document_no);
  write(w, v.line);
}
void write(Writer& w, const Identified& v) {
  w("programme", v.programme)("batch", v.batch)("stage", v.stage)("document_no", v.document_no);
  w("line", v.line)("code", v.code).fen("amount", v.amount)("project", v.project);
}
void write(Writer& w, const AwardBatchValue& v) {
  write_declaration(w, v);
  w("recorded_count", v.recorded_count)
      .fen("recorded_total", v.recorded_total)("unidentified_count", v.unidentified_count);
  w("notice_ends", v.notice_ends)("confirmed_on", v.confirmed_on)("acceptance_due", v.acceptance_due);
  w("objections", v.objections)("open_objections", v.open_objections)("objected", v.objected);
  w.fen("released_total", v.released_total).fen("paid_total", v.paid_total)("settled", v.settled)("last_line", v.last_line);
}
void write(Writer& w, const AwardValue& v) {
  w("beneficiary", v.beneficiary)("code", v.code)("project", v.project)
      .fen("amount", v.amount)
      .fen("paid", v.paid);
  w("awarded_by", v.awarded_by);
  w.fen("released", v.released)
      .fen("acknowledged", v.acknowledged)
      .fen("demanded", v.demanded)
      .fen("recovered", v.recovered);
  w.fen("social_capital", v.social_capital)("milestones", static_cast<std::uint8_t>(v.milestones.size()));
  json::array days;
  for (const Date& day : v.milestones) days.emplace_back(day.iso());
  w.array("milestones_on", std::move(days))("acceptance", v.acceptance)("acceptance_on", v.acceptance_on);
  w("performance", v.performance)("performance_on", v.performance_on);
  w("first_paid_on", v.first_paid_on)("last_paid_on", v.last_paid_on)("closed", v.closed)("previous", v.previous);
}
void write(Writer& w, const AwardedProjectValue& v) { w("batch", v.batch)("line", v.line); }
void write(Writer& w, const FileObjection& v) {
  w("programme", v.programme)("batch", v.batch)("line", v.line)("grounds", v.grounds)("document_hash",
                                                                                      v.document_hash);
}
void write(Writer& w, const DecideObjection& v) {
  w("programme", v.programme)("batch", v.batch)("objection", v.objection)("upheld", v.upheld)("document_no",
                                                                                              v.document_no);
  w("reason", v.reason);
}
void write(Writer& w, const WithdrawalLine& v) { w("line", v.line); }
void write(Writer& w, const WithdrawAwards& v) {
  w("programme", v.programme)("batch", v.batch)("document_no", v.document_no)("reason", v.reason)
      .lines(v.lines);
}
void write(Writer& w, const Objected& v) {
  write(w, v.objection);
  w("objection", v.number);
}
void write(Writer& w, const ObjectionDecided& v) { write(w, v.decision); }
void write(Writer& w, const AwardReleased& v) {
  w("programme", v.programme)("batch", v.batch)("line", v.line)("beneficiary", v.beneficiary)("project",
                                                                                              v.project);
  w.fen("amount", v.amount)("document_no", v.document_no)("reason", v.reason);
}
void write(Writer& w, const ObjectionValue& v) {
  w("line", v.line)("enterprise", v.enterprise)("department", v.department)("grounds", v.grounds)(
      "document_hash", v.document_hash);
  w("filed_on", v.filed_on)("decided_on", v.decided_on)("upheld", v.upheld)("reason", v.reason);
}
void write(Writer& w, const OpenProjectsValue& v) {
  json::array awards;
  for (const AwardKey& key : v.awards)
    awards.push_back(json::object{{"programme", key.programme}, {"batch", key.batch}, {"line", key.line}});
  w.array("awards", std::move(awards));
}

}  // namespace credence::views
