// SPDX-License-Identifier: Apache-2.0
// Amounts in words, as documents write them beside figures: 叁拾伍万元整, 人民币壹仟贰佰元零伍分.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/domain/types.h"

namespace credence {

/// Exact in fen; nothing for a text that is no amount in words, or one of which the unit is not said.
[[nodiscard]] std::optional<Fen> read_capitals(std::string_view text);

}  // namespace credence
