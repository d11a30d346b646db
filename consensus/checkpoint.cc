// SPDX-License-Identifier: Apache-2.0
// Checkpoints for every block, the certificates they make, and collecting the log below (PBFT 1999 §4.3).
#include <algorithm>

#include "consensus/core.h"

namespace credence::consensus {

// ---- own attestation --------------------------------------------------------------------------------------

void Replica::Core::handle(const Executed& input) {
  if (input.height != executed_ + 1) return;  // answered by a sync in between
  executed_ = input.height;
  if (input.last) last_ = input.last;
  executing_.reset();
  own_headers_[executed_] = input.header_hash;
  note_progress();
  if (certificates_.contains(executed_)) {
    report_certificate(executed_);
    // also below the stable height: someone must certify it
  } else if (executed_ + config_.window > certified_) {
    attest(executed_, input.header_hash);
    tally_checkpoints(executed_);
  }
  collect_log();
  try_execute();
}

/// The checkpoint's digest does not depend on the view, and execution is deterministic: no second one can be
/// signed.
void Replica::Core::attest(Height height, const Hash32& header_hash) {
  Checkpoint checkpoint{config_.self, height, header_hash, {}};
  checkpoint.signature = signatures_->sign(key_, checkpoint_hash(config_.chain, height, header_hash));
  persist_height("checkpoint", height, encode(checkpoint));
  own_checkpoints_[height] = checkpoint;
  checkpoints_[height][config_.self] = checkpoint;
  // Not before it knows whether it is new: its peers would count it among those that voted, and it would take
  // itself for wiped.
  if (boot_ != Boot::probing) broadcast(checkpoint);
}

void Replica::Core::handle(const Synced& input) {
  fetching_ = false;
  if (input.last) last_ = input.last;
  const Certificate& certificate = input.certificate;
  if (certificate.height > executed_) {
    executed_ = certificate.height;
    executing_.reset();
    own_headers_[executed_] = certificate.header_hash;
    note_progress();
  }
  adopt_certificate(certificate);
  collect_log();
  try_execute();
}

// ---- certificates -----------------------------------------------------------------------------------------

void Replica::Core::on(ReplicaId from, const Checkpoint& message) {
  if (message.sender != from || message.height == 0) return;
  if (message.height + config_.window <= certified_ || message.height > high() + config_.window) return;
  if (const auto known = certificates_.find(message.height); known != certificates_.end()) {
    if (message.height < certified_ && is_due(peers_[from].certificate_ms))
      send(from, CertificateNotice{known->second});
    return;
  }
  auto& held = checkpoints_[message.height];
  const auto before = held.find(from);
  if (before != held.end() && before->second.header_hash == message.header_hash) return;
  const Hash32 hash = checkpoint_hash(config_.chain, message.height, message.header_hash);
  if (!signatures_->verify(config_.set.validators[from].key, hash, message.signature)) return;
  if (before != held.end()) {
    if (message.height <= peers_[from].accused) return;
    peers_[from].accused = message.height;
    accuse(from, statement_of(before->second), statement_of(message));
    return;
  }
  note_voter(from, message);
  held.emplace(from, message);
  tally_checkpoints(message.height);
}

void Replica::Core::tally_checkpoints(Height height) {
  if (certificates_.contains(height)) return;
  std::map<Hash32, std::size_t> counts;
  const auto& held = checkpoints_[height];
  for (const auto& [id, checkpoint] : held) ++counts[checkpoint.header_hash];
  for (const auto& [hash, count] : counts) {
    if (count < needed()) continue;
    Certificate certificate{height, hash, {}};
    for (const auto& [id, checkpoint] : held)
      if (checkpoint.header_hash == hash) certificate.signatures.push_back({id, checkpoint.signature});
    adopt_certificate(certificate);
    return;
  }
}

bool Replica::Core::check_certificate(const Certificate& certificate) const {
  if (planted(Canary::trust_certificates)) return certificate.height > 0;
  // signed by another set: one of them is known, the others are not needed
  if (certificate.height < config_.first)
    return base_ && certificate.height == base_->height && certificate.header_hash == base_->header_hash;
  if (planted(Canary::repeated_signers)) {
    const Hash32 hash = checkpoint_hash(config_.chain, certificate.height, certificate.header_hash);
    return certificate.signatures.size() >= needed() &&
           std::ranges::all_of(certificate.signatures, [&](const ValidatorSignature& one) {
             return one.validator < size() &&
                    signatures_->verify(config_.set.validators[one.validator].key, hash, one.signature);
           });
  }
  return certificate.height > 0 &&
         verify_certificate(config_.chain, config_.set, certificate, *signatures_).has_value();
}

void Replica::Core::on(const CertificateNotice& message) {
  const Certificate& certificate = message.certificate;
  if (certificate.height + config_.window <= certified_) return;
  const auto held = certificates_.find(certificate.height);
  if (held != certificates_.end() && held->second.header_hash == certificate.header_hash) return;
  if (!check_certificate(certificate)) return;
  if (held != certificates_.end()) return accuse_twice_signed(held->second, certificate);
  adopt_certificate(certificate);
}

/// `certificate` was verified. It may lie above what was executed here, and below what is certified already.
void Replica::Core::adopt_certificate(const Certificate& certificate) {
  const Height height = certificate.height;
  if (!certificates_.emplace(height, certificate).second) return;
  if (height <= executed_) report_certificate(height);  // otherwise when it is executed
  if (height <= certified_) return;
  certified_ = height;
  stable_ = certificate;
  moved_ = true;
  persist("stable", encode(certificate));
  note_progress();
  end_recovery_if_past();
  collect_log();
  try_execute();
}

/// The block of `height` is here: its certificate goes out with it, or contradicts it.
void Replica::Core::report_certificate(Height height) {
  const auto& certificate = certificates_.at(height);
  const auto own = own_headers_.find(height);
  if (own == own_headers_.end()) return;  // synced past it: the runtime verified it
  if (own->second != certificate.header_hash && !planted(Canary::ignore_divergence)) {
    out_.diverged = Diverged{height, own->second, certificate};
    halted_ = true;
    return;
  }
  out_.certified.push_back(certificate);
}

/// Forgets what the stable height made superfluous. Committed blocks that still wait for execution stay.
void Replica::Core::collect_log() {
  if (planted(Canary::keep_log)) return;
  std::erase_if(slots_, [this](const auto& entry) {
    return entry.first <= certified_ && (entry.first <= executed_ || !entry.second.committed);
  });
  erase_records_to(certified_);
  const Height floor = certified_ - std::min(certified_, config_.window);
  // A certificate below the stable one may still be wanting everywhere, and without it nobody new could
  // follow.
  std::erase_if(own_checkpoints_, [&](const auto& entry) {
    return entry.first <= floor || certificates_.contains(entry.first);
  });
  checkpoints_.erase(checkpoints_.begin(), checkpoints_.upper_bound(floor));
  certificates_.erase(certificates_.begin(), certificates_.upper_bound(floor));
  own_headers_.erase(own_headers_.begin(), own_headers_.upper_bound(std::min(floor, executed_)));
}

}  // namespace credence::consensus
