// SPDX-License-Identifier: Apache-2.0
// Targets and their figures: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {
namespace {

bool in_range(std::int64_t value, std::int64_t least) {
  return value >= least && value <= limits::kAmountFenMax;
}

}  // namespace

Checked check(const DefineTarget& action, const CodeCheck&) {
  Checker check;
  check("id", check_id(action.id))("plan", check_id(action.plan))("name_zh", name(action.name_zh))(
      "name_en", name(action.name_en));
  check("department", check_id(action.department));
  if (!action.task.empty()) check("task", check_id(action.task));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  const std::int64_t most = action.kind == TargetKind::share ? kShareWhole : limits::kAmountFenMax;
  check.require(action.value >= 1 && action.value <= most, "value", Code::bad_target,
                said::number(action.value));
  check("unit_zh", optional_text(action.unit_zh))("unit_en", optional_text(action.unit_en));
  check.require(action.year >= 1990 && action.year <= 2100, "year", Code::bad_fiscal_year,
                said::number(action.year));
  check("document_no", document(action.document_no))("source", optional_text(action.source));
  return check.result();
}

Checked check(const RecordMeasure& action, const CodeCheck&) {
  Checker check;
  check("target", check_id(action.target))("on", date(action.on));
  check.require(in_range(action.value, 0), "value", Code::bad_measure, said::number(action.value));
  check.require(in_range(action.whole, 0), "whole", Code::bad_measure, said::number(action.whole));
  check.require(action.whole == 0 || action.value <= action.whole, "value", Code::bad_measure,
                said::number(action.value) + said::at_most(action.whole));
  check.require(!action.evidence.is_zero(), "evidence", Code::evidence_not_anchored, said::zero());
  check("note", optional_text(action.note));
  return check.result();
}

}  // namespace credence::checks
