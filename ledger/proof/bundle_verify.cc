// Verification of a proof bundle, in two steps: every byte is read under the bounds of its type, and
// remembered by field; then every field is checked. Pure, and safe on hostile input.
#include "ledger/proof/bundle.h"
#include "ledger/tree/history.h"

namespace credence {
namespace {

struct Field {
  std::string name;
  std::uint64_t offset = 0, length = 0;
};

/// Reads field after field; `fields` says where each lies.
class Parser {
 public:
  explicit Parser(BytesView file) : file_(file), in_(file) {}

  std::vector<Field> fields;
  std::string reading;  // the field that is being read

  [[nodiscard]] std::uint64_t offset() const { return file_.size() - in_.left(); }
  [[nodiscard]] BytesView rest_until(std::uint64_t end) const {
    return file_.subspan(offset(), end - offset());
  }
  [[nodiscard]] std::size_t left() const { return in_.left(); }
  template <class Read>
  auto whole(std::string name, Read read) {
    reading = name;
    const std::uint64_t begin = offset();
    auto out = read();
    fields.push_back({std::move(name), begin, offset() - begin});
    return out;
  }
  BytesView bytes(std::string name, std::size_t n) {
    return whole(std::move(name), [&] { return in_.bytes(n); });
  }
  template <class... T>
  void read(std::string name, T&... values) {
    whole(std::move(name), [&] { return in_(values...), 0; });
  }
  std::size_t count(std::string name, std::size_t max) {
    return whole(std::move(name), [&] { return in_.count(max); });
  }
  /// Passes over a blob without copying it.
  void skip_blob(std::size_t max) { (void)in_.bytes(in_.count(max)); }

 private:
  BytesView file_;
  BoundedReader in_;
};

/// The file's content, not yet believed.
struct Parsed {
  ChainId chain;
  std::vector<ValidatorSetChange> changes;
  Claim claim;
  std::size_t entries = 0;  // of a history claim, whose entries stay in the file
  BytesView entry_bytes;
  BytesView covered;  // by the checksum
  Hash32 checksum;
};

void read_block(Parser& in, const std::string& name, BlockProof& block) {
  in.read(name + ".header", block.header);
  in.read(name + ".certificate", block.certificate);
}

void read_state(Parser& in, StateProof& proof) {
  read_block(in, "claim.block", proof.block);
  in.read("claim.state", proof.key, proof.value, proof.path);
}

struct ReadClaim {
  Parser& in;
  Parsed& out;
  void operator()(RecordClaim& c) const {
    read_block(in, "claim.block", c.proof.block);
    in.read("claim.transaction", c.proof.index, c.proof.transaction, c.proof.transaction_path);
    in.read("claim.receipt", c.proof.receipt, c.proof.receipt_path);
  }
  void operator()(EntriesClaim& c) const {
    read_state(in, c.page.head);
    in.read("claim.entries", c.page.from, c.page.entries, c.page.path);
  }
  void operator()(HistoryClaim& c) const {
    read_state(in, c.head);
    in.whole("claim.entries", [&] {
      const std::uint64_t before = in.offset();
      std::uint32_t count = 0;
      in.read("claim.entries", count);
      if (count > limits::kBundleEntriesMax)
        throw CodecFault(Code::limit_exceeded, std::to_string(count) + " entries");
      const BytesView rest = in.rest_until(in.offset() + in.left());
      for (std::uint32_t i = 0; i < count; ++i) in.skip_blob(kHistoryEntryBytesMax);
      out.entries = count;
      out.entry_bytes = rest.first(in.offset() - before - sizeof count);
      return 0;
    });
  }
  void operator()(auto& c) const { read_state(in, c.proof); }
};

template <std::size_t... I>
void emplace_claim(Claim& claim, std::size_t index, std::index_sequence<I...>) {
  (void)((index == I ? (claim.emplace<I>(), true) : false) || ...);
}

Parsed parse(Parser& in, BytesView file) {
  Parsed out;
  if (file.size() > limits::kBundleBytesMax)
    throw CodecFault(Code::limit_exceeded, std::to_string(file.size()) + " bytes");
  if (text_of(in.bytes("magic", kBundleMagic.size())) != kBundleMagic)
    throw CodecFault(Code::not_a_bundle, "magic");
  std::uint16_t version = 0;
  in.read("version", version);
  if (version != kBundleVersion) throw CodecFault(Code::not_a_bundle, "version " + std::to_string(version));
  in.read("chain", out.chain);
  std::uint32_t changes = 0;
  in.read("changes", changes);
  if (changes > limits::kSetChangesMax)
    throw CodecFault(Code::limit_exceeded, std::to_string(changes) + " changes");
  for (std::uint32_t i = 0; i < changes; ++i) {
    const std::string name = "changes[" + std::to_string(i) + "]";
    ValidatorSetChange& change = out.changes.emplace_back();
    read_block(in, name, change.block);
    in.read(name + ".next", change.next);
  }
  std::uint8_t kind = 0;
  in.read("claim.kind", kind);
  if (kind >= std::variant_size_v<Claim>) throw CodecFault(Code::wrong_claim, "kind " + std::to_string(kind));
  emplace_claim(out.claim, kind, std::make_index_sequence<std::variant_size_v<Claim>>());
  std::visit(ReadClaim{in, out}, out.claim);
  out.covered = file.first(in.offset());
  in.read("checksum", out.checksum);
  if (in.left() != 0) throw CodecFault(Code::trailing_bytes, std::to_string(in.left()) + " bytes");
  return out;
}

/// A failed check and the field that it is about.
struct Fault {
  std::string field;
  Error error;
};
using Checked = std::expected<void, Fault>;

std::unexpected<Fault> bad(std::string field, Error error) {
  return std::unexpected(Fault{std::move(field), std::move(error)});
}

/// The part of a block that an error of its verification is about.
std::string block_part(const std::string& block, Code code) {
  switch (code) {
    case Code::wrong_header:
      return block;  // header and certificate differ
    case Code::signers_not_distinct:
    case Code::unknown_signer:
    case Code::not_enough_signers:
    case Code::bad_signature:
      return block + ".certificate";
    default:
      return block + ".header";
  }
}

Checked follow(const Parsed& parsed, TrustChain& trust) {
  for (std::size_t i = 0; i < parsed.changes.size(); ++i) {
    const ValidatorSetChange& change = parsed.changes[i];
    const std::string name = "changes[" + std::to_string(i) + "]";
    if (change.block.header.height < trust.anchor().from) continue;  // what led to a pinned anchor
    if (auto good = trust.verify(change.block); !good)
      return bad(block_part(name, good.error().code), good.error());
    if (auto good = trust.add(change); !good)
      return bad(good.error().code == Code::wrong_validator_set ? name + ".next" : name + ".header",
                 good.error());
  }
  return {};
}

Checked check_block(const TrustChain& trust, const BlockProof& block) {
  if (auto good = trust.verify(block); !good)
    return bad(block_part("claim.block", good.error().code), good.error());
  // A change at or above the block would be no part of what is proved.
  if (block.header.height < trust.latest_from() && !trust.changes().empty())
    return bad("changes", Error{Code::wrong_height, "a change that the claim does not rest on"});
  return {};
}

// ---- the claims
// ------------------------------------------------------------------------------------------------------------

using Proved = decltype(VerifiedBundle::proved);
using CheckedClaim = std::expected<Proved, Fault>;

struct CheckClaim {
  const Parsed& parsed;
  const TrustChain& trust;

  CheckedClaim operator()(const RecordClaim& c) const {
    auto transaction = parse_transaction(trust.chain(), c.proof.transaction);
    if (!transaction) return bad("claim.transaction", transaction.error());
    auto verified = verify(trust, c.proof, transaction->id);
    if (!verified)
      return bad(verified.error().detail.starts_with("receipt") ? "claim.receipt" : "claim.transaction",
                 verified.error());
    return ProvedRecord{*std::move(verified)};
  }
  CheckedClaim operator()(const EntriesClaim& c) const {
    auto subject = subject_of(c.page.head);
    if (!subject)
      return bad(subject.error().code == Code::wrong_claim ? "claim" : "claim.state", subject.error());
    auto page = verify(trust, c.page, *subject);
    if (!page)
      return bad(
          page.error().code == Code::wrong_root && !proves(c.page.head) ? "claim.state" : "claim.entries",
          page.error());
    if (page->entries.empty()) return bad("claim.entries", Error{Code::wrong_claim, "no entries"});
    return ProvedEntries{*std::move(subject), *std::move(page)};
  }
  CheckedClaim operator()(const TitleClaim& c) const {
    auto value = value_of(c.proof);
    if (!value) return bad("claim.state", value.error());
    const auto* const key = std::get_if<QualificationKey>(&value->key);
    if (key == nullptr || !value->bytes) return bad("claim", Error{Code::wrong_claim, "title"});
    auto title = decode<QualificationValue>(*value->bytes);
    if (!title) return bad("claim.state", title.error());
    return ProvedTitle{*key, *std::move(title)};
  }
  CheckedClaim operator()(const AbsenceClaim& c) const {
    auto value = value_of(c.proof);
    if (!value) return bad("claim.state", value.error());
    if (value->bytes || !claimable_absence(value->key))
      return bad("claim", Error{Code::wrong_claim, "absence"});
    return ProvedAbsence{value->key};
  }
  CheckedClaim operator()(const TotalClaim& c) const {
    auto value = value_of(c.proof);
    if (!value) return bad("claim.state", value.error());
    if (value->bytes && std::holds_alternative<EnterpriseKey>(value->key))
      return total<EnterpriseValue>(*value);
    if (value->bytes && std::holds_alternative<ProgrammeKey>(value->key))
      return total<ProgrammeValue>(*value);
    return bad("claim", Error{Code::wrong_claim, "total"});
  }
  CheckedClaim operator()(const HistoryClaim& c) const {
    auto subject = subject_of(c.head);
    if (!subject)
      return bad(subject.error().code == Code::wrong_claim ? "claim" : "claim.state", subject.error());
    auto bytes = verify(trust, c.head, StateKey(*subject));
    if (!bytes) return bad("claim.state", bytes.error());
    HistoryValue head;
    if (*bytes) {
      auto decoded = decode<HistoryValue>(**bytes);
      if (!decoded) return bad("claim.state", decoded.error());
      head = *std::move(decoded);
    }
    if (parsed.entries != head.count)
      return bad("claim.entries",
                 Error{Code::incomplete_history,
                       std::to_string(parsed.entries) + " of " + std::to_string(head.count) + " entries"});
    HistoryValue rebuilt;
    BoundedReader in(parsed.entry_bytes);
    for (std::size_t i = 0; i < parsed.entries; ++i) {
      const BytesView entry = in.bytes(in.count(kHistoryEntryBytesMax));
      history_append(rebuilt, history_leaf(entry));
      if (auto good = decode<HistoryEntry>(entry); !good)
        return bad("claim.entries",
                   Error{good.error().code, "entry " + std::to_string(i) + ": " + good.error().detail});
    }
    if (rebuilt.peaks != head.peaks)
      return bad("claim.entries", Error{Code::wrong_root, "the entries do not rebuild the history's head"});
    return ProvedHistory{*std::move(subject), head.count, parsed.entry_bytes};
  }

 private:
  struct KeyAndValue {
    StateKey key;
    std::optional<Bytes> bytes;
  };
  [[nodiscard]] Result<KeyAndValue> value_of(const StateProof& proof) const {
    auto key = decode<StateKey>(proof.key);
    if (!key) return std::unexpected(key.error());
    auto bytes = verify(trust, proof, *key);
    if (!bytes) return std::unexpected(bytes.error());
    return KeyAndValue{*std::move(key), *std::move(bytes)};
  }
  [[nodiscard]] bool proves(const StateProof& proof) const { return value_of(proof).has_value(); }
  [[nodiscard]] static Result<HistoryKey> subject_of(const StateProof& proof) {
    auto key = decode<StateKey>(proof.key);
    if (!key) return std::unexpected(key.error());
    if (const auto* const history = std::get_if<HistoryKey>(&*key)) return *history;
    return fail(Code::wrong_claim, "not the head of a history");
  }
  template <class Value>
  static CheckedClaim total(const KeyAndValue& found) {
    auto value = decode<Value>(*found.bytes);
    if (!value) return bad("claim.state", value.error());
    return ProvedTotal{found.key, *std::move(value)};
  }
};

std::expected<VerifiedBundle, Fault> check(const TrustAnchor& anchor, const Parsed& parsed) {
  if (parsed.chain != anchor.chain) return bad("chain", Error{Code::wrong_chain, parsed.chain.hex()});
  TrustChain trust(anchor);
  if (auto good = follow(parsed, trust); !good) return std::unexpected(good.error());
  const BlockProof& block = block_of(parsed.claim);
  if (auto good = check_block(trust, block); !good) return std::unexpected(good.error());
  auto proved = std::visit(CheckClaim{parsed, trust}, parsed.claim);
  if (!proved) return std::unexpected(proved.error());
  if (tagged_hash(Tag::bundle, parsed.covered) != parsed.checksum)
    return bad("checksum", Error{Code::wrong_checksum, {}});
  return VerifiedBundle{std::move(trust), block, parsed.checksum, *std::move(proved)};
}

/// Where the bytes of a field lie; a name without its parts covers them all. The checksum speaks of the whole
/// file.
BundleFault located(const Fault& fault, const std::vector<Field>& fields, std::size_t size) {
  BundleFault out{fault.error, fault.field, 0, size};
  if (fault.field == "checksum") return out;
  std::uint64_t begin = size, end = 0;
  for (const Field& field : fields) {
    if (field.name != fault.field && !field.name.starts_with(fault.field + ".") &&
        !field.name.starts_with(fault.field + "["))
      continue;
    begin = std::min(begin, field.offset);
    end = std::max(end, field.offset + field.length);
  }
  if (begin < end) {
    out.offset = begin;
    out.length = end - begin;
  }
  return out;
}

}  // namespace

std::expected<VerifiedBundle, BundleFault> verify_bundle(const TrustAnchor& anchor, BytesView file) {
  Parser in(file);
  try {
    const Parsed parsed = parse(in, file);
    auto verified = check(anchor, parsed);
    if (!verified) return std::unexpected(located(verified.error(), in.fields, file.size()));
    return *std::move(verified);
  } catch (const CodecFault& fault) {
    return std::unexpected(BundleFault{Error{fault.code, fault.what()}, in.reading, in.offset(), 0});
  }
}

}  // namespace credence
