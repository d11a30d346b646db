// SPDX-License-Identifier: Apache-2.0
// What awards come to as they stand: how many count, what of them is only in public notice, for how many persons. What
// the ledger's totals do not hold is folded from complete histories, so that every command says the same.
#pragma once

#include <map>
#include <span>

#include "client/console/console.h"

namespace credence {

/// Of awards of one kind. An award of which nothing was paid, and all was released, counts no more.
struct Support {
  std::uint64_t awards = 0, ended = 0;  // that count; that were released whole
  Fen in_notice = 0;                    // of what is awarded: in public notice, or never confirmed
  std::uint64_t awards_in_notice = 0;
  std::uint64_t persons = 0;  // of talent subsidies that count

  void add(const Award& award);
};
[[nodiscard]] Support support_of(std::span<const Award> awards);

/// Of an enterprise, by kind, as its own history says.
[[nodiscard]] Outcome<std::map<ProgrammeKind, Support>> support_of(Client& client, const Uscc& code,
                                                                   const ReadOptions& as_of);

/// ", of it in public notice 5.00 CNY in 1 award"; nothing where there is none.
[[nodiscard]] std::string notice_text(const Cli& cli, const Support& support);
/// "supported persons 12"; nothing where none are told.
[[nodiscard]] std::string persons_text(const Cli& cli, const Support& support);
[[nodiscard]] boost::json::object support_json(const Support& support);

}  // namespace credence
