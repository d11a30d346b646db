// SPDX-License-Identifier: Apache-2.0
// Exits, incomes and losses of a fund's investments. No more ends than is invested: paid, not demanded back, and not
// ended before.
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// The sums of the award, and of the programme, which are no smaller.
template <class Sums>
Result<void> add_return(Sums& sums, const RecordFundReturn& action) {
  if (auto good = add_to(sums.cost_ended, action.cost); !good) return good;
  if (action.kind == ReturnKind::loss) sums.written_off += action.cost;  // at most what ended
  return add_to(sums.returned, action.proceeds);
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const RecordFundReturn& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind != ProgrammeKind::fund_investment)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  auto place = context.state.at(FundReturnKey{action.programme, action.entry});
  if (place.present() || context.state.at(SocialCapitalKey{action.programme, action.entry}).present())
    return fail(Code::line_recorded, said::entry(action.entry));
  auto places = awarded_enterprise(context, {action.programme, action.award_batch, action.award_line});
  if (!places) return std::unexpected(places.error());
  const Details text = award_text(action.award_batch, action.award_line);
  if (auto good = require_past(context, "on", action.on); !good) return good;
  if (auto good = require_from("on", action.on, places->award->first_paid_on(), said::of_payment); !good)
    return good;
  AwardValue& award = places->award.edit();
  const Fen invested = award.paid - award.demanded - award.cost_ended;
  if (award.paid == 0 || action.cost > invested)
    return fail(Code::return_exceeds_invested, text + of(action.cost, invested));
  if (auto good = add_return(award, action); !good) return good;
  if (auto good = add_return(programme->edit(), action); !good) return good;
  place.put({action.award_batch,
             action.award_line,
             action.kind,
             action.way,
             action.cost,
             action.proceeds,
             action.on,
             action.document_no,
             action.document_hash,
             {}});
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{*award.code}},
              FundReturnRecorded{action, *award.code});
  return {};
}

}  // namespace credence
