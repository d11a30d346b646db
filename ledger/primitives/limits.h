// SPDX-License-Identifier: Apache-2.0
// The bounds that several boxes share, with the relations between them asserted. A bound that one box alone
// needs stands in that box, beside what it bounds.
//
// Names end in their unit and qualifier: kNameBytesMax, kViewTimeoutMsMin. A bound that must agree between
// validators is part of the protocol; a bound that may differ from node to node is a default of node.toml and
// is marked (local).
#pragma once

#include <cstddef>
#include <cstdint>

namespace credence::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// ---- transactions and blocks ------------------------------------------------------------------------------
inline constexpr std::size_t kTransactionBytesMax = 256 * kKiB;  // a whole signed transaction
inline constexpr std::size_t kActionBytesMax = 255 * kKiB;       // the encoded action inside it
inline constexpr std::size_t kLinesMax = 1000;                   // lines under one signature
inline constexpr std::size_t kSignaturesMax = 4;                 // signatures on one transaction
inline constexpr std::size_t kBlockTransactionsMax = 5000;
inline constexpr std::size_t kBatchBytesMax = 4 * kMiB;         // the encoded batch of one block
inline constexpr std::uint64_t kExpiryWindowHeights = 100'000;  // how far ahead a transaction may expire
// lines of an award batch in public notice: each of its enterprises is told of the confirmation
inline constexpr std::size_t kNoticeLinesMax = 10'000;
// lines of such batches whose enterprises one block tells
inline constexpr std::size_t kToldPerBlockMax = 2 * kNoticeLinesMax;
// how often an idle chain makes a block; a vote sets another interval
inline constexpr std::uint32_t kIdleSecondsDefault = 3'600;
inline constexpr std::uint32_t kIdleSecondsMin = 10;
// well below the age that a verifier of proofs allows by default
inline constexpr std::uint32_t kIdleSecondsMax = 7 * 86'400;

// ---- validators -------------------------------------------------------------------------------------------
inline constexpr std::size_t kValidatorsMax = 100;

// no vote leaves fewer validators: they could not tolerate a fault
inline constexpr std::size_t kValidatorsGovernedMin = 4;
inline constexpr std::size_t kOpenChangesMax = 32;  // proposals that are open at a time
// actions of a department that wait for a second signature
inline constexpr std::size_t kPendingPerDepartmentMax = 1000;
inline constexpr unsigned kPendingDaysMax = 90;                // how long one of them may wait
inline constexpr std::uint64_t kChangeHeightsMax = 1'000'000;  // how long a proposal may be open

// ---- consensus --------------------------------------------------------------------------------------------
// W: heights that may be in flight above the last certified
inline constexpr std::uint64_t kPipelineWindow = 8;
inline constexpr std::uint64_t kClockDriftMsMax = 30'000;  // |proposed time - a voter's time|
// any consensus message (a new-view of 100 is the largest)
inline constexpr std::size_t kMessageBytesMax = 64 * kMiB;
inline constexpr std::size_t kPeerBufferMessagesMax = 4096;   // early messages kept for one peer
inline constexpr std::size_t kPeerBufferBytesMax = 8 * kMiB;  // bytes of these
// holds a window of proofs with 100 signatures each, and a certificate
inline constexpr std::size_t kViewChangeBytesMax = 64 * kKiB;
inline constexpr std::size_t kNewViewBytesMax = 8 * kMiB;  // holds 100 of them
// proposals kept for one height, of different views
inline constexpr std::size_t kPayloadsPerHeightMax = 4;
inline constexpr std::uint64_t kViewTimeoutMsMin = 200;
inline constexpr std::uint64_t kViewTimeoutMsMax = 60'000;  // cap of the back-off

// ---- text and money ---------------------------------------------------------------------------------------
inline constexpr std::size_t kNameBytesMax = 300;  // a name: 100 Chinese characters in UTF-8
inline constexpr std::size_t kIdBytesMax = 48;     // a department, programme, batch or title id
inline constexpr std::size_t kDocumentNoBytesMax = 120;
inline constexpr std::size_t kNoteBytesMax = 600;
inline constexpr std::uint32_t kPersonsMin = 3;  // a talent subsidy for fewer would tell one person's sum
// 10 trillion CNY: sums of 1e3 stay in 64 bits
inline constexpr std::int64_t kAmountFenMax = 1'000'000'000'000'000;

// ---- days -------------------------------------------------------------------------------------------------
// how far ahead a day may be announced: an end, a beginning, a rule
inline constexpr unsigned kAnnouncedMonthsMax = 12;
inline constexpr unsigned kTermYearsMax = 50;  // from the first day of a term to its last
// how many years before the year of its target a figure may lie
inline constexpr unsigned kBaselineYearsMax = 20;

// ---- credit -----------------------------------------------------------------------------------------------
inline constexpr std::size_t kCreditMarksMax = 500;            // open adverse entries of one enterprise
inline constexpr std::size_t kCreditTextBytesMax = 16 * kKiB;  // the text of one entry, kept off the chain
// ---- enterprises ------------------------------------------------------------------------------------------
inline constexpr std::size_t kProgrammesPerEnterpriseMax = 256;  // that ever gave one enterprise an award
// titles that a successor gives back when a merger is undone: one history entry names them all
inline constexpr std::size_t kTakenBackMax = 48;
inline constexpr std::size_t kBidMembersMax = 5;  // of a consortium that bids: who leads it, and partners
inline constexpr std::uint32_t kSharesWhole = 10'000;  // their shares together, in basis points
inline constexpr std::uint8_t kSealsMax = 100;  // how often an enterprise seals a bid for one challenge
// after the last day for bids, for opening what was sealed: until then nothing is selected over a sealed bid
inline constexpr unsigned kOpeningDays = 7;
inline constexpr std::size_t kReceiptsMax = 255;  // of one recovery
inline constexpr std::size_t kRecoveryStepsMax = 32;
inline constexpr std::size_t kPaidDaysMax = 255;  // days on which something of one award was paid
// awards of one enterprise that wait for acceptance
inline constexpr std::size_t kDetailsMax = 7;            // of a receipt
inline constexpr std::size_t kDetailTextBytesMax = 112;  // of one of them
inline constexpr std::size_t kOpenProjectsMax = 200;
// enterprises that one answers for: merged into it, directly or through others
inline constexpr std::size_t kLineageMax = 64;

// ---- proofs -----------------------------------------------------------------------------------------------
inline constexpr std::size_t kMerklePathMax = 32;      // levels in a batch or receipt tree
inline constexpr std::size_t kStatePathMax = 256;      // levels in the state tree
inline constexpr std::size_t kPageEntriesMax = 200;    // history entries in one answer
inline constexpr std::size_t kHistoryPathMax = 128;    // hashes beside a page of a history: two a level
inline constexpr std::size_t kSetChangesPageMax = 16;  // changes of the validator set in one answer
inline constexpr std::size_t kSetChangesMax = 4096;    // in all that a verifier follows from its anchor
// further keys of the state that one proof holds under its header
inline constexpr std::size_t kContextMax = 32;
inline constexpr std::size_t kBundleEntriesMax = 1'000'000;  // history entries in a proof bundle
inline constexpr std::size_t kBundleBytesMax = 512 * kMiB;   // a proof bundle
// how old a proof may be, unless its reader names another age
inline constexpr std::uint64_t kProofAgeMsMax = 30ull * 86'400'000;
// how far a block may lie ahead of its reader's clock
inline constexpr std::uint64_t kClockAheadMsMax = 300'000;

// ---- node (local): may differ from node to node; what node.toml may set, what is kept for others ----------
inline constexpr std::size_t kGenesisBytesMax = 16 * kMiB;  // genesis.json
// bad answers that a client remembers, with the nodes that gave them
inline constexpr std::size_t kBadAnswersMax = 1000;
inline constexpr std::size_t kPoolTransactionsMax = 1'000'000;
inline constexpr std::size_t kPoolBytesMax = 4096 * kMiB;
inline constexpr std::size_t kApiConnectionsMax = 60'000;
inline constexpr std::size_t kWorkerThreadsMax = 256;
// frames that wait for one peer; beyond it the oldest are dropped
inline constexpr std::size_t kPeerOutboxBytesMax = 32 * kMiB;
inline constexpr std::size_t kPeerOutboxFramesMax = 8192;
// consensus messages received from one peer and not yet worked on
inline constexpr std::size_t kPeerInboxBytesMax = 16 * kMiB;
inline constexpr std::size_t kPeerInboxMessagesMax = 4096;
// An origin is an IPv4 address or the /64 of an IPv6 address (node/base/origin.h).
// connections whose other end has not yet proved who it is
inline constexpr std::size_t kStrangersMax = 256;
inline constexpr std::size_t kStrangersPerOriginMax = 32;
inline constexpr std::size_t kStrangerBytesMax = 128 * kKiB;  // memory for one of them
// connections accepted in a second, apart from those that come from the address of a peer
inline constexpr std::size_t kAcceptsPerSecondMax = 200;
inline constexpr std::size_t kAcceptsPerOriginMax = 64;        // of one origin in one burst
inline constexpr std::size_t kAcceptsPerOriginPerSecond = 20;  // and after the burst
inline constexpr std::size_t kOriginsRememberedMax = 4096;
// a peer that sends a frame more slowly is dropped
inline constexpr std::size_t kPeerBytesPerSecondMin = 16 * kKiB;
inline constexpr std::size_t kApiHeaderBytesMax = 16 * kKiB;
inline constexpr std::size_t kApiBodyBytesMax = 2 * kTransactionBytesMax;  // a transaction in base64 and JSON
// bytes of a body, and of an answer, that every connection may have
inline constexpr std::size_t kApiOwnBytes = 32 * kKiB;
inline constexpr std::size_t kApiConnectionBytesMax = 128 * kKiB;  // memory for one with these
// bytes of longer bodies and answers in all: the least and the most that node.toml may set
inline constexpr std::size_t kApiBytesMin = 16 * kMiB;
inline constexpr std::size_t kApiBytesMax = 65536 * kMiB;
// memory for what one worker thread has in hand
inline constexpr std::size_t kWorkerBytesMax = 64 * kMiB;
inline constexpr std::uint64_t kApiWaitMsMax = 30'000;
// ordinary tasks waiting for a worker thread
inline constexpr std::size_t kWorkersQueueMax = 10'000;

static_assert(kIdleSecondsMax * 1000ull < kProofAgeMsMax);
static_assert(kClockAheadMsMax > 2 * kClockDriftMsMax);
static_assert(kPeerOutboxBytesMax > 2 * kNewViewBytesMax);
static_assert(kActionBytesMax < kTransactionBytesMax);
static_assert(kTransactionBytesMax < kBatchBytesMax);
static_assert(kBatchBytesMax < kMessageBytesMax);
// 67: number and signature
static_assert((kPipelineWindow + 1) * (64 + 67 * kValidatorsMax) + 64 < kViewChangeBytesMax);
static_assert(kValidatorsMax * (kViewChangeBytesMax + 68) + 64 < kNewViewBytesMax);
static_assert(2 * kNewViewBytesMax < kMessageBytesMax);
static_assert((std::uint64_t{1} << kMerklePathMax) > kBlockTransactionsMax);
static_assert(kAmountFenMax <= INT64_MAX / static_cast<std::int64_t>(kLinesMax));
static_assert(kValidatorsMax <= UINT16_MAX);

}  // namespace credence::limits
