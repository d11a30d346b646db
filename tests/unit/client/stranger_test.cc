// SPDX-License-Identifier: Apache-2.0
// What a node says without a proof decides nothing: "there is no such thing" least of all, since absence is
// proved.
#include "tests/unit/client/fake_node.h"

namespace credence::testing {
namespace {

constexpr ClientOptions kHasty{.request_timeout_ms = 300, .wait_ms = 50, .deadline_ms = 2'000};

/// Says the same to every question.
FakeNetwork::Behaviour says(unsigned status, const char* code) {
  return [answer = problem(status, code)](const auto&, const auto&,
                                          const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0) return answer;
    return std::nullopt;
  };
}

constexpr std::pair<unsigned, const char*> kDenials[] = {
    {404, "not_found"},   {404, "no_route"}, {404, "not_recorded"}, {400, "malformed"},
    {401, "unknown_key"}, {409, "expired"},  {403, "not_recorded"}};

TEST(StrangerAnswers, ADenialWithoutAProofIsABadAnswerOfStateAndHistoryAlike) {
  for (const auto& [status, code] : kDenials) {
    SCOPED_TRACE(std::to_string(status) + " " + code);
    FakeNetwork net(1);
    net.behave_all(says(status, code));
    Client client = net.client(kHasty);
    const auto state = client.state_proof(StateKey(EnterpriseKey{samples::code(1)}));
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().exit, ExitCode::not_verified);
    EXPECT_EQ(state.error().error.code, Code::bad_answer);
    const auto page = client.history_page(HistoryKey{EnterpriseKey{samples::code(1)}}, 0, 10);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().exit, ExitCode::not_verified);
    EXPECT_EQ(client.bad_answers().size(), 2U) << "who said so is named";
  }
}

TEST(StrangerAnswers, OneOfFourWhoDeniesIsPassedOverAndNamed) {
  FakeNetwork net;
  net.behave(0, says(404, "not_found"));
  Client client = net.client(kHasty);
  const auto state = client.state_proof(StateKey(EnterpriseKey{samples::code(1)}));
  ASSERT_TRUE(state) << state.error().error.text_en();
  EXPECT_FALSE(state->value) << "absent, and proved so";
  for (const BadAnswer& bad : client.bad_answers()) EXPECT_EQ(bad.node, net.network().nodes[0].api.text());
}

TEST(StrangerAnswers, ANodeThatLacksWhatIsOldDoesNotLie) {
  FakeNetwork net(1);
  net.behave_all(says(410, "pruned_below"));
  Client client = net.client(kHasty);
  const auto page = client.history_page(HistoryKey{EnterpriseKey{samples::code(1)}}, 0, 10);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().error.code, Code::pruned_below);
  EXPECT_TRUE(client.bad_answers().empty());
}

TEST(StrangerAnswers, WhatOnlyTheClientCanJudgeANodeCannotSay) {
  for (const char* code : {"not_recorded", "conflicting_certificates", "interrupted", "bad_csv"}) {
    FakeNetwork net(1);
    net.behave_all(says(404, code));
    const auto asked = net.client(kHasty).transaction(TxId{});
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().error.code, Code::bad_answer) << code;
  }
}

}  // namespace
}  // namespace credence::testing
