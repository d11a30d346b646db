// SPDX-License-Identifier: Apache-2.0
// docs/errors.md is written from ledger/primitives/errors.def and client/base/exit_codes.def and lists
// exactly the codes that exist:
//
//   CREDENCE_REGENERATE=1 build/release/bin/tests/unit_errors
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "client/base/failure.h"
#include "node/api/http_status.h"
#include "node/base/exit_code.h"
#include "tests/source_tree.h"
#include "tests/unit/client/commands/run_program.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

struct Family {
  unsigned from = 0, to = 0;
  const char* title;
};
constexpr auto kFamilies = std::to_array<Family>({
    {0, 99, "Outcome · 结果"},
    {100, 199, "Encoding and cryptography · 编码与密码"},
    {200, 299, "Transactions, chain, storage, proofs · 交易、链、存储、证明"},
    {300, 499, "Rules of the domain · 业务规则"},
    {500, 599, "Nodes and keys · 节点与密钥"},
    {600, 699, "Client and network · 客户端与网络"},
    {700, 799, "Files and lists · 文件与清单"},
    {800, 819, "Texts of credit entries · 信用记录正文"},
    {820, 829,
     "Rules of the domain: targets, documents, validators' keys · 业务规则：目标、文件、验证者密钥"},
    {830, 899, "Catalogue · 目录"},
});

constexpr const char* kHead = R"(# Errors

One table for library, node, API and command line, written from [errors.def](../ledger/primitives/errors.def) by
`CREDENCE_REGENERATE=1 build/release/bin/tests/unit_errors`; a test holds that it lists exactly the codes that exist. `credence errors [CODE]` prints
it in the chosen language, `--json` in both. Numbers and names are stable: they stand in receipts for ever. A detail that says what and where
(line, field, values) comes with each error and is not listed here.

- **HTTP**: the status with which a node's API answers it as a problem (api.md). A rule of the domain that a recorded transaction broke is no
  problem of the request: it stands in the receipt, and the status is 200.
- **credenced**: the exit code of a node that ends with it (operations.md).
- **credence** ends by the place where an error arose, not by its code: its exit codes are the table at the end of this page.
)";

constexpr const char* kExitHead = R"(
## Exit codes of credence · credence 的退出码

Written from [exit_codes.def](../client/base/exit_codes.def), printed by `credence errors --exit-codes`. A number never changes its meaning.

| exit code | meaning | 含义 |
|---|---|---|
)";

std::string markdown() {
  std::string out = kHead;
  for (const Family& family : kFamilies) {
    out += std::string("\n## ") + family.title +
           "\n\n| number | code | HTTP | credenced | cause → remedy | 原因 → 处理 "
           "|\n|---|---|---|---|---|---|\n";
    for (const ErrorInfo& error : all_errors()) {
      const auto number = static_cast<unsigned>(error.code);
      if (number < family.from || number > family.to) continue;
      const unsigned http = node::http_status_of(error.code);
      const int exit = static_cast<int>(node::exit_code_of(error.code));
      const bool of_client = (number >= 600 && number < 800) || number >= 830;
      const auto text = [](std::string_view cause, std::string_view remedy) {
        return std::string(cause) + (remedy.empty() ? "" : " → " + std::string(remedy));
      };
      out += "| " + std::to_string(number) + " | `" + std::string(error.name) + "` | " +
             (number == 0 ? "200"
              : of_client ? "–"
                          : std::to_string(http)) +
             " | " +
             (number == 0 ? "0"
              : exit == 1 ? "–"
                          : std::to_string(exit)) +
             " | " + text(error.cause_en, error.remedy_en) + " | " + text(error.cause_zh, error.remedy_zh) +
             " |\n";
    }
  }
  out += kExitHead;
  for (const ExitCodeRow& row : kExitCodes)
    out += "| " + std::to_string(static_cast<int>(row.code)) + " | " + std::string(row.meaning.en) + " | " +
           std::string(row.meaning.zh) + " |\n";
  return out;
}

fs::path page() { return source_dir() / "docs/errors.md"; }
std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(Errors, ThePageListsExactlyTheCodesThatExist) {
  if (std::getenv("CREDENCE_REGENERATE") != nullptr) std::ofstream(page(), std::ios::binary) << markdown();
  const std::string held = read(page());
  EXPECT_TRUE(held == markdown()) << "docs/errors.md is not what errors.def says: see the head of this file";
  // Not by the generator alone: each code stands in one row, and no row names another.
  std::map<std::string, std::size_t> rows;
  std::istringstream lines(held);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t at = line.find(" | `"); line.starts_with("| ") && at != std::string::npos)
      ++rows[line.substr(at + 4, line.find('`', at + 4) - at - 4)];
  EXPECT_EQ(rows.size(), all_errors().size());
  for (const ErrorInfo& error : all_errors()) EXPECT_EQ(rows[std::string(error.name)], 1U) << error.name;
}

TEST(Errors, ThePageOfTheApiListsEveryStatusOfAProblem) {
  std::set<unsigned> answered = {431};  // of the server, before there is a request
  for (const ErrorInfo& error : all_errors())
    if (error.code != Code::ok) answered.insert(node::http_status_of(error.code));
  const std::string api = read(source_dir() / "docs/api.md");
  std::set<unsigned> listed;
  std::istringstream lines(api.substr(api.find("\n| status | when |\n")));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("| ") && std::isdigit(static_cast<unsigned char>(line[2])) != 0)
      listed.insert(static_cast<unsigned>(std::stoul(line.substr(2))));
  EXPECT_EQ(listed, answered);
}

TEST(Errors, EveryCodeHasItsWordsInBothLanguages) {
  std::set<std::string_view> names;
  for (const ErrorInfo& error : all_errors()) {
    EXPECT_TRUE(names.insert(error.name).second) << error.name << " is the name of two codes";
    EXPECT_FALSE(error.cause_en.empty() || error.cause_zh.empty()) << error.name;
    const bool remedy = !error.remedy_en.empty() && !error.remedy_zh.empty();
    EXPECT_TRUE(remedy || error.code == Code::ok) << error.name << " says no remedy";
    for (const std::string_view text : {error.cause_en, error.cause_zh, error.remedy_en, error.remedy_zh})
      EXPECT_EQ(text.find('|'), std::string_view::npos) << error.name << " would break the table";
  }
}

using credence::testing::Ran;
using credence::testing::run_program;

Ran credence_errors(const std::string& arguments) { return run_program("errors " + arguments); }

TEST(Errors, TheCommandPrintsOneOrAll) {
  const ErrorInfo& row = info(Code::budget_exceeded);
  const std::string expected = "351  budget_exceeded\n     " + std::string(row.cause_en) + "\n     → " +
                               std::string(row.remedy_en) + "\n";
  const Ran one = credence_errors("budget_exceeded --lang en");
  EXPECT_EQ(one.exit, 0);
  EXPECT_EQ(one.output, expected);
  EXPECT_EQ(credence_errors("351 --lang en").output, expected) << "by its number";
  EXPECT_NE(credence_errors("351 --lang zh").output.find(row.cause_zh), std::string::npos);
  const Ran all = credence_errors("--json");
  const auto errors = boost::json::parse(all.output).at("errors").as_array();
  ASSERT_EQ(errors.size(), all_errors().size());
  for (std::size_t i = 0; i < errors.size(); ++i)
    EXPECT_EQ(errors[i].at("code").as_string(), all_errors()[i].name);
  EXPECT_EQ(credence_errors("no_such_code --lang en").exit, 1);
}

TEST(Errors, TheExitCodesAreOneTableOfRisingNumbers) {
  const Ran ran = credence_errors("--exit-codes --json");
  const auto rows = boost::json::parse(ran.output).at("exit_codes").as_array();
  ASSERT_EQ(rows.size(), std::size(kExitCodes));
  std::int64_t before = -1;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t number = rows[i].at("exit_code").as_int64();
    EXPECT_EQ(number, static_cast<int>(kExitCodes[i].code));
    EXPECT_GT(number, before);
    before = number;
    EXPECT_EQ(rows[i].at("meaning").at("zh").as_string(), kExitCodes[i].meaning.zh);
  }
  EXPECT_NE(credence_errors("--exit-codes --lang zh").output.find(kExitCodes[0].meaning.zh),
            std::string::npos);
}

}  // namespace
}  // namespace credence
