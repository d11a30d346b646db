// SPDX-License-Identifier: Apache-2.0
// Verification of a proof bundle that was read (bundle_read.cc): every field is checked. Pure, and safe on
// hostile input.
#include "ledger/primitives/counted.h"
#include "ledger/proof/bundle.h"
#include "ledger/tree/history.h"

namespace credence {
namespace {

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

/// The bytes of a key name this family.
template <class Key>
bool of_family(BytesView key) {
  return !key.empty() && std::to_integer<std::size_t>(key.front()) == StateKey(Key{}).index();
}
bool of_later_family(BytesView key) {
  return !key.empty() && std::to_integer<std::size_t>(key.front()) >= std::variant_size_v<StateKeyBody>;
}

/// Whatever can be checked without understanding all of it is checked first.
struct CheckClaim {
  const BundleContent& parsed;
  const TrustChain& trust;
  Context context = {};                         // what the claim names
  std::optional<Unread> unread = std::nullopt;  // what of it is not understood: the first
  bool opaque = false;                          // more of it than a fact that stands alone

  CheckedClaim operator()(const RecordClaim& c) {
    auto transaction = parse_transaction(trust.chain(), c.proof.transaction);
    if (!transaction) return bad("claim.transaction", transaction.error());
    auto verified = verify(trust.chain(), c.proof, transaction->id);
    if (!verified && verified.error().code == Code::not_understood) {
      note("claim.receipt", verified.error());
      return ProvedBytes{parsed.claim.index(), {}, transaction->id, {}, {}};
    }
    if (!verified)
      return bad(verified.error().detail.starts_with("receipt") ? "claim.receipt" : "claim.transaction",
                 verified.error());
    // What was refused changed nothing, whatever it was.
    if (!verified->action && verified->receipt.code == 0) note("claim.transaction", verified->action.error());
    return ProvedRecord{*std::move(verified)};
  }
  CheckedClaim operator()(const EntriesClaim& c) {
    auto head = head_of(c.page.head);
    if (!head) return std::unexpected(head.error());
    if (auto good = check_entries(c.page, head->value); !good) return bad("claim.entries", good.error());
    if (c.page.entries.empty()) return bad("claim.entries", Error{Code::wrong_claim, "no entries"});
    VerifiedPage page{c.page.head.block.header, head->value.count, c.page.from, {}};
    for (const auto& bytes : c.page.entries) {
      auto entry = entry_of(bytes, page.entries.size());
      if (!entry) return std::unexpected(entry.error());
      page.entries.push_back(*std::move(entry));
    }
    if (auto good = name(c.page.head, head->key, c.context); !good) return std::unexpected(good.error());
    if (opaque) return bytes_of_state(c.page.head, head->key);
    return ProvedEntries{std::get<HistoryKey>(*head->key), std::move(page)};
  }
  CheckedClaim operator()(const TitleClaim& c) {
    return of<QualificationKey>(
        c, "title",
        [](const QualificationKey& key, QualificationValue value, const Context&) -> CheckedClaim {
          return ProvedTitle{key, std::move(value)};
        });
  }
  CheckedClaim operator()(const AwardClaim& c) {
    return of<AwardKey>(c, "award",
                        [](const AwardKey& key, AwardValue value, const Context& names) -> CheckedClaim {
                          auto batch = names.find<AwardBatchKey>();
                          if (!batch) return bad("claim", Error{Code::wrong_claim, "an award of no batch"});
                          return ProvedAward{key, std::move(value), *std::move(batch)};
                        });
  }
  CheckedClaim operator()(const AbsenceClaim& c) {
    const auto named = decode<StateKey>(c.proof.key);
    const bool claimable = named ? claimable_absence(*named) : of_later_family(c.proof.key);
    auto key = key_of(c.proof, "absence", claimable && !c.proof.value);
    if (!key) return std::unexpected(key.error());
    if (auto good = name(c.proof, *key, c.context); !good) return std::unexpected(good.error());
    if (opaque) return bytes_of_state(c.proof, *key);
    return ProvedAbsence{**std::move(key)};
  }
  CheckedClaim operator()(const TotalClaim& c) {
    const auto total = [](const auto& key, auto value, const Context&) -> CheckedClaim {
      return ProvedTotal{key, std::move(value)};
    };
    return of_family<ProgrammeKey>(c.proof.key) ? of<ProgrammeKey>(c, "total", total)
                                                : of<EnterpriseKey>(c, "total", total);
  }
  /// The standing, or that there is none. Whom it answers for is known of registered enterprises alone.
  CheckedClaim operator()(const StandingClaim& c) {
    auto key = key_of(c.proof, "standing", of_family<CreditStandingKey>(c.proof.key));
    if (!key) return std::unexpected(key.error());
    CreditStandingValue own;
    if (c.proof.value) {
      auto value = value_of<CreditStandingValue>(c.proof);
      if (!value) return std::unexpected(value.error());
      own = *std::move(value);
    }
    auto names = name(c.proof, *key, c.context);
    if (!names) return std::unexpected(names.error());
    auto lineage = names->lineage();
    for (const Context::Merged& one : lineage)
      if (!one.enterprise) return bad("claim", Error{Code::wrong_claim, "a standing of nobody"});
    if (opaque) return bytes_of_state(c.proof, *key);
    lineage.front().standing = std::move(own);
    return ProvedStanding{std::get<CreditStandingKey>(**key).code, std::move(lineage),
                          date_in_china(c.proof.block.header.time_ms)};
  }
  CheckedClaim operator()(const HistoryClaim& c) {
    auto head = head_of(c.head);
    if (!head) return std::unexpected(head.error());
    if (parsed.entries != head->value.count)
      return bad("claim.entries",
                 Error{Code::incomplete_history, std::to_string(parsed.entries) + " of " +
                                                     counted(head->value.count, "entry", "entries")});
    HistoryValue rebuilt;
    const Suite suite = trust.chain().suite;
    parsed.each_entry([&](BytesView entry) { history_append(suite, rebuilt, history_leaf(suite, entry)); });
    if (rebuilt.peaks != head->value.peaks)
      return bad("claim.entries", Error{Code::wrong_root, "the entries do not rebuild the history's head"});
    std::optional<Fault> fault;
    std::size_t place = 0;
    parsed.each_entry([&](BytesView bytes) {
      auto entry = entry_of(bytes, place++);
      if (!entry && !fault) fault = std::move(entry.error());
    });
    if (fault) return std::unexpected(*std::move(fault));
    if (auto good = name(c.head, head->key, c.context); !good) return std::unexpected(good.error());
    if (opaque) return bytes_of_state(c.head, head->key);
    return ProvedHistory{std::get<HistoryKey>(*head->key), head->value.count, parsed.entry_bytes};
  }

 private:
  using Key = std::optional<StateKey>;  // none: it is not understood

  void note(std::string field, const Error& error) {
    if (!unread) unread = Unread{std::move(field), error};
  }
  /// The claim's key. Its path holds, and key and value are of the claim's kind.
  std::expected<Key, Fault> key_of(const StateProof& proof, std::string_view kind, bool fits) {
    auto key = decode<StateKey>(proof.key);
    if (!key && key.error().code != Code::not_understood) return bad("claim.state", key.error());
    if (auto good = verify(proof.block.header, proof); !good) return bad("claim.state", good.error());
    if (!fits) return bad("claim", Error{Code::wrong_claim, std::string(kind)});
    if (key) return *std::move(key);
    note("claim.state", key.error());
    opaque = true;
    return std::nullopt;
  }
  /// What is known of the value of the claim's key.
  template <class T>
  std::expected<T, Fault> value_of(const StateProof& proof) {
    auto known = decode_known<T>(*proof.value);
    if (!known) return bad("claim.state", known.error());
    if (known->later) {
      note("claim.state", *known->later);
      opaque = true;
    }
    return std::move(known->value);
  }
  /// A claim about the value of a key of this kind.
  template <class K, class Make>
  CheckedClaim of(const auto& claim, std::string_view kind, Make make) {
    const StateProof& proof = claim.proof;
    auto key = key_of(proof, kind, proof.value && of_family<K>(proof.key));
    if (!key) return std::unexpected(key.error());
    auto value = value_of<typename ValueOf<K>::type>(proof);
    if (!value) return std::unexpected(value.error());
    // A title exists only where all that it names is registered: its file may leave the names out.
    const bool nameless = std::is_same_v<K, QualificationKey> && claim.context.empty();
    auto names = nameless ? Context{} : name(proof, *key, claim.context);
    if (!names) return std::unexpected(names.error());
    auto made = make(std::get<K>(**key), *std::move(value), *names);
    if (made && opaque) return bytes_of_state(proof, *key);
    return made;
  }
  struct Head {
    Key key;
    HistoryValue value;
  };
  /// The head of a history; one that is absent is empty.
  std::expected<Head, Fault> head_of(const StateProof& proof) {
    auto key = key_of(proof, "not the head of a history", of_family<HistoryKey>(proof.key));
    if (!key) return std::unexpected(key.error());
    Head out{*std::move(key), {}};
    if (!proof.value) return out;
    auto value = value_of<HistoryValue>(proof);
    if (!value) return std::unexpected(value.error());
    if (!history_well_formed(*value))
      return bad("claim.state", Error{Code::malformed, "the head of a history"});
    out.value = *std::move(value);
    return out;
  }
  std::expected<HistoryEntry, Fault> entry_of(BytesView bytes, std::size_t place) {
    auto known = decode_known<HistoryEntry>(bytes);
    if (!known)
      return bad("claim.entries",
                 {known.error().code, "entry " + std::to_string(place) + ": " + known.error().detail});
    if (const auto* const later = std::get_if<LaterFact>(&known->value.fact))
      note("claim.entries", {Code::not_understood, "fact " + std::to_string(later->number)});
    if (known->later) {
      note("claim.entries", *known->later);
      opaque = true;
    }
    return std::move(known->value);
  }
  [[nodiscard]] ProvedBytes bytes_of_state(const StateProof& proof, const Key& key) const {
    return {parsed.claim.index(), key, {}, proof.key, proof.value};
  }
  /// The keys of the context, each under the claim's own header: all that the claim names, in order, and no
  /// others. What a key that is not understood names nobody knows: then each is checked for itself.
  std::expected<Context, Fault> name(const StateProof& proof, const Key& subject, const KeyProofs& held) {
    std::size_t next = 0;
    bool understood = true;
    const auto field = [&] {
      return next < held.size() ? "claim.context[" + std::to_string(next) + "]" : "claim.context";
    };
    const auto known = [&](const StateKey& key) -> Result<std::optional<Bytes>> {
      if (!held[next].value) return std::nullopt;
      auto value = known_value(key, *held[next].value);
      if (!value) return std::unexpected(value.error());
      if (value->later) {
        note(field(), *value->later);
        understood = false;
      }
      return std::optional(std::move(value->value));
    };
    if (!subject) {
      for (; next < held.size(); ++next) {
        const auto key = decode<StateKey>(held[next].key);
        if (!key && key.error().code != Code::not_understood) return bad(field(), key.error());
        if (auto good = verify(proof.block.header, held[next]); !good) return bad(field(), good.error());
        if (key)
          if (auto good = known(*key); !good) return bad(field(), good.error());
      }
      return Context{};
    }
    const auto read = [&](const StateKey& key) -> Result<std::optional<Bytes>> {
      if (next == held.size())
        return fail(Code::wrong_claim, "the context ends after " + counted(next, "key", "keys"));
      if (auto good = verify(proof.block.header, held[next], key); !good)
        return std::unexpected(good.error());
      auto value = known(key);
      if (value) ++next;
      return value;
    };
    std::optional<Bytes> value;
    if (proof.value) value = known_value(*subject, *proof.value).value().value;
    auto all = Context::of(*subject, value, read);
    if (!all) return bad(field(), all.error());
    if (next < held.size())
      return bad(field(), Error{Code::wrong_claim, "a key that the claim does not name"});
    if (understood)
      context = *all;
    else
      opaque = true;
    return *std::move(all);
  }
};

std::expected<VerifiedBundle, Fault> check(const TrustAnchor& anchor, const BundleContent& parsed) {
  if (parsed.chain != anchor.chain) return bad("chain", Error{Code::other_anchor, parsed.chain.hex()});
  TrustChain trust(anchor);
  if (auto good = follow(parsed, trust); !good) return std::unexpected(good.error());
  if (auto good = check_block(trust, parsed); !good) return std::unexpected(good.error());
  CheckClaim claim{parsed, trust};
  CheckedClaim proved = ProvedBytes{parsed.kind, {}, {}, {}, {}};
  if (parsed.kind_known())
    proved = std::visit(claim, parsed.claim);
  else
    claim.unread = Unread{"claim.kind", {Code::not_understood, "kind " + std::to_string(parsed.kind)}};
  if (!proved) return std::unexpected(proved.error());
  if (!parsed.checksum_fits()) return bad("checksum", Error{Code::wrong_checksum, {}});
  return VerifiedBundle{std::move(trust),       block_of(parsed.claim),   parsed.later,
                        parsed.checksum,        std::move(claim.context), *std::move(proved),
                        std::move(claim.unread)};
}

/// Where the bytes of a field lie; a name without its parts covers them all. The checksum speaks of the whole
/// file.
BundleFault located(const Fault& fault, const std::vector<BundleContent::Field>& fields, std::size_t size) {
  BundleFault out{fault.error, fault.field, 0, size};
  if (fault.field == "checksum") return out;
  std::uint64_t begin = size, end = 0;
  for (const BundleContent::Field& field : fields) {
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
  const auto content = read_bundle(file);
  if (!content) return std::unexpected(content.error());
  auto verified = check(anchor, *content);
  if (!verified) return std::unexpected(located(verified.error(), content->fields, file.size()));
  return *std::move(verified);
}

}  // namespace credence
