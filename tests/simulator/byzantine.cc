// SPDX-License-Identifier: Apache-2.0
#include "tests/simulator/byzantine.h"
#include "tests/support/suite.h"

#include <algorithm>

namespace credence::simulator {
namespace {

using namespace consensus;

constexpr std::size_t kRecordedMax = 256;

}  // namespace

std::string_view strategy_name(Strategy strategy) {
  static constexpr std::array<std::string_view, kStrategies> kNames = {
      "silent primary", "equivocation",   "invalid proposal", "muteness",         "votes ahead",
      "huge view",      "forged NewView", "forgetful change", "wrong checkpoint", "replayed message",
      "garbage",        "lying report",   "selective",        "stale view",       "forged certificate",
      "lying sync"};
  return kNames[static_cast<std::size_t>(strategy)];
}

Byzantine::Byzantine(const Host& host, const Signatures& signatures, std::vector<Strategy> strategies,
                     std::uint64_t seed)
    : host_(&host),
      signatures_(&signatures),
      strategies_(std::move(strategies)),
      random_(seed),
      favoured_(random_.next()) {}

bool Byzantine::has(Strategy strategy) const {
  return std::ranges::find(strategies_, strategy) != strategies_.end();
}

void Byzantine::received(const Bytes& bytes) {
  if (recorded_.size() < kRecordedMax)
    recorded_.push_back(bytes);
  else
    recorded_[random_.below(kRecordedMax)] = bytes;
}

void Byzantine::to_all(std::vector<Outgoing>& out, const Bytes& bytes) {
  if (const auto kind = bytes.empty() ? kMessageKinds : std::to_integer<std::size_t>(bytes[0]);
      kind < kMessageKinds)
    forged_[kind] += host_->config().set.size() - 1;
  for (std::size_t to = 0; to < host_->config().set.size(); ++to)
    if (to != host_->config().self) out.push_back({static_cast<ReplicaId>(to), bytes});
}

SignedVote Byzantine::sign_vote(Tag kind, Vote vote) const {
  SignedVote out{vote, {}};
  out.signature = signatures_->sign(host_->key(), vote_hash(kind, host_->config().chain, vote));
  return out;
}

Bytes Byzantine::sign_view_change(const ViewChange& change) const {
  SignedViewChange raw{encode(change), {}};
  raw.signature =
      signatures_->sign(host_->key(), chain_hash(Tag::view_change, host_->config().chain, raw.body));
  return encode(Message(raw));
}

std::vector<Outgoing> Byzantine::transform(const Effects& effects, std::uint64_t utc_ms,
                                           std::span<std::uint64_t> used) {
  std::vector<Outgoing> out;
  for (const auto& send : effects.send) {
    received(send.bytes);
    if (send.to) {
      transform_one(out, *send.to, send.bytes, used);
    } else {
      for (std::size_t to = 0; to < host_->config().set.size(); ++to)
        if (to != host_->config().self) transform_one(out, static_cast<ReplicaId>(to), send.bytes, used);
    }
  }
  if (!effects.send.empty()) extras(out, utc_ms, used);
  return out;
}

/// The message that `to` gets in place of `message`, if a strategy wants that; empty bytes: none.
std::optional<Bytes> Byzantine::changed_vote(const Message& message, ReplicaId to,
                                             std::span<std::uint64_t> used) {
  const auto use = [&](Strategy strategy) { ++used[static_cast<std::size_t>(strategy)]; };
  if (const auto* pre_prepare = std::get_if<PrePrepare>(&message)) {
    if (has(Strategy::silent_primary)) return use(Strategy::silent_primary), Bytes{};
    if (has(Strategy::invalid_proposal) && pre_prepare->proposal) {
      use(Strategy::invalid_proposal);
      PrePrepare bad = *pre_prepare;
      bad.proposal->batch = Bytes(7, std::byte{0xff});
      bad.signed_vote.vote.digest = proposal_digest(host_->config().chain, *bad.proposal);
      bad.signed_vote = sign_vote(Tag::pre_prepare, bad.signed_vote.vote);
      return encode(Message(bad));
    }
    if (has(Strategy::equivocate) && pre_prepare->proposal && to % 2 == 1) {
      use(Strategy::equivocate);
      PrePrepare twin = *pre_prepare;
      const Hash32 first = twin.signed_vote.vote.digest;
      twin.proposal->time_ms += 1;
      twin.signed_vote.vote.digest = proposal_digest(host_->config().chain, *twin.proposal);
      twins_[first] = twin.signed_vote.vote.digest;
      twin.signed_vote = sign_vote(Tag::pre_prepare, twin.signed_vote.vote);
      return encode(Message(twin));
    }
  }
  if (has(Strategy::equivocate) && to % 2 == 1) {
    const auto twin_of = [&](Tag kind, const SignedVote& vote) -> std::optional<SignedVote> {
      const auto twin = twins_.find(vote.vote.digest);
      if (twin == twins_.end()) return std::nullopt;
      use(Strategy::equivocate);
      return sign_vote(kind, {vote.vote.sender, vote.vote.view, vote.vote.height, twin->second});
    };
    if (const auto* commit = std::get_if<Commit>(&message))
      if (const auto twin = twin_of(Tag::commit, commit->signed_vote)) return encode(Message(Commit{*twin}));
    if (const auto* prepare = std::get_if<Prepare>(&message))
      if (const auto twin = twin_of(Tag::prepare, prepare->signed_vote))
        return encode(Message(Prepare{*twin}));
  }
  return std::nullopt;
}

void Byzantine::transform_one(std::vector<Outgoing>& out, ReplicaId to, const Bytes& bytes,
                              std::span<std::uint64_t> used) {
  const auto use = [&](Strategy strategy) { ++used[static_cast<std::size_t>(strategy)]; };
  auto message = decode_message(bytes).value();
  if (has(Strategy::mute) && random_.chance(500)) return use(Strategy::mute), withhold(message);
  if (has(Strategy::selective) && (favoured_ >> (to % 64) & 1) == 0)
    return use(Strategy::selective), withhold(message);
  if (auto changed = changed_vote(message, to, used)) {
    if (changed->empty()) return withhold(message);
    ++forged_[message.index()];
    out.push_back({to, *std::move(changed)});
    return;
  }
  if (const auto* notice = std::get_if<CertificateNotice>(&message)) seen_ = notice->certificate;
  if (auto* raw = std::get_if<SignedViewChange>(&message); raw && has(Strategy::forgetful_change)) {
    use(Strategy::forgetful_change);
    auto change = decode<ViewChange>(raw->body).value();
    change.prepared.clear();
    ++forged_[message.index()];
    out.push_back({to, sign_view_change(change)});
    return;
  }
  change_unsigned(message, to, used);
  Bytes sent = encode(message);
  if (has(Strategy::garbage) && random_.chance(200)) {
    use(Strategy::garbage);
    sent[random_.below(sent.size())] ^= static_cast<std::byte>(1U << random_.below(8));
  }
  if (sent != bytes) ++forged_[message.index()];
  out.push_back({to, std::move(sent)});
}

/// What needs no signature of an older state, or a signature that it can make.
void Byzantine::change_unsigned(Message& message, ReplicaId to, std::span<std::uint64_t> used) {
  const auto use = [&](Strategy strategy) { ++used[static_cast<std::size_t>(strategy)]; };
  if (auto* checkpoint = std::get_if<Checkpoint>(&message); checkpoint && has(Strategy::wrong_checkpoint)) {
    use(Strategy::wrong_checkpoint);
    checkpoint->header_hash.bytes[0] ^= std::byte{1};
    checkpoint->signature = signatures_->sign(
        host_->key(), checkpoint_hash(host_->config().chain, checkpoint->height, checkpoint->header_hash));
  }
  if (auto* heartbeat = std::get_if<Heartbeat>(&message); heartbeat && has(Strategy::lying_report)) {
    use(Strategy::lying_report);
    heartbeat->certified = random_.chance(500) ? 0 : ~Height{0};
    heartbeat->view = random_.chance(500) ? 0 : ~View{0};
    heartbeat->primary_silent = random_.chance(500);
    heartbeat->votes_above = random_.below(60);
  }
  if (auto* report = std::get_if<Report>(&message); report && has(Strategy::lying_report)) {
    use(Strategy::lying_report);
    std::optional<Statement> voted;  // "you voted", under a signature that is not the other's
    if (random_.chance(500)) {
      const Vote vote{to, 0, 1, Hash32{host_->config().chain.bytes}};
      voted = Statement{static_cast<std::uint8_t>(Tag::prepare), encode(vote),
                        sign_vote(Tag::prepare, vote).signature};
    }
    *report = Report{voted, random_.chance(500) ? 0 : ~View{0}, std::nullopt, std::nullopt, {}};
  }
  if (!has(Strategy::forged_certificate)) return;
  if (auto* report = std::get_if<Report>(&message)) report->stable = forge_certificate();
  if (auto* notice = std::get_if<CertificateNotice>(&message)) notice->certificate = forge_certificate();
}

/// A certificate that must not pass: of a header that nobody made, or of a true one with signatures that do
/// not count.
Certificate Byzantine::forge_certificate() {
  const auto& config = host_->config();
  const std::size_t n = config.set.size();
  const Height height = host_->running() ? host_->replica().status().certified + random_.between(1, 3) : 1;
  Certificate out{height, tagged_hash(samples::kSuite, Tag::header, encode(random_.next())), {}};
  const Hash32 hash = checkpoint_hash(config.chain, out.height, out.header_hash);
  const Signature own = signatures_->sign(host_->key(), hash);
  switch (random_.below(4)) {
    case 0:  // its own signature under every name
      for (std::size_t i = 0; i < n; ++i) out.signatures.push_back({static_cast<ReplicaId>(i), own});
      break;
    case 1:  // its own one, as often as a quorum needs
      for (std::size_t i = 0; i < n; ++i) out.signatures.push_back({config.self, own});
      break;
    case 2:  // too few
      out.signatures.push_back({config.self, own});
      break;
    default:  // the signatures of a true one, under another header
      if (seen_) out.signatures = seen_->signatures;
  }
  return out;
}

ServedBlock Byzantine::lie_about(ServedBlock block) {
  switch (random_.below(8)) {
    case 0:
      block.proposal.time_ms += 1 + random_.below(1000);
      break;
    case 1:
      if (block.proposal.batch.empty()) block.proposal.batch = encode(Batch{});
      block.proposal.batch[random_.below(block.proposal.batch.size())] ^= std::byte{1};
      break;
    case 2:
      block.proposal = Proposal{block.proposal.time_ms, Bytes(9, std::byte{0xff})};
      break;
    case 3:
      block.header.parent.bytes[random_.below(32)] ^= std::byte{4};
      break;
    case 4:
      block.certificate = forge_certificate();
      break;
    case 5:
      if (!block.certificate.signatures.empty()) block.certificate.signatures.pop_back();
      if (!block.certificate.signatures.empty())
        block.certificate.signatures.push_back(block.certificate.signatures.front());
      break;
    case 6:
      block.header.state_root.bytes[0] ^= std::byte{1};
      block.certificate.header_hash = header_hash(host_->config().chain, block.header);
      break;
    default:
      block.header.height += 1;
      block.certificate.height += 1;
  }
  return block;
}

/// A NewView that nobody asked for, and a proposal under it in place of what may be prepared.
void Byzantine::forge_new_view(std::vector<Outgoing>& out, std::uint64_t utc_ms) {
  const auto& config = host_->config();
  const auto status = host_->replica().status();
  const auto n = config.set.size();
  View view = status.view + 1;
  while (view % n != config.self) ++view;
  NewView body{config.self, view, {}};
  const bool own_name = random_.chance(500);  // copies of its own, or under everyone's name
  for (std::size_t i = 0; i < n; ++i) {
    SignedViewChange one{
        encode(ViewChange{own_name ? config.self : static_cast<ReplicaId>(i), view, std::nullopt, {}}), {}};
    one.signature = signatures_->sign(host_->key(), chain_hash(Tag::view_change, config.chain, one.body));
    body.view_changes.push_back(one);
  }
  SignedNewView raw{encode(body), {}};
  raw.signature = signatures_->sign(host_->key(), chain_hash(Tag::new_view, config.chain, raw.body));
  to_all(out, encode(Message(raw)));
  const Proposal proposal{utc_ms, encode(Batch{})};
  for (Height height = status.certified + 1; height <= status.certified + 3; ++height) {
    const Vote vote{config.self, view, height, proposal_digest(config.chain, proposal)};
    to_all(out, encode(Message(PrePrepare{sign_vote(Tag::pre_prepare, vote), proposal})));
    to_all(out, encode(Message(Commit{sign_vote(Tag::commit, vote)})));
  }
}

/// Votes, a ViewChange and a NewView of a view that is over, newly signed.
void Byzantine::stale_votes(std::vector<Outgoing>& out) {
  const auto& config = host_->config();
  const auto status = host_->replica().status();
  const View view = random_.below(status.view);
  const Vote vote{config.self, view, status.certified + random_.between(1, 3),
                  tagged_hash(samples::kSuite, Tag::batch, encode(view))};
  if (view % config.set.size() == config.self)
    to_all(out, encode(Message(PrePrepare{sign_vote(Tag::pre_prepare, vote), std::nullopt})));
  else
    to_all(out, encode(Message(Prepare{sign_vote(Tag::prepare, vote)})));
  to_all(out, encode(Message(Commit{sign_vote(Tag::commit, vote)})));
  if (view > 0) to_all(out, sign_view_change({config.self, view, std::nullopt, {}}));
}

/// Messages that an honest replica would never send.
void Byzantine::extras(std::vector<Outgoing>& out, std::uint64_t utc_ms, std::span<std::uint64_t> used) {
  const auto use = [&](Strategy strategy) { ++used[static_cast<std::size_t>(strategy)]; };
  if (!host_->running()) return;
  const auto status = host_->replica().status();
  const ReplicaId self = host_->config().self;
  if (has(Strategy::next_view_votes) && random_.chance(200)) {
    use(Strategy::next_view_votes);
    Vote vote{self, status.view + random_.below(2), status.certified + random_.between(1, 9),
              status.certified == 0 ? Hash32{} : Hash32{host_->config().chain.bytes}};
    to_all(out, encode(Message(Prepare{sign_vote(Tag::prepare, vote)})));
    to_all(out, encode(Message(Commit{sign_vote(Tag::commit, vote)})));
  }
  if (has(Strategy::huge_view) && random_.chance(50)) {
    use(Strategy::huge_view);
    to_all(out, sign_view_change({self, View{1} << 60, std::nullopt, {}}));
  }
  if (has(Strategy::forged_new_view) && random_.chance(50)) {
    use(Strategy::forged_new_view);
    forge_new_view(out, utc_ms);
  }
  if (has(Strategy::stale_view) && status.view > 0 && random_.chance(200)) {
    use(Strategy::stale_view);
    stale_votes(out);
  }
  if (has(Strategy::forged_certificate) && random_.chance(100)) {
    use(Strategy::forged_certificate);
    to_all(out, encode(Message(CertificateNotice{forge_certificate()})));
  }
  if (has(Strategy::replay) && !recorded_.empty() && random_.chance(300)) {
    use(Strategy::replay);
    to_all(out, recorded_[random_.below(recorded_.size())]);
  }
  if (has(Strategy::garbage) && random_.chance(100)) {
    use(Strategy::garbage);
    Bytes noise(random_.below(200));
    for (auto& byte : noise) byte = static_cast<std::byte>(random_.below(256));
    if (!noise.empty()) noise[0] = static_cast<std::byte>(random_.below(kMessageKinds));
    to_all(out, noise);
  }
}

}  // namespace credence::simulator
