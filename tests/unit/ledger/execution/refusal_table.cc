// SPDX-License-Identifier: Apache-2.0
// The table of refusals: after all tests of this program (and only after all), each code of the domain in
// errors.def was met by one. ctest runs it as refusal.every_code_of_the_domain_is_met.
#include "tests/support/domain_codes.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

class EveryCodeIsMet : public testing::Environment {
 public:
  void TearDown() override {
    if (GTEST_FLAG_GET(filter) != "*") return;  // some of the tests say nothing about all codes
    std::size_t rules = 0, met = 0;
    for (const ErrorInfo& error : all_errors()) {
      if (!is_of_domain(error.code)) continue;
      ++rules;
      if (refusal::codes_met().contains(error.code))
        ++met;
      else
        ADD_FAILURE() << error.name << ": no test meets it";
    }
    std::printf("%zu codes of the domain, %zu met by a test\n", rules, met);
  }
};

[[maybe_unused]] testing::Environment* const kTable = testing::AddGlobalTestEnvironment(new EveryCodeIsMet);

}  // namespace
}  // namespace credence
