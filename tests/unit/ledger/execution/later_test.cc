// SPDX-License-Identifier: Apache-2.0
// A program of a later release on a chain of today: what it could read and the chain has not begun is refused
// as for a program that cannot read it, in a valid block. (The program is tests/CMakeLists.txt, later_release:
// its documents need the feature "later-rule".)
#include <gtest/gtest.h>

#include "ledger/domain/features.h"
#include "tests/support/governed_genesis.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)

TEST(VersionsLater, AnActionIsUnreadableUntilItsFeatureIsInForce) {
  ASSERT_TRUE(features::known("later-rule"));
  World w(make_memory_key_value(), governed_genesis());
  const auto run = [&w](const SecretKey& key, const Action& action) { return w.run(key, action); };
  const Action document = samples::anchor_document();
  EXPECT_EQ(features::needed_by(document), "later-rule");
  const auto one_block = [&] {  // of what cannot be read, of what needs the feature, of what needs none
    return w.apply({w.raw_transaction(kRegistrar, Bytes(3, std::byte{0xEE})),
                    w.transaction(kRegistrar, document),
                    w.transaction(kRegistrar, w.rotation(kNobody, Id("gd-iit")))});
  };
  const std::vector<Receipt> before = one_block();
  EXPECT_EQ(before[0].code, static_cast<std::uint16_t>(Code::unreadable_action));
  EXPECT_EQ(before[1].code, before[0].code);
  EXPECT_EQ(encode(before[1].details), encode(before[0].details)) << "in the same words";
  EXPECT_EQ(before[2].code, 0);

  const Height from = w.ledger().height() + 5;
  ASSERT_EQ(run(kIitGovern, ProposeChange{EnableFeature{"later-rule", from}, "", from}), Code::ok)
      << w.detail;
  const TxId proposal = w.value(ValidatorsKey{}).open.at(0);
  ASSERT_EQ(run(kScienceGovern, VoteOnChange{proposal, true}), Code::ok) << w.detail;
  while (w.ledger().height() + 2 < from) w.apply({});
  EXPECT_EQ(run(kNobody, document), Code::unreadable_action) << "one block before";
  EXPECT_EQ(run(kNobody, document), Code::ok) << "the first block under it: " << w.detail;
}

}  // namespace
}  // namespace credence
