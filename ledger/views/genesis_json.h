// SPDX-License-Identifier: Apache-2.0
// genesis.json, the form that people read. Strict both ways: every member must be there and no other may be,
// so that a misspelt member is an error and not a silent default.
#pragma once

#include "ledger/domain/genesis.h"

namespace credence {

/// `bad_genesis` names the member that is missing, unknown or wrong, or says that there are more than
/// kGenesisBytesMax bytes.
[[nodiscard]] Result<Genesis> genesis_from_json(std::string_view json);
[[nodiscard]] std::string genesis_to_json(const Genesis& genesis);

}  // namespace credence
