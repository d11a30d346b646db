// SPDX-License-Identifier: Apache-2.0
// A replica that starts without its vote log: it is new, or its data directory was wiped. It cannot tell
// which, so it asks.
//
// It sends Probe until q - 1 peers (all of them if f = 0) answered with a Report: certificate, NewView and
// prepared proofs, each of which it checks and adopts. If none of them ever took a vote of this replica (they
// keep the first one on disk, and show it: a liar cannot), there is nothing it could contradict, and it
// starts. Otherwise it follows as anyone else, fetches blocks, and holds back
//   - every vote up to `abstain_height`, the highest certified height reported plus two windows. It voted up
//     to a window above the highest certificate that it held. At least one honest replica among those that
//     report executed that height (it signed the certificate), perhaps without the certificate, and so not
//     more than a window above its own one;
//   - its ViewChange, which would forget prepared values, until it holds a certificate there.
//
// If *all* n - 1 peers reported, it knows every value that can have been prepared with its help, and its
// ViewChange carries them: then it may change views at once, and vote in views above the highest one
// reported. So two wiped replicas of four, which are needed for any quorum, come back through one view
// change. (A peer that reports a view that is not so can only send it the longer way, by height.)
//
// A wiped replica counts as one of the f faulty ones: what it had sent and nobody had yet received, nobody
// can tell it.
#include <algorithm>

#include "consensus/core.h"
#include "ledger/chain/quorum.h"

namespace credence::consensus {

void Replica::Core::note_new_voter(ReplicaId who, Statement statement) {
  persist("voter/" + std::to_string(who), encode(statement));
  voters_.emplace(who, std::move(statement));
}

/// This replica made the statement under this set: what it signed under earlier ones binds it no more.
bool Replica::Core::signed_here(const Statement& statement) const {
  if (planted(Canary::believe_reports)) return true;
  const auto kind = static_cast<Tag>(statement.kind);
  if (kind == Tag::checkpoint) {
    const auto body = decode<CheckpointBody>(statement.body);
    if (!body || body->height < config_.first) return false;
  } else if (kind == Tag::view_change) {
    const auto body = decode<ViewChange>(statement.body);
    if (!body || body->sender != config_.self) return false;
  } else {
    const auto body = decode<Vote>(statement.body);
    const bool vote = kind == Tag::pre_prepare || kind == Tag::prepare || kind == Tag::commit;
    if (!vote || !body || body->sender != config_.self) return false;
  }
  const ChainId& domain = kind == Tag::checkpoint ? config_.chain : votes_for_;
  return signatures_->verify(key_.public_key(), chain_hash(kind, domain, statement.body),
                             statement.signature);
}

bool Replica::Core::may_vote(View view, Height height) const {
  if (boot_ == Boot::normal) return true;
  if (boot_ == Boot::probing) return false;
  return height > boot_record_.abstain_height || (boot_record_.all_heard && view > boot_record_.abstain_view);
}

bool Replica::Core::may_change_view() const {
  return boot_ == Boot::normal || (boot_ == Boot::recovering && boot_record_.all_heard);
}

/// A second NewView for one view would be as wrong as a second vote.
bool Replica::Core::may_lead(View view) const {
  return boot_ == Boot::normal || (may_change_view() && view > boot_record_.abstain_view);
}

void Replica::Core::on_probe(ReplicaId from) {
  if (!is_due(peers_[from].reported_ms)) return;
  // The proofs belong to the stable height, and there are no others.
  const auto voter = voters_.find(from);
  send(from, Report{voter == voters_.end() ? std::nullopt : std::optional(voter->second), view_, stable_,
                    active_ ? new_view_ : std::nullopt, own_proofs()});
}

void Replica::Core::on(ReplicaId from, const Report& message) {
  if (boot_ == Boot::normal || (boot_ == Boot::recovering && boot_record_.all_heard)) return;
  if (message.voted && !signed_here(*message.voted)) return;
  const Height low = message.stable ? message.stable->height : 0;
  if (message.stable && !certificates_.contains(low) && !check_certificate(*message.stable)) return;
  if (!check_proofs(message.prepared, low, ~View{0})) return;
  if (message.new_view) on(*message.new_view);
  if (message.stable && low > certified_) adopt_certificate(*message.stable);
  for (const auto& proof : message.prepared) {
    if (proof.height <= certified_ || proof.height > high()) continue;
    Slot& slot = slots_[proof.height];
    if (slot.prepared && slot.prepared->view >= proof.view) continue;
    slot.prepared = proof;
    persist_height("proof", proof.height, encode(proof));
  }
  Peer& peer = peers_[from];
  peer.reported = true;
  peer.never_voted = !message.voted;
  peer.reported_view = message.view;
  conclude_probe();
}

void Replica::Core::conclude_probe() {
  const auto reported = static_cast<std::size_t>(
      std::ranges::count_if(peers_, [](const auto& e) { return e.second.reported; }));
  const bool all = reported == size() - 1 && !planted(Canary::wiped_waits_forever);
  const std::size_t enough = faults_tolerated(size()) == 0 ? size() - 1 : needed() - 1;
  if (reported < enough) return;
  View highest = view_;
  for (const auto& [id, peer] : peers_) highest = std::max(highest, peer.reported_view);
  if (boot_ == Boot::recovering) {
    boot_record_.abstain_view = std::max(boot_record_.abstain_view, highest);
    if (std::exchange(boot_record_.all_heard, all) != all) persist("boot", encode(boot_record_));
    return;
  }
  const bool blocks_held =
      executed_ > 0 && size() == 1;  // nobody else to ask: a new view keeps it from contradicting itself
  const bool unknown = std::ranges::all_of(
      peers_, [](const auto& entry) { return !entry.second.reported || entry.second.never_voted; });
  const bool fresh =
      (!blocks_held && unknown && !planted(Canary::new_as_wiped)) || planted(Canary::wiped_votes_at_once);
  boot_ = fresh ? Boot::normal : Boot::recovering;
  boot_record_ = fresh ? BootRecord{} : BootRecord{certified_ + 2 * config_.window, highest, all};
  persist("boot", encode(boot_record_));
  persist_voter();
  moved_ = true;
}

/// Past everything that can have been signed: a voter as any other.
void Replica::Core::end_recovery_if_past() {
  if (boot_ != Boot::recovering || certified_ < boot_record_.abstain_height) return;
  boot_ = Boot::normal;
}

}  // namespace credence::consensus
