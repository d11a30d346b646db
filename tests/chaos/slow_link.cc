// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/slow_link.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <random>
#include <stdexcept>

#include "tests/chaos/command.h"

namespace credence::testing {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kQueueBytesMax = 256 * 1024;
constexpr std::size_t kFrameBytesMax = 70'000;  // one that the kernel has not yet cut into packets

int packet_socket(const std::string& interface) {
  const int file = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL));
  if (file < 0) throw std::runtime_error("no packet socket: " + std::string(std::strerror(errno)));
  const int yes = 1;
  // With its virtio header a frame goes over whole, with checksum and segmentation still to be done, as the
  // kernel had it.
  setsockopt(file, SOL_PACKET, PACKET_VNET_HDR, &yes, sizeof yes);
  setsockopt(file, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
  if (bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("packet socket at " + interface + ": " + std::strerror(errno));
  return file;
}

/// One direction: frames with the time at which they have arrived at the other end.
struct Direction {
  int from, to;
  LinkSpeed speed;
  std::minstd_rand random;
  struct Frame {
    Clock::time_point due;
    std::vector<char> bytes;
  };
  std::deque<Frame> queue = {};
  std::size_t queued = 0;
  Clock::time_point sent_until = {}, last_due = {};  // the rate; the order

  void take(std::vector<char>& buffer) {
    for (ssize_t got = 0; (got = recv(from, buffer.data(), buffer.size(), 0)) > 0;) {
      const auto size = static_cast<std::size_t>(got);
      if (queued + size > kQueueBytesMax) continue;  // lost
      const auto now = Clock::now();
      sent_until =
          std::max(sent_until, now) + std::chrono::nanoseconds(1'000'000'000 * size / speed.bytes_per_second);
      const auto jitter =
          std::chrono::milliseconds(random() % static_cast<unsigned>(2 * speed.jitter.count() + 1)) -
          speed.jitter;
      last_due = std::max(last_due, sent_until + speed.delay + jitter);
      queue.push_back({last_due, {buffer.begin(), buffer.begin() + got}});
      queued += size;
    }
  }
  void give() {
    while (!queue.empty() && queue.front().due <= Clock::now()) {
      // A frame that cannot be sent now is lost: TCP repeats it.
      if (send(to, queue.front().bytes.data(), queue.front().bytes.size(), 0) < 0) errno = 0;
      queued -= queue.front().bytes.size();
      queue.pop_front();
    }
  }
};

}  // namespace

SlowLink::SlowLink(std::string link, std::string bridge, LinkSpeed speed)
    : link_(std::move(link)),
      bridge_(std::move(bridge)),
      inner_("i" + link_),
      outer_("o" + link_),
      speed_(speed) {
  run_command({"ip", "link", "add", outer_, "type", "veth", "peer", "name", inner_});
  // Both ends that the relay holds must not answer for this process' own addresses.
  run_command({"ip", "link", "set", inner_, "arp", "off", "up"});
  run_command({"ip", "link", "set", link_, "nomaster", "arp", "off"});
  run_command({"ip", "link", "set", outer_, "master", bridge_, "up"});
  at_link_ = packet_socket(link_);
  at_inner_ = packet_socket(inner_);
  thread_ = std::thread([this] { carry(); });
}

SlowLink::~SlowLink() {
  stop_ = true;
  thread_.join();
  close(at_link_);
  close(at_inner_);
  (void)try_command({"ip", "link", "del", outer_});
  (void)try_command({"ip", "link", "set", link_, "arp", "on", "master", bridge_});
}

void SlowLink::carry() {
  std::array<Direction, 2> ways{{{at_link_, at_inner_, speed_, std::minstd_rand(1)},
                                 {at_inner_, at_link_, speed_, std::minstd_rand(2)}}};
  std::vector<char> buffer(kFrameBytesMax);
  while (!stop_) {
    auto next = Clock::now() + std::chrono::milliseconds(50);
    for (const Direction& way : ways)
      if (!way.queue.empty()) next = std::min(next, way.queue.front().due);
    const auto wait = std::max(Clock::duration::zero(), next - Clock::now());
    const timespec limit{0, static_cast<long>(std::chrono::nanoseconds(wait).count())};
    std::array<pollfd, 2> files{{{at_link_, POLLIN, 0}, {at_inner_, POLLIN, 0}}};
    (void)ppoll(files.data(), files.size(), &limit, nullptr);
    for (Direction& way : ways) {
      way.take(buffer);
      way.give();
    }
  }
}

}  // namespace credence::testing
