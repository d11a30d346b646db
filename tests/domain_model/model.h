// SPDX-License-Identifier: Apache-2.0
// The domain once more, as simply as it can be written: maps and vectors, every total a sum over what was
// recorded, no tree, no overlay, no running counters. tests/domain_model/model_test.cc runs the same random
// transactions through it and through the executor, and holds codes, state and histories against each other.
//
// Of the ledger it uses the words (actions, values as records) and the keys of the state; dates, quorum,
// eligibility, tranches, titles in force, votes and every rule are written again from docs/domain.md,
// docs/architecture.md and the comments of ledger/domain.
#pragma once

#include <map>
#include <set>

#include "ledger/domain/genesis.h"
#include "ledger/domain/state_values.h"

namespace credence::model {

// ---- days -------------------------------------------------------------------------------------------------

[[nodiscard]] Date day_in_china(std::uint64_t time_ms);
[[nodiscard]] Date plus_days(const Date& day, int days);
[[nodiscard]] Date plus_months(const Date& day, unsigned months);
/// The last day of so many years that begin on a day; none: without end.
[[nodiscard]] std::optional<Date> term_end(const Date& from, unsigned years);
[[nodiscard]] bool weekend(const Date& day);

/// What is made here of look-alikes, as one form: brackets, digits, letters, the radical of one, blanks.
[[nodiscard]] std::string fold(std::string_view text);

// ---- who --------------------------------------------------------------------------------------------------

struct Key {
  PublicKey key;
  Id department;
  List<Role, 8> roles;
  Name holder;
  bool revoked = false;
  std::optional<Uscc> enterprise;
  KeyId first;                // of those that replaced each other
  std::optional<KeyId> next;  // that replaced it
  [[nodiscard]] bool has(Role role) const { return std::ranges::find(roles, role) != roles.end(); }
};
struct Department {
  RegisterDepartment said;
  bool suspended = false;
  std::set<Role> authority;
};
struct Waiting {
  KeyId maker;
  Id department;
  Height parked = 0;
  Date until;
  Action action;
};
struct Vote {
  Id department;
  bool yes = false;
  KeyId key;
};
struct Decision {
  ProposeChange said;
  Height proposed = 0, effective = 0;
  ChangeStatus status = ChangeStatus::open;
  std::vector<Vote> votes;
};
struct Governance {
  bool governed = false;
  std::vector<FeatureFlag> features;
  ChainLimits limits, next_limits;
  Height next_limits_from = 0;
  OwnedSet current;
  std::optional<ScheduledSet> scheduled;
  std::vector<TxId> open;
  std::map<TxId, Decision> decisions;
};

// ---- enterprises and titles -------------------------------------------------------------------------------

struct Enterprise {
  EnterpriseLine said;
  Name name;
  std::vector<FormerName> former;
  EnterpriseEnd end = EnterpriseEnd::none;
  std::optional<Date> ends_on;
  std::optional<Uscc> successor;
  std::vector<Uscc> predecessors;
  HolderLine holder;  // of something else than an enterprise
  [[nodiscard]] bool alive(const Date& day) const { return !ends_on || day < *ends_on; }
  [[nodiscard]] Date founded() const { return said.registered_on ? *said.registered_on : Date{1949, 10, 1}; }
};
using TypeAndCode = std::pair<Id, Uscc>;
struct Titles {
  std::map<Uscc, Enterprise> enterprises;
  std::map<Id, DefineQualification> types;
  std::map<Id, std::vector<QualificationRule>> rules;
  std::map<TypeAndCode, QualificationValue> held;
  std::map<TypeAndCode, QualificationNoticeValue> notices;
  std::map<Uscc, EnterpriseEndValue> ends;  // of enterprises that end: what it changed, who built on it
};

// ---- money ------------------------------------------------------------------------------------------------

struct Award {
  AwardLine said;
  bool published_without_code = false;
  std::optional<Uscc> code;
  KeyId by;
  bool asks_acceptance = false;  // waits for it from when it was counted for its enterprise
  Fen released = 0;
  bool closed = false;
  std::vector<Date> milestones;
  Acceptance acceptance = Acceptance::none;
  Performance performance = Performance::none;
  std::optional<Date> acceptance_on, performance_on;
  std::set<Uscc> former;  // that it was awarded to before it was corrected
  std::uint16_t corrections = 0;
  std::optional<Correction> correction;
  bool out = false;            // it is being corrected, and not in the sums of its programme
  std::vector<Date> failures;  // of earlier acceptances
  void correct(CorrectionKind kind, const Date& today, const DocumentNo& document_no, const Note& reason,
               Fen amount);
};
struct Batch {
  RecordAwards said;  // without its lines
  std::optional<Date> notice_ends, confirmed_on, acceptance_due;
  bool upset = false;
  std::vector<ObjectionValue> objections;
  std::map<std::uint32_t, Award> awards;
  std::vector<std::uint32_t> order;  // their lines as they were recorded
  std::optional<Correction> correction;
  [[nodiscard]] Date awarded_on() const;
};
struct PaymentList {
  std::uint32_t declared_count = 0;
  Fen declared_total = 0;
  std::map<std::uint32_t, PaymentValue> payments;
};
struct Recovery {
  DemandRecovery said;
  Uscc code;
  Date opened_on;
  std::vector<RecordRecovery> receipts;
  std::set<std::uint32_t> voided;  // of them
  std::optional<Correction> correction;
  bool withdrawn = false;
  std::vector<TakeRecoveryStep> steps;
  [[nodiscard]] Fen recovered() const;
  [[nodiscard]] Charges charges_received() const;
};
struct FundReturn {
  RecordFundReturn said;  // of no amounts once it is withdrawn
  std::optional<Correction> correction;
};
struct Relief {
  ReliefLine claim;
  Uscc code;
  Fen amount = 0, taken = 0;  // as it stands; in all what was adjusted downwards or withdrawn
  RecordRelief latest;        // without its lines
  Date on;
};
struct Challenge {
  PublishChallenge said;
  std::map<std::uint32_t, BidValue> bids;
  bool selected = false;
  std::map<Uscc, BidderValue> bidders;
  std::uint32_t last_opened = 0;
  /// Who has sealed, and opened nothing.
  [[nodiscard]] std::uint32_t sealed() const;
};
using CodeAndText = std::pair<Uscc, std::string>;
struct Programme {
  CreateProgramme said;
  Fen budget = 0;
  ProgrammeRules rules;
  std::uint16_t rules_version = 0;
  std::map<Id, AllocateQuota> quotas;
  std::map<CodeAndText, LibraryProjectValue> library;  // by code and folded project
  std::map<CodeAndText, ListingValue> listings;
  std::map<Id, Batch> batches;
  std::map<Id, PaymentList> lists;
  std::map<Id, Recovery> recoveries;
  std::map<Id, RecordSocialCapital> capital;
  std::map<Id, Correction> capital_withdrawn;  // what remains of it is of no amount
  std::set<Id> capital_with_document;          // recorded under `fund-rounds`
  std::map<Id, FundReturn> returns;
  std::map<std::pair<Id, std::uint32_t>, Relief> reliefs;  // by list and line
  std::map<Id, Challenge> challenges;
  std::optional<Date> closed_on;

  /// Sums over what was recorded.
  [[nodiscard]] Fen awarded(const std::optional<Uscc>& of = std::nullopt) const;
  [[nodiscard]] Fen awarded_of_quota(const Id& quota) const;
  [[nodiscard]] Fen awarded_of_quotas() const;
  [[nodiscard]] Fen allocated() const;
  [[nodiscard]] Fen released() const;
  [[nodiscard]] Fen paid(const Id& batch, std::uint32_t line) const;
  [[nodiscard]] Fen acknowledged(const Id& batch, std::uint32_t line) const;
  [[nodiscard]] Fen demanded(const Id& batch, std::uint32_t line) const;
  [[nodiscard]] Fen recovered(const Id& batch, std::uint32_t line) const;
  /// Promised (or paid in without a promise before), or paid in.
  [[nodiscard]] Fen social_capital(const std::optional<std::pair<Id, std::uint32_t>>& of,
                                   bool promised) const;
  /// What exits and losses ended of an investment, or of all; losses alone; what came of it.
  struct Returned {
    Fen ended = 0, lost = 0, proceeds = 0;
  };
  [[nodiscard]] Returned returned(const std::optional<std::pair<Id, std::uint32_t>>& of) const;
  [[nodiscard]] Fen paid_of_batch(const Id& batch) const;
  /// The days on which something of an award was paid, and not returned or voided.
  [[nodiscard]] std::set<Date> paid_days(const Id& batch, std::uint32_t line) const;
  [[nodiscard]] Fen paid_by(const Id& batch, std::uint32_t line, const Date& day) const;
  [[nodiscard]] Date first_day() const { return {static_cast<std::uint16_t>(said.fiscal_year - 1), 1, 1}; }
  /// Withdrawn before anything was paid: it counts for nothing any more.
  [[nodiscard]] bool void_award(const Id& batch, const Award& award) const;
  /// Awards of an enterprise that count.
  [[nodiscard]] std::uint32_t awards_of(const Uscc& code) const;
  /// Whether it was ever awarded something.
  [[nodiscard]] bool ever_awarded(const Uscc& code) const;
};

// ---- credit -----------------------------------------------------------------------------------------------

struct Entry {
  CreditLine said;
  CreditStatus status = CreditStatus::recorded;
  Date recorded_on;
  Id rules;
  std::optional<Date> closed_on;
};
struct Credit {
  std::vector<SetCreditRules> rules;
  std::map<CreditKey, Entry> entries;
  std::map<Uscc, std::vector<CreditMark>>
      marks;  // as the state lists them: those past their day leave with the next one
  std::map<Id, DefineRatingScale> scales;
  std::map<TypeAndCode, RatingValue> ratings;
};

// ---- the whole --------------------------------------------------------------------------------------------

/// Who signs, as the rules see it.
struct Who {
  TxId transaction;  // that made the action
  KeyId signer;
  Id department;
  std::optional<Uscc> enterprise;
  std::optional<KeyId> checker;
};
/// A transaction as it is given to both sides.
struct Attempt {
  TxId id;
  Height expiry = 0;
  Action action;
  std::vector<PublicKey> keys;  // the signer's first
  bool undecodable = false;     // its bytes are no action
  std::optional<Code> unfit;    // what check_action must say of the action
};

class Model {
 public:
  explicit Model(const Genesis& genesis);

  const ChainId chain;
  /// A block begins.
  void begin(Height height, std::uint64_t time_ms);
  /// The outcome; `pending()` tells whether it was parked.
  Code apply(const Attempt& attempt, std::uint32_t position);
  [[nodiscard]] bool parked() const { return parked_; }
  /// The value that the state must hold under a key; nothing: it must be absent. Not for heads of histories.
  [[nodiscard]] std::optional<Bytes> value(const StateKey& key) const;
  /// All keys that the state must hold, but for the heads of histories.
  [[nodiscard]] std::vector<StateKey> state_keys() const;

  Height height = 0;
  std::uint64_t time_ms = 0;
  Date today;
  std::map<Id, Department> departments;
  std::map<KeyId, Key> keys;
  std::map<TxId, Waiting> waiting;
  Governance governance;
  Titles titles;
  std::map<Id, Programme> programmes;
  Credit credit;
  std::map<Hash32, DocumentValue> documents;
  std::map<Id, ProblemValue> problems;
  std::map<Id, TargetValue> targets;
  std::map<std::pair<Id, Date>, MeasureValue> measures;
  std::map<std::uint16_t, SetCalendar> calendars;
  std::map<Uscc, CodeExceptionValue> exceptions;
  struct Done {
    std::map<TxId, std::uint32_t> ids;  // with their positions
    Height last_expiry = 0;
  };
  std::map<Height, Done> executed;

  // ---- questions that rules and generator ask -------------------------------------------------------------
  [[nodiscard]] unsigned keys_with(Role role, const std::optional<Id>& department = std::nullopt) const;
  [[nodiscard]] bool feature(std::string_view name) const;
  [[nodiscard]] const ChainLimits& limits_now() const;
  [[nodiscard]] const OwnedSet& latest_set() const;
  [[nodiscard]] const OwnedSet& set_at(Height at) const;
  [[nodiscard]] bool can_vote(const Id& department) const;
  /// The key that stands for it now.
  [[nodiscard]] const Key& present(const KeyId& id) const;
  /// Its votes alone are enough.
  [[nodiscard]] bool decides_alone(const Id& department) const;
  [[nodiscard]] bool title_runs(const TitleTerm& title, const Date& day) const;
  [[nodiscard]] bool title_in_force(const Id& type, const Uscc& code, const Date& day) const;
  [[nodiscard]] std::optional<Date> title_last(const TitleTerm& title) const;
  [[nodiscard]] static const TitleTerm& title_term(const QualificationValue& title, const Date& day);
  /// An enterprise and those that were merged into it by today, or `announced` will be; it answers for them.
  [[nodiscard]] std::vector<Uscc> lineage(const Uscc& code, bool announced = false) const;
  /// Who stands for it today.
  [[nodiscard]] Uscc heir(const Uscc& code) const;
  [[nodiscard]] bool credit_bars(const Uscc& code, CreditClass at_least) const;
  [[nodiscard]] bool overdue(const Uscc& code) const;
  [[nodiscard]] bool waits_for_acceptance(const Award& award) const;
  [[nodiscard]] Fen payable(const Programme& programme, const Award& award, const Date& day) const;
  /// It names a code whose check digit does not fit, and for which no exception is recorded.
  [[nodiscard]] bool has_mistyped_code(const Action& action) const;

 private:
  enum class Side : std::uint8_t { lead, finance };
  Code maker(Who& who, const KeyId& id, std::optional<Role> role) const;
  Code attempt(const Attempt& attempt);
  /// It needs a feature that is not in force.
  [[nodiscard]] bool came_later(const Action& action) const;
  Code rules(const Who& who, const Action& action);
  Code granted(const Id& department, Role role) const;
  [[nodiscard]] bool makes_records(const Who& who) const;
  void add_key(const KeyPost& post, const std::optional<Uscc>& enterprise = std::nullopt);
  /// The key signed that it is for this.
  [[nodiscard]] bool held(const PublicKey& key, KeyUse use, const Id& of, const Signature& statement) const;
  [[nodiscard]] Code first_keys(const Id& department, const FirstKeys& first) const;
  void add_first_keys(const Id& department, const FirstKeys& first);
  Code programme_of(const Who& who, const Id& id, Side side, bool may_be_closed = false) const;
  Code for_bidders(const Id& programme, const Id& challenge) const;
  // days: not after today (or a later day that it follows), not after a year from today, not before what it
  // follows
  Code past(const Date& day, const Date& latest = {}) const {
    return day > std::max(today, latest) ? Code::day_in_future : Code::ok;
  }
  Code soon(const Date& day) const { return day > plus_months(today, 12) ? Code::day_too_far : Code::ok; }
  static Code from(const Date& day, const std::optional<Date>& first) {
    return first && day < *first ? Code::day_too_early : Code::ok;
  }
  static Code first_of(std::initializer_list<Code> codes) {
    for (const Code code : codes)
      if (code != Code::ok) return code;
    return Code::ok;
  }

#define CREDENCE_ACTION(Type, ...) Code apply(const Who& who, const Type& action);
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION

  // awards
  Code named_enterprise(const Uscc& code, const Name& name) const;
  Code still_fit(const Programme& programme, const Batch& batch) const;
  static Code persons_of(const Programme& programme, const AwardLine& line);
  Code open_batch(Programme& programme, const RecordAwards& action, Batch*& batch) const;
  Code announce(const Programme& programme, AwardStage stage, Batch& batch) const;
  Code award_line(Programme& programme, Batch& batch, const RecordAwards& action, const AwardLine& line,
                  const KeyId& by) const;
  Code eligible(const Programme& programme, const Uscc& code, const Name& project, Fen amount,
                const Date& day) const;
  Code confirmed_award(Programme& programme, const Id& batch, std::uint32_t line, Award*& award) const;
  void release(Programme& programme, const Id& batch, Award& award) const;
  Code pay_line(const Who& who, Programme& programme, PaymentList& list, const PaymentLine& line);
  struct TakenOut {
    Award award;
    bool anew = false, by_name = false;
  };
  Code take_out(Programme& programme, Batch& batch, const AmendAwards& action, const AwardLine& line,
                TakenOut& out, bool& announced) const;
  Code put_in(Programme& programme, Batch& batch, const AmendAwards& action, const AwardLine& line,
              TakenOut& out);
  Code other_day(const Programme& programme, const Batch& batch) const;
  [[nodiscard]] Code used_before(bool same) const;
  [[nodiscard]] Code investor_of(const RecordSocialCapital& action, const Uscc& awarded) const;
  void set_listing(Programme& programme, const Id& batch, const ListingLine& line) const;
  Code claim_relief(Programme& programme, const RecordRelief& action, const ReliefLine& line) const;
  Code used_in_time(const Programme& programme, const Award& award, const ReliefLine& line,
                    const Date& from) const;
  Code follow_relief(Programme& programme, const RecordRelief& action, const ReliefLine& line) const;
  Code result_line(Programme& programme, ResultStep step, const ResultLine& line) const;
  Code withdraw_line(Programme& programme, const WithdrawResults& action,
                     const ResultWithdrawalLine& line) const;

  // titles
  struct Terms {
    Id version;
    unsigned years = 0;
    List<Id, 8> prerequisites;
    unsigned notice_days = 0;
  };
  Code issuer(const Who& who, const Id& type) const;
  Code own_title(const Who& who, const Id& type, const Uscc& code) const;
  /// A title of these holders.
  Code title_for(const Id& type, HolderKind holder) const;
  Code recognition(const Id& type, bool renewal, const QualificationLine& line, Terms& terms) const;
  void recognise(const Id& type, const DocumentNo& document_no, bool renewal, const QualificationLine& line,
                 const Terms& terms);
  void follow_on(QualificationValue& title, const Id& type, const Uscc& code) const;
  void end_term(TitleTerm& term, const Uscc& code) const;
  void end_with_enterprise(QualificationValue& title, const Uscc& code) const;
  void follow(const Id& type, const Uscc& code);
  struct Fell {
    Id type;
    bool latest = true;
    Date from, to;
  };
  [[nodiscard]] Fell fell(const Id& type, const TitleTerm& term, bool latest) const;
  Code revoke_former(const RevokeQualification& action, QualificationValue& title);
  void fall(const RevokeQualification& action, const Uscc& code, std::vector<Fell> fallen,
            const std::optional<Date>& banned_to);
  [[nodiscard]] std::optional<Date> ban_for(const RevokeQualification& action, const TitleTerm& term) const;
  Code no_end_announced(const Uscc& code) const;
  Code end_day(const Uscc& code, const Date& day) const;
  /// What is recorded rests on these mergers.
  void build_on_lineage(const Uscc& code);
  void build_on_path(const Uscc& code);
  Code recognise_list(const Who& who, const IssueQualifications& action, bool renewal);
  Code active(const Uscc& code) const;

  // credit
  Code open_entry(const CreditKey& key) const;
  void close_entry(const CreditKey& key, CreditStatus status);

  // governance
  Code voter(const Who& who) const;
  Code allowed(const Change& change) const;
  Code change_set(const Change& change, OwnedSet& set) const;
  Code enough_votes(const OwnedSet& set, const Id& without = {}) const;
  Code enact(const Change& change, Height& effective);
  Code tally(const TxId& id);
  void close(const TxId& id, ChangeStatus status, Height effective);

  bool parked_ = false;
};

}  // namespace credence::model
