// SPDX-License-Identifier: Apache-2.0
#include "node/sync/snapshot_join.h"

#include "ledger/chain/quorum.h"
#include "node/base/log.h"

namespace credence::node {
namespace {

constexpr std::uint64_t kAnswerMs = 10'000;
constexpr std::uint64_t kFirstAnswerMs = 2'000;  // of the small chunks that show how large the state is
constexpr std::uint64_t kSlowMs = 10'000;  // a peer that did not answer in time is passed over for so long
constexpr std::uint64_t kOffersEveryMs = 1'000;
constexpr std::uint64_t kOffersWaitMs = 2'000;   // from the first offer on, for those of the other peers
constexpr std::uint64_t kOffersFewMs = 20'000;   // ... for those of f + 1 peers
constexpr std::uint64_t kOffersAloneMs = 6'000;  // for so long no blocks are fetched beside
constexpr std::uint64_t kOffersPatienceMs = 60'000;
constexpr std::uint64_t kGiveUpMs = 300'000;
constexpr std::uint64_t kNoSourceMs =
    15'000;  // without a peer that may have the snapshot; then another one is looked for
constexpr std::uint64_t kLogMs = 5'000;
constexpr std::size_t kAskedPerPeerMax = 2;
constexpr std::size_t kAskedMax = 12;  // with the chunks that are being written

}  // namespace

SnapshotJoin::SnapshotJoin(Genesis genesis, std::uint64_t chunk_entries, JoinHooks hooks)
    : genesis_(std::move(genesis)),
      chunk_entries_(chunk_entries),
      hooks_(std::move(hooks)),
      trust_(TrustAnchor{chain_id(genesis_), genesis_.validators}) {}

void SnapshotJoin::want(Height ahead, std::uint64_t now_ms) {
  if (phase_ != Phase::idle || given_up(now_ms)) return;
  ahead_ = std::max<Height>(ahead, 1);
  log(LogLevel::info, "snapshot_join", {{"from", hooks_.height()}, {"ahead", ahead_}});
  open(false, now_ms);
}

void SnapshotJoin::call_off() {
  if (phase_ != Phase::offers) return;
  phase_ = Phase::idle;
  install_.reset();
  asked_.clear();
}

bool SnapshotJoin::fetching(std::uint64_t now_ms) const {
  return phase_ > Phase::offers || (phase_ == Phase::offers && now_ms < offers_since_ms_ + kOffersAloneMs);
}

/// Goes on with what an earlier run left, or looks for a snapshot.
void SnapshotJoin::open(bool fresh, std::uint64_t now_ms) {
  asked_.clear();
  without_.clear();
  install_.reset();  // before its place is opened again
  auto store = hooks_.open_store(fresh);
  if (!store) return give_up(store.error(), now_ms);
  auto install = SnapshotInstall::open(*std::move(store), genesis_);
  if (!install) {
    log_error("snapshot_join_anew", install.error());
    return fresh ? give_up(install.error(), now_ms) : open(true, now_ms);
  }
  const auto target = (*install)->target();
  if (target && target->block.header.height <= hooks_.height()) {
    install->reset();
    return open(true, now_ms);
  }
  install_ = std::make_shared<SharedInstall>(*std::move(install));
  if (!target) return begin(now_ms);
  chosen_ = {target->block.header, target->block.certificate};
  begin_chunks(now_ms);
  fill(now_ms);
}

void SnapshotJoin::begin(std::uint64_t now_ms) {
  phase_ = Phase::offers;
  offered_.clear();
  unproved_.clear();
  offers_since_ms_ = now_ms;
  ask_offers(now_ms);
}

void SnapshotJoin::give_up(const Error& error, std::uint64_t now_ms) {
  log_error("snapshot_join_given_up", error);
  phase_ = Phase::idle;
  install_.reset();
  asked_.clear();
  given_up_until_ms_ = now_ms + kGiveUpMs;
}

void SnapshotJoin::ban(ReplicaId peer, const Error& error) {
  if (banned_.insert(peer).second) hooks_.lied(peer, error);
  for (auto& [height, one] : offered_) one.by.erase(peer);
  std::erase_if(offered_, [](const auto& one) { return one.second.by.empty(); });
  unproved_.erase(peer);
  std::vector<Asked> lost;
  for (const auto& [number, asked] : asked_)
    if (asked.peer == peer && !asked.storing) lost.push_back(asked);
  std::erase_if(asked_, [peer](const auto& one) { return one.second.peer == peer && !one.second.storing; });
  for (const Asked& one : lost) give_back(one);
}

// ---- asking -----------------------------------------------------------------------------------------------

bool SnapshotJoin::usable(const PeerStatus& peer, std::uint64_t now_ms) const {
  const auto slow = slow_until_ms_.find(peer.number);
  return peer.connected && !banned_.contains(peer.number) &&
         (slow == slow_until_ms_.end() || slow->second <= now_ms);
}

std::size_t SnapshotJoin::asked_of(ReplicaId peer) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      asked_, [peer](const auto& one) { return one.second.peer == peer && !one.second.storing; }));
}

/// The usable peer with the fewest requests; of these the one that was asked longest ago.
std::optional<ReplicaId> SnapshotJoin::source(const std::set<ReplicaId>& but, std::uint64_t now_ms) const {
  std::optional<ReplicaId> best;
  for (const auto& peer : hooks_.peers()) {
    if (!usable(peer, now_ms) || without_.contains(peer.number) || but.contains(peer.number)) continue;
    const auto burden = [this](ReplicaId one) {
      const auto last = last_asked_.find(one);
      return std::pair(asked_of(one), last == last_asked_.end() ? 0 : last->second);
    };
    if (asked_of(peer.number) < kAskedPerPeerMax && (!best || burden(peer.number) < burden(*best)))
      best = peer.number;
  }
  return best;
}

void SnapshotJoin::send(ReplicaId peer, decltype(SnapshotRequest::what) what, std::optional<StatePlace> place,
                        std::uint64_t now_ms) {
  const std::uint64_t number = next_number_++;
  const bool small = phase_ == Phase::chunks && plan_.sizing();
  asked_[number] = {peer, now_ms + (small ? kFirstAnswerMs : kAnswerMs), place, false, 0};
  last_asked_[peer] = ++asks_;
  hooks_.ask(peer, {number, std::move(what)});
}

void SnapshotJoin::ask_offers(std::uint64_t now_ms) {
  asked_offers_ms_ = now_ms;
  for (const auto& peer : hooks_.peers())
    if (usable(peer, now_ms) && asked_of(peer.number) == 0)
      send(peer.number, OffersAsked{hooks_.height() + ahead_ - 1}, std::nullopt, now_ms);
}

/// One question at a time, to anybody who has the snapshot.
void SnapshotJoin::ask_alone(decltype(SnapshotRequest::what) what, std::uint64_t now_ms) {
  if (!asked_.empty()) return;
  if (const auto peer = source({}, now_ms)) return send(*peer, std::move(what), std::nullopt, now_ms);
  if (now_ms >= source_seen_ms_ + kNoSourceMs) open(true, now_ms);
}

void SnapshotJoin::ask_ids(std::uint64_t now_ms) {
  if (!asked_.empty()) return;
  const auto from = install_->with([](const SnapshotInstall& at) { return at.wanted(); });
  if (from) return ask_alone(ExecutedAsked{height_, *from}, now_ms);
  finish(now_ms);
}

void SnapshotJoin::give_back(const Asked& asked) {
  if (asked.place) plan_.give_back(*asked.place);
}

void SnapshotJoin::begin_chunks(std::uint64_t now_ms) {
  phase_ = Phase::chunks;
  height_ = chosen_.header.height;
  source_seen_ms_ = now_ms;
  too_long_.clear();
  install_->with([this](const SnapshotInstall& install) {
    plan_ = ChunkPlan(install.least_depth(), chunk_entries_);
    entries_ = install.entries();
  });
  log(LogLevel::info, "snapshot_chunks", {{"height", height_}, {"here", entries_}});
}

void SnapshotJoin::fill(std::uint64_t now_ms) {
  if (phase_ == Phase::ids) return ask_ids(now_ms);
  const auto done = [this](const StatePlace& place) {
    return install_->with([&](const SnapshotInstall& at) { return at.done(place); });
  };
  while (phase_ == Phase::chunks && asked_.size() < kAskedMax) {
    const auto place = plan_.next(done);
    if (!place) break;
    const auto said = too_long_.find(*place);
    const auto peer = source(said == too_long_.end() ? std::set<ReplicaId>{} : said->second, now_ms);
    if (!peer) {
      plan_.give_back(*place);
      break;
    }
    send(*peer, ChunkAsked{height_, *place}, place, now_ms);
  }
  if (phase_ != Phase::chunks || !asked_.empty()) return;
  if (plan_.exhausted()) return begin_ids(now_ms);
  // nobody to ask: that snapshot is gone everywhere
  if (now_ms >= source_seen_ms_ + kNoSourceMs) open(true, now_ms);
}

void SnapshotJoin::begin_ids(std::uint64_t now_ms) {
  if (!install_->with([](const SnapshotInstall& at) { return at.complete(); })) {
    log_error("snapshot_join_anew",
              Error{Code::storage_corrupt, "all chunks are here, and the state root is another"});
    return open(true, now_ms);
  }
  phase_ = Phase::ids;
  ask_ids(now_ms);
}

void SnapshotJoin::finish(std::uint64_t now_ms) {
  if (hooks_.height() >= height_)
    return give_up(Error{Code::wrong_height, "what is held is above the snapshot by now"}, now_ms);
  phase_ = Phase::joined;
  log(LogLevel::info, "snapshot_joined", {{"height", height_}, {"entries", entries_}, {"bytes", bytes_}});
  hooks_.joined();
}

// ---- answers ----------------------------------------------------------------------------------------------

void SnapshotJoin::on_reply(ReplicaId from, SnapshotReply reply, std::size_t bytes, std::uint64_t now_ms) {
  const auto at = asked_.find(reply.number);
  if (at == asked_.end() || at->second.peer != from || at->second.storing) return;  // late, or unasked
  bytes_ += bytes;
  const Asked asked = at->second;
  if (auto* chunk = std::get_if<StateChunk>(&reply.what);
      chunk != nullptr && asked.place && phase_ == Phase::chunks) {
    at->second.storing = true;
    at->second.entries = chunk->entries.size();
    hooks_.store(reply.number, install_,
                 [place = *asked.place, chunk = std::move(*chunk)](SnapshotInstall& install) {
                   return install.put(place, chunk);
                 });
    return fill(now_ms);
  }
  if (auto* page = std::get_if<ExecutedPage>(&reply.what); page != nullptr && phase_ == Phase::ids) {
    at->second.storing = true;
    return hooks_.store(reply.number, install_, [page = std::move(*page)](SnapshotInstall& install) {
      return install.put_executed(page);
    });
  }
  asked_.erase(at);
  if (std::holds_alternative<ChunkTooLong>(reply.what) && asked.place) {
    on_too_long(from, *asked.place, now_ms);
  } else if (std::holds_alternative<NotHeld>(reply.what)) {
    if (phase_ != Phase::offers) without_.insert(from);
    unproved_.erase(from);
    give_back(asked);
  } else if (const auto* offers = std::get_if<SnapshotOffers>(&reply.what);
             offers != nullptr && phase_ == Phase::offers) {
    on_offers(from, *offers, now_ms);
  } else if (const auto* changes = std::get_if<ValidatorSetChanges>(&reply.what);
             changes != nullptr && phase_ == Phase::offers) {
    on_changes(from, *changes, now_ms);
  } else if (auto* content = std::get_if<SnapshotContent>(&reply.what);
             content != nullptr && phase_ == Phase::content) {
    on_content(from, std::move(*content), now_ms);
  } else {
    give_back(asked);
    ban(from, Error{Code::malformed, "an answer to another question"});
  }
  fill(now_ms);
}

void SnapshotJoin::on_offers(ReplicaId from, const SnapshotOffers& offers, std::uint64_t now_ms) {
  for (const BlockProof& offer : offers) {
    if (offer.header.height < hooks_.height() + ahead_) continue;
    const auto good = trust_.verify(offer);
    if (!good && good.error().code == Code::wrong_validator_set && !unproved_.contains(from)) {
      unproved_[from] = offers;
      return send(from, ChangesAsked{trust_.latest_from()}, std::nullopt, now_ms);
    }
    if (!good) return ban(from, good.error());
    if (offered_.empty()) first_offer_ms_ = now_ms;
    Offered& one = offered_[offer.header.height];
    if (one.by.empty()) one.block = offer;
    one.by.insert(from);
  }
  unproved_.erase(from);
}

void SnapshotJoin::on_changes(ReplicaId from, const ValidatorSetChanges& changes, std::uint64_t now_ms) {
  for (const ValidatorSetChange& change : changes) {
    if (change.block.header.height < trust_.latest_from()) continue;  // learned meanwhile, from another peer
    if (auto good = trust_.add(change); !good) return ban(from, good.error());
  }
  const auto waiting = unproved_.find(from);
  if (waiting == unproved_.end()) return;
  if (!changes.empty()) return send(from, ChangesAsked{trust_.latest_from()}, std::nullopt, now_ms);
  on_offers(from, SnapshotOffers(waiting->second),
            now_ms);  // that is all of them: now its offers verify, or never
}

/// The snapshot that most peers have, of these the highest. One of f + 1 is honest, and speaks against who
/// calls every chunk too long; so a snapshot of fewer is taken only when no others answer, or after a while.
void SnapshotJoin::choose(std::uint64_t now_ms) {
  const Height least = hooks_.height() + ahead_;  // blocks may have come meanwhile
  std::erase_if(offered_, [least](const auto& one) { return one.first < least; });
  if (offered_.empty()) return;
  const auto best = std::ranges::max_element(
      offered_, {}, [](const auto& one) { return std::pair(one.second.by.size(), one.first); });
  const auto peers = hooks_.peers();
  const auto answering = static_cast<std::size_t>(
      std::ranges::count_if(peers, [&](const auto& peer) { return usable(peer, now_ms); }));
  const std::size_t enough = std::min(faults_tolerated(genesis_.validators.size()) + 1, answering);
  if (best->second.by.size() < enough && now_ms < first_offer_ms_ + kOffersFewMs) return;
  chosen_ = best->second.block;
  height_ = best->first;
  without_.clear();
  for (const auto& peer : hooks_.peers())
    if (!best->second.by.contains(peer.number)) without_.insert(peer.number);
  phase_ = Phase::content;
  asked_.clear();
  source_seen_ms_ = now_ms;
  ask_alone(ContentAsked{height_}, now_ms);
}

void SnapshotJoin::on_content(ReplicaId from, SnapshotContent content, std::uint64_t now_ms) {
  if (content.block.header != chosen_.header)
    return ban(from, Error{Code::wrong_header, "another block than the one that was asked for"});
  JoinTarget target{std::move(content.block), std::move(content.headers), {}};
  target.block.certificate = chosen_.certificate;
  for (const ValidatorSetChange& change : trust_.changes()) target.changes.push_back(change);
  const auto begun = install_->with([&](SnapshotInstall& at) { return at.begin(std::move(target)); });
  if (!begun && begun.error().code == Code::wrong_root) return ban(from, begun.error());
  if (!begun) return give_up(begun.error(), now_ms);
  begin_chunks(now_ms);
}

/// Believed when nobody who has the snapshot says otherwise: a liar could cut the state into dust.
void SnapshotJoin::on_too_long(ReplicaId from, const StatePlace& place, std::uint64_t) {
  auto& said = too_long_[place];
  said.insert(from);
  const bool others = std::ranges::any_of(hooks_.peers(), [&](const auto& peer) {
    return peer.connected && !banned_.contains(peer.number) && !without_.contains(peer.number) &&
           !said.contains(peer.number);
  });
  if (others) return plan_.give_back(place);
  too_long_.erase(place);
  if (!plan_.cut(place)) ban(from, Error{Code::malformed, "a chunk that cannot be cut"});
}

void SnapshotJoin::stored(std::uint64_t number, Result<void> outcome, std::uint64_t now_ms) {
  const auto at = asked_.find(number);
  if (at == asked_.end() || !at->second.storing) return;  // of a download that was given up
  const Asked asked = at->second;
  asked_.erase(at);
  if (outcome && asked.place) {
    plan_.got(*asked.place, asked.entries);
    entries_ = install_->with([](const SnapshotInstall& install) { return install.entries(); });
    if (const auto said = too_long_.extract(*asked.place))  // it was not too long for whoever gave it
      for (const ReplicaId liar : said.mapped())
        ban(liar, Error{Code::malformed, "called a chunk too long that is not"});
  } else if (!outcome &&
             (outcome.error().code == Code::malformed || outcome.error().code == Code::wrong_root)) {
    give_back(asked);
    ban(asked.peer, outcome.error());
  } else if (!outcome) {
    return give_up(outcome.error(), now_ms);
  }
  fill(now_ms);
}

void SnapshotJoin::tick(std::uint64_t now_ms) {
  if (phase_ == Phase::idle || phase_ == Phase::joined) return;
  std::vector<std::uint64_t> late;
  for (const auto& [number, asked] : asked_)
    if (!asked.storing && now_ms >= asked.deadline_ms) late.push_back(number);
  for (const std::uint64_t number : late) {
    const Asked asked = asked_.at(number);
    asked_.erase(number);
    slow_until_ms_[asked.peer] = now_ms + kSlowMs;
    unproved_.erase(asked.peer);
    give_back(asked);
  }
  if (phase_ == Phase::offers) {
    if (!offered_.empty() && now_ms >= first_offer_ms_ + kOffersWaitMs) choose(now_ms);
    if (phase_ != Phase::offers) return;
    if (offered_.empty() && now_ms >= offers_since_ms_ + kOffersPatienceMs)
      return give_up(Error{Code::timed_out, "no peer has a snapshot"}, now_ms);
    if (now_ms >= asked_offers_ms_ + kOffersEveryMs) ask_offers(now_ms);
  }
  const auto has_it = [this](const PeerStatus& peer) {
    return peer.connected && !banned_.contains(peer.number) && !without_.contains(peer.number);
  };
  if (std::ranges::any_of(hooks_.peers(), has_it)) source_seen_ms_ = now_ms;
  if (phase_ == Phase::content) ask_alone(ContentAsked{height_}, now_ms);
  fill(now_ms);
  if (phase_ == Phase::chunks && now_ms >= last_log_ms_ + kLogMs) {
    last_log_ms_ = now_ms;
    const JoinProgress now = progress();
    log(LogLevel::info, "snapshot_progress",
        {{"height", now.height}, {"entries", now.entries}, {"of", now.of}, {"bytes", now.bytes}});
  }
}

JoinProgress SnapshotJoin::progress() const {
  JoinProgress out;
  if (!install_ || phase_ == Phase::joined) return out;
  out.height = height_;
  out.of = std::max(plan_.estimate(), entries_);
  out.bytes = bytes_;
  out.entries = entries_;
  return out;
}

}  // namespace credence::node
