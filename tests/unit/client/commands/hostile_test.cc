// SPDX-License-Identifier: Apache-2.0
// What nodes and files hand in, and what the command line makes of it: no terminal obeys it, and --json is
// JSON.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Sets the title of a terminal, wipes it, and writes what nobody said.
constexpr std::string_view kHostile =
    "\x1b]0;owned\x07\x1b[2J\x1b[31mverified\r\ncredence: verified \xC2\x9B"
    "31m\xE2\x80\xAE";

bool obeyed(const std::string& output) {
  for (const char c : output)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F) return true;
  return output.contains("\xC2\x9B") || output.contains("\xE2\x80\xAE");
}

TEST(HolesCli, WhatANodeSaysIsShownAndNotObeyed) {
  ProgramOnNetwork program;
  program.net.behave_all([](const auto&, const auto&, const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 0) return std::nullopt;
    boost::json::object problem{
        {"status", 404}, {"code", "not_found"}, {"detail", kHostile}, {"name", kHostile}};
    return Answer{404, boost::json::serialize(problem)};
  });
  const std::string id(64, 'a');
  for (const std::string& command : {"tx " + id, std::string("block latest"), std::string("block 1"),
                                     std::string("network status"), std::string("evidence list")}) {
    const Ran ran = program.run(command + " --lang en");
    EXPECT_FALSE(obeyed(ran.output)) << command << "\n" << ran.output;
    EXPECT_THAT(ran.output, Not(HasSubstr("\ncredence: verified"))) << command;
  }
  const Ran json = program.run("--json tx " + id);
  EXPECT_FALSE(obeyed(json.output));
  const auto read = boost::json::parse(json.output).as_object();
  EXPECT_EQ(read.at("error").as_object().at("detail").as_string(), kHostile)
      << "the same text, as JSON has it";
}

TEST(HolesCli, JsonIsJsonWhateverAFileIsCalled) {
  const ScratchFolder scratch;
  const std::string name = scratch / "\xB4\xED\x1b[2J.xlsx";
  write_bytes(name, "no workbook");
  ProgramOnNetwork program;
  for (const std::string& command :
       {"award import '" + name + "' --programme p --batch b --key k",
        "verify '" + name + "' --anchor '" + name + "'", "document anchor '" + name + "' --key k",
        "audit '" + name + "'", "--passphrase-file '" + name + "' keys new x"}) {
    const Ran json = program.run("--json " + command);
    boost::system::error_code error;
    const auto value = boost::json::parse(json.output, error);
    EXPECT_FALSE(error) << command << "\n" << json.output;
    EXPECT_FALSE(obeyed(json.output)) << command;
    EXPECT_FALSE(obeyed(program.run(command + " --lang zh").output)) << command;
  }
}

TEST(HolesCli, AWrongAddressIsToldInBothLanguages) {
  ProgramOnNetwork program;
  EXPECT_THAT(program.run("block latest --node https://127.0.0.1:7601/v1 --lang en").output,
              AllOf(HasSubstr("address_path"), HasSubstr("leave out /v1")));
  EXPECT_THAT(program.run("block latest --node https://127.0.0.1:7601/v1 --lang zh").output,
              HasSubstr("请去掉 /v1"));
  EXPECT_THAT(program.run("block latest --node ftp://127.0.0.1:7601 --lang en").output,
              HasSubstr("address_scheme"));
  EXPECT_THAT(program.run("block latest --node http://127.0.0.1 --lang en").output,
              HasSubstr("address_port"));
  EXPECT_EQ(program.run("block latest --node http://127.0.0.1 --lang en").exit, 1);
}

TEST(HolesCli, APassphraseFileWithABomOrABlankIsToldAsSuch) {
  const ScratchFolder scratch;
  write_bytes(scratch / "bom", "\xEF\xBB\xBFsecret\n");
  write_bytes(scratch / "blank", "secret \n");
  ProgramOnNetwork program;
  for (const std::string name : {"bom", "blank"}) {
    std::filesystem::permissions(scratch / name, std::filesystem::perms::owner_read);
    const std::string command = "keys new x --out " + (scratch / "x.json").string() + " --passphrase-file " +
                                (scratch / name).string();
    const Ran en = program.run(command + " --lang en"), zh = program.run(command + " --lang zh");
    EXPECT_EQ(en.exit, 6);
    EXPECT_THAT(en.output, AllOf(HasSubstr("bad_passphrase"), HasSubstr("one line of UTF-8")));
    EXPECT_THAT(zh.output, HasSubstr("口令不是一行纯文本"));
  }
}

}  // namespace
}  // namespace credence::testing
