// SPDX-License-Identifier: Apache-2.0
// ViewChange and NewView: PBFT (1999) §4.4, with per-block certificates as stable checkpoints.
#include <algorithm>

#include "consensus/core.h"
#include "ledger/chain/quorum.h"

namespace credence::consensus {
namespace {

/// Pairs of vote and signature remembered as verified. A full NewView of 31 validators names 31 x 8 different
/// ones.
constexpr std::size_t kVerifiedMax = 4096;

}  // namespace

bool Replica::Core::verify_remembering(Tag kind, const Vote& vote, const Signature& signature) {
  const Hash32 hash = vote_hash(kind, votes_for_, vote);
  const Hash32 mark = tagged_hash(config_.chain.suite, kind, {hash.view(), signature.view()});
  if (verified_.contains(mark)) return true;
  if (!signatures_->verify(config_.set.validators[vote.sender].key, hash, signature)) return false;
  if (verified_.size() >= kVerifiedMax) verified_.clear();
  verified_.insert(mark);
  return true;
}

bool Replica::Core::check_proofs(const PreparedProofs& proofs, Height low, View below) {
  Height last = low;
  for (const auto& proof : proofs) {
    if (proof.height <= last || proof.height > low + config_.window || proof.view >= below) return false;
    last = proof.height;
    const auto check = [this](Tag kind, const Vote& vote, const Signature& signature) {
      return verify_remembering(kind, vote, signature);
    };
    if (!check_proof(proof, size(), needed(), check)) return false;
  }
  return true;
}

// ---- asking for a view ------------------------------------------------------------------------------------

PreparedProofs Replica::Core::own_proofs() const {
  PreparedProofs proofs;
  if (planted(Canary::forget_prepared)) return proofs;
  for (const auto& [height, slot] : slots_)
    if (height > certified_ && height <= high() && slot.prepared) proofs.push_back(*slot.prepared);
  return proofs;
}

void Replica::Core::start_view_change(View view, bool failed) {
  CREDENCE_ASSERT(view > view_);
  timer_ms_.reset();
  neglect_ms_.reset();
  if (!may_change_view()) return;
  view_ = view;
  active_ = false;
  if (failed) ++failures_;
  ++view_changes_started_;
  ViewChange change{config_.self, view, stable_, own_proofs()};
  SignedViewChange raw{encode(change), {}};
  raw.signature = signatures_->sign(key_, chain_hash(Tag::view_change, votes_for_, raw.body));
  own_view_change_ = raw;
  new_view_.reset();
  view_changes_[config_.self] = {raw, std::move(change)};
  persist_view();
  broadcast(raw);
  moved_ = true;
  try_new_view();
}

void Replica::Core::on(ReplicaId from, const SignedViewChange& message) {
  auto body = decode<ViewChange>(message.body);
  if (!body || body->sender != from) return;
  if (body->view < view_ || (body->view == view_ && active_)) {
    catch_up_peer(from, body->view, false, body->stable ? body->stable->height : 0);
    return;
  }
  const auto held = view_changes_.find(from);
  if (held != view_changes_.end() && held->second.body.view == body->view && held->second.raw != message &&
      peers_[from].accused_view < body->view && check_view_change(message) &&
      held->second.raw.body != message.body) {
    peers_[from].accused_view = body->view;
    accuse(from, statement_of(held->second.raw), statement_of(message));
  }
  if (held != view_changes_.end() && held->second.body.view >= body->view) return;
  auto checked = check_view_change(message);
  if (!checked) return;
  accuse_forgetful(message, *checked);
  note_voter(from, message);
  if (checked->stable && checked->stable->height > certified_) adopt_certificate(*checked->stable);
  view_changes_[from] = {message, *std::move(checked)};
  join_higher_view();
  try_new_view();
}

/// Decoded, signed by its sender, and everything in it proved; otherwise nothing of it counts.
std::optional<ViewChange> Replica::Core::check_view_change(const SignedViewChange& raw) {
  auto body = decode<ViewChange>(raw.body);
  if (!body || body->sender >= size() || body->view == 0) return std::nullopt;
  if (!signatures_->verify(config_.set.validators[body->sender].key,
                           chain_hash(Tag::view_change, votes_for_, raw.body), raw.signature))
    return std::nullopt;
  if (body->stable) {
    const auto known = certificates_.find(body->stable->height);
    const bool same = known != certificates_.end() && known->second == *body->stable;
    if (!same && !check_certificate(*body->stable)) return std::nullopt;
  }
  if (planted(Canary::trust_view_change)) return *std::move(body);
  const Height low = body->stable ? body->stable->height : 0;
  if (!check_proofs(body->prepared, planted(Canary::own_window_for_proofs) ? certified_ : low, body->view))
    return std::nullopt;
  return *std::move(body);
}

/// Replicas known to have left every view below `view`, this one among them.
std::size_t Replica::Core::count_at_or_above(View view) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      view_changes_, [view](const auto& entry) { return entry.second.body.view >= view; }));
}

/// f + 1 replicas in higher views hold an honest one: join the highest view that f + 1 of them reached
/// (joining the smallest of them again and again ends there too). A single huge number moves nobody.
void Replica::Core::join_higher_view() {
  std::vector<View> views;
  for (const auto& [id, change] : view_changes_)
    if (id != config_.self && change.body.view > view_) views.push_back(change.body.view);
  const std::size_t enough = planted(Canary::follow_one) ? 1 : one_honest(size());
  if (views.size() < enough) return;
  std::ranges::sort(views, std::greater<>());
  start_view_change(views[enough - 1]);
}

// ---- beginning it -----------------------------------------------------------------------------------------

void Replica::Core::try_new_view() {
  if (active_ || !is_primary() || !may_lead(view_)) return;
  NewView body{config_.self, view_, {}};
  std::vector<ViewChange> changes;
  for (const auto& [id, change] : view_changes_)
    if (change.body.view == view_) {
      body.view_changes.push_back(change.raw);
      changes.push_back(change.body);
    }
  if (changes.size() < needed()) return;
  SignedNewView raw{encode(body), {}};
  raw.signature = signatures_->sign(key_, chain_hash(Tag::new_view, votes_for_, raw.body));
  enter_view(view_, plan_new_view(changes, null_digest_), raw);
  broadcast(raw);
}

void Replica::Core::on(const SignedNewView& message) {
  const auto body = decode<NewView>(message.body);
  if (!body || body->sender != primary(body->view) || body->sender == config_.self) return;
  if (!planted(Canary::view_goes_back) && (body->view < view_ || (body->view == view_ && active_))) return;
  const Hash32 hash = chain_hash(Tag::new_view, votes_for_, message.body);
  if (!signatures_->verify(config_.set.validators[body->sender].key, hash, message.signature)) return;
  if (const auto plan = justify(*body)) enter_view(body->view, *plan, message);
}

/// What the new view must propose, if a quorum of distinct replicas really asked for it.
std::optional<NewViewPlan> Replica::Core::justify(const NewView& new_view) {
  std::set<ReplicaId> senders;
  std::vector<ViewChange> changes;
  for (const auto& raw : new_view.view_changes) {
    auto body = decode<ViewChange>(raw.body);
    if (!body || body->view != new_view.view) return std::nullopt;
    if (!senders.insert(body->sender).second && !planted(Canary::count_copies)) return std::nullopt;
    const auto held = view_changes_.find(body->sender);
    const bool known =
        (held != view_changes_.end() && held->second.raw == raw) || planted(Canary::trust_new_view);
    if (!known && !check_view_change(raw)) return std::nullopt;
    changes.push_back(*std::move(body));
  }
  if (changes.size() < needed()) return std::nullopt;
  return plan_new_view(changes, null_digest_);
}

void Replica::Core::enter_view(View view, const NewViewPlan& plan, const SignedNewView& raw) {
  CREDENCE_ASSERT(view > view_ || (view == view_ && !active_) || planted(Canary::view_goes_back));
  view_ = view;
  active_ = true;
  entered_ms_ = now_.monotonic_ms;
  new_view_ = raw;
  own_view_change_.reset();
  timer_ms_.reset();
  neglect_ms_.reset();
  std::erase_if(view_changes_, [view](const auto& entry) { return entry.second.body.view <= view; });
  persist_view();
  if (plan.stable && plan.stable->height > certified_) adopt_certificate(*plan.stable);
  apply_plan(plan);
  moved_ = true;
  advance_all();
  request_payloads();
}

/// The slots of the view begin empty but for what the plan puts there.
void Replica::Core::apply_plan(const NewViewPlan& plan) {
  for (auto& [height, slot] : slots_) slot.end_view();
  plan_high_ = plan.high();
  for (const auto& [height, digest] : plan.digests) {
    if (height <= certified_ || height > high()) continue;
    Slot& slot = slots_[height];
    slot.digest = digest;
    slot.reproposed = true;
  }
}

}  // namespace credence::consensus
