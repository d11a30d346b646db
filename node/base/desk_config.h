// SPDX-License-Identifier: Apache-2.0
// [desk] of node.toml: the work desk that a department's node serves its own people (node/desk). No other box
// needs it, so it stands apart from NodeConfig; `parse_config` has checked it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence::node {

struct DeskConfig {
  std::string program;  // that does the work; empty: credence, beside this one
  std::vector<std::string> allow = {"127.0.0.0/8", "::1"};  // whom it serves: addresses and networks
  std::size_t at_once = 2;  // lists that are read, and proofs that are printed
};

/// As `parse_config`; nothing: this node serves no desk.
[[nodiscard]] Result<std::optional<DeskConfig>> parse_desk_config(std::string_view toml,
                                                                  const std::string& directory);
[[nodiscard]] Result<std::optional<DeskConfig>> read_desk_config(const std::string& path);

}  // namespace credence::node
