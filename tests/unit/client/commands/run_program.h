// SPDX-License-Identifier: Apache-2.0
// The program credence beside the test's folder.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

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
  FILE* const pipe = popen(("env -u CREDENCE_DATA -u CREDENCE_LANG LC_ALL=C XDG_CACHE_HOME=/dev/null " +
                            environment + " " + credence_program() + " " + arguments + " 2>&1 </dev/null")
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

}  // namespace credence::testing
