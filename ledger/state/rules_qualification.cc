// Qualifications: defined once, issued by their issuer, never overlapping, never without their prerequisite. The state holds the
// latest one of a type and enterprise; the earlier ones are in the histories.
#include <algorithm>

#include "ledger/state/rules.h"

namespace credence {
namespace {

Result<void> issue_line(TransactionContext& context, const IssueQualifications& action, const QualificationTypeValue& type,
                        const QualificationLine& line) {
  const std::string code = "code: " + std::string(text_of(line.code));
  auto enterprise = context.state.at(EnterpriseKey{line.code});
  if (!enterprise.present()) return fail_line(line.line, Code::unknown_enterprise, code);

  // Both ways of printing a term are in use: to the day before the anniversary, and to the anniversary itself.
  const std::optional<Date> end = end_of_term(line.valid_from, type.years);
  if (end && line.valid_to && end < line.valid_to) {
    const bool anniversary = line.valid_to->year == line.valid_from.year + type.years &&
                             line.valid_to->month == line.valid_from.month && line.valid_to->day == line.valid_from.day;
    if (!anniversary) return fail_line(line.line, Code::validity_too_long, "valid_to: " + line.valid_to->iso());
  }

  auto place = context.state.at(QualificationKey{action.type, line.code});
  if (place.present()) {
    const bool over = (place->valid_to && *place->valid_to < line.valid_from) ||
                      (place->revoked_from && *place->revoked_from <= line.valid_from);
    if (!over) return fail_line(line.line, Code::already_in_force, "valid_from: " + place->valid_from.iso());
  }
  if (type.prerequisite) {
    const auto prerequisite = context.state.at(QualificationKey{*type.prerequisite, line.code});
    if (!prerequisite.present() || !prerequisite->in_force(line.valid_from))
      return fail_line(line.line, Code::prerequisite_missing, *type.prerequisite + " on " + line.valid_from.iso());
  }

  const std::optional<Date> valid_to = line.valid_to ? line.valid_to : end;
  place.put({line.certificate_no, action.document_no, line.valid_from, valid_to, std::nullopt, {}});
  const auto& held = enterprise->qualifications;
  const auto at = std::ranges::lower_bound(held, action.type);
  if (at == held.end() || *at != action.type) {
    if (held.size() == held.kMax) return fail_line(line.line, Code::limit_exceeded, code);
    const auto offset = at - held.begin();
    auto& types = enterprise.edit().qualifications;
    types.insert(types.begin() + offset, action.type);
  }
  QualificationIssued fact{action.type, action.batch, action.document_no, line};
  fact.line.valid_to = valid_to;  // the entry says the term as it is in force, so that it can be read without the type
  context.say({EnterpriseKey{line.code}, QualificationTypeKey{action.type}}, std::move(fact));
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const DefineQualification& action) {
  auto place = context.state.at(QualificationTypeKey{action.type});
  QualificationTypeValue value{action.name_zh, action.name_en, action.issuer, action.years, action.prerequisite};
  if (place.present())
    return fail(encode(*place) == encode(value) ? Code::already_registered : Code::registered_differently, "type " + action.type);
  if (!context.state.at(DepartmentKey{action.issuer}).present())
    return fail(Code::unknown_department, "department " + action.issuer);
  if (action.prerequisite && !context.state.at(QualificationTypeKey{*action.prerequisite}).present())
    return fail(Code::unknown_qualification_type, "type " + *action.prerequisite);
  place.put(std::move(value));
  context.say({QualificationTypeKey{action.type}, DepartmentKey{action.issuer}}, QualificationDefined{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const IssueQualifications& action) {
  const auto type = context.state.at(QualificationTypeKey{action.type});
  if (!type.present()) return fail(Code::unknown_qualification_type, "type " + action.type);
  if (auto good = context.require_department(type->issuer); !good) return good;
  for (const QualificationLine& line : action.lines)
    if (auto good = issue_line(context, action, *type, line); !good) return good;
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RevokeQualification& action) {
  const auto type = context.state.at(QualificationTypeKey{action.type});
  if (!type.present()) return fail(Code::unknown_qualification_type, "type " + action.type);
  if (auto good = context.require_department(type->issuer); !good) return good;
  const std::string what = action.type + " of " + std::string(text_of(action.code));
  auto place = context.state.at(QualificationKey{action.type, action.code});
  if (!place.present()) return fail(Code::unknown_qualification, what);
  if (place->revoked_from) return fail(Code::already_revoked, what + " from " + place->revoked_from->iso());
  if (action.effective < place->valid_from)
    return fail(Code::revoked_before_issue, action.effective.iso() + " before " + place->valid_from.iso());
  QualificationValue& value = place.edit();
  value.revoked_from = action.effective;
  value.revocation_reason = action.reason;
  context.say({EnterpriseKey{action.code}, QualificationTypeKey{action.type}}, QualificationRevoked{action});
  return {};
}

}  // namespace credence
