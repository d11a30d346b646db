// SPDX-License-Identifier: Apache-2.0
// What credenced is told on its command line, in the language of who reads it.
#pragma once

#include <optional>
#include <string>

namespace credence::node {

struct CommandLine {
  std::string config_path;
  bool check_only = false, scrub_only = false, repair = false;
};

/// Reads it. With --help, --version or a mistake everything is said, `exit_code` is what the process ends with,
/// and there is nothing to run.
[[nodiscard]] std::optional<CommandLine> read_command_line(int argc, char** argv, int& exit_code);

}  // namespace credence::node
