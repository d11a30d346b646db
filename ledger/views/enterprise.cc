// JSON views: enterprises.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const EnterpriseLine& v) {
  w("code", v.code)("name", v.name)("registered_on", v.registered_on)("place", v.place);
}
void write(Writer& w, const RegisterEnterprises& v) { w.lines(v.lines); }
void write(Writer& w, const EnterpriseRegistered& v) { write(w, v.line); }
void write(Writer& w, const EnterpriseValue& v) {
  w("name", v.name)("registered_on", v.registered_on)("place", v.place)
      .fen("awarded", v.awarded)
      .fen("paid", v.paid);
  w("awards", v.awards)("payments", v.payments).array("qualifications", texts(v.qualifications));
  w.fen("recovered", v.recovered);
  json::array programmes;
  for (const ProgrammeShare& share : v.programmes) {
    Writer one;
    one("programme", share.programme).fen("awarded", share.awarded)("awards", share.awards);
    programmes.push_back(one.take());
  }
  w.array("programmes", std::move(programmes));
  json::array names, predecessors;
  for (const FormerName& name : v.former_names) names.push_back(view_of(name));
  for (const Uscc& code : v.predecessors) predecessors.emplace_back(text_of(code));
  w.array("former_names", std::move(names))("end", name_of(v.end))("ends_on", v.ends_on)("successor", v.successor);
  w.array("predecessors", std::move(predecessors));
}
void write(Writer& w, const FormerName& v) { w("name", v.name)("until", v.until); }
void write(Writer& w, const RenameEnterprise& v) {
  w("code", v.code)("name", v.name)("effective", v.effective)("document_no", v.document_no);
}
void write(Writer& w, const TitleDecision& v) { w("type", v.type)("carried", v.carried); }
void write(Writer& w, const MergeEnterprise& v) {
  json::array titles;
  for (const TitleDecision& title : v.titles) titles.push_back(view_of(title));
  w("code", v.code)("into", v.into)("effective", v.effective)("document_no", v.document_no).array("titles", std::move(titles));
}
void write(Writer& w, const DissolveEnterprise& v) { w("code", v.code)("effective", v.effective)("document_no", v.document_no); }
void write(Writer& w, const EnterpriseRenamed& v) {
  write(w, v.rename);
  w("former", v.former);
}
void write(Writer& w, const EnterpriseMerged& v) { write(w, v.merger); }
void write(Writer& w, const EnterpriseDissolved& v) { write(w, v.dissolution); }

void write(Writer& w, const AdmitCode& v) { w("code", v.code)("name", v.name)("document_no", v.document_no)("reason", v.reason); }
void write(Writer& w, const CodeAdmitted& v) {
  w("department", v.department);
  write(w, v.admission);
}
void write(Writer& w, const CodeExceptionValue& v) {
  w("department", v.department)("name", v.name)("document_no", v.document_no)("reason", v.reason);
}

}  // namespace credence::views
