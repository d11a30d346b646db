// SPDX-License-Identifier: Apache-2.0
// Quorum arithmetic, in one place. n validators tolerate f Byzantine ones.
//
//   f = (n - 1) / 3        q = ceil((n + f + 1) / 2)
//
// Two quorums share at least f + 1 validators: 2q - n >= f + 1. The honest validators alone form a quorum:
// q <= n - f. Both hold for every n, also where n is not 3f + 1: n = 5 needs 4, not 2f + 1 = 3.
// (PBFT, Castro and Liskov 1999, §4.)
#pragma once

#include <cstddef>

namespace credence {

[[nodiscard]] constexpr std::size_t faults_tolerated(std::size_t n) { return n == 0 ? 0 : (n - 1) / 3; }
[[nodiscard]] constexpr std::size_t quorum(std::size_t n) { return (n + faults_tolerated(n) + 2) / 2; }
/// Among so many distinct validators at least one is honest.
[[nodiscard]] constexpr std::size_t one_honest(std::size_t n) { return faults_tolerated(n) + 1; }

static_assert(quorum(1) == 1 && quorum(4) == 3 && quorum(5) == 4 && quorum(6) == 4 && quorum(7) == 5);

}  // namespace credence
