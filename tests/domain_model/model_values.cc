// SPDX-License-Identifier: Apache-2.0
// What the state must hold, from what the model knows.
#include "ledger/execution/rules_money.h"  // the keys of projects
#include "ledger/primitives/merkle.h"
#include "tests/domain_model/model.h"
#include "tests/support/suite.h"

namespace credence::model {
namespace {

template <class Items, class Count>
auto sum(const Items& items, Count count) {
  decltype(count(items.begin()->second)) out{};
  for (const auto& [key, item] : items) out += count(item);
  return out;
}

Hash32 product_hash(const Id& programme, const Uscc& code, const std::string& text) {
  return project_hash(samples::kSuite, programme, code, Name(text));
}

/// One overload for each family of keys: the value, or nothing.
struct Finder {
  const Model& m;

  template <class Map, class K>
  static const typename Map::mapped_type* in(const Map& map, const K& key) {
    const auto at = map.find(key);
    return at == map.end() ? nullptr : &at->second;
  }
  const Programme* programme(const Id& id) const { return in(m.programmes, id); }

  // ---- who ------------------------------------------------------------------------------------------------
  std::optional<DepartmentValue> operator()(const DepartmentKey& key) const {
    const Department* held = in(m.departments, key.id);
    if (held == nullptr) return {};
    DepartmentValue out{
        held->said.name_zh, held->said.name_en, held->said.kind, held->suspended, {}, 0, 0, 0, 0};
    out.authority.assign(held->authority.begin(), held->authority.end());
    out.admin_keys = m.keys_with(Role::admin, key.id);
    out.check_keys = m.keys_with(Role::check, key.id);
    out.govern_keys = m.keys_with(Role::govern, key.id);
    out.pending = static_cast<std::uint32_t>(
        std::ranges::count_if(m.waiting, [&](const auto& item) { return item.second.department == key.id; }));
    return out;
  }
  std::optional<SignerValue> operator()(const SignerKey& key) const {
    const Key* held = in(m.keys, key.key);
    if (held == nullptr) return {};
    // Only the first of a line knows the last one.
    const KeyId present = held->first == key.key ? key_id(m.present(key.key).key) : key.key;
    return SignerValue{held->key,     held->department, held->roles, held->holder,
                       held->revoked, held->enterprise, held->first, present};
  }
  std::optional<PendingValue> operator()(const PendingKey& key) const {
    const Waiting* held = in(m.waiting, key.transaction);
    if (held == nullptr) return {};
    return PendingValue{held->maker, held->department, held->parked, held->until, encode(held->action)};
  }
  std::optional<ChangeValue> operator()(const ChangeKey& key) const {
    const Decision* held = in(m.governance.decisions, key.proposal);
    if (held == nullptr) return {};
    ChangeValue out{held->said, held->proposed, held->status, held->effective, {}};
    for (const Vote& vote : held->votes) out.votes.push_back({vote.department, vote.yes, vote.key});
    return out;
  }
  std::optional<ValidatorsValue> operator()(const ValidatorsKey&) const {
    ValidatorsValue out{m.governance.current, m.governance.scheduled, {}};
    out.open.assign(m.governance.open.begin(), m.governance.open.end());
    return out;
  }
  std::optional<ChainValue> operator()(const ChainKey&) const {
    ChainValue out;
    out.features.assign(m.governance.features.begin(), m.governance.features.end());
    out.governed = m.governance.governed;
    out.limits = m.governance.limits;
    out.next_limits = m.governance.next_limits;
    out.next_limits_from = m.governance.next_limits_from;
    return out;
  }
  std::optional<ExecutedValue> operator()(const ExecutedKey& key) const {
    const Model::Done* held = in(m.executed, key.height);
    if (held == nullptr) return {};
    std::map<std::uint32_t, Hash32> leaves;
    for (const auto& [id, position] : held->ids)
      leaves[position] = merkle_leaf(samples::kSuite, encode(ExecutedId{id, position}));
    std::vector<Hash32> in_order;
    for (const auto& [position, leaf] : leaves) in_order.push_back(leaf);
    return ExecutedValue{merkle_root(samples::kSuite, in_order), static_cast<std::uint32_t>(in_order.size()),
                         held->last_expiry};
  }

  // ---- enterprises, titles --------------------------------------------------------------------------------
  std::optional<EnterpriseValue> operator()(const EnterpriseKey& key) const {
    const Enterprise* held = in(m.titles.enterprises, key.code);
    if (held == nullptr) return {};
    EnterpriseValue out;
    out.name = held->name;
    out.registered_on = held->said.registered_on;
    out.place = held->said.place;
    out.former_names.assign(held->former.begin(), held->former.end());
    out.end = held->end;
    out.ends_on = held->ends_on;
    out.successor = held->successor;
    out.predecessors.assign(held->predecessors.begin(), held->predecessors.end());
    out.kind = held->holder.kind;
    out.belongs_to = held->holder.belongs_to;
    out.department = held->holder.department;
    for (const auto& [title, value] : m.titles.held)
      if (title.second == key.code) out.qualifications.push_back(title.first);
    for (const auto& [id, programme] : m.programmes) money_of(out, id, programme, key.code);
    return out;
  }
  static void money_of(EnterpriseValue& out, const Id& id, const Programme& programme, const Uscc& code) {
    for (const auto& [batch_id, batch] : programme.batches)
      for (const auto& [line, award] : batch.awards) out.awards += award.code == code ? 1 : 0;
    if (!programme.ever_awarded(code)) return;
    ProgrammeShare share{id, programme.awarded(code), programme.awards_of(code), programme.said.kind};
    for (const auto& [list_id, list] : programme.lists)
      for (const auto& [line, payment] : list.payments)
        if (!payment.reversal &&
            programme.batches.at(payment.award_batch).awards.at(payment.award_line).code == code)
          ++share.payments, share.paid += payment.amount;
    for (const auto& [place, relief] : programme.reliefs)
      if (relief.amount > 0 && relief.code == code) ++share.payments, share.paid += relief.amount;
    for (const auto& [recovery_id, recovery] : programme.recoveries)
      if (recovery.code == code) share.recovered += recovery.recovered();
    out.awarded += share.awarded, out.paid += share.paid, out.recovered += share.recovered;
    out.payments += share.payments;
    out.programmes.push_back(std::move(share));
  }
  std::optional<QualificationTypeValue> operator()(const QualificationTypeKey& key) const {
    const DefineQualification* held = in(m.titles.types, key.type);
    if (held == nullptr) return {};
    return QualificationTypeValue{held->name_zh,      held->name_en, held->issuer, held->years,
                                  held->prerequisite, held->held_by, held->task};
  }
  std::optional<QualificationRulesValue> operator()(const QualificationRulesKey& key) const {
    const auto* held = in(m.titles.rules, key.type);
    if (held == nullptr) return {};
    QualificationRulesValue out;
    out.versions.assign(held->begin(), held->end());
    return out;
  }
  std::optional<QualificationValue> operator()(const QualificationKey& key) const {
    const auto* held = in(m.titles.held, TypeAndCode{key.type, key.code});
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<QualificationNoticeValue> operator()(const QualificationNoticeKey& key) const {
    const auto* held = in(m.titles.notices, TypeAndCode{key.type, key.code});
    return held == nullptr ? std::nullopt : std::optional(*held);
  }

  // ---- programmes -----------------------------------------------------------------------------------------
  std::optional<ProgrammeValue> operator()(const ProgrammeKey& key) const {
    const Programme* held = programme(key.id);
    if (held == nullptr) return {};
    ProgrammeValue out;
    out.name = held->said.name;
    out.lead_department = held->said.lead_department;
    out.finance_department = held->said.finance_department;
    out.fiscal_year = held->said.fiscal_year;
    out.document_no = held->said.document_no;
    out.kind = held->said.kind;
    out.document_hash = held->said.document_hash;
    out.budget = held->budget;
    out.awarded = held->awarded();
    out.released = held->released();
    out.allocated = held->allocated();
    out.awarded_of_quotas = held->awarded_of_quotas();
    out.batches = static_cast<std::uint32_t>(held->batches.size());
    for (const auto& [id, batch] : held->batches)
      out.awards += static_cast<std::uint32_t>(batch.awards.size());
    for (const auto& [id, list] : held->lists)
      for (const auto& [line, payment] : list.payments) {
        (payment.reversal ? out.reversed : out.paid) += payment.amount;
        out.payments += payment.reversal ? 0 : 1;
      }
    for (const auto& [place, relief] : held->reliefs)
      out.paid += relief.amount, out.reversed += relief.taken, out.payments += relief.amount > 0 ? 1 : 0;
    const Programme::Returned returned = held->returned({});
    out.cost_ended = returned.ended, out.written_off = returned.lost, out.returned = returned.proceeds;
    for (const auto& [id, recovery] : held->recoveries)
      out.recoveries += recovery.withdrawn ? 0 : 1, out.demanded += recovery.said.demanded,
          out.recovered += recovery.recovered();
    for (const auto& [id, recovery] : held->recoveries)
      out.charged += recovery.said.charges, out.charges_received += recovery.charges_received();
    out.social_capital = held->social_capital({}, false);
    out.social_promised = held->social_capital({}, true);
    out.task = held->said.task;
    out.rules_version = held->rules_version;
    out.closed_on = held->closed_on;
    return out;
  }
  std::optional<ProgrammeRules> operator()(const ProgrammeRulesKey& key) const {
    const Programme* held = programme(key.programme);
    return held == nullptr || held->rules_version == 0 ? std::nullopt : std::optional(held->rules);
  }
  std::optional<QuotaValue> operator()(const QuotaKey& key) const {
    const Programme* held = programme(key.programme);
    const AllocateQuota* quota = held == nullptr ? nullptr : in(held->quotas, key.quota);
    if (quota == nullptr) return {};
    QuotaValue out{quota->name, quota->amount, held->awarded_of_quota(key.quota), 0};
    for (const auto& [id, batch] : held->batches)
      if (batch.said.quota == key.quota) out.paid += held->paid_of_batch(id);
    return out;
  }
  std::optional<LibraryProjectValue> operator()(const LibraryProjectKey& key) const {
    if (const Programme* held = programme(key.programme))
      for (const auto& [project, value] : held->library)
        if (product_hash(key.programme, project.first, project.second) == key.beneficiary_and_project)
          return value;
    return {};
  }
  std::optional<ListingValue> operator()(const ListingKey& key) const {
    if (const Programme* held = programme(key.programme))
      for (const auto& [product, value] : held->listings)
        if (product_hash(key.programme, product.first, product.second) == key.beneficiary_and_product)
          return value;
    return {};
  }
  std::optional<CalendarValue> operator()(const CalendarKey& key) const {
    const SetCalendar* held = in(m.calendars, key.year);
    if (held == nullptr) return {};
    return CalendarValue{held->holidays, held->workdays, held->document_no};
  }

  // ---- awards ---------------------------------------------------------------------------------------------
  const Batch* batch(const Id& programme_id, const Id& id) const {
    const Programme* held = programme(programme_id);
    return held == nullptr ? nullptr : in(held->batches, id);
  }
  std::optional<AwardBatchValue> operator()(const AwardBatchKey& key) const {
    const Batch* held = batch(key.programme, key.batch);
    if (held == nullptr) return {};
    const RecordAwards& said = held->said;
    AwardBatchValue out;
    static_cast<BatchDeclaration&>(out) = said;
    out.notice_ends = held->notice_ends;
    out.confirmed_on = held->confirmed_on;
    out.acceptance_due = held->acceptance_due;
    out.objections = static_cast<std::uint32_t>(held->objections.size());
    for (const ObjectionValue& objection : held->objections)
      out.open_objections += objection.decided_on ? 0 : 1;
    out.objected = held->upset;
    out.recorded_count = static_cast<std::uint32_t>(held->awards.size());
    for (const auto& [line, award] : held->awards) {
      out.recorded_total += award.said.amount;
      out.released_total += award.released;
      out.unidentified_count += !award.code && !award.closed ? 1 : 0;
      out.settled += award.closed || award.acceptance == Acceptance::passed ? 1 : 0;
    }
    out.paid_total = programme(key.programme)->paid_of_batch(key.batch);
    if (!held->order.empty()) out.last_line = held->order.back();
    out.correction = held->correction;
    return out;
  }
  std::optional<AwardValue> operator()(const AwardKey& key) const {
    const Batch* held = batch(key.programme, key.batch);
    const Award* award = held == nullptr ? nullptr : in(held->awards, key.line);
    if (award == nullptr) return {};
    const Programme& of = *programme(key.programme);
    AwardValue out;
    out.beneficiary = award->said.beneficiary;
    out.code = award->code;
    out.project = award->said.project;
    out.amount = award->said.amount;
    out.awarded_by = award->by;
    out.released = award->released;
    out.paid = of.paid(key.batch, key.line);
    out.acknowledged = of.acknowledged(key.batch, key.line);
    out.demanded = of.demanded(key.batch, key.line);
    out.recovered = of.recovered(key.batch, key.line);
    out.social_capital = of.social_capital(std::pair{key.batch, key.line}, false);
    out.social_promised = of.social_capital(std::pair{key.batch, key.line}, true);
    out.persons = award->said.persons;
    out.investment = award->said.investment;
    const Programme::Returned returned = of.returned(std::pair{key.batch, key.line});
    out.cost_ended = returned.ended, out.written_off = returned.lost, out.returned = returned.proceeds;
    out.milestones.assign(award->milestones.begin(), award->milestones.end());
    out.acceptance = award->acceptance;
    out.acceptance_on = award->acceptance_on;
    out.performance = award->performance;
    out.performance_on = award->performance_on;
    Fen before = 0;
    for (const Date& day : of.paid_days(key.batch, key.line)) {
      const Fen by_then = of.paid_by(key.batch, key.line, day);
      out.paid_days.push_back({day, by_then - before});
      before = by_then;
    }
    out.failures.assign(award->failures.begin(), award->failures.end());
    out.awaited = award->acceptance == Acceptance::passed && award->asks_acceptance;
    out.corrections = award->corrections;
    out.correction = award->correction;
    out.closed = award->closed;
    const auto at = std::ranges::find(held->order, key.line);
    if (at != held->order.begin()) out.previous = *std::prev(at);
    return out;
  }
  std::optional<AwardedProjectValue> operator()(const AwardedProjectKey& key) const {
    const Programme* held = programme(key.programme);
    if (held == nullptr) return {};
    for (const auto& [id, batch_held] : held->batches)
      for (const auto& [line, award] : batch_held.awards)
        for (const AwardedProjectKey& guard : guards(key.programme, *held, id, award))
          if (guard.beneficiary_and_project == key.beneficiary_and_project)
            return AwardedProjectValue{id, line};
    return {};
  }
  static std::vector<AwardedProjectKey> guards(const Id& programme_id, const Programme& held,
                                               const Id& batch_id, const Award& award) {
    std::vector<AwardedProjectKey> out;
    if (held.void_award(batch_id, award)) return out;
    if (award.published_without_code)
      out.push_back(project_key(samples::kSuite, programme_id, false, fold(award.said.beneficiary),
                                fold(award.said.project)));
    if (award.code)
      out.push_back(
          project_key(samples::kSuite, programme_id, true, text_of(*award.code), fold(award.said.project)));
    return out;
  }
  std::optional<ObjectionValue> operator()(const ObjectionKey& key) const {
    const Batch* held = batch(key.programme, key.batch);
    if (held == nullptr || key.number == 0 || key.number > held->objections.size()) return {};
    return held->objections[key.number - 1];
  }
  std::optional<OpenProjectsValue> operator()(const OpenProjectsKey& key) const {
    OpenProjectsValue out;
    for (const auto& [id, held] : m.programmes)
      for (const auto& [batch_id, batch_held] : held.batches)
        for (const auto& [line, award] : batch_held.awards)
          if (award.code == key.code && m.waits_for_acceptance(award))
            out.awards.push_back({id, batch_id, line});
    return out.awards.empty() ? std::nullopt : std::optional(out);
  }
  std::optional<PaymentListValue> operator()(const PaymentListKey& key) const {
    const Programme* held = programme(key.programme);
    const PaymentList* list = held == nullptr ? nullptr : in(held->lists, key.list);
    if (list == nullptr) return {};
    PaymentListValue out{list->declared_count,
                         static_cast<std::uint32_t>(list->payments.size()),
                         list->declared_total,
                         0,
                         0,
                         0};
    for (const auto& [line, payment] : list->payments) {
      out.recorded_total += payment.amount;
      if (payment.reversal) ++out.reversed_count, out.reversed_total += payment.amount;
    }
    return out;
  }
  std::optional<PaymentValue> operator()(const PaymentKey& key) const {
    const Programme* held = programme(key.programme);
    const PaymentList* list = held == nullptr ? nullptr : in(held->lists, key.list);
    const PaymentValue* payment = list == nullptr ? nullptr : in(list->payments, key.line);
    return payment == nullptr ? std::nullopt : std::optional(*payment);
  }
  std::optional<RecoveryValue> operator()(const RecoveryKey& key) const {
    const Programme* held = programme(key.programme);
    const Recovery* recovery = held == nullptr ? nullptr : in(held->recoveries, key.recovery);
    if (recovery == nullptr) return {};
    const DemandRecovery& said = recovery->said;
    RecoveryValue out{
        said.award_batch,    said.award_line,       recovery->code,
        said.demanded,       recovery->recovered(), static_cast<std::uint32_t>(recovery->receipts.size()),
        recovery->opened_on, said.document_no,      said.reason};
    for (const RecordRecovery& receipt : recovery->receipts)
      out.received.push_back(
          {receipt.amount, receipt.received_on, recovery->voided.contains(receipt.receipt), receipt.charges});
    out.correction = recovery->correction;
    out.charged = said.charges;
    out.charges_received = recovery->charges_received();
    for (const TakeRecoveryStep& step : recovery->steps)
      out.steps.push_back({step.step, step.on, step.due, step.document_no, step.note});
    return out;
  }
  std::optional<SocialCapitalValue> operator()(const SocialCapitalKey& key) const {
    const Programme* held = programme(key.programme);
    const RecordSocialCapital* entry = held == nullptr ? nullptr : in(held->capital, key.entry);
    if (entry == nullptr) return {};
    SocialCapitalValue out{entry->award_batch, entry->award_line, entry->investor, entry->amount,
                           entry->invested_on, entry->promised,   entry->of};
    if (const auto* withdrawn = in(held->capital_withdrawn, key.entry)) out.correction = *withdrawn;
    out.investor_code = entry->investor_code;
    if (held->capital_with_document.contains(key.entry)) out.document_no = entry->document_no;
    for (const auto& [id, other] : held->capital) out.fulfilled += other.of == key.entry ? other.amount : 0;
    return out;
  }
  std::optional<FundReturnValue> operator()(const FundReturnKey& key) const {
    const Programme* held = programme(key.programme);
    const FundReturn* entry = held == nullptr ? nullptr : in(held->returns, key.entry);
    if (entry == nullptr) return {};
    const RecordFundReturn& said = entry->said;
    return FundReturnValue{said.award_batch,   said.award_line,  said.kind, said.way,
                           said.cost,          said.proceeds,    said.on,   said.document_no,
                           said.document_hash, entry->correction};
  }
  std::optional<ReliefValue> operator()(const ReliefKey& key) const {
    const Programme* held = programme(key.programme);
    const Relief* relief = held == nullptr ? nullptr : in(held->reliefs, std::pair{key.list, key.line});
    if (relief == nullptr) return {};
    const ReliefLine& claim = relief->claim;
    return ReliefValue{claim.award_batch,
                       claim.award_line,
                       relief->code,
                       claim.period_from,
                       claim.period_to,
                       claim.amount,
                       relief->amount,
                       relief->latest.step,
                       claim.on,
                       relief->on,
                       relief->latest.document_no,
                       relief->latest.reason};
  }
  std::optional<ChallengeValue> operator()(const ChallengeKey& key) const {
    const Programme* held = programme(key.programme);
    const Challenge* challenge = held == nullptr ? nullptr : in(held->challenges, key.challenge);
    if (challenge == nullptr) return {};
    const PublishChallenge& said = challenge->said;
    return ChallengeValue{said.title,
                          said.document_no,
                          said.source,
                          said.amount,
                          said.bids_until,
                          said.winners_max,
                          said.milestones,
                          static_cast<std::uint32_t>(challenge->bids.size()),
                          challenge->selected,
                          challenge->sealed(),
                          challenge->last_opened};
  }
  std::optional<BidderValue> operator()(const BidderKey& key) const {
    const Programme* held = programme(key.programme);
    const Challenge* challenge = held == nullptr ? nullptr : in(held->challenges, key.challenge);
    const BidderValue* bidder = challenge == nullptr ? nullptr : in(challenge->bidders, key.code);
    return bidder == nullptr ? std::nullopt : std::optional(*bidder);
  }
  std::optional<BidValue> operator()(const BidKey& key) const {
    const Programme* held = programme(key.programme);
    const Challenge* challenge = held == nullptr ? nullptr : in(held->challenges, key.challenge);
    const BidValue* bid = challenge == nullptr ? nullptr : in(challenge->bids, key.line);
    return bid == nullptr ? std::nullopt : std::optional(*bid);
  }

  // ---- credit ---------------------------------------------------------------------------------------------
  std::optional<CreditRulesValue> operator()(const CreditRulesKey&) const {
    if (m.credit.rules.empty()) return {};
    CreditRulesValue out;
    out.versions.assign(m.credit.rules.begin(), m.credit.rules.end());
    return out;
  }
  std::optional<CreditValue> operator()(const CreditKey& key) const {
    const Entry* held = in(m.credit.entries, key);
    if (held == nullptr) return {};
    const CreditLine& said = held->said;
    return CreditValue{said.code,         said.kind,         said.weight, held->status,    said.decided_on,
                       said.published_to, held->recorded_on, held->rules, said.commitment, held->closed_on};
  }
  std::optional<CreditStandingValue> operator()(const CreditStandingKey& key) const {
    CreditStandingValue out;
    bool any = false;
    for (const auto& [id, entry] : m.credit.entries) {
      if (entry.said.code != key.code) continue;
      any = true;
      out.honours += entry.said.kind == CreditKind::honour ? 1 : 0;
      out.licences += entry.said.kind == CreditKind::licence ? 1 : 0;
      out.penalties += entry.said.kind == CreditKind::penalty ? 1 : 0;
      out.dishonesty += entry.said.kind == CreditKind::dishonesty ? 1 : 0;
      out.closed += entry.closed_on ? 1 : 0;
    }
    if (!any) return {};
    if (const auto* marks = in(m.credit.marks, key.code)) out.open.assign(marks->begin(), marks->end());
    return out;
  }
  std::optional<RatingScaleValue> operator()(const RatingScaleKey& key) const {
    const DefineRatingScale* held = in(m.credit.scales, key.scale);
    if (held == nullptr) return {};
    return RatingScaleValue{held->name_zh, held->name_en, held->agency, held->grades};
  }
  std::optional<RatingValue> operator()(const RatingKey& key) const {
    const RatingValue* held = in(m.credit.ratings, TypeAndCode{key.scale, key.code});
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<DocumentValue> operator()(const DocumentKey& key) const {
    const DocumentValue* held = in(m.documents, key.sha256);
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<ProblemValue> operator()(const ProblemKey& key) const {
    const ProblemValue* held = in(m.problems, key.problem);
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<TargetValue> operator()(const TargetKey& key) const {
    const TargetValue* held = in(m.targets, key.id);
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<MeasureValue> operator()(const MeasureKey& key) const {
    const MeasureValue* held = in(m.measures, std::pair(key.target, key.on));
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<CodeExceptionValue> operator()(const CodeExceptionKey& key) const {
    const CodeExceptionValue* held = in(m.exceptions, key.code);
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<EnterpriseEndValue> operator()(const EnterpriseEndKey& key) const {
    const EnterpriseEndValue* held = in(m.titles.ends, key.code);
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  std::optional<HistoryValue> operator()(const HistoryKey&) const { return {}; }
};

void keys_of_batch(std::vector<StateKey>& out, const Id& id, const Programme& programme, const Id& batch_id,
                   const Batch& batch) {
  out.emplace_back(AwardBatchKey{id, batch_id});
  for (std::uint32_t number = 1; number <= batch.objections.size(); ++number)
    out.emplace_back(ObjectionKey{id, batch_id, number});
  for (const auto& [line, award] : batch.awards) {
    out.emplace_back(AwardKey{id, batch_id, line});
    for (const AwardedProjectKey& guard : Finder::guards(id, programme, batch_id, award))
      out.emplace_back(guard);
  }
}

void keys_of_programme(std::vector<StateKey>& out, const Id& id, const Programme& programme) {
  out.emplace_back(ProgrammeKey{id});
  if (programme.rules_version > 0) out.emplace_back(ProgrammeRulesKey{id});
  for (const auto& [quota, held] : programme.quotas) out.emplace_back(QuotaKey{id, quota});
  for (const auto& [project, held] : programme.library)
    out.emplace_back(LibraryProjectKey{id, product_hash(id, project.first, project.second)});
  for (const auto& [product, held] : programme.listings)
    out.emplace_back(ListingKey{id, product_hash(id, product.first, product.second)});
  for (const auto& [batch_id, batch] : programme.batches) keys_of_batch(out, id, programme, batch_id, batch);
  for (const auto& [list_id, list] : programme.lists) {
    out.emplace_back(PaymentListKey{id, list_id});
    for (const auto& [line, payment] : list.payments) out.emplace_back(PaymentKey{id, list_id, line});
  }
  for (const auto& [recovery, held] : programme.recoveries) out.emplace_back(RecoveryKey{id, recovery});
  for (const auto& [entry, held] : programme.capital) out.emplace_back(SocialCapitalKey{id, entry});
  for (const auto& [entry, held] : programme.returns) out.emplace_back(FundReturnKey{id, entry});
  for (const auto& [place, held] : programme.reliefs)
    out.emplace_back(ReliefKey{id, place.first, place.second});
  for (const auto& [challenge_id, challenge] : programme.challenges) {
    out.emplace_back(ChallengeKey{id, challenge_id});
    for (const auto& [line, bid] : challenge.bids) out.emplace_back(BidKey{id, challenge_id, line});
    for (const auto& [code, bidder] : challenge.bidders) out.emplace_back(BidderKey{id, challenge_id, code});
  }
}

}  // namespace

std::optional<Bytes> Model::value(const StateKey& key) const {
  return std::visit(
      [&](const auto& typed) -> std::optional<Bytes> {
        const auto held = Finder{*this}(typed);
        return held ? std::optional(encode(*held)) : std::nullopt;
      },
      key);
}

std::vector<StateKey> Model::state_keys() const {
  std::vector<StateKey> out{ChainKey{}, ValidatorsKey{}};
  for (const auto& [id, held] : departments) out.emplace_back(DepartmentKey{id});
  for (const auto& [id, held] : keys) out.emplace_back(SignerKey{id});
  for (const auto& [id, held] : waiting) out.emplace_back(PendingKey{id});
  for (const auto& [id, held] : governance.decisions) out.emplace_back(ChangeKey{id});
  for (const auto& [at, held] : executed) out.emplace_back(ExecutedKey{at});
  for (const auto& [code, held] : titles.enterprises) {
    out.emplace_back(EnterpriseKey{code});
    if (Finder{*this}(OpenProjectsKey{code})) out.emplace_back(OpenProjectsKey{code});
    if (Finder{*this}(CreditStandingKey{code})) out.emplace_back(CreditStandingKey{code});
  }
  for (const auto& [code, held] : titles.ends) out.emplace_back(EnterpriseEndKey{code});
  for (const auto& [type, held] : titles.types) out.emplace_back(QualificationTypeKey{type});
  for (const auto& [type, held] : titles.rules) out.emplace_back(QualificationRulesKey{type});
  for (const auto& [key, held] : titles.held) out.emplace_back(QualificationKey{key.first, key.second});
  for (const auto& [key, held] : titles.notices)
    out.emplace_back(QualificationNoticeKey{key.first, key.second});
  for (const auto& [id, programme] : programmes) keys_of_programme(out, id, programme);
  for (const auto& [year, held] : calendars) out.emplace_back(CalendarKey{year});
  if (!credit.rules.empty()) out.emplace_back(CreditRulesKey{});
  for (const auto& [key, held] : credit.entries) out.emplace_back(key);
  for (const auto& [scale, held] : credit.scales) out.emplace_back(RatingScaleKey{scale});
  for (const auto& [key, held] : credit.ratings) out.emplace_back(RatingKey{key.first, key.second});
  for (const auto& [hash, held] : documents) out.emplace_back(DocumentKey{hash});
  for (const auto& [id, held] : problems) out.emplace_back(ProblemKey{id});
  for (const auto& [id, held] : targets) out.emplace_back(TargetKey{id});
  for (const auto& [code, held] : exceptions) out.emplace_back(CodeExceptionKey{code});
  for (const auto& [at, held] : measures) out.emplace_back(MeasureKey{at.first, at.second});
  return out;
}

}  // namespace credence::model
