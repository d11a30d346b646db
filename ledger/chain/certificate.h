// SPDX-License-Identifier: Apache-2.0
// The quorum certificate of a block: the Checkpoint signatures of a quorum of distinct validators over its
// header hash. It is the only thing the outside world needs in order to believe a header.
#pragma once

#include "ledger/chain/block.h"

namespace credence {

struct ValidatorSignature {
  std::uint16_t validator = 0;  // place in the validator set
  Signature signature;
  bool operator==(const ValidatorSignature&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(validator, signature);
  }
};

struct Certificate {
  Height height = 0;
  Hash32 header_hash;
  List<ValidatorSignature, limits::kValidatorsMax> signatures;  // strictly rising by validator

  bool operator==(const Certificate&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(height, header_hash, signatures);
  }
};

/// What a validator signs to attest a block: the Checkpoint message of PBFT for every block.
[[nodiscard]] Hash32 checkpoint_hash(const ChainId& chain, Height height, const Hash32& header_hash);

/// A quorum of distinct validators of `set` signed this height and header hash, or the first check that
/// fails: `signers_not_distinct`, `unknown_signer`, `not_enough_signers`, `bad_signature`.
[[nodiscard]] Result<void> verify_certificate(const ChainId& chain, const ValidatorSet& set,
                                              const Certificate& certificate,
                                              const Signatures& scheme = real_signatures());

/// Also that `header` is what the certificate signs, and that it names `set`: `wrong_header`,
/// `wrong_suite`, `wrong_validator_set`.
[[nodiscard]] Result<void> verify_header(const ChainId& chain, const ValidatorSet& set,
                                         const BlockHeader& header, const Certificate& certificate,
                                         const Signatures& scheme = real_signatures());

}  // namespace credence
