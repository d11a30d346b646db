// SPDX-License-Identifier: Apache-2.0
#include "tests/stranger/attacks.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <deque>
#include <functional>
#include <random>

namespace credence::testing {
namespace {

using std::chrono::milliseconds;

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  inet_pton(AF_INET, host.c_str(), &out.sin_addr);
  return out;
}

std::string stranger(std::size_t i) { return "127.0.1." + std::to_string(1 + i); }

/// A socket that is being connected, without waiting; -1 if the system gives none.
int open_from(const std::string& from, std::uint16_t port, int receive_bytes = 0) {
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (file < 0) return -1;
  if (receive_bytes > 0) setsockopt(file, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  const sockaddr_in own = address_of(from, 0), end = address_of("127.0.0.1", port);
  if (bind(file, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0)
    (void)connect(file, reinterpret_cast<const sockaddr*>(&end), sizeof end);
  return file;
}

bool closed_by_peer(int file) {
  pollfd end{file, POLLRDHUP, 0};
  return poll(&end, 1, 0) == 1 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/// A thread that repeats a piece of work until the end.
class Repeating : public Attack {
 public:
  Repeating(std::string name, std::function<std::uint64_t()> piece, milliseconds pause,
            std::function<void()> end = {})
      : name_(std::move(name)), piece_(std::move(piece)), end_(std::move(end)), thread_([this, pause] {
          while (!stop_) {
            done_ += piece_();
            std::this_thread::sleep_for(pause);
          }
          if (end_) end_();
        }) {}
  ~Repeating() override {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] std::string_view name() const override { return name_; }

 private:
  const std::string name_;
  const std::function<std::uint64_t()> piece_;
  const std::function<void()> end_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// Keeps `count` connections for each port open from `origins` addresses, says `hello` on each, and a byte
/// more now and then (`drip`). What comes is not read.
std::unique_ptr<Attack> holds(std::string name, std::vector<std::uint16_t> ports, std::size_t count,
                              std::size_t first_origin, std::size_t origins, std::string hello,
                              bool drip = false) {
  struct Held {
    int file = -1;
    bool said = false;
  };
  struct State {
    std::vector<std::uint16_t> ports;
    std::vector<Held> held;
    std::size_t next = 0;
  };
  auto state = std::make_shared<State>();
  state->ports = std::move(ports);
  state->held.resize(count * state->ports.size());
  const auto piece = [=]() -> std::uint64_t {
    std::uint64_t opened = 0;
    for (std::size_t i = 0; i < state->held.size(); ++i) {
      Held& one = state->held[i];
      if (one.file >= 0 && closed_by_peer(one.file)) {
        close(one.file);
        one = {};
      }
      if (one.file < 0) {
        one.file =
            open_from(stranger(first_origin + i % origins), state->ports[i % state->ports.size()], 4'096);
        ++opened;
      } else if (!one.said && !hello.empty()) {
        one.said =
            send(one.file, hello.data(), hello.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(hello.size());
      } else if (drip) {
        (void)!send(one.file, "x", 1, MSG_NOSIGNAL);
      }
    }
    return opened;
  };
  return std::make_unique<Repeating>(std::move(name), piece, milliseconds(100), [state] {
    for (const Held& one : state->held)
      if (one.file >= 0) close(one.file);
  });
}

/// Opens a connection to each port, says something, and drops what is older than the last `kept` ones.
std::unique_ptr<Attack> drops(std::string name, std::vector<std::uint16_t> ports, std::size_t burst,
                              std::size_t kept, std::size_t first_origin, std::size_t origins,
                              std::function<std::string()> hello, milliseconds pause) {
  auto held = std::make_shared<std::deque<std::pair<int, std::string>>>();
  auto next = std::make_shared<std::size_t>(0);
  const auto piece = [=]() -> std::uint64_t {
    for (auto& [file, text] : *held)
      if (!text.empty() && send(file, text.data(), text.size(), MSG_NOSIGNAL) > 0) text.clear();
    for (std::size_t i = 0; i < burst; ++i)
      for (const std::uint16_t port : ports)
        if (const int file = open_from(stranger(first_origin + (*next)++ % origins), port); file >= 0)
          held->emplace_back(file, hello());
    for (; held->size() > kept; held->pop_front()) close(held->front().first);
    return burst * ports.size();
  };
  return std::make_unique<Repeating>(std::move(name), piece, pause, [held] {
    for (const auto& one : *held) close(one.first);
  });
}

/// Sends whole requests one after the other, waiting for each answer.
std::unique_ptr<Attack> asks(std::string name, std::uint16_t port, std::string from, std::string request) {
  const auto piece = [=]() -> std::uint64_t {
    const int file = open_from(from, port);
    if (file < 0) return 0;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    std::size_t sent = 0;
    pollfd end{file, POLLOUT, 0};
    while (sent < request.size() && std::chrono::steady_clock::now() < until && poll(&end, 1, 100) >= 0) {
      const ssize_t got = send(file, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
      if (got > 0)
        sent += static_cast<std::size_t>(got);
      else if (errno != EAGAIN && errno != EINPROGRESS && errno != ENOTCONN)
        break;
    }
    end.events = POLLIN;
    (void)poll(&end, 1, 2'000);
    close(file);
    return 1;
  };
  return std::make_unique<Repeating>(std::move(name), piece, milliseconds(1));
}

std::string head(const std::string& line, std::size_t length) {
  return line + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
         std::to_string(length) + "\r\n\r\n";
}

}  // namespace

std::vector<std::unique_ptr<Attack>> worst_mix(const Targets& targets) {
  const std::string get = " HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto poll_request = [random = std::make_shared<std::mt19937_64>(1), get] {
    std::string id;
    for (int i = 0; i < 64; ++i) id.push_back("0123456789abcdef"[(*random)() % 16]);
    return "GET /v1/transactions/" + id + "?wait_ms=30000" + get;
  };
  std::vector<std::unique_ptr<Attack>> out;
  out.push_back(holds("unread archives", targets.api, 250, 0, 4, "GET /v1/archive?from=1" + get));
  out.push_back(holds("idle connections", targets.api, 250, 4, 2, ""));
  out.push_back(holds("slow bodies", targets.api, 100, 6, 2,
                      head("POST /v1/batches", 500'000) + std::string(1'000, 'x'), true));
  out.push_back(drops("abandoned polls", targets.api, 5, 200, 8, 4, poll_request, milliseconds(50)));
  out.push_back(
      drops("peer port flood", targets.peers, 5, 400, 12, 1, [] { return std::string(); }, milliseconds(10)));
  out.push_back(holds("silent peers", targets.peers, 80, 13, 4, ""));
  for (std::size_t i = 0; i < 2 * targets.api.size(); ++i)
    out.push_back(asks("bad batches", targets.api[i % targets.api.size()], stranger(20 + i % 2),
                       head("POST /v1/batches", targets.bad_batch.size()) + targets.bad_batch));
  return out;
}

}  // namespace credence::testing
