// SPDX-License-Identifier: Apache-2.0
// check_action: what can be said of an action without the state.
#include "ledger/domain/check.h"
#include "ledger/domain/features.h"

namespace credence {

Result<void> check_action(const Action& action, const CodeExcepted& excepted, bool tax_relief) {
  const checks::CodeCheck code(excepted, tax_relief);
  return std::visit([&code](const auto& body) { return checks::check(body, code); }, action);
}

Result<void> check_supported(const Action& action) {
  const auto* const proposal = std::get_if<ProposeChange>(&action);
  const auto* const enable = proposal != nullptr ? std::get_if<EnableFeature>(&proposal->change) : nullptr;
  if (enable != nullptr && !features::known(enable->feature))
    return fail(Code::unknown_feature, enable->feature);
  return {};
}

}  // namespace credence
