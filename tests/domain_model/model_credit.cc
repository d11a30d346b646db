// SPDX-License-Identifier: Apache-2.0
// Credit entries, ratings, documents, targets and their figures, problems of audits.
#include "tests/domain_model/model.h"

namespace credence::model {
namespace {

bool adverse(CreditKind kind) { return kind == CreditKind::penalty || kind == CreditKind::dishonesty; }

const CreditTerm* term_of(const Credit& credit, const Id& version, CreditClass weight) {
  for (const SetCreditRules& rules : credit.rules)
    if (rules.version == version)
      for (const CreditTerm& term : rules.terms)
        if (term.weight == weight) return &term;
  return nullptr;
}

}  // namespace

/// From the entries, not from the list of open ones that the state keeps.
bool Model::credit_bars(const Uscc& code, CreditClass at_least) const {
  if (at_least == CreditClass::none) return false;
  const std::vector<Uscc> all = lineage(code);
  return std::ranges::any_of(credit.entries, [&](const auto& held) {
    const Entry& entry = held.second;
    return std::ranges::find(all, entry.said.code) != all.end() && adverse(entry.said.kind) &&
           !entry.closed_on && entry.said.weight >= at_least && entry.said.decided_on <= today &&
           *entry.said.published_to >= today;
  });
}

Code Model::apply(const Who&, const SetCreditRules& action) {
  for (const SetCreditRules& held : credit.rules)
    if (held.version == action.version)
      return encode(held) == encode(action) ? Code::already_registered : Code::registered_differently;
  if (!credit.rules.empty() && action.effective_from <= credit.rules.back().effective_from)
    return Code::rules_not_later;
  if (credit.rules.size() == 64) return Code::limit_exceeded;
  if (const Code code = soon(action.effective_from); code != Code::ok) return code;
  credit.rules.push_back(action);
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordCredit& action) {
  if (who.department != action.department) return Code::wrong_department;
  for (const CreditLine& line : action.lines) {
    const CreditKey key{action.department, action.batch, line.line};
    if (credit.entries.contains(key)) return Code::line_recorded;
    if (!titles.enterprises.contains(line.code)) return Code::unknown_enterprise;
    if (line.decided_on > today) return Code::decided_in_the_future;
    if (const Code code = from(line.decided_on, titles.enterprises.at(line.code).founded()); code != Code::ok)
      return code;
    Entry entry;
    entry.said = line;
    entry.recorded_on = today;
    if (adverse(line.kind)) {
      for (const SetCreditRules& rules : credit.rules)
        if (rules.effective_from <= line.decided_on) entry.rules = rules.version;
      const CreditTerm* term = term_of(credit, entry.rules, line.weight);
      if (term == nullptr) return Code::no_credit_rule;
      if (*line.published_to < plus_months(line.decided_on, term->months_min) ||
          *line.published_to > plus_months(line.decided_on, term->months_max))
        return Code::publication_term;
      auto& marks = credit.marks[line.code];
      std::erase_if(marks, [&](const CreditMark& mark) { return mark.published_to < today; });
      if (*line.published_to >= today) {
        if (marks.size() == 500) return Code::limit_exceeded;
        marks.push_back({key, line.weight, line.decided_on, *line.published_to});
      }
    }
    credit.entries[key] = entry;
  }
  return Code::ok;
}

Code Model::open_entry(const CreditKey& key) const {
  const auto held = credit.entries.find(key);
  if (held == credit.entries.end()) return Code::unknown_credit_entry;
  return held->second.closed_on ? Code::credit_entry_closed : Code::ok;
}
void Model::close_entry(const CreditKey& key, CreditStatus status) {
  Entry& entry = credit.entries.at(key);
  entry.status = status;
  entry.closed_on = today;
  if (const auto marks = credit.marks.find(entry.said.code); marks != credit.marks.end())
    std::erase_if(marks->second, [&](const CreditMark& mark) { return mark.entry == key; });
}

Code Model::apply(const Who& who, const RequestCreditRepair& action) {
  if (const Code code = open_entry(action.entry); code != Code::ok) return code;
  Entry& entry = credit.entries.at(action.entry);
  if (who.enterprise != entry.said.code && who.enterprise != heir(entry.said.code))
    return Code::wrong_enterprise;
  if (!adverse(entry.said.kind)) return Code::nothing_to_repair;
  if (entry.status == CreditStatus::repair_requested) return Code::repair_requested_before;
  entry.status = CreditStatus::repair_requested;
  if (who.enterprise != entry.said.code) build_on_path(entry.said.code);
  return Code::ok;
}

Code Model::apply(const Who& who, const DecideCreditRepair& action) {
  if (who.department != action.entry.department) return Code::wrong_department;
  if (const Code code = open_entry(action.entry); code != Code::ok) return code;
  Entry& entry = credit.entries.at(action.entry);
  if (entry.status != CreditStatus::repair_requested) return Code::repair_not_requested;
  if (!action.granted) {
    entry.status = CreditStatus::recorded;
    return Code::ok;
  }
  const CreditTerm* term = term_of(credit, entry.rules, entry.said.weight);
  if (today < plus_months(entry.said.decided_on, term->repair_months)) return Code::repair_too_early;
  close_entry(action.entry, CreditStatus::repaired);
  return Code::ok;
}

Code Model::apply(const Who& who, const WithdrawCredit& action) {
  if (who.department != action.entry.department) return Code::wrong_department;
  if (const Code code = open_entry(action.entry); code != Code::ok) return code;
  close_entry(action.entry, CreditStatus::withdrawn);
  return Code::ok;
}

Code Model::apply(const Who&, const DefineRatingScale& action) {
  if (const auto held = credit.scales.find(action.scale); held != credit.scales.end())
    return encode(held->second) == encode(action) ? Code::already_registered : Code::registered_differently;
  if (!departments.contains(action.agency)) return Code::unknown_department;
  credit.scales[action.scale] = action;
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordRatings& action) {
  const auto scale = credit.scales.find(action.scale);
  if (scale == credit.scales.end()) return Code::unknown_rating_scale;
  if (who.department != scale->second.agency) return Code::wrong_department;
  for (const RatingLine& line : action.lines) {
    if (!titles.enterprises.contains(line.code)) return Code::unknown_enterprise;
    if (const Code code =
            first_of({past(line.rated_on), from(line.rated_on, titles.enterprises.at(line.code).founded())});
        code != Code::ok)
      return code;
    if (std::ranges::find(scale->second.grades, line.grade) == scale->second.grades.end())
      return Code::unknown_grade;
    const RatingValue next{line.grade, line.rated_on, line.valid_to};
    const auto held = credit.ratings.find({action.scale, line.code});
    if (held != credit.ratings.end()) {
      if (encode(held->second) == encode(next)) return Code::line_recorded;
      if (line.rated_on <= held->second.rated_on) return Code::rating_superseded;
    }
    credit.ratings[{action.scale, line.code}] = next;
  }
  return Code::ok;
}

bool Model::makes_records(const Who& who) const {
  const auto records = [](Role role) {
    return role != Role::audit && role != Role::check && role != Role::govern && role != Role::enterprise;
  };
  return !who.enterprise && std::ranges::any_of(keys.at(who.signer).roles, records);
}

Code Model::apply(const Who& who, const AnchorDocument& action) {
  if (!makes_records(who)) return Code::may_not_anchor;
  if (const auto held = documents.find(action.sha256); held != documents.end()) {
    const DocumentValue& value = held->second;
    const bool same = value.size_bytes == action.size_bytes && value.title == action.title &&
                      value.document_no == action.document_no && value.issued_on == action.issued_on &&
                      value.department == who.department;
    return same ? Code::already_registered : Code::registered_differently;
  }
  if (action.issued_on && *action.issued_on > today) return Code::day_in_future;
  documents[action.sha256] = {
      action.size_bytes, action.title, action.document_no, action.issued_on, who.department,
      who.signer,        time_ms};
  return Code::ok;
}

Code Model::apply(const Who&, const DefineTarget& action) {
  if (!departments.contains(action.department)) return Code::unknown_department;
  TargetValue wanted;
  wanted.plan = action.plan;
  wanted.name_zh = action.name_zh;
  wanted.name_en = action.name_en;
  wanted.department = action.department;
  wanted.kind = action.kind;
  wanted.value = action.value;
  wanted.unit_zh = action.unit_zh;
  wanted.unit_en = action.unit_en;
  wanted.year = action.year;
  wanted.document_no = action.document_no;
  wanted.source = action.source;
  const auto held = targets.find(action.id);
  if (held == targets.end()) {
    targets[action.id] = wanted;
    return Code::ok;
  }
  wanted.days = held->second.days;
  wanted.latest = held->second.latest;
  return encode(wanted) == encode(held->second) ? Code::already_registered : Code::registered_differently;
}

Code Model::apply(const Who& who, const RecordMeasure& action) {
  const auto held = targets.find(action.target);
  if (held == targets.end()) return Code::unknown_target;
  TargetValue& target = held->second;
  if (target.department != who.department) return Code::wrong_department;
  if ((target.kind == TargetKind::share) != (action.whole != 0)) return Code::bad_measure;
  if (today < action.on) return Code::measured_in_future;
  if (action.on.year + 20 < target.year) return Code::day_too_early;
  if (action.on.year > target.year) return Code::target_over;
  if (!documents.contains(action.evidence)) return Code::evidence_not_anchored;
  const auto before = measures.find({action.target, action.on});
  const bool again = before != measures.end();
  if (again) {
    const MeasureValue& was = before->second;
    if (was.value == action.value && was.whole == action.whole && was.evidence == action.evidence)
      return Code::already_registered;
    if (action.note.empty()) return Code::correction_unreasoned;
  }
  const auto corrections = static_cast<std::uint16_t>(again ? before->second.corrections + 1 : 0);
  const MeasureValue value{action.on, action.value, action.whole, action.evidence, action.note, corrections};
  measures[{action.target, action.on}] = value;
  if (!again) ++target.days;
  if (!target.latest || !(action.on < target.latest->on)) target.latest = value;
  return Code::ok;
}

// ---- problems of audits -----------------------------------------------------------------------------------

Code Model::apply(const Who& who, const RaiseProblem& action) {
  if (!departments.contains(action.department)) return Code::unknown_department;
  if (!action.programme.empty() && !programmes.contains(action.programme)) return Code::unknown_programme;
  if (action.code && !titles.enterprises.contains(*action.code)) return Code::unknown_enterprise;
  if (const auto held = problems.find(action.problem); held != problems.end()) {
    const bool same = held->second.auditor == who.department && encode(held->second.raised) == encode(action);
    return same ? Code::already_registered : Code::registered_differently;
  }
  if (const Code due = first_of({from(action.due, today), soon(action.due)}); due != Code::ok) return due;
  ProblemValue value;
  value.raised = action;
  value.auditor = who.department;
  value.raised_on = today;
  value.until = action.due;
  problems[action.problem] = value;
  return Code::ok;
}

Code Model::apply(const Who& who, const AnswerProblem& action) {
  const auto held = problems.find(action.problem);
  if (held == problems.end()) return Code::unknown_problem;
  ProblemValue& problem = held->second;
  if (problem.stage == ProblemStage::mended) return Code::problem_settled;
  if (problem.raised.department != who.department) return Code::wrong_department;
  if (!makes_records(who)) return Code::may_not_answer;
  problem.stage = ProblemStage::answered;
  problem.answer = action;
  problem.answered_on = today;
  return Code::ok;
}

Code Model::apply(const Who& who, const SettleProblem& action) {
  const auto held = problems.find(action.problem);
  if (held == problems.end()) return Code::unknown_problem;
  ProblemValue& problem = held->second;
  if (problem.stage == ProblemStage::mended) return Code::problem_settled;
  if (problem.auditor != who.department) return Code::wrong_department;
  if (problem.stage == ProblemStage::open) return Code::problem_unanswered;
  if (!action.mended) {
    if (const Code due = first_of({from(*action.due, today), soon(*action.due)}); due != Code::ok) return due;
    problem.until = *action.due;
  }
  problem.stage = action.mended ? ProblemStage::mended : ProblemStage::open;
  problem.settlement = action;
  problem.settled_on = today;
  return Code::ok;
}

}  // namespace credence::model
