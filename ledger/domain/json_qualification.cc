// JSON views: qualifications.
#include "ledger/domain/json_writer.h"

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
  w("reason", v.reason);
}
void write(Writer& w, const IssueQualifications& v) {
  w("type", v.type)("batch", v.batch)("title", v.title)("document_no", v.document_no)("source", v.source)
      .lines(v.lines);
}
void write(Writer& w, const QualificationDefined& v) { write(w, v.type); }
void write(Writer& w, const QualificationIssued& v) {
  w("type", v.type)("batch", v.batch)("document_no", v.document_no);
  write(w, v.line);
}
void write(Writer& w, const QualificationRevoked& v) { write(w, v.revocation); }
void write(Writer& w, const QualificationTypeValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("issuer", v.issuer)("years", v.years);
  w("prerequisite", v.prerequisite);
}
void write(Writer& w, const QualificationValue& v) {
  w("certificate_no", v.certificate_no)("document_no", v.document_no)("valid_from", v.valid_from);
  w("valid_to", v.valid_to);
  w("revoked_from", v.revoked_from)("revocation_reason", v.revocation_reason);
}

}  // namespace credence::views
