// SPDX-License-Identifier: Apache-2.0
// Typed errors: a stable code, its cause and its remedy in Chinese and English, and a detail that says what
// and where.
//
// Assertions (`CREDENCE_ASSERT`) are for bugs and stay on in release builds. `Result` is for what can go
// wrong without a bug.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "ledger/primitives/details.h"

namespace credence {

/// Every error of the library, the node and the command line. The numbers are stable: they stand in receipts.
enum class Code : std::uint16_t {
#define CREDENCE_ERROR(number, name, cause_en, cause_zh, remedy_en, remedy_zh) name = number,
#include "ledger/primitives/errors.def"
#undef CREDENCE_ERROR
};

struct ErrorInfo {
  Code code;
  std::string_view name;  // the stable code as text, for example "budget_exceeded"
  std::string_view cause_en, cause_zh, remedy_en, remedy_zh;
};

/// The row of the table for a code. An unknown number gives the row of `Code::internal`.
[[nodiscard]] const ErrorInfo& info(Code code);
/// True for a number that is in the table.
[[nodiscard]] bool known(std::uint16_t number);
/// The whole table, by rising number.
[[nodiscard]] std::span<const ErrorInfo> all_errors();

struct [[nodiscard]] Error {
  Code code;
  /// What and where: values, positions, names. Of `said` the English words; else a text for whoever runs this
  /// program: a path, what a library said.
  std::string detail;
  Details details =
      {};  // the same, typed: what the ledger says goes into receipts, and is worded where it is read

  bool operator==(const Error&) const = default;
  /// "budget_exceeded: cause (detail). remedy" for a log or a terminal.
  [[nodiscard]] std::string text_en() const;
  [[nodiscard]] std::string text_zh() const;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string detail = {}) {
  return std::unexpected(Error{code, std::move(detail)});
}
[[nodiscard]] inline std::unexpected<Error> fail(Code code, Details said) {
  std::string detail = details_text(said, false);
  return std::unexpected(Error{code, std::move(detail), std::move(said)});
}

[[noreturn]] void assertion_failed(const char* what, const char* file, int line);

}  // namespace credence

/// A broken assertion is a bug in Credence: the process stops at once, before it can write or sign anything.
#define CREDENCE_ASSERT(condition) \
  ((condition) ? void(0) : ::credence::assertion_failed(#condition, __FILE__, __LINE__))
