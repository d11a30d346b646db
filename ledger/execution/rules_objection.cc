// SPDX-License-Identifier: Apache-2.0
// Objections: filed by anyone with a key while a batch is in public notice, decided by the department that
// awards. Nothing of a batch is confirmed while one is open (rules_grant.cc).
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

Result<void> apply_rules(TransactionContext& context, const FileObjection& action) {
  if (!context.state.at(ProgrammeKey{action.programme}).present())
    return fail(Code::unknown_programme, said::programme(action.programme));
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  const Details name = said::batch(action.batch);
  if (!batch.present()) return fail(Code::unknown_batch, name);
  if (batch->stage != AwardStage::public_notice) return fail(Code::notice_over, name);
  if (batch->notice_ends && *batch->notice_ends < context.today())
    return fail(Code::notice_over, name + said::to(*batch->notice_ends));
  std::optional<Uscc> concerned;
  if (action.line > 0) {
    auto places = award_of(context, {action.programme, action.batch, action.line});
    if (!places) return std::unexpected(places.error());
    if (places->award->closed) return fail(Code::award_closed, award_text(action.batch, action.line));
    concerned = places->award->code;
  }
  AwardBatchValue& value = batch.edit();
  if (value.objections == UINT32_MAX) return fail(Code::limit_exceeded, name);
  ++value.open_objections;
  const std::uint32_t number = ++value.objections;
  ObjectionValue objection;
  objection.line = action.line;
  objection.enterprise = context.enterprise;
  objection.department = context.department;
  objection.grounds = action.grounds;
  objection.document_hash = action.document_hash;
  objection.filed_on = context.today();
  context.state.at(ObjectionKey{action.programme, action.batch, number}).put(std::move(objection));
  const Objected fact{action, number};
  say_of(context, action.programme, concerned, fact);
  if (context.enterprise && context.enterprise != concerned)
    context.say({EnterpriseKey{*context.enterprise}}, fact);
  return {};
}

Result<void> apply_rules(TransactionContext& context, const DecideObjection& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  if (!batch.present()) return fail(Code::unknown_batch, said::batch(action.batch));
  auto objection = context.state.at(ObjectionKey{action.programme, action.batch, action.objection});
  const Details name = said::batch(action.batch) + said::objection(action.objection);
  if (!objection.present()) return fail(Code::unknown_objection, name);
  if (objection->decided_on) return fail(Code::objection_decided, name + said::day(*objection->decided_on));
  ObjectionValue& value = objection.edit();
  value.decided_on = context.today();
  value.upheld = action.upheld;
  value.reason = action.reason;
  --batch.edit().open_objections;
  std::optional<Uscc> concerned;
  const AwardKey key{action.programme, action.batch, value.line};
  auto award = context.state.at(key);
  if (award.present()) concerned = award->code;
  const ObjectionDecided fact{action};
  if (action.upheld && value.line == 0) {
    batch.edit().objected = true;
    return say_of_batch(context, {action.programme, action.batch}, *batch, fact, value.enterprise);
  }
  say_of(context, action.programme, concerned, fact);
  if (value.enterprise && value.enterprise != concerned)
    context.say({EnterpriseKey{*value.enterprise}}, fact);
  if (action.upheld && !award->closed) {
    AwardPlaces places{batch, award};
    release_rest(context, *programme, key, places, action.document_no, action.reason);
  }
  return {};
}

}  // namespace credence
