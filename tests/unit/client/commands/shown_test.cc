// SPDX-License-Identifier: Apache-2.0
// What lies after a day that is recorded late is named and asked about; receipts, days and beneficiaries are shown;
// enterprises are listed a page at a time.
#include <algorithm>

#include "tests/source_tree.h"
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

/// An enterprise with a title, an award that asks for it, and a payment; the day is 2026-11-02.
class CliLater : public CliThings {
 protected:
  CliLater() {
    done(kProgramme, World::programme());
    done(kQualify, World::issue("specialized", 1, Date{2026, 9, 1}));
    done(kAward, World::awards({World::award(1, 1, 400), World::award(2, 2, 500)}, 2, 900));
    RecordPayments paid = World::payments({World::payment(1, 1, 1, 300)});
    done(kPay, paid);
    day_is({2026, 11, 2});
  }
  [[nodiscard]] std::string dissolve(const std::string& day, unsigned enterprise = 1) const {
    return "enterprise dissolve " + code_text(enterprise) + " --from " + day + signing("registrar");
  }
};

TEST_F(CliLater, AnEndRecordedLateNamesWhatLiesAfterItAndAsks) {
  const Height before = w().ledger().height();
  const Ran asked = program.run("--lang en " + dissolve("2026-09-01"));
  EXPECT_EQ(asked.exit, 2) << asked.output;
  EXPECT_THAT(asked.output,
              AllOf(HasSubstr("later_records"), HasSubstr("award puhui-2022/b1#1  4.00 CNY (0.0004 wan)"),
                    HasSubstr("payment puhui-2022/p1#1"), HasSubstr("title specialized"),
                    HasSubstr("1 award, 1 payment, 1 title"), HasSubstr("--accept-later")));
  EXPECT_EQ(w().ledger().height(), before) << "nothing is signed";
  EXPECT_THAT(program.run("--lang zh " + dissolve("2026-09-01")).output,
              AllOf(HasSubstr("1 笔安排、1 笔拨付、1 项资格"), HasSubstr("安排 puhui-2022/b1#1")));
  EXPECT_EQ(program.run("--json " + dissolve("2026-09-01")).exit, 2);
  const Ran merged = program.run("enterprise merge " + code_text(1) + " --into " + code_text(3) +
                                 " --from 2026-09-15 --end specialized" + signing("registrar"));
  EXPECT_THAT(merged.output, HasSubstr("later_records"));
  const Ran renamed = program.run("enterprise rename " + code_text(1) + " --name 新名 --from 2026-09-15" +
                                  signing("registrar"));
  EXPECT_THAT(renamed.output, HasSubstr("later_records"));
  EXPECT_EQ(w().ledger().height(), before);
  const Ran agreed = program.run("--lang en " + dissolve("2026-09-15") + " --accept-later");
  EXPECT_EQ(agreed.exit, 0) << agreed.output;
  EXPECT_THAT(agreed.output,
              AllOf(HasSubstr("dissolution recorded"), HasSubstr("titles that end: specialized")));
}

TEST_F(CliLater, WhereNothingLiesAfterTheDayNothingIsAsked) {
  const Ran late = program.run("--lang en " + dissolve("2026-11-01"));
  EXPECT_EQ(late.exit, 0) << late.output;
  EXPECT_THAT(late.output,
              AllOf(HasSubstr("dissolution recorded"), HasSubstr("titles that end: specialized")));
  const auto view = json_of(dissolve("2026-11-01", 3));
  EXPECT_TRUE(view.at("titles_ended").as_array().empty()) << "it has none";
}

TEST_F(CliLater, ATitleThatEndsEarlyNamesTheAwardsOfProgrammesThatAskForIt) {
  const std::string revoke =
      "title revoke specialized " + code_text(1) + " --from 2026-09-10 --reason 假" + signing("qualify");
  SetProgrammeRules rules;
  rules.programme = "puhui-2022";
  rules.rules.required_titles.push_back("specialized");
  done(kProgramme, rules);
  const Ran asked = program.run("--lang en " + revoke);
  EXPECT_EQ(asked.exit, 2) << asked.output;
  EXPECT_THAT(asked.output, AllOf(HasSubstr("later_records"), HasSubstr("award puhui-2022/b1#1"),
                                  Not(HasSubstr("payment puhui")), Not(HasSubstr("title specialized"))));
  EXPECT_EQ(program.run(revoke + " --accept-later").exit, 0);
}

TEST_F(CliLater, ATitleNobodyRestsOnEndsWithoutAQuestion) {
  EXPECT_EQ(program
                .run("title revoke specialized " + code_text(1) + " --from 2026-09-10 --reason 假" +
                     signing("qualify"))
                .exit,
            0);
}

TEST_F(CliLater, ReceiptsOfARecoveryHaveNumberDaySumAndState) {
  done(kAward, DemandRecovery{"puhui-2022", "r1", "b1", 1, 200, "追1号", "误付"});
  EXPECT_EQ(program.run("recovery record puhui-2022 r1 --amount 1元 --on 2026-10-08" + signing("pay")).exit,
            0);
  EXPECT_EQ(program.run("recovery record puhui-2022 r1 --amount 0.5元 --on 2026-10-09" + signing("pay")).exit,
            0);
  EXPECT_EQ(program.run("recovery void puhui-2022 r1 1 --reason 误录" + signing("pay")).exit, 0);
  const Ran shown = program.run("--lang en recovery show puhui-2022 r1");
  EXPECT_EQ(shown.exit, 0) << shown.output;
  EXPECT_THAT(shown.output, AllOf(HasSubstr("in 1 receipt"), HasSubstr("2026-10-08"), HasSubstr("2026-10-09"),
                                  HasSubstr("0.50"), HasSubstr("voided, counts no more")));
  EXPECT_THAT(program.run("--lang zh recovery show puhui-2022 r1").output, HasSubstr("已冲销，不再计入"));
  fits("recovery show puhui-2022 r1");
}

TEST_F(CliLater, ResultsAreShownWithTheirDaysAndWhoseTheyAre) {
  EXPECT_EQ(program.run("acceptance record puhui-2022 b1 1 --on 2026-10-20" + signing("award")).exit, 0);
  EXPECT_EQ(
      program.run("performance record puhui-2022 b1 1 --on 2026-10-30 --grade good" + signing("award")).exit,
      0);
  const Ran line = program.run("--lang en award show puhui-2022 b1 --line 1");
  EXPECT_THAT(line.output, AllOf(HasSubstr("acceptance passed on 2026-10-20"), HasSubstr("on 2026-10-30"),
                                 HasSubstr(std::string(enterprise_name(1)))))
      << line.output;
  const Ran history = program.run("--lang en history --programme puhui-2022 --kind result_recorded");
  EXPECT_THAT(history.output, AllOf(HasSubstr("passed, 2026-10-20"), HasSubstr("2026-10-30"),
                                    HasSubstr(std::string(enterprise_name(1)))))
      << history.output;
}

TEST_F(CliLater, EnterprisesAreListedAPageAtATime) {
  std::vector<std::string> codes{code_text(1), code_text(2), code_text(3)};
  std::ranges::sort(codes);
  const Ran all = program.run("--lang en enterprise list");
  EXPECT_EQ(all.exit, 0) << all.output;
  EXPECT_THAT(all.output, AllOf(HasSubstr(codes[0]), HasSubstr(codes[1]), HasSubstr(codes[2]),
                                HasSubstr("complete: 3 enterprises, of all blocks up to")));
  const Ran first = program.run("--lang en enterprise list --limit 2");
  EXPECT_THAT(first.output,
              AllOf(HasSubstr(codes[1]), HasSubstr("--after " + codes[1]), Not(HasSubstr("complete"))));
  EXPECT_THAT(first.output, Not(HasSubstr(codes[2])));
  const auto rest = json_of("enterprise list --limit 2 --after " + codes[1]);
  ASSERT_EQ(rest.at("enterprises").as_array().size(), 1U);
  EXPECT_EQ(rest.at("enterprises").as_array()[0].at("code").as_string(), codes[2]);
  EXPECT_FALSE(rest.at("complete").as_bool());
  EXPECT_EQ(rest.at("codes_after").to_number<int>(), 0);
  EXPECT_TRUE(json_of("enterprise list").at("complete").as_bool());
  fits("enterprise list");
}

TEST_F(CliLater, AnAmendedDayIsShownFromTheOldToTheNew) {
  const Ran amended =
      program.run("award amend puhui-2022 b1 --published 2026-09-20 --reason 更正" + signing("award"));
  EXPECT_EQ(amended.exit, 0) << amended.output;
  const Ran shown = program.run("--lang en award show puhui-2022 b1");
  EXPECT_THAT(shown.output, AllOf(HasSubstr("2026-11-02 amended, published none → 2026-09-20: 更正"),
                                  Not(HasSubstr("before 9.00"))))
      << shown.output;
  EXPECT_EQ(
      program.run("award amend puhui-2022 b1 --published 2026-09-21 --reason 再更正" + signing("award")).exit,
      0);
  EXPECT_THAT(program.run("--lang zh award show puhui-2022 b1").output,
              HasSubstr("公布日期 2026-09-20 → 2026-09-21：再更正"));
  EXPECT_TRUE(json_of("award show puhui-2022 b1").contains("amendment"));
}

/// The duties of one province say nothing of the network of another.
TEST(CliOtherProvince, ACatalogueOfAnotherNetworkIsRefused) {
  Genesis other = genesis();
  for (auto& department : other.departments) department.id = Id("qh" + std::string(department.id).substr(2));
  for (auto& key : other.keys) key.department = Id("qh" + std::string(key.department).substr(2));
  for (auto& title : other.qualifications) title.issuer = Id("qh" + std::string(title.issuer).substr(2));
  const ProgramOnNetwork program(other);
  const std::string catalogue = " --catalogue " + (source_dir() / "configs/guangdong-2021-2025").string();
  const Ran ran = program.run("--lang en duty show" + catalogue);
  EXPECT_EQ(ran.exit, 2) << ran.output;
  EXPECT_THAT(ran.output,
              AllOf(HasSubstr("other_catalogue"), HasSubstr("guangdong-demo"), Not(HasSubstr("gd-dst"))));
  EXPECT_THAT(program.run("--lang en department show qh-iit").output, Not(HasSubstr("answers for")));
}

TEST(CliPublicKeys, ANameThatNobodyHasIsNamedAndWhoHasNoKeyHereIsSaid) {
  const ScratchFolder scratch;
  const std::string key = samples::secret(201).public_key().hex();
  const std::string init = " network init --base-port 25300 --catalogue " +
                           (source_dir() / "configs/guangdong-2021-2025").string() + " --public-keys " +
                           (scratch / "keys.csv").string();
  write_bytes(scratch / "keys.csv", "gd-nosuch," + key + "\n");
  const Ran wrong = run_program("--lang en --data " + (scratch / "a").string() + init);
  EXPECT_THAT(wrong.output, AllOf(HasSubstr("unknown_choice"), HasSubstr("gd-nosuch: no post or node"),
                                  Not(HasSubstr("no_such_key"))))
      << wrong.output;
  write_bytes(scratch / "keys.csv",
              "gd-iit-admin," + key + "\ngd-iit," + samples::secret(202).public_key().hex() + "\n");
  const Ran right = run_program("--lang en --data " + (scratch / "b").string() + init);
  EXPECT_EQ(right.exit, 0) << right.output;
  EXPECT_THAT(right.output,
              AllOf(HasSubstr("posts whose key is not here; they sign where it is: gd-iit-admin\n"),
                    HasSubstr("node.key.json: gd-iit\n")));
}

}  // namespace
}  // namespace credence::testing
