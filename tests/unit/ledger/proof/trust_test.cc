// SPDX-License-Identifier: Apache-2.0
// Certificates over time: validator sets that change are followed from a trust anchor, and no other set is
// ever believed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/proof/proof.h"
#include "tests/support/validator_sets.h"

namespace credence {
namespace {

using samples::certify;
using samples::secret;
using samples::Seeds;
using samples::set_of;

ChainId chain_of(std::uint8_t byte) {
  ChainId out{samples::kSuite, {}};
  out.bytes.fill(std::byte{byte});
  return out;
}
const ChainId kChain = chain_of(0xc1);

BlockProof block(Height height, const Seeds& seeds, const Seeds& next, const ChainId& chain = kChain,
                 std::uint64_t salt = 0) {
  BlockProof out;
  out.header.suite = samples::kSuite;
  out.header.height = height;
  out.header.time_ms = 1'790'000'000'000 + height * 1000 + salt;
  out.header.validator_set = validator_set_hash(set_of(seeds));
  out.header.next_validator_set = validator_set_hash(set_of(next));
  out.certificate = certify(chain, out.header, seeds, quorum(seeds.size()));
  return out;
}
ValidatorSetChange change(Height height, const Seeds& seeds, const Seeds& next,
                          const ChainId& chain = kChain) {
  return {block(height, seeds, next, chain), set_of(next)};
}
Code code_of(const Result<void>& result) { return result ? Code::ok : result.error().code; }

const Seeds kA{1, 2, 3, 4}, kB{1, 2, 3, 5}, kC{2, 3, 5, 6, 7, 8, 9}, kD{9};

class Trust : public testing::Test {
 protected:
  const TrustAnchor anchor{kChain, set_of(kA)};
  TrustChain trust{anchor};
  const ValidatorSetChange first = change(10, kA, kB), second = change(20, kB, kC),
                           third = change(21, kC, kD);
};

TEST_F(Trust, ChangesAreFollowedAndEachHeightIsCheckedAgainstItsOwnSet) {
  EXPECT_EQ(trust.latest_from(), 0u);
  for (const auto* next : {&first, &second, &third}) ASSERT_EQ(code_of(trust.add(*next)), Code::ok);
  EXPECT_EQ(trust.latest_from(), 22u);
  EXPECT_EQ(trust.changes().size(), 3u);
  const std::vector<std::pair<Height, Seeds>> sets{{1, kA},  {9, kA},  {10, kA}, {11, kB},
                                                   {20, kB}, {21, kC}, {22, kD}, {1'000'000, kD}};
  for (const auto& [height, seeds] : sets) {
    EXPECT_EQ(*trust.set_at(height), set_of(seeds)) << height;
    for (const Seeds& signers : {kA, kB, kC, kD}) {
      const BlockProof proof = block(height, signers, signers);
      EXPECT_EQ(code_of(trust.verify(proof)), signers == seeds ? Code::ok : Code::wrong_validator_set)
          << height;
    }
  }
}

TEST_F(Trust, AChangeThatIsLeftOutLeavesLaterSetsUnknown) {
  EXPECT_EQ(code_of(trust.add(second)), Code::wrong_validator_set);
  ASSERT_TRUE(trust.add(first));
  EXPECT_EQ(code_of(trust.add(third)), Code::wrong_validator_set);
  EXPECT_EQ(code_of(trust.verify(block(30, kD, kD))), Code::wrong_validator_set);
  EXPECT_EQ(trust.changes().size(), 1u) << "what is refused changes nothing";
}

TEST_F(Trust, ReorderedRepeatedAndBackwardChangesAreRefused) {
  ASSERT_TRUE(trust.add(first));
  EXPECT_EQ(code_of(trust.add(first)), Code::wrong_height);
  EXPECT_EQ(code_of(trust.add(change(9, kB, kC))), Code::wrong_height)
      << "signed by the right set, but for a height before it";
  ASSERT_TRUE(trust.add(second));
  EXPECT_EQ(code_of(trust.add(first)), Code::wrong_height);
}

TEST_F(Trust, ASetCannotAppointItself) {
  // The new set signs, and the header names it as its own: not the set in force.
  EXPECT_EQ(code_of(trust.add(change(10, kB, kC))), Code::wrong_validator_set);
  // The header is the honest one, the signatures are the new set's.
  ValidatorSetChange forged = change(10, kA, kC);
  forged.block.certificate = certify(kChain, forged.block.header, kC, quorum(kC.size()));
  EXPECT_EQ(code_of(trust.add(forged)), Code::unknown_signer);
  forged = change(10, kA, {11, 12, 13, 14});
  forged.block.certificate = certify(kChain, forged.block.header, {11, 12, 13, 14}, 3);
  EXPECT_EQ(code_of(trust.add(forged)), Code::bad_signature);
}

TEST_F(Trust, ARepeatedSignerOrTooFewOfThemChangeNothing) {
  ValidatorSetChange forged = first;
  forged.block.certificate.signatures[2] = forged.block.certificate.signatures[1];
  EXPECT_EQ(code_of(trust.add(forged)), Code::signers_not_distinct);
  forged.block.certificate =
      certify(kChain, forged.block.header, {1, 1, 1}, 3);  // one key under three numbers
  EXPECT_EQ(code_of(trust.add(forged)), Code::bad_signature);
  forged.block.certificate = certify(kChain, forged.block.header, kA, 2);
  EXPECT_EQ(code_of(trust.add(forged)), Code::not_enough_signers);
}

TEST_F(Trust, ChangesOfAnotherChainAreRefused) {
  EXPECT_EQ(code_of(trust.add(change(10, kA, kB, chain_of(0xc2)))), Code::wrong_header);
  ValidatorSetChange forged =
      first;  // the right header hash under signatures that were made for another chain
  const Hash32 other = checkpoint_hash(chain_of(0xc2), 10, forged.block.certificate.header_hash);
  for (auto& s : forged.block.certificate.signatures) s.signature = sign(secret(kA[s.validator]), other);
  EXPECT_EQ(code_of(trust.add(forged)), Code::bad_signature);
}

TEST_F(Trust, TheNewSetIsTheOneThatTheHeaderNames) {
  ValidatorSetChange forged = first;
  forged.next = set_of(kC);
  EXPECT_EQ(code_of(trust.add(forged)), Code::wrong_validator_set);
  forged = first;
  std::swap(forged.next.validators[0], forged.next.validators[1]);
  EXPECT_EQ(code_of(trust.add(forged)), Code::wrong_validator_set) << "numbers are places in the list";
  EXPECT_EQ(code_of(trust.add(change(10, kA, kA))), Code::wrong_validator_set) << "no change";
  EXPECT_EQ(code_of(trust.add(change(10, kA, {}))), Code::wrong_validator_set) << "nobody";
  EXPECT_EQ(code_of(trust.add(change(10, kA, {7, 7}))), Code::wrong_validator_set) << "one key twice";
}

TEST_F(Trust, EveryFlippedBitOfAChangeIsRefused) {
  const Bytes bytes = encode(first);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    const auto decoded = decode<ValidatorSetChange>(flipped);
    ASSERT_TRUE(!decoded || !TrustChain(anchor).add(*decoded)) << "bit " << bit;
    ++refused;
  }
  std::printf("%zu flipped bits of a validator-set change, all refused\n", refused);
  ASSERT_GT(refused, 4000u);
}

TEST_F(Trust, APinnedHeaderIsTrustedFromItsHeightOn) {
  const BlockProof at = block(15, kB, kB);
  const Hash32 hash = header_hash(kChain, at.header);
  const PinnedHeader pin{kChain, 15, hash, validator_set_hash(set_of(kB))};
  TrustChain pinned(anchor_of(pin));
  EXPECT_EQ(code_of(pinned.verify(at)), Code::ok);
  EXPECT_EQ(code_of(pinned.verify(block(14, kB, kB))), Code::before_anchor);
  EXPECT_EQ(code_of(pinned.verify(block(15, kB, kB, kChain, 1))), Code::wrong_header)
      << "certified, and not the pinned one";
  BlockProof unsigned_at = at;
  unsigned_at.certificate.signatures.clear();
  EXPECT_EQ(code_of(pinned.verify(unsigned_at)), Code::ok) << "its hash is what is trusted";
  EXPECT_EQ(code_of(pinned.verify(block(16, kB, kB))), Code::other_anchor) << "nobody told its validators";
  EXPECT_EQ(code_of(pinned.add(second)), Code::other_anchor);
  EXPECT_EQ(code_of(pinned.tell(set_of(kC))), Code::other_anchor);
  ASSERT_EQ(code_of(pinned.tell(set_of(kB))), Code::ok);
  EXPECT_EQ(code_of(pinned.verify(block(16, kB, kB))), Code::ok);
  EXPECT_EQ(code_of(pinned.add(first)), Code::wrong_height);
  EXPECT_EQ(code_of(pinned.add(second)), Code::ok);
  EXPECT_EQ(code_of(pinned.verify(block(21, kC, kC))), Code::ok);
  EXPECT_EQ(pinned.signers_at(15), nullptr) << "nobody asked";
  EXPECT_EQ(*pinned.signers_at(16), set_of(kB));

  const auto with = [&](auto change) {
    PinnedHeader other = pin;
    change(other);
    return code_of(TrustChain(anchor_of(other)).verify(at));
  };
  EXPECT_EQ(with([](PinnedHeader& p) { p.header = Hash32{}; }), Code::wrong_header);
  EXPECT_EQ(with([](PinnedHeader& p) { p.chain = chain_of(1); }), Code::wrong_header);
  EXPECT_EQ(with([](PinnedHeader& p) { p.set = validator_set_hash(set_of(kC)); }), Code::wrong_validator_set);
}

TEST_F(Trust, AReplacedSetIsRefusedAboveItsLastBlock) {
  ASSERT_TRUE(trust.add(first));
  EXPECT_EQ(code_of(trust.verify(block(11, kA, kA))), Code::wrong_validator_set);
}

TEST_F(Trust, AgeIsMeasuredAgainstTheCallersTime) {
  const BlockHeader header = block(1, kA, kA).header;
  EXPECT_TRUE(check_age(header, header.time_ms + 5000, 5000));
  EXPECT_EQ(check_age(header, header.time_ms + 5001, 5000).error().code, Code::stale_answer);
  EXPECT_TRUE(check_age(header, header.time_ms + 1'000'000'000'000, 0)) << "0: any age";
  EXPECT_TRUE(check_age(header, header.time_ms - 1000, 5000)) << "a caller whose clock is behind";
}

TEST_F(Trust, TwoCertificatesOfOneHeightNameThoseWhoSignedBoth) {
  BlockProof one = block(5, kA, kA), other = block(5, kA, kA, kChain, 1);
  // 1, 2, 3 sign one; 2, 3, 4 the other.
  other.certificate = certify(kChain, other.header, kA, 4);
  other.certificate.signatures.erase(other.certificate.signatures.begin());
  const auto evidence = find_conflict(trust, one, other);
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->text(), "height 5: signed both: Validator 2, Validator 3");
  EXPECT_EQ(evidence->signed_both.size(), 2u);

  EXPECT_FALSE(find_conflict(trust, one, one));
  EXPECT_FALSE(find_conflict(trust, one, block(6, kA, kA)));
  BlockProof same = one;
  same.certificate = certify(kChain, one.header, kA, 4);
  EXPECT_FALSE(find_conflict(trust, one, same)) << "two certificates of one header are no evidence";
  BlockProof forged = other;
  forged.certificate.signatures[0].signature = Signature{};
  EXPECT_FALSE(find_conflict(trust, one, forged)) << "nobody is accused by what does not verify";
}

}  // namespace
}  // namespace credence
