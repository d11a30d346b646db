// SPDX-License-Identifier: Apache-2.0
// Lifecycle and the API's side of the runtime.
#include "node/runtime/runtime.h"

#include <charconv>
#include <chrono>

#include "ledger/chain/quorum.h"
#include "ledger/domain/state_values.h"
#include "ledger/primitives/place_errors.h"
#include "node/api/feature_votes.h"
#include "node/runtime/runtime_impl.h"

namespace credence::node {
namespace {

constexpr std::chrono::milliseconds kTick{50};
constexpr std::chrono::milliseconds kPrunePeriod{250};
// How many heights below the head may lack their certificate after a crash.
constexpr Height kCertificateScan = 100'000;
constexpr Height kBehindMax = 2 * limits::kPipelineWindow;
constexpr std::size_t kArrivalsMax = 64;  // blocks whose transactions' arrivals are remembered
constexpr int kAskedMax = 8;
constexpr std::string_view kSetPrefix = "set-";

/// The first height of the set under which the core wrote a record: "set-17/view" is of 17, "view" of the
/// genesis' set.
Height set_of_record(std::string_view key) {
  Height out = 0;
  if (key.starts_with(kSetPrefix))
    std::from_chars(key.data() + kSetPrefix.size(), key.data() + key.size(), out);
  return out;
}

/// What the core's records under a set begin with in the ledger.
std::string records_prefix(Height first) {
  return first == 0 ? std::string() : std::string(kSetPrefix) + std::to_string(first) + "/";
}

}  // namespace

Result<void> check_votes(const Ledger& ledger, const PublicKey& self, std::span<const PublicKey> observers) {
  const Members members = members_of(ledger, self, observers);
  if (!members.votes()) return {};
  const auto records = ledger.records();
  if (!records) return std::unexpected(records.error());
  const auto at = records->find(records_prefix(members.first) + std::string(consensus::kVoterRecord));
  if (at == records->end()) return {};
  const auto voter = decode<PublicKey>(at->second);
  if (!voter) return fail(Code::storage_corrupt, "the record of whose votes these are");
  if (*voter == self) return {};
  const auto named = [&members](const PublicKey& key) {
    const auto number = members.set.index_of(key);
    return (number ? std::string(members.set.validators[*number].name_en) + " " : std::string()) + key.hex();
  };
  return fail(place_code::votes_of_another,
              "they are of " + named(*voter) + ", the key file is of " + named(self));
}

std::uint64_t Runtime::Impl::monotonic_ms() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(
      duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}
std::uint64_t Runtime::Impl::utc_ms() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

Runtime::Impl::Impl(RuntimeOptions options, SecretKey key, Members members,
                    std::unique_ptr<Ledger> the_ledger, RuntimeEvents events)
    : ledger(std::move(the_ledger)),
      pool(options.pool),
      workers(options.worker_threads, limits::kWorkersQueueMax),
      options_(std::move(options)),
      key_(std::move(key)),
      members_(std::move(members)),
      self_(members_.self),
      events_(std::move(events)),
      chain_(ledger.read([](const Ledger& at) { return at.chain(); })),
      network_(ledger.read([](const Ledger& at) { return std::string(at.genesis().network); })),
      signatures_(chain_, workers, [this](const Hash32& leaf) { return pool.held(leaf); }),
      admission_(ledger, signatures_),
      inboxes_(members_.everyone.size()),
      mailbox_(members_.everyone.size(), limits::kPeerInboxMessagesMax, limits::kPeerInboxBytesMax),
      snapshots_(ledger) {}

Runtime::Impl::~Impl() { stop(); }

Runtime::Impl::Ahead Runtime::Impl::ahead_of(const Ledger& at) const {
  Ahead out{at.set_ends(members_.height), at.head().time_ms, {}};
  const auto bytes = at.state(ChainKey{});
  if (!bytes || !*bytes) return out;
  if (auto chain = decode<ChainValue>(**bytes)) out.chain = *std::move(chain);
  return out;
}

Result<consensus::Restored> Runtime::Impl::restored() {
  return ledger.read([this](const Ledger& at) -> Result<consensus::Restored> {
    consensus::Restored out;
    out.executed = at.height();
    out.executed_header_hash = at.head_hash();
    const Height certified = std::min(at.certified_height(), at.height());
    if (certified > 0) {
      auto proof = at.prove_block(certified);
      if (!proof) return std::unexpected(proof.error());
      out.last_certificate = std::move(proof->certificate);
    }
    // Below the last `count` blocks, as far as they are held.
    const auto below = [&](Height count) {
      return std::max(at.height() - std::min(at.height(), count), at.oldest() > 0 ? at.oldest() - 1 : 0);
    };
    for (Height height = at.height(); height > below(limits::kPipelineWindow); --height) {
      auto block = at.block(height);
      if (!block) return std::unexpected(block.error());
      if (!block->certificate) out.uncertified.emplace(height, header_hash(at.chain(), block->header));
    }
    unscanned_ = at.height();
    scan_end_ = below(kCertificateScan);
    auto records = at.records();
    if (!records) return std::unexpected(records.error());
    for (auto& [key, value] : *records)
      if (key.starts_with(kEvidencePrefix))
        out.records.emplace(key, std::move(value));
      else if (set_of_record(key) == members_.first)
        out.records.emplace(key.substr(records_prefix_.size()), std::move(value));
    if (members_.first > 0) {
      auto before = at.prove_block(members_.first - 1);
      if (!before) return std::unexpected(before.error());
      out.base = std::move(before->certificate);
    }
    ahead_ = ahead_of(at);
    out.last = ahead_.last;
    return out;
  });
}

/// Records of the core under earlier sets are of no use any more; those of later ones (after a crash that
/// lost certificates) are kept.
Result<void> Runtime::Impl::drop_old_records() {
  return ledger.write([this](Ledger& at) -> Result<void> {
    auto records = at.records();
    if (!records) return std::unexpected(records.error());
    std::vector<std::pair<std::string, std::optional<Bytes>>> old;
    for (const auto& [key, value] : *records)
      if (set_of_record(key) < members_.first && !key.starts_with(kEvidencePrefix))
        old.emplace_back(key, std::nullopt);
    return old.empty() ? Result<void>{} : at.write_records(old);
  });
}

Result<void> Runtime::Impl::start() {
  records_prefix_ = records_prefix(members_.first);
  auto state = restored();
  if (!state) return std::unexpected(state.error());
  if (auto done = drop_old_records(); !done) return done;
  consensus::Config config;
  config.chain = chain_;
  config.set = members_.set;
  config.self = self_;
  config.first = members_.first;
  config.view_timeout_ms = options_.view_timeout_ms;
  config.view_timeout_ms_max = std::max(config.view_timeout_ms_max, options_.view_timeout_ms);
  config.retransmit_ms = std::min<std::uint64_t>(config.retransmit_ms, options_.view_timeout_ms / 4);
  if (members_.votes())
    replica_ = std::make_unique<consensus::Replica>(config, key_, real_signatures(), *std::move(state));
  core_status_ = core_status();
  if (replica_) evidence_ = replica_->evidence();
  last_block_ms_ = last_roomy_block_ms_ = monotonic_ms();
  ticked_ms_ = last_block_ms_;
  started_at_ = core_status_.certified;
  signed_.assign(members_.set.size(), started_at_);
  sync_ = std::make_unique<Sync>(sync_hooks());
  if (options_.snapshot_behind > 0)
    join_ = std::make_unique<SnapshotJoin>(ledger.read([](const Ledger& at) { return at.genesis(); }),
                                           options_.chunk_entries, join_hooks());
  writer_ = std::make_unique<LedgerThread>(ledger, ledger_events());

  TransportOptions peers;
  peers.chain = chain_;
  peers.set = members_.everyone;
  peers.self = self_;
  peers.voters = members_.set.size();
  peers.listen = options_.listen;
  peers.peers = options_.peers;
  transport = std::make_unique<Transport>(std::move(peers), key_, transport_events());
  transport->set_certified(core_status_.certified);
  if (auto done = transport->start(); !done) return done;
  started_ = true;
  writer_->start();
  // Before the core's thread runs: from then on its status is read under the lock only.
  log(LogLevel::info, "node_started",
      {{"validator", self_},
       {"name", members_.everyone.validators[self_].name_en},
       {"votes", members_.votes() ? "yes" : "no"},
       {"set_from", members_.first},
       {"chain", chain_.hex()},
       {"height", core_status_.executed},
       {"certified", core_status_.certified},
       {"view", core_status_.view},
       {"validators", members_.set.size()},
       {"peer_port", transport->port()},
       {"program", std::string_view(this_program().version)},
       {"messages", this_program().speaks.text()}});
  if (const Error ahead = feature_ahead(); ahead.code != Code::ok) log_error("program_too_old", ahead);
  if (options_.keep_blocks > 0)
    pruner_.start("pruner", kPrunePeriod, [this] { prune(); }, [] { return false; });
  if (options_.scrub.bytes_per_second > 0)
    scrub_ = std::make_unique<BackgroundScrub>(ledger, options_.scrub, [](const ScrubReport& found) {
      log(found.clean() ? LogLevel::info : LogLevel::error, "scrubbed",
          {{"height", found.height}, {"blocks", found.blocks}, {"damaged", found.damage.size()}});
      for (const Error& one : found.damage) log_error("scrub_damaged", one);
    });
  core_.start("core", kTick, [this] { on_tick(); }, [this] { return work_on_message(); });
  return {};
}

void Runtime::Impl::stop() {
  pruner_.stop();
  scrub_.reset();
  core_.stop();
  if (writer_) writer_->stop();
  if (transport) transport->stop();
  workers.stop();
  snapshots_.clear();  // they read the ledger's store
  if (std::exchange(started_, false))
    log(LogLevel::info, "node_stopped",
        {{"height", ledger.read([](const Ledger& at) { return at.height(); })}});
}

void Runtime::Impl::fatal(NodeExit code) {
  if (!fatal_.exchange(true)) events_.fatal(code);
}

LedgerEvents Runtime::Impl::ledger_events() {
  LedgerEvents out;
  out.release = [this](std::vector<consensus::Send> sends) { release(std::move(sends)); };
  out.executed = [this](const BlockHeader& header, const Hash32& hash, std::size_t batch_bytes) {
    snapshots_.executed(header.height, monotonic_ms());
    // on the one thread that writes: no writer is in the way
    auto ahead = ledger.read([this](const Ledger& at) { return ahead_of(at); });
    core_.post([this, header, hash, batch_bytes, ahead = std::move(ahead)]() mutable {
      on_executed(header, hash, batch_bytes, std::move(ahead));
    });
  };
  out.settled = [this](const BlockHeader& header, const TxIds& ids) {
    auto arrived = pool.executed(ids, header.height);
    {
      const std::lock_guard lock(status_mutex_);
      if (!arrived.empty()) arrivals_[header.height] = std::move(arrived);
      while (arrivals_.size() > kArrivalsMax) arrivals_.erase(arrivals_.begin());
    }
    metrics_.executed_transactions += ids.size();
    pool_changed();
  };
  out.certified = [this](const Certificate& certificate, const SharedIds& ids) {
    const Height height = certificate.height;
    note_certificate(certificate);
    core_.post([this, height] { on_certified(height); });
    static const TxIds kNone;
    if (events_.certified) events_.certified(height, ids ? *ids : kNone);
  };
  out.took = [this](Metrics::Time what, double seconds) { metrics_.observe(what, seconds); };
  out.failed = [this](const Error& error) {
    log_error(error.code == Code::unknown_feature ? "program_too_old" : "storage_failed", error);
    fatal(exit_code_of(error.code));
  };
  return out;
}

TransportEvents Runtime::Impl::transport_events() {
  TransportEvents out;
  out.frame = [this](ReplicaId from, FrameKind kind, Bytes body) { on_frame(from, kind, std::move(body)); };
  out.connected = [this](ReplicaId peer) {
    core_.post([this, peer] {
      duplicate_refusals_.erase(peer);
      send_transactions(peer, pool.oldest(kGossipBytesMax / 2));
    });
  };
  out.disconnected = [this](ReplicaId peer) { core_.post([this, peer] { step(consensus::Lost{peer}); }); };
  out.duplicate_of_peer = [this](ReplicaId) { ++metrics_.duplicates; };
  out.duplicate_of_self = [this](ReplicaId peer) {
    core_.post([this, peer] { on_duplicate_of_self(peer); });
  };
  return out;
}

struct Runtime::Impl::Verification {
  std::uint64_t number = 0;
  std::deque<SyncBlock> left;
  std::vector<VerifiedBlock> done;
};

SyncHooks Runtime::Impl::sync_hooks() {
  SyncHooks out;
  out.peers = [this] { return transport->peers(); };
  out.ask = [this](ReplicaId to, const BlockRequest& request) {
    if (inboxes_[to].asked < kAskedMax) ++inboxes_[to].asked;
    transport->send(to, FrameKind::block_request, std::make_shared<const Bytes>(encode(request)));
  };
  out.verify = [this](std::uint64_t number, std::vector<SyncBlock> blocks) {
    auto work = std::make_shared<Verification>();
    work->number = number;
    work->left.assign(std::make_move_iterator(blocks.begin()), std::make_move_iterator(blocks.end()));
    workers.post_urgent([this, work = std::move(work)]() mutable { verify_next(std::move(work)); });
  };
  out.apply = [this](std::vector<VerifiedBlock> blocks) {
    writer_->apply(std::move(blocks), [this](Result<Certificate> last) {
      core_.post([this, last = std::move(last)] { sync_->applied(last, monotonic_ms()); });
    });
  };
  out.synced = [this](const Certificate& certificate) {
    last_synced_ms_ = monotonic_ms();
    step(consensus::Synced{certificate, ahead_.last});
  };
  out.diverged = [this](const Error& error) {
    log_error("diverged", error);
    fatal(NodeExit::diverged);
  };
  out.pruned = [this](Height wanted, Height oldest, std::size_t said) {
    core_.post([=, this] { on_pruned(wanted, oldest, said); });
  };
  out.lied = [this](ReplicaId peer, const Error& error) { on_lie(peer, error); };
  return out;
}

/// One block for each task: proposals and queries get their turn in between.
void Runtime::Impl::verify_next(std::shared_ptr<Verification> work) {
  Result<std::vector<VerifiedBlock>> result = std::vector<VerifiedBlock>();
  // Known for W heights ahead; beyond that it may be another set, which is seen (`wrong_validator_set`) and
  // asked for again.
  const Height height = work->left.front().header.height;
  const ValidatorSet set = ledger.read([&](const Ledger& at) {
    return at.validators_at(std::min(height, at.height() + limits::kPipelineWindow));
  });
  auto one = verify_block(chain_, set, signatures_, std::move(work->left.front()),
                          work->done.empty() ? nullptr : &work->done.back().block.header);
  work->left.pop_front();
  if (one) work->done.push_back(*std::move(one));
  if (one && !work->left.empty()) {
    workers.post_urgent([this, work = std::move(work)]() mutable { verify_next(std::move(work)); });
    return;
  }
  if (one)
    result = std::move(work->done);
  else
    result = std::unexpected(one.error());
  core_.post([this, number = work->number, result = std::move(result)]() mutable {
    sync_->verified(number, std::move(result), monotonic_ms());
  });
}

void Runtime::Impl::pool_changed() {
  if (!pool_dirty_.exchange(true)) core_.post([this] { on_pool(); });
}

// ---- the API's side ---------------------------------------------------------------------------------------

/// What would be refused in the end, for want of room, is refused before anything is computed for it.
Result<Backend::Submitted> Runtime::Impl::submit(Bytes bytes, TxId& id, const Ready& ready) {
  const auto refuse = [this](const Error& error) {
    metrics_.count_refused(error.code);
    return std::unexpected(error);
  };
  auto read = read_transaction(chain_, std::move(bytes));
  if (!read) return refuse(read.error());
  const SharedTransaction& transaction = *read;
  id = transaction->id;
  if (pool.contains(id)) return Submitted::pending;
  if (const auto room = pool.room(*transaction, std::nullopt); !room) {
    const bool executed = ledger.read([&](const Ledger& at) { return at.executed_unexpired(id); });
    return executed ? Result<Backend::Submitted>(Submitted::executed) : refuse(room.error());
  }
  if (const auto good = ready(*transaction); !good) return refuse(good.error());
  {
    const std::lock_guard lock(status_mutex_);
    if (syncing_ && core_status_.certified > core_status_.executed + kBehindMax)
      return refuse({Code::node_syncing, std::to_string(core_status_.executed) + " of " +
                                             std::to_string(core_status_.certified)});
  }
  const auto admitted = admission_.admit(*transaction);
  if (!admitted) return refuse(admitted.error());
  if (*admitted == Admitted::executed) return Submitted::executed;
  const auto added = pool.add(transaction, std::nullopt, monotonic_ms());
  if (!added) return refuse(added.error());
  if (*added == Mempool::Added::executed) return Submitted::executed;
  if (*added == Mempool::Added::fresh) {
    ++metrics_.submitted;
    {
      const std::lock_guard lock(gossip_mutex_);
      gossip_.push_back(transaction);
    }
    pool_changed();
  }
  return Submitted::pending;
}

// ---- Runtime ----------------------------------------------------------------------------------------------

Runtime::Runtime(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Runtime::~Runtime() = default;

Result<std::unique_ptr<Runtime>> Runtime::make(RuntimeOptions options, SecretKey key,
                                               std::unique_ptr<Ledger> ledger, RuntimeEvents events) {
  Members members = members_of(*ledger, key.public_key(), options.observers);
  if (!members.known && !options.observe) return fail(Code::not_a_validator, key.public_key().hex());
  if (auto good = check_votes(*ledger, key.public_key(), options.observers); !good)
    return std::unexpected(good.error());
  return std::unique_ptr<Runtime>(new Runtime(std::make_unique<Impl>(
      std::move(options), std::move(key), std::move(members), std::move(ledger), std::move(events))));
}

Result<void> Runtime::start() { return impl_->start(); }
void Runtime::stop() { impl_->stop(); }
const SharedLedger& Runtime::ledger() const { return impl_->ledger; }
Result<Backend::Submitted> Runtime::submit(Bytes bytes, TxId& id, bool although) {
  return impl_->submit(std::move(bytes), id, [&](const ReadTransaction& transaction) {
    return although ? Result<void>{} : check_ready(*this, transaction);
  });
}
Result<void> Runtime::room() const { return impl_->pool.room(0, std::nullopt); }
bool Runtime::pending(const TxId& id) const { return impl_->pool.contains(id); }
NodeStatus Runtime::status() const { return impl_->status(); }
Health Runtime::health() const { return impl_->health(); }
Result<void> Runtime::alive() const { return impl_->alive(); }
void Runtime::count_request(std::string_view route, unsigned status, double seconds) {
  impl_->count_request(route, status, seconds);
}
std::vector<Evidence> Runtime::evidence() const { return impl_->evidence(); }
ConsensusSeen Runtime::consensus_since(std::uint64_t number) const { return impl_->consensus_since(number); }
std::string Runtime::metrics() const { return impl_->metrics_text(); }
std::uint64_t Runtime::now_utc_ms() const {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}
std::vector<SharedTransaction> Runtime::waiting() const { return impl_->pool.oldest(limits::kPoolBytesMax); }
std::unique_ptr<Ledger> Runtime::take_ledger() { return impl_->ledger.take(); }
std::unique_ptr<SnapshotInstall> Runtime::take_joined() { return impl_->take_joined(); }
WorkerPool& Runtime::workers() { return impl_->workers; }
std::uint16_t Runtime::peer_port() const { return impl_->transport->port(); }

}  // namespace credence::node
