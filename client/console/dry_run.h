// SPDX-License-Identifier: Apache-2.0
// --dry-run of commands that sign: what would become of what they would sign.
#pragma once

#include "client/console/submit_each.h"
#include "client/dry_run.h"

namespace credence {

/// Who would sign.
struct WouldSign {
  KeyId maker;
  std::vector<KeyId> others;
};
/// The keys that --key and --checker name; neither is opened.
[[nodiscard]] Outcome<WouldSign> would_sign(Cli& cli);
/// "http://127.0.0.1:7101 says so after block 12, and nothing proves it; nothing was signed or sent".
[[nodiscard]] std::string said_by(const Cli& cli, const std::string& node, Height height);

/// Why it would be refused: as a whole, or for its first bad line.
[[nodiscard]] std::optional<Error> first_refusal(const DryRunAnswer::Tried& tried);

/// Asks a node what would become of them and prints it. The exit code is that of the first that would be
/// refused.
[[nodiscard]] int try_steps(Cli& cli, const std::vector<Step>& steps);

}  // namespace credence
