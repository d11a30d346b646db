// SPDX-License-Identifier: Apache-2.0
// Whose turn it is: the nodes are asked one after the other, and the next one joins when one fails, or when
// none gets on for a while. Private to client*.cc.
#pragma once

#include <map>

#include "client/client_round.h"

namespace credence {

/// A first node that does not answer may hang: another one is asked soon. Beyond that it is rather the
/// network that is slow.
inline constexpr milliseconds kFirstPatience{500};
inline constexpr milliseconds kPatience{2'000};

class Client::Core::Turns {
 public:
  using Clock = HttpCalls::Clock;
  enum class Rounds { one, endless };
  /// `start(node)` begins its exchange in `calls` under the node's number.
  Turns(Core& client, Round& round, Rounds rounds, std::function<void(std::size_t)> start)
      : client_(client),
        round_(round),
        endless_(rounds == Rounds::endless),
        order_(client.order_.order()),
        start_(std::move(start)) {}

  HttpCalls calls;

  /// The next answer. Nothing: the time of the call is over, or all were asked and nobody is left.
  std::optional<HttpEnded> next() {
    while (!round_.late()) {
      round_.give_notice();
      const bool more = endless_ ? calls.under_way() < order_.size() : begun_ < order_.size();
      if (!more && calls.under_way() == 0) return std::nullopt;
      const Clock::time_point due = more ? when_due() : Clock::time_point::max();
      if (Clock::now() >= due) {
        begin();
        continue;
      }
      auto ended =
          calls.next(std::min({due, round_.deadline, round_.notice}), [this] { return client_.stopped(); });
      if (!ended) continue;
      ended_begun_ = busy_.at(ended->tag);
      busy_.erase(ended->tag);
      turn_lost_ = true;
      if (!ended->answer && ended->answer.error().code == Code::timed_out)
        client_.order_.was_slow(ended->tag);
      return ended;
    }
    for (const auto& [node, begun] : busy_) round_.unheard.insert_or_assign(node, Error{Code::timed_out, {}});
    return std::nullopt;
  }
  /// The node that answered last is asked something more: it keeps its turn.
  void go_on(std::size_t node) {
    busy_.emplace(node, ended_begun_);
    turn_lost_ = false;
  }
  /// A node asks for patience before the next round.
  void rest(milliseconds time) { rest_ = std::max(rest_, time); }
  /// What this node said is proved. A node that was asked before it and still says nothing is slow.
  void proved(std::size_t node) {
    for (const auto& [other, begun] : busy_)
      if (begun < ended_begun_ && Clock::now() - calls.progress(other) >= kFirstPatience)
        client_.order_.was_slow(other);
    client_.order_.answered(node);
  }

 private:
  [[nodiscard]] Clock::time_point when_due() const {
    if (turn_lost_ || calls.under_way() == 0) return earliest_;
    return std::max(earliest_, calls.last_progress() + (begun_ == 1 ? kFirstPatience : kPatience));
  }
  void begin() {
    const std::size_t round_before = begun_ / order_.size();
    while (busy_.contains(order_[begun_ % order_.size()])) ++begun_;
    const std::size_t node = order_[begun_ % order_.size()];
    busy_.emplace(node, begun_++);
    if (begun_ / order_.size() > round_before) {
      earliest_ = Clock::now() + std::max(rest_, silence_);
      rest_ = kPauseMin;
      silence_ = round_.reached.empty() ? std::min(2 * silence_, kPauseMax) : kPauseMin;
    }
    turn_lost_ = false;
    start_(node);
  }

  Core& client_;
  Round& round_;
  const bool endless_;
  const std::vector<std::size_t> order_;
  const std::function<void(std::size_t)> start_;
  std::map<std::size_t, std::size_t> busy_;  // under way: the node, and as which one it was begun
  std::size_t begun_ = 0;
  std::size_t ended_begun_ = 0;  // of the one that ended last
  bool turn_lost_ = true;
  Clock::time_point earliest_{};
  milliseconds rest_ = kPauseMin;
  milliseconds silence_ = kPauseMin;  // between rounds as long as nobody has answered
};

}  // namespace credence
