// SPDX-License-Identifier: Apache-2.0
// The program on a small network that things are recorded on.
#pragma once

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <sstream>

#include "client/words/width.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace world;  // NOLINT(google-build-using-namespace)
namespace json = boost::json;

/// The usual departments with the roles credit and check beside, keys that sign, and three enterprises.
class CliThings : public ::testing::Test {
 protected:
  explicit CliThings(bool four_eyes = false)
      : CliThings(four_eyes ? governed_genesis(true) : with_later_features(), four_eyes) {}
  explicit CliThings(const Genesis& of, bool four_eyes = false) : four_eyes_(four_eyes), program(of) {
    program.keep_keys({{"award", &kAward},
                       {"programme", &kProgramme},
                       {"qualify", &kQualify},
                       {"science", &kScience},
                       {"check", &kIitCheck},
                       {"registrar", &kRegistrar},
                       {"pay", &kPay},
                       {"govern", &kIitGovern},
                       {"finance-govern", &kFinanceGovern},
                       {"finance-check", &kFinanceCheck}});
    RegisterEnterprises all;
    for (const unsigned i : {1U, 2U, 3U}) all.lines.push_back({code(i), enterprise_name(i), {}, {}});
    done(kRegistrar, all);
  }
  World& w() { return program.net.world(); }
  void done(const SecretKey& key, const Action& action) {
    const std::vector<const SecretKey*> checker =
        four_eyes_ ? std::vector<const SecretKey*>{&kIitCheck} : std::vector<const SecretKey*>{};
    ASSERT_EQ(w().run(key, action, checker), Code::ok) << w().detail;
  }
  /// The ledger's clock is at noon of this day from now on.
  void day_is(const Date& day) {
    const std::uint64_t noon = (days_of(day) * 24 + 4) * 3'600'000;
    auto header = w().ledger().apply(proposal_of(noon, {}));
    ASSERT_TRUE(header) << header.error().detail;
    ASSERT_TRUE(w().ledger().add_certificate(certify(w().chain(), *header)));
  }
  void create(const Id& id, ProgrammeKind kind, Fen budget) {
    CreateProgramme action = World::programme(budget);
    action.id = id;
    action.kind = kind;
    action.fiscal_year = 2026;
    done(kProgramme, action);
  }
  [[nodiscard]] std::string signing(const std::string& key) const {
    return " --key " + key + " --passphrase-file " + program.path("passphrase");
  }
  [[nodiscard]] json::object json_of(const std::string& words) const {
    return json::parse(program.run("--json " + words).output).as_object();
  }
  /// In both languages in 80 columns, and no English in Chinese.
  void fits(const std::string& words) const {
    for (const char* language : {"--lang en ", "--lang zh "}) {
      std::istringstream lines(program.run_at_80(language + words).output);
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(display_width(line), 80U) << words << ": " << line;
    }
  }
  static std::string code_text(unsigned number) { return std::string(text_of(code(number))); }

  const bool four_eyes_;
  ProgramOnNetwork program;
};

}  // namespace credence::testing
