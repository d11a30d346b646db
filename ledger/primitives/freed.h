// SPDX-License-Identifier: Apache-2.0
// Who owns what a library of C made: std::unique_ptr<BIGNUM, Freed<BN_free>>.
#pragma once

namespace credence {

template <auto Free>
struct Freed {
  void operator()(auto* made) const { Free(made); }
};

}  // namespace credence
