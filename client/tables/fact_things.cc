// SPDX-License-Identifier: Apache-2.0
// Which thing of the state a fact records: so that a row of the state leads back to its entry.
#include "client/tables/describe.h"

namespace credence::tables {
namespace {

struct Things {
  const HistoryEntry& entry;
  Suite suite;
  using Out = std::vector<StateKey>;

  Out operator()(const DepartmentRegistered& f) const { return {DepartmentKey{f.department.id}}; }
  Out operator()(const KeyRegistered& f) const { return {SignerKey{key_id(f.key.key)}}; }
  Out operator()(const KeyRotated& f) const { return {SignerKey{key_id(f.key)}}; }
  Out operator()(const EnterpriseKeyBound& f) const { return {SignerKey{key_id(f.key.key)}}; }
  Out operator()(const EnterpriseRegistered& f) const { return {EnterpriseKey{f.line.code}}; }
  Out operator()(const HolderRegistered& f) const { return {EnterpriseKey{f.code}}; }
  Out operator()(const CodeAdmitted& f) const { return {CodeExceptionKey{f.admission.code}}; }
  Out operator()(const ProgrammeCreated& f) const { return {ProgrammeKey{f.programme.id}}; }
  Out operator()(const ProgrammeRulesSet& f) const { return {ProgrammeRulesKey{f.rules.programme}}; }
  Out operator()(const QuotaAllocated& f) const { return {QuotaKey{f.quota.programme, f.quota.quota}}; }
  Out operator()(const ProjectEntered& f) const {
    return {LibraryProjectKey{f.programme, project_hash(suite, f.programme, f.line.code, f.line.project)}};
  }
  Out operator()(const ProductListed& f) const {
    return {ListingKey{f.programme, project_hash(suite, f.programme, f.line.code, f.line.product)}};
  }
  Out operator()(const BatchOpened& f) const { return {AwardBatchKey{f.programme, f.batch}}; }
  Out operator()(const Awarded& f) const { return {AwardKey{f.programme, f.batch, f.line.line}}; }
  Out operator()(const Objected& f) const {
    return {ObjectionKey{f.objection.programme, f.objection.batch, f.number}};
  }
  Out operator()(const Paid& f) const {
    return {PaymentListKey{f.programme, f.list}, PaymentKey{f.programme, f.list, f.line.line}};
  }
  Out operator()(const RecoveryDemanded& f) const {
    return {RecoveryKey{f.demand.programme, f.demand.recovery}};
  }
  Out operator()(const RecoveryStepRecorded& f) const {
    return {RecoveryKey{f.step.programme, f.step.recovery}};
  }
  Out operator()(const SocialCapitalRecorded& f) const {
    return {SocialCapitalKey{f.capital.programme, f.capital.entry}};
  }
  Out operator()(const FundReturnRecorded& f) const {
    return {FundReturnKey{f.fund_return.programme, f.fund_return.entry}};
  }
  Out operator()(const ReliefRecorded& f) const {
    if (f.step != ReliefStep::claimed) return {};
    return {ReliefKey{f.programme, f.list, f.line.line}};
  }
  Out operator()(const ChallengePublished& f) const {
    return {ChallengeKey{f.challenge.programme, f.challenge.challenge}};
  }
  Out operator()(const BidRecorded& f) const { return {BidKey{f.programme, f.challenge, f.line.line}}; }
  Out operator()(const BidSealed& f) const {
    return {BidderKey{f.seal.programme, f.seal.challenge, f.seal.code}};
  }
  Out operator()(const QualificationDefined& f) const { return {QualificationTypeKey{f.type.type}}; }
  Out operator()(const QualificationRuleSet& f) const { return {QualificationRulesKey{f.rule.type}}; }
  Out operator()(const QualificationNoticed& f) const {
    return {QualificationNoticeKey{f.type, f.notice.line.code}};
  }
  Out operator()(const QualificationIssued& f) const { return {QualificationKey{f.type, f.line.code}}; }
  Out operator()(const QualificationChanged& f) const {
    if (f.change != TitleChange::carried_over) return {};
    return {QualificationKey{f.type, f.code}};
  }
  Out operator()(const CreditRulesSet&) const { return {CreditRulesKey{}}; }
  Out operator()(const CreditRecorded& f) const { return {f.entry}; }
  Out operator()(const RatingScaleDefined& f) const { return {RatingScaleKey{f.scale.scale}}; }
  Out operator()(const Rated& f) const { return {RatingKey{f.scale, f.line.code}}; }
  Out operator()(const DocumentAnchored& f) const { return {DocumentKey{f.document.sha256}}; }
  Out operator()(const CalendarSet& f) const { return {CalendarKey{f.calendar.year}}; }
  Out operator()(const TargetDefined& f) const { return {TargetKey{f.target.id}}; }
  Out operator()(const MeasureRecorded& f) const { return {MeasureKey{f.measure.target, f.measure.on}}; }
  Out operator()(const ProblemRaised& f) const { return {ProblemKey{f.problem.problem}}; }
  Out operator()(const ActionParked& f) const { return {PendingKey{f.transaction}}; }
  Out operator()(const ChangeProposed&) const { return {ChangeKey{entry.transaction}}; }
  /// What changes a thing, and does not record it anew.
  template <class Other>
  Out operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::vector<StateKey> things_of(const HistoryEntry& entry, Suite suite) {
  return std::visit(Things{entry, suite}, static_cast<const FactBody&>(entry.fact));
}

}  // namespace credence::tables
