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

/// A key of a family that does not exist yet.
Bytes later_key(unsigned n = 0) {
  Bytes out = from_hex("c801000000ff").value();
  out[1] = static_cast<std::byte>(n % 256);
  out[2] = static_cast<std::byte>(n / 256);
  return out;
}
/// The history of a subject of a kind that does not exist yet.
Bytes later_history() { return from_hex("0bc801000000ff").value(); }

Bytes grown_receipt(const TxId& id) {
  return grown(encode(Receipt{id, 0, true, receipt_details(said::line(1))}));
}

/// The entries with one field more at the end of the last, and the head over them.
HistoryValue grow_last(std::vector<Bytes>& entries) {
  entries.back() = grown(entries.back());
  HistoryValue head;
  for (const Bytes& one : entries) history_append(kSuite, head, history_leaf(kSuite, one));
  return head;
}

}  // namespace

/// A title and all that it names in a state of their own, one of them with a field more: the title (0), its
/// kind (1), the enterprise (2).
TitleClaim BundleWorld::title_of_later_version(std::size_t which) {
  const QualificationKey title{"specialized", code(1)};
  const QualificationTypeKey type{title.type};
  const EnterpriseKey enterprise{title.code};
  QualificationValue held = w.value(title);
  QualificationTypeValue kind = w.value(type);
  EnterpriseValue holder = w.value(enterprise);
  // No field of those that are known is missing before the new one.
  held.carried_from = code(2);
  held.add_former(held);
  kind.task = "tasks-3";
  holder.department = "gd-iit";
  const DepartmentKey issuer{kind.issuer};
  std::vector<Held> all{{encode(StateKey(title)), encode(held)},
                        {encode(StateKey(type)), encode(kind)},
                        {encode(StateKey(enterprise)), encode(holder)},
                        {encode(StateKey(issuer)), encode(w.value(issuer))}};
  all[which].second = grown(*all[which].second);
  auto [proof, context] = conspired(all);
  return {std::move(proof), std::move(context)};
}

/// A standing and all that it names in a state of their own, one of them with a field more: the standing (0), the
/// predecessor (1), its standing (2).
StandingClaim BundleWorld::standing_of_later_version(std::size_t which) {
  const EnterpriseKey own{code(8)}, predecessor{code(7)};
  CreditStandingValue standing = w.value(CreditStandingKey{code(7)});
  EnterpriseValue merged = w.value(predecessor);
  // No field of those that are known is missing before the new one.
  standing.closed = 1;
  merged.department = "gd-iit";
  std::vector<Held> all{{encode(StateKey(CreditStandingKey{code(8)})), std::nullopt},
                        {encode(StateKey(own)), encode(w.value(own))},
                        {encode(StateKey(predecessor)), encode(merged)},
                        {encode(StateKey(CreditStandingKey{code(7)})), encode(standing)}};
  if (which == 0)
    all[0].second = grown(encode(standing));
  else
    all[which + 1].second = grown(*all[which + 1].second);
  auto [proof, context] = conspired(all);
  return {std::move(proof), std::move(context)};
}

/// A record of this action, and the receipt that `receipt` makes of its transaction's id.
Bytes BundleWorld::record_of(const Bytes& action, const std::function<Bytes(const TxId&)>& receipt) {
  RecordClaim claim = std::get<RecordClaim>(record());
  TransactionProof& p = claim.proof;
  const TransactionBody body{w.chain(), key_id(world::kPay.public_key()), 1, 100,
                             Blob<limits::kActionBytesMax>(BytesView(action))};
  const std::array keys{&world::kPay};
  p.transaction = Blob<limits::kTransactionBytesMax>(sign_transaction(body, keys).value());
  p.receipt = Blob<1024>(receipt(transaction_id(w.chain(), encode(body))));
  p.index = 0;
  p.transaction_path.clear();
  p.receipt_path.clear();
  p.block.header.transaction_count = 1;
  p.block.header.batch_root = merkle_root(kSuite, std::vector{merkle_leaf(kSuite, p.transaction)});
  p.block.header.receipts_root = merkle_root(kSuite, std::vector{merkle_leaf(kSuite, p.receipt)});
  p.block.certificate = world::certify(w.chain(), p.block.header);
  return bundle(claim);
}

std::vector<BundleVector> BundleWorld::of_later_version() {
  std::vector<BundleVector> out;
  const BundleQuestion now{w.ledger().head().time_ms + 60'000};
  const auto add = [&](const std::string& name, std::string why, Bytes bytes) {
    out.push_back({"later/" + name + ".proof", std::move(why), std::move(bytes), now, "not_understood"});
  };
  const QualificationKey holder{"specialized", code(1)};
  QualificationValue value = w.value(holder);
  value.carried_from = code(2);  // no field of those that are known is missing before the new one
  value.add_former(value);
  add("field-of-a-value", "a title with a field that a later version added",
      bundle(TitleClaim{conspired(holder, grown(encode(value))), {}}));
  value.end = static_cast<TitleEnd>(200);
  add("value-of-an-enum", "a title that ended in a way of a later version",
      bundle(TitleClaim{conspired(holder, encode(value)), {}}));
  EnterpriseValue enterprise = w.value(EnterpriseKey{code(1)});
  enterprise.department = "gd-iit";
  add("field-of-a-total", "an enterprise's totals with a field more",
      bundle(TotalClaim{conspired(EnterpriseKey{code(1)}, grown(encode(enterprise))), {}}));

  // Beside the only one that there is.
  const Held only{encode(StateKey(ProgrammeKey{"puhui-2022"})), encode(w.value(ProgrammeKey{"puhui-2022"}))};
  const auto absent = [&](const Bytes& key) {
    return conspired(std::vector<Held>{{key, std::nullopt}, only}).first;
  };
  add("family-of-a-key", "no record under a key of a later version",
      bundle(AbsenceClaim{absent(later_key()), {}}));
  add("subject-of-a-history", "the empty history of a subject of a later version",
      bundle(HistoryClaim{absent(later_history()), {}, {}}));
  add("field-of-a-name", "a title whose kind has a field more", bundle(title_of_later_version(1)));
  add("field-of-an-entry", "a history whose last entry has a field more", [&] {
    HistoryClaim claim = std::get<HistoryClaim>(history(HistoryKey{ChainKey{}}));
    claim.head = conspired(HistoryKey{ChainKey{}}, encode(grow_last(claim.entries)));
    return bundle(claim);
  }());
  add("field-of-an-entry-of-a-page", "the first entry of a history, with a field more", [&] {
    HistoryPage page = w.ledger().prove_history(HistoryKey{ChainKey{}}, 0, 1).value();
    std::vector<Bytes> one{page.entries[0]};
    page.head = conspired(HistoryKey{ChainKey{}}, encode(grow_last(one)));
    page.entries[0] = Blob<4096>(one[0]);
    page.path.clear();
    return bundle(EntriesClaim{page, {}});
  }());
  add("field-of-a-head", "a complete history whose head has a field more", [&] {
    HistoryClaim claim = std::get<HistoryClaim>(history(HistoryKey{ChainKey{}}));
    claim.head = conspired(HistoryKey{ChainKey{}}, grown(Bytes(*claim.head.value)));
    return bundle(claim);
  }());

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

  add("field-of-a-standing", "a standing with a field more", bundle(standing_of_later_version(0)));
  add("field-of-a-predecessor", "a standing whose predecessor has a field more",
      bundle(standing_of_later_version(1)));
  add("field-of-a-predecessors-standing", "the standing of a predecessor with a field more",
      bundle(standing_of_later_version(2)));

  Bytes action = encode(Action(revoke_key()));
  const auto done = [](const TxId& id) { return encode(Receipt{id, 0, false, {}}); };
  const auto refused_as_unreadable = [](const TxId& id) {
    return encode(Receipt{id, static_cast<std::uint16_t>(Code::unreadable_action), false, {}});
  };
  add("field-of-a-receipt", "a receipt with a field more", record_of(action, grown_receipt));
  add("field-of-an-action", "an action with a field more", record_of(grown(action, 1), done));
  action.front() = std::byte{200};
  add("action", "an action of a kind of a later version", record_of(action, done));
  out.push_back({"later/action-refused.proof", "an action of a kind of a later version, which was refused",
                 record_of(action, refused_as_unreadable), now, "refused"});

  Bytes claim = bundle(total(EnterpriseKey{code(1)}));
  // behind magic, version, chain, no set, no changes, no later header
  claim[kBundleMagic.size() + 2 + encode(w.chain()).size() + 1 + 4 + 1] =
      std::byte{std::variant_size_v<Claim>};
  reseal(claim);
  add("claim", "a claim of a kind of a later version: its block is proved, and nothing else", claim);
  return out;
}

/// What a later version wrote hides nothing that can be checked without understanding it.
void BundleWorld::forge_later(std::vector<BundleVector>& out) {
  const auto add = [&](const std::string& name, std::string why, const Claim& claim, Code code,
                       std::string field) {
    out.push_back({"forged/later-" + name + ".proof",
                   std::move(why),
                   bundle(claim),
                   {},
                   "forged",
                   code,
                   std::move(field)});
  };
  const auto of_title = [&](const std::string& name, std::string why, Code code, std::string field,
                            std::size_t which, const std::function<void(TitleClaim&)>& change) {
    TitleClaim claim = title_of_later_version(which);
    change(claim);
    add(name, std::move(why), claim, code, "claim.context" + field);
  };
  const auto other_name = [](TitleClaim& c) {
    auto value = decode<EnterpriseValue>(*c.context[1].value).value();
    value.name = "另一家企业";
    c.context[1].value = encode(value);
  };
  of_title("type-and-another-name", "a title whose kind has a field more, and a false name beside it",
           Code::wrong_root, "[1]", 1, other_name);
  of_title("type-and-no-names", "the same, and the names after it left out", Code::wrong_claim, "", 1,
           [](TitleClaim& c) { c.context.resize(1); });
  of_title("type-and-one-name-more", "the same, and a name twice", Code::wrong_claim, "[3]", 1,
           [](TitleClaim& c) { c.context.push_back(c.context.back()); });
  of_title("title-and-another-name", "a title with a field more, and a false name", Code::wrong_root, "[1]",
           0, other_name);
  of_title("title-and-names-swapped", "a title with a field more, and the names in another order",
           Code::wrong_subject, "[0]", 0, [](TitleClaim& c) { std::swap(c.context[0], c.context[1]); });
  of_title("enterprise-and-another-issuer", "an enterprise with a field more, and a false issuer",
           Code::wrong_root, "[2]", 2, [](TitleClaim& c) { c.context[2].value.reset(); });

  StandingClaim standing = standing_of_later_version(0);
  standing.context.resize(1);
  add("standing-and-no-predecessor", "a standing with a field more, and the predecessor left out", standing,
      Code::wrong_claim, "claim.context");
  standing = standing_of_later_version(1);
  standing.context.pop_back();
  add("predecessor-and-no-standing", "a predecessor with a field more, and its standing left out", standing,
      Code::wrong_claim, "claim.context");

  HistoryClaim grown_head = std::get<HistoryClaim>(history(HistoryKey{ChainKey{}}));
  grown_head.head = conspired(HistoryKey{ChainKey{}}, grown(Bytes(*grown_head.head.value)));
  HistoryClaim invented = grown_head;
  std::swap(invented.entries.front(), invented.entries.back());
  add("head-and-other-entries", "a head with a field more, over entries that it does not hold", invented,
      Code::wrong_root, "claim.entries");
  invented.entries.pop_back();
  add("head-and-fewer-entries", "a head with a field more, and an entry left out", invented,
      Code::incomplete_history, "claim.entries");
  HistoryPage page = w.ledger().prove_history(HistoryKey{ChainKey{}}, 0, 1).value();
  page.head = grown_head.head;
  page.entries[0] = Blob<4096>(grown_head.entries.back());
  add("head-and-another-entry", "a head with a field more, and an entry at another's place",
      EntriesClaim{page, {}}, Code::wrong_root, "claim.entries");

  // What anybody makes of any proof of an absence.
  const Claim honest = absence(QualificationKey{"little-giant", code(1)});
  const StateProof& held = std::get<AbsenceClaim>(honest).proof;
  StateProof none = held;
  for (unsigned n = 0; n < 1'000'000; ++n) {
    none.key = Blob<1024>(later_key(n));
    if (state_path_disproves(kSuite, held.block.header.state_root, state_key_hash(kSuite, none.key),
                             held.path))
      break;
  }
  const std::string why = "a key of a later version that is not there, called ";
  add("absence-as-title", why + "a title", TitleClaim{none, {}}, Code::wrong_claim, "claim");
  add("absence-as-award", why + "an award", AwardClaim{none, {}}, Code::wrong_claim, "claim");
  add("absence-as-total", why + "totals", TotalClaim{none, {}}, Code::wrong_claim, "claim");
  add("absence-as-history", why + "a history", HistoryClaim{none, {grown_head.entries[0]}, {}},
      Code::wrong_claim, "claim");
  page.head = none;
  add("absence-as-entries", why + "the head of entries", EntriesClaim{page, {}}, Code::wrong_claim, "claim");
  KeyProofs false_names = std::get<AbsenceClaim>(honest).context;
  false_names[0].path.siblings.clear();
  add("absence-and-false-names", "a key of a later version that is not there, and names under no path",
      AbsenceClaim{none, false_names}, Code::wrong_root, "claim.context[0]");
  const StateProof there = conspired(std::vector<Held>{{later_key(), Bytes{std::byte{1}}}}).first;
  add("value-as-absence", "a key of a later version that is there, called absent", AbsenceClaim{there, {}},
      Code::wrong_claim, "claim");
  add("value-as-title", "a key of a later version that is there, called a title", TitleClaim{there, {}},
      Code::wrong_claim, "claim");
  const StateProof no_history =
      conspired(std::vector<Held>{{later_history(), std::nullopt}, {later_key(), Bytes{std::byte{1}}}}).first;
  add("history-of-no-head", "entries of a subject of a later version that has none",
      HistoryClaim{no_history, {grown_head.entries[0]}, {}}, Code::incomplete_history, "claim.entries");
  add("history-as-absence", "the history of a subject of a later version, called an absence",
      AbsenceClaim{no_history, {}}, Code::wrong_claim, "claim");
  out.push_back({"forged/later-receipt-of-another.proof",
                 "a receipt with a field more, of another transaction",
                 record_of(encode(Action(revoke_key())), [](const TxId&) { return grown_receipt({}); }),
                 {},
                 "forged",
                 Code::wrong_subject,
                 "claim.receipt"});
}

}  // namespace credence::samples
