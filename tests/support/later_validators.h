// SPDX-License-Identifier: Apache-2.0
// Validators that came after those of the genesis (ledger_world.h): the change at block 10, and a block under
// the new set.
#pragma once

#include "tests/unit/client/fake_node.h"

namespace credence::testing {

inline constexpr std::uint8_t kLaterSeed = 31;  // of the first of them

inline ValidatorSet later_set(std::size_t size = 4) {
  ValidatorSet out;
  for (std::size_t i = 0; i < size; ++i) {
    const auto seed = static_cast<std::uint8_t>(kLaterSeed + i);
    out.validators.push_back({samples::secret(seed).public_key(), Name("后来者" + std::to_string(seed)),
                              Name("Later " + std::to_string(seed))});
  }
  return out;
}

/// A block of `set`, signed by a quorum whose keys have the seeds from `first_seed` on.
inline BlockProof certified(Height height, const ValidatorSet& set, const ValidatorSet& next,
                            std::uint8_t first_seed) {
  const ChainId chain = chain_id(world::genesis());
  BlockProof out;
  out.header.suite = samples::kSuite;
  out.header.height = height;
  out.header.validator_set = validator_set_hash(set);
  out.header.next_validator_set = validator_set_hash(next);
  out.certificate = {height, header_hash(chain, out.header), {}};
  const Hash32 hash = checkpoint_hash(chain, height, out.certificate.header_hash);
  for (std::uint8_t i = 0; i < quorum(set.size()); ++i)
    out.certificate.signatures.push_back(
        {i, sign(samples::secret(static_cast<std::uint8_t>(first_seed + i)), hash)});
  return out;
}

inline ValidatorSetChange change_to(const ValidatorSet& later) {
  return {certified(10, world::genesis().validators, later, 1), later};
}

/// A node whose latest block is block 30, signed by `later`; it proves the change if it is given one.
inline FakeNetwork::Behaviour under_later_validators(const ValidatorSet& later,
                                                     std::optional<ValidatorSetChange> change) {
  return [later, change = std::move(change)](const auto&, const std::string& target,
                                             const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 0) return std::nullopt;
    if (target == "/v1/blocks/30" || target == "/v1/blocks/latest")
      return FakeNetwork::proved(Result<BlockProof>(certified(30, later, later, kLaterSeed)),
                                 {{"transactions", boost::json::array()}});
    if (!target.starts_with("/v1/validators?from=")) return std::nullopt;
    ValidatorSetChanges page;
    if (change && target == "/v1/validators?from=0") page.push_back(*change);
    return FakeNetwork::proved(Result<ValidatorSetChanges>(page));
  };
}

}  // namespace credence::testing
