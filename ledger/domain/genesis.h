// SPDX-License-Identifier: Apache-2.0
// The genesis: everything that the members of a network agree on before its first block. Its hash is the
// chain id.
//
// genesis.json is the form that people read; the chain id is over the canonical encoding of this struct, so
// white space and the order of JSON members do not matter.
#pragma once

#include "ledger/chain/block.h"
#include "ledger/domain/party.h"
#include "ledger/domain/qualification.h"

namespace credence {

struct Genesis {
  Id network;  // "guangdong-demo"
  std::uint64_t time_ms = 0;
  Suite suite{};
  ValidatorSet validators;
  List<RegisterDepartment, 500> departments;
  // at least one admin; with four eyes, an admin and a checker for each department that has keys
  List<KeyPost, 500> keys;
  List<DefineQualification, 500> qualifications;
  // in force from the beginning, strictly rising (ledger/domain/features.h)
  List<Id, 64> features;
  /// The department that owns each validator, in their order; empty: the chain is not governed
  /// (docs/architecture.md).
  List<Id, limits::kValidatorsMax> owners;
  CREDENCE_FIELDS(network, time_ms, suite, validators, departments, keys, qualifications, features, owners);
};

[[nodiscard]] ChainId chain_id(const Genesis& genesis);
[[nodiscard]] Result<void> check_genesis(const Genesis& genesis);

}  // namespace credence
