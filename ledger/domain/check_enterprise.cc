// SPDX-License-Identifier: Apache-2.0
// Enterprises: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const RegisterEnterprises& action, const CodeCheck& code) {
  Checker check;
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const EnterpriseLine& line) {
    check("code", code(line.code))("name", name(line.name))("registered_on", date(line.registered_on));
    check.require(!line.registered_on || *line.registered_on >= kFirstEnterprises, "registered_on",
                  Code::day_too_early,
                  line.registered_on ? said::day(*line.registered_on) + said::not_before(kFirstEnterprises)
                                     : Details{});
    if (line.place) check("place", name(*line.place));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line, said::code(line.code));
  });
  return check.result();
}

Checked check(const RenameEnterprise& action, const CodeCheck& code) {
  return Checker{}("code", code(action.code))("name", name(action.name))("effective", date(action.effective))(
             "document_no", document(action.document_no))
      .result();
}

Checked check(const MergeEnterprise& action, const CodeCheck& code) {
  Checker check;
  check("code", code(action.code))("into", code(action.into))("effective", date(action.effective));
  check("document_no", document(action.document_no));
  check.require(action.code != action.into, "into", Code::merged_into_itself, said::code(action.into));
  for (const TitleDecision& title : action.titles) check("titles", check_id(title.type));
  check.require(std::ranges::adjacent_find(action.titles, std::ranges::greater_equal{},
                                           &TitleDecision::type) == action.titles.end(),
                "titles", Code::repeated_line, said::not_rising());
  return check.result();
}

Checked check(const DissolveEnterprise& action, const CodeCheck& code) {
  return Checker{}("code", code(action.code))("effective", date(action.effective))(
             "document_no", document(action.document_no))
      .result();
}

Checked check(const RestoreEnterprise& action, const CodeCheck& code) {
  return Checker{}("code", code(action.code))("document_no", document(action.document_no))(
             "reason", reason(action.reason))
      .result();
}

Checked check(const AdmitCode& action, const CodeCheck&) {
  const std::string_view text = text_of(action.code);
  Checker check;
  // Only what the standard refuses for its check digit alone is an exception; a person's number is none.
  if (!misfit_uscc(text)) {
    const auto good = parse_uscc(text);
    if (good)
      check.require(false, "code", Code::uscc_check_digit_fits, said::name(shown(text)));
    else if (is_resident_id(text))
      check.require(false, "code", Code::personal_data, said::identity_number());
    else
      check("code", good);
  }
  check("name", name(action.name))("document_no", document(action.document_no))("reason",
                                                                                reason(action.reason));
  return check.result();
}

}  // namespace credence::checks
