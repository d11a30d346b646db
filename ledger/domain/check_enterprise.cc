// Enterprises: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const RegisterEnterprises& action) {
  Checker check;
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const EnterpriseLine& line) {
    check("code", code(line.code))("name", name(line.name))("registered_on", date(line.registered_on));
    if (line.place) check("place", name(*line.place));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line,
                  std::string(text_of(line.code)));
  });
  return check.result();
}

Checked check(const RenameEnterprise& action) {
  return Checker{}("code", code(action.code))("name", name(action.name))("effective", date(action.effective))(
             "document_no", document(action.document_no))
      .result();
}

Checked check(const MergeEnterprise& action) {
  Checker check;
  check("code", code(action.code))("into", code(action.into))("effective", date(action.effective));
  check("document_no", document(action.document_no));
  check.require(action.code != action.into, "into", Code::merged_into_itself, std::string(text_of(action.into)));
  for (const TitleDecision& title : action.titles) check("titles", check_id(title.type));
  check.require(std::ranges::adjacent_find(action.titles, std::ranges::greater_equal{}, &TitleDecision::type) == action.titles.end(),
                "titles", Code::repeated_line, "not strictly rising");
  return check.result();
}

Checked check(const DissolveEnterprise& action) {
  return Checker{}("code", code(action.code))("effective", date(action.effective))("document_no", document(action.document_no)).result();
}

}  // namespace credence::checks
