// SPDX-License-Identifier: Apache-2.0
#include "node/base/consensus_seen.h"

#include <algorithm>

namespace credence::node {
namespace {

using Clock = std::chrono::steady_clock;

/// How the bodies of ViewChange and NewView begin, and a Checkpoint (its height in place of the view).
struct Beginning {
  consensus::ReplicaId sender = 0;
  std::uint64_t number = 0;
  template <class A>
  void serialize(A& archive) {
    archive(sender, number);
  }
};

/// What the first bytes of a message say; the rest, which may be long, is not read.
std::optional<ConsensusEvent> read_beginning(BytesView message) {
  using Kind = ConsensusEvent::Kind;
  static constexpr Kind kKinds[] = {Kind::proposed, Kind::prepared,    Kind::committed,
                                    Kind::attested, Kind::view_change, Kind::new_view};
  constexpr std::size_t kVoteBytes = 50, kBeginningBytes = 10, kLengthBytes = 4;
  if (message.empty()) return std::nullopt;
  const auto number = std::to_integer<std::size_t>(message[0]);
  if (number >= std::size(kKinds)) return std::nullopt;
  ConsensusEvent out{kKinds[number]};
  BytesView body = message.subspan(1);
  if (out.kind < Kind::attested) {
    const auto vote = decode<Vote>(body.first(std::min(body.size(), kVoteBytes)));
    if (!vote) return std::nullopt;
    out.view = vote->view;
    out.height = vote->height;
    return out;
  }
  if (out.kind != Kind::attested) body = body.subspan(std::min(body.size(), kLengthBytes));
  const auto begun = decode<Beginning>(body.first(std::min(body.size(), kBeginningBytes)));
  if (!begun) return std::nullopt;
  (out.kind == Kind::attested ? out.height : out.view) = begun->number;
  return out;
}

}  // namespace

std::string_view name_of(ConsensusEvent::Kind kind) {
  static constexpr std::string_view kNames[] = {"proposed", "prepared",    "committed",
                                                "attested", "view_change", "new_view"};
  return kNames[static_cast<std::size_t>(kind)];
}

void ConsensusLog::note(consensus::ReplicaId from, BytesView message, std::uint64_t utc_ms) {
  const auto asked = Clock::time_point(Clock::duration(asked_.load(std::memory_order_relaxed)));
  if (Clock::now() > asked + kWatched) return;
  auto event = read_beginning(message);
  if (!event) return;
  event->validator = from;
  event->time_ms = utc_ms;
  const std::lock_guard lock(mutex_);
  events_.push_back(*event);
  ++next_;
  if (events_.size() > kKeptMax) events_.pop_front();
}

ConsensusSeen ConsensusLog::since(std::uint64_t number) const {
  asked_ = Clock::now().time_since_epoch().count();
  const std::lock_guard lock(mutex_);
  ConsensusSeen out{{}, next_};
  const std::uint64_t first = next_ - events_.size();
  if (number < next_)
    out.events.assign(events_.begin() + static_cast<std::ptrdiff_t>(std::max(number, first) - first),
                      events_.end());
  return out;
}

}  // namespace credence::node
