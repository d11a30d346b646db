// SPDX-License-Identifier: Apache-2.0
// Where this checkout lies, for tests that read its files.
#pragma once

#include <filesystem>

namespace credence {

/// The root of the checkout that the test was built from.
[[nodiscard]] std::filesystem::path source_dir();

}  // namespace credence
