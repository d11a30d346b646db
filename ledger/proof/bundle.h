// SPDX-License-Identifier: Apache-2.0
// A proof bundle: one file that proves one claim to anyone who holds the genesis, or a pinned anchor. No
// network, no other file, no clock. Its format is docs/proofs.md; tests/data/bundles holds vectors of it.
//
// A bundle holds the claim, the header it rests on, and what leads from the anchor to that header: the
// changes of the validator set and a certificate; of a later header, if that is the trusted one. Nothing
// else. A question's own parameters (the subject, the day, the age, a filter) are not in it: whoever verifies
// chooses them, and compares the subject with the one that was meant.
#pragma once

#include <functional>

#include "ledger/proof/context.h"

namespace credence {

inline constexpr std::string_view kBundleMagic{"credence:bundle\0", 16};
inline constexpr std::uint16_t kBundleVersion = 3;
inline constexpr std::size_t kHistoryEntryBytesMax = decltype(HistoryPage::entries)::value_type::kMax;

// ---- what can be claimed ----------------------------------------------------------------------------------
//
// The variant's order is the wire tag: add at the end, never reorder. Each claim but a record carries its
// context (context.h), under the same header.
// ---------------------------------

/// A whole transaction with its receipt.
struct RecordClaim {
  TransactionProof proof;
};
/// Some entries of a history that follow each other, at most kPageEntriesMax, and no other part of it.
struct EntriesClaim {
  HistoryPage page;
  KeyProofs context = {};
};
/// One title of one enterprise: its latest term, in force or not. The context may be left out: no names then.
struct TitleClaim {
  StateProof proof;
  KeyProofs context = {};
};
/// That something is not recorded: `claimable_absence`.
struct AbsenceClaim {
  StateProof proof;
  KeyProofs context = {};
};
/// The totals of an enterprise or a programme.
struct TotalClaim {
  StateProof proof;
  KeyProofs context = {};
};
/// A complete history: all entries, in order.
struct HistoryClaim {
  StateProof head;
  std::vector<Bytes> entries;  // canonical encodings of HistoryEntry
  KeyProofs context = {};
};
/// One line of an award list, as it stands: what of it was paid, released, demanded back.
struct AwardClaim {
  StateProof proof;
  KeyProofs context = {};
};
/// Which adverse credit entries of an enterprise, and of all that it answers for, are open: what bars it from
/// awards and payments. The key is present or absent; the context holds the standings of its predecessors.
struct StandingClaim {
  StateProof proof;
  KeyProofs context = {};
};
using Claim = std::variant<RecordClaim, EntriesClaim, TitleClaim, AbsenceClaim, TotalClaim, HistoryClaim,
                           AwardClaim, StandingClaim>;
/// "record", "entries", "title", "absence", "total", "history", "award", "standing": of a claim's place in the
/// variant; "unknown" of one of a later version.
[[nodiscard]] std::string_view claim_name(std::size_t index);

/// The block that a claim rests on.
[[nodiscard]] const BlockProof& block_of(const Claim& claim);
[[nodiscard]] BlockProof& block_of(Claim& claim);

/// The file, for readers who hold the anchor of `trust`, which must verify the claim's block; the changes
/// below it travel along. With `later` that header is the trusted one in its stead, and the certificate in
/// the claim's block is that of `later` (without signatures, where it is pinned). `limit_exceeded` for more
/// entries or bytes than kBundleEntriesMax and kBundleBytesMax. What comes out is not verified here: give it
/// to verify_bundle.
[[nodiscard]] Result<Bytes> encode_bundle(const TrustChain& trust, const Claim& claim,
                                          const std::optional<LaterHeader>& later = std::nullopt);

// ---- reading ----------------------------------------------------------------------------------------------

/// What a file holds, field by field under the bounds of their types. Nothing of it is believed. Its views
/// are of the file's bytes, which must outlive it.
struct BundleContent {
  /// Where a field lies in the file: "claim.block.certificate".
  struct Field {
    std::string name;
    std::uint64_t offset = 0, length = 0;
  };
  ChainId chain;
  std::optional<ValidatorSet> set;  // of a pinned anchor
  std::vector<ValidatorSetChange> changes;
  std::optional<LaterHeader> later;
  std::uint8_t kind = 0;    // the claim's place in Claim, or beyond its end: of a later version
  Claim claim;              // of one of a later version only its block is read, as that of a record
  std::size_t entries = 0;  // of a history claim, whose entries stay in the file
  BytesView entry_bytes;
  BytesView covered;  // by the checksum
  Hash32 checksum;
  std::vector<Field> fields;

  [[nodiscard]] bool kind_known() const { return kind < std::variant_size_v<Claim>; }
  /// Each entry of a history claim, not decoded.
  void each_entry(const std::function<void(BytesView)>& seen) const;
  [[nodiscard]] bool checksum_fits() const;
};
struct BundleFault;
[[nodiscard]] std::expected<BundleContent, BundleFault> read_bundle(BytesView file);

// ---- verification -----------------------------------------------------------------------------------------

struct ProvedRecord {
  VerifiedTransaction transaction;
};
struct ProvedEntries {
  HistoryKey subject;
  VerifiedPage page;
};
struct ProvedTitle {
  QualificationKey title;
  QualificationValue value;
};
struct ProvedAbsence {
  StateKey key;
};
struct ProvedTotal {
  StateKey key;
  std::variant<EnterpriseValue, ProgrammeValue> value;
};
/// The entries stay in the file: `each_entry` reads them in bounded memory. Those of a later version hold a
/// LaterFact.
struct ProvedHistory {
  HistoryKey subject;
  std::uint64_t count = 0;
  BytesView entries;  // of the verified bytes, which must outlive this
  void each_entry(const std::function<void(const HistoryEntry&)>& seen) const;
};
struct ProvedAward {
  AwardKey award;
  AwardValue value;
  AwardBatchValue batch;
  [[nodiscard]] AwardStanding standing() const { return award_standing(value, batch.stage, batch.objected); }
};

/// What the ledger itself asks before it lets an enterprise be awarded or paid: the open adverse entries of the
/// enterprise and of those that were merged into it. All of them: the state holds them in one value each.
struct ProvedStanding {
  Uscc code;
  std::vector<Context::Merged> lineage;  // itself first, with its own standing
  Date from;                             // the day of the block: of days before it nothing is said
  struct Mark {
    Uscc code;  // whose entry it is
    CreditMark mark;
  };
  /// Those in force on a day, of the enterprise and of those that it answers for on that day.
  [[nodiscard]] std::vector<Mark> in_force(const Date& day) const;
};

/// This program does not understand what the claim says: a later version wrote it. It is proved; of a kind of
/// claim that is not known only its block is.
struct ProvedBytes {
  std::size_t claim = 0;            // its place in Claim, or beyond its end
  std::optional<StateKey> key;      // none: of a record, or the key itself is not understood
  std::optional<TxId> transaction;  // of a record
  Bytes key_bytes;                  // of the state, as it is hashed; of a record empty
  std::optional<Bytes> value;       // under the key; none: nothing is there
};

/// What of a bundle is proved and not understood: the first of it.
struct Unread {
  std::string field;  // "claim.state"
  Error error;        // `not_understood`, with the place in the field's own bytes
};

struct VerifiedBundle {
  TrustChain trust;  // the anchor and the changes in the bundle
  BlockProof block;  // what the claim rests on; with `later` the certificate is that of the later header
  std::optional<LaterHeader> later;
  Hash32 checksum;  // names this file
  Context context;  // whom and what the claim names; empty for a record, and where a name is not understood
  std::variant<ProvedRecord, ProvedEntries, ProvedTitle, ProvedAbsence, ProvedTotal, ProvedHistory,
               ProvedAward, ProvedStanding, ProvedBytes>
      proved;                                   // in the order of Claim
  std::optional<Unread> unread = std::nullopt;  // none: everything is understood

  /// The claim's place in Claim.
  [[nodiscard]] std::size_t claim() const {
    const auto* const bytes = std::get_if<ProvedBytes>(&proved);
    return bytes != nullptr ? bytes->claim : proved.index();
  }
  /// Nothing is recorded under exactly the claim's key: an absence, an empty history.
  [[nodiscard]] bool nothing_there() const {
    if (const auto* const bytes = std::get_if<ProvedBytes>(&proved))
      return !bytes->key_bytes.empty() && !bytes->value;
    const auto* const history = std::get_if<ProvedHistory>(&proved);
    return std::holds_alternative<ProvedAbsence>(proved) || (history != nullptr && history->count == 0);
  }
  /// False: a claim of a kind of a later version. Nothing of it but its block was checked.
  [[nodiscard]] bool claim_known() const { return claim() < std::variant_size_v<Claim>; }
  /// The header that the anchor leads to: the claim's own, or a later one that commits to it.
  [[nodiscard]] const BlockHeader& trusted() const { return later ? later->header : block.header; }
  /// Who signed it, as far as anybody asked: null for the pinned header itself.
  [[nodiscard]] const ValidatorSet* signers() const { return trust.signers_at(trusted().height); }
};

/// Which check failed, and where in the file the bytes lie that it is about.
struct [[nodiscard]] BundleFault {
  Error error;
  std::string field;         // "claim.block.certificate"
  std::uint64_t offset = 0;  // of its first byte; for bytes that cannot be read: where reading stopped
  std::uint64_t length = 0;  // 0 where reading stopped
  /// It is another kind of file, or a proof of another version of the format: nobody forged it.
  [[nodiscard]] bool no_proof() const { return error.code == Code::not_a_bundle; }
  /// Nothing leads from this anchor to it: another one may verify it, and nobody need have forged it.
  [[nodiscard]] bool not_anchored() const {
    return error.code == Code::before_anchor || error.code == Code::other_anchor;
  }
  /// "no_proof", "not_anchored" or "forged".
  [[nodiscard]] std::string_view verdict() const {
    return no_proof() ? "no_proof" : not_anchored() ? "not_anchored" : "forged";
  }
};

/// All checks, in the order of docs/proofs.md.
[[nodiscard]] std::expected<VerifiedBundle, BundleFault> verify_bundle(const TrustAnchor& anchor,
                                                                       BytesView file);

// ---- what it is worth -------------------------------------------------------------------------------------

/// How the caller looks at a verified bundle.
struct BundleQuestion {
  std::uint64_t now_ms = 0;  // the caller's time
  // is it so on this day? Today, in China, if none is named
  std::optional<Date> day = std::nullopt;
  std::uint64_t max_age_ms = limits::kProofAgeMsMax;  // 0: any age
};
enum class Verdict : std::uint8_t {
  valid,      // it is so
  not_begun,  // the title's term begins later
  ended,      // the title's term is over
  revoked,    // the title was revoked
  cascaded,   // the title fell with one that it was built on
  merged,     // the title ended with its enterprise, which was merged into another
  // the title ended with its enterprise, which was dissolved; of an award the rest is paid to nobody
  dissolved,
  suspended,          // the title is suspended
  in_notice,          // the title or the award is in public notice only: not yet decided
  objected,           // the award's batch is never confirmed
  withdrawn,          // the award was withdrawn before anything was paid
  in_recovery,        // what was paid of the award is demanded back
  recovered,          // and came back
  acceptance_failed,  // the award's project did not pass its acceptance: nothing more is paid of it
  blocked,            // an adverse credit entry is in force
  refused,            // the transaction is recorded, and the ledger refused it: it changed nothing
  pending,            // the transaction is recorded, and waits for a second signature: it changed nothing yet
  too_old,            // older than the caller allows, or silent about a day that is still to come
  from_future,        // its block lies ahead of the caller's clock
  not_understood,     // a later version wrote it: what it says is not known to this program
};
[[nodiscard]] std::string_view name_of(Verdict verdict);
/// Proved, and not so: the exit code 7 of `credence verify`.
[[nodiscard]] constexpr bool not_in_force(Verdict verdict) {
  return (verdict >= Verdict::not_begun && verdict <= Verdict::blocked) || verdict == Verdict::pending;
}
struct Judgement {
  Verdict verdict = Verdict::valid;
  Date day;                  // the day that was judged
  std::uint64_t age_ms = 0;  // of the block, by the caller's clock
};
/// Several verdicts may hold: the order is that of docs/proofs.md.
[[nodiscard]] Judgement judge(const VerifiedBundle& bundle, const BundleQuestion& question);
/// The verdict on the age of a block alone, for what is proved otherwise: `valid`, `too_old`, `from_future`.
[[nodiscard]] Judgement judge_age(const BlockHeader& header, const BundleQuestion& question);

/// Keys whose absence says that something is not recorded. Others leave the state again, or are only
/// internal.
[[nodiscard]] bool claimable_absence(const StateKey& key);

}  // namespace credence
