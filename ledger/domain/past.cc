// SPDX-License-Identifier: Apache-2.0
#include "ledger/domain/past.h"

#include <algorithm>

namespace credence {
namespace {

std::unexpected<Error> unexpected_fact(std::string_view what) {
  return fail(Code::malformed, "a history that holds " + std::string(what));
}

Result<void> add_to(Fen& total, Fen amount) {
  const auto sum = add_fen(total, amount);
  if (!sum) return std::unexpected(sum.error());
  total = *sum;
  return {};
}

}  // namespace

// ---- an enterprise ----------------------------------------------------------------------------------------
// Every alternative of `Fact` is named: a new one does not build until it is said what it means here.

namespace {

std::unexpected<Error> later_fact(const LaterFact& fact) {
  return fail(Code::not_understood, "fact " + std::to_string(fact.number));
}

template <class T, class... Ts>
concept OneOf = (std::same_as<T, Ts> || ...);

/// Details of an enterprise, and no part of its value.
template <class F>
concept BesideEnterprise =
    OneOf<F, BatchOpened, BatchAmended, EnterpriseKeyBound, KeyRotated, KeyRevoked, CreditRecorded,
          CreditWithdrawn, Rated, ProjectEntered, ProductListed, Objected, ObjectionDecided,
          PaymentAcknowledged, ResultRecorded, RecoveryDemanded, SocialCapitalRecorded, BidRecorded,
          QualificationNoticed, QualificationObjected, QualificationRefused, CreditRepairRequested,
          CreditRepairDecided, ActionParked, PendingDecided, CodeAdmitted, ProblemRaised, ProblemAnswered,
          ProblemSettled, ResultWithdrawn, EntryWithdrawn, FundReturnRecorded, BidSealed,
          RecoveryStepRecorded>;
template <class F>
concept NotOfEnterprise =
    OneOf<F, ProgrammeCreated, QualificationDefined, DepartmentRegistered, KeyRegistered, CreditRulesSet,
          RatingScaleDefined, DocumentAnchored, CalendarSet, ProgrammeAmended, ProgrammeRulesSet,
          QuotaAllocated, ProgrammeClosed, ChallengePublished, QualificationRuleSet, ChangeProposed,
          ChangeVoted, ChangeDecided, TargetDefined, MeasureRecorded>;

/// Details of a programme, and no part of its value.
template <class F>
concept BesideProgramme = OneOf<F, ProjectEntered, ProductListed, PaymentAcknowledged, ChallengePublished,
                                BidRecorded, ActionParked, PendingDecided, BatchAmended, ProblemRaised,
                                ProblemAnswered, ProblemSettled, BidSealed, RecoveryStepRecorded>;
template <class F>
concept NotOfProgramme =
    OneOf<F, EnterpriseRegistered, QualificationDefined, QualificationIssued, QualificationRevoked,
          DepartmentRegistered, KeyRegistered, KeyRevoked, KeyRotated, EnterpriseKeyBound, CreditRulesSet,
          CreditRecorded, CreditWithdrawn, RatingScaleDefined, Rated, DocumentAnchored, CalendarSet,
          QualificationRuleSet, QualificationNoticed, QualificationObjected, QualificationRefused,
          QualificationChanged, EnterpriseRenamed, EnterpriseMerged, EnterpriseDissolved,
          CreditRepairRequested, CreditRepairDecided, ChangeProposed, ChangeVoted, ChangeDecided,
          TargetDefined, MeasureRecorded, CodeAdmitted, EnterpriseRestored, HolderRegistered>;

}  // namespace

struct EnterprisePast::Apply {
  EnterprisePast& past;

  Result<void> operator()(const LaterFact& fact) { return later_fact(fact); }

  Result<void> operator()(const EnterpriseRegistered& fact) {
    if (past.value_) return unexpected_fact("two registrations");
    past.code_ = fact.line.code;
    EnterpriseValue& value = past.value_.emplace();
    value.name = fact.line.name;
    value.registered_on = fact.line.registered_on;
    value.place = fact.line.place;
    return {};
  }
  /// Its own registration; or that of something that belongs to it, which is no part of its value.
  Result<void> operator()(const HolderRegistered& fact) {
    if (past.value_) {
      if (fact.line.belongs_to == past.code_) return {};
      return unexpected_fact("two registrations");
    }
    past.code_ = fact.code;
    EnterpriseValue& value = past.value_.emplace();
    value.name = fact.line.name;
    value.place = fact.line.place;
    value.kind = fact.line.kind;
    value.belongs_to = fact.line.belongs_to;
    value.department = fact.line.department;
    return {};
  }
  Result<void> operator()(const Awarded& fact) {
    return award({fact.programme, fact.batch, fact.line.line}, fact.line.amount, fact.kind);
  }
  Result<void> operator()(const Identified& fact) {
    return award({fact.programme, fact.batch, fact.line}, fact.amount, fact.kind);
  }
  Result<void> operator()(const AwardReleased& fact) {
    const auto share = share_of(fact.programme);
    if (share == nullptr || share->awarded < fact.amount) return unexpected_fact("a release of no award");
    past.value_->awarded -= fact.amount;
    share->awarded -= fact.amount;
    if (past.paid_[{fact.programme, fact.batch, fact.line}] == 0) --share->awards;
    return {};
  }
  Result<void> operator()(const Paid& fact) {
    if (!past.value_) return unexpected_fact("a payment before the registration");
    const AwardKey award{fact.programme, fact.line.award_batch, fact.line.award_line};
    if (!past.awards_.contains(award)) return {};  // of an enterprise that was merged into this one
    past.paid_[award] += fact.line.amount;
    ++past.value_->payments;
    ProgrammeShare* const share = share_of(fact.programme);
    ++share->payments;
    if (auto good = add_to(share->paid, fact.line.amount); !good) return good;
    return add_to(past.value_->paid, fact.line.amount);
  }
  Result<void> operator()(const PaymentReversed& fact) {
    const AwardKey award{fact.programme, fact.award_batch, fact.award_line};
    if (!past.awards_.contains(award)) return {};  // as for a payment
    Fen& paid = past.paid_[award];
    if (paid < fact.amount) return unexpected_fact("a return of no payment");
    paid -= fact.amount;
    past.value_->paid -= fact.amount;
    --past.value_->payments;
    ProgrammeShare* const share = share_of(fact.programme);
    share->paid -= fact.amount;
    --share->payments;
    return {};
  }
  /// Claimed, or another amount from now on; checked: nothing changes.
  Result<void> operator()(const ReliefRecorded& fact) {
    const AwardKey award{fact.programme, fact.line.award_batch, fact.line.award_line};
    if (!past.value_ || !past.awards_.contains(award)) return unexpected_fact("a relief of no award");
    Fen& used = past.paid_[award];
    if (used < fact.before) return unexpected_fact("a relief that was not claimed");
    const Fen change = fact.line.amount - fact.before;
    const std::uint32_t more = fact.step == ReliefStep::claimed ? 1 : 0;
    const std::uint32_t less = fact.step == ReliefStep::withdrawn ? 1 : 0;
    used += change;
    past.value_->payments += more - less;
    past.value_->paid += change;
    ProgrammeShare* const share = share_of(fact.programme);
    share->payments += more - less;
    share->paid += change;
    return {};
  }
  /// Its own before, or from now on, or both.
  Result<void> operator()(const AwardAmended& fact) {
    const AwardKey key{fact.programme, fact.batch, fact.line.line};
    if (past.code_ && fact.code_before == past.code_) {
      const auto share = share_of(fact.programme);
      if (share == nullptr || share->awarded < fact.amount_before || past.awards_.erase(key) == 0)
        return unexpected_fact("a correction of no award");
      past.value_->awarded -= fact.amount_before;
      share->awarded -= fact.amount_before;
      --past.value_->awards;
      --share->awards;
    }
    return past.code_ && fact.line.code == past.code_ ? award(key, fact.line.amount, fact.kind)
                                                      : Result<void>{};
  }
  Result<void> operator()(const Recovered& fact) {
    ProgrammeShare* const share = share_of(fact.receipt.programme);
    if (share == nullptr) return unexpected_fact("a recovery of no award");
    if (auto good = add_to(share->recovered, fact.receipt.amount); !good) return good;
    return add_to(past.value_->recovered, fact.receipt.amount);
  }
  Result<void> operator()(const ReceiptVoided& fact) {
    ProgrammeShare* const share = share_of(fact.voiding.programme);
    if (share == nullptr || share->recovered < fact.amount)
      return unexpected_fact("a voiding of no recovery");
    share->recovered -= fact.amount;
    past.value_->recovered -= fact.amount;
    return {};
  }
  Result<void> operator()(const QualificationIssued& fact) {
    TitleTerm term;
    term.certificate_no = fact.line.certificate_no;
    term.document_no = fact.document_no;
    term.valid_from = fact.line.valid_from;
    term.valid_to = fact.line.valid_to;
    term.rule = fact.rule;
    term.built_on = fact.built_on;
    if (past.value_ && past.value_->ends_on) term.end_with(past.value_->end, *past.value_->ends_on);
    return begin(fact.type, std::move(term));
  }
  Result<void> operator()(const QualificationRevoked& fact) {
    Title* const held = begun_by(fact.revocation.type, fact.revocation.effective);
    if (held == nullptr) return unexpected_fact("a revocation of no title");
    held->term.revoked_from = fact.revocation.effective;
    held->term.revocation_reason = fact.revocation.reason;
    held->term.end = TitleEnd::revoked;
    latest(fact.revocation.type)->term.banned_to = fact.banned_to;
    return {};
  }
  /// The entry says what the title is afterwards; one that a merger carried over begins here.
  Result<void> operator()(const QualificationChanged& fact) {
    Title* const held = latest(fact.type);
    if (held == nullptr || fact.change == TitleChange::carried_over) return begin_all(fact.type, fact.title);
    held->term = fact.title;
    for (const TitleTerm& term : fact.title.former)
      if (Title* const of_it = begun_by(fact.type, term.valid_from);
          of_it != nullptr && of_it != held && of_it->term.valid_from == term.valid_from)
        of_it->term = term;
    return {};
  }
  Result<void> operator()(const EnterpriseRenamed& fact) {
    return with([&](EnterpriseValue& value) {
      value.former_names.push_back({fact.former, fact.rename.effective});
      value.name = fact.rename.name;
    });
  }
  Result<void> operator()(const EnterpriseMerged& fact) {
    return with([&](EnterpriseValue& value) {
      if (past.code_ != fact.merger.code) {
        value.predecessors.push_back(fact.merger.code);
        return;
      }
      value.end = EnterpriseEnd::merged;
      value.ends_on = fact.merger.effective;
      value.successor = fact.merger.into;
    });
  }
  Result<void> operator()(const EnterpriseDissolved& fact) {
    return with([&](EnterpriseValue& value) {
      value.end = EnterpriseEnd::dissolved;
      value.ends_on = fact.dissolution.effective;
    });
  }
  Result<void> operator()(const EnterpriseRestored& fact) {
    return with([&](EnterpriseValue& value) {
      const Uscc& code = fact.restoration.code;
      if (past.code_ == code) {
        value.end = EnterpriseEnd::none;
        value.ends_on.reset();
        value.successor.reset();
        return;
      }
      std::erase(value.predecessors, code);
      std::erase_if(past.titles_, [&](const Title& title) { return title.term.carried_from == code; });
      std::erase_if(value.qualifications, [&](const Id& type) { return latest(type) == nullptr; });
    });
  }
  Result<void> operator()(const BesideEnterprise auto&) { return {}; }
  Result<void> operator()(const NotOfEnterprise auto&) {
    return unexpected_fact("a fact that is not of an enterprise");
  }

 private:
  template <class Change>
  Result<void> with(Change change) {
    if (!past.value_) return unexpected_fact("something before the registration");
    change(*past.value_);
    return {};
  }
  /// The last term of a type; none: never recognised.
  [[nodiscard]] Title* latest(const Id& type) {
    const auto held = std::ranges::find(past.titles_.rbegin(), past.titles_.rend(), type, &Title::type);
    return held == past.titles_.rend() ? nullptr : &*held;
  }
  /// The last term of a type that had begun by a day; none had: the last.
  [[nodiscard]] Title* begun_by(const Id& type, const Date& day) {
    const auto begun = [&](const Title& title) { return title.type == type && title.term.valid_from <= day; };
    const auto held = std::ranges::find_if(past.titles_.rbegin(), past.titles_.rend(), begun);
    return held == past.titles_.rend() ? latest(type) : &*held;
  }
  /// What is carried over: its latest term, and others of the same enterprise that still run.
  Result<void> begin_all(const Id& type, const QualificationValue& title) {
    for (const TitleTerm& term : title.former)
      if (const Title* const held = latest(type);
          term.carried_from == title.carried_from &&
          (held == nullptr || held->term.valid_from < term.valid_from))
        if (auto good = begin(type, term); !good) return good;
    return begin(type, title);
  }
  Result<void> begin(const Id& type, TitleTerm term) {
    if (!past.value_) return unexpected_fact("a title before the registration");
    auto& types = past.value_->qualifications;
    const auto at = std::ranges::lower_bound(types, type);
    if (at == types.end() || *at != type) {
      if (types.size() == types.kMax) return unexpected_fact("too many titles");
      types.insert(at, type);
    }
    past.titles_.push_back({type, std::move(term)});
    return {};
  }
  ProgrammeShare* share_of(const Id& programme) {
    if (!past.value_) return nullptr;
    const auto at = std::ranges::find(past.value_->programmes, programme, &ProgrammeShare::programme);
    return at == past.value_->programmes.end() ? nullptr : &*at;
  }
  Result<void> award(const AwardKey& key, Fen amount, ProgrammeKind kind) {
    if (!past.value_) return unexpected_fact("an award before the registration");
    past.awards_.insert(key);
    const Id& programme = key.programme;
    ProgrammeShare* share = share_of(programme);
    if (share == nullptr) {
      auto& shares = past.value_->programmes;
      if (shares.size() == shares.kMax) return unexpected_fact("too many programmes");
      const auto at = std::ranges::lower_bound(shares, programme, {}, &ProgrammeShare::programme);
      share = &*shares.insert(at, {.programme = programme, .kind = kind});
    }
    ++past.value_->awards;
    ++share->awards;
    if (auto good = add_to(share->awarded, amount); !good) return good;
    return add_to(past.value_->awarded, amount);
  }
};

Result<void> EnterprisePast::add(const HistoryEntry& entry) { return std::visit(Apply{*this}, entry.fact); }

// ---- a programme ------------------------------------------------------------------------------------------

struct ProgrammePast::Apply {
  ProgrammePast& past;
  const HistoryEntry& entry;

  Result<void> operator()(const LaterFact& fact) { return later_fact(fact); }

  Result<void> operator()(const ProgrammeCreated& fact) {
    if (past.value_) return unexpected_fact("two creations");
    ProgrammeValue& value = past.value_.emplace();
    value.name = fact.programme.name;
    value.lead_department = fact.programme.lead_department;
    value.finance_department = fact.programme.finance_department;
    value.fiscal_year = fact.programme.fiscal_year;
    value.budget = fact.programme.budget;
    value.document_no = fact.programme.document_no;
    value.kind = fact.programme.kind;
    value.document_hash = fact.programme.document_hash;
    value.task = fact.programme.task;
    return {};
  }
  Result<void> operator()(const ProgrammeAmended& fact) {
    return with([&](ProgrammeValue& value) { value.budget = fact.amendment.budget; });
  }
  Result<void> operator()(const ProgrammeRulesSet& fact) {
    return with([&](ProgrammeValue& value) { value.rules_version = fact.version; });
  }
  Result<void> operator()(const QuotaAllocated& fact) {
    return with([&](ProgrammeValue& value) {
      Fen& held = past.quotas_[fact.quota.quota];
      value.allocated += fact.quota.amount - held;
      held = fact.quota.amount;
    });
  }
  Result<void> operator()(const BatchOpened& fact) {
    return with([&](ProgrammeValue& value) {
      const auto [at, fresh] = past.batches_.try_emplace(fact.batch);
      if (fresh) ++value.batches;
      at->second.stage = fact.stage;
      at->second.of_quota = fact.quota.has_value();
    });
  }
  Result<void> operator()(const Objected& fact) {
    return with_batch(fact.objection.batch, [&](Batch& batch) {
      if (fact.objection.line == 0) batch.whole.insert(fact.number);
    });
  }
  Result<void> operator()(const ObjectionDecided& fact) {
    return with_batch(fact.decision.batch, [&](Batch& batch) {
      if (fact.decision.upheld && batch.whole.contains(fact.decision.objection)) batch.objected = true;
    });
  }
  Result<void> operator()(const ResultRecorded& fact) {
    if (fact.step != ResultStep::closing) return {};
    return with_award(fact.line.award_batch, fact.line.award_line,
                      [](ProgrammeValue&, Award& award) { award.closed = award.by_closing = true; });
  }
  Result<void> operator()(const Awarded& fact) {
    const auto batch = past.batches_.find(fact.batch);
    if (batch == past.batches_.end()) return unexpected_fact("an award before its batch");
    const AwardLine& line = fact.line;
    if (!past.place_.try_emplace({fact.batch, line.line}, past.awards_.size()).second)
      return unexpected_fact("an award twice");
    Award& award = past.awards_.emplace_back();
    award.batch = fact.batch;
    award.line = line.line;
    award.beneficiary = line.beneficiary;
    award.code = line.code;
    award.project = line.project;
    award.amount = line.amount;
    award.investment = line.investment;
    award.persons = line.persons;
    award.recorded_ms = entry.time_ms;
    award.awarded_by = entry.signer;
    ++past.value_->awards;
    if (batch->second.of_quota)
      if (auto good = add_to(past.value_->awarded_of_quotas, line.amount); !good) return good;
    return add_to(past.value_->awarded, line.amount);
  }
  Result<void> operator()(const Identified& fact) {
    return with_award(fact.batch, fact.line, [&](ProgrammeValue&, Award& award) { award.code = fact.code; });
  }
  Result<void> operator()(const AwardReleased& fact) {
    return with_award(fact.batch, fact.line, [&](ProgrammeValue& value, Award& award) {
      award.released += fact.amount;
      award.closed = true;
      value.released += fact.amount;
      value.awarded -= fact.amount;
      if (past.batches_.at(fact.batch).of_quota) value.awarded_of_quotas -= fact.amount;
    });
  }
  Result<void> operator()(const Paid& fact) {
    return with_award(fact.line.award_batch, fact.line.award_line, [&](ProgrammeValue& value, Award& award) {
      ++value.payments;
      award.paid += fact.line.amount;
      value.paid += fact.line.amount;
    });
  }
  Result<void> operator()(const PaymentReversed& fact) {
    return with_award(fact.award_batch, fact.award_line, [&](ProgrammeValue& value, Award& award) {
      --value.payments;
      award.paid -= fact.amount;
      value.paid -= fact.amount;
      value.reversed += fact.amount;
      award.corrected = {
          fact.kind == Reversal::returned ? CorrectionKind::payment_returned : CorrectionKind::payment_voided,
          date_in_china(entry.time_ms), fact.document_no, fact.line.reason, fact.amount};
    });
  }
  Result<void> operator()(const AwardAmended& fact) {
    return with_award(fact.batch, fact.line.line, [&](ProgrammeValue& value, Award& award) {
      value.awarded += fact.line.amount - fact.amount_before;
      if (past.batches_.at(fact.batch).of_quota)
        value.awarded_of_quotas += fact.line.amount - fact.amount_before;
      award.beneficiary = fact.line.beneficiary;
      award.code = fact.line.code;
      award.project = fact.line.project;
      award.amount = fact.line.amount;
      award.investment = fact.line.investment;
      award.persons = fact.line.persons;
      award.corrected = {CorrectionKind::amended, date_in_china(entry.time_ms), fact.document_no, fact.reason,
                         fact.amount_before};
    });
  }
  Result<void> operator()(const RecoveryDemanded& fact) {
    const DemandRecovery& demand = fact.demand;
    const auto at = past.place_.find({demand.award_batch, demand.award_line});
    if (at == past.place_.end()) return unexpected_fact("a demand of no award");
    return with([&](ProgrammeValue& value) {
      if (past.recoveries_.try_emplace(demand.recovery, at->second).second) ++value.recoveries;
      value.demanded += demand.demanded - fact.before;
      value.charged -= fact.charges_before;
      value.charged += demand.charges;
      past.awards_[at->second].demanded += demand.demanded - fact.before;
    });
  }
  Result<void> operator()(const Recovered& fact) {
    const auto at = past.recoveries_.find(fact.receipt.recovery);
    if (at == past.recoveries_.end()) return unexpected_fact("a receipt of no recovery");
    return with([&](ProgrammeValue& value) {
      value.recovered += fact.receipt.amount;
      value.charges_received += fact.receipt.charges;
      past.awards_[at->second].recovered += fact.receipt.amount;
    });
  }
  Result<void> operator()(const SocialCapitalRecorded& fact) {
    const RecordSocialCapital& said = fact.capital;
    return with_award(said.award_batch, said.award_line, [&](ProgrammeValue& value, Award& award) {
      const Fen paid_in = said.promised ? 0 : said.amount, promised = said.of ? 0 : said.amount;
      value.social_capital += paid_in;
      value.social_promised += promised;
      award.social_capital += paid_in;
      award.social_promised += promised;
    });
  }
  Result<void> operator()(const FundReturnRecorded& fact) {
    const RecordFundReturn& said = fact.fund_return;
    return with_award(said.award_batch, said.award_line, [&](ProgrammeValue& value, Award& award) {
      const Fen lost = said.kind == ReturnKind::loss ? said.cost : 0;
      value.cost_ended += said.cost;
      value.written_off += lost;
      value.returned += said.proceeds;
      award.cost_ended += said.cost;
      award.written_off += lost;
      award.returned += said.proceeds;
    });
  }
  Result<void> operator()(const ReliefRecorded& fact) {
    return with_award(fact.line.award_batch, fact.line.award_line, [&](ProgrammeValue& value, Award& award) {
      award.paid += fact.line.amount - fact.before;
      value.paid += fact.line.amount - fact.before;
      if (fact.step == ReliefStep::claimed) ++value.payments;
      if (fact.step < ReliefStep::adjusted) return;
      if (fact.step == ReliefStep::withdrawn) --value.payments;
      value.reversed += std::max<Fen>(fact.before - fact.line.amount, 0);
      award.corrected = {correction_of(fact.step), date_in_china(entry.time_ms), fact.document_no,
                         fact.reason, fact.before};
    });
  }
  Result<void> operator()(const ResultWithdrawn& fact) {
    return with_award(fact.line.award_batch, fact.line.award_line, [&](ProgrammeValue&, Award& award) {
      award.corrected = {correction_of(fact.step), date_in_china(entry.time_ms), fact.document_no,
                         fact.reason, 0};
    });
  }
  Result<void> operator()(const EntryWithdrawn& fact) {
    const WithdrawEntry& withdrawal = fact.withdrawal;
    return with_award(fact.award_batch, fact.award_line, [&](ProgrammeValue& value, Award& award) {
      if (withdrawal.kind == EntryKind::recovery) {
        --value.recoveries;
        value.demanded -= fact.amount;
        value.charged -= fact.charges;
        award.demanded -= fact.amount;
      } else if (withdrawal.kind == EntryKind::fund_return) {
        value.cost_ended -= fact.amount;
        value.written_off -= fact.written_off;
        value.returned -= fact.proceeds;
        award.cost_ended -= fact.amount;
        award.written_off -= fact.written_off;
        award.returned -= fact.proceeds;
      } else {
        value.social_capital -= fact.amount;
        value.social_promised -= fact.promised;
        award.social_capital -= fact.amount;
        award.social_promised -= fact.promised;
      }
      award.corrected = {correction_of(withdrawal.kind), date_in_china(entry.time_ms), withdrawal.document_no,
                         withdrawal.reason, std::max({fact.amount, fact.promised, fact.proceeds})};
    });
  }
  Result<void> operator()(const ReceiptVoided& fact) {
    return with_award(fact.award_batch, fact.award_line, [&](ProgrammeValue& value, Award& award) {
      value.recovered -= fact.amount;
      value.charges_received -= fact.charges;
      award.recovered -= fact.amount;
      award.corrected = {CorrectionKind::receipt_voided, date_in_china(entry.time_ms),
                         fact.voiding.document_no, fact.voiding.reason, fact.amount};
    });
  }
  Result<void> operator()(const ProgrammeClosed&) {
    return with([&](ProgrammeValue& value) { value.closed_on = date_in_china(entry.time_ms); });
  }
  Result<void> operator()(const BesideProgramme auto&) { return {}; }
  Result<void> operator()(const NotOfProgramme auto&) {
    return unexpected_fact("a fact that is not of a programme");
  }

 private:
  /// Sums that the ledger has checked before: all stay in range.
  template <class Change>
  Result<void> with(Change change) {
    if (!past.value_) return unexpected_fact("something before the programme's creation");
    change(*past.value_);
    return {};
  }
  template <class Change>
  Result<void> with_batch(const Id& batch, Change change) {
    const auto at = past.batches_.find(batch);
    if (at == past.batches_.end()) return unexpected_fact("an objection to no batch");
    change(at->second);
    return {};
  }
  template <class Change>
  Result<void> with_award(const Id& batch, std::uint32_t line, Change change) {
    const auto at = past.place_.find({batch, line});
    if (at == past.place_.end()) return unexpected_fact("a fact about no award");
    return with([&](ProgrammeValue& value) { change(value, past.awards_[at->second]); });
  }
};

Result<void> ProgrammePast::add(const HistoryEntry& entry) {
  return std::visit(Apply{*this, entry}, entry.fact);
}

std::vector<Award> ProgrammePast::awards() && {
  for (Award& award : awards_) {
    award.stage = batches_.at(award.batch).stage;
    award.objected = batches_.at(award.batch).objected;
  }
  return std::move(awards_);
}

}  // namespace credence
