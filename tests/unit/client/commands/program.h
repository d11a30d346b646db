// SPDX-License-Identifier: Apache-2.0
// The program credence, run on a fake network.
#pragma once

#include <regex>

#include "keys/key_file.h"
#include "ledger/views/genesis_json.h"
#include "tests/unit/client/commands/run_program.h"
#include "tests/unit/client/fake_node.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {

/// English words of a Chinese text, but for quotations, options, paths and commands; empty: there are none.
inline std::string english_in(std::string text) {
  text = std::regex_replace(
      text, std::regex("\"[^\"]*\"|'[^']*'|“[^”]*”|--[a-z-]+|/[^ \n]+|credence( [a-z]+)+"), "");
  std::smatch found;
  return std::regex_search(text, found, std::regex("[a-z]{2,} [a-z]{2,} [a-z]{2,}")) ? found.str() : "";
}

/// A fake network with a folder of its own: genesis.json, and what a test writes.
class ProgramOnNetwork {
 public:
  explicit ProgramOnNetwork(Genesis genesis = world::genesis()) : net(1, genesis) {
    write_bytes(scratch / "genesis.json", genesis_to_json(genesis));
  }
  [[nodiscard]] Ran run(const std::string& arguments, const std::string& environment = {}) const {
    std::string command =
        "--data " + scratch.path().string() + " --genesis " + (scratch / "genesis.json").string();
    for (const NetworkNode& node : net.network().nodes)
      command += " --node http://" + node.api.host + ":" + node.api.port;
    net.fence();
    Ran out = run_program(command + " --timeout " + std::to_string(timeout_s) + " " + arguments, environment);
    net.fence();
    return out;
  }
  /// On a terminal of 80 columns.
  [[nodiscard]] Ran run_at_80(const std::string& arguments) const {
    Ran out = run(arguments + "\" /dev/null", "script -qec \"stty cols 80; ");
    out.output = lines_of_terminal(out.output);
    return out;
  }
  /// Key files in the folder, and their passphrase.
  void keep_keys(std::initializer_list<std::pair<const char*, const SecretKey*>> keys) const {
    namespace fs = std::filesystem;
    fs::create_directory(path("keys"));
    write_bytes(path("passphrase"), "p\n");
    fs::permissions(path("passphrase"), fs::perms::owner_read | fs::perms::owner_write);
    for (const auto& [name, key] : keys)
      write_bytes(path("keys/" + std::string(name) + ".json"), seal_key(*key, "p", true).value());
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (scratch / name).string(); }
  [[nodiscard]] std::string anchor() const { return " --anchor " + path("genesis.json"); }
  unsigned timeout_s = 20;
  ScratchFolder scratch;
  FakeNetwork net;
};

}  // namespace credence::testing
