// A proof bundle: one file that proves one claim to anyone who holds the genesis. No network, no other file,
// no clock. Its format is docs/proofs.md; tests/data/bundles holds vectors of it.
//
// A bundle holds the claim, the header it rests on with its certificate, and the changes of the validator set
// since the genesis; nothing else, and no byte of it is without a check. A question's own parameters (the
// day, the age, a filter) are not in it: whoever verifies chooses them.
#pragma once

#include <functional>

#include "ledger/proof/proof.h"

namespace credence {

inline constexpr std::string_view kBundleMagic{"credence:bundle\0", 16};
inline constexpr std::uint16_t kBundleVersion = 1;
inline constexpr std::size_t kHistoryEntryBytesMax = decltype(HistoryPage::entries)::value_type::kMax;

// ---- what can be claimed. The variant's order is the wire tag: add at the end, never reorder.
// ---------------------------------

/// A whole transaction with its receipt.
struct RecordClaim {
  TransactionProof proof;
};
/// Some entries of a history that follow each other, at most kPageEntriesMax, and no other part of it.
struct EntriesClaim {
  HistoryPage page;
};
/// One title of one enterprise: its latest term, in force or not.
struct TitleClaim {
  StateProof proof;
};
/// That something is not recorded: `claimable_absence`.
struct AbsenceClaim {
  StateProof proof;
};
/// The totals of an enterprise or a programme.
struct TotalClaim {
  StateProof proof;
};
/// A complete history: all entries, in order.
struct HistoryClaim {
  StateProof head;
  std::vector<Bytes> entries;  // canonical encodings of HistoryEntry
};
using Claim = std::variant<RecordClaim, EntriesClaim, TitleClaim, AbsenceClaim, TotalClaim, HistoryClaim>;
/// "record", "entries", "title", "absence", "total", "history".
[[nodiscard]] std::string_view name_of(const Claim& claim);

/// The block that a claim rests on.
[[nodiscard]] const BlockProof& block_of(const Claim& claim);

/// The file. `trust` must verify the claim's block; the changes below it travel along. `limit_exceeded` for
/// more entries or bytes than kBundleEntriesMax and kBundleBytesMax. What comes out is not verified here:
/// give it to verify_bundle.
[[nodiscard]] Result<Bytes> encode_bundle(const TrustChain& trust, const Claim& claim);

// ---- verification
// -------------------------------------------------------------------------------------------------------------

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
/// The entries stay in the file: `each_entry` reads them in bounded memory.
struct ProvedHistory {
  HistoryKey subject;
  std::uint64_t count = 0;
  BytesView entries;  // of the verified bytes, which must outlive this
  void each_entry(const std::function<void(const HistoryEntry&)>& seen) const;
};

struct VerifiedBundle {
  TrustChain trust;  // the anchor and the changes in the bundle
  BlockProof block;  // what the claim rests on
  Hash32 checksum;   // names this file
  std::variant<ProvedRecord, ProvedEntries, ProvedTitle, ProvedAbsence, ProvedTotal, ProvedHistory>
      proved;  // in the order of Claim
};

/// Which check failed, and where in the file the bytes lie that it is about.
struct [[nodiscard]] BundleFault {
  Error error;
  std::string field;         // "claim.block.certificate"
  std::uint64_t offset = 0;  // of its first byte; for bytes that cannot be read: where reading stopped
  std::uint64_t length = 0;  // 0 where reading stopped
};

/// All checks, in the order of docs/proofs.md.
[[nodiscard]] std::expected<VerifiedBundle, BundleFault> verify_bundle(const TrustAnchor& anchor,
                                                                       BytesView file);

// ---- what it is worth
// ---------------------------------------------------------------------------------------------------------

/// How the caller looks at a verified bundle. No field: no limit.
struct BundleQuestion {
  std::optional<Date> day = std::nullopt;  // is it so on this day? The day of the block if none is named
  std::uint64_t now_ms = 0;                // the caller's time, for max_age_ms
  std::uint64_t max_age_ms = 0;            // 0: any age
};
enum class Verdict : std::uint8_t {
  valid,
  not_begun,  // the title's term begins later
  ended,      // the title's term is over
  revoked,    // the title is revoked
  too_old,  // proved, but older than the caller allows, or silent about the day that is asked: it lies after
            // the block
  suspended,  // the title is suspended
};
[[nodiscard]] std::string_view name_of(Verdict verdict);
struct Judgement {
  Verdict verdict = Verdict::valid;
  Date day;  // the day that was judged
};
[[nodiscard]] Judgement judge(const VerifiedBundle& bundle, const BundleQuestion& question);

/// Keys whose absence says that something is not recorded. Others leave the state again, or are only
/// internal.
[[nodiscard]] bool claimable_absence(const StateKey& key);

}  // namespace credence
