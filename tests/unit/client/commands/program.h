// SPDX-License-Identifier: Apache-2.0
// The program credence beside the test's folder, run on a fake network.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "ledger/views/genesis_json.h"
#include "tests/unit/client/fake_node.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {

struct Ran {
  int exit = -1;
  std::string output;  // both streams
};

/// credence ARGUMENTS; no network but the one that is given. `environment`: "NAME=VALUE" that the program has
/// beside.
inline Ran run_program(const std::string& arguments, const std::string& environment = {}) {
  const std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "credence";
  Ran out;
  // No memory of slow nodes beyond one program.
  FILE* const pipe = popen(("env -u CREDENCE_DATA -u CREDENCE_LANG LC_ALL=C XDG_CACHE_HOME=/dev/null " +
                            environment + " " + program.string() + " " + arguments + " 2>&1 </dev/null")
                               .c_str(),
                           "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    out.output.append(buffer.data(), n);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) out.exit = WEXITSTATUS(status);
  return out;
}

/// A fake network with a folder of its own: genesis.json, and what a test writes.
class ProgramOnNetwork {
 public:
  explicit ProgramOnNetwork(Genesis genesis = world::genesis()) : net(1, genesis) {
    write_bytes(scratch / "genesis.json", genesis_to_json(genesis));
  }
  [[nodiscard]] Ran run(const std::string& arguments) const {
    std::string command =
        "--data " + scratch.path().string() + " --genesis " + (scratch / "genesis.json").string();
    for (const NetworkNode& node : net.network().nodes)
      command += " --node http://" + node.api.host + ":" + node.api.port;
    net.fence();
    Ran out = run_program(command + " --timeout 20 " + arguments);
    net.fence();
    return out;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (scratch / name).string(); }
  [[nodiscard]] std::string anchor() const { return " --anchor " + path("genesis.json"); }
  ScratchFolder scratch;
  FakeNetwork net;
};

}  // namespace credence::testing
