// SPDX-License-Identifier: Apache-2.0
// Funds: the social capital that their investments drew in; their exits, incomes and losses. No more ends than is
// invested: paid, not demanded back, and not ended before. Every entry of a fund has an id of its own.
#include "ledger/domain/features.h"
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// The id is used by no entry of this sort, nor of the other one. If it is: whether it holds what is asked for.
template <class Key, class Other, class Value>
Result<void> require_new(TransactionContext& context, const Key& key, const Other& other,
                         const Value& asked) {
  const auto held = context.state.at(key);
  if (!held.present() && !context.state.at(other).present()) return {};
  const Details name = said::entry(key.entry);
  if (!context.has_feature(features::kFundRounds)) return fail(Code::line_recorded, name);
  Value now = held.present() ? *held : Value{};
  if constexpr (requires { now.fulfilled; }) now.fulfilled = 0;  // by others
  return fail(held.present() && encode(now) == encode(asked) ? Code::already_registered
                                                             : Code::registered_differently,
              name);
}

// ---- social capital ---------------------------------------------------------------------------------------

/// Money of the promise that was recorded for the same investment, by the same investor. Whom a code names may have
/// another name by now.
Result<void> fulfil(TransactionContext& context, const RecordSocialCapital& action) {
  auto promise = context.state.at(SocialCapitalKey{action.programme, *action.of});
  const Details name = said::entry(*action.of);
  if (!promise.present() || !promise->promised || promise->correction ||
      promise->award_batch != action.award_batch || promise->award_line != action.award_line ||
      promise->investor_code != action.investor_code ||
      (!action.investor_code && promise->investor != action.investor))
    return fail(Code::unknown_promise, name);
  return add_within(promise.edit().fulfilled, action.amount, promise->amount, Code::promise_exceeded,
                    [&] { return name; });
}

/// Whom the money of a day went into: the award's enterprise, or what it was merged into by then.
Result<Uscc> enterprise_on(TransactionContext& context, const Uscc& code, const Date& day) {
  Uscc at = code;
  for (auto place = context.state.at(EnterpriseKey{at}); !place->active(day);
       place = context.state.at(EnterpriseKey{at})) {
    if (!place->successor)
      return fail(Code::enterprise_ended, said::field("invested_on") + said::day(day) + ended_text(*place));
    at = *place->successor;
  }
  return at;
}

/// The investor is registered, in being on the day, and somebody else.
Result<void> check_investor(TransactionContext& context, const RecordSocialCapital& action,
                            const Uscc& awarded, const Uscc& enterprise) {
  if (!action.investor_code) return {};
  const Uscc& code = *action.investor_code;
  const Details name = said::field("investor_code") + said::code(code);
  if (code == awarded || code == enterprise) return fail(Code::own_investor, name);
  const auto investor = context.state.at(EnterpriseKey{code});
  if (!investor.present()) return fail(Code::unknown_enterprise, name);
  if (!investor->active(action.invested_on))
    return fail(Code::enterprise_ended, name + ended_text(*investor));
  if (auto good =
          require_from("invested_on", action.invested_on, investor->first_day(), said::of_registration);
      !good)
    return good;
  return check_registered_name(context, code, action.investor, "investor");
}

/// Its day, and who invested in whom.
Result<void> check_capital(TransactionContext& context, const RecordSocialCapital& action,
                           const ProgrammeValue& programme, const Uscc& code) {
  const Date& day = action.invested_on;
  if (auto good = require_past(context, "invested_on", day); !good) return good;
  if (auto good = require_from("invested_on", day, programme.first_day(), said::of_programme_year); !good)
    return good;
  const Date first = context.state.at(EnterpriseKey{code})->first_day();
  if (auto good = require_from("invested_on", day, first, said::of_registration); !good) return good;
  if (!context.has_feature(features::kFundRounds)) return {};
  const auto enterprise = enterprise_on(context, code, day);
  if (!enterprise) return std::unexpected(enterprise.error());
  return check_investor(context, action, code, *enterprise);
}

/// The sums of the award, and of the programme, which are no smaller.
template <class Sums>
Result<void> add_capital(Sums& sums, const RecordSocialCapital& action) {
  if (!action.promised)
    if (auto good = add_to(sums.social_capital, action.amount); !good) return good;
  return action.of ? Result<void>{} : add_to(sums.social_promised, action.amount);
}

// ---- exits, incomes and losses ----------------------------------------------------------------------------

/// The sums of the award, and of the programme, which are no smaller.
template <class Sums>
Result<void> add_return(Sums& sums, const RecordFundReturn& action) {
  if (auto good = add_to(sums.cost_ended, action.cost); !good) return good;
  if (action.kind == ReturnKind::loss) sums.written_off += action.cost;  // at most what ended
  return add_to(sums.returned, action.proceeds);
}

}  // namespace

Details money::fund_text(TransactionContext& context, const ProgrammeValue& programme,
                         const AwardValue& award) {
  if (programme.kind != ProgrammeKind::fund_investment || !context.has_feature(features::kFundRounds))
    return {};
  return said::invested(award.paid) + said::demanded(award.demanded) + said::cost_ended(award.cost_ended);
}

Result<void> apply_rules(TransactionContext& context, const RecordSocialCapital& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind != ProgrammeKind::fund_investment)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  const SocialCapitalKey key{action.programme, action.entry};
  SocialCapitalValue value{action.award_batch, action.award_line, action.investor, action.amount,
                           action.invested_on, action.promised,   action.of};
  value.investor_code = action.investor_code;
  const bool rounds = context.has_feature(features::kFundRounds);
  if (rounds) value.document_no = action.document_no;
  if (auto good = require_new(context, key, FundReturnKey{action.programme, action.entry}, value); !good)
    return good;
  auto places = awarded_enterprise(context, {action.programme, action.award_batch, action.award_line});
  if (!places) return std::unexpected(places.error());
  if (places->award->closed)
    return fail(Code::award_closed, award_text(action.award_batch, action.award_line));
  const Uscc code = *places->award->code;
  if (auto good = check_capital(context, action, **programme, code); !good) return good;
  if (action.of)
    if (auto good = fulfil(context, action); !good) return good;
  context.state.at(key).put(std::move(value));
  if (auto good = add_capital(places->award.edit(), action); !good) return good;
  if (auto good = add_capital(programme->edit(), action); !good) return good;
  std::vector<TransactionContext::Subject> subjects{ProgrammeKey{action.programme}, EnterpriseKey{code}};
  if (action.investor_code) subjects.emplace_back(EnterpriseKey{*action.investor_code});
  context.say(subjects, SocialCapitalRecorded{action, rounds ? std::optional(code) : std::nullopt});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordFundReturn& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind != ProgrammeKind::fund_investment)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  const FundReturnKey key{action.programme, action.entry};
  FundReturnValue value{
      action.award_batch, action.award_line, action.kind,        action.way,           action.cost,
      action.proceeds,    action.on,         action.document_no, action.document_hash, {}};
  if (auto good = require_new(context, key, SocialCapitalKey{action.programme, action.entry}, value); !good)
    return good;
  auto places = awarded_enterprise(context, {action.programme, action.award_batch, action.award_line});
  if (!places) return std::unexpected(places.error());
  const Details text = award_text(action.award_batch, action.award_line);
  if (auto good = require_past(context, "on", action.on); !good) return good;
  if (auto good = require_from("on", action.on, places->award->first_paid_on(), said::of_payment); !good)
    return good;
  AwardValue& award = places->award.edit();
  const Fen invested = award.paid - award.demanded - award.cost_ended;
  if (award.paid == 0 || action.cost > invested)
    return fail(Code::return_exceeds_invested,
                text + fund_text(context, **programme, award) + of(action.cost, invested));
  if (auto good = add_return(award, action); !good) return good;
  if (auto good = add_return(programme->edit(), action); !good) return good;
  context.state.at(key).put(std::move(value));
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{*award.code}},
              FundReturnRecorded{action, *award.code});
  return {};
}

}  // namespace credence
