// SPDX-License-Identifier: Apache-2.0
#include "client/findings/fold.h"

#include <algorithm>

#include "ledger/domain/text.h"
#include "ledger/tree/state_entries.h"

namespace credence::findings {

/// One entry. What the rules do not ask for falls to the last overload.
struct Fold::Apply {
  Fold& fold;
  const HistoryEntry& entry;
  Book& book = fold.book_;
  const Date today = date_in_china(entry.time_ms);
  const Place here = fold.place_of(entry);

  static std::unexpected<Error> broken(const std::string& what) { return fail(Code::malformed, what); }
  Result<Award*> award_of(const Id& programme, const Id& batch, std::uint32_t line) {
    const auto at = book.awards.find(AwardKey{programme, batch, line});
    if (at == book.awards.end()) return broken("award line " + programme + "/" + batch);
    return &at->second;
  }
  Result<Programme*> programme_of(const Id& id) {
    const auto at = book.programmes.find(id);
    if (at == book.programmes.end()) return broken("programme " + id);
    return &at->second;
  }
  Term* last_term(const Id& type, const Uscc& code) {
    auto& terms = book.titles[{type, code}];
    return terms.empty() ? nullptr : &terms.back();
  }

  /// The term that a day belongs to: the last one begun by then.
  Term* term_begun_by(const Id& type, const Uscc& code, const Date& day) {
    Term* out = nullptr;
    for (Term& term : book.titles[{type, code}])
      if (term.from <= day && (out == nullptr || term.from >= out->from)) out = &term;
    return out;
  }
  /// What an entry says of a term, the latest or a former one.
  void is_now(Term& term, const TitleTerm& said) const {
    term.to = said.last_day();
    if (term.ended_from != said.revoked_from)
      term.ended_from = said.revoked_from, term.end = said.end, term.changed = here;
    term.suspensions.assign(said.suspensions.begin(), said.suspensions.end());
  }

  // ---- enterprises
  Result<void> operator()(const EnterpriseRegistered& f) {
    book.enterprises[f.line.code].name = f.line.name;
    return {};
  }
  Result<void> operator()(const HolderRegistered& f) {
    book.enterprises[f.code].name = f.line.name;
    return {};
  }
  Result<void> operator()(const EnterpriseRenamed& f) {
    book.enterprises[f.rename.code].name = f.rename.name;
    return {};
  }
  Result<void> operator()(const EnterpriseMerged& f) {
    Enterprise& held = book.enterprises[f.merger.code];
    held.end = EnterpriseEnd::merged, held.ends_on = f.merger.effective, held.successor = f.merger.into;
    held.ended = here;
    return {};
  }
  Result<void> operator()(const EnterpriseDissolved& f) {
    Enterprise& held = book.enterprises[f.dissolution.code];
    held.end = EnterpriseEnd::dissolved, held.ends_on = f.dissolution.effective, held.ended = here;
    return {};
  }
  Result<void> operator()(const EnterpriseRestored& f) {
    Enterprise& held = book.enterprises[f.restoration.code];
    held.end = EnterpriseEnd::none, held.ends_on.reset(), held.successor.reset();
    for (const Id& type : f.taken_back)
      if (auto& terms = book.titles[{type, *f.into}]; !terms.empty()) terms.pop_back();
    return {};
  }

  // ---- programmes
  Result<void> operator()(const ProgrammeCreated& f) {
    const CreateProgramme& made = f.programme;
    book.programmes[made.id] = {made.id, made.lead_department, made.name, made.fiscal_year, made.kind, {}};
    return {};
  }
  Result<void> operator()(const ProgrammeRulesSet& f) {
    auto programme = programme_of(f.rules.programme);
    if (!programme) return std::unexpected(programme.error());
    (*programme)->versions.push_back({f.rules.rules, today, here});
    return {};
  }
  Result<void> operator()(const ProjectEntered& f) {
    book.projects.try_emplace({f.programme, f.line.code, folded_name(f.line.project)}, Dated{today, here});
    return {};
  }
  Result<void> operator()(const DocumentAnchored& f) {
    if (!f.document.document_no.empty() && f.document.issued_on)
      book.documents.try_emplace(f.document.document_no, Dated{*f.document.issued_on, here});
    return {};
  }
  Result<void> operator()(const CalendarSet& f) {
    book.calendars[f.calendar.year] = {f.calendar.holidays, f.calendar.workdays, f.calendar.document_no};
    return {};
  }

  // ---- awards
  /// A notice begins, on the day that the list names; the ledger counts its own from the day of the block.
  void notice(Batch& batch, const Date& day) {
    batch.noticed_on = day;
    batch.notice_ends = book.notice_end(batch.programme->rules(), today);
  }
  Result<void> operator()(const BatchOpened& f) {
    auto programme = programme_of(f.programme);
    if (!programme) return std::unexpected(programme.error());
    const auto [at, first] = book.batches.try_emplace({f.programme, f.batch});
    Batch& batch = at->second;
    const Date day = f.published.value_or(today);
    batch.programme = *programme, batch.id = f.batch, batch.document_no = f.document_no;
    batch.declared_count = f.declared_count, batch.declared_total = f.declared_total;
    if (first) {
      batch.opened_on = today, batch.first_day = day, batch.opened = here;
      batch.ruled = !(*programme)->versions.empty();
    }
    if (f.stage == AwardStage::public_notice) {
      notice(batch, day);
    } else {
      batch.awarded_on = day, batch.confirmed = here;
      if (const auto months = (*programme)->rules().acceptance_months; months > 0)
        batch.accepted_by = after_months(today, months);
    }
    return {};
  }
  Result<void> operator()(const Awarded& f) {
    const auto batch = book.batches.find({f.programme, f.batch});
    if (batch == book.batches.end()) return broken("batch " + f.programme + "/" + f.batch);
    Award& award = book.awards[{f.programme, f.batch, f.line.line}];
    award.batch = &batch->second, award.line = f.line.line;
    award.beneficiary = f.line.beneficiary, award.project = f.line.project;
    award.code = f.line.code, award.amount = f.line.amount, award.place = here;
    award.rules = &batch->second.programme->rules();
    // A part that comes later begins the notice anew.
    if (f.stage == AwardStage::public_notice && today > batch->second.opened_on) notice(batch->second, today);
    ++batch->second.recorded_count;
    batch->second.recorded_total += f.line.amount;  // at most what was declared
    return {};
  }
  Result<void> operator()(const Objected& f) {
    const auto batch = book.batches.find({f.objection.programme, f.objection.batch});
    if (batch == book.batches.end()) return broken("batch " + f.objection.batch);
    if (f.objection.line == 0) batch->second.whole_objections.insert(f.number);
    return {};
  }
  Result<void> operator()(const ObjectionDecided& f) {
    const auto batch = book.batches.find({f.decision.programme, f.decision.batch});
    if (batch == book.batches.end()) return broken("batch " + f.decision.batch);
    if (f.decision.upheld && batch->second.whole_objections.contains(f.decision.objection))
      batch->second.objected = true;
    return {};
  }
  Result<void> operator()(const Identified& f) {
    auto award = award_of(f.programme, f.batch, f.line);
    if (!award) return std::unexpected(award.error());
    (*award)->code = f.code;
    return {};
  }
  Result<void> operator()(const AwardReleased& f) {
    auto award = award_of(f.programme, f.batch, f.line);
    if (!award) return std::unexpected(award.error());
    (*award)->released += f.amount, (*award)->closed = true;
    return {};
  }
  Result<void> operator()(const Paid& f) {
    auto award = award_of(f.programme, f.line.award_batch, f.line.award_line);
    if (!award) return std::unexpected(award.error());
    (*award)->paid += f.line.amount;
    (*award)->payments.push_back({f.list, f.line.line, f.line.code, f.line.amount, f.line.paid_on, here});
    book.payment_lists[{f.programme, f.list}] = {today, here};
    return {};
  }
  Result<void> operator()(const PaymentReversed& f) {
    auto found = award_of(f.programme, f.award_batch, f.award_line);
    if (!found) return std::unexpected(found.error());
    Award& award = **found;
    const auto payment = std::ranges::find_if(
        award.payments, [&](const Payment& p) { return p.list == f.list && p.line == f.line.line; });
    if (payment == award.payments.end()) return broken("payment list " + f.list);
    const Place paid = payment->place;
    award.payments.erase(payment);
    award.paid -= f.amount;
    if (f.kind == Reversal::returned) award.returns.push_back({f.amount, f.line.on, paid, here});
    return {};
  }
  /// Used, and paid by nobody: it is no payment among the award's.
  Result<void> operator()(const ReliefRecorded& f) {
    auto award = award_of(f.programme, f.line.award_batch, f.line.award_line);
    if (!award) return std::unexpected(award.error());
    (*award)->paid += f.line.amount - f.before;
    Relief& held = book.reliefs[{f.programme, f.list, f.line.line}];
    if (f.step == ReliefStep::claimed)
      held = {*award, f.list, f.line.line, f.code, f.line.period_from, f.line.period_to, 0, false, here};
    held.amount = f.line.amount;
    held.withdrawn = f.step == ReliefStep::withdrawn;
    return {};
  }
  Result<void> operator()(const AwardAmended& f) {
    auto found = award_of(f.programme, f.batch, f.line.line);
    if (!found) return std::unexpected(found.error());
    Award& award = **found;
    Batch& batch = book.batches.at({f.programme, f.batch});
    batch.recorded_total += f.line.amount - f.amount_before;
    const bool announced_anew = f.line.beneficiary != f.beneficiary_before ||
                                f.line.project != f.project_before || f.line.amount > f.amount_before;
    if (f.stage == AwardStage::public_notice && announced_anew) notice(batch, today);
    award.beneficiary = f.line.beneficiary, award.project = f.line.project;
    award.code = f.line.code, award.amount = f.line.amount;
    return {};
  }
  Result<void> operator()(const BatchAmended& f) {
    const auto at = book.batches.find({f.programme, f.batch});
    if (at == book.batches.end()) return broken("batch " + f.programme + "/" + f.batch);
    Batch& batch = at->second;
    batch.declared_total = f.declared_total;
    if (f.published == f.published_before || !f.published) return {};
    if (batch.awarded_on)
      batch.awarded_on = *f.published;
    else if (batch.noticed_on)
      batch.noticed_on = *f.published;
    batch.first_day = std::min(batch.first_day, *f.published);
    return {};
  }
  Result<void> operator()(const ResultRecorded& f) {
    auto found = award_of(f.programme, f.line.award_batch, f.line.award_line);
    if (!found) return std::unexpected(found.error());
    Award& award = **found;
    if (f.step == ResultStep::closing) award.closed = true;
    if (f.step == ResultStep::acceptance) award.results.push_back({f.step, f.line.passed, f.line.on, here});
    if (f.step == ResultStep::performance)
      award.results.push_back({f.step, f.line.grade != Performance::poor, f.line.on, here});
    award.judge();
    return {};
  }
  Result<void> operator()(const ResultWithdrawn& f) {
    auto found = award_of(f.programme, f.line.award_batch, f.line.award_line);
    if (!found) return std::unexpected(found.error());
    Award& award = **found;
    if (f.step == ResultStep::milestone) return {};
    const auto last = std::ranges::find(award.results.rbegin(), award.results.rend(), f.step, &Judged::step);
    if (last == award.results.rend()) return broken("a result of " + f.programme);
    award.results.erase(std::next(last).base());
    award.judge();
    return {};
  }
  Result<void> operator()(const EntryWithdrawn& f) {
    const WithdrawEntry& withdrawal = f.withdrawal;
    if (withdrawal.kind != EntryKind::recovery) return {};
    const auto at = fold.recoveries_.find({withdrawal.programme, withdrawal.entry});
    if (at == fold.recoveries_.end()) return broken("recovery " + withdrawal.entry);
    auto& [award, place] = at->second;
    award->demanded -= f.amount;
    award->recoveries[place].demanded = 0;
    award->recoveries[place].owed = {};
    return {};
  }
  Result<void> operator()(const ReceiptVoided& f) {
    const auto at = fold.recoveries_.find({f.voiding.programme, f.voiding.recovery});
    if (at == fold.recoveries_.end()) return broken("recovery " + f.voiding.recovery);
    auto& [award, place] = at->second;
    Recovery& recovery = award->recoveries[place];
    award->recovered -= f.amount;
    recovery.received -= f.amount, recovery.receipts.erase(f.voiding.receipt);
    recovery.owed += f.charges;
    return {};
  }
  Result<void> operator()(const RecoveryDemanded& f) {
    auto award = award_of(f.demand.programme, f.demand.award_batch, f.demand.award_line);
    if (!award) return std::unexpected(award.error());
    auto& cases = (*award)->recoveries;
    const auto [at, opens] = fold.recoveries_.try_emplace({f.demand.programme, f.demand.recovery},
                                                          std::pair(*award, cases.size()));
    if (opens) cases.push_back({f.demand.recovery, 0, 0, today, {}, here, here, {}, {}});
    if (at->second.first != *award) return broken("recovery " + f.demand.recovery);
    Recovery& recovery = cases[at->second.second];
    (*award)->demanded += f.demand.demanded - recovery.demanded;
    recovery.demanded = f.demand.demanded;
    recovery.owed -= f.charges_before;
    recovery.owed += f.demand.charges;
    return {};
  }
  Result<void> operator()(const Recovered& f) {
    const auto at = fold.recoveries_.find({f.receipt.programme, f.receipt.recovery});
    if (at == fold.recoveries_.end()) return broken("recovery " + f.receipt.recovery);
    auto& [award, place] = at->second;
    Recovery& recovery = award->recoveries[place];
    award->recovered += f.receipt.amount;
    recovery.received += f.receipt.amount, recovery.last = here;
    recovery.receipts[f.receipt.receipt] = f.receipt.received_on;
    recovery.owed = f.charges_outstanding;
    return {};
  }

  Result<void> operator()(const RecoveryStepRecorded& f) {
    const auto at = fold.recoveries_.find({f.step.programme, f.step.recovery});
    if (at == fold.recoveries_.end()) return broken("recovery " + f.step.recovery);
    auto& [award, place] = at->second;
    auto& steps = award->recoveries[place].steps;
    if (!f.step.withdrawn)
      steps.push_back(taken(f.step));
    else if (steps.empty())
      return broken("a step of recovery " + f.step.recovery);
    else
      steps.pop_back();
    return {};
  }

  Result<void> operator()(const BidRecorded& f) {
    book.bids[{f.programme, f.challenge}].push_back({f.line.code, f.line.line, f.line.amount, here});
    return {};
  }

  // ---- titles
  Result<void> operator()(const QualificationIssued& f) {
    book.titles[{f.type, f.line.code}].push_back(
        {f.line.valid_from, f.line.valid_to, {}, TitleEnd::none, false, {}, here, {}});
    return {};
  }
  Result<void> operator()(const QualificationRevoked& f) {
    // Of a title that was recognised anew it may be a former term.
    Term* const term = term_begun_by(f.revocation.type, f.revocation.code, f.revocation.effective);
    if (term == nullptr) return broken("title " + f.revocation.type);
    term->ended_from = f.revocation.effective, term->end = TitleEnd::revoked;
    term->fraud = f.revocation.fraud, term->changed = here;
    return {};
  }
  Result<void> operator()(const QualificationChanged& f) {
    std::vector<Term>& terms = book.titles[{f.type, f.code}];
    for (const TitleTerm& former : f.title.former) {
      const auto same = std::ranges::find(terms, former.valid_from, &Term::from);
      if (same != terms.end())
        is_now(*same, former);
      else if (f.change == TitleChange::carried_over)
        is_now(terms.emplace_back(Term{former.valid_from, {}, {}, TitleEnd::none, false, {}, here, {}}),
               former);
    }
    if (f.change == TitleChange::carried_over)
      terms.push_back({f.title.valid_from, {}, {}, TitleEnd::none, false, {}, here, {}});
    Term* const term = last_term(f.type, f.code);
    if (term == nullptr) return broken("title " + f.type);
    is_now(*term, f.title);
    if (f.change == TitleChange::suspended) term->changed = here;
    return {};
  }

  // ---- credit
  Result<void> operator()(const CreditRecorded& f) {
    if (!is_adverse(f.line.kind) || !f.line.published_to) return {};
    const auto [at, first] = book.credit.try_emplace(
        f.entry, Credit{f.line.weight, f.line.decided_on, *f.line.published_to, {}, false, here});
    if (first) book.credit_of[f.line.code].push_back(&at->second);
    return {};
  }
  Result<void> operator()(const CreditRepairDecided& f) {
    if (const auto at = book.credit.find(f.decision.entry); at != book.credit.end() && f.decision.granted)
      at->second.closed_on = today;
    return {};
  }
  Result<void> operator()(const CreditWithdrawn& f) {
    if (const auto at = book.credit.find(f.withdrawal.entry); at != book.credit.end())
      at->second.withdrawn = true;
    return {};
  }

  // ---- problems
  Result<void> operator()(const ProblemRaised& f) {
    const RaiseProblem& raised = f.problem;
    book.problems[raised.problem] = {raised.department, raised.programme,   raised.code, raised.amount,
                                     raised.due,        ProblemStage::open, here,        here};
    return {};
  }
  Result<void> operator()(const ProblemAnswered& f) {
    const auto at = book.problems.find(f.answer.problem);
    if (at == book.problems.end()) return broken("problem " + f.answer.problem);
    at->second.stage = ProblemStage::answered, at->second.last = here;
    return {};
  }
  Result<void> operator()(const ProblemSettled& f) {
    const auto at = book.problems.find(f.settlement.problem);
    if (at == book.problems.end()) return broken("problem " + f.settlement.problem);
    at->second.stage = f.settlement.mended ? ProblemStage::mended : ProblemStage::open;
    at->second.until = f.settlement.due.value_or(at->second.until), at->second.last = here;
    return {};
  }

  // ---- posts
  Result<void> operator()(const KeyRegistered& f) {
    fold.posts_[key_id(f.key.key)] = {f.key.department, Name(folded_name(f.key.holder))};
    return {};
  }
  Result<void> operator()(const KeyRotated& f) {
    if (const auto at = fold.posts_.find(f.old_key); at != fold.posts_.end())
      fold.posts_.insert_or_assign(key_id(f.key), Post(at->second));
    return {};
  }

  template <class Other>
  Result<void> operator()(const Other&) {
    return {};
  }
};

Place Fold::place_of(const HistoryEntry& entry) {
  return {entry.height, entry.position, entry.transaction, date_in_china(entry.time_ms), name_of(entry.fact)};
}

/// One transaction that two posts signed counts once.
void Fold::note_turn(const HistoryEntry& entry) {
  if (!entry.checker || last_turn_ == std::pair(entry.height, entry.position)) return;
  last_turn_ = {entry.height, entry.position};
  const auto maker = posts_.find(entry.signer), checker = posts_.find(*entry.checker);
  if (maker == posts_.end() || checker == posts_.end()) return;
  Turn& turn = book_.turns[{maker->second, checker->second}];
  turn.last = place_of(entry);
  if (turn.times++ == 0) turn.first = turn.last;
  turn.last_on = date_in_china(entry.time_ms);
}

Result<void> Fold::recorded(const HistoryEntry& entry) {
  if (++records_ > kRecordsMax)
    return fail(Code::limit_exceeded, "findings: more than " + std::to_string(kRecordsMax) + " entries");
  note_turn(entry);
  book_.today = std::max(book_.today, date_in_china(entry.time_ms));
  return std::visit(Apply{*this, entry}, static_cast<const FactBody&>(entry.fact));
}

/// What a payment list declared stands in no history.
Result<void> Fold::ended(const KeyReader& state) {
  Result<void> good;
  const auto scanned = each_state_entry(state, [&](BytesView key_bytes, BytesView bytes) {
    const auto key = decode<StateKey>(key_bytes);
    if (!key) good = std::unexpected(key.error());
    const auto* const list = key ? std::get_if<PaymentListKey>(&*key) : nullptr;
    if (list == nullptr) return good.has_value();
    const auto value = decode<PaymentListValue>(bytes);
    if (!value) good = std::unexpected(value.error());
    if (value && (value->declared_total != value->recorded_total ||
                  (value->declared_count != 0 && value->declared_count != value->recorded_count)))
      book_.declared_lists.push_back({list->programme, list->list, *value});
    return good.has_value();
  });
  std::ranges::sort(book_.declared_lists, {},
                    [](const DeclaredList& l) { return std::pair(l.programme, l.list); });
  return scanned ? good : scanned;
}

}  // namespace credence::findings
