// SPDX-License-Identifier: Apache-2.0
// Targets of plans and their figures. A figure is of a day, rests on an anchored document, and is corrected
// by a later one that says why; the target's history keeps both.
#include "ledger/execution/rules.h"

namespace credence {

Result<void> apply_rules(TransactionContext& context, const DefineTarget& action) {
  if (!context.state.at(DepartmentKey{action.department}).present())
    return fail(Code::unknown_department, said::department(action.department));
  auto place = context.state.at(TargetKey{action.id});
  const TargetValue wanted{action.plan,  action.name_zh,     action.name_en, action.department,
                           action.kind,  action.value,       action.unit_zh, action.unit_en,
                           action.year,  action.document_no, action.source,  0,
                           std::nullopt, action.task};
  if (place.present()) {
    TargetValue held = *place;
    held.days = 0;
    held.latest.reset();
    return fail(encode(held) == encode(wanted) ? Code::already_registered : Code::registered_differently,
                said::target(action.id));
  }
  place.put(wanted);
  // The chain's own history as well: it is the complete list of targets.
  context.say({TargetKey{action.id}, DepartmentKey{action.department}, ChainKey{}}, TargetDefined{action});
  return {};
}

namespace {

Result<void> check_figure(TransactionContext& context, const TargetValue& target,
                          const RecordMeasure& action) {
  const bool share = target.kind == TargetKind::share;
  if (share != (action.whole > 0))
    return fail(Code::bad_measure,
                said::field("whole") + said::number(action.whole) + said::word(name_of(target.kind)));
  if (action.on > context.today())
    return fail(Code::measured_in_future, said::day(action.on) + said::latest(context.today()));
  const Date first{static_cast<std::uint16_t>(target.year - limits::kBaselineYearsMax), 1, 1};
  if (auto good = require_from("on", action.on, first, said::of_target_year); !good) return good;
  if (action.on.year > target.year)
    return fail(Code::target_over, said::day(action.on) + said::last_year(target.year));
  if (!context.state.at(DocumentKey{action.evidence}).present())
    return fail(Code::evidence_not_anchored, said::document(action.evidence));
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const RecordMeasure& action) {
  auto target = context.state.at(TargetKey{action.target});
  if (!target.present()) return fail(Code::unknown_target, said::target(action.target));
  if (auto good = context.require_department(target->department); !good) return good;
  if (auto good = check_figure(context, *target, action); !good) return good;
  auto place = context.state.at(MeasureKey{action.target, action.on});
  const bool corrects = place.present();
  MeasureValue value{action.on, action.value, action.whole, action.evidence, action.note, 0};
  if (corrects) {
    const Details what = said::target(action.target) + said::day(action.on);
    if (place->value == value.value && place->whole == value.whole && place->evidence == value.evidence)
      return fail(Code::already_registered, what);
    if (action.note.empty()) return fail(Code::correction_unreasoned, what);
    if (place->corrections == UINT16_MAX)
      return fail(Code::limit_exceeded, what + said::field("corrections"));
    value.corrections = static_cast<std::uint16_t>(place->corrections + 1);
  }
  TargetValue& of = target.edit();
  if (!corrects) ++of.days;
  if (!of.latest || of.latest->on <= action.on) of.latest = value;
  place.put(std::move(value));
  context.say({TargetKey{action.target}, DepartmentKey{context.department}},
              MeasureRecorded{action, corrects});
  return {};
}

}  // namespace credence
