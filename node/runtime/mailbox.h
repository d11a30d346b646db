// SPDX-License-Identifier: Apache-2.0
// Messages from peers that wait for the core: a bounded box for each peer, emptied in turn, so that a flood
// starves only its sender.
//
// Thread-safety: all members, from any thread.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "node/peers/wire.h"

namespace credence::node {

class Mailbox {
 public:
  Mailbox(std::size_t peers, std::size_t count_max, std::size_t bytes_max)
      : boxes_(peers), count_max_(count_max), bytes_max_(bytes_max) {}

  /// False if the peer's box is full: the message is dropped.
  [[nodiscard]] bool put(ReplicaId from, Bytes message) {
    const std::lock_guard lock(mutex_);
    Box& box = boxes_.at(from);
    if (box.messages.size() >= count_max_ || box.bytes + message.size() > bytes_max_) return false;
    box.bytes += message.size();
    box.messages.push_back(std::move(message));
    return true;
  }

  struct Taken {
    ReplicaId from = 0;
    Bytes message;
  };
  /// The oldest message of the next peer that has one.
  [[nodiscard]] std::optional<Taken> take() {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      const std::size_t at = next_;
      next_ = (next_ + 1) % boxes_.size();
      Box& box = boxes_[at];
      if (box.messages.empty()) continue;
      Taken out{static_cast<ReplicaId>(at), std::move(box.messages.front())};
      box.messages.pop_front();
      box.bytes -= out.message.size();
      return out;
    }
    return std::nullopt;
  }

 private:
  struct Box {
    std::deque<Bytes> messages;
    std::size_t bytes = 0;
  };

  std::mutex mutex_;
  std::vector<Box> boxes_;
  std::size_t next_ = 0;
  const std::size_t count_max_, bytes_max_;
};

}  // namespace credence::node
