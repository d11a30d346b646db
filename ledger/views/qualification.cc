// JSON views: qualifications.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const DefineQualification& v) {
  w("type", v.type)("name_zh", v.name_zh)("name_en", v.name_en)("issuer", v.issuer)("years", v.years);
  w("prerequisite", v.prerequisite);
}
void write(Writer& w, const QualificationLine& v) {
  w("line", v.line)("code", v.code)("enterprise", v.enterprise)("certificate_no", v.certificate_no);
  w("valid_from", v.valid_from)("valid_to", v.valid_to);
}
void write(Writer& w, const RevokeQualification& v) {
  w("type", v.type)("code", v.code)("effective", v.effective)("document_no", v.document_no);
  w("reason", v.reason)("fraud", v.fraud);
}
namespace {

template <class Change>
void write_change(Writer& w, const Change& v) {
  w("type", v.type)("code", v.code)("effective", v.effective)("document_no", v.document_no)("reason", v.reason);
}

}  // namespace
void write(Writer& w, const SuspendQualification& v) { write_change(w, v); }
void write(Writer& w, const ReinstateQualification& v) { write_change(w, v); }
void write(Writer& w, const QualificationRule& v) {
  w("version", v.version)("issue", v.issue)("renew", v.renew)("effective_from", v.effective_from)("effective_to", v.effective_to);
  w("years", v.years).array("prerequisites", texts(v.prerequisites))("notice_days", v.notice_days)("ban_years", v.ban_years);
  w("document_no", v.document_no);
}
void write(Writer& w, const SetQualificationRule& v) {
  w("type", v.type);
  write(w, v.rule);
}
void write(Writer& w, const TitleHolder& v) { w("line", v.line)("code", v.code); }
void write(Writer& w, const ReviewQualifications& v) {
  w("type", v.type)("until", v.until)("document_no", v.document_no).lines(v.lines);
}
void write(Writer& w, const ObjectToQualification& v) {
  w("type", v.type)("code", v.code)("reason", v.reason)("evidence", v.evidence);
}
void write(Writer& w, const NoticeDecision& v) {
  w("line", v.line)("code", v.code)("recognised", v.recognised)("reason", v.reason);
}
void write(Writer& w, const DecideQualifications& v) { w("type", v.type)("document_no", v.document_no).lines(v.lines); }
void write(Writer& w, const IssueQualifications& v) {
  w("type", v.type)("batch", v.batch)("title", v.title)("document_no", v.document_no)("source", v.source)
      .lines(v.lines);
}
void write(Writer& w, const QualificationDefined& v) { write(w, v.type); }
void write(Writer& w, const QualificationIssued& v) {
  w("type", v.type)("batch", v.batch)("document_no", v.document_no);
  write(w, v.line);
  w("rule", v.rule).array("built_on", texts(v.built_on));
}
void write(Writer& w, const QualificationRevoked& v) {
  write(w, v.revocation);
  w("banned_to", v.banned_to);
}
void write(Writer& w, const QualificationRuleSet& v) { write(w, v.rule); }
void write(Writer& w, const QualificationNoticed& v) {
  w("type", v.type);
  write(w, v.notice);
}
void write(Writer& w, const QualificationObjected& v) { write(w, v.objection); }
void write(Writer& w, const QualificationRefused& v) {
  w("type", v.type)("document_no", v.document_no);
  write(w, v.decision);
}
void write(Writer& w, const QualificationChanged& v) {
  w("type", v.type)("code", v.code)("change", name_of(v.change))("document_no", v.document_no)("reason", v.reason);
  w.object("title", view_of(v.title));
}
void write(Writer& w, const QualificationRulesValue& v) {
  json::array versions;
  for (const QualificationRule& rule : v.versions) versions.push_back(view_of(rule));
  w.array("versions", std::move(versions));
}
void write(Writer& w, const QualificationNoticeValue& v) {
  w("batch", v.batch)("document_no", v.document_no);
  write(w, v.line);
  w("renewal", v.renewal)("rule", v.rule)("notice_to", v.notice_to)("objections", v.objections);
}
void write(Writer& w, const Suspension& v) { w("from", v.from)("to", v.to); }
void write(Writer& w, const QualificationTypeValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("issuer", v.issuer)("years", v.years);
  w("prerequisite", v.prerequisite);
}
void write(Writer& w, const QualificationValue& v) {
  w("certificate_no", v.certificate_no)("document_no", v.document_no)("valid_from", v.valid_from);
  w("valid_to", v.valid_to);
  w("revoked_from", v.revoked_from)("revocation_reason", v.revocation_reason);
  json::array suspensions;
  for (const Suspension& suspension : v.suspensions) suspensions.push_back(view_of(suspension));
  w("end", name_of(v.end))("banned_to", v.banned_to)("rule", v.rule).array("built_on", texts(v.built_on));
  w("renewals", v.renewals)("review_until", v.review_until).array("suspensions", std::move(suspensions));
  w("carried_from", v.carried_from);
}

}  // namespace credence::views
