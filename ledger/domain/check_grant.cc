// Programmes, awards and payments: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const CreateProgramme& action) {
  Checker check;
  check("id", check_id(action.id))("name", name(action.name));
  check("lead_department", check_id(action.lead_department));
  check("finance_department", check_id(action.finance_department))("budget", check_amount(action.budget));
  check("document_no", document(action.document_no));
  check.require(action.lead_department != action.finance_department, "finance_department",
                Code::duties_not_separated, action.finance_department);
  check.require(action.fiscal_year >= 1990 && action.fiscal_year <= 2100, "fiscal_year",
                Code::bad_fiscal_year, std::to_string(action.fiscal_year));
  return check.result();
}

Checked check(const RecordAwards& action) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  check("title", name(action.title));
  check("document_no", document(action.document_no))("published", date(action.published));
  check("declared_total", check_amount(action.declared_total))("source", optional_text(action.source));
  check.require(action.stage <= last_of(action.stage), "stage", Code::malformed);
  Fen sum = 0;
  std::set<std::pair<std::string_view, std::string_view>> awarded;  // by name, and by code where there is one
  each_line(check, action.lines, true, [&](const AwardLine& line) {
    check("beneficiary", name(line.beneficiary))("project", optional_text(line.project));
    check("amount", check_amount(line.amount));
    bool first = awarded.emplace(line.beneficiary, line.project).second;
    if (line.code) {
      check("code", code(*line.code));
      first = awarded.emplace(text_of(*line.code), line.project).second && first;
    }
    check.require(first, "project", Code::repeated_line,
                  quoted(line.beneficiary) + ", " + quoted(line.project));
    add(check, sum, line.amount);
  });
  declaration(check, action.declared_count, action.declared_total, action.lines.size(), sum);
  return check.result();
}

Checked check(const IdentifyBeneficiaries& action) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  each_line(check, action.lines, false, [&](const Identification& line) { check("code", code(line.code)); });
  return check.result();
}

Checked check(const RecordPayments& action) {
  Checker check;
  check("programme", check_id(action.programme))("list", check_id(action.list));
  check("declared_total", check_amount(action.declared_total));
  Fen sum = 0;
  each_line(check, action.lines, false, [&](const PaymentLine& line) {
    check("award_batch", check_id(line.award_batch))("code", code(line.code));
    check("amount", check_amount(line.amount));
    check("paid_on", date(line.paid_on));
    check.require(line.award_line >= 1, "award_line", Code::lines_not_rising, "0");
    add(check, sum, line.amount);
  });
  declaration(check, action.declared_count, action.declared_total, action.lines.size(), sum);
  return check.result();
}

}  // namespace credence::checks
