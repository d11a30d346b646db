// Programmes, awards, identifications and payments: nothing beyond the budget, no line twice, nothing paid beyond its award, and
// nobody pays what they awarded.
//
// A batch in public notice is confirmed by a part that repeats its declared count and total with the stage `confirmed`.
#include "ledger/domain/text.h"
#include "ledger/state/rules.h"

namespace credence {
namespace {

using BatchPlace = Overlay::Place<AwardBatchValue>;
using ProgrammePlace = Overlay::Place<ProgrammeValue>;

/// "12 of 10" for a receipt.
std::string of(std::uint64_t value, std::uint64_t bound) { return std::to_string(value) + " of " + std::to_string(bound); }
std::string of(Fen value, Fen bound) { return std::to_string(value) + " of " + std::to_string(bound) + " fen"; }

/// Adds to a total, which may not pass its bound.
Result<void> add_within(Fen& total, Fen amount, Fen bound, Code code, const std::string& what) {
  const auto sum = add_fen(total, amount);
  if (!sum) return std::unexpected(sum.error());
  if (*sum > bound) return fail(code, what + ": " + of(*sum, bound));
  total = *sum;
  return {};
}
/// Adds to a total that has no bound but that of the type.
Result<void> add_to(Fen& total, Fen amount) {
  const auto sum = add_fen(total, amount);
  if (!sum) return std::unexpected(sum.error());
  total = *sum;
  return {};
}

/// A list's declaration against what it would hold with `count` more lines.
Result<void> add_count(std::uint32_t& recorded, std::size_t count, std::uint32_t declared, const std::string& what) {
  const std::uint64_t sum = recorded + static_cast<std::uint64_t>(count);
  if (declared > 0 && sum > declared) return fail(Code::declared_count_exceeded, what + ": " + of(sum, declared));
  if (sum > UINT32_MAX) return fail(Code::limit_exceeded, what);
  recorded = static_cast<std::uint32_t>(sum);
  return {};
}

/// The guard against a repeated award. `beneficiary` is a code, or a folded name where no code is known.
AwardedProjectKey project_key(const Id& programme, bool by_code, std::string_view beneficiary, const Name& project) {
  const std::array<std::byte, 5> head = {
      static_cast<std::byte>(by_code), static_cast<std::byte>(beneficiary.size()), static_cast<std::byte>(beneficiary.size() >> 8),
      static_cast<std::byte>(beneficiary.size() >> 16), static_cast<std::byte>(beneficiary.size() >> 24)};
  const std::string folded = folded_name(project);
  return {programme, tagged_hash(Tag::state_key, {head, bytes_of(beneficiary), bytes_of(folded)})};
}

Result<void> open_batch(TransactionContext& context, const RecordAwards& action, ProgrammePlace& programme, BatchPlace& batch) {
  const BatchOpened fact{action.programme, action.batch, action.title,          action.document_no,    action.published,
                         action.stage,     action.declared_count, action.declared_total, action.source};
  if (batch.present()) {
    const AwardBatchValue& held = *batch;
    const auto differs = [&](std::string_view field) {
      return fail(Code::declaration_differs, "batch " + action.batch + ", " + std::string(field));
    };
    if (held.declared_count != action.declared_count) return differs("declared_count");
    if (held.declared_total != action.declared_total) return differs("declared_total");
    const bool confirms = held.stage == AwardStage::public_notice && action.stage == AwardStage::confirmed;
    if (!confirms) {
      if (held.stage != action.stage) return differs("stage");
      if (held.title != action.title) return differs("title");
      if (held.document_no != action.document_no) return differs("document_no");
      if (held.published != action.published) return differs("published");
      if (held.source != action.source) return differs("source");
      if (action.lines.empty()) return fail(Code::already_registered, "batch " + action.batch);
      return {};
    }
  } else {
    ++programme.edit().batches;
  }
  AwardBatchValue& value = batch.edit();
  value.title = action.title;
  value.document_no = action.document_no;
  value.published = action.published;
  value.stage = action.stage;
  value.declared_count = action.declared_count;
  value.declared_total = action.declared_total;
  value.source = action.source;
  context.say({ProgrammeKey{action.programme}}, fact);
  return {};
}

/// The project must be new for this beneficiary, under its code and under its name.
Result<void> guard_project(TransactionContext& context, const RecordAwards& action, const AwardLine& line) {
  const std::string name = folded_name(line.beneficiary);
  auto by_name = context.state.at(project_key(action.programme, false, name, line.project));
  std::optional<Overlay::Place<AwardedProjectValue>> by_code;
  if (line.code) by_code = context.state.at(project_key(action.programme, true, text_of(*line.code), line.project));
  for (const auto* place : {&by_name, by_code ? &*by_code : nullptr})
    if (place != nullptr && place->present())
      return fail_line(line.line, Code::duplicate_award,
                       "project: batch " + (*place)->batch + ", line " + std::to_string((*place)->line));
  (by_code ? *by_code : by_name).put({action.batch, line.line});
  return {};
}

Result<void> award_enterprise(TransactionContext& context, const AwardLine& line) {
  auto enterprise = context.state.at(EnterpriseKey{*line.code});
  if (!enterprise.present())
    return fail_line(line.line, Code::unknown_enterprise, "code: " + std::string(text_of(*line.code)));
  if (enterprise->name != line.beneficiary && folded_name(enterprise->name) != folded_name(line.beneficiary))
    return fail_line(line.line, Code::name_mismatch,
                     "beneficiary: " + quoted(line.beneficiary) + ", registered: " + quoted(enterprise->name));
  EnterpriseValue& value = enterprise.edit();
  ++value.awards;
  return add_to(value.awarded, line.amount);
}

Result<void> award_line(TransactionContext& context, const RecordAwards& action, const AwardLine& line, BatchPlace& batch) {
  auto award = context.state.at(AwardKey{action.programme, action.batch, line.line});
  if (award.present()) return fail_line(line.line, Code::line_recorded, "batch " + action.batch);
  if (auto good = guard_project(context, action, line); !good) return good;
  const std::string what = "line " + std::to_string(line.line) + ", batch " + action.batch;
  if (auto good = add_within(batch.edit().recorded_total, line.amount, batch->declared_total, Code::declared_total_exceeded, what);
      !good)
    return good;
  award.put({line.beneficiary, line.code, line.project, line.amount, 0, context.signer});
  Awarded fact{action.programme, action.batch, action.stage, line};
  if (!line.code) {
    ++batch.edit().unidentified_count;
    context.say({ProgrammeKey{action.programme}}, std::move(fact));
    return {};
  }
  if (auto good = award_enterprise(context, line); !good) return good;
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{*line.code}}, std::move(fact));
  return {};
}

Result<void> pay_line(TransactionContext& context, const RecordPayments& action, const PaymentLine& line) {
  auto payment = context.state.at(PaymentKey{action.programme, action.list, line.line});
  if (payment.present()) return fail_line(line.line, Code::line_recorded, "list " + action.list);
  const auto batch = context.state.at(AwardBatchKey{action.programme, line.award_batch});
  if (!batch.present()) return fail_line(line.line, Code::unknown_batch, "batch " + line.award_batch);
  const std::string award_text = "award line " + std::to_string(line.award_line) + " of batch " + line.award_batch;
  auto award = context.state.at(AwardKey{action.programme, line.award_batch, line.award_line});
  if (!award.present()) return fail_line(line.line, Code::unknown_award, award_text);
  if (batch->stage != AwardStage::confirmed) return fail_line(line.line, Code::not_confirmed, "batch " + line.award_batch);
  if (!award->code) return fail_line(line.line, Code::not_identified, award_text);
  if (*award->code != line.code)
    return fail_line(line.line, Code::code_differs, award_text + " is of " + std::string(text_of(*award->code)));
  if (award->awarded_by == context.signer) return fail_line(line.line, Code::own_award, award_text);
  const std::string what = "line " + std::to_string(line.line) + ", " + award_text;
  if (auto good = add_within(award.edit().paid, line.amount, award->amount, Code::award_exceeded, what); !good) return good;
  EnterpriseValue& enterprise = context.state.at(EnterpriseKey{line.code}).edit();
  ++enterprise.payments;
  if (auto good = add_to(enterprise.paid, line.amount); !good) return good;
  payment.put({line.award_batch, line.award_line, line.code, line.amount, line.paid_on});
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}}, Paid{action.programme, action.list, line});
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const CreateProgramme& action) {
  auto place = context.state.at(ProgrammeKey{action.id});
  if (place.present()) {
    const bool same = place->name == action.name && place->lead_department == action.lead_department &&
                      place->finance_department == action.finance_department && place->fiscal_year == action.fiscal_year &&
                      place->budget == action.budget && place->document_no == action.document_no;
    return fail(same ? Code::already_registered : Code::registered_differently, "programme " + action.id);
  }
  for (const Id& department : {action.lead_department, action.finance_department})
    if (!context.state.at(DepartmentKey{department}).present()) return fail(Code::unknown_department, "department " + department);
  if (auto good = context.require_department(action.lead_department); !good) return good;
  ProgrammeValue& value = place.edit();
  value.name = action.name;
  value.lead_department = action.lead_department;
  value.finance_department = action.finance_department;
  value.fiscal_year = action.fiscal_year;
  value.budget = action.budget;
  value.document_no = action.document_no;
  context.say({ProgrammeKey{action.id}, DepartmentKey{action.lead_department}, DepartmentKey{action.finance_department}},
              ProgrammeCreated{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordAwards& action) {
  auto programme = context.state.at(ProgrammeKey{action.programme});
  if (!programme.present()) return fail(Code::unknown_programme, "programme " + action.programme);
  if (auto good = context.require_department(programme->lead_department); !good) return good;
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  if (auto good = open_batch(context, action, programme, batch); !good) return good;
  if (action.lines.empty()) return {};
  if (auto good = add_count(batch.edit().recorded_count, action.lines.size(), batch->declared_count, "batch " + action.batch); !good)
    return good;
  ProgrammeValue& totals = programme.edit();
  if (auto good = add_count(totals.awards, action.lines.size(), 0, "programme " + action.programme); !good) return good;
  for (const AwardLine& line : action.lines) {
    if (auto good = award_line(context, action, line, batch); !good) return good;
    const std::string what = "line " + std::to_string(line.line) + ", programme " + action.programme;
    if (auto good = add_within(totals.awarded, line.amount, totals.budget, Code::budget_exceeded, what); !good) return good;
  }
  return {};
}

Result<void> apply_rules(TransactionContext& context, const IdentifyBeneficiaries& action) {
  const auto programme = context.state.at(ProgrammeKey{action.programme});
  if (!programme.present()) return fail(Code::unknown_programme, "programme " + action.programme);
  if (auto good = context.require_department(programme->lead_department); !good) return good;
  auto batch = context.state.at(AwardBatchKey{action.programme, action.batch});
  if (!batch.present()) return fail(Code::unknown_batch, "batch " + action.batch);
  for (const Identification& line : action.lines) {
    const std::string code(text_of(line.code));
    auto award = context.state.at(AwardKey{action.programme, action.batch, line.line});
    if (!award.present()) return fail_line(line.line, Code::unknown_award, "batch " + action.batch);
    if (award->code) return fail_line(line.line, Code::already_identified, "code: " + std::string(text_of(*award->code)));
    auto enterprise = context.state.at(EnterpriseKey{line.code});
    if (!enterprise.present()) return fail_line(line.line, Code::unknown_enterprise, "code: " + code);
    auto guard = context.state.at(project_key(action.programme, true, code, award->project));
    if (guard.present())
      return fail_line(line.line, Code::duplicate_award, "project: batch " + guard->batch + ", line " + std::to_string(guard->line));
    guard.put({action.batch, line.line});
    award.edit().code = line.code;
    --batch.edit().unidentified_count;
    EnterpriseValue& totals = enterprise.edit();
    ++totals.awards;
    if (auto good = add_to(totals.awarded, award->amount); !good) return good;
    context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}},
                Identified{action.programme, action.batch, line.line, line.code, award->amount, award->project});
  }
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordPayments& action) {
  auto programme = context.state.at(ProgrammeKey{action.programme});
  if (!programme.present()) return fail(Code::unknown_programme, "programme " + action.programme);
  if (auto good = context.require_department(programme->finance_department); !good) return good;
  auto list = context.state.at(PaymentListKey{action.programme, action.list});
  const std::string name = "list " + action.list;
  if (list.present()) {
    if (list->declared_count != action.declared_count) return fail(Code::declaration_differs, name + ", declared_count");
    if (list->declared_total != action.declared_total) return fail(Code::declaration_differs, name + ", declared_total");
  } else {
    list.put({action.declared_count, 0, action.declared_total, 0});
  }
  PaymentListValue& recorded = list.edit();
  if (auto good = add_count(recorded.recorded_count, action.lines.size(), recorded.declared_count, name); !good) return good;
  ProgrammeValue& totals = programme.edit();
  if (auto good = add_count(totals.payments, action.lines.size(), 0, "programme " + action.programme); !good) return good;
  for (const PaymentLine& line : action.lines) {
    if (auto good = pay_line(context, action, line); !good) return good;
    const std::string what = "line " + std::to_string(line.line) + ", " + name;
    if (auto good = add_within(recorded.recorded_total, line.amount, recorded.declared_total, Code::declared_total_exceeded, what);
        !good)
      return good;
    if (auto good = add_to(totals.paid, line.amount); !good) return good;
  }
  return {};
}

}  // namespace credence
