// JSON views: credit entries and ratings.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const CreditTerm& v) {
  w("class", name_of(v.weight))("months_min", v.months_min)("months_max", v.months_max)("repair_months",
                                                                                        v.repair_months);
}
void write(Writer& w, const SetCreditRules& v) {
  json::array terms;
  for (const CreditTerm& term : v.terms) terms.push_back(view_of(term));
  w("version", v.version)("effective_from", v.effective_from)("document_no", v.document_no)
      .array("terms", std::move(terms));
}
void write(Writer& w, const CreditLine& v) {
  w("line", v.line)("code", v.code)("credit", name_of(v.kind))("class", name_of(v.weight))("decided_on",
                                                                                           v.decided_on);
  w("published_to", v.published_to)("commitment", v.commitment);
}
void write(Writer& w, const RecordCredit& v) { w("department", v.department)("batch", v.batch).lines(v.lines); }
void write(Writer& w, const CreditKey& v) { w("department", v.department)("batch", v.batch)("line", v.line); }
void write(Writer& w, const RequestCreditRepair& v) {
  write(w, v.entry);
  w("evidence", v.evidence);
}
void write(Writer& w, const DecideCreditRepair& v) {
  write(w, v.entry);
  w("granted", v.granted)("document_no", v.document_no);
}
void write(Writer& w, const CreditRepairRequested& v) { write(w, v.request); }
void write(Writer& w, const CreditRepairDecided& v) { write(w, v.decision); }
void write(Writer& w, const WithdrawCredit& v) {
  write(w, v.entry);
  w("document_no", v.document_no);
}
void write(Writer& w, const DefineRatingScale& v) {
  w("scale", v.scale)("name_zh", v.name_zh)("name_en", v.name_en)("agency", v.agency)
      .array("grades", texts(v.grades));
}
void write(Writer& w, const RatingLine& v) {
  w("line", v.line)("code", v.code)("grade", v.grade)("rated_on", v.rated_on)("valid_to", v.valid_to);
}
void write(Writer& w, const RecordRatings& v) { w("scale", v.scale).lines(v.lines); }

void write(Writer& w, const CreditRulesSet& v) { write(w, v.rules); }
void write(Writer& w, const CreditRecorded& v) {
  w("department", v.entry.department)("batch", v.entry.batch);
  write(w, v.line);
}
void write(Writer& w, const CreditWithdrawn& v) { write(w, v.withdrawal); }
void write(Writer& w, const RatingScaleDefined& v) { write(w, v.scale); }
void write(Writer& w, const Rated& v) {
  w("scale", v.scale);
  write(w, v.line);
}

void write(Writer& w, const CreditRulesValue& v) {
  json::array versions;
  for (const SetCreditRules& version : v.versions) versions.push_back(view_of(version));
  w.array("versions", std::move(versions));
}
void write(Writer& w, const CreditValue& v) {
  w("code", v.code)("credit", name_of(v.kind))("class", name_of(v.weight))("status", name_of(v.status));
  w("decided_on", v.decided_on)("published_to", v.published_to)("recorded_on", v.recorded_on)("rules",
                                                                                              v.rules);
  w("commitment", v.commitment)("closed_on", v.closed_on);
}
void write(Writer& w, const CreditMark& v) {
  write(w, v.entry);
  w("class", name_of(v.weight))("decided_on", v.decided_on)("published_to", v.published_to);
}
void write(Writer& w, const CreditStandingValue& v) {
  json::array open;
  for (const CreditMark& mark : v.open) open.push_back(view_of(mark));
  w.array("open", std::move(open))("honours", v.honours)("licences", v.licences)("penalties", v.penalties);
  w("dishonesty", v.dishonesty)("closed", v.closed);
}
void write(Writer& w, const RatingScaleValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("agency", v.agency).array("grades", texts(v.grades));
}
void write(Writer& w, const RatingValue& v) {
  w("grade", v.grade)("rated_on", v.rated_on)("valid_to", v.valid_to);
}

}  // namespace credence::views
