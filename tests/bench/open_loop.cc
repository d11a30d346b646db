// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/open_loop.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "client/client.h"
#include "ledger/chain/transaction.h"

namespace credence::bench {
namespace {

using testing::Cluster;
using testing::must;

constexpr std::size_t kUnderWayMax = 48;  // requests
constexpr std::chrono::milliseconds kStep{5};
constexpr std::chrono::milliseconds kAgain{100};  // to another node, after one that is gone
constexpr std::chrono::seconds kForgotten{5};     // without progress: what is missing is sent again
constexpr std::chrono::seconds kStuck{60};

/// Follows the certified blocks on a thread of its own.
class Follower {
 public:
  Follower(Cluster& cluster, std::size_t node, const std::map<TxId, std::size_t>& places)
      : client_(cluster.client_of(node)),
        places_(places),
        done_(places.size()),
        next_(must(client_->header(), "latest block").header().height + 1),
        thread_([this](const std::stop_token& stop) { follow(stop); }) {}

  [[nodiscard]] std::size_t seen() const { return seen_; }
  /// When each one was in; the epoch of those that are not. After `stop`.
  [[nodiscard]] const std::vector<Clock::time_point>& done() const { return done_; }
  /// How many the nodes put into blocks from `begin` to `end`, by the times of these blocks: reading them is
  /// behind while all nodes are flooded, which makes latencies longer, and not less of them be recorded.
  [[nodiscard]] std::size_t recorded(std::chrono::system_clock::time_point begin,
                                     std::chrono::system_clock::time_point end) const {
    const auto ms = [](auto at) {
      return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
    };
    std::size_t out = 0;
    for (const auto& [time_ms, count] : counts_)
      if (time_ms > ms(begin) && time_ms <= ms(end)) out += count;
    return out;
  }
  [[nodiscard]] const std::vector<Clock::time_point>& blocks() const { return blocks_; }
  [[nodiscard]] bool has(std::size_t place) {
    const std::lock_guard lock(mutex_);
    return done_[place] != Clock::time_point{};
  }
  void stop() {
    thread_.request_stop();
    thread_.join();
  }

 private:
  void follow(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto block = client_->block(next_);
      if (!block) {  // not there yet: the only wait, between two looks
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      ++next_;
      const auto now = Clock::now();
      const std::lock_guard lock(mutex_);
      const std::size_t before = seen_;
      for (const BlockTransaction& one : (*block)->transactions)
        if (const auto at = places_.find(one.id);
            at != places_.end() && done_[at->second] == Clock::time_point{})
          done_[at->second] = now, ++seen_;
      if (seen_ == before) continue;
      blocks_.push_back(now);
      counts_.emplace_back(static_cast<std::int64_t>(block->header().time_ms), seen_ - before);
    }
  }

  const std::unique_ptr<Client> client_;
  const std::map<TxId, std::size_t>& places_;
  std::mutex mutex_;
  std::vector<Clock::time_point> done_, blocks_;
  std::vector<std::pair<std::int64_t, std::size_t>> counts_;  // by the times of blocks, UTC
  std::atomic<std::size_t> seen_{0};
  Height next_;
  std::jthread thread_;
};

class Generator {
 public:
  Generator(Cluster& cluster, const std::vector<Bytes>& transactions, const Offer& how)
      : transactions_(transactions), how_(how), sent_(transactions.size()), state_(transactions.size()) {
    for (const Bytes& bytes : transactions)
      places_.emplace(parse_transaction(cluster.network().anchor.chain, bytes)->id, places_.size());
    for (const auto& node : cluster.network().nodes) pools_.push_back(std::make_unique<HttpPool>(node.api));
    if (how_.nodes.empty())
      for (std::size_t i = 0; i < pools_.size(); ++i) how_.nodes.push_back(i);
    follower_ = std::make_unique<Follower>(cluster, how_.watched, places_);
  }

  Offered run() {
    start_ = last_progress_ = Clock::now();
    start_utc_ = std::chrono::system_clock::now();
    while (!ended()) {
      send_due();
      if (auto answer = calls_.next(Clock::now() + kStep)) take(*answer);
      how_.during(seconds_since(start_));
      watch_progress();
    }
    follower_->stop();
    return outcome();
  }

 private:
  enum class State : std::uint8_t { open, taken, refused };
  struct Again {
    Clock::time_point at;
    std::vector<std::size_t> places;
  };

  [[nodiscard]] bool ended() {
    return next_ == transactions_.size() && calls_.under_way() == 0 && again_.empty() &&
           follower_->seen() + out_.refused >= transactions_.size();
  }
  [[nodiscard]] Clock::time_point intended(std::size_t place) const {
    if (how_.per_second == 0) return sent_[place];
    return start_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(place) / how_.per_second));
  }

  void send_due() {
    while (!again_.empty() && again_.front().at <= Clock::now() && calls_.under_way() < kUnderWayMax) {
      send(std::move(again_.front().places));
      again_.pop_front();
    }
    const std::size_t due =
        how_.per_second == 0
            ? transactions_.size()
            : std::min(transactions_.size(),
                       static_cast<std::size_t>(seconds_since(start_) * how_.per_second) + 1);
    while (next_ < due && calls_.under_way() < kUnderWayMax) {
      std::vector<std::size_t> places;
      while (next_ < due && places.size() < how_.batch_max) places.push_back(next_++);
      send(std::move(places));
    }
  }

  void send(std::vector<std::size_t> places) {
    Batch batch;
    for (const std::size_t place : places) {
      batch.transactions.emplace_back(Bytes(transactions_[place]));
      if (sent_[place] == Clock::time_point{}) sent_[place] = Clock::now();
    }
    const Bytes body = encode(batch);
    const std::size_t node = how_.nodes[turn_++ % how_.nodes.size()];
    calls_.start(*pools_[node],
                 {HttpRequest::Method::post, "/v1/batches", std::string(text_of(body)),
                  "application/octet-stream", std::chrono::milliseconds(30'000)},
                 turn_);
    under_way_.emplace(turn_, std::move(places));
  }

  void take(const HttpEnded& ended) {
    const auto node = under_way_.extract(ended.tag);
    const std::vector<std::size_t>& places = node.mapped();
    const auto& answer = ended.answer;
    if (!answer) {  // nobody knows what became of them
      out_.sent_again += places.size();
      return again(places, kAgain);
    }
    if (answer->status == 503) return refuse(places);
    if (answer->status != 202) throw std::runtime_error("refused: " + answer->body.substr(0, 400));
    if (answer->body.starts_with("{\"refused\":0,")) {
      for (const std::size_t place : places) mark(place, State::taken);
      return;
    }
    refuse(refused_of(answer->body, places));
  }
  /// The others were taken. A batch is answered up to the first that found no room. Read without a parser: under
  /// overload most of this process would be one.
  std::vector<std::size_t> refused_of(std::string_view body, const std::vector<std::size_t>& places) {
    constexpr std::string_view kStatus = "\"status\":\"", kCode = "\"code\":\"";
    std::vector<std::size_t> refused;
    std::size_t at = 0;
    for (const std::size_t place : places) {
      at = body.find(kStatus, at);
      if (at == std::string_view::npos) {
        if (refused.empty()) throw std::runtime_error("not all were answered");
        refused.push_back(place);
        continue;
      }
      at += kStatus.size();
      if (!body.substr(at).starts_with("refused")) {
        mark(place, State::taken);
        continue;
      }
      const std::string_view code = body.substr(body.find(kCode, at) + kCode.size());
      if (!code.starts_with("pool_full") && !code.starts_with("signer_quota"))
        throw std::runtime_error("refused: " + std::string(code.substr(0, 200)));
      refused.push_back(place);
    }
    return refused;
  }
  void refuse(const std::vector<std::size_t>& places) {
    if (how_.insist) return again(places, kAgain);
    for (const std::size_t place : places)
      if (state_[place] == State::open) mark(place, State::refused);
  }
  void mark(std::size_t place, State state) {
    if (state_[place] != State::open) return;
    state_[place] = state;
    ++(state == State::taken ? out_.taken : out_.refused);
  }
  void again(const std::vector<std::size_t>& places, std::chrono::milliseconds after) {
    if (!places.empty()) again_.push_back({Clock::now() + after, places});
  }

  /// What was taken by a node that is gone may be nowhere else.
  void watch_progress() {
    if (const std::size_t seen = follower_->seen() + out_.refused; seen != last_seen_) {
      last_seen_ = seen;
      last_progress_ = last_look_ = Clock::now();
    }
    if (Clock::now() > last_progress_ + kStuck) throw std::runtime_error("the load does not get on");
    if (next_ < transactions_.size() || Clock::now() < last_look_ + kForgotten) return;
    last_look_ = Clock::now();
    std::vector<std::size_t> missing;
    for (std::size_t place = 0; place < transactions_.size() && missing.size() < how_.batch_max; ++place)
      if (state_[place] == State::taken && !follower_->has(place)) missing.push_back(place);
    out_.sent_again += missing.size();
    again(missing, {});
  }

  Offered outcome() {
    out_.offered = transactions_.size();
    const auto& done = follower_->done();
    for (std::size_t place = 0; place < done.size(); ++place)
      if (done[place] != Clock::time_point{})
        out_.latencies_ms.push_back(
            std::chrono::duration<double, std::milli>(done[place] - intended(place)).count());
    const std::chrono::duration<double> offered_s =
        how_.per_second == 0
            ? *std::ranges::max_element(done) - start_
            : std::chrono::duration<double>(static_cast<double>(transactions_.size()) / how_.per_second);
    const auto at = [this](double seconds) {
      return start_utc_ + std::chrono::milliseconds(std::llround(seconds * 1'000));
    };
    out_.per_second = static_cast<double>(follower_->recorded(at(how_.settle_s), at(offered_s.count()))) /
                      (offered_s.count() - how_.settle_s);
    const auto& blocks = follower_->blocks();
    out_.transactions_a_block = static_cast<double>(out_.latencies_ms.size()) /
                                static_cast<double>(std::max<std::size_t>(1, blocks.size()));
    auto before = start_;
    for (const auto seen : blocks) {
      if (seen - start_ > offered_s) break;
      out_.longest_pause_ms =
          std::max(out_.longest_pause_ms, std::chrono::duration<double, std::milli>(seen - before).count());
      before = seen;
    }
    return std::move(out_);
  }

  const std::vector<Bytes>& transactions_;
  Offer how_;
  std::map<TxId, std::size_t> places_;
  std::vector<std::unique_ptr<HttpPool>> pools_;
  std::unique_ptr<Follower> follower_;
  HttpCalls calls_;
  std::map<std::size_t, std::vector<std::size_t>> under_way_;  // by tag
  std::deque<Again> again_;
  std::vector<Clock::time_point> sent_;
  std::vector<State> state_;
  std::size_t next_ = 0, turn_ = 0, last_seen_ = 0;
  Clock::time_point start_, last_progress_, last_look_;
  std::chrono::system_clock::time_point start_utc_;
  Offered out_;
};

}  // namespace

Offered offer(Cluster& cluster, const std::vector<Bytes>& transactions, const Offer& how) {
  return Generator(cluster, transactions, how).run();
}

}  // namespace credence::bench
