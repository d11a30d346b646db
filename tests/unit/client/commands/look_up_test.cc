// SPDX-License-Identifier: Apache-2.0
// Who knows no code and no id finds both: enterprises by a part of their name, all programmes, all titles.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CliLookUp : public ::testing::Test {
 protected:
  CliLookUp() {
    world::World& w = program.net.world();
    RegisterEnterprises list;
    list.lines.push_back({samples::code(1), "样例（广州）软件有限公司", {}, Name("广州")});
    list.lines.push_back({samples::code(2), "样例软件研究院", {}, {}});
    list.lines.push_back({samples::code(3), "旧名机械厂", {}, {}});
    EXPECT_EQ(w.run(world::kRegistrar, list), Code::ok) << w.detail;
    EXPECT_EQ(w.run(world::kRegistrar, RenameEnterprise{samples::code(3), "新名机械厂", {2024, 1, 1}, {}}),
              Code::ok)
        << w.detail;
    EXPECT_EQ(w.run(world::kProgramme, world::World::programme(500'000'050)), Code::ok) << w.detail;
  }
  ProgramOnNetwork program;
};

TEST_F(CliLookUp, AnEnterpriseIsFoundByAPartOfItsNameHoweverItIsTyped) {
  const std::string first(text_of(samples::code(1))), second(text_of(samples::code(2))),
      third(text_of(samples::code(3)));
  const Ran both = program.run("enterprise find 软件");
  EXPECT_EQ(both.exit, 0);
  EXPECT_THAT(both.output,
              AllOf(HasSubstr(first), HasSubstr(second), Not(HasSubstr(third)), HasSubstr("2 enterprises")));
  EXPECT_THAT(program.run("enterprise find '样例(广 州)软件'").output,
              AllOf(HasSubstr(first), Not(HasSubstr(second))));
  const Ran renamed = program.run("--lang zh enterprise find 旧名");
  EXPECT_EQ(renamed.exit, 0);
  EXPECT_THAT(renamed.output, AllOf(HasSubstr(third), HasSubstr("新名机械厂"), HasSubstr("旧名机械厂")));
  const Ran none = program.run("--lang zh enterprise find 没有此名");
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.output, HasSubstr("已查至区块"));
  const auto json = boost::json::parse(program.run("--json enterprise find 研究院").output).as_object();
  EXPECT_EQ(json.at("enterprises").as_array().at(0).at("code").as_string(), second);
}

TEST_F(CliLookUp, ProgrammesAreListedWholeAndByDepartmentAndYear) {
  const Ran all = program.run("--lang zh programme list");
  EXPECT_EQ(all.exit, 0);
  EXPECT_THAT(all.output, AllOf(HasSubstr("puhui-2022"), HasSubstr("普惠性制造业投资奖励"),
                                HasSubstr("5,000,000.50"), HasSubstr("完整：共 1 个专项")));
  EXPECT_THAT(program.run("programme list --year 2022 --department gd-finance").output,
              HasSubstr("puhui-2022"));
  EXPECT_THAT(program.run("programme list --year 2023").output,
              AllOf(Not(HasSubstr("puhui-2022")), HasSubstr("0 programmes")));
  EXPECT_THAT(program.run("programme list --department gd-science").output, Not(HasSubstr("puhui-2022")));
  const auto json = boost::json::parse(program.run("--json programme list").output).as_object();
  EXPECT_EQ(json.at("programmes").as_array().at(0).at("id").as_string(), "puhui-2022");
}

TEST_F(CliLookUp, TitlesAreListedUnderBothWordsForThem) {
  for (const std::string family : {"qualification", "title"}) {
    const Ran all = program.run("--lang zh " + family + " list");
    EXPECT_EQ(all.exit, 0) << all.output;
    EXPECT_THAT(all.output, AllOf(HasSubstr("little-giant"), HasSubstr("专精特新"), HasSubstr("gd-iit"),
                                  HasSubstr("完整：共 2 种资格")));
  }
}

}  // namespace
}  // namespace credence::testing
