// SPDX-License-Identifier: Apache-2.0
// How titles go on and end: review, suspension, revocation with all that was built on the title, and the ban
// after fraud.
#include <algorithm>

#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

Details title_name(const Id& type, const Uscc& code) { return said::type(type) + said::of(code); }

/// The title of the signer's department that an action is about.
Result<TitlePlace> own_title(TransactionContext& context, const Id& type, const Uscc& code) {
  if (const auto definition = issuer_type(context, type); !definition)
    return std::unexpected(definition.error());
  auto place = context.state.at(QualificationKey{type, code});
  if (!place.present()) return fail(Code::unknown_qualification, title_name(type, code));
  return place;
}

/// The last day of the ban that the title's rule lays on fraud, counted from the revocation.
std::optional<Date> ban_of(TransactionContext& context, const Id& type, const TitleTerm& title,
                           const RevokeQualification& action) {
  if (!action.fraud) return std::nullopt;
  const auto rules = context.state.at(QualificationRulesKey{type});
  if (!rules.present()) return std::nullopt;
  const auto rule = std::ranges::find(rules->versions, title.rule, &QualificationRule::version);
  if (rule == rules->versions.end()) return std::nullopt;
  return end_of_term(action.effective, rule->ban_years);
}

/// A term that has fallen: what was recognised on top of it in its days falls with it. On top of the latest term
/// rests every latest term that names its type.
struct Fallen {
  Id type;
  bool latest = true;
  Date from = {};
  std::optional<Date> to = {};
  [[nodiscard]] bool has(const Date& day) const { return from <= day && (!to || day <= *to); }
};
Fallen fallen_of(const Id& type, const TitleTerm& term, bool latest) {
  return {type, latest, term.valid_from, latest ? std::nullopt : term.last_day()};
}

bool stands_after(const TitleTerm& term, const Date& day) {
  return term.running(std::max(day, term.valid_from));
}

/// Ends those terms of a title that rest on one that has fallen.
template <class Rests>
void fall(TransactionContext& context, const QualificationKey& key, const RevokeQualification& action,
          const Id& base, std::optional<Date> banned_to, const Rests& rests, std::vector<Fallen>& fallen) {
  auto place = context.state.at(key);
  if (!place.present()) return;
  const auto falls = [&](const TitleTerm& term, bool latest) {
    return stands_after(term, action.effective) && rests(term, latest);
  };
  const auto former = [&](const TitleTerm& term) { return falls(term, false); };
  if (!falls(*place, true) && std::ranges::none_of(place->former, former)) return;
  QualificationValue& title = place.edit();
  const auto end = [&](TitleTerm& term, bool latest) {
    if (!falls(term, latest)) return;
    fallen.push_back(fallen_of(key.type, term, latest));
    term.revoked_from = std::max(action.effective, term.valid_from);
    term.revocation_reason = action.reason;
    term.end = TitleEnd::cascaded;
  };
  for (TitleTerm& term : title.former) end(term, false);
  end(title, true);
  title.banned_to = std::max(title.banned_to, banned_to);
  say_changed(context, key, TitleChange::cascaded, action.document_no, Note(base), title);
}

/// Ends every title of an enterprise that is built on one that has fallen, and what a merger carried over of
/// all these.
void cascade(TransactionContext& context, const RevokeQualification& action, const Uscc& code,
             std::vector<Fallen> fallen, std::optional<Date> banned_to) {
  const auto enterprise = context.state.at(EnterpriseKey{code});
  const List<Id, 64> held = enterprise->qualifications;
  for (std::size_t next = 0; next < fallen.size(); ++next) {
    const Fallen base = fallen[next];
    const auto rests = [&](const TitleTerm& term, bool latest) {
      return std::ranges::find(term.built_on, base.type) != term.built_on.end() &&
             ((latest && base.latest) || base.has(term.valid_from));
    };
    for (const Id& type : held) fall(context, {type, code}, action, base.type, banned_to, rests, fallen);
  }
  if (!enterprise->successor) return;
  const Uscc successor = *enterprise->successor;
  std::vector<Fallen> carried;
  for (const Fallen& base : fallen) {
    const auto rests = [&](const TitleTerm& term, bool) {
      return term.carried_from == code && base.has(term.valid_from);
    };
    fall(context, {base.type, successor}, action, base.type, banned_to, rests, carried);
  }
  if (!carried.empty()) cascade(context, action, successor, std::move(carried), banned_to);
}

/// Of a term before the latest one: it was got by fraud, and is known to have been only now.
Result<void> revoke_former(TransactionContext& context, const RevokeQualification& action,
                           TitlePlace& place) {
  const Details what = title_name(action.type, action.code);
  const TitleTerm& held = place->term_on(action.effective);
  if (action.effective < held.valid_from)
    return fail(Code::revoked_before_issue, said::day(action.effective) + said::not_before(held.valid_from));
  const bool ends_later = (held.end == TitleEnd::merged || held.end == TitleEnd::dissolved) &&
                          action.effective < *held.revoked_from;
  if (held.revoked_from && !ends_later)
    return fail(Code::already_revoked, what + said::from(*held.revoked_from));
  if (auto good = require_past(context, "effective", action.effective); !good) return good;
  if (!held.running(action.effective)) return fail(Code::title_ended, what + said::on(action.effective));
  const Fallen fallen = fallen_of(action.type, held, false);
  const std::optional<Date> ban = ban_of(context, action.type, held, action);
  const auto index = static_cast<std::size_t>(&held - place->former.data());
  QualificationValue& title = place.edit();
  TitleTerm& term = title.former[index];
  term.revoked_from = action.effective;
  term.revocation_reason = action.reason;
  term.end = TitleEnd::revoked;
  title.banned_to = std::max(title.banned_to, ban);
  context.say({EnterpriseKey{action.code}, QualificationTypeKey{action.type}},
              QualificationRevoked{action, title.banned_to});
  cascade(context, action, action.code, {fallen}, ban);
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const ReviewQualifications& action) {
  if (const auto type = issuer_type(context, action.type); !type) return std::unexpected(type.error());
  const Date today = date_in_china(context.time_ms);
  return apply_lines(context, action.lines, [&](const TitleHolder& line) -> Result<void> {
    const Details code = said::field("code") + said::code(line.code);
    auto place = context.state.at(QualificationKey{action.type, line.code});
    if (!place.present()) return fail(Code::unknown_qualification, code);
    if (place->review_until) return fail(Code::already_under_review, code + said::to(*place->review_until));
    if (!place->valid_to) return fail(Code::not_renewable, code + said::without_end());
    if (place->valid_from > today || !place->running(today))
      return fail(Code::title_ended, code + said::day(place->valid_from) + said::to(*place->valid_to));
    if (action.until < today || action.until > after_months(*place->valid_to, 12))
      return fail(Code::bad_review_term,
                  said::field("until") + said::day(action.until) + said::valid_to(*place->valid_to));
    QualificationValue& title = place.edit();
    title.review_until = action.until;
    say_changed(context, {action.type, line.code}, TitleChange::review_opened, action.document_no, {}, title);
    carry_change(context, {action.type, line.code}, TitleChange::review_opened, action.document_no);
    return {};
  });
}

Result<void> apply_rules(TransactionContext& context, const SuspendQualification& action) {
  auto place = own_title(context, action.type, action.code);
  if (!place) return std::unexpected(place.error());
  const QualificationValue& held = **place;
  const Details what = title_name(action.type, action.code);
  if (held.suspended()) return fail(Code::already_suspended, what + said::from(held.suspensions.back().from));
  if (auto good = require_past(context, "effective", action.effective, held.valid_from); !good) return good;
  if (action.effective < held.valid_from || !held.running(action.effective))
    return fail(Code::title_ended, what + said::on(action.effective));
  if (!held.suspensions.empty() && action.effective < *held.suspensions.back().to)
    return fail(Code::dates_reversed, said::reinstated_on(*held.suspensions.back().to));
  if (held.suspensions.size() == held.suspensions.kMax)
    return fail(Code::limit_exceeded, said::field("suspensions") + what);
  QualificationValue& title = place->edit();
  title.suspensions.push_back({action.effective, std::nullopt});
  say_changed(context, {action.type, action.code}, TitleChange::suspended, action.document_no, action.reason,
              title);
  carry_change(context, {action.type, action.code}, TitleChange::suspended, action.document_no);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const ReinstateQualification& action) {
  auto place = own_title(context, action.type, action.code);
  if (!place) return std::unexpected(place.error());
  if (!(*place)->suspended()) return fail(Code::not_suspended, title_name(action.type, action.code));
  const Date from = (*place)->suspensions.back().from;
  if (auto good = require_past(context, "effective", action.effective, from); !good) return good;
  if (action.effective < from)
    return fail(Code::dates_reversed, said::day(action.effective) + said::suspended_from(from));
  QualificationValue& title = place->edit();
  title.suspensions.back().to = action.effective;
  say_changed(context, {action.type, action.code}, TitleChange::reinstated, action.document_no, action.reason,
              title);
  carry_change(context, {action.type, action.code}, TitleChange::reinstated, action.document_no);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RevokeQualification& action) {
  auto place = own_title(context, action.type, action.code);
  if (!place) return std::unexpected(place.error());
  const QualificationValue& held = **place;
  if (action.effective < held.valid_from && !held.former.empty())
    return revoke_former(context, action, *place);
  // A title that ends with its enterprise can be revoked before that.
  const bool ends_later = (held.end == TitleEnd::merged || held.end == TitleEnd::dissolved) &&
                          action.effective < *held.revoked_from;
  if (held.revoked_from && !ends_later)
    return fail(Code::already_revoked, title_name(action.type, action.code) + said::from(*held.revoked_from));
  if (auto good = require_past(context, "effective", action.effective, held.valid_from); !good) return good;
  if (action.effective < held.valid_from)
    return fail(Code::revoked_before_issue, said::day(action.effective) + said::not_before(held.valid_from));
  const std::optional<Date> ban = ban_of(context, action.type, held, action);
  // one that came with a merger holds on
  const std::optional<Date> banned_to = std::max(held.banned_to, ban);
  QualificationValue& title = place->edit();
  title.revoked_from = action.effective;
  title.revocation_reason = action.reason;
  title.end = TitleEnd::revoked;
  title.banned_to = banned_to;
  context.say({EnterpriseKey{action.code}, QualificationTypeKey{action.type}},
              QualificationRevoked{action, banned_to});
  cascade(context, action, action.code, {fallen_of(action.type, held, true)}, ban);
  return {};
}

}  // namespace credence
