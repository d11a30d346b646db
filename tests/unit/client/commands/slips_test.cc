// SPDX-License-Identifier: Apache-2.0
// Slips that every command answers alike: days that are none, reversed or to come, ids that nobody registered, texts that
// are no records.
#include "client/base/files.h"
#include "client/credit_texts.h"
#include "ledger/domain/credit_text.h"
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

TEST_F(CliThings, WhatIsToComeAndWhatIsReversedIsSaidAlikeEverywhere) {
  create("p1", ProgrammeKind::grant, 1'000);
  const std::string code = code_text(1);
  for (const std::string& words :
       {"history " + code + " --as-of 99999", "enterprise show " + code + " --as-of 99999",
        std::string("block 99999"), std::string("programme show p1 --as-of 99999"),
        std::string("report year 2026 --as-of 99999")}) {
    const Ran ran = program.run(words);
    EXPECT_EQ(ran.exit, 2) << words << ran.output;
    EXPECT_THAT(ran.output, AllOf(HasSubstr("day_to_come"), HasSubstr("still to come"))) << words;
  }
  write_bytes(program.path("x.csv"),
              "企业名称,统一社会信用代码\n" + std::string(enterprise_name(1)) + "," + code + "\n");
  for (const std::string& words :
       {"history " + code + " --from 2026-02-01 --to 2026-01-01",
        "prove history " + code + " --from 2026-02-01 --to 2026-01-01 -o " + program.path("h.proof"),
        "title issue specialized " + code + " --name x --batch b1 --from 2026-02-01 --to 2026-01-01" +
            signing("qualify"),
        "title import " + program.path("x.csv") +
            " --title specialized --batch b1 --from 2026-02-01 --to 2026-01-01" + signing("qualify"),
        "title rules specialized v1 --from 2026-02-01 --to 2026-01-01 --years 3" + signing("qualify"),
        std::string("findings none.archive --from 2026-02-01 --to 2026-01-01")}) {
    const Ran ran = program.run(words);
    EXPECT_EQ(ran.exit, 1) << words << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("dates_reversed")) << words;
  }
  for (const std::string& words :
       {"history " + code + " --from 2026-13-01", "history " + code + " --as-of 2026-02-30",
        "enterprise show " + code + " --on 2026-02-30",
        "enterprise dissolve " + code + " --from 2026-02-30" + signing("registrar"),
        "title revoke specialized " + code + " --from 2026-02-30 --reason x" + signing("qualify"),
        "relief check p q 1 --on 2026-02-30" + signing("award"),
        std::string("findings none.archive --from 2026-02-30"),
        "verify " + program.path("x.csv") + program.anchor() + " --on 2026-02-30"}) {
    const Ran ran = program.run(words);
    EXPECT_EQ(ran.exit, 1) << words << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("bad_date")) << words;
  }
}

TEST_F(CliThings, AnExportGoesOnBehindATextThatIsNoRecordAndNamesIt) {
  const SecretKey credit = secret(61);
  done(kAdmin, w().post("gd-iit", credit, {Role::credit}));
  write_bytes(program.path("keys/credit.json"), seal_key(credit, "p", true).value());
  std::vector<CreditText> texts(3);
  for (CreditText& text : texts) text.salt = random_salt();
  texts[0].text = texts[2].text = R"({"XK_XDR_MC":"样例","XK_WSH":"粤许〔2026〕1号"})";
  texts[1].text = "no object";
  RecordCredit entries{"gd-iit", "c1", {}};
  for (const std::uint32_t line : {1U, 2U, 3U})
    entries.lines.push_back({line,
                             code(line),
                             CreditKind::licence,
                             CreditClass::none,
                             kDay,
                             {},
                             credit_commitment(w().chain().suite, texts[line - 1])});
  done(credit, entries);
  std::size_t asked = 0;
  program.net.behave_all([&](const std::string&, const std::string& target, const Answer&) {
    using Said = std::optional<Answer>;
    if (target == "/v1/status")
      return Said(Answer{200, R"({"key": ")" + secret(1).public_key().hex() + "\"}"});
    if (target != "/v1/credit/texts") return Said();
    const CreditText& text = texts[asked++ % texts.size()];
    return Said(Answer{200, json::serialize(json::object{{"salt", text.salt.hex()},
                                                         {"text", std::string_view(text.text)}})});
  });
  const std::string file = program.path("out.csv");
  const Ran ran =
      program.run("credit export --department gd-iit --kind licence -o " + file + signing("credit"));
  EXPECT_EQ(ran.exit, 5) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("2 records"), HasSubstr("no records: gd-iit/c1/2")));
  const std::string csv = read_file(file).value();
  EXPECT_EQ(std::ranges::count(csv, '\n'), 3) << csv;
}

TEST_F(CliThings, WhatWasMeantIsSaidAndAnEmptyHistoryIsProvedOnPurposeAlone) {
  create("fund-2026", ProgrammeKind::grant, 1'000);
  done(kAdmin, DefineTarget{"target-rd", "plan", "研发强度", "R&D", "gd-iit", TargetKind::share, 350, "", "",
                            2026, "", ""});
  for (const auto& [words, meant] : {std::pair{"target show target-rb", "target-rd"},
                                     {"report programme fund-2025", "fund-2026"},
                                     {"report department gd-itt", "gd-iit"},
                                     {"prove history --programme fund-2025", "fund-2026"},
                                     {"prove history --department gd-itt", "gd-iit"}}) {
    const Ran ran = program.run(words);
    EXPECT_EQ(ran.exit, 2) << words << ran.output;
    EXPECT_THAT(ran.output, HasSubstr(std::string("did you mean ") + meant)) << words;
  }
  const std::string proof = program.path("none.proof");
  const Ran none = program.run("prove history " + code_text(9) + " -o " + proof);
  EXPECT_EQ(none.exit, 2) << none.output;
  EXPECT_THAT(none.output, HasSubstr("--nothing-too"));
  EXPECT_FALSE(std::filesystem::exists(proof));
  EXPECT_EQ(program.run("prove history " + code_text(9) + " --nothing-too -o " + proof).exit, 0);
  EXPECT_THAT(program.run("verify " + proof + program.anchor() + " --any-age").output,
              HasSubstr("nothing is recorded"));
}

}  // namespace
}  // namespace credence::testing
