// SPDX-License-Identifier: Apache-2.0
// Programmes and their calendar: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {
namespace {

bool rising(const auto& items) {
  return std::ranges::adjacent_find(items, std::ranges::greater_equal{}) == items.end();
}

/// Zero, or an amount.
Checked amount_or_none(Fen amount) { return amount == 0 ? Checked{} : check_amount(amount); }

void ids(Checker& check, std::string_view field, const auto& list) {
  for (const Id& id : list) check(field, check_id(id));
  check.require(rising(list), field, Code::bad_rules, said::not_rising());
}

void days(Checker& check, std::string_view field, const auto& list, std::uint16_t year) {
  for (const Date& day : list) {
    check(field, date(day));
    check.require(day.year == year, field, Code::bad_calendar, said::day(day));
  }
  check.require(rising(list), field, Code::bad_calendar, said::not_rising());
}

void tranches(Checker& check, const ProgrammeRules& rules) {
  unsigned percent = 0;
  bool amounts = false;
  unsigned milestone = 0;
  for (const Tranche& tranche : rules.tranches) {
    check.require(tranche.condition <= last_of(tranche.condition), "tranches", Code::malformed);
    check.require((tranche.percent > 0) != (tranche.amount != 0), "tranches", Code::bad_rules,
                  said::percent(tranche.percent) + said::amount(tranche.amount));
    check("tranches", amount_or_none(tranche.amount));
    const bool numbered = tranche.condition == TrancheCondition::milestone;
    check.require(numbered == (tranche.milestone > 0), "tranches", Code::bad_rules,
                  said::milestone(tranche.milestone));
    check.require(!numbered || tranche.milestone > milestone, "tranches", Code::bad_rules,
                  said::not_rising());
    if (numbered) milestone = tranche.milestone;
    percent += tranche.percent;
    amounts = amounts || tranche.amount > 0;
  }
  check.require(percent <= 100 && (rules.tranches.empty() || amounts || percent == 100), "tranches",
                Code::bad_rules, said::percent(percent));
}

}  // namespace

Checked check(const SetCalendar& action, const CodeCheck&) {
  Checker check;
  check.require(is_calendar_year(action.year), "year", Code::bad_fiscal_year, said::number(action.year));
  days(check, "holidays", action.holidays, action.year);
  days(check, "workdays", action.workdays, action.year);
  for (const Date& day : action.workdays)
    check.require(day.valid() && is_weekend(day), "workdays", Code::bad_calendar, said::day(day));
  for (const Date& day : action.holidays)
    check.require(!std::ranges::binary_search(action.workdays, day), "holidays", Code::bad_calendar,
                  said::day(day));
  check("document_no", document(action.document_no));
  return check.result();
}

Checked check(const CreateProgramme& action, const CodeCheck& code) {
  Checker check;
  check("id", check_id(action.id))("name", name(action.name));
  check("lead_department", check_id(action.lead_department));
  check("finance_department", check_id(action.finance_department));
  if (!action.task.empty()) check("task", check_id(action.task));
  const bool catalogue = action.kind == ProgrammeKind::procurement_catalogue;
  check("budget", catalogue && action.budget == 0 ? Checked{} : check_amount(action.budget));
  check.require(!catalogue || action.budget == 0, "budget", Code::bad_amount,
                said::amount(action.budget) + said::word(name_of(action.kind)));
  check("document_no", document(action.document_no));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  const bool used = action.kind == ProgrammeKind::tax_relief && code.tax_relief();  // nobody pays it
  check.require(used || action.lead_department != action.finance_department, "finance_department",
                Code::duties_not_separated, said::department(action.finance_department));
  check.require(action.fiscal_year >= 1990 && action.fiscal_year <= 2100, "fiscal_year",
                Code::bad_fiscal_year, said::number(action.fiscal_year));
  return check.result();
}

Checked check(const AmendProgramme& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("budget", check_amount(action.budget));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

Checked check(const SetProgrammeRules& action, const CodeCheck&) {
  const ProgrammeRules& rules = action.rules;
  Checker check;
  check("programme", check_id(action.programme))("cap", amount_or_none(rules.cap));
  check.require(rules.notice_days <= 60, "notice_days", Code::bad_rules, said::number(rules.notice_days));
  check.require(rules.acceptance_months <= 120, "acceptance_months", Code::bad_rules,
                said::number(rules.acceptance_months));
  ids(check, "excluded", rules.excluded);
  check.require(std::ranges::count(rules.excluded, action.programme) == 0, "excluded", Code::bad_rules,
                said::programme(action.programme));
  ids(check, "required_titles", rules.required_titles);
  check.require(rules.blocking_credit <= last_of(rules.blocking_credit), "blocking_credit", Code::malformed);
  tranches(check, rules);
  check("document_no", document(action.document_no));
  return check.result();
}

Checked check(const AllocateQuota& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("quota", check_id(action.quota))("name", name(action.name));
  check("amount", check_amount(action.amount))("document_no", document(action.document_no));
  return check.result();
}

Checked check(const RegisterProjects& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme));
  std::set<std::pair<std::string_view, std::string>> projects;
  each_line(check, action.lines, false, [&](const ProjectLine& line) {
    check("code", code(line.code))("enterprise", name(line.enterprise))("project", name(line.project));
    check("requested", check_amount(line.requested));
    check.require(projects.emplace(text_of(line.code), folded_name(line.project)).second, "project",
                  Code::repeated_line, said::name(shown(line.project)));
  });
  return check.result();
}

Checked check(const RecordListings& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch))(
      "document_no", document(action.document_no))("reason", optional_text(action.reason));
  std::set<std::pair<std::string_view, std::string>> products;
  each_line(check, action.lines, false, [&](const ListingLine& line) {
    check("code", code(line.code))("enterprise", name(line.enterprise))("product", name(line.product));
    check("valid_from", date(line.valid_from))("valid_to", date(line.valid_to));
    if (line.valid_to)
      check.require(line.valid_from <= *line.valid_to, "valid_to", Code::dates_reversed,
                    said::from(line.valid_from) + said::to(*line.valid_to));
    if (line.valid_to) check("valid_to", within_term(line.valid_from, *line.valid_to));
    check.require(products.emplace(text_of(line.code), folded_name(line.product)).second, "product",
                  Code::repeated_line, said::name(shown(line.product)));
  });
  return check.result();
}

Checked check(const CloseProgramme& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("document_no", document(action.document_no));
  check("summary", optional_text(action.summary));
  return check.result();
}

}  // namespace credence::checks
