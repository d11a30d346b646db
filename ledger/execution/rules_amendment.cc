// SPDX-License-Identifier: Apache-2.0
// Awards corrected: a line is taken out of every sum and put in again as it is to be, under the rules of today;
// so nothing that may not be awarded is reached by a correction. A lower amount, or the enterprise's name, asks
// nothing. All lines are taken out before the first is put in: two that were mixed up are exchanged by one
// action.
#include <algorithm>
#include <map>

#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// A correction in execution.
struct Amendment : BatchInHand {
  const AmendAwards& action;

  [[nodiscard]] AwardKey award_key(std::uint32_t line) const { return {key.programme, key.batch, line}; }
};
/// A line that was taken out.
struct TakenOut {
  AwardLine before;
  bool anew = false;     // it is judged as a new award is
  bool by_name = false;  // published without a code, and still under this name
};

bool announces(const AwardLine& before, const AwardLine& line) {
  return line.amount > before.amount || folded_name(line.beneficiary) != folded_name(before.beneficiary) ||
         folded_name(line.project) != folded_name(before.project);
}

Result<void> may_amend(const Amendment& amendment, const AwardLine& line, const AwardValue& award,
                       const AwardLine& before) {
  const Details text = award_text(amendment.key.batch, line.line);
  if (award.closed) return fail(Code::award_closed, text);
  if (encode(line) == encode(before)) return fail(Code::already_registered, text);
  if (line.code != before.code && award.paid > 0)
    return fail(Code::award_paid, text + said::amount(award.paid));
  if (line.amount < award.paid)
    return fail(Code::amount_below_paid,
                text + said::amount(line.amount) + said::at_least_amount(award.paid));
  // What was in public notice is what is confirmed.
  if (amendment.batch->stage == AwardStage::confirmed && amendment.batch->notice_ends &&
      announces(before, line))
    return fail(Code::notice_required, text);
  return {};
}

Result<TakenOut> take_out(const Amendment& amendment, const AwardLine& line) {
  if (auto good = check_kind(amendment, line); !good) return std::unexpected(good.error());
  const AwardKey key = amendment.award_key(line.line);
  const auto award = amendment.context.state.at(key);
  if (!award.present()) return fail(Code::unknown_award, award_text(key.batch, key.line));
  TakenOut out{{line.line, award->beneficiary, award->code, award->project, award->amount, award->persons,
                award->investment}};
  const AwardLine& before = out.before;
  if (auto good = may_amend(amendment, line, *award, before); !good) return std::unexpected(good.error());
  out.anew = before.code != line.code || line.amount > before.amount ||
             folded_name(line.project) != folded_name(before.project);
  out.by_name = free_project(amendment.context, key, *award) &&
                folded_name(line.beneficiary) == folded_name(before.beneficiary);
  amendment.batch.edit().recorded_total -= before.amount;
  ProgrammeValue& totals = amendment.programme.edit();
  totals.awarded -= before.amount;
  if (amendment.quota != nullptr) {
    totals.awarded_of_quotas -= before.amount;
    amendment.quota->awarded -= before.amount;
  }
  if (!before.code) {
    --amendment.batch.edit().unidentified_count;
  } else if (out.anew) {
    uncount_award(amendment.context, key, *before.code, before.amount, true);
    --amendment.context.state.at(EnterpriseKey{*before.code}).edit().awards;
  } else {
    lower_award(amendment.context, key.programme, *before.code, before.amount - line.amount, false);
  }
  return out;
}

/// The enterprise of the line as it is to be, and what it holds then.
Result<void> count_line(const Amendment& amendment, const AwardLine& line, const TakenOut& out) {
  TransactionContext& context = amendment.context;
  if (!line.code) {
    ++amendment.batch.edit().unidentified_count;
    return {};
  }
  const bool named = out.by_name || line.beneficiary == out.before.beneficiary;
  if (!out.anew)
    return named ? Result<void>{}
                 : check_registered_name(context, *line.code, line.beneficiary, "beneficiary");
  // Who was published without a code may be published under another name than the registered one.
  auto enterprise = out.by_name ? active_enterprise_of(context, *line.code)
                                : enterprise_of(context, *line.code, line.beneficiary, "beneficiary");
  if (!enterprise) return std::unexpected(enterprise.error());
  const AwardKey key = amendment.award_key(line.line);
  const Candidate candidate{amendment.rules, key,           line.project,
                            line.amount,     amendment.day, amendment.programme->kind};
  if (auto good = count_award(context, candidate, *line.code, *enterprise); !good) return good;
  auto award = context.state.at(key);
  if (award->acceptance == Acceptance::passed)
    award.edit().awaited = settle_project(context, key, *line.code);
  return {};
}

Result<void> put_in(const Amendment& amendment, const AwardLine& line, const TakenOut& out) {
  const AmendAwards& action = amendment.action;
  TransactionContext& context = amendment.context;
  if (auto good = guard_project(amendment, line, out.by_name || !line.code); !good) return good;
  if (auto good = bind_money(amendment, line); !good) return good;
  if (auto good = count_line(amendment, line, out); !good) return good;
  AwardValue& award = context.state.at(amendment.award_key(line.line)).edit();
  award.beneficiary = line.beneficiary;
  award.code = line.code;
  award.project = line.project;
  award.amount = line.amount;
  award.persons = line.persons;
  award.investment = line.investment;
  award.correct(
      {CorrectionKind::amended, context.today(), action.document_no, action.reason, out.before.amount});
  std::vector<TransactionContext::Subject> subjects{ProgrammeKey{action.programme}};
  if (line.code) subjects.emplace_back(EnterpriseKey{*line.code});
  if (out.before.code && out.before.code != line.code) subjects.emplace_back(EnterpriseKey{*out.before.code});
  context.say(subjects,
              AwardAmended{action.programme, action.batch, amendment.batch->stage, action.document_no,
                           action.reason, out.before.beneficiary, out.before.code, out.before.project,
                           out.before.amount, line, amendment.programme->kind, out.before.investment});
  return {};
}

Result<void> amend_lines(const Amendment& amendment) {
  std::map<std::uint32_t, TakenOut> out;
  bool announced = false;
  const auto& lines = amendment.action.lines;
  auto good = apply_lines(amendment.context, lines, [&](const AwardLine& line) -> Result<void> {
    auto taken = take_out(amendment, line);
    if (!taken) return std::unexpected(taken.error());
    announced = announced || announces(taken->before, line);
    out.emplace(line.line, *std::move(taken));
    return {};
  });
  if (good && announced) good = announce(amendment, amendment.batch->stage);
  if (!good) return good;
  return apply_lines(amendment.context, lines, [&](const AwardLine& line) -> Result<void> {
    const auto taken = out.find(line.line);
    return taken == out.end() ? Result<void>() : put_in(amendment, line, taken->second);
  });
}

/// The first day that is recorded of what became of an award.
std::optional<Date> first_result(const AwardValue& award) {
  std::optional<Date> out = award.first_paid_on();
  const auto add = [&out](const std::optional<Date>& day) {
    if (day) out = out ? std::min(*out, *day) : *day;
  };
  if (!award.milestones.empty()) add(award.milestones.front());
  add(award.acceptance_on);
  add(award.performance_on);
  return out;
}

/// Another day of the award: all that followed it follows it still, and what the rules ask of each enterprise
/// held on it.
Result<void> check_lines_on_day(const Amendment& amendment) {
  TransactionContext& context = amendment.context;
  const AwardBatchValue& batch = *amendment.batch;
  for (std::uint32_t line = batch.last_line; line != 0;) {
    const auto award = context.state.at(amendment.award_key(line));
    auto good = apply_line(context, line, [&]() -> Result<void> {
      if (const auto first = first_result(*award); first && *first < batch.awarded_on())
        return fail(Code::dates_reversed,
                    said::field("published") + said::day(batch.awarded_on()) + said::latest(*first));
      if (!award->code || award->closed) return {};
      const auto enterprise = context.state.at(EnterpriseKey{*award->code});
      if (auto held =
              require_from("published", amendment.day, enterprise->first_day(), said::of_registration);
          !held)
        return held;
      return require_titles_on(context, amendment.rules, *award->code, amendment.day);
    });
    if (!good) return good;
    line = award->previous;
  }
  return {};
}

Result<void> amend_batch(const Amendment& amendment, Fen total_before,
                         const std::optional<Date>& published_before) {
  const AmendAwards& action = amendment.action;
  TransactionContext& context = amendment.context;
  AwardBatchValue& batch = amendment.batch.edit();
  if (batch.recorded_total > batch.declared_total)
    return fail(Code::declared_total_exceeded,
                said::batch(action.batch) + of(batch.recorded_total, batch.declared_total));
  const bool moved = action.published != published_before;
  if (batch.declared_total == total_before && !moved) return {};
  batch.correction = {CorrectionKind::amended, context.today(), action.document_no, action.reason,
                      total_before};
  BatchAmended fact{action.programme, action.batch,         action.document_no, action.reason,
                    total_before,     batch.declared_total, published_before,   action.published};
  if (!moved) {
    context.say({ProgrammeKey{action.programme}}, std::move(fact));
    return {};
  }
  if (auto good = check_published(amendment, std::nullopt); !good) return good;
  if (auto good = say_of_batch(context, amendment.key, batch, std::move(fact)); !good) return good;
  return check_lines_on_day(amendment);
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const AmendAwards& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  if (!batch.present()) return fail(Code::unknown_batch, said::batch(action.batch));
  const Fen total_before = batch->declared_total;
  const std::optional<Date> published_before = batch->published;
  if (action.lines.empty() && action.declared_total == total_before && action.published == published_before)
    return fail(Code::already_registered, said::batch(action.batch));
  const auto quota = quota_of(context, action.programme, batch->quota);
  if (!quota) return std::unexpected(quota.error());
  batch.edit().declared_total = action.declared_total;
  batch.edit().published = action.published;
  const Amendment amendment{{context,
                             {action.programme, action.batch},
                             rules_of(context, action.programme, **programme),
                             *programme,
                             batch,
                             *quota,
                             action.published.value_or(batch->confirmed_on.value_or(context.today()))},
                            action};
  if (auto good = amend_lines(amendment); !good) return good;
  return amend_batch(amendment, total_before, published_before);
}

}  // namespace credence
