// SPDX-License-Identifier: Apache-2.0
// The register of enterprises. A code is registered once; a line that is there already is refused, so that a
// list which was sent twice is noticed, and has a code of its own when the content is the same, so that an
// importer can leave it out.
//
// An enterprise that is renamed keeps its code, its titles and their last days. How one ends is in
// rules_enterprise_end.cc.
//
// A code that the standard refuses for its check digit gets no further than check_action, in any action,
// until an exception is recorded for it: early-pilot codes are such. The exception names its enterprise, so
// that no other one is registered under the code by mistake.
#include "ledger/domain/text.h"
#include "ledger/execution/rules_title.h"

namespace credence {
namespace {

/// A code that stands as an exception is registered under the name that the exception gives.
Result<void> check_exception(TransactionContext& context, const EnterpriseLine& line) {
  if (!misfit_uscc(text_of(line.code))) return {};
  const auto exception = context.state.at(CodeExceptionKey{line.code});
  CREDENCE_ASSERT(exception.present());  // check_action takes no such code without one
  if (folded_name(exception->name) == folded_name(line.name)) return {};
  return fail(Code::exception_name_differs,
              said::field("name") + said::registered_name(shown(exception->name)));
}

}  // namespace

Result<Overlay::Place<EnterpriseValue>> active_enterprise(TransactionContext& context, const Uscc& code) {
  auto place = context.state.at(EnterpriseKey{code});
  if (!place.present()) return fail(Code::unknown_enterprise, said::code(code));
  if (!place->active(context.today()))
    return fail(Code::enterprise_ended, said::code(code) + ended_text(*place));
  return place;
}

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

Result<void> apply_rules(TransactionContext& context, const RegisterEnterprises& action) {
  return apply_lines(context, action.lines, [&](const EnterpriseLine& line) -> Result<void> {
    auto place = context.state.at(EnterpriseKey{line.code});
    if (place.present()) {
      const bool same = place->name == line.name && place->registered_on == line.registered_on &&
                        place->place == line.place;
      return fail(same ? Code::already_registered : Code::registered_differently,
                  said::field("code") + said::code(line.code));
    }
    if (auto good = check_exception(context, line); !good) return good;
    if (line.registered_on)
      if (auto good = require_past(context, "registered_on", *line.registered_on); !good) return good;
    EnterpriseValue& value = place.edit();
    value.name = line.name;
    value.registered_on = line.registered_on;
    value.place = line.place;
    context.say({EnterpriseKey{line.code}}, EnterpriseRegistered{line});
    return {};
  });
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
  if (auto good = require_from("effective", action.effective, held.first_day(), said::of_registration); !good)
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

}  // namespace credence
