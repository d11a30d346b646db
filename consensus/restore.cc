// SPDX-License-Identifier: Apache-2.0
// What is persisted, and starting from it.
//
//   boot                     BootRecord; its absence means that the vote log is new or lost
//   key                      PublicKey: whose votes these are; written with "boot", before the first of them
//   voter/<n>                Statement: the first vote, Checkpoint or ViewChange taken from replica n
//   view                     ViewRecord
//   evidence/<n>             Evidence against a validator; never erased
//   stable                   the highest certificate, which may lie above the executed height
//   <height>/pre_prepare     SignedVote, of the last view with a vote here; likewise prepare, commit
//   <height>/proof           PreparedProof of the highest view
//   <height>/batch/<digest>  a proposal this replica voted for
//   <height>/checkpoint      Checkpoint
//
// A height is 16 hexadecimal digits. Records of a height go when it is stable; "stable" is written in the
// same step, so a restart can never find the window lower than a height whose votes it has forgotten.
#include <charconv>

#include "consensus/core.h"

namespace credence::consensus {
namespace {

std::string height_prefix(Height height) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 0; i < 16; ++i) out[15 - i] = kDigits[(height >> (4 * i)) & 15];
  return out + "/";
}

/// A record is this replica's own writing: one that does not decode is a damaged disk, and voting on would be
/// a guess.
template <class T>
T own_record(BytesView value) {
  auto decoded = decode<T>(value);
  CREDENCE_ASSERT(decoded.has_value());
  return *std::move(decoded);
}

}  // namespace

void Replica::Core::persist(std::string key, Bytes value) {
  out_.persist.push_back({std::move(key), std::move(value)});
}

void Replica::Core::persist_voter() { persist(std::string(kVoterRecord), encode(key_.public_key())); }

void Replica::Core::persist_height(std::string_view kind, Height height, Bytes value,
                                   std::string_view suffix) {
  std::string key = height_prefix(height).append(kind).append(suffix);
  record_keys_[height].insert(key);
  persist(std::move(key), std::move(value));
}

void Replica::Core::persist_batch(Height height, const Hash32& digest, const Proposal& proposal) {
  if (record_keys_[height].contains(height_prefix(height) + "batch/" + digest.hex())) return;
  persist_height("batch/", height, encode(proposal), digest.hex());
}

void Replica::Core::erase_batch(Height height, const Hash32& digest) {
  const std::string key = height_prefix(height) + "batch/" + digest.hex();
  if (record_keys_[height].erase(key) > 0) out_.persist.push_back({key, std::nullopt});
}

void Replica::Core::persist_view() {
  persist("view", encode(ViewRecord{view_, active_, own_view_change_, new_view_}));
}

void Replica::Core::erase_records_to(Height height) {
  while (!record_keys_.empty() && record_keys_.begin()->first <= height) {
    for (const auto& key : record_keys_.begin()->second) out_.persist.push_back({key, std::nullopt});
    record_keys_.erase(record_keys_.begin());
  }
}

void Replica::Core::restore(Restored restored) {
  executed_ = restored.executed;
  own_headers_[executed_] = restored.executed_header_hash;
  stable_ = restored.last_certificate;
  base_ = std::move(restored.base);
  last_ = restored.last;
  if (const auto at = restored.records.find("stable"); at != restored.records.end()) {
    auto held = own_record<Certificate>(at->second);
    if (!stable_ || held.height > stable_->height) stable_ = std::move(held);
  }
  if (stable_) {
    certified_ = stable_->height;
    certificates_[certified_] = *stable_;
    // The record was synced, the block's certificate was not. Were it lost on all disks at once, nobody could
    // follow any more.
    const Height held = restored.last_certificate ? restored.last_certificate->height : 0;
    if (held < certified_ && certified_ <= executed_ && certified_ >= config_.first)
      out_.certified.push_back(*stable_);
  }
  for (std::size_t id = 0; id < size(); ++id)
    if (const auto at = restored.records.find("voter/" + std::to_string(id)); at != restored.records.end())
      voters_.emplace(static_cast<ReplicaId>(id), own_record<Statement>(at->second));
  if (const auto at = restored.records.find(std::string(kVoterRecord)); at != restored.records.end())
    CREDENCE_ASSERT(own_record<PublicKey>(at->second) == key_.public_key());
  if (const auto at = restored.records.find("boot"); at != restored.records.end()) {
    boot_record_ = own_record<BootRecord>(at->second);
    boot_ = Boot::recovering;
    end_recovery_if_past();
    if (!restored.records.contains(std::string(kVoterRecord))) persist_voter();  // an earlier program's log
  }
  // The view first: votes of other views are history.
  if (const auto at = restored.records.find("view");
      at != restored.records.end() && !planted(Canary::forget_view_at_restart))
    restore_view(at->second);
  for (const auto& [key, value] : restored.records)
    if (key.starts_with("evidence/")) evidence_.push_back(own_record<Evidence>(value));
  for (const auto& [key, value] : restored.records)
    if (key.size() > 17 && key[16] == '/') restore_height(key, value);
  for (const auto& [height, header_hash] : restored.uncertified) {
    if (height < config_.first || certificates_.contains(height)) continue;
    if (last_ && height > *last_) break;  // for the next set to attest
    own_headers_[height] = header_hash;
    if (!own_checkpoints_.contains(height)) attest(height, header_hash);
    tally_checkpoints(height);  // a single validator hears no other checkpoint that would make it count
  }
}

void Replica::Core::restore_view(BytesView value) {
  auto record = own_record<ViewRecord>(value);
  view_ = record.view;
  active_ = record.active;
  own_view_change_ = std::move(record.own_view_change);
  new_view_ = std::move(record.new_view);
  if (own_view_change_ && !active_) {
    auto body = own_record<ViewChange>(own_view_change_->body);
    view_changes_[config_.self] = {*own_view_change_, std::move(body)};
  }
  if (!active_ || !new_view_) return;
  // It was justified when it was accepted.
  const auto body = own_record<NewView>(new_view_->body);
  std::vector<ViewChange> changes;
  for (const auto& raw : body.view_changes) changes.push_back(own_record<ViewChange>(raw.body));
  apply_plan(plan_new_view(changes, null_digest_));
}

void Replica::Core::restore_height(std::string_view key, BytesView value) {
  Height height = 0;
  const auto parsed = std::from_chars(key.data(), key.data() + 16, height, 16);
  CREDENCE_ASSERT(parsed.ptr == key.data() + 16);
  record_keys_[height].emplace(key);
  if (height <= certified_) return;
  Slot& slot = slots_[height];
  const std::string_view kind = key.substr(17);
  if (kind == "proof") {
    slot.prepared = own_record<PreparedProof>(value);
  } else if (kind == "checkpoint") {
    const auto checkpoint = own_record<Checkpoint>(value);
    if (height <= executed_) {
      own_checkpoints_[height] = checkpoint;
      own_headers_[height] = checkpoint.header_hash;
      checkpoints_[height][config_.self] = checkpoint;
    }
  } else if (kind.starts_with("batch/")) {
    const auto proposal = own_record<Proposal>(value);
    slot.payloads.emplace(proposal_digest(config_.chain, proposal), proposal);
  } else {
    const auto vote = own_record<SignedVote>(value);
    if (vote.vote.view != view_ || !active_ || planted(Canary::forget_votes_at_restart)) return;
    slot.digest = vote.vote.digest;
    slot.verdict = Slot::Verdict::valid;
    if (kind == "pre_prepare") slot.pre_prepare = vote;
    if (kind == "prepare") slot.prepares[config_.self] = vote;
    if (kind == "commit") slot.commits[config_.self] = vote;
  }
}

}  // namespace credence::consensus
