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
std::optional<Date> ban_of(TransactionContext& context, const Id& type, const QualificationValue& title,
                           const RevokeQualification& action) {
  if (!action.fraud) return std::nullopt;
  const auto rules = context.state.at(QualificationRulesKey{type});
  if (!rules.present()) return std::nullopt;
  const auto rule = std::ranges::find(rules->versions, title.rule, &QualificationRule::version);
  if (rule == rules->versions.end()) return std::nullopt;
  return end_of_term(action.effective, rule->ban_years);
}

void fall(TransactionContext& context, const QualificationKey& key, TitlePlace& place,
          const RevokeQualification& action, const Id& base, std::optional<Date> banned_to) {
  QualificationValue& title = place.edit();
  title.revoked_from = std::max(action.effective, title.valid_from);
  title.revocation_reason = action.reason;
  title.end = TitleEnd::cascaded;
  title.banned_to = std::max(title.banned_to, banned_to);
  say_changed(context, key, TitleChange::cascaded, action.document_no, Note(base), title);
}

bool stands_after(const TitlePlace& place, const Date& day) {
  return place.present() && place->running(std::max(day, place->valid_from));
}

/// Ends every title of an enterprise that is built on one that has fallen, and what a merger carried over of
/// all these.
void cascade(TransactionContext& context, const RevokeQualification& action, const Uscc& code,
             std::vector<Id> fallen, std::optional<Date> banned_to) {
  const auto enterprise = context.state.at(EnterpriseKey{code});
  const List<Id, 64> held = enterprise->qualifications;
  for (std::size_t next = 0; next < fallen.size(); ++next) {
    const Id base = fallen[next];
    for (const Id& type : held) {
      auto place = context.state.at(QualificationKey{type, code});
      if (!stands_after(place, action.effective) ||
          std::ranges::find(place->built_on, base) == place->built_on.end())
        continue;
      fall(context, {type, code}, place, action, base, banned_to);
      fallen.push_back(type);
    }
  }
  if (!enterprise->successor) return;
  const Uscc successor = *enterprise->successor;
  std::vector<Id> carried;
  for (const Id& type : fallen) {
    auto place = context.state.at(QualificationKey{type, successor});
    if (!stands_after(place, action.effective) || place->carried_from != code) continue;
    fall(context, {type, successor}, place, action, type, banned_to);
    carried.push_back(type);
  }
  if (!carried.empty()) cascade(context, action, successor, std::move(carried), banned_to);
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
  cascade(context, action, action.code, {action.type}, ban);
  return {};
}

}  // namespace credence
