// SPDX-License-Identifier: Apache-2.0
// Random chains of every action against the model: the same codes, the same state, histories that fold to it,
// and what must never break.
//
//   CREDENCE_SEED=n            that run alone
//   CREDENCE_MODEL_RUNS=300    the long run; CREDENCE_MODEL_ACTIONS=10000 of each
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/domain_model/driver.h"
#include "tests/support/domain_codes.h"

namespace credence::model {
namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

/// Refusals that no transaction of this program can meet, each with its reason and the test that meets it
/// instead.
struct Unreachable {
  Code code;
  const char* why;
};
constexpr auto kUnreachable = std::to_array<Unreachable>({
    {Code::uscc_old_number, "a code in an action has 18 bytes; lists of people have 15 digits: code_test.cc"},
    {Code::uscc_wrong_length, "the same"},
    {Code::uscc_lower_case,
     "a code in an action is of the alphabet, or the action is unreadable: lookalike_test.cc"},
    {Code::uscc_bad_character, "the same"},
    {Code::bad_date, "a day that is none makes the action unreadable: check_test.cc"},
    {Code::unknown_feature, "the ledger takes a feature of any name: refusal_governance_test.cc"},
    {Code::amount_overflow, "takes ten thousand amounts of 10 trillion yuan: refusal_checks_test.cc"},
    {Code::too_many_pending, "takes a thousand waiting actions of one department: refusal_pending_test.cc"},
    {Code::own_award, "no key holds both award and pay: refusal_basics_test.cc"},
});

/// Refusals of transactions that are not numbered with the domain's.
constexpr auto kOthers = std::to_array<Code>(
    {Code::malformed, Code::unreadable_action, Code::limit_exceeded, Code::bad_public_key, Code::expired,
     Code::expiry_too_far, Code::replayed, Code::not_found, Code::unknown_key, Code::revoked_key});

void report(const Seen& seen) {
  std::printf(
      "%zu actions in %zu blocks, %zu values compared, %zu history entries, %zu parked, %zu approved, %zu "
      "codes met\n",
      seen.actions, seen.blocks, seen.compared, seen.entries, seen.parked, seen.approved, seen.codes.size());
  if (setting("CREDENCE_MODEL_TABLE", 0) == 0) return;
  for (std::size_t i = 0; i < seen.done.size(); ++i)
    std::printf("  %-28s %8zu tried %8zu done\n", std::string(action_name(i)).c_str(), seen.tried[i],
                seen.done[i]);
  for (const auto& [code, count] : seen.codes)
    std::printf("  %-28s %8zu\n", std::string(info(code).name).c_str(), count);
  for (const auto& [change, count] : seen.changes)
    std::printf("  %-28s %8zu passed\n", change.c_str(), count);
}

void expect_all_exercised(const Seen& seen) {
  for (std::size_t i = 0; i < seen.done.size(); ++i)
    EXPECT_GT(seen.done[i], 0U) << action_name(i) << " never succeeded";
  for (const ErrorInfo& error : all_errors()) {
    if (!is_of_domain(error.code) && std::ranges::find(kOthers, error.code) == kOthers.end()) continue;
    const bool met = seen.codes.contains(error.code);
    const bool excused =
        std::ranges::find(kUnreachable, error.code, &Unreachable::code) != kUnreachable.end();
    EXPECT_TRUE(met || excused) << error.name << " was never met";
  }
  EXPECT_EQ(seen.changes.size(), std::variant_size_v<Change>) << "kinds of changes that passed";
  EXPECT_GT(seen.parked, 0U);
  EXPECT_GT(seen.approved, 0U);
}

TEST(Model, RandomChainsHaveTheOutcomesAndTheStateOfThePlainModel) {
  const std::uint64_t runs = setting("CREDENCE_MODEL_RUNS", 45);
  const std::uint64_t actions = setting("CREDENCE_MODEL_ACTIONS", 10'000);
  const bool replay = std::getenv("CREDENCE_SEED") != nullptr;
  const std::uint64_t first = setting("CREDENCE_SEED", 1);
  Seen all;
  for (std::uint64_t seed = first; seed < first + (replay ? 1 : runs); ++seed) {
    model::Run run(seed);
    const auto broken = run.go(actions);
    all.add(run.seen());
    ASSERT_FALSE(broken) << *broken << "\nreplay: CREDENCE_SEED=" << seed
                         << " CREDENCE_MODEL_ACTIONS=" << actions << " build/release/bin/tests/model";
  }
  std::printf("seeds %llu to %llu: ", static_cast<unsigned long long>(first),
              static_cast<unsigned long long>(first + (replay ? 0 : runs - 1)));
  report(all);
  if (!replay) expect_all_exercised(all);
}

}  // namespace
}  // namespace credence::model
