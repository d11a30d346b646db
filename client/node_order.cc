// SPDX-License-Identifier: Apache-2.0
#include "client/node_order.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "client/base/hint_file.h"
#include "client/base/json_text.h"
#include "client/base/now.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr HintFile kSlowNodes{"credence-slow-nodes-1", "nodes"};
constexpr std::size_t kSlowNodesMax = 256;

bool lately(std::uint64_t when, std::uint64_t now) { return when <= now && now - when < kSlowForMs; }

}  // namespace

fs::path slow_nodes_file() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  const char* const home = std::getenv("HOME");
  fs::path folder;
  if (cache != nullptr && *cache == '/')
    folder = cache;
  else if (home != nullptr && *home == '/')
    folder = fs::path(home) / ".cache";
  return folder.empty() ? folder : folder / "credence" / "slow-nodes.json";
}

NodeOrder::NodeOrder(std::vector<std::string> urls, std::optional<std::size_t> first, fs::path file)
    : urls_(std::move(urls)), file_(std::move(file)) {
  if (!urls_.empty()) first_ = (first ? *first : std::random_device()()) % urls_.size();
  slow_ = read();
}

std::vector<std::size_t> NodeOrder::order() const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t now = now_ms();
  std::vector<std::size_t> out(urls_.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (first_ + i) % out.size();
  std::ranges::stable_partition(out, [&](std::size_t node) {
    const auto at = slow_.find(urls_[node]);
    return at == slow_.end() || !lately(at->second, now);
  });
  return out;
}

void NodeOrder::answered(std::size_t node) {
  const std::lock_guard lock(mutex_);
  first_ = node;
  if (slow_.erase(urls_[node]) > 0) write(urls_[node], std::nullopt);
}

void NodeOrder::was_slow(std::size_t node) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t now = now_ms();
  const auto [at, fresh] = slow_.insert_or_assign(urls_[node], now);
  write(at->first, now);
}

NodeOrder::Slow NodeOrder::read() const {
  Slow out;
  const json::object nodes = kSlowNodes.read(file_);
  for (const auto& member : nodes) {
    const auto when = number_member(nodes, member.key());
    if (when && lately(*when, now_ms()) && out.size() < kSlowNodesMax) out.emplace(member.key(), *when);
  }
  return out;
}

void NodeOrder::write(const std::string& url, std::optional<std::uint64_t> when) const {
  if (file_.empty()) return;
  Slow all = read();  // another program may have written meanwhile
  if (when)
    all.insert_or_assign(url, *when);
  else
    all.erase(url);
  json::object nodes;
  for (const auto& [node, since] : all) nodes[node] = since;
  kSlowNodes.keep(file_, std::move(nodes));
}

}  // namespace credence
