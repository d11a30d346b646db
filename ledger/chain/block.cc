// SPDX-License-Identifier: Apache-2.0
#include "ledger/chain/block.h"

#include <algorithm>
#include <set>

namespace credence {

std::optional<std::uint16_t> ValidatorSet::index_of(const PublicKey& key) const {
  const auto at = std::ranges::find(validators, key, &Validator::key);
  if (at == validators.end()) return std::nullopt;
  return static_cast<std::uint16_t>(at - validators.begin());
}

Result<void> check_validator_set(const ValidatorSet& set) {
  if (set.size() == 0) return fail(Code::bad_genesis, "no validators");
  if (set.size() > limits::kValidatorsMax)
    return fail(Code::bad_genesis, "more than " + std::to_string(limits::kValidatorsMax) + " validators");
  std::set<PublicKey> keys;
  for (const auto& validator : set.validators) {
    if (auto good = check_public_key(validator.key); !good)
      return fail(Code::bad_genesis, "validator key " + validator.key.hex());
    if (validator.key.suite != set.suite()) return fail(Code::bad_genesis, "keys of two suites");
    if (!keys.insert(validator.key).second)
      return fail(Code::bad_genesis, "two validators share the key " + validator.key.hex());
  }
  return {};
}

Hash32 validator_set_hash(const ValidatorSet& set) {
  return tagged_hash(set.suite(), Tag::validator_set, encode(set));
}

Hash32 header_hash(const ChainId& chain, const BlockHeader& header) {
  return chain_hash(Tag::header, chain, encode(header));
}

std::string header_difference(const BlockHeader& ours, const BlockHeader& theirs) {
  std::string out;
  const auto note = [&out](std::string_view field, const std::string& a, const std::string& b) {
    if (a == b) return;
    if (!out.empty()) out.append("; ");
    out.append(field).append(": ").append(a).append(" against ").append(b);
  };
  note("suite", std::string(name_of(ours.suite)), std::string(name_of(theirs.suite)));
  note("height", std::to_string(ours.height), std::to_string(theirs.height));
  note("parent", ours.parent.hex(), theirs.parent.hex());
  note("headers", ours.headers.hex(), theirs.headers.hex());
  note("time_ms", std::to_string(ours.time_ms), std::to_string(theirs.time_ms));
  note("batch_root", ours.batch_root.hex(), theirs.batch_root.hex());
  note("receipts_root", ours.receipts_root.hex(), theirs.receipts_root.hex());
  note("state_root", ours.state_root.hex(), theirs.state_root.hex());
  note("transaction_count", std::to_string(ours.transaction_count), std::to_string(theirs.transaction_count));
  note("validator_set", ours.validator_set.hex(), theirs.validator_set.hex());
  note("next_validator_set", ours.next_validator_set.hex(), theirs.next_validator_set.hex());
  return out;
}

}  // namespace credence
