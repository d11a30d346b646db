// check_action: what can be said of an action without the state.
#include "ledger/domain/check.h"

namespace credence {

Result<void> check_action(const Action& action) {
  return std::visit([](const auto& body) { return checks::check(body); }, action);
}

}  // namespace credence
