// SPDX-License-Identifier: Apache-2.0
// tests/data/signing.json: key files that the page's signer (client/web/src/desk) must open, and signed
// transactions that it must make to the byte. Made anew where it is missing, with CREDENCE_REGENERATE set:
//
//   CREDENCE_REGENERATE=1 build/release/bin/tests/unit_keyfile --gtest_filter='SigningVectors.*'
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "keys/key_file.h"
#include "ledger/chain/transaction.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr Suite kSuite = Suite::secp256k1_sha256;
const std::vector<std::string> kPassphrases = {"correct horse", "口令：测试 Ⅷ", std::string(200, 'x')};

SecretKey secret(unsigned char n) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{n});
  return SecretKey::from(kSuite, bytes).value();
}

ChainId chain() {
  ChainId out{kSuite, {}};
  out.bytes.fill(std::byte{0xC4});
  return out;
}

/// Lengths around those at which the encoding changes, and numbers of all sizes.
TransactionBody body(std::size_t i) {
  static constexpr std::size_t kLengths[] = {
      0, 1, 127, 128, 255, 256, 65'535, 65'536, limits::kActionBytesMax};
  static constexpr std::uint64_t kNumbers[] = {
      0, 1, 255, 256, 0xFFFF'FFFF, std::uint64_t{1} << 53, (std::uint64_t{1} << 53) + 1, ~std::uint64_t{0}};
  TransactionBody out;
  out.chain = chain();
  out.signer = key_id(secret(static_cast<unsigned char>(1 + i % 5)).public_key());
  out.nonce = kNumbers[i % std::size(kNumbers)];
  out.expiry_height = kNumbers[(i + 3) % std::size(kNumbers)];
  Bytes action(kLengths[i % std::size(kLengths)]);
  for (std::size_t at = 0; at < action.size(); ++at) action[at] = static_cast<std::byte>(31 * i + at * at);
  out.action = std::move(action);
  return out;
}

Bytes signed_body(std::size_t i) {
  const SecretKey key = secret(static_cast<unsigned char>(1 + i % 5));
  return sign_transaction(body(i), std::vector<const SecretKey*>{&key}).value();
}

constexpr std::size_t kTransactions = 45;

json::object made() {
  json::array files, transactions;
  for (std::size_t i = 0; i < kPassphrases.size(); ++i) {
    const SecretKey key = secret(static_cast<unsigned char>(1 + i));
    // One as they are made for use, the others cheap to open.
    files.push_back({{"passphrase", kPassphrases[i]},
                     {"public_key", key.public_key().hex()},
                     {"secret", to_hex(key.view())},
                     {"file", seal_key(key, kPassphrases[i], i > 0).value()}});
  }
  for (std::size_t i = 0; i < kTransactions; ++i) {
    const TransactionBody of = body(i);
    const Bytes bytes = signed_body(i);
    // The signature is over the id, and the id over the body: of long ones these say enough.
    const bool whole = bytes.size() < 1'000;
    transactions.push_back({{"secret", to_hex(secret(static_cast<unsigned char>(1 + i % 5)).view())},
                            {"nonce", std::to_string(of.nonce)},
                            {"expiry", std::to_string(of.expiry_height)},
                            {"number", i},
                            {"action_bytes", of.action.size()},
                            {"id", parse_transaction(chain(), bytes).value().id.hex()},
                            {"end", to_hex(BytesView(bytes).last(whole ? bytes.size() : 120))}});
  }
  return {
      {"chain", chain().hex()}, {"key_files", std::move(files)}, {"transactions", std::move(transactions)}};
}

TEST(SigningVectors, AreWhatIsSealedAndSignedHere) {
  const auto path = source_dir() / "tests/data/signing.json";
  if (!std::filesystem::exists(path) && std::getenv("CREDENCE_REGENERATE") != nullptr)
    std::ofstream(path, std::ios::binary) << json::serialize(made()) << "\n";
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const json::value held = json::parse(std::move(text).str());
  for (const json::value& one : held.at("key_files").as_array()) {
    const auto key = open_key(one.at("file").as_string(), one.at("passphrase").as_string());
    ASSERT_TRUE(key.has_value()) << key.error().text_en();
    EXPECT_EQ(key->public_key().hex(), one.at("public_key").as_string());
    EXPECT_EQ(to_hex(key->view()), one.at("secret").as_string());
  }
  EXPECT_EQ(made().at("transactions"), held.at("transactions"));  // the files have salts of their own
}

}  // namespace
}  // namespace credence
