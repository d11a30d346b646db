// SPDX-License-Identifier: Apache-2.0
// How a call of the client library ends when it does not succeed: a typed error, and the class of the cause,
// which is at the same time the exit code of the command line.
#pragma once

#include "client/base/language.h"
#include "ledger/primitives/error.h"

namespace credence {

/// The exit codes of `credence`, as exit_codes.def has them.
enum class ExitCode : int {
#define EXIT_CODE(name, number, en, zh) name = number,
#include "client/base/exit_codes.def"
#undef EXIT_CODE
};

/// What an exit code means.
struct ExitCodeRow {
  ExitCode code;
  Words meaning;
};
/// The table, by rising number.
inline constexpr ExitCodeRow kExitCodes[] = {
#define EXIT_CODE(name, number, en, zh) {ExitCode::name, {en, zh}},
#include "client/base/exit_codes.def"
#undef EXIT_CODE
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
/// What is proved and not understood is not called unproved.
[[nodiscard]] inline std::unexpected<Failure> give_up(ExitCode exit, Error error) {
  if (error.code == Code::not_understood && exit == ExitCode::not_verified) exit = ExitCode::not_understood;
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
