// SPDX-License-Identifier: Apache-2.0
// How an enterprise ends: merged or dissolved, on a day that may be announced. It keeps its records and its
// history, and gets nothing new from that day on: before it, it is as before. Nothing runs at midnight: whether
// it has ended is a function of its value and a day.
//
// The successor answers for what it takes in: whoever asks for marks, bans, counts, guards or overdue
// acceptances of an enterprise asks the same of its lineage, also for what is recorded of a predecessor
// later.
//
// An end that was recorded by mistake is undone as long as nothing rests on it. What it changed in titles is
// kept with it; what rests on a merger marks it (build_on).
#include <algorithm>

#include "ledger/domain/features.h"
#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

using EnterprisePlace = Overlay::Place<EnterpriseValue>;

/// The days on which an enterprise can end: after its registration and its names, announced a year ahead at
/// most.
Result<void> check_end_day(TransactionContext& context, const EnterpriseValue& enterprise,
                           const Date& effective) {
  if (auto good = require_soon(context, "effective", effective); !good) return good;
  if (auto good = require_from("effective", effective, enterprise.first_day(), said::of_registration); !good)
    return good;
  if (enterprise.former_names.empty()) return {};
  return require_from("effective", effective, enterprise.former_names.back().until, said::of_renaming);
}

/// An announced end stands alone until its day: what has one, or awaits another's merger, does not end
/// otherwise before.
Result<void> check_no_end_announced(TransactionContext& context, const Uscc& code,
                                    const EnterpriseValue& enterprise) {
  if (enterprise.end != EnterpriseEnd::none)
    return fail(Code::end_announced, said::code(code) + ended_text(enterprise));
  for (const Uscc& other : enterprise.predecessors) {
    const auto predecessor = context.state.at(EnterpriseKey{other});
    if (predecessor->active(context.today()))
      return fail(Code::end_announced, said::code(other) + said::into(code) + ended_text(*predecessor));
  }
  return {};
}

void end_title(TransactionContext& context, const QualificationKey& key, TitlePlace& place, EnterpriseEnd end,
               const Date& effective, const DocumentNo& document_no) {
  QualificationValue& title = place.edit();
  title.end_with(end, effective);
  say_changed(context, key, end == EnterpriseEnd::merged ? TitleChange::merged : TitleChange::dissolved,
              document_no, {}, title);
}

/// How a title and its former terms stand that end with the enterprise.
EndedTitle ended_title(const Id& type, const QualificationValue& title, const Date& effective) {
  EndedTitle out{type, title.revoked_from, title.end, false, {}};
  for (const TitleTerm& term : title.former)
    if (term.running(effective)) out.former.push_back({term.valid_from, term.revoked_from, term.end});
  return out;
}

/// A term as the successor has it.
TitleTerm carried(const MergeEnterprise& action, const TitleTerm& term) {
  TitleTerm out = term;
  out.valid_from = std::max(action.effective, term.valid_from);
  out.carried_from = action.code;
  out.banned_to.reset();
  return out;
}

/// The successor takes a title over with its number and its last day; what it holds itself must be over.
Result<void> carry_over(TransactionContext& context, const MergeEnterprise& action, const Id& type,
                        const QualificationValue& title, EndedTitle& ended) {
  auto place = context.state.at(QualificationKey{type, action.into});
  const auto runs = [day = std::min(action.effective, context.today())](const TitleTerm& term) {
    return term.running(day);
  };
  if (place.present() && (runs(*place) || std::ranges::any_of(place->former, runs)))
    return fail(Code::successor_holds_title, said::type(type) + said::of(action.into));
  ended.carried = true;
  if (place.present()) ended.successor = *place;
  QualificationValue copy;
  static_cast<TitleTerm&>(copy) = carried(action, title);
  copy.banned_to = place.present() ? place->banned_to : std::nullopt;
  if (context.has_feature(features::kFormerTerms)) {
    copy.follow_on(place.present() ? &*place : nullptr);
    for (const TitleTerm& term : title.former)
      if (term.running(action.effective)) copy.add_former(carried(action, term));
  }
  place.put(copy);
  if (!list_title(context, action.into, type))
    return fail(Code::limit_exceeded, said::field("titles") + said::of(action.into));
  say_changed(context, {type, action.into}, TitleChange::carried_over, action.document_no,
              Note(text_of(action.code)), copy);
  return {};
}

Result<void> merge_title(TransactionContext& context, const MergeEnterprise& action, const Id& type,
                         EnterpriseEndValue& end) {
  auto place = context.state.at(QualificationKey{type, action.code});
  if (!place.present() || !place->running(action.effective)) return {};
  const auto decision = std::ranges::find(action.titles, type, &TitleDecision::type);
  if (decision == action.titles.end())
    return fail(Code::title_undecided, said::type(type) + said::of(action.code));
  EndedTitle& ended = end.titles.emplace_back(ended_title(type, *place, action.effective));
  if (decision->carried)
    if (auto good = carry_over(context, action, type, *place, ended); !good) return good;
  end_title(context, {type, action.code}, place, EnterpriseEnd::merged, action.effective, action.document_no);
  return {};
}

/// Adds what an enterprise answers for, by today or, `announced`, also by what is still to come.
void add_lineage(TransactionContext& context, const Uscc& code, bool announced, std::vector<Uscc>& out) {
  out.push_back(code);
  const auto enterprise = context.state.at(EnterpriseKey{code});
  if (!enterprise.present()) return;
  for (const Uscc& other : enterprise->predecessors)
    if (announced || !context.state.at(EnterpriseKey{other})->active(context.today()))
      add_lineage(context, other, announced, out);
}

// ---- an end undone ----------------------------------------------------------------------------------------

/// What the successor holds is what was carried over to it, as the predecessor's title is now.
bool as_carried(const QualificationValue& held, const QualificationValue& own, EnterpriseEnd how,
                const EndedTitle& ended) {
  const bool fell = how == EnterpriseEnd::merged && own.end != TitleEnd::merged;
  const auto term = [](const QualificationValue& title) {
    QualificationValue out;
    out.certificate_no = title.certificate_no;
    out.document_no = title.document_no;
    out.valid_to = title.valid_to;
    out.rule = title.rule;
    out.built_on = title.built_on;
    out.renewals = title.renewals;
    out.review_until = title.review_until;
    out.suspensions = title.suspensions;
    return encode(out);
  };
  return held.end == (fell ? TitleEnd::cascaded : ended.end) && term(held) == term(own);
}

/// Nothing was recorded of the terms that the successor had itself before it took the title over.
bool former_as_before(const QualificationValue& held, const EndedTitle& ended) {
  QualificationValue before;
  before.follow_on(ended.successor ? &*ended.successor : nullptr);
  return std::ranges::all_of(held.former, [&](const TitleTerm& term) {
    return term.carried_from == held.carried_from ||
           std::ranges::any_of(before.former,
                               [&](const TitleTerm& own) { return encode(term) == encode(own); });
  });
}

Result<void> may_restore(TransactionContext& context, const Uscc& code, const EnterpriseValue& enterprise,
                         const EnterpriseEndValue& end) {
  const Details what = said::code(code) + ended_text(enterprise);
  if (end.built_on) return fail(Code::end_built_on, what);
  if (!enterprise.successor) return {};
  const Uscc& into = *enterprise.successor;
  if (const auto successor = context.state.at(EnterpriseKey{into}); successor->end != EnterpriseEnd::none)
    return fail(Code::end_built_on, said::code(into) + ended_text(*successor));
  for (const EndedTitle& ended : end.titles) {
    if (!ended.carried) continue;
    const auto held = context.state.at(QualificationKey{ended.type, into});
    const auto own = context.state.at(QualificationKey{ended.type, code});
    if (!held.present() || held->carried_from != code || !as_carried(*held, *own, enterprise.end, ended) ||
        !former_as_before(*held, ended))
      return fail(Code::end_built_on, what + said::type(ended.type) + said::of(into));
  }
  return {};
}

/// The title goes on, unless it was ended by something else meanwhile.
void restore_title(TransactionContext& context, const RestoreEnterprise& action, const Id& type,
                   const EnterpriseEndValue& end) {
  auto place = context.state.at(QualificationKey{type, action.code});
  if (!place.present()) return;
  const auto ends = [](const TitleTerm& term) {
    return term.end == TitleEnd::merged || term.end == TitleEnd::dissolved;
  };
  const auto ended = std::ranges::find(end.titles, type, &EndedTitle::type);
  const bool known = ended != end.titles.end();
  if (!ends(*place) && std::ranges::none_of(place->former, ends)) return;
  QualificationValue& title = place.edit();
  if (ends(title)) {
    title.revoked_from = known ? ended->revoked_from : std::nullopt;
    title.end = known ? ended->end : TitleEnd::none;
  }
  if (known)
    for (const EndedTerm& held : ended->former)
      for (TitleTerm& term : title.former)
        if (ends(term) && term.valid_from == held.valid_from) {
          term.revoked_from = held.revoked_from;
          term.end = held.end;
        }
  say_changed(context, {type, action.code}, TitleChange::restored, action.document_no, action.reason, title);
}

/// What the successor had taken over is its no more; what it had before, it has again.
void take_back(TransactionContext& context, const RestoreEnterprise& action, const Uscc& into,
               const EndedTitle& ended) {
  auto place = context.state.at(QualificationKey{ended.type, into});
  if (ended.successor) {
    place.put(*ended.successor);
    say_changed(context, {ended.type, into}, TitleChange::restored, action.document_no, action.reason,
                *ended.successor);
    return;
  }
  place.erase();
  std::erase(context.state.at(EnterpriseKey{into}).edit().qualifications, ended.type);
}

}  // namespace

void build_on(TransactionContext& context, const Uscc& merged) {
  auto end = context.state.at(EnterpriseEndKey{merged});
  CREDENCE_ASSERT(end.present());
  if (!end->built_on) end.edit().built_on = true;
}
void build_on_lineage(TransactionContext& context, std::span<const Uscc> lineage) {
  for (const Uscc& code : lineage.subspan(1)) build_on(context, code);
}
void build_on_path(TransactionContext& context, const Uscc& code) {
  Uscc at = code;
  for (auto place = context.state.at(EnterpriseKey{at}); place->successor && !place->active(context.today());
       place = context.state.at(EnterpriseKey{at})) {
    build_on(context, at);
    at = *place->successor;
  }
}

std::vector<Uscc> lineage_of(TransactionContext& context, const Uscc& code) {
  std::vector<Uscc> out;
  add_lineage(context, code, false, out);
  return out;
}

Uscc heir_of(TransactionContext& context, const Uscc& code) {
  Uscc at = code;  // ends: who was merged is merged into nobody else, and takes nobody in
  for (auto place = context.state.at(EnterpriseKey{at}); place->successor && !place->active(context.today());
       place = context.state.at(EnterpriseKey{at}))
    at = *place->successor;
  return at;
}

Result<void> apply_rules(TransactionContext& context, const MergeEnterprise& action) {
  auto place = active_enterprise(context, action.code);
  if (!place) return std::unexpected(place.error());
  auto successor = active_enterprise(context, action.into);
  if (!successor) return std::unexpected(successor.error());
  if (auto good = check_no_end_announced(context, action.code, **place); !good) return good;
  if ((*successor)->end != EnterpriseEnd::none)
    return fail(Code::end_announced, said::code(action.into) + ended_text(**successor));
  if (auto good = check_end_day(context, **place, action.effective); !good) return good;
  if (auto good =
          require_from("effective", action.effective, (*successor)->first_day(), said::of_registration);
      !good)
    return good;
  std::vector<Uscc> lineage;
  add_lineage(context, action.into, true, lineage);
  add_lineage(context, action.code, true, lineage);
  if (lineage.size() > limits::kLineageMax + 1)
    return fail(Code::limit_exceeded, said::at_most(limits::kLineageMax) + said::of(action.into));
  successor->edit().predecessors.push_back(action.code);
  const List<Id, 64> held = (*place)->qualifications;
  for (const TitleDecision& decision : action.titles) {
    const auto title = context.state.at(QualificationKey{decision.type, action.code});
    if (!title.present() || !title->running(action.effective))
      return fail(Code::title_ended, said::type(decision.type) + said::of(action.code));
  }
  context.say({EnterpriseKey{action.code}, EnterpriseKey{action.into}}, EnterpriseMerged{action});
  EnterpriseEndValue end;
  for (const Id& type : held)
    if (auto good = merge_title(context, action, type, end); !good) return good;
  context.state.at(EnterpriseEndKey{action.code}).put(std::move(end));
  EnterpriseValue& value = place->edit();
  value.end = EnterpriseEnd::merged;
  value.ends_on = action.effective;
  value.successor = action.into;
  return {};
}

Result<void> apply_rules(TransactionContext& context, const DissolveEnterprise& action) {
  auto place = active_enterprise(context, action.code);
  if (!place) return std::unexpected(place.error());
  if (auto good = check_no_end_announced(context, action.code, **place); !good) return good;
  if (auto good = check_end_day(context, **place, action.effective); !good) return good;
  context.say({EnterpriseKey{action.code}}, EnterpriseDissolved{action});
  const List<Id, 64> held = (*place)->qualifications;
  EnterpriseEndValue end;
  for (const Id& type : held) {
    auto title = context.state.at(QualificationKey{type, action.code});
    if (!title.present() || !title->running(action.effective)) continue;
    end.titles.push_back(ended_title(type, *title, action.effective));
    end_title(context, {type, action.code}, title, EnterpriseEnd::dissolved, action.effective,
              action.document_no);
  }
  context.state.at(EnterpriseEndKey{action.code}).put(std::move(end));
  EnterpriseValue& value = place->edit();
  value.end = EnterpriseEnd::dissolved;
  value.ends_on = action.effective;
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RestoreEnterprise& action) {
  auto place = context.state.at(EnterpriseKey{action.code});
  if (!place.present()) return fail(Code::unknown_enterprise, said::code(action.code));
  if (place->end == EnterpriseEnd::none) return fail(Code::not_ended, said::code(action.code));
  auto end_place = context.state.at(EnterpriseEndKey{action.code});
  CREDENCE_ASSERT(end_place.present());
  if (auto good = may_restore(context, action.code, *place, *end_place); !good) return good;
  const EnterpriseEndValue end = *end_place;
  end_place.erase();
  EnterpriseValue& enterprise = place.edit();
  EnterpriseRestored fact{action, enterprise.end, *enterprise.ends_on, enterprise.successor, {}};
  enterprise.end = EnterpriseEnd::none;
  enterprise.ends_on.reset();
  enterprise.successor.reset();
  std::vector<TransactionContext::Subject> subjects{EnterpriseKey{action.code}};
  if (fact.into) {
    subjects.emplace_back(EnterpriseKey{*fact.into});
    std::erase(context.state.at(EnterpriseKey{*fact.into}).edit().predecessors, action.code);
    for (const EndedTitle& ended : end.titles)
      if (ended.carried) {
        if (fact.taken_back.size() == fact.taken_back.kMax)
          return fail(Code::limit_exceeded, said::field("titles") + said::at_most(fact.taken_back.kMax));
        fact.taken_back.push_back(ended.type);
        subjects.emplace_back(QualificationTypeKey{ended.type});
      }
  }
  const std::optional<Uscc> into = fact.into;
  context.say(subjects, std::move(fact));
  const List<Id, 64> held = enterprise.qualifications;
  for (const Id& type : held) restore_title(context, action, type, end);
  for (const EndedTitle& ended : end.titles)
    if (ended.carried) take_back(context, action, *into, ended);
  return {};
}

}  // namespace credence
