// SPDX-License-Identifier: Apache-2.0
// Titles: defined once, under rules chosen by (type, action, first day), recognised by their issuer, never
// overlapping, never without their prerequisites. Public notice comes first where the rule says so. The state
// holds the latest one of a type and enterprise, with its former terms where the chain keeps them (kFormerTerms);
// all of them are in the histories. How titles go on and
// end is in rules_qualification_change.cc.
#include <algorithm>

#include "ledger/domain/features.h"
#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

/// What a recognition is made under: a version of the rules, or the definition.
struct Terms {
  Id version;
  unsigned years = 0;
  List<Id, 8> prerequisites;
  unsigned notice_days = 0;
  bool working_days = false, first_day_counts = false;
};

Result<Terms> choose_terms(TransactionContext& context, const Id& type,
                           const QualificationTypeValue& definition, bool renewal,
                           const QualificationLine& line) {
  const auto rules = context.state.at(QualificationRulesKey{type});
  const QualificationRule* rule = rules.present() ? rules->on(renewal, line.valid_from) : nullptr;
  if (rule == nullptr) {
    Terms out{{}, definition.years, {}};
    if (definition.prerequisite) out.prerequisites.push_back(*definition.prerequisite);
    return out;
  }
  if (rule->effective_to && *rule->effective_to < line.valid_from)
    return fail(Code::no_rule_in_force, said::field("valid_from") + said::day(line.valid_from) +
                                            said::rule(rule->version) + said::to(*rule->effective_to));
  return Terms{rule->version,     rule->years,        rule->prerequisites,
               rule->notice_days, rule->working_days, rule->first_day_counts};
}

/// The last day of the new term. Both ways of printing it are in use: to the day before the anniversary, and
/// to the anniversary itself.
Result<std::optional<Date>> last_day(const Terms& terms, const QualificationLine& line) {
  const std::optional<Date> end = end_of_term(line.valid_from, terms.years);
  if (end && line.valid_to && end < line.valid_to) {
    const bool anniversary = line.valid_to->year == line.valid_from.year + terms.years &&
                             line.valid_to->month == line.valid_from.month &&
                             line.valid_to->day == line.valid_from.day;
    if (!anniversary)
      return fail(Code::validity_too_long, said::field("valid_to") + said::day(*line.valid_to));
  }
  return line.valid_to ? line.valid_to : end;
}

/// In force on the first day, and not ended early since: no first day, however early, walks around a
/// revocation.
Result<void> check_prerequisites(TransactionContext& context, const Terms& terms,
                                 const QualificationLine& line) {
  for (const Id& type : terms.prerequisites) {
    const auto held = context.state.at(QualificationKey{type, line.code});
    if (!held.present() || !held->in_force(line.valid_from))
      return fail(Code::prerequisite_missing, said::type(type) + said::on(line.valid_from));
    const TitleTerm& term = held->term_on(line.valid_from);
    if (term.revoked_from && *term.revoked_from <= context.today())
      return fail(Code::prerequisite_missing, said::type(type) + said::ended_on(*term.revoked_from));
  }
  return {};
}

/// No term begins before a ban is over, of the enterprise or of one that was merged into it.
Result<void> check_ban(TransactionContext& context, const Id& type, const QualificationLine& line) {
  for (const Uscc& code : lineage_of(context, line.code)) {
    const auto held = context.state.at(QualificationKey{type, code});
    if (held.present() && held->banned_to && *held->banned_to >= line.valid_from)
      return fail(Code::banned,
                  said::field("valid_from") + said::day(line.valid_from) + said::banned_to(*held->banned_to));
  }
  return {};
}

/// The first day: after the registration, while the enterprise is there, announced a year ahead at most.
Result<void> check_first_day(TransactionContext& context, const EnterpriseValue& enterprise,
                             const QualificationLine& line) {
  if (auto good = require_soon(context, "valid_from", line.valid_from); !good)
    return std::unexpected(good.error());
  if (auto good = require_from("valid_from", line.valid_from, enterprise.first_day(), said::of_registration);
      !good)
    return std::unexpected(good.error());
  if (enterprise.belongs_to)  // a product ends with its maker, unless that has a successor
    if (auto good = active_enterprise(context, heir_of(context, *enterprise.belongs_to)); !good)
      return std::unexpected(good.error());
  if (enterprise.active(context.today()) && enterprise.active(line.valid_from)) return {};
  return fail(Code::enterprise_ended, said::field("code") + said::code(line.code) + ended_text(enterprise));
}

/// A new recognition must not overlap the one that is held.
Result<void> check_free(const TitlePlace& place, const QualificationLine& line) {
  if (!place.present()) return {};
  const std::optional<Date> last = place->last_day();
  const bool over =
      (last && *last < line.valid_from) || (place->revoked_from && *place->revoked_from <= line.valid_from);
  if (!over) return fail(Code::already_in_force, said::field("valid_from") + said::day(place->valid_from));
  return {};
}

/// A renewal follows without a gap on a title that still stands.
Result<void> check_renewable(TransactionContext& context, const TitlePlace& place,
                             const QualificationLine& line) {
  const Details code = said::field("code") + said::code(line.code);
  if (!place.present()) return fail(Code::unknown_qualification, code);
  const std::optional<Date> last = place->last_day();
  if (place->revoked_from && *place->revoked_from <= line.valid_from)
    return fail(Code::not_renewable, code + said::ended_on(*place->revoked_from));
  if (!last) return fail(Code::not_renewable, code + said::without_end());
  if (place->suspended())
    return fail(Code::not_renewable, code + said::suspended_from(place->suspensions.back().from));
  if (line.valid_from <= place->valid_from || line.valid_from > after_days(*last, 1))
    return fail(Code::not_renewable,
                said::field("valid_from") + said::day(line.valid_from) + said::held_to(*last));
  if (place->valid_from > context.today())
    return fail(Code::not_renewable, code + said::begins_on(place->valid_from));
  return {};
}

Result<Terms> check_line(TransactionContext& context, const Id& type,
                         const QualificationTypeValue& definition, bool renewal,
                         const QualificationLine& line) {
  const auto enterprise = context.state.at(EnterpriseKey{line.code});
  if (!enterprise.present())
    return fail(Code::unknown_enterprise, said::field("code") + said::code(line.code));
  if (enterprise->kind != definition.held_by)
    return fail(Code::wrong_holder, said::field("code") + said::word(name_of(enterprise->kind)) +
                                        said::of_kind(name_of(definition.held_by)));
  if (auto good = check_first_day(context, *enterprise, line); !good) return std::unexpected(good.error());
  auto terms = choose_terms(context, type, definition, renewal, line);
  if (!terms) return terms;
  if (auto end = last_day(*terms, line); !end) return std::unexpected(end.error());
  const auto place = context.state.at(QualificationKey{type, line.code});
  if (auto good = check_ban(context, type, line); !good) return std::unexpected(good.error());
  if (auto good = renewal ? check_renewable(context, place, line) : check_free(place, line); !good)
    return std::unexpected(good.error());
  if (auto good = check_prerequisites(context, *terms, line); !good) return std::unexpected(good.error());
  return terms;
}

/// Puts a checked line into force.
Result<void> recognise(TransactionContext& context, const Id& type, const Id& batch,
                       const DocumentNo& document_no, bool renewal, const QualificationLine& line,
                       const Terms& terms) {
  const auto end = last_day(terms, line);
  if (!end) return std::unexpected(end.error());
  auto place = context.state.at(QualificationKey{type, line.code});
  const auto enterprise = context.state.at(EnterpriseKey{line.code});
  build_on_lineage(context, lineage_of(context, line.code));
  for (const Id& needed : terms.prerequisites)
    if (const auto base = context.state.at(QualificationKey{needed, line.code}); base->carried_from)
      build_on(context, *base->carried_from);
  if (renewal) {
    QualificationValue& title = place.edit();
    title.certificate_no = line.certificate_no;
    title.document_no = document_no;
    title.valid_to = *end;
    title.rule = terms.version;
    title.built_on = terms.prerequisites;
    title.renewals = static_cast<std::uint16_t>(std::min(title.renewals + 1, UINT16_MAX));
    title.review_until.reset();
    if (enterprise->ends_on) title.end_with(enterprise->end, *enterprise->ends_on);
    say_changed(context, {type, line.code}, TitleChange::renewed, document_no, batch, title);
    carry_change(context, {type, line.code}, TitleChange::renewed, document_no);
    return {};
  }
  QualificationValue title;
  title.certificate_no = line.certificate_no;
  title.document_no = document_no;
  title.valid_from = line.valid_from;
  title.valid_to = *end;
  title.rule = terms.version;
  title.built_on = terms.prerequisites;
  if (context.has_feature(features::kFormerTerms)) title.follow_on(place.present() ? &*place : nullptr);
  if (enterprise->ends_on) title.end_with(enterprise->end, *enterprise->ends_on);
  place.put(std::move(title));
  if (!list_title(context, line.code, type))
    return fail(Code::limit_exceeded, said::field("code") + said::code(line.code));
  QualificationIssued fact{type, batch, document_no, line, terms.version, terms.prerequisites};
  fact.line.valid_to = *end;
  context.say({EnterpriseKey{line.code}, QualificationTypeKey{type}}, std::move(fact));
  return {};
}

Result<void> give_notice(TransactionContext& context, const IssueQualifications& action, bool renewal,
                         const QualificationLine& line, const Terms& terms) {
  auto notice = context.state.at(QualificationNoticeKey{action.type, line.code});
  if (notice.present())
    return fail(Code::in_public_notice,
                said::field("code") + said::code(line.code) + said::to(notice->notice_to));
  const auto end = notice_end(context, terms.notice_days, terms.working_days, terms.first_day_counts);
  if (!end) return std::unexpected(end.error());
  notice.put({action.batch, action.document_no, line, renewal, terms.version, *end, 0});
  context.say({EnterpriseKey{line.code}, QualificationTypeKey{action.type}},
              QualificationNoticed{action.type, *notice});
  return {};
}

Result<void> recognise_list(TransactionContext& context, const IssueQualifications& action, bool renewal) {
  const auto type = issuer_type(context, action.type);
  if (!type) return std::unexpected(type.error());
  return apply_lines(context, action.lines, [&](const QualificationLine& line) -> Result<void> {
    const auto terms = check_line(context, action.type, **type, renewal, line);
    if (!terms) return std::unexpected(terms.error());
    // As the list is recorded. Once its notice is over the enterprise may have another name.
    if (auto good = check_registered_name(context, line.code, line.enterprise, "enterprise"); !good)
      return good;
    return terms->notice_days > 0
               ? give_notice(context, action, renewal, line, *terms)
               : recognise(context, action.type, action.batch, action.document_no, renewal, line, *terms);
  });
}

Result<void> decide_line(TransactionContext& context, const DecideQualifications& action,
                         const QualificationTypeValue& type, const NoticeDecision& decision) {
  const Details code = said::field("code") + said::code(decision.code);
  auto notice = context.state.at(QualificationNoticeKey{action.type, decision.code});
  if (!notice.present()) return fail(Code::not_in_public_notice, code);
  const bool reason_needed = !decision.recognised || notice->objections > 0;
  if (reason_needed && decision.reason.empty())
    return fail(Code::decision_unreasoned, code + said::objections(notice->objections));
  const QualificationNoticeValue held = *notice;
  notice.erase();
  if (!decision.recognised) {
    context.say({EnterpriseKey{decision.code}, QualificationTypeKey{action.type}},
                QualificationRefused{action.type, action.document_no, decision});
    return {};
  }
  if (date_in_china(context.time_ms) <= held.notice_to)
    return fail(Code::notice_not_over, code + said::to(held.notice_to));
  // Everything is checked again: the enterprise, a ban or a prerequisite may have changed meanwhile.
  QualificationLine line = held.line;
  line.line = decision.line;
  const auto terms = check_line(context, action.type, type, held.renewal, line);
  if (!terms) return std::unexpected(terms.error());
  return recognise(context, action.type, held.batch, held.document_no, held.renewal, line, *terms);
}

}  // namespace

// ---- what the files of titles share -----------------------------------------------------------------------

Result<void> require_type(TransactionContext& context, const Id& id, HolderKind holder) {
  const auto type = context.state.at(QualificationTypeKey{id});
  if (!type.present()) return fail(Code::unknown_qualification_type, said::type(id));
  if (type->held_by == holder) return {};
  return fail(Code::wrong_holder, said::type(id) + said::of_kind(name_of(type->held_by)));
}

Result<Overlay::Place<QualificationTypeValue>> issuer_type(TransactionContext& context, const Id& id) {
  auto type = context.state.at(QualificationTypeKey{id});
  if (!type.present()) return fail(Code::unknown_qualification_type, said::type(id));
  if (auto good = context.require_department(type->issuer); !good) return std::unexpected(good.error());
  return type;
}

bool list_title(TransactionContext& context, const Uscc& code, const Id& type) {
  auto enterprise = context.state.at(EnterpriseKey{code});
  const auto& held = enterprise->qualifications;
  const auto at = std::ranges::lower_bound(held, type);
  if (at != held.end() && *at == type) return true;
  if (held.size() == held.kMax) return false;
  const auto offset = at - held.begin();
  auto& types = enterprise.edit().qualifications;
  types.insert(types.begin() + offset, type);
  return true;
}

void say_changed(TransactionContext& context, const QualificationKey& key, TitleChange change,
                 const DocumentNo& document_no, const Note& reason, const QualificationValue& title) {
  context.say({EnterpriseKey{key.code}, QualificationTypeKey{key.type}},
              QualificationChanged{key.type, key.code, change, document_no, reason, title});
}

void carry_change(TransactionContext& context, const QualificationKey& key, TitleChange change,
                  const DocumentNo& document_no) {
  const auto enterprise = context.state.at(EnterpriseKey{key.code});
  if (enterprise->end != EnterpriseEnd::merged || !enterprise->active(context.today())) return;
  const QualificationKey there{key.type, *enterprise->successor};
  auto place = context.state.at(there);
  if (!place.present() || place->carried_from != key.code) return;
  QualificationValue copy = *place;
  static_cast<TitleTerm&>(copy) = *context.state.at(key);
  copy.end = TitleEnd::none;
  copy.revoked_from.reset();
  copy.valid_from = place->valid_from;
  copy.carried_from = key.code;
  copy.banned_to = place->banned_to;
  place.put(copy);
  say_changed(context, there, change, document_no, Note(text_of(key.code)), copy);
}

// ---- the actions ------------------------------------------------------------------------------------------

Result<void> apply_rules(TransactionContext& context, const DefineQualification& action) {
  auto place = context.state.at(QualificationTypeKey{action.type});
  QualificationTypeValue value{action.name_zh,      action.name_en, action.issuer, action.years,
                               action.prerequisite, action.held_by, action.task};
  if (place.present())
    return fail(encode(*place) == encode(value) ? Code::already_registered : Code::registered_differently,
                said::type(action.type));
  if (!context.state.at(DepartmentKey{action.issuer}).present())
    return fail(Code::unknown_department, said::department(action.issuer));
  if (action.prerequisite)
    if (auto good = require_type(context, *action.prerequisite, action.held_by); !good) return good;
  place.put(std::move(value));
  context.say({QualificationTypeKey{action.type}, DepartmentKey{action.issuer}},
              QualificationDefined{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const SetQualificationRule& action) {
  const auto type = issuer_type(context, action.type);
  if (!type) return std::unexpected(type.error());
  auto rules = context.state.at(QualificationRulesKey{action.type});
  const QualificationRule& rule = action.rule;
  if (rules.present()) {
    for (const QualificationRule& held : rules->versions) {
      if (held.version == rule.version)
        return fail(encode(held) == encode(rule) ? Code::already_registered : Code::registered_differently,
                    said::rule(rule.version));
      const bool same_action = (held.issue && rule.issue) || (held.renew && rule.renew);
      if (same_action && rule.effective_from <= held.effective_from)
        return fail(Code::rules_not_later, said::day(rule.effective_from) + said::rule(held.version) +
                                               said::from(held.effective_from));
    }
    if (rules->versions.size() == rules->versions.kMax)
      return fail(Code::limit_exceeded, said::field("rules") + said::type(action.type));
  }
  for (const Id& needed : rule.prerequisites)
    if (auto good = require_type(context, needed, (*type)->held_by); !good) return good;
  if (auto good = require_soon(context, "effective_from", rule.effective_from); !good) return good;
  rules.edit().versions.push_back(rule);
  context.say({QualificationTypeKey{action.type}}, QualificationRuleSet{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const IssueQualifications& action) {
  return recognise_list(context, action, false);
}
Result<void> apply_rules(TransactionContext& context, const RenewQualifications& action) {
  return recognise_list(context, action, true);
}

Result<void> apply_rules(TransactionContext& context, const ObjectToQualification& action) {
  if (!context.state.at(QualificationTypeKey{action.type}).present())
    return fail(Code::unknown_qualification_type, said::type(action.type));
  auto notice = context.state.at(QualificationNoticeKey{action.type, action.code});
  const Details what = said::type(action.type) + said::of(action.code);
  if (!notice.present()) return fail(Code::not_in_public_notice, what);
  if (date_in_china(context.time_ms) > notice->notice_to)
    return fail(Code::title_notice_over, what + said::to(notice->notice_to));
  ++notice.edit().objections;
  context.say({EnterpriseKey{action.code}, QualificationTypeKey{action.type}}, QualificationObjected{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const DecideQualifications& action) {
  const auto type = issuer_type(context, action.type);
  if (!type) return std::unexpected(type.error());
  return apply_lines(context, action.lines, [&](const NoticeDecision& decision) {
    return decide_line(context, action, **type, decision);
  });
}

}  // namespace credence
