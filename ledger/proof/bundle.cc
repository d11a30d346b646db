// Proof bundles: writing, and what a verified one is worth. Verification is bundle_verify.cc.
#include "ledger/proof/bundle.h"

namespace credence {
namespace {

constexpr std::string_view kClaimNames[] = {"record", "entries", "title", "absence", "total", "history"};
static_assert(std::size(kClaimNames) == std::variant_size_v<Claim>);

/// Writes a claim's body; the history's entries as a list.
struct WriteClaim {
  CanonicalWriter& out;
  void operator()(const RecordClaim& c) const { out(c.proof); }
  void operator()(const EntriesClaim& c) const { out(c.page); }
  void operator()(const TitleClaim& c) const { out(c.proof); }
  void operator()(const AbsenceClaim& c) const { out(c.proof); }
  void operator()(const TotalClaim& c) const { out(c.proof); }
  void operator()(const HistoryClaim& c) const {
    out(c.head);
    out.count(c.entries.size(), limits::kBundleEntriesMax);
    for (const Bytes& entry : c.entries) {
      out.count(entry.size(), kHistoryEntryBytesMax);
      out.bytes(entry);
    }
  }
};

struct BlockOf {
  const BlockProof& operator()(const RecordClaim& c) const { return c.proof.block; }
  const BlockProof& operator()(const EntriesClaim& c) const { return c.page.head.block; }
  const BlockProof& operator()(const HistoryClaim& c) const { return c.head.block; }
  const BlockProof& operator()(const auto& c) const { return c.proof.block; }
};

Verdict title_verdict(const QualificationValue& title, const Date& day) {
  if (title.in_force(day)) return Verdict::valid;
  if (day < title.valid_from) return Verdict::not_begun;
  if (title.revoked_from && *title.revoked_from <= day) return Verdict::revoked;
  return title.running(day) ? Verdict::suspended : Verdict::ended;
}

}  // namespace

const BlockProof& block_of(const Claim& claim) { return std::visit(BlockOf{}, claim); }

std::string_view name_of(const Claim& claim) { return kClaimNames[claim.index()]; }

std::string_view name_of(Verdict verdict) {
  constexpr std::string_view kNames[] = {"valid", "not_begun", "ended", "revoked", "too_old", "suspended"};
  return kNames[static_cast<std::size_t>(verdict)];
}

Result<Bytes> encode_bundle(const TrustChain& trust, const Claim& claim) {
  const Height height = block_of(claim).header.height;
  List<ValidatorSetChange, limits::kSetChangesMax> changes;
  for (const ValidatorSetChange& change : trust.changes())
    if (change.block.header.height < height) changes.push_back(change);
  try {
    CanonicalWriter out;
    out.bytes(bytes_of(kBundleMagic));
    out(kBundleVersion, trust.chain(), changes);
    out.integer(static_cast<std::uint8_t>(claim.index()));
    std::visit(WriteClaim{out}, claim);
    Bytes bytes = out.take();
    if (bytes.size() + Hash32::kSize > limits::kBundleBytesMax)
      return fail(Code::limit_exceeded, std::to_string(bytes.size()) + " bytes, at most " +
                                            std::to_string(limits::kBundleBytesMax));
    const Hash32 checksum = tagged_hash(Tag::bundle, bytes);
    bytes.insert(bytes.end(), checksum.bytes.begin(), checksum.bytes.end());
    return bytes;
  } catch (const CodecFault& fault) {
    return fail(fault.code, fault.what());
  }
}

void ProvedHistory::each_entry(const std::function<void(const HistoryEntry&)>& seen) const {
  BoundedReader in(entries);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto entry = decode<HistoryEntry>(in.bytes(in.count(kHistoryEntryBytesMax)));
    CREDENCE_ASSERT(entry.has_value());  // these bytes were verified
    seen(*entry);
  }
}

Judgement judge(const VerifiedBundle& bundle, const BundleQuestion& question) {
  const BlockHeader& header = bundle.block.header;
  const Date of_block = date_in_china(header.time_ms);
  Judgement out{Verdict::valid, question.day.value_or(of_block)};
  const auto* const title = std::get_if<ProvedTitle>(&bundle.proved);
  if (out.day > of_block || !check_age(header, question.now_ms, question.max_age_ms))
    out.verdict = Verdict::too_old;
  else if (title != nullptr)
    out.verdict = title_verdict(title->value, out.day);
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
