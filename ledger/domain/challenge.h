// SPDX-License-Identifier: Apache-2.0
// Challenges (揭榜挂帅): published, bid for, decided. The bids that are selected become an award batch of the
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
  CREDENCE_FIELDS(title, document_no, source, amount, bids_until, winners_max, milestones, bids, selected);
};
struct BidValue {
  Uscc code;
  Name enterprise;
  Name project;
  Fen amount = 0;
  bool selected = false;
  CREDENCE_FIELDS(code, enterprise, project, amount, selected);
};

template <>
struct ValueOf<ChallengeKey> {
  using type = ChallengeValue;
};
template <>
struct ValueOf<BidKey> {
  using type = BidValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct ChallengePublished {
  PublishChallenge challenge;
  CREDENCE_FIELDS(challenge);
};
struct BidRecorded {
  Id programme, challenge;
  BidLine line;
  CREDENCE_FIELDS(programme, challenge, line);
};

}  // namespace credence
