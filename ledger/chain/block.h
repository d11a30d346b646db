// SPDX-License-Identifier: Apache-2.0
// The block header and the validator set it names.
//
// The header holds no view number: the same block may commit in different views on different replicas.
#pragma once

#include "ledger/chain/transaction.h"

namespace credence {

struct Validator {
  PublicKey key;
  Text<limits::kNameBytesMax> name_zh;  // the department that runs it
  Text<limits::kNameBytesMax> name_en;
  bool operator==(const Validator&) const = default;
  CREDENCE_KEY_FIELDS(key, name_zh, name_en);
};

/// The validators of a height. A validator's number is its place in this list. Keys are distinct, and of one
/// suite: that of the chain.
struct ValidatorSet {
  List<Validator, limits::kValidatorsMax> validators;

  [[nodiscard]] std::size_t size() const { return validators.size(); }
  /// That of its keys.
  [[nodiscard]] Suite suite() const { return validators.empty() ? Suite{} : validators.front().key.suite; }
  [[nodiscard]] std::optional<std::uint16_t> index_of(const PublicKey& key) const;
  bool operator==(const ValidatorSet&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(validators);
  }
};

/// Between 1 and `kValidatorsMax` validators, every key valid and distinct, all of one suite, or
/// `Code::bad_genesis` with the reason.
[[nodiscard]] Result<void> check_validator_set(const ValidatorSet& set);
[[nodiscard]] Hash32 validator_set_hash(const ValidatorSet& set);

struct BlockHeader {
  Suite suite{};  // the chain's: of the hashes below, and of the keys that sign
  Height height = 0;
  Hash32 parent;              // hash of the header before; zero for height 0
  Hash32 headers;             // of all headers before it: history_root over their hashes
  std::uint64_t time_ms = 0;  // strictly rising; the ledger's only clock
  Hash32 batch_root;          // Merkle root over the transactions' bytes
  Hash32 receipts_root;       // Merkle root over the receipts' bytes, one for each transaction
  Hash32 state_root;          // root of the state after this block
  std::uint32_t transaction_count = 0;
  Hash32 validator_set;       // the set whose quorum signs this header
  Hash32 next_validator_set;  // the set of the next height

  bool operator==(const BlockHeader&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(suite, height, parent, headers, time_ms, batch_root, receipts_root, state_root, transaction_count,
            validator_set, next_validator_set);
  }
};

[[nodiscard]] Hash32 header_hash(const ChainId& chain, const BlockHeader& header);

/// "height: 5 against 6; state_root: ab… against cd…": each field in which two headers differ, for logs.
[[nodiscard]] std::string header_difference(const BlockHeader& ours, const BlockHeader& theirs);

}  // namespace credence
