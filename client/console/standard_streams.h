// SPDX-License-Identifier: Apache-2.0
// `-` in the place of a file: what is read comes on standard input, and nothing is kept beside it; what is
// written goes to standard output, and nothing else does.
#pragma once

#include <filesystem>

namespace credence {

[[nodiscard]] inline bool is_standard_stream(const std::filesystem::path& file) { return file == "-"; }
/// Where the bytes of such a file are.
[[nodiscard]] inline std::filesystem::path readable(const std::filesystem::path& file) {
  return is_standard_stream(file) ? "/dev/stdin" : file;
}

}  // namespace credence
