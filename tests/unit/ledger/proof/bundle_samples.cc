// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ledger/proof/bundle_samples.h"

#include "ledger/tree/state_tree.h"
#include "tests/support/suite.h"

namespace credence::samples {
namespace {

using world::World;

}  // namespace

BlockProof moved(const ChainId& chain, BlockHeader header, Height height, const Seeds& set,
                 const Seeds& next) {
  header.time_ms += (height - header.height) * 1000;
  header.height = height;
  header.validator_set = validator_set_hash(set_of(set));
  header.next_validator_set = validator_set_hash(set_of(next));
  return {header, certify(chain, header, set, quorum(set.size()))};
}

void reseal(Bytes& bundle) {
  bundle.resize(bundle.size() - Hash32::kSize);
  const Hash32 checksum = tagged_hash(samples::kSuite, Tag::bundle, bundle);
  bundle.insert(bundle.end(), checksum.bytes.begin(), checksum.bytes.end());
}

BundleWorld::BundleWorld() {
  w.register_enterprises(16);
  w.create_programme();
  award_lists();
  issue_titles();
  credit_entries();
  grow_headers();
}

void BundleWorld::grow_headers() {
  for (Height at = 0; at <= w.ledger().height(); ++at) headers_.take(w.ledger().block(at).value().header);
  BlockHeader header = w.ledger().head();
  const auto set_hash = [](Height at) {
    return validator_set_hash(set_of(at <= kFirstChange ? kFirst : at <= kSecondChange ? kSecond : kThird));
  };
  while (headers_.next() <= kLater) {
    header.time_ms += 1000;
    header.validator_set = set_hash(headers_.next());
    header.next_validator_set = set_hash(headers_.next() + 1);
    headers_.grow(header);
  }
}

PinnedHeader BundleWorld::pinned(Height height) const {
  return {chain_id(w_genesis_), height, headers_.hash(height), headers_.at(height).validator_set};
}

BlockProof BundleWorld::certified(Height height) const {
  const Seeds& seeds = height <= kFirstChange ? kFirst : height <= kSecondChange ? kSecond : kThird;
  const BlockHeader& header = headers_.at(height);
  return {header, certify(chain_id(w_genesis_), header, seeds, quorum(seeds.size()))};
}

TrustChain BundleWorld::follow(TrustChain trust) const {
  for (const auto& [height, next] : {std::pair(kFirstChange, kSecond), {kSecondChange, kThird}})
    if (height >= trust.anchor().from()) {
      EXPECT_TRUE(trust.add({certified(height), set_of(next)}));
    }
  return trust;
}

Bytes BundleWorld::under(const TrustChain& trust, Claim claim, Height later) const {
  BlockProof& block = block_of(claim);
  const auto& pin = trust.anchor().pinned;
  block.certificate = certified(later).certificate;
  if (pin && pin->height == later) block.certificate.signatures.clear();
  return encode_bundle(trust, claim, headers_.later(block.header.height, later)).value();
}

/// A batch with lines in every state, one in public notice, one that an objection ended.
void BundleWorld::award_lists() {
  const Date today = date_in_china(w.ledger().head().time_ms);
  const auto line = [](std::uint32_t number, unsigned enterprise, Fen amount) {
    return World::award(number, enterprise, amount, "产线改造" + std::to_string(number));
  };
  AwardLine unidentified{6, "尚未识别的企业", std::nullopt, "产线改造6", 30};
  const Bytes list = w.transaction(
      world::kAward,
      World::awards({line(1, 1, 5000), line(2, 2, 300), line(3, 3, 100), line(4, 4, 60), line(5, 5, 40),
                     unidentified, line(7, 11, 20), line(8, 10, 70), line(9, 7, 80), line(10, 13, 90),
                     line(11, 15, 110), line(12, 16, 120), line(13, 2, 130), line(14, 2, 140)},
                    14));
  w.apply({list});
  RecordPayments paid = World::payments({World::payment(1, 1, 1, 4000), World::payment(2, 4, 4, 60),
                                         World::payment(3, 5, 5, 40), World::payment(4, 7, 11, 10),
                                         World::payment(5, 12, 16, 120), World::payment(6, 13, 2, 50),
                                         World::payment(7, 14, 2, 140)});
  for (PaymentLine& one : paid.lines) one.paid_on = today;
  payment = w.transaction(world::kPay, paid);
  refused = w.transaction(world::kNobody, World::awards({}));
  w.apply({refused, payment});
  const auto must = [this](const SecretKey& key, const Action& action) {
    EXPECT_EQ(w.run(key, action), Code::ok) << w.detail;
  };
  WithdrawAwards withdrawn{"puhui-2022", "b1", "粤工信函〔2026〕3号", "企业放弃", {}};
  withdrawn.lines.push_back({3});
  must(world::kAward, withdrawn);
  must(world::kAward, DemandRecovery{"puhui-2022", "r1", "b1", 4, 60, "粤工信函〔2026〕4号", "挪用"});
  must(world::kPay, RecordRecovery{"puhui-2022", "r1", 1, 60, today});
  must(world::kAward, DemandRecovery{"puhui-2022", "r2", "b1", 5, 40, "粤工信函〔2026〕5号", "挪用"});
  RecordResults closing{"puhui-2022", ResultStep::closing, "粤工信函〔2026〕6号", {}};
  closing.lines.push_back({1, "b1", 7, true, 0, Performance::none, today});
  must(world::kAward, closing);
  RecordResults failed{"puhui-2022", ResultStep::acceptance, "粤工信函〔2026〕8号", {}};
  failed.lines.push_back({1, "b1", 13, false, 0, Performance::none, today});
  failed.lines.push_back({2, "b1", 14, false, 0, Performance::none, today});
  must(world::kAward, failed);
  for (const char* batch : {"n1", "n2"}) {
    RecordAwards notice =
        World::awards({line(1, 12, batch[1] == '1' ? 50 : 51)}, 1, batch[1] == '1' ? 50 : 51);
    notice.batch = batch;
    notice.stage = AwardStage::public_notice;
    notice.lines[0].project = Name("公示项目") + batch;
    must(world::kAward, notice);
  }
  must(world::kScience, FileObjection{"puhui-2022", "n2", 0, "全批不符合条件", std::nullopt});
  must(world::kAward, DecideObjection{"puhui-2022", "n2", 1, true, "粤工信函〔2026〕7号", "异议成立"});
}

/// Titles in every state; the rules of the last day ask for a public notice.
void BundleWorld::issue_titles() {
  const Date today = date_in_china(w.ledger().head().time_ms);
  const auto must = [this](const SecretKey& key, const Action& action) {
    EXPECT_EQ(w.run(key, action), Code::ok) << w.detail;
  };
  const auto issue = [&](const Id& type, unsigned enterprise, const Date& from, const Date& to) {
    IssueQualifications action = World::issue(type, enterprise, from, to);
    action.batch = Id("2025-" + type + std::to_string(enterprise));
    must(world::kQualify, action);
  };
  for (const unsigned enterprise : {1u, 2u, 5u, 7u, 9u, 10u})
    issue("specialized", enterprise, {2025, 1, 1}, {2027, 12, 31});
  issue("specialized", 3, {2022, 7, 1}, {2025, 6, 30});
  issue("specialized", 4, {2027, 1, 1}, {2029, 12, 31});
  issue("specialized", 12, {2027, 1, 1}, {2029, 12, 31});
  issue("little-giant", 5, {2025, 2, 1}, {2027, 12, 31});
  for (const unsigned enterprise : {2u, 5u})
    must(world::kQualify, RevokeQualification{"specialized", code(enterprise), Date{2026, 1, 1},
                                              "粤工信函〔2026〕1号", "提供虚假材料"});
  must(world::kQualify,
       RevokeQualification{"specialized", code(12), Date{2027, 1, 1}, "粤工信函〔2026〕9号", "提供虚假材料"});
  must(world::kQualify,
       SuspendQualification{"specialized", code(9), Date{2026, 9, 1}, "粤工信函〔2026〕8号", "核查中"});
  must(world::kRegistrar,
       MergeEnterprise{code(7), code(8), today, "粤市监〔2026〕1号", {TitleDecision{"specialized", false}}});
  must(world::kRegistrar, DissolveEnterprise{code(10), today, "粤市监〔2026〕2号"});
  // The successor of 13 is dissolved; 15 will be, and so its title never begins; 16 was, after all was paid.
  must(world::kRegistrar, MergeEnterprise{code(13), code(14), today, "粤市监〔2026〕3号", {}});
  must(world::kRegistrar, DissolveEnterprise{code(14), today, "粤市监〔2026〕4号"});
  must(world::kRegistrar, DissolveEnterprise{code(15), after_days(today, 20), "粤市监〔2026〕5号"});
  must(world::kRegistrar, DissolveEnterprise{code(16), today, "粤市监〔2026〕6号"});
  QualificationRule rule;
  rule.version = "2026";
  rule.effective_from = {2026, 9, 1};
  rule.years = 3;
  rule.notice_days = 5;
  rule.document_no = "粤工信规〔2026〕1号";
  must(world::kQualify, SetQualificationRule{"specialized", rule});
  issue("specialized", 6, {2026, 10, 1}, {2029, 9, 30});
}

/// Who is barred, and who is not: by an entry of its own, of one that was merged into it, of one that will be.
void BundleWorld::credit_entries() {
  constexpr Date kDecided{2026, 9, 11};
  const SecretKey credit = secret(31);
  const Date today = date_in_china(w.ledger().head().time_ms);
  const auto must = [this](const SecretKey& key, const Action& action) {
    EXPECT_EQ(w.run(key, action), Code::ok) << w.detail;
  };
  must(world::kAdmin, w.post("gd-iit", credit, {Role::credit}));
  must(world::kAdmin, set_credit_rules());
  RecordCredit entries{"gd-iit", "c1", {}};
  const auto penalty = [&](unsigned enterprise, CreditClass weight, unsigned months) {
    const auto line = static_cast<std::uint32_t>(entries.lines.size()) + 1;
    entries.lines.push_back({line, code(enterprise), CreditKind::penalty, weight, kDecided,
                             after_months(kDecided, months),
                             tagged_hash(kSuite, Tag::credit_text, bytes_of(std::to_string(line)))});
  };
  penalty(2, CreditClass::general, 12);
  penalty(4, CreditClass::general, 6);
  penalty(7, CreditClass::serious, 24);
  penalty(11, CreditClass::minor, 1);
  penalty(3, CreditClass::serious, 36);
  must(credit, entries);
  must(credit, WithdrawCredit{{"gd-iit", "c1", 2}, "粤撤〔2026〕1号"});
  must(world::kRegistrar, MergeEnterprise{code(3), code(9), after_days(today, 10), "粤市监〔2026〕7号", {}});
}

KeyProofs BundleWorld::context_of(const StateProof& proof) {
  std::vector<StateKey> keys;
  std::optional<Bytes> value;
  if (proof.value) value.emplace(proof.value->begin(), proof.value->end());
  EXPECT_TRUE(Context::of(decode<StateKey>(proof.key).value(), value, [&](const StateKey& key) {
    keys.push_back(key);
    return w.ledger().state(key);
  }));
  return w.ledger().prove_keys(keys).value();
}

StateProof BundleWorld::conspired(const StateKey& key, Bytes value) {
  return conspired(std::vector<Held>{{encode(key), std::move(value)}}).first;
}

std::pair<StateProof, KeyProofs> BundleWorld::conspired(const std::vector<Held>& held) {
  const auto store = make_memory_key_value();
  StateTree tree(samples::kSuite, *store, {});
  EXPECT_TRUE(tree.load());
  std::vector<StateChange> changes;
  for (const auto& [key, value] : held)
    if (value) changes.push_back({state_key_hash(samples::kSuite, key), key, value});
  std::ranges::sort(changes, {}, &StateChange::key_hash);
  WriteBatch batch;
  EXPECT_TRUE(tree.update(changes, batch));
  EXPECT_TRUE(store->write(batch, false));
  KeyProofs proofs;
  for (const auto& [key, value] : held) {
    KeyProof& proof = proofs.emplace_back();
    proof.key = Blob<1024>(BytesView(key));
    if (value) proof.value.emplace(BytesView(*value));
    proof.path = make_state_path(samples::kSuite, *store, state_key_hash(samples::kSuite, key)).value();
  }
  StateProof first{proofs.front(), w.ledger().prove_block(w.ledger().height()).value()};
  first.block.header.state_root = tree.root();
  first.block.certificate = world::certify(w.chain(), first.block.header);
  proofs.erase(proofs.begin());
  return {std::move(first), std::move(proofs)};
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
  out.context = context_of(out.head);
  return out;
}

Claim BundleWorld::later(const Claim& claim) {
  Claim out = claim;
  EXPECT_EQ(block_of(out).header, w.ledger().head());
  block_of(out) = certified(kLater);
  return out;
}

Bytes BundleWorld::assembled(const ChainId& chain, const std::vector<ValidatorSetChange>& changes,
                             const Claim& claim) {
  const Bytes whole = encode_bundle(TrustChain(w.anchor()), claim).value();  // no changes: 4 bytes of count
  CanonicalWriter out;
  out.bytes(BytesView(whole).first(kChain));
  out(chain, false, List<ValidatorSetChange, limits::kSetChangesMax>(changes));  // no set
  out.bytes(BytesView(whole).subspan(kChanges + 4));
  Bytes bytes = out.take();
  reseal(bytes);
  return bytes;
}

std::vector<BundleVector> BundleWorld::valid() {
  constexpr std::uint64_t kDayMs = 86'400'000, kMinuteMs = 60'000;
  const BlockHeader head = w.ledger().head();
  const std::uint64_t now = head.time_ms + kMinuteMs;
  const Date today = date_in_china(now);
  const StateKey untitled = QualificationKey{"little-giant", code(1)};
  const std::string misfit = "91350211M00013FA1N";  // of the early pilot: its check digit does not fit
  std::vector<BundleVector> out;
  const auto add = [&](const std::string& name, std::string why, Bytes bytes, std::string verdict = "valid",
                       std::optional<BundleQuestion> question = {}) {
    out.push_back({"valid/" + name + ".proof", std::move(why), std::move(bytes),
                   question.value_or(BundleQuestion{now}), std::move(verdict)});
  };
  const Bytes in_force = bundle(title(1));
  const auto title_of = [&](std::string why, std::string verdict, const BundleQuestion& question) {
    add("title", std::move(why), in_force, std::move(verdict), question);
  };
  add("record", "a transaction with its receipt", bundle(record()));
  add("record-refused", "a transaction that the ledger refused", bundle(record(refused)), "refused");
  add("record", "a year old: what was recorded stays recorded", bundle(record()), "valid",
      BundleQuestion{now + 365 * kDayMs});
  add("record-refused", "a year old: what was refused stays refused", bundle(record(refused)), "refused",
      BundleQuestion{now + 365 * kDayMs, {}, kDayMs});
  add("record", "asked for a day that is to come", bundle(record()), "too_old",
      BundleQuestion{now, after_days(today, 1)});
  add("entries", "one award, as an entry of the programme's history", bundle(entries()));
  add("title", "a title in force", in_force);
  title_of("asked for a day before its begin", "not_begun", {now, Date{2024, 12, 31}});
  title_of("asked for its first day", "valid", {now, Date{2025, 1, 1}});
  title_of("asked for a day that is to come", "too_old", {now, after_days(today, 1)});
  title_of("asked for a day that is to come, of any age", "too_old", {now, after_days(today, 1), 0});
  title_of("a day old, two allowed", "valid", {head.time_ms + kDayMs, {}, 2 * kDayMs});
  title_of("three days old, two allowed", "too_old", {head.time_ms + 3 * kDayMs, {}, 2 * kDayMs});
  title_of("thirty days old: as old as it may be where nothing is said", "valid",
           {head.time_ms + 30 * kDayMs});
  title_of("a millisecond older", "too_old", {head.time_ms + 30 * kDayMs + 1});
  title_of("a year old, of any age", "valid", {head.time_ms + 365 * kDayMs, {}, 0});
  title_of("after its end, of any age", "ended", {head.time_ms + 600 * kDayMs, {}, 0});
  title_of("a year later, asked for the block's own day", "valid", {head.time_ms + 365 * kDayMs, today});
  title_of("a year later, asked for ten days after the block", "valid",
           {head.time_ms + 365 * kDayMs, after_days(today, 10)});
  title_of("a year later, asked for forty days after the block", "too_old",
           {head.time_ms + 365 * kDayMs, after_days(today, 40)});
  title_of("four minutes ahead of the reader's clock", "valid", {head.time_ms - 4 * kMinuteMs});
  title_of("ten minutes ahead of the reader's clock", "from_future", {head.time_ms - 10 * kMinuteMs});
  title_of("ten minutes ahead, of any age", "from_future", {head.time_ms - 10 * kMinuteMs, {}, 0});
  Claim nameless = title(1);
  std::get<TitleClaim>(nameless).context.clear();
  add("title-without-names", "a title in force, without the names of whom it is about", bundle(nameless));
  add("title-revoked", "a title that was revoked", bundle(title(2)), "revoked");
  add("title-revoked", "before the revocation took effect", bundle(title(2)), "valid",
      BundleQuestion{now, Date{2025, 12, 31}});
  add("title-cascaded", "a title that fell with the one it was built on", bundle(title(5, "little-giant")),
      "cascaded");
  add("title-merged", "a title that ended with a merger", bundle(title(7)), "merged");
  add("title-dissolved", "a title that ended with its enterprise", bundle(title(10)), "dissolved");
  add("title-suspended", "a title that is suspended", bundle(title(9)), "suspended");
  add("title-ended", "a title whose term is over", bundle(title(3)), "ended");
  add("title-not-begun", "a title whose term lies ahead", bundle(title(4)), "not_begun");
  add("title-never-begins", "a title that was revoked before its term began", bundle(title(12)), "revoked");
  add("absence-in-notice", "no title yet: the application is in public notice",
      bundle(absence(QualificationKey{"specialized", code(6)})), "in_notice");
  add("absence-title", "an enterprise that holds no such title", bundle(absence(untitled)));
  add("absence-title-of-nobody", "a code that is not registered holds no such title",
      bundle(absence(QualificationKey{"specialized", code(99)})));
  add("absence-enterprise", "a code that is not registered", bundle(absence(EnterpriseKey{code(99)})));
  add("absence-misfit", "a code whose check digit does not fit",
      bundle(absence(EnterpriseKey{Uscc::from(bytes_of(misfit)).value()})));
  add("absence-award", "a line that no batch of the programme has",
      bundle(absence(AwardKey{"puhui-2022", "b1", 99})));
  add("absence-award-of-no-programme", "a line of a programme that is not registered",
      bundle(absence(AwardKey{"puhui-2023", "b1", 1})));
  add("total-enterprise", "an enterprise's totals", bundle(total(EnterpriseKey{code(1)})));
  add("total-programme", "a programme's totals", bundle(total(ProgrammeKey{"puhui-2022"})));
  add("history-enterprise", "all that is recorded about an enterprise",
      bundle(history(HistoryKey{EnterpriseKey{code(1)}})));
  add("history-programme", "all that is recorded about a programme", bundle(history(programme_history())));
  add("history-empty", "nothing is recorded about a code, which is not registered",
      bundle(history(HistoryKey{EnterpriseKey{code(99)}})));
  add("history-empty-programme", "nothing is recorded about a programme that is not registered",
      bundle(history(HistoryKey{ProgrammeKey{"no-such-programme"}})));
  add("history-chain", "all that is recorded about the chain", bundle(history(HistoryKey{ChainKey{}})));
  add("award-confirmed", "an award that is confirmed and not paid", bundle(award(2)));
  add("award-part-paid", "an award that is paid in part", bundle(award(1)));
  add("award-closed", "an award that was closed with what was paid", bundle(award(7)));
  add("award-unidentified", "an award whose enterprise is not known yet", bundle(award(6)));
  add("award-merged", "an award whose enterprise was merged into another, which would be paid",
      bundle(award(9)));
  add("award-dissolved", "an award whose enterprise was dissolved before it was paid", bundle(award(8)),
      "dissolved");
  add("award-successor-dissolved", "an award whose enterprise was merged into one that was dissolved",
      bundle(award(10)), "dissolved");
  add("award-dissolution-announced", "an award whose enterprise will be dissolved", bundle(award(11)));
  add("award-dissolution-announced", "the same, read when it is dissolved", bundle(award(11)), "dissolved",
      BundleQuestion{now + 20 * kDayMs});
  add("award-dissolution-announced", "the same, asked for the day before", bundle(award(11)), "valid",
      BundleQuestion{now + 20 * kDayMs, after_days(today, 19)});
  add("award-paid-dissolved", "an award that was paid whole before its enterprise was dissolved",
      bundle(award(12)));
  add("award-withdrawn", "an award that was withdrawn", bundle(award(3)), "withdrawn");
  add("award-recovered", "an award that came back whole", bundle(award(4)), "recovered");
  add("award-in-recovery", "an award that is demanded back", bundle(award(5)), "in_recovery");
  add("award-acceptance-failed", "an award whose project did not pass its acceptance", bundle(award(13)),
      "acceptance_failed");
  add("award-paid-acceptance-failed", "an award that was paid whole before that", bundle(award(14)));
  add("award-in-notice", "an award in public notice", bundle(award(1, "n1")), "in_notice");
  add("award-objected", "an award of a batch that an objection ended", bundle(award(1, "n2")), "objected");
  const auto standing_of = [&](const std::string& name, std::string why, unsigned enterprise,
                               std::string verdict, std::optional<BundleQuestion> question = {}) {
    add("standing-" + name, std::move(why), bundle(standing(enterprise)), std::move(verdict), question);
  };
  standing_of("clear", "no adverse credit entry was ever recorded", 1, "valid");
  standing_of("clear", "asked for the day before its block: of that day it says nothing", 1, "not_begun",
              BundleQuestion{now, date_of_days(days_of(today) - 1)});
  standing_of("closed", "an entry that was withdrawn bars nobody", 4, "valid");
  standing_of("blocked", "an entry in force", 2, "blocked");
  standing_of("over", "an entry whose publication ends", 11, "blocked");
  standing_of("over", "the same, when it has ended", 11, "valid", BundleQuestion{now + 25 * kDayMs});
  standing_of("over", "the same, asked for a day before the entry", 11, "not_begun",
              BundleQuestion{now, Date{2026, 9, 10}});
  standing_of("predecessor", "an entry of an enterprise that was merged into it", 8, "blocked");
  standing_of("merger-announced", "an entry of one that will be merged into it", 9, "valid");
  standing_of("merger-announced", "the same, when it is", 9, "blocked", BundleQuestion{now + 11 * kDayMs});
  standing_of("merged", "an enterprise without an entry that was merged into another", 13, "merged");
  standing_of("dissolved", "an enterprise that was dissolved", 14, "dissolved");
  add("title-later-set", "signed by a set that two changes led to",
      encode_bundle(later_trust(), later(title(1))).value(), "valid", BundleQuestion{now + kLater * 1000});
  add("history-later-set", "the same for a history",
      encode_bundle(later_trust(), later(history(HistoryKey{EnterpriseKey{code(2)}}))).value(), "valid",
      BundleQuestion{now + kLater * 1000});
  Claim future = title(1);
  BlockProof& block = block_of(future);
  block.header.time_ms = UINT64_MAX;
  block.certificate = world::certify(w.chain(), block.header);
  add("title-of-the-future", "a block of the last millisecond that there is", bundle(future), "from_future");
  anchored(out);
  return out;
}

}  // namespace credence::samples
