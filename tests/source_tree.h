// Where this checkout lies, for tests that read its files or the shared data beside it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace credence {

/// The root of the checkout that the test was built from.
[[nodiscard]] std::filesystem::path source_dir();
/// A file of the shared data (in ../shared, or where CREDENCE_SHARED says), or nothing where there is none.
[[nodiscard]] std::optional<std::filesystem::path> shared_data(const std::string& name);

}  // namespace credence
