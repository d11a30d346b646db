// SPDX-License-Identifier: Apache-2.0
// Which node is asked first, which next. A random one begins, so that the load of many short programs is
// spread; a node that proved an answer is asked first from then on; one that was slow lately is asked last,
// also by the next program on this machine.
//
//   FILE  {"format": "credence-slow-nodes-1", "nodes": {"http://10.0.0.7:7101": 1764000000000, …}}
//         when it was slow, in ms since 1970
//
// The file is a hint and no more: it may be absent, damaged or not writable.
// Thread-safety: all members, from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace credence {

inline constexpr std::uint64_t kSlowForMs = std::uint64_t{10} * 60 * 1000;  // then it is forgotten

/// Where programs of one user remember slow nodes: in XDG_CACHE_HOME, else HOME/.cache; empty if there is
/// neither.
[[nodiscard]] std::filesystem::path slow_nodes_file();

class NodeOrder {
 public:
  /// `first`: asked first; none: a random one. An empty `file`: nothing is remembered beyond this object.
  NodeOrder(std::vector<std::string> urls, std::optional<std::size_t> first, std::filesystem::path file);

  /// Every node once.
  [[nodiscard]] std::vector<std::size_t> order() const;
  /// It proved an answer in good time.
  void answered(std::size_t node);
  /// Another one that was asked later had to answer for it.
  void was_slow(std::size_t node);

 private:
  using Slow = std::map<std::string, std::uint64_t>;
  [[nodiscard]] Slow read() const;
  void write(const std::string& url, std::optional<std::uint64_t> when) const;

  const std::vector<std::string> urls_;
  const std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::size_t first_ = 0;
  Slow slow_;
};

}  // namespace credence
