// SPDX-License-Identifier: Apache-2.0
// Planted bugs, to prove that the simulator and the scenarios can fail. They exist only in builds with
// CREDENCE_CANARY (the test library `consensus_canary`); in the production library `planted` is constant
// false and leaves no code behind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace credence::consensus {

enum class Canary : std::uint8_t {
  none,
  vote_before_persisting,   // a vote is sent one step before its record is given out
  quorum_of_2f,             // 2f instead of ceil((n + f + 1) / 2)
  forget_prepared,          // a ViewChange leaves the prepared certificates out
  trust_new_view,           // a NewView is accepted without checking its ViewChanges
  quorum_of_2f_plus_1,      // too few where n is not 3f + 1
  count_copies,             // copies of one ViewChange count as many senders
  repeated_signers,         // a certificate may name a signer twice
  untagged_votes,           // a vote's kind is not among what is signed
  trust_payload,            // a payload is not hashed again
  view_goes_back,           // a NewView of a past view is accepted
  trust_view_change,        // the proofs in a ViewChange are not checked
  own_window_for_proofs,    // proofs are measured by the receiver's window, not by their sender's
  view_change_sent_once,    // a ViewChange is not repeated
  votes_sent_once,          // votes are not repeated
  follow_one,               // one higher view is enough to join it
  uncapped_backoff,         // the view time-out doubles without end
  idle_timer,               // the view timer runs without work
  forget_votes_at_restart,  // votes on the disk are not read again
  wiped_votes_at_once,      // a replica without its vote log takes itself for new
  wiped_waits_forever,      // ... or never believes that it heard from all
  shared_buffer,            // early messages of all peers share one bound
  ignore_divergence,        // a replica goes on with a block that differs from the certified one
  trust_certificates,       // certificates are not verified
  ignore_passed_over,       // nobody's timer runs for a transaction that is passed over
  skip_signatures,          // votes are not verified
  never_unlock,             // whoever prepared a value never votes for another
  leave_gaps,               // a new view does not fill the heights that nobody prepared
  keep_log,                 // nothing is collected below the stable height
  ignore_new_view_plan,     // a new primary may propose over what its NewView keeps
  no_catch_up,              // a heartbeat from behind is not answered
  any_time,                 // a proposal's time is not compared with the clock
  no_evidence,              // contradictions are not reported
  trust_sender,             // a vote counts for the name in it, whoever signed and brought it
  no_timer,                 // nobody asks for another view by itself
  only_pool_is_work,        // undecided and uncertified blocks start no timer
  new_as_wiped,             // a new replica takes itself for one that lost its votes
  forget_view_at_restart,   // the view on the disk is not read again
  executing_hides_work,     // a block that waits for the certificate below it stops the view timer
  any_commit_is_progress,   // a decision above the height that all wait for resets the view timer
  forget_reported_proof,    // a replica that lost its votes replaces a reported proof by one of a lower view
  believe_reports,          // a report that this replica voted is believed without its own signature
  // a replica that waits for a NewView goes on to the next view though it hears no quorum
  climb_unheard,
  silence_is_patience,  // a primary that nobody hears is not replaced before somebody waits
  // whoever hears nothing of the primary asks for another, though the others hear it
  silence_of_one,
  no_help_to_vote,     // a replica that was rebuilt waits for blocks that nobody makes
  overdue_is_no_work,  // nobody's timer runs for the block that an idle chain should have made
};

inline constexpr std::array<std::string_view, 47> kCanaryNames = {"none",
                                                                  "vote_before_persisting",
                                                                  "quorum_of_2f",
                                                                  "forget_prepared",
                                                                  "trust_new_view",
                                                                  "quorum_of_2f_plus_1",
                                                                  "count_copies",
                                                                  "repeated_signers",
                                                                  "untagged_votes",
                                                                  "trust_payload",
                                                                  "view_goes_back",
                                                                  "trust_view_change",
                                                                  "own_window_for_proofs",
                                                                  "view_change_sent_once",
                                                                  "votes_sent_once",
                                                                  "follow_one",
                                                                  "uncapped_backoff",
                                                                  "idle_timer",
                                                                  "forget_votes_at_restart",
                                                                  "wiped_votes_at_once",
                                                                  "wiped_waits_forever",
                                                                  "shared_buffer",
                                                                  "ignore_divergence",
                                                                  "trust_certificates",
                                                                  "ignore_passed_over",
                                                                  "skip_signatures",
                                                                  "never_unlock",
                                                                  "leave_gaps",
                                                                  "keep_log",
                                                                  "ignore_new_view_plan",
                                                                  "no_catch_up",
                                                                  "any_time",
                                                                  "no_evidence",
                                                                  "trust_sender",
                                                                  "no_timer",
                                                                  "only_pool_is_work",
                                                                  "new_as_wiped",
                                                                  "forget_view_at_restart",
                                                                  "executing_hides_work",
                                                                  "any_commit_is_progress",
                                                                  "forget_reported_proof",
                                                                  "believe_reports",
                                                                  "climb_unheard",
                                                                  "silence_is_patience",
                                                                  "silence_of_one",
                                                                  "no_help_to_vote",
                                                                  "overdue_is_no_work"};
static_assert(kCanaryNames.size() == static_cast<std::size_t>(Canary::overdue_is_no_work) + 1);

/// Nothing if there is none of this name.
[[nodiscard]] constexpr std::optional<Canary> canary_named(std::string_view name) {
  for (std::size_t at = 0; at < kCanaryNames.size(); ++at)
    if (kCanaryNames[at] == name) return static_cast<Canary>(at);
  return std::nullopt;
}

#ifdef CREDENCE_CANARY
inline Canary planted_canary = Canary::none;  // set once, before any replica runs
[[nodiscard]] inline bool planted(Canary which) { return planted_canary == which; }
#else
[[nodiscard]] constexpr bool planted(Canary) { return false; }
#endif

}  // namespace credence::consensus
