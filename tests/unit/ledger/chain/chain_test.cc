// SPDX-License-Identifier: Apache-2.0
// Transactions, proposals, headers, quorums and certificates (design §4).
#include <gtest/gtest.h>

#include <set>

#include "ledger/chain/certificate.h"
#include "ledger/chain/quorum.h"
#include "ledger/chain/read_batch.h"
#include "ledger/primitives/merkle.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

SecretKey secret(std::uint8_t seed) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{seed});
  return SecretKey::from(samples::kSuite, bytes).value();
}
Hash32 filled(std::uint8_t value) {
  Hash32 out;
  out.bytes.fill(std::byte{value});
  return out;
}
template <class T>
Code code_of(const Result<T>& outcome) {
  return outcome ? Code::ok : outcome.error().code;
}

ChainId chain_of(std::uint8_t value) { return {samples::kSuite, filled(value).bytes}; }
const ChainId kChain = chain_of(0xc1);

TransactionBody body_of(const SecretKey& signer, std::string_view action = "an action",
                        std::uint64_t nonce = 7) {
  return {kChain, key_id(signer.public_key()), nonce, 100, Blob<limits::kActionBytesMax>(bytes_of(action))};
}
Bytes signed_by(const TransactionBody& body, std::initializer_list<const SecretKey*> keys) {
  return sign_transaction(body, std::span(keys.begin(), keys.size())).value();
}

// ---- transactions -----------------------------------------------------------------------------------------

TEST(Transactions, WhatIsSignedParsesAndVerifies) {
  const SecretKey one = secret(1);
  const SecretKey two = secret(2);
  const auto parsed = parse_transaction(kChain, signed_by(body_of(one), {&one, &two}));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_TRUE(verify_signatures(*parsed).has_value());
  EXPECT_EQ(parsed->id, transaction_id(kChain, encode(body_of(one))));
  EXPECT_EQ(parsed->signatures.size(), 2U);
  EXPECT_EQ(parsed->body.expiry_height, 100U);
}

TEST(Transactions, TheIdDoesNotDependOnTheSignatures) {
  const SecretKey one = secret(1);
  const SecretKey two = secret(2);
  const auto alone = parse_transaction(kChain, signed_by(body_of(one), {&one}));
  const auto both = parse_transaction(kChain, signed_by(body_of(one), {&one, &two}));
  EXPECT_EQ(alone->id, both->id);
  EXPECT_NE(alone->id, parse_transaction(kChain, signed_by(body_of(one, "an action", 8), {&one}))->id);
}

TEST(Transactions, AnotherChainAMissingSignatureAndAKeyTwiceAreRefused) {
  const SecretKey one = secret(1);
  const SecretKey two = secret(2);
  const Bytes good = signed_by(body_of(one), {&one});
  EXPECT_EQ(code_of(parse_transaction(chain_of(0xc2), good)), Code::wrong_chain);
  const Suite other = samples::kSuite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3;
  const SecretKey stranger = SecretKey::from(other, secret(1).view()).value();
  const Bytes of_stranger = sign_transaction(body_of(stranger), std::array{&stranger}).value();
  EXPECT_EQ(code_of(parse_transaction(kChain, of_stranger)), Code::wrong_suite);
  EXPECT_EQ(code_of(parse_transaction(kChain, signed_by(body_of(one), {}))), Code::missing_signature);
  EXPECT_EQ(code_of(parse_transaction(kChain, signed_by(body_of(one), {&two}))), Code::missing_signature);
  EXPECT_EQ(code_of(parse_transaction(kChain, signed_by(body_of(one), {&two, &one}))),
            Code::missing_signature);
  EXPECT_EQ(code_of(parse_transaction(kChain, signed_by(body_of(one), {&one, &one}))), Code::signed_twice);
  EXPECT_EQ(code_of(parse_transaction(kChain, signed_by(body_of(one), {&one, &two, &two}))),
            Code::signed_twice);
  EXPECT_EQ(code_of(sign_transaction(body_of(one), std::array{&one, &one, &one, &one, &one})),
            Code::limit_exceeded);
}

TEST(Transactions, TrailersTruncationsAndTooManyBytesAreRefused) {
  const SecretKey one = secret(1);
  Bytes bytes = signed_by(body_of(one), {&one});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(parse_transaction(kChain, BytesView(bytes).first(size)).has_value());
  bytes.push_back(std::byte{0});
  EXPECT_EQ(code_of(parse_transaction(kChain, bytes)), Code::trailing_bytes);
  // A trailer inside the body is one too: what is hashed must be one value.
  Bytes body = encode(body_of(one));
  body.push_back(std::byte{0});
  Transaction inner{body, {}};
  inner.signatures.push_back({one.public_key(), sign(one, transaction_id(kChain, body))});
  EXPECT_EQ(code_of(parse_transaction(kChain, encode(inner))), Code::trailing_bytes);
  EXPECT_EQ(code_of(parse_transaction(kChain, Bytes(limits::kTransactionBytesMax + 1))),
            Code::limit_exceeded);
}

TEST(Transactions, EveryChangedByteIsFound) {
  const SecretKey one = secret(1);
  const Bytes good = signed_by(body_of(one), {&one});
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes changed = good;
    changed[i] ^= std::byte{1};
    const auto parsed = parse_transaction(kChain, changed);
    EXPECT_FALSE(parsed.has_value() && verify_signatures(*parsed).has_value()) << i;
  }
}

TEST(Transactions, AreReadAsTheyParse) {
  const SecretKey one = secret(1), two = secret(2);
  TransactionBody without = body_of(one);
  without.action.clear();
  for (const Bytes& bytes :
       {signed_by(body_of(one), {&one}), signed_by(body_of(one), {&one, &two}), signed_by(without, {&one})}) {
    const auto parsed = parse_transaction(kChain, bytes).value();
    const SharedTransaction read = read_transaction(kChain, bytes).value();
    EXPECT_EQ(read->bytes, bytes);
    EXPECT_EQ(read->leaf, merkle_leaf(kChain.suite, bytes));
    EXPECT_EQ(read->id, parsed.id);
    EXPECT_EQ(read->signer, parsed.body.signer);
    EXPECT_EQ(read->expiry_height, parsed.body.expiry_height);
    EXPECT_EQ(read->signatures, parsed.signatures);
    EXPECT_TRUE(std::ranges::equal(read->action, parsed.body.action));
  }
  EXPECT_EQ(code_of(read_transaction(kChain, Bytes(3))), Code::malformed);
}

// ---- proposals --------------------------------------------------------------------------------------------

Proposal proposal_of(std::initializer_list<Bytes> transactions, std::uint64_t time_ms = 5) {
  Batch batch;
  for (const Bytes& bytes : transactions) batch.transactions.emplace_back(bytes);
  return {time_ms, encode(batch)};
}

TEST(Proposals, EmptyAndNullOnesAreValid) {
  EXPECT_TRUE(check_proposal(kChain, Proposal{}).has_value());
  EXPECT_TRUE(check_proposal(kChain, proposal_of({})).has_value());
  EXPECT_TRUE(Proposal{}.is_null());
  EXPECT_FALSE(proposal_of({}, 0).is_null());
  EXPECT_NE(proposal_digest(kChain, Proposal{}), proposal_digest(kChain, proposal_of({}, 0)));
}

TEST(Proposals, EveryTransactionIsCheckedAndNoneStandsTwice) {
  const SecretKey one = secret(1);
  const SecretKey two = secret(2);
  const Bytes good = signed_by(body_of(one), {&one});
  EXPECT_TRUE(check_proposal(kChain, proposal_of({good, signed_by(body_of(one, "b"), {&one})})).has_value());
  EXPECT_EQ(code_of(check_proposal(kChain, proposal_of({good, good}))), Code::replayed);
  // The same body under other signatures is the same transaction.
  EXPECT_EQ(code_of(check_proposal(kChain, proposal_of({good, signed_by(body_of(one), {&one, &two})}))),
            Code::replayed);
  Bytes forged = good;
  forged.back() ^= std::byte{1};
  EXPECT_EQ(code_of(check_proposal(kChain, proposal_of({good, forged}))), Code::replayed);
  EXPECT_EQ(code_of(check_proposal(kChain, proposal_of({forged}))), Code::bad_signature);
  EXPECT_EQ(code_of(check_proposal(chain_of(0xc2), proposal_of({good}))), Code::wrong_chain);
  EXPECT_EQ(code_of(check_proposal(kChain, proposal_of({Bytes(3)}))), Code::malformed);
  EXPECT_FALSE(check_proposal(kChain, Proposal{5, Bytes(3)}).has_value());
}

TEST(Proposals, TheDigestCoversTimeBatchAndChain) {
  std::set<Hash32> digests = {
      proposal_digest(kChain, proposal_of({})), proposal_digest(kChain, proposal_of({}, 6)),
      proposal_digest(chain_of(0xc2), proposal_of({})), proposal_digest(kChain, proposal_of({Bytes(1)}))};
  EXPECT_EQ(digests.size(), 4U);
}

// ---- quorums (Castro and Liskov 1999, §4) -----------------------------------------------------------------

TEST(Quorum, AgreesWithASearchForTheSmallestSafeNumber) {
  for (std::size_t n = 1; n <= 100; ++n) {
    std::size_t f = 0;
    while (3 * (f + 1) + 1 <= n) ++f;
    std::size_t q = 1;
    while (2 * q < n + f + 1) ++q;  // any two sets of q share more than f
    EXPECT_EQ(faults_tolerated(n), f) << n;
    EXPECT_EQ(quorum(n), q) << n;
    EXPECT_EQ(one_honest(n), f + 1) << n;
    EXPECT_LE(q, n - f) << "the honest ones alone form a quorum";
    EXPECT_LT(2 * (q - 1), n + f + 1) << "no smaller number is safe";
  }
}

// ---- certificates -----------------------------------------------------------------------------------------

struct Network {
  ValidatorSet set;
  BlockHeader header;
  Certificate certificate;
};

Network network(std::size_t validators, std::size_t signers) {
  Network out;
  for (std::size_t i = 0; i < validators; ++i)
    out.set.validators.push_back(
        {secret(static_cast<std::uint8_t>(i + 1)).public_key(), "验证者", "Validator"});
  out.header.suite = samples::kSuite;
  out.header.height = 9;
  out.header.time_ms = 1;
  out.header.validator_set = validator_set_hash(out.set);
  out.header.next_validator_set = out.header.validator_set;
  out.certificate.height = 9;
  out.certificate.header_hash = header_hash(kChain, out.header);
  const Hash32 hash = checkpoint_hash(kChain, 9, out.certificate.header_hash);
  for (std::size_t i = 0; i < signers; ++i)
    out.certificate.signatures.push_back(
        {static_cast<std::uint16_t>(i), sign(secret(static_cast<std::uint8_t>(i + 1)), hash)});
  return out;
}

Code verdict(const Network& n) { return code_of(verify_header(kChain, n.set, n.header, n.certificate)); }

TEST(Certificates, AQuorumIsEnoughAndOneLessIsNot) {
  for (std::size_t n = 1; n <= 13; ++n) {
    for (std::size_t signers = 0; signers <= n; ++signers)
      EXPECT_EQ(verdict(network(n, signers)), signers >= quorum(n) ? Code::ok : Code::not_enough_signers)
          << signers << " of " << n;
  }
}

TEST(Certificates, AnyQuorumOfTheSetWillDo) {
  for (std::size_t absent = 0; absent < 4; ++absent) {
    Network n = network(4, 4);
    n.certificate.signatures.erase(n.certificate.signatures.begin() + static_cast<std::ptrdiff_t>(absent));
    EXPECT_EQ(verdict(n), Code::ok);
  }
}

TEST(Certificates, ASignerCountsOnce) {
  Network n = network(4, 2);
  n.certificate.signatures.push_back(n.certificate.signatures.back());
  EXPECT_EQ(verdict(n), Code::signers_not_distinct);
  n = network(4, 3);
  std::swap(n.certificate.signatures[0], n.certificate.signatures[1]);
  EXPECT_EQ(verdict(n), Code::signers_not_distinct);
}

TEST(Certificates, ASignerOutsideTheSetIsRefused) {
  Network n = network(4, 3);
  n.certificate.signatures[2].validator = 4;
  EXPECT_EQ(verdict(n), Code::unknown_signer);
  n.certificate.signatures[2].validator = 65'535;
  EXPECT_EQ(verdict(n), Code::unknown_signer);
}

TEST(Certificates, AnotherValidatorsSignatureIsNotItsOwn) {
  Network n = network(4, 3);
  n.certificate.signatures[2].signature = n.certificate.signatures[1].signature;
  EXPECT_EQ(verdict(n), Code::bad_signature);
  n = network(4, 4);  // one bad signature among more than enough good ones: still refused
  n.certificate.signatures[3].signature.bytes[0] ^= std::byte{1};
  EXPECT_EQ(verdict(n), Code::bad_signature);
}

TEST(Certificates, HeaderHeightSetAndChainAreBound) {
  Network n = network(4, 3);
  n.header.state_root = filled(1);
  EXPECT_EQ(verdict(n), Code::wrong_header);
  n = network(4, 3);
  n.certificate.height = 10;
  EXPECT_EQ(verdict(n), Code::wrong_header);
  n = network(4, 3);
  EXPECT_EQ(code_of(verify_header(chain_of(0xc2), n.set, n.header, n.certificate)), Code::wrong_header);
  EXPECT_EQ(code_of(verify_certificate(chain_of(0xc2), n.set, n.certificate)), Code::bad_signature);
  n.set.validators[3].name_en = "Another";
  EXPECT_EQ(verdict(n), Code::wrong_validator_set);
  n = network(4, 3);
  n.set.validators.pop_back();
  EXPECT_EQ(verdict(n), Code::wrong_validator_set);
}

TEST(Certificates, AVoteOfAnotherKindIsNoCheckpoint) {
  Network n = network(4, 3);
  CanonicalWriter out;
  out(n.certificate.height, n.certificate.header_hash);
  const Bytes bytes = out.take();
  for (const Tag tag : {Tag::prepare, Tag::commit, Tag::pre_prepare, Tag::header, Tag::transaction}) {
    for (std::size_t i = 0; i < 3; ++i)
      n.certificate.signatures[i].signature =
          sign(secret(static_cast<std::uint8_t>(i + 1)), chain_hash(tag, kChain, bytes));
    EXPECT_EQ(verdict(n), Code::bad_signature);
  }
}

TEST(Certificates, AnEmptySetVerifiesNothing) {
  Network n = network(4, 3);
  EXPECT_FALSE(verify_certificate(kChain, ValidatorSet{}, n.certificate).has_value());
  n.certificate.signatures.clear();
  EXPECT_FALSE(verify_certificate(kChain, ValidatorSet{}, n.certificate).has_value());
}

TEST(ValidatorSets, KeysAreValidAndDistinct) {
  ValidatorSet set = network(4, 0).set;
  EXPECT_TRUE(check_validator_set(set).has_value());
  EXPECT_EQ(set.index_of(set.validators[2].key), 2);
  EXPECT_FALSE(set.index_of(secret(99).public_key()).has_value());
  set.validators[3].key = set.validators[0].key;
  EXPECT_EQ(code_of(check_validator_set(set)), Code::bad_genesis);
  set.validators[3].key = PublicKey{};
  EXPECT_EQ(code_of(check_validator_set(set)), Code::bad_genesis);
  EXPECT_EQ(code_of(check_validator_set(ValidatorSet{})), Code::bad_genesis);
}

TEST(Headers, EveryFieldIsHashedAndNamedInADifference) {
  const BlockHeader ours = network(4, 0).header;
  const std::vector<std::pair<const char*, std::function<void(BlockHeader&)>>> changes = {
      {"height: 9 against 10", [](BlockHeader& h) { ++h.height; }},
      {"parent: ", [](BlockHeader& h) { h.parent = filled(2); }},
      {"time_ms: 1 against 2", [](BlockHeader& h) { ++h.time_ms; }},
      {"batch_root: ", [](BlockHeader& h) { h.batch_root = filled(2); }},
      {"receipts_root: ", [](BlockHeader& h) { h.receipts_root = filled(2); }},
      {"state_root: ", [](BlockHeader& h) { h.state_root = filled(2); }},
      {"transaction_count: 0 against 1", [](BlockHeader& h) { ++h.transaction_count; }},
      {"validator_set: ", [](BlockHeader& h) { h.validator_set = filled(2); }},
      {"next_validator_set: ", [](BlockHeader& h) { h.next_validator_set = filled(2); }},
  };
  std::set<Hash32> hashes = {header_hash(kChain, ours)};
  for (const auto& [difference, change] : changes) {
    BlockHeader theirs = ours;
    change(theirs);
    EXPECT_TRUE(hashes.insert(header_hash(kChain, theirs)).second) << difference;
    EXPECT_THAT(header_difference(ours, theirs), testing::StartsWith(difference));
  }
  EXPECT_EQ(header_difference(ours, ours), "");
}

}  // namespace
}  // namespace credence
