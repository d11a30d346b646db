// SPDX-License-Identifier: Apache-2.0
// What strangers may take of a node, bounded in all and for each origin, so that none of them keeps others
// out.
//
// An origin stands for one stranger, as far as addresses tell strangers apart: it is an IPv4 address, or the
// /64 of an IPv6 address (node/base/origin.h).
//
// Thread-safety: none.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace credence::node {

struct Bound {
  std::size_t all = 0, one = 0;  // in all; of one origin
};

/// A countable thing of which each origin takes a share: bytes, requests that wait, requests in work.
class Shares {
 public:
  explicit Shares(Bound bound) : bound_(bound) {}

  /// False if there is not so much left, in all or for this origin. An origin that holds nothing may take
  /// more than its share at once.
  [[nodiscard]] bool take(const std::string& origin, std::size_t amount) {
    const auto held = of(origin);
    if (all_ > 0 && all_ + amount > bound_.all) return false;
    if (held > 0 && held + amount > bound_.one) return false;
    all_ += amount;
    by_origin_[origin] += amount;
    return true;
  }
  void give_back(const std::string& origin, std::size_t amount) {
    all_ -= amount;
    if (const auto at = by_origin_.find(origin); (at->second -= amount) == 0) by_origin_.erase(at);
  }
  [[nodiscard]] std::size_t all() const { return all_; }
  [[nodiscard]] std::size_t of(const std::string& origin) const {
    const auto at = by_origin_.find(origin);
    return at == by_origin_.end() ? 0 : at->second;
  }

 private:
  const Bound bound_;
  std::size_t all_ = 0;
  std::map<std::string, std::size_t> by_origin_;
};

/// Takes a share on construction and gives it back at the end.
class Lease {
 public:
  Lease() = default;
  Lease(Shares& shares, std::string origin, std::size_t amount)
      : shares_(shares.take(origin, amount) ? &shares : nullptr),
        origin_(std::move(origin)),
        amount_(amount) {}
  Lease(Lease&& other) noexcept
      : shares_(std::exchange(other.shares_, nullptr)),
        origin_(std::move(other.origin_)),
        amount_(other.amount_) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(shares_, other.shares_);
    std::swap(origin_, other.origin_);
    std::swap(amount_, other.amount_);
    return *this;
  }
  ~Lease() {
    if (shares_ != nullptr) shares_->give_back(origin_, amount_);
  }
  [[nodiscard]] explicit operator bool() const { return shares_ != nullptr; }

 private:
  Shares* shares_ = nullptr;
  std::string origin_;
  std::size_t amount_ = 0;
};

/// Work that waits, of each origin in order, and of the origins in turn.
template <class T>
class Turns {
 public:
  void push(const std::string& origin, T item) {
    auto& queue = waiting_[origin];
    if (queue.empty()) turn_.push_back(origin);
    queue.push_back(std::move(item));
  }
  [[nodiscard]] bool empty() const { return turn_.empty(); }
  [[nodiscard]] T pop() {
    const std::string origin = std::move(turn_.front());
    turn_.pop_front();
    const auto at = waiting_.find(origin);
    T out = std::move(at->second.front());
    at->second.pop_front();
    if (at->second.empty())
      waiting_.erase(at);
    else
      turn_.push_back(origin);
    return out;
  }

 private:
  std::map<std::string, std::deque<T>> waiting_;
  std::deque<std::string> turn_;  // the origins with work
};

/// Connections. One rests while nothing is being worked on for it. When there is no room for a newcomer, one
/// that rests is closed: of the newcomer's origin, if that has all it may have, else of the origin with the
/// most connections; there the one that has rested longest.
template <class Connection>
class Crowd {
 public:
  explicit Crowd(Bound bound) : bound_(bound) {}

  struct Room {
    bool given = false;
    Connection* instead_of = nullptr;  // to be closed
  };
  [[nodiscard]] Room room_for(const std::string& origin) const {
    const auto own = groups_.find(origin);
    if (own != groups_.end() && own->second.count >= bound_.one) return of(own->second);
    if (places_.size() < bound_.all) return {true, nullptr};
    const Group* most = nullptr;
    for (const auto& [name, group] : groups_)
      if (!group.resting.empty() && (most == nullptr || group.count > most->count)) most = &group;
    return most == nullptr ? Room{} : of(*most);
  }

  /// It rests until `work`.
  void enter(Connection* one, const std::string& origin) {
    Group& group = groups_[origin];
    ++group.count;
    places_.emplace(one, Place{origin, group.resting.insert(group.resting.end(), one)});
  }
  void leave(Connection* one) {
    const auto at = places_.find(one);
    if (at == places_.end()) return;
    work(one);
    const auto group = groups_.find(at->second.origin);
    if (--group->second.count == 0) groups_.erase(group);
    places_.erase(at);
  }
  void work(Connection* one) {
    const auto at = places_.find(one);
    if (at == places_.end() || !at->second.resting) return;
    groups_.at(at->second.origin).resting.erase(*at->second.resting);
    at->second.resting.reset();
  }
  void rest(Connection* one) {
    const auto at = places_.find(one);
    if (at == places_.end() || at->second.resting) return;
    auto& resting = groups_.at(at->second.origin).resting;
    at->second.resting = resting.insert(resting.end(), one);
  }
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  using List = std::list<Connection*>;
  struct Group {
    std::size_t count = 0;
    List resting;  // since when: the oldest first
  };
  struct Place {
    std::string origin;
    std::optional<typename List::iterator> resting;
  };
  [[nodiscard]] static Room of(const Group& group) {
    return group.resting.empty() ? Room{} : Room{true, group.resting.front()};
  }

  const Bound bound_;
  std::map<std::string, Group> groups_;
  std::unordered_map<Connection*, Place> places_;
};

/// How often an origin may come: each has a bucket of tokens that refills. At most `origins_max` origins are
/// remembered; while none of their buckets is full again, new origins get nothing.
class Rate {
 public:
  using Clock = std::chrono::steady_clock;
  Rate(double per_second, double burst, std::size_t origins_max)
      : per_second_(per_second), burst_(burst), origins_max_(origins_max) {}

  [[nodiscard]] bool take(const std::string& origin, Clock::time_point now) {
    if (buckets_.size() >= origins_max_ && !buckets_.contains(origin)) {
      std::erase_if(buckets_, [&](const auto& one) { return tokens(one.second, now) >= burst_; });
      if (buckets_.size() >= origins_max_) return false;
    }
    Bucket& bucket = buckets_.try_emplace(origin, Bucket{burst_, now}).first->second;
    bucket = {tokens(bucket, now), now};
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

 private:
  struct Bucket {
    double tokens = 0;
    Clock::time_point at;
  };
  [[nodiscard]] double tokens(const Bucket& bucket, Clock::time_point now) const {
    return std::min(burst_,
                    bucket.tokens + per_second_ * std::chrono::duration<double>(now - bucket.at).count());
  }

  const double per_second_, burst_;
  const std::size_t origins_max_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace credence::node
