// SPDX-License-Identifier: Apache-2.0
// Credit entries that were repaired or withdrawn. They stay on the chain, and are shown and exported no more
// (docs/domain.md): who looks at a history sees that there was an entry, and not what it said.
#pragma once

#include <boost/json/object.hpp>
#include <set>

#include "client/words/facts.h"

namespace credence {

class ClosedCredit {
 public:
  /// An entry of a history: it may be the one that closes a credit entry.
  void note(const Fact& fact);
  void close(const CreditKey& entry) { closed_.insert(entry); }

  /// An entry in words and as JSON, as it may be shown.
  [[nodiscard]] FactText words(const Fact& fact, Language language) const;
  [[nodiscard]] boost::json::object json(const HistoryEntry& entry) const;

 private:
  [[nodiscard]] bool hides(const Fact& fact) const;
  std::set<CreditKey> closed_;
};

}  // namespace credence
