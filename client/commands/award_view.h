// SPDX-License-Identifier: Apache-2.0
// A programme with every award, now or in the past: proved to be all of them, folded from its history.
#pragma once

#include "client/console/console.h"

namespace credence {

struct AwardListOptions {
  bool awards = false;  // each award, not the totals alone
  std::string as_of;
};

/// Prints it; the exit code.
[[nodiscard]] int show_award_list(Cli& cli, const std::string& id, const AwardListOptions& options);

}  // namespace credence
