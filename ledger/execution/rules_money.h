// SPDX-License-Identifier: Apache-2.0
// What the rules of programmes, awards, payments and challenges share. Internal to ledger/execution.
#pragma once

#include "ledger/domain/text.h"
#include "ledger/execution/rules.h"

namespace credence::money {

using BatchPlace = Overlay::Place<AwardBatchValue>;
using AwardPlace = Overlay::Place<AwardValue>;
using ProgrammePlace = Overlay::Place<ProgrammeValue>;
using EnterprisePlace = Overlay::Place<EnterpriseValue>;

/// "12 of 10" for a receipt.
[[nodiscard]] Details of(std::uint64_t value, std::uint64_t bound);
[[nodiscard]] Details of(Fen value, Fen bound);
/// "award line 3 of batch b1".
[[nodiscard]] Details award_text(const Id& batch, std::uint32_t line);

/// Adds to a total, which may not pass its bound. `what`, a function, says of what: it is asked only then.
template <class What>
[[nodiscard]] Result<void> add_within(Fen& total, Fen amount, Fen bound, Code code, const What& what) {
  const auto sum = add_fen(total, amount);
  if (!sum) return std::unexpected(sum.error());
  if (*sum > bound) return fail(code, what() + of(*sum, bound));
  total = *sum;
  return {};
}
/// Adds to a total that has no bound but that of the type.
[[nodiscard]] Result<void> add_to(Fen& total, Fen amount);
/// A list's declaration against what it would hold with `count` more lines. `what` as in `add_within`.
template <class What>
[[nodiscard]] Result<void> add_count(std::uint32_t& recorded, std::size_t count, std::uint32_t declared,
                                     const What& what) {
  const std::uint64_t sum = recorded + static_cast<std::uint64_t>(count);
  if (declared > 0 && sum > declared) return fail(Code::declared_count_exceeded, what() + of(sum, declared));
  if (sum > UINT32_MAX) return fail(Code::limit_exceeded, what());
  recorded = static_cast<std::uint32_t>(sum);
  return {};
}

/// Which department of the programme must sign.
enum class Side : std::uint8_t { lead, finance };
/// The programme, of whose department the signer is; `programme_closed` unless it may be closed.
[[nodiscard]] Result<ProgrammePlace> programme_of(TransactionContext& context, const Id& id, Side side,
                                                  bool may_be_closed = false);
/// Its rules; those that ask nothing, without a look at the state, if none were set.
[[nodiscard]] const ProgrammeRules& rules_of(TransactionContext& context, const Id& id,
                                             const ProgrammeValue& programme);
/// The award of a line: its batch and itself are recorded.
struct AwardPlaces {
  BatchPlace batch;
  AwardPlace award;
};
[[nodiscard]] Result<AwardPlaces> award_of(TransactionContext& context, const AwardKey& key);
/// The same, and the batch is confirmed, the enterprise identified.
[[nodiscard]] Result<AwardPlaces> awarded_enterprise(TransactionContext& context, const AwardKey& key);
/// The enterprise of a code: registered, and today neither merged nor dissolved.
[[nodiscard]] Result<EnterprisePlace> active_enterprise_of(TransactionContext& context, const Uscc& code);
/// The same under the name of a line.
[[nodiscard]] Result<EnterprisePlace> enterprise_of(TransactionContext& context, const Uscc& code,
                                                    const Name& name, std::string_view field);

// ---- rules_payment.cc -------------------------------------------------------------------------------------

/// An award of an enterprise at work: something of it is paid, or used.
struct PaidAward {
  TransactionContext& context;
  AwardKey key;
  AwardPlaces& places;
};
/// Adds to all sums of what is paid but the programme's: within the award, when its tranches are due.
[[nodiscard]] Result<void> add_paid(const PaidAward& award, const ProgrammeRules& rules, const Date& on,
                                    Fen amount, unsigned payments);
/// Takes from the same sums what was added to that day.
void take_paid(const PaidAward& award, const Date& on, Fen amount, unsigned payments);

/// Appends the fact to the history of the programme, and to that of the enterprise if there is one.
void say_of(TransactionContext& context, const Id& programme, const std::optional<Uscc>& code, Fact fact);

// ---- rules_fund.cc ----------------------------------------------------------------------------------------

/// What bounds a demand and an end of an investment of a fund: what was invested, demanded back, and ended.
[[nodiscard]] Details fund_text(TransactionContext& context, const ProgrammeValue& programme,
                                const AwardValue& award);

// ---- rules_eligibility.cc ---------------------------------------------------------------------------------

/// An award about to be counted for an enterprise.
struct Candidate {
  const ProgrammeRules& rules;
  AwardKey award;
  const Name& project;
  Fen amount = 0;
  Date day;  // of the award
  ProgrammeKind kind = ProgrammeKind::grant;
};
/// What an enterprise holds of a programme that gave it an award.
[[nodiscard]] ProgrammeShare& share_of(EnterpriseValue& enterprise, const Id& programme);
/// The project, whose name is folded, is this award's: `duplicate_award` if the programme awarded it before to
/// the enterprise or to one that it answers for.
[[nodiscard]] Result<void> guard_by_code(TransactionContext& context, const AwardKey& award, const Uscc& code,
                                         std::string_view project);
/// Adds it to the enterprise's totals if the programme's rules let the enterprise have it.
[[nodiscard]] Result<void> count_award(TransactionContext& context, const Candidate& candidate,
                                       const Uscc& code, EnterprisePlace& enterprise);
/// Takes an amount that was released from the enterprise's totals; `whole`: the award counts no more.
void uncount_award(TransactionContext& context, const AwardKey& award, const Uscc& code, Fen amount,
                   bool whole);
/// The same, and the award waits for acceptance as before.
void lower_award(TransactionContext& context, const Id& programme, const Uscc& code, Fen amount, bool whole);
/// The award waits for acceptance no more. Whether it did.
bool settle_project(TransactionContext& context, const AwardKey& award, const Uscc& code);
/// It waits for acceptance: one is asked for.
[[nodiscard]] Result<void> open_project(TransactionContext& context, const AwardKey& award, const Uscc& code);
/// `title_required` unless the enterprise holds all required titles on that day and on the day of the block:
/// so no stated day gets around a title that has ended or has not begun.
[[nodiscard]] Result<void> require_titles(TransactionContext& context, const ProgrammeRules& rules,
                                          const Uscc& code, const Date& day);
/// The same for that day alone.
[[nodiscard]] Result<void> require_titles_on(TransactionContext& context, const ProgrammeRules& rules,
                                             const Uscc& code, const Date& day);
/// `credit_blocks` if an active credit entry bars the enterprise today.
[[nodiscard]] Result<void> require_credit(TransactionContext& context, const ProgrammeRules& rules,
                                          const Uscc& code);
/// `acceptance_overdue` if the enterprise, or one that it answers for, has one today and the rules ask.
[[nodiscard]] Result<void> require_no_overdue(TransactionContext& context, const ProgrammeRules& rules,
                                              const Uscc& code);

// ---- rules_grant.cc ---------------------------------------------------------------------------------------

/// A batch at work: its lines are recorded, or corrected.
struct BatchInHand {
  TransactionContext& context;
  AwardBatchKey key;
  const ProgrammeRules& rules;
  ProgrammePlace& programme;
  BatchPlace& batch;
  QuotaValue* quota;  // null: none
  Date day;           // of the award: when it was published, else today

  [[nodiscard]] Details what(std::uint32_t line) const { return said::line(line) + said::batch(key.batch); }
};
/// Its quota; null: it has none. `unknown_quota`.
[[nodiscard]] Result<QuotaValue*> quota_of(TransactionContext& context, const Id& programme,
                                           const std::optional<Id>& quota);
/// Published between the day before which the programme gives nothing and today; not before `first`.
[[nodiscard]] Result<void> check_published(const BatchInHand& batch, const std::optional<Date>& first);
/// The notice begins anew if the rules ask for one; `notice_required` of a batch that is confirmed.
[[nodiscard]] Result<void> announce(const BatchInHand& batch, AwardStage stage);
/// A talent subsidy says for how many persons, and nothing else does: `persons_missing`, `wrong_kind`. Of a fund
/// alone a line tells the round.
[[nodiscard]] Result<void> check_kind(const BatchInHand& batch, const AwardLine& line);
/// The project must be new for this beneficiary, under its code and under its name; `by_name`: it was
/// published without a code.
[[nodiscard]] Result<void> guard_project(const BatchInHand& batch, const AwardLine& line, bool by_name);
/// Frees the guards that this award holds. Whether one of them was by name.
bool free_project(TransactionContext& context, const AwardKey& key, const AwardValue& award);
/// The money of a line: of the batch's declaration, of its quota, of the programme's envelope.
[[nodiscard]] Result<void> bind_money(const BatchInHand& batch, const AwardLine& line);

/// Appends a fact about a whole batch to the histories of the programme, of each enterprise with a line that
/// still counts, and of `also`. `limit_exceeded` where this block has told of very many lines already.
[[nodiscard]] Result<void> say_of_batch(TransactionContext& context, const AwardBatchKey& key,
                                        const AwardBatchValue& batch, Fact fact,
                                        const std::optional<Uscc>& also = {});

/// What is unpaid of an award goes back into the envelope, and nothing more of it is paid.
void release_rest(TransactionContext& context, ProgrammePlace& programme, const AwardKey& key,
                  AwardPlaces& places, const DocumentNo& document_no, const Note& reason);

}  // namespace credence::money
