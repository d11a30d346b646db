// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/garbage.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <random>

namespace credence::testing {
namespace {

constexpr std::size_t kOpenMax = 400;  // connections held open at once
constexpr std::chrono::milliseconds kPace{1};

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  inet_pton(AF_INET, host.c_str(), &out.sin_addr);
  return out;
}

int connect_to(const PeerPort& target, const std::string& from) {
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (file < 0) return -1;
  const sockaddr_in own = address_of(from, 0), end = address_of(target.host, target.port);
  if (bind(file, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0)
    (void)connect(file, reinterpret_cast<const sockaddr*>(&end), sizeof end);
  pollfd ready{file, POLLOUT, 0};
  if (poll(&ready, 1, 200) == 1 && (ready.revents & (POLLERR | POLLHUP)) == 0) return file;
  close(file);
  return -1;
}

void say(int file, std::string_view bytes) {
  (void)!send(file, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

Garbage::Garbage(std::vector<PeerPort> targets, std::uint64_t seed)
    : targets_(std::move(targets)), thread_([this, seed] { pour(seed); }) {}

Garbage::~Garbage() {
  stop_ = true;
  thread_.join();
}

void Garbage::pour(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::deque<int> open;
  const auto drop_oldest = [&](bool reset) {
    const linger now{1, 0};
    if (reset) setsockopt(open.front(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(open.front());
    open.pop_front();
  };
  while (!stop_) {
    const PeerPort& target = targets_[random() % targets_.size()];
    const int file =
        connect_to(target, PrivateNetwork::stranger_address(random() % PrivateNetwork::kStrangers));
    if (file >= 0) {
      ++connections_;
      open.push_back(file);
      std::string bytes(1 + random() % 4'096, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      switch (random() % 4) {
        case 0:
          break;  // half open: not a byte
        case 1:
          say(file, bytes);
          break;  // no TLS at all
        case 2:
          say(file, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + bytes);
          break;  // begins like a ClientHello
        case 3:
          say(file, std::string("\x16\x03\x01\x40\x00\x01", 6));
          break;  // and breaks off
      }
    }
    if (open.size() > kOpenMax) drop_oldest(random() % 2 == 0);
    std::this_thread::sleep_for(kPace);
  }
  while (!open.empty()) drop_oldest(true);
}

}  // namespace credence::testing
