// SPDX-License-Identifier: Apache-2.0
// The program credence beside the test's folder.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/support/described.h"

namespace credence::testing {

struct Ran {
  int exit = -1;
  std::string output;  // both streams
};

[[nodiscard]] inline std::string credence_program() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "credence").string();
}

/// credence ARGUMENTS; no network but the one that is given. `environment`: "NAME=VALUE" that the program has
/// beside. With --json what it prints must be as it is described.
inline Ran run_program(const std::string& arguments, const std::string& environment = {}) {
  Ran out;
  // No memory of slow nodes beyond one program.
  FILE* const pipe =
      popen(("</dev/null env -u CREDENCE_DATA -u CREDENCE_LANG LC_ALL=C XDG_CACHE_HOME=/dev/null " +
             environment + " " + credence_program() + " " + arguments + " 2>&1")
                .c_str(),
            "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    out.output.append(buffer.data(), n);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) out.exit = WEXITSTATUS(status);
  if ((" " + arguments + " ").contains(" --json ")) {
    EXPECT_EQ(Described::faults(arguments, out.output), "") << "credence " << arguments << "\n" << out.output;
  }
  return out;
}

/// What a terminal showed, line by line; what grew in place as it was each time.
inline std::string lines_of_terminal(std::string output) {
  for (std::size_t at = 0; (at = output.find("\r\n", at)) != std::string::npos;) output.erase(at, 1);
  std::ranges::replace(output, '\r', '\n');
  return output;
}

}  // namespace credence::testing
