// SPDX-License-Identifier: Apache-2.0
// check_action: what can be said of an action without the state.
#include "ledger/domain/check.h"

namespace credence {

Result<void> check_action(const Action& action, const CodeExcepted& excepted) {
  const checks::CodeCheck code(excepted);
  return std::visit([&code](const auto& body) { return checks::check(body, code); }, action);
}

}  // namespace credence
