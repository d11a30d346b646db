// SPDX-License-Identifier: Apache-2.0
// The vectors of docs/encoding.md: what the document prints is what the code computes. A change of any of
// them is a change of the protocol, and breaks every chain and proof that exists.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "ledger/chain/certificate.h"
#include "ledger/domain/credit_text.h"
#include "ledger/domain/genesis.h"
#include "ledger/domain/state_values.h"
#include "ledger/primitives/merkle.h"
#include "ledger/proof/anchor.h"
#include "ledger/tree/history.h"
#include "ledger/tree/state_path.h"
#include "tests/source_tree.h"
#include "tests/support/domain_samples.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

using Vectors = std::vector<std::pair<std::string, std::string>>;

/// "name hex" for each line of the document's block of vectors.
std::map<std::string, std::string> printed() {
  std::ifstream in(source_dir() / "docs/encoding.md");
  std::map<std::string, std::string> out;
  std::string line;
  bool inside = false;
  while (std::getline(in, line)) {
    if (line.starts_with("```")) {
      inside = line == "```vectors of " + std::string(name_of(samples::kSuite));
      continue;
    }
    std::istringstream words(line);
    std::string name;
    std::string hex;
    if (inside && words >> name >> hex) out[name] = hex;
  }
  return out;
}

ChainId chain() {
  ChainId out{samples::kSuite, {}};
  out.bytes.fill(std::byte{0xc1});
  return out;
}

void add_transaction(Vectors& out) {
  const SecretKey key = samples::secret(1);
  const Action action = RevokeKey{key_id(samples::secret(2).public_key()), "轮换"};
  const TransactionBody body{chain(), key_id(key.public_key()), 7, 100,
                             Blob<limits::kActionBytesMax>(encode(action))};
  const Bytes bytes = sign_transaction(body, std::array{&key}).value();
  out.emplace_back("public_key", key.public_key().hex());
  out.emplace_back("key_id", key_id(key.public_key()).hex());
  out.emplace_back("action", to_hex(encode(action)));
  out.emplace_back("body", to_hex(encode(body)));
  out.emplace_back("transaction_id", transaction_id(chain(), encode(body)).hex());
  out.emplace_back("transaction", to_hex(bytes));
  Batch batch;
  batch.transactions.emplace_back(bytes);
  const Proposal proposal{5, encode(batch)};
  out.emplace_back("proposal_digest", proposal_digest(chain(), proposal).hex());
  out.emplace_back("null_proposal_digest", proposal_digest(chain(), Proposal{}).hex());
}

void add_header(Vectors& out) {
  ValidatorSet set;
  set.validators.push_back({samples::secret(1).public_key(), "甲", "A"});
  BlockHeader header;
  header.suite = samples::kSuite;
  header.height = 9;
  header.time_ms = 1'790'000'000'000;
  header.validator_set = validator_set_hash(set);
  header.next_validator_set = header.validator_set;
  out.emplace_back("validator_set", to_hex(encode(set)));
  out.emplace_back("validator_set_hash", validator_set_hash(set).hex());
  out.emplace_back("header", to_hex(encode(header)));
  const Hash32 hash = header_hash(chain(), header);
  out.emplace_back("header_hash", hash.hex());
  Certificate certificate{9, hash, {}};
  certificate.signatures.push_back({0, sign(samples::secret(1), checkpoint_hash(chain(), 9, hash))});
  ASSERT_TRUE(verify_header(chain(), set, header, certificate).has_value());
  out.emplace_back("checkpoint_hash", checkpoint_hash(chain(), 9, hash).hex());
  out.emplace_back("certificate", to_hex(encode(certificate)));
}

void add_trees(Vectors& out) {
  const std::vector<Hash32> leaves = {merkle_leaf(samples::kSuite, bytes_of("a")),
                                      merkle_leaf(samples::kSuite, bytes_of("b")),
                                      merkle_leaf(samples::kSuite, bytes_of("c"))};
  out.emplace_back("merkle_leaf_a", leaves[0].hex());
  out.emplace_back("merkle_root_none", merkle_root(samples::kSuite, {}).hex());
  out.emplace_back("merkle_root_a", merkle_root(samples::kSuite, std::span(leaves).first(1)).hex());
  out.emplace_back("merkle_root_abc", merkle_root(samples::kSuite, leaves).hex());
  const Bytes key = encode(StateKey(ProgrammeKey{"puhui-2022"}));
  const Hash32 key_hash = state_key_hash(samples::kSuite, key);
  const StateLeaf leaf{key_hash, state_value_hash(samples::kSuite, bytes_of("a value"))};
  out.emplace_back("state_key", to_hex(key));
  out.emplace_back("state_key_enterprise", to_hex(encode(StateKey(EnterpriseKey{samples::code(1)}))));
  out.emplace_back("state_key_history", to_hex(encode(StateKey(HistoryKey{ProgrammeKey{"puhui-2022"}}))));
  out.emplace_back("state_key_hash", key_hash.hex());
  out.emplace_back("state_value_hash", leaf.value_hash.hex());
  out.emplace_back("state_leaf", state_leaf_hash(samples::kSuite, leaf).hex());
  // Two leaves that differ in their first bit: the path of this one holds the other.
  StateLeaf other{key_hash, leaf.value_hash};
  other.key_hash.bytes[0] ^= std::byte{0x80};
  const StateSubtree one{state_leaf_hash(samples::kSuite, leaf), 1};
  const StateSubtree two{state_leaf_hash(samples::kSuite, other), 1};
  const StateSubtree both =
      state_bit(key_hash, 0) ? state_join(samples::kSuite, two, one) : state_join(samples::kSuite, one, two);
  StatePath path;
  path.siblings.push_back(two.hash);
  ASSERT_TRUE(state_path_proves(samples::kSuite, both.hash, leaf, path));
  out.emplace_back("state_root_of_two", both.hash.hex());
  out.emplace_back("state_path", to_hex(encode(path)));
  HistoryValue history;
  for (const auto* entry : {"a", "b", "c"})
    history_append(samples::kSuite, history, history_leaf(samples::kSuite, bytes_of(entry)));
  out.emplace_back("history_leaf_a", history_leaf(samples::kSuite, bytes_of("a")).hex());
  out.emplace_back("history_abc", to_hex(encode(history)));
  out.emplace_back("history_root_abc", history_root(samples::kSuite, history).hex());
  const PinnedHeader pinned{chain(), 9, history.peaks[0], history.peaks[1]};
  out.emplace_back("anchor", anchor_line(pinned));
}

void add_texts(Vectors& out) {
  CreditText text;
  text.salt.bytes.fill(std::byte{0x5a});
  text.text = "a";
  out.emplace_back("credit_commitment", credit_commitment(samples::kSuite, text).hex());
  const PublicKey key = samples::secret(1).public_key();
  const Bytes request = encode(TextRequest{{"gd-iit", "b", 1}, key, key, 1000, 31'000, std::nullopt});
  out.emplace_back("text_request", to_hex(request));
  out.emplace_back("text_request_hash", chain_hash(Tag::text_request, chain(), request).hex());
}

TEST(EncodingDocument, HoldsTheVectorsThatTheCodeComputes) {
  Vectors computed;
  computed.emplace_back("genesis_id", chain_id(samples::genesis()).hex());
  add_transaction(computed);
  add_header(computed);
  add_trees(computed);
  add_texts(computed);
  const auto document = printed();
  std::string block;
  for (const auto& [name, hex] : computed) {
    block += name + " " + hex + "\n";
    const auto at = document.find(name);
    EXPECT_TRUE(at != document.end() && at->second == hex) << name;
  }
  EXPECT_EQ(document.size(), computed.size());
  if (HasFailure()) std::printf("%s", block.c_str());
}

TEST(EncodingDocument, NamesEveryTag) {
  std::ifstream in(source_dir() / "docs/encoding.md");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  for (std::size_t i = 0; i < kTagCount; ++i) {
    const std::string_view tag = text_of(tag_bytes(static_cast<Tag>(i)));
    const std::string quoted = "`" + std::string(tag.substr(0, tag.find('\0'))) + "`";
    EXPECT_NE(text.find(quoted), std::string::npos) << quoted;
  }
}

}  // namespace
}  // namespace credence
