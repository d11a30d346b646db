// How JSON views are written. Internal to ledger/domain; the views are in json_*.cc, one file a family.
#pragma once

#include <boost/json.hpp>

#include "ledger/views/json.h"

namespace credence::views {
namespace json = boost::json;

/// Writes members in the order of the calls.
class Writer {
 public:
  template <std::size_t M>
  Writer& operator()(std::string_view name, const Text<M>& text) {
    return set(name, std::string_view(text));
  }
  Writer& operator()(std::string_view name, std::string_view text) { return set(name, text); }
  Writer& operator()(std::string_view name, const char* text) { return set(name, std::string_view(text)); }
  Writer& operator()(std::string_view name, bool value) { return set(name, value); }
  template <std::unsigned_integral U>
    requires(!std::same_as<U, bool>)
  Writer& operator()(std::string_view name, U value) {
    return set(name, std::uint64_t{value});
  }
  Writer& operator()(std::string_view name, const Date& day) { return set(name, day.iso()); }
  Writer& operator()(std::string_view name, const Uscc& code) {
    // A code inside an answer was checked when it was recorded; other bytes are shown as hexadecimal.
    return set(name, valid_utf8(text_of(code)) ? std::string(text_of(code)) : code.hex());
  }
  template <std::size_t N, class K>
  Writer& operator()(std::string_view name, const Fixed<N, K>& value) {
    return set(name, value.hex());
  }
  template <class T>
  Writer& operator()(std::string_view name, const std::optional<T>& value) {
    return value ? (*this)(name, *value) : set(name, nullptr);
  }
  template <CodedEnum E>
  Writer& operator()(std::string_view name, E value) {
    return set(name, name_of(value));
  }
  template <std::size_t M>
  Writer& operator()(std::string_view name, const List<Role, M>& roles) {
    json::array out;
    for (const Role role : roles) out.emplace_back(name_of(role));
    return set(name, std::move(out));
  }
  Writer& fen(std::string_view name, Fen amount) {
    set(name, std::to_string(amount));
    return set(std::string(name) + "_yuan", yuan_text(amount));
  }
  Writer& time(std::uint64_t time_ms) {
    set("time", iso_time(time_ms));
    return (*this)("time_ms", time_ms);
  }
  template <class Lines>
  Writer& lines(const Lines& list);
  Writer& object(std::string_view name, json::object value) { return set(name, std::move(value)); }
  Writer& array(std::string_view name, json::array value) { return set(name, std::move(value)); }
  json::object take() { return std::move(out_); }

 private:
  template <class V>
  Writer& set(std::string_view name, V&& value) {
    out_[name] = json::value_from(std::forward<V>(value));
    return *this;
  }
  json::object out_;
};

// ---- one overload a struct: its members in order; a fact's are those of what it holds ----------------------------------

void write(Writer& w, const RegisterDepartment& v);
void write(Writer& w, const KeyPost& v);
void write(Writer& w, const RegisterKey& v);
void write(Writer& w, const RevokeKey& v);
void write(Writer& w, const RotateKey& v);
void write(Writer& w, const BindEnterpriseKey& v);
void write(Writer& w, const KeyRotated& v);
void write(Writer& w, const EnterpriseKeyBound& v);
void write(Writer& w, const DecidePending& v);
void write(Writer& w, const ProposeChange& v);
void write(Writer& w, const VoteOnChange& v);
void write(Writer& w, const ActionParked& v);
void write(Writer& w, const PendingDecided& v);
void write(Writer& w, const ChangeProposed& v);
void write(Writer& w, const ChangeVoted& v);
void write(Writer& w, const ChangeDecided& v);
void write(Writer& w, const PendingValue& v);
void write(Writer& w, const ChangeValue& v);
void write(Writer& w, const ValidatorsValue& v);
void write(Writer& w, const DepartmentRegistered& v);
void write(Writer& w, const KeyRegistered& v);
void write(Writer& w, const KeyRevoked& v);
void write(Writer& w, const DepartmentValue& v);
void write(Writer& w, const SignerValue& v);
void write(Writer& w, const EnterpriseLine& v);
void write(Writer& w, const RegisterEnterprises& v);
void write(Writer& w, const EnterpriseRegistered& v);
void write(Writer& w, const EnterpriseValue& v);
void write(Writer& w, const CreateProgramme& v);
void write(Writer& w, const AwardLine& v);
void write(Writer& w, const Identification& v);
void write(Writer& w, const PaymentLine& v);
void write(Writer& w, const RecordAwards& v);
void write(Writer& w, const IdentifyBeneficiaries& v);
void write(Writer& w, const RecordPayments& v);
void write(Writer& w, const ProgrammeCreated& v);
void write(Writer& w, const BatchOpened& v);
void write(Writer& w, const Awarded& v);
void write(Writer& w, const Identified& v);
void write(Writer& w, const Paid& v);
void write(Writer& w, const ProgrammeValue& v);
void write(Writer& w, const AwardBatchValue& v);
void write(Writer& w, const AwardValue& v);
void write(Writer& w, const AwardedProjectValue& v);
void write(Writer& w, const PaymentListValue& v);
void write(Writer& w, const PaymentValue& v);
void write(Writer& w, const SetCalendar& v);
void write(Writer& w, const CalendarSet& v);
void write(Writer& w, const CalendarValue& v);
void write(Writer& w, const AmendProgramme& v);
void write(Writer& w, const ProgrammeRules& v);
void write(Writer& w, const SetProgrammeRules& v);
void write(Writer& w, const AllocateQuota& v);
void write(Writer& w, const ProjectLine& v);
void write(Writer& w, const RegisterProjects& v);
void write(Writer& w, const ListingLine& v);
void write(Writer& w, const RecordListings& v);
void write(Writer& w, const CloseProgramme& v);
void write(Writer& w, const ProgrammeAmended& v);
void write(Writer& w, const ProgrammeRulesSet& v);
void write(Writer& w, const QuotaAllocated& v);
void write(Writer& w, const ProjectEntered& v);
void write(Writer& w, const ProductListed& v);
void write(Writer& w, const ProgrammeClosed& v);
void write(Writer& w, const QuotaValue& v);
void write(Writer& w, const LibraryProjectValue& v);
void write(Writer& w, const ListingValue& v);
void write(Writer& w, const FileObjection& v);
void write(Writer& w, const DecideObjection& v);
void write(Writer& w, const WithdrawalLine& v);
void write(Writer& w, const WithdrawAwards& v);
void write(Writer& w, const Objected& v);
void write(Writer& w, const ObjectionDecided& v);
void write(Writer& w, const AwardReleased& v);
void write(Writer& w, const ObjectionValue& v);
void write(Writer& w, const OpenProjectsValue& v);
void write(Writer& w, const AcknowledgementLine& v);
void write(Writer& w, const AcknowledgePayments& v);
void write(Writer& w, const ResultLine& v);
void write(Writer& w, const RecordResults& v);
void write(Writer& w, const DemandRecovery& v);
void write(Writer& w, const RecordRecovery& v);
void write(Writer& w, const RecordSocialCapital& v);
void write(Writer& w, const PaymentAcknowledged& v);
void write(Writer& w, const ResultRecorded& v);
void write(Writer& w, const RecoveryDemanded& v);
void write(Writer& w, const Recovered& v);
void write(Writer& w, const SocialCapitalRecorded& v);
void write(Writer& w, const RecoveryValue& v);
void write(Writer& w, const SocialCapitalValue& v);
void write(Writer& w, const PublishChallenge& v);
void write(Writer& w, const BidLine& v);
void write(Writer& w, const RecordBids& v);
void write(Writer& w, const SelectionLine& v);
void write(Writer& w, const SelectBids& v);
void write(Writer& w, const ChallengePublished& v);
void write(Writer& w, const BidRecorded& v);
void write(Writer& w, const ChallengeValue& v);
void write(Writer& w, const BidValue& v);
void write(Writer& w, const DefineQualification& v);
void write(Writer& w, const QualificationLine& v);
void write(Writer& w, const RevokeQualification& v);
void write(Writer& w, const IssueQualifications& v);
void write(Writer& w, const QualificationDefined& v);
void write(Writer& w, const QualificationIssued& v);
void write(Writer& w, const QualificationRevoked& v);
void write(Writer& w, const QualificationTypeValue& v);
void write(Writer& w, const QualificationValue& v);
void write(Writer& w, const SetCreditRules& v);
void write(Writer& w, const CreditTerm& v);
void write(Writer& w, const CreditLine& v);
void write(Writer& w, const RecordCredit& v);
void write(Writer& w, const CreditKey& v);
void write(Writer& w, const WithdrawCredit& v);
void write(Writer& w, const DefineRatingScale& v);
void write(Writer& w, const RatingLine& v);
void write(Writer& w, const RecordRatings& v);
void write(Writer& w, const CreditRulesSet& v);
void write(Writer& w, const CreditRecorded& v);
void write(Writer& w, const CreditWithdrawn& v);
void write(Writer& w, const RatingScaleDefined& v);
void write(Writer& w, const Rated& v);
void write(Writer& w, const CreditRulesValue& v);
void write(Writer& w, const CreditValue& v);
void write(Writer& w, const CreditMark& v);
void write(Writer& w, const CreditStandingValue& v);
void write(Writer& w, const RatingScaleValue& v);
void write(Writer& w, const RatingValue& v);
void write(Writer& w, const AnchorDocument& v);
void write(Writer& w, const DocumentAnchored& v);
void write(Writer& w, const DocumentValue& v);
void write(Writer& w, const SetQualificationRule& v);
void write(Writer& w, const QualificationRule& v);
void write(Writer& w, const TitleHolder& v);
void write(Writer& w, const ReviewQualifications& v);
void write(Writer& w, const ObjectToQualification& v);
void write(Writer& w, const NoticeDecision& v);
void write(Writer& w, const DecideQualifications& v);
void write(Writer& w, const SuspendQualification& v);
void write(Writer& w, const ReinstateQualification& v);
void write(Writer& w, const QualificationRulesValue& v);
void write(Writer& w, const QualificationNoticeValue& v);
void write(Writer& w, const Suspension& v);
void write(Writer& w, const RenameEnterprise& v);
void write(Writer& w, const TitleDecision& v);
void write(Writer& w, const MergeEnterprise& v);
void write(Writer& w, const DissolveEnterprise& v);
void write(Writer& w, const FormerName& v);
void write(Writer& w, const RequestCreditRepair& v);
void write(Writer& w, const DecideCreditRepair& v);
void write(Writer& w, const QualificationRuleSet& v);
void write(Writer& w, const QualificationNoticed& v);
void write(Writer& w, const QualificationObjected& v);
void write(Writer& w, const QualificationRefused& v);
void write(Writer& w, const QualificationChanged& v);
void write(Writer& w, const EnterpriseRenamed& v);
void write(Writer& w, const EnterpriseMerged& v);
void write(Writer& w, const EnterpriseDissolved& v);
void write(Writer& w, const AdmitCode& v);
void write(Writer& w, const CodeAdmitted& v);
void write(Writer& w, const CodeExceptionValue& v);
void write(Writer& w, const CreditRepairRequested& v);
void write(Writer& w, const CreditRepairDecided& v);
void write(Writer& w, const DefineTarget& v);
void write(Writer& w, const RecordMeasure& v);
void write(Writer& w, const TargetDefined& v);
void write(Writer& w, const MeasureRecorded& v);
void write(Writer& w, const TargetValue& v);
void write(Writer& w, const MeasureValue& v);
void write(Writer& w, const HistoryValue& v);
void write(Writer& w, const ExecutedValue& v);
void write(Writer& w, const ChainValue& v);

template <class T>
[[nodiscard]] json::object view_of(const T& value) {
  Writer w;
  write(w, value);
  return w.take();
}

template <class Lines>
Writer& Writer::lines(const Lines& list) {
  json::array out;
  for (const auto& line : list) out.push_back(view_of(line));
  return array("lines", std::move(out));
}

template <class Item>
[[nodiscard]] json::array texts(const Item& list) {
  json::array out;
  for (const auto& text : list) out.emplace_back(std::string_view(text));
  return out;
}
template <class Item>
[[nodiscard]] json::array hashes(const Item& list) {
  json::array out;
  for (const auto& hash : list) out.emplace_back(hash.hex());
  return out;
}

}  // namespace credence::views
