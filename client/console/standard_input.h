// SPDX-License-Identifier: Apache-2.0
// FILE is `-`: a list comes on standard input, and nothing is kept beside it.
#pragma once

#include <filesystem>

namespace credence {

[[nodiscard]] inline bool is_standard_input(const std::filesystem::path& file) { return file == "-"; }

}  // namespace credence
