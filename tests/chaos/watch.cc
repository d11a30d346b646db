// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/watch.h"

#include "client/client.h"

#include <boost/json/parse.hpp>

namespace credence::testing {

Watch::Watch(const Cluster& cluster) : cluster_(cluster), nodes_(cluster.size()) {
  for (std::size_t i = 0; i < cluster.size(); ++i) threads_.emplace_back([this, i] { look(i); });
}

Watch::~Watch() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
}

void Watch::look(std::size_t node) {
  const auto client = cluster_.client_of(node);
  while (!stop_) {
    const auto text = client->unproved_status_of(0, 1'000);
    Node now;
    if (text) {
      const auto status = boost::json::parse(*text).as_object();
      now = {true, status.at("recovering").as_bool(), status.at("certified").to_number<Height>(),
             status.at("view").to_number<std::uint64_t>()};
    }
    {
      const std::lock_guard lock(mutex_);
      if (!now.answers) now.certified = nodes_[node].certified;
      nodes_[node] = now;
      if (now.certified > certified_) {
        certified_ = now.certified;
        steps_.push_back({std::chrono::steady_clock::now(), now.certified});
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // between two looks
  }
}

std::vector<Watch::Node> Watch::nodes() const {
  const std::lock_guard lock(mutex_);
  return nodes_;
}

std::uint64_t Watch::view() const {
  std::uint64_t out = 0;
  for (const Node& node : nodes())
    if (node.answers) out = std::max(out, node.view);
  return out;
}

Watch::Tally Watch::between(Moment from, Moment to) const {
  const std::lock_guard lock(mutex_);
  Tally out;
  Moment last = from;
  Height before = 0, after = 0;
  const auto pause_until = [&](Moment at) {
    out.longest_pause =
        std::max(out.longest_pause, std::chrono::duration_cast<std::chrono::milliseconds>(at - last));
    last = at;
  };
  for (const Step& step : steps_) {
    if (step.at < from) before = after = step.height;
    if (step.at < from || step.at > to) continue;
    pause_until(step.at);
    after = step.height;
  }
  pause_until(to);
  out.blocks = after - before;
  return out;
}

}  // namespace credence::testing
