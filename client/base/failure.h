// How a call of the client library ends when it does not succeed: a typed error, and the class of the cause,
// which is at the same time the exit code of the command line.
#pragma once

#include "ledger/primitives/error.h"

namespace credence {

/// The exit codes of `credence`; stable, documented in `credence --help`.
enum class ExitCode : int {
  ok = 0,
  usage = 1,          // the command line itself
  refused = 2,        // the ledger or a node applied a rule and said no
  not_verified = 3,   // an answer came, and a check on it failed
  unreachable = 4,    // no node answered in time
  bad_input = 5,      // a file, a line or a code that was handed in
  key = 6,            // a key file or its passphrase
  internal = 10,      // a bug, or this machine (disk, processes)
  interrupted = 130,  // Ctrl-C; what was journaled is resumed by the same command
};

struct [[nodiscard]] Failure {
  ExitCode exit = ExitCode::internal;
  Error error{Code::internal, {}};
};

template <class T>
using Outcome = std::expected<T, Failure>;

[[nodiscard]] inline std::unexpected<Failure> give_up(ExitCode exit, Code code, std::string detail = {}) {
  return std::unexpected(Failure{exit, Error{code, std::move(detail)}});
}
[[nodiscard]] inline std::unexpected<Failure> give_up(ExitCode exit, Error error) {
  return std::unexpected(Failure{exit, std::move(error)});
}
/// Passes a result on; its error gets this class.
template <class T>
[[nodiscard]] Outcome<T> or_fail(Result<T> result, ExitCode exit) {
  if (!result) return give_up(exit, std::move(result.error()));
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return *std::move(result);
}

}  // namespace credence
