// SPDX-License-Identifier: Apache-2.0
// Awards: nothing beyond the envelope or its quota, no line twice, no project twice, nothing confirmed before
// its public notice has ended or while an objection is open, and nothing that the programme's rules refuse
// the enterprise.
//
// A batch in public notice is confirmed by a part that repeats its declared count and total with the stage
// `confirmed`.
#include <algorithm>
#include <set>

#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// A part of a batch in execution.
struct Part : BatchInHand {
  const RecordAwards& action;
};

Result<void> may_confirm(const Part& part) {
  const AwardBatchValue& held = *part.batch;
  const Details name = said::batch(part.action.batch);
  if (held.objected) return fail(Code::objection_upheld, name);
  if (held.open_objections > 0)
    return fail(Code::objection_open, name + said::objections(held.open_objections));
  if (held.notice_ends && part.context.today() <= *held.notice_ends)
    return fail(Code::notice_running, name + said::to(*held.notice_ends));
  if (held.notice_ends && !part.action.lines.empty()) return fail(Code::notice_required, name);
  return {};
}

/// Of an enterprise that was merged its successor is asked.
Result<void> still_fit(const Part& part, const Uscc& code) {
  TransactionContext& context = part.context;
  const Uscc heir = heir_of(context, code);
  build_on_path(context, code);
  const auto enterprise = context.state.at(EnterpriseKey{heir});
  if (!enterprise->active(context.today()))
    return fail(Code::enterprise_ended, said::field("code") + said::code(heir) + ended_text(*enterprise));
  if (auto good = require_titles(context, part.rules, heir, context.today()); !good) return good;
  return require_credit(context, part.rules, heir);
}

/// Between a notice and its confirmation things happen: what was asked of each line's enterprise on its own,
/// a title, a clean record, that it is there to be paid, is asked again.
Result<void> still_fit(const Part& part) {
  TransactionContext& context = part.context;
  for (std::uint32_t line = part.batch->last_line; line != 0;) {
    const auto award = context.state.at(AwardKey{part.action.programme, part.action.batch, line});
    if (award->code && !award->closed)
      if (auto good = apply_line(context, line, [&] { return still_fit(part, *award->code); }); !good)
        return good;
    line = award->previous;
  }
  return {};
}

void confirm(const Part& part, AwardBatchValue& value) {
  value.confirmed_on = part.context.today();
  if (part.rules.acceptance_months > 0)
    value.acceptance_due = after_months(*value.confirmed_on, part.rules.acceptance_months);
}

/// A part of a batch that is recorded already repeats its declaration; it adds lines, or it confirms.
Result<bool> confirms(const Part& part) {
  const RecordAwards& action = part.action;
  const AwardBatchValue& held = *part.batch;
  const auto differs = [&](std::string_view field) {
    return fail(Code::declaration_differs, said::batch(action.batch) + said::field(field));
  };
  if (held.declared_count != action.declared_count) return differs("declared_count");
  if (held.declared_total != action.declared_total) return differs("declared_total");
  if (held.quota != action.quota) return differs("quota");
  if (held.stage == AwardStage::public_notice && action.stage == AwardStage::confirmed) return true;
  if (held.stage != action.stage) return differs("stage");
  if (held.title != action.title) return differs("title");
  if (held.document_no != action.document_no) return differs("document_no");
  if (held.published != action.published) return differs("published");
  if (held.source != action.source) return differs("source");
  if (action.lines.empty()) return fail(Code::already_registered, said::batch(action.batch));
  return false;
}

Result<void> open_batch(const Part& part) {
  const RecordAwards& action = part.action;
  const bool first = !part.batch.present();
  if (!first) {
    const auto confirmation = confirms(part);
    if (!confirmation) return std::unexpected(confirmation.error());
    if (!*confirmation) return {};
    if (auto good = may_confirm(part); !good) return good;
    if (auto good = still_fit(part); !good) return good;
  }
  if (auto good = check_published(part, first ? std::nullopt : part.batch->published); !good) return good;
  if (first) ++part.programme.edit().batches;
  AwardBatchValue& value = part.batch.edit();
  const BatchDeclaration& declared = action;
  static_cast<BatchDeclaration&>(value) = declared;
  if (action.stage == AwardStage::confirmed) confirm(part, value);
  return say_of_batch(part.context, {action.programme, action.batch}, value,
                      BatchOpened{declared, action.programme, action.batch});
}

Result<void> award_line(const Part& part, const AwardLine& line) {
  const RecordAwards& action = part.action;
  TransactionContext& context = part.context;
  const AwardKey key{action.programme, action.batch, line.line};
  auto award = context.state.at(key);
  if (award.present()) return fail(Code::line_recorded, said::batch(action.batch));
  if (auto good = check_kind(part, line); !good) return good;
  if (auto good = guard_project(part, line, !line.code); !good) return good;
  if (auto good = bind_money(part, line); !good) return good;
  AwardValue& value = award.edit();
  value.beneficiary = line.beneficiary;
  value.code = line.code;
  value.project = line.project;
  value.amount = line.amount;
  value.persons = line.persons;
  value.investment = line.investment;
  value.awarded_by = context.signer;
  value.previous = std::exchange(part.batch.edit().last_line, line.line);
  if (line.code) {
    auto enterprise = enterprise_of(context, *line.code, line.beneficiary, "beneficiary");
    if (!enterprise) return std::unexpected(enterprise.error());
    const ProgrammeKind kind = part.programme->kind;
    if (auto good = count_award(context, {part.rules, key, line.project, line.amount, part.day, kind},
                                *line.code, *enterprise);
        !good)
      return std::unexpected(good.error());
  } else {
    ++part.batch.edit().unidentified_count;
  }
  say_of(
      context, action.programme, line.code,
      Awarded{action.programme, action.batch, action.stage, action.document_no, line, part.programme->kind});
  return {};
}

Result<void> identify_line(TransactionContext& context, const IdentifyBeneficiaries& action,
                           const ProgrammeRules& rules, ProgrammeKind kind, BatchPlace& batch,
                           const Identification& line) {
  const AwardKey key{action.programme, action.batch, line.line};
  auto award = context.state.at(key);
  if (!award.present()) return fail(Code::unknown_award, said::batch(action.batch));
  if (award->code) return fail(Code::already_identified, said::field("code") + said::code(*award->code));
  if (award->closed) return fail(Code::award_closed, award_text(action.batch, line.line));
  auto enterprise = active_enterprise_of(context, line.code);
  if (!enterprise) return std::unexpected(enterprise.error());
  if (auto good = guard_by_code(context, key, line.code, folded_name(award->project)); !good) return good;
  award.edit().code = line.code;
  --batch.edit().unidentified_count;
  const Date day = batch->published.value_or(context.today());
  if (auto good = count_award(context, {rules, key, award->project, award->amount, day, kind}, line.code,
                              *enterprise);
      !good)
    return good;
  // It was accepted under another code, which an amendment took away.
  if (award->acceptance == Acceptance::passed) award.edit().awaited = settle_project(context, key, line.code);
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}},
              Identified{action.programme, action.batch, batch->stage, batch->document_no, line.line,
                         line.code, award->amount, award->project, kind});
  return {};
}

}  // namespace

Result<QuotaValue*> money::quota_of(TransactionContext& context, const Id& programme,
                                    const std::optional<Id>& quota) {
  if (!quota) return nullptr;
  auto place = context.state.at(QuotaKey{programme, *quota});
  if (!place.present()) return fail(Code::unknown_quota, said::quota(*quota));
  return &place.edit();
}

Result<void> money::check_published(const BatchInHand& batch, const std::optional<Date>& first) {
  if (auto good = require_past(batch.context, "published", batch.day); !good) return good;
  if (auto good = require_from("published", batch.day, batch.programme->first_day(), said::of_programme_year);
      !good)
    return good;
  return require_from("published", batch.day, first, said::of_notice);
}

Result<void> money::announce(const BatchInHand& batch, AwardStage stage) {
  const ProgrammeRules& rules = batch.rules;
  if (rules.notice_days == 0) return {};
  if (stage == AwardStage::confirmed) return fail(Code::notice_required, said::batch(batch.key.batch));
  const auto end = notice_end(batch.context, rules.notice_days, rules.working_days, rules.first_day_counts);
  if (!end) return std::unexpected(end.error());
  batch.batch.edit().notice_ends = *end;
  return {};
}

Result<void> money::check_kind(const BatchInHand& batch, const AwardLine& line) {
  const ProgrammeKind kind = batch.programme->kind;
  if (line.investment && kind != ProgrammeKind::fund_investment)
    return fail(Code::wrong_kind, said::field("investment") + said::word(name_of(kind)));
  const bool talent = kind == ProgrammeKind::talent_subsidy;
  if (talent == line.persons.has_value()) return {};
  return fail(talent ? Code::persons_missing : Code::wrong_kind,
              said::field("persons") + said::word(name_of(kind)));
}

Result<void> money::guard_project(const BatchInHand& batch, const AwardLine& line, bool by_name) {
  Overlay& state = batch.context.state;
  const AwardKey award{batch.key.programme, batch.key.batch, line.line};
  const std::string project = folded_name(line.project);
  auto name =
      state.at(project_key(state.suite(), award.programme, false, folded_name(line.beneficiary), project));
  if (name.present())
    return fail(Code::duplicate_award,
                said::field("project") + said::batch(name->batch) + said::award_line(name->line));
  if (by_name) name.put({award.batch, award.line});
  return line.code ? guard_by_code(batch.context, award, *line.code, project) : Result<void>{};
}

bool money::free_project(TransactionContext& context, const AwardKey& key, const AwardValue& award) {
  const auto free = [&](const AwardedProjectKey& guard) {
    auto place = context.state.at(guard);
    if (!place.present() || place->batch != key.batch || place->line != key.line) return false;
    place.erase();
    return true;
  };
  const std::string project = folded_name(award.project);
  if (award.code)
    free(project_key(context.state.suite(), key.programme, true, text_of(*award.code), project));
  return free(
      project_key(context.state.suite(), key.programme, false, folded_name(award.beneficiary), project));
}

Result<void> money::bind_money(const BatchInHand& batch, const AwardLine& line) {
  const auto what = [&] { return batch.what(line.line); };
  if (auto good = add_within(batch.batch.edit().recorded_total, line.amount, batch.batch->declared_total,
                             Code::declared_total_exceeded, what);
      !good)
    return good;
  ProgrammeValue& totals = batch.programme.edit();
  if (batch.quota != nullptr) {
    if (auto good = add_within(batch.quota->awarded, line.amount, batch.quota->amount, Code::quota_exceeded,
                               [&] { return what() + said::quota(*batch.batch->quota); });
        !good)
      return good;
    if (auto good = add_to(totals.awarded_of_quotas, line.amount); !good) return good;
  }
  const Fen bound = totals.budget - totals.allocated + totals.awarded_of_quotas;
  return add_within(totals.awarded, line.amount, bound, Code::budget_exceeded,
                    [&] { return said::line(line.line) + said::programme(batch.key.programme); });
}

Result<void> money::say_of_batch(TransactionContext& context, const AwardBatchKey& key,
                                 const AwardBatchValue& batch, Fact fact, const std::optional<Uscc>& also) {
  context.record.told += batch.last_line == 0 ? 0 : batch.recorded_count;
  if (context.record.told > limits::kToldPerBlockMax)
    return fail(Code::limit_exceeded, said::batch(key.batch) + said::at_most(limits::kToldPerBlockMax) +
                                          said::block_tells_enough());
  std::set<Uscc> concerned;
  if (also) concerned.insert(*also);
  for (std::uint32_t line = batch.last_line; line != 0;) {
    const auto award = context.state.at(AwardKey{key.programme, key.batch, line});
    if (award->code && !award->closed) concerned.insert(*award->code);
    line = award->previous;
  }
  std::vector<TransactionContext::Subject> subjects{ProgrammeKey{key.programme}};
  for (const Uscc& code : concerned) subjects.emplace_back(EnterpriseKey{code});
  context.say(subjects, std::move(fact));
  return {};
}

void money::release_rest(TransactionContext& context, ProgrammePlace& programme, const AwardKey& key,
                         AwardPlaces& places, const DocumentNo& document_no, const Note& reason) {
  AwardValue& award = places.award.edit();
  AwardBatchValue& batch = places.batch.edit();
  const Fen rest = award.amount - award.released - award.paid;
  award.closed = true;
  if (award.acceptance != Acceptance::passed) ++batch.settled;
  const bool whole = award.paid == 0;
  if (award.code)
    uncount_award(context, key, *award.code, rest, whole);
  else
    --batch.unidentified_count;
  if (whole) free_project(context, key, award);
  if (rest == 0) return;
  award.released += rest;
  batch.released_total += rest;
  ProgrammeValue& totals = programme.edit();
  totals.awarded -= rest;
  totals.released += rest;
  if (batch.quota) {
    totals.awarded_of_quotas -= rest;
    context.state.at(QuotaKey{key.programme, *batch.quota}).edit().awarded -= rest;
  }
  say_of(context, key.programme, award.code,
         AwardReleased{key.programme, key.batch, key.line, award.beneficiary, award.project, rest,
                       document_no, reason});
}

Result<void> apply_rules(TransactionContext& context, const RecordAwards& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind == ProgrammeKind::procurement_catalogue)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  const ProgrammeRules& rules = rules_of(context, action.programme, **programme);
  if (rules.quota_required && !action.quota) return fail(Code::quota_required, said::batch(action.batch));
  const auto quota = quota_of(context, action.programme, action.quota);
  if (!quota) return std::unexpected(quota.error());
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  const Part part{{context,
                   {action.programme, action.batch},
                   rules,
                   *programme,
                   batch,
                   *quota,
                   action.published.value_or(context.today())},
                  action};
  if (auto good = open_batch(part); !good) return good;
  if (action.lines.empty()) return {};
  // Lines are announced for as long as the rules ask: a part with lines begins the notice anew.
  if (auto good = announce(part, action.stage); !good) return good;
  if (auto good = add_count(batch.edit().recorded_count, action.lines.size(), batch->declared_count,
                            [&] { return said::batch(action.batch); });
      !good)
    return good;
  if (action.stage == AwardStage::public_notice && batch->recorded_count > limits::kNoticeLinesMax)
    return fail(Code::limit_exceeded, said::batch(action.batch) +
                                          of(std::uint64_t{batch->recorded_count}, limits::kNoticeLinesMax));
  if (auto good = add_count(programme->edit().awards, action.lines.size(), 0,
                            [&] { return said::programme(action.programme); });
      !good)
    return good;
  return apply_lines(context, action.lines, [&](const AwardLine& line) { return award_line(part, line); });
}

Result<void> apply_rules(TransactionContext& context, const IdentifyBeneficiaries& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  if (!batch.present()) return fail(Code::unknown_batch, said::batch(action.batch));
  const ProgrammeRules& rules = rules_of(context, action.programme, **programme);
  return apply_lines(context, action.lines, [&](const Identification& line) {
    return identify_line(context, action, rules, (*programme)->kind, batch, line);
  });
}

Result<void> apply_rules(TransactionContext& context, const WithdrawAwards& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  return apply_lines(context, action.lines, [&](const WithdrawalLine& line) -> Result<void> {
    const AwardKey key{action.programme, action.batch, line.line};
    auto places = award_of(context, key);
    if (!places) return std::unexpected(places.error());
    const Details text = award_text(action.batch, line.line);
    if (places->award->closed) return fail(Code::award_closed, text);
    if (places->award->paid == places->award->amount) return fail(Code::nothing_to_release, text);
    release_rest(context, *programme, key, *places, action.document_no, action.reason);
    return {};
  });
}

}  // namespace credence
