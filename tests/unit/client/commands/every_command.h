// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "client/console/app.h"

namespace credence::testing {

/// Every command below this one, itself first, as they were declared.
inline std::vector<const Command*> every_command(const Command& program) {
  std::vector<const Command*> out;
  const std::function<void(const Command&)> visit = [&](const Command& at) {
    out.push_back(&at);
    for (const Command& below : at.commands()) visit(below);
  };
  visit(program);
  return out;
}

}  // namespace credence::testing
