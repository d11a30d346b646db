// SPDX-License-Identifier: Apache-2.0
// A command line is understood as its tree declares it: every value in its place, every mistake told for
// what it is.
#include <gmock/gmock.h>

#include <random>

#include "client/console/app.h"
#include "client/console/help.h"

namespace credence {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Values {
  bool json = false, loud = false, yes = false, no = false;
  std::string key, code, kind = "grant", note, by;
  std::filesystem::path file, print;
  std::uint8_t days = 0;
  std::uint64_t height = ~std::uint64_t{0};
  std::uint16_t port = 7100;
  std::vector<std::string> roles, names;
  std::vector<std::uint32_t> lines;
  std::string programme, batch, title;
  std::uint32_t line = 0;
};

class CommandLine : public ::testing::Test {
 protected:
  CommandLine() {
    root.flag("--json", v.json, {"as JSON", "输出 JSON"});
    root.option("--key KEY", &v.key, {"who signs", "签名密钥"}).of(Use::key);
    Command& list = root.command("list", {"lists", "名单"});
    Command& add = list.command("import", {"record a list", "记录名单"}).uses(Use::key);
    add.argument("CODE", &v.code, {"its code", "代码"});
    add.argument("[FILE]", &v.file, {"a file", "文件"});
    add.option("--kind KIND", &v.kind, {"which kind", "类别"}).one_of({"grant", "reward"});
    add.option("--days N", &v.days, {"how long", "天数"}).range(1, 60);
    add.option("--until N", &v.height, {"the last one", "最后一个"});
    add.option("--port N", &v.port, {"where", "端口"});
    add.option("--role ROLE", &v.roles, {"may do", "角色"}).required();
    add.option("-o,--out NAME", &v.note, {"the name", "名称"});
    add.option("--print FILE", &v.print, {"a print", "打印件"}).ends_in({".pdf"});
    add.flag("--loud", v.loud, {"say more", "详细"});
    Command& vote = list.command("vote", {"vote on it", "表决"});
    Option& yes = vote.flag("--yes", v.yes, {"for it", "赞成"});
    Option& no = vote.flag("--no", v.no, {"against it", "反对"});
    vote.exactly_one({yes, no});
    Option& by = vote.option("--by NAME", &v.by, {"who votes", "表决人"});
    vote.option("--days N", &v.days, {"how long", "天数"}).needs({by}).excludes({no});
    vote.argument("[NAME]", &v.names, {"names", "名称"});
    Command& withdraw = list.command("withdraw", {"take lines back", "撤回"});
    withdraw.argument("LINES", &v.lines, {"which", "行号"});
    withdraw.wrong_if([this] { return v.lines == std::vector<std::uint32_t>{13}; },
                      {"not thirteen", "不可为十三"});
    root.command("show", {"show it", "显示"});
    Command& close = root.command("close", {"close lines", "结项"});
    Command& look = root.command("look", {"look at it", "查看"});
    for (Command* one : {&close, &look}) {
      one->argument("PROGRAMME", &v.programme, {"a programme", "专项"});
      one->argument("BATCH", &v.batch, {"a batch", "批次"});
    }
    close.argument("[LINE]", &v.lines, {"lines", "行号"});
    look.option("--line N", &v.line, {"a line", "行号"});
    Command& shown = root.command("show-list", {"a list", "清单"}).command("show", {"show it", "显示"});
    shown.argument("PROGRAMME", &v.programme, {"a programme", "专项"});
    shown.argument("LIST", &v.batch, {"a list", "清单"});
    Command& holds = root.command("holds", {"a title", "资格"});
    holds.argument("TITLE", &v.title, {"a title", "资格"});
    holds.argument("CODE", &v.code, {"its code", "代码"});
  }
  std::expected<const Command*, Mistake> words(std::vector<std::string> given) {
    return understand(root, given);
  }
  /// The mistake in both languages.
  std::string mistake(std::vector<std::string> given) {
    const auto out = words(std::move(given));
    return out ? "none"
               : mistake_text(out.error(), Language::en) + " | " + mistake_text(out.error(), Language::zh);
  }
  std::vector<std::string> meant(std::vector<std::string> given) {
    return words(std::move(given)).error().nearest;
  }

  Values v;
  Command root{"program", {"a program", "程序"}, nullptr};
};

TEST_F(CommandLine, EveryValueIsInItsPlace) {
  const auto command = words({"--json", "list", "import", "C1", "--role", "pay", "f.csv", "--key=k", "--days",
                              "60", "--role=award", "-o", "-n", "--loud"});
  ASSERT_TRUE(command);
  EXPECT_EQ((*command)->path(), "program list import");
  EXPECT_TRUE(v.json && v.loud);
  EXPECT_EQ(v.key, "k") << "an option of the program stands anywhere";
  EXPECT_EQ(v.code, "C1");
  EXPECT_EQ(v.file, "f.csv");
  EXPECT_EQ(v.days, 60);
  EXPECT_EQ(v.note, "-n") << "a value may begin like an option";
  EXPECT_THAT(v.roles, ElementsAre("pay", "award"));
  EXPECT_EQ(v.kind, "grant") << "what is not given stays";
  ASSERT_TRUE(words({"list", "vote", "--yes", "a", "b"}));
  EXPECT_THAT(v.names, ElementsAre("a", "b"));
  ASSERT_TRUE(words({"list", "withdraw", "4", "2"}));
  EXPECT_THAT(v.lines, ElementsAre(4U, 2U));
  ASSERT_TRUE(words({"list", "withdraw", "--", "7"}));
}

TEST_F(CommandLine, WhatTablesPrintIsReadBack) {
  for (const std::vector<std::string>& given : {std::vector<std::string>{"close", "p-2026/b1#3", "4"},
                                                {"close", "p-2026", "b1#3", "4"},
                                                {"close", "p-2026/b1", "3", "4"}}) {
    v = {};
    ASSERT_TRUE(words(given)) << mistake(given);
    EXPECT_EQ(v.programme + " " + v.batch, "p-2026 b1");
    EXPECT_THAT(v.lines, ElementsAre(3U, 4U));
  }
  ASSERT_TRUE(words({"look", "p-2026/b1#7"}));
  EXPECT_EQ(v.batch, "b1");
  EXPECT_EQ(v.line, 7U) << "the line of what has it as an option";
  v = {};
  ASSERT_TRUE(words({"show-list", "show", "p-2026/l1#3"})) << mistake({"show-list", "show", "p-2026/l1#3"});
  EXPECT_EQ(v.programme + " " + v.batch, "p-2026 l1") << "the list that holds the line";
  EXPECT_THAT(mistake({"close", "p-2026"}), HasSubstr("BATCH"));
  v = {};
  EXPECT_THAT(mistake({"look", "p-2026/b1#7", "--line", "8"}), HasSubstr("BATCH")) << "it says two things";
  ASSERT_TRUE(words({"look", "/b1", "x"}));
  EXPECT_EQ(v.programme, "/b1");
}

TEST_F(CommandLine, ACodeAndATitleAreToldApart) {
  for (const std::vector<std::string>& given :
       {std::vector<std::string>{"holds", "high-tech", "91440101MA5CKY3N8B"},
        {"holds", "91440101MA5CKY3N8B", "high-tech"}}) {
    v = {};
    ASSERT_TRUE(words(given));
    EXPECT_EQ(v.title + " " + v.code, "high-tech 91440101MA5CKY3N8B");
  }
  ASSERT_TRUE(words({"holds", "high-tech", "9144"}));
  EXPECT_EQ(v.title, "high-tech") << "a code that is none stays where it stands, and is refused there";
}

TEST_F(CommandLine, UnknownWordsAreNamedAndWhatMayHaveBeenMeant) {
  EXPECT_EQ(mistake({"list", "improt", "C1", "--role", "pay"}),
            "unknown words (improt) | 无法识别的词（improt）");
  EXPECT_THAT(meant({"list", "improt"}), ElementsAre("import"));
  EXPECT_THAT(meant({"lits"}), ElementsAre("list"));
  EXPECT_THAT(meant({"import", "x.csv"}), ElementsAre("list import")) << "a command that stands elsewhere";
  EXPECT_THAT(meant({"xyzzy"}), IsEmpty());
  EXPECT_EQ(mistake({"list", "import", "C1", "--rolle", "pay"}),
            "unknown words (--rolle) | 无法识别的词（--rolle）");
  EXPECT_THAT(meant({"list", "import", "C1", "--rolle=pay"}), ElementsAre("--role"));
  EXPECT_THAT(meant({"list", "import", "C1", "--kye", "k"}), ElementsAre("--key")) << "one of the program's";
  EXPECT_EQ(mistake({"show", "this", "that"}), "unknown words (this that) | 无法识别的词（this that）");
  EXPECT_EQ(words({"list", "improt"}).error().command->path(), "program list");
}

TEST_F(CommandLine, WhatIsMissingIsNamed) {
  EXPECT_EQ(mistake({"list"}), "something is missing (a sub-command) | 缺少必需的内容（子命令）");
  EXPECT_EQ(mistake({"list", "import"}),
            "something is missing (CODE, --role) | 缺少必需的内容（CODE、--role）");
  EXPECT_EQ(mistake({"list", "vote"}),
            "something is missing (one of --yes, --no) | 缺少必需的内容（--yes、--no 之一）");
  EXPECT_EQ(mistake({"list", "import", "C1", "--role"}),
            "something is missing (the value of --role) | 缺少必需的内容（--role 的值）");
  EXPECT_EQ(mistake({"list", "import", "C1", "--kind=", "--role", "pay"}),
            "something is missing (the value of --kind) | 缺少必需的内容（--kind 的值）")
      << "the next word is not taken for it";
  EXPECT_EQ(mistake({"list", "import", "", "--role", ""}),
            "something is missing (the value of CODE) | 缺少必需的内容（CODE 的值）")
      << "an empty value is none";
  EXPECT_EQ(mistake({"list", "import", "C1", "--role", "pay", "--kind", ""}),
            "something is missing (the value of --kind) | 缺少必需的内容（--kind 的值）")
      << "also of what may be left out";
}

TEST_F(CommandLine, WrongValuesAreNamedWithWhatIsRight) {
  const std::vector<std::string> good{"list", "import", "C1", "--role", "pay"};
  const auto with = [&](const std::string& option, const std::string& value) {
    std::vector<std::string> all = good;
    all.insert(all.end(), {option, value});
    return mistake(all);
  };
  EXPECT_EQ(with("--days", "soon"),
            "not understood (--days: soon is not a whole number from 1 to 60) | 无法理解（--days 的值 soon "
            "不是 1 至 60 之间的整数）");
  for (const char* value : {"0", "61", "-1", "+5", "1.5", "0x5", " 5", "5 ", "99999999999999999999999"})
    EXPECT_THAT(with("--days", value), HasSubstr("from 1 to 60")) << value;
  EXPECT_EQ(with("--days", "1"), "none");
  EXPECT_EQ(with("--until", "18446744073709551615"), "none");
  EXPECT_THAT(with("--until", "18446744073709551616"), HasSubstr("from 0 to 18446744073709551615"));
  EXPECT_THAT(with("--port", "65536"), HasSubstr("from 0 to 65535")) << "what its variable holds";
  EXPECT_EQ(v.port, 7100);
  EXPECT_EQ(with("--kind", "grants"),
            "not understood (--kind: grants is not one of grant, reward) | 无法理解（--kind 的值 grants "
            "不在以下各项之中：grant、reward）");
  EXPECT_THAT(words({"list", "import", "C1", "--role", "pay", "--kind", "grants"}).error().nearest,
              ElementsAre("grant"));
  EXPECT_EQ(with("--loud=3", "x"),
            "not understood (--loud takes no value: 3) | 无法理解（--loud 不需要值：3）");
  EXPECT_EQ(with("--print", "list.txt"),
            "not understood (--print: the name of such a file ends in .pdf: list.txt) | "
            "无法理解（--print 所写文件的扩展名应为 .pdf：list.txt）");
  for (const char* value : {"list.pdf", "list.PDF", "list", "-", "a.b/list"})
    EXPECT_EQ(with("--print", value), "none") << value;
  EXPECT_THAT(mistake({"list", "withdraw", "4", "x"}), HasSubstr("LINES: x is not a whole number"));
  EXPECT_EQ(mistake({"list", "import", "C1", "--role", "pay", "--kind", "grant", "--kind", "reward"}),
            "not understood (--kind is given twice) | 无法理解（--kind 只能填写一次）");
}

TEST_F(CommandLine, WhatDoesNotGoTogetherIsNamed) {
  EXPECT_EQ(mistake({"list", "vote", "--yes", "--no"}),
            "not understood (only one of --yes, --no) | 无法理解（--yes、--no 只能填其一）");
  EXPECT_EQ(mistake({"list", "vote", "--no", "--by", "x", "--days", "3"}),
            "not understood (--days excludes --no) | 无法理解（--days 不可与 --no 同用）");
  EXPECT_EQ(mistake({"list", "vote", "--yes", "--days", "3"}),
            "not understood (--days needs --by) | 无法理解（--days 须与 --by 同用）");
  EXPECT_EQ(mistake({"list", "withdraw", "13"}), "not understood (not thirteen) | 无法理解（不可为十三）");
}

TEST_F(CommandLine, ValuesBesideAMistakeAreInTheirPlaces) {
  EXPECT_FALSE(words({"list", "improt", "--json"}));
  EXPECT_TRUE(v.json) << "so that the mistake is told in the form that was asked for";
  EXPECT_FALSE(words({"--key", "k", "list", "import", "C1", "--role"}));
  EXPECT_EQ(v.key, "k");
}

TEST_F(CommandLine, TheHelpSaysWhatTheTreeSays) {
  const Command& import = *root.find("list")->find("import");
  const std::string en = help_text(import, Language::en, 80), zh = help_text(import, Language::zh, 80);
  EXPECT_THAT(
      en, AllOf(HasSubstr("record a list\n\nUsage: program list import CODE [FILE] --role ROLE [OPTIONS]\n"),
                HasSubstr("\nArguments:\n  CODE"),
                HasSubstr("--kind KIND     which kind (one of grant, reward; default grant)\n"),
                HasSubstr("how long (1 to 60)\n"), HasSubstr("may do (required; repeatable)\n"),
                HasSubstr("-o, --out NAME  the name\n"),
                HasSubstr("\nCommon options:\n  --json     as JSON\n  --key KEY  who signs\n")));
  EXPECT_THAT(zh, AllOf(HasSubstr("用法: program list import CODE [FILE] --role ROLE [选项]\n"),
                        HasSubstr("类别（可选值：grant、reward；默认 grant）\n"),
                        HasSubstr("角色（必填；可重复）\n")));
  const Command& vote = *root.find("list")->find("vote");
  EXPECT_THAT(help_text(vote, Language::en, 80),
              AllOf(HasSubstr("\nExactly one of: --yes, --no\n"),
                    HasSubstr("how long (not with --no; only with --by)\n"), Not(HasSubstr("--key"))))
      << "it does not sign";
  EXPECT_THAT(
      help_text(root, Language::en, 80),
      AllOf(HasSubstr("Usage: program COMMAND"),
            HasSubstr("\nCommands:\n  list       lists\n  show       show it\n"), HasSubstr("--key KEY")));
  EXPECT_THAT(help_text(vote, Language::en, 80), HasSubstr("Usage: program list vote [NAME...] [OPTIONS]\n"));
}

TEST_F(CommandLine, AnAllowedValueThatTheDescriptionExplainsIsNotListedTwice) {
  Command& command = root.command("more", {"more", "更多"});
  command.option("--kind KIND", &v.kind, {"what it is", "类型：grant 补助、reward 奖励"})
      .one_of({"grant", "reward"});
  EXPECT_THAT(help_text(command, Language::en, 80),
              HasSubstr("what it is (one of grant, reward; default grant)"));
  EXPECT_THAT(help_text(command, Language::zh, 80), HasSubstr("类型：grant 补助、reward 奖励（默认 grant）"));
}

TEST_F(CommandLine, AnyWordsAreUnderstoodOrAMistake) {
  const std::vector<std::string> pool{
      "list",    "import",    "vote",    "withdraw", "show",   "C1",    "5",      "--role",  "pay",   "--yes",
      "--no",    "--key",     "--json",  "--",       "++",     "-",     "---",    "--=",     "=",     "",
      "--json=", "--json=no", "--role=", "[a,b]",    "[]",     "{}",    "-o",     "-oo",     "-ox=y", "--by",
      "%%",      "\xff",      "--日期",  "-期",      "--help", "/json", "--days", "--days=7"};
  std::mt19937 random(7);
  std::size_t understood = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::vector<std::string> given;
    for (std::size_t n = random() % 8; n > 0; --n) given.push_back(pool[random() % pool.size()]);
    const auto out = words(given);
    if (out) {
      ++understood;
    } else {
      EXPECT_FALSE(mistake_text(out.error(), Language::zh).empty());
    }
  }
  EXPECT_GT(understood, 10U);
}

TEST(Nearest, IsWhatAMistypedWordMeant) {
  const std::vector<std::string> words{"award", "audit", "payment", "programme", "prove", "project"};
  EXPECT_THAT(nearest("awrad", words), ElementsAre("award"));
  EXPECT_THAT(nearest("programe", words), ElementsAre("programme"));
  EXPECT_THAT(nearest("prog", words), ElementsAre("programme")) << "its beginning";
  EXPECT_THAT(nearest("nothing", words), IsEmpty());
  EXPECT_THAT(nearest("", words), IsEmpty());
  EXPECT_THAT(nearest(std::string(100'000, 'a'), words), IsEmpty());
}

}  // namespace
}  // namespace credence
