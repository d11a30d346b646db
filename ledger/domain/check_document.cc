// SPDX-License-Identifier: Apache-2.0
// Documents: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const AnchorDocument& action, const CodeCheck&) {
  Checker check;
  check("title", name(action.title))("document_no", document(action.document_no))("issued_on",
                                                                                  date(action.issued_on));
  check.require(!action.sha256.is_zero(), "sha256", Code::malformed, said::zero());
  return check.result();
}

}  // namespace credence::checks
