// SPDX-License-Identifier: Apache-2.0
// Programmes: created once, amended never below what they are bound to, their rules and quotas set by the
// lead department; the library of projects, the catalogue of products, and the working-day calendar.
#include "ledger/domain/features.h"
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// What of the budget is bound: its quotas, and what is awarded outside them.
Fen bound_of(const ProgrammeValue& programme) {
  return programme.allocated + programme.awarded - programme.awarded_of_quotas;
}

/// To the programme and its departments, each once.
void say_to_departments(TransactionContext& context, const Id& id, const ProgrammeValue& programme,
                        Fact fact) {
  if (programme.lead_department == programme.finance_department)
    context.say({ProgrammeKey{id}, DepartmentKey{programme.lead_department}}, std::move(fact));
  else
    context.say({ProgrammeKey{id}, DepartmentKey{programme.lead_department},
                 DepartmentKey{programme.finance_department}},
                std::move(fact));
}

Result<void> enter_project(TransactionContext& context, const RegisterProjects& action,
                           const ProgrammeRules& rules, const ProjectLine& line) {
  if (auto enterprise = enterprise_of(context, line.code, line.enterprise, "enterprise"); !enterprise)
    return std::unexpected(enterprise.error());
  if (auto good = require_no_overdue(context, rules, line.code); !good) return good;
  const Hash32 hash = project_hash(context.state.suite(), action.programme, line.code, line.project);
  auto place = context.state.at(LibraryProjectKey{action.programme, hash});
  if (place.present())
    return fail(place->requested == line.requested ? Code::already_registered : Code::registered_differently,
                said::field("project") + said::name(shown(line.project)));
  place.put({line.code, line.project, line.requested, context.today()});
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}},
              ProjectEntered{action.programme, line});
  return {};
}

/// Whether the catalogue may hold the product for that term; titles and days as of any award.
Result<void> may_list(TransactionContext& context, const ProgrammeValue& programme,
                      const ProgrammeRules& rules, const ListingLine& line) {
  const auto enterprise = enterprise_of(context, line.code, line.enterprise, "enterprise");
  if (!enterprise) return std::unexpected(enterprise.error());
  const EnterpriseValue& value = **enterprise;
  if (!value.active(line.valid_from))
    return fail(Code::enterprise_ended,
                said::field("valid_from") + said::day(line.valid_from) + ended_text(value));
  if (auto good = require_soon(context, "valid_from", line.valid_from); !good) return good;
  if (auto good = require_from("valid_from", line.valid_from, programme.first_day(), said::of_programme_year);
      !good)
    return good;
  if (auto good = require_from("valid_from", line.valid_from, value.first_day(), said::of_registration);
      !good)
    return good;
  if (auto good = require_titles(context, rules, line.code, line.valid_from); !good) return good;
  return require_credit(context, rules, line.code);
}

Result<void> list_product(TransactionContext& context, const RecordListings& action,
                          const ProgrammeValue& programme, const ProgrammeRules& rules,
                          const ListingLine& line) {
  const Hash32 hash = project_hash(context.state.suite(), action.programme, line.code, line.product);
  auto place = context.state.at(ListingKey{action.programme, hash});
  const bool held = place.present() && place->valid_from == line.valid_from;
  if (held && place->valid_to == line.valid_to)
    return fail(Code::already_registered, said::field("product") + said::name(shown(line.product)));
  // To take a product off, nothing is asked of an enterprise that may have lost its title or be no more.
  const bool shortens = held && line.valid_to && (!place->valid_to || *line.valid_to < *place->valid_to);
  if (!shortens)
    if (auto good = may_list(context, programme, rules, line); !good) return good;
  ListingValue value{line.code, line.product, action.batch, line.valid_from, line.valid_to};
  const bool terms = context.has_feature(features::kFormerTerms);
  if (terms) value.follow_on(place.present() ? &*place : nullptr);
  place.put(std::move(value));
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}},
              ProductListed{action.programme, action.batch, action.document_no, line, action.reason,
                            terms && shortens});
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const SetCalendar& action) {
  auto place = context.state.at(CalendarKey{action.year});
  CalendarValue value{action.holidays, action.workdays, action.document_no};
  if (place.present() && encode(*place) == encode(value))
    return fail(Code::already_registered, said::year(action.year));
  place.put(std::move(value));
  context.say({DepartmentKey{context.department}}, CalendarSet{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const CreateProgramme& action) {
  auto place = context.state.at(ProgrammeKey{action.id});
  if (place.present()) {
    const bool same = place->name == action.name && place->lead_department == action.lead_department &&
                      place->finance_department == action.finance_department &&
                      place->fiscal_year == action.fiscal_year && place->budget == action.budget &&
                      place->document_no == action.document_no && place->kind == action.kind &&
                      place->document_hash == action.document_hash && place->task == action.task;
    return fail(same ? Code::already_registered : Code::registered_differently, said::programme(action.id));
  }
  if (const unsigned last = context.today().year + 1U; action.fiscal_year > last)
    return fail(Code::day_too_far,
                said::field("fiscal_year") + said::number(action.fiscal_year) + said::at_most(last));
  for (const Id& department : {action.lead_department, action.finance_department})
    if (!context.state.at(DepartmentKey{department}).present())
      return fail(Code::unknown_department, said::department(department));
  if (auto good = context.require_department(action.lead_department); !good) return good;
  if (auto good = context.require_authority(action.lead_department, Role::award); !good) return good;
  if (action.finance_department != action.lead_department)  // they are one where nothing is paid
    if (auto good = context.require_authority(action.finance_department, Role::pay); !good) return good;
  ProgrammeValue& value = place.edit();
  value.name = action.name;
  value.lead_department = action.lead_department;
  value.finance_department = action.finance_department;
  value.fiscal_year = action.fiscal_year;
  value.budget = action.budget;
  value.document_no = action.document_no;
  value.kind = action.kind;
  value.document_hash = action.document_hash;
  value.task = action.task;
  say_to_departments(context, action.id, *place, ProgrammeCreated{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const AmendProgramme& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  const Fen before = (*programme)->budget;
  if (before == action.budget)
    return fail(Code::already_registered, said::field("budget") + said::amount(before));
  if ((*programme)->kind == ProgrammeKind::procurement_catalogue)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  if (action.budget < bound_of(**programme))
    return fail(Code::budget_below_bound, said::field("budget") + of(bound_of(**programme), action.budget));
  programme->edit().budget = action.budget;
  say_to_departments(context, action.programme, **programme, ProgrammeAmended{action, before});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const SetProgrammeRules& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  for (const Id& other : action.rules.excluded)
    if (!context.state.at(ProgrammeKey{other}).present())
      return fail(Code::unknown_programme, said::field("excluded") + said::programme(other));
  for (const Id& type : action.rules.required_titles)
    if (auto good = require_type(context, type, HolderKind::enterprise); !good)
      return fail(good.error().code, said::field("required_titles") + good.error().details);
  auto place = context.state.at(ProgrammeRulesKey{action.programme});
  if (place.present() && encode(*place) == encode(action.rules))
    return fail(Code::already_registered, said::field("rules") + said::programme(action.programme));
  if ((*programme)->rules_version == UINT16_MAX)
    return fail(Code::limit_exceeded, said::field("rules_version"));
  place.put(action.rules);
  const std::uint16_t version = ++programme->edit().rules_version;
  context.say({ProgrammeKey{action.programme}}, ProgrammeRulesSet{action, version});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const AllocateQuota& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  auto place = context.state.at(QuotaKey{action.programme, action.quota});
  const QuotaValue held = place.present() ? *place : QuotaValue{};
  if (place.present() && held.name == action.name && held.amount == action.amount)
    return fail(Code::already_registered, said::quota(action.quota));
  if (action.amount < held.awarded)
    return fail(Code::quota_below_awarded, said::field("amount") + of(held.awarded, action.amount));
  ProgrammeValue& value = programme->edit();
  value.allocated -= held.amount;
  const Fen outside = value.awarded - value.awarded_of_quotas;
  if (auto good = add_within(value.allocated, action.amount, value.budget - outside, Code::budget_exceeded,
                             [&] { return said::quota(action.quota); });
      !good)
    return good;
  place.put({action.name, action.amount, held.awarded, held.paid});
  context.say({ProgrammeKey{action.programme}}, QuotaAllocated{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RegisterProjects& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  const ProgrammeRules& rules = rules_of(context, action.programme, **programme);
  return apply_lines(context, action.lines,
                     [&](const ProjectLine& line) { return enter_project(context, action, rules, line); });
}

Result<void> apply_rules(TransactionContext& context, const RecordListings& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind != ProgrammeKind::procurement_catalogue)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  const ProgrammeRules& rules = rules_of(context, action.programme, **programme);
  return apply_lines(context, action.lines, [&](const ListingLine& line) {
    return list_product(context, action, **programme, rules, line);
  });
}

Result<void> apply_rules(TransactionContext& context, const CloseProgramme& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->awarded != (*programme)->paid)
    return fail(Code::programme_unsettled,
                said::field("paid") + of((*programme)->paid, (*programme)->awarded));
  programme->edit().closed_on = context.today();
  context.say({ProgrammeKey{action.programme}}, ProgrammeClosed{action});
  return {};
}

}  // namespace credence
