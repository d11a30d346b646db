// SPDX-License-Identifier: Apache-2.0
// Problems of audits: raised by an auditor, answered by the department that is to mend them, settled by the
// auditor's department. They change no sum: what was wrong is corrected by records of its own.
#include "ledger/execution/rules.h"

namespace credence {
namespace {

/// In the histories of all whom it concerns; the chain's is the complete list of problems.
void say_of_problem(TransactionContext& context, const ProblemValue& problem, Fact fact) {
  std::vector<TransactionContext::Subject> subjects{DepartmentKey{problem.raised.department}, ChainKey{}};
  if (problem.auditor != problem.raised.department) subjects.push_back(DepartmentKey{problem.auditor});
  if (!problem.raised.programme.empty()) subjects.push_back(ProgrammeKey{problem.raised.programme});
  if (problem.raised.code) subjects.push_back(EnterpriseKey{*problem.raised.code});
  context.say(subjects, std::move(fact));
}

/// From the day of the block on, and a year at most.
Result<void> check_due(TransactionContext& context, const Date& due) {
  if (auto good = require_from("due", due, context.today(), said::of_block); !good) return good;
  return require_soon(context, "due", due);
}

Result<Overlay::Place<ProblemValue>> unsettled(TransactionContext& context, const Id& id) {
  auto problem = context.state.at(ProblemKey{id});
  if (!problem.present()) return fail(Code::unknown_problem, said::problem(id));
  if (problem->stage == ProblemStage::mended)
    return fail(Code::problem_settled, said::problem(id) + said::day(*problem->settled_on));
  return problem;
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const RaiseProblem& action) {
  if (!context.state.at(DepartmentKey{action.department}).present())
    return fail(Code::unknown_department, said::department(action.department));
  if (!action.programme.empty() && !context.state.at(ProgrammeKey{action.programme}).present())
    return fail(Code::unknown_programme, said::programme(action.programme));
  if (action.code && !context.state.at(EnterpriseKey{*action.code}).present())
    return fail(Code::unknown_enterprise, said::code(*action.code));
  auto place = context.state.at(ProblemKey{action.problem});
  if (place.present()) {
    const bool same = place->auditor == context.department && encode(place->raised) == encode(action);
    return fail(same ? Code::already_registered : Code::registered_differently,
                said::problem(action.problem));
  }
  if (auto good = check_due(context, action.due); !good) return good;
  ProblemValue value;
  value.raised = action;
  value.auditor = context.department;
  value.raised_on = context.today();
  value.until = action.due;
  say_of_problem(context, value, ProblemRaised{action, context.department});
  place.put(std::move(value));
  return {};
}

Result<void> apply_rules(TransactionContext& context, const AnswerProblem& action) {
  auto problem = unsettled(context, action.problem);
  if (!problem) return std::unexpected(problem.error());
  const ProblemValue& held = **problem;
  if (auto good = context.require_department(held.raised.department); !good) return good;
  if (!makes_records(context)) return fail(Code::may_not_answer, said::problem(action.problem));
  ProblemValue& value = problem->edit();
  value.stage = ProblemStage::answered;
  value.answer = action;
  value.answered_on = context.today();
  say_of_problem(context, value, ProblemAnswered{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const SettleProblem& action) {
  auto problem = unsettled(context, action.problem);
  if (!problem) return std::unexpected(problem.error());
  if (auto good = context.require_department((*problem)->auditor); !good) return good;
  if ((*problem)->stage != ProblemStage::answered)
    return fail(Code::problem_unanswered, said::problem(action.problem));
  if (action.due)
    if (auto good = check_due(context, *action.due); !good) return good;
  ProblemValue& value = problem->edit();
  value.stage = action.mended ? ProblemStage::mended : ProblemStage::open;
  if (action.due) value.until = *action.due;
  value.settlement = action;
  value.settled_on = context.today();
  say_of_problem(context, value, ProblemSettled{action});
  return {};
}

}  // namespace credence
