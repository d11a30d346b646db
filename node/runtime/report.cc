// SPDX-License-Identifier: Apache-2.0
// What a node says of itself: status, health, metrics.
#include <algorithm>

#include "ledger/chain/quorum.h"
#include "ledger/domain/features.h"
#include "ledger/domain/state_values.h"
#include "ledger/primitives/counted.h"
#include "node/runtime/runtime_impl.h"

namespace credence::node {
namespace {

constexpr std::uint64_t kStuckMs = 10'000;
// How long a node that starts may take to hear from the others before it counts as one that waits.
constexpr std::uint64_t kAskingMs = 5'000;
constexpr std::uint64_t kDeadMs = 60'000;  // a thread that has not moved for so long is taken for dead

/// How many validators' programs know a feature, as they said; this node's too if it votes.
std::size_t knowing(const NodeStatus& now, bool votes, const Id& feature) {
  std::size_t out = votes ? 1 : 0;
  for (const auto& peer : now.peers)
    if (peer.votes && peer.program && std::ranges::count(peer.program->features, feature) > 0) ++out;
  return out;
}

/// Of a peer that speaks no version in common with this node: which ones it speaks.
std::string apart(const ProgramSaid& self, const NodeStatus::Peer& peer) {
  if (!peer.program || self.speaks.common(peer.program->speaks) != 0) return {};
  return " (speaks " + peer.program->speaks.text() + ", program " + peer.program->version + ")";
}

}  // namespace

NodeStatus Runtime::Impl::status() const {
  NodeStatus out;
  out.network = network_;
  out.chain = chain_;
  out.self = self_;
  out.name = members_.everyone.validators[self_].name_en;
  out.key = members_.everyone.validators[self_].key;
  ledger.read([&out](const Ledger& at) {
    out.height = at.height();
    out.certified = at.certified_height();
    out.head = at.head_hash();
    out.oldest = at.oldest();
  });
  {
    const std::lock_guard lock(status_mutex_);
    out.core = core_status_;
    out.syncing = syncing_;
    out.behind_of = behind_of_;
    out.joining = join_progress_;
  }
  out.votes = members_.votes() && !out.core.recovering && !out.core.halted;
  out.pool = pool.size();
  for (const auto& peer : transport->peers())
    if (peer.number != self_)
      out.peers.push_back({std::string(std::string_view(members_.everyone.validators[peer.number].name_en)),
                           peer.connected, peer.number < members_.set.size(), peer.certified,
                           peer.round_trip_us, peer.clock_offset_ms,
                           members_.everyone.validators[peer.number].key, peer.version, peer.program});
  return out;
}

/// Who signed, and how long its transactions had waited here.
void Runtime::Impl::note_certificate(const Certificate& certificate) {
  std::vector<std::uint64_t> arrived;
  {
    const std::lock_guard lock(status_mutex_);
    if (const auto at = arrivals_.find(certificate.height); at != arrivals_.end()) {
      arrived = std::move(at->second);
      arrivals_.erase(at);
    }
    if (certificate.height >= members_.first)
      for (const auto& one : certificate.signatures)
        if (one.validator < signed_.size())
          signed_[one.validator] = std::max(signed_[one.validator], certificate.height);
  }
  const std::uint64_t now = monotonic_ms();
  for (const std::uint64_t at : arrived)
    metrics_.observe(Metrics::Time::commit, static_cast<double>(now - std::min(now, at)) / 1000);
}

Health Runtime::Impl::health() const {
  const auto not_ready = [](Code code, std::string detail = {}) {
    return Health{false, Error{code, std::move(detail)}};
  };
  if (fatal_) return not_ready(Code::node_stopping);
  const NodeStatus now = status();
  if (now.core.halted) return not_ready(Code::diverged);
  if (now.joining.height > 0)
    return not_ready(Code::node_syncing, "it joins by the snapshot of block " +
                                             std::to_string(now.joining.height) + ": " +
                                             std::to_string(now.joining.entries) + " of about " +
                                             counted(now.joining.of, "entry", "entries"));
  if (now.syncing || now.behind_of > 0)
    return not_ready(Code::node_syncing, std::to_string(now.core.executed) + " of " +
                                             std::to_string(std::max(now.core.certified, now.behind_of)));
  if (members_.votes()) {
    if (auto good = health_of_voter(now); !good) return {good.error().code == Code::votes_held, good.error()};
    return {true, warning()};
  }
  if (!options_.observe && !members_.scheduled) {
    const std::string from = " from block " + std::to_string(members_.first) + " on";
    return not_ready(Code::no_longer_validator, members_.successor ? "the key " + members_.successor->hex() +
                                                                         " stands in its place" + from
                                                                   : "it was removed" + from);
  }
  const bool reached =
      std::ranges::any_of(now.peers, [](const auto& peer) { return peer.connected && peer.votes; });
  return reached ? Health{true, warning()} : not_ready(Code::no_validators);
}

std::vector<FeatureFlag> Runtime::Impl::unknown_features() const {
  const auto bytes = ledger.read([](const Ledger& at) { return at.state(ChainKey{}); });
  const auto chain = bytes && *bytes ? decode<ChainValue>(**bytes) : fail(Code::not_found);
  std::vector<FeatureFlag> out;
  if (chain)
    std::ranges::copy_if(chain->features, std::back_inserter(out),
                         [](const FeatureFlag& flag) { return !features::known(flag.name); });
  return out;
}

/// `ok`, or `unknown_feature` of one that begins: this node stops before that block.
Error Runtime::Impl::feature_ahead() const {
  std::string detail;
  for (const FeatureFlag& flag : unknown_features())
    detail += (detail.empty() ? "" : ", ") + flag.name + " from block " + std::to_string(flag.from);
  if (detail.empty()) return {Code::ok, {}};
  return {Code::unknown_feature, detail + "; this program, " + this_program().version + ", stops before it"};
}

/// What a node that is well should have its operator look at: damage on its disk, or a feature that begins.
Error Runtime::Impl::warning() const {
  const auto found = scrub_ ? scrub_->last() : std::nullopt;
  if (!found || found->clean()) return feature_ahead();
  return {Code::storage_corrupt,
          found->damage.front().detail +
              (found->damage.size() > 1 ? "; " + std::to_string(found->damage.size() - 1) + " more in the log"
                                        : "")};
}

/// `votes_held` of one that is level and answers, but was rebuilt.
Result<void> Runtime::Impl::health_of_voter(const NodeStatus& now) const {
  std::string missing;
  std::size_t connected = 1;
  for (const auto& peer : now.peers) {
    if (!peer.votes) continue;
    connected += peer.connected ? 1 : 0;
    if (!peer.connected) missing += (missing.empty() ? "" : ", ") + peer.name + apart(now.program, peer);
  }
  const std::size_t needed = quorum(members_.set.size());
  if (connected < needed)
    return fail(Code::no_quorum, std::to_string(connected) + " of " + std::to_string(members_.set.size()) +
                                     " are connected, " + std::to_string(needed) +
                                     " are needed; missing: " + missing);
  const std::uint64_t at = monotonic_ms();
  const std::lock_guard lock(status_mutex_);
  if (stuck_since_ms_ != 0 && at - stuck_since_ms_ > kStuckMs)
    return fail(Code::no_primary, "for " + std::to_string((at - stuck_since_ms_) / 1000) + " s");
  if (!now.core.recovering) return {};
  const std::uint64_t since = at - std::min(at, held_since_ms_);
  const std::string held = "for " + std::to_string(since / 1000) + " s; ";
  if (now.core.votes_above == 0 && since < kAskingMs)
    return fail(Code::node_syncing, "it starts, and asks the others how far they are");
  if (now.core.votes_above == 0)
    return fail(Code::votes_held, held + "it asks the others what it voted for before");
  return fail(Code::votes_held, held + "it votes above block " + std::to_string(now.core.votes_above) +
                                    " (now " + std::to_string(now.core.certified) + "), or in a later view");
}

Result<void> Runtime::Impl::alive() const {
  const std::uint64_t now = monotonic_ms();
  const auto stands_still = [now](std::uint64_t since) { return since != 0 && now > since + kDeadMs; };
  if (stands_still(ticked_ms_))
    return fail(Code::internal,
                "the core has not moved for " + std::to_string((now - ticked_ms_) / 1000) + " s");
  if (stands_still(writer_->busy_since_ms()))
    return fail(Code::storage_failed,
                "a write has not ended for more than " + std::to_string(kDeadMs / 1000) + " s");
  return {};
}

void Runtime::Impl::count_request(std::string_view route, unsigned status, double seconds) {
  metrics_.count_request(route, status);
  metrics_.observe(Metrics::Time::answer, seconds);
}

std::vector<Evidence> Runtime::Impl::evidence() const {
  const std::lock_guard lock(status_mutex_);
  return evidence_;
}

std::string Runtime::Impl::metrics_text() const {
  const NodeStatus now = status();
  const std::uint64_t at = monotonic_ms();
  const auto number = [](auto value) { return static_cast<double>(value); };
  double connected = 0;
  for (const auto& peer : now.peers) connected += peer.connected && peer.votes ? 1 : 0;
  std::vector<Height> last_signed;
  {
    const std::lock_guard lock(status_mutex_);
    last_signed = signed_;
  }
  const auto scrubbed = scrub_ ? scrub_->last() : std::nullopt;
  std::vector<Sample> out{
      {"credence_build_info", "1; the version is a label", 1, false, {{"version", now.program.version}}},
      {"credence_height", "Height of the last executed block", number(now.height)},
      {"credence_certified_height", "Highest height with a certificate", number(now.certified)},
      {"credence_view", "View of the consensus core", number(now.core.view)},
      {"credence_view_changes_total", "View changes that this node asked for", number(now.core.view_changes),
       true},
      {"credence_votes", "1 if this node votes: it is a validator and does not hold its votes back",
       now.votes ? 1.0 : 0.0},
      {"credence_last_signed_height", "Highest certificate with this node's signature since the start",
       members_.votes() ? number(last_signed[self_]) : 0.0},
      {"credence_peers_connected", "Validators connected with", connected},
      {"credence_pool_transactions", "Transactions in the pool", number(now.pool.count)},
      {"credence_pool_bytes", "Bytes in the pool", number(now.pool.bytes)},
      {"credence_pool_oldest_seconds", "How long the oldest transaction in the pool has waited",
       now.pool.oldest_ms == 0 ? 0.0 : number(at - std::min(at, now.pool.oldest_ms)) / 1000},
      {"credence_oldest_height", "Lowest block that is held whole; 0: all are", number(now.oldest)},
      {"credence_snapshots", "Snapshots of the state that are kept for peers that join",
       number(snapshots_.held())},
      {"credence_join_entries", "Entries of the state that a join by snapshot has fetched",
       number(now.joining.entries)},
      {"credence_scrub_bytes_total", "Bytes that were read again to find damage",
       number(scrub_ ? scrub_->bytes() : 0), true},
      {"credence_scrub_height", "Head of the ledger that was last read whole again",
       number(scrubbed ? scrubbed->height : 0)},
      {"credence_scrub_damaged", "What was found damaged then",
       number(scrubbed ? scrubbed->damage.size() : 0)},
      {"credence_syncing", "1 while this node is behind and fetches blocks or a snapshot",
       now.syncing || now.behind_of > 0 ? 1.0 : 0.0},
      {"credence_database_bytes", "Bytes of the database on the disk", number(options_.database_bytes())},
      {"credence_memory_bound_bytes",
       "Memory that the settings allow, without mapped files (docs/operations.md)",
       number(options_.memory_bytes_max)},
      {"credence_signatures_verified_total", "Transactions whose signatures were checked",
       number(signatures_.verified()), true},
      {"credence_signatures_saved_total", "Checks saved because they were made before",
       number(signatures_.saved()), true},
      {"credence_synced_writes_total", "Synced writes to the disk", number(writer_->syncs()), true},
      {"credence_persisted_steps_total", "Steps of the core made durable or sent by them",
       number(writer_->steps()), true}};
  for (const auto& [stage, name] :
       {std::pair{Ledger::Stage::rules, "rules"}, std::pair{Ledger::Stage::tree, "tree"},
        std::pair{Ledger::Stage::write, "write"}})
    out.push_back({"credence_execute_cpu_seconds_total",
                   "Processor time of executing blocks",
                   writer_->cpu_seconds(stage),
                   true,
                   {{"stage", name}}});
  const auto by_peer = [&](const char* name, const char* help, auto value) {
    for (const auto& peer : now.peers)
      if (const std::optional<double> of = value(peer))
        out.push_back({name, help, *of, false, {{"peer", peer.name}}});
  };
  by_peer("credence_peer_connected", "1 if this node is connected with the peer",
          [](const auto& peer) { return std::optional(peer.connected ? 1.0 : 0.0); });
  by_peer("credence_peer_round_trip_seconds", "Of the last ping", [&](const auto& peer) {
    return peer.round_trip_us > 0 ? std::optional(number(peer.round_trip_us) / 1e6) : std::nullopt;
  });
  by_peer("credence_peer_clock_offset_seconds",
          "How far the peer's clock is ahead of this node's; blocks need less than 30",
          [&](const auto& peer) {
            return peer.round_trip_us > 0 ? std::optional(number(peer.clock_offset_ms) / 1000) : std::nullopt;
          });
  by_peer("credence_peer_lag_blocks",
          "Certified blocks that the peer lacks and this node has, as it said last", [&](const auto& peer) {
            return peer.connected
                       ? std::optional(number(now.certified - std::min(now.certified, peer.certified)))
                       : std::nullopt;
          });
  by_peer(
      "credence_peer_messages_version", "Version of the messages on the connection with the peer",
      [&](const auto& peer) { return peer.connected ? std::optional(number(peer.version)) : std::nullopt; });
  for (const auto& peer : now.peers)
    if (peer.program)
      out.push_back({"credence_peer_program",
                     "1; the peer's program, as it said last",
                     1,
                     false,
                     {{"peer", peer.name}, {"version", peer.program->version}}});
  for (const Id& feature : now.program.features)
    out.push_back({"credence_feature_nodes",
                   "Validators whose program knows the feature, as they said last",
                   number(knowing(now, members_.votes(), feature)),
                   false,
                   {{"feature", feature}}});
  out.push_back({"credence_features_unknown",
                 "Features that the chain begins, and that this program does not know: it stops there",
                 number(unknown_features().size())});
  for (std::size_t i = 0; i < last_signed.size(); ++i)
    out.push_back({"credence_validator_missed_blocks",
                   "Certified blocks since the last one that the validator signed, since the start",
                   number(now.certified - std::min(now.certified, last_signed[i])),
                   false,
                   {{"validator", std::string(std::string_view(members_.set.validators[i].name_en))}}});
  std::ranges::move(process_samples(), std::back_inserter(out));
  return metrics_.text(std::move(out));
}

}  // namespace credence::node
