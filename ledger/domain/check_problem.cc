// SPDX-License-Identifier: Apache-2.0
// Problems of audits: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const RaiseProblem& action, const CodeCheck& code) {
  Checker check;
  check("problem", check_id(action.problem))("department", check_id(action.department));
  if (!action.programme.empty()) check("programme", check_id(action.programme));
  if (action.code) check("code", code(*action.code));
  if (!action.rule.empty()) check("rule", check_id(action.rule));
  if (action.amount != 0) check("amount", check_amount(action.amount));
  check("due", date(action.due))("document_no", document(action.document_no))("finding",
                                                                              reason(action.finding));
  return check.result();
}

Checked check(const AnswerProblem& action, const CodeCheck&) {
  Checker check;
  check("problem", check_id(action.problem));
  if (action.amount != 0) check("amount", check_amount(action.amount));
  check("document_no", document(action.document_no))("measures", reason(action.measures));
  if (action.document_hash)
    check.require(!action.document_hash->is_zero(), "document_hash", Code::malformed, said::zero());
  return check.result();
}

Checked check(const SettleProblem& action, const CodeCheck&) {
  Checker check;
  check("problem", check_id(action.problem))("due", date(action.due));
  check.require(action.mended != action.due.has_value(), "due", Code::problem_day);
  check("reason", action.mended ? optional_text(action.reason) : reason(action.reason));
  return check.result();
}

}  // namespace credence::checks
