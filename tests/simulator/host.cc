// SPDX-License-Identifier: Apache-2.0
#include "tests/simulator/host.h"

#include "tests/support/suite.h"

namespace credence::simulator {

Committee make_committee(std::size_t size) {
  Committee committee;
  for (std::size_t i = 0; i < size; ++i) {
    const Hash32 secret =
        tagged_hash(samples::kSuite, Tag::peer_hello, bytes_of("validator " + std::to_string(i)));
    committee.keys.push_back(SecretKey::from(samples::kSuite, secret.view()).value());
    committee.set.validators.push_back(
        Validator{committee.keys.back().public_key(), "v" + std::to_string(i), "v"});
  }
  return committee;
}

Result<void> Application::write_records(const Records& records) {
  for (const auto& [key, value] : records) {
    if (value)
      records_[key] = *value;
    else
      records_.erase(key);
  }
  return {};
}

Host::Host(const World& world, ReplicaId self, const Signatures& signatures)
    : world_(&world),
      key_(world.committee().keys.at(self)),
      signatures_(&signatures),
      application_(world.make_application()) {
  config_.chain = world.chain();
  config_.set = world.committee().set;
  config_.self = self;
}

Result<void> Host::try_start() {
  if (incarnation_ > 0)
    if (auto opened = application_->reopen(); !opened) return opened;
  auto records = application_->records();
  if (!records) return std::unexpected(records.error());
  records_ = *std::move(records);
  consensus::Restored restored;
  restored.executed = application_->height();
  restored.executed_header_hash = application_->header_hash(restored.executed);
  const auto above = certificates_.upper_bound(restored.executed);
  if (above != certificates_.begin()) restored.last_certificate = std::prev(above)->second;
  for (Height height = restored.executed; height > 0 && height + config_.window > restored.executed;
       --height) {
    if (certificates_.contains(height)) continue;
    const auto hash = application_->read_header_hash(height);
    if (!hash) return std::unexpected(hash.error());
    restored.uncertified[height] = *hash;
  }
  restored.records = records_;
  replica_ = std::make_unique<Replica>(config_, key_, *signatures_, std::move(restored));
  ++incarnation_;
  return {};
}

void Host::crash() {
  replica_.reset();
  pool_.clear();
  proposed_.clear();
  empty_above_.reset();
}

void Host::wipe() {
  CREDENCE_ASSERT(!running());
  records_.clear();
  certificates_.clear();
  unsynced_.clear();
  application_ = world_->make_application();
}

Effects Host::step(const Input& input, Time now) { return replica_->step(input, now); }

Result<void> Host::try_persist(std::span<const Effects> steps) {
  Application::Records last;
  for (const auto& step : steps)
    for (const auto& record : step.persist) last.emplace_back(record.key, record.value);
  if (last.empty()) return {};
  if (auto written = application_->write_records(last); !written) return written;
  for (auto& [key, value] : last) {
    if (value)
      records_[key] = *std::move(value);
    else
      records_.erase(key);
  }
  note_synced();
  return {};
}

void Host::store_certificate(const Certificate& certificate) {
  certificates_.insert_or_assign(certificate.height, certificate);
  unsynced_.push_back(certificate.height);
}

void Host::lose_unsynced(std::size_t kept) {
  for (std::size_t i = kept; i < unsynced_.size(); ++i) certificates_.erase(unsynced_[i]);
  unsynced_.clear();
}

Result<ServedBlock> Host::serve(Height height) const {
  const auto held = certificates_.find(height);
  if (held == certificates_.end() || height > application_->height())
    return fail(Code::not_found, "block " + std::to_string(height));
  return application_->serve(height, held->second);
}

Result<void> Host::apply_block(const ServedBlock& block) {
  if (auto applied = application_->apply(block, config_.set, *signatures_); !applied) return applied;
  certificates_[block.certificate.height] = block.certificate;
  note_synced();
  return {};
}

std::optional<Certificate> Host::sync_from(const Host& other, Height to) {
  const auto above = other.certificates_.upper_bound(std::min(to, other.application_->height()));
  if (above == other.certificates_.begin()) return std::nullopt;
  const Certificate& certificate = std::prev(above)->second;
  if (certificate.height <= application_->height()) return std::nullopt;
  for (Height height = application_->height() + 1; height <= certificate.height; ++height) {
    if (const auto block = other.serve(height))
      apply_block(*block).value();
    else
      application_->execute(other.application_->proposal(height));  // vouched for by the certificate above it
  }
  return certificate;
}

std::optional<Proposal> Host::make_proposal(std::size_t count_max, std::uint64_t utc_ms) {
  if (const auto view = replica_->status().view; view != proposed_view_) {
    proposed_view_ = view;
    proposed_.clear();
    empty_above_.reset();
  }
  Batch batch;
  for (const std::uint64_t number : pool_) {
    if (batch.transactions.size() >= count_max) break;
    if (proposed_.contains(number) || application_->times_executed(number) > 0) continue;
    proposed_.insert(number);
    batch.transactions.emplace_back(world_->transaction(number));
  }
  if (batch.transactions.empty()) {
    // As the node does (node/runtime/core_loop.cc): a validator that was rebuilt waits for blocks, and an
    // idle chain makes one when it is due.
    const auto status = replica_->status();
    const auto executed = [this](std::uint64_t number) { return application_->times_executed(number) > 0; };
    const bool idle = idle_ms_ > 0 && idle_chain().due(utc_ms) && std::ranges::all_of(proposed_, executed);
    if (!idle && status.needed <= status.executed) return std::nullopt;
    if (std::exchange(empty_above_, status.executed) == status.executed) return std::nullopt;
  }
  return Proposal{utc_ms, encode(batch)};
}

std::size_t Host::pending(std::uint64_t utc_ms) {
  std::erase_if(pool_, [this](std::uint64_t number) { return application_->times_executed(number) > 0; });
  return pool_.size() + (idle_ms_ > 0 && idle_chain().overdue(utc_ms) ? 1 : 0);
}

}  // namespace credence::simulator
