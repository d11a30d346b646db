// SPDX-License-Identifier: Apache-2.0
// What the examples share: how a failure is told.
#pragma once

#include <cstdio>
#include <span>

#include "client/client.h"

/// Says why there is no proved answer (in English; text_zh() in Chinese) and gives the exit code of its
/// class: 2 a rule says no, 3 a check failed, 4 no node answered, 5 bad input (client/base/failure.h).
inline int failed(const credence::Failure& failure) {
  std::fprintf(stderr, "%s\n", failure.error.text_en().c_str());
  return static_cast<int>(failure.exit);
}
inline int failed(const credence::Error& error) { return failed({credence::ExitCode::bad_input, error}); }

inline int usage(const char* text) {
  std::fprintf(stderr, "usage: %s\n", text);
  return static_cast<int>(credence::ExitCode::usage);
}
