// SPDX-License-Identifier: Apache-2.0
// Credit: rules chosen by the day of the decision, entries recorded once, closed by withdrawal or repair. The
// text is not here: an entry holds a commitment to it (domain/credit_text.h).
#include <algorithm>

#include "ledger/domain/features.h"
#include "ledger/execution/rules.h"

namespace credence {
namespace {

Details name_of_entry(const CreditKey& key) {
  return said::entry(key.department + "/" + key.batch + "/" + std::to_string(key.line));
}

/// The version of the rules that an adverse entry falls under; its term of publication must lie within it.
Result<Id> choose_rules(TransactionContext& context, const CreditLine& line) {
  if (!is_adverse(line.kind)) return Id();
  const auto rules = context.state.at(CreditRulesKey{});
  const SetCreditRules* version = rules.present() ? rules->on(line.decided_on) : nullptr;
  const CreditTerm* term = version == nullptr ? nullptr : rules->term(version->version, line.weight);
  const std::string weight(name_of(line.weight));
  if (term == nullptr)
    return fail(Code::no_credit_rule, said::field("class") + said::word(weight) + said::on(line.decided_on));
  const Date first = after_months(line.decided_on, term->months_min);
  const Date last = after_months(line.decided_on, term->months_max);
  if (*line.published_to < first || *line.published_to > last)
    return fail(Code::publication_term, said::field("published_to") + said::day(*line.published_to) +
                                            said::word(weight) + said::from(first) + said::to(last));
  return version->version;
}

void count(CreditStandingValue& standing, CreditKind kind) {
  switch (kind) {
    case CreditKind::honour:
      ++standing.honours;
      break;
    case CreditKind::licence:
      ++standing.licences;
      break;
    case CreditKind::penalty:
      ++standing.penalties;
      break;
    case CreditKind::dishonesty:
      ++standing.dishonesty;
      break;
  }
}

/// Adds an adverse entry to the open ones; those whose last day is past leave to make room.
Result<void> open_mark(CreditStandingValue& standing, const CreditMark& mark, const Date& today) {
  std::erase_if(standing.open, [&](const CreditMark& held) { return held.published_to < today; });
  if (mark.published_to < today) return {};
  if (standing.open.size() == standing.open.kMax)
    return fail(Code::limit_exceeded, said::at_most(standing.open.kMax));
  standing.open.push_back(mark);
  return {};
}

Result<void> record_line(TransactionContext& context, const RecordCredit& action, const CreditLine& line) {
  const CreditKey key{context.department, action.batch, line.line};
  auto place = context.state.at(key);
  if (place.present()) return fail(Code::line_recorded, said::batch(action.batch));
  const auto enterprise = context.state.at(EnterpriseKey{line.code});
  if (!enterprise.present())
    return fail(Code::unknown_enterprise, said::field("code") + said::code(line.code));
  const Date today = context.today();
  if (line.decided_on > today)
    return fail(Code::decided_in_the_future, said::field("decided_on") + said::day(line.decided_on));
  if (auto good = require_from("decided_on", line.decided_on, enterprise->first_day(), said::of_registration);
      !good)
    return std::unexpected(good.error());
  auto rules = choose_rules(context, line);
  if (!rules) return std::unexpected(rules.error());
  CreditStandingValue& standing = context.state.at(CreditStandingKey{line.code}).edit();
  count(standing, line.kind);
  if (is_adverse(line.kind)) {
    const CreditMark mark{key, line.weight, line.decided_on, *line.published_to};
    if (auto good = open_mark(standing, mark, today); !good) return good;
  }
  place.put({line.code, line.kind, line.weight, CreditStatus::recorded, line.decided_on, line.published_to,
             today, *std::move(rules), line.commitment, std::nullopt});
  context.say({EnterpriseKey{line.code}, DepartmentKey{context.department}}, CreditRecorded{key, line});
  return {};
}

using CreditPlace = Overlay::Place<CreditValue>;

Result<CreditPlace> open_entry(TransactionContext& context, const CreditKey& key) {
  auto place = context.state.at(key);
  if (!place.present()) return fail(Code::unknown_credit_entry, name_of_entry(key));
  if (place->closed_on)
    return fail(Code::credit_entry_closed,
                name_of_entry(key) + said::word(name_of(place->status)) + said::on(*place->closed_on));
  return place;
}

void close_entry(TransactionContext& context, const CreditKey& key, CreditPlace& place, CreditStatus status) {
  CreditValue& value = place.edit();
  value.status = status;
  value.closed_on = date_in_china(context.time_ms);
  CreditStandingValue& standing = context.state.at(CreditStandingKey{value.code}).edit();
  std::erase_if(standing.open, [&](const CreditMark& mark) { return mark.entry == key; });
  ++standing.closed;
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const SetCreditRules& action) {
  auto place = context.state.at(CreditRulesKey{});
  if (place.present()) {
    const auto held = std::ranges::find(place->versions, action.version, &SetCreditRules::version);
    if (held != place->versions.end())
      return fail(encode(*held) == encode(action) ? Code::already_registered : Code::registered_differently,
                  said::rule(action.version));
    const SetCreditRules& last = place->versions.back();
    if (action.effective_from <= last.effective_from)
      return fail(Code::rules_not_later, said::day(action.effective_from) + said::rule(last.version) +
                                             said::from(last.effective_from));
    if (place->versions.size() == place->versions.kMax)
      return fail(Code::limit_exceeded, said::field("version"));
  }
  if (auto good = require_soon(context, "effective_from", action.effective_from); !good) return good;
  place.edit().versions.push_back(action);
  if (context.has_feature(features::kFormerTerms))  // for all to find, whichever department set them
    context.say({DepartmentKey{context.department}, ChainKey{}}, CreditRulesSet{action});
  else
    context.say({DepartmentKey{context.department}}, CreditRulesSet{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordCredit& action) {
  if (auto good = context.require_department(action.department); !good) return good;
  return apply_lines(context, action.lines,
                     [&](const CreditLine& line) { return record_line(context, action, line); });
}

Result<void> apply_rules(TransactionContext& context, const RequestCreditRepair& action) {
  auto place = open_entry(context, action.entry);
  if (!place) return std::unexpected(place.error());
  // Who was merged is answered for by its successor, which may ask as well.
  if (context.enterprise != (*place)->code)
    if (auto good = context.require_enterprise(heir_of(context, (*place)->code)); !good) return good;
  if (!is_adverse((*place)->kind)) return fail(Code::nothing_to_repair, said::word(name_of((*place)->kind)));
  if ((*place)->status == CreditStatus::repair_requested)
    return fail(Code::repair_requested_before, name_of_entry(action.entry));
  if (context.enterprise != (*place)->code) build_on_path(context, (*place)->code);
  place->edit().status = CreditStatus::repair_requested;
  context.say({EnterpriseKey{(*place)->code}, DepartmentKey{action.entry.department}},
              CreditRepairRequested{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const DecideCreditRepair& action) {
  if (auto good = context.require_department(action.entry.department); !good) return good;
  auto place = open_entry(context, action.entry);
  if (!place) return std::unexpected(place.error());
  const CreditValue& held = **place;
  if (held.status != CreditStatus::repair_requested)
    return fail(Code::repair_not_requested, name_of_entry(action.entry));
  if (action.granted) {
    const auto rules = context.state.at(CreditRulesKey{});
    const CreditTerm* term = rules->term(held.rules, held.weight);
    CREDENCE_ASSERT(term != nullptr);  // an adverse entry is recorded under one
    const Date first = after_months(held.decided_on, term->repair_months);
    if (date_in_china(context.time_ms) < first)
      return fail(Code::repair_too_early, said::from(first) + said::word(name_of(held.weight)));
    close_entry(context, action.entry, *place, CreditStatus::repaired);
  } else {
    place->edit().status = CreditStatus::recorded;
  }
  context.say({EnterpriseKey{(*place)->code}, DepartmentKey{context.department}},
              CreditRepairDecided{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const WithdrawCredit& action) {
  if (auto good = context.require_department(action.entry.department); !good) return good;
  auto place = open_entry(context, action.entry);
  if (!place) return std::unexpected(place.error());
  close_entry(context, action.entry, *place, CreditStatus::withdrawn);
  context.say({EnterpriseKey{(*place)->code}, DepartmentKey{context.department}}, CreditWithdrawn{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const DefineRatingScale& action) {
  auto place = context.state.at(RatingScaleKey{action.scale});
  RatingScaleValue value{action.name_zh, action.name_en, action.agency, action.grades};
  if (place.present())
    return fail(encode(*place) == encode(value) ? Code::already_registered : Code::registered_differently,
                said::scale(action.scale));
  if (!context.state.at(DepartmentKey{action.agency}).present())
    return fail(Code::unknown_department, said::department(action.agency));
  place.put(std::move(value));
  context.say({DepartmentKey{action.agency}}, RatingScaleDefined{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordRatings& action) {
  const auto scale = context.state.at(RatingScaleKey{action.scale});
  if (!scale.present()) return fail(Code::unknown_rating_scale, said::scale(action.scale));
  if (auto good = context.require_department(scale->agency); !good) return good;
  return apply_lines(context, action.lines, [&](const RatingLine& line) -> Result<void> {
    const auto enterprise = context.state.at(EnterpriseKey{line.code});
    if (!enterprise.present())
      return fail(Code::unknown_enterprise, said::field("code") + said::code(line.code));
    auto in_time = require_past(context, "rated_on", line.rated_on);
    if (in_time)
      in_time = require_from("rated_on", line.rated_on, enterprise->first_day(), said::of_registration);
    if (!in_time) return in_time;
    if (std::ranges::find(scale->grades, line.grade) == scale->grades.end())
      return fail(Code::unknown_grade, said::field("grade") + said::word(line.grade));
    auto place = context.state.at(RatingKey{action.scale, line.code});
    const Details rated = said::field("rated_on") + said::day(line.rated_on);
    if (place.present() && encode(*place) == encode(RatingValue{line.grade, line.rated_on, line.valid_to}))
      return fail(Code::line_recorded, rated);
    if (place.present() && line.rated_on <= place->rated_on)
      return fail(Code::rating_superseded, rated + said::held_on(place->rated_on));
    place.put({line.grade, line.rated_on, line.valid_to});
    context.say({EnterpriseKey{line.code}, DepartmentKey{context.department}}, Rated{action.scale, line});
    return {};
  });
}

// ---- what other families ask ------------------------------------------------------------------------------

std::optional<CreditMark> adverse_credit(TransactionContext& context, const Uscc& code, CreditClass at_least,
                                         const Date& day) {
  std::optional<CreditMark> worst;
  for (const Uscc& held : lineage_of(context, code)) {
    const auto standing = context.state.at(CreditStandingKey{held});
    const CreditMark* mark = standing.present() ? standing->worst(day) : nullptr;
    if (mark != nullptr && (!worst || worst->weight < mark->weight)) worst = *mark;
  }
  if (!worst || at_least == CreditClass::none || worst->weight < at_least) return std::nullopt;
  return worst;
}

}  // namespace credence
