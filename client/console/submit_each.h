// SPDX-License-Identifier: Apache-2.0
// Several actions, each signed and sent for itself, with one account of all of them.
#pragma once

#include "client/console/console.h"

namespace credence {

struct Step {
  Action action;
  std::string what;  // it is about: "record awards: puhui-2022/b1, 151 lines"
  std::size_t lines = 0;
  std::optional<Fen> amount = 0;                  // nothing: it is no part of a sum
  std::optional<Failure> refused = std::nullopt;  // known to be refused: told, and not signed
};
/// Sends one after the other with --key and --checker. What the ledger refuses does not keep back the others;
/// where nobody answers the rest is not sent. Prints what became of each, and the sum of what was done:
/// "approved: 11 of 12, 151 lines, …". The exit code is that of the first failure.
[[nodiscard]] int submit_each(Cli& cli, const std::vector<Step>& steps, Words done);

}  // namespace credence
