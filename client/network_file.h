// SPDX-License-Identifier: Apache-2.0
// What is said of a genesis.json or a network.json that cannot be used.
#pragma once

#include <filesystem>
#include <string_view>

#include "ledger/primitives/error.h"

namespace credence {

/// `bad_network_file` with the file and what is wrong with it: nothing in it, a mark that an editor put before the text,
/// else what its reader says. Nobody mends such a file: a fresh copy is needed.
[[nodiscard]] Error bad_network_file(const std::filesystem::path& file, std::string_view text,
                                     const Error& why);

}  // namespace credence
