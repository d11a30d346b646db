// SPDX-License-Identifier: Apache-2.0
// An enterprise bids by its own key: sealed, joined by a partner, opened after the last day for bids.
#include "client/base/files.h"
#include "ledger/domain/features.h"
#include "tests/unit/client/commands/recording.h"

namespace credence::testing {
namespace {

const SecretKey kFirst = secret(61), kSecond = secret(62), kThird = secret(63);

Genesis with_sealed_bids() {
  Genesis out = genesis();
  out.features.emplace_back(features::kSealedBids);
  return out;
}

class CliSealedBids : public CliThings {
 protected:
  CliSealedBids() : CliThings(with_sealed_bids()) {
    for (const auto& [name, key] : {std::pair{"first", &kFirst}, {"second", &kSecond}, {"third", &kThird}})
      write_bytes(program.path("keys/" + std::string(name) + ".json"), seal_key(*key, "p", true).value());
    done(kRegistrar, w().binding(code(1), kFirst));
    done(kRegistrar, w().binding(code(2), kSecond));
    done(kRegistrar, w().binding(code(3), kThird));
    create("jbgs", ProgrammeKind::challenge, 1'000);
    done(kProgramme, PublishChallenge{"jbgs", "c1", "工业软件内核", "", "", 150, Date{2026, 9, 30}, 1, {}});
  }
  Ran seal(const std::string& more) const {
    return program.run("challenge seal jbgs c1 --heading 几何内核 --amount 1200元 " + more);
  }
  std::vector<std::string> bid_files() const {
    std::vector<std::string> out;
    for (const auto& place : std::filesystem::directory_iterator(program.path("keys")))
      if (place.path().extension() == ".credence-bid") out.push_back(place.path().string());
    return out;
  }
};

TEST_F(CliSealedBids, AConsortiumSealsJoinsAndOpens) {
  const Ran none = seal(signing("award"));
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.output, HasSubstr("wrong_role"));
  const Ran sealed = seal("--partner " + code_text(2) + "=30%" + signing("first"));
  ASSERT_EQ(sealed.exit, 0) << sealed.output;
  ASSERT_EQ(bid_files().size(), 1U);
  const std::string file = bid_files().front();
  EXPECT_THAT(sealed.output, AllOf(HasSubstr(std::filesystem::path(file).filename().string()),
                                   HasSubstr("cannot be opened"), HasSubstr("2026-10-01")));
  EXPECT_FALSE(others_may_read(file));

  const Ran other = program.run("challenge join " + file + signing("third"));
  EXPECT_EQ(other.exit, 2);
  EXPECT_THAT(other.output, HasSubstr("not_a_member"));
  const Ran joined = program.run("challenge join " + file + signing("second"));
  ASSERT_EQ(joined.exit, 0) << joined.output;
  EXPECT_THAT(joined.output, AllOf(HasSubstr("几何内核"), HasSubstr(code_text(2) + " 30%")))
      << "what it signs for";

  const Ran early = program.run("--lang zh challenge open " + file + signing("first"));
  EXPECT_EQ(early.exit, 2);
  EXPECT_THAT(early.output, AllOf(HasSubstr("bids_open"), HasSubstr("2026-10-01")));
  const auto before = json_of("challenge show jbgs c1 --on 2026-09-22");
  EXPECT_EQ(before.at("challenges").as_array().at(0).at("sealed").as_int64(), 2);
  ASSERT_EQ(before.at("sealed_bids").as_array().size(), 2U);
  EXPECT_EQ(before.at("sealed_bids").as_array().at(1).at("state").as_string(), "sealed");
  EXPECT_EQ(before.at("sealed_bids").as_array().at(0).at("commitment"),
            before.at("sealed_bids").as_array().at(1).at("commitment"));
  EXPECT_THAT(program.run("challenge show jbgs c1 --on 2026-09-22").output, Not(HasSubstr("几何内核")));
  fits("challenge show jbgs c1 --on 2026-09-22");

  const auto own = json_of("enterprise show " + code_text(2) + " --on 2026-09-22");
  ASSERT_EQ(own.at("sealed_bids").as_array().size(), 1U) << "its own seal, not its partner's";
  EXPECT_EQ(own.at("sealed_bids").as_array().at(0).at("state").as_string(), "sealed");
  EXPECT_THAT(program.run("enterprise show " + code_text(2) + " --on 2026-09-22").output,
              AllOf(HasSubstr("1 seal of an enterprise"), HasSubstr("to be opened from 2026-10-01")));

  day_is({2026, 10, 1});
  EXPECT_THAT(program.run("challenge show jbgs c1 --on 2026-10-01").output,
              HasSubstr("to be opened to 2026-10-07"));
  const Ran opened = program.run("challenge open " + file + signing("first"));
  ASSERT_EQ(opened.exit, 0) << opened.output;
  const Ran shown = program.run("challenge show jbgs c1 --on 2026-10-01");
  EXPECT_THAT(shown.output, AllOf(HasSubstr("几何内核"), HasSubstr("consortium"),
                                  HasSubstr("opened as bid 1"), HasSubstr("1 bid, ")));
  const auto after = json_of("challenge show jbgs c1 --on 2026-10-01");
  EXPECT_EQ(after.at("bids").as_array().at(0).at("members").as_array().size(), 2U);
  EXPECT_EQ(after.at("challenges").as_array().at(0).at("sealed").as_int64(), 0);
  EXPECT_EQ(program.run("challenge open " + file + signing("first")).exit, 2) << "once";
  const auto since = json_of("enterprise show " + code_text(2) + " --on 2026-10-01");
  ASSERT_EQ(since.at("sealed_bids").as_array().size(), 1U);
  EXPECT_EQ(since.at("sealed_bids").as_array().at(0).at("state").as_string(), "opened");
  EXPECT_EQ(since.at("bids").as_array().size(), 1U);
  fits("challenge show jbgs c1 --on 2026-10-01");
}

TEST_F(CliSealedBids, WhoSealsAgainIsToldSoAndTheFormerFileIsJoinedByNobody) {
  const std::string one = program.path("one.credence-bid"), two = program.path("two.credence-bid");
  const std::string partner = "--partner " + code_text(2) + "=30% -o ";
  EXPECT_THAT(seal(partner + one + signing("first")).output, Not(HasSubstr("it replaces")));
  EXPECT_THAT(seal(partner + two + signing("first")).output, HasSubstr("it replaces"));
  const Ran former = program.run("challenge join " + one + signing("second"));
  EXPECT_EQ(former.exit, 2) << former.output;
  EXPECT_THAT(former.output, HasSubstr("commitment_differs"));
  EXPECT_EQ(program.run("challenge join " + two + signing("second")).exit, 0);
}

TEST_F(CliSealedBids, TheFileIsNeverWrittenOverAndReadWholeOrNotAtAll) {
  const std::string file = program.path("offer.credence-bid");
  ASSERT_EQ(seal("-o " + file + signing("first")).exit, 0);
  const std::string kept = read_file(file).value();
  const Ran again = seal("-o " + file + signing("first"));
  EXPECT_EQ(again.exit, 5);
  EXPECT_THAT(again.output, HasSubstr("file_exists"));
  EXPECT_EQ(read_file(file).value(), kept);
  std::string spoilt = kept;
  spoilt[spoilt.size() - 10] ^= 1;
  write_bytes(file, spoilt);
  for (const char* verb : {"join ", "open "}) {
    const Ran ran = program.run("challenge " + std::string(verb) + file + signing("first"));
    EXPECT_EQ(ran.exit, 5) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("bad_bid_file"));
  }
}

TEST_F(CliSealedBids, WhatIsRefusedLeavesNoFileAndWhatIsWithdrawnIsShownSo) {
  done(kAward, [] {
    RecordBids out{"jbgs", "c1", {}};
    out.lines.push_back({1, code(3), enterprise_name(3), "约束求解", 100});
    return out;
  }());
  const Ran refused = seal(signing("third"));
  EXPECT_EQ(refused.exit, 2);
  EXPECT_THAT(refused.output, HasSubstr("already_bid"));
  EXPECT_TRUE(bid_files().empty());
  EXPECT_EQ(seal("--dry-run" + signing("first")).exit, 0);
  EXPECT_TRUE(bid_files().empty());
  for (const char* partner : {"=0%", "=100%", "=3x%", "=33.333%", "=-1%", ""})
    EXPECT_NE(seal("--partner " + code_text(2) + partner + signing("first")).exit, 0) << partner;
  EXPECT_TRUE(bid_files().empty());

  ASSERT_EQ(seal(signing("second")).exit, 0);
  ASSERT_EQ(program.run("challenge unseal jbgs c1" + signing("second")).exit, 0);
  EXPECT_THAT(program.run("challenge show jbgs c1 --on 2026-09-22").output, HasSubstr("withdrawn"));
  EXPECT_EQ(program.run("challenge unseal jbgs c1" + signing("second")).exit, 2);
}

}  // namespace
}  // namespace credence::testing
