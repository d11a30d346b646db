// SPDX-License-Identifier: Apache-2.0
// Recovery: what is demanded back is at most what was paid, what came back at most what is demanded.
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// Sets the charges of a case to others, of which at least `floor` came in already; and with them its programme's.
Result<void> set_charges(Charges& of_case, Charges& of_programme, const Charges& wanted, const Charges& floor,
                         const Details& name) {
  for (Fen Charges::* const one : Charges::kEach) {
    if (wanted.*one < floor.*one)
      return fail(Code::demand_below_recovered, name + of(floor.*one, wanted.*one));
    of_programme.*one -= of_case.*one;
    if (auto good = add_to(of_programme.*one, wanted.*one); !good) return good;
    of_case.*one = wanted.*one;
  }
  return {};
}

/// No more of each comes in than is asked for.
Result<void> receive_charges(RecoveryValue& value, Charges& of_programme, const Charges& received,
                             const Details& name) {
  for (Fen Charges::* const one : Charges::kEach) {
    if (auto good = add_within(value.charges_received.*one, received.*one, value.charged.*one,
                               Code::recovery_exceeded, [&] { return name; });
        !good)
      return good;
    if (auto good = add_to(of_programme.*one, received.*one); !good) return good;
  }
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const DemandRecovery& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  auto places = awarded_enterprise(context, {action.programme, action.award_batch, action.award_line});
  if (!places) return std::unexpected(places.error());
  auto place = context.state.at(RecoveryKey{action.programme, action.recovery});
  const Details name = said::recovery(action.recovery);
  const bool opens = !place.present();
  if (!opens) {
    if (place->award_batch != action.award_batch || place->award_line != action.award_line)
      return fail(Code::registered_differently, name + award_text(place->award_batch, place->award_line));
    if (place->withdrawn()) return fail(Code::nothing_to_correct, name);
    if (place->demanded == action.demanded && place->charged == action.charges)
      return fail(Code::already_registered, name);
    if (action.demanded < place->recovered)
      return fail(Code::demand_below_recovered, name + of(place->recovered, action.demanded));
  }
  RecoveryValue& value = place.edit();
  const Fen before = value.demanded;
  const Charges charges_before = value.charged;
  AwardValue& award = places->award.edit();
  award.demanded -= before;
  if (auto good = add_within(award.demanded, action.demanded, award.paid - award.cost_ended,
                             Code::recovery_exceeds_paid,
                             [&] { return name + fund_text(context, **programme, award); });
      !good)
    return good;
  ProgrammeValue& totals = programme->edit();
  totals.demanded -= before;
  if (auto good = add_to(totals.demanded, action.demanded); !good) return good;
  if (auto good = set_charges(value.charged, totals.charged, action.charges, value.charges_received, name);
      !good)
    return good;
  if (opens) {
    ++totals.recoveries;
    value.award_batch = action.award_batch;
    value.award_line = action.award_line;
    value.code = *award.code;
    value.opened_on = context.today();
  }
  value.demanded = action.demanded;
  value.document_no = action.document_no;
  value.reason = action.reason;
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{value.code}},
              RecoveryDemanded{action, value.code, before, charges_before});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordRecovery& action) {
  auto programme = programme_of(context, action.programme, Side::finance, true);
  if (!programme) return std::unexpected(programme.error());
  auto place = context.state.at(RecoveryKey{action.programme, action.recovery});
  const Details name = said::recovery(action.recovery);
  if (!place.present()) return fail(Code::unknown_recovery, name);
  if (place->withdrawn()) return fail(Code::nothing_to_correct, name);
  if (action.receipt <= place->receipts)
    return fail(Code::line_recorded, name + said::receipt(action.receipt));
  if (action.receipt != place->receipts + 1)
    return fail(Code::receipt_order, name + said::next(place->receipts + 1));
  RecoveryValue& value = place.edit();
  auto award_place = context.state.at(AwardKey{action.programme, value.award_batch, value.award_line});
  if (auto good = require_past(context, "received_on", action.received_on); !good) return good;
  if (auto good =
          require_from("received_on", action.received_on, award_place->first_paid_on(), said::of_payment);
      !good)
    return good;
  if (auto good = add_within(value.recovered, action.amount, value.demanded, Code::recovery_exceeded,
                             [&] { return name; });
      !good)
    return good;
  ProgrammeValue& totals = programme->edit();
  if (auto good = receive_charges(value, totals.charges_received, action.charges, name); !good) return good;
  if (value.received.size() == value.received.kMax)
    return fail(Code::limit_exceeded, name + said::at_most(value.received.kMax));
  ++value.receipts;
  value.received.push_back({action.amount, action.received_on, false, action.charges});
  if (auto good = add_to(award_place.edit().recovered, action.amount); !good) return good;
  if (auto good = add_to(totals.recovered, action.amount); !good) return good;
  EnterpriseValue& enterprise = context.state.at(EnterpriseKey{value.code}).edit();
  if (auto good = add_to(enterprise.recovered, action.amount); !good) return good;
  share_of(enterprise, action.programme).recovered += action.amount;  // at most the enterprise's
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{value.code}},
              Recovered{action, value.code, value.demanded - value.recovered, value.charges_outstanding()});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const TakeRecoveryStep& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  auto place = context.state.at(RecoveryKey{action.programme, action.recovery});
  const Details name = said::recovery(action.recovery);
  if (!place.present()) return fail(Code::unknown_recovery, name);
  if (place->withdrawn()) return fail(Code::nothing_to_correct, name);
  const RecoveryStepTaken* const last = place->steps.empty() ? nullptr : &place->steps.back();
  if (action.withdrawn) {
    if (last == nullptr || last->step != action.step || last->on != action.on)
      return fail(Code::nothing_to_correct, name + said::word(name_of(action.step)));
    place.edit().steps.pop_back();
  } else {
    const RecoveryStepTaken step = taken(action);
    if (last != nullptr && *last == step) return fail(Code::already_registered, name);
    if (auto good = require_past(context, "on", action.on); !good) return good;
    if (last != nullptr)
      if (auto good = require_from("on", action.on, last->on, said::of_step); !good) return good;
    if (place->steps.size() == place->steps.kMax)
      return fail(Code::limit_exceeded, name + said::at_most(place->steps.kMax));
    place.edit().steps.push_back(step);
  }
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{place->code}},
              RecoveryStepRecorded{action, place->code});
  return {};
}

}  // namespace credence
