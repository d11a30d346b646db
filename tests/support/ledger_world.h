// SPDX-License-Identifier: Apache-2.0
// A small network without nodes: a genesis of departments and keys, transactions signed by them, blocks
// applied to a ledger in memory, certificates of its validators. For the tests of state, executor, store and
// proofs, and for bench_apply.
#pragma once

#include <gtest/gtest.h>

#include <random>

#include "ledger/chain/quorum.h"
#include "ledger/domain/features.h"
#include "ledger/domain/state_values.h"
#include "ledger/store/ledger.h"
#include "tests/support/domain_samples.h"
#include "tests/support/suite.h"

namespace credence::world {

using samples::code;
using samples::secret;

inline constexpr std::size_t kValidators = 4;
/// The posts of the demonstration departments: gd-iit leads, gd-finance pays, gd-science issues nothing.
inline const SecretKey kAdmin = secret(11), kRegistrar = secret(21), kAward = secret(22), kPay = secret(23),
                       kQualify = secret(24), kProgramme = secret(25), kScience = secret(26),
                       kFinanceAdmin = secret(45), kScienceAdmin = secret(51), kNobody = secret(99);

/// The day in China of the genesis, and of the blocks that a world applies one second after the other.
inline constexpr Date kDay{2026, 9, 21};

inline Name enterprise_name(unsigned number) { return Name("样例企业" + std::to_string(number)); }

inline Genesis genesis() {
  Genesis out;
  out.network = "guangdong-demo";
  out.time_ms = 1'790'000'000'000;
  out.suite = samples::kSuite;
  for (std::uint8_t i = 1; i <= kValidators; ++i)
    out.validators.validators.push_back(
        {secret(i).public_key(), Name("验证者" + std::to_string(i)), Name("Validator " + std::to_string(i))});
  out.departments.push_back({"gd-finance", "广东省财政厅", "Department of Finance", DepartmentKind::finance});
  out.departments.push_back(
      {"gd-iit", "广东省工业和信息化厅", "Department of Industry", DepartmentKind::industry});
  out.departments.push_back(
      {"gd-science", "广东省科学技术厅", "Department of Science", DepartmentKind::science});
  const auto key = [&out](const char* department, const SecretKey& secret,
                          std::initializer_list<Role> roles) {
    out.keys.push_back({department, secret.public_key(), List<Role, 8>(roles), "岗位"});
  };
  key("gd-iit", kAdmin, {Role::admin});
  key("gd-iit", kRegistrar, {Role::registrar});
  key("gd-iit", kAward, {Role::award});
  key("gd-finance", kPay, {Role::pay});
  key("gd-iit", kQualify, {Role::qualify});
  key("gd-iit", kProgramme, {Role::programme});
  key("gd-finance", kFinanceAdmin, {Role::admin});
  key("gd-science", kScienceAdmin, {Role::admin});
  key("gd-science", kScience, {Role::registrar, Role::programme, Role::award, Role::qualify});
  out.qualifications.push_back({"specialized", "专精特新", "Specialized", "gd-iit", 3, std::nullopt});
  out.qualifications.push_back({"little-giant", "小巨人", "Little giant", "gd-iit", 3, Id("specialized")});
  return out;
}

/// With the features that came after 1.0, as a new network has them.
inline Genesis with_later_features(Genesis made = genesis()) {
  for (const std::string_view feature : features::all())
    if (feature != features::kFourEyes) made.features.emplace_back(feature);
  std::ranges::sort(made.features);
  return made;
}

inline Certificate certify(const ChainId& chain, const BlockHeader& header,
                           std::size_t signers = quorum(kValidators)) {
  Certificate out{header.height, header_hash(chain, header), {}};
  const Hash32 hash = checkpoint_hash(chain, out.height, out.header_hash);
  for (std::size_t i = 0; i < signers; ++i)
    out.signatures.push_back(
        {static_cast<std::uint16_t>(i), sign(secret(static_cast<std::uint8_t>(i + 1)), hash)});
  return out;
}

inline Proposal proposal_of(std::uint64_t time_ms, std::vector<Bytes> transactions) {
  Batch batch;
  for (Bytes& bytes : transactions) batch.transactions.emplace_back(std::move(bytes));
  return {time_ms, encode(batch)};
}

/// What the holder of a key signs before the ledger takes it: for the owner of a validator, a department or
/// an enterprise.
inline Signature possession(const ChainId& chain, const SecretKey& key, const Id& of,
                            KeyUse use = KeyUse::validator) {
  return sign(key, statement_hash(chain, {key.public_key(), use, of}));
}
inline FirstKeys first_keys(const ChainId& chain, const Id& department, const SecretKey& admin,
                            const SecretKey& checker) {
  const auto one = [&](const SecretKey& key) {
    return FirstKey{key.public_key(), "岗位", possession(chain, key, department, KeyUse::department)};
  };
  return {one(admin), one(checker)};
}

class World {
 public:
  explicit World(std::unique_ptr<KeyValue> store = make_memory_key_value(), Genesis made = genesis())
      : genesis_(std::move(made)) {
    auto opened = Ledger::open(std::move(store), genesis_);
    if (!opened) throw std::runtime_error(opened.error().text_en());
    ledger_ = *std::move(opened);
  }

  Ledger& ledger() { return *ledger_; }
  /// The ledger alone; the world is of no use afterwards.
  std::unique_ptr<Ledger> release() { return std::move(ledger_); }
  const ChainId& chain() const { return ledger_->chain(); }
  TrustAnchor anchor() const { return {ledger_->chain(), ledger_->genesis().validators}; }

  Bytes transaction(const SecretKey& key, const Action& action, std::optional<Height> expiry = std::nullopt,
                    std::vector<const SecretKey*> others = {}) {
    return raw_transaction(key, encode(action), expiry, std::move(others));
  }
  Bytes raw_transaction(const SecretKey& key, Bytes action, std::optional<Height> expiry = std::nullopt,
                        std::vector<const SecretKey*> others = {}) {
    TransactionBody body{chain(), key_id(key.public_key()), ++nonce_,
                         expiry.value_or(ledger_->height() + 100), std::move(action)};
    others.insert(others.begin(), &key);
    return sign_transaction(body, others).value();
  }
  TxId id_of(const Bytes& transaction) const { return parse_transaction(chain(), transaction).value().id; }

  /// One block of these transactions, certified; the receipts.
  std::vector<Receipt> apply(std::vector<Bytes> transactions) {
    const BlockHeader header = apply_uncertified(std::move(transactions));
    EXPECT_TRUE(ledger_->add_certificate(certify(chain(), header)));
    return receipts(header.height);
  }
  BlockHeader apply_uncertified(std::vector<Bytes> transactions) {
    auto header = ledger_->apply(proposal_of(ledger_->head().time_ms + 1000, std::move(transactions)));
    if (!header) throw std::runtime_error(header.error().text_en());
    return *header;
  }
  std::vector<Receipt> receipts(Height height) {
    std::vector<Receipt> out;
    const StoredBlock block = ledger_->block(height).value();
    for (const auto& bytes : block.receipts) out.push_back(decode<Receipt>(bytes).value());
    return out;
  }

  /// One block of one action. The code, and in `detail` where it failed.
  Code run(const SecretKey& key, const Action& action, std::vector<const SecretKey*> others = {}) {
    const auto receipt = apply({transaction(key, action, std::nullopt, std::move(others))}).at(0);
    detail = error_of(receipt).detail;
    pending = receipt.pending;
    return static_cast<Code>(receipt.code);
  }
  std::string detail;
  bool pending = false;  // of the same receipt

  /// The value of a key after the last block; throws if it is absent.
  template <class Key>
  typename ValueOf<Key>::type value(const Key& key) {
    return decode<typename ValueOf<Key>::type>(ledger_->state(StateKey(key)).value().value()).value();
  }
  template <class Key>
  bool absent(const Key& key) {
    return !ledger_->state(StateKey(key)).value();
  }

  // ---- keys, with the statement of who holds them ---------------------------------------------------------
  RegisterKey post(const Id& department, const SecretKey& key, const List<Role, 8>& roles) const {
    return {{department, key.public_key(), roles, "岗位"},
            possession(chain(), key, department, KeyUse::department)};
  }
  RotateKey rotation(const SecretKey& key, const Id& department) const {
    return {key.public_key(), possession(chain(), key, department, KeyUse::department)};
  }
  RotateKey rotation(const SecretKey& key, const Uscc& enterprise) const {
    return {key.public_key(), possession(chain(), key, Id(text_of(enterprise)), KeyUse::enterprise)};
  }
  BindEnterpriseKey binding(const Uscc& enterprise, const SecretKey& key) const {
    return {enterprise, key.public_key(), "财务岗", "授权1号",
            possession(chain(), key, Id(text_of(enterprise)), KeyUse::enterprise)};
  }
  FirstKeys first_keys(const Id& department, const SecretKey& admin, const SecretKey& checker) const {
    return world::first_keys(chain(), department, admin, checker);
  }

  // ---- the usual beginnings -------------------------------------------------------------------------------
  void register_enterprises(unsigned count, unsigned from = 1) {
    for (unsigned at = from; at < from + count; at += 1000) {
      RegisterEnterprises action;
      for (unsigned i = at; i < std::min(at + 1000, from + count); ++i)
        action.lines.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
      ASSERT_EQ(run(kRegistrar, action), Code::ok) << detail;
    }
  }
  void create_programme(Fen budget = 1'000'000) {
    ASSERT_EQ(run(kProgramme, programme(budget)), Code::ok) << detail;
  }
  static CreateProgramme programme(Fen budget = 1'000'000) {
    return {"puhui-2022", "普惠性制造业投资奖励", "gd-iit", "gd-finance", 2022, budget, "粤工信〔2022〕1号"};
  }
  static RecordAwards awards(std::vector<AwardLine> lines, std::uint32_t count = 10, Fen total = 10'000) {
    RecordAwards out;
    out.programme = "puhui-2022";
    out.batch = "b1";
    out.title = "第一批";
    out.document_no = "粤工信〔2022〕55号";
    out.declared_count = count;
    out.declared_total = total;
    out.lines.assign(lines.begin(), lines.end());
    return out;
  }
  static AwardLine award(std::uint32_t line, unsigned enterprise, Fen amount,
                         const Name& project = "产线改造") {
    return {line, enterprise_name(enterprise), code(enterprise), project, amount};
  }
  static RecordPayments payments(std::vector<PaymentLine> lines, std::uint32_t count = 10,
                                 Fen total = 10'000) {
    RecordPayments out{"puhui-2022", "p1", count, total, {}};
    out.lines.assign(lines.begin(), lines.end());
    return out;
  }
  static PaymentLine payment(std::uint32_t line, std::uint32_t award_line, unsigned enterprise, Fen amount) {
    return {line, "b1", award_line, code(enterprise), amount, kDay};
  }
  static IssueQualifications issue(const Id& type, unsigned enterprise, const Date& from,
                                   std::optional<Date> to = std::nullopt) {
    IssueQualifications out{type, "2022-1", "第一批名单", "工信部企业〔2022〕1号", "", {}};
    out.lines.push_back({1, code(enterprise), enterprise_name(enterprise), "GR202244001234", from, to});
    return out;
  }

 private:
  Genesis genesis_;
  std::unique_ptr<Ledger> ledger_;
  std::uint64_t nonce_ = 0;
};

}  // namespace credence::world
