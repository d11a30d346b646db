// SPDX-License-Identifier: Apache-2.0
// What the client needs of the node.toml of a node of this machine: where its ledger and its certificate are.
// credenced reads and judges the whole file (node/base/config.h).
#pragma once

#include <optional>

#include "client/network.h"

namespace credence {

struct NodeSettings {
  std::filesystem::path data_dir, tls_certificate;  // the second may be empty
};
/// Of a node with a directory here. Where the file cannot be read, what `network init` writes into it.
[[nodiscard]] NodeSettings settings_of(const NetworkNode& node);

/// Whether anything of a ledger is in the node's data directory.
[[nodiscard]] bool has_ledger(const NetworkNode& node);

/// Until when the first certificate of a PEM file is valid, in milliseconds since 1970; nothing if there is none.
[[nodiscard]] std::optional<std::int64_t> certificate_end_ms(const std::filesystem::path& file);

}  // namespace credence
