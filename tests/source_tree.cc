#include "tests/source_tree.h"

#include <cstdlib>

namespace credence {

std::filesystem::path source_dir() { return CREDENCE_SOURCE_DIR; }

std::optional<std::filesystem::path> shared_data(const std::string& name) {
  const char* const given = std::getenv("CREDENCE_SHARED");
  const auto path = (given != nullptr ? std::filesystem::path(given) : source_dir() / "../shared") / "data" / name;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return path;
}

}  // namespace credence
