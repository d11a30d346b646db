// credence prove, verify: proof bundles on the command line.
#pragma once

#include "client/base/failure.h"

namespace CLI {
class App;
}

namespace credence {

class Cli;

// Exit codes of `credence verify` beside those of failure.h.
inline constexpr ExitCode kNotInForce{
    7};  // proved, and not in force on the day: not begun, expired or revoked
inline constexpr ExitCode kTooOld{
    8};  // proved, and older than is allowed, or of before the day that is asked

void add_proof_commands(CLI::App& app, Cli& cli);

}  // namespace credence
