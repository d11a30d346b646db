// JSON views: programmes and their calendar, quotas, library and catalogue.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

template <class Days>
json::array days(const Days& list) {
  json::array out;
  for (const Date& day : list) out.emplace_back(day.iso());
  return out;
}

}  // namespace

void write(Writer& w, const SetCalendar& v) {
  w("year", v.year)
      .array("holidays", days(v.holidays))
      .array("workdays", days(v.workdays))("document_no", v.document_no);
}
void write(Writer& w, const CalendarSet& v) { write(w, v.calendar); }
void write(Writer& w, const CalendarValue& v) {
  w.array("holidays", days(v.holidays)).array("workdays", days(v.workdays))("document_no", v.document_no);
}
void write(Writer& w, const CreateProgramme& v) {
  w("id", v.id)("name", v.name)("lead_department", v.lead_department);
  w("finance_department", v.finance_department);
  w("fiscal_year", v.fiscal_year).fen("budget", v.budget)("document_no", v.document_no);
  w("kind", v.kind)("document_hash", v.document_hash);
}
void write(Writer& w, const AmendProgramme& v) {
  w("programme", v.programme)
      .fen("budget", v.budget)("document_no", v.document_no)("document_hash", v.document_hash);
  w("reason", v.reason);
}
void write(Writer& w, const Tranche& v) {
  w("condition", v.condition);
  if (v.milestone > 0) w("milestone", v.milestone);
  if (v.percent > 0)
    w("percent", v.percent);
  else
    w.fen("amount", v.amount);
}
void write(Writer& w, const ProgrammeRules& v) {
  w.fen("cap", v.cap)("one_project", v.one_project)("library_required", v.library_required);
  w("quota_required", v.quota_required)("overdue_blocks", v.overdue_blocks);
  w("notice_days", v.notice_days)("working_days", v.working_days)("acceptance_months", v.acceptance_months);
  w.array("excluded", texts(v.excluded)).array("required_titles", texts(v.required_titles));
  w("blocking_credit", v.blocking_credit);
  json::array tranches;
  for (const Tranche& tranche : v.tranches) tranches.push_back(view_of(tranche));
  w.array("tranches", std::move(tranches));
}
void write(Writer& w, const SetProgrammeRules& v) {
  w("programme", v.programme).object("rules", view_of(v.rules))("document_no", v.document_no);
}
void write(Writer& w, const AllocateQuota& v) {
  w("programme", v.programme)("quota", v.quota)("name", v.name)
      .fen("amount", v.amount)("document_no", v.document_no);
}
void write(Writer& w, const ProjectLine& v) {
  w("line", v.line)("code", v.code)("enterprise", v.enterprise)("project", v.project)
      .fen("requested", v.requested);
}
void write(Writer& w, const RegisterProjects& v) { w("programme", v.programme).lines(v.lines); }
void write(Writer& w, const ListingLine& v) {
  w("line", v.line)("code", v.code)("enterprise", v.enterprise)("product", v.product)(
      "valid_from", v.valid_from)("valid_to", v.valid_to);
}
void write(Writer& w, const RecordListings& v) {
  w("programme", v.programme)("batch", v.batch)("document_no", v.document_no).lines(v.lines);
}
void write(Writer& w, const CloseProgramme& v) {
  w("programme", v.programme)("document_no", v.document_no)("summary", v.summary);
}
void write(Writer& w, const ProgrammeCreated& v) { write(w, v.programme); }
void write(Writer& w, const ProgrammeAmended& v) {
  write(w, v.amendment);
  w.fen("before", v.before);
}
void write(Writer& w, const ProgrammeRulesSet& v) {
  write(w, v.rules);
  w("version", v.version);
}
void write(Writer& w, const QuotaAllocated& v) { write(w, v.quota); }
void write(Writer& w, const ProjectEntered& v) {
  w("programme", v.programme);
  write(w, v.line);
}
void write(Writer& w, const ProductListed& v) {
  w("programme", v.programme)("batch", v.batch)("document_no", v.document_no);
  write(w, v.line);
}
void write(Writer& w, const ProgrammeClosed& v) { write(w, v.closing); }
void write(Writer& w, const ProgrammeValue& v) {
  w("name", v.name)("lead_department", v.lead_department)("finance_department", v.finance_department);
  w("fiscal_year", v.fiscal_year).fen("budget", v.budget).fen("awarded", v.awarded).fen("paid", v.paid);
  w("awards", v.awards)("payments", v.payments)("batches", v.batches)("document_no", v.document_no);
  w("kind", v.kind)("document_hash", v.document_hash)("rules_version", v.rules_version);
  w.fen("allocated", v.allocated).fen("awarded_of_quotas", v.awarded_of_quotas).fen("released", v.released);
  w.fen("demanded", v.demanded).fen("recovered", v.recovered).fen("social_capital", v.social_capital);
  w("recoveries", v.recoveries)("closed_on", v.closed_on);
}
void write(Writer& w, const QuotaValue& v) {
  w("name", v.name).fen("amount", v.amount).fen("awarded", v.awarded).fen("paid", v.paid);
}
void write(Writer& w, const LibraryProjectValue& v) {
  w("code", v.code)("project", v.project).fen("requested", v.requested)("entered_on", v.entered_on);
}
void write(Writer& w, const ListingValue& v) {
  w("code", v.code)("product", v.product)("batch", v.batch)("valid_from", v.valid_from)("valid_to",
                                                                                        v.valid_to);
}

}  // namespace credence::views
