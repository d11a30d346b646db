// SPDX-License-Identifier: Apache-2.0
// Runs the programs that make and change a network (ip, nft, tc).
#pragma once

#include <string>
#include <vector>

namespace credence::testing {

struct CommandResult {
  int status = 0;      // exit code; 127 if the program is not there
  std::string output;  // standard output and standard error, at most 4 KiB
};

/// Runs a program of PATH to its end, with `input` on its standard input.
[[nodiscard]] CommandResult try_command(const std::vector<std::string>& words, const std::string& input = {});
/// The same; throws std::runtime_error with the words and what it printed unless it succeeds.
void run_command(const std::vector<std::string>& words, const std::string& input = {});

}  // namespace credence::testing
