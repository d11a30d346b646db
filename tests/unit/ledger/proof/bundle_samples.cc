#include "tests/unit/ledger/proof/bundle_samples.h"

#include "tests/support/validator_sets.h"

namespace credence::samples {
namespace {

using world::World;

const Seeds kFirst{1, 2, 3, 4}, kSecond{1, 2, 3, 5}, kThird{2, 3, 5, 6, 7};
constexpr Height kFirstChange = 900, kSecondChange = 950, kLater = 1000;

/// The same content in a block of another height, set and certificate.
BlockProof moved(const ChainId& chain, BlockHeader header, Height height, const Seeds& set,
                 const Seeds& next) {
  header.time_ms += (height - header.height) * 1000;
  header.height = height;
  header.validator_set = validator_set_hash(set_of(set));
  header.next_validator_set = validator_set_hash(set_of(next));
  return {header, certify(chain, header, set, quorum(set.size()))};
}

struct BlockIn {
  BlockProof& operator()(EntriesClaim& c) const { return c.page.head.block; }
  BlockProof& operator()(HistoryClaim& c) const { return c.head.block; }
  BlockProof& operator()(auto& c) const { return c.proof.block; }
};

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

}  // namespace

BlockProof& block_in(Claim& claim) { return std::visit(BlockIn{}, claim); }

void reseal(Bytes& bundle) {
  bundle.resize(bundle.size() - Hash32::kSize);
  const Hash32 checksum = tagged_hash(Tag::bundle, bundle);
  bundle.insert(bundle.end(), checksum.bytes.begin(), checksum.bytes.end());
}

BundleWorld::BundleWorld() {
  w.register_enterprises(12);
  w.create_programme();
  award = w.transaction(world::kAward, World::awards({World::award(1, 1, 5000), World::award(2, 2, 300),
                                                      World::award(3, 3, 100)}));
  w.apply({award});
  payment = w.transaction(world::kPay, World::payments({World::payment(1, 1, 1, 4000)}));
  const auto issued = [this](unsigned enterprise, const Date& from, const Date& to) {
    IssueQualifications action = World::issue("specialized", enterprise, from, to);
    action.batch = Id("2025-" + std::to_string(enterprise));
    return w.transaction(world::kQualify, action);
  };
  refused = w.transaction(world::kNobody, World::awards({}));
  w.apply({refused, payment, issued(1, {2025, 1, 1}, {2027, 12, 31}), issued(2, {2025, 1, 1}, {2027, 12, 31}),
           issued(3, {2022, 7, 1}, {2025, 6, 30}), issued(4, {2027, 1, 1}, {2029, 12, 31})});
  EXPECT_EQ(w.run(world::kQualify, RevokeQualification{"specialized", code(2), Date{2026, 1, 1},
                                                       "粤工信函〔2026〕1号", "提供虚假材料"}),
            Code::ok)
      << w.detail;
  const std::vector<Receipt> receipts = w.receipts(w.ledger().height() - 1);
  for (std::size_t i = 0; i < receipts.size(); ++i)
    EXPECT_EQ(receipts[i].code == 0, i > 0) << i << ": " << receipts[i].detail;
}

Claim BundleWorld::history(const HistoryKey& subject) {
  HistoryClaim out;
  do {
    const HistoryPage page =
        w.ledger().prove_history(subject, out.entries.size(), limits::kPageEntriesMax).value();
    out.head = page.head;
    for (const auto& entry : page.entries) out.entries.emplace_back(entry.begin(), entry.end());
    if (page.entries.empty()) break;
  } while (out.entries.size() % limits::kPageEntriesMax == 0);
  return out;
}

Claim BundleWorld::later(const Claim& claim) {
  Claim out = claim;
  BlockProof& block = block_in(out);
  block = moved(w.chain(), block.header, kLater, kThird, kThird);
  return out;
}

TrustChain BundleWorld::later_trust() {
  TrustChain out(w.anchor());
  const BlockHeader header = w.ledger().head();
  EXPECT_TRUE(out.add({moved(w.chain(), header, kFirstChange, kFirst, kSecond), set_of(kSecond)}));
  EXPECT_TRUE(out.add({moved(w.chain(), header, kSecondChange, kSecond, kThird), set_of(kThird)}));
  return out;
}

Bytes BundleWorld::assembled(const ChainId& chain, const std::vector<ValidatorSetChange>& changes,
                             const Claim& claim) {
  const Bytes whole = encode_bundle(TrustChain(w.anchor()), claim).value();  // no changes: 4 bytes of count
  constexpr std::size_t kHead = 16 + 2;
  CanonicalWriter out;
  out.bytes(BytesView(whole).first(kHead));
  out(chain, List<ValidatorSetChange, limits::kSetChangesMax>(changes));
  out.bytes(BytesView(whole).subspan(kHead + Hash32::kSize + 4));
  Bytes bytes = out.take();
  reseal(bytes);
  return bytes;
}

std::vector<BundleVector> BundleWorld::valid() {
  const auto day = [](std::uint16_t y, std::uint8_t m, std::uint8_t d) {
    return BundleQuestion{Date{y, m, d}};
  };
  const BlockHeader head = w.ledger().head();
  const StateKey untitled = QualificationKey{"little-giant", code(1)};
  const Bytes in_force = bundle(title(1));
  std::vector<BundleVector> out{
      {"valid/record.proof", "a transaction with its receipt", bundle(record())},
      {"valid/entries.proof", "one award, as an entry of the programme's history", bundle(entries())},
      {"valid/title.proof", "a title in force", in_force},
      {"valid/title.proof", "asked for a day after its end", in_force, day(2028, 1, 1), "too_old"},
      {"valid/title.proof", "asked for a day before its begin", in_force, day(2024, 12, 31), "not_begun"},
      {"valid/title.proof", "asked for its first day", in_force, day(2025, 1, 1)},
      {"valid/title.proof",
       "a day old, two allowed",
       in_force,
       {{}, head.time_ms + 86'400'000, 2 * 86'400'000}},
      {"valid/title.proof",
       "three days old, two allowed",
       in_force,
       {{}, head.time_ms + 3 * 86'400'000, 2 * 86'400'000},
       "too_old"},
      {"valid/title-revoked.proof", "a title that was revoked", bundle(title(2)), {}, "revoked"},
      {"valid/title-revoked.proof", "before the revocation took effect", bundle(title(2)), day(2025, 12, 31)},
      {"valid/title-ended.proof", "a title whose term is over", bundle(title(3)), {}, "ended"},
      {"valid/title-not-begun.proof", "a title whose term lies ahead", bundle(title(4)), {}, "not_begun"},
      {"valid/absence-title.proof", "an enterprise that holds no such title", bundle(absence(untitled))},
      {"valid/absence-enterprise.proof", "a code that is not registered",
       bundle(absence(EnterpriseKey{code(99)}))},
      {"valid/total-enterprise.proof", "an enterprise's totals", bundle(total(EnterpriseKey{code(1)}))},
      {"valid/total-programme.proof", "a programme's totals", bundle(total(ProgrammeKey{"puhui-2022"}))},
      {"valid/history-enterprise.proof", "all that is recorded about an enterprise",
       bundle(history(HistoryKey{EnterpriseKey{code(1)}}))},
      {"valid/history-programme.proof", "all that is recorded about a programme",
       bundle(history(programme_history()))},
      {"valid/history-empty.proof", "nothing is recorded about a code",
       bundle(history(HistoryKey{EnterpriseKey{code(99)}}))},
      {"valid/title-later-set.proof", "signed by a set that two changes led to",
       encode_bundle(later_trust(), later(title(1))).value()},
      {"valid/history-later-set.proof", "the same for a history",
       encode_bundle(later_trust(), later(history(HistoryKey{EnterpriseKey{code(2)}}))).value()},
  };
  return out;
}

std::vector<BundleVector> BundleWorld::forged() {
  std::vector<BundleVector> out;
  forge_certificates(out);
  forge_changes(out);
  forge_state(out);
  forge_histories(out);
  forge_records(out);
  forge_files(out);
  return out;
}

namespace {

void add(std::vector<BundleVector>& out, const std::string& name, std::string why, Bytes bytes, Code code,
         std::string field) {
  out.push_back(
      {"forged/" + name + ".proof", std::move(why), std::move(bytes), {}, "forged", code, std::move(field)});
}

}  // namespace

void BundleWorld::forge_certificates(std::vector<BundleVector>& out) {
  const Claim honest = title(1);
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::function<void(BlockProof&)>& change) {
    Claim claim = honest;
    change(block_in(claim));
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
  forge("certificate-of-another-height", "the certificate of the block before", Code::wrong_header,
        "claim.block", [&](BlockProof& b) {
          b.certificate = w.ledger().prove_block(b.header.height - 1).value().certificate;
        });
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
  forge("title-made-longer", "the end of a term moved", Code::wrong_root, TitleClaim{longer});
  StateProof others = proof;
  others.key = encode(StateKey(QualificationKey{"specialized", code(5)}));
  forge("title-of-another", "the title of another enterprise", Code::wrong_root, TitleClaim{others});
  StateProof old = state(QualificationKey{"specialized", code(2)});
  forge("older-root", "today's value under yesterday's block", Code::wrong_root, [&]() -> Claim {
    StateProof aged = old;
    aged.block = w.ledger().prove_block(old.block.header.height - 1).value();
    return TitleClaim{aged};
  }());
  StateProof gone = proof;
  gone.value.reset();
  forge("present-claimed-absent", "a title that is there, with its value left out", Code::wrong_root,
        AbsenceClaim{gone});
  gone.path.other_leaf = StateLeaf{state_key_hash(proof.key), state_value_hash(*proof.value)};
  forge("present-claimed-absent-by-itself", "the title itself as the other leaf", Code::wrong_root,
        AbsenceClaim{gone});
  StateProof there = state(QualificationKey{"little-giant", code(1)});
  there.value = proof.value;
  forge("absent-claimed-present", "a value in a proof of absence", Code::wrong_root, TitleClaim{there});
  forge("other-kind-total-as-title", "an enterprise's totals called a title", Code::wrong_claim,
        TitleClaim{state(EnterpriseKey{code(1)})});
  forge("other-kind-title-as-total", "a title called totals", Code::wrong_claim, TotalClaim{proof});
  forge("other-kind-title-as-absence", "a title called an absence", Code::wrong_claim, AbsenceClaim{proof});
  forge("other-kind-absence-as-title", "an absence called a title", Code::wrong_claim,
        TitleClaim{state(QualificationKey{"little-giant", code(1)})});
  forge("other-kind-absence-as-total", "an absence called totals", Code::wrong_claim,
        TotalClaim{state(EnterpriseKey{code(99)})});
  forge("absence-of-a-history-head", "an absence that says nothing", Code::wrong_claim,
        AbsenceClaim{state(HistoryKey{EnterpriseKey{code(99)}})});
  StateProof shorter = proof;
  shorter.path.siblings.erase(shorter.path.siblings.begin());
  forge("path-too-short", "a sibling left out", Code::wrong_root, TitleClaim{shorter});
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
        [&](TransactionProof& p) { p.transaction = Blob<limits::kTransactionBytesMax>(BytesView(award)); });
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
          receipt.detail.clear();
          p.receipt = encode(receipt);
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
  forge("empty", "no bytes", Code::malformed, "magic", [](Bytes& b) { b.clear(); });
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
    b[16] = std::byte{2};
    reseal(b);
  });
  forge("other-chain", "another chain's id", Code::wrong_chain, "chain", [](Bytes& b) {
    b[18] ^= std::byte{1};
    reseal(b);
  });
  forge("unknown-kind", "a kind of claim that does not exist", Code::wrong_claim, "claim.kind", [](Bytes& b) {
    b[18 + 32 + 4] = std::byte{6};
    reseal(b);
  });
  forge("wrong-checksum", "a checksum that is not the bytes'", Code::wrong_checksum, "checksum",
        [](Bytes& b) { b.back() ^= std::byte{1}; });
  forge("huge-count", "a count of four thousand million changes", Code::limit_exceeded, "changes",
        [](Bytes& b) {
          for (std::size_t i = 50; i < 54; ++i) b[i] = std::byte{0xff};
          reseal(b);
        });
}

}  // namespace credence::samples
