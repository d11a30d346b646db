// SPDX-License-Identifier: Apache-2.0
// The page that a node serves beside its API.
#include "node/api/page.h"

#include <fstream>

#include "tests/unit/node/api_fixture.h"

namespace credence::node::testing {
namespace {

namespace fs = std::filesystem;

class PageFiles : public ::testing::Test {
 protected:
  PageFiles() : folder_(fs::path(::testing::TempDir()) / ("page-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "assets");
    write("index.html", "<!doctype html>");
    write("verify.html", "<!doctype html>alone");
    write("assets/index-1.js", "a long script");
    write("assets/index-1.js.gz", "short");
    write("assets/orphan.js.gz", "of nothing");
  }
  ~PageFiles() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] Page page() const { return Page::read(folder_).value(); }
  [[nodiscard]] static std::optional<ApiAnswer> get(const Page& page, const std::string& target,
                                                    bool gzip = false, const std::string& etag = {},
                                                    const std::string& method = "GET") {
    return page.answer({method, target, "", "", true, gzip, etag});
  }
  [[nodiscard]] static std::string header(const ApiAnswer& answer, const std::string& name) {
    for (const auto& [one, value] : answer.headers)
      if (one == name) return value;
    return "";
  }
  const fs::path folder_;
};

TEST_F(PageFiles, TheRootIsTheIndexUnderAStrictPolicy) {
  const auto answer = get(page(), "/?lang=en");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "<!doctype html>");
  EXPECT_EQ(answer->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(header(*answer, "Cache-Control"), "no-cache");
  const std::string policy = header(*answer, "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(header(*answer, "Referrer-Policy"), "no-referrer");
}

TEST_F(PageFiles, EachFileHasItsType) {
  for (const auto& [name, type] : std::vector<std::pair<std::string, std::string>>{
           {"api.html", "text/html; charset=utf-8"},
           {"assets/page-1.js", "text/javascript; charset=utf-8"},
           {"assets/page-1.css", "text/css; charset=utf-8"},
           {"mark.svg", "image/svg+xml"},
           {"openapi.yaml", "application/yaml"}}) {
    write(name, "x");
    EXPECT_EQ(get(page(), "/" + name)->content_type, type) << name;
  }
}

TEST_F(PageFiles, WhoeverTakesGzipGetsItAndItsOwnEtag) {
  const Page served = page();
  const auto plain = get(served, "/assets/index-1.js"), packed = get(served, "/assets/index-1.js", true);
  EXPECT_EQ(plain->body, "a long script");
  EXPECT_EQ(header(*plain, "Content-Encoding"), "");
  EXPECT_EQ(packed->body, "short");
  EXPECT_EQ(header(*packed, "Content-Encoding"), "gzip");
  EXPECT_NE(header(*plain, "ETag"), header(*packed, "ETag"));
  EXPECT_NE(header(*packed, "Cache-Control").find("immutable"), std::string::npos);
}

TEST_F(PageFiles, GzipIsTakenWhereItIsNamed) {
  for (const std::string_view yes : {"gzip", "deflate, gzip, br", "br;q=1.0, gzip;q=0.5", "gzip;q=1"})
    EXPECT_TRUE(takes_gzip(yes)) << yes;
  for (const std::string_view no : {"", "br", "gzip;q=0", "gzip; q=0.0, br"})
    EXPECT_FALSE(takes_gzip(no)) << no;
}

TEST_F(PageFiles, WhatIsHeldAlreadyIsNotSentAgain) {
  const Page served = page();
  const auto again = get(served, "/", false, header(*get(served, "/"), "ETag"));
  EXPECT_EQ(again->status, 304u);
  EXPECT_EQ(again->body, "");
  EXPECT_EQ(get(served, "/", false, "\"other\"")->status, 200u);
}

TEST_F(PageFiles, OnlyItsOwnFilesAndOnlyReading) {
  const Page served = page();
  for (const std::string target : {"/none", "/../etc/passwd", "/assets/../index.html", "/assets/orphan.js",
                                   "/assets/index-1.js.gz", "/assets/", "//", ""})
    EXPECT_FALSE(get(served, target).has_value()) << target;
  EXPECT_FALSE(get(served, "/", false, {}, "POST").has_value());
  EXPECT_TRUE(get(served, "/", false, {}, "HEAD").has_value());
}

TEST_F(PageFiles, TheFileToBeSavedIsNoPageOfTheNode) {
  EXPECT_NE(header(*get(page(), "/verify.html"), "Content-Disposition").find("attachment"),
            std::string::npos);
}

TEST_F(PageFiles, WithoutAFolderThereIsTheApiAlone) {
  const Page none = Page::read(folder_ / "missing").value();
  EXPECT_TRUE(none.empty());
  EXPECT_FALSE(get(none, "/").has_value());
}

TEST_F(PageFiles, ALongFolderIsRefused) {
  write("huge.bin", std::string(17 * limits::kMiB, 'x'));
  const auto refused = Page::read(folder_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::bad_config);
}

TEST_F(PageFiles, TheApiKeepsItsRoutes) {
  FakeNode node;
  const Page served = page();
  const ApiRoutes routes(node, "{}", nullptr, &served);
  EXPECT_EQ(routes.handle({"GET", "/", "", "", true}).body, "<!doctype html>");
  EXPECT_EQ(routes.handle({"GET", "/v1/livez", "", "", true}).status, 200u);
  EXPECT_EQ(routes.handle({"GET", "/nothing", "", "", true}).status, 404u);
}

}  // namespace
}  // namespace credence::node::testing
