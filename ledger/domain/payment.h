// SPDX-License-Identifier: Apache-2.0
// What becomes of an award: payments, the enterprise's acknowledgement, milestones, acceptance, performance,
// closing, recovery, and the social capital that a fund's investment drew in: the actions, what the state
// keeps of them, and what histories say. Included through actions.h and state_values.h.
#pragma once

#include <span>

#include "ledger/domain/grant.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

struct PaymentLine {
  std::uint32_t line = 0;  // its number in the payment list, from 1
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;  // must be the award's enterprise
  Fen amount = 0;
  Date paid_on;
  CREDENCE_FIELDS(line, award_batch, award_line, code, amount, paid_on);
};
struct RecordPayments {
  Id programme;
  Id list;
  std::uint32_t declared_count = 0;
  Fen declared_total = 0;
  List<PaymentLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, list, declared_count, declared_total, lines);
};

struct AcknowledgementLine {
  std::uint32_t line = 0;  // of the payment list
  CREDENCE_FIELDS(line);
};
/// The enterprise says with its own key that it received payments.
struct AcknowledgePayments {
  Id programme;
  Id list;
  List<AcknowledgementLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, list, lines);
};

enum class Reversal : std::uint8_t {
  returned,  // 退票: the bank sent the money back
  voided     // 冲销: the payment was not made, or not so
};
constexpr Reversal last_of(Reversal) { return Reversal::voided; }
[[nodiscard]] std::string_view name_of(Reversal kind);

struct ReversalLine {
  std::uint32_t line = 0;  // of the payment list
  Date on;                 // the day on which the money was back, or the payment was voided
  Note reason;
  CREDENCE_FIELDS(line, on, reason);
};
/// Payments that count no more, although they were recorded. The awards can be paid again.
struct ReversePayments {
  Id programme;
  Id list;
  Reversal kind = Reversal::returned;
  DocumentNo document_no;  // may be empty
  List<ReversalLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, list, kind, document_no, lines);
};

enum class ResultStep : std::uint8_t {
  milestone,
  acceptance,
  performance,
  closing
};  // 里程碑, 验收, 绩效评价, 结项
constexpr ResultStep last_of(ResultStep) { return ResultStep::closing; }
[[nodiscard]] std::string_view name_of(ResultStep step);
[[nodiscard]] std::optional<ResultStep> result_step_named(std::string_view name);

struct ResultLine {
  std::uint32_t line = 0;  // its number in the list of results, from 1
  Id award_batch;
  std::uint32_t award_line = 0;
  bool passed = true;                     // milestone and acceptance
  std::uint8_t milestone = 0;             // the next one, from 1; 0 for other steps
  Performance grade = Performance::none;  // performance only
  Date on;
  CREDENCE_FIELDS(line, award_batch, award_line, passed, milestone, grade, on);
};
/// The results of one step of many awards.
struct RecordResults {
  Id programme;
  ResultStep step = ResultStep::acceptance;
  DocumentNo document_no;
  List<ResultLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, step, document_no, lines);
};

/// Demands money back: opens a recovery case, or sets other sums in an open one, never below what came back.
struct DemandRecovery {
  Id programme;
  Id recovery;  // the case's id within the programme
  Id award_batch;
  std::uint32_t award_line = 0;
  Fen demanded = 0;  // of what was paid
  DocumentNo document_no;
  Note reason;
  Charges charges = {};
  CREDENCE_FIELDS(programme, recovery, award_batch, award_line, demanded, document_no, reason, charges);
};

/// Where a case stands, by the field's procedure. How far it must come in which order is the programme's matter; the
/// ledger holds the order of days.
enum class RecoveryStep : std::uint8_t {
  intent,   // the enterprise is told what is to be demanded
  served,   // a document was served
  heard,    // it stated its case, or was heard
  decided,  // the decision, which may name the last day to pay
  urged,    // it was urged to pay
  court     // the court is asked to enforce it
};  // 事先告知, 送达, 陈述申辩或听证, 追回决定, 催告, 申请强制执行
constexpr RecoveryStep last_of(RecoveryStep) { return RecoveryStep::court; }
[[nodiscard]] std::string_view name_of(RecoveryStep step);
[[nodiscard]] std::optional<RecoveryStep> recovery_step_named(std::string_view name);

/// A step of a case; or the latest one, which was a mistake, is taken back.
struct TakeRecoveryStep {
  Id programme;
  Id recovery;
  RecoveryStep step = RecoveryStep::intent;
  Date on;
  std::optional<Date> due;  // of a decision, or of what urges: the last day to pay
  DocumentNo document_no;   // may be empty
  Note note;  // how it was served, what was said; of what is taken back the reason; else it may be empty
  bool withdrawn = false;  // this step is taken back
  CREDENCE_FIELDS(programme, recovery, step, on, due, document_no, note, withdrawn);
};

/// Results that were recorded by mistake are taken back, the latest of their step first: what stands then is as
/// it was before, and may be recorded again. What rests on a result is undone before it.
struct ResultWithdrawalLine {
  std::uint32_t line = 0;  // its number in this list, from 1
  Id award_batch;
  std::uint32_t award_line = 0;
  std::uint8_t milestone = 0;  // the last one that was passed; 0 for other steps
  CREDENCE_FIELDS(line, award_batch, award_line, milestone);
};
struct WithdrawResults {
  Id programme;
  ResultStep step = ResultStep::acceptance;  // not a closing
  DocumentNo document_no;                    // may be empty
  Note reason;
  List<ResultWithdrawalLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, step, document_no, reason, lines);
};

/// Money came back.
struct RecordRecovery {
  Id programme;
  Id recovery;
  std::uint32_t receipt = 0;  // its number within the case, from 1
  Fen amount = 0;             // of what was paid; 0 where charges came alone
  Date received_on;
  Charges charges = {};
  CREDENCE_FIELDS(programme, recovery, receipt, amount, received_on, charges);
};

/// What others put in beside a fund's investment: money, or a promise of it, which later entries fulfil.
struct RecordSocialCapital {
  Id programme;
  Id entry;  // its id within the programme
  Id award_batch;
  std::uint32_t award_line = 0;
  Name investor;
  Fen amount = 0;
  Date invested_on;
  DocumentNo document_no;
  bool promised = false;      // a promise (认缴): nothing is paid in yet
  std::optional<Id> of = {};  // money that fulfils this promise (实缴)
  // The investor, where the ledger registers it: `investor` is its registered name then.
  std::optional<Uscc> investor_code = {};
  CREDENCE_FIELDS(programme, entry, award_batch, award_line, investor, amount, invested_on, document_no,
                  promised, of, investor_code);
};

enum class EntryKind : std::uint8_t { recovery, social_capital, fund_return };
constexpr EntryKind last_of(EntryKind) { return EntryKind::fund_return; }
[[nodiscard]] std::string_view name_of(EntryKind kind);
/// A demand of which nothing has come back, an entry of social capital that nothing fulfils, or an exit, income
/// or loss (fund.h) was recorded by mistake. Its id is not used again: what is right is recorded under another one.
struct WithdrawEntry {
  Id programme;
  EntryKind kind = EntryKind::recovery;
  Id entry;
  DocumentNo document_no;  // may be empty
  Note reason;
  CREDENCE_FIELDS(programme, kind, entry, document_no, reason);
};
/// Money that did not come back, or not so: its sum, its day. The right one is the next receipt of the case.
struct VoidReceipt {
  Id programme;
  Id recovery;
  std::uint32_t receipt = 0;
  DocumentNo document_no;  // may be empty
  Note reason;
  CREDENCE_FIELDS(programme, recovery, receipt, document_no, reason);
};

// ---- state ------------------------------------------------------------------------------------------------

struct PaymentListKey {
  Id programme, list;
  CREDENCE_KEY_FIELDS(programme, list);
};
struct PaymentKey {
  Id programme, list;
  std::uint32_t line = 0;
  CREDENCE_KEY_FIELDS(programme, list, line);
};
struct RecoveryKey {
  Id programme, recovery;
  CREDENCE_KEY_FIELDS(programme, recovery);
};
struct SocialCapitalKey {
  Id programme, entry;
  CREDENCE_KEY_FIELDS(programme, entry);
};

struct PaymentListValue {
  std::uint32_t declared_count = 0, recorded_count = 0;
  Fen declared_total = 0, recorded_total = 0;
  std::uint32_t reversed_count = 0;  // of `recorded_count`: returned or voided
  Fen reversed_total = 0;            // of `recorded_total`
  CREDENCE_FIELDS(declared_count, recorded_count, declared_total, recorded_total, reversed_count,
                  reversed_total);
};
struct PaymentReversal {
  Reversal kind = Reversal::returned;
  Date on;
  DocumentNo document_no;
  Note reason;
  CREDENCE_FIELDS(kind, on, document_no, reason);
};
struct PaymentValue {
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;
  Fen amount = 0;
  Date paid_on;
  bool acknowledged = false;
  std::optional<PaymentReversal> reversal;  // it counts no more
  CREDENCE_FIELDS(award_batch, award_line, code, amount, paid_on, acknowledged, reversal);
};
struct ReceivedMoney {
  Fen amount = 0;
  Date on;
  bool voided = false;  // it counts no more
  Charges charges = {};
  CREDENCE_FIELDS(amount, on, voided, charges);
};
struct RecoveryStepTaken {
  RecoveryStep step = RecoveryStep::intent;
  Date on;
  std::optional<Date> due;
  DocumentNo document_no;
  Note note;
  bool operator==(const RecoveryStepTaken&) const = default;
  CREDENCE_FIELDS(step, on, due, document_no, note);
};
/// The step that an action takes.
[[nodiscard]] RecoveryStepTaken taken(const TakeRecoveryStep& action);
/// The last day to pay that was named last.
[[nodiscard]] std::optional<Date> last_due(std::span<const RecoveryStepTaken> steps);
struct RecoveryValue {
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;
  Fen demanded = 0, recovered = 0;  // outstanding: the difference
  std::uint32_t receipts = 0;
  Date opened_on;
  DocumentNo document_no;
  Note reason;
  List<ReceivedMoney, limits::kReceiptsMax> received = {};  // `receipts` of them, in order
  std::optional<Correction> correction = {};                // the latest: withdrawn, or a receipt voided
  Charges charged = {}, charges_received = {};
  List<RecoveryStepTaken, limits::kRecoveryStepsMax> steps = {};  // in the order of their days
  CREDENCE_FIELDS(award_batch, award_line, code, demanded, recovered, receipts, opened_on, document_no,
                  reason, received, correction, charged, charges_received, steps);
  [[nodiscard]] bool withdrawn() const {
    return correction && correction->kind == CorrectionKind::demand_withdrawn;
  }
  [[nodiscard]] Charges charges_outstanding() const;
  [[nodiscard]] std::optional<Date> due() const { return last_due(steps); }
};
struct SocialCapitalValue {
  Id award_batch;
  std::uint32_t award_line = 0;
  Name investor;
  Fen amount = 0;
  Date invested_on;
  bool promised = false;
  std::optional<Id> of = {};
  Fen fulfilled = 0;                          // of a promise
  std::optional<Correction> correction = {};  // withdrawn: it is in no sum any more
  std::optional<Uscc> investor_code = {};
  DocumentNo document_no = {};  // kept since `fund-rounds`
  CREDENCE_FIELDS(award_batch, award_line, investor, amount, invested_on, promised, of, fulfilled, correction,
                  investor_code, document_no);
};

template <>
struct ValueOf<PaymentListKey> {
  using type = PaymentListValue;
};
template <>
struct ValueOf<PaymentKey> {
  using type = PaymentValue;
};
template <>
struct ValueOf<RecoveryKey> {
  using type = RecoveryValue;
};
template <>
struct ValueOf<SocialCapitalKey> {
  using type = SocialCapitalValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct Paid {
  Id programme, list;
  PaymentLine line;
  CREDENCE_FIELDS(programme, list, line);
};
/// `code`, `amount` and `paid_on` are of the payment.
struct PaymentReversed {
  Id programme, list;
  Reversal kind = Reversal::returned;
  DocumentNo document_no;
  ReversalLine line;
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;
  Fen amount = 0;
  Date paid_on;
  CREDENCE_FIELDS(programme, list, kind, document_no, line, award_batch, award_line, code, amount, paid_on);
};
struct PaymentAcknowledged {
  Id programme, list;
  std::uint32_t line = 0;
  Uscc code;
  Fen amount = 0;
  CREDENCE_FIELDS(programme, list, line, code, amount);
};
struct ResultRecorded {
  Id programme;
  ResultStep step = ResultStep::acceptance;
  DocumentNo document_no;
  ResultLine line;
  CREDENCE_FIELDS(programme, step, document_no, line);
};
struct RecoveryDemanded {
  DemandRecovery demand;
  Uscc code;
  Fen before = 0;
  Charges charges_before = {};
  CREDENCE_FIELDS(demand, code, before, charges_before);
};
struct Recovered {
  RecordRecovery receipt;
  Uscc code;
  Fen outstanding = 0;  // of what was paid
  Charges charges_outstanding = {};
  CREDENCE_FIELDS(receipt, code, outstanding, charges_outstanding);
};
struct RecoveryStepRecorded {
  TakeRecoveryStep step;
  Uscc code;
  CREDENCE_FIELDS(step, code);
};
/// `code`: of the enterprise that was invested in, since `fund-rounds`.
struct SocialCapitalRecorded {
  RecordSocialCapital capital;
  std::optional<Uscc> code = {};
  CREDENCE_FIELDS(capital, code);
};
/// `on`: the day of the result.
struct ResultWithdrawn {
  Id programme;
  ResultStep step = ResultStep::acceptance;
  DocumentNo document_no;
  Note reason;
  ResultWithdrawalLine line;
  Uscc code;
  Date on;
  CREDENCE_FIELDS(programme, step, document_no, reason, line, code, on);
};
/// `amount`: what it takes off the money that is demanded, was paid in, or ended of an investment; `promised`: off
/// the promises; `written_off` and `proceeds`: off those of a fund. `code`: none where an amendment left the award
/// without an enterprise.
struct EntryWithdrawn {
  WithdrawEntry withdrawal;
  Id award_batch;
  std::uint32_t award_line = 0;
  std::optional<Uscc> code;
  Fen amount = 0, promised = 0;
  Fen written_off = 0, proceeds = 0;
  Charges charges = {};  // of a demand
  CREDENCE_FIELDS(withdrawal, award_batch, award_line, code, amount, promised, written_off, proceeds,
                  charges);
};
/// `amount` and `received_on` are of the receipt.
struct ReceiptVoided {
  VoidReceipt voiding;
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;
  Fen amount = 0;
  Date received_on;
  Charges charges = {};
  CREDENCE_FIELDS(voiding, award_batch, award_line, code, amount, received_on, charges);
};

/// The corrections that withdrawals are.
[[nodiscard]] CorrectionKind correction_of(ResultStep step);
[[nodiscard]] CorrectionKind correction_of(EntryKind kind);

}  // namespace credence
