// SPDX-License-Identifier: Apache-2.0
// Awards, objections and withdrawals: what can be said of the actions without the state.
#include <boost/unordered/unordered_flat_set.hpp>

#include "ledger/domain/check.h"

namespace credence::checks {

namespace {

void supported(Checker& check, const SupportedPersons& persons) {
  check.require(persons.count >= limits::kPersonsMin, "persons", Code::persons_too_few,
                said::number(persons.count) + said::at_least(limits::kPersonsMin));
  check("person_class", name(persons.person_class))("conditions", optional_text(persons.conditions));
  check.require(persons.years <= limits::kTermYearsMax, "years", Code::bad_term, said::number(persons.years));
}

void invested(Checker& check, const FundInvestment& investment) {
  check.require(investment.round <= last_of(investment.round), "round", Code::malformed);
  check.require(investment.stake <= limits::kSharesWhole, "stake", Code::limit_exceeded,
                said::number(investment.stake) + said::at_most(limits::kSharesWhole));
}

/// No project of one beneficiary twice in a list, by name, and by code where there is one. Returns the sum.
Fen award_lines(Checker& check, const List<AwardLine, limits::kLinesMax>& lines, const CodeCheck& code) {
  Fen sum = 0;
  // By name, and by code where there is one. Looked up alone, never walked through.
  boost::unordered_flat_set<std::string> awarded(2 * lines.size());
  const auto is_first = [&](std::string_view beneficiary, std::string_view project) {
    std::string both;
    both.reserve(beneficiary.size() + 1 + project.size());
    both.append(beneficiary).append(1, '\0').append(project);  // no text holds a zero
    return awarded.insert(std::move(both)).second;
  };
  each_line(check, lines, true, [&](const AwardLine& line) {
    check("beneficiary", name(line.beneficiary))("project", optional_text(line.project));
    check("amount", check_amount(line.amount));
    if (line.persons) supported(check, *line.persons);
    if (line.investment) invested(check, *line.investment);
    const std::string project = folded_name(line.project);
    bool first = is_first(folded_name(line.beneficiary), project);
    if (line.code) {
      check("code", code(*line.code));
      first = is_first(text_of(*line.code), project) && first;
    }
    check.require(first, "project", Code::repeated_line,
                  [&] { return said::name(shown(line.beneficiary)) + said::name(shown(line.project)); });
    add(check, sum, line.amount);
  });
  return sum;
}

}  // namespace

Checked check(const RecordAwards& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  check("title", name(action.title));
  check("document_no", document(action.document_no))("published", date(action.published));
  check("declared_total", check_amount(action.declared_total))("source", optional_text(action.source));
  check.require(action.stage <= last_of(action.stage), "stage", Code::malformed);
  if (action.quota) check("quota", check_id(*action.quota));
  const Fen sum = award_lines(check, action.lines, code);
  declaration(check, action.declared_count, action.declared_total, action.lines.size(), sum);
  return check.result();
}

Checked check(const IdentifyBeneficiaries& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  each_line(check, action.lines, false, [&](const Identification& line) { check("code", code(line.code)); });
  return check.result();
}

Checked check(const FileObjection& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch))("grounds",
                                                                                  reason(action.grounds));
  return check.result();
}

Checked check(const DecideObjection& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  check.require(action.objection >= 1, "objection", Code::lines_not_rising, said::zero());
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

Checked check(const AmendAwards& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  check("declared_total", check_amount(action.declared_total))("published", date(action.published));
  const Fen sum = award_lines(check, action.lines, code);
  declaration(check, 0, action.declared_total, action.lines.size(), sum);
  return check.result();
}

Checked check(const WithdrawAwards& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  each_line(check, action.lines, false, [](const WithdrawalLine&) {});
  return check.result();
}

}  // namespace credence::checks
