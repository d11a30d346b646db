// SPDX-License-Identifier: Apache-2.0
// The consensus core and the transport alone: empty commands of 8 bytes, ordered and certified by four
// validators that execute nothing. What others measure of their cores is of this kind: libhotstuff says
// 48.5 k commands/s at a p50 of 46 ms at most, with blocks of 400 and no writes to a disk.
//
//   blocks_of_400   at most 400 commands a block, several blocks in flight
//   natural         a block holds what waits when the one before is executed
//   natural_synced  the same, and each validator's records are on the disk before anything is sent
//
// Each: commands/s with more than enough waiting; then latencies at 50 and 80 % of that, from the time at
// which a command was to be handed in until the primary holds the certificate of its block. All in one
// process: each validator has a thread for its core and one for its connections (loopback, TLS 1.3).
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "consensus/replica.h"
#include "node/base/loop.h"
#include "node/peers/transport.h"
#include "node/runtime/mailbox.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/support/suite.h"

namespace credence::bench {
namespace {

namespace json = boost::json;
using consensus::ReplicaId;
using node::FrameKind;

constexpr std::size_t kValidators = 4;
constexpr std::size_t kCommandBytes = 8;
constexpr std::size_t kNaturalMax = 100'000;  // commands a block
constexpr Height kInFlightMax = 3;
constexpr std::chrono::milliseconds kTick{50};

struct Settings {
  std::size_t runs = 3;
  double seconds = 4;
  std::filesystem::path directory = std::filesystem::temp_directory_path();
};

void wait_until(const std::string& what, const std::function<bool()>& condition) {
  const auto start = Clock::now();
  while (!condition()) {
    if (seconds_since(start) > 60) throw std::runtime_error("not in 60 s: " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // between two looks
  }
}

std::uint64_t clock_ms(auto now) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
}

/// Commands that wait at the primary, and when those of each block were to be handed in.
class Commands {
 public:
  void add(std::size_t count, Clock::time_point at) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({count, at});
    count_ += count;
  }
  [[nodiscard]] std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  struct Some {
    std::size_t count = 0;
    Clock::time_point at;
  };
  /// At most so many, the oldest.
  std::vector<Some> take(std::size_t most) {
    const std::lock_guard lock(mutex_);
    std::vector<Some> out;
    while (most > 0 && !waiting_.empty()) {
      Some& first = waiting_.front();
      const std::size_t count = std::min(most, first.count);
      out.push_back({count, first.at});
      most -= count;
      count_ -= count;
      first.count -= count;
      if (first.count == 0) waiting_.pop_front();
    }
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Some> waiting_;
  std::size_t count_ = 0;
};

/// One validator. Its blocks are chained by hashes; nothing else is executed.
class BareValidator {
 public:
  struct Shared {
    ChainId chain;
    ValidatorSet set;
    std::vector<SecretKey> keys;
    std::size_t block_max = kNaturalMax;
    bool sync = false;
  };

  BareValidator(const Shared& shared, ReplicaId self, const std::filesystem::path& directory)
      : shared_(shared), self_(self), mailbox_(kValidators, 4'096, 64 << 20) {
    consensus::Config config;
    config.chain = shared.chain;
    config.set = shared.set;
    config.self = self;
    consensus::Restored fresh;
    fresh.executed_header_hash = head_;
    replica_ = std::make_unique<consensus::Replica>(config, shared.keys[self], real_signatures(), fresh);
    if (!shared.sync) return;
    const auto path = directory / ("bench-consensus-" + std::to_string(self));
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CREDENCE_ASSERT(file_ >= 0);
    std::filesystem::remove(path);  // gone with the process
  }
  ~BareValidator() {
    core_.stop();
    if (transport_) transport_->stop();
    if (file_ >= 0) ::close(file_);
  }

  std::uint16_t listen(const std::map<ReplicaId, node::Address>& peers) {
    node::TransportOptions options;
    options.chain = shared_.chain;
    options.set = shared_.set;
    options.self = self_;
    options.voters = kValidators;
    options.listen = {"127.0.0.1", 0};
    options.peers = peers;
    node::TransportEvents events;
    events.frame = [this](ReplicaId from, FrameKind kind, Bytes body) {
      if (kind == FrameKind::consensus && mailbox_.put(from, std::move(body))) core_.wake();
    };
    events.connected = events.disconnected = events.duplicate_of_peer =
        events.duplicate_of_self = [](ReplicaId) {};
    transport_ =
        std::make_unique<node::Transport>(std::move(options), shared_.keys[self_], std::move(events));
    transport_->start().value();
    return transport_->port();
  }
  void start() {
    core_.start(
        "core", kTick,
        [this] {
          step(consensus::Tick{});
          propose();
        },
        [this] {
          auto taken = mailbox_.take();
          if (!taken) return false;
          step(consensus::Received{taken->from, std::move(taken->message)});
          propose();
          return true;
        });
  }
  void hand_in(std::size_t count, Clock::time_point at) {
    commands_.add(count, at);
    if (!told_.exchange(true))
      core_.post([this] {
        told_ = false;
        propose();
      });
  }
  [[nodiscard]] std::size_t waiting() const { return commands_.count(); }
  [[nodiscard]] bool all_connected() const {
    const auto peers = transport_->peers();
    return std::ranges::count_if(peers, &node::PeerStatus::connected) == std::ptrdiff_t{kValidators - 1};
  }

  struct Seen {
    std::size_t commands = 0, blocks = 0;
    std::vector<double> latencies_ms;  // one for each group of commands that came at once
  };
  Seen take_seen() {
    const std::lock_guard lock(seen_mutex_);
    return std::exchange(seen_, {});
  }

 private:
  void step(const consensus::Input& input) {
    std::deque<consensus::Input> inputs{input};
    while (!inputs.empty()) {
      const consensus::Time now{clock_ms(Clock::now()), clock_ms(std::chrono::system_clock::now())};
      auto effects = replica_->step(inputs.front(), now);
      inputs.pop_front();
      persist(effects.persist);
      for (auto& send : effects.send) {
        auto body = std::make_shared<const Bytes>(std::move(send.bytes));
        if (send.to)
          transport_->send(*send.to, FrameKind::consensus, std::move(body));
        else
          transport_->broadcast(FrameKind::consensus, std::move(body));
      }
      for (const auto& validate : effects.validate)
        inputs.emplace_back(
            consensus::Validated{validate.digest, validate.proposal.batch.size() % kCommandBytes == 0});
      for (const auto& block : effects.execute) {
        head_ = tagged_hash(shared_.chain.suite, Tag::header, {head_.view(), block.digest.view()});
        executed_ = block.height;
        inputs.emplace_back(consensus::Executed{block.height, head_});
      }
      for (const auto& certificate : effects.certified) certified(certificate.height);
    }
  }
  void persist(const std::vector<consensus::Record>& records) {
    if (file_ < 0 || records.empty()) return;
    Bytes out;
    for (const auto& record : records) {
      const auto key = bytes_of(record.key);
      out.insert(out.end(), key.begin(), key.end());
      if (record.value) out.insert(out.end(), record.value->begin(), record.value->end());
    }
    CREDENCE_ASSERT(::write(file_, out.data(), out.size()) == static_cast<ssize_t>(out.size()));
    CREDENCE_ASSERT(::fdatasync(file_) == 0);
  }
  void propose() {
    while (replica_->can_propose() && top_ < executed_ + kInFlightMax) {
      const bool natural = shared_.block_max == kNaturalMax;
      if (natural && top_ > executed_) return;
      if (!natural && top_ > executed_ && commands_.count() < shared_.block_max) return;
      auto some = commands_.take(shared_.block_max);
      if (some.empty() && executed_ > 0) return;
      std::size_t count = 0;
      for (const auto& one : some) count += one.count;
      Proposal proposal;
      proposal.time_ms = clock_ms(std::chrono::system_clock::now());
      proposal.batch.resize(count * kCommandBytes);
      top_ = std::max(top_, executed_) + 1;
      in_flight_.emplace(top_, std::move(some));
      step(consensus::Propose{std::move(proposal)});
    }
  }
  void certified(Height height) {
    const auto node = in_flight_.extract(height);
    if (!node) return;
    const auto now = Clock::now();
    const std::lock_guard lock(seen_mutex_);
    ++seen_.blocks;
    for (const auto& one : node.mapped()) {
      seen_.commands += one.count;
      seen_.latencies_ms.push_back(std::chrono::duration<double, std::milli>(now - one.at).count());
    }
  }

  const Shared& shared_;
  const ReplicaId self_;
  node::Mailbox mailbox_;
  std::unique_ptr<consensus::Replica> replica_;
  std::unique_ptr<node::Transport> transport_;
  Commands commands_;
  std::atomic<bool> told_{false};
  int file_ = -1;
  // On the core's thread.
  Hash32 head_;
  Height executed_ = 0, top_ = 0;
  std::map<Height, std::vector<Commands::Some>> in_flight_;
  std::mutex seen_mutex_;
  Seen seen_;
  node::Loop core_;
};

class BareNetwork {
 public:
  BareNetwork(std::size_t block_max, bool sync, const std::filesystem::path& directory) {
    shared_.chain =
        ChainId{samples::kSuite, tagged_hash(samples::kSuite, Tag::genesis, bytes_of("bench")).bytes};
    shared_.block_max = block_max;
    shared_.sync = sync;
    for (std::size_t i = 0; i < kValidators; ++i) {
      const Hash32 secret = tagged_hash(samples::kSuite, Tag::peer_hello, bytes_of(std::to_string(i)));
      shared_.keys.push_back(SecretKey::from(samples::kSuite, secret.view()).value());
      shared_.set.validators.push_back({shared_.keys.back().public_key(), "v" + std::to_string(i), "v"});
    }
    std::map<ReplicaId, node::Address> peers;
    for (std::size_t i = 0; i < kValidators; ++i) {
      const auto self = static_cast<ReplicaId>(i);
      nodes_.push_back(std::make_unique<BareValidator>(shared_, self, directory));
      peers[self] = {"127.0.0.1", nodes_.back()->listen(peers)};
    }
    for (const auto& node : nodes_) node->start();
    wait_until("the validators are connected", [this] {
      return std::ranges::all_of(nodes_, [](const auto& node) { return node->all_connected(); });
    });
    wait_until("the first block is certified", [this] {
      primary().hand_in(1, Clock::now());
      return primary().take_seen().commands > 0;
    });
  }
  [[nodiscard]] BareValidator& primary() { return *nodes_.front(); }

 private:
  BareValidator::Shared shared_;
  std::vector<std::unique_ptr<BareValidator>> nodes_;
};

/// Commands/s while more wait than the next blocks hold.
double saturate(BareNetwork& network, double seconds) {
  (void)network.primary().take_seen();
  const auto start = Clock::now();
  while (seconds_since(start) < seconds) {
    if (network.primary().waiting() < kNaturalMax) network.primary().hand_in(10'000, Clock::now());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const double rate = static_cast<double>(network.primary().take_seen().commands) / seconds_since(start);
  wait_until("what waits is ordered", [&] { return network.primary().waiting() == 0; });
  return rate;
}

json::object at_rate(BareNetwork& network, double per_second, double seconds) {
  (void)network.primary().take_seen();
  const auto start = Clock::now();
  std::size_t handed_in = 0;
  while (seconds_since(start) < seconds) {
    const auto due = static_cast<std::size_t>(seconds_since(start) * per_second);
    if (due > handed_in) {
      // those that were to come since the last look, as of the middle of that time
      const double middle = static_cast<double>(handed_in + due) / 2 / per_second;
      network.primary().hand_in(due - handed_in, start + std::chrono::duration_cast<Clock::duration>(
                                                             std::chrono::duration<double>(middle)));
      handed_in = due;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const auto seen = network.primary().take_seen();
  return {{"offered_per_s", per_second},
          {"certified_per_s", static_cast<double>(seen.commands) / seconds_since(start)},
          {"commands_a_block",
           static_cast<double>(seen.commands) / static_cast<double>(std::max<std::size_t>(1, seen.blocks))},
          {"p50_ms", percentile(seen.latencies_ms, 50)},
          {"p99_ms", percentile(seen.latencies_ms, 99)}};
}

json::object measure(const Settings& settings, const std::string& name, std::size_t block_max, bool sync) {
  BareNetwork network(block_max, sync, settings.directory);
  std::vector<double> rates;
  for (std::size_t run = 0; run < settings.runs; ++run) rates.push_back(saturate(network, settings.seconds));
  const double peak = percentile(rates, 50);
  json::object out = summary(rates);
  out["unit"] = "commands/s";
  json::array at;
  for (const double share : {0.5, 0.8}) at.push_back(at_rate(network, share * peak, settings.seconds));
  std::fprintf(stderr, "  %s: %.0f commands/s\n", name.c_str(), peak);
  out["at"] = std::move(at);
  return out;
}

json::object run(const Settings& settings) {
  const double verify = signature_checks_per_second(std::thread::hardware_concurrency()).wall;
  return {
      {"benchmark", "consensus"},
      {"machine", machine()},
      {"conditions", "4 validators in one process; loopback; TLS 1.3; commands of 8 bytes, nothing executed"},
      {"bound", json::object{{"verify_per_s_all_cores", verify},
                             {"sync_per_s", syncs_per_second(settings.directory)}}},
      {"blocks_of_400", measure(settings, "blocks of 400", 400, false)},
      {"natural", measure(settings, "natural blocks", kNaturalMax, false)},
      {"natural_synced", measure(settings, "natural blocks, synced", kNaturalMax, true)}};
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"bench_consensus", "commands/s of the consensus core and the transport alone",
       [&](CLI::App& app) {
         app.add_flag_callback("--quick", [&] { settings.runs = 1, settings.seconds = 1; });
         app.add_option("--runs", settings.runs)->capture_default_str();
         app.add_option("--seconds", settings.seconds, "of each rate")->capture_default_str();
         app.add_option("--dir", settings.directory, "where the records lie")->capture_default_str();
       },
       [&] { return run(settings); }},
      argc, argv);
}
