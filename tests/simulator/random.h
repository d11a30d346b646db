// SPDX-License-Identifier: Apache-2.0
// The simulator's only source of chance: xoshiro256** seeded by splitmix64 (Blackman and Vigna, public
// domain). No distributions of the standard library: those differ between implementations, and a seed must
// replay everywhere.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace credence::simulator {

/// A quick mixture, for fingerprints that nobody attacks.
[[nodiscard]] constexpr std::uint64_t fold_word(std::uint64_t state, std::uint64_t word) {
  state = (state ^ word) * 0x9e3779b97f4a7c15U;
  state ^= state >> 29;
  state *= 0xbf58476d1ce4e5b9U;
  return state ^ (state >> 32);
}
[[nodiscard]] inline std::uint64_t fold(std::uint64_t state, std::span<const std::byte> bytes) {
  state = fold_word(state, bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    for (std::size_t i = at; i < std::min(at + 8, bytes.size()); ++i)
      word = word << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    state = fold_word(state, word);
  }
  return state;
}

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15U;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
      word = z ^ (z >> 31);
    }
  }
  std::uint64_t next() {
    const std::uint64_t out = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return out;
  }
  /// Below `bound`, which is above zero. The bias of the remainder does not matter here.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
  bool chance(std::uint64_t permille) { return below(1000) < permille; }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace credence::simulator
