// SPDX-License-Identifier: Apache-2.0
// Lists that are about something else than the command says, as a clerk sends them: another title, another programme,
// another enterprise behind a code.
#include <gmock/gmock.h>

#include "tests/unit/client/commands/program.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ImportAbout : public ::testing::Test {
 protected:
  ImportAbout() { program.net.world().register_enterprises(5); }
  std::string file(const std::string& text, const std::string& name = "list.csv") {
    write_bytes(program.path(name), text);
    return "'" + program.path(name) + "'";
  }
  static std::string named(unsigned who) {
    return std::string(world::enterprise_name(who)) + "," + std::string(text_of(samples::code(who)));
  }
  ProgramOnNetwork program;
};

TEST_F(ImportAbout, ThePartyOfACreditEntryIsTheEnterpriseOfItsCode) {
  const auto run = [&](const std::string& name, const std::string& lang = "zh") {
    return program.run("--lang " + lang + " credit import " +
                       file("CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_SY,CF_JDRQ,CF_GSJZQ\n" + name + "," +
                            std::string(text_of(samples::code(1))) +
                            ",粤罚〔2026〕1号,事实,2026-05-01,2027-04-30\n") +
                       " --batch c1 --class general --dry-run");
  };
  const Ran right = run(std::string(world::enterprise_name(1)));
  EXPECT_THAT(right.output, AllOf(HasSubstr("照录（国家标准字段）"), Not(HasSubstr("不读取")),
                                  HasSubstr("no_such_key")));  // the list is read, and would be signed
  const Ran wrong = run("样例另一有限公司");
  EXPECT_EQ(wrong.exit, 5) << wrong.output;
  EXPECT_THAT(wrong.output, AllOf(HasSubstr("name_mismatch"), HasSubstr("样例另一有限公司")));
  EXPECT_THAT(run("Another Company", "en").output, HasSubstr("name_mismatch"));
}

TEST_F(ImportAbout, AnotherTitleOrProgrammeOfTheLedgerIsAskedAbout) {
  program.net.world().create_programme(10'000'000'000);
  const auto award = [&](const std::string& title) {
    return program.run("--lang zh award import " +
                       file(title + "\n序号,企业名称,统一社会信用代码,金额（万元）,专项名称\n1," + named(1) +
                            ",10,企业上云专项\n2," + named(2) + ",20,\n") +
                       " --programme puhui-2022 --batch b1 --duplicates off --dry-run");
  };
  const Ran asked = award("安排表");
  EXPECT_EQ(asked.exit, 5) << asked.output;
  EXPECT_THAT(asked.output, AllOf(HasSubstr("企业上云专项（第 3 行）"), HasSubstr("专项名称 企业上云专项"),
                                  HasSubstr("take 记录"), HasSubstr("leave 略过")));
  std::string questions = file_bytes(program.path("list.csv.questions.csv"));
  questions.insert(questions.rfind('\n'), "leave");
  write_bytes(program.path("answers.csv"), questions);
  const Ran left = program.run("--lang zh award import " + program.path("list.csv") +
                               " --programme puhui-2022 --batch b1 --duplicates off --dry-run --answers " +
                               program.path("answers.csv"));
  EXPECT_EQ(left.exit, 0) << left.output;
  EXPECT_THAT(left.output, AllOf(HasSubstr("按答复略过"), HasSubstr("1 行，1 份清单")));
}

TEST_F(ImportAbout, ATitleListIsHeldAgainstTheTitleAndTheDayOfTheCommand) {
  const auto run = [&](const std::string& text, const std::string& more = "--from 2026-06-01") {
    return program.run("--lang zh title import " + file(text) + " --title specialized --batch q1 --dry-run " +
                       more);
  };
  const std::string heads = "序号,企业名称,统一社会信用代码", one = "\n1," + named(1),
                    two = "\n2," + named(2);
  EXPECT_EQ(run(heads + one + two + "\n").exit, 0);
  const Ran title = run("2026年度隐形冠军名单\n" + heads + one + two + "\n");
  EXPECT_EQ(title.exit, 5);
  EXPECT_THAT(title.output, AllOf(HasSubstr("整表标题：2026年度隐形冠军名单"), HasSubstr("（第 3~4 行）")));
  const std::string term =
      heads + ",资格保留期" + one + ",2026-06-01至2027-05-31" + two + ",2026-06-01至2027-05-31\n";
  const Ran open = run(term);
  EXPECT_EQ(open.exit, 5);
  EXPECT_THAT(open.output, AllOf(HasSubstr("--column 有效期=…"), HasSubstr("资格保留期")));
  EXPECT_THAT(run(term, "--from 2026-06-01 --column 有效期=资格保留期").output, HasSubstr("repeated_column"));
  EXPECT_THAT(run(term, "--column 有效期=资格保留期").output, HasSubstr("2027-05-31"));
  EXPECT_EQ(run(term, "--from 2026-06-01 --column 有效期=-").exit, 0);
  const Ran destroyed = run(heads + ",证书编号" + one + ",1.23E+17" + two + ",待发\n");
  EXPECT_EQ(destroyed.exit, 5);
  EXPECT_THAT(destroyed.output, AllOf(HasSubstr("digits_lost"), HasSubstr("“待发”不像一个有效的证书编号")));
}

}  // namespace
}  // namespace credence::testing
