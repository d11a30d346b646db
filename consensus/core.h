// SPDX-License-Identifier: Apache-2.0
// The inside of a replica. Private to this directory.
//
//   replica.cc      inputs, timers, retransmission, sending
//   restore.cc      what is persisted, and starting from it
//   normal_case.cc  PrePrepare, Prepare, Commit, execution
//   checkpoint.cc   Checkpoint, certificates, collecting the log, catching up
//   view_change.cc  ViewChange, NewView
//   evidence.cc     contradictions of validators
//   recovery.cc     a replica that starts without its vote log
#pragma once

#include "consensus/canary.h"
#include "consensus/log.h"
#include "consensus/replica.h"

namespace credence::consensus {

/// The record "view": where this replica is in the sequence of views.
struct ViewRecord {
  View view = 0;
  bool active = true;
  std::optional<SignedViewChange> own_view_change;  // sent for `view`, to be repeated as it is
  std::optional<SignedNewView> new_view;            // began `view`
  template <class A>
  void serialize(A& archive) {
    archive(view, active, own_view_change, new_view);
  }
};

/// The record "boot": how far a replica that lost its votes holds back. All zero for one that did not.
struct BootRecord {
  Height abstain_height = 0;
  View abstain_view = 0;
  bool all_heard = true;
  template <class A>
  void serialize(A& archive) {
    archive(abstain_height, abstain_view, all_heard);
  }
};

/// A vote and its kind.
struct KindOfVote {
  Tag kind;
  const SignedVote& vote;
};
[[nodiscard]] Statement statement_of(Tag kind, const SignedVote& vote);
[[nodiscard]] inline Statement statement_of(const KindOfVote& of) { return statement_of(of.kind, of.vote); }
[[nodiscard]] Statement statement_of(const Checkpoint& checkpoint);
[[nodiscard]] Statement statement_of(const SignedViewChange& change);

class Replica::Core {
 public:
  Core(Config config, SecretKey key, const Signatures& signatures, Restored restored);

  Effects step(const Input& input, Time now);
  [[nodiscard]] bool can_propose() const;
  [[nodiscard]] Status status() const;
  [[nodiscard]] const std::vector<Evidence>& evidence() const { return evidence_; }

 private:
  enum class Turn : std::uint8_t { late, now, early, far };
  enum class Boot : std::uint8_t { probing, recovering, normal };

  // ---- replica.cc
  void handle(const Received& input);
  void handle(const Lost& input);
  void handle(const Tick& input);
  void handle(const Propose& input);
  void handle(const Pending& input);
  void handle(const Validated& input);
  void handle(const Executed& input);
  void handle(const Synced& input);
  void dispatch(ReplicaId from, const Message& message, BytesView bytes);
  void on(ReplicaId from, const Heartbeat& message);
  void drain_early();
  void keep_early(ReplicaId from, View view, Height height, BytesView bytes);
  void run_timers();
  void note_progress();
  void retransmit();
  void retransmit_votes();
  void heartbeat();
  void broadcast(const Message& message);
  void send(ReplicaId to, const Message& message);
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] bool quorum_heard() const;
  [[nodiscard]] bool heard_lately(const std::optional<std::uint64_t>& heard_ms) const;
  [[nodiscard]] bool primary_silent() const;
  [[nodiscard]] bool primary_given_up() const;
  [[nodiscard]] Height needed_height() const;
  void help_to_vote(Peer& peer, Height votes_above);
  [[nodiscard]] bool is_due(std::optional<std::uint64_t>& last_ms) const;
  [[nodiscard]] std::uint64_t timeout_ms() const;
  void catch_up_peer(ReplicaId to, View view, bool active, Height certified);

  // ---- evidence.cc
  void accuse(ReplicaId who, Statement first, Statement second);
  void accuse_forgetful(const SignedViewChange& raw, const ViewChange& change);
  void accuse_twice_signed(const Certificate& held, const Certificate& other);

  // ---- restore.cc
  void restore(Restored restored);
  void restore_height(std::string_view key, BytesView value);
  void restore_view(BytesView value);
  void persist(std::string key, Bytes value);
  void persist_height(std::string_view kind, Height height, Bytes value, std::string_view suffix = {});
  void persist_batch(Height height, const Hash32& digest, const Proposal& proposal);
  void erase_batch(Height height, const Hash32& digest);
  void persist_view();
  void persist_voter();
  void erase_records_to(Height height);

  // ---- normal_case.cc
  void on(ReplicaId from, const PrePrepare& message, BytesView bytes);
  void on_prepare(ReplicaId from, const SignedVote& vote, BytesView bytes);
  void on_commit(ReplicaId from, const SignedVote& vote, BytesView bytes);
  void on(ReplicaId from, const FetchProposal& message);
  void on(const ProposalReply& message);
  [[nodiscard]] Turn turn(View view, Height height) const;
  [[nodiscard]] bool take_vote(Tag kind, Slot& slot, Votes& votes, const SignedVote& vote);
  [[nodiscard]] SignedVote make_vote(Tag kind, Height height, const Hash32& digest);
  void advance(Height height);
  void advance_all();
  void keep_payload(Slot& slot, Height height, const Hash32& digest, const Proposal& proposal);
  void ask_validation(Slot& slot);
  void try_pre_prepare(Height height, Slot& slot);
  void try_prepare(Height height, Slot& slot);
  void try_prepared(Height height, Slot& slot);
  void try_committed(Slot& slot);
  void try_execute();
  void request_payloads();
  [[nodiscard]] std::optional<Hash32> missing_payload(const Slot& slot) const;
  [[nodiscard]] Height next_height() const;

  // ---- checkpoint.cc
  void on(ReplicaId from, const Checkpoint& message);
  void on(const CertificateNotice& message);
  void attest(Height height, const Hash32& header_hash);
  void tally_checkpoints(Height height);
  void adopt_certificate(const Certificate& certificate);
  void report_certificate(Height height);
  void collect_log();
  [[nodiscard]] bool check_certificate(const Certificate& certificate) const;

  // ---- view_change.cc
  void on(ReplicaId from, const SignedViewChange& message);
  void on(const SignedNewView& message);
  void start_view_change(View view, bool failed = true);  // failed: the primary let work lie
  void join_higher_view();
  void try_new_view();
  void enter_view(View view, const NewViewPlan& plan, const SignedNewView& raw);
  void apply_plan(const NewViewPlan& plan);
  [[nodiscard]] std::optional<ViewChange> check_view_change(const SignedViewChange& raw);
  [[nodiscard]] bool check_proofs(const PreparedProofs& proofs, Height low, View below);
  [[nodiscard]] std::optional<NewViewPlan> justify(const NewView& new_view);
  [[nodiscard]] PreparedProofs own_proofs() const;
  [[nodiscard]] std::size_t count_at_or_above(View view) const;

  // ---- recovery.cc
  void on_probe(ReplicaId from);
  void on(ReplicaId from, const Report& message);
  void conclude_probe();
  void end_recovery_if_past();
  void note_voter(ReplicaId who, const auto& signed_by_it) {
    if (!voters_.contains(who)) note_new_voter(who, statement_of(signed_by_it));
  }
  void note_new_voter(ReplicaId who, Statement statement);
  [[nodiscard]] bool signed_here(const Statement& statement) const;
  [[nodiscard]] bool may_vote(View view, Height height) const;
  [[nodiscard]] bool holds_votes() const { return !may_vote(view_, certified_ + 1); }
  [[nodiscard]] bool may_change_view() const;
  [[nodiscard]] bool may_lead(View view) const;

  [[nodiscard]] std::size_t size() const { return config_.set.size(); }
  [[nodiscard]] std::size_t needed() const;  // the quorum
  [[nodiscard]] ReplicaId primary(View view) const { return static_cast<ReplicaId>(view % size()); }
  [[nodiscard]] bool is_primary() const { return primary(view_) == config_.self; }
  [[nodiscard]] Height high() const {
    return last_ ? std::min(certified_ + config_.window, *last_) : certified_ + config_.window;
  }
  [[nodiscard]] bool verify(Tag kind, const SignedVote& vote) const;
  /// As above, and remembers what verified: the same votes stand in the proofs of many replicas.
  [[nodiscard]] bool verify_remembering(Tag kind, const Vote& vote, const Signature& signature);

  Config config_;
  SecretKey key_;
  const Signatures* signatures_;
  ChainId votes_for_;
  Hash32 null_digest_;
  Time now_;
  Effects out_;
  bool halted_ = false;          // diverged: says and signs nothing any more
  bool moved_ = true;            // the view or the window moved: early messages may have their turn
  std::vector<Record> delayed_;  // empty but for a planted bug

  // Views.
  View view_ = 0;
  bool active_ = true;
  std::optional<SignedViewChange> own_view_change_;
  std::optional<SignedNewView> new_view_;
  Height plan_high_ = 0;                                // the highest height that the new view filled
  std::map<ReplicaId, StoredViewChange> view_changes_;  // the highest one of each replica
  std::set<Hash32> verified_;                           // (vote, signature) pairs; bounded by kVerifiedMax
  std::uint64_t view_changes_started_ = 0;

  // Heights.
  Height executed_ = 0;
  Height certified_ = 0;             // the stable height: the highest with a certificate
  std::optional<Height> last_;       // of this set
  std::optional<Certificate> base_;  // of the set before
  std::optional<Certificate> stable_;
  std::map<Height, Slot> slots_;  // (min(executed, certified), certified + window]
  std::optional<Height> executing_;
  bool fetching_ = false;
  std::map<Height, Hash32> own_headers_;          // executed heights above certified - window
  std::map<Height, Checkpoint> own_checkpoints_;  // (certified - window, executed], without a certificate
  std::map<Height, std::map<ReplicaId, Checkpoint>>
      checkpoints_;                             // (certified - window, certified + 2 windows]
  std::map<Height, Certificate> certificates_;  // above certified - window

  // Time.
  std::optional<std::uint64_t> timer_ms_;    // when the wait for progress, or for a NewView, began
  std::optional<std::uint64_t> neglect_ms_;  // since when transactions are passed over
  std::optional<std::uint64_t> resent_ms_;
  std::uint64_t resends_ = 0;
  std::optional<std::uint64_t> begun_ms_;    // the first step
  std::optional<std::uint64_t> entered_ms_;  // the present view
  bool said_silent_ = false;                 // in the last heartbeat
  unsigned failures_ = 0;                    // view changes without progress; doubles the time-out
  Pending pending_;

  std::map<ReplicaId, Peer> peers_;
  Boot boot_ = Boot::probing;
  BootRecord boot_record_;
  std::vector<Evidence> evidence_;         // at most kEvidencePerValidatorMax for each
  std::map<ReplicaId, Statement> voters_;  // whose votes were ever taken, and the first of them; persisted
  std::map<Height, std::set<std::string>> record_keys_;
};

}  // namespace credence::consensus
