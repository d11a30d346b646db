// SPDX-License-Identifier: Apache-2.0
// What a node sees of consensus, for a live picture: the last messages that came and went, by kind, sender,
// view and height. A picture and no record: messages are noted before they are checked, repeats are noted
// again, old ones make room for new ones. What counts stands in certificates.
//
// Thread-safety: all members, from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <vector>

#include "consensus/messages.h"

namespace credence::node {

struct ConsensusEvent {
  enum class Kind : std::uint8_t { proposed, prepared, committed, attested, view_change, new_view };
  Kind kind = Kind::proposed;
  consensus::ReplicaId validator = 0;
  consensus::View view = 0;  // 0 of one that attested
  Height height = 0;         // 0 of a change of the view
  std::uint64_t time_ms = 0;
};
[[nodiscard]] std::string_view name_of(ConsensusEvent::Kind kind);

struct ConsensusSeen {
  std::vector<ConsensusEvent> events;
  std::uint64_t next = 0;  // the number of the event after these
};

class ConsensusLog {
 public:
  /// A message of this validator. Costs nothing as long as nobody asks.
  void note(consensus::ReplicaId from, BytesView message, std::uint64_t utc_ms);
  /// The events from this number on, as far as they are kept.
  [[nodiscard]] ConsensusSeen since(std::uint64_t number) const;

 private:
  static constexpr std::size_t kKeptMax = 1'024;
  static constexpr std::chrono::seconds kWatched{10};  // after the last question
  mutable std::atomic<std::chrono::steady_clock::rep> asked_{0};
  mutable std::mutex mutex_;
  std::deque<ConsensusEvent> events_;
  std::uint64_t next_ = 0;
};

}  // namespace credence::node
