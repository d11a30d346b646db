// Documents: a hash is recorded once, by whoever stands for it first.
#include "ledger/state/rules.h"

namespace credence {

Result<void> apply_rules(TransactionContext& context, const AnchorDocument& action) {
  if (context.enterprise) return fail(Code::wrong_department, "a document is anchored by a department");
  auto place = context.state.at(DocumentKey{action.sha256});
  if (place.present()) {
    const bool same = place->size_bytes == action.size_bytes && place->title == action.title &&
                      place->document_no == action.document_no && place->issued_on == action.issued_on &&
                      place->department == context.department;
    return fail(same ? Code::already_registered : Code::registered_differently,
                "document of department " + place->department);
  }
  place.put({action.size_bytes, action.title, action.document_no, action.issued_on, context.department,
             context.signer, context.time_ms});
  context.say({DepartmentKey{context.department}}, DocumentAnchored{action});
  return {};
}

}  // namespace credence
