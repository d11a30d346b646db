// SPDX-License-Identifier: Apache-2.0
// Challenges (揭榜挂帅): published, bid for, decided. A department records bids, or an enterprise seals its own
// and opens it after the last day for bids. The bids that are selected become an award batch of the
// challenge's id, whose lines have the bids' numbers; notice, milestones and payment are those of any award.
// Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/payment.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

struct Milestone {
  Name name;
  std::optional<Date> due;
  CREDENCE_FIELDS(name, due);
};
struct PublishChallenge {
  Id programme;
  Id challenge;  // and of the award batch that it becomes
  Name title;
  DocumentNo document_no;
  Note source;      // where it was published
  Fen amount = 0;   // what the selected bids get at most, together
  Date bids_until;  // the last day
  std::uint8_t winners_max = 1;
  List<Milestone, 6> milestones;
  CREDENCE_FIELDS(programme, challenge, title, document_no, source, amount, bids_until, winners_max,
                  milestones);
};

struct BidLine {
  std::uint32_t line = 0;  // the bid's number, from 1
  Uscc code;
  Name enterprise;  // as registered
  Name project;
  Fen amount = 0;  // asked for
  CREDENCE_FIELDS(line, code, enterprise, project, amount);
};
struct RecordBids {
  Id programme;
  Id challenge;
  List<BidLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, challenge, lines);
};

struct SelectionLine {
  std::uint32_t line = 0;  // the bid's number
  Fen amount = 0;          // awarded; at most what the bid asked for
  CREDENCE_FIELDS(line, amount);
};
struct SelectBids {
  Id programme;
  Id challenge;
  DocumentNo document_no;
  std::optional<Date> published;
  AwardStage stage = AwardStage::public_notice;
  List<SelectionLine, 100> lines;
  CREDENCE_FIELDS(programme, challenge, document_no, published, stage, lines);
};

/// An enterprise of a bid with its share of the work, in basis points.
struct BidMember {
  Uscc code;
  std::uint16_t share = 0;
  CREDENCE_FIELDS(code, share);
};
using BidMembers = List<BidMember, limits::kBidMembersMax>;

/// Until the last day for bids an enterprise says by its own key that it bids, and by a hash with what; each
/// partner of a consortium seals the same. Sealed again, what stood before is replaced. (Feature
/// `sealed-bids`, as all below that speaks of sealing.)
struct SealBid {
  Id programme;
  Id challenge;
  Uscc code;
  std::optional<Hash32> commitment;  // bid_commitment; none: withdrawn
  CREDENCE_FIELDS(programme, challenge, code, commitment);
};
/// After that day the lead opens it: it is a bid of the challenge from then on. What was sealed is the hash of
/// this action itself. Names are not in it: an enterprise may be renamed before it is opened.
struct OpenBid {
  Id programme;
  Id challenge;
  BidMembers members;  // the lead first, with all shares if it bids alone
  Name project;
  Fen amount = 0;  // asked for
  Hash32 salt;     // random: without it nobody can test a guess against the commitment
  CREDENCE_FIELDS(programme, challenge, members, project, amount, salt);
};
[[nodiscard]] Hash32 bid_commitment(const ChainId& chain, const OpenBid& bid);

// ---- state ------------------------------------------------------------------------------------------------

struct ChallengeKey {
  Id programme, challenge;
  CREDENCE_KEY_FIELDS(programme, challenge);
};
struct BidKey {
  Id programme, challenge;
  std::uint32_t line = 0;
  CREDENCE_KEY_FIELDS(programme, challenge, line);
};
struct BidderKey {
  Id programme, challenge;
  Uscc code;
  CREDENCE_KEY_FIELDS(programme, challenge, code);
};

struct ChallengeValue {
  Name title;
  DocumentNo document_no;
  Note source;
  Fen amount = 0;
  Date bids_until;
  std::uint8_t winners_max = 1;
  List<Milestone, 6> milestones;
  std::uint32_t bids = 0;
  bool selected = false;
  std::uint32_t sealed = 0;     // enterprises whose seal stands and is not opened
  std::uint32_t last_line = 0;  // the number of the last bid that was opened
  CREDENCE_FIELDS(title, document_no, source, amount, bids_until, winners_max, milestones, bids, selected,
                  sealed, last_line);
};
struct BidValue {
  Uscc code;
  Name enterprise;
  Name project;
  Fen amount = 0;
  bool selected = false;
  BidMembers members = {};  // of a bid that was sealed and opened; empty: the department recorded it
  CREDENCE_FIELDS(code, enterprise, project, amount, selected, members);
};
/// What an enterprise has to do with a challenge: its seal, and the bid that it is in.
struct BidderValue {
  std::optional<Hash32> commitment;  // stays when it is opened
  std::uint32_t line = 0;            // of the bid that was opened or recorded, the last one; 0: none
  std::uint8_t seals = 0;            // how often it has sealed
  CREDENCE_FIELDS(commitment, line, seals);
};

template <>
struct ValueOf<ChallengeKey> {
  using type = ChallengeValue;
};
template <>
struct ValueOf<BidKey> {
  using type = BidValue;
};
template <>
struct ValueOf<BidderKey> {
  using type = BidderValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct ChallengePublished {
  PublishChallenge challenge;
  CREDENCE_FIELDS(challenge);
};
struct BidRecorded {
  Id programme, challenge;
  BidLine line;
  BidMembers members = {};  // of a bid that was opened
  CREDENCE_FIELDS(programme, challenge, line, members);
};
struct BidSealed {
  SealBid seal;
  Name enterprise;  // as registered
  CREDENCE_FIELDS(seal, enterprise);
};

}  // namespace credence
