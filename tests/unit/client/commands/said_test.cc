// SPDX-License-Identifier: Apache-2.0
// What a command says of what it recorded: that it is in public notice, that it waits, and to which day; sums in
// both units; what lies after a day that is recorded late.
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

/// A programme whose awards, and a title whose recognitions, are in public notice for ten days.
class CliNotice : public CliThings {
 protected:
  explicit CliNotice(bool four_eyes = false) : CliThings(four_eyes) {
    done(kProgramme, World::programme());
    SetProgrammeRules rules;
    rules.programme = "puhui-2022";
    rules.rules.notice_days = 10;
    done(kProgramme, rules);
    SetQualificationRule rule;
    rule.type = "specialized";
    rule.rule.version = "v1";
    rule.rule.effective_from = Date{2020, 1, 1};
    rule.rule.years = 3;
    rule.rule.notice_days = 10;
    rule.rule.document_no = "规则1号";
    done(kQualify, rule);
    write_bytes(program.path("titles.csv"), "企业名称,统一社会信用代码,有效期起\n" +
                                                std::string(enterprise_name(1)) + "," + code_text(1) +
                                                ",2026-09-01\n" + std::string(enterprise_name(2)) + "," +
                                                code_text(2) + ",2026-09-01\n");
  }
  [[nodiscard]] std::string issue(unsigned enterprise) const {
    return "title issue specialized " + code_text(enterprise) + " --name " +
           std::string(enterprise_name(enterprise)) + " --from 2026-09-01 --batch t1" + signing("qualify");
  }
  [[nodiscard]] std::string awards(const std::string& batch) const {
    write_bytes(program.path(batch + ".csv"), "企业名称,统一社会信用代码,项目名称,金额（万元）\n" +
                                                  std::string(enterprise_name(1)) + "," + code_text(1) +
                                                  ",产线改造" + batch + ",0.01\n");
    return "award import " + program.path(batch + ".csv") +
           " --programme puhui-2022 --duplicates off --batch " + batch + " --stage public_notice" +
           signing("award");
  }
  [[nodiscard]] std::string titles() const {
    return "title import " + program.path("titles.csv") + " --title specialized --batch t2" +
           signing("qualify");
  }
};

TEST_F(CliNotice, ATitleInNoticeIsNotCalledIssued) {
  const Ran ran = program.run("--lang en " + issue(1));
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("in public notice to 2026-10-01, not issued yet: "),
                                Not(HasSubstr("title issued")),
                                HasSubstr("decide from 2026-10-02: credence title decide specialized " +
                                          code_text(1) + " --recognise --key KEY")));
  EXPECT_THAT(program.run("--lang zh " + issue(2)).output,
              AllOf(HasSubstr("公示至 2026-10-01，尚未认定："),
                    HasSubstr("自 2026-10-02 起决定：credence title"), Not(HasSubstr("已认定"))));
  const auto notice = json_of(issue(3)).at("public_notice").as_object();
  EXPECT_EQ(notice.at("notice_to").as_string(), "2026-10-01");
  EXPECT_EQ(notice.at("next_from").as_string(), "2026-10-02");
  day_is({2026, 10, 2});
  const Ran decided =
      program.run("title decide specialized " + code_text(1) + " --recognise" + signing("qualify"));
  EXPECT_EQ(decided.exit, 0) << decided.output;
  EXPECT_THAT(decided.output, AllOf(HasSubstr("recognised"), Not(HasSubstr("in public notice"))));
}

TEST_F(CliNotice, ListsInNoticeSayTheirLastDayAndWhatComesThen) {
  const Ran batch = program.run("--lang en " + awards("b1"));
  EXPECT_EQ(batch.exit, 0) << batch.output;
  EXPECT_THAT(
      batch.output,
      AllOf(HasSubstr("recorded 1 line"), HasSubstr("in public notice to 2026-10-01, not confirmed yet"),
            HasSubstr("confirm from 2026-10-02: credence award confirm puhui-2022 b1 --key KEY")));
  EXPECT_EQ(json_of(awards("b2")).at("public_notice").at("next").as_string(),
            "credence award confirm puhui-2022 b2");
  const Ran list = program.run("--lang zh " + titles());
  EXPECT_EQ(list.exit, 0) << list.output;
  EXPECT_THAT(list.output, AllOf(HasSubstr("2 行公示至 2026-10-01，尚未认定"),
                                 HasSubstr("credence title decide specialized --batch t2 --recognise")));
  const Ran declared = program.run(
      "award import --programme puhui-2022 --batch b3 --stage public_notice --declared-count 1 "
      "--declared-total 0.01 --lang en" +
      signing("award"));
  EXPECT_THAT(declared.output,
              AllOf(HasSubstr("batch recorded without lines"), Not(HasSubstr("in public notice"))))
      << declared.output;
  const Ran again = program.run("--lang en " + awards("b1"));
  EXPECT_THAT(again.output, Not(HasSubstr("in public notice"))) << "this run put nothing there";
  fits(awards("b1"));
}

/// Of a title without such a rule nothing is in notice.
TEST_F(CliNotice, WhatIsDoneAtOnceIsSaidToBeDone) {
  SetQualificationRule rule;
  rule.type = "specialized";
  rule.rule.version = "v2";
  rule.rule.effective_from = Date{2026, 1, 1};
  rule.rule.years = 3;
  rule.rule.document_no = "规则2号";
  done(kQualify, rule);
  const Ran ran = program.run("--lang en " + issue(1));
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("title issued: "), Not(HasSubstr("in public notice"))));
  EXPECT_FALSE(json_of(issue(2)).contains("public_notice"));
}

TEST_F(CliNotice, SelectedBidsAreInNotice) {
  CreateProgramme programme = World::programme();
  programme.id = "challenge";
  programme.kind = ProgrammeKind::challenge;
  programme.fiscal_year = 2026;
  done(kProgramme, programme);
  SetProgrammeRules rules;
  rules.programme = "challenge";
  rules.rules.notice_days = 5;
  done(kProgramme, rules);
  done(kProgramme, PublishChallenge{"challenge", "c1", "国产化", "", "", 900, Date{2026, 9, 22}, 1, {}});
  RecordBids bids{"challenge", "c1", {}};
  bids.lines.push_back({1, code(1), enterprise_name(1), "方案", 900});
  done(kAward, bids);
  day_is({2026, 9, 23});
  const Ran ran = program.run("--lang en challenge select challenge c1 1=9元" + signing("award"));
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output,
              AllOf(HasSubstr("in public notice to 2026-09-28, not confirmed yet"),
                    HasSubstr("credence award confirm challenge c1"), Not(HasSubstr("bids selected"))));
}

class CliNoticeOfTwo : public CliNotice {
 protected:
  CliNoticeOfTwo() : CliNotice(true) {}
};

TEST_F(CliNoticeOfTwo, WhatWaitsSaysItsLastDayAndWhatIsApprovedItsNotice) {
  const Ran waits = program.run("--lang en " + issue(3));
  EXPECT_THAT(waits.output, HasSubstr("waits for a second signature, to 2026-12-20: ")) << waits.output;
  EXPECT_THAT(program.run("--lang zh " + titles()).output, HasSubstr("2 行待复核，截止 2026-12-20："));
  const auto view = json_of(awards("b1"));
  EXPECT_EQ(view.at("until").as_string(), "2026-12-20");
  EXPECT_FALSE(view.contains("public_notice"));
  const auto pending = json_of("pending list").at("pending").as_array();
  ASSERT_EQ(pending.size(), 3U);
  const auto id = [&](std::size_t i) { return std::string(pending[i].at("transaction").as_string()); };
  const Ran one = program.run("--lang en pending approve " + id(0) + signing("check"));
  EXPECT_THAT(one.output, AllOf(HasSubstr("approved; in public notice to 2026-10-01, not issued yet: "),
                                HasSubstr("credence title decide specialized " + code_text(3)),
                                Not(HasSubstr("approved and done"))))
      << one.output;
  const Ran two = program.run("--lang en pending approve --batch puhui-2022/b1" + signing("check"));
  EXPECT_EQ(two.exit, 0) << two.output;
  EXPECT_THAT(two.output,
              AllOf(HasSubstr("approved; in public notice to 2026-10-01, not confirmed yet, block"),
                    HasSubstr("credence award confirm puhui-2022 b1")));
}

TEST_F(CliNoticeOfTwo, WhatIsRejectedIsSaidToBeRejectedAndWhatIsExpiredIsNotDone) {
  const auto id_of = [&](const std::string& words) {
    return std::string(json_of(words).at("transaction").as_string());
  };
  const std::string first = id_of(issue(1)), second = id_of(issue(2)), third = id_of(issue(3));
  const Ran rejected =
      program.run("--lang en pending reject " + first + " " + second + " --reason 假" + signing("check"));
  EXPECT_EQ(rejected.exit, 0) << rejected.output;
  EXPECT_THAT(rejected.output,
              AllOf(HasSubstr(": rejected, block"), HasSubstr("rejected: 2 of 2"), Not(HasSubstr("done"))));
  EXPECT_THAT(program.run("--lang en tx " + third).output,
              HasSubstr("waits for a second signature, to 2026-12-20"));
  day_is({2026, 12, 21});
  const Ran over = program.run("--lang en tx " + third);
  EXPECT_THAT(over.output, AllOf(HasSubstr("expired, not done: its last day was 2026-12-20"),
                                 Not(HasSubstr("waits")), Not(HasSubstr("may check"))));
  EXPECT_THAT(program.run("--lang zh tx " + third).output, HasSubstr("已过期，未执行：复核截止 2026-12-20"));
  EXPECT_EQ(json_of("tx " + third).at("four_eyes").at("status").as_string(), "expired");
}

TEST_F(CliNoticeOfTwo, AVoteSaysHowManyAreCountedAndWhetherItPassed) {
  const Bytes proposal =
      w().transaction(kIitGovern, ProposeChange{ChangeAuthority{"gd-iit", Role::credit, true}, "", 500},
                      std::nullopt, {&kIitCheck});
  ASSERT_EQ(w().apply({proposal}).at(0).code, 0U);
  const std::string id = w().id_of(proposal).hex();
  const Ran open =
      program.run("--lang en governance vote " + id + " --yes --checker check" + signing("govern"));
  EXPECT_EQ(open.exit, 0) << open.output;
  EXPECT_THAT(open.output, AllOf(HasSubstr("voted yes"), HasSubstr("yes 2, no 0 of 4, needed to pass: 3"),
                                 HasSubstr("open until block 500")));
  EXPECT_THAT(
      program.run("--lang zh governance vote " + id + " --yes --checker check" + signing("govern")).output,
      AllOf(HasSubstr("已投赞成票"), HasSubstr("赞成 2，反对 0，共 4 票，通过需 3")));
  const Ran passed = program.run("--lang en governance vote " + id + " --yes --checker finance-check" +
                                 signing("finance-govern"));
  EXPECT_EQ(passed.exit, 0) << passed.output;
  EXPECT_THAT(passed.output, HasSubstr("role: passed, in force from block"));
}

TEST_F(CliNoticeOfTwo, AVoteThatEndsAProposalSaysSo) {
  const Bytes proposal =
      w().transaction(kIitGovern, ProposeChange{ChangeAuthority{"gd-iit", Role::credit, true}, "", 500},
                      std::nullopt, {&kIitCheck});
  ASSERT_EQ(w().apply({proposal}).at(0).code, 0U);
  const Ran over = program.run("--lang en governance vote " + w().id_of(proposal).hex() +
                               " --no --checker check" + signing("govern"));
  EXPECT_THAT(over.output,
              AllOf(HasSubstr("voted no"), HasSubstr("role: rejected\n"), Not(HasSubstr("open until"))))
      << over.output;
}

TEST_F(CliNoticeOfTwo, SumsOfUnlikeThingsAreNotAddedUp) {
  const auto id_of = [&](const std::string& words) {
    return std::string(json_of(words).at("transaction").as_string());
  };
  const std::string budget =
      id_of("programme amend puhui-2022 --budget 20000元 --reason 追加" + signing("programme"));
  const std::string quota =
      id_of("programme quota puhui-2022 q1 --amount 50元 --name 额度" + signing("programme"));
  const auto both = json_of("pending approve " + budget + " " + quota + signing("check"));
  EXPECT_TRUE(both.at("amount_fen").is_null());
  EXPECT_EQ(both.at("done").to_number<int>(), 2);
}

TEST_F(CliNotice, ARefusedApplicantIsShownWithTheDayAndTheReason) {
  EXPECT_EQ(program.run(issue(1)).exit, 0);
  EXPECT_THAT(program.run("title show specialized " + code_text(1)).output, HasSubstr("in public notice to"));
  const Ran refused = program.run("title decide specialized " + code_text(1) +
                                  " --refuse --reason 材料不实 --document-no 决定9号" + signing("qualify"));
  EXPECT_EQ(refused.exit, 0) << refused.output;
  const Ran shown = program.run("--lang en title show specialized " + code_text(1));
  EXPECT_EQ(shown.exit, 2);
  EXPECT_THAT(shown.output, AllOf(HasSubstr("refused on 2026-09-21: 材料不实 (决定9号)"),
                                  HasSubstr("proved under"), Not(HasSubstr("not_recorded"))));
  EXPECT_THAT(program.run("--lang zh title show specialized " + code_text(1)).output,
              HasSubstr("不予认定，2026-09-21：材料不实"));
  EXPECT_EQ(json_of("title show specialized " + code_text(1)).at("refusal").at("refused_on").as_string(),
            "2026-09-21");
  EXPECT_THAT(program.run("--lang en enterprise show " + code_text(1)).output,
              AllOf(HasSubstr("1 refused application"), HasSubstr("refused on 2026-09-21: 材料不实")));
  EXPECT_EQ(json_of("enterprise show " + code_text(1)).at("refusals").as_array().size(), 1U);
  EXPECT_THAT(program.run("title show specialized " + code_text(2)).output, HasSubstr("not_recorded"))
      << "who never applied";
  fits("enterprise show " + code_text(1));
  EXPECT_EQ(program.run(issue(1)).exit, 0) << "another try";
  EXPECT_TRUE(json_of("enterprise show " + code_text(1)).at("refusals").as_array().empty());
  EXPECT_THAT(program.run("title show specialized " + code_text(1)).output, HasSubstr("in public notice to"));
}

TEST_F(CliNoticeOfTwo, AmountsAreReadBackInBothUnitsAndWhereTheyWait) {
  const std::string rules =
      "programme rules puhui-2022 --cap 12.3456 --notice-days 10 --tranche 50% --tranche "
      "7000.5元@accepted";
  const Ran waits = program.run("--lang en " + rules + signing("programme"));
  EXPECT_THAT(waits.output,
              HasSubstr("cap 123,456.00 CNY (12.3456 wan), tranches: confirmed 50 % + accepted 7,000.50 CNY "
                        "(0.70005 wan)"))
      << waits.output;
  EXPECT_THAT(program.run("--lang zh " + rules + " --checker check" + signing("programme")).output,
              HasSubstr("单个企业上限 123,456.00 元（12.3456 万元），分期：下达后 50 %、验收通过后 7,000.50 "
                        "元（0.70005 万元）"));
  const Ran budget =
      program.run("--lang en programme amend puhui-2022 --budget 2.5 --reason 追加" + signing("programme"));
  EXPECT_THAT(budget.output, HasSubstr("25,000.00 CNY (2.5 wan)"));
  const Ran list = program.run("--lang en pending list");
  EXPECT_THAT(list.output,
              AllOf(HasSubstr("25,000.00 (2.5 wan)"), HasSubstr("cap 123,456.00 CNY (12.3456 wan)")));
  fits("pending list");
  const std::string id(json_of("pending list").at("pending").as_array().at(1).at("transaction").as_string());
  EXPECT_THAT(program.run("--lang en pending show " + id).output,
              HasSubstr("budget: 25,000.00 CNY (2.5 wan)"));
}

TEST_F(CliNotice, FiguresAreReadBack) {
  done(kAdmin, w().post("gd-iit", secret(77), {Role::measure}));
  DefineTarget target;
  target.id = "revenue";
  target.plan = "plan";
  target.name_zh = "营业收入";
  target.name_en = "Revenue";
  target.department = "gd-iit";
  target.kind = TargetKind::amount;
  target.value = 1'000'000'000;
  target.year = 2026;
  done(kAdmin, target);
  write_bytes(program.path("figures.txt"), "figures");
  write_bytes(program.path("keys/measure.json"), seal_key(secret(77), "p", true).value());
  EXPECT_EQ(
      program.run("document anchor " + program.path("figures.txt") + " --heading 统计" + signing("measure"))
          .exit,
      0);
  const Ran ran = program.run("--lang en target record revenue 1234.5 --on 2026-09-20 --evidence " +
                              program.path("figures.txt") + signing("measure"));
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("figure recorded: revenue, 2026-09-20: 12,345,000.00 CNY (1234.5 wan)"));
}

}  // namespace
}  // namespace credence::testing
