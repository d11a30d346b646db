// SPDX-License-Identifier: Apache-2.0
// Proof bundles: writing, and what a verified one is worth. Verification is bundle_verify.cc.
#include "ledger/proof/bundle.h"

#include "ledger/primitives/counted.h"

namespace credence {
namespace {

constexpr std::string_view kClaimNames[] = {"record", "entries", "title", "absence",
                                            "total",  "history", "award", "standing"};
static_assert(std::size(kClaimNames) == std::variant_size_v<Claim>);

/// Writes a claim's body; the history's entries as a list.
struct WriteClaim {
  CanonicalWriter& out;
  void operator()(const RecordClaim& c) const { out(c.proof); }
  void operator()(const EntriesClaim& c) const {
    out(c.page.head, c.context, c.page.from, c.page.entries, c.page.path);
  }
  void operator()(const HistoryClaim& c) const {
    out(c.head, c.context);
    out.count(c.entries.size(), limits::kBundleEntriesMax);
    for (const Bytes& entry : c.entries) {
      out.count(entry.size(), kHistoryEntryBytesMax);
      out.bytes(entry);
    }
  }
  void operator()(const auto& c) const { out(c.proof, c.context); }
};

struct BlockOf {
  auto& operator()(auto& c) const {
    if constexpr (requires { c.page; })
      return c.page.head.block;
    else if constexpr (requires { c.head; })
      return c.head.block;
    else
      return c.proof.block;
  }
};

constexpr std::uint64_t kDayMs = 86'400'000, kChinaMs = 8 * 3'600'000;

Verdict verdict_of(TitleState state) {
  switch (state) {
    case TitleState::never_issued:
    case TitleState::not_begun:
      return Verdict::not_begun;
    case TitleState::revoked:
      return Verdict::revoked;
    case TitleState::cascaded:
      return Verdict::cascaded;
    case TitleState::merged:
      return Verdict::merged;
    case TitleState::dissolved:
      return Verdict::dissolved;
    case TitleState::ended:
      return Verdict::ended;
    case TitleState::suspended:
      return Verdict::suspended;
    case TitleState::in_force:
      break;
  }
  return Verdict::valid;
}
Verdict verdict_of(AwardStanding standing) {
  switch (standing) {
    case AwardStanding::public_notice:
      return Verdict::in_notice;
    case AwardStanding::objected:
      return Verdict::objected;
    case AwardStanding::withdrawn:
      return Verdict::withdrawn;
    case AwardStanding::in_recovery:
      return Verdict::in_recovery;
    case AwardStanding::recovered:
      return Verdict::recovered;
    case AwardStanding::confirmed:
    case AwardStanding::part_paid:
    case AwardStanding::paid:
    case AwardStanding::closed:
      break;
  }
  return Verdict::valid;
}

/// What the ledger's state or record says on a day.
struct VerdictOf {
  const Context& context;
  const Date& day;

  Verdict operator()(const ProvedRecord& p) const {
    const Receipt& receipt = p.transaction.receipt;
    if (receipt.code != 0) return Verdict::refused;
    return receipt.pending ? Verdict::pending : Verdict::valid;
  }
  Verdict operator()(const ProvedBytes&) const { return Verdict::not_understood; }
  Verdict operator()(const ProvedTitle& p) const { return verdict_of(p.value.state(day)); }
  /// No title, while an application for it is in public notice.
  Verdict operator()(const ProvedAbsence&) const {
    return context.find<QualificationNoticeKey>() ? Verdict::in_notice : Verdict::valid;
  }
  Verdict operator()(const ProvedAward& p) const {
    const AwardStanding standing = p.standing();
    const bool open = standing == AwardStanding::confirmed || standing == AwardStanding::part_paid;
    if (open && p.value.acceptance == Acceptance::failed) return Verdict::acceptance_failed;
    return open && nobody_left() ? Verdict::dissolved : verdict_of(standing);
  }
  /// Of a day before the block's it is known what stands to this day, and not what stood then.
  Verdict operator()(const ProvedStanding& p) const {
    if (!p.in_force(day).empty()) return Verdict::blocked;
    if (day < p.from) return Verdict::not_begun;
    const EnterpriseValue& enterprise = *p.lineage.front().enterprise;
    if (enterprise.active(day)) return Verdict::valid;
    return enterprise.end == EnterpriseEnd::merged ? Verdict::merged : Verdict::dissolved;
  }
  Verdict operator()(const auto&) const { return Verdict::valid; }

 private:
  /// Who would be paid for an award on the day is dissolved: its enterprise, or the successor that stands for
  /// it.
  [[nodiscard]] bool nobody_left() const {
    for (const auto& [code, enterprise] : context.enterprises())
      if (enterprise.active(day) || enterprise.end == EnterpriseEnd::dissolved)
        return !enterprise.active(day);
    return false;
  }
};

}  // namespace

const BlockProof& block_of(const Claim& claim) {
  return std::visit([](const auto& c) -> const BlockProof& { return BlockOf{}(c); }, claim);
}
BlockProof& block_of(Claim& claim) {
  return std::visit([](auto& c) -> BlockProof& { return BlockOf{}(c); }, claim);
}

std::string_view claim_name(std::size_t index) {
  return index < std::size(kClaimNames) ? kClaimNames[index] : "unknown";
}

std::string_view name_of(Verdict verdict) {
  constexpr std::string_view kNames[] = {
      "valid",     "not_begun", "ended",    "revoked",   "cascaded",    "merged",        "dissolved",
      "suspended", "in_notice", "objected", "withdrawn", "in_recovery", "recovered",     "acceptance_failed",
      "blocked",   "refused",   "pending",  "too_old",   "from_future", "not_understood"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(Verdict::not_understood) + 1);
  return kNames[static_cast<std::size_t>(verdict)];
}

Result<Bytes> encode_bundle(const TrustChain& trust, const Claim& claim,
                            const std::optional<LaterHeader>& later) {
  const Height height = later ? later->header.height : block_of(claim).header.height;
  // Who pinned the anchor knows its validators by their hash alone.
  std::optional<ValidatorSet> set;
  if (const auto& pinned = trust.anchor().pinned; pinned && height > pinned->height)
    if (const auto* const first = trust.set_at(pinned->height); first != nullptr) set = *first;
  List<ValidatorSetChange, limits::kSetChangesMax> changes;
  for (const ValidatorSetChange& change : trust.changes())
    if (change.block.header.height < height) changes.push_back(change);
  try {
    CanonicalWriter out;
    out.bytes(bytes_of(kBundleMagic));
    out(kBundleVersion, trust.chain(), set, changes, later);
    out.integer(static_cast<std::uint8_t>(claim.index()));
    std::visit(WriteClaim{out}, claim);
    Bytes bytes = out.take();
    if (bytes.size() + Hash32::kSize > limits::kBundleBytesMax)
      return fail(Code::limit_exceeded, counted(bytes.size(), "byte", "bytes") + ", at most " +
                                            std::to_string(limits::kBundleBytesMax));
    const Hash32 checksum = tagged_hash(trust.chain().suite, Tag::bundle, bytes);
    bytes.insert(bytes.end(), checksum.bytes.begin(), checksum.bytes.end());
    return bytes;
  } catch (const CodecFault& fault) {
    return fail(fault.code, fault.what());
  }
}

std::vector<ProvedStanding::Mark> ProvedStanding::in_force(const Date& day) const {
  std::vector<Mark> out;
  std::vector<bool> answered(lineage.size());  // who is merged by that day, into one that is answered for
  for (std::size_t i = 0; i < lineage.size(); ++i) {
    const Context::Merged& one = lineage[i];
    answered[i] = i == 0 || (answered[one.into] && !one.enterprise->active(day));
    if (!answered[i]) continue;
    for (const CreditMark& mark : one.standing.open)
      if (mark.decided_on <= day && day <= mark.published_to) out.push_back({one.code, mark});
  }
  return out;
}

void ProvedHistory::each_entry(const std::function<void(const HistoryEntry&)>& seen) const {
  BoundedReader in(entries);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto entry = decode<HistoryEntry>(in.bytes(in.count(kHistoryEntryBytesMax)));
    CREDENCE_ASSERT(entry.has_value());  // these bytes were verified
    seen(*entry);
  }
}

Judgement judge_age(const BlockHeader& header, const BundleQuestion& question) {
  const Date today = date_in_china(question.now_ms);
  Judgement out{Verdict::valid, question.day.value_or(today),
                question.now_ms - std::min(question.now_ms, header.time_ms)};
  if (header.time_ms > question.now_ms && header.time_ms - question.now_ms > limits::kClockAheadMsMax) {
    out.verdict = Verdict::from_future;
  } else if (out.day > today) {
    out.verdict = Verdict::too_old;  // whatever is proved today may change until then
  } else {
    // A day that is over is fully known to a block of that day's end or later.
    const std::uint64_t asked_ms = std::min(question.now_ms, (days_of(out.day) + 1) * kDayMs - kChinaMs);
    if (!check_age(header, asked_ms, question.max_age_ms)) out.verdict = Verdict::too_old;
  }
  return out;
}

namespace {
/// What was recorded stays recorded, and what was refused stays refused, however old the file: only whether
/// something waits changes.
bool lasts(const VerifiedBundle& bundle) {
  if (const auto* const record = std::get_if<ProvedRecord>(&bundle.proved))
    return !record->transaction.receipt.pending;
  return std::holds_alternative<ProvedEntries>(bundle.proved);
}
}  // namespace

Judgement judge(const VerifiedBundle& bundle, const BundleQuestion& question) {
  BundleQuestion asked = question;
  if (lasts(bundle)) asked.max_age_ms = 0;
  Judgement out = judge_age(bundle.block.header, asked);
  if (out.verdict == Verdict::valid && bundle.unread)
    out.verdict = Verdict::not_understood;
  else if (out.verdict == Verdict::valid)
    out.verdict = std::visit(VerdictOf{bundle.context, out.day}, bundle.proved);
  return out;
}

bool claimable_absence(const StateKey& key) {
  return std::holds_alternative<DepartmentKey>(key) || std::holds_alternative<SignerKey>(key) ||
         std::holds_alternative<EnterpriseKey>(key) || std::holds_alternative<ProgrammeKey>(key) ||
         std::holds_alternative<AwardBatchKey>(key) || std::holds_alternative<AwardKey>(key) ||
         std::holds_alternative<PaymentListKey>(key) || std::holds_alternative<PaymentKey>(key) ||
         std::holds_alternative<QualificationTypeKey>(key) || std::holds_alternative<QualificationKey>(key);
}

}  // namespace credence
