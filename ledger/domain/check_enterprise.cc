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

Checked check(const RegisterHolders& action, const CodeCheck& code) {
  Checker check;
  std::set<Bytes> holders;
  each_line(check, action.lines, false, [&](const HolderLine& line) {
    check.require(line.kind <= last_of(line.kind), "kind", Code::malformed);
    if (!check.good()) return;
    const Details kind = said::word(name_of(line.kind));
    check.require(line.kind != HolderKind::enterprise, "kind", Code::wrong_holder, kind);
    check("name", name(line.name));
    if (line.belongs_to) check("belongs_to", code(*line.belongs_to));
    if (!line.department.empty()) check("department", check_id(line.department));
    if (line.place) check("place", name(*line.place));
    const bool local = line.kind == HolderKind::place || line.kind == HolderKind::park;
    check.require(line.belongs_to || line.kind != HolderKind::product, "belongs_to", Code::holder_of_nobody,
                  kind);
    check.require(!line.department.empty() || (line.belongs_to && !local), "department",
                  Code::holder_of_nobody, kind);
    HolderLine compared = line;
    compared.line = 0;
    compared.name = {};
    compared.place.reset();
    Bytes key = encode(compared);
    std::ranges::copy(bytes_of(folded_name(line.name)), std::back_inserter(key));
    check.require(holders.insert(std::move(key)).second, "name", Code::repeated_line,
                  said::name(shown(line.name)));
  });
  return check.result();
}

Checked check(const RenameEnterprise& action, const CodeCheck& code) {
  return Checker{}("code", code.holder(action.code))("name", name(action.name))(
             "effective", date(action.effective))("document_no", document(action.document_no))
      .result();
}

Checked check(const MergeEnterprise& action, const CodeCheck& code) {
  Checker check;
  check("code", code.holder(action.code))("into", code.holder(action.into))("effective",
                                                                            date(action.effective));
  check.require(holder_kind_of(action.code) == holder_kind_of(action.into), "into", Code::wrong_holder,
                said::word(name_of(holder_kind_of(action.into))));
  check("document_no", document(action.document_no));
  check.require(action.code != action.into, "into", Code::merged_into_itself, said::code(action.into));
  for (const TitleDecision& title : action.titles) check("titles", check_id(title.type));
  check.require(std::ranges::adjacent_find(action.titles, std::ranges::greater_equal{},
                                           &TitleDecision::type) == action.titles.end(),
                "titles", Code::repeated_line, said::not_rising());
  return check.result();
}

Checked check(const DissolveEnterprise& action, const CodeCheck& code) {
  return Checker{}("code", code.holder(action.code))("effective", date(action.effective))(
             "document_no", document(action.document_no))
      .result();
}

Checked check(const RestoreEnterprise& action, const CodeCheck& code) {
  return Checker{}("code", code.holder(action.code))("document_no", document(action.document_no))(
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
