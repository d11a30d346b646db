// SPDX-License-Identifier: Apache-2.0
// What a chain's state says of money, summed three ways that must agree: the programmes' own totals, the
// award lines, and the enterprises' totals.
#pragma once

#include <map>
#include <string>

#include "ledger/domain/programme.h"
#include "ledger/store/ledger.h"
#include "ledger/tree/key_value.h"

namespace credence {

struct MoneyTotals {
  std::uint64_t programmes = 0, awards = 0, payments = 0;
  Fen budget = 0, awarded = 0, paid = 0, recovered = 0;  // awarded: without what was released again
  Fen in_notice = 0;  // of what is awarded: in public notice, or never confirmed
};

struct AuditTotals {
  struct Programme {
    Id id;
    ProgrammeValue value;
    Fen in_notice = 0;
  };
  std::vector<Programme> programmes;  // by id
  // Kinds of programmes are never added: a grant, an investment and a relief make no sum.
  template <class Key>
  using ByKind = std::map<std::pair<Key, ProgrammeKind>, MoneyTotals>;
  ByKind<std::uint16_t> by_fiscal_year;
  ByKind<std::string> by_lead_department, by_finance_department;
  std::map<ProgrammeKind, MoneyTotals> by_kind;
  std::map<std::string, DepartmentValue> departments;
  std::uint64_t enterprises = 0, holders = 0, qualifications = 0, revoked_qualifications = 0,
                state_entries = 0;
};

/// Reads every entry of the state held by `store`. `not_verified` names the programme and both numbers.
[[nodiscard]] Result<AuditTotals> audit_totals(const KeyReader& store);

}  // namespace credence
