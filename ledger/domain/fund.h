// SPDX-License-Identifier: Apache-2.0
// What becomes of a fund's investment after it is paid: it is sold, bears income, or is lost; and what was used
// of a tax relief, which nobody pays: the actions, what the state keeps of them, and what histories say. Included
// through actions.h and state_values.h. Both came after 1.0: features.h, kFundReturns and kTaxRelief.
#pragma once

#include "ledger/domain/payment.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

enum class ReturnKind : std::uint8_t {
  exit,    // the investment, or a part of it, was sold or bought back
  income,  // a dividend, interest: nothing of it ends
  loss     // written off, whatever little came back of it
};  // 退出, 收益, 损失
constexpr ReturnKind last_of(ReturnKind) { return ReturnKind::loss; }
[[nodiscard]] std::string_view name_of(ReturnKind kind);
[[nodiscard]] std::optional<ReturnKind> return_kind_named(std::string_view name);

enum class ExitWay : std::uint8_t { none, transfer, ipo, buy_back, liquidation };  // 转让, 上市, 回购, 清算
constexpr ExitWay last_of(ExitWay) { return ExitWay::liquidation; }
[[nodiscard]] std::string_view name_of(ExitWay way);
[[nodiscard]] std::optional<ExitWay> exit_way_named(std::string_view name);

/// An exit, an income or a loss of one investment of a fund.
struct RecordFundReturn {
  Id programme;
  Id entry;  // its id within the programme, and of no social capital
  Id award_batch;
  std::uint32_t award_line = 0;
  ReturnKind kind = ReturnKind::exit;
  ExitWay way = ExitWay::none;  // of an exit, and of nothing else
  Fen cost = 0;                 // the part of what was paid that ends by it; of an income 0
  Fen proceeds = 0;             // what the fund got; of a loss less than its cost, and perhaps 0
  Date on;
  DocumentNo document_no;  // may be empty
  std::optional<Hash32> document_hash = {};
  CREDENCE_FIELDS(programme, entry, award_batch, award_line, kind, way, cost, proceeds, on, document_no,
                  document_hash);
};

/// What the tax authority records of a relief: the enterprise claims it in its return, the authority checks it,
/// sets another amount, or withdraws it.
enum class ReliefStep : std::uint8_t { claimed, checked, adjusted, withdrawn };  // 申报, 核查, 调整, 取消
constexpr ReliefStep last_of(ReliefStep) { return ReliefStep::withdrawn; }
[[nodiscard]] std::string_view name_of(ReliefStep step);
[[nodiscard]] std::optional<ReliefStep> relief_step_named(std::string_view name);

struct ReliefLine {
  std::uint32_t line = 0;  // its number in the list of reliefs, from 1
  Id award_batch;
  std::uint32_t award_line = 0;
  Date period_from, period_to;  // the tax period; of a later step as it was claimed
  Fen amount = 0;               // used from now on; of what is withdrawn 0
  Date on;                      // of the claim, the check, the adjustment, the withdrawal
  CREDENCE_FIELDS(line, award_batch, award_line, period_from, period_to, amount, on);
};
/// One step of many reliefs. What is claimed is used; a later step names the list and the lines of the claim.
struct RecordRelief {
  Id programme;
  Id list;
  ReliefStep step = ReliefStep::claimed;
  DocumentNo document_no;  // may be empty
  Note reason;             // of an adjustment or a withdrawal; else it may be empty
  List<ReliefLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, list, step, document_no, reason, lines);
};

// ---- state ------------------------------------------------------------------------------------------------

struct FundReturnKey {
  Id programme, entry;
  CREDENCE_KEY_FIELDS(programme, entry);
};
struct ReliefKey {
  Id programme, list;
  std::uint32_t line = 0;
  CREDENCE_KEY_FIELDS(programme, list, line);
};

/// Withdrawn: cost and proceeds are 0, and the correction says what the cost was.
struct FundReturnValue {
  Id award_batch;
  std::uint32_t award_line = 0;
  ReturnKind kind = ReturnKind::exit;
  ExitWay way = ExitWay::none;
  Fen cost = 0, proceeds = 0;
  Date on;
  DocumentNo document_no;
  std::optional<Hash32> document_hash = {};
  std::optional<Correction> correction = {};
  CREDENCE_FIELDS(award_batch, award_line, kind, way, cost, proceeds, on, document_no, document_hash,
                  correction);
};
struct ReliefValue {
  Id award_batch;
  std::uint32_t award_line = 0;
  Uscc code;
  Date period_from, period_to;
  Fen claimed = 0, amount = 0;            // as it was claimed, and as it stands
  ReliefStep step = ReliefStep::claimed;  // the latest
  Date claimed_on, on;                    // of the claim, and of the latest step
  DocumentNo document_no;                 // of the latest step, as its reason
  Note reason;
  CREDENCE_FIELDS(award_batch, award_line, code, period_from, period_to, claimed, amount, step, claimed_on,
                  on, document_no, reason);
};

template <>
struct ValueOf<FundReturnKey> {
  using type = FundReturnValue;
};
template <>
struct ValueOf<ReliefKey> {
  using type = ReliefValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct FundReturnRecorded {
  RecordFundReturn fund_return;
  Uscc code;  // of the enterprise
  CREDENCE_FIELDS(fund_return, code);
};
/// `before`: what counted as used of it until then.
struct ReliefRecorded {
  Id programme, list;
  ReliefStep step = ReliefStep::claimed;
  DocumentNo document_no;
  Note reason;
  ReliefLine line;
  Uscc code;
  Fen before = 0;
  CREDENCE_FIELDS(programme, list, step, document_no, reason, line, code, before);
};

/// The correction of an award that an adjustment or a withdrawal is.
[[nodiscard]] constexpr CorrectionKind correction_of(ReliefStep step) {
  return step == ReliefStep::withdrawn ? CorrectionKind::relief_withdrawn : CorrectionKind::relief_adjusted;
}

}  // namespace credence
