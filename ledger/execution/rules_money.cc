// SPDX-License-Identifier: Apache-2.0
// What the rules of programmes, awards, payments and challenges share: checked sums, and the things that
// their lines name.
#include "ledger/execution/rules_money.h"

namespace credence::money {

Details of(std::uint64_t value, std::uint64_t bound) { return said::number(value) + said::at_most(bound); }
Details of(Fen value, Fen bound) { return said::amount(value) + said::at_most_amount(bound); }
Details award_text(const Id& batch, std::uint32_t line) {
  return said::batch(batch) + said::award_line(line);
}

Result<void> add_to(Fen& total, Fen amount) {
  const auto sum = add_fen(total, amount);
  if (!sum) return std::unexpected(sum.error());
  total = *sum;
  return {};
}

Result<ProgrammePlace> programme_of(TransactionContext& context, const Id& id, Side side,
                                    bool may_be_closed) {
  auto programme = context.state.at(ProgrammeKey{id});
  if (!programme.present()) return fail(Code::unknown_programme, said::programme(id));
  const Id& responsible = side == Side::lead ? programme->lead_department : programme->finance_department;
  if (auto good = context.require_department(responsible); !good) return std::unexpected(good.error());
  if (programme->closed_on && !may_be_closed)
    return fail(Code::programme_closed, said::programme(id) + said::day(*programme->closed_on));
  return programme;
}

const ProgrammeRules& rules_of(TransactionContext& context, const Id& id, const ProgrammeValue& programme) {
  static const ProgrammeRules kNone;
  if (programme.rules_version == 0) return kNone;
  return *context.state.at(ProgrammeRulesKey{id});
}

Result<AwardPlaces> award_of(TransactionContext& context, const AwardKey& key) {
  auto batch = context.state.at(AwardBatchKey{key.programme, key.batch});
  if (!batch.present()) return fail(Code::unknown_batch, said::batch(key.batch));
  auto award = context.state.at(key);
  if (!award.present()) return fail(Code::unknown_award, award_text(key.batch, key.line));
  return AwardPlaces{batch, award};
}

Result<AwardPlaces> awarded_enterprise(TransactionContext& context, const AwardKey& key) {
  auto places = award_of(context, key);
  if (!places) return places;
  if (places->batch->stage != AwardStage::confirmed) return fail(Code::not_confirmed, said::batch(key.batch));
  if (!places->award->code) return fail(Code::not_identified, award_text(key.batch, key.line));
  return places;
}

Result<EnterprisePlace> active_enterprise_of(TransactionContext& context, const Uscc& code) {
  auto enterprise = context.state.at(EnterpriseKey{code});
  if (!enterprise.present()) return fail(Code::unknown_enterprise, said::field("code") + said::code(code));
  if (!enterprise->active(context.today()))
    return fail(Code::enterprise_ended, said::field("code") + said::code(code) + ended_text(*enterprise));
  return enterprise;
}

Result<EnterprisePlace> enterprise_of(TransactionContext& context, const Uscc& code, const Name& name,
                                      std::string_view field) {
  auto place = active_enterprise_of(context, code);
  if (!place) return place;
  if (auto good = check_registered_name(context, code, name, field); !good)
    return std::unexpected(good.error());
  return place;
}

void say_of(TransactionContext& context, const Id& programme, const std::optional<Uscc>& code, Fact fact) {
  if (code)
    context.say({ProgrammeKey{programme}, EnterpriseKey{*code}}, std::move(fact));
  else
    context.say({ProgrammeKey{programme}}, std::move(fact));
}

}  // namespace credence::money
