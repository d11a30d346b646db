// SPDX-License-Identifier: Apache-2.0
// The register of enterprises. A code is registered once; a line that is there already is refused, so that a
// list which was sent twice is noticed, and has a code of its own when the content is the same, so that an
// importer can leave it out.
//
// An enterprise that is renamed keeps its code, its titles and their last days. One that is merged or
// dissolved keeps its records and its history, and gets nothing new from that day on, which may be announced:
// before it, it is as before. Nothing runs at midnight: whether it has ended is a function of its value and a
// day.
//
// The successor answers for what it takes in: whoever asks for marks, bans, counts, guards or overdue
// acceptances of an enterprise asks the same of its lineage, also for what is recorded of a predecessor
// later.
//
// A code that the standard refuses for its check digit gets no further than check_action, in any action,
// until an exception is recorded for it: early-pilot codes are such. The exception names its enterprise, so
// that no other one is registered under the code by mistake.
#include <algorithm>

#include "ledger/domain/text.h"
#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

using EnterprisePlace = Overlay::Place<EnterpriseValue>;

Result<EnterprisePlace> active_enterprise(TransactionContext& context, const Uscc& code) {
  auto place = context.state.at(EnterpriseKey{code});
  const Details text = said::code(code);
  if (!place.present()) return fail(Code::unknown_enterprise, text);
  if (!place->active(context.today())) return fail(Code::enterprise_ended, text + ended_text(*place));
  return place;
}

/// The days on which an enterprise can end: after its registration and its names, announced a year ahead at
/// most.
Result<void> check_end_day(TransactionContext& context, const EnterpriseValue& enterprise,
                           const Date& effective) {
  if (auto good = require_soon(context, "effective", effective); !good) return good;
  if (auto good = require_from("effective", effective, enterprise.first_day(), said::of_registration());
      !good)
    return good;
  if (enterprise.former_names.empty()) return {};
  return require_from("effective", effective, enterprise.former_names.back().until, said::of_renaming());
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

/// The successor takes a title over with its number and its last day; what it holds itself must be over.
Result<void> carry_over(TransactionContext& context, const MergeEnterprise& action, const Id& type,
                        const QualificationValue& title) {
  auto place = context.state.at(QualificationKey{type, action.into});
  if (place.present() && place->running(std::min(action.effective, context.today())))
    return fail(Code::successor_holds_title, said::type(type) + said::of(action.into));
  QualificationValue copy = title;
  copy.valid_from = std::max(action.effective, title.valid_from);
  copy.carried_from = action.code;
  copy.banned_to = place.present() ? place->banned_to : std::nullopt;
  place.put(copy);
  if (!list_title(context, action.into, type))
    return fail(Code::limit_exceeded, said::field("titles") + said::of(action.into));
  say_changed(context, {type, action.into}, TitleChange::carried_over, action.document_no,
              Note(text_of(action.code)), copy);
  return {};
}

Result<void> merge_title(TransactionContext& context, const MergeEnterprise& action, const Id& type) {
  auto place = context.state.at(QualificationKey{type, action.code});
  if (!place.present() || !place->running(action.effective)) return {};
  const auto decision = std::ranges::find(action.titles, type, &TitleDecision::type);
  if (decision == action.titles.end())
    return fail(Code::title_undecided, said::type(type) + said::of(action.code));
  if (decision->carried)
    if (auto good = carry_over(context, action, type, *place); !good) return good;
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

/// A code that stands as an exception is registered under the name that the exception gives.
Result<void> check_exception(TransactionContext& context, const EnterpriseLine& line, std::uint32_t number) {
  if (!misfit_uscc(text_of(line.code))) return {};
  const auto exception = context.state.at(CodeExceptionKey{line.code});
  CREDENCE_ASSERT(exception.present());  // check_action takes no such code without one
  if (folded_name(exception->name) == folded_name(line.name)) return {};
  return fail_line(number, Code::exception_name_differs,
                   said::field("name") + said::registered_name(shown(exception->name)));
}

}  // namespace

Result<void> check_registered_name(TransactionContext& context, const Uscc& code, const Name& name,
                                   std::string_view field) {
  const Name& registered = context.state.at(EnterpriseKey{code})->name;
  if (registered == name || folded_name(registered) == folded_name(name)) return {};
  return fail(Code::name_mismatch,
              said::field(field) + said::name(shown(name)) + said::registered_name(shown(registered)));
}

Details ended_text(const EnterpriseValue& enterprise) {
  return enterprise.end == EnterpriseEnd::merged ? said::merged_on(*enterprise.ends_on)
                                                 : said::dissolved_on(*enterprise.ends_on);
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

Result<void> apply_rules(TransactionContext& context, const RegisterEnterprises& action) {
  std::uint32_t number = 0;
  for (const EnterpriseLine& line : action.lines) {
    ++number;
    auto place = context.state.at(EnterpriseKey{line.code});
    if (place.present()) {
      const bool same = place->name == line.name && place->registered_on == line.registered_on &&
                        place->place == line.place;
      return fail_line(number, same ? Code::already_registered : Code::registered_differently,
                       said::field("code") + said::code(line.code));
    }
    if (auto good = check_exception(context, line, number); !good) return good;
    if (line.registered_on)
      if (auto good = require_past(context, "registered_on", *line.registered_on); !good)
        return fail_line(number, good.error());
    EnterpriseValue& value = place.edit();
    value.name = line.name;
    value.registered_on = line.registered_on;
    value.place = line.place;
    context.say({EnterpriseKey{line.code}}, EnterpriseRegistered{line});
  }
  return {};
}

Result<void> apply_rules(TransactionContext& context, const AdmitCode& action) {
  auto place = context.state.at(CodeExceptionKey{action.code});
  if (place.present()) {
    const bool same = place->name == action.name && place->document_no == action.document_no &&
                      place->reason == action.reason;
    return fail(same ? Code::already_registered : Code::registered_differently,
                said::field("code") + said::code(action.code));
  }
  place.put({context.department, action.name, action.document_no, action.reason});
  context.say({EnterpriseKey{action.code}, DepartmentKey{context.department}, ChainKey{}},
              CodeAdmitted{context.department, action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RenameEnterprise& action) {
  auto place = active_enterprise(context, action.code);
  if (!place) return std::unexpected(place.error());
  const EnterpriseValue& held = **place;
  if (held.name == action.name) return fail(Code::same_name, said::code(action.code));
  if (auto good = require_past(context, "effective", action.effective); !good) return good;
  if (auto good = require_from("effective", action.effective, held.first_day(), said::of_registration());
      !good)
    return good;
  if (!held.former_names.empty() && action.effective < held.former_names.back().until)
    return fail(Code::dates_reversed,
                said::day(action.effective) + said::named_on(held.former_names.back().until));
  if (held.former_names.size() == held.former_names.kMax)
    return fail(Code::limit_exceeded, said::field("name") + said::of(action.code));
  EnterpriseValue& value = place->edit();
  const Name former = value.name;
  value.former_names.push_back({former, action.effective});
  value.name = action.name;
  context.say({EnterpriseKey{action.code}}, EnterpriseRenamed{action, former});
  return {};
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
          require_from("effective", action.effective, (*successor)->first_day(), said::of_registration());
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
  for (const Id& type : held)
    if (auto good = merge_title(context, action, type); !good) return good;
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
  for (const Id& type : held) {
    auto title = context.state.at(QualificationKey{type, action.code});
    if (title.present() && title->running(action.effective))
      end_title(context, {type, action.code}, title, EnterpriseEnd::dissolved, action.effective,
                action.document_no);
  }
  EnterpriseValue& value = place->edit();
  value.end = EnterpriseEnd::dissolved;
  value.ends_on = action.effective;
  return {};
}

}  // namespace credence
