// SPDX-License-Identifier: Apache-2.0
// Documents: a hash is recorded once, by whoever stands for it first: a key that makes records for a
// department.
#include <algorithm>

#include "ledger/execution/rules.h"

namespace credence {

/// An enterprise hands its documents to a department; auditors raise problems, checkers check what others
/// made, governors vote.
bool makes_records(TransactionContext& context) {
  const auto makes = [](Role role) {
    return role != Role::audit && role != Role::check && role != Role::govern && role != Role::enterprise;
  };
  return !context.enterprise &&
         std::ranges::any_of(context.state.at(SignerKey{context.signer})->roles, makes);
}

Result<void> apply_rules(TransactionContext& context, const AnchorDocument& action) {
  if (!makes_records(context)) return fail(Code::may_not_anchor, said::document(action.sha256));
  auto place = context.state.at(DocumentKey{action.sha256});
  if (place.present()) {
    const bool same = place->size_bytes == action.size_bytes && place->title == action.title &&
                      place->document_no == action.document_no && place->issued_on == action.issued_on &&
                      place->department == context.department;
    return fail(same ? Code::already_registered : Code::registered_differently,
                said::document(action.sha256) + said::department(place->department));
  }
  if (action.issued_on)
    if (auto good = require_past(context, "issued_on", *action.issued_on); !good) return good;
  place.put({action.size_bytes, action.title, action.document_no, action.issued_on, context.department,
             context.signer, context.time_ms});
  context.say({DepartmentKey{context.department}}, DocumentAnchored{action});
  return {};
}

}  // namespace credence
