// SPDX-License-Identifier: Apache-2.0
#include "tests/stranger/measures.h"

#include "client/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>

namespace credence::testing {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStatusLimit{3'000};
constexpr std::size_t kWriters = 4;

milliseconds since(Clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
}

}  // namespace

std::optional<std::string> get(std::uint16_t port, const std::string& target, const std::string& from,
                               milliseconds limit) {
  const auto until = Clock::now() + limit;
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (file < 0) return std::nullopt;
  sockaddr_in own{}, end{};
  own.sin_family = end.sin_family = AF_INET;
  end.sin_port = htons(port);
  inet_pton(AF_INET, from.c_str(), &own.sin_addr);
  inet_pton(AF_INET, "127.0.0.1", &end.sin_addr);
  (void)bind(file, reinterpret_cast<const sockaddr*>(&own), sizeof own);
  (void)connect(file, reinterpret_cast<const sockaddr*>(&end), sizeof end);
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const auto ready = [&](short what) {
    pollfd one{file, what, 0};
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    return left.count() > 0 && poll(&one, 1, static_cast<int>(left.count())) == 1;
  };
  std::string answer;
  if (ready(POLLOUT) &&
      send(file, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    char bytes[16'384];
    while (ready(POLLIN)) {
      const ssize_t got = recv(file, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      answer.append(bytes, static_cast<std::size_t>(got));
    }
  }
  close(file);
  const auto body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 200") || body == std::string::npos || Clock::now() >= until)
    return std::nullopt;
  return answer.substr(body + 4);
}

Prober::Prober(std::vector<std::uint16_t> ports)
    : ports_(std::move(ports)), thread_([this] {
        for (std::size_t i = 0; !stop_; ++i) {
          const std::uint16_t port = ports_[i % ports_.size()];
          {
            const std::lock_guard lock(mutex_);
            if (std::ranges::find(left_out_, port) != left_out_.end()) continue;
          }
          const auto begin = Clock::now();
          const bool good = get(port, "/v1/status", "127.0.0.2", kStatusLimit).has_value();
          times_.push_back(since(begin));
          failed_ += good ? 0 : 1;
          std::this_thread::sleep_for(milliseconds(10));
        }
      }) {}

void Prober::leave_out(std::uint16_t port, bool out) {
  const std::lock_guard lock(mutex_);
  if (out)
    left_out_.push_back(port);
  else
    std::erase(left_out_, port);
}

Prober::Seen Prober::end() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
  Seen out{times_.size(), failed_};
  if (times_.empty()) return out;
  std::ranges::sort(times_);
  out.p50 = times_[times_.size() / 2];
  out.p99 = times_[times_.size() * 99 / 100];
  out.longest = times_.back();
  return out;
}

Commits::Commits(const Cluster& cluster, double per_second) {
  const auto pace =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(kWriters / per_second));
  for (std::size_t i = 0; i < kWriters; ++i)
    threads_.emplace_back([this, &cluster, pace] {
      const auto client = cluster.client();
      const SecretKey key = cluster.key("gd-samr", Role::registrar);
      for (auto next = Clock::now(); !stop_; next = std::max(next + pace, Clock::now())) {
        std::this_thread::sleep_until(next);
        RegisterEnterprises list;
        list.lines = {
            synthetic_enterprises(std::random_device{}() | std::uint64_t{std::random_device{}()} << 32, 1)
                .front()};
        if (client->submit(list, key)) ++recorded_;
      }
    });
}

std::size_t Commits::end() {
  stop_ = true;
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  return recorded_;
}

std::uint64_t anonymous_bytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("RssAnon:")) return std::strtoull(line.c_str() + 8, nullptr, 10) * 1024;
  return 0;
}

double metric(std::uint16_t port, const std::string& name) {
  const auto text = get(port, "/metrics", "127.0.0.2", milliseconds(5'000));
  const auto at = text ? text->find("\n" + name + " ") : std::string::npos;
  return at == std::string::npos ? 0 : std::strtod(text->c_str() + at + name.size() + 2, nullptr);
}

}  // namespace credence::testing
