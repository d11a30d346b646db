// Planted bugs, to prove that the simulator can fail. They exist only in builds with CREDENCE_CANARY (the
// test library `consensus_canary`); in the production library `planted` is constant false and leaves no code
// behind.
#pragma once

#include <cstdint>

namespace credence::consensus {

enum class Canary : std::uint8_t {
  none,
  vote_before_persisting,  // a vote is sent one step before its record is given out
  quorum_of_2f,            // 2f instead of ceil((n + f + 1) / 2)
  forget_prepared,         // a ViewChange leaves the prepared certificates out
  trust_new_view,          // a NewView is accepted without checking its ViewChanges
};

#ifdef CREDENCE_CANARY
inline Canary planted_canary = Canary::none;  // set once, before any replica runs
[[nodiscard]] inline bool planted(Canary which) { return planted_canary == which; }
#else
[[nodiscard]] constexpr bool planted(Canary) { return false; }
#endif

}  // namespace credence::consensus
