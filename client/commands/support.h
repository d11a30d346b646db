// SPDX-License-Identifier: Apache-2.0
// What awards come to as they stand (client/reports/own_awards.h), in words and as JSON.
#pragma once

#include "client/console/console.h"
#include "client/reports/own_awards.h"

namespace credence {

/// Of an enterprise, by kind, as its own history says.
[[nodiscard]] Outcome<std::map<ProgrammeKind, Support>> support_of(Client& client, const Uscc& code,
                                                                   const ReadOptions& as_of);

/// ", of it in public notice 5.00 CNY in 1 award"; nothing where there is none.
[[nodiscard]] std::string notice_text(const Cli& cli, const Support& support);
/// "supported persons 12"; nothing where none are told.
[[nodiscard]] std::string persons_text(const Cli& cli, const Support& support);
[[nodiscard]] boost::json::object support_json(const Support& support);

}  // namespace credence
