// SPDX-License-Identifier: Apache-2.0
// Problems that auditors find (审计问题): each has a department that is to mend it, a day by which, an answer
// that says how it was mended, and the auditor's word whether it is. The actions, what the state keeps of them,
// and what histories say. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

/// A problem has an id of its own in the whole chain, which the auditor gives it.
struct RaiseProblem {
  Id problem;
  Id department;             // that is to mend it
  Id programme;              // that it concerns; may be empty
  std::optional<Uscc> code;  // the enterprise that it concerns
  Id rule;                 // by which it was found ("f7" of `credence findings`, or another's); may be empty
  Fen amount = 0;          // that is at issue; 0: none
  Date due;                // the last day on which it may be mended
  DocumentNo document_no;  // of the audit's report; may be empty
  Note finding;
  CREDENCE_FIELDS(problem, department, programme, code, rule, amount, due, document_no, finding);
};
/// How it was mended. A later answer takes the place of one that is not yet settled.
struct AnswerProblem {
  Id problem;
  Fen amount = 0;  // that was put right: paid back, adjusted; 0: none
  DocumentNo document_no;
  std::optional<Hash32> document_hash;
  Note measures;
  CREDENCE_FIELDS(problem, amount, document_no, document_hash, measures);
};
/// Whether the answer mends it. One that does not is sent back, with the day by which it is to be.
struct SettleProblem {
  Id problem;
  bool mended = false;
  std::optional<Date> due;  // of one that is sent back; none otherwise
  Note reason;              // needed for one that is sent back
  CREDENCE_FIELDS(problem, mended, due, reason);
};

// ---- state ------------------------------------------------------------------------------------------------

struct ProblemKey {
  Id problem;
  CREDENCE_KEY_FIELDS(problem);
};

enum class ProblemStage : std::uint8_t { open, answered, mended };
constexpr ProblemStage last_of(ProblemStage) { return ProblemStage::mended; }
[[nodiscard]] std::string_view name_of(ProblemStage stage);

struct ProblemValue {
  RaiseProblem raised;
  Id auditor;  // the department that raised it, and settles it
  Date raised_on;
  ProblemStage stage = ProblemStage::open;
  Date until;                           // it may be mended: as it stands now
  std::optional<AnswerProblem> answer;  // the latest, and its day
  std::optional<Date> answered_on;
  std::optional<SettleProblem> settlement;  // the latest, and its day
  std::optional<Date> settled_on;
  CREDENCE_FIELDS(raised, auditor, raised_on, stage, until, answer, answered_on, settlement, settled_on);

  /// Its day has passed, and it is not answered. A question of the day: it is not stored.
  [[nodiscard]] bool overdue(const Date& day) const { return stage == ProblemStage::open && until < day; }
};

template <>
struct ValueOf<ProblemKey> {
  using type = ProblemValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct ProblemRaised {
  RaiseProblem problem;
  Id auditor;
  CREDENCE_FIELDS(problem, auditor);
};
struct ProblemAnswered {
  AnswerProblem answer;
  CREDENCE_FIELDS(answer);
};
struct ProblemSettled {
  SettleProblem settlement;
  CREDENCE_FIELDS(settlement);
};

}  // namespace credence
