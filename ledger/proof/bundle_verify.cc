// SPDX-License-Identifier: Apache-2.0
// Verification of a proof bundle, in two steps: every byte is read under the bounds of its type, and
// remembered by field; then every field is checked. Pure, and safe on hostile input.
#include "ledger/proof/bundle.h"
#include "ledger/tree/history.h"

namespace credence {
namespace {

using Field = BundleContent::Field;

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

void read_block(Parser& in, const std::string& name, BlockProof& block) {
  in.read(name + ".header", block.header);
  in.read(name + ".certificate", block.certificate);
}

void read_state(Parser& in, StateProof& proof, KeyProofs& context) {
  read_block(in, "claim.block", proof.block);
  in.read("claim.state", proof.key, proof.value, proof.path);
  const std::size_t count = in.count("claim.context", KeyProofs::kMax);
  for (std::size_t i = 0; i < count; ++i)
    in.read("claim.context[" + std::to_string(i) + "]", context.emplace_back());
}

struct ReadClaim {
  Parser& in;
  BundleContent& out;
  void operator()(RecordClaim& c) const {
    read_block(in, "claim.block", c.proof.block);
    in.read("claim.transaction", c.proof.index, c.proof.transaction, c.proof.transaction_path);
    in.read("claim.receipt", c.proof.receipt, c.proof.receipt_path);
  }
  void operator()(EntriesClaim& c) const {
    read_state(in, c.page.head, c.context);
    in.read("claim.entries", c.page.from, c.page.entries, c.page.path);
  }
  void operator()(HistoryClaim& c) const {
    read_state(in, c.head, c.context);
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
  void operator()(auto& c) const { read_state(in, c.proof, c.context); }
};

template <std::size_t... I>
void emplace_claim(Claim& claim, std::size_t index, std::index_sequence<I...>) {
  (void)((index == I ? (claim.emplace<I>(), true) : false) || ...);
}

BundleContent parse(Parser& in, BytesView file) {
  BundleContent out;
  in.reading = "magic";
  if (file.size() > limits::kBundleBytesMax)
    throw CodecFault(Code::not_a_bundle, std::to_string(file.size()) + " bytes");
  if (file.size() < kBundleMagic.size() || text_of(in.bytes("magic", kBundleMagic.size())) != kBundleMagic)
    throw CodecFault(Code::not_a_bundle, "magic");
  std::uint16_t version = 0;
  in.read("version", version);
  if (version != kBundleVersion) throw CodecFault(Code::not_a_bundle, "version " + std::to_string(version));
  in.read("chain", out.chain);
  in.read("set", out.set);
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
  in.read("later", out.later);
  in.read("claim.kind", out.kind);
  emplace_claim(out.claim, out.kind, std::make_index_sequence<std::variant_size_v<Claim>>());
  if (out.kind_known()) {
    std::visit(ReadClaim{in, out}, out.claim);
  } else {
    read_block(in, "claim.block", block_of(out.claim));
    in.bytes("claim.body", in.left() - std::min(in.left(), Hash32::kSize));
  }
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

Checked follow(const BundleContent& parsed, TrustChain& trust) {
  if (parsed.set)
    if (auto good = trust.tell(*parsed.set); !good) return bad("set", good.error());
  for (std::size_t i = 0; i < parsed.changes.size(); ++i) {
    const ValidatorSetChange& change = parsed.changes[i];
    const std::string name = "changes[" + std::to_string(i) + "]";
    if (change.block.header.height <
        trust.anchor().from()) {  // what led to a pinned anchor, and may tell its set
      if (trust.anchor().validators.size() == 0) (void)trust.tell(change.next);
      continue;
    }
    if (auto good = trust.verify(change.block); !good)
      return bad(block_part(name, good.error().code), good.error());
    if (auto good = trust.add(change); !good)
      return bad(good.error().code == Code::wrong_validator_set ? name + ".next" : name + ".header",
                 good.error());
  }
  return {};
}

Checked check_block(const TrustChain& trust, const BundleContent& parsed) {
  const BlockProof& block = block_of(parsed.claim);
  BlockProof trusted = block;
  if (parsed.later) {
    if (block.header.height == 0) return bad("claim.block.header", Error{Code::wrong_height, "block 0"});
    const Hash32 hash = header_hash(trust.chain(), block.header);
    if (auto good = check_place(parsed.later->header, block.header.height, hash, parsed.later->place); !good)
      return bad("later", good.error());
    trusted.header = parsed.later->header;
    if (block.certificate.signatures.empty() && !trust.pins(trusted.header.height))
      return bad("later", Error{Code::other_anchor, "block " + std::to_string(trusted.header.height)});
  }
  if (auto good = trust.verify(trusted); !good) {
    const std::string part = block_part("claim.block", good.error().code);
    return bad(parsed.later && part != "claim.block.certificate" ? "later" : part, good.error());
  }
  // A change at or above the trusted block would be no part of what is proved.
  if (trusted.header.height < trust.latest_from() && !trust.changes().empty())
    return bad("changes", Error{Code::wrong_height, "a change that the claim does not rest on"});
  return {};
}

// ---- the claims -------------------------------------------------------------------------------------------

using Proved = decltype(VerifiedBundle::proved);
using CheckedClaim = std::expected<Proved, Fault>;

struct CheckClaim {
  const BundleContent& parsed;
  const TrustChain& trust;
  Context& context;               // what the claim names
  std::optional<Unread>& unread;  // what of it is not understood

  CheckedClaim operator()(const RecordClaim& c) const {
    auto transaction = parse_transaction(trust.chain(), c.proof.transaction);
    if (!transaction) return bad("claim.transaction", transaction.error());
    auto verified = verify(trust.chain(), c.proof, transaction->id);
    if (!verified && note_unread("claim.receipt", verified.error()))
      return ProvedBytes{parsed.claim.index(), {}, transaction->id, {}, {}};
    if (!verified)
      return bad(verified.error().detail.starts_with("receipt") ? "claim.receipt" : "claim.transaction",
                 verified.error());
    if (!verified->action) (void)note_unread("claim.transaction", verified->action.error());
    return ProvedRecord{*std::move(verified)};
  }
  CheckedClaim operator()(const EntriesClaim& c) const {
    auto head = head_of(c.page.head);
    if (!head) return not_read(c.page.head, std::move(head.error()));
    auto page = verify(c.page, head->subject);
    if (!page) return bad("claim.entries", page.error());
    if (page->entries.empty()) return bad("claim.entries", Error{Code::wrong_claim, "no entries"});
    for (const HistoryEntry& entry : page->entries) note_later(entry);
    if (auto good = name(c.page.head, c.context); !good) return std::unexpected(good.error());
    return ProvedEntries{std::move(head->subject), *std::move(page)};
  }
  CheckedClaim operator()(const TitleClaim& c) const {
    return of<QualificationKey>(c, "title", [](const QualificationKey& key, QualificationValue value) {
      return ProvedTitle{key, std::move(value)};
    });
  }
  CheckedClaim operator()(const AwardClaim& c) const {
    return of<AwardKey>(c, "award", [&](const AwardKey& key, AwardValue value) -> CheckedClaim {
      if (unread) return bytes_of_state(c.proof);
      auto batch = context.find<AwardBatchKey>();
      if (!batch) return bad("claim", Error{Code::wrong_claim, "an award of no batch"});
      return ProvedAward{key, std::move(value), *std::move(batch)};
    });
  }
  CheckedClaim operator()(const AbsenceClaim& c) const {
    auto held = value_of(c.proof);
    if (!held) return not_read(c.proof, Fault{"claim.state", held.error()});
    if (held->bytes || !claimable_absence(held->key))
      return bad("claim", Error{Code::wrong_claim, "absence"});
    if (auto good = name(c.proof, c.context); !good) return std::unexpected(good.error());
    return ProvedAbsence{held->key};
  }
  CheckedClaim operator()(const TotalClaim& c) const {
    const auto total = [](const auto& key, auto value) { return ProvedTotal{key, std::move(value)}; };
    auto key = decode<StateKey>(c.proof.key);
    return key && std::holds_alternative<ProgrammeKey>(*key) ? of<ProgrammeKey>(c, "total", total)
                                                             : of<EnterpriseKey>(c, "total", total);
  }
  CheckedClaim operator()(const HistoryClaim& c) const {
    auto head = head_of(c.head);
    if (!head) return not_read(c.head, std::move(head.error()));
    if (parsed.entries != head->value.count)
      return bad("claim.entries",
                 Error{Code::incomplete_history, std::to_string(parsed.entries) + " of " +
                                                     std::to_string(head->value.count) + " entries"});
    HistoryValue rebuilt;
    const Suite suite = trust.chain().suite;
    parsed.each_entry([&](BytesView entry) { history_append(suite, rebuilt, history_leaf(suite, entry)); });
    if (rebuilt.peaks != head->value.peaks)
      return bad("claim.entries", Error{Code::wrong_root, "the entries do not rebuild the history's head"});
    std::optional<Fault> fault;
    std::size_t place = 0;
    parsed.each_entry([&](BytesView bytes) {
      const auto entry = decode<HistoryEntry>(bytes);
      if (entry) note_later(*entry);
      if (!entry && !fault)
        fault = {"claim.entries",
                 {entry.error().code, "entry " + std::to_string(place) + ": " + entry.error().detail}};
      ++place;
    });
    if (fault) return std::unexpected(*std::move(fault));
    if (auto good = name(c.head, c.context); !good) return std::unexpected(good.error());
    return ProvedHistory{std::move(head->subject), head->value.count, parsed.entry_bytes};
  }

 private:
  struct KeyAndValue {
    StateKey key;
    std::optional<Bytes> bytes;
  };
  /// `not_understood` only where the path holds.
  [[nodiscard]] Result<KeyAndValue> value_of(const StateProof& proof) const {
    auto key = decode<StateKey>(proof.key);
    if (!key && key.error().code != Code::not_understood) return std::unexpected(key.error());
    auto bytes = verify(proof.block.header, proof);
    if (!bytes) return std::unexpected(bytes.error());
    if (!key) return std::unexpected(key.error());
    return KeyAndValue{*std::move(key), *std::move(bytes)};
  }
  /// True if what failed is only that it is not understood; the first of it is kept.
  bool note_unread(std::string_view field, const Error& error) const {
    if (error.code != Code::not_understood) return false;
    if (!unread) unread = Unread{std::string(field), error};
    return true;
  }
  void note_later(const HistoryEntry& entry) const {
    if (const auto* const later = std::get_if<LaterFact>(&entry.fact))
      (void)note_unread("claim.entries", {Code::not_understood, "fact " + std::to_string(later->number)});
  }
  [[nodiscard]] ProvedBytes bytes_of_state(const StateProof& proof) const {
    ProvedBytes out{parsed.claim.index(), {}, {}, proof.key, {}};
    if (auto key = decode<StateKey>(proof.key)) out.key = *std::move(key);
    if (proof.value) out.value = *proof.value;
    return out;
  }
  /// What a claim is whose key or value could not be read.
  [[nodiscard]] CheckedClaim not_read(const StateProof& proof, Fault fault) const {
    if (!note_unread(fault.field, fault.error)) return std::unexpected(std::move(fault));
    return bytes_of_state(proof);
  }
  /// A claim about the value of a key of this kind.
  template <class Key, class Make>
  [[nodiscard]] CheckedClaim of(const auto& claim, std::string_view kind, Make make) const {
    auto held = value_of(claim.proof);
    if (!held) return not_read(claim.proof, Fault{"claim.state", held.error()});
    const auto* const key = std::get_if<Key>(&held->key);
    if (key == nullptr || !held->bytes) return bad("claim", Error{Code::wrong_claim, std::string(kind)});
    auto value = decode<typename ValueOf<Key>::type>(*held->bytes);
    if (!value) return not_read(claim.proof, Fault{"claim.state", value.error()});
    // A title exists only where all that it names is registered: its file may leave the names out.
    const bool nameless = std::is_same_v<Key, QualificationKey> && claim.context.empty();
    if (!nameless)
      if (auto good = name(claim.proof, claim.context); !good) return std::unexpected(good.error());
    return make(*key, *std::move(value));
  }
  struct Head {
    HistoryKey subject;
    HistoryValue value;
  };
  /// The head of a history; one that is absent is empty.
  [[nodiscard]] std::expected<Head, Fault> head_of(const StateProof& proof) const {
    auto held = value_of(proof);
    if (!held) return bad("claim.state", held.error());
    const auto* const subject = std::get_if<HistoryKey>(&held->key);
    if (subject == nullptr) return bad("claim", Error{Code::wrong_claim, "not the head of a history"});
    Head out{*subject, {}};
    if (!held->bytes) return out;
    auto value = decode<HistoryValue>(*held->bytes);
    if (!value) return bad("claim.state", value.error());
    if (!history_well_formed(*value))
      return bad("claim.state", Error{Code::malformed, "the head of a history"});
    out.value = *std::move(value);
    return out;
  }
  /// The keys of the context, each under the claim's own header: all that the claim names, in order, and no
  /// others.
  [[nodiscard]] Checked name(const StateProof& proof, const KeyProofs& held) const {
    std::size_t next = 0;
    const auto read = [&](const StateKey& key) -> Result<std::optional<Bytes>> {
      if (next == held.size())
        return fail(Code::wrong_claim, "the context ends after " + std::to_string(next) + " keys");
      auto value = verify(proof.block.header, held[next], key);
      if (!value) return value;
      if (*value)
        if (auto good = check_value(key, **value); !good) return std::unexpected(good.error());
      ++next;
      return value;
    };
    std::optional<Bytes> value;
    if (proof.value) value.emplace(proof.value->begin(), proof.value->end());
    auto all = Context::of(decode<StateKey>(proof.key).value(), value, read);
    if (!all && note_unread("claim.context", all.error())) return {};
    if (!all)
      return bad(next < held.size() ? "claim.context[" + std::to_string(next) + "]" : "claim.context",
                 all.error());
    if (next < held.size())
      return bad("claim.context[" + std::to_string(next) + "]",
                 Error{Code::wrong_claim, "a key that the claim does not name"});
    context = *std::move(all);
    return {};
  }
};

std::expected<VerifiedBundle, Fault> check(const TrustAnchor& anchor, const BundleContent& parsed) {
  if (parsed.chain != anchor.chain) return bad("chain", Error{Code::wrong_chain, parsed.chain.hex()});
  TrustChain trust(anchor);
  if (auto good = follow(parsed, trust); !good) return std::unexpected(good.error());
  if (auto good = check_block(trust, parsed); !good) return std::unexpected(good.error());
  Context context;
  std::optional<Unread> unread;
  CheckedClaim proved = ProvedBytes{parsed.kind, {}, {}, {}, {}};
  if (parsed.kind_known())
    proved = std::visit(CheckClaim{parsed, trust, context, unread}, parsed.claim);
  else
    unread = Unread{"claim.kind", {Code::not_understood, "kind " + std::to_string(parsed.kind)}};
  if (!proved) return std::unexpected(proved.error());
  if (!parsed.checksum_fits()) return bad("checksum", Error{Code::wrong_checksum, {}});
  return VerifiedBundle{std::move(trust),   block_of(parsed.claim), parsed.later,     parsed.checksum,
                        std::move(context), *std::move(proved),     std::move(unread)};
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

void BundleContent::each_entry(const std::function<void(BytesView)>& seen) const {
  BoundedReader in(entry_bytes);
  for (std::size_t i = 0; i < entries; ++i) seen(in.bytes(in.count(kHistoryEntryBytesMax)));
}

bool BundleContent::checksum_fits() const {
  return tagged_hash(chain.suite, Tag::bundle, covered) == checksum;
}

std::expected<BundleContent, BundleFault> read_bundle(BytesView file) {
  Parser in(file);
  try {
    BundleContent out = parse(in, file);
    out.fields = std::move(in.fields);
    return out;
  } catch (const CodecFault& fault) {
    return std::unexpected(BundleFault{Error{fault.code, fault.what()}, in.reading, in.offset(), 0});
  }
}

std::expected<VerifiedBundle, BundleFault> verify_bundle(const TrustAnchor& anchor, BytesView file) {
  const auto content = read_bundle(file);
  if (!content) return std::unexpected(content.error());
  auto verified = check(anchor, *content);
  if (!verified) return std::unexpected(located(verified.error(), content->fields, file.size()));
  return *std::move(verified);
}

}  // namespace credence
