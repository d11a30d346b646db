// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/private_network.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "tests/chaos/command.h"
#include "tests/chaos/slow_link.h"

namespace credence::testing {
namespace {

constexpr const char* kBridge = "credence";
constexpr const char* kRules =
    "add table inet chaos\n"
    "add set inet chaos blocked { type ipv4_addr; }\n"
    "add chain inet chaos in { type filter hook input priority 0; }\n"
    "add rule inet chaos in ip saddr @blocked drop\n";

std::string error_text(const std::string& what) { return what + ": " + std::strerror(errno); }

/// Root of this user's own: what it mounts and makes is seen by nobody else.
std::optional<std::string> become_root() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER) != 0) return error_text("neither root nor a user namespace");
  const auto write_line = [](const char* path, const std::string& line) {
    return static_cast<bool>(std::ofstream(path) << line << std::flush);
  };
  if (!write_line("/proc/self/setgroups", "deny") ||
      !write_line("/proc/self/uid_map", "0 " + std::to_string(user) + " 1") ||
      !write_line("/proc/self/gid_map", "0 " + std::to_string(group) + " 1"))
    return error_text("no user in the user namespace");
  return std::nullopt;
}

std::string interface_of(std::size_t node) { return "v" + std::to_string(node); }
std::string namespace_name(std::size_t node) { return "n" + std::to_string(node); }

void rules_of(std::size_t node, const std::string& input) {
  run_command({"ip", "netns", "exec", namespace_name(node), "nft", "-f", "-"}, input);
}

}  // namespace

std::optional<std::string> enter_private_namespaces() {
  if (geteuid() != 0)
    if (auto cannot = become_root()) return cannot;
  if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
    return error_text("no network and mount namespaces (root is needed)");
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return error_text("mounts cannot be made private");
  // `ip netns` keeps its names in /run/netns, libfaketime its shared memory in /dev/shm: both are empty here,
  // and go with us.
  if (mount("credence", "/run", "tmpfs", 0, "size=1m") != 0 || mkdir("/run/netns", 0755) != 0 ||
      mount("credence", "/dev/shm", "tmpfs", 0, "size=64m") != 0)
    return error_text("a tmpfs cannot be mounted");
  if (const auto up = try_command({"ip", "link", "set", "lo", "up"}); up.status != 0)
    return "ip: " + up.output;
  return std::nullopt;
}

PrivateNetwork::PrivateNetwork(std::size_t nodes) : slow_(nodes) {
  run_command({"ip", "link", "add", kBridge, "type", "bridge"});
  run_command({"ip", "address", "add", own_address() + "/24", "dev", kBridge});
  for (std::size_t i = 0; i < kStrangers; ++i)
    run_command({"ip", "address", "add", stranger_address(i) + "/24", "dev", kBridge});
  run_command({"ip", "link", "set", kBridge, "up"});
  for (std::size_t i = 0; i < nodes; ++i) {
    const std::string name = namespace_name(i), link = interface_of(i);
    run_command({"ip", "netns", "add", name});
    run_command({"ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name});
    run_command({"ip", "link", "set", link, "master", kBridge, "up"});
    run_command({"ip", "-n", name, "address", "add", address(i) + "/24", "dev", "eth0"});
    run_command({"ip", "-n", name, "link", "set", "lo", "up"});
    run_command({"ip", "-n", name, "link", "set", "eth0", "up"});
    namespaces_.push_back(open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC));
    if (namespaces_.back() < 0) throw std::runtime_error(error_text("/run/netns/" + name));
    const auto rules = try_command({"ip", "netns", "exec", name, "nft", "-f", "-"}, kRules);
    if (rules.status != 0) no_partitions_ = "nftables: " + rules.output;
  }
  netem_ =
      try_command({"tc", "qdisc", "add", "dev", interface_of(0), "root", "netem", "delay", "1ms"}).status ==
      0;
  if (netem_) run_command({"tc", "qdisc", "del", "dev", interface_of(0), "root"});
}

PrivateNetwork::~PrivateNetwork() {
  for (const int file : namespaces_) close(file);
}

void PrivateNetwork::block(std::size_t to, const std::vector<std::string>& from) {
  if (from.empty()) return;
  std::string list;
  for (const std::string& one : from) list += (list.empty() ? "" : ", ") + one;
  rules_of(to, "add element inet chaos blocked { " + list + " }\n");
}

void PrivateNetwork::unblock_all() {
  for (std::size_t i = 0; i < namespaces_.size(); ++i) rules_of(i, "flush set inet chaos blocked\n");
}

void PrivateNetwork::slow_down(std::size_t node, LinkSpeed speed) {
  speed_up(node);
  const std::string link = interface_of(node);
  if (!netem_) {
    slow_.at(node) = std::make_unique<SlowLink>(link, kBridge, speed);
    return;
  }
  // Towards the node at the bridge's end, from it at its own.
  for (const std::vector<std::string>& at :
       std::array<std::vector<std::string>, 2>{{{"tc"}, {"tc", "-n", namespace_name(node)}}}) {
    std::vector<std::string> words = at;
    const std::string device = at.size() == 1 ? link : "eth0";
    words.insert(words.end(),
                 {"qdisc", "add", "dev", device, "root", "netem", "delay",
                  std::to_string(speed.delay.count()) + "ms", std::to_string(speed.jitter.count()) + "ms",
                  "rate", std::to_string(speed.bytes_per_second * 8) + "bit"});
    run_command(words);
  }
}

void PrivateNetwork::speed_up(std::size_t node) {
  slow_.at(node).reset();
  if (!netem_) return;
  (void)try_command({"tc", "qdisc", "del", "dev", interface_of(node), "root"});
  (void)try_command({"tc", "-n", namespace_name(node), "qdisc", "del", "dev", "eth0", "root"});
}

}  // namespace credence::testing
