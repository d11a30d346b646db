// SPDX-License-Identifier: Apache-2.0
// credence anchor, and proofs for readers who hold
// nothing but the line of an anchor; time-stamps
// of an authority that the program openssl plays.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "ledger/proof/anchor.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace json = boost::json;

class AnchorCommands : public ::testing::Test {
 protected:
  AnchorCommands() {
    world::World& w = program.net.world();
    w.register_enterprises(5);
    EXPECT_EQ(w.run(world::kQualify, world::World::issue("specialized", 1, {2026, 9, 1}, Date{2029, 8, 31})),
              Code::ok);
    grow(9);
  }
  void grow(int blocks) {
    for (int i = 0; i < blocks; ++i) (void)program.net.world().apply({});
  }
  [[nodiscard]] static std::string code(unsigned n) { return std::string(text_of(samples::code(n))); }
  /// An anchor's file; its line.
  std::string make(const std::string& name, const std::string& more = {}) {
    const Ran ran = program.run("anchor make -o " + program.path(name) + more + " --json");
    EXPECT_EQ(ran.exit, 0) << ran.output;
    return std::string(json::parse(ran.output).at("anchor").as_string());
  }
  Ran prove(const std::string& anchor, const std::string& more = {}) {
    return program.run("prove title " + code(1) + " specialized --overwrite -o " + program.path("x.proof") +
                       " --under " + anchor + more + " --json");
  }
  [[nodiscard]] Ran verify(const std::string& anchor) const {
    return run_program("verify " + program.path("x.proof") + " --anchor " + anchor +
                       " --any-age --now 1790000600000 --json");
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(program.path(name), std::ios::binary).rdbuf();
    return out.str();
  }
  int shell(const std::string& command) const {
    return std::system(
        ("cd " + program.scratch.path().string() + " && (" + command + ") >openssl.log 2>&1").c_str());
  }

  ProgramOnNetwork program;
};

TEST_F(AnchorCommands, TheLineAloneProvesWhatLiesAroundIt) {
  const std::string early = make("early.anchor", " --block 3");
  const std::string line = make("late.anchor");
  EXPECT_EQ(parse_anchor_line(line)->height, program.net.world().ledger().height());
  // The pinned block itself; then one after it; then an anchor later than the block of the proof.
  ASSERT_EQ(prove(line).exit, 0);
  EXPECT_EQ(verify(line).exit, 0) << verify(line).output;
  grow(4);
  ASSERT_EQ(prove(line).exit, 0);
  const json::object after = json::parse(verify(line).output).as_object();
  EXPECT_EQ(after.at("verdict").as_string(), "valid");
  EXPECT_EQ(after.at("anchor").at("kind").as_string(), "pinned");
  EXPECT_EQ(verify(program.path("late.anchor")).exit, 0);
  EXPECT_EQ(verify(early).exit, 0) << "the same validators";
  EXPECT_EQ(verify(program.path("genesis.json")).exit, 0);
  const Ran record = program.run("prove record " + code(1) + " --entry 1 --overwrite -o " +
                                 program.path("x.proof") + " --under " + line);
  ASSERT_EQ(record.exit, 0) << record.output;
  EXPECT_EQ(verify(line).exit, 0) << verify(line).output;
}

TEST_F(AnchorCommands, AnOldProofUnderALaterAnchor) {
  const TxId id = [&] {
    const StoredBlock block = program.net.world().ledger().block(2).value();
    return decode<Receipt>(block.receipts[0]).value().transaction;
  }();
  const std::string line = make("late.anchor");
  const std::string proof = program.path("x.proof");
  ASSERT_EQ(program.run("prove record " + id.hex() + " -o " + proof + " --under " + line).exit, 0);
  const Ran ran = verify(line);
  EXPECT_EQ(ran.exit, 0) << ran.output;
  const json::object view = json::parse(ran.output).as_object();
  EXPECT_EQ(view.at("as_of").at("height").to_number<Height>(), 2u);
  EXPECT_EQ(view.at("later").at("height").to_number<Height>(), parse_anchor_line(line)->height);
  EXPECT_TRUE(view.at("certificate").is_null()) << "nobody asked who signed it";
  const Ran other = verify(program.path("genesis.json"));
  EXPECT_EQ(other.exit, 15) << other.output;
  EXPECT_EQ(json::parse(other.output).at("verdict").as_string(), "not_anchored");
  EXPECT_THAT(
      run_program("verify " + proof + program.anchor() + " --any-age --now 1790000600000 --lang en").output,
      StartsWith("NOT UNDER THIS ANCHOR"));
}

TEST_F(AnchorCommands, AnAnchorIsComparedWithTheChain) {
  const std::string line = make("a.anchor");
  EXPECT_EQ(program.run("anchor check " + program.path("a.anchor")).exit, 0);
  EXPECT_EQ(program.run("anchor check " + line).exit, 0);
  PinnedHeader other = parse_anchor_line(line).value();
  other.header.bytes[0] ^= std::byte{1};
  EXPECT_EQ(program.run("anchor check " + anchor_line(other)).exit, 3);
  EXPECT_EQ(prove(anchor_line(other)).exit, 3);
  other = parse_anchor_line(line).value();
  other.chain.bytes[0] ^= std::byte{1};
  EXPECT_EQ(program.run("anchor check " + anchor_line(other)).exit, 12);
  std::string slip = line;
  slip[30] = slip[30] == '0' ? '1' : '0';
  const Ran wrong = run_program("anchor show " + slip + " --lang en");
  EXPECT_EQ(wrong.exit, 5);
  EXPECT_THAT(wrong.output, HasSubstr("slip of the pen"));
  std::string file = read("a.anchor");
  file.replace(file.find("\"header\":\"") + 10, 1, "f");
  write_bytes(program.path("b.anchor"), file);
  EXPECT_EQ(run_program("anchor show " + program.path("b.anchor")).exit, 5)
      << "a header that the line does not name";
}

TEST_F(AnchorCommands, AQrCodeIsDrawn) {
  const std::string line = make("a.anchor", " --qr-file " + program.path("a.svg"));
  EXPECT_THAT(read("a.svg"), StartsWith("<svg "));
  ASSERT_EQ(run_program("anchor show " + line + " --qr-file " + program.path("a.png")).exit, 0);
  EXPECT_THAT(read("a.png"), StartsWith("\x89PNG"));
  EXPECT_THAT(run_program("anchor show " + line + " --qr").output, HasSubstr("█"));
  EXPECT_EQ(run_program("anchor show " + line + " --qr-file " + program.path("a.gif")).exit, 1);
  const Ran title = prove(line, " --no-names --qr-file " + program.path("title.png"));
  ASSERT_EQ(title.exit, 0) << title.output;
  EXPECT_THAT(read("title.png"), StartsWith("\x89PNG"));
  EXPECT_EQ(verify(line).exit, 0);
  EXPECT_TRUE(json::parse(title.output).at("names").as_object().empty());
}

TEST_F(AnchorCommands, ATimeStampOfAnAuthorityIsAttachedAndChecked) {
  make("a.anchor");
  const std::string anchor = program.path("a.anchor");
  ASSERT_EQ(program.run("anchor stamp " + anchor + " --query " + program.path("q.tsq")).exit, 0);
  std::ofstream(program.path("tsa.cnf"))
      << "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ndefault_policy=1.2.3.4\n"
         "digests=sha256\nsigner_digest=sha256\ncrypto_device=builtin\n"
         "accuracy=secs:1\nordering=yes\ntsa_name=yes\ness_cert_id_chain=no\n";
  const auto authority = [&](const std::string& name) {
    return shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name +
                 ".pem -days 3650 -subj /CN=" + name + " -addext extendedKeyUsage=critical,timeStamping");
  };
  ASSERT_EQ(authority("tsa"), 0) << read("openssl.log");
  ASSERT_EQ(authority("other"), 0) << read("openssl.log");
  const auto reply = [&](const std::string& query, const std::string& out) {
    return shell("echo 01 > serial; openssl ts -reply -config tsa.cnf -section t -queryfile " + query +
                 " -signer tsa.pem -inkey tsa.key -out " + out);
  };
  ASSERT_EQ(reply("q.tsq", "r.tsr"), 0) << read("openssl.log");
  const Ran attached = run_program("anchor stamp " + anchor + " --reply " + program.path("r.tsr") +
                                   " --tsa-ca " + program.path("tsa.pem") + " --json");
  ASSERT_EQ(attached.exit, 0) << attached.output;
  const json::value stamps = json::parse(attached.output).at("timestamps");
  ASSERT_EQ(stamps.as_array().size(), 1u);
  EXPECT_EQ(stamps.at(0).at("policy").as_string(), "1.2.3.4");
  EXPECT_TRUE(stamps.at(0).at("vouched_for").as_bool());
  EXPECT_THAT(std::string(stamps.at(0).at("authority").as_string()), HasSubstr("CN=tsa"));
  EXPECT_EQ(run_program("anchor show " + anchor).exit, 0);
  EXPECT_EQ(run_program("anchor show " + anchor + " --tsa-ca " + program.path("other.pem")).exit, 3);
  // openssl itself made such a query of the line.
  std::ofstream(program.path("line.txt")) << json::parse(read("a.anchor")).at("anchor").as_string().c_str();
  ASSERT_EQ(shell("openssl ts -query -data line.txt -sha256 -cert -out q2.tsq"), 0) << read("openssl.log");
  ASSERT_EQ(reply("q2.tsq", "r2.tsr"), 0) << read("openssl.log");
  EXPECT_EQ(run_program("anchor stamp " + anchor + " --reply " + program.path("r2.tsr")).exit, 0);
  // One of something else, and bytes that are none.
  ASSERT_EQ(shell("openssl ts -query -data tsa.cnf -sha256 -cert -out q3.tsq"), 0);
  ASSERT_EQ(reply("q3.tsq", "r3.tsr"), 0) << read("openssl.log");
  EXPECT_EQ(run_program("anchor stamp " + anchor + " --reply " + program.path("r3.tsr")).exit, 3);
  EXPECT_EQ(run_program("anchor stamp " + anchor + " --reply " + program.path("tsa.cnf")).exit, 3);
}

}  // namespace
}  // namespace credence::testing
