// Qualifications: titles such as 专精特新: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const DefineQualification& action) {
  Checker check;
  check("type", check_id(action.type))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check("issuer", check_id(action.issuer));
  check.require(action.years <= 50, "years", Code::bad_term, std::to_string(action.years));
  if (action.prerequisite) {
    check("prerequisite", check_id(*action.prerequisite));
    check.require(*action.prerequisite != action.type, "prerequisite", Code::prerequisite_of_itself,
                  action.type);
  }
  return check.result();
}

Checked check(const IssueQualifications& action) {
  Checker check;
  check("type", check_id(action.type))("batch", check_id(action.batch))("title", name(action.title));
  check("document_no", document(action.document_no))("source", optional_text(action.source));
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const QualificationLine& line) {
    check("code", code(line.code))("enterprise", name(line.enterprise));
    check("certificate_no", document(line.certificate_no));
    check("valid_from", date(line.valid_from))("valid_to", date(line.valid_to));
    if (line.valid_to)
      check.require(line.valid_from <= *line.valid_to, "valid_to", Code::dates_reversed,
                    line.valid_from.iso() + " to " + line.valid_to->iso());
    check.require(codes.insert(line.code).second, "code", Code::repeated_line,
                  std::string(text_of(line.code)));
  });
  return check.result();
}

Checked check(const RevokeQualification& action) {
  Checker check;
  check("type", check_id(action.type))("code", code(action.code))("effective", date(action.effective));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

}  // namespace credence::checks
