// SPDX-License-Identifier: Apache-2.0
// credence certificate, looked at as people do: its words are read, its pages are rendered and scanned, and
// the file is verified again. With poppler's and zbar's programs.
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "client/paper/attachment.h"
#include "client/paper/paper_errors.h"
#include "ledger/proof/bundle.h"
#include "tests/source_tree.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}
void shell(const std::string& command) { EXPECT_EQ(std::system(command.c_str()), 0) << command; }

/// A grey page turned by so many degrees about its middle, as a sheet lies under a camera.
void turn(const fs::path& page, double degrees) {
  std::istringstream in(read(page));
  std::string kind;
  int wide = 0, high = 0, white = 0;
  in >> kind >> wide >> high >> white;
  in.get();
  const auto pixels = static_cast<std::size_t>(wide) * static_cast<std::size_t>(high);
  std::string from(pixels, '\0'), to(pixels, '\xff');
  in.read(from.data(), static_cast<std::streamsize>(pixels));
  ASSERT_TRUE(in) << page;
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const auto at = [&](int x, int y) {
    return static_cast<unsigned char>(
        from[static_cast<std::size_t>(y) * static_cast<std::size_t>(wide) + static_cast<std::size_t>(x)]);
  };
  for (int y = 0; y < high; ++y)
    for (int x = 0; x < wide; ++x) {
      const double dx = x - wide / 2.0, dy = y - high / 2.0;
      const double u = c * dx + s * dy + wide / 2.0, v = c * dy - s * dx + high / 2.0;
      const int i = static_cast<int>(std::floor(u)), j = static_cast<int>(std::floor(v));
      if (i < 0 || j < 0 || i + 1 >= wide || j + 1 >= high) continue;
      const double a = u - i, b = v - j;
      to[static_cast<std::size_t>(y) * static_cast<std::size_t>(wide) + static_cast<std::size_t>(x)] =
          static_cast<char>(static_cast<unsigned char>((at(i, j) * (1 - a) + at(i + 1, j) * a) * (1 - b) +
                                                       (at(i, j + 1) * (1 - a) + at(i + 1, j + 1) * a) * b));
    }
  std::ofstream(page, std::ios::binary) << "P5\n" << wide << " " << high << "\n255\n" << to;
}

/// What a terminal-less machine sees of a PDF.
class Looked {
 public:
  explicit Looked(fs::path pdf) : pdf_(std::move(pdf)) {}
  /// Its words, with blanks and line breaks taken out.
  [[nodiscard]] std::string words() const {
    shell("pdftotext " + pdf_.string() + " " + pdf_.string() + ".txt");
    std::string out = read(pdf_.string() + ".txt");
    std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
    return out;
  }
  /// What the code on the first page says when the sheet lies askew.
  [[nodiscard]] std::string scanned() const {
    const std::string at = pdf_.string();
    shell("pdftoppm -gray -singlefile -r 150 " + at + " " + at);
    turn(at + ".pgm", 3);
    shell("zbarimg -q --nodbus --raw --oneshot -Sbinary " + at + ".pgm >" + at + ".code");
    return read(at + ".code");
  }
  [[nodiscard]] std::string proof() const { return attached_proof(read(pdf_)).value_or("no proof"); }
  [[nodiscard]] const fs::path& path() const { return pdf_; }

 private:
  fs::path pdf_;
};

const std::string kWhen = " --any-age --now 1790093600000";  // a day after the vectors' blocks

class PaperCommands : public ::testing::Test {
 protected:
  [[nodiscard]] static std::string vector_file(const std::string& name) {
    return (source_dir() / "tests/data/bundles/valid" / (name + ".proof")).string();
  }
  [[nodiscard]] static std::string anchor() {
    return " --anchor " + (source_dir() / "tests/data/bundles/genesis.json").string();
  }
  /// The certificate of a vector.
  Looked print(const std::string& name, const std::string& more = {}) {
    const std::string out = (scratch / (name + ".pdf")).string();
    const Ran ran = run_program("certificate proof " + vector_file(name) + anchor() + " --overwrite -o " +
                                out + " " + more);
    EXPECT_EQ(ran.exit, 0) << ran.output;
    return Looked(out);
  }
  static Ran verify(const Looked& paper, const std::string& more) {
    return run_program("verify " + paper.path().string() + anchor() + kWhen + more);
  }

  ScratchFolder scratch;
};

TEST_F(PaperCommands, ATitleSaysWhoWhatAndSinceWhenInBothLanguages) {
  for (const char* lead : {"zh", "en"}) {
    const Looked paper = print("title", "--lang " + std::string(lead));
    EXPECT_THAT(paper.words(),
                AllOf(HasSubstr("资格证明书"), HasSubstr("Certificateofatitle"), HasSubstr("样例企业1"),
                      HasSubstr("专精特新"), HasSubstr("Specialized"), HasSubstr("91440000000000019U"),
                      HasSubstr("2025-01-01至2027-12-31"), HasSubstr("2025-01-01to2027-12-31"),
                      HasSubstr("工信部企业〔2022〕1号"), HasSubstr("VALID:inforceon2026-09-21"),
                      HasSubstr("有效：资格有效，日期2026-09-21"), HasSubstr("DepartmentofIndustry"),
                      HasSubstr("验证者1、验证者2、验证者3（3/4）"), HasSubstr("(3of4)")))
        << lead;
    EXPECT_THAT(paper.words(), AllOf(HasSubstr("怎样核对"), HasSubstr("Whatitdoesnotsay"), HasSubstr("1/1")));
  }
}

TEST_F(PaperCommands, AnAwardHasItsMoneyWithTheUnitAndItsDocuments) {
  const std::string words = print("award-part-paid", "--lang zh").words();
  EXPECT_THAT(words, AllOf(HasSubstr("资金安排证明书"), HasSubstr("50.00元"), HasSubstr("40.00CNY"),
                           HasSubstr("粤工信〔2022〕55号"), HasSubstr("普惠性制造业投资奖励"),
                           HasSubstr("有效：安排部分拨付"), HasSubstr("91440000000000019U")));
}

TEST_F(PaperCommands, WhatIsNotInForceIsNotPrintedAsIfItWere) {
  const std::string words = print("title-revoked", "--lang en").words();
  EXPECT_THAT(words, AllOf(HasSubstr("REVOKED:notinforce"), Not(HasSubstr("VALID"))));
  // Judged on the day that is asked for, as of its own block otherwise.
  EXPECT_THAT(print("title", "--on 2024-12-31 --lang en").words(), HasSubstr("NOTSAID"));
}

TEST_F(PaperCommands, AHistoryHasEveryEntry) {
  const std::string words = print("history-enterprise", "--lang zh").words();
  EXPECT_THAT(words, AllOf(HasSubstr("全部记录：4条，完整且有序"), HasSubstr("产线改造1"), HasSubstr("拨付"),
                           HasSubstr("登记"), HasSubstr("认定")));
  EXPECT_THAT(print("history-enterprise", "--lang en").words(), HasSubstr("everythingrecorded:4entries"));
}

TEST_F(PaperCommands, EveryKindOfProofCanBePrinted) {
  for (const char* name : {"record", "record-refused", "entries", "absence-enterprise", "total-programme",
                           "history-empty", "history-chain", "title-without-names", "award-unidentified"})
    EXPECT_EQ(print(name).proof(), read(vector_file(name))) << name;
}

TEST_F(PaperCommands, APrintThatLiesAskewIsScanned) {
  EXPECT_EQ(print("title").scanned(), read(vector_file("title")));
  // Too long for a code: its checksum, and where it is verified.
  const Looked history = print("history-programme", "--address https://ledger.example --json");
  const std::string scanned = history.scanned();
  const auto verified = json::parse(verify(history, " --json").output).as_object();
  EXPECT_EQ(scanned,
            "https://ledger.example/#/verify?proof=" + std::string(verified.at("checksum").as_string()));
  EXPECT_THAT(print("history-programme").scanned(), StartsWith("credence-proof:"));
}

TEST_F(PaperCommands, ItIsVerifiedAsTheProofInside) {
  for (const char* name :
       {"title", "award-part-paid", "history-enterprise", "title-ended", "title-revoked"}) {
    const Looked paper = print(name);
    const Ran of_file = run_program("verify " + vector_file(name) + anchor() + kWhen + " --json"),
              of_paper = verify(paper, " --json");
    EXPECT_EQ(of_paper.exit, of_file.exit) << name;
    json::object shown = json::parse(of_paper.output).as_object();
    EXPECT_EQ(shown.at("attached_in").as_string(), paper.path().string());
    shown.erase("attached_in");
    EXPECT_EQ(shown, json::parse(of_file.output)) << name;
    EXPECT_THAT(verify(paper, " --lang en").output, HasSubstr("words printed on a PDF prove nothing"))
        << name;
  }
}

/// The words on the page are no part of what is verified: another bundle inside shows through.
TEST_F(PaperCommands, APrintWithAnotherProofInsideSaysWhatThatSays) {
  const Looked paper = print("title");
  const auto forged =
      with_attachment(read(paper.path()), "x.credence-proof", read(vector_file("title-revoked")));
  ASSERT_TRUE(forged);
  EXPECT_EQ(attached_proof(*forged).error().code, paper_code::pdf_proofs_differ) << "both";
  std::string swapped = read(paper.path());
  swapped.replace(swapped.find(kBundleMagic), kBundleMagic.size(), std::string(kBundleMagic.size(), 'x'));
  write_bytes(paper.path(),
              with_attachment(swapped, "x.credence-proof", read(vector_file("title-revoked"))).value());
  EXPECT_THAT(paper.words(), HasSubstr("有效")) << "what is printed";
  const Ran ran = verify(paper, " --lang zh");
  EXPECT_EQ(ran.exit, 7);
  EXPECT_THAT(ran.output, AllOf(StartsWith("已撤销"), HasSubstr("请与纸面逐项比较")));
}

TEST_F(PaperCommands, AByteOfTheProofInsideIsAsForgedAsInTheFile) {
  const Looked paper = print("title");
  const std::string proof = read(vector_file("title")), whole = read(paper.path());
  const std::size_t at = whole.find(proof);
  ASSERT_NE(at, std::string::npos) << "the bytes stand there as they are";
  for (const std::size_t byte : {std::size_t{17}, std::size_t{60}, std::size_t{400}, proof.size() - 1}) {
    std::string inside = proof, outside = whole;
    inside[byte] ^= 1;
    outside[at + byte] ^= 1;
    write_bytes(scratch / "x.proof", inside);
    write_bytes(paper.path(), outside);
    const Ran file = run_program("verify " + (scratch / "x.proof").string() + anchor() + kWhen + " --json");
    const Ran printed = verify(paper, " --json");
    EXPECT_EQ(printed.exit, file.exit) << byte;
    if (file.exit == 3) {
      EXPECT_EQ(printed.output, file.output) << byte;
    }
  }
}

TEST_F(PaperCommands, ADocumentThatGivesNoProofIsNamed) {
  const Looked paper = print("title");
  const std::string at = paper.path().string(), whole = read(paper.path());
  const auto code_of = [&](const std::string& pdf) {
    const Ran ran = run_program("verify " + pdf + anchor() + " --json");
    EXPECT_EQ(ran.exit, 9) << ran.output;
    const json::object shown = json::parse(ran.output).as_object();
    EXPECT_EQ(shown.at("what").as_string(), "pdf");
    return std::string(shown.at("error").at("code").as_string());
  };
  shell("pdftocairo -pdf " + at + " " + at + ".bare.pdf");
  EXPECT_EQ(code_of(at + ".bare.pdf"), "pdf_without_proof") << "printed anew";
  shell("qpdf --encrypt user owner 256 -- " + at + " " + at + ".locked.pdf");
  EXPECT_EQ(code_of(at + ".locked.pdf"), "pdf_encrypted");
  write_bytes(at + ".cut.pdf", whole.substr(0, whole.size() / 2));
  EXPECT_EQ(code_of(at + ".cut.pdf"), "pdf_damaged");
  write_bytes(at + ".huge.pdf", whole);
  fs::resize_file(at + ".huge.pdf", kPdfBytesMax + 1);
  EXPECT_EQ(code_of(at + ".huge.pdf"), "pdf_too_large");
  // Saved anew by a program that packs everything: still the proof.
  shell("qpdf --object-streams=generate --recompress-flate --compression-level=9 " + at + " " + at +
        ".packed.pdf");
  EXPECT_EQ(Looked(at + ".packed.pdf").proof(), read(vector_file("title")));
  const Ran refused = run_program("certificate proof " + at + ".bare.pdf" + anchor() + " --json");
  EXPECT_EQ(refused.exit, 9) << refused.output;
}

TEST_F(PaperCommands, TheSameProofGivesTheSameBytes) {
  const std::string first = read(print("award-part-paid").path());
  EXPECT_EQ(read(print("award-part-paid").path()), first);
  // And a certificate can be made of a certificate.
  const Looked paper = print("award-part-paid");
  const std::string again = (scratch / "again.pdf").string();
  ASSERT_EQ(
      run_program("certificate proof " + paper.path().string() + anchor() + " --overwrite -o " + again).exit,
      0);
  EXPECT_EQ(Looked(again).proof(), paper.proof());
  EXPECT_LT(first.size(), 600'000U) << "fonts are embedded as subsets";
  shell("qpdf --check " + again + " >" + again + ".check");
}

// As a node has it made for its page.
TEST_F(PaperCommands, StandardInputAndOutputHoldTheSame) {
  const std::string piped = (scratch / "piped.pdf").string();
  const auto print_piped = [&](const std::string& bundle) {
    return "env LC_ALL=C " + credence_program() + " --json --lang zh certificate proof -" + anchor() +
           " --name title --out - <" + bundle + " >" + piped;
  };
  shell(print_piped(vector_file("title")));
  EXPECT_EQ(read(piped), read(print("title", "--lang zh --name title").path()));
  // what went wrong stands there instead, and no PDF
  const std::string forged = (source_dir() / "tests/data/bundles/forged/signer-repeated.proof").string();
  shell("! " + print_piped(forged));
  EXPECT_EQ(json::parse(read(piped)).at("error").at("code").as_string(), "signers_not_distinct");
}

TEST_F(PaperCommands, AForgedProofIsNotPrinted) {
  const std::string forged = (source_dir() / "tests/data/bundles/forged/signer-repeated.proof").string();
  const std::string out = (scratch / "x.pdf").string();
  EXPECT_EQ(run_program("certificate proof " + forged + anchor() + " --overwrite -o " + out).exit, 3);
  EXPECT_FALSE(fs::exists(out));
}

// ---- from a network

class PaperOnNetwork : public ::testing::Test {
 protected:
  PaperOnNetwork() {
    world::World& w = program.net.world();
    w.register_enterprises(5);
    w.create_programme();
    EXPECT_EQ(w.run(world::kAward, world::World::awards({world::World::award(1, 1, 1000)})), Code::ok);
    EXPECT_EQ(w.run(world::kQualify, world::World::issue("specialized", 1, {2026, 9, 1}, Date{2029, 8, 31})),
              Code::ok);
  }
  json::object made(const std::string& words) {
    const Ran ran = program.run("certificate " + words + " --json");
    EXPECT_EQ(ran.exit, 0) << ran.output;
    return json::parse(ran.output).as_object();
  }
  [[nodiscard]] static std::string code(unsigned n) { return std::string(text_of(samples::code(n))); }

  ProgramOnNetwork program;
};

TEST_F(PaperOnNetwork, ATitleAnAwardAndAHistoryAreFetchedAndPrinted) {
  const std::string title = program.path("title.pdf"), award = program.path("award.pdf"),
                    history = program.path("history.pdf");
  const json::object of_title = made("title " + code(1) + " specialized -o " + title);
  EXPECT_EQ(of_title.at("pages").to_number<int>(), 1);
  EXPECT_EQ(of_title.at("file").as_string(), title);
  EXPECT_THAT(Looked(title).words(), HasSubstr("样例企业1"));
  made("award puhui-2022 b1 1 -o " + award);
  EXPECT_THAT(Looked(award).words(), AllOf(HasSubstr("10.00元"), HasSubstr("粤工信〔2022〕55号")));
  made("history " + code(1) + " -o " + history);
  EXPECT_THAT(Looked(history).words(), AllOf(HasSubstr("全部记录证明书"), HasSubstr("样例企业1")));
  for (const std::string& file : {title, award, history}) {
    const Ran ran = run_program("verify " + file + program.anchor() + " --any-age --on 2026-09-23 --json");
    EXPECT_EQ(ran.exit == 0 || ran.exit == 7 || ran.exit == 8, true) << ran.output;
  }
  EXPECT_EQ(program.run("certificate title " + code(2) + " specialized").exit, 2) << "not recorded";
  EXPECT_EQ(program.run("certificate history").exit, 1);
}

/// The code of a title holds the proof as it is, or without its names where it is too long.
TEST_F(PaperOnNetwork, TheCodeOfATitleIsAProofItself) {
  const std::string file = program.path("title.pdf");
  const json::object shown = made("title " + code(1) + " specialized -o " + file);
  const std::string holds(shown.at("qr").as_string());
  EXPECT_THAT(holds, ::testing::AnyOf("proof", "proof_without_names"));
  write_bytes(program.path("scanned.proof"), Looked(file).scanned());
  const Ran ran =
      run_program("verify " + program.path("scanned.proof") + program.anchor() + " --any-age --json");
  const json::object verdict = json::parse(ran.output).as_object();
  EXPECT_EQ(verdict.at("subject"), shown.at("subject")) << ran.output;
  EXPECT_EQ(verdict.at("value"), shown.at("value"));
}

TEST_F(PaperOnNetwork, LongNamesWrapAndAHistoryGoesOnOverItsPages) {
  world::World& w = program.net.world();
  std::string name;
  while (name.size() + 27 <= limits::kNameBytesMax) name += "广东省粤港澳大湾区";
  RegisterEnterprises action;
  action.lines.push_back({samples::code(40), Name(name), std::nullopt, std::nullopt});
  ASSERT_EQ(w.run(world::kRegistrar, action), Code::ok) << w.detail;
  std::vector<AwardLine> lines;
  for (std::uint32_t i = 1; i <= 150; ++i)
    lines.push_back({i, Name(name), samples::code(40), Name("产线改造" + std::to_string(i)), 10});
  RecordAwards awards = world::World::awards(lines, 150, 1500);
  awards.batch = "b2";
  ASSERT_EQ(w.run(world::kAward, awards), Code::ok) << w.detail;
  const std::string file = program.path("long.pdf");
  const json::object shown = made("history " + code(40) + " -o " + file);
  EXPECT_GT(shown.at("pages").to_number<int>(), 5);
  const std::string words = Looked(file).words();
  EXPECT_THAT(words, HasSubstr(name));
  for (const int i : {1, 75, 150}) EXPECT_THAT(words, HasSubstr("产线改造" + std::to_string(i)));
  const std::string pages = std::to_string(shown.at("pages").to_number<int>());
  EXPECT_THAT(words, HasSubstr(pages + "/" + pages));
}

}  // namespace
}  // namespace credence::testing
