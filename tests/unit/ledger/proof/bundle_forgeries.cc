// SPDX-License-Identifier: Apache-2.0
// Forged proof bundles: each breaks one check, and says which.
#include "ledger/tree/history.h"
#include "tests/support/suite.h"
#include "tests/unit/ledger/proof/bundle_samples.h"

namespace credence::samples {
namespace {

using world::World;

/// The other of the two signatures that hold in plain ECDSA: s becomes n - s.
Signature high_s(Signature signature) {
  constexpr std::array<unsigned, 32> kOrder{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                            0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                                            0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41};
  unsigned borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const unsigned s = std::to_integer<unsigned>(signature.bytes[32 + i]) + borrow;
    borrow = kOrder[i] < s ? 1 : 0;
    signature.bytes[32 + i] = static_cast<std::byte>(kOrder[i] + 256 * borrow - s);
  }
  return signature;
}

void add(std::vector<BundleVector>& out, const std::string& name, std::string why, Bytes bytes, Code code,
         std::string field) {
  out.push_back({"forged/" + name + ".proof",
                 std::move(why),
                 std::move(bytes),
                 {},
                 code == Code::not_a_bundle   ? "no_proof"
                 : code == Code::other_anchor ? "not_anchored"
                                              : "forged",
                 code,
                 std::move(field)});
}

/// A code of these 18 bytes, whatever they are.
Uscc bytes_as_code(std::string_view eighteen) { return Uscc::from(bytes_of(eighteen)).value(); }

}  // namespace

std::vector<BundleVector> BundleWorld::forged() {
  std::vector<BundleVector> out;
  forge_certificates(out);
  forge_changes(out);
  forge_state(out);
  forge_lookalikes(out);
  forge_context(out);
  forge_standings(out);
  forge_histories(out);
  forge_records(out);
  forge_files(out);
  forge_later(out);
  forge_anchored(out);
  return out;
}

void BundleWorld::forge_certificates(std::vector<BundleVector>& out) {
  const Claim honest = title(1);
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::function<void(BlockProof&)>& change) {
    Claim claim = honest;
    change(block_of(claim));
    add(out, name, std::move(why), bundle(claim), code, std::move(field));
  };
  const std::string certificate = "claim.block.certificate";
  forge("signer-repeated", "one validator counted twice", Code::signers_not_distinct, certificate,
        [](BlockProof& b) { b.certificate.signatures[2] = b.certificate.signatures[1]; });
  forge("signers-too-few", "two of four signed", Code::not_enough_signers, certificate,
        [](BlockProof& b) { b.certificate.signatures.pop_back(); });
  forge("signers-none", "nobody signed", Code::not_enough_signers, certificate,
        [](BlockProof& b) { b.certificate.signatures.clear(); });
  forge("signer-unknown", "a fifth of four validators", Code::unknown_signer, certificate,
        [](BlockProof& b) { b.certificate.signatures[2].validator = 4; });
  forge("signer-stranger", "the third signature is a stranger's", Code::bad_signature, certificate,
        [&](BlockProof& b) {
          b.certificate.signatures[2].signature =
              sign(secret(77), checkpoint_hash(w.chain(), b.header.height, b.certificate.header_hash));
        });
  forge("signature-of-a-vote", "a Commit vote in place of a checkpoint signature", Code::bad_signature,
        certificate, [&](BlockProof& b) {
          CanonicalWriter body;
          body(b.certificate.height, b.certificate.header_hash);
          b.certificate.signatures[2].signature =
              sign(secret(3), chain_hash(Tag::commit, w.chain(), body.take()));
        });
  forge("signature-high-s", "the second form of a signature", Code::bad_signature, certificate,
        [](BlockProof& b) {
          b.certificate.signatures[0].signature = high_s(b.certificate.signatures[0].signature);
        });
  forge("header-other-time", "the block made younger", Code::wrong_header, "claim.block",
        [](BlockProof& b) { b.header.time_ms += 86'400'000; });
  forge("header-of-another-chain", "a block that the same validators signed on another chain",
        Code::wrong_header, "claim.block", [&](BlockProof& b) {
          ChainId other = w.chain();
          other.bytes[0] ^= std::byte{1};
          b.certificate = certify(other, b.header, kFirst, 3);
        });
  forge("header-of-another-suite",
        "a header that names another suite than the chain's, and a quorum that signed it", Code::wrong_suite,
        "claim.block.header", [&](BlockProof& b) {
          b.header.suite = b.header.suite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3;
          b.certificate = certify(w.chain(), b.header, kFirst, 3);
        });
  forge("header-of-unknown-suite", "a header of a suite that nobody knows", Code::unknown_suite,
        "claim.block.header", [](BlockProof& b) { b.header.suite = static_cast<Suite>(2); });
  forge("signature-of-another-suite", "the bytes of a signature under another suite's number",
        Code::bad_signature, certificate, [](BlockProof& b) {
          Suite& suite = b.certificate.signatures[0].signature.suite;
          suite = suite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3;
        });
  forge("certificate-of-another-height", "the certificate of the block before", Code::wrong_header,
        "claim.block", [&](BlockProof& b) {
          b.certificate = w.ledger().prove_block(b.header.height - 1).value().certificate;
        });
  forge("height-0", "block 0, which nobody signs", Code::wrong_height, "claim.block.header",
        [&](BlockProof& b) { b = moved(w.chain(), w.ledger().block(0).value().header, 0, kFirst, kFirst); });
  forge("set-of-strangers", "a set that appointed itself", Code::wrong_validator_set, "claim.block.header",
        [&](BlockProof& b) {
          b = moved(w.chain(), b.header, b.header.height, {71, 72, 73, 74}, {71, 72, 73, 74});
        });
}

void BundleWorld::forge_changes(std::vector<BundleVector>& out) {
  const Claim honest = later(title(1));
  const std::vector<ValidatorSetChange> changes = later_trust().changes();
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::vector<ValidatorSetChange>& changed) {
    add(out, "changes-" + name, std::move(why), assembled(w.chain(), changed, honest), code,
        std::move(field));
  };
  forge("left-out-first", "the first change left out", Code::wrong_validator_set, "changes[0].header",
        {changes[1]});
  forge("left-out-last", "the last change left out", Code::wrong_validator_set, "claim.block.header",
        {changes[0]});
  forge("left-out-all", "all changes left out", Code::wrong_validator_set, "claim.block.header", {});
  forge("reordered", "two changes swapped", Code::wrong_validator_set, "changes[0].header",
        {changes[1], changes[0]});
  forge("repeated", "a change twice", Code::wrong_height, "changes[1].header",
        {changes[0], changes[0], changes[1]});
  std::vector<ValidatorSetChange> forged = changes;
  forged[1].block.certificate = certify(w.chain(), forged[1].block.header, kThird, 4);
  forge("signed-by-the-new-set", "a change that only the new set signed", Code::bad_signature,
        "changes[1].certificate", forged);
  forged = changes;
  forged[1].next = set_of({2, 3, 5, 6, 77});
  forge("other-next-set", "a stranger slipped into the new set", Code::wrong_validator_set, "changes[1].next",
        forged);
  forged = changes;
  forged[0].block.certificate.signatures[1] = forged[0].block.certificate.signatures[0];
  forge("signer-repeated", "one validator counted twice in a change", Code::signers_not_distinct,
        "changes[0].certificate", forged);
  forged = changes;
  forged.push_back({moved(w.chain(), changes[1].block.header, kLater, kThird, kFirst), set_of(kFirst)});
  forge("one-too-many", "a true change that the claim does not rest on", Code::wrong_height, "changes",
        forged);
  forged = {changes[0],
            {moved(w.chain(), changes[0].block.header, kFirstChange - 1, kFirst, kThird), set_of(kThird)}};
  forge("height-0", "a change in block 0, which nobody signs", Code::wrong_height, "changes[0].header",
        {{moved(w.chain(), w.ledger().block(0).value().header, 0, kFirst, kSecond), set_of(kSecond)},
         changes[1]});
  forge("backwards", "a change below the one before it, signed by the set of its height", Code::wrong_height,
        "changes[1].header", forged);
}

void BundleWorld::forge_state(std::vector<BundleVector>& out) {
  const auto forge = [&](const std::string& name, std::string why, Code code, const Claim& claim) {
    add(out, name, std::move(why), bundle(claim), code, code == Code::wrong_claim ? "claim" : "claim.state");
  };
  const auto proof = state(QualificationKey{"specialized", code(3)});
  auto value = decode<QualificationValue>(*proof.value).value();
  value.valid_to = Date{2030, 1, 1};
  StateProof longer = proof;
  longer.value = encode(value);
  forge("title-made-longer", "the end of a term moved", Code::wrong_root, TitleClaim{longer, {}});
  StateProof others = proof;
  others.key = encode(StateKey(QualificationKey{"specialized", code(5)}));
  forge("title-of-another", "the title of another enterprise", Code::wrong_root, TitleClaim{others, {}});
  StateProof old = state(QualificationKey{"specialized", code(2)});
  forge("older-root", "today's value under yesterday's block", Code::wrong_root, [&]() -> Claim {
    StateProof aged = old;
    aged.block = w.ledger().prove_block(old.block.header.height - 1).value();
    return TitleClaim{aged, {}};
  }());
  StateProof gone = proof;
  gone.value.reset();
  forge("present-claimed-absent", "a title that is there, with its value left out", Code::wrong_root,
        AbsenceClaim{gone, {}});
  gone.path.other_leaf =
      StateLeaf{state_key_hash(samples::kSuite, proof.key), state_value_hash(samples::kSuite, *proof.value)};
  forge("present-claimed-absent-by-itself", "the title itself as the other leaf", Code::wrong_root,
        AbsenceClaim{gone, {}});
  StateProof there = state(QualificationKey{"little-giant", code(1)});
  there.value = proof.value;
  forge("absent-claimed-present", "a value in a proof of absence", Code::wrong_root, TitleClaim{there, {}});
  forge("other-kind-total-as-title", "an enterprise's totals called a title", Code::wrong_claim,
        TitleClaim{state(EnterpriseKey{code(1)}), {}});
  forge("other-kind-title-as-total", "a title called totals", Code::wrong_claim, TotalClaim{proof, {}});
  forge("other-kind-title-as-absence", "a title called an absence", Code::wrong_claim,
        AbsenceClaim{proof, {}});
  forge("other-kind-absence-as-title", "an absence called a title", Code::wrong_claim,
        TitleClaim{state(QualificationKey{"little-giant", code(1)}), {}});
  forge("other-kind-absence-as-total", "an absence called totals", Code::wrong_claim,
        TotalClaim{state(EnterpriseKey{code(99)}), {}});
  forge("absence-of-a-history-head", "an absence that says nothing", Code::wrong_claim,
        AbsenceClaim{state(HistoryKey{EnterpriseKey{code(99)}}), {}});
  StateProof shorter = proof;
  shorter.path.siblings.erase(shorter.path.siblings.begin());
  forge("path-too-short", "a sibling left out", Code::wrong_root, TitleClaim{shorter, {}});
  StateProof award = state(AwardKey{"puhui-2022", "b1", 2});
  forge("other-kind-award-as-title", "an award called a title", Code::wrong_claim, TitleClaim{award, {}});
  forge("other-kind-absence-as-award", "an absence called an award", Code::wrong_claim,
        AwardClaim{state(AwardKey{"puhui-2022", "b1", 99}), {}});
  auto line = decode<AwardValue>(*award.value).value();
  line.released = 0;
  line.paid = line.amount;
  award.value = encode(line);
  forge("award-made-paid", "an award that is not paid, made paid", Code::wrong_root, AwardClaim{award, {}});
  // What more than f faulty validators could sign is still no value of the state.
  value.valid_to = Date{2026, 2, 30};
  forge("date-of-no-calendar", "a title to the thirtieth of February", Code::bad_date,
        TitleClaim{conspired(QualificationKey{"specialized", code(3)}, encode(value)), {}});
  value.valid_to = Date{2026, 13, 1};
  forge("date-of-no-month", "a title to the thirteenth month", Code::bad_date,
        TitleClaim{conspired(QualificationKey{"specialized", code(3)}, encode(value)), {}});
  value.valid_to.reset();
  value.carried_from = bytes_as_code("91350211M00013FA\xff\xff");
  forge("code-not-ascii", "a title carried over from a code of bytes that are no text",
        Code::uscc_bad_character,
        TitleClaim{conspired(QualificationKey{"specialized", code(3)}, encode(value)), {}});
}

/// Keys that nobody can write look like others, and are proved absent by every honest node's state: not if
/// they are read as they are written.
void BundleWorld::forge_lookalikes(std::vector<BundleVector>& out) {
  const auto forge = [&](const std::string& name, std::string why, Code code, const Claim& claim) {
    add(out, "lookalike-" + name, std::move(why), bundle(claim), code, "claim.state");
  };
  const auto empty = [&](const HistoryKey& subject) { return HistoryClaim{state(subject), {}, {}}; };
  const auto none = [&](const StateKey& key) { return AbsenceClaim{state(key), {}}; };
  forge("chain", "the chain's history under another empty field", Code::malformed, empty({ChainKey{1}}));
  forge("chain-255", "the same with all bits", Code::malformed, empty({ChainKey{255}}));
  const std::pair<const char*, const char*> ids[] = {{"no-break-space", "gd-iit\u00a0"},
                                                     {"zero-width", "gd-iit\u200b"},
                                                     {"hyphen", "gd\u2011iit"},
                                                     {"cyrillic", "gd-\u0456it"},
                                                     {"capital", "GD-iit"},
                                                     {"blank", "gd-iit "},
                                                     {"underline", "gd_iit"},
                                                     {"newline", "gd-iit\n"},
                                                     {"hyphen-first", "-gd-iit"},
                                                     {"nothing", ""}};
  for (const auto& [name, id] : ids) {
    forge(std::string("department-") + name, "the empty history of a department of another name",
          Code::bad_id, empty({DepartmentKey{id}}));
    forge(std::string("programme-") + name, "a programme of another name that is absent", Code::bad_id,
          none(ProgrammeKey{id}));
  }
  forge("title", "a title of another name that the enterprise does not hold", Code::bad_id,
        none(QualificationKey{"speciali\u200bzed", code(1)}));
  forge("batch", "a line of a batch of another name", Code::bad_id,
        none(AwardKey{"puhui-2022", "b\u0031\u0301", 1}));
  forge("line-0", "the line before the first", Code::malformed, none(AwardKey{"puhui-2022", "b1", 0}));
  const std::string code = std::string(text_of(samples::code(1)));
  std::string lower = code;
  lower[17] = 'x';
  const std::pair<const char*, std::string> codes[] = {{"lower-case", lower},
                                                       {"blank", code.substr(0, 17) + " "},
                                                       {"newline", code.substr(0, 17) + "\n"},
                                                       {"nul", code.substr(0, 17) + std::string(1, '\0')},
                                                       {"letter-o", "O" + code.substr(1)},
                                                       {"letter-i", "I" + code.substr(1)},
                                                       {"han", "中中中中中中"},
                                                       {"no-text", std::string(18, '\xff')}};
  for (const auto& [name, bytes] : codes) {
    forge(std::string("code-") + name, "the empty history of a code that none is", Code::uscc_bad_character,
          empty({EnterpriseKey{bytes_as_code(bytes)}}));
    forge(std::string("holder-") + name, "a title that a code which none is does not hold",
          Code::uscc_bad_character, none(QualificationKey{"specialized", bytes_as_code(bytes)}));
  }
}

/// What a claim names must be all there, in order, and under the claim's own header.
void BundleWorld::forge_context(std::vector<BundleVector>& out) {
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::function<void(TitleClaim&)>& change) {
    Claim claim = title(1);
    change(std::get<TitleClaim>(claim));
    add(out, "context-" + name, std::move(why), bundle(claim), code, "claim.context" + field);
  };
  forge("left-out", "one of what the title names, and nothing else", Code::wrong_claim, "",
        [](TitleClaim& c) { c.context.resize(1); });
  forge("last-left-out", "the issuer left out", Code::wrong_claim, "",
        [](TitleClaim& c) { c.context.pop_back(); });
  forge("one-too-many", "a department that the title does not name", Code::wrong_claim, "[3]",
        [this](TitleClaim& c) {
          c.context.push_back(
              w.ledger().prove_keys(std::vector<StateKey>{DepartmentKey{"gd-science"}}).value().front());
        });
  forge("swapped", "the enterprise before the title", Code::wrong_subject, "[0]",
        [](TitleClaim& c) { std::swap(c.context[0], c.context[1]); });
  forge("of-another", "another enterprise's name", Code::wrong_subject, "[1]", [this](TitleClaim& c) {
    c.context[1] = w.ledger().prove_keys(std::vector<StateKey>{EnterpriseKey{code(8)}}).value().front();
  });
  forge("other-name", "the enterprise under another name", Code::wrong_root, "[1]", [](TitleClaim& c) {
    auto value = decode<EnterpriseValue>(*c.context[1].value).value();
    value.name = "另一家企业";
    c.context[1].value = encode(value);
  });
  forge("not-registered", "the enterprise left out of the register", Code::wrong_root, "[1]",
        [](TitleClaim& c) { c.context[1].value.reset(); });
  forge("path-cut", "a sibling left out", Code::wrong_root, "[2]",
        [](TitleClaim& c) { c.context[2].path.siblings.pop_back(); });
  Claim unnamed = history(HistoryKey{ChainKey{}});
  std::get<HistoryClaim>(unnamed).context = std::get<TitleClaim>(title(1)).context;
  add(out, "context-of-the-chain", "the chain names nobody", bundle(unnamed), Code::wrong_claim,
      "claim.context[0]");
  Claim award = this->award(2);
  std::swap(std::get<AwardClaim>(award).context[1], std::get<AwardClaim>(award).context[2]);
  add(out, "context-award", "the department in place of the batch", bundle(award), Code::wrong_subject,
      "claim.context[1]");
  Claim merged = this->award(10);
  std::get<AwardClaim>(merged).context.pop_back();
  add(out, "context-successor-left-out", "the dissolved successor left out", bundle(merged),
      Code::wrong_claim, "claim.context");
}

/// Who is barred would like to leave out what bars it.
void BundleWorld::forge_standings(std::vector<BundleVector>& out) {
  const auto forge = [&](const std::string& name, std::string why, unsigned enterprise, Code code,
                         std::string field, const std::function<void(StandingClaim&)>& change) {
    Claim claim = standing(enterprise);
    change(std::get<StandingClaim>(claim));
    add(out, "standing-" + name, std::move(why), bundle(claim), code, std::move(field));
  };
  forge("value-left-out", "as if nothing were recorded", 2, Code::wrong_root, "claim.state",
        [](StandingClaim& c) { c.proof.value.reset(); });
  forge("entry-left-out", "the entry taken out of the standing", 2, Code::wrong_root, "claim.state",
        [](StandingClaim& c) {
          auto value = decode<CreditStandingValue>(*c.proof.value).value();
          value.open.clear();
          c.proof.value = encode(value);
        });
  forge("predecessor-left-out", "the one that was merged into it left out", 8, Code::wrong_claim,
        "claim.context", [](StandingClaim& c) { c.context.resize(1); });
  forge("predecessor-standing-left-out", "the standing of the one that was merged into it left out", 8,
        Code::wrong_claim, "claim.context", [](StandingClaim& c) { c.context.resize(2); });
  forge("predecessor-of-another", "the standing of another in place of the predecessor's", 8,
        Code::wrong_subject, "claim.context[2]", [this](StandingClaim& c) {
          c.context[2] =
              w.ledger().prove_keys(std::vector<StateKey>{CreditStandingKey{code(1)}}).value().front();
        });
  forge("predecessor-clear", "the predecessor's standing as if there were none", 8, Code::wrong_root,
        "claim.context[2]", [](StandingClaim& c) { c.context[2].value.reset(); });
  forge("enterprise-without-predecessors", "the enterprise as if nobody had been merged into it", 8,
        Code::wrong_root, "claim.context[0]", [](StandingClaim& c) {
          auto value = decode<EnterpriseValue>(*c.context[0].value).value();
          value.predecessors.clear();
          c.context[0].value = encode(value);
          c.context.resize(1);
        });
  forge("one-too-many", "an enterprise that was not merged into it", 1, Code::wrong_claim, "claim.context[1]",
        [this](StandingClaim& c) {
          c.context.push_back(
              w.ledger().prove_keys(std::vector<StateKey>{EnterpriseKey{code(2)}}).value().front());
        });
  add(out, "standing-of-nobody", "a code that is not registered has no standing", bundle(standing(99)),
      Code::wrong_claim, "claim");
  Claim other = standing(1);
  const TitleClaim title = std::get<TitleClaim>(this->title(1));
  std::get<StandingClaim>(other).proof = title.proof;
  add(out, "standing-of-a-title", "a title in place of a standing", bundle(other), Code::wrong_claim,
      "claim");
}

void BundleWorld::forge_histories(std::vector<BundleVector>& out) {
  const Claim honest = history(programme_history());
  const auto forge = [&](const std::string& name, std::string why, Code code,
                         const std::function<void(HistoryClaim&)>& change,
                         std::string field = "claim.entries") {
    Claim claim = honest;
    change(std::get<HistoryClaim>(claim));
    add(out, "history-" + name, std::move(why), bundle(claim), code, std::move(field));
  };
  forge("entry-left-out", "an award left out", Code::incomplete_history,
        [](HistoryClaim& h) { h.entries.erase(h.entries.begin() + 3); });
  forge("entry-left-out-and-another-twice", "an award left out, another twice", Code::wrong_root,
        [](HistoryClaim& h) { h.entries[3] = h.entries[2]; });
  forge("entry-added", "an entry added", Code::incomplete_history,
        [](HistoryClaim& h) { h.entries.push_back(h.entries.back()); });
  forge("reordered", "two entries swapped", Code::wrong_root,
        [](HistoryClaim& h) { std::swap(h.entries[2], h.entries[3]); });
  forge("amount-changed", "an amount changed", Code::wrong_root, [](HistoryClaim& h) {
    auto entry = decode<HistoryEntry>(h.entries[2]).value();
    std::get<Awarded>(entry.fact).line.amount *= 10;
    h.entries[2] = encode(entry);
  });
  forge("of-another", "the entries of one subject under the head of another", Code::incomplete_history,
        [&](HistoryClaim& h) {
          h.entries = std::get<HistoryClaim>(history(HistoryKey{EnterpriseKey{code(1)}})).entries;
        });
  forge(
      "older-head", "the head of an earlier block", Code::wrong_root,
      [&](HistoryClaim& h) { h.head.block = w.ledger().prove_block(2).value(); }, "claim.state");
  forge(
      "head-is-no-head", "a programme's totals as the head", Code::wrong_claim,
      [&](HistoryClaim& h) { h.head = state(ProgrammeKey{"puhui-2022"}); }, "claim");
  forge(
      "head-peaks", "a head with a peak more than its count has bits", Code::malformed,
      [&](HistoryClaim& h) {
        auto head = decode<HistoryValue>(*h.head.value).value();
        head.peaks.push_back(head.peaks.back());
        h.head = conspired(programme_history(), encode(head));
      },
      "claim.state");
  forge(
      "head-count", "a head of 2^62 entries", Code::malformed,
      [&](HistoryClaim& h) {
        HistoryValue head;
        head.count = std::uint64_t{1} << 62;
        head.peaks.push_back(h.head.block.header.state_root);
        h.head = conspired(programme_history(), encode(head));
      },
      "claim.state");
  const auto forge_page = [&](const std::string& name, std::string why, Code code,
                              const std::function<void(HistoryPage&)>& change) {
    Claim claim = entries();
    change(std::get<EntriesClaim>(claim).page);
    add(out, "entries-" + name, std::move(why), bundle(claim), code, "claim.entries");
  };
  forge_page("elsewhere", "an entry at another place", Code::wrong_root, [](HistoryPage& p) { p.from = 2; });
  forge_page("path-cut", "a subtree left out", Code::wrong_root, [](HistoryPage& p) { p.path.pop_back(); });
  forge_page("none", "no entries at all", Code::wrong_claim,
             [&](HistoryPage& p) { p = w.ledger().prove_history(programme_history(), 3, 0).value(); });
  forge_page("none-with-a-path", "no entries, and a path", Code::wrong_root,
             [](HistoryPage& p) { p.entries.clear(); });
  CanonicalWriter many;  // 201 entries: no list of this code takes so many
  const auto page = std::get<EntriesClaim>(entries());
  many(page.page.head, page.context, page.page.from);
  many.integer(std::uint32_t{201});
  for (int i = 0; i < 201; ++i) many(page.page.entries.front());
  many(page.page.path);
  Bytes bytes = assembled(w.chain(), {}, entries());
  bytes.resize(kChanges + 4 + 1 + 1);
  const Bytes body = many.take();
  bytes.insert(bytes.end(), body.begin(), body.end());
  bytes.resize(bytes.size() + Hash32::kSize);
  reseal(bytes);
  add(out, "entries-too-many", "more entries than one page holds", std::move(bytes), Code::limit_exceeded,
      "claim.entries");
  Claim peaks = entries();
  auto& forged = std::get<EntriesClaim>(peaks);
  auto head = decode<HistoryValue>(*forged.page.head.value).value();
  head.peaks.push_back(head.peaks.back());
  forged.page.head = conspired(programme_history(), encode(head));
  add(out, "entries-head-peaks", "a head with a peak more than its count has bits", bundle(peaks),
      Code::malformed, "claim.state");
}

void BundleWorld::forge_records(std::vector<BundleVector>& out) {
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::function<void(TransactionProof&)>& change) {
    Claim claim = record();
    change(std::get<RecordClaim>(claim).proof);
    add(out, "record-" + name, std::move(why), bundle(claim), code, std::move(field));
  };
  forge("other-transaction", "another signed transaction in its place", Code::bad_merkle_path,
        "claim.transaction",
        [&](TransactionProof& p) { p.transaction = Blob<limits::kTransactionBytesMax>(BytesView(refused)); });
  forge("other-place", "another place in the block", Code::bad_merkle_path, "claim.transaction",
        [](TransactionProof& p) { p.index += 1; });
  forge(
      "receipt-of-another", "the receipt of another transaction", Code::bad_merkle_path, "claim.receipt",
      [&](TransactionProof& p) { p.receipt = w.ledger().block(p.block.header.height).value().receipts[0]; });
  forge("refusal-made-success", "a refusal turned into a success", Code::bad_merkle_path, "claim.receipt",
        [&](TransactionProof& p) {
          p = w.ledger().prove_transaction(w.id_of(refused)).value();
          auto receipt = decode<Receipt>(p.receipt).value();
          receipt.code = 0;
          receipt.details.clear();
          p.receipt = encode(receipt);
        });
  forge("receipt-unreadable", "a receipt of bytes that are none, under a root that was signed",
        Code::malformed, "claim.receipt", [&](TransactionProof& p) {
          p.receipt.pop_back();
          BlockHeader& header = p.block.header;
          p.receipt_path.clear();
          p.transaction_path.clear();
          p.index = 0;
          header.transaction_count = 1;
          header.batch_root =
              merkle_root(samples::kSuite, std::vector{merkle_leaf(samples::kSuite, p.transaction)});
          header.receipts_root =
              merkle_root(samples::kSuite, std::vector{merkle_leaf(samples::kSuite, p.receipt)});
          p.block.certificate = world::certify(w.chain(), header);
        });
  forge("signature-changed", "the clerk's signature replaced", Code::bad_merkle_path, "claim.transaction",
        [](TransactionProof& p) { p.transaction.back() ^= std::byte{1}; });
}

void BundleWorld::forge_files(std::vector<BundleVector>& out) {
  const Bytes honest = bundle(title(1));
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::function<void(Bytes&)>& change) {
    Bytes bytes = honest;
    change(bytes);
    add(out, "file-" + name, std::move(why), std::move(bytes), code, std::move(field));
  };
  forge("empty", "no bytes", Code::not_a_bundle, "magic", [](Bytes& b) { b.clear(); });
  forge("truncated", "the last byte cut off", Code::malformed, "checksum", [](Bytes& b) { b.pop_back(); });
  forge("cut-in-the-middle", "half of it", Code::malformed, "claim.block.certificate",
        [](Bytes& b) { b.resize(400); });
  forge("longer", "a byte after the end", Code::trailing_bytes, "checksum",
        [](Bytes& b) { b.push_back(std::byte{0}); });
  forge("other-magic", "another magic", Code::not_a_bundle, "magic", [](Bytes& b) {
    b[0] = std::byte{'C'};
    reseal(b);
  });
  forge("other-version", "a version that is not known", Code::not_a_bundle, "version", [](Bytes& b) {
    b[16] = std::byte{1};
    reseal(b);
  });
  forge("other-chain", "another chain's id", Code::other_anchor, "chain", [](Bytes& b) {
    b[kChain + 1] ^= std::byte{1};
    reseal(b);
  });
  forge("unknown-suite", "a chain of a suite that nobody knows", Code::unknown_suite, "chain", [](Bytes& b) {
    b[kChain] = std::byte{2};
    reseal(b);
  });
  forge("wrong-checksum", "a checksum that is not the bytes'", Code::wrong_checksum, "checksum",
        [](Bytes& b) { b.back() ^= std::byte{1}; });
  forge("huge-count", "a count of four thousand million changes", Code::limit_exceeded, "changes",
        [](Bytes& b) {
          for (std::size_t i = 0; i < 4; ++i) b[kChanges + i] = std::byte{0xff};
          reseal(b);
        });
}

}  // namespace credence::samples
