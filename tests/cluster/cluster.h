// SPDX-License-Identifier: Apache-2.0
// Real processes: a network of `credenced` on loopback in a directory of its own, started, killed, wiped and
// compared by a test.
//
// Only processes that this class started are ever signalled, by their ids. Everything that waits has a
// deadline and says what it waited for. On a failure the directory with all logs is kept and named.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "client/network.h"

namespace credence {

class Client;
struct ClientOptions;
struct Catalogue;
struct EnterpriseLine;

}  // namespace credence

namespace credence::testing {

/// What a success holds; a failure is thrown as std::runtime_error, after what was asked for.
template <class T>
T must(Outcome<T> outcome, std::string_view what = {}) {
  if (!outcome)
    throw std::runtime_error(std::string(what) + (what.empty() ? "" : ": ") +
                             outcome.error().error.text_en());
  return *std::move(outcome);
}

/// Where a node runs, if not on loopback beside the test.
struct Placement {
  std::string host;
  int network_namespace = -1;            // an open file of /run/netns; -1: this process' own
  std::vector<std::string> environment;  // "NAME=value", beside what is inherited
};

class Cluster {
 public:
  /// Makes the files of `validators` nodes, and of observers behind them; starts nothing. Throws
  /// std::runtime_error on a failure, as all members do.
  explicit Cluster(std::size_t validators = 4, std::size_t observers = 0)
      : Cluster(std::vector<Placement>(validators + observers, Placement{"127.0.0.1", -1, {}}), observers) {}
  explicit Cluster(std::vector<Placement> placements, std::size_t observers = 0);
  ~Cluster();
  Cluster(const Cluster&) = delete;

  [[nodiscard]] std::size_t size() const { return network_.nodes.size(); }
  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::filesystem::path node_directory(std::size_t node) const {
    return network_.nodes.at(node).directory;
  }

  /// The program of a node from its next start on: a path below the folder of programs.
  void use(std::size_t node, std::string program) { programs_.at(node) = std::move(program); }
  void start(std::size_t node);
  void start_all();
  /// kill -9, and waits for the end.
  void kill(std::size_t node);
  void kill_all();
  /// Kills the node if it still runs, and reaps it if it ended by itself.
  void forget(std::size_t node);
  /// Whether a node that was started has ended by itself. It is not reaped: `forget` or `wait_end` does that.
  [[nodiscard]] bool ended(std::size_t node) const;
  /// Waits until a node ends by itself, and reaps it; its exit status, or nothing if it still runs after
  /// `deadline`.
  [[nodiscard]] std::optional<int> wait_end(std::size_t node, std::chrono::milliseconds deadline);
  /// Starts a node without waiting until it answers.
  void launch(std::size_t node);
  void wait_answering(std::size_t node) const;
  [[nodiscard]] std::uint16_t peer_port(std::size_t node) const { return peer_ports_.at(node); }
  /// SIGTERM; the exit status.
  int terminate(std::size_t node);
  [[nodiscard]] bool running(std::size_t node) const { return pids_.at(node) > 0; }
  /// The process of a running node.
  [[nodiscard]] pid_t process(std::size_t node) const { return pids_.at(node); }
  /// Runs a second `credenced` on a configuration until it ends by itself; its exit status and what it
  /// printed.
  struct Ended {
    int status = 0;
    std::string output;
  };
  [[nodiscard]] Ended run_to_end(const std::filesystem::path& node_toml) const;
  /// Runs `credence ARGUMENTS` on this network, in English unless they say otherwise, until it ends.
  [[nodiscard]] Ended credence(const std::string& arguments) const;
  /// Starts a process on a configuration outside the network; it is killed with the cluster.
  pid_t start_stranger(const std::filesystem::path& node_toml);
  /// Removes the ledger of a stopped node: everything but its key and configuration.
  void wipe(std::size_t node);

  /// A client of all nodes, or of one only.
  [[nodiscard]] std::unique_ptr<Client> client() const;
  [[nodiscard]] std::unique_ptr<Client> client_of(std::size_t node) const;
  [[nodiscard]] std::unique_ptr<Client> client_of(std::size_t node, const ClientOptions& options) const;
  /// The key of the first post of a department that has the role.
  [[nodiscard]] SecretKey key(std::string_view department, Role role) const;

  /// What a node says of itself; nothing while it does not answer.
  struct NodeStatus {
    Height height = 0, certified = 0;
    std::uint64_t view = 0;
    bool recovering = false;  // it was rebuilt, and holds its votes
  };
  [[nodiscard]] std::optional<NodeStatus> status(std::size_t node) const;
  /// Place of the node that is primary now, as a running node says.
  [[nodiscard]] std::size_t primary() const;
  /// Waits until all running nodes hold the same certified height, at least `least`; gives it.
  Height wait_level(Height least = 1) const;
  /// Every header from 1 to the common certified height is the same on all running nodes; gives the height.
  Height expect_same_headers() const;
  /// The heights up to `level` whose headers differ between running nodes, and how.
  [[nodiscard]] std::vector<std::string> header_differences(Height level) const;
  /// The last lines of a node's log.
  [[nodiscard]] std::string log_tail(std::size_t node, std::size_t bytes = 2'000) const;
  /// Leaves the directory behind, for a person to look at.
  void keep_files() { kept_ = true; }

 private:
  [[nodiscard]] pid_t spawn(const std::filesystem::path& node_toml, const std::filesystem::path& log,
                            const Placement& placement, const std::string& program = "credenced") const;
  void move_to_hosts();

  std::vector<Placement> placements_;
  std::vector<std::uint16_t> peer_ports_;
  bool kept_ = false;
  std::filesystem::path directory_;
  std::unique_ptr<const Catalogue> catalogue_;
  Network network_;
  std::vector<std::string> programs_;
  std::vector<pid_t> pids_;
  std::vector<pid_t> strangers_;
};

/// Enterprises that say in their names that they are synthetic, with valid codes; the same seed gives the
/// same ones.
[[nodiscard]] std::vector<EnterpriseLine> synthetic_enterprises(std::uint64_t seed, std::size_t count);

/// Polls until `condition` holds; throws with `what` after the deadline.
void wait_until(const std::string& what, const std::function<bool()>& condition,
                std::chrono::seconds deadline = std::chrono::seconds(60));

}  // namespace credence::testing
