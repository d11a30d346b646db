// SPDX-License-Identifier: Apache-2.0
// What a node finds things by, and its lists (docs/api.md, "Search and lists").
#include <boost/json.hpp>
#include <set>

#include "node/search/initials.h"
#include "node/search/search_index.h"
#include "tests/unit/node/api_fixture.h"

namespace credence::node {
namespace {

namespace json = boost::json;
using testing::FakeNode;

std::unique_ptr<SearchIndex> fresh_index() {
  return SearchIndex::open(make_memory_key_value(), testing::test_chain()).value();
}

class ApiSearch : public ::testing::Test {
 protected:
  void must(const SecretKey& key, const Action& action) {
    ASSERT_EQ(world_.run(key, action), Code::ok) << world_.detail;
  }
  void enterprise(unsigned number, const char* name) {
    RegisterEnterprises action;
    action.lines.push_back({world::code(number), name, std::nullopt, std::nullopt});
    must(world::kRegistrar, action);
  }
  void SetUp() override {
    enterprise(1, "深圳市华为技术有限公司");
    enterprise(2, "广州华南重庆路机械股份有限公司");
    enterprise(3, "ABC（广东）科技有限公司");
    must(world::kRegistrar,
         RenameEnterprise{world::code(1), "华为终端有限公司", world::kDay, "粤市监〔2026〕1号"});
    world_.create_programme();
    must(world::kAward,
         world::World::awards({AwardLine{1, "ABC（广东）科技有限公司", world::code(3), "产线改造", 4'000}}));
    must(world::kRegistrar, samples::anchor_document());
    const SecretKey auditor = world::secret(71);
    must(world::kFinanceAdmin, world_.post("gd-finance", auditor, {Role::audit}));
    const Date due = after_months(date_in_china(world_.ledger().head().time_ms), 1);
    must(auditor, RaiseProblem{"sj-1", "gd-iit", {}, {}, {}, 0, due, {}, "一个不属于任何资金项目的问题"});
    node_ = std::make_unique<FakeNode>(world_.release());
    while (index_->follow(node_->ledger(), stopping_).value()) {
    }
  }
  std::vector<std::string> found(const std::string& query, const SearchIndex* index = nullptr) const {
    const ApiRoutes routes(*node_, "{}", nullptr, nullptr, {}, index == nullptr ? index_.get() : index);
    std::vector<std::string> out;
    std::string cursor;
    do {
      const ApiAnswer answer = routes.handle({"GET", "/v1/search?" + query + cursor, "", ""});
      if (answer.status != 200) return {std::to_string(answer.status)};
      const json::value page = json::parse(answer.body);
      EXPECT_FALSE(page.at("proved").as_bool());
      for (const auto& row : page.at("rows").as_array()) {
        const std::string href(row.at("href").as_string());
        const ApiAnswer proved = routes.handle({"GET", href, "", ""});
        EXPECT_TRUE(proved.status == 200 || proved.status == 202) << href;
        if (!row.at("view").is_null()) {
          EXPECT_EQ(json::parse(proved.body).at("view"), row.at("view")) << href;
        }
        out.push_back(std::string(row.at("kind").as_string()) + " " + std::string(row.at("id").as_string()));
      }
      cursor = page.at("next").is_null() ? "" : "&cursor=" + std::string(page.at("next").as_string());
    } while (!cursor.empty());
    return out;
  }
  static std::string of(unsigned number) { return "enterprise " + std::string(text_of(world::code(number))); }
  static std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return out;
  }
  using Rows = std::vector<std::string>;

  world::World world_;
  std::unique_ptr<FakeNode> node_;
  std::unique_ptr<SearchIndex> index_ = fresh_index();
  std::atomic<bool> stopping_{false};
};

TEST_F(ApiSearch, ANameIsFoundAnywhereInItAlsoAFormerOne) {
  EXPECT_EQ(found("q=" + quoted("华为")), Rows{of(1)});
  EXPECT_EQ(found("q=" + quoted("华为技术有限公司")), Rows{of(1)}) << "its former name, past the cut";
  EXPECT_EQ(found("q=" + quoted("华为技术有限大学")), Rows{});
  EXPECT_EQ(found("q=" + quoted("华")), (Rows{of(1), of(2)})) << "each once";
  EXPECT_EQ(found("q=" + quoted("ａｂｃ(广东)")), Rows{of(3)}) << "width, case and brackets do not matter";
  EXPECT_EQ(found("q=" + quoted("有限公司")), Rows{}) << "the legal form finds nobody";
}

TEST_F(ApiSearch, ABlankInAQueryIsWrittenAsFormsDoOrByItsNumber) {
  const Rows both = found("q=department%20of");
  ASSERT_FALSE(both.empty());
  EXPECT_EQ(found("q=department+of"), both);
  EXPECT_EQ(found("q=department%2Bof"), Rows{}) << "a plus of its own";
}

TEST_F(ApiSearch, InitialsOfPinyinFindIt) {
  EXPECT_EQ(initial_of(U'深'), 's');
  EXPECT_EQ(initial_of(U'圳'), 'z');
  EXPECT_EQ(initial_of(U'A'), 'a');
  EXPECT_EQ(initial_of(U'·'), '\0');
  EXPECT_EQ(found("q=hwzd"), Rows{of(1)});
  EXPECT_EQ(found("q=szshwjs"), Rows{of(1)}) << "the former name";
  EXPECT_EQ(found("q=GDKJ"), Rows{of(3)});
  EXPECT_EQ(found("q=h"), Rows{}) << "one letter is too little";
}

TEST_F(ApiSearch, NumbersFindWhatTheyBegin) {
  const std::string code(text_of(world::code(2)));
  EXPECT_EQ(found("q=" + code), Rows{of(2)});
  EXPECT_EQ(found("q=" + code.substr(0, 12)).size(), 3u);
  EXPECT_EQ(found("q=puhui&kind=programme"), Rows{"programme puhui-2022"});
  EXPECT_EQ(found("q=" + quoted("粤工信〔2022〕1号")), Rows{"programme puhui-2022"});
  const auto document = samples::anchor_document();
  EXPECT_EQ(found("q=" + quoted("粤工信〔2022〕55号")),
            (Rows{"batch puhui-2022/b1", "document " + document.sha256.hex()}))
      << "a list, and the document that is anchored under the same number";
  EXPECT_EQ(found("q=" + document.sha256.hex()), Rows{"document " + document.sha256.hex()});
  EXPECT_EQ(found("q=2").at(0), "block 2");
  const auto block = node_->ledger().read([](const Ledger& at) { return at.block(2).value(); });
  const std::string id = ids_of(*read_batch(testing::test_chain(), block.proposal).value()).at(0).hex();
  EXPECT_EQ(found("q=" + id.substr(0, 10)), Rows{"transaction " + id});
  const std::string key = key_id(world::kAward.public_key()).hex();
  EXPECT_EQ(found("q=" + key), Rows{"key " + key});
}

TEST_F(ApiSearch, WhatCannotBeAskedIsSaidSo) {
  for (const std::string& query :
       std::vector<std::string>{"", "q=", "q=%20", "q=%ff", "q=a&kind=x", "q=a&limit=0", "q=a&limit=101",
                                "q=a&limit=x", "q=a&cursor=zz", "q=ab&cursor=6e6161"})
    EXPECT_EQ(found(query), Rows{"400"}) << query;
  EXPECT_EQ(found("q=" + std::string(257, 'a')), Rows{"400"});
}

TEST_F(ApiSearch, ListsComeInPagesInTheOrderOfTheirIds) {
  const ApiRoutes routes(*node_, "{}", nullptr, nullptr, {}, index_.get());
  std::vector<std::string> codes;
  std::string target = "/v1/enterprises?limit=1";
  for (int page = 0; page < 5 && !target.empty(); ++page) {
    const json::value answer = json::parse(routes.handle({"GET", target, "", ""}).body);
    for (const auto& row : answer.at("rows").as_array()) codes.emplace_back(row.at("id").as_string());
    target = answer.at("next").is_null()
                 ? ""
                 : "/v1/enterprises?limit=1&cursor=" + std::string(answer.at("next").as_string());
  }
  EXPECT_EQ(codes.size(), 3u);
  EXPECT_TRUE(std::ranges::is_sorted(codes));
  for (const auto& [path, count] :
       {std::pair("/v1/programmes", 1), {"/v1/departments", 4}, {"/v1/targets", 0}}) {
    const json::value answer = json::parse(routes.handle({"GET", path, "", ""}).body);
    EXPECT_GE(static_cast<int>(answer.at("rows").as_array().size()), count > 1 ? 1 : count) << path;
  }
  EXPECT_EQ(routes.handle({"GET", "/v1/programmes?cursor=6e61", "", ""}).status, 400u);
  const ApiRoutes without(*node_, "{}");
  EXPECT_EQ(without.handle({"GET", "/v1/programmes", "", ""}).status, 404u);
}

TEST_F(ApiSearch, AnIndexThatIsMadeAnewFindsTheSameAsOneThatFollowed) {
  // block by block from the genesis on
  auto followed = SearchIndex::open(make_memory_key_value(), testing::test_chain()).value();
  {
    FakeNode empty(Ledger::open(make_memory_key_value(), world::genesis()).value());
    while (followed->follow(empty.ledger(), stopping_).value()) {
    }
    EXPECT_EQ(followed->height(), 0u);
  }
  while (followed->follow(node_->ledger(), stopping_).value()) {
  }
  EXPECT_EQ(followed->height(), index_->height());
  for (const std::string& query :
       std::vector<std::string>{"q=" + quoted("华"), std::string("q=gd"), std::string("q=91"),
                                "q=" + quoted("粤"), std::string("q=hwzd"), std::string("q=s")})
    EXPECT_EQ(found(query, followed.get()), found(query)) << query;
}

TEST_F(ApiSearch, AnIndexOfAnotherChainOrAheadOfTheLedgerIsMadeAnew) {
  auto store = make_memory_key_value();
  KeyValue& kept = *store;
  auto index = SearchIndex::open(std::move(store), testing::test_chain()).value();
  while (index->follow(node_->ledger(), stopping_).value()) {
  }
  ASSERT_TRUE(index->height());
  FakeNode behind;
  EXPECT_TRUE(index->follow(behind.ledger(), stopping_).has_value());
  EXPECT_EQ(index->height(), 0u);
  std::size_t rows = 0;
  ASSERT_TRUE(kept.scan({}, Bytes(1, std::byte{0xff}), [&](BytesView, BytesView) { return ++rows, true; }));
  EXPECT_GT(rows, 3u);
}

TEST_F(ApiSearch, OneQuestionLooksAtABoundedNumberOfRows) {
  world::World many;
  for (unsigned at = 1; at <= 3'000; at += 1'000) {
    RegisterEnterprises action;
    for (unsigned i = at; i < at + 1'000; ++i)
      action.lines.push_back({world::code(i), "科技有限" + std::to_string(i), std::nullopt, std::nullopt});
    ASSERT_EQ(many.run(world::kRegistrar, action), Code::ok) << many.detail;
  }
  FakeNode node(many.release());
  const auto index = fresh_index();
  while (index->follow(node.ledger(), stopping_).value()) {
  }
  std::string cursor;
  int pages = 0;
  std::size_t rows = 0;
  do {
    const auto page = index->find(node.ledger(), "科技有限299", std::nullopt, cursor, 10).value();
    rows += page.found.size();
    cursor = page.cursor;
    ++pages;
  } while (!cursor.empty() && pages < 10);
  EXPECT_EQ(rows, 11u) << "299, 2990 to 2999";
  EXPECT_LT(pages, 10);
  const auto none = index->find(node.ledger(), "科技有限公大", std::nullopt, "", 10).value();
  EXPECT_TRUE(none.found.empty());
}

}  // namespace
}  // namespace credence::node
