#include "tests/simulator/host.h"

namespace credence::simulator {

Committee make_committee(std::size_t size) {
  Committee committee;
  for (std::size_t i = 0; i < size; ++i) {
    const Hash32 secret = tagged_hash(Tag::peer_hello, bytes_of("validator " + std::to_string(i)));
    committee.keys.push_back(SecretKey::from(secret.view()).value());
    committee.set.validators.push_back(
        Validator{committee.keys.back().public_key(), "v" + std::to_string(i), "v"});
  }
  return committee;
}

Host::Host(const World& world, ReplicaId self, const Suite& suite)
    : world_(&world),
      key_(world.committee().keys.at(self)),
      suite_(&suite),
      application_(world.make_application()) {
  config_.chain = world.chain();
  config_.set = world.committee().set;
  config_.self = self;
}

void Host::start() {
  if (incarnation_ > 0) application_->reopen();
  consensus::Restored restored;
  restored.executed = application_->height();
  restored.executed_header_hash = application_->header_hash(restored.executed);
  const auto above = certificates_.upper_bound(restored.executed);
  if (above != certificates_.begin()) restored.last_certificate = std::prev(above)->second;
  restored.records = records_;
  replica_ = std::make_unique<Replica>(config_, key_, *suite_, std::move(restored));
  ++incarnation_;
}

void Host::crash() {
  replica_.reset();
  pool_.clear();
  proposed_.clear();
}

void Host::wipe() {
  CREDENCE_ASSERT(!running());
  records_.clear();
  certificates_.clear();
  application_ = world_->make_application();
}

Effects Host::step(const Input& input, Time now) { return replica_->step(input, now); }

void Host::persist(const Effects& effects) {
  for (const auto& record : effects.persist) {
    if (record.value)
      records_[record.key] = *record.value;
    else
      records_.erase(record.key);
  }
}

void Host::store_certificate(const Certificate& certificate) {
  certificates_[certificate.height] = certificate;
}

std::optional<Certificate> Host::sync_from(const Host& other, Height to) {
  const auto above = other.certificates_.upper_bound(to);
  if (above == other.certificates_.begin()) return std::nullopt;
  const Certificate& certificate = std::prev(above)->second;
  if (certificate.height <= application_->height() || certificate.height > other.application_->height())
    return std::nullopt;
  for (Height height = application_->height() + 1; height <= certificate.height; ++height)
    application_->execute(other.application_->proposal(height));
  for (const auto& [height, held] : other.certificates_)
    if (height <= certificate.height) certificates_.emplace(height, held);
  return certificate;
}

std::optional<Proposal> Host::make_proposal(std::size_t count_max, std::uint64_t utc_ms) {
  if (const auto view = replica_->status().view; view != proposed_view_) {
    proposed_view_ = view;
    proposed_.clear();
  }
  Batch batch;
  for (const std::uint64_t number : pool_) {
    if (batch.transactions.size() >= count_max) break;
    if (proposed_.contains(number) || application_->times_executed(number) > 0) continue;
    proposed_.insert(number);
    batch.transactions.emplace_back(world_->transaction(number));
  }
  if (batch.transactions.empty()) return std::nullopt;
  return Proposal{utc_ms, encode(batch)};
}

std::size_t Host::pending() {
  std::erase_if(pool_, [this](std::uint64_t number) { return application_->times_executed(number) > 0; });
  return pool_.size();
}

}  // namespace credence::simulator
