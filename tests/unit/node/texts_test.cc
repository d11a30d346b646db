// SPDX-License-Identifier: Apache-2.0
// The texts of credit entries at a node: who gets them, what is taken, and that they go when the chain says
// so.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "node/api/credit_texts.h"
#include "tests/support/ledger_world.h"
#include "tests/support/suite.h"

namespace credence::node {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
namespace fs = std::filesystem;

const SecretKey kCredit = secret(31), kOtherCredit = secret(32), kAudit = secret(33), kOwn = secret(41),
                kOther = secret(42);
constexpr const char* kWords = "未按规定报送材料，责令改正";

class Texts : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        fs::temp_directory_path() / ("credence-texts-" + std::to_string(::getpid()) + "-" +
                                     ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(directory_);
    World w;
    const auto key = [&](const char* department, const SecretKey& secret, Role role) {
      const SecretKey& admin = department == std::string_view("gd-iit") ? kAdmin : kScienceAdmin;
      ASSERT_EQ(w.run(admin, w.post(department, secret, {role})), Code::ok) << w.detail;
    };
    key("gd-iit", kCredit, Role::credit);
    key("gd-science", kOtherCredit, Role::credit);
    key("gd-science", kAudit, Role::audit);
    w.register_enterprises(2);
    for (const auto& [number, own] : {std::pair{1u, &kOwn}, std::pair{2u, &kOther}}) {
      ASSERT_EQ(w.run(kRegistrar, w.binding(code(number), *own)), Code::ok) << w.detail;
    }
    ASSERT_EQ(w.run(kAdmin, samples::set_credit_rules()), Code::ok);
    RecordCredit action{"gd-iit", "b1", {}};
    for (std::uint32_t line = 1; line <= 2; ++line)
      action.lines.push_back({line,
                              code(1),
                              CreditKind::penalty,
                              CreditClass::minor,
                              {2026, 9, 1},
                              Date{2026, 10, 31},
                              credit_commitment(samples::kSuite, text(line))});
    ASSERT_EQ(w.run(kCredit, action), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kOwn, RequestCreditRepair{entry(1), action.lines[0].commitment}), Code::ok) << w.detail;
    now_ms_ = w.ledger().head().time_ms;
    shared_ = std::make_unique<SharedLedger>(w.release());
    open();
  }
  void TearDown() override {
    texts_.reset();
    fs::remove_all(directory_);
  }
  void open() {
    texts_.reset();
    auto store = TextStore::open(samples::kSuite, directory_.string(), limits::kMiB);
    ASSERT_TRUE(store);
    texts_ = std::make_unique<CreditTexts>(*std::move(store), *shared_, secret(1).public_key(),
                                           [this] { return now_ms_; });
  }
  static CreditKey entry(std::uint32_t line) { return {"gd-iit", "b1", line}; }
  static CreditText text(std::uint32_t line) {
    CreditText out;
    out.salt.bytes.fill(std::byte(line));
    out.text = kWords;
    return out;
  }
  Bytes request(const SecretKey& key, std::uint32_t line, std::optional<CreditText> content,
                std::function<void(TextRequest&)> change = {}) {
    TextRequest body{entry(line), secret(1).public_key(), key.public_key(),
                     now_ms_,     now_ms_ + 30'000,       std::move(content)};
    if (change) change(body);
    const Bytes bytes = encode(body);
    SignedTextRequest out;
    out.request.assign(bytes.begin(), bytes.end());
    const ChainId chain = shared_->read([](const Ledger& at) { return at.chain(); });
    out.signature = sign(key, chain_hash(Tag::text_request, chain, bytes));
    return encode(out);
  }
  Code put(const SecretKey& key, std::uint32_t line, const CreditText& content) {
    return code_of(texts_->answer(request(key, line, content)));
  }
  Code get(const SecretKey& key, std::uint32_t line = 1) {
    return code_of(texts_->answer(request(key, line, std::nullopt)));
  }
  static Code code_of(const Result<CreditText>& result) { return result ? Code::ok : result.error().code; }
  /// One block on the ledger that the node holds.
  void run(const SecretKey& key, const Action& action) {
    shared_->write([&](Ledger& at) {
      const TransactionBody body{at.chain(), key_id(key.public_key()), 1'000'000, at.height() + 100,
                                 encode(action)};
      const SecretKey* const signers[] = {&key};
      ASSERT_TRUE(at.apply(proposal_of(at.head().time_ms + 1000, {sign_transaction(body, signers).value()})));
    });
  }
  /// True if the words stand anywhere in the files of the store.
  bool on_disk() const {
    for (const auto& file : fs::recursive_directory_iterator(directory_)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(in)), {});
      if (content.find(kWords) != std::string::npos) return true;
    }
    return false;
  }

  fs::path directory_;
  std::unique_ptr<SharedLedger> shared_;
  std::unique_ptr<CreditTexts> texts_;
  std::uint64_t now_ms_ = 0;
};

TEST_F(Texts, TheRecordingDepartmentHandsInAndTheEntitledRead) {
  EXPECT_EQ(get(kCredit), Code::text_not_held);
  EXPECT_EQ(put(kOtherCredit, 1, text(1)), Code::text_not_entitled);
  EXPECT_EQ(put(kOwn, 1, text(1)), Code::text_not_entitled);
  EXPECT_EQ(put(kNobody, 1, text(1)), Code::unknown_key);
  EXPECT_EQ(put(kCredit, 1, text(2)), Code::text_differs) << "another salt";
  EXPECT_EQ(put(kCredit, 3, text(1)), Code::unknown_credit_entry);
  ASSERT_EQ(put(kCredit, 1, text(1)), Code::ok);
  EXPECT_TRUE(on_disk());
  EXPECT_EQ(get(kCredit), Code::ok);
  EXPECT_EQ(get(kAudit), Code::ok);
  EXPECT_EQ(get(kOwn), Code::ok);
  EXPECT_EQ(get(kOther), Code::text_not_entitled) << "another enterprise";
  EXPECT_EQ(get(kOtherCredit), Code::text_not_entitled) << "another department";
  EXPECT_EQ(get(kQualify), Code::text_not_entitled) << "another role of the same department";
  open();
  EXPECT_EQ(get(kOwn), Code::ok) << "after a restart";
}

TEST_F(Texts, ARequestIsForThisNodeNowAndSignedByItsKey) {
  ASSERT_EQ(put(kCredit, 1, text(1)), Code::ok);
  const auto asked = [&](const std::function<void(TextRequest&)>& change) {
    return code_of(texts_->answer(request(kCredit, 1, std::nullopt, change)));
  };
  EXPECT_EQ(asked([](TextRequest& r) { r.node = secret(2).public_key(); }), Code::text_request_stale)
      << "passed on by another node";
  EXPECT_EQ(asked([](TextRequest& r) { r.time_ms -= 40'000, r.expires_ms = r.time_ms + 30'000; }),
            Code::text_request_stale)
      << "expired";
  EXPECT_EQ(asked([](TextRequest& r) { r.time_ms += 20'000, r.expires_ms = r.time_ms + 30'000; }),
            Code::text_request_stale)
      << "from the future";
  EXPECT_EQ(asked([](TextRequest& r) { r.expires_ms = r.time_ms + kTextRequestMsMax + 1; }),
            Code::text_request_stale)
      << "valid for too long";
  EXPECT_EQ(asked([](TextRequest& r) { r.key = kAudit.public_key(); }), Code::bad_signature)
      << "in another's name";
  Bytes changed = request(kCredit, 1, std::nullopt);
  changed.back() ^= std::byte{1};
  EXPECT_NE(code_of(texts_->answer(changed)), Code::ok);
  EXPECT_EQ(code_of(texts_->answer(Bytes{std::byte{1}})), Code::malformed);
}

TEST_F(Texts, ARepairedEntrysTextIsErased) {
  ASSERT_EQ(put(kCredit, 1, text(1)), Code::ok);
  run(kCredit, DecideCreditRepair{entry(1), true, ""});
  EXPECT_EQ(get(kOwn), Code::text_erased) << "not handed out, swept or not";
  EXPECT_FALSE(on_disk()) << "nothing of it is left in any file";
  EXPECT_EQ(put(kCredit, 1, text(1)), Code::text_erased) << "and it does not come back";
  EXPECT_FALSE(on_disk());
}

TEST_F(Texts, TheSweepErasesWhatWasDecidedWhileTheNodeWasDown) {
  ASSERT_EQ(put(kCredit, 1, text(1)), Code::ok);
  ASSERT_EQ(put(kCredit, 2, text(2)), Code::ok);
  texts_.reset();
  run(kCredit, DecideCreditRepair{entry(1), true, ""});
  open();
  EXPECT_EQ(texts_->sweep(), 1u);
  EXPECT_EQ(get(kCredit, 2), Code::ok) << "the other stays";
  EXPECT_EQ(texts_->sweep(), 0u);
}

TEST_F(Texts, TheSweepErasesWhatIsNoLongerPublished) {
  ASSERT_EQ(put(kCredit, 2, text(2)), Code::ok);
  const std::uint64_t day_ms = 86'400'000;
  while (date_in_china(now_ms_) < Date{2026, 10, 31}) now_ms_ += day_ms;
  EXPECT_EQ(texts_->sweep(), 0u) << "its last day";
  now_ms_ += day_ms;
  EXPECT_EQ(texts_->sweep(), 1u);
  EXPECT_FALSE(on_disk());
}

TEST(TextStore, IsBoundedAndCleansUpAfterACrash) {
  const fs::path directory = fs::temp_directory_path() / ("credence-store-" + std::to_string(::getpid()));
  fs::remove_all(directory);
  const CreditKey entry{"gd-iit", "b1", 1};
  CreditText text;
  text.text = kWords;
  {
    auto store = TextStore::open(samples::kSuite, directory.string(), 150);
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->put(entry, text));
    ASSERT_TRUE((*store)->put(entry, text)) << "the same again replaces it";
    EXPECT_EQ((*store)->put({"gd-iit", "b1", 2}, text).error().code, Code::text_store_full);
  }
  std::ofstream(directory / "half.text.new") << kWords;
  auto store = TextStore::open(samples::kSuite, directory.string(), 150);
  ASSERT_TRUE(store);
  EXPECT_FALSE(fs::exists(directory / "half.text.new"));
  EXPECT_EQ((*store)->entries()->size(), 1u);
  EXPECT_EQ((*store)->erase(entry), true);
  EXPECT_EQ((*store)->erase(entry), false);
  EXPECT_EQ((*store)->bytes(), 0u);
  EXPECT_EQ(*(*store)->get(entry), std::nullopt);
  fs::remove_all(directory);
}

TEST(TextStore, ADirectoryOfAnotherFormatIsRefusedAndLeftAsItIs) {
  const fs::path directory = fs::temp_directory_path() / ("credence-format-" + std::to_string(::getpid()));
  fs::remove_all(directory);
  const auto open = [&] {
    const auto store = TextStore::open(samples::kSuite, directory.string(), limits::kMiB);
    return store ? Code::ok : store.error().code;
  };
  EXPECT_EQ(open(), Code::ok) << "a new one";
  EXPECT_EQ(open(), Code::ok);
  std::ofstream(directory / "format") << "2";
  std::ofstream(directory / "left.new") << kWords;
  EXPECT_EQ(open(), Code::store_format);
  fs::remove(directory / "format");
  EXPECT_EQ(open(), Code::store_format) << "files, and no number";
  EXPECT_TRUE(fs::exists(directory / "left.new"));
  fs::remove_all(directory);
}

}  // namespace
}  // namespace credence::node
