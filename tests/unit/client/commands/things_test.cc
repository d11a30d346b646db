// SPDX-License-Identifier: Apache-2.0
// What is recorded can be seen: each kind of thing in a list that is complete, one of them, and on the pages of
// what it belongs to.
#include <sys/stat.h>

#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

ListingLine product(std::uint32_t line, unsigned enterprise, const Name& name, std::optional<Date> to) {
  return {line, code(enterprise), enterprise_name(enterprise), name, Date{2026, 1, 1}, to};
}

TEST_F(CliThings, ProductsAreListedOnADayAndShownOfOneEnterprise) {
  create("catalogue", ProgrammeKind::procurement_catalogue, 0);
  RecordListings listed{"catalogue", "l1", "粤财〔2026〕1号", {}};
  listed.lines.push_back(product(1, 1, "软件甲", std::nullopt));
  listed.lines.push_back(product(2, 1, "软件乙", Date{2026, 6, 30}));
  listed.lines.push_back(product(3, 2, "软件丙", std::nullopt));
  done(kAward, listed);
  const Height before = w().ledger().height();
  RecordListings off{"catalogue", "l2", "", {}};
  off.lines.push_back(product(1, 2, "软件丙", Date{2026, 8, 31}));
  done(kAward, off);

  const Ran all = program.run("--lang zh listing list catalogue --on 2026-07-01");
  EXPECT_EQ(all.exit, 0);
  EXPECT_THAT(all.output, AllOf(HasSubstr("软件甲"), HasSubstr("软件乙"), HasSubstr("已到期"),
                                HasSubstr("完整：共 3 件产品")));
  EXPECT_THAT(program.run("listing list catalogue --in-force --on 2026-09-01").output,
              AllOf(HasSubstr("软件甲"), Not(HasSubstr("软件丙")), HasSubstr("complete: 1 product, ")));
  EXPECT_THAT(
      program.run("listing list catalogue --in-force --on 2026-09-01 --as-of " + std::to_string(before))
          .output,
      AllOf(HasSubstr("软件丙"), HasSubstr("complete: 2 products")))
      << "as it was recorded then";
  const Ran own = program.run("listing show catalogue " + code_text(2));
  EXPECT_EQ(own.exit, 0);
  EXPECT_THAT(own.output, AllOf(HasSubstr("软件丙"), HasSubstr("2026-08-31"), Not(HasSubstr("软件甲"))));
  const Ran none = program.run("listing show catalogue " + code_text(3));
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.output, HasSubstr("not_recorded"));
  EXPECT_EQ(program.run("listing list no-such").exit, 2) << "a programme that nobody created";
  const auto view = json_of("listing list catalogue --on 2026-07-01");
  EXPECT_EQ(view.at("listings").as_array().size(), 3U);
  EXPECT_FALSE(view.at("listings").as_array().at(1).at("in_force").as_bool());
  EXPECT_THAT(program.run("programme show catalogue --on 2026-09-01").output,
              HasSubstr("3 products, listed on the day: 1"));
  EXPECT_EQ(json_of("programme show catalogue").at("listings").as_array().size(), 3U);
  fits("listing list catalogue");
}

TEST_F(CliThings, ALibraryAFundAndItsSocialCapital) {
  create("fund", ProgrammeKind::fund_investment, 1'000'000);
  RegisterProjects library{"fund", {}};
  library.lines.push_back({1, code(1), enterprise_name(1), "产线", 500});
  library.lines.push_back({2, code(2), enterprise_name(2), "平台", 700});
  done(kAward, library);
  RecordAwards investment = World::awards({World::award(1, 1, 400)}, 1, 400);
  investment.programme = "fund";
  done(kAward, investment);
  done(kAward, RecordSocialCapital{"fund", "e1", "b1", 1, "样例创投", 60'000, kDay, "协议1号"});
  done(kAward, RecordSocialCapital{"fund", "e2", "b1", 1, "样例产投", 40'000, kDay, ""});

  EXPECT_THAT(
      program.run("project list fund").output,
      AllOf(HasSubstr("产线"), HasSubstr("平台"), HasSubstr("complete: 2 projects, applied for 12.00")));
  EXPECT_THAT(program.run("project list fund --code " + code_text(2)).output, Not(HasSubstr("产线")));
  EXPECT_THAT(
      program.run("--lang zh fund list fund").output,
      AllOf(HasSubstr("样例创投"), HasSubstr("b1#1"), HasSubstr("共 2 笔社会资本，实缴 1,000.00 元")));
  const Ran one = program.run("fund show fund e2");
  EXPECT_EQ(one.exit, 0);
  EXPECT_THAT(one.output, AllOf(HasSubstr("样例产投"), Not(HasSubstr("样例创投"))));
  EXPECT_EQ(program.run("fund show fund e3").exit, 2);
  EXPECT_EQ(json_of("fund show fund e1").at("investments").as_array().at(0).at("amount").as_string(),
            "60000");
  fits("fund list fund");
  fits("project list fund");
}

TEST_F(CliThings, WhatBecameOfAnInvestmentIsListedSummedUpAndWithdrawn) {
  create("fund", ProgrammeKind::fund_investment, 1'000'000);
  RecordAwards investment = World::awards({World::award(1, 1, 40'000)}, 1, 40'000);
  investment.programme = "fund";
  done(kAward, investment);
  RecordPayments paid = World::payments({World::payment(1, 1, 1, 40'000)}, 1, 40'000);
  paid.programme = "fund";
  done(kPay, paid);
  done(kAward,
       RecordFundReturn{
           "fund", "x1", "b1", 1, ReturnKind::exit, ExitWay::buy_back, 10'000, 15'000, kDay, "协议2号", {}});
  done(kAward,
       RecordFundReturn{"fund", "x2", "b1", 1, ReturnKind::loss, ExitWay::none, 5'000, 0, kDay, "", {}});
  EXPECT_THAT(program.run("--lang zh fund list fund").output,
              AllOf(HasSubstr("退出，回购"), HasSubstr("损失"), HasSubstr("共 0 笔社会资本"),
                    HasSubstr("2 笔退出、收益或损失，收回 150.00 元")));
  EXPECT_THAT(program.run("programme show fund").output,
              AllOf(HasSubstr("returned  150.00 CNY (0.015 wan), on money invested: 0.37"),
                    HasSubstr("written off 50.00"), HasSubstr("invested  250.00 CNY")));
  const auto view = json_of("programme show fund");
  EXPECT_EQ(view.at("returns").as_array().size(), 2U);
  EXPECT_EQ(view.at("money_back").at("still_invested").as_string(), "25000");
  EXPECT_EQ(json_of("fund show fund x1").at("returns").as_array().at(0).at("cost").as_string(), "10000");
  EXPECT_EQ(program.run("fund show fund x3").exit, 2);
  EXPECT_EQ(json_of("enterprise show " + code_text(1)).at("returns").as_array().size(), 2U);
  EXPECT_THAT(program.run("history --programme fund").output, HasSubstr("loss of an investment"));
  done(kAward, WithdrawEntry{"fund", EntryKind::fund_return, "x2", "", "录入有误"});
  EXPECT_THAT(program.run("fund list fund").output, HasSubstr("exit, income or loss withdrawn"));
  fits("fund list fund");
}

TEST_F(CliThings, AChallengeIsShownWithItsBidsAndWhoWasSelected) {
  create("jbgs", ProgrammeKind::challenge, 1'000);
  PublishChallenge publish{"jbgs", "c1", "工业软件内核", "", "", 150, Date{2026, 9, 30}, 1, {}};
  publish.milestones.push_back({"样机", Date{2027, 6, 30}});
  done(kProgramme, publish);
  publish.challenge = "c2";
  publish.title = "另一榜";
  done(kProgramme, publish);
  RecordBids bids{"jbgs", "c1", {}};
  bids.lines.push_back({1, code(1), enterprise_name(1), "几何内核", 120});
  bids.lines.push_back({2, code(2), enterprise_name(2), "约束求解", 200});
  done(kAward, bids);
  EXPECT_THAT(program.run("challenge list jbgs --on 2026-09-25").output,
              AllOf(HasSubstr("c1"), HasSubstr("c2"), HasSubstr("open for bids"), HasSubstr("2 challenges")));
  day_is({2026, 10, 1});
  const Ran selected =
      program.run("challenge select jbgs c1 1=1.1元 --stage public_notice" + signing("award"));
  ASSERT_EQ(selected.exit, 0) << selected.output;
  EXPECT_THAT(selected.output, AllOf(HasSubstr("c1#1"), HasSubstr(std::string(enterprise_name(1))),
                                     HasSubstr("几何内核"), HasSubstr("1.10")));

  const Ran shown = program.run("--lang zh challenge show jbgs c1");
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(shown.output, AllOf(HasSubstr("工业软件内核"), HasSubstr("样机 2027-06-30"),
                                  HasSubstr("已定榜"), HasSubstr("几何内核"), HasSubstr("约束求解"),
                                  HasSubstr("2 份揭榜"), Not(HasSubstr("另一榜"))));
  const auto view = json_of("challenge show jbgs c1");
  EXPECT_TRUE(view.at("bids").as_array().at(0).at("selected").as_bool());
  EXPECT_FALSE(view.at("bids").as_array().at(1).at("selected").as_bool());
  EXPECT_THAT(program.run("challenge list jbgs --on 2026-10-02").output, HasSubstr("to be selected"))
      << "the other one";
  EXPECT_EQ(program.run("challenge show jbgs c3").exit, 2);
  fits("challenge show jbgs c1");
}

TEST_F(CliThings, RecoveriesPaymentListsAndTheLinesOfABatch) {
  done(kProgramme, World::programme());
  done(kAward, World::awards({World::award(1, 1, 400), World::award(2, 2, 500, "平台")}, 2, 900));
  RecordAwards other = World::awards({World::award(1, 3, 100, "别处")}, 1, 100);
  other.batch = "b2";
  done(kAward, other);
  done(kPay, World::payments({World::payment(1, 1, 1, 300), World::payment(2, 2, 2, 500)}, 2, 800));
  done(kAward, DemandRecovery{"puhui-2022", "r1", "b1", 1, 200, "", "用途不符"});
  done(kAward, DemandRecovery{"puhui-2022", "r2", "b1", 2, 100, "", "超额"});
  done(kPay, RecordRecovery{"puhui-2022", "r2", 1, 100, kDay});

  EXPECT_THAT(program.run("recovery list puhui-2022").output,
              AllOf(HasSubstr("r1"), HasSubstr("r2"), HasSubstr("2 cases of recovery"),
                    HasSubstr(", outstanding 2.00")));
  EXPECT_THAT(program.run("recovery list puhui-2022 --outstanding").output,
              AllOf(HasSubstr("用途不符"), Not(HasSubstr("超额"))));
  EXPECT_EQ(json_of("recovery list puhui-2022").at("recoveries").as_array().at(1).at("recovered").as_string(),
            "100");
  EXPECT_THAT(program.run("payment list puhui-2022").output,
              AllOf(HasSubstr("p1"), HasSubstr("1 payment list, paid 8.00")));
  EXPECT_THAT(program.run("history --programme puhui-2022 --kind paid").output, HasSubstr("list p1#2"));

  const Ran batch = program.run("award show puhui-2022 b1");
  EXPECT_EQ(batch.exit, 0);
  EXPECT_THAT(batch.output, AllOf(HasSubstr("产线改造"), HasSubstr("平台"), HasSubstr("in recovery"),
                                  HasSubstr("complete: 2 lines"), Not(HasSubstr("别处"))));
  const auto view = json_of("award show puhui-2022 b1");
  ASSERT_EQ(view.at("awards").as_array().size(), 2U);
  EXPECT_EQ(view.at("awards").as_array().at(1).at("paid").as_string(), "500");
  EXPECT_THAT(program.run("award show puhui-2022 b1 --line 2").output, Not(HasSubstr("产线改造")))
      << "that line alone";
  for (const char* words :
       {"recovery list puhui-2022", "payment list puhui-2022", "award show puhui-2022 b1"})
    fits(words);
}

TEST_F(CliThings, DepartmentsAreListedWithTheirRoles) {
  const Ran all = program.run("--lang zh department list");
  EXPECT_EQ(all.exit, 0);
  EXPECT_THAT(all.output,
              AllOf(HasSubstr("gd-iit"), HasSubstr("广东省财政厅"), HasSubstr("完整：共 3 个部门")));
  EXPECT_EQ(json_of("department list").at("departments").as_array().at(0).at("id").as_string(), "gd-finance");
  fits("department list");
}

TEST_F(CliThings, AnEnterprisesPageShowsAllThatIsSaidOfIt) {
  create("fund", ProgrammeKind::fund_investment, 1'000'000);
  RegisterProjects library{"fund", {}};
  library.lines.push_back({1, code(1), enterprise_name(1), "入库项目", 500});
  done(kAward, library);
  RecordAwards invested = World::awards({World::award(1, 1, 400)}, 1, 400);
  invested.programme = "fund";
  done(kAward, invested);
  done(kAward, RecordSocialCapital{"fund", "e1", "b1", 1, "样例创投", 300, kDay, ""});
  create("catalogue", ProgrammeKind::procurement_catalogue, 0);
  RecordListings listed{"catalogue", "l1", "", {}};
  listed.lines.push_back(product(1, 1, "软件甲", std::nullopt));
  done(kAward, listed);
  RecordAwards noticed = World::awards({World::award(1, 1, 100)}, 1, 100);
  noticed.programme = "fund";
  noticed.batch = "n1";
  noticed.stage = AwardStage::public_notice;
  noticed.lines[0].project = "公示项目";
  done(kAward, noticed);
  done(kScience, FileObjection{"fund", "n1", 1, "材料不实", std::nullopt});
  const SecretKey firm = secret(77);
  done(kRegistrar, w().binding(code(1), firm));

  const Ran page = program.run("--lang zh enterprise show " + code_text(1));
  EXPECT_EQ(page.exit, 0);
  EXPECT_THAT(page.output,
              AllOf(HasSubstr("软件甲"), HasSubstr("入库项目"), HasSubstr("样例创投"), HasSubstr("材料不实"),
                    HasSubstr("待处理"), HasSubstr("财务岗"), HasSubstr("1 件产品"), HasSubstr("1 个密钥")));
  const auto view = json_of("enterprise show " + code_text(1));
  for (const char* member : {"listings", "projects", "investments", "objections", "keys"})
    EXPECT_EQ(view.at(member).as_array().size(), 1U) << member;
  for (const char* member : {"ratings", "notices", "bids", "recoveries"})
    EXPECT_TRUE(view.at(member).as_array().empty()) << member;
  EXPECT_THAT(program.run("enterprise show " + code_text(2)).output, Not(HasSubstr("product")));
  EXPECT_THAT(program.run("programme show fund").output,
              ::testing::ContainsRegex("n1 .*public notice.* confirm, 1 objections *\n"))
      << "what is to be done about a batch in notice";
  fits("enterprise show " + code_text(1));
}

TEST_F(CliThings, ARatingIsOnThePagesOfCreditAndOfItsEnterprise) {
  done(kAdmin, w().post("gd-iit", secret(88), {Role::credit}));
  done(kAdmin, DefineRatingScale{"stars", "星级", "Stars", "gd-iit", {Text<16>("AAA"), Text<16>("AA")}});
  RecordRatings rated{"stars", {}};
  rated.lines.push_back({1, code(1), Text<16>("AA"), kDay, Date{2027, 9, 20}});
  ASSERT_EQ(w().run(secret(88), rated), Code::ok) << w().detail;
  for (const char* words : {"credit show ", "enterprise show "})
    EXPECT_THAT(program.run(words + code_text(1)).output, AllOf(HasSubstr("stars"), HasSubstr("2027-09-20")));
  EXPECT_EQ(json_of("credit show " + code_text(1)).at("ratings").as_array().at(0).at("grade").as_string(),
            "AA");
}

TEST_F(CliThings, AnObjectionTellsItsNumberAndARevocationWhatFellWithIt) {
  done(kProgramme, World::programme());
  RecordAwards noticed = World::awards({World::award(1, 1, 100)}, 1, 100);
  noticed.stage = AwardStage::public_notice;
  done(kAward, noticed);
  const std::string object = "award object puhui-2022 b1 --reason 不符" + signing("science");
  EXPECT_THAT(program.run(object).output, HasSubstr("its number: 1"));
  EXPECT_THAT(program.run(object).output, HasSubstr("already_registered")) << "the same again";
  EXPECT_EQ(json_of(object + " --line 1").at("objection").to_number<int>(), 2);

  done(kQualify, World::issue("specialized", 1, {2026, 1, 1}));
  done(kQualify, World::issue("little-giant", 1, {2026, 2, 1}));
  const Ran revoked = program.run("--lang zh title revoke specialized " + code_text(1) +
                                  " --from 2026-09-21 --reason 造假" + signing("qualify"));
  EXPECT_EQ(revoked.exit, 0);
  EXPECT_THAT(revoked.output, HasSubstr("连带撤销：little-giant"));
}

TEST_F(CliThings, SeveralAwardsAreClosedAtOnce) {
  done(kProgramme, World::programme());
  done(kAward, World::awards({World::award(1, 1, 400), World::award(2, 2, 500)}, 2, 900));
  const Ran closed =
      program.run("award close puhui-2022 b1 1 2 --on 2026-09-21 --release-unpaid" + signing("award"));
  EXPECT_EQ(closed.exit, 0) << closed.output;
  EXPECT_THAT(closed.output, HasSubstr("puhui-2022/b1#1, #2"));
  EXPECT_TRUE(w().value(AwardKey{"puhui-2022", "b1", 2}).closed);
}

/// A title with days of public notice, for which three apply in one batch.
class CliNotices : public CliThings {
 protected:
  CliNotices() {
    QualificationRule rule;
    rule.version = "v1";
    rule.effective_from = {2026, 1, 1};
    rule.years = 3;
    rule.notice_days = 5;
    done(kQualify, SetQualificationRule{"specialized", rule});
    IssueQualifications list = World::issue("specialized", 1, {2026, 10, 1});
    for (unsigned i : {2U, 3U}) {
      list.lines.push_back(list.lines.front());
      list.lines.back().line = i;
      list.lines.back().code = code(i);
      list.lines.back().enterprise = enterprise_name(i);
    }
    done(kQualify, list);
    done(kScience, ObjectToQualification{"specialized", code(2), "不符合", {}});
  }
};

TEST_F(CliNotices, AreListedAndDecidedWhenTheyAreDue) {
  EXPECT_THAT(program.run("--lang zh title notices specialized --on 2026-09-22").output,
              AllOf(HasSubstr(code_text(1)), HasSubstr("2022-1"), HasSubstr("公示中"),
                    Not(HasSubstr("待决定")), HasSubstr("完整：共 3 件公示中的申请")));
  EXPECT_THAT(program.run("title notices specialized --due --on 2026-09-22").output,
              HasSubstr("complete: 0 applications"));
  const std::string decide = "title decide specialized --all-due --recognise" + signing("qualify");
  EXPECT_THAT(program.run(decide).output,
              HasSubstr("notice_running: the public notice has not ended (specialized 2026-"))
      << "by the ledger's clock: none is due";
  day_is({2026, 10, 2});
  const Ran done = program.run(decide);
  EXPECT_EQ(done.exit, 0) << done.output;
  EXPECT_THAT(done.output, AllOf(HasSubstr("an objection is open"), HasSubstr(code_text(2)),
                                 HasSubstr("recognised: specialized × 2")));
  EXPECT_FALSE(w().absent(QualificationKey{"specialized", code(1)}));
  EXPECT_TRUE(w().absent(QualificationKey{"specialized", code(2)}));
  EXPECT_THAT(program.run("title notices specialized --on 2026-10-02").output,
              AllOf(HasSubstr(code_text(2)), Not(HasSubstr(code_text(3))), HasSubstr("decide")));
  EXPECT_EQ(
      program.run("title decide specialized --batch 2022-1 --refuse --reason 查实" + signing("qualify")).exit,
      0);
  EXPECT_EQ(json_of("title notices specialized").at("notices").as_array().size(), 0U);
  fits("title notices specialized");
}

TEST_F(CliNotices, ABatchIsObjectedToAsOne) {
  const Ran all =
      program.run("title object specialized --batch 2022-1 --reason 名单有误" + signing("science"));
  EXPECT_EQ(all.exit, 0) << all.output;
  EXPECT_THAT(all.output, HasSubstr("objection recorded: 3 of 3"));
  EXPECT_EQ(w().value(QualificationNoticeKey{"specialized", code(2)}).objections, 2U);
}

/// A line without a code, a problem, and files that are there.
class CliCareful : public CliThings {
 protected:
  CliCareful() {
    done(kProgramme, World::programme());
    AwardLine line = World::award(1, 1, 400);
    line.code.reset();
    done(kAward, World::awards({line}, 1, 400));
  }
};

TEST_F(CliCareful, ALineIsIdentifiedWithWhoIsOfItsName) {
  const Ran other = program.run("award identify puhui-2022 b1 1=" + code_text(2) + signing("award"));
  EXPECT_EQ(other.exit, 2) << other.output;
  EXPECT_THAT(other.output, AllOf(HasSubstr("another_name"), HasSubstr(std::string(enterprise_name(1))),
                                  HasSubstr(std::string(enterprise_name(2)))));
  const Ran same = program.run("award identify puhui-2022 b1 1=" + code_text(1) + signing("award"));
  EXPECT_EQ(same.exit, 0) << same.output;
  EXPECT_THAT(same.output,
              HasSubstr(std::string(enterprise_name(1)) + " → " + std::string(enterprise_name(1))));
}

TEST_F(CliCareful, ALineIsIdentifiedUnderAnotherNameIfSomebodySaysSo) {
  const Ran said = program.run("award identify puhui-2022 b1 1=" + code_text(2) + " --accept-difference" +
                               signing("award"));
  EXPECT_EQ(said.exit, 0) << said.output;
}

/// What is no plain file is nobody's to write over, with --overwrite neither: its reader would wait for ever, and a
/// device be gone.
TEST_F(CliCareful, WhatIsNoPlainFileStaysWhatItIs) {
  namespace fs = std::filesystem;
  const fs::path folder = program.path("special");
  fs::create_directories(folder / "folder");
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  fs::create_symlink("nowhere", folder / "dangling");
  fs::create_symlink("pipe", folder / "to-pipe");
  const auto types = [&folder] {
    std::map<std::string, fs::file_type> out;
    for (const auto& entry : fs::directory_iterator(folder))
      out[entry.path().filename()] = entry.symlink_status().type();
    return out;
  };
  const auto before = types();
  for (const std::string command :
       {"report programme puhui-2022 --csv ", "report programme puhui-2022 --xlsx ",
        "report programme puhui-2022 --json --manifest ", "prove award puhui-2022 b1 1 -o ",
        "certificate award puhui-2022 b1 1 -o ", "anchor make -o ", "export-chain "})
    for (const auto& [name, type] : before)
      for (const bool overwrite : {false, true}) {
        if (overwrite && (command.starts_with("anchor") || command.starts_with("export"))) continue;
        const Ran ran = program.run(command + (folder / name).string() + (overwrite ? " --overwrite" : ""));
        EXPECT_EQ(ran.exit, 5) << command << name << ran.output;
        EXPECT_THAT(ran.output, HasSubstr("not_a_plain_file")) << command << name;
        EXPECT_EQ(types(), before) << command << name;
      }
  // A link to a plain file is that file: it is written, and the link stays.
  write_bytes(program.path("real"), "mine");
  fs::create_symlink("../real", folder / "link");
  const std::string prove = "prove award puhui-2022 b1 1 -o " + (folder / "link").string();
  EXPECT_THAT(program.run(prove).output, HasSubstr("file_exists"));
  EXPECT_EQ(file_bytes(program.path("real")), "mine");
  EXPECT_EQ(program.run(prove + " --overwrite").exit, 0);
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_THAT(file_bytes(program.path("real")), ::testing::StartsWith("credence:bundle"));
  // - is standard output, of a proof as of a certificate; no file is called so.
  const Ran stream = program.run("prove award puhui-2022 b1 1 -o - 2>/dev/null");
  EXPECT_THAT(stream.output, ::testing::StartsWith("credence:bundle"));
  EXPECT_EQ(program.run("anchor make -o -").exit, 1);
  EXPECT_FALSE(fs::exists("-"));
}

/// Nobody mends what says which network it is: the file, what is wrong with it, and that a fresh copy is needed.
TEST_F(CliCareful, ADamagedFileOfTheNetworkIsNamedWithWhatIsWrongWithIt) {
  const std::string genesis = file_bytes(program.path("genesis.json"));
  const std::string data = program.path("elsewhere");
  std::filesystem::create_directory(data);
  const auto said = [&](const std::string& name, const std::string& bytes) {
    const std::string network = R"({"format": "credence-network-1", "genesis": "genesis.json", "nodes": []})";
    write_bytes(data + "/genesis.json", genesis);
    write_bytes(data + "/network.json", network);
    write_bytes(data + "/" + name, bytes);
    const Ran ran = run_program("--data " + data + " programme list");
    EXPECT_EQ(ran.exit, 5) << ran.output;
    EXPECT_THAT(ran.output, ::testing::AllOf(HasSubstr("bad_network_file"), HasSubstr(data + "/" + name),
                                             HasSubstr("fresh copy")));
    return ran.output;
  };
  for (const std::string name : {"genesis.json", "network.json"}) {
    EXPECT_THAT(said(name, ""), HasSubstr("0 bytes")) << name;
    EXPECT_THAT(said(name, "\xEF\xBB\xBF" + genesis), HasSubstr("BOM")) << name;
    EXPECT_THAT(said(name, "\xFF\xFE{\0"), HasSubstr("UTF-16")) << name;
    said(name, genesis.substr(0, 60));
    said(name, "{}");
  }
}

/// It is there today: nothing else was meant.
TEST_F(CliCareful, WhatWasRecordedLaterIsSaidToBe) {
  for (const std::string& words :
       {std::string("programme show puhui-2022"), "enterprise show " + code_text(1)}) {
    const Ran ran = program.run("--lang en " + words + " --as-of 1900-01-01");
    EXPECT_EQ(ran.exit, 2) << ran.output;
    EXPECT_THAT(ran.output, ::testing::AllOf(HasSubstr("not_recorded"), HasSubstr("it was recorded later"),
                                             ::testing::Not(HasSubstr("did you mean"))));
  }
  EXPECT_THAT(program.run("--lang en programme show puhui-2023").output,
              HasSubstr("did you mean puhui-2022"));
}

/// One rule for all commands that write a file somebody names.
TEST_F(CliCareful, AFileThatIsThereIsWrittenOverOnlyIfSomebodySaysSo) {
  const std::string file = program.path("mine");
  for (const std::string command :
       {"report programme puhui-2022 --csv ", "report programme puhui-2022 --xlsx ",
        "report programme puhui-2022 --json --manifest ", "prove award puhui-2022 b1 1 -o ",
        "certificate award puhui-2022 b1 1 -o "}) {
    write_bytes(file, "mine");
    const Ran ran = program.run(command + file);
    EXPECT_EQ(ran.exit, 5) << command << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("file_exists")) << command;
    EXPECT_EQ(file_bytes(file), "mine") << command;
    EXPECT_EQ(program.run(command + file + " --overwrite").exit, 0) << command;
    EXPECT_NE(file_bytes(file), "mine") << command;
  }
  std::filesystem::remove(file);
  write_bytes(file + ".manifest", "mine");
  EXPECT_EQ(program.run("report programme puhui-2022 --csv " + file).exit, 5);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(CliCareful, WhatCannotBePrintedIsNoResult) {
  for (const std::string command : {"programme list", "--help", "--version"})
    EXPECT_EQ(program.run(command + " > /dev/full").exit, 10) << command;
}

TEST_F(CliCareful, AReaderThatHasReadWhatItWantedIsNoFault) {
  EXPECT_EQ(program.run("errors --json|head -c 1\"", "bash -c \"set -o pipefail; ").exit, 0);
}

TEST_F(CliCareful, ALongNameIsANameAsAnyOther) {
  std::string name;
  for (int i = 0; i < 80; ++i) name += "名";
  name += ".csv";
  write_bytes(program.path(name), "企业名称,统一社会信用代码,项目名称,金额（万元）\n" +
                                      std::string(enterprise_name(3)) + "," + code_text(3) +
                                      ",产线改造,0.01\n");
  const Ran ran = program.run("award import " + program.path(name) + " --programme puhui-2022 --batch b7" +
                              signing("award"));
  EXPECT_EQ(ran.exit, 0) << ran.output;
  const Ran longer = program.run("verify " + program.path(name + name) + program.anchor());
  EXPECT_EQ(longer.exit, 5) << longer.output;
}

TEST_F(CliCareful, AKeyThatOthersMayReadIsSaid) {
  std::filesystem::permissions(program.path("keys/award.json"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const Ran ran = program.run("award identify puhui-2022 b1 1=" + code_text(1) + signing("award"));
  EXPECT_THAT(ran.output, HasSubstr("others may read the key: chmod 600"));
}

}  // namespace
}  // namespace credence::testing
