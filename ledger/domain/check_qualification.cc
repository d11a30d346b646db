// SPDX-License-Identifier: Apache-2.0
// Qualifications: titles such as 专精特新: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const DefineQualification& action, const CodeCheck&) {
  Checker check;
  check("type", check_id(action.type))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check("issuer", check_id(action.issuer));
  check.require(action.years <= limits::kTermYearsMax, "years", Code::bad_term, said::number(action.years));
  check.require(action.held_by <= last_of(action.held_by), "held_by", Code::malformed);
  if (!action.task.empty()) check("task", check_id(action.task));
  if (action.prerequisite) {
    check("prerequisite", check_id(*action.prerequisite));
    check.require(*action.prerequisite != action.type, "prerequisite", Code::prerequisite_of_itself,
                  said::type(action.type));
  }
  return check.result();
}

Checked check(const IssueQualifications& action, const CodeCheck& code) {
  Checker check;
  check("type", check_id(action.type))("batch", check_id(action.batch))("title", name(action.title));
  check("document_no", document(action.document_no))("source", optional_text(action.source));
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const QualificationLine& line) {
    check("code", code.holder(line.code))("enterprise", name(line.enterprise));
    check("certificate_no", document(line.certificate_no));
    check("valid_from", date(line.valid_from))("valid_to", date(line.valid_to));
    if (line.valid_to)
      check.require(line.valid_from < *line.valid_to, "valid_to", Code::dates_reversed,
                    said::from(line.valid_from) + said::to(*line.valid_to));
    if (line.valid_to) check("valid_to", within_term(line.valid_from, *line.valid_to));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line, said::code(line.code));
  });
  return check.result();
}

Checked check(const RenewQualifications& action, const CodeCheck& code) {
  return check(static_cast<const IssueQualifications&>(action), code);
}

Checked check(const SetQualificationRule& action, const CodeCheck&) {
  Checker check;
  const QualificationRule& rule = action.rule;
  check("type", check_id(action.type))("version", check_id(rule.version));
  check.require(rule.issue || rule.renew, "version", Code::bad_rule, said::word(rule.version));
  check("effective_from", date(rule.effective_from))("effective_to", date(rule.effective_to));
  if (rule.effective_to)
    check.require(rule.effective_from <= *rule.effective_to, "effective_to", Code::dates_reversed,
                  said::from(rule.effective_from) + said::to(*rule.effective_to));
  check.require(rule.years <= limits::kTermYearsMax, "years", Code::bad_term, said::number(rule.years));
  check.require(rule.ban_years <= limits::kTermYearsMax, "ban_years", Code::bad_term,
                said::number(rule.ban_years));
  check.require(rule.notice_days <= 90, "notice_days", Code::bad_rule,
                said::number(rule.notice_days) + said::at_most(90));
  for (const Id& type : rule.prerequisites) {
    check("prerequisites", check_id(type));
    check.require(type != action.type, "prerequisites", Code::prerequisite_of_itself, said::type(type));
  }
  check.require(std::ranges::adjacent_find(rule.prerequisites, std::ranges::greater_equal{}) ==
                    rule.prerequisites.end(),
                "prerequisites", Code::bad_rule, said::not_rising());
  check("document_no", document(rule.document_no));
  return check.result();
}

Checked check(const ReviewQualifications& action, const CodeCheck& code) {
  Checker check;
  check("type", check_id(action.type))("until", date(action.until))("document_no",
                                                                    document(action.document_no));
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const TitleHolder& line) {
    check("code", code.holder(line.code));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line, said::code(line.code));
  });
  return check.result();
}

Checked check(const ObjectToQualification& action, const CodeCheck& code) {
  return Checker{}("type", check_id(action.type))("code", code.holder(action.code))("reason",
                                                                                    reason(action.reason))
      .result();
}

Checked check(const DecideQualifications& action, const CodeCheck& code) {
  Checker check;
  check("type", check_id(action.type))("document_no", document(action.document_no));
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const NoticeDecision& line) {
    check("code", code.holder(line.code))("reason", optional_text(line.reason));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line, said::code(line.code));
  });
  return check.result();
}

namespace {

template <class Action>
Checked check_change(const Action& action, const CodeCheck& code) {
  Checker check;
  check("type", check_id(action.type))("code", code.holder(action.code))("effective", date(action.effective));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

}  // namespace

Checked check(const RevokeQualification& action, const CodeCheck& code) { return check_change(action, code); }
Checked check(const SuspendQualification& action, const CodeCheck& code) {
  return check_change(action, code);
}
Checked check(const ReinstateQualification& action, const CodeCheck& code) {
  return check_change(action, code);
}

}  // namespace credence::checks
