// SPDX-License-Identifier: Apache-2.0
// What becomes of an award: batches, notice, objections, eligibility, corrections.
#include "tests/domain_model/model.h"

namespace credence::model {

// ---- eligibility ------------------------------------------------------------------------------------------

bool Model::waits_for_acceptance(const Award& award) const {
  return award.code && award.asks_acceptance && award.acceptance != Acceptance::passed && !award.closed;
}
bool Model::overdue(const Uscc& code) const {
  const std::vector<Uscc> all = lineage(code);
  for (const auto& [id, programme] : programmes)
    for (const auto& [batch_id, batch] : programme.batches)
      if (batch.acceptance_due && *batch.acceptance_due < today)
        for (const auto& [line, award] : batch.awards)
          if (award.code && std::ranges::find(all, *award.code) != all.end() && waits_for_acceptance(award))
            return true;
  return false;
}

Code Model::eligible(const Programme& programme, const Uscc& code, const Name& project, Fen amount,
                     const Date& day) const {
  const ProgrammeRules& rules = programme.rules;
  const std::vector<Uscc> all = lineage(code);
  const auto any_of = [&](const Programme& of) {
    return std::ranges::any_of(all, [&](const Uscc& one) { return of.awards_of(one) > 0; });
  };
  if (rules.one_project && any_of(programme)) return Code::one_project_only;
  Fen awarded = amount;
  for (const Uscc& one : all) awarded += programme.awarded(one);
  if (rules.cap > 0 && awarded > rules.cap) return Code::cap_exceeded;
  for (const Id& other : rules.excluded)
    if (any_of(programmes.at(other))) return Code::programme_excluded;
  if (const Code early = from(day, titles.enterprises.at(code).founded()); early != Code::ok) return early;
  for (const Id& type : rules.required_titles)
    if (!title_in_force(type, code, day) || !title_in_force(type, code, today)) return Code::title_required;
  if (credit_bars(code, rules.blocking_credit)) return Code::credit_blocks;
  if (rules.overdue_blocks && overdue(code)) return Code::acceptance_overdue;
  if (!rules.library_required) return Code::ok;
  Fen requested = 0;
  for (const Uscc& one : all)
    if (const auto held = programme.library.find({one, fold(project)}); held != programme.library.end())
      requested = std::max(requested, held->second.requested);
  return requested == 0 ? Code::not_in_library : amount > requested ? Code::above_request : Code::ok;
}

// ---- batches ----------------------------------------------------------------------------------------------

/// The lines that were recorded last come first.
Code Model::still_fit(const Programme& programme, const Batch& batch) const {
  for (auto line = batch.order.rbegin(); line != batch.order.rend(); ++line) {
    const Award& award = batch.awards.at(*line);
    if (!award.code || award.closed) continue;
    const Uscc who = heir(*award.code);
    if (!titles.enterprises.at(who).alive(today)) return Code::enterprise_ended;
    for (const Id& type : programme.rules.required_titles)
      if (!title_in_force(type, who, today)) return Code::title_required;
    if (credit_bars(who, programme.rules.blocking_credit)) return Code::credit_blocks;
  }
  return Code::ok;
}

Code Model::open_batch(Programme& programme, const RecordAwards& action, Batch*& batch) const {
  const auto held = programme.batches.find(action.batch);
  const bool first = held == programme.batches.end();
  bool confirmed = action.stage == AwardStage::confirmed;
  if (!first) {
    batch = &held->second;
    const RecordAwards& said = batch->said;
    if (said.declared_count != action.declared_count || said.declared_total != action.declared_total ||
        said.quota != action.quota)
      return Code::declaration_differs;
    if (said.stage == AwardStage::public_notice && confirmed) {
      if (batch->upset) return Code::objection_upheld;
      if (std::ranges::any_of(batch->objections,
                              [](const ObjectionValue& objection) { return !objection.decided_on; }))
        return Code::objection_open;
      if (batch->notice_ends && today <= *batch->notice_ends) return Code::notice_running;
      if (batch->notice_ends && !action.lines.empty()) return Code::notice_required;
      if (const Code code = still_fit(programme, *batch); code != Code::ok) return code;
    } else {
      if (said.stage != action.stage || said.title != action.title ||
          said.document_no != action.document_no || said.published != action.published ||
          said.source != action.source)
        return Code::declaration_differs;
      return action.lines.empty() ? Code::already_registered : Code::ok;
    }
  }
  const Date published = action.published.value_or(today);
  if (const Code code = first_of({past(published), from(published, programme.first_day()),
                                  from(published, first ? std::nullopt : batch->said.published)});
      code != Code::ok)
    return code;
  batch = &programme.batches[action.batch];
  batch->said = action;
  batch->said.lines.clear();
  if (confirmed) {
    batch->confirmed_on = today;
    if (programme.rules.acceptance_months > 0)
      batch->acceptance_due = plus_months(today, programme.rules.acceptance_months);
  }
  return Code::ok;
}

Code Model::announce(const Programme& programme, AwardStage stage, Batch& batch) const {
  if (programme.rules.notice_days == 0) return Code::ok;
  if (stage == AwardStage::confirmed) return Code::notice_required;
  const int skipped = programme.rules.first_day_counts ? 0 : 1;
  if (!programme.rules.working_days) {
    batch.notice_ends = plus_days(today, programme.rules.notice_days - 1 + skipped);
    return Code::ok;
  }
  Date day = plus_days(today, skipped - 1);
  for (int left = programme.rules.notice_days; left > 0;) {
    day = plus_days(day, 1);
    const auto calendar = calendars.find(day.year);
    if (calendar == calendars.end()) return Code::calendar_missing;
    const auto named = [&](const auto& days) { return std::ranges::find(days, day) != days.end(); };
    if (named(calendar->second.workdays) || (!weekend(day) && !named(calendar->second.holidays))) --left;
  }
  batch.notice_ends = day;
  return Code::ok;
}

namespace {

/// Whether a project of this beneficiary is awarded and counts: under one of its codes, or under a name where
/// no code was published.
bool awarded_before(const Programme& programme, const std::vector<Uscc>& codes, const std::string& name,
                    const Name& project) {
  for (const auto& [id, batch] : programme.batches)
    for (const auto& [line, award] : batch.awards) {
      if (award.out || fold(award.said.project) != fold(project) || programme.void_award(id, award)) continue;
      if (award.code && std::ranges::find(codes, *award.code) != codes.end()) return true;
      if (!name.empty() && award.published_without_code && fold(award.said.beneficiary) == name) return true;
    }
  return false;
}

}  // namespace

Code Model::persons_of(const Programme& programme, const AwardLine& line) {
  if (line.investment && programme.said.kind != ProgrammeKind::fund_investment) return Code::wrong_kind;
  if (programme.said.kind == ProgrammeKind::talent_subsidy)
    return line.persons ? Code::ok : Code::persons_missing;
  return line.persons ? Code::wrong_kind : Code::ok;
}

Code Model::award_line(Programme& programme, Batch& batch, const RecordAwards& action, const AwardLine& line,
                       const KeyId& by) const {
  if (batch.awards.contains(line.line)) return Code::line_recorded;
  if (const Code code = persons_of(programme, line); code != Code::ok) return code;
  if (awarded_before(programme, line.code ? lineage(*line.code) : std::vector<Uscc>(), fold(line.beneficiary),
                     line.project))
    return Code::duplicate_award;
  Fen recorded = 0;
  for (const auto& [number, award] : batch.awards) recorded += award.out ? 0 : award.said.amount;
  if (recorded + line.amount > action.declared_total) return Code::declared_total_exceeded;
  if (action.quota) {
    if (programme.awarded_of_quota(*action.quota) + line.amount > programme.quotas.at(*action.quota).amount)
      return Code::quota_exceeded;
  } else if (programme.awarded() - programme.awarded_of_quotas() + line.amount >
             programme.budget - programme.allocated()) {
    return Code::budget_exceeded;
  }
  Award award;
  award.said = line;
  award.code = line.code;
  award.published_without_code = !line.code;
  award.by = by;
  if (line.code) {
    if (const Code code = named_enterprise(*line.code, line.beneficiary); code != Code::ok) return code;
    if (const Code code =
            eligible(programme, *line.code, line.project, line.amount, action.published.value_or(today));
        code != Code::ok)
      return code;
    award.asks_acceptance = programme.rules.acceptance_months > 0;
  }
  batch.awards[line.line] = award;
  batch.order.push_back(line.line);
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordAwards& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind == ProgrammeKind::procurement_catalogue) return Code::wrong_kind;
  if (programme.rules.quota_required && !action.quota) return Code::quota_required;
  if (action.quota && !programme.quotas.contains(*action.quota)) return Code::unknown_quota;
  const auto held = programme.batches.find(action.batch);
  const bool confirms = held != programme.batches.end() && action.stage == AwardStage::confirmed &&
                        held->second.said.stage == AwardStage::public_notice;
  Batch* batch = nullptr;
  if (const Code code = open_batch(programme, action, batch); code != Code::ok) return code;
  if (confirms)
    for (const auto& [line, award] : batch->awards)
      if (award.code && !award.closed) build_on_path(*award.code);
  if (action.lines.empty()) return Code::ok;
  if (const Code code = announce(programme, action.stage, *batch); code != Code::ok) return code;
  if (action.declared_count > 0 && batch->awards.size() + action.lines.size() > action.declared_count)
    return Code::declared_count_exceeded;
  for (const AwardLine& line : action.lines) {
    if (const Code code = award_line(programme, *batch, action, line, who.signer); code != Code::ok)
      return code;
    if (line.code) build_on_lineage(*line.code);
  }
  return Code::ok;
}

Code Model::apply(const Who& who, const IdentifyBeneficiaries& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto batch = programme.batches.find(action.batch);
  if (batch == programme.batches.end()) return Code::unknown_batch;
  for (const Identification& line : action.lines) {
    const auto held = batch->second.awards.find(line.line);
    if (held == batch->second.awards.end()) return Code::unknown_award;
    Award& award = held->second;
    if (award.code) return Code::already_identified;
    if (award.closed) return Code::award_closed;
    if (const Code code = active(line.code); code != Code::ok) return code;
    if (awarded_before(programme, lineage(line.code), "", award.said.project)) return Code::duplicate_award;
    const Date day = batch->second.said.published.value_or(today);
    if (const Code code = eligible(programme, line.code, award.said.project, award.said.amount, day);
        code != Code::ok)
      return code;
    award.code = line.code;
    award.asks_acceptance = programme.rules.acceptance_months > 0;
    build_on_lineage(line.code);
  }
  return Code::ok;
}

// ---- corrections ------------------------------------------------------------------------------------------

namespace {

AwardLine as_it_is(const Award& award) {
  AwardLine out = award.said;
  out.code = award.code;
  return out;
}

}  // namespace

Code Model::take_out(Programme& programme, Batch& batch, const AmendAwards& action, const AwardLine& line,
                     TakenOut& out, bool& announced) const {
  if (const Code code = persons_of(programme, line); code != Code::ok) return code;
  const auto held = batch.awards.find(line.line);
  if (held == batch.awards.end()) return Code::unknown_award;
  Award& award = held->second;
  const AwardLine before = as_it_is(award);
  const Fen paid = programme.paid(action.batch, line.line);
  if (award.closed) return Code::award_closed;
  if (encode(before) == encode(line)) return Code::already_registered;
  if (before.code != line.code && paid > 0) return Code::award_paid;
  if (line.amount < paid) return Code::amount_below_paid;
  const bool same_name = fold(line.beneficiary) == fold(before.beneficiary);
  const bool more = line.amount > before.amount || fold(line.project) != fold(before.project);
  if (batch.notice_ends && batch.said.stage == AwardStage::confirmed && (more || !same_name))
    return Code::notice_required;
  announced = announced || more || !same_name;
  out = {award, more || before.code != line.code, award.published_without_code && same_name};
  if (out.anew) {
    batch.awards.erase(held);
  } else {
    award.said.amount = line.amount;
    award.out = true;
  }
  return Code::ok;
}

Code Model::put_in(Programme& programme, Batch& batch, const AmendAwards& action, const AwardLine& line,
                   TakenOut& out) {
  if (awarded_before(programme, line.code ? lineage(*line.code) : std::vector<Uscc>(), fold(line.beneficiary),
                     line.project))
    return Code::duplicate_award;
  Fen recorded = line.amount;
  for (const auto& [number, award] : batch.awards)
    if (!award.out && number != line.line) recorded += award.said.amount;
  // Those that are still taken out for being judged anew are not in the batch.
  if (recorded > action.declared_total) return Code::declared_total_exceeded;
  if (const auto& quota = batch.said.quota) {
    if (programme.awarded_of_quota(*quota) + line.amount > programme.quotas.at(*quota).amount)
      return Code::quota_exceeded;
  } else if (programme.awarded() - programme.awarded_of_quotas() + line.amount >
             programme.budget - programme.allocated()) {
    return Code::budget_exceeded;
  }
  Award award = out.award;
  const AwardLine before = as_it_is(award);
  if (line.code && out.anew) {
    if (const Code code = out.by_name ? active(*line.code) : named_enterprise(*line.code, line.beneficiary);
        code != Code::ok)
      return code;
    const Date day = action.published.value_or(batch.confirmed_on.value_or(today));
    if (const Code code = eligible(programme, *line.code, line.project, line.amount, day); code != Code::ok)
      return code;
    award.asks_acceptance = programme.rules.acceptance_months > 0;
    build_on_lineage(*line.code);
  } else if (line.code && !out.by_name && line.beneficiary != before.beneficiary) {
    if (fold(titles.enterprises.at(*line.code).name) != fold(line.beneficiary)) return Code::name_mismatch;
  }
  if (before.code && before.code != line.code) award.former.insert(*before.code);
  award.said = line;
  award.code = line.code;
  award.published_without_code = out.by_name || !line.code;
  award.correct(CorrectionKind::amended, today, action.document_no, action.reason, before.amount);
  batch.awards[line.line] = award;
  return Code::ok;
}

/// What became of the awards follows the day of the award, on which what is asked of each enterprise held.
Code Model::other_day(const Programme& programme, const Batch& batch) const {
  const Date day = batch.said.published.value_or(batch.confirmed_on.value_or(today));
  if (const Code code = first_of({past(day), from(day, programme.first_day())}); code != Code::ok)
    return code;
  for (auto line = batch.order.rbegin(); line != batch.order.rend(); ++line) {
    const Award& award = batch.awards.at(*line);
    std::set<Date> days(award.milestones.begin(), award.milestones.end());
    days.merge(programme.paid_days(batch.said.batch, *line));
    for (const auto& result : {award.acceptance_on, award.performance_on})
      if (result) days.insert(*result);
    if (!days.empty() && *days.begin() < batch.awarded_on()) return Code::dates_reversed;
    if (!award.code || award.closed) continue;
    if (const Code code = from(day, titles.enterprises.at(*award.code).founded()); code != Code::ok)
      return code;
    for (const Id& type : programme.rules.required_titles)
      if (!title_in_force(type, *award.code, day)) return Code::title_required;
  }
  return Code::ok;
}

Code Model::apply(const Who& who, const AmendAwards& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto found = programme.batches.find(action.batch);
  if (found == programme.batches.end()) return Code::unknown_batch;
  Batch& batch = found->second;
  const Fen total_before = batch.said.declared_total;
  const auto published_before = batch.said.published;
  const bool changed = action.declared_total != total_before || action.published != published_before;
  if (action.lines.empty() && !changed) return Code::already_registered;
  batch.said.declared_total = action.declared_total;
  batch.said.published = action.published;
  std::vector<TakenOut> out(action.lines.size());
  bool announced = false;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (const Code code = take_out(programme, batch, action, action.lines[i], out[i], announced);
        code != Code::ok)
      return code;
  if (announced)
    if (const Code code = announce(programme, batch.said.stage, batch); code != Code::ok) return code;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (const Code code = put_in(programme, batch, action, action.lines[i], out[i]); code != Code::ok)
      return code;
  Fen recorded = 0;
  for (const auto& [line, award] : batch.awards) recorded += award.said.amount;
  if (recorded > action.declared_total) return Code::declared_total_exceeded;
  if (changed)
    batch.correction =
        Correction{CorrectionKind::amended, today, action.document_no, action.reason, total_before};
  return action.published == published_before ? Code::ok : other_day(programme, batch);
}

Code Model::apply(const Who& who, const ReversePayments& action) {
  if (const Code code = programme_of(who, action.programme, Side::finance); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto list = programme.lists.find(action.list);
  for (const ReversalLine& line : action.lines) {
    if (list == programme.lists.end() || !list->second.payments.contains(line.line))
      return Code::unknown_payment;
    PaymentValue& payment = list->second.payments.at(line.line);
    if (payment.reversal) return Code::payment_reversed;
    if (payment.acknowledged) return Code::payment_acknowledged;
    if (const Code code = first_of({past(line.on), from(line.on, payment.paid_on)}); code != Code::ok)
      return code;
    Award& award = programme.batches.at(payment.award_batch).awards.at(payment.award_line);
    if (award.closed) return Code::award_closed;
    payment.reversal = PaymentReversal{action.kind, line.on, action.document_no, line.reason};
    if (programme.paid(payment.award_batch, payment.award_line) <
        programme.demanded(payment.award_batch, payment.award_line))
      return Code::recovery_exceeds_paid;
    if (programme.paid(payment.award_batch, payment.award_line) <
        programme.demanded(payment.award_batch, payment.award_line) +
            programme.returned(std::pair{payment.award_batch, payment.award_line}).ended)
      return Code::record_built_on;
    award.correct(
        action.kind == Reversal::voided ? CorrectionKind::payment_voided : CorrectionKind::payment_returned,
        today, action.document_no, line.reason, payment.amount);
  }
  return Code::ok;
}

/// What is unpaid goes back; nothing more is paid.
void Model::release(Programme& programme, const Id& batch, Award& award) const {
  award.released = award.said.amount - programme.paid(batch, award.said.line);
  award.closed = true;
}

Code Model::apply(const Who& who, const WithdrawAwards& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto batch = programme.batches.find(action.batch);
  for (const WithdrawalLine& line : action.lines) {
    if (batch == programme.batches.end()) return Code::unknown_batch;
    const auto held = batch->second.awards.find(line.line);
    if (held == batch->second.awards.end()) return Code::unknown_award;
    if (held->second.closed) return Code::award_closed;
    if (programme.paid(action.batch, line.line) == held->second.said.amount) return Code::nothing_to_release;
    release(programme, action.batch, held->second);
  }
  return Code::ok;
}

// ---- objections -------------------------------------------------------------------------------------------

Code Model::apply(const Who& who, const FileObjection& action) {
  const auto programme = programmes.find(action.programme);
  if (programme == programmes.end()) return Code::unknown_programme;
  const auto batch = programme->second.batches.find(action.batch);
  if (batch == programme->second.batches.end()) return Code::unknown_batch;
  Batch& held = batch->second;
  if (held.said.stage != AwardStage::public_notice || (held.notice_ends && *held.notice_ends < today))
    return Code::notice_over;
  if (action.line > 0) {
    if (!held.awards.contains(action.line)) return Code::unknown_award;
    if (held.awards.at(action.line).closed) return Code::award_closed;
  }
  ObjectionValue objection;
  objection.line = action.line;
  objection.enterprise = who.enterprise;
  objection.department = who.department;
  objection.grounds = action.grounds;
  objection.document_hash = action.document_hash;
  objection.filed_on = today;
  held.objections.push_back(objection);
  return Code::ok;
}

Code Model::apply(const Who& who, const DecideObjection& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto batch = programme.batches.find(action.batch);
  if (batch == programme.batches.end()) return Code::unknown_batch;
  Batch& held = batch->second;
  if (action.objection > held.objections.size()) return Code::unknown_objection;
  ObjectionValue& objection = held.objections[action.objection - 1];
  if (objection.decided_on) return Code::objection_decided;
  objection.decided_on = today;
  objection.upheld = action.upheld;
  objection.reason = action.reason;
  if (!action.upheld) return Code::ok;
  if (objection.line == 0)
    held.upset = true;
  else if (Award& award = held.awards.at(objection.line); !award.closed)
    release(programme, action.batch, award);
  return Code::ok;
}

}  // namespace credence::model
