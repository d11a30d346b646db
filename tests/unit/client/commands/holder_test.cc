// SPDX-License-Identifier: Apache-2.0
// Holders that are no enterprises on the command line: registered one by one and from a list of their titles, found,
// listed and shown. Sums of different kinds of money, which no output adds. Duties of departments.
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

constexpr Fen kBudget = 100'000'000'000;

class CliHolders : public CliThings {
 protected:
  CliHolders() : CliThings(genesis()) {
    done(kAdmin, DefineQualification{"compat-test", "适配测试", "Compatibility test", "gd-iit", 3,
                                     std::nullopt, HolderKind::product, "gd-s4"});
    done(kAdmin,
         DefineQualification{
             "famed-park", "软件名园", "Famed park", "gd-iit", 0, std::nullopt, HolderKind::park, {}});
  }
  void award(const Id& programme, Fen amount) {
    RecordAwards action = World::awards({World::award(1, 1, amount)});
    action.programme = programme;
    action.declared_total = amount;
    done(kAward, action);
  }
};

TEST_F(CliHolders, AreRegisteredFoundListedAndShown) {
  const Ran made = program.run("holder register --kind product --name '样例软件 V1' --of " + code_text(1) +
                               signing("qualify"));
  EXPECT_EQ(made.exit, 0) << made.output;
  EXPECT_EQ(program.run("holder register --kind product --name '样例软件 V1'" + signing("qualify")).exit,
            static_cast<int>(ExitCode::bad_input))
      << "a product without its maker";
  ASSERT_EQ(
      program.run("holder register --kind park --name 样例软件园 --department gd-iit" + signing("qualify"))
          .exit,
      0);
  EXPECT_THAT(program.run("holder list").output,
              AllOf(HasSubstr("样例软件 V1"), HasSubstr("样例软件园"), HasSubstr("complete: 2 holders")));
  EXPECT_THAT(program.run("--lang zh holder list --of " + code_text(1)).output,
              AllOf(HasSubstr("样例软件 V1"), Not(HasSubstr("样例软件园")), HasSubstr("产品")));
  const json::object listed =
      json_of("holder list --kind product").at("holders").as_array().at(0).as_object();
  const std::string holder(listed.at("code").as_string());
  EXPECT_EQ(listed.at("belongs_to").as_string(), code_text(1));
  EXPECT_THAT(program.run("enterprise find 样例软件").output, HasSubstr(holder));
  EXPECT_THAT(program.run("enterprise show " + holder).output,
              AllOf(HasSubstr("product of " + code_text(1)), Not(HasSubstr("awarded"))));
  EXPECT_THAT(program.run("enterprise show " + code_text(1)).output, HasSubstr("样例软件 V1"));
  const Ran issued = program.run("title issue compat-test " + holder +
                                 " --name '样例软件 V1' --from 2026-01-01 --batch b1" + signing("qualify"));
  EXPECT_EQ(issued.exit, 0) << issued.output;
  EXPECT_THAT(program.run("enterprise show " + code_text(1)).output,
              HasSubstr("Compatibility test (compat-test, held by " + holder + ")"));
  EXPECT_EQ(json_of("enterprise show " + code_text(1))
                .at("titles_of_holders")
                .at(holder)
                .at(0)
                .at("type")
                .as_string(),
            "compat-test");
  EXPECT_THAT(program.run("title show compat-test " + code_text(1)).output,
              AllOf(HasSubstr("not_recorded"),
                    HasSubstr("held by product: credence holder list --of " + code_text(1))));
  EXPECT_EQ(program.run("title show compat-test " + holder + " --on 2026-06-01").exit, 0);
  done(kRegistrar, DissolveEnterprise{code(1), kDay, ""});
  const std::string proof = program.path("title.proof");
  EXPECT_THAT(program.run("prove title " + holder + " compat-test -o " + proof).output,
              AllOf(HasSubstr("belongs to " + code_text(1) + " " + std::string(enterprise_name(1))),
                    HasSubstr("dissolved on")));
  EXPECT_THAT(run_program("verify " + proof + program.anchor() + " --any-age --lang zh").output,
              AllOf(HasSubstr(code_text(1)), HasSubstr("其名称及是否已终止，本文件不作说明")));
  done(kRegistrar, RestoreEnterprise{code(1), "", "误登"});
  EXPECT_THAT(program.run("title holders compat-test --on 2026-06-01").output,
              AllOf(HasSubstr("样例软件 V1"), HasSubstr(code_text(1))));
  EXPECT_THAT(program
                  .run("title issue compat-test " + code_text(1) + " --name " +
                       std::string(enterprise_name(1)) + " --from 2026-01-01 --batch b2" + signing("qualify"))
                  .output,
              HasSubstr("wrong_holder"));
}

TEST_F(CliHolders, AListOfTitlesNamesThemBesideTheirMakers) {
  write_bytes(program.path("products.csv"),
              "序号,企业名称,统一社会信用代码,产品名称,证书编号,有效期起\n"
              "1," +
                  std::string(enterprise_name(1)) + "," + code_text(1) +
                  ",样例软件 V1,证1,2026-01-01\n"
                  "2," +
                  std::string(enterprise_name(1)) + "," + code_text(1) +
                  ",样例软件 V2,证2,2026-01-01\n"
                  "3," +
                  std::string(enterprise_name(2)) + "," + code_text(2) + ",样例软件 V1,证3,2026-01-01\n");
  const std::string words =
      "title import " + program.path("products.csv") + " --title compat-test --batch b1" + signing("qualify");
  // What it holds titles for is registered first: a dry run takes that into account, and registers nothing.
  const Ran tried = program.run(words + " --dry-run");
  EXPECT_EQ(tried.exit, 0) << tried.output;
  EXPECT_THAT(program.run("holder list").output, HasSubstr("complete: 0 holders"));
  const Ran refused = program.run("title import " + program.path("products.csv") +
                                  " --title compat-test --batch b1" + signing("award"));
  EXPECT_EQ(refused.exit, 2) << refused.output;
  EXPECT_THAT(program.run("holder list").output, HasSubstr("complete: 0 holders"))
      << "nothing is signed where the titles would be refused";
  const Ran first = program.run(words);
  EXPECT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("registered as holders: 3"));
  EXPECT_THAT(first.output, HasSubstr("recorded 3 lines"));
  EXPECT_THAT(program.run(words).output, HasSubstr("already recorded 3 lines")) << "the same list again";
  EXPECT_THAT(program.run("title holders compat-test --on 2026-06-01").output,
              HasSubstr("complete: 3 holders"));
  write_bytes(program.path("parks.csv"),
              "序号,产品名称,有效期起\n1,样例软件园,2026-01-01\n2,样例二期,2026-01-01\n");
  const Ran parks = program.run("title import " + program.path("parks.csv") +
                                " --title famed-park --department gd-iit --batch b1" + signing("qualify"));
  EXPECT_EQ(parks.exit, 0) << parks.output;
  EXPECT_THAT(program.run("title holders famed-park --on 2026-06-01").output,
              AllOf(HasSubstr("样例软件园"), HasSubstr("gd-iit")));
}

TEST_F(CliHolders, ATalentSubsidyIsReadWithItsPersons) {
  create("talent", ProgrammeKind::talent_subsidy, kBudget);
  const auto list = [&](const std::string& count) {
    write_bytes(program.path("talent.csv"), "序号,企业名称,统一社会信用代码,金额（元）,人数,人才类别\n1," +
                                                std::string(enterprise_name(1)) + "," + code_text(1) +
                                                ",90000.00," + count + ",领军人才\n");
    return program.run("award import " + program.path("talent.csv") +
                       " --programme talent --batch b1 --support-years 3 --conditions 全职在岗" +
                       signing("award"));
  };
  EXPECT_THAT(list("2").output, HasSubstr("persons_too_few"));
  const Ran good = list("4");
  EXPECT_EQ(good.exit, 0) << good.output;
  EXPECT_THAT(program.run("--lang zh award show talent b1 --line 1").output,
              AllOf(HasSubstr("支持 4 人"), HasSubstr("全职在岗")));
  write_bytes(program.path("more.csv"), "序号,人数\n1,5\n");
  const Ran more = program.run("award amend talent b1 --reason 更正 --file " + program.path("more.csv") +
                               signing("award"));
  EXPECT_EQ(more.exit, 0) << more.output;
  EXPECT_THAT(more.output, HasSubstr("persons 4 领军人才 → 5 领军人才"));
  EXPECT_THAT(program.run("--lang zh award show talent b1 --line 1").output,
              AllOf(HasSubstr("支持 5 人"), HasSubstr("全职在岗"), HasSubstr("领军人才")));
}

/// Every command that shows money of an enterprise, a department, a year or the whole: what different kinds come to
/// together is in none of them, in no language and no form.
TEST_F(CliHolders, KindsAreKeptApartInEveryOutput) {
  create("g", ProgrammeKind::grant, kBudget);
  create("f", ProgrammeKind::fund_investment, kBudget);
  create("r", ProgrammeKind::tax_relief, kBudget);
  award("g", 111'111'111);
  award("f", 222'222'222);
  award("r", 444'444'444);
  const Fen sums[] = {333'333'333, 555'555'555, 666'666'666, 777'777'777};
  const std::string one = code_text(1);
  ASSERT_EQ(program.run("prove total " + one + " -o " + program.path("total.proof")).exit, 0);
  const std::string commands[] = {
      "enterprise show " + one,
      "report enterprise " + one,
      "report department gd-iit",
      "report year 2026",
      "department show gd-iit",
      "programme list",
      "history " + one,
      "enterprise find " + std::string(enterprise_name(1)),
      "verify " + program.path("total.proof") + " --max-age 3650d",
  };
  for (const std::string& command : commands) {
    std::string whole;
    for (const char* form : {"--lang en ", "--lang zh ", "--json "}) {
      const Ran ran = program.run(form + command);
      whole += ran.output;
    }
    EXPECT_THAT(whole, Not(HasSubstr("unknown words"))) << command;
    for (const Fen sum : sums) {
      EXPECT_THAT(whole, Not(HasSubstr(std::to_string(sum)))) << command;
      EXPECT_THAT(whole, Not(HasSubstr(yuan_text(sum)))) << command;
    }
  }
  EXPECT_THAT(program.run("enterprise show " + one).output,
              AllOf(HasSubstr(yuan_text(111'111'111)), HasSubstr(yuan_text(222'222'222)),
                    HasSubstr(yuan_text(444'444'444))));
}

TEST_F(CliHolders, LeverageIsComputedOnMoneyAndOnPromises) {
  create("f", ProgrammeKind::fund_investment, kBudget);
  award("f", 100'000'000);
  const auto capital = [&](const Id& entry, Fen amount, bool promised, std::optional<Id> of) {
    done(kAward,
         RecordSocialCapital{"f", entry, "b1", 1, "样例创投", amount, kDay, "", promised, std::move(of)});
  };
  capital("p", 270'000'000, true, std::nullopt);
  capital("m", 100'000'000, false, Id("p"));
  EXPECT_THAT(program.run("programme show f").output,
              AllOf(HasSubstr("leverage on money promised: 2.70"), HasSubstr("leverage on money paid: —")));
  PaymentLine payment = World::payment(1, 1, 1, 40'000'000);
  RecordPayments payments = World::payments({payment}, 1, 40'000'000);
  payments.programme = "f";
  done(kPay, payments);
  EXPECT_THAT(program.run("programme show f").output, HasSubstr("leverage on money paid: 2.50"));
  EXPECT_EQ(json_of("programme show f").at("leverage").as_object().at("of_paid").as_string(), "2.50");
}

TEST_F(CliHolders, DutiesSayWhatEachDepartmentHasRecorded) {
  CreateProgramme action = World::programme(1'000);
  action.id = "for-t2";
  action.task = "gd-t2";
  done(kProgramme, action);
  const std::string catalogue = " --catalogue " + (source_dir() / "configs/guangdong-2021-2025").string();
  const Ran shown = program.run("duty show gd-t2" + catalogue);
  EXPECT_EQ(shown.exit, 0) << shown.output;
  EXPECT_THAT(shown.output, AllOf(HasSubstr("for-t2"), HasSubstr("nothing recorded"),
                                  HasSubstr("something recorded for 1")));
  const json::object all = json_of("duty show" + catalogue);
  std::set<std::string> departments;
  for (const json::value& one : all.at("duties").as_array())
    departments.emplace(one.at("department").as_string());
  for (const char* city : {"guangzhou", "yunfu", "gd-culture", "gd-lfr", "csrc-gd"})
    EXPECT_TRUE(departments.contains(city)) << city;
  EXPECT_THAT(program.run("department show gd-iit").output,
              AllOf(HasSubstr("leads the programmes for-t2"), HasSubstr("issues the titles")));
}

}  // namespace
}  // namespace credence::testing
