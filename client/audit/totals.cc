// SPDX-License-Identifier: Apache-2.0
#include "client/audit/totals.h"

#include <algorithm>

#include "ledger/domain/state_values.h"
#include "ledger/primitives/counted.h"
#include "ledger/tree/state_entries.h"

namespace credence {
namespace {

struct Sums {
  Fen awarded = 0, paid = 0, recovered = 0;
  std::uint64_t awards = 0;
};

Result<void> add_to(Fen& sum, Fen more, std::string_view what) {
  auto total = add_fen(sum, more);
  if (!total) return fail(Code::amount_overflow, std::string(what));
  sum = *total;
  return {};
}

Result<void> add_to(MoneyTotals& sum, const AuditTotals::Programme& programme) {
  const ProgrammeValue& value = programme.value;
  ++sum.programmes;
  if (auto good = add_to(sum.in_notice, programme.in_notice, "awards in public notice"); !good) return good;
  sum.awards += value.awards;
  sum.payments += value.payments;
  if (auto good = add_to(sum.budget, value.budget, "budgets"); !good) return good;
  if (auto good = add_to(sum.awarded, value.awarded, "awards"); !good) return good;
  if (auto good = add_to(sum.recovered, value.recovered, "recoveries"); !good) return good;
  return add_to(sum.paid, value.paid, "payments");
}

std::unexpected<Error> differ(const std::string& where, std::string_view a, Fen x, std::string_view b,
                              Fen y) {
  return fail(Code::not_verified, where + ": " + std::string(a) + " " + std::to_string(x) + " fen, " +
                                      std::string(b) + " " + std::to_string(y) + " fen");
}

/// Reads the entries once and keeps what the totals need.
class Collector {
 public:
  Result<void> visit(BytesView key_bytes, BytesView bytes) {
    ++out.state_entries;
    const auto key = decode<StateKey>(key_bytes);
    if (!key) return std::unexpected(key.error());
    if (const auto* programme = std::get_if<ProgrammeKey>(&*key))
      return with<ProgrammeValue>(bytes, [&](ProgrammeValue& value) {
        out.programmes.push_back({programme->id, std::move(value), 0});
        return Result<void>{};
      });
    if (const auto* award = std::get_if<AwardKey>(&*key))
      return with<AwardValue>(bytes, [&](const AwardValue& value) {
        Sums& sum = lines[award->programme];
        ++sum.awards;
        const Fen amount = value.amount - value.released;
        if (value.code)
          if (auto good = add_to(identified, amount, "identified awards"); !good) return good;
        if (auto good = add_to(sum.awarded, amount, "award lines"); !good) return good;
        if (auto good = add_to(sum.recovered, value.recovered, "recoveries"); !good) return good;
        return add_to(sum.paid, value.paid, "paid award lines");
      });
    if (const auto* batch = std::get_if<AwardBatchKey>(&*key))
      return with<AwardBatchValue>(bytes, [&](const AwardBatchValue& value) {
        if (value.stage == AwardStage::confirmed) return Result<void>{};
        return add_to(in_notice[batch->programme], value.recorded_total - value.released_total,
                      "awards in public notice");
      });
    if (std::holds_alternative<EnterpriseKey>(*key))
      return with<EnterpriseValue>(bytes, [&](const EnterpriseValue& value) {
        ++(value.kind == HolderKind::enterprise ? out.enterprises : out.holders);
        for (const ProgrammeShare& share : value.programmes) {
          Sums& sum = by_kind[share.kind];
          if (auto good = add_to(sum.paid, share.paid, "shares paid"); !good) return good;
          if (auto good = add_to(sum.recovered, share.recovered, "shares recovered"); !good) return good;
        }
        if (auto good = add_to(enterprises.awarded, value.awarded, "enterprises' awards"); !good) return good;
        if (auto good = add_to(enterprises.recovered, value.recovered, "enterprises' recoveries"); !good)
          return good;
        return add_to(enterprises.paid, value.paid, "enterprises' payments");
      });
    if (std::holds_alternative<QualificationKey>(*key))
      return with<QualificationValue>(bytes, [&](const QualificationValue& value) {
        ++out.qualifications;
        if (value.revoked_from) ++out.revoked_qualifications;
        return Result<void>{};
      });
    if (const auto* department = std::get_if<DepartmentKey>(&*key))
      return with<DepartmentValue>(bytes, [&](DepartmentValue& value) {
        out.departments.emplace(department->id, std::move(value));
        return Result<void>{};
      });
    return {};
  }

  AuditTotals out;
  std::map<std::string, Sums> lines;     // of the award lines, by programme
  std::map<std::string, Fen> in_notice;  // by programme
  Sums enterprises;
  std::map<ProgrammeKind, Sums> by_kind;  // of the enterprises' shares
  Fen identified = 0;                     // award lines whose enterprise is known

 private:
  template <class Value, class F>
  static Result<void> with(BytesView bytes, F f) {
    auto value = decode<Value>(bytes);
    if (!value) return std::unexpected(value.error());
    return f(*value);
  }
};

/// budget ≥ awarded ≥ paid ≥ recovered, and the programme's totals are the sums of its award lines.
Result<void> reconcile(const AuditTotals::Programme& programme, const Sums& lines) {
  const ProgrammeValue& value = programme.value;
  if (value.budget < value.awarded)
    return differ(programme.id, "budget", value.budget, "awarded", value.awarded);
  if (value.awarded < value.paid) return differ(programme.id, "awarded", value.awarded, "paid", value.paid);
  if (value.paid < value.recovered || value.recovered < 0)
    return differ(programme.id, "paid", value.paid, "recovered", value.recovered);
  if (value.awarded != lines.awarded)
    return differ(programme.id, "awarded", value.awarded, "award lines", lines.awarded);
  if (value.paid != lines.paid)
    return differ(programme.id, "paid", value.paid, "paid on award lines", lines.paid);
  if (value.recovered != lines.recovered)
    return differ(programme.id, "recovered", value.recovered, "recovered on award lines", lines.recovered);
  if (value.awards != lines.awards)
    return fail(Code::not_verified, programme.id + ": " + counted(value.awards, "award", "awards") + ", " +
                                        counted(lines.awards, "award line", "award lines"));
  return {};
}

}  // namespace

Result<AuditTotals> audit_totals(const KeyReader& store) {
  Collector all;
  Result<void> outcome;
  auto scanned = each_state_entry(store, [&](BytesView key, BytesView value) {
    outcome = all.visit(key, value);
    return outcome.has_value();
  });
  if (!scanned) return std::unexpected(scanned.error());
  if (!outcome) return std::unexpected(outcome.error());
  AuditTotals out = std::move(all.out);
  std::ranges::sort(out.programmes, {},
                    [](const AuditTotals::Programme& p) -> const std::string& { return p.id; });
  MoneyTotals all_kinds;  // a control sum that nobody is shown
  for (AuditTotals::Programme& programme : out.programmes) {
    const ProgrammeValue& value = programme.value;
    programme.in_notice = all.in_notice[programme.id];
    if (auto good = reconcile(programme, all.lines[programme.id]); !good)
      return std::unexpected(good.error());
    for (MoneyTotals* sum :
         {&all_kinds, &out.by_kind[value.kind], &out.by_fiscal_year[{value.fiscal_year, value.kind}],
          &out.by_lead_department[{value.lead_department, value.kind}],
          &out.by_finance_department[{value.finance_department, value.kind}]})
      if (auto good = add_to(*sum, programme); !good) return std::unexpected(good.error());
  }
  for (const auto& [id, sums] : all.lines)
    if (std::ranges::none_of(out.programmes, [&](const AuditTotals::Programme& p) { return p.id == id; }))
      return fail(Code::not_verified, id + ": award lines of no programme");
  if (all.enterprises.awarded != all.identified)
    return differ("all enterprises", "awarded", all.enterprises.awarded, "identified award lines",
                  all.identified);
  if (all.enterprises.paid != all_kinds.paid)
    return differ("all enterprises", "paid", all.enterprises.paid, "programmes", all_kinds.paid);
  if (all.enterprises.recovered != all_kinds.recovered)
    return differ("all enterprises", "recovered", all.enterprises.recovered, "programmes",
                  all_kinds.recovered);
  for (const auto& [kind, sum] : out.by_kind) {
    const Sums& held = all.by_kind[kind];
    if (held.paid != sum.paid || held.recovered != sum.recovered)
      return differ("all enterprises, " + std::string(name_of(kind)), "paid", held.paid, "programmes",
                    sum.paid);
  }
  return out;
}

}  // namespace credence
