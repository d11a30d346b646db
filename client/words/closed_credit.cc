// SPDX-License-Identifier: Apache-2.0
#include "client/words/closed_credit.h"

#include <boost/json.hpp>

#include "ledger/views/json.h"

namespace credence {

void ClosedCredit::note(const Fact& fact) {
  if (const auto* const withdrawn = std::get_if<CreditWithdrawn>(&fact))
    closed_.insert(withdrawn->withdrawal.entry);
  if (const auto* const decided = std::get_if<CreditRepairDecided>(&fact);
      decided != nullptr && decided->decision.granted)
    closed_.insert(decided->decision.entry);
}

bool ClosedCredit::hides(const Fact& fact) const {
  const auto* const recorded = std::get_if<CreditRecorded>(&fact);
  return recorded != nullptr && closed_.contains(recorded->entry);
}

FactText ClosedCredit::words(const Fact& fact, Language language) const {
  FactText out = describe(fact, language);
  if (!hides(fact)) return out;
  out.about.clear();
  out.detail = Words{"closed: not shown any more", "已关闭，不再展示"}.in(language);
  return out;
}

boost::json::object ClosedCredit::json(const HistoryEntry& entry) const {
  boost::json::object out = to_json(entry);
  if (hides(entry.fact)) out["fact"] = boost::json::object{{"closed", true}};
  return out;
}

}  // namespace credence
