// SPDX-License-Identifier: Apache-2.0
// Proof bundles of a later version of the formats: validators sign a fact, an action, a field, an enum's value or a
// key that this program does not know. Each is proved, and not understood.
#include "ledger/tree/history.h"
#include "tests/unit/ledger/proof/bundle_samples.h"

namespace credence::samples {
namespace {

/// A struct, which begins at `begin`, with one field more; nothing stands around it.
Bytes grown(Bytes bytes, std::size_t begin = 0) {
  std::uint32_t length = static_cast<std::uint32_t>(bytes.size() - begin - 4) + 1;
  for (std::size_t i = 0; i < 4; ++i, length >>= 8) bytes[begin + i] = static_cast<std::byte>(length);
  bytes.push_back(std::byte{1});
  return bytes;
}

}  // namespace

std::vector<BundleVector> BundleWorld::of_later_version() {
  std::vector<BundleVector> out;
  const BundleQuestion now{w.ledger().head().time_ms + 60'000};
  const auto add = [&](const std::string& name, std::string why, Bytes bytes) {
    out.push_back({"later/" + name + ".proof", std::move(why), std::move(bytes), now, "not_understood"});
  };
  const QualificationKey holder{"specialized", code(1)};
  QualificationValue value = w.value(holder);
  value.carried_from = code(2);  // no field of those that are known is missing before the new one
  add("field-of-a-value", "a title with a field that a later version added",
      bundle(TitleClaim{conspired(holder, grown(encode(value))), {}}));
  value.end = static_cast<TitleEnd>(200);
  add("value-of-an-enum", "a title that ended in a way of a later version",
      bundle(TitleClaim{conspired(holder, encode(value)), {}}));
  EnterpriseValue enterprise = w.value(EnterpriseKey{code(1)});
  enterprise.predecessors.push_back(code(2));
  add("field-of-a-total", "an enterprise's totals with a field more",
      bundle(TotalClaim{conspired(EnterpriseKey{code(1)}, grown(encode(enterprise))), {}}));

  // A key of a family that does not exist yet, absent beside the only one that there is.
  const StateProof only = conspired(ProgrammeKey{"puhui-2022"}, encode(w.value(ProgrammeKey{"puhui-2022"})));
  StateProof absent = only;
  absent.key = Blob<1024>(from_hex("c801000000ff").value());
  absent.value.reset();
  absent.path.other_leaf = StateLeaf{state_key_hash(kSuite, only.key), state_value_hash(kSuite, *only.value)};
  add("family-of-a-key", "no record under a key of a later version", bundle(AbsenceClaim{absent, {}}));

  // The chain's history: its last fact of a kind that is not known, or one that has grown.
  const auto history_with = [&](const std::function<Bytes(Bytes)>& change) {
    Claim claim = history(HistoryKey{ChainKey{}});
    auto& h = std::get<HistoryClaim>(claim);
    const HistoryEntry last = decode<HistoryEntry>(h.entries.back()).value();
    const Bytes fact = change(encode(last.fact));
    HistoryEntry entry = last;
    entry.fact = LaterFact{std::to_integer<std::uint8_t>(fact.front()), Blob<limits::kActionBytesMax>(fact)};
    h.entries.back() = encode(entry);
    HistoryValue head;
    for (const Bytes& one : h.entries) history_append(kSuite, head, history_leaf(kSuite, one));
    h.head = conspired(HistoryKey{ChainKey{}}, encode(head));
    h.context.clear();
    return bundle(claim);
  };
  add("fact", "a history whose last fact is of a kind of a later version", history_with([](Bytes fact) {
        fact.front() = std::byte{200};
        return fact;
      }));
  add("field-of-a-fact", "a history whose last fact has a field more",
      history_with([](Bytes fact) { return grown(std::move(fact), 1); }));

  const auto record_of = [&](const Bytes& action, bool grow_receipt) {
    RecordClaim claim = std::get<RecordClaim>(record());
    TransactionProof& p = claim.proof;
    const TransactionBody body{w.chain(), key_id(world::kPay.public_key()), 1, 100,
                               Blob<limits::kActionBytesMax>(BytesView(action))};
    const std::array keys{&world::kPay};
    p.transaction = Blob<limits::kTransactionBytesMax>(sign_transaction(body, keys).value());
    const Bytes receipt = encode(Receipt{transaction_id(w.chain(), encode(body)), 0, false, {}});
    p.receipt = Blob<1024>(grow_receipt ? grown(encode(Receipt{transaction_id(w.chain(), encode(body)), 0,
                                                               true, receipt_details(said::line(1))}))
                                        : receipt);
    p.index = 0;
    p.transaction_path.clear();
    p.receipt_path.clear();
    p.block.header.transaction_count = 1;
    p.block.header.batch_root = merkle_root(kSuite, std::vector{merkle_leaf(kSuite, p.transaction)});
    p.block.header.receipts_root = merkle_root(kSuite, std::vector{merkle_leaf(kSuite, p.receipt)});
    p.block.certificate = world::certify(w.chain(), p.block.header);
    return bundle(claim);
  };
  Bytes action = encode(Action(revoke_key()));
  add("field-of-a-receipt", "a receipt with a field more", record_of(action, true));
  add("field-of-an-action", "an action with a field more", record_of(grown(action, 1), false));
  action.front() = std::byte{200};
  add("action", "an action of a kind of a later version", record_of(action, false));

  Bytes claim = bundle(total(EnterpriseKey{code(1)}));
  // behind magic, version, chain, no set, no changes, no later header
  claim[kBundleMagic.size() + 2 + encode(w.chain()).size() + 1 + 4 + 1] =
      std::byte{std::variant_size_v<Claim>};
  reseal(claim);
  add("claim", "a claim of a kind of a later version: its block is proved, and nothing else", claim);
  return out;
}

}  // namespace credence::samples
