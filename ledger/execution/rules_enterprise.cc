// The register of enterprises. A code is registered once; a line that is there already is refused, so that a list which was
// sent twice is noticed, and has a code of its own when the content is the same, so that an importer can leave it out.
//
// An enterprise that is renamed keeps its code, its titles and their last days. One that is merged or dissolved keeps its records and its
// history, and gets nothing new.
//
// A code that the standard refuses for its check digit gets no further than check_action, in any action, until an exception is recorded for
// it: early-pilot codes are such. The exception names its enterprise, so that no other one is registered under the code by mistake.
#include <algorithm>

#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

using EnterprisePlace = Overlay::Place<EnterpriseValue>;

Result<EnterprisePlace> active_enterprise(TransactionContext& context, const Uscc& code) {
  auto place = context.state.at(EnterpriseKey{code});
  const std::string text(text_of(code));
  if (!place.present()) return fail(Code::unknown_enterprise, text);
  if (place->state != EnterpriseState::active) return fail(Code::enterprise_ended, text + ", " + ended_text(*place));
  return place;
}

void end_title(TransactionContext& context, const QualificationKey& key, TitlePlace& place, const Date& effective, TitleEnd end,
               TitleChange change, const DocumentNo& document_no) {
  QualificationValue& title = place.edit();
  title.revoked_from = std::max(effective, title.valid_from);
  title.end = end;
  say_changed(context, key, change, document_no, {}, title);
}

/// The successor takes a title over with its number and its last day; what it holds itself must be over.
Result<void> carry_over(TransactionContext& context, const MergeEnterprise& action, const Id& type, const QualificationValue& title) {
  auto place = context.state.at(QualificationKey{type, action.into});
  if (place.present() && place->running(action.effective))
    return fail(Code::successor_holds_title, type + " of " + std::string(text_of(action.into)));
  QualificationValue copy = title;
  copy.valid_from = std::max(action.effective, title.valid_from);
  copy.carried_from = action.code;
  if (place.present() && place->banned_to && (!copy.banned_to || *copy.banned_to < *place->banned_to)) copy.banned_to = place->banned_to;
  place.put(copy);
  if (!list_title(context, action.into, type)) return fail(Code::limit_exceeded, "titles of " + std::string(text_of(action.into)));
  say_changed(context, {type, action.into}, TitleChange::carried_over, action.document_no, Note(text_of(action.code)), copy);
  return {};
}

/// A ban does not end with a merger: the successor is banned as well.
void carry_ban(TransactionContext& context, const MergeEnterprise& action, const Id& type, const QualificationValue& title) {
  if (!title.banned_to || *title.banned_to < action.effective) return;
  auto place = context.state.at(QualificationKey{type, action.into});
  if (place.present()) {
    if (place->banned_to && *title.banned_to <= *place->banned_to) return;
    place.edit().banned_to = title.banned_to;
  } else {
    if (!list_title(context, action.into, type)) return;  // so many titles already that no new one can be recognised
    QualificationValue copy = title;
    copy.carried_from = action.code;
    place.put(copy);
  }
  say_changed(context, {type, action.into}, TitleChange::ban_carried, action.document_no, Note(text_of(action.code)), *place);
}

Result<void> merge_title(TransactionContext& context, const MergeEnterprise& action, const Id& type) {
  auto place = context.state.at(QualificationKey{type, action.code});
  if (!place.present()) return {};
  const auto decision = std::ranges::find(action.titles, type, &TitleDecision::type);
  if (!place->running(action.effective)) {
    carry_ban(context, action, type, *place);
    return {};
  }
  if (decision == action.titles.end()) return fail(Code::title_undecided, type + " of " + std::string(text_of(action.code)));
  if (decision->carried)
    if (auto good = carry_over(context, action, type, *place); !good) return good;
  end_title(context, {type, action.code}, place, action.effective, TitleEnd::merged, TitleChange::merged, action.document_no);
  if (!decision->carried) carry_ban(context, action, type, *place);
  return {};
}

void end_enterprise(EnterprisePlace& place, EnterpriseState state, const Date& effective) {
  EnterpriseValue& value = place.edit();
  value.state = state;
  value.ended_on = effective;
}

/// A code that stands as an exception is registered under the name that the exception gives.
Result<void> check_exception(TransactionContext& context, const EnterpriseLine& line, std::uint32_t number) {
  if (!misfit_uscc(text_of(line.code))) return {};
  const auto exception = context.state.at(CodeExceptionKey{line.code});
  CREDENCE_ASSERT(exception.present());  // check_action takes no such code without one
  if (folded_name(exception->name) == folded_name(line.name)) return {};
  return fail_line(number, Code::exception_name_differs, "name: " + exception->name);
}

}  // namespace

Result<void> check_registered_name(TransactionContext& context, const Uscc& code, const Name& name, std::string_view field) {
  const Name& registered = context.state.at(EnterpriseKey{code})->name;
  if (registered == name || folded_name(registered) == folded_name(name)) return {};
  return fail(Code::name_mismatch, std::string(field) + ": " + quoted(name) + ", registered: " + quoted(registered));
}

std::string ended_text(const EnterpriseValue& enterprise) {
  return std::string(name_of(enterprise.state)) + " on " + enterprise.ended_on->iso();
}

Result<void> apply_rules(TransactionContext& context, const RegisterEnterprises& action) {
  std::uint32_t number = 0;
  for (const EnterpriseLine& line : action.lines) {
    ++number;
    auto place = context.state.at(EnterpriseKey{line.code});
    if (place.present()) {
      const bool same = place->name == line.name && place->registered_on == line.registered_on && place->place == line.place;
      return fail_line(number, same ? Code::already_registered : Code::registered_differently, "code: " + std::string(text_of(line.code)));
    }
    if (auto good = check_exception(context, line, number); !good) return good;
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
    const bool same = place->name == action.name && place->document_no == action.document_no && place->reason == action.reason;
    return fail(same ? Code::already_registered : Code::registered_differently, "code: " + std::string(text_of(action.code)));
  }
  place.put({context.department, action.name, action.document_no, action.reason});
  context.say({EnterpriseKey{action.code}, DepartmentKey{context.department}, ChainKey{}}, CodeAdmitted{context.department, action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RenameEnterprise& action) {
  auto place = active_enterprise(context, action.code);
  if (!place) return std::unexpected(place.error());
  const EnterpriseValue& held = **place;
  if (held.name == action.name) return fail(Code::same_name, std::string(text_of(action.code)));
  if (!held.former_names.empty() && action.effective < held.former_names.back().until)
    return fail(Code::dates_reversed, action.effective.iso() + ", the present name is of " + held.former_names.back().until.iso());
  if (held.former_names.size() == held.former_names.kMax) return fail(Code::limit_exceeded, "names of " + std::string(text_of(action.code)));
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
  auto& predecessors = successor->edit().predecessors;
  if (predecessors.size() == predecessors.kMax) return fail(Code::limit_exceeded, "predecessors of " + std::string(text_of(action.into)));
  predecessors.push_back(action.code);
  const List<Id, 64> held = (*place)->qualifications;
  for (const TitleDecision& decision : action.titles) {
    const auto title = context.state.at(QualificationKey{decision.type, action.code});
    if (!title.present() || !title->running(action.effective))
      return fail(Code::title_ended, decision.type + " of " + std::string(text_of(action.code)));
  }
  context.say({EnterpriseKey{action.code}, EnterpriseKey{action.into}}, EnterpriseMerged{action});
  for (const Id& type : held)
    if (auto good = merge_title(context, action, type); !good) return good;
  end_enterprise(*place, EnterpriseState::merged, action.effective);
  place->edit().successor = action.into;
  return {};
}

Result<void> apply_rules(TransactionContext& context, const DissolveEnterprise& action) {
  auto place = active_enterprise(context, action.code);
  if (!place) return std::unexpected(place.error());
  context.say({EnterpriseKey{action.code}}, EnterpriseDissolved{action});
  const List<Id, 64> held = (*place)->qualifications;
  for (const Id& type : held) {
    auto title = context.state.at(QualificationKey{type, action.code});
    if (title.present() && title->running(action.effective))
      end_title(context, {type, action.code}, title, action.effective, TitleEnd::dissolved, TitleChange::dissolved, action.document_no);
  }
  end_enterprise(*place, EnterpriseState::dissolved, action.effective);
  return {};
}

}  // namespace credence
