// SPDX-License-Identifier: Apache-2.0
// Titles.
#include "tests/domain_model/model.h"
#include "tests/support/suite.h"

namespace credence::model {

// ---- questions --------------------------------------------------------------------------------------------

std::optional<Date> Model::title_last(const TitleTerm& title) const {
  if (title.valid_to && title.review_until && *title.review_until > *title.valid_to)
    return title.review_until;
  return title.valid_to;
}
bool Model::title_runs(const TitleTerm& title, const Date& day) const {
  const std::optional<Date> last = title_last(title);
  return !(last && *last < day) && !(title.revoked_from && *title.revoked_from <= day);
}
/// The term that a day lies in or after; before all of them the first.
const TitleTerm& Model::title_term(const QualificationValue& title, const Date& day) {
  const TitleTerm* out = title.former.empty() ? &title : &title.former.front();
  for (const TitleTerm& term : title.former)
    if (term.valid_from <= day) out = &term;
  return title.valid_from <= day ? title : *out;
}
bool Model::title_in_force(const Id& type, const Uscc& code, const Date& day) const {
  const auto held = titles.held.find({type, code});
  if (held == titles.held.end()) return false;
  const TitleTerm& title = title_term(held->second, day);
  if (day < title.valid_from || !title_runs(title, day)) return false;
  for (const Suspension& suspension : title.suspensions)
    if (suspension.from <= day && !(suspension.to && *suspension.to <= day)) return false;
  return true;
}
Code Model::issuer(const Who& who, const Id& type) const {
  const auto held = titles.types.find(type);
  if (held == titles.types.end()) return Code::unknown_qualification_type;
  return who.department == held->second.issuer ? Code::ok : Code::wrong_department;
}
Code Model::own_title(const Who& who, const Id& type, const Uscc& code) const {
  if (const Code held = issuer(who, type); held != Code::ok) return held;
  return titles.held.contains({type, code}) ? Code::ok : Code::unknown_qualification;
}
Code Model::title_for(const Id& type, HolderKind holder) const {
  const auto held = titles.types.find(type);
  if (held == titles.types.end()) return Code::unknown_qualification_type;
  return held->second.held_by == holder ? Code::ok : Code::wrong_holder;
}
Code Model::active(const Uscc& code) const {
  const auto held = titles.enterprises.find(code);
  if (held == titles.enterprises.end()) return Code::unknown_enterprise;
  return held->second.alive(today) ? Code::ok : Code::enterprise_ended;
}
std::vector<Uscc> Model::lineage(const Uscc& code, bool announced) const {
  std::vector<Uscc> out{code};
  for (std::size_t at = 0; at < out.size(); ++at) {
    const auto held = titles.enterprises.find(out[at]);
    if (held == titles.enterprises.end()) continue;
    for (const Uscc& other : held->second.predecessors)
      if (announced || !titles.enterprises.at(other).alive(today)) out.push_back(other);
  }
  return out;
}
Uscc Model::heir(const Uscc& code) const {
  const Enterprise& held = titles.enterprises.at(code);
  return held.successor && !held.alive(today) ? heir(*held.successor) : code;
}

// ---- definitions ------------------------------------------------------------------------------------------

Code Model::apply(const Who&, const DefineQualification& action) {
  if (const auto held = titles.types.find(action.type); held != titles.types.end())
    return encode(held->second) == encode(action) ? Code::already_registered : Code::registered_differently;
  if (!departments.contains(action.issuer)) return Code::unknown_department;
  if (action.prerequisite)
    if (const Code code = title_for(*action.prerequisite, action.held_by); code != Code::ok) return code;
  titles.types[action.type] = action;
  return Code::ok;
}

Code Model::apply(const Who& who, const SetQualificationRule& action) {
  if (const Code code = issuer(who, action.type); code != Code::ok) return code;
  const QualificationRule& rule = action.rule;
  const auto held = titles.rules.find(action.type);
  if (held != titles.rules.end()) {
    for (const QualificationRule& version : held->second) {
      if (version.version == rule.version)
        return encode(version) == encode(rule) ? Code::already_registered : Code::registered_differently;
      if (((version.issue && rule.issue) || (version.renew && rule.renew)) &&
          rule.effective_from <= version.effective_from)
        return Code::rules_not_later;
    }
    if (held->second.size() == 64) return Code::limit_exceeded;
  }
  for (const Id& type : rule.prerequisites)
    if (const Code code = title_for(type, titles.types.at(action.type).held_by); code != Code::ok)
      return code;
  if (const Code code = soon(rule.effective_from); code != Code::ok) return code;
  titles.rules[action.type].push_back(rule);
  return Code::ok;
}

// ---- recognition ------------------------------------------------------------------------------------------

Code Model::recognition(const Id& type, bool renewal, const QualificationLine& line, Terms& terms) const {
  const auto enterprise = titles.enterprises.find(line.code);
  if (enterprise == titles.enterprises.end()) return Code::unknown_enterprise;
  const HolderLine& holder = enterprise->second.holder;
  if (titles.types.at(type).held_by != holder.kind) return Code::wrong_holder;
  if (const Code code =
          first_of({soon(line.valid_from), from(line.valid_from, enterprise->second.founded())});
      code != Code::ok)
    return code;
  if (holder.belongs_to && !titles.enterprises.at(heir(*holder.belongs_to)).alive(today))
    return Code::enterprise_ended;
  if (!enterprise->second.alive(today) || !enterprise->second.alive(line.valid_from))
    return Code::enterprise_ended;
  const QualificationRule* rule = nullptr;
  if (const auto versions = titles.rules.find(type); versions != titles.rules.end())
    for (const QualificationRule& version : versions->second)
      if ((renewal ? version.renew : version.issue) && version.effective_from <= line.valid_from)
        rule = &version;
  const DefineQualification& definition = titles.types.at(type);
  terms = {{}, definition.years, {}, 0};
  if (definition.prerequisite) terms.prerequisites.push_back(*definition.prerequisite);
  if (rule != nullptr) {
    if (rule->effective_to && line.valid_from > *rule->effective_to) return Code::no_rule_in_force;
    terms = {rule->version, rule->years, rule->prerequisites, rule->notice_days};
  }
  // A certificate says the day before the anniversary, or the anniversary itself.
  const std::optional<Date> end = term_end(line.valid_from, terms.years);
  if (end && line.valid_to && *line.valid_to > *end) {
    const Date anniversary{static_cast<std::uint16_t>(line.valid_from.year + terms.years),
                           line.valid_from.month, line.valid_from.day};
    if (*line.valid_to != anniversary) return Code::validity_too_long;
  }
  for (const Uscc& code : lineage(line.code))
    if (const auto other = titles.held.find({type, code}); other != titles.held.end())
      if (other->second.banned_to && line.valid_from <= *other->second.banned_to) return Code::banned;
  const auto held = titles.held.find({type, line.code});
  if (!renewal && held != titles.held.end() && title_runs(held->second, line.valid_from))
    return Code::already_in_force;
  if (renewal) {
    if (held == titles.held.end()) return Code::unknown_qualification;
    const QualificationValue& title = held->second;
    const std::optional<Date> last = title_last(title);
    const bool suspended = !title.suspensions.empty() && !title.suspensions.back().to;
    if ((title.revoked_from && *title.revoked_from <= line.valid_from) || !last || suspended)
      return Code::not_renewable;
    if (line.valid_from <= title.valid_from || line.valid_from > plus_days(*last, 1))
      return Code::not_renewable;
    if (title.valid_from > today) return Code::not_renewable;
  }
  for (const Id& needed : terms.prerequisites) {
    if (!title_in_force(needed, line.code, line.valid_from)) return Code::prerequisite_missing;
    const std::optional<Date>& ended =
        title_term(titles.held.at({needed, line.code}), line.valid_from).revoked_from;
    if (ended && *ended <= today) return Code::prerequisite_missing;
  }
  return Code::ok;
}

void Model::recognise(const Id& type, const DocumentNo& document_no, bool renewal,
                      const QualificationLine& line, const Terms& terms) {
  QualificationValue title;
  if (renewal) {
    title = titles.held.at({type, line.code});
    ++title.renewals;
    title.review_until.reset();
  } else {
    title.valid_from = line.valid_from;
    follow_on(title, type, line.code);
  }
  title.certificate_no = line.certificate_no;
  title.document_no = document_no;
  title.valid_to = line.valid_to ? line.valid_to : term_end(line.valid_from, terms.years);
  title.rule = terms.version;
  title.built_on = terms.prerequisites;
  end_with_enterprise(title, line.code);
  build_on_lineage(line.code);
  for (const Id& needed : terms.prerequisites)
    if (const auto& from = titles.held.at({needed, line.code}).carried_from)
      titles.ends.at(*from).built_on = true;
  titles.held[{type, line.code}] = title;
  if (renewal) follow(type, line.code);
}

/// What was held of the type before becomes former.
void Model::follow_on(QualificationValue& title, const Id& type, const Uscc& code) const {
  if (!feature("former-terms")) return;
  title.all_terms = true;
  const auto before = titles.held.find({type, code});
  if (before == titles.held.end()) return;
  title.all_terms = before->second.all_terms && before->second.former.size() < 8;
  title.former = before->second.former;
  title.former.push_back(before->second);
  if (title.former.size() > 8) title.former.erase(title.former.begin());
}

/// Where the end of the enterprise is known, its titles end by then.
void Model::end_term(TitleTerm& term, const Uscc& code) const {
  const Enterprise& enterprise = titles.enterprises.at(code);
  if (!enterprise.ends_on || !title_runs(term, *enterprise.ends_on)) return;
  term.revoked_from = std::max(*enterprise.ends_on, term.valid_from);
  term.end = enterprise.end == EnterpriseEnd::merged ? TitleEnd::merged : TitleEnd::dissolved;
}
void Model::end_with_enterprise(QualificationValue& title, const Uscc& code) const {
  end_term(title, code);
  for (TitleTerm& term : title.former) end_term(term, code);
}

/// What an announced merger hands on changes with what it is handed on from.
void Model::follow(const Id& type, const Uscc& code) {
  const Enterprise& enterprise = titles.enterprises.at(code);
  if (!enterprise.successor || !enterprise.alive(today)) return;
  const auto there = titles.held.find({type, *enterprise.successor});
  if (there == titles.held.end() || there->second.carried_from != code) return;
  QualificationValue copy = titles.held.at({type, code});
  copy.all_terms = there->second.all_terms;
  copy.former = there->second.former;
  copy.valid_from = there->second.valid_from;
  copy.banned_to = there->second.banned_to;
  copy.carried_from = code;
  copy.revoked_from.reset();
  copy.end = TitleEnd::none;
  there->second = copy;
}

Code Model::recognise_list(const Who& who, const IssueQualifications& action, bool renewal) {
  if (const Code code = issuer(who, action.type); code != Code::ok) return code;
  for (const QualificationLine& line : action.lines) {
    Terms terms;
    if (const Code code = recognition(action.type, renewal, line, terms); code != Code::ok) return code;
    if (const Code code = named_enterprise(line.code, line.enterprise); code != Code::ok) return code;
    if (terms.notice_days == 0) {
      recognise(action.type, action.document_no, renewal, line, terms);
      continue;
    }
    if (titles.notices.contains({action.type, line.code})) return Code::in_public_notice;
    titles.notices[{action.type, line.code}] = {action.batch,
                                                action.document_no,
                                                line,
                                                renewal,
                                                terms.version,
                                                plus_days(today, static_cast<int>(terms.notice_days)),
                                                0};
  }
  return Code::ok;
}

Code Model::apply(const Who& who, const IssueQualifications& action) {
  return recognise_list(who, action, false);
}
Code Model::apply(const Who& who, const RenewQualifications& action) {
  return recognise_list(who, action, true);
}

Code Model::apply(const Who&, const ObjectToQualification& action) {
  if (!titles.types.contains(action.type)) return Code::unknown_qualification_type;
  const auto notice = titles.notices.find({action.type, action.code});
  if (notice == titles.notices.end()) return Code::not_in_public_notice;
  if (today > notice->second.notice_to) return Code::title_notice_over;
  ++notice->second.objections;
  return Code::ok;
}

Code Model::apply(const Who& who, const DecideQualifications& action) {
  if (const Code code = issuer(who, action.type); code != Code::ok) return code;
  for (const NoticeDecision& decision : action.lines) {
    const auto found = titles.notices.find({action.type, decision.code});
    if (found == titles.notices.end()) return Code::not_in_public_notice;
    const QualificationNoticeValue notice = found->second;
    if (decision.reason.empty() && (!decision.recognised || notice.objections > 0))
      return Code::decision_unreasoned;
    titles.notices.erase(found);
    if (!decision.recognised) continue;
    if (today <= notice.notice_to) return Code::notice_not_over;
    Terms terms;
    if (const Code code = recognition(action.type, notice.renewal, notice.line, terms); code != Code::ok)
      return code;
    recognise(action.type, notice.document_no, notice.renewal, notice.line, terms);
  }
  return Code::ok;
}

// ---- how titles go on and end -----------------------------------------------------------------------------

Code Model::apply(const Who& who, const ReviewQualifications& action) {
  if (const Code code = issuer(who, action.type); code != Code::ok) return code;
  for (const TitleHolder& line : action.lines) {
    const auto held = titles.held.find({action.type, line.code});
    if (held == titles.held.end()) return Code::unknown_qualification;
    QualificationValue& title = held->second;
    if (title.review_until) return Code::already_under_review;
    if (!title.valid_to) return Code::not_renewable;
    if (title.valid_from > today || !title_runs(title, today)) return Code::title_ended;
    if (action.until < today || action.until > plus_months(*title.valid_to, 12)) return Code::bad_review_term;
    title.review_until = action.until;
    follow(action.type, line.code);
  }
  return Code::ok;
}

Code Model::apply(const Who& who, const SuspendQualification& action) {
  if (const Code code = own_title(who, action.type, action.code); code != Code::ok) return code;
  QualificationValue& title = titles.held.at({action.type, action.code});
  if (!title.suspensions.empty() && !title.suspensions.back().to) return Code::already_suspended;
  if (const Code code = past(action.effective, title.valid_from); code != Code::ok) return code;
  if (action.effective < title.valid_from || !title_runs(title, action.effective)) return Code::title_ended;
  if (!title.suspensions.empty() && action.effective < *title.suspensions.back().to)
    return Code::dates_reversed;
  if (title.suspensions.size() == 16) return Code::limit_exceeded;
  title.suspensions.push_back({action.effective, std::nullopt});
  follow(action.type, action.code);
  return Code::ok;
}

Code Model::apply(const Who& who, const ReinstateQualification& action) {
  if (const Code code = own_title(who, action.type, action.code); code != Code::ok) return code;
  QualificationValue& title = titles.held.at({action.type, action.code});
  if (title.suspensions.empty() || title.suspensions.back().to) return Code::not_suspended;
  if (const Code code = past(action.effective, title.suspensions.back().from); code != Code::ok) return code;
  if (action.effective < title.suspensions.back().from) return Code::dates_reversed;
  title.suspensions.back().to = action.effective;
  follow(action.type, action.code);
  return Code::ok;
}

Code Model::apply(const Who& who, const RevokeQualification& action) {
  if (const Code code = own_title(who, action.type, action.code); code != Code::ok) return code;
  QualificationValue& title = titles.held.at({action.type, action.code});
  if (!title.former.empty() && action.effective < title.valid_from) return revoke_former(action, title);
  const bool with_enterprise = title.end == TitleEnd::merged || title.end == TitleEnd::dissolved;
  if (title.revoked_from && !(with_enterprise && action.effective < *title.revoked_from))
    return Code::already_revoked;
  if (const Code code = past(action.effective, title.valid_from); code != Code::ok) return code;
  if (action.effective < title.valid_from) return Code::revoked_before_issue;
  const std::optional<Date> banned_to = ban_for(action, title);
  title.revoked_from = action.effective;
  title.revocation_reason = action.reason;
  title.end = TitleEnd::revoked;
  if (banned_to > title.banned_to) title.banned_to = banned_to;
  fall(action, action.code, {fell(action.type, title, true)}, banned_to);
  return Code::ok;
}

std::optional<Date> Model::ban_for(const RevokeQualification& action, const TitleTerm& term) const {
  std::optional<Date> out;
  if (action.fraud)
    if (const auto versions = titles.rules.find(action.type); versions != titles.rules.end())
      for (const QualificationRule& version : versions->second)
        if (version.version == term.rule) out = term_end(action.effective, version.ban_years);
  return out;
}

Code Model::revoke_former(const RevokeQualification& action, QualificationValue& title) {
  TitleTerm* term = nullptr;
  for (TitleTerm& one : title.former)
    if (one.valid_from <= action.effective) term = &one;
  if (term == nullptr) return Code::revoked_before_issue;
  const bool by_end = term->end == TitleEnd::merged || term->end == TitleEnd::dissolved;
  if (term->revoked_from && (!by_end || *term->revoked_from <= action.effective))
    return Code::already_revoked;
  if (const Code code = past(action.effective); code != Code::ok) return code;
  if (!title_runs(*term, action.effective)) return Code::title_ended;
  const std::optional<Date> banned_to = ban_for(action, *term);
  const Fell first = fell(action.type, *term, false);
  term->revoked_from = action.effective;
  term->revocation_reason = action.reason;
  term->end = TitleEnd::revoked;
  if (banned_to > title.banned_to) title.banned_to = banned_to;
  fall(action, action.code, {first}, banned_to);
  return Code::ok;
}

/// The days on which something could be recognised on top of a term; on the latest one, whatever its day.
Model::Fell Model::fell(const Id& type, const TitleTerm& term, bool latest) const {
  const Date last{9999, 12, 31};
  return {type, latest, term.valid_from, latest ? last : title_last(term).value_or(last)};
}

/// All that rests on fallen titles of an enterprise, as often as something new falls, and what a merger
/// handed on of them.
void Model::fall(const RevokeQualification& action, const Uscc& code, std::vector<Fell> fallen,
                 const std::optional<Date>& banned_to) {
  const auto falls = [&](QualificationValue& title, TitleTerm& term) {
    const Date from = std::max(action.effective, term.valid_from);
    if (!title_runs(term, from)) return false;
    term.revoked_from = from;
    term.revocation_reason = action.reason;
    term.end = TitleEnd::cascaded;
    if (banned_to > title.banned_to) title.banned_to = banned_to;
    return true;
  };
  const auto each_term = [](QualificationValue& title, const auto& visit) {
    for (TitleTerm& term : title.former) visit(term, false);
    visit(title, true);
  };
  for (bool more = true; more;) {
    more = false;
    for (auto& [key, other] : titles.held) {
      if (key.second != code) continue;
      each_term(other, [&](TitleTerm& term, bool latest) {
        const bool rests = std::ranges::any_of(fallen, [&](const Fell& base) {
          if (std::ranges::find(term.built_on, base.type) == term.built_on.end()) return false;
          return (latest && base.latest) || (base.from <= term.valid_from && term.valid_from <= base.to);
        });
        const Fell now = fell(key.first, term, latest);
        if (rests && falls(other, term)) fallen.push_back(now), more = true;
      });
    }
  }
  const std::optional<Uscc> successor = titles.enterprises.at(code).successor;
  if (!successor) return;
  std::vector<Fell> there;
  for (const Fell& base : fallen)
    if (const auto copy = titles.held.find({base.type, *successor}); copy != titles.held.end())
      each_term(copy->second, [&](TitleTerm& term, bool latest) {
        if (term.carried_from != code || term.valid_from < base.from || base.to < term.valid_from) return;
        const Fell now = fell(base.type, term, latest);
        if (falls(copy->second, term)) there.push_back(now);
      });
  if (!there.empty()) fall(action, *successor, there, banned_to);
}

}  // namespace credence::model
