// SPDX-License-Identifier: Apache-2.0
// The node processes of a network on this machine: start, stop, ask. A node runs on after the command has
// ended.
//
// node.pid holds "PID START": the process id and its start time in clock ticks since boot (/proc/PID/stat,
// field 22). A process is ours only if both agree and its program is credenced; nothing else is ever
// signalled.
#pragma once

#include <sys/types.h>

#include <functional>

#include "client/network.h"

namespace credence {

struct NodeProcess {
  pid_t pid = 0;
  std::uint64_t start = 0;
};

/// The process that node.pid names, if it runs and is ours.
[[nodiscard]] std::optional<NodeProcess> running_node(const NetworkNode& node);

/// credenced beside this program, else on PATH, else `process_failed`.
[[nodiscard]] Outcome<std::filesystem::path> find_credenced();

struct UpOptions {
  std::filesystem::path program;       // credenced
  std::uint64_t deadline_ms = 60'000;  // 0: it waits for none of them
  std::vector<std::string> only;       // names of nodes; empty: all
  std::function<bool()> stopped;       // Ctrl-C
  /// Told once of each node that takes longer than two seconds, with what it says.
  std::function<void(const NetworkNode&, const Error&)> waiting = {};
};
/// Starts those that do not run, detached, with node.log; then waits until each is healthy. `process_failed`
/// with the end of the log of a node that died; the reason that a node gives for not being healthy in time.
/// One that was rebuilt and holds its votes back is healthy.
///
/// `ledgers_gone`, and nothing is started, where DIR/started says that all ran before and none of them has a
/// ledger any more: they would begin another chain under the old id. Only where all nodes are of this machine:
/// elsewhere the others hold the chain.
[[nodiscard]] Outcome<std::size_t> nodes_up(const Network& network, const UpOptions& options);

/// SIGTERM, then a bounded wait, then SIGKILL to the same process only. Gives how many were stopped.
[[nodiscard]] Outcome<std::size_t> nodes_down(const Network& network, const std::vector<std::string>& only,
                                              std::uint64_t patience_ms = 15'000);

/// What a node says of its health, or why it cannot be asked.
struct NodeHealth {
  bool ready = false;  // to be asked; there may be something to know all the same
  Error why{Code::ok, {}};
  [[nodiscard]] std::string code() const {
    return ready && why.code == Code::ok ? "ok" : std::string(info(why.code).name);
  }
};
[[nodiscard]] NodeHealth health_of(const NetworkNode& node, std::uint64_t timeout_ms);

}  // namespace credence
