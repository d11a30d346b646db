// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/faults.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "node/base/exit_code.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kShortest{2'000};
constexpr std::uint64_t kDiskBytes = 2ull << 30;
constexpr seconds kEndDeadline{120};  // for a node that must end by itself; far beyond what it takes

constexpr std::array<std::string_view, 12> kNames = {
    "kill",      "kill-primary", "kill-all",  "stop-primary", "one-way",    "isolate",
    "isolate-f", "split",        "slow-link", "full-disk",    "clock-jump", "garbage"};
static_assert(kNames.size() == static_cast<std::size_t>(kLastFaultKind) + 1);

std::string node_text(std::size_t node) { return "node " + std::to_string(node); }
std::string node_text(const std::vector<std::size_t>& nodes) {
  std::string out;
  for (const std::size_t node : nodes) out += (out.empty() ? "" : ",") + std::to_string(node);
  return out;
}

/// Programs lie in bin, tests in bin/tests.
fs::path skewed_clock_library() {
  const fs::path self = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& folder : {self, self.parent_path()})
    if (fs::exists(folder / "libskewed_clock.so")) return folder / "libskewed_clock.so";
  throw std::runtime_error("no libskewed_clock.so beside " + self.string() +
                           ": build the target skewed_clock");
}

}  // namespace

std::string_view name_of(FaultKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::optional<FaultKind> fault_kind(std::string_view name) {
  const auto at = std::ranges::find(kNames, name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<FaultKind>(at - kNames.begin());
}

Fault draw(FaultKind kind, std::size_t nodes, milliseconds longest, std::mt19937_64& random) {
  const auto spread = static_cast<std::uint64_t>(std::max(longest - kShortest, milliseconds(0)).count());
  Fault out{kind, {}, kShortest + milliseconds(random() % (spread + 1)), random()};
  for (std::size_t i = 0; i < nodes; ++i) out.order.push_back(i);
  for (std::size_t i = nodes; i > 1; --i) std::swap(out.order[i - 1], out.order[random() % i]);
  return out;
}

FaultyCluster::FaultyCluster(std::size_t nodes) : network_(nodes) {
  fs::create_directories(clocks_);
  std::vector<Placement> placements;
  const std::string preload = "LD_PRELOAD=" + skewed_clock_library().string();
  for (std::size_t i = 0; i < nodes; ++i) {
    set_clock(i, 0);
    placements.push_back({PrivateNetwork::address(i),
                          network_.namespace_of(i),
                          {preload, "CREDENCE_CLOCK_SKEW=" + (clocks_ / std::to_string(i)).string()}});
  }
  if (const auto& reason = network_.no_partitions())
    for (const FaultKind kind :
         {FaultKind::one_way, FaultKind::isolate, FaultKind::isolate_f, FaultKind::split})
      left_out_[kind] = *reason;
  cluster_ = std::make_unique<Cluster>(std::move(placements));
  for (std::size_t i = 0; i < nodes; ++i)
    disks_.push_back(std::make_unique<SmallDisk>(cluster_->node_directory(i) / "data", kDiskBytes));
  try {
    cluster_->start_all();
  } catch (const std::exception& error) {
    throw std::runtime_error(std::string(error.what()) + ": " + cluster_->log_tail(0));
  }
}

FaultyCluster::~FaultyCluster() {
  garbage_.reset();
  cluster_->kill_all();
  std::error_code failed;
  for (std::size_t i = 0; i < cluster_->size() && keep_; ++i)  // the small disks go with this process
    fs::copy(cluster_->node_directory(i) / "data", cluster_->node_directory(i) / "data-kept",
             fs::copy_options::recursive, failed);
  disks_.clear();
}

void FaultyCluster::keep_files() {
  keep_ = true;
  cluster_->keep_files();
}

void FaultyCluster::set_clock(std::size_t node, std::int64_t by_seconds) {
  // Never cut short: a running node has it mapped.
  const int file = open((clocks_ / std::to_string(node)).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const bool written = file >= 0 && pwrite(file, &by_seconds, sizeof by_seconds, 0) == sizeof by_seconds;
  if (file >= 0) close(file);
  if (!written) throw std::runtime_error("cannot set the clock of " + node_text(node));
}

std::vector<std::size_t> FaultyCluster::ended_by_themselves() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < cluster_->size(); ++i)
    if (cluster_->running(i) && cluster_->ended(i)) out.push_back(i);
  return out;
}

void FaultyCluster::down(std::size_t node) {
  cluster_->kill(node);
  down_.insert(node);
}

void FaultyCluster::cut(const std::vector<std::size_t>& some, const std::vector<std::size_t>& others,
                        bool both_ways) {
  const auto addresses = [](const std::vector<std::size_t>& nodes) {
    std::vector<std::string> out;
    for (const std::size_t node : nodes) out.push_back(PrivateNetwork::address(node));
    return out;
  };
  for (const std::size_t node : some) network_.block(node, addresses(others));
  if (!both_ways) return;
  for (const std::size_t node : others) network_.block(node, addresses(some));
}

std::string FaultyCluster::isolate(std::size_t node) {
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < cluster_->size(); ++i)
    if (i != node) others.push_back(i);
  cut({node}, others, true);
  network_.block(node, {PrivateNetwork::own_address()});
  return node_text(node) + " from nodes and clients";
}

std::string FaultyCluster::split(const Fault& fault) {
  const auto half = fault.order.begin() + static_cast<std::ptrdiff_t>(fault.order.size() / 2);
  const std::vector<std::size_t> one(fault.order.begin(), half), other(half, fault.order.end());
  cut(one, other, true);
  quorum_left_ = false;
  return node_text(one) + " | " + node_text(other);
}

std::string FaultyCluster::fill_disk(std::size_t node) {
  const auto must_refuse = [&](const std::string& when) {
    const auto status = cluster_->wait_end(node, kEndDeadline);
    if (!status) throw std::runtime_error(node_text(node) + " goes on " + when);
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != static_cast<int>(node::NodeExit::storage_failed))
      throw std::runtime_error(node_text(node) + " ended with status " + std::to_string(*status) +
                               ", not with exit code 5, " + when + ": " + cluster_->log_tail(node));
    down_.insert(node);
  };
  disks_[node]->fill();
  full_.insert(node);
  must_refuse("with a full disk");
  cluster_->launch(node);
  must_refuse("at a start on a full disk");
  return node_text(node) + ": ended, and refused to start";
}

std::string FaultyCluster::jump(const Fault& fault) {
  static constexpr std::array<std::int64_t, 5> kSeconds = {10, 29, 60, 3'600, 86'400};
  const std::size_t node = fault.order.front();
  const std::int64_t by = kSeconds[fault.number % kSeconds.size()] * (fault.number % 2 == 0 ? 1 : -1);
  set_clock(node, by);
  wrong_.insert(node);
  const bool restart = fault.number / 2 % 2 == 0;
  if (restart) {
    cluster_->kill(node);
    cluster_->start(node);
  }
  return node_text(node) + " by " + std::to_string(by) + " s" + (restart ? ", restarted" : "");
}

std::string FaultyCluster::pour_garbage(const Fault& fault) {
  std::vector<PeerPort> targets;
  for (std::size_t i = 0; i < cluster_->size(); ++i)
    targets.push_back({PrivateNetwork::address(i), cluster_->peer_port(i)});
  garbage_ = std::make_unique<Garbage>(std::move(targets), fault.number);
  const std::size_t node = fault.order.front();
  cluster_->kill(node);
  cluster_->start(node);
  return "all peer ports; " + node_text(node) + " restarted";
}

std::string FaultyCluster::begin(const Fault& fault, const Watch& watch) {
  quorum_left_ = true;
  const std::size_t first = fault.order[0], second = fault.order[1], primary = watch.primary();
  switch (fault.kind) {
    case FaultKind::kill:
      down(first);
      return node_text(first);
    case FaultKind::kill_primary:
      down(primary);
      return node_text(primary);
    case FaultKind::kill_all: {
      cluster_->kill_all();
      for (const std::size_t node : fault.order) down_.insert(node);
      quorum_left_ = false;
      return "all nodes";
    }
    case FaultKind::stop_primary: {
      ::kill(cluster_->process(primary), SIGSTOP);
      stopped_.insert(primary);
      return node_text(primary);
    }
    case FaultKind::one_way:
      cut({first}, {second}, false);
      return node_text(first) + " does not hear " + node_text(second);
    case FaultKind::isolate:
      return isolate(first);
    case FaultKind::isolate_f: {
      std::vector<std::size_t> some, others;
      for (const std::size_t node : fault.order)
        (node != primary && some.size() < most_down() ? some : others).push_back(node);
      cut(some, others, true);
      return node_text(some) + " | " + node_text(others);
    }
    case FaultKind::split:
      return split(fault);
    case FaultKind::slow_link: {
      const LinkSpeed speed{milliseconds(50 + fault.number % 250), milliseconds(fault.number % 40),
                            64'000 + fault.number % 200'000};
      network_.slow_down(first, speed);
      slow_.insert(first);
      return node_text(first) + ": " + std::to_string(speed.delay.count()) + " ± " +
             std::to_string(speed.jitter.count()) + " ms, " + std::to_string(speed.bytes_per_second / 1'000) +
             " kB/s";
    }
    case FaultKind::full_disk:
      return fill_disk(first);
    case FaultKind::clock_jump:
      return jump(fault);
    case FaultKind::garbage:
      return pour_garbage(fault);
  }
  return {};
}

void FaultyCluster::undo() {
  for (const std::size_t node : std::exchange(stopped_, {})) ::kill(cluster_->process(node), SIGCONT);
  if (!network_.no_partitions()) network_.unblock_all();
  for (const std::size_t node : std::exchange(slow_, {})) network_.speed_up(node);
  for (const std::size_t node : std::exchange(full_, {})) disks_[node]->make_room();
  for (const std::size_t node : std::exchange(wrong_, {})) set_clock(node, 0);
  garbage_.reset();
  const auto down = std::exchange(down_, {});
  for (const std::size_t node : down) cluster_->launch(node);
  for (const std::size_t node : down) cluster_->wait_answering(node);
  quorum_left_ = true;
}

}  // namespace credence::testing
