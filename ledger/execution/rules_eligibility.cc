// SPDX-License-Identifier: Apache-2.0
// Whether a programme's rules let an enterprise have an award, and what is counted for the enterprise when it
// has.
#include <algorithm>

#include "ledger/execution/rules_money.h"

namespace credence::money {
namespace {

auto share_at(auto& programmes, const Id& programme) {
  return std::ranges::lower_bound(programmes, programme, {}, &ProgrammeShare::programme);
}

/// What the enterprise holds of the programme, from now on an entry of its list.
Result<ProgrammeShare*> share_from(EnterpriseValue& enterprise, const Id& programme, ProgrammeKind kind) {
  auto& programmes = enterprise.programmes;
  auto at = share_at(programmes, programme);
  if (at == programmes.end() || at->programme != programme) {
    if (programmes.size() == programmes.kMax)
      return fail(Code::limit_exceeded, said::field("programmes") + said::at_most(programmes.kMax));
    at = programmes.insert(at, {.programme = programme, .kind = kind});
  }
  return &*at;
}

/// What the enterprise and all that it answers for hold of a programme.
ProgrammeShare lineage_share(TransactionContext& context, std::span<const Uscc> lineage,
                             const Id& programme) {
  ProgrammeShare out{.programme = programme};
  for (const Uscc& code : lineage) {
    const auto enterprise = context.state.at(EnterpriseKey{code});
    const auto at = share_at(enterprise->programmes, programme);
    if (at == enterprise->programmes.end() || at->programme != programme) continue;
    out.awarded += at->awarded;  // at most the programme's budget
    out.awards += at->awards;
  }
  return out;
}

Result<void> require_library(TransactionContext& context, const Candidate& candidate,
                             std::span<const Uscc> lineage) {
  if (!candidate.rules.library_required) return {};
  const Id& programme = candidate.award.programme;
  Fen requested = 0;
  for (const Uscc& code : lineage) {
    const auto entry = context.state.at(LibraryProjectKey{
        programme, project_hash(context.state.suite(), programme, code, candidate.project)});
    if (entry.present()) requested = std::max(requested, entry->requested);
  }
  if (requested == 0)
    return fail(Code::not_in_library, said::field("project") + said::name(shown(candidate.project)));
  if (candidate.amount > requested)
    return fail(Code::above_request, said::field("amount") + of(candidate.amount, requested));
  return {};
}

}  // namespace

ProgrammeShare& share_of(EnterpriseValue& enterprise, const Id& programme) {
  const auto at = share_at(enterprise.programmes, programme);
  CREDENCE_ASSERT(at != enterprise.programmes.end() && at->programme == programme);
  return *at;
}

Result<void> guard_by_code(TransactionContext& context, const AwardKey& award, const Uscc& code,
                           std::string_view project) {
  const auto guard_of = [&](const Uscc& held) {
    return context.state.at(
        project_key(context.state.suite(), award.programme, true, text_of(held), project));
  };
  auto own = guard_of(code);
  for (const Uscc& held : lineage_of(context, code)) {
    const auto guard = held == code ? own : guard_of(held);
    if (guard.present())
      return fail(Code::duplicate_award,
                  said::field("project") + said::batch(guard->batch) + said::award_line(guard->line));
  }
  own.put({award.batch, award.line});
  return {};
}

Result<void> require_titles(TransactionContext& context, const ProgrammeRules& rules, const Uscc& code,
                            const Date& day) {
  if (auto good = require_titles_on(context, rules, code, day); !good) return good;
  return require_titles_on(context, rules, code, context.today());
}

Result<void> require_titles_on(TransactionContext& context, const ProgrammeRules& rules, const Uscc& code,
                               const Date& day) {
  for (const Id& type : rules.required_titles) {
    const auto title = context.state.at(QualificationKey{type, code});
    if (!title.present() || !title->in_force(day))
      return fail(Code::title_required, said::field("code") + said::type(type) + said::on(day));
  }
  return {};
}

Result<void> require_credit(TransactionContext& context, const ProgrammeRules& rules, const Uscc& code) {
  if (rules.blocking_credit == CreditClass::none) return {};
  const auto mark = adverse_credit(context, code, rules.blocking_credit, context.today());
  if (!mark) return {};
  return fail(Code::credit_blocks,
              said::field("code") + said::word(name_of(mark->weight)) + said::to(mark->published_to));
}

Result<void> require_no_overdue(TransactionContext& context, const ProgrammeRules& rules, const Uscc& code) {
  if (!rules.overdue_blocks) return {};
  const Date today = context.today();
  for (const Uscc& held : lineage_of(context, code)) {
    const auto open = context.state.at(OpenProjectsKey{held});
    if (!open.present()) continue;
    for (const AwardKey& award : open->awards) {
      const auto batch = context.state.at(AwardBatchKey{award.programme, award.batch});
      if (batch->acceptance_due && *batch->acceptance_due < today)
        return fail(Code::acceptance_overdue, said::field("code") + said::programme(award.programme) +
                                                  award_text(award.batch, award.line) +
                                                  said::due(*batch->acceptance_due));
    }
  }
  return {};
}

Result<void> count_award(TransactionContext& context, const Candidate& candidate, const Uscc& code,
                         EnterprisePlace& enterprise) {
  const ProgrammeRules& rules = candidate.rules;
  const Id& programme = candidate.award.programme;
  const std::vector<Uscc> lineage = lineage_of(context, code);
  ProgrammeShare before = lineage_share(context, lineage, programme);
  if (rules.one_project && before.awards > 0)
    return fail(Code::one_project_only, said::field("code") + said::code(code));
  const Fen cap = rules.cap > 0 ? rules.cap : INT64_MAX;
  if (auto good = add_within(before.awarded, candidate.amount, cap, Code::cap_exceeded,
                             [] { return said::field("amount"); });
      !good)
    return good;
  for (const Id& other : rules.excluded)
    if (lineage_share(context, lineage, other).awards > 0)
      return fail(Code::programme_excluded, said::field("code") + said::programme(other));
  if (auto good = require_from("published", candidate.day, enterprise->first_day(), said::of_registration);
      !good)
    return good;
  if (auto good = require_titles(context, rules, code, candidate.day); !good) return good;
  if (auto good = require_credit(context, rules, code); !good) return good;
  if (auto good = require_no_overdue(context, rules, code); !good) return good;
  if (auto good = require_library(context, candidate, lineage); !good) return good;
  build_on_lineage(context, lineage);
  EnterpriseValue& value = enterprise.edit();
  ++value.awards;
  if (auto good = add_to(value.awarded, candidate.amount); !good) return good;
  auto share = share_from(value, programme, candidate.kind);
  if (!share) return std::unexpected(share.error());
  ++(*share)->awards;
  (*share)->awarded += candidate.amount;  // at most the enterprise's
  return rules.acceptance_months > 0 ? open_project(context, candidate.award, code) : Result<void>{};
}

void lower_award(TransactionContext& context, const Id& programme, const Uscc& code, Fen amount, bool whole) {
  auto place = context.state.at(EnterpriseKey{code});
  EnterpriseValue& enterprise = place.edit();
  enterprise.awarded -= amount;
  ProgrammeShare& share = share_of(enterprise, programme);
  CREDENCE_ASSERT(share.awarded >= amount);
  share.awarded -= amount;
  if (whole) --share.awards;
}

void uncount_award(TransactionContext& context, const AwardKey& award, const Uscc& code, Fen amount,
                   bool whole) {
  lower_award(context, award.programme, code, amount, whole);
  settle_project(context, award, code);
}

Result<void> open_project(TransactionContext& context, const AwardKey& award, const Uscc& code) {
  auto& awards = context.state.at(OpenProjectsKey{code}).edit().awards;
  if (awards.size() == awards.kMax)
    return fail(Code::limit_exceeded, said::field("code") + said::at_most(awards.kMax));
  awards.insert(std::ranges::lower_bound(awards, award), award);
  return {};
}

bool settle_project(TransactionContext& context, const AwardKey& award, const Uscc& code) {
  auto open = context.state.at(OpenProjectsKey{code});
  if (!open.present()) return false;
  const auto at = std::ranges::lower_bound(open->awards, award);
  if (at == open->awards.end() || *at != award) return false;
  const auto offset = at - open->awards.begin();
  auto& awards = open.edit().awards;
  awards.erase(awards.begin() + offset);
  if (awards.empty()) open.erase();
  return true;
}

}  // namespace credence::money
